import { createHash } from "node:crypto";

import { MAX_RECORD } from "../source.ts";

/** Characters gathered before they are hashed. */
const PIECE = 256 * 1024;

/**
 * The checksum of what a query gave. Canonical form: the JSON text, in UTF-8 and without blanks, of one array whose
 * first element are the names and the others the rows, each an array of strings, NULL as "". Of a value longer than
 * {@link MAX_RECORD} characters, which is no cell, its beginning.
 */
export class Digest {
  bytes = 0;
  private readonly hash = createHash("sha256");
  private waiting: (readonly string[])[] = [];
  private size = 0;
  private sum: string | undefined;

  constructor(names: readonly string[]) {
    this.update(`[${JSON.stringify(names)}`);
  }

  /** `size`: characters of its cells. */
  add(cells: readonly string[], size: number): void {
    this.waiting.push(size > MAX_RECORD ? cells.map((cell) => cell.slice(0, MAX_RECORD)) : cells);
    this.size += size;
    if (this.size > PIECE) this.flush();
  }

  /** No row can be added after it. */
  hex(): string {
    if (this.sum === undefined) {
      this.flush();
      this.update("]");
      this.sum = this.hash.digest("hex");
    }
    return this.sum;
  }

  private flush(): void {
    if (this.waiting.length > 0) this.update(`,${JSON.stringify(this.waiting).slice(1, -1)}`);
    this.waiting = [];
    this.size = 0;
  }

  private update(text: string): void {
    const piece = Buffer.from(text);
    this.hash.update(piece);
    this.bytes += piece.length;
  }
}
