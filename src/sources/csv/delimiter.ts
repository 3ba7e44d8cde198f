import { RecordScanner } from "./scan.ts";
import { decode, dialectOf, parseRecord } from "./parse.ts";
import type { ByteEncoding } from "../source.ts";

export const DELIMITERS = [";", ",", "\t", "|", "~"] as const;
const SAMPLE_RECORDS = 40;

export interface Candidate {
  readonly delimiter: string;
  /** Cells of the first record. */
  readonly width: number;
  /** Share of the following records that have as many. */
  readonly agreement: number;
}

/**
 * The delimiter under which the first record has several cells and the next ones as many, or undefined when none
 * gives two cells. Quotes are respected. `sample` begins at the header.
 */
export function detectDelimiter(
  sample: Uint8Array,
  quote: string,
  encoding: ByteEncoding,
): Candidate | undefined {
  const candidates = DELIMITERS.map((delimiter) => tried(sample, delimiter, quote, encoding));
  return candidates
    .filter((candidate) => candidate.width > 1)
    .sort((a, b) => b.agreement - a.agreement || b.width - a.width)[0];
}

function tried(sample: Uint8Array, delimiter: string, quote: string, encoding: ByteEncoding): Candidate {
  const format = { delimiter, quote, encoding };
  const scanner = new RecordScanner(sample, dialectOf(format), true);
  const widths: number[] = [];
  for (
    let status = scanner.next();
    status !== "end" && widths.length < SAMPLE_RECORDS;
    status = scanner.next()
  ) {
    const content = sample.subarray(scanner.start, scanner.contentEnd);
    const sound = status === "plain" || status === "quoted";
    if (sound && decode(content, encoding).trim() !== "") widths.push(parseRecord(content, format).length);
    else if (status === "bad")
      widths.push(widths.length === 0 ? decode(content, encoding).split(delimiter).length : 0);
  }
  const [width = 0, ...others] = widths;
  const same = others.filter((n) => n === width).length;
  return { delimiter, width, agreement: others.length === 0 ? 0 : same / others.length };
}

const NAMES: ReadonlyMap<string, string> = new Map([
  ["\t", "TAB"],
  [" ", "SPACE"],
]);

/** How a delimiter is told to people. */
export function delimiterName(delimiter: string): string {
  return NAMES.get(delimiter) ?? delimiter;
}
