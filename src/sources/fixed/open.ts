import { siocError } from "../../core/errors.ts";
import type { Bytes } from "../bytes/bytes.ts";
import { detectEncoding, nameOf } from "../bytes/encoding.ts";
import { byteEncoding } from "../bytes/transcode.ts";
import { lineEndNotes } from "../csv/header.ts";
import { decodedHead, RowReader, type TextHead } from "../csv/reader.ts";
import { afterEndOfLine, endOfLine } from "../csv/scan.ts";
import { DEFAULT_FILE, type FixedFormat, type OpenedSource, type OpenOptions } from "../source.ts";
import { columnsOf } from "./columns.ts";
import { lookAt } from "./sample.ts";

/** No delimiter, no quote: the cutter looks at line ends alone. */
const LINES_ONLY = { delimiter: -1, quote: -1 } as const;

/**
 * A file whose columns are known by their position, which the mapping declares (`[fixed]`). Such files have no
 * header: the first row is the first line after those to be skipped.
 * @throws SOURCE_FIXED, _ENCODING, _BINARY, _EMPTY, _HEADER_ONLY, naming file and line
 */
export async function openFixed(
  bytes: Bytes,
  first: Uint8Array,
  options: OpenOptions,
): Promise<OpenedSource> {
  const { file = DEFAULT_FILE, fixed = [], text } = options;
  const { names, spans, length, notes } = columnsOf(fixed, bytes.name, text);
  const detected = await detectEncoding(bytes, first, file.encoding);
  const encoding = byteEncoding(detected.encoding);
  const head = await decodedHead(bytes, detected);
  const dataOffset = rowsStart(head, bytes.name, options);
  const rows = head.head.subarray(dataOffset);
  const sample = lookAt({ rows, encoding, length, file: bytes.name, text });
  const start = { dataOffset, dataLine: file.skip_lines + 1, notes: lineEndNotes(head.head) };
  const { stripped } = sample;
  const format: FixedFormat = { kind: "fixed", encoding, spans, length, stripped, width: names.length };
  const reader = new RowReader(bytes, detected, start, LINES_ONLY);
  return {
    name: bytes.name,
    tipo: "fixed",
    what: { key: "sources.what.fixed", data: { encoding: nameOf(detected.encoding), length } },
    header: names,
    headerLine: 0,
    notes: [...bytes.notes, ...detected.notes, ...notes, ...sample.notes, ...start.notes],
    format,
    encoding: detected.encoding,
    sizeBytes: bytes.sizeBytes,
    weight: bytes.weight,
    blocks: () => reader.blocks(),
    consumed: () => reader.consumed,
    end: () => reader.end(),
  };
}

/** Where the lines to be skipped end. @throws SOURCE_EMPTY, SOURCE_HEADER_ONLY, SOURCE_FIXED */
function rowsStart({ head, whole }: TextHead, name: string, options: OpenOptions): number {
  const { file = DEFAULT_FILE, mayBeEmpty, text } = options;
  if (whole && isBlank(head)) throw siocError("SOURCE_EMPTY", { file: name });
  let offset = 0;
  for (let line = 0; line < file.skip_lines; line++) {
    offset = afterEndOfLine(head, endOfLine(head, offset, head.length));
  }
  if (!whole && offset === head.length)
    throw siocError("SOURCE_FIXED", { file: name, reason: text("sources.fixed.skip") });
  if (whole && mayBeEmpty !== true && isBlank(head.subarray(offset)))
    throw siocError("SOURCE_HEADER_ONLY", { file: name });
  return offset;
}

function isBlank(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 32 || byte === 26 || (byte >= 9 && byte <= 13));
}
