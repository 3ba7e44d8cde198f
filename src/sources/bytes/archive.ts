import { siocError, type SiocError } from "../../core/errors.ts";
import type { Text } from "../../text/index.ts";
import { CHUNK } from "../source.ts";
import type { Bytes } from "./bytes.ts";

/** Who is to be named when a compressed file cannot be opened, and in which language. */
export interface Archive {
  /** Printable. */
  readonly file: string;
  readonly text: Text;
  readonly limits: Limits;
}

/** How much a compressed file may hold: beyond this it is taken for a bomb. */
export interface Limits {
  /** Bytes of content. */
  readonly bytes: number;
  /** Bytes of content for each byte delivered, looked at only once there are `free` of them. */
  readonly ratio: number;
  readonly free: number;
}

/** Exports compress 5 to 30 times, fixed width with much padding perhaps 80; deflate can reach 1,032. */
export const LIMITS: Limits = { bytes: 20 * 1024 ** 3, ratio: 200, free: 10 * 1024 ** 2 };

export type ArchiveReason =
  | "truncated"
  | "damaged"
  | "checksum"
  | "length"
  | "garbage"
  | "method"
  | "encrypted"
  | "several"
  | "none"
  | "link"
  | "directory"
  | "stray";

/** Never with a cause: what zlib and yauzl say is about bytes, and names in a zip may be those of patients. */
export function cannotOpen({ file, text }: Archive, reason: ArchiveReason): SiocError {
  return siocError("SOURCE_ARCHIVE", { file, reason: text(`sources.archive.${reason}`) });
}

/** @throws SOURCE_EXPANDS if `content` bytes from `delivered` are more than an export can be. */
export function refuseBomb({ file, text, limits }: Archive, content: number, delivered: number): void {
  const { bytes, ratio, free } = limits;
  if (content > bytes) {
    const reason = text("sources.expands.size", { n: bytes / 1024 ** 3 });
    throw siocError("SOURCE_EXPANDS", { file, reason });
  }
  if (content <= free || content <= ratio * delivered) return;
  throw siocError("SOURCE_EXPANDS", { file, reason: text("sources.expands.ratio", { n: ratio }) });
}

/** Pieces of exactly `size` but the last, whatever those that come in: blocks must not depend on how zlib gives. */
export async function* regrouped(
  pieces: AsyncIterable<Uint8Array>,
  size: number,
): AsyncGenerator<Uint8Array, void, undefined> {
  const buffer = new Uint8Array(size);
  let filled = 0;
  for await (const piece of pieces) {
    for (let at = 0; at < piece.length;) {
      const next = piece.subarray(at, at + size - filled);
      buffer.set(next, filled);
      at += next.length;
      filled += next.length;
      if (filled < size) continue;
      yield buffer;
      filled = 0;
    }
  }
  if (filled > 0) yield buffer.subarray(0, filled);
}

/** The content of `outer`, which `open` reads from the start each time it is asked. */
export function unwrapped(
  outer: Bytes,
  inner: Pick<Bytes, "weight" | "notes" | "contentName">,
  open: (delivered: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>,
): Bytes {
  const { name, sizeBytes } = outer;
  return {
    ...inner,
    name,
    sizeBytes,
    read: (size = CHUNK, seen) => regrouped(open(outer.read(CHUNK, seen)), size),
  };
}
