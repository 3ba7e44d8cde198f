import { siocError } from "../core/errors.ts";

/** The start of a BER element as it comes along a stream. */
export interface Header {
  readonly tag: number;
  /** Undefined for the indefinite form. */
  readonly length: number | undefined;
}

/** Anything we hold whole (certificates, signer information, encrypted keys) is smaller than this. */
const MAX_WHOLE_BYTES = 1024 * 1024;
const MAX_DEPTH = 8;
const CONSTRUCTED = 0x20;

/** BER read from a stream of chunks, one element after the other, without holding the content. */
export interface BerReader {
  /** Header of the next element; undefined at the end of the container (or of the stream, outside any). */
  next(container?: Container): Promise<Header | undefined>;
  /** Header of the next element, which must be one of these. */
  expect(tags: readonly number[], container?: Container): Promise<Header>;
  open(header: Header): Container;
  /** The content of an element as it comes. */
  content(header: Header): AsyncGenerator<Uint8Array>;
  /** The content of a small element of definite length. */
  whole(header: Header): Promise<Buffer>;
  /** The pieces of an OCTET STRING, primitive or constructed to any depth. */
  octets(header: Header, depth?: number): AsyncGenerator<Uint8Array>;
  /** Passes over what is left in a container, and over its end. */
  close(container: Container): Promise<void>;
}

/** A constructed element being read: where it ends, or undefined if an end-of-contents will tell. */
export interface Container {
  readonly end: number | undefined;
  ended: boolean;
}

/** @throws BUNDLE_UNREADABLE (all functions) when the stream is cut short or is not BER. */
export function berReader(input: AsyncIterable<Uint8Array>): BerReader {
  const bytes = byteReader(input);

  async function header(): Promise<Header> {
    const tag = await bytes.byte();
    // Tags above 30 take more bytes: CMS has none.
    if ((tag & 0x1f) === 0x1f) throw unreadable("structure");
    const first = await bytes.byte();
    if (first < 0x80) return { tag, length: first };
    if (first === 0x80 && (tag & CONSTRUCTED) !== 0) return { tag, length: undefined };
    if (first === 0x80 || first > 0x86) throw unreadable("structure");
    let length = 0;
    for (let i = first - 0x80; i > 0; i--) length = length * 256 + (await bytes.byte());
    return { tag, length };
  }

  const reader: BerReader = {
    async next(container) {
      if (container?.ended === true) return undefined;
      if (container?.end !== undefined && bytes.position() >= container.end) {
        container.ended = true;
        if (bytes.position() > container.end) throw unreadable("structure");
        return undefined;
      }
      if (container === undefined && (await bytes.atEnd())) return undefined;
      const found = await header();
      if (found.tag !== 0 || container?.end !== undefined) return found;
      if (container === undefined || found.length !== 0) throw unreadable("structure");
      container.ended = true;
      return undefined;
    },
    async expect(tags, container) {
      const found = await reader.next(container);
      if (!found || !tags.includes(found.tag)) throw unreadable("structure");
      return found;
    },
    open: ({ length }) => ({
      end: length === undefined ? undefined : bytes.position() + length,
      ended: false,
    }),
    async *content({ length }) {
      if (length === undefined) throw unreadable("structure");
      for (let left = length; left > 0;) {
        const piece = bytes.some(left) ?? (await bytes.someMore(left));
        left -= piece.length;
        yield piece;
      }
    },
    async whole(found) {
      if (found.length === undefined || found.length > MAX_WHOLE_BYTES) throw unreadable("structure");
      const pieces: Uint8Array[] = [];
      for await (const piece of reader.content(found)) pieces.push(piece);
      return Buffer.concat(pieces);
    },
    async *octets(found, depth = 0) {
      if ((found.tag & CONSTRUCTED) === 0) {
        yield* reader.content(found);
        return;
      }
      if (depth > MAX_DEPTH) throw unreadable("structure");
      const container = reader.open(found);
      for (let part = await reader.next(container); part; part = await reader.next(container)) {
        if ((part.tag & ~CONSTRUCTED) !== 0x04) throw unreadable("structure");
        yield* reader.octets(part, depth + 1);
      }
    },
    async close(container) {
      for (let part = await reader.next(container); part; part = await reader.next(container)) {
        await skip(reader, part, 0);
      }
    },
  };
  return reader;
}

async function skip(reader: BerReader, found: Header, depth: number): Promise<void> {
  if (depth > MAX_DEPTH * 4) throw unreadable("structure");
  if (found.length !== undefined) {
    let left = found.length;
    for await (const piece of reader.content(found)) left -= piece.length;
    if (left !== 0) throw unreadable("structure");
    return;
  }
  const container = reader.open(found);
  for (let part = await reader.next(container); part; part = await reader.next(container)) {
    await skip(reader, part, depth + 1);
  }
}

interface ByteReader {
  position(): number;
  atEnd(): Promise<boolean>;
  byte(): Promise<number>;
  /** Up to `limit` bytes already here, or undefined. */
  some(limit: number): Uint8Array | undefined;
  /** Up to `limit` bytes, at least one, waiting for them. */
  someMore(limit: number): Promise<Uint8Array>;
}

function byteReader(input: AsyncIterable<Uint8Array>): ByteReader {
  const iterator = input[Symbol.asyncIterator]();
  let chunk: Uint8Array = new Uint8Array(0);
  let at = 0;
  let before = 0;

  async function fill(): Promise<boolean> {
    while (at >= chunk.length) {
      const next = await iterator.next();
      if (next.done === true) return false;
      before += chunk.length;
      chunk = next.value;
      at = 0;
    }
    return true;
  }

  const reader: ByteReader = {
    position: () => before + at,
    atEnd: async () => !(await fill()),
    async byte() {
      if (at >= chunk.length && !(await fill())) throw unreadable("truncated");
      return chunk[at++] ?? 0;
    },
    some(limit) {
      if (at >= chunk.length) return undefined;
      const piece = chunk.subarray(at, at + limit);
      at += piece.length;
      return piece;
    },
    async someMore(limit) {
      if (!(await fill())) throw unreadable("truncated");
      return reader.some(limit) ?? new Uint8Array(0);
    },
  };
  return reader;
}

export function unreadable(
  reason: "structure" | "truncated" | "key" | "content" | "marker" | "algorithm",
  cause?: unknown,
): Error {
  return siocError("BUNDLE_UNREADABLE", { reason }, cause === undefined ? undefined : { cause });
}
