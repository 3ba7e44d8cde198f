import { closeSync, createWriteStream, fsyncSync, openSync } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";

import { ZipFile } from "yazl";

import { FILE_MODE } from "../core/atomic.ts";

/**
 * Writes the named files of a folder into a new zip, in order of name, inside a folder `top`: stored, as ciphertext
 * does not compress, with a fixed date, so the same content gives the same bytes. Ends with fsync.
 * @throws the system's own error.
 */
export async function writeZip(
  folder: string,
  names: readonly string[],
  top: string,
  path: string,
): Promise<void> {
  const fd = openSync(path, "wx", FILE_MODE);
  try {
    await pour(zipOf(folder, names, top), fd);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

function zipOf(folder: string, names: readonly string[], top: string): ZipFile {
  const zip = new ZipFile();
  // Dates in a zip are local time without a zone: the same local time is the same bytes everywhere.
  const mtime = new Date(2000, 0, 1, 12, 0, 0);
  const options = { mtime, forceDosTimestamp: true, mode: 0o100_600, compress: false };
  for (const name of [...names].sort()) zip.addFile(join(folder, name), `${top}/${name}`, options);
  zip.end();
  return zip;
}

async function pour(zip: ZipFile, fd: number): Promise<void> {
  const stop = new AbortController();
  // An unreadable file ends the zip without ending its stream: stop waiting for it.
  const failed = new Promise<never>((_, reject) => {
    zip.on("error", (error: Error) => {
      reject(error);
      stop.abort();
    });
  });
  const out = createWriteStream("", { fd, autoClose: false });
  const poured = pipeline(zip.outputStream, out, { signal: stop.signal });
  await Promise.race([poured, failed]).finally(() => poured.catch(() => undefined));
}
