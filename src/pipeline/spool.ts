import { randomBytes } from "node:crypto";
import { closeSync, mkdirSync, openSync, rmSync, unlinkSync } from "node:fs";
import { join } from "node:path";

import { FILE_MODE, FOLDER_MODE, writeFully } from "../core/atomic.ts";
import { errnoOf, siocError } from "../core/errors.ts";

/**
 * Where the judged records wait until the rules between records have spoken: pseudonymised XML, encrypted with a
 * key that exists only in this process. Where the system allows it the file has no name, so that nothing is left
 * after a kill; elsewhere it is removed at the end, and what a kill leaves nobody can read.
 */
export class Spool {
  readonly key = randomBytes(32);
  readonly #fd: number;
  readonly #path: string;
  #end = 0;

  constructor(folder: string) {
    this.#path = join(folder, `.spool-${process.pid}-${randomBytes(4).toString("hex")}.part`);
    try {
      mkdirSync(folder, { recursive: true, mode: FOLDER_MODE });
      this.#fd = openSync(this.#path, "wx+", FILE_MODE);
      if (process.platform !== "win32") unlinkSync(this.#path);
    } catch (error) {
      throw siocError("OUTPUT_UNWRITABLE", { path: folder, reason: errnoOf(error) ?? "?" }, { cause: error });
    }
  }

  /** Readable from any thread of this process. */
  get fd(): number {
    return this.#fd;
  }

  get sizeBytes(): number {
    return this.#end;
  }

  /** Returns where the block begins. @throws DISK */
  append(bytes: Uint8Array): number {
    const offset = this.#end;
    try {
      writeFully(this.#fd, bytes);
    } catch (error) {
      throw siocError("DISK", { path: this.#path, reason: errnoOf(error) ?? "?" }, { cause: error });
    }
    this.#end += bytes.length;
    return offset;
  }

  close(): void {
    closeSync(this.#fd);
    rmSync(this.#path, { force: true });
  }
}
