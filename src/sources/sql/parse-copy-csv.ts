import type { Buffer } from "node:buffer";

import type { SqlFormat, SqlShape } from "../source.ts";
import { CR, LF } from "./bytes.ts";
import type { Collector } from "./collector.ts";
import { UNDECODABLE } from "./term.ts";
import { decodeLatin1 } from "./values.ts";

type CsvShape = Extract<SqlShape, { form: "csv" }>;

/**
 * Rows of COPY's CSV format, by PostgreSQL's own rules: a quote anywhere in a value opens and closes, and what is
 * quoted is never NULL. csv-parse knows neither.
 */
export function parseCopyCsv(
  bytes: Buffer,
  rows: number,
  shape: CsvShape,
  format: SqlFormat,
  out: Collector,
): void {
  const reader = new CsvReader(bytes, shape, format, out);
  for (let row = 0; row < rows; row++) reader.row();
  if (!reader.isDone) throw new Error("sql: CSV rows end elsewhere than where they were cut");
}

class CsvReader {
  readonly #bytes: Buffer;
  readonly #shape: CsvShape;
  readonly #encoding: SqlFormat["encoding"];
  readonly #out: Collector;
  readonly #delimiter: number;
  readonly #quote: number;
  readonly #escape: number;
  #at = 0;

  constructor(bytes: Buffer, shape: CsvShape, { encoding }: SqlFormat, out: Collector) {
    this.#bytes = bytes;
    this.#shape = shape;
    this.#encoding = encoding;
    this.#out = out;
    this.#delimiter = shape.delimiter.charCodeAt(0);
    this.#quote = shape.quote.charCodeAt(0);
    this.#escape = shape.escape.charCodeAt(0);
  }

  get isDone(): boolean {
    return this.#at >= this.#bytes.length;
  }

  row(): void {
    const values: string[] = [];
    do values.push(this.#value(values.length));
    while (this.#bytes[this.#at++] === this.#delimiter);
    this.#out.add(values);
  }

  /** One value; `#at` is then that of the delimiter or line feed after it. */
  #value(n: number): string {
    const bytes = this.#bytes;
    const pieces: string[] = [];
    let [from, quoted, everQuoted] = [this.#at, false, false];
    let i = from;
    for (; i < bytes.length; i++) {
      const c = bytes[i];
      const doubles = quoted && c === this.#escape && this.#escapes(bytes[i + 1]);
      if (doubles) {
        pieces.push(bytes.toString("latin1", from, i));
        from = ++i;
      } else if (c === this.#quote) {
        pieces.push(bytes.toString("latin1", from, i));
        from = i + 1;
        [quoted, everQuoted] = [!quoted, true];
      } else if (!quoted && (c === this.#delimiter || c === LF)) break;
    }
    this.#at = i;
    const end = bytes[i] === LF && bytes[i - 1] === CR && i > from ? i - 1 : i;
    const raw = pieces.join("") + bytes.toString("latin1", from, end);
    if (!everQuoted && raw === this.#shape.nullText) return "";
    return decodeLatin1(raw, this.#encoding) ?? this.#out.fault(n, UNDECODABLE);
  }

  #escapes(after: number | undefined): boolean {
    return after === this.#quote || after === this.#escape;
  }
}
