import type { Message } from "../../text/index.ts";

/** A file, however wrapped, as bytes that can be read from the start as often as asked. */
export interface Bytes {
  /** Printable base name, for errors. */
  readonly name: string;
  /** Size of what was delivered: compressed, if it is. */
  readonly sizeBytes: number;
  /** Bytes of content to be expected, roughly. */
  readonly weight: number;
  /** Name of what was unwrapped, as it stands: to tell what it is, never to be shown. */
  readonly contentName?: string;
  /** Absolute path, when the content is a plain file: for readers that need random access. */
  readonly path?: string;
  /** How it was wrapped, to be said. */
  readonly notes: readonly Message[];
  /**
   * The content from the start, in pieces of `size` (the last one shorter) that are valid until the next is asked
   * for. `seen` gets the bytes as delivered, for checksum and progress.
   * @throws SOURCE_CHANGED if it is not, or is no longer at the end, what was opened; SOURCE_UNREADABLE.
   */
  read(size?: number, seen?: (bytes: Uint8Array) => void): AsyncGenerator<Uint8Array, void, undefined>;
}

/** The first bytes, copied. */
export async function headOf(bytes: Bytes, size = 64 * 1024): Promise<Uint8Array> {
  for await (const piece of bytes.read(size)) return piece.slice();
  return new Uint8Array(0);
}
