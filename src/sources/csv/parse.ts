import { Buffer, isAscii, isUtf8 } from "node:buffer";

import { parse as csvParse } from "csv-parse/sync";
import iconv from "iconv-lite";

import { MAX_RECORD, type BadRow, type ByteEncoding, type CsvFormat, type Motivo } from "../source.ts";
import type { ParsedRows, RefusedBlock, TextBlock } from "../source.ts";
import { hasByte, RecordScanner, type Dialect } from "./scan.ts";

export function parseText(format: CsvFormat, block: TextBlock | RefusedBlock): ParsedRows {
  const out = new Collector(format);
  if (block.kind === "refused") out.refuse(block.firstLine, 0, "lunghezza");
  else if (isSimple(format, block)) splitBlock(format, block, out);
  else scanBlock(format, block, out);
  return out.finish();
}

/** No quote, no line that could be too long, nothing undecodable: lines and delimiters are all there is. */
function isSimple({ quote, encoding }: CsvFormat, { bytes }: TextBlock): boolean {
  if (bytes.length > MAX_RECORD || (quote !== "" && hasByte(bytes, quote.charCodeAt(0)))) return false;
  return encoding !== "utf-8" || isUtf8(bytes);
}

/** csv-parse is four times slower than this; a property test holds the two equal. */
function splitBlock(format: CsvFormat, { bytes, firstLine }: TextBlock, out: Collector): void {
  const text = withLineFeeds(decode(bytes, format.encoding));
  let line = firstLine;
  for (let from = 0; from < text.length; line++) {
    const feed = text.indexOf("\n", from);
    const to = feed < 0 ? text.length : feed;
    out.add(text.slice(from, to).split(format.delimiter), line);
    from = to + 1;
  }
}

function withLineFeeds(text: string): string {
  return text.includes("\r") ? text.replaceAll("\r\n", "\n").replaceAll("\r", "\n") : text;
}

/** Blocks with quotes: records without any are split, the others go through csv-parse, all at once. */
function scanBlock(format: CsvFormat, { bytes, firstLine }: TextBlock, out: Collector): void {
  const quoted: Uint8Array[] = [];
  const scanner = new RecordScanner(bytes, dialectOf(format), true);
  let line = firstLine;
  for (let status = scanner.next(); status !== "end" && status !== "incomplete"; status = scanner.next()) {
    const content = bytes.subarray(scanner.start, scanner.contentEnd);
    if (status === "overlong") out.refuse(line, 0, "lunghezza");
    else if (format.encoding === "utf-8" && !isUtf8(content)) out.undecodable(line);
    else if (status === "bad") out.refuse(line, countCells(content, format.delimiter), "virgolette");
    else if (status === "plain") out.add(decode(content, format.encoding).split(format.delimiter), line);
    else {
      quoted.push(content);
      out.reserve(line);
    }
    line += scanner.lines;
  }
  out.fill(parseQuoted(format, quoted));
}

/** Rows of records whose quotes are known to pair. @throws if csv-parse sees another number of them: our bug. */
function parseQuoted(format: CsvFormat, records: readonly Uint8Array[]): readonly (readonly string[])[] {
  if (records.length === 0) return [];
  const text = records.map((record) => decode(record, format.encoding)).join("\n");
  const rows = parseCsv(text, format);
  if (rows.length !== records.length)
    throw new Error(`csv: ${rows.length} rows from ${records.length} records`);
  return rows;
}

/** The one call of csv-parse. Its errors carry the record: they stop here, without cause. */
export function parseCsv(
  text: string,
  { delimiter, quote }: Pick<CsvFormat, "delimiter" | "quote">,
): string[][] {
  try {
    return csvParse(text, {
      delimiter,
      quote: quote === "" ? null : quote,
      escape: quote === "" ? null : quote,
      record_delimiter: ["\r\n", "\n", "\r"],
      relax_column_count: true,
    });
  } catch {
    throw new Error("csv: the cutter let through what csv-parse refuses");
  }
}

/** The cells of one record whose quotes pair. */
export function parseRecord(
  record: Uint8Array,
  format: Omit<CsvFormat, "width" | "kind">,
): readonly string[] {
  return parseCsv(decode(record, format.encoding), format)[0] ?? [];
}

export function dialectOf({ delimiter, quote }: Pick<CsvFormat, "delimiter" | "quote">): Dialect {
  return { delimiter: delimiter.charCodeAt(0), quote: quote === "" ? -1 : quote.charCodeAt(0) };
}

/** Node 20's TextDecoder is wrong for windows-1252, hence iconv-lite. */
export function decode(bytes: Uint8Array, encoding: ByteEncoding): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (isAscii(buffer)) return buffer.toString("latin1");
  return encoding === "utf-8" ? buffer.toString("utf8") : iconv.decode(buffer, encoding, { stripBOM: false });
}

function countCells(line: Uint8Array, delimiter: string): number {
  const code = delimiter.charCodeAt(0);
  let n = 1;
  for (let i = line.indexOf(code); i >= 0; i = line.indexOf(code, i + 1)) n++;
  return n;
}

/** Nothing but spaces, or the end-of-file mark (1A) of DOS programs. */
const isBlank = (cell: string): boolean => cell === "" || cell.trim() === "" || cell === "\u001a";

/** Rows in the order of the file, with a place kept for those csv-parse gives back later. */
class Collector {
  private readonly width: number;
  private readonly rows: (readonly string[])[] = [];
  private readonly lines: number[] = [];
  private readonly reserved: number[] = [];
  private readonly bad: BadRow[] = [];
  private blank = 0;

  constructor({ width }: CsvFormat) {
    this.width = width;
  }

  add(cells: readonly string[], line: number): void {
    if (isBlank(cells[0] ?? "") && cells.every(isBlank)) this.blank++;
    else if (cells.length !== this.width) this.refuse(line, cells.length, "campi");
    else {
      this.rows.push(cells);
      this.lines.push(line);
    }
  }

  reserve(line: number): void {
    this.reserved.push(this.rows.length);
    this.rows.push([]);
    this.lines.push(line);
  }

  /** The reserved rows, in order; those that turn out blank or ragged leave their place. */
  fill(cells: readonly (readonly string[])[]): void {
    if (this.reserved.length === 0) return;
    const [rows, lines] = [this.rows.splice(0), this.lines.splice(0)];
    let next = 0;
    rows.forEach((row, i) => {
      this.add(this.reserved[next] === i ? (cells[next++] ?? []) : row, lines[i] ?? 0);
    });
  }

  refuse(line: number, n: number, motivo: Motivo): void {
    this.bad.push({ line, code: "OC-F-003", params: { n, m: this.width, motivo } });
  }

  undecodable(line: number): void {
    this.bad.push({ line, code: "OC-F-001", params: { n: 0, m: this.width, motivo: "campi" } });
  }

  finish(): ParsedRows {
    const bad = this.bad.sort((a, b) => a.line - b.line);
    return { rows: this.rows, lines: Uint32Array.from(this.lines), bad, blank: this.blank };
  }
}
