import { MAX_RECORD } from "../source.ts";

export const LF = 10;
export const CR = 13;

export interface Dialect {
  /** Code of the delimiter. */
  readonly delimiter: number;
  /** Code of the quote, -1 for none. */
  readonly quote: number;
}

/** plain: no quote in it · quoted: quotes in order · bad: quotes that do not pair · overlong: beyond MAX_RECORD. */
export type RecordStatus = "plain" | "quoted" | "bad" | "overlong" | "incomplete" | "end";

/**
 * Finds the records of a buffer, one `next()` at a time. The cutter (main thread) and the parser (worker) use
 * this same code, so they agree on every border.
 *
 * A record whose quotes do not pair is bad as far as its *first* line only, and reading goes on at the following
 * line: a forgotten quote costs one row, not the rest of the file. It stays linear: after an unclosed quote the
 * lines it swallowed hold an even number of quotes each, so read again none of them can stay open in its turn.
 */
export class RecordScanner {
  /** Of the record just found: first byte, byte after its content, byte after its line end. */
  start = 0;
  contentEnd = 0;
  end = 0;
  /** Physical lines of the record just found. */
  lines = 1;
  private readonly bytes: Uint8Array;
  private readonly dialect: Dialect;
  private readonly usable: number;
  private readonly final: boolean;

  /** @param final the buffer ends where the file ends, or at a border the cutter chose. */
  constructor(bytes: Uint8Array, dialect: Dialect, final: boolean) {
    this.bytes = bytes;
    this.dialect = dialect;
    this.final = final;
    this.usable = usableLength(bytes, final);
  }

  next(): RecordStatus {
    this.start = this.end;
    this.lines = 1;
    if (this.start >= this.usable) return "end";
    return this.record(this.start);
  }

  private record(from: number): RecordStatus {
    const { bytes, usable } = this;
    const { delimiter, quote } = this.dialect;
    const limit = Math.min(usable, from + MAX_RECORD + 1);
    let status: "plain" | "quoted" = "plain";
    for (let i = from; ; i++) {
      if (i < limit && bytes[i] === quote) {
        status = "quoted";
        i = this.afterQuoted(i + 1, limit);
        if (i < 0) return this.unclosed();
      } else {
        while (i < limit && !isStop(bytes[i], delimiter, quote)) i++;
      }
      if (i >= limit) return this.atLimit(i, status);
      const c = bytes[i];
      if (c === delimiter) continue;
      return c === LF || c === CR ? this.found(i, status) : this.bad();
    }
  }

  /** Index after the quote that closes, doubled ones skipped and lines counted; -1 if there is none before `limit`. */
  private afterQuoted(from: number, limit: number): number {
    const { bytes } = this;
    const { quote } = this.dialect;
    for (let i = from; i < limit; i++) {
      const c = bytes[i];
      if (c === LF || (c === CR && bytes[i + 1] !== LF)) this.lines++;
      if (c !== quote) continue;
      if (i + 1 >= limit || bytes[i + 1] !== quote) return i + 1;
      i++;
    }
    return -1;
  }

  /** The content ended with the bytes at hand (or with the bytes allowed). */
  private atLimit(i: number, status: "plain" | "quoted"): RecordStatus {
    if (i - this.start > MAX_RECORD) return this.bad();
    if (!this.final) return "incomplete";
    return this.found(i, status);
  }

  private unclosed(): RecordStatus {
    return this.final || this.usable - this.start > MAX_RECORD ? this.bad() : "incomplete";
  }

  private bad(): RecordStatus {
    this.lines = 1;
    const eol = endOfLine(this.bytes, this.start, this.usable);
    if (eol < this.usable || this.final)
      return this.found(eol, eol - this.start > MAX_RECORD ? "overlong" : "bad");
    return this.usable - this.start > MAX_RECORD ? "overlong" : "incomplete";
  }

  private found(contentEnd: number, status: RecordStatus): RecordStatus {
    this.contentEnd = contentEnd;
    this.end = afterEndOfLine(this.bytes, contentEnd);
    return status;
  }
}

/** A carriage return at the end may be half a line end: it is left for when more bytes have come. */
export function usableLength(bytes: Uint8Array, final: boolean): number {
  return !final && bytes[bytes.length - 1] === CR ? bytes.length - 1 : bytes.length;
}

/** Index of the first line end at or after `from`, or `to`. */
export function endOfLine(bytes: Uint8Array, from: number, to: number): number {
  let i = from;
  while (i < to && bytes[i] !== LF && bytes[i] !== CR) i++;
  return i;
}

/** Index after the line end at `i`; a CRLF is one. */
export function afterEndOfLine(bytes: Uint8Array, i: number): number {
  if (i >= bytes.length) return bytes.length;
  return bytes[i] === CR && bytes[i + 1] === LF ? i + 2 : i + 1;
}

function isStop(c: number | undefined, delimiter: number, quote: number): boolean {
  return c === delimiter || c === LF || c === CR || c === quote;
}

/** How lines end, counted. */
export interface LineEnds {
  lf: number;
  crlf: number;
  cr: number;
}

/** Adds the line ends of a range that does not begin or stop between CR and LF. */
export function countLineEnds(bytes: Uint8Array, from: number, to: number, into: LineEnds): void {
  const range = Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from);
  let [feeds, crlf, returns] = [0, 0, 0];
  for (let i = range.indexOf(LF); i >= 0; i = range.indexOf(LF, i + 1)) {
    feeds++;
    if (i > 0 && range[i - 1] === CR) crlf++;
  }
  for (let i = range.indexOf(CR); i >= 0; i = range.indexOf(CR, i + 1)) returns++;
  into.lf += feeds - crlf;
  into.crlf += crlf;
  into.cr += returns - crlf;
}

/** Whether a byte occurs: Buffer's search is ten times that of Uint8Array. */
export function hasByte(bytes: Uint8Array, byte: number): boolean {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes(byte);
}

export function lineEndsOf(bytes: Uint8Array, from = 0, to = bytes.length): LineEnds {
  const ends: LineEnds = { lf: 0, crlf: 0, cr: 0 };
  countLineEnds(bytes, from, to, ends);
  return ends;
}

export const total = (ends: LineEnds): number => ends.lf + ends.crlf + ends.cr;
