import { MAX_RECORD, type RefusedBlock, type TextBlock } from "../source.ts";
import {
  afterEndOfLine,
  CR,
  countLineEnds,
  endOfLine,
  hasByte,
  LF,
  lineEndsOf,
  RecordScanner,
  total,
  usableLength,
  type Dialect,
  type LineEnds,
} from "./scan.ts";

type Bytes = Uint8Array<ArrayBuffer>;
type CutBlock = TextBlock | RefusedBlock;

/**
 * Cuts a stream of bytes into blocks of whole records and numbers their lines. It never parses: a chunk without
 * quotes is cut at its last line end, another where the last whole record ends. Holds at most one record.
 */
export class Cutter {
  readonly lineEnds: LineEnds = { lf: 0, crlf: 0, cr: 0 };
  private readonly dialect: Dialect;
  private line: number;
  private carry: Bytes = new Uint8Array(0);
  /** Inside a line too long to hold, already told. */
  private skipping = false;
  private lineIsOpen = false;

  constructor(dialect: Dialect, firstLine: number) {
    this.dialect = dialect;
    this.line = firstLine;
  }

  /** Physical lines seen so far. */
  get lastLine(): number {
    return this.lineIsOpen ? this.line : this.line - 1;
  }

  /** The next bytes; with `last` everything left comes out. */
  push(chunk: Uint8Array, last: boolean): readonly CutBlock[] {
    let rest = joined(this.carry, chunk);
    const blocks: CutBlock[] = [];
    if (this.skipping) rest = this.skip(rest, last);
    while (!this.skipping) {
      const cut = last ? rest.length : this.border(rest);
      if (cut > 0) blocks.push(this.block(rest, cut));
      rest = rest.subarray(cut);
      if (usableLength(rest, false) <= MAX_RECORD) break;
      rest = this.refuse(rest, blocks);
    }
    this.carry = last ? new Uint8Array(0) : rest.slice();
    return blocks;
  }

  /** Index after the last whole record. */
  private border(bytes: Bytes): number {
    const { quote } = this.dialect;
    if (quote < 0 || !hasByte(bytes, quote)) return lastLineStart(bytes);
    const scanner = new RecordScanner(bytes, this.dialect, false);
    for (;;) {
      const status = scanner.next();
      if (status === "end" || status === "incomplete") return scanner.start;
      if (status === "overlong" && scanner.end === scanner.start) return scanner.start;
    }
  }

  private block(bytes: Bytes, cut: number): CutBlock {
    const block = { kind: "text", bytes: bytes.slice(0, cut), firstLine: this.line } as const;
    const before = total(this.lineEnds);
    countLineEnds(bytes, 0, cut, this.lineEnds);
    this.line += total(this.lineEnds) - before;
    const end = bytes[cut - 1];
    this.lineIsOpen = end !== LF && end !== CR;
    return block;
  }

  /** The bytes begin with a line that has no end within MAX_RECORD. */
  private refuse(bytes: Bytes, blocks: CutBlock[]): Bytes {
    blocks.push({ kind: "refused", firstLine: this.line });
    this.skipping = true;
    return this.skip(bytes, false);
  }

  private skip(bytes: Bytes, last: boolean): Bytes {
    const usable = usableLength(bytes, last);
    const eol = endOfLine(bytes, 0, usable);
    this.lineIsOpen = eol === usable;
    if (this.lineIsOpen) return bytes.subarray(usable);
    const after = afterEndOfLine(bytes, eol);
    countLineEnds(bytes, eol, after, this.lineEnds);
    this.line += total(lineEndsOf(bytes, eol, after));
    this.skipping = false;
    return bytes.subarray(after);
  }
}

function lastLineStart(bytes: Uint8Array): number {
  const usable = usableLength(bytes, false);
  if (usable === 0) return 0;
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, usable);
  const feed = buffer.lastIndexOf(LF);
  // Only what follows the last line feed can hold a later carriage return.
  return feed + 1 + buffer.subarray(feed + 1).lastIndexOf(CR) + 1;
}

function joined(a: Bytes, b: Uint8Array): Bytes {
  const all = new Uint8Array(a.length + b.length);
  all.set(a);
  all.set(b, a.length);
  return all;
}
