import { crc32 } from "node:zlib";

import { fromBufferPromise, type Entry, type ZipFile } from "yauzl";

import { SiocError } from "../../core/errors.ts";
import { unreadable, type Origine } from "./rifiuto.ts";

/** An answer is text with much repetition: it may well shrink a hundredfold. */
const LIMITS = { bytes: 256 * 1024 ** 2, ratio: 400, free: 1024 ** 2 } as const;
const MAX_ENTRIES = 100;

export function isZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && (bytes[2] === 3 || bytes[2] === 5 || bytes[2] === 7);
}

/**
 * The one file in a zip, in memory; its name only to be read, never to write to.
 * @throws RECEIPT_SHAPE for several files or none, for names that climb, passwords, bombs, damage. Never with a cause:
 * what yauzl says repeats names of the zip.
 */
export async function unzip(
  bytes: Uint8Array,
  origine: Origine,
): Promise<{ name: string; bytes: Uint8Array }> {
  let zip: ZipFile | undefined;
  try {
    zip = await fromBufferPromise(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), {
      decodeStrings: false,
      validateEntrySizes: true,
      autoClose: false,
    });
    zip.on("error", () => undefined); // told by the call that failed
    const entry = await soleEntry(zip, origine);
    const name = entry.fileNameRaw.toString("latin1");
    refuseHostile(entry, name, origine);
    return { name: name.slice(name.lastIndexOf("/") + 1), bytes: await content(zip, entry, origine) };
  } catch (error) {
    if (error instanceof SiocError) throw error;
    throw unreadable(origine, "outcomes.shape.zip_damaged");
  } finally {
    zip?.close();
  }
}

async function soleEntry(zip: ZipFile, origine: Origine): Promise<Entry> {
  if (zip.entryCount > MAX_ENTRIES)
    throw unreadable(origine, "outcomes.shape.zip_several", { n: zip.entryCount });
  const files: Entry[] = [];
  for await (const entry of zip.eachEntry()) if (!isFolder(entry)) files.push(entry);
  const [only] = files;
  if (only === undefined) throw unreadable(origine, "outcomes.shape.empty");
  if (files.length > 1) throw unreadable(origine, "outcomes.shape.zip_several", { n: files.length });
  return only;
}

function isFolder(entry: Entry): boolean {
  return entry.uncompressedSize === 0 && entry.fileNameRaw.toString("latin1").endsWith("/");
}

function refuseHostile(entry: Entry, name: string, origine: Origine): void {
  const climbs = /^[/\\]|^[A-Za-z]:|(?:^|[/\\])\.\.(?:[/\\]|$)|\0/.test(name);
  if (climbs) throw unreadable(origine, "outcomes.shape.zip_name");
  if (entry.isEncrypted()) throw unreadable(origine, "outcomes.shape.zip_encrypted");
  if (!entry.canDecodeFileData()) throw unreadable(origine, "outcomes.shape.zip_damaged");
  const { uncompressedSize: size, compressedSize: packed } = entry;
  if (size > LIMITS.bytes || (size > LIMITS.free && size > LIMITS.ratio * packed))
    throw unreadable(origine, "outcomes.shape.zip_bomb");
}

/** yauzl stops a stream that gives more or less than its entry declares; it checks no checksum. */
async function content(zip: ZipFile, entry: Entry, origine: Origine): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const piece of (await zip.openReadStreamPromise(entry)) as AsyncIterable<Uint8Array>)
    pieces.push(piece);
  const whole = Buffer.concat(pieces);
  if (crc32(whole) !== entry.crc32) throw unreadable(origine, "outcomes.shape.zip_damaged");
  return whole;
}
