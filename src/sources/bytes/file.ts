import { constants, type BigIntStats } from "node:fs";
import { open, stat, type FileHandle } from "node:fs/promises";

import { errnoOf, siocError } from "../../core/errors.ts";
import { CHUNK } from "../source.ts";
import type { Bytes } from "./bytes.ts";

/** Enough to notice that a file was rewritten, grown or replaced while we read it. */
interface FileIdentity {
  readonly size: bigint;
  readonly mtimeNs: bigint;
  readonly ino: bigint;
  readonly dev: bigint;
}

// Without it, opening a FIFO waits for a writer that may never come. Absent on Windows.
const NONBLOCK = (constants as Readonly<Record<string, number | undefined>>)["O_NONBLOCK"] ?? 0;

/** @throws SOURCE_MISSING, SOURCE_NOT_A_FILE (folder, FIFO, device), SOURCE_EMPTY, SOURCE_UNREADABLE. */
export async function openFile(path: string, name: string): Promise<Bytes & { readonly path: string }> {
  const handle = await opened(path, name);
  try {
    const stats = await handle.stat({ bigint: true });
    if (!stats.isFile()) throw siocError("SOURCE_NOT_A_FILE", { file: name });
    if (stats.size === 0n) throw siocError("SOURCE_EMPTY", { file: name });
    const file = { path, name, identity: identityOf(stats) };
    const size = Number(stats.size);
    return {
      path,
      name,
      sizeBytes: size,
      weight: size,
      notes: [],
      read: (piece, seen) => readChunks(file, piece ?? CHUNK, seen),
    };
  } finally {
    await handle.close();
  }
}

interface FileAt {
  readonly path: string;
  readonly name: string;
  readonly identity: FileIdentity;
}

async function* readChunks(
  file: FileAt,
  size: number,
  seen?: (bytes: Uint8Array) => void,
): AsyncGenerator<Uint8Array, void, undefined> {
  const handle = await opened(file.path, file.name);
  try {
    refuseChanged(file, await handle.stat({ bigint: true }));
    const buffer = new Uint8Array(size);
    for (let got = await fill(handle, buffer, file); got > 0; got = await fill(handle, buffer, file)) {
      const piece = buffer.subarray(0, got);
      seen?.(piece);
      yield piece;
    }
    refuseChanged(file, await handle.stat({ bigint: true }));
    refuseChanged(file, await stat(file.path, { bigint: true }).catch(() => undefined));
  } finally {
    await handle.close();
  }
}

async function opened(path: string, name: string): Promise<FileHandle> {
  try {
    return await open(path, constants.O_RDONLY | NONBLOCK);
  } catch (error) {
    const errno = errnoOf(error) ?? "?";
    if (errno === "ENOENT" || errno === "ENOTDIR")
      throw siocError("SOURCE_MISSING", { file: name }, { cause: error });
    if (errno === "EISDIR" || errno === "ENXIO")
      throw siocError("SOURCE_NOT_A_FILE", { file: name }, { cause: error });
    throw siocError("SOURCE_UNREADABLE", { file: name, reason: errno }, { cause: error });
  }
}

/** Reads until the buffer is full or the file ends: blocks do not depend on how the system serves us. */
async function fill(handle: FileHandle, buffer: Uint8Array, file: FileAt): Promise<number> {
  try {
    let got = 0;
    while (got < buffer.length) {
      const { bytesRead } = await handle.read(buffer, got, buffer.length - got, null);
      if (bytesRead === 0) break;
      got += bytesRead;
    }
    return got;
  } catch (error) {
    throw siocError(
      "SOURCE_UNREADABLE",
      { file: file.name, reason: errnoOf(error) ?? "?" },
      { cause: error },
    );
  }
}

function refuseChanged({ identity, name }: FileAt, now: BigIntStats | undefined): void {
  const same =
    now?.size === identity.size &&
    now.mtimeNs === identity.mtimeNs &&
    now.ino === identity.ino &&
    now.dev === identity.dev;
  if (!same) throw siocError("SOURCE_CHANGED", { file: name });
}

function identityOf({ size, mtimeNs, ino, dev }: BigIntStats): FileIdentity {
  return { size, mtimeNs, ino, dev };
}
