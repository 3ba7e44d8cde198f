import { CR, LF } from "./bytes.ts";
import type { Cursor } from "./cursor.ts";
import { afterCommand, commandOf, isHarmless, shownCommand } from "./meta.ts";
import type { Statements, StatementSink } from "./statements.ts";

/** A line read as a command is at most this long. */
const MAX_LINE = 64 * 1024;

/** Commands of client programs, which end with their line. */
export class Lines {
  readonly #cursor: Cursor;
  readonly #statements: Statements;
  readonly #sink: StatementSink;

  constructor(cursor: Cursor, statements: Statements, sink: StatementSink) {
    this.#cursor = cursor;
    this.#statements = statements;
    this.#sink = sink;
  }

  /** The line from an index, without its end; undefined when it is not all there. */
  #lineFrom(i: number): string | undefined {
    const { bytes, end, final } = this.#cursor.window;
    const feed = bytes.indexOf(LF, i);
    if (feed < 0 && !final && end - i < MAX_LINE) return undefined;
    const to = Math.min(feed < 0 ? end : feed, i + MAX_LINE);
    return bytes.toString("latin1", i, bytes[to - 1] === CR ? to - 1 : to);
  }

  /**
   * A command that begins with a sign: "more" bytes are needed, or this is "none".
   * @throws SOURCE_SQL_REFUSED for one that would bring rows from elsewhere
   */
  command(i: number): "again" | "more" | "none" {
    const line = this.#lineFrom(i);
    if (line === undefined) return "more";
    const { session, window } = this.#cursor;
    const command = commandOf(line, session.modes.dialect);
    if (command === undefined) return "none";
    if (!isHarmless(command, line)) throw this.#cursor.refused(window.lineAt(i), shownCommand(command));
    this.#sink.skipped(command);
    this.#cursor.session = afterCommand(session, command, line);
    this.#statements.judgeCharset(window.lineAt(i));
    window.pos = i + line.length;
    return "again";
  }

  /** DELIMITER of MySQL's client. */
  delimiter(i: number): "again" | "more" {
    const line = this.#lineFrom(i);
    if (line === undefined) return "more";
    const { session, window } = this.#cursor;
    const delimiter = /^delimiter\s+(\S{1,16})/i.exec(line)?.[1];
    if (delimiter === undefined) throw this.#cursor.senseless(window.lineAt(i));
    this.#cursor.session = { ...session, delimiter };
    window.pos = i + line.length;
    return "again";
  }

  /** USE of MySQL's client needs no terminator. */
  use(i: number): "again" | "more" {
    const line = this.#lineFrom(i);
    if (line === undefined) return "more";
    const at = line.indexOf(this.#cursor.session.delimiter);
    const statement = at < 0 ? line : line.slice(0, at);
    this.#statements.use(statement.trimEnd());
    this.#cursor.window.pos = i + statement.length;
    return "again";
  }

  /** GO of SQL Server's tools: "none" when it is no line by itself. @throws for GO 5, which runs a batch five times */
  batch(i: number): "again" | "more" | "none" {
    const { window } = this.#cursor;
    const alone = this.#cursor.isLineStart(i) ? this.#cursor.endsLine(i + 2, true) : false;
    if (alone === undefined) return "more";
    if (!alone) return "none";
    const line = this.#lineFrom(i) ?? "";
    if (Number(line.slice(2).trim() || "1") > 1) throw this.#cursor.refused(window.lineAt(i), "GO n");
    this.#statements.batch();
    window.pos = i + line.length;
    return "again";
  }
}
