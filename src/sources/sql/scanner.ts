import { Between } from "./between.ts";
import { LF } from "./bytes.ts";
import { charsetOf, type Charset } from "./charset.ts";
import { readCopy } from "./copy-head.ts";
import { CopyRows } from "./copy-rows.ts";
import { Cursor } from "./cursor.ts";
import { HeadCache } from "./head-cache.ts";
import { readInsert, readInto, type InsertHead, type RowsHead } from "./head.ts";
import { charsetInForce, type Session } from "./session.ts";
import { readSetRow } from "./set-row.ts";
import { Skip, type Passed } from "./skip.ts";
import { Statements, type StatementSink } from "./statements.ts";
import { Tokens } from "./tokens.ts";
import { MAX_ROW, Tuples, type TupleSink } from "./tuples.ts";
import { Window } from "./window.ts";

/** A point of the text from which it can be read: where, and the settings in force there. */
export interface Mark {
  readonly offset: number;
  readonly line: number;
  readonly session: Session;
}

/** Who is told what a dump holds, in its order. Bytes are valid during the call only. */
export interface SqlSink extends TupleSink, StatementSink {
  /** A statement with rows begins; the `row`, `overlong`, `unwritten` that follow are of its table. */
  rows(head: RowsHead, mark: Mark, charset: Charset | undefined): void;
  /** DEFAULT VALUES: a row of which nothing is written. */
  unwritten(line: number): void;
  /** The last rows may have taken the place of others, or have been left out. */
  upsert(rows: number): void;
}

/** A head longer than this is no head. */
const MAX_HEAD = 1024 * 1024;
const DUAL = /^SELECT\s+(?:\*|\d+|NULL|'[^']*')\s+FROM\s+(?:SYS\s*\.\s*)?"?DUAL"?\s*$/i;

/** skip: a statement · known: one that has no rows although it begins like one · the others: the rest of an INSERT. */
type Skipping = "skip" | "known" | "tail" | "set" | "dual";
type State = Skipping | "between" | "tuples" | "copy" | "all" | "all tuples" | "line";

/**
 * Reads SQL text as it streams by and tells what it holds. Nothing is executed, nothing is held but the head of a
 * statement or one row. Not a parser: it knows where statements end, which of them have rows, and which would make
 * those rows something else than what is written.
 */
export class SqlScanner {
  readonly #cursor: Cursor;
  readonly #sink: SqlSink;
  readonly #statements: Statements;
  readonly #passage: Between;
  readonly #skip: Skip;
  readonly #tuples: Tuples;
  readonly #copy: CopyRows;
  readonly #heads = new HeadCache();
  #state: State = "between";
  #head: RowsHead | undefined;
  /** The statement at hand: its line, and where it is. */
  #line = 0;
  #mark: Mark;
  /** Heads of the INSERT ALL at hand. */
  #all: RowsHead[] = [];

  constructor(file: string, from: Mark, sink: SqlSink) {
    this.#cursor = new Cursor(file, new Window(from.offset, from.line), from.session);
    this.#sink = sink;
    this.#mark = from;
    this.#statements = new Statements(this.#cursor, sink);
    this.#passage = new Between(this.#cursor, this.#statements, sink);
    this.#skip = new Skip(this.#cursor);
    this.#tuples = new Tuples(this.#cursor, sink);
    this.#copy = new CopyRows(this.#cursor, sink);
  }

  /** Physical lines so far. */
  get lines(): number {
    const { window } = this.#cursor;
    const line = window.lineAt(window.end);
    return window.bytes[window.end - 1] === LF || window.end === 0 ? line - 1 : line;
  }

  /**
   * The next bytes; with `final` there are no more.
   * @throws SOURCE_SQL_TRUNCATED, _REFUSED, _CHARSET, _SYNTAX, with the line
   */
  push(chunk: Uint8Array, final: boolean): void {
    this.#cursor.window.feed(chunk, final);
    while (this.#step());
    if (final) this.#finish();
  }

  /** Goes on; false when more bytes are needed, or there are none. */
  #step(): boolean {
    switch (this.#state) {
      case "between":
        return this.#between();
      case "tuples":
      case "all tuples":
        return this.#rows();
      case "copy":
        return this.#copying();
      case "all":
        return this.#insertAll();
      case "line":
        return this.#restOfLine();
      case "skip":
      case "known":
      case "tail":
      case "set":
      case "dual":
        return this.#skipping(this.#state);
    }
  }

  #finish(): void {
    const { opaque, openLine } = this.#cursor;
    if (opaque.piece !== undefined) throw this.#cursor.truncated(openLine, opaque.piece);
    if (this.#tuples.openLine > 0) throw this.#cursor.truncated(this.#tuples.openLine, "INSERT");
    if (this.#state === "copy") throw this.#cursor.truncated(this.#line, "COPY … \\.");
    this.#statements.finish();
  }

  #between(): boolean {
    const { window, session } = this.#cursor;
    const next = this.#passage.next();
    if (next !== "word") return next === "skip" ? this.#begin("skip") : next === "again";
    const i = window.pos;
    const cached = this.#heads.find(window.bytes, i, session);
    if (cached !== undefined) return this.#startTuples(cached.head, this.#markAt(i), cached.to, "tuples");
    switch (this.#passage.statement()) {
      case "insert":
        return this.#insert(i);
      case "copy":
        return this.#copyHead(i);
      case "skip":
        return this.#begin("skip");
      case "line":
        this.#state = "line";
        return true;
      case "again":
        return true;
      case "more":
        return false;
    }
  }

  #insert(i: number): boolean {
    const { window, session } = this.#cursor;
    const { bytes, end, final } = window;
    const tokens = new Tokens(bytes, i, end, final, session.modes).next();
    const found = readInsert(tokens, session.names);
    if (found === undefined) return this.#unread(tokens, i, "INSERT");
    return this.#insertAs(found, i);
  }

  /** A head that could not be read: more bytes may help. */
  #unread(tokens: Tokens, i: number, what: string, line = this.#cursor.window.lineAt(i)): false {
    const { window } = this.#cursor;
    const { end, final } = window;
    if (tokens.ranOut && !final && end - i < MAX_HEAD) return false;
    throw tokens.type === "end" && final ? this.#cursor.truncated(line, what) : this.#cursor.senseless(line);
  }

  #insertAs(found: InsertHead, i: number): boolean {
    const { window, session } = this.#cursor;
    this.#line = window.lineAt(i);
    switch (found.kind) {
      case "values":
        this.#heads.add(window.bytes, i, found.to, found.head, session);
        return this.#startTuples(found.head, this.#markAt(i), found.to, "tuples");
      case "default":
        // it names no columns, and needs no order
        this.#announce({ ...found.head, columns: [] }, this.#markAt(i));
        this.#sink.unwritten(this.#line);
        return this.#begin("tail", found.to);
      case "set":
        this.#head = found.head;
        this.#mark = this.#markAt(i);
        return this.#begin("set", found.to);
      case "select":
        this.#sink.effect({ table: found.table, does: "inserts", what: "INSERT … SELECT" }, this.#line);
        return this.#begin("known");
      case "all":
        this.#all = [];
        this.#mark = this.#markAt(i);
        this.#state = "all";
        window.pos = found.to;
        return true;
    }
  }

  #markAt(i: number): Mark {
    const { window, session } = this.#cursor;
    return { offset: window.offsetOf(i), line: window.lineAt(i), session };
  }

  /** Rows begin; the mark is that of the whole statement. */
  #announce(head: RowsHead, mark: Mark, charset = charsetInForce(mark.session)): void {
    this.#head = head;
    this.#mark = mark;
    this.#line = mark.line;
    this.#sink.rows(head, mark, charset);
  }

  #startTuples(head: RowsHead, mark: Mark, to: number, state: "tuples" | "all tuples"): true {
    this.#announce(head, mark);
    this.#tuples.begin();
    this.#cursor.window.pos = to;
    this.#state = state;
    return true;
  }

  /** Rows, and what comes after the last one: nearly always the terminator. */
  #rows(): boolean {
    if (this.#tuples.step() === "more") return false;
    const { window, session } = this.#cursor;
    if (this.#tuples.isExpecting && window.pos < window.end) throw this.#cursor.senseless(this.#line);
    if (this.#state === "all tuples") {
      this.#state = "all";
      return true;
    }
    this.#passage.afterRows = true;
    if (this.#cursor.terminatorAt(window.pos) !== true) return this.#begin("tail");
    window.pos += session.delimiter.length;
    this.#state = "between";
    return true;
  }

  /** INTO … VALUES …, and at the end the query that says how often: once, from DUAL. */
  #insertAll(): boolean {
    const { window, session } = this.#cursor;
    const { bytes, pos, end, final } = window;
    const tokens = new Tokens(bytes, pos, end, final, session.modes).next();
    if (tokens.type === "end") return this.#unread(tokens, pos, "INSERT ALL", this.#mark.line);
    if (tokens.word === "INTO") {
      const found = readInto(tokens.next(), session.names, false);
      if (found === undefined) return this.#unread(tokens, pos, "INSERT ALL", this.#mark.line);
      if (found.kind !== "values") throw this.#cursor.senseless(window.lineAt(pos));
      this.#all.push(found.head);
      return this.#startTuples(found.head, this.#mark, found.to, "all tuples");
    }
    return this.#begin("dual", tokens.from);
  }

  #copyHead(i: number): boolean {
    const { window, session } = this.#cursor;
    const { bytes, end, final } = window;
    const tokens = new Tokens(bytes, i, end, final, session.modes).next();
    const found = readCopy(tokens, session.names, session.modes);
    if (found === undefined) return this.#unread(tokens, i, "COPY");
    switch (found.kind) {
      case "export":
        return this.#begin("known");
      case "elsewhere":
        throw this.#cursor.refused(window.lineAt(i), found.what);
      case "stdin":
        this.#announce(
          found.head,
          this.#markAt(i),
          found.encoding === undefined ? undefined : charsetOf(found.encoding),
        );
        this.#copy.begin(found.options);
        window.pos = found.to;
        this.#state = "copy";
        return true;
    }
  }

  #copying(): boolean {
    if (this.#copy.step() === "more") return false;
    this.#passage.afterRows = false;
    this.#state = "between";
    return true;
  }

  #restOfLine(): boolean {
    const { window } = this.#cursor;
    const feed = window.bytes.indexOf(LF, window.pos);
    window.pos = feed < 0 ? window.end : feed;
    if (feed >= 0) this.#state = "between";
    return feed >= 0;
  }

  /** Begins to pass over a statement, or over the rest of one. */
  #begin(state: Skipping, from = this.#cursor.window.pos): true {
    this.#cursor.window.pos = from;
    const whole = state === "skip" || state === "known";
    this.#skip.begin(whole ? "" : "INSERT", state === "set" ? MAX_ROW : MAX_HEAD);
    this.#state = state;
    return true;
  }

  #skipping(state: Skipping): boolean {
    const passed = this.#skip.step();
    if (passed === undefined) return false;
    this.#state = "between";
    if (state === "skip" || state === "known")
      this.#statements.passed(passed, this.#skip.line, state === "known");
    else {
      if (!passed.terminated) this.#statements.unterminated(this.#line, "INSERT");
      if (state === "tail") this.#tail(passed);
      else if (state === "set") this.#setRow(passed);
      else this.#dual(passed);
    }
    return true;
  }

  /** What follows the rows of an INSERT. */
  #tail({ held }: Passed): void {
    const { modes } = this.#cursor.session;
    const tokens = new Tokens(held.bytes, 0, held.bytes.length, true, modes).next();
    if (tokens.word === "ON" || tokens.word === "AS") this.#sink.upsert(this.#tuples.count);
    else if (tokens.type === "word" && tokens.word !== "RETURNING") this.#spoil("INSERT");
    else if (tokens.type !== "word" && tokens.type !== "end") throw this.#cursor.senseless(this.#line);
  }

  #setRow({ held }: Passed): void {
    const { session } = this.#cursor;
    const row = held.cut ? undefined : readSetRow(held.bytes, session);
    if (this.#head === undefined || (row === undefined && !held.cut))
      throw this.#cursor.senseless(this.#line);
    const { columns, tuple, overlong, upsert } = row ?? {
      columns: [],
      tuple: held.bytes,
      overlong: 1,
      upsert: false,
    };
    this.#passage.afterRows = true;
    this.#sink.rows({ ...this.#head, columns }, this.#mark, charsetInForce(session));
    if (overlong > 0) this.#sink.overlong(overlong, this.#line);
    else this.#sink.row(tuple, 0, tuple.length, this.#line, columns.length);
    if (upsert) this.#sink.upsert(1);
  }

  #dual({ held }: Passed): void {
    if (DUAL.test(held.bytes.toString("latin1").trim()) && this.#all.length > 0) return;
    for (const head of this.#all) {
      this.#head = head;
      this.#spoil("INSERT ALL");
    }
    if (this.#all.length === 0)
      this.#sink.effect({ table: undefined, does: "inserts", what: "INSERT ALL" }, this.#line);
  }

  /** The rows just given are not those a database would have. */
  #spoil(what: string): void {
    if (this.#head) this.#sink.effect({ table: this.#head.table, does: "inserts", what }, this.#line);
  }
}
