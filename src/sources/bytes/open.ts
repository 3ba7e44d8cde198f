import { open } from "node:fs/promises";
import { basename } from "node:path";

import { errnoOf, siocError } from "../../core/errors.ts";
import { printable } from "../../core/redact.ts";
import type { Text } from "../../text/index.ts";
import { STDIN, type Stdin } from "../source.ts";
import { LIMITS, type Archive, type Limits } from "./archive.ts";
import { headOf, type Bytes } from "./bytes.ts";
import { openFile } from "./file.ts";
import { gunzipped, isGzip } from "./gzip.ts";
import { notText } from "./magic.ts";
import { openStdin } from "./stdin.ts";
import { isZip, unzipped } from "./zip.ts";
import type { ReadAt } from "./zip-directory.ts";

export interface BytesOptions {
  /** Puts the reason of a refusal in words. */
  readonly text: Text;
  /** What `-` reads; the standard input of the process when absent. */
  readonly stdin?: Stdin;
  readonly limits?: Limits;
}

/**
 * What was delivered, as bytes of content: a plain file, a gzip, a zip of one file, standard input (`-`), which may
 * be either of them too. What was unwrapped is told in `notes`. A spreadsheet is left as it is.
 * @throws as openFile, openStdin; SOURCE_ARCHIVE, SOURCE_EXPANDS, SOURCE_WRAPPED for a wrapper in a wrapper
 */
export async function openBytes(path: string, options: BytesOptions): Promise<Bytes> {
  const { text, stdin, limits = LIMITS } = options;
  const archive = (file: string): Archive => ({ file, text, limits });
  if (path === STDIN) {
    const bytes = await openStdin(stdin);
    return content(bytes, archive(bytes.name), (use) => use(bytes.readAt));
  }
  const file = await openFile(path, printable(basename(path)));
  return content(file, archive(file.name), (use) => withFile(file, use));
}

type Reading = <T>(use: (readAt: ReadAt) => Promise<T>) => Promise<T>;

async function content(delivered: Bytes, archive: Archive, reading: Reading): Promise<Bytes> {
  const head = await headOf(delivered, 512);
  if (isGzip(head)) return text(gunzipped(delivered, archive));
  if (!isZip(head)) return delivered;
  const sole = await reading((readAt) => unzipped(delivered, readAt, archive));
  if (sole !== undefined) return text(sole);
  if (delivered.path === undefined) throw wrapped(delivered, notText(await headOf(delivered)) ?? "ZIP");
  return delivered;
}

/** What cannot be the one text a wrapper may hold. The rest that is no text is told by kindOf. */
const NESTED: ReadonlySet<string> = new Set([
  ...["gzip", "ZIP", "7-Zip", "bzip2", "xz", "Zstandard", "tar"],
  ...["Excel (.xlsx)", "OpenDocument (.ods)"],
]);

async function text(inner: Bytes): Promise<Bytes> {
  const head = await headOf(inner);
  if (head.length === 0) throw siocError("SOURCE_EMPTY", { file: inner.name });
  const what = notText(head);
  if (what !== undefined && NESTED.has(what)) throw wrapped(inner, what);
  return inner;
}

function wrapped({ name }: Bytes, what: string): Error {
  return siocError("SOURCE_WRAPPED", { file: name, what });
}

/** For the directory of a zip; that it is still the same file is seen when the content is read. */
async function withFile<T>(
  { path, name }: { readonly path: string; readonly name: string },
  use: (readAt: ReadAt) => Promise<T>,
): Promise<T> {
  const unreadable = (error: unknown): never => {
    throw siocError("SOURCE_UNREADABLE", { file: name, reason: errnoOf(error) ?? "?" }, { cause: error });
  };
  const handle = await open(path).catch(unreadable);
  const readAt: ReadAt = async (position, length) => {
    const bytes = new Uint8Array(length);
    const { bytesRead } = await handle.read(bytes, 0, length, position).catch(unreadable);
    return bytes.subarray(0, bytesRead);
  };
  try {
    return await use(readAt);
  } finally {
    await handle.close();
  }
}
