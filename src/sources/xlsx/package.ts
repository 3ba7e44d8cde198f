import { open, type FileHandle } from "node:fs/promises";
import { crc32 } from "node:zlib";

import { fromRandomAccessReaderPromise, type Entry, type ZipFile } from "yauzl";

import { errnoOf, SiocError, siocError } from "../../core/errors.ts";
import { Inflater, NotDeflate } from "../bytes/inflate.ts";
import { Window, type ReadAt } from "../bytes/zip-directory.ts";
import { CHUNK } from "../source.ts";
import { refusal, type Naming } from "./refusal.ts";

/** A workbook of a hundred sheets with pictures has perhaps a thousand. */
const MAX_ENTRIES = 10_000;
/** A full sheet of 1,048,576 rows and 40 columns is about 2 GB of XML. */
const MAX_PART = 4 * 1024 ** 3;
/** Lists of sheets, relations, styles: of megabytes at most. */
export const SMALL_PART = 64 * 1024 ** 2;
/** Sheets compress 8 to 20 times; a million blank formatted rows 44 (LibreOffice), measured. Deflate can reach 1,032. */
const [MAX_RATIO, FREE] = [200, 64 * 1024 ** 2];

/** The zip a workbook is, read by path: nothing is ever written out, names are only looked up. */
export class Package {
  readonly #handle: FileHandle;
  readonly #readAt: ReadAt;
  readonly #zip: ZipFile;
  readonly #parts: ReadonlyMap<string, Entry>;
  readonly #naming: Naming;

  private constructor(
    handle: FileHandle,
    readAt: ReadAt,
    zip: ZipFile,
    parts: ReadonlyMap<string, Entry>,
    naming: Naming,
  ) {
    this.#handle = handle;
    this.#readAt = readAt;
    this.#zip = zip;
    this.#parts = parts;
    this.#naming = naming;
  }

  /** @throws SOURCE_XLSX, SOURCE_UNREADABLE */
  static async open(path: string, sizeBytes: number, naming: Naming): Promise<Package> {
    const unreadable = (error: unknown): never => {
      throw siocError("SOURCE_UNREADABLE", { file: naming.name, reason: errnoOf(error) ?? "?" });
    };
    const handle = await open(path).catch(unreadable);
    const readAt: ReadAt = async (position, length) => {
      const bytes = new Uint8Array(length);
      const { bytesRead } = await handle.read(bytes, 0, length, position).catch(unreadable);
      return bytes.subarray(0, bytesRead);
    };
    try {
      const zip = await directory(readAt, sizeBytes);
      return new Package(handle, readAt, zip, await partsOf(zip, sizeBytes, naming), naming);
    } catch (error) {
      await handle.close();
      throw error instanceof SiocError ? error : refusal(naming, "zip");
    }
  }

  /** Bytes of the content of a part, as declared; undefined if there is no such part. */
  sizeOf(name: string): number | undefined {
    return this.#parts.get(name.toLowerCase())?.uncompressedSize;
  }

  /**
   * The content of a part, in pieces valid until the next is asked for.
   * @throws SOURCE_XLSX if the part is not there, damaged, a bomb, or more than `max` bytes
   */
  async *read(name: string, max = MAX_PART): AsyncGenerator<Uint8Array, void, undefined> {
    const entry = this.#parts.get(name.toLowerCase());
    if (entry === undefined) throw refusal(this.#naming, "missingPart");
    refuseBomb(entry, max, this.#naming);
    const { fileDataStart } = await this.#zip
      .readLocalFileHeaderPromise(entry, { minimal: true })
      .catch(() => {
        throw refusal(this.#naming, "zip");
      });
    const { compressedSize, uncompressedSize, compressionMethod } = entry;
    const packed = this.#packed(fileDataStart, compressedSize);
    let [crc, length] = [0, 0];
    for await (const piece of compressionMethod === 8 ? this.#inflated(packed) : packed) {
      crc = crc32(piece, crc);
      length += piece.length;
      if (length > uncompressedSize) throw refusal(this.#naming, "damaged");
      yield piece;
    }
    if (length !== uncompressedSize || crc !== entry.crc32) throw refusal(this.#naming, "damaged");
  }

  async close(): Promise<void> {
    this.#zip.close();
    await this.#handle.close();
  }

  async *#packed(from: number, size: number): AsyncGenerator<Uint8Array, void, undefined> {
    for (let at = 0; at < size; at += CHUNK) {
      const piece = await this.#readAt(from + at, Math.min(CHUNK, size - at));
      if (piece.length === 0) throw refusal(this.#naming, "damaged");
      yield piece;
    }
  }

  async *#inflated(packed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
    const inflater = new Inflater();
    try {
      for await (const piece of packed) yield* inflater.push(piece);
      yield* inflater.finish();
    } catch (error) {
      throw error instanceof NotDeflate ? refusal(this.#naming, "damaged") : error;
    } finally {
      inflater.close();
    }
  }
}

/** Names are not decoded by yauzl: they are ours to judge. */
function directory(readAt: ReadAt, sizeBytes: number): Promise<ZipFile> {
  const options = { autoClose: false, decodeStrings: false, validateEntrySizes: true };
  return fromRandomAccessReaderPromise(new Window(readAt, sizeBytes), sizeBytes, options);
}

/** By name in small letters, as the format wants them compared. */
async function partsOf(zip: ZipFile, sizeBytes: number, naming: Naming): Promise<ReadonlyMap<string, Entry>> {
  if (zip.entryCount > MAX_ENTRIES) throw refusal(naming, "entries", { n: zip.entryCount, max: MAX_ENTRIES });
  const parts = new Map<string, Entry>();
  for await (const entry of zip.eachEntry()) {
    // .NET once wrote backslashes
    const name = entry.fileNameRaw.toString("utf8").replaceAll("\\", "/").toLowerCase();
    if (name.endsWith("/")) continue;
    if (parts.has(name) || isClimbing(name)) throw refusal(naming, "names");
    if (entry.isEncrypted()) throw refusal(naming, "encrypted");
    parts.set(name, entry);
  }
  const entries = [...parts.values()];
  refuseOverlap(entries, sizeBytes, naming);
  const content = entries.reduce((sum, entry) => sum + entry.uncompressedSize, 0);
  if (expands(content, sizeBytes)) throw refusal(naming, "expands");
  return parts;
}

function isClimbing(name: string): boolean {
  return name.startsWith("/") || /^[a-z]:/.test(name) || name.split("/").includes("..");
}

/** Entries that share bytes, or lie outside the file. The local header is at least 30 bytes and the name. */
function refuseOverlap(entries: readonly Entry[], sizeBytes: number, naming: Naming): void {
  const sorted = [...entries].sort((a, b) => a.relativeOffsetOfLocalHeader - b.relativeOffsetOfLocalHeader);
  let end = 0;
  for (const { relativeOffsetOfLocalHeader: at, fileNameLength, compressedSize } of sorted) {
    if (at < end) throw refusal(naming, "overlap");
    end = at + 30 + fileNameLength + compressedSize;
  }
  if (end > sizeBytes) throw refusal(naming, "overlap");
}

function refuseBomb(entry: Entry, max: number, naming: Naming): void {
  const { uncompressedSize, compressedSize, compressionMethod } = entry;
  if (compressionMethod !== 0 && compressionMethod !== 8) throw refusal(naming, "zip");
  if (uncompressedSize > max || expands(uncompressedSize, compressedSize)) throw refusal(naming, "expands");
}

function expands(content: number, packed: number): boolean {
  return content > FREE && content > MAX_RATIO * packed;
}
