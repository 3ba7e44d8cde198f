import {
  BACKSLASH,
  DOT,
  HASH,
  isBlank,
  isLetter,
  isWord,
  LF,
  MINUS,
  SEMICOLON,
  SLASH,
  STAR,
} from "./bytes.ts";
import type { Cursor } from "./cursor.ts";
import { Lines } from "./lines.ts";
import { LEXIS } from "./modes.ts";
import { isSqlPlus, refusedStatement } from "./statement.ts";
import type { Statements, StatementSink } from "./statements.ts";

/** Blanks, and what a broken copy or an old editor leaves: NULs, the end-of-file mark of DOS. */
function isJunk(c: number | undefined): boolean {
  return c !== undefined && (c <= 32 || c === 127);
}

/** Enough of a comment to know it. */
const COMMENT = 64;
/** Blanks between two words, at most. */
const MAX_BLANKS = 1024 * 1024;

/**
 * What stands at `window.pos`. again: something was passed over · word: a statement may begin, ask `statement` ·
 * skip: one that is to be passed over · line: a command of SQL*Plus, up to the line's end · more: bytes are needed.
 */
export type Next = "more" | "again" | "word" | "skip";
export type Statement = "more" | "again" | "insert" | "copy" | "skip" | "line";

/** What stands between statements (comments, terminators, commands of client programs), and how they begin. */
export class Between {
  /** The last statement had rows. */
  afterRows = false;
  readonly #cursor: Cursor;
  readonly #statements: Statements;
  readonly #sink: StatementSink;
  readonly #lines: Lines;

  constructor(cursor: Cursor, statements: Statements, sink: StatementSink) {
    this.#cursor = cursor;
    this.#statements = statements;
    this.#sink = sink;
    this.#lines = new Lines(cursor, statements, sink);
  }

  next(): Next {
    const { window, session } = this.#cursor;
    if (!this.#cursor.passOpen()) return "more";
    const { bytes, end } = window;
    let i = window.pos;
    while (i < end && isJunk(bytes[i])) i++;
    window.pos = i;
    if (i >= end) return "more";
    const terminated = this.#cursor.terminatorAt(i);
    if (terminated === undefined) return "more";
    const c = bytes[i];
    if (terminated || c === SEMICOLON) {
      window.pos = i + (terminated ? session.delimiter.length : 1);
      return "again";
    }
    if (isLetter(c)) return "word";
    if (c === MINUS || c === SLASH || c === HASH) return this.#comment(i);
    return c === STAR ? this.#star(i) : this.#sign(i);
  }

  /**
   * How the statement at `window.pos` is to be read.
   * @throws SOURCE_SQL_REFUSED for one that takes rows from elsewhere
   */
  statement(): Statement {
    const { window, session } = this.#cursor;
    const i = window.pos;
    const words = this.#words(i);
    if (words === undefined) return "more";
    const [first = ""] = words;
    const { dialect } = session.modes;
    if (first === "INSERT" || (first === "REPLACE" && words[1] !== undefined)) return "insert";
    if (first === "COPY") return "copy";
    this.afterRows = false;
    const refused = refusedStatement(words, dialect);
    if (refused !== undefined) throw this.#cursor.refused(window.lineAt(i), refused);
    if (first === "GO") {
      const batch = this.#lines.batch(i);
      if (batch !== "none") return batch;
    }
    if (first === "DELIMITER") return this.#lines.delimiter(i);
    if (first === "USE" && dialect === "mysql") return this.#lines.use(i);
    if (!isSqlPlus(words, dialect)) return "skip";
    this.#sink.skipped(first);
    return "line";
  }

  /** What closes an executable comment. */
  #star(i: number): Next {
    const closes = this.#cursor.closesExecutable(i);
    if (closes === undefined) return "more";
    if (!closes) return "skip";
    this.#cursor.window.pos = i + 2;
    return "again";
  }

  #comment(i: number): Next {
    const { window, session } = this.#cursor;
    const { bytes, end, final } = window;
    if (end - i < COMMENT && !final && bytes.indexOf(LF, i) < 0) return "more";
    if (bytes[i] === MINUS)
      this.#statements.comment(bytes.toString("latin1", i, Math.min(end, i + COMMENT)), window.lineAt(i));
    const to = this.#cursor.pass(i);
    if (to < 0) return "more";
    const isComment = to > i + 1 || (bytes[i] === HASH && LEXIS[session.modes.dialect].hash);
    if (!isComment) return this.#slash(i);
    window.pos = to;
    return "again";
  }

  /** SQL*Plus: a line with a slash runs what was written before it. */
  #slash(i: number): Next {
    const { window, session } = this.#cursor;
    const { dialect } = session.modes;
    const here =
      window.bytes[i] === SLASH &&
      (dialect === "oracle" || dialect === "ansi") &&
      this.#cursor.isLineStart(i);
    const alone = here ? this.#cursor.endsLine(i + 1) : false;
    if (alone === undefined) return "more";
    if (!alone) return "skip";
    if (this.afterRows) this.#sink.repeated();
    this.afterRows = false;
    window.pos = i + 1;
    return "again";
  }

  #sign(i: number): Next {
    const c = this.#cursor.window.bytes[i] ?? 0;
    if (c !== BACKSLASH && c !== DOT && !":@!".includes(String.fromCharCode(c))) return "skip";
    const found = this.#lines.command(i);
    return found === "none" ? "skip" : found;
  }

  /** The first two words from an index; undefined when more bytes are needed. */
  #words(i: number): readonly string[] | undefined {
    const { bytes, end, final } = this.#cursor.window;
    const words: string[] = [];
    let at = i;
    while (words.length < 2) {
      let to = at;
      while (to < end && isWord(bytes[to])) to++;
      if (to > at) words.push(bytes.toString("latin1", at, Math.min(to, at + 40)).toUpperCase());
      while (to < end && isBlank(bytes[to])) to++;
      if (to >= end && !final && to - i < MAX_BLANKS) return undefined;
      if (words.length === 0 || !isLetter(bytes[to])) break;
      at = to;
    }
    return words;
  }
}
