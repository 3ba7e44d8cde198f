import { createHash } from "node:crypto";
import { basename } from "node:path";

import { siocError } from "../core/errors.ts";
import { printable } from "../core/redact.ts";
import { Cutter } from "./cut.ts";
import { detectEncoding, type Detected } from "./encoding.ts";
import { identify, readChunks, type FileAt } from "./file.ts";
import { readHeader, type HeaderRead } from "./header.ts";
import { notText } from "./magic.ts";
import { dialectOf } from "./parse.ts";
import { byteEncoding, decodedChunks } from "./transcode.ts";
import { DEFAULT_FILE, MAX_RECORD } from "./source.ts";
import type { Block, CsvFormat, OpenedSource, OpenOptions, SourceEnd } from "./source.ts";

/**
 * Opens a file: what it is, its encoding (every byte is checked), delimiter and header. The rows come later, from
 * `blocks()`. New kinds of source (SQL dump, spreadsheet, fixed width, database) get their own opener beside
 * this one, chosen here by what is declared or found; what leaves this function stays the same.
 * @throws SOURCE_MISSING, _NOT_A_FILE, _EMPTY, _UNREADABLE, _BINARY, _ENCODING, _HEADER, _HEADER_ONLY, _DELIMITER,
 * _CHANGED, each naming the file and, where there is one, the line.
 */
export async function openSource(path: string, options: OpenOptions): Promise<OpenedSource> {
  const name = printable(basename(path));
  const at = await identify(path, name);
  const first = await firstBytes(at);
  const what = notText(first);
  if (what !== undefined) throw siocError("SOURCE_BINARY", { file: name, what, line: 1 });
  return openCsv(at, first, options);
}

async function openCsv(at: FileAt, first: Uint8Array, options: OpenOptions): Promise<OpenedSource> {
  const file = options.file ?? DEFAULT_FILE;
  const detected = await detectEncoding(at, first, file.encoding);
  const encoding = byteEncoding(detected.encoding);
  const { head, whole } = await decodedHead(at, detected);
  const known = options.known ?? [];
  const header = readHeader({
    head,
    whole,
    encoding,
    file,
    known,
    name: at.name,
    text: options.text,
    mayBeEmpty: options.mayBeEmpty === true,
  });
  const { delimiter, names } = header;
  const format: CsvFormat = { kind: "csv", encoding, delimiter, quote: file.quote, width: names.length };
  const reader = new CsvReader(at, detected, header, format);
  return {
    name: at.name,
    header: names,
    headerLine: header.line,
    notes: [...detected.notes, ...header.notes],
    format,
    encoding: detected.encoding,
    sizeBytes: Number(at.identity.size),
    blocks: () => reader.blocks(),
    end: () => reader.end(),
  };
}

async function firstBytes(at: FileAt): Promise<Uint8Array> {
  for await (const chunk of readChunks(at, 64 * 1024)) return chunk.slice();
  return new Uint8Array(0);
}

/** Enough bytes for the longest header and a sample of rows. */
async function decodedHead(at: FileAt, detected: Detected): Promise<{ head: Uint8Array; whole: boolean }> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of decodedChunks(at, detected)) {
    pieces.push(piece.slice());
    size += piece.length;
    if (size > 2 * MAX_RECORD) return { head: Buffer.concat(pieces), whole: false };
  }
  return { head: Buffer.concat(pieces), whole: true };
}

/** One pass over the rows: cut, number, hash. */
class CsvReader {
  private done: SourceEnd | undefined;
  private readonly at: FileAt;
  private readonly detected: Detected;
  private readonly header: HeaderRead;
  private readonly format: CsvFormat;

  constructor(at: FileAt, detected: Detected, header: HeaderRead, format: CsvFormat) {
    this.at = at;
    this.detected = detected;
    this.header = header;
    this.format = format;
  }

  async *blocks(): AsyncGenerator<Block, void, undefined> {
    const hash = createHash("sha256");
    const cutter = new Cutter(dialectOf(this.format), this.header.dataLine);
    let before = this.header.dataOffset;
    for await (const piece of decodedChunks(this.at, this.detected, (bytes) => hash.update(bytes))) {
      const rows = piece.subarray(before);
      before -= piece.length - rows.length;
      yield* cutter.push(rows, false);
    }
    yield* cutter.push(new Uint8Array(0), true);
    this.done = this.summary(hash.digest("hex"), cutter);
  }

  end(): SourceEnd {
    if (this.done === undefined) throw new Error("sources: end() before blocks() was exhausted");
    return this.done;
  }

  private summary(sha256: string, { lineEnds, lastLine }: Cutter): SourceEnd {
    const { lf, crlf, cr } = lineEnds;
    const kinds = Object.entries({ LF: lf, CRLF: crlf, CR: cr }).flatMap(([kind, n]) =>
      n > 0 ? [kind] : [],
    );
    const said = this.header.notes.some((note) => note.key === "sources.note.lineEnds");
    const notes = [{ key: "sources.note.lineEnds", data: { kinds: kinds.join(", ") } }] as const;
    return {
      sha256,
      bytes: Number(this.at.identity.size),
      lines: lastLine,
      notes: !said && (kinds.length > 1 || cr > 0) ? notes : [],
    };
  }
}
