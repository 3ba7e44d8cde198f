import { isUnsafe } from "./charset.ts";
import { readCreateTable, type CreatedTable } from "./create-table.ts";
import type { Cursor } from "./cursor.ts";
import { effectsOf, type Effect, type Held } from "./effects.ts";
import { afterStatement } from "./session.ts";
import type { Passed } from "./skip.ts";
import { isTemporary, isTransaction, labelOf, refusedStatement } from "./statement.ts";
import { Tokens } from "./tokens.ts";

/** Who is told what the statements without rows say. */
export interface StatementSink {
  created(table: CreatedTable, line: number): void;
  effect(effect: Effect, line: number): void;
  /** A statement that was passed over; "" for one that begins with no word of SQL. */
  skipped(label: string): void;
  /** A slash after a finished INSERT: SQL*Plus would run it again. */
  repeated(): void;
}

/** What makes a statement of no known kind too dangerous to be passed over. */
const ROWS = /\b(?:INSERT|REPLACE|COPY|MERGE|UPDATE|DELETE|VALUES)\b/i;

/** Whether rows would be lost with a statement we do not know, as broken text makes them: `xINSERT INTO t VALUES …`. */
function mayHideRows(label: string, { bytes, cut }: Held): boolean {
  if (label === "INSERT" || label === "REPLACE" || label === "COPY") return true;
  return label === "" && (cut || ROWS.test(bytes.toString("latin1")));
}

/** Comments a tool begins its dump with, and those it ends it with. */
const BEGINS = /^-- (?:PostgreSQL database (?:cluster )?dump|(?:MySQL|MariaDB) dump )(?! complete)/;
const ENDS = /^-- (?:PostgreSQL database (?:cluster )?dump complete|Dump completed)/;

/** Statements passed over are not lost on it: settings, tables, transactions, and what they would do to rows. */
export class Statements {
  readonly #cursor: Cursor;
  readonly #sink: StatementSink;
  /** Lines of the dumps (of a cluster: one in another) and of the transaction that were begun and not ended. */
  #dumps: number[] = [];
  #transaction = 0;
  /** Lines with GO end batches: then the last statement too must have one. */
  #batches = false;

  constructor(cursor: Cursor, sink: StatementSink) {
    this.#cursor = cursor;
    this.#sink = sink;
  }

  /** A comment's beginning. */
  comment(text: string, line: number): void {
    if (ENDS.test(text)) this.#dumps.pop();
    else if (BEGINS.test(text)) this.#dumps.push(line);
  }

  batch(): void {
    this.#batches = true;
  }

  /** @param known it begins as if it had rows, and has none. */
  passed({ words, held, terminated }: Passed, line: number, known: boolean): void {
    const label = labelOf(words);
    // a comment may have stood between the words
    const refused = refusedStatement(words, this.#cursor.session.modes.dialect);
    if (refused !== undefined) throw this.#cursor.refused(line, refused);
    if (!terminated) this.unterminated(line, label);
    if (!known && mayHideRows(label, held)) throw this.#cursor.senseless(line);
    if (label !== "CREATE TABLE") this.#sink.skipped(label);
    this.#transacted(words, line);
    if (label === "SET" || label === "USE" || label === "SELECT" || label === "ALTER SESSION")
      this.#settings(label, held, line);
    if (label === "CREATE TABLE" && !isTemporary(words)) this.#created(held, line);
    for (const effect of effectsOf(label, held, this.#cursor.session)) this.#sink.effect(effect, line);
  }

  /** A statement that ended without a terminator: at the end of the text, that is where it was cut. */
  unterminated(line: number, label: string): void {
    const { window, session } = this.#cursor;
    if (!window.final || window.pos < window.end) return;
    if (session.modes.dialect !== "mssql" || this.#batches) throw this.#cursor.truncated(line, label || "…");
  }

  /** The text is over. */
  finish(): void {
    const [dump] = this.#dumps;
    if (dump !== undefined) throw this.#cursor.truncated(dump, "-- … dump complete");
    if (this.#transaction > 0) throw this.#cursor.truncated(this.#transaction, "BEGIN … COMMIT");
  }

  use(statement: string): void {
    this.#sink.skipped("USE");
    this.#cursor.session = afterStatement(this.#cursor.session, statement);
  }

  /** A charset in which cutting would go wrong ends the reading. */
  judgeCharset(line: number): void {
    const { charset, client } = this.#cursor.session;
    const unsafe = [charset, client].find(isUnsafe);
    if (unsafe !== undefined) throw this.#cursor.charsetRefused(line, unsafe.name);
  }

  #transacted(words: readonly string[], line: number): void {
    const { dialect } = this.#cursor.session.modes;
    const [first, second] = words;
    if (isTransaction(words, dialect)) this.#transaction = line;
    else if (first === "COMMIT" || (first === "END" && dialect !== "oracle")) this.#transaction = 0;
    else if (first === "ROLLBACK" && second !== "TO") throw this.#cursor.refused(line, "ROLLBACK");
  }

  #settings(label: string, held: Held, line: number): void {
    const text = held.bytes.toString("latin1");
    if (label === "SELECT" && !/\bset_config\s*\(/i.test(text)) return;
    const before = this.#cursor.session;
    const after = afterStatement(before, text);
    if (after === before) return;
    this.#cursor.session = after;
    this.judgeCharset(line);
  }

  #created(held: Held, line: number): void {
    const { session } = this.#cursor;
    const tokens = new Tokens(held.bytes, 0, held.bytes.length, true, session.modes).next();
    while (tokens.type !== "end" && tokens.word !== "TABLE") tokens.next();
    const created = held.cut ? undefined : readCreateTable(tokens, session.names);
    if (created === undefined) throw this.#cursor.senseless(line);
    this.#sink.created(created, line);
  }
}
