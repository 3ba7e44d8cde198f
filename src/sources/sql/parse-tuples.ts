import { Buffer } from "node:buffer";

import type { SqlFormat, SqlShape } from "../source.ts";
import { BACKSLASH, CLOSE, COMMA, DOT, isBlank, isDigit, isWord, MINUS, QUOTE } from "./bytes.ts";
import type { Collector } from "./collector.ts";
import { unescapeMysql } from "./escapes.ts";
import { LatinText } from "./latin.ts";
import { Opaque } from "./opaque.ts";
import { UNDECODABLE } from "./term.ts";
import { endOfValue } from "./tuples.ts";
import { evaluate } from "./values.ts";

type ValuesShape = Extract<SqlShape, { form: "values" }>;

/**
 * Rows written `(1, 'x')(2, 'y')`. Plain strings, numbers and NULL, which is nearly all there is, are cut out where
 * they stand; everything else goes to `evaluate`.
 */
export function parseTuples(
  bytes: Buffer,
  rows: number,
  shape: ValuesShape,
  format: SqlFormat,
  out: Collector,
): void {
  const reader = new TupleReader(bytes, shape, format, out);
  for (let row = 0; row < rows; row++) reader.row();
  if (!reader.isDone) throw new Error("sql: rows end elsewhere than where they were cut");
}

const codes = (word: string): readonly number[] => [...Buffer.from(word)];
const NULL = codes("null");
const TRUE = codes("true");
const FALSE = codes("false");

class TupleReader {
  readonly #bytes: Buffer;
  readonly #latin: LatinText;
  readonly #context: { readonly modes: Opaque["modes"]; readonly encoding: SqlFormat["encoding"] };
  readonly #opaque: Opaque;
  readonly #out: Collector;
  readonly #holds: SqlFormat["holds"];
  /** Every column holds text: nothing depends on which one a value is of. */
  readonly #allText: boolean;
  #at = 0;
  /** Place of the next backslash that would escape. */
  #escape: number;

  constructor(bytes: Buffer, shape: ValuesShape, format: SqlFormat, out: Collector) {
    const { backslash, doubleIsString } = shape;
    const modes = { dialect: format.dialect, backslash, doubleIsString };
    this.#bytes = bytes;
    this.#latin = new LatinText(bytes, format.encoding);
    this.#context = { modes, encoding: format.encoding };
    this.#opaque = new Opaque(modes);
    this.#out = out;
    this.#holds = format.holds;
    this.#allText = format.dialect !== "mysql" || format.holds.every((one) => one === "text");
    this.#escape = backslash ? -1 : Infinity;
  }

  get isDone(): boolean {
    return this.#at === this.#bytes.length;
  }

  row(): void {
    const values: string[] = [];
    const bytes = this.#bytes;
    let i = this.#at + 1;
    for (;;) {
      while (isBlank(bytes[i])) i++;
      this.#at = i;
      values.push(this.#value(values.length, i));
      i = this.#at + 1;
      if (bytes[i - 1] === COMMA) continue;
      break;
    }
    this.#at = i;
    this.#out.add(values);
  }

  /** The value that begins at an index; `#at` is then that of the comma or parenthesis after it. */
  #value(n: number, i: number): string {
    const bytes = this.#bytes;
    const c = bytes[i] ?? 0;
    let value: string | undefined;
    if (this.#allText || this.#holds[this.#out.column(n)] === "text") {
      if (c === QUOTE) value = this.#string(i, n);
      else if (isDigit(c) || c === MINUS) value = this.#number(i);
      else if ((c | 32) === 116 || (c | 32) === 102) value = this.#boolean(i);
      else if ((c | 32) === 110) value = bytes[i + 1] === QUOTE ? this.#string(i + 1, n) : this.#null(i);
    }
    if (value !== undefined) {
      while (isBlank(bytes[this.#at])) this.#at++;
      const after = bytes[this.#at];
      if (after === COMMA || after === CLOSE) return value;
    }
    return this.#other(n, i);
  }

  /** '…' with nothing in it but text and doubled quotes, or the escapes of MySQL. */
  #string(i: number, n: number): string | undefined {
    const { text } = this.#latin;
    const from = i + 1;
    let close = text.indexOf("'", from);
    if (this.#escape < from) this.#nextEscape(from);
    if (this.#escape < close) {
      if (this.#context.modes.dialect !== "mysql") return undefined;
      close = this.#escapedEnd(from);
      return this.#escaped(from, close, n);
    }
    let doubled = false;
    while (this.#bytes[close + 1] === QUOTE) {
      doubled = true;
      close = text.indexOf("'", close + 2);
      if (this.#escape < close) return undefined;
    }
    if (close < 0) throw new Error("sql: a string that does not end");
    this.#at = close + 1;
    const value = this.#latin.slice(from, close);
    if (value === undefined) return this.#out.fault(n, UNDECODABLE);
    return doubled ? value.replaceAll("''", "'") : value;
  }

  #nextEscape(from: number): void {
    const found = this.#latin.text.indexOf("\\", from);
    this.#escape = found < 0 ? Infinity : found;
  }

  /** Index of the closing quote of a string with backslashes in it. */
  #escapedEnd(from: number): number {
    const bytes = this.#bytes;
    for (let i = from; ; i++) {
      const c = bytes[i];
      if (c === BACKSLASH) i++;
      else if (c === QUOTE || c === undefined) {
        if (bytes[i + 1] !== QUOTE) return i;
        i++;
      }
    }
  }

  #escaped(from: number, close: number, n: number): string {
    this.#at = close + 1;
    const value = this.#latin.slice(from, close);
    if (value === undefined) return this.#out.fault(n, UNDECODABLE);
    return unescapeMysql(value.includes("''") ? value.replaceAll("''", "'") : value);
  }

  /** Digits with at most one point; any other way to write a number is left to `evaluate`. */
  #number(i: number): string | undefined {
    const bytes = this.#bytes;
    let to = bytes[i] === MINUS ? i + 1 : i;
    const from = to;
    while (isDigit(bytes[to])) to++;
    if (to === from) return undefined;
    if (bytes[to] === DOT) for (to++; isDigit(bytes[to]);) to++;
    this.#at = to;
    return this.#latin.text.slice(i, to);
  }

  #boolean(i: number): string | undefined {
    const isTrue = this.#isWord(i, TRUE);
    if (!isTrue && !this.#isWord(i, FALSE)) return undefined;
    this.#at = i + (isTrue ? TRUE : FALSE).length;
    if (this.#context.modes.dialect === "postgres") return isTrue ? "t" : "f";
    return isTrue ? "1" : "0";
  }

  /** A keyword, whatever its case. */
  #isWord(i: number, word: readonly number[]): boolean {
    for (let k = 0; k < word.length; k++) if (((this.#bytes[i + k] ?? 0) | 32) !== word[k]) return false;
    return !isWord(this.#bytes[i + word.length]);
  }

  #null(i: number): string | undefined {
    if (!this.#isWord(i, NULL)) return undefined;
    this.#at = i + 4;
    return "";
  }

  #other(n: number, i: number): string {
    const to = endOfValue(this.#bytes, i, this.#opaque);
    this.#at = to;
    const value = evaluate(this.#bytes, i, to, this.#context, this.#holds[this.#out.column(n)] ?? "text");
    return typeof value === "number" ? this.#out.fault(n, value) : value;
  }
}
