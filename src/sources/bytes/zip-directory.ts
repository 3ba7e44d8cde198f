import { fromRandomAccessReaderPromise, RandomAccessReader, type Entry, type ZipFile } from "yauzl";

import { SiocError } from "../../core/errors.ts";
import { cannotOpen, type Archive } from "./archive.ts";

/** `length` bytes from `position`; fewer where the file ends. */
export type ReadAt = (position: number, length: number) => Promise<Uint8Array>;

export interface ZipDirectory {
  readonly entry: Entry;
  /** Where its data begin in the file. */
  readonly from: number;
  /** Files that the Mac adds on its own. */
  readonly ignored: number;
}

/** More are not a delivery of one file, whatever they are. */
const MAX_ENTRIES = 10_000;

/**
 * The one file of a zip, by its directory (zip64 too); undefined if the zip is a document of its own kind, or seems
 * to be one and cannot be read.
 * @throws SOURCE_ARCHIVE
 */
export async function readDirectory(
  { sizeBytes, isDocument }: { readonly sizeBytes: number; readonly isDocument: boolean },
  readAt: ReadAt,
  archive: Archive,
): Promise<ZipDirectory | undefined> {
  let zip: ZipFile | undefined;
  try {
    // Names are only ever printed, and not decoded here.
    const options = { autoClose: false, decodeStrings: false, validateEntrySizes: true };
    zip = await fromRandomAccessReaderPromise(new Window(readAt, sizeBytes), sizeBytes, options);
    zip.on("error", () => undefined); // told by the call that failed
    return await soleEntry(zip, sizeBytes, archive);
  } catch (error) {
    if (error instanceof SiocError) throw error;
    if (isDocument) return undefined;
    const encrypted = error instanceof Error && error.message.includes("encryption");
    throw cannotOpen(archive, encrypted ? "encrypted" : "directory");
  } finally {
    zip?.close();
  }
}

async function soleEntry(
  zip: ZipFile,
  sizeBytes: number,
  archive: Archive,
): Promise<ZipDirectory | undefined> {
  const files: Entry[] = [];
  const extent = new Extent();
  let ignored = 0;
  for await (const entry of zip.eachEntry()) {
    const name = entry.fileNameRaw.toString("latin1");
    if (name === "[Content_Types].xml" || name === "mimetype") return undefined;
    extent.add(entry);
    if (isMacs(name)) ignored++;
    else if (!(name.endsWith("/") && entry.uncompressedSize === 0) && files.length < 2) files.push(entry);
    if (zip.entriesRead > MAX_ENTRIES) throw cannotOpen(archive, "several");
  }
  const [entry, another] = files;
  if (entry === undefined) throw cannotOpen(archive, "none");
  if (another !== undefined) throw cannotOpen(archive, "several");
  if (!(await extent.fills(zip, sizeBytes))) throw cannotOpen(archive, "stray");
  return { entry, from: await dataStart(zip, entry), ignored };
}

/** Finder's own: `__MACOSX/._name` holds where the file was downloaded from. */
const isMacs = (name: string): boolean => name.startsWith("__MACOSX/") || /(?:^|\/)\.DS_Store$/.test(name);

async function dataStart(zip: ZipFile, entry: Entry): Promise<number> {
  return (await zip.readLocalFileHeaderPromise(entry, { minimal: true })).fileDataStart;
}

/** A directory entry without its variable parts; the record at the end; what zip64 and a streaming writer may add. */
const [ENTRY, END, SLACK] = [46, 22, 56 + 20 + 24];
/** Before the first entry: the mark of a zip that was once split. */
const MARK = 4;

/**
 * What the directory speaks of. Two zips put one after the other, or a file its directory does not name, would
 * otherwise be passed over in silence.
 */
class Extent {
  #first = Infinity;
  #last: Entry | undefined;
  #directoryBytes = 0;

  add(entry: Entry): void {
    const {
      relativeOffsetOfLocalHeader: offset,
      fileNameLength,
      extraFieldLength,
      fileCommentLength,
    } = entry;
    this.#directoryBytes += ENTRY + fileNameLength + extraFieldLength + fileCommentLength;
    this.#first = Math.min(this.#first, offset);
    if (this.#last === undefined || offset >= this.#last.relativeOffsetOfLocalHeader) this.#last = entry;
  }

  async fills(zip: ZipFile, sizeBytes: number): Promise<boolean> {
    if (this.#last === undefined) return false;
    const dataEnd = (await dataStart(zip, this.#last)) + this.#last.compressedSize;
    const left = sizeBytes - dataEnd - this.#directoryBytes - END - zip.comment.length;
    return this.#first <= MARK && left >= 0 && left <= SLACK;
  }
}

/** A file as yauzl reads it. Asked for what cannot be there, it refuses: node would throw where nobody catches. */
export class Window extends RandomAccessReader {
  readonly #readAt: ReadAt;
  readonly #size: number;

  constructor(readAt: ReadAt, size: number) {
    super();
    this.#readAt = readAt;
    this.#size = size;
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null, bytesRead?: number) => void,
  ): void {
    if (!(position >= 0 && position + length <= this.#size)) {
      setImmediate(callback, new Error("out of the file"));
      return;
    }
    this.#readAt(position, length).then(
      (bytes) => {
        buffer.set(bytes, offset);
        callback(null, bytes.length);
      },
      (error: unknown) => {
        callback(error instanceof Error ? error : new Error("unreadable"));
      },
    );
  }
}
