import { Buffer, isAscii, isUtf8 } from "node:buffer";

import type { ByteEncoding } from "../source.ts";
import { decodeLatin1 } from "./values.ts";

/**
 * Bytes as Latin-1 text, one character a byte, so that places in both are the same; the pieces that are not ASCII
 * are decoded one by one. That is cheap where text is mostly ASCII, and a piece that cannot be decoded costs its row.
 */
export class LatinText {
  readonly text: string;
  readonly bytes: Buffer;
  readonly #encoding: ByteEncoding;
  readonly #isUtf8: boolean;
  /** Place of the next byte beyond ASCII. */
  #high: number;

  constructor(bytes: Buffer, encoding: ByteEncoding) {
    this.bytes = bytes;
    this.text = bytes.toString("latin1");
    this.#encoding = encoding;
    this.#high = isAscii(bytes) ? Infinity : -1;
    this.#isUtf8 = encoding === "utf-8" && isUtf8(bytes);
  }

  /** Whether there are bytes beyond ASCII in a piece; pieces are asked for in order. */
  isHigh(from: number, to: number): boolean {
    if (this.#high < from) this.#high = this.#nextHigh(from);
    return this.#high < to;
  }

  /** The text of a piece; undefined where its bytes are none. */
  slice(from: number, to: number): string | undefined {
    if (this.#high >= to && this.#high !== -1) return this.text.slice(from, to);
    if (!this.isHigh(from, to)) return this.text.slice(from, to);
    if (this.#isUtf8) return this.bytes.toString("utf8", from, to);
    return decodeLatin1(this.text.slice(from, to), this.#encoding);
  }

  #nextHigh(from: number): number {
    const { bytes } = this;
    const end = bytes.length;
    let i = from;
    while (i < end && (bytes[i] ?? 0) < 128) i++;
    return i < end ? i : Infinity;
  }
}
