import { isWord } from "./bytes.ts";
import type { RowsHead } from "./head.ts";

/** Tables whose statements alternate; more of them only cost time. */
const SIZE = 8;
const MAX_LENGTH = 64 * 1024;

interface Entry {
  readonly bytes: Buffer;
  readonly head: RowsHead;
}

/**
 * The heads read last, by their bytes: a dump with a statement a row repeats the same one a hundred thousand times,
 * and an identical text need not be read again. Valid as long as the session is.
 */
export class HeadCache {
  #entries: Entry[] = [];
  #session: object | undefined;

  /** The head whose text begins at an index, and the index after it. */
  find(b: Buffer, i: number, session: object): { readonly head: RowsHead; readonly to: number } | undefined {
    if (this.#session !== session) return undefined;
    for (let k = 0; k < this.#entries.length; k++) {
      const entry = this.#entries[k];
      if (entry === undefined) return undefined;
      const to = i + entry.bytes.length;
      if (to >= b.length || isWord(b[to])) continue;
      if (b.compare(entry.bytes, 0, entry.bytes.length, i, to) !== 0) continue;
      if (k > 0) this.#entries = [entry, ...this.#entries.filter((other) => other !== entry)];
      return { head: entry.head, to };
    }
    return undefined;
  }

  add(b: Buffer, from: number, to: number, head: RowsHead, session: object): void {
    if (this.#session !== session) this.#entries = [];
    this.#session = session;
    if (to - from > MAX_LENGTH) return;
    this.#entries = [{ bytes: Buffer.from(b.subarray(from, to)), head }, ...this.#entries.slice(0, SIZE - 1)];
  }
}
