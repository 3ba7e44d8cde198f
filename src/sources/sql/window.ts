import { LF } from "./bytes.ts";

/** Bytes before `pos` and `hold` that stay at hand, to look back: letters before a quote, blanks before a word. */
const LOOK_BACK = 256;
const CAPACITY = 1024 * 1024;

/**
 * The part of a stream that is at hand. Indices are of `bytes`; what has to outlive a `feed` is an offset from the
 * beginning of the content.
 */
export class Window {
  /** Exactly what is at hand; it moves with every feed. */
  bytes: Buffer = Buffer.alloc(0);
  pos = 0;
  /** Nothing comes after `bytes`. */
  final = false;
  /** Index from which all is kept; -1 when nothing is. */
  hold = -1;
  #buffer: Buffer = Buffer.alloc(CAPACITY);
  #base: number;
  /** Lines are counted up to an index, in order. */
  #line: number;
  #counted = 0;
  #nextFeed = -1;

  constructor(offset: number, line: number) {
    this.#base = offset;
    this.#line = line;
  }

  get end(): number {
    return this.bytes.length;
  }

  offsetOf(index: number): number {
    return this.#base + index;
  }

  indexOf(offset: number): number {
    return offset - this.#base;
  }

  /** Adds bytes; what nobody needs any more is let go. */
  feed(chunk: Uint8Array, final: boolean): void {
    const needed = this.hold >= 0 ? Math.min(this.hold, this.pos) : this.pos;
    const keep = Math.max(0, needed - LOOK_BACK);
    this.lineAt(keep);
    const kept = this.bytes.length - keep;
    const size = kept + chunk.length;
    const from = this.bytes.subarray(keep);
    if (size > this.#buffer.length) this.#buffer = Buffer.alloc(size * 2);
    from.copy(this.#buffer);
    this.#buffer.set(chunk, kept);
    this.bytes = this.#buffer.subarray(0, size);
    this.pos -= keep;
    if (this.hold >= 0) this.hold -= keep;
    this.#base += keep;
    this.#counted -= keep;
    this.#nextFeed = -1;
    this.final = final;
  }

  /** Physical line of an index; indices are asked for in order. */
  lineAt(index: number): number {
    while (this.#counted < index) {
      if (this.#nextFeed < this.#counted) {
        const found = this.bytes.indexOf(LF, this.#counted);
        this.#nextFeed = found < 0 ? this.bytes.length : found;
      }
      if (this.#nextFeed >= index) break;
      this.#line++;
      this.#counted = this.#nextFeed + 1;
    }
    this.#counted = Math.max(this.#counted, index);
    return this.#line;
  }
}
