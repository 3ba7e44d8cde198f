import { tmpdir } from "node:os";

import { errnoOf, siocError, SiocError } from "../../core/errors.ts";
import { blockCipher, readBlock, Spool } from "../../core/spool.ts";
import { CHUNK, type Stdin } from "../source.ts";
import type { Bytes } from "./bytes.ts";
import type { ReadAt } from "./zip-directory.ts";

/** How it is called in errors and findings. */
const NAME = "stdin";
/** The spool holds one block, so one key stream. */
const BLOCK = 0;

const copies = new WeakMap<Stdin, Promise<Spool>>();

/**
 * Standard input can be read once, a source is read several times (encoding, header, rows; a dump, once a table): it
 * is copied to an encrypted spool in the system's temporary folder, once a process, and read from there.
 * @throws SOURCE_STDIN for a terminal, SOURCE_EMPTY, SOURCE_UNREADABLE; DISK or OUTPUT_UNWRITABLE for the spool
 */
export async function openStdin(stdin: Stdin = process.stdin): Promise<Bytes & { readonly readAt: ReadAt }> {
  if (stdin.isTTY === true) throw siocError("SOURCE_STDIN");
  const copying = copies.get(stdin) ?? copied(stdin);
  copies.set(stdin, copying);
  const spool = await copying;
  const { sizeBytes } = spool;
  if (sizeBytes === 0) throw siocError("SOURCE_EMPTY", { file: NAME });
  return {
    name: NAME,
    sizeBytes,
    weight: sizeBytes,
    notes: [{ key: "sources.note.stdin" }],
    read: (size, seen) => pieces(spool, size ?? CHUNK, seen),
    readAt: (position, length) => Promise.resolve(clear(spool, position, length)),
  };
}

async function copied(stdin: Stdin): Promise<Spool> {
  const spool = new Spool(tmpdir());
  try {
    const cipher = blockCipher(spool.key, BLOCK);
    for await (const chunk of stdin) {
      const bytes = typeof chunk === "string" ? Buffer.from(chunk, "utf8") : chunk;
      spool.append(cipher.update(bytes));
    }
  } catch (error) {
    spool.close();
    if (error instanceof SiocError) throw error;
    throw siocError("SOURCE_UNREADABLE", { file: NAME, reason: errnoOf(error) ?? "?" }, { cause: error });
  }
  // Where the spool still has a name it has to be removed; elsewhere it goes with the process.
  if (process.platform === "win32")
    process.once("exit", () => {
      spool.close();
    });
  return spool;
}

// eslint-disable-next-line @typescript-eslint/require-await -- the contract of Bytes; reading back is synchronous
async function* pieces(
  spool: Spool,
  size: number,
  seen?: (bytes: Uint8Array) => void,
): AsyncGenerator<Uint8Array, void, undefined> {
  for (let at = 0; at < spool.sizeBytes; at += size) {
    const piece = clear(spool, at, Math.min(size, spool.sizeBytes - at));
    seen?.(piece);
    yield piece;
  }
}

function clear({ fd, key }: Spool, from: number, length: number): Buffer {
  return readBlock({ fd, key, blockNumber: BLOCK, offset: 0 }, from, length);
}
