import type { Buffer } from "node:buffer";

import type { SqlFormat, SqlShape } from "../source.ts";
import { BACKSLASH, CR } from "./bytes.ts";
import type { Collector } from "./collector.ts";
import { LatinText } from "./latin.ts";
import { NOT_A_DATUM, UNDECODABLE } from "./term.ts";
import { decodeLatin1 } from "./values.ts";

type CopyShape = Extract<SqlShape, { form: "copy" }>;

/** Rows of COPY's text format: a line a row, `\N` for NULL, backslash escapes. Source: PostgreSQL, COPY, File Formats. */
export function parseCopy(
  bytes: Buffer,
  rows: number,
  shape: CopyShape,
  format: SqlFormat,
  out: Collector,
): void {
  const reader = new CopyReader(bytes, shape, format, out);
  for (let row = 0; row < rows; row++) reader.row();
  if (!reader.isDone) throw new Error("sql: lines end elsewhere than where they were cut");
}

class CopyReader {
  readonly #bytes: Buffer;
  readonly #latin: LatinText;
  readonly #encoding: SqlFormat["encoding"];
  readonly #out: Collector;
  readonly #delimiter: string;
  readonly #nullText: string;
  #at = 0;
  /** Place of the next backslash. */
  #escape = -1;

  constructor(bytes: Buffer, { delimiter, nullText }: CopyShape, { encoding }: SqlFormat, out: Collector) {
    this.#bytes = bytes;
    this.#latin = new LatinText(bytes, encoding);
    this.#encoding = encoding;
    this.#out = out;
    this.#delimiter = delimiter;
    this.#nullText = nullText;
  }

  get isDone(): boolean {
    return this.#at === this.#bytes.length;
  }

  row(): void {
    const { text } = this.#latin;
    const feed = this.#endOfRow(this.#at);
    const to = this.#bytes[feed - 1] === CR && feed > this.#at ? feed - 1 : feed;
    const values: string[] = [];
    for (let from = this.#at; from <= to;) {
      if (this.#escape < from) this.#nextEscape(from);
      let end = text.indexOf(this.#delimiter, from);
      if (end < 0 || end > to) end = to;
      if (this.#escape < end) end = this.#unescapedEnd(from, end, to);
      values.push(this.#value(values.length, from, end));
      from = end + 1;
    }
    this.#at = feed + 1;
    this.#out.add(values);
  }

  /** Index of the line feed that ends a row: one after a backslash belongs to a value. */
  #endOfRow(from: number): number {
    const { text } = this.#latin;
    let feed = text.indexOf("\n", from);
    while (this.#isEscaped(feed, from)) feed = text.indexOf("\n", feed + 1);
    if (feed < 0) throw new Error("sql: a line that does not end");
    return feed;
  }

  /** Where a value with backslashes in it ends: an escaped delimiter is no border. */
  #unescapedEnd(from: number, first: number, to: number): number {
    let end = first;
    while (end < to && this.#isEscaped(end, from)) {
      const next = this.#latin.text.indexOf(this.#delimiter, end + 1);
      end = next < 0 || next > to ? to : next;
    }
    return end;
  }

  #isEscaped(i: number, from: number): boolean {
    let at = i;
    while (at > from && this.#bytes[at - 1] === BACKSLASH) at--;
    return (i - at) % 2 === 1;
  }

  #nextEscape(from: number): void {
    const found = this.#latin.text.indexOf("\\", from);
    this.#escape = found < 0 ? Infinity : found;
  }

  #value(n: number, from: number, to: number): string {
    const { text } = this.#latin;
    if (this.#escape >= to) {
      const value = this.#latin.slice(from, to);
      if (value === this.#nullText) return "";
      return value ?? this.#out.fault(n, UNDECODABLE);
    }
    if (to - from === this.#nullText.length && text.startsWith(this.#nullText, from)) return "";
    return unescaped(text.slice(from, to), n, this.#encoding, this.#out);
  }
}

const ESCAPES: Readonly<Record<string, string>> = {
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};

/** Bytes may be written as `\303` or `\xC3`: they are bytes of the encoding, decoded with the rest. */
function unescaped(written: string, n: number, encoding: SqlFormat["encoding"], out: Collector): string {
  let marks = 0;
  const raw = written.replace(
    /\\(?:([0-7]{1,3})|x([0-9A-Fa-f]{1,2})|([\s\S])|$)/g,
    (_, octal?: string, hex?: string, c?: string) => {
      if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8) & 255);
      if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
      // `\.` ends the data of a COPY wherever it stands: servers differ on what then becomes of the row
      if (c === ".") marks++;
      return Object.hasOwn(ESCAPES, c ?? "") ? (ESCAPES[c ?? ""] ?? "") : (c ?? "");
    },
  );
  if (marks > 0) return out.fault(n, NOT_A_DATUM);
  return decodeLatin1(raw, encoding) ?? out.fault(n, UNDECODABLE);
}
