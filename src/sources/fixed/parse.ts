import { isUtf8 } from "node:buffer";

import { decode } from "../csv/parse.ts";
import { afterEndOfLine, endOfLine } from "../csv/scan.ts";
import {
  MAX_RECORD,
  type BadRow,
  type FixedFormat,
  type ParsedRows,
  type RefusedBlock,
  type TextBlock,
} from "../source.ts";

/**
 * Cuts each line at its positions. A line of another length is a bad row, since every column after the place where
 * it went wrong would be another one's; only blanks may be too many at its end, or, in a file that lost them,
 * missing. Cells come without the blanks on either side: they are padding, not data.
 */
export function parseFixed(format: FixedFormat, block: TextBlock | RefusedBlock): ParsedRows {
  const out = new Collector(format);
  if (block.kind === "refused") out.refuse(block.firstLine, 0);
  else if (isSimple(format, block)) readText(decode(block.bytes, format.encoding), block.firstLine, out);
  else readBytes(format, block, out);
  return out.finish();
}

function isSimple({ encoding }: FixedFormat, { bytes }: TextBlock): boolean {
  return bytes.length <= MAX_RECORD && (encoding !== "utf-8" || isUtf8(bytes));
}

function readText(text: string, firstLine: number, out: Collector): void {
  const lines = text.split(/\r\n|\n|\r/);
  // What follows the last line end: nothing, or a line the file does not end.
  const last = lines.pop() ?? "";
  lines.forEach((content, i) => {
    out.add(content, firstLine + i);
  });
  if (last !== "") out.addUnended(last, firstLine + lines.length);
}

/** Line by line: one is too long, or cannot be decoded. */
function readBytes({ encoding }: FixedFormat, { bytes, firstLine }: TextBlock, out: Collector): void {
  let line = firstLine;
  for (let from = 0; from < bytes.length; line++) {
    const eol = endOfLine(bytes, from, bytes.length);
    const content = bytes.subarray(from, eol);
    if (content.length > MAX_RECORD) out.refuse(line, 0);
    else if (encoding === "utf-8" && !isUtf8(content)) out.undecodable(line);
    else if (eol < bytes.length) out.add(decode(content, encoding), line);
    else out.addUnended(decode(content, encoding), line);
    from = afterEndOfLine(bytes, eol);
  }
}

const SPACE = 32;
/** Characters beyond the first 65,536 take two units of a string: positions then have to be counted. */
const PAIR = /[\ud800-\udbff]/;

class Collector {
  readonly #format: FixedFormat;
  readonly #rows: (readonly string[])[] = [];
  readonly #lines: number[] = [];
  readonly #bad: BadRow[] = [];
  #blank = 0;

  constructor(format: FixedFormat) {
    this.#format = format;
  }

  add(content: string, line: number, mayLack = this.#format.stripped): void {
    if (isBlank(content)) {
      this.#blank++;
      return;
    }
    const { length, spans } = this.#format;
    const chars = PAIR.test(content) ? Array.from(content) : content;
    const lacks = chars.length < length && !(mayLack && !content.endsWith(" "));
    if (lacks || !isPadding(chars, length)) {
      this.refuse(line, chars.length);
      return;
    }
    const cells = spans.map(([from, to]) => cellOf(chars, from, to));
    if (cells.every(isBlank)) this.#blank++;
    else {
      this.#rows.push(cells);
      this.#lines.push(line);
    }
  }

  /** The last line of a file that does not end it: short, it has been cut off, not tidied. */
  addUnended(content: string, line: number): void {
    this.add(content.replace(/\u001a+$/, ""), line, false);
  }

  refuse(line: number, n: number): void {
    const params = { n, m: this.#format.length, ...(n === 0 ? { motivo: "lunghezza" as const } : {}) };
    this.#bad.push({ line, code: "OC-S-004", params });
  }

  undecodable(line: number): void {
    this.#bad.push({ line, code: "OC-F-001", params: { n: 0, m: this.#format.width, motivo: "campi" } });
  }

  finish(): ParsedRows {
    const [rows, lines] = [this.#rows, Uint32Array.from(this.#lines)];
    return { rows, lines, bad: this.#bad, blank: this.#blank };
  }
}

/** Nothing but blanks, or the end-of-file mark (1A) of DOS programs. */
const isBlank = (content: string): boolean => content.trim() === "" || /^\u001a+$/.test(content);

/** Whether there are only blanks from `from` on. */
function isPadding(chars: string | readonly string[], from: number): boolean {
  for (let i = from; i < chars.length; i++) if (chars[i] !== " ") return false;
  return true;
}

function cellOf(chars: string | readonly string[], from: number, to: number): string {
  if (typeof chars === "string") return withoutPadding(chars, from, Math.min(to, chars.length));
  const cell = chars.slice(from, to).join("");
  return withoutPadding(cell, 0, cell.length);
}

function withoutPadding(text: string, start: number, end: number): string {
  let [from, to] = [start, end];
  while (from < to && text.charCodeAt(from) === SPACE) from++;
  while (to > from && text.charCodeAt(to - 1) === SPACE) to--;
  return text.slice(from, to);
}
