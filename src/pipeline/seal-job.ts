import { createHash } from "node:crypto";
import { closeSync, constants, fsyncSync, openSync } from "node:fs";
import { basename } from "node:path";

import { FILE_MODE, writeFully } from "../core/atomic.ts";
import { errnoOf, siocError } from "../core/errors.ts";
import { readBlock } from "../core/spool.ts";
import { openSealer, type Recipient, type Sealer, type Signer } from "../crypto/index.ts";
import { compileSchema } from "../xml/index.ts";

/** One dataset file to be made from the spool. Plain data. */
export interface SealJob {
  /** Path of the encrypted file, inside the bundle being made. */
  readonly path: string;
  readonly header: string;
  /** What stands before the operation in every fragment; it was built with one that may since have changed. */
  readonly beforeTipo: string;
  readonly footer: string;
  readonly spoolFd: number;
  readonly spoolKey: Uint8Array;
  readonly pieces: readonly SealPiece[];
  readonly recipient: Recipient;
  readonly signer: Signer | undefined;
  /** Set when the schema must judge the whole file: its path. */
  readonly schema?: string;
  /** ms since 1970: the date an OpenPGP signature carries. */
  readonly now: number;
}

/** A run of fragments of one dataset in one block of the spool. */
export interface SealPiece {
  readonly blockNumber: number;
  /** Where the block begins in the spool. */
  readonly offset: number;
  /** Where the run begins inside the block. */
  readonly from: number;
  /** Length of each fragment, 0 for a record without one. */
  readonly lengths: Uint32Array;
  /** Of the fragments that go into this file the ASCII code of their operation (I, V, C); 0 for the others. */
  readonly tipi: Uint8Array;
}

export interface Sealed {
  readonly clear: { readonly size: number; readonly sha256: string };
  readonly encrypted: { readonly size: number; readonly sha256: string };
}

/** Reads, decrypts and filters the spool; signs and encrypts; writes and fsyncs the file. @throws DISK */
export async function seal(job: SealJob): Promise<Sealed> {
  const out = openOutput(job.path);
  const clear = counter();
  try {
    if (job.schema !== undefined) await judgeWhole(job, job.schema);
    const sealer = await openSealer(job.recipient, job.signer, out.write, { now: job.now });
    const feed = async (bytes: Uint8Array): Promise<void> => {
      clear.update(bytes);
      await write(sealer, bytes);
    };
    await feed(Buffer.from(job.header, "utf8"));
    for (const piece of job.pieces) await feed(readPiece(job, piece));
    await feed(Buffer.from(job.footer, "utf8"));
    await sealer.end();
    return { clear: clear.result(), encrypted: out.finish() };
  } finally {
    out.close();
  }
}

/** For a schema with rules between records: the only case in which a dataset stands whole in memory. */
async function judgeWhole(job: SealJob, path: string): Promise<void> {
  const parts = [
    Buffer.from(job.header, "utf8"),
    ...job.pieces.map((piece) => readPiece(job, piece)),
    Buffer.from(job.footer, "utf8"),
  ];
  const schema = await compileSchema(path);
  try {
    const [first, ...more] = schema.validate(Buffer.concat(parts));
    if (first)
      throw siocError("SCHEMA_REFUSES", {
        file: basename(job.path),
        count: more.length + 1,
        line: first.line,
      });
  } finally {
    schema.dispose();
  }
}

async function write(sealer: Sealer, bytes: Uint8Array): Promise<void> {
  if (bytes.length === 0) return;
  const wait = sealer.write(bytes);
  if (wait) await wait;
}

function readPiece(job: SealJob, piece: SealPiece): Uint8Array {
  const total = piece.lengths.reduce((sum, length) => sum + length, 0);
  const { blockNumber, offset, from } = piece;
  const block = { fd: job.spoolFd, key: job.spoolKey, blockNumber, offset };
  return keepOnly(readBlock(block, from, total), piece, Buffer.from(job.beforeTipo, "utf8"));
}

/** Moves the fragments that go together, in place, and writes the operation each goes with. */
function keepOnly(bytes: Buffer, { lengths, tipi }: SealPiece, beforeTipo: Buffer): Buffer {
  let from = 0;
  let to = 0;
  lengths.forEach((length, i) => {
    const tipo = tipi[i] ?? 0;
    if (tipo !== 0) {
      writeTipo(bytes.subarray(from, from + length), tipo, beforeTipo);
      if (from !== to) bytes.copyWithin(to, from, from + length);
      to += length;
    }
    from += length;
  });
  return bytes.subarray(0, to);
}

const TIPI: ReadonlySet<number | undefined> = new Set(["I", "V", "C"].map((letter) => letter.charCodeAt(0)));

function writeTipo(fragment: Buffer, tipo: number, before: Buffer): void {
  const at = fragment.indexOf(before);
  if (at === -1 || !TIPI.has(fragment[at + before.length]))
    throw new Error("a fragment without its operation");
  fragment[at + before.length] = tipo;
}

function counter(): { update(bytes: Uint8Array): void; result(): { size: number; sha256: string } } {
  const hash = createHash("sha256");
  let size = 0;
  return {
    update(bytes) {
      hash.update(bytes);
      size += bytes.length;
    },
    result: () => ({ size, sha256: hash.digest("hex") }),
  };
}

interface Output {
  readonly write: (bytes: Uint8Array) => void;
  finish(): { size: number; sha256: string };
  close(): void;
}

function openOutput(path: string): Output {
  const failed = (error: unknown): Error =>
    siocError("DISK", { path, reason: errnoOf(error) ?? "?" }, { cause: error });
  let fd: number;
  try {
    fd = openSync(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, FILE_MODE);
  } catch (error) {
    throw failed(error);
  }
  const count = counter();
  return {
    write(bytes) {
      count.update(bytes);
      try {
        writeFully(fd, bytes);
      } catch (error) {
        throw failed(error);
      }
    },
    finish() {
      try {
        fsyncSync(fd);
      } catch (error) {
        throw failed(error);
      }
      return count.result();
    },
    close: () => {
      closeSync(fd);
    },
  };
}
