import { MAX_RECORD } from "../source.ts";
import { BACKSLASH, CR, DOT, LF } from "./bytes.ts";
import type { Cursor } from "./cursor.ts";
import type { CopyOptions } from "./head.ts";
import { MAX_ROW, type TupleSink } from "./tuples.ts";

/** What COPY does without options. */
const PLAIN: CopyOptions = {
  csv: false,
  delimiter: "\t",
  nullText: "\\N",
  quote: '"',
  escape: '"',
  header: false,
  oids: false,
};

/**
 * Finds the rows after COPY … FROM stdin, up to the line `\.`. In the text format a line is a row, unless a backslash
 * stands before its end; in CSV quotes may hold line ends. `window.pos` is after the `;` when it begins.
 */
export class CopyRows {
  readonly #cursor: Cursor;
  readonly #sink: TupleSink;
  #options: CopyOptions = PLAIN;
  #started = false;
  #line = 0;
  /** Offset from which the row is still to be looked through. */
  #seen = 0;
  #rowAt = 0;
  #inQuotes = false;
  /** Place of the value that is too long; 0 for none. */
  #overlong = 0;
  #header = false;

  constructor(cursor: Cursor, sink: TupleSink) {
    this.#cursor = cursor;
    this.#sink = sink;
  }

  begin(options: CopyOptions): void {
    this.#options = options;
    this.#started = false;
    this.#header = options.header;
  }

  step(): "more" | "done" {
    if (!this.#started && !this.#firstLine()) return "more";
    const { window } = this.#cursor;
    for (;;) {
      const end = this.#rowEnd();
      if (end < 0) return this.#starved();
      if (this.#isLast(end)) {
        window.hold = -1;
        window.pos = end + 1;
        return "done";
      }
      this.#row(end);
    }
  }

  /** Passes over what is left of the line of the COPY itself. */
  #firstLine(): boolean {
    const { window } = this.#cursor;
    const rest = this.#cursor.endsLine(window.pos);
    if (rest === false) throw this.#cursor.senseless(window.lineAt(window.pos));
    const feed = window.bytes.indexOf(LF, window.pos);
    if (feed < 0) return false;
    window.pos = feed + 1;
    this.#started = true;
    this.#open(window.pos);
    return true;
  }

  #open(i: number): void {
    const { window } = this.#cursor;
    window.hold = i;
    window.pos = i;
    this.#rowAt = window.offsetOf(i);
    this.#seen = this.#rowAt;
    this.#line = window.lineAt(i);
    this.#inQuotes = false;
    this.#overlong = 0;
  }

  /** Index of the line feed the row ends with; -1 when it is not at hand. */
  #rowEnd(): number {
    const { window } = this.#cursor;
    const { bytes } = window;
    let from = window.indexOf(this.#seen);
    for (;;) {
      const feed = bytes.indexOf(LF, from);
      if (feed < 0) return -1;
      if (this.#options.csv) this.#countQuotes(from, feed);
      if (this.#options.csv ? !this.#inQuotes : !isEscaped(bytes, feed)) return feed;
      from = feed + 1;
      this.#seen = window.offsetOf(from);
    }
  }

  /** Index reached: one further where an escape is the last byte. */
  #countQuotes(from: number, to: number): number {
    const { bytes } = this.#cursor.window;
    const [quote, escape] = [this.#options.quote.charCodeAt(0), this.#options.escape.charCodeAt(0)];
    let i = from;
    for (; i < to; i++) {
      if (this.#inQuotes && escape !== quote && bytes[i] === escape) i++;
      else if (bytes[i] === quote) this.#inQuotes = !this.#inQuotes;
    }
    return i;
  }

  /** `\.` alone on its line. */
  #isLast(end: number): boolean {
    const { bytes, hold } = this.#cursor.window;
    if (hold < 0 || bytes[hold] !== BACKSLASH || bytes[hold + 1] !== DOT) return false;
    return end === hold + 2 || (end === hold + 3 && bytes[hold + 2] === CR);
  }

  #row(end: number): void {
    const { window } = this.#cursor;
    if (this.#overlong === 0) this.#overlong = this.#tooLong(end);
    if (this.#header) this.#header = false;
    else if (this.#overlong > 0) this.#sink.overlong(this.#overlong, this.#line);
    else this.#sink.row(window.bytes, window.hold, end + 1, this.#line, 0);
    this.#open(end + 1);
  }

  #starved(): "more" {
    const { window } = this.#cursor;
    // the last byte may be half of something: an escape, the return of a line end
    const from = window.indexOf(this.#seen);
    const last = Math.max(from, window.end - 1);
    const to = this.#options.csv ? Math.min(this.#countQuotes(from, last), window.end) : last;
    this.#seen = window.offsetOf(to);
    window.pos = to;
    if (this.#overlong === 0) this.#overlong = this.#tooLong(to);
    if (this.#overlong > 0) window.hold = -1;
    return "more";
  }

  /** Place of the first value that is longer than a value may be, or with which the row is; 0 if there is none. */
  #tooLong(to: number): number {
    const { window } = this.#cursor;
    const { bytes, hold } = window;
    if (to - hold <= MAX_RECORD) return 0;
    const { csv, delimiter, quote } = this.#options;
    const [comma, mark] = [delimiter.charCodeAt(0), quote.charCodeAt(0)];
    let [place, from, quoted] = [1, hold, false];
    for (let i = hold; i < to; i++) {
      if (i - from > MAX_RECORD || i - hold > MAX_ROW) return place;
      if (csv && bytes[i] === mark) quoted = !quoted;
      else if (!csv && bytes[i] === BACKSLASH) i++;
      else if (bytes[i] === comma && !quoted) {
        place++;
        from = i + 1;
      }
    }
    return to - from > MAX_RECORD || to - hold > MAX_ROW ? place : 0;
  }
}

/** Whether an odd number of backslashes stands before an index. */
function isEscaped(bytes: Buffer, i: number): boolean {
  let at = i - 1;
  while (at >= 0 && bytes[at] === BACKSLASH) at--;
  return (i - 1 - at) % 2 === 1;
}
