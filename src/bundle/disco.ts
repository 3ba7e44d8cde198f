import { closeSync, fsyncSync, lstatSync, openSync, type Stats } from "node:fs";

import { errnoOf, siocError, SiocError } from "../core/errors.ts";

/**
 * Runs a step that touches the disk.
 * @throws DISK or OUTPUT_UNWRITABLE naming the path and the errno; what is not a failed system call passes as it is.
 */
export function onDisk<T>(path: string, action: () => T, code: "DISK" | "OUTPUT_UNWRITABLE" = "DISK"): T {
  try {
    return action();
  } catch (error) {
    const reason = errnoOf(error);
    if (reason === undefined || error instanceof SiocError) throw error;
    throw siocError(code, { path, reason }, { cause: error });
  }
}

/** What stands at a path, a link taken for itself; undefined if nothing does. */
export function lstat(path: string): Stats | undefined {
  return lstatSync(path, { throwIfNoEntry: false });
}

/** Makes the content of a closed file durable. Opened for writing because Windows wants it so. */
export function syncFile(path: string): void {
  const fd = openSync(path, "r+");
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
