import { Buffer, isUtf8 } from "node:buffer";

import { decode } from "../csv/parse.ts";
import type { ByteEncoding } from "../source.ts";
import {
  BACKTICK,
  BRACKET,
  DOUBLE,
  DOLLAR,
  isBlank,
  isDigit,
  isLetter,
  isWord,
  QUOTE,
  SLASH,
  STAR,
} from "./bytes.ts";
import { LEXIS, type Modes } from "./modes.ts";
import { Opaque } from "./opaque.ts";

/** name: quoted as one, "…" always · string: '…' with its letters before it as a word of their own · end: nothing more */
export type TokenType = "word" | "name" | "string" | "dollar" | "number" | "sign" | "end";

/**
 * The tokens of a short piece that is held whole: the head of a statement, a CREATE TABLE, a value. One at a time:
 * `type`, `from`, `to` are those of the token `next()` came upon. Comments are passed over.
 */
export class Tokens {
  type: TokenType = "end";
  from: number;
  to: number;
  /** The bytes ended where more could change what was read. */
  ranOut = false;
  readonly bytes: Buffer;
  readonly #end: number;
  readonly #final: boolean;
  readonly #opaque: Opaque;

  /** @param final nothing follows `end` that could belong to the piece. */
  constructor(bytes: Buffer, from: number, end: number, final: boolean, modes: Modes) {
    this.bytes = bytes;
    this.from = from;
    this.to = from;
    this.#end = end;
    this.#final = final;
    this.#opaque = new Opaque(modes);
  }

  next(): this {
    for (this.from = this.to; ; this.from = this.to) {
      this.type = this.#token();
      if (this.type !== "end" || this.to >= this.#end || this.ranOut) return this;
    }
  }

  /** The token as it is written, in capitals: a keyword. */
  get word(): string {
    if (this.type !== "word" || this.to - this.from > 40) return "";
    return this.bytes.toString("latin1", this.from, this.to).toUpperCase();
  }

  /** The word or quoted name at hand in capitals: types are quoted by pg_dump --quote-all-identifiers. */
  get keyword(): string {
    if (this.type !== "name" || this.to - this.from > 40) return this.word;
    return this.bytes.toString("latin1", this.from + 1, this.to - 1).toUpperCase();
  }

  /** The token after the one at hand. */
  peek(): Tokens {
    return new Tokens(this.bytes, this.to, this.#end, this.#final, this.#opaque.modes).next();
  }

  /** The sign at hand, "" for any other token. */
  get sign(): string {
    return this.type === "sign" ? String.fromCharCode(this.bytes[this.from] ?? 0) : "";
  }

  /** Passes over the token at hand if it is this keyword or sign. */
  take(what: string): boolean {
    if (this.word !== what && this.sign !== what) return false;
    this.next();
    return true;
  }

  /** Passes over these keywords, if they are the next ones in this order; else only over those that fit. */
  takeAll(...words: readonly string[]): boolean {
    return words.every((word) => this.take(word));
  }

  /** The name at hand without its quotes; undefined if there is none here. */
  name(encoding: ByteEncoding): string | undefined {
    if (this.type === "word") return textOf(this.bytes.subarray(this.from, this.to), encoding);
    if (this.type !== "name") return undefined;
    const inner = textOf(this.bytes.subarray(this.from + 1, this.to - 1), encoding);
    const close = this.bytes[this.from] === BRACKET ? "]" : String.fromCharCode(this.bytes[this.from] ?? 0);
    return inner.replaceAll(close + close, close);
  }

  #token(): TokenType {
    const b = this.bytes;
    const c = b[this.from];
    if (this.from >= this.#end) return this.#ended();
    if (isBlank(c)) return this.#run(isBlank, "end");
    if (isLetter(c)) return this.#run(isWord, "word");
    if (isDigit(c) || (c === 46 && isDigit(b[this.from + 1]))) return this.#number();
    if (c === STAR && this.#closesExecutable()) return this.#piece(this.from + 2, "end");
    return this.#other(c ?? 0);
  }

  #other(c: number): TokenType {
    const i = this.#opaque.skip(this.bytes, this.from, this.#end, this.#final);
    if (i < 0) return this.#ended();
    if (i === this.from + 1) return this.#piece(i, "sign");
    if (c === QUOTE) return this.#piece(i, "string");
    if (c === DOUBLE || c === BACKTICK || c === BRACKET) return this.#piece(i, "name");
    return this.#piece(i, c === DOLLAR ? "dollar" : "end");
  }

  /** Digits, point and exponent; a word that begins with a digit is taken whole, and is then no number. */
  #number(): TokenType {
    const b = this.bytes;
    let i = this.from;
    for (; i < this.#end; i++) {
      const c = b[i] ?? 0;
      const exponent = (c === 43 || c === 45) && ((b[i - 1] ?? 0) | 32) === 101 && b[this.from + 1] !== 120;
      if (!isWord(c) && c !== 46 && !exponent) break;
    }
    return this.#piece(i, "number");
  }

  #run(test: (c: number | undefined) => boolean, type: TokenType): TokenType {
    let i = this.from;
    while (i < this.#end && test(this.bytes[i])) i++;
    return this.#piece(i, type);
  }

  #piece(to: number, type: TokenType): TokenType {
    this.to = to;
    if (to >= this.#end && !this.#final) return this.#ended();
    return type;
  }

  #ended(): TokenType {
    this.ranOut = !this.#final || this.#opaque.piece !== undefined;
    this.to = this.#end;
    return "end";
  }

  #closesExecutable(): boolean {
    return LEXIS[this.#opaque.modes.dialect].executable && this.bytes[this.from + 1] === SLASH;
  }
}

/** Names are UTF-8 even in dumps of other encodings (mysqldump writes structure and rows differently). */
function textOf(bytes: Uint8Array, encoding: ByteEncoding): string {
  return decode(
    bytes,
    isUtf8(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)) ? "utf-8" : encoding,
  );
}
