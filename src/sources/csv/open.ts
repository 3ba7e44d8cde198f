import type { Bytes } from "../bytes/bytes.ts";
import { detectEncoding, nameOf } from "../bytes/encoding.ts";
import { byteEncoding } from "../bytes/transcode.ts";
import { DEFAULT_FILE, type CsvFormat, type OpenedSource, type OpenOptions } from "../source.ts";
import { delimiterName } from "./delimiter.ts";
import { readHeader } from "./header.ts";
import { dialectOf } from "./parse.ts";
import { decodedHead, RowReader } from "./reader.ts";

/** @throws SOURCE_ENCODING, _BINARY, _EMPTY, _HEADER, _HEADER_ONLY, _DELIMITER, naming file and line. */
export async function openCsv(bytes: Bytes, first: Uint8Array, options: OpenOptions): Promise<OpenedSource> {
  const file = options.file ?? DEFAULT_FILE;
  const detected = await detectEncoding(bytes, first, file.encoding);
  const encoding = byteEncoding(detected.encoding);
  const { head, whole } = await decodedHead(bytes, detected);
  const header = readHeader({
    head,
    whole,
    encoding,
    file,
    known: options.known ?? [],
    name: bytes.name,
    text: options.text,
    mayBeEmpty: options.mayBeEmpty === true,
  });
  const { delimiter, names } = header;
  const format: CsvFormat = { kind: "csv", encoding, delimiter, quote: file.quote, width: names.length };
  const reader = new RowReader(bytes, detected, header, dialectOf(format));
  return {
    name: bytes.name,
    tipo: "csv",
    what: {
      key: "sources.what.csv",
      data: { encoding: nameOf(detected.encoding), delimiter: delimiterName(delimiter) },
    },
    header: names,
    headerLine: header.line,
    notes: [...bytes.notes, ...detected.notes, ...header.notes],
    format,
    encoding: detected.encoding,
    sizeBytes: bytes.sizeBytes,
    weight: bytes.weight,
    blocks: () => reader.blocks(),
    consumed: () => reader.consumed,
    end: () => reader.end(),
  };
}
