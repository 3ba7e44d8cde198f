import { siocError } from "../../core/errors.ts";
import type { Message, Text } from "../../text/index.ts";
import { delimiterName } from "../csv/delimiter.ts";
import { decode } from "../csv/parse.ts";
import type { ByteEncoding } from "../source.ts";

const LINES = 2000;
/** Not the comma, which is in names and numbers. */
const DELIMITERS = ["\t", ";", "|", "~"] as const;

/** The first lines, to tell whether they are what the mapping says. */
export interface SampleInput {
  /** Decoded bytes, from the first row. */
  readonly rows: Uint8Array;
  readonly encoding: ByteEncoding;
  readonly length: number;
  /** Printable, for errors. */
  readonly file: string;
  readonly text: Text;
}

export interface Sample {
  readonly stripped: boolean;
  readonly notes: readonly Message[];
}

/**
 * Whether the lines lost the blanks at their end, and what looks odd enough to be said. Nothing seen here changes
 * where columns are cut.
 * @throws SOURCE_FIXED for records one after the other without line ends
 */
export function lookAt(input: SampleInput): Sample {
  const lines = linesOf(input);
  const { length } = input;
  if (lines.length === 0) return { stripped: false, notes: [] };
  const odd = lines.filter((line) => charsIn(line) !== length);
  const delimiter = DELIMITERS.find((one) => most(lines, (line) => line.includes(one)));
  // A delimiter in lines of the right length is in its place.
  if (delimiter !== undefined && (delimiter === "\t" || odd.length > 0)) {
    const note = {
      key: "sources.note.fixedDelimiter",
      data: { delimiter: delimiterName(delimiter) },
    } as const;
    return { stripped: false, notes: [note] };
  }
  if (countsBytes(odd, input)) return { stripped: false, notes: [{ key: "sources.note.fixedBytes" }] };
  if (areStripped(lines, odd, length))
    return { stripped: true, notes: [{ key: "sources.note.fixedStripped", data: { length } }] };
  return { stripped: false, notes: lengthNotes(lines, odd, length) };
}

function linesOf({ rows, encoding, length, file, text }: SampleInput): readonly string[] {
  const lines = decode(rows, encoding).split(/\r\n|\n|\r/, LINES + 1);
  if (lines.length === 1 && charsIn(lines[0] ?? "") >= 2 * length)
    throw siocError("SOURCE_FIXED", { file, reason: text("sources.fixed.lineEnds") });
  // The last one has no line end: it may be half a line.
  return lines.slice(0, -1).filter((line) => line.replace(/\u001a/g, "").trim() !== "");
}

const charsIn = (line: string): number => Array.from(line).length;

const most = (lines: readonly string[], holds: (line: string) => boolean): boolean =>
  lines.filter(holds).length >= 0.8 * lines.length;

/** Lines short by as many characters as their accented letters take bytes more. */
function countsBytes(odd: readonly string[], { encoding, length }: SampleInput): boolean {
  return encoding === "utf-8" && odd.some((line) => Buffer.byteLength(line, "utf8") === length);
}

/**
 * Some lines are short and none ends with a blank: so does a file whose blanks a transfer or an editor took away.
 * All short by the same, though, are lines of another layout; and a line too long is no line of this one.
 */
function areStripped(lines: readonly string[], odd: readonly string[], length: number): boolean {
  const found = new Set(lines.map(charsIn));
  const alike = lines.length > 2 && found.size === 1;
  return odd.length > 0 && !alike && lines.every((line) => !line.endsWith(" ") && charsIn(line) <= length);
}

function lengthNotes(lines: readonly string[], odd: readonly string[], length: number): readonly Message[] {
  const unsound = odd.filter((line) => charsIn(line.trimEnd()) > length || charsIn(line) < length);
  if (unsound.length * 2 <= lines.length) return [];
  const lengths = unsound.map(charsIn);
  const [first = 0] = lengths;
  if (lengths.every((found) => found === first))
    return [{ key: "sources.note.fixedLength", data: { found: first, length } }];
  const [min, max] = [Math.min(...lengths), Math.max(...lengths)];
  return [{ key: "sources.note.fixedVaries", data: { min, max, length } }];
}
