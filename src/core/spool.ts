import { createCipheriv, createDecipheriv, randomBytes, type Cipher } from "node:crypto";
import { closeSync, mkdirSync, openSync, readSync, rmSync, unlinkSync } from "node:fs";
import { join } from "node:path";

import { FILE_MODE, FOLDER_MODE, writeFully } from "./atomic.ts";
import { errnoOf, siocError } from "./errors.ts";

/**
 * Bytes set aside on disk, encrypted with a key that exists only in this process: the judged records until the rules
 * between records have spoken, the standard input while it is read more than once. Where the system allows it the
 * file has no name, so that nothing is left after a kill; elsewhere it is removed at the end, and what a kill leaves
 * nobody can read.
 */
export class Spool {
  readonly key = randomBytes(32);
  readonly #fd: number;
  readonly #path: string;
  #end = 0;

  /** @throws OUTPUT_UNWRITABLE */
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

  /** Bytes already encrypted. Returns where they begin. @throws DISK */
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

/** AES-256-CTR: random access to any byte, lengths unchanged. The block number makes the counter unique. */
export function blockCipher(key: Uint8Array, blockNumber: number): Cipher {
  return createCipheriv("aes-256-ctr", key, iv(blockNumber, 0));
}

/** Where the bytes of a block are in the spool. */
export interface SpoolBlock {
  readonly fd: number;
  readonly key: Uint8Array;
  readonly blockNumber: number;
  /** Where the block begins in the spool. */
  readonly offset: number;
}

/** `length` bytes of a block, in clear, from its byte `from`. @throws if the spool ends before: our bug. */
export function readBlock(
  { fd, key, blockNumber, offset }: SpoolBlock,
  from: number,
  length: number,
): Buffer {
  // CTR lets any run be decrypted alone, but only from a whole cipher block.
  const skip = from % 16;
  const sealed = Buffer.allocUnsafe(length + skip);
  readFully(fd, sealed, offset + from - skip);
  const decipher = createDecipheriv("aes-256-ctr", key, iv(blockNumber, (from - skip) / 16));
  return decipher.update(sealed).subarray(skip);
}

/** 8 bytes of block number, 8 bytes of counter: no two blocks share key stream. */
function iv(blockNumber: number, counter: number): Buffer {
  const bytes = Buffer.alloc(16);
  bytes.writeBigUInt64BE(BigInt(blockNumber));
  bytes.writeBigUInt64BE(BigInt(counter), 8);
  return bytes;
}

function readFully(fd: number, into: Buffer, position: number): void {
  for (let done = 0; done < into.length;) {
    const n = readSync(fd, into, done, into.length - done, position + done);
    if (n === 0) throw new Error("the spool ends early");
    done += n;
  }
}
