import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { dirname } from "node:path";

import { errnoOf, siocError } from "./errors.ts";

/** Everything we write is for its owner only. */
export const FILE_MODE = 0o600;
export const FOLDER_MODE = 0o700;

/** A file being written under `name.part`; it gets its name whole, at {@link PartFile.commit}, or never. */
export interface PartFile {
  readonly path: string;
  write(bytes: Uint8Array | string): void;
  /** fsync, rename, fsync of the folder. */
  commit(): void;
  /** Closes and removes the part. Safe to call twice and after commit. */
  discard(): void;
}

/** @throws OUTPUT_UNWRITABLE if the folder or file cannot be made, DISK when a write fails. */
export function openPart(path: string): PartFile {
  const part = `${path}.part`;
  const fd = attempt("OUTPUT_UNWRITABLE", path, () => {
    mkdirSync(dirname(path), { recursive: true, mode: FOLDER_MODE });
    rmSync(part, { force: true });
    return openSync(part, "wx", FILE_MODE);
  });
  let open = true;
  const close = (): void => {
    if (open) closeSync(fd);
    open = false;
  };
  return {
    path,
    write(bytes) {
      const buffer = typeof bytes === "string" ? Buffer.from(bytes, "utf8") : bytes;
      attempt("DISK", path, () => {
        writeFully(fd, buffer);
      });
    },
    commit() {
      attempt("DISK", path, () => {
        fsyncSync(fd);
        close();
        renameSync(part, path);
        syncFolder(dirname(path));
      });
    },
    discard() {
      close();
      rmSync(part, { force: true });
    },
  };
}

/** Writes a small file whole or not at all. */
export function writeWhole(path: string, content: Uint8Array | string): void {
  const part = openPart(path);
  try {
    part.write(content);
    part.commit();
  } catch (error) {
    part.discard();
    throw error;
  }
}

/** Loops over short writes. */
export function writeFully(fd: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length;) done += writeSync(fd, bytes, done, bytes.length - done);
}

/** Makes a rename in the folder durable. Windows cannot open folders: there it is a no-op. */
export function syncFolder(folder: string): void {
  if (process.platform === "win32") return;
  const fd = openSync(folder, "r");
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

function attempt<T>(code: "OUTPUT_UNWRITABLE" | "DISK", path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw siocError(code, { path, reason: errnoOf(error) ?? "?" }, { cause: error });
  }
}
