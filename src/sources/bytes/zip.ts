import { isUtf8 } from "node:buffer";
import { crc32 } from "node:zlib";

import type { Entry } from "yauzl";

import { printable } from "../../core/redact.ts";
import type { Message } from "../../text/index.ts";
import { decode } from "../csv/parse.ts";
import { cannotOpen, refuseBomb, unwrapped, type Archive } from "./archive.ts";
import { headOf, type Bytes } from "./bytes.ts";
import { Inflater, NotDeflate } from "./inflate.ts";
import { notText } from "./magic.ts";
import { readDirectory, type ReadAt } from "./zip-directory.ts";

/** Also an empty zip, and one that was once split in parts. */
export function isZip(head: Uint8Array): boolean {
  const [p, k, a, b] = head;
  return p === 0x50 && k === 0x4b && ((a === 3 && b === 4) || (a === 5 && b === 6) || (a === 7 && b === 8));
}

/**
 * The one file in a zip; undefined for a document that happens to be a zip (Excel, OpenDocument, Word).
 * The directory at the end is read once, the content by one pass over the whole file, so that checksum and checks
 * against change are those of any other file.
 * @throws SOURCE_ARCHIVE, SOURCE_EXPANDS, also while it is read
 */
export async function unzipped(outer: Bytes, readAt: ReadAt, archive: Archive): Promise<Bytes | undefined> {
  const isDocument = notText(await headOf(outer)) !== "ZIP";
  const directory = await readDirectory({ sizeBytes: outer.sizeBytes, isDocument }, readAt, archive);
  if (directory === undefined) return undefined;
  const { entry, from, ignored } = directory;
  refuseUnreadable(entry, archive);
  refuseBomb(archive, entry.uncompressedSize, entry.compressedSize);
  const name = nameOf(entry);
  const inner = {
    weight: entry.uncompressedSize,
    notes: [...outer.notes, ...said(name, ignored)],
    contentName: name.slice(name.lastIndexOf("/") + 1),
  };
  return unwrapped(outer, inner, (delivered) => extract(delivered, entry, from, archive));
}

function said(name: string, ignored: number): readonly Message[] {
  const note = { key: "sources.note.zip", data: { entry: printable(name) } } as const;
  return ignored === 0 ? [note] : [note, { key: "sources.note.zipIgnored", data: { n: ignored } }];
}

/** Names without the UTF-8 flag: macOS writes UTF-8 all the same, Windows the code page of the console. */
function nameOf({ fileNameRaw }: Entry): string {
  return decode(fileNameRaw, isUtf8(fileNameRaw) ? "utf-8" : "cp850");
}

/** Kind of file, as Unix has it. What came from a pipe is written as a pipe: only a link is not its own content. */
const [S_IFMT, S_IFLNK] = [0o170_000, 0o120_000];

function refuseUnreadable(entry: Entry, archive: Archive): void {
  if (entry.isEncrypted()) throw cannotOpen(archive, "encrypted");
  if (!entry.canDecodeFileData()) throw cannotOpen(archive, "method");
  const type = (entry.externalFileAttributes >>> 16) & S_IFMT;
  const fromUnix = entry.versionMadeBy >>> 8 === 3;
  if (fromUnix && type === S_IFLNK) throw cannotOpen(archive, "link");
}

async function* extract(
  delivered: AsyncIterable<Uint8Array>,
  { compressedSize, uncompressedSize, crc32: wanted, compressionMethod }: Entry,
  from: number,
  archive: Archive,
): AsyncGenerator<Uint8Array, void, undefined> {
  const packed = between(delivered, from, from + compressedSize);
  let [crc, length] = [0, 0];
  for await (const content of compressionMethod === 8 ? inflate(packed, archive) : packed) {
    crc = crc32(content, crc);
    length += content.length;
    if (length > uncompressedSize) throw cannotOpen(archive, "length");
    yield content;
  }
  if (length !== uncompressedSize) throw cannotOpen(archive, "length");
  if (crc !== wanted) throw cannotOpen(archive, "checksum");
}

/** The bytes `from`..`to` of the file, all of which goes by. */
async function* between(
  pieces: AsyncIterable<Uint8Array>,
  from: number,
  to: number,
): AsyncGenerator<Uint8Array, void, undefined> {
  let at = 0;
  for await (const piece of pieces) {
    const inside = piece.subarray(Math.max(0, from - at), Math.max(0, to - at));
    at += piece.length;
    if (inside.length > 0) yield inside;
  }
}

async function* inflate(
  packed: AsyncIterable<Uint8Array>,
  archive: Archive,
): AsyncGenerator<Uint8Array, void, undefined> {
  const inflater = new Inflater();
  try {
    for await (const piece of packed) yield* inflater.push(piece);
    const unused = inflater.unused;
    yield* inflater.finish();
    if (unused > 0) throw cannotOpen(archive, "length");
  } catch (error) {
    throw error instanceof NotDeflate ? cannotOpen(archive, "damaged") : error;
  } finally {
    inflater.close();
  }
}
