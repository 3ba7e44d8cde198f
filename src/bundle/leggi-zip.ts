import { openPromise, type Entry, type ZipFile } from "yauzl";

import { Unreadable, type Content } from "./contenuto.ts";
import { isSafeName } from "./nomi.ts";

const MAX_ENTRIES = 10_000;
/** Ciphertext does not shrink, manifests do: beyond this an entry is a bomb. */
const MAX_RATIO = 200;
const SMALL = 1024 * 1024;

/**
 * A bundle in a zip, ours (stored, one folder) or made again by a person (compressed, with or without the folder).
 * @throws Unreadable for anything a bundle has no reason to be; yauzl's errors for a damaged zip.
 */
export async function zipContent(path: string): Promise<Content> {
  // Without autoClose the file stays open for the streams; close() ends it. Names are ours to judge: undecoded.
  const zip = await openPromise(path, { autoClose: false, decodeStrings: false, validateEntrySizes: true });
  try {
    const entries = await readEntries(zip);
    return {
      sizes: new Map([...entries].map(([name, entry]) => [name, entry.uncompressedSize])),
      strangers: [],
      stream: (name) => stream(zip, name, entries.get(name)),
      close: () => {
        zip.close();
      },
    };
  } catch (error) {
    zip.close();
    throw error;
  }
}

async function readEntries(zip: ZipFile): Promise<ReadonlyMap<string, Entry>> {
  if (zip.entryCount > MAX_ENTRIES)
    throw new Unreadable({ key: "bundle.reason.too_many", data: { n: zip.entryCount } });
  const all: Entry[] = [];
  for await (const entry of zip.eachEntry()) all.push(entry);
  refuseOverlap(all);
  all.forEach(refuseHostile);
  const top = topOf(all);
  const byName = new Map<string, Entry>();
  const seen = new Set<string>();
  for (const entry of all) {
    const whole = nameOf(entry);
    if (whole === top) continue;
    const name = whole.slice(top.length);
    if (name.includes("/")) throw refusal("folders", whole);
    if (!isSafeName(name)) throw refusal("unsafe_name", whole);
    if (seen.has(name.toLowerCase())) throw refusal("duplicate", name);
    seen.add(name.toLowerCase());
    byName.set(name, entry);
  }
  return byName;
}

/** Byte for byte: names of a bundle are ASCII, others are refused whatever their encoding. */
function nameOf(entry: Entry): string {
  return entry.fileNameRaw.toString("latin1");
}

/** The one folder all entries are in, with its `/`, or "". @throws Unreadable if its name climbs or is absolute. */
function topOf(entries: readonly Entry[]): string {
  const first = entries[0] === undefined ? "" : nameOf(entries[0]);
  const top = first.slice(0, first.indexOf("/") + 1);
  if (top !== "" && !isSafeName(top.slice(0, -1))) throw refusal("unsafe_name", first);
  const stray = entries.map(nameOf).find((name) => !name.startsWith(top));
  if (stray !== undefined) throw refusal("folders", stray);
  return top;
}

const S_IFMT = 0o170_000;
const S_IFREG = 0o100_000;
const S_IFDIR = 0o040_000;
/** Extra field that gives the entry a second name, which other programs would believe. */
const UNICODE_PATH = 0x7075;

function refuseHostile(entry: Entry): void {
  const name = nameOf(entry);
  const isFolder = name.endsWith("/");
  const type = (entry.externalFileAttributes >>> 16) & S_IFMT;
  const fromUnix = entry.versionMadeBy >>> 8 === 3;
  if (fromUnix && type !== 0 && type !== (isFolder ? S_IFDIR : S_IFREG)) throw refusal("link", name);
  if (entry.extraFields.some((field) => field.id === UNICODE_PATH)) throw refusal("unsafe_name", name);
  if (entry.isEncrypted()) throw refusal("encrypted", name);
  if (!entry.canDecodeFileData()) throw refusal("method", name);
  if (entry.uncompressedSize > SMALL && entry.uncompressedSize > MAX_RATIO * entry.compressedSize) {
    throw refusal("bomb", name);
  }
}

/** Entries that share bytes make the other kind of bomb. The header is at least 30 bytes and the name. */
function refuseOverlap(entries: readonly Entry[]): void {
  const sorted = [...entries].sort((a, b) => a.relativeOffsetOfLocalHeader - b.relativeOffsetOfLocalHeader);
  let end = 0;
  for (const entry of sorted) {
    if (entry.relativeOffsetOfLocalHeader < end) throw refusal("overlap", nameOf(entry));
    end = entry.relativeOffsetOfLocalHeader + 30 + entry.fileNameLength + entry.compressedSize;
  }
}

type Refusal = "folders" | "unsafe_name" | "duplicate" | "link" | "encrypted" | "method" | "bomb" | "overlap";

function refusal(key: Refusal, name: string): Unreadable {
  return new Unreadable({ key: `bundle.reason.${key}`, data: { name } });
}

async function* stream(zip: ZipFile, name: string, entry: Entry | undefined): AsyncIterable<Uint8Array> {
  if (entry === undefined) throw new Unreadable({ key: "bundle.detail.missing", data: { name } });
  // yauzl stops a stream that gives more or less than its entry declares.
  const opened = await zip.openReadStreamPromise(entry);
  try {
    yield* opened as AsyncIterable<Uint8Array>;
  } finally {
    opened.destroy();
  }
}
