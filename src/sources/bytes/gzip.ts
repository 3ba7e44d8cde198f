import { crc32 } from "node:zlib";

import { cannotOpen, refuseBomb, unwrapped, type Archive } from "./archive.ts";
import type { Bytes } from "./bytes.ts";
import { Inflater, NotDeflate } from "./inflate.ts";

export function isGzip(head: Uint8Array): boolean {
  return head[0] === 0x1f && head[1] === 0x8b;
}

/** Text of an export, deflated: a guess, as the length at the end of a gzip is that of its last member modulo 2^32. */
const USUAL_RATIO = 8;

/**
 * The content of a gzip file (RFC 1952): every member, each with its checksum and length looked at, then nothing, or
 * zeros, which tapes and some transfers leave.
 * @throws SOURCE_ARCHIVE, SOURCE_EXPANDS while it is read
 */
export function gunzipped(outer: Bytes, archive: Archive): Bytes {
  const inner = {
    weight: outer.sizeBytes * USUAL_RATIO,
    notes: [...outer.notes, { key: "sources.note.gzip" } as const],
    contentName: outer.name.replace(/\.gz$/i, ""),
  };
  return unwrapped(outer, inner, (delivered) => gunzip(delivered, archive));
}

async function* gunzip(
  delivered: AsyncIterable<Uint8Array>,
  archive: Archive,
): AsyncGenerator<Uint8Array, void, undefined> {
  const input = new Input(delivered, archive);
  const tally = { content: 0 };
  try {
    do {
      await skipHeader(input, archive);
      yield* member(input, archive, tally);
    } while (await anotherFollows(input, archive));
  } finally {
    await input.close();
  }
}

const [FHCRC, FEXTRA, FNAME, FCOMMENT, RESERVED] = [2, 4, 8, 16, 0xe0];

/** The name and the comment in it are passed over: they may name a patient. */
async function skipHeader(input: Input, archive: Archive): Promise<void> {
  const header = await input.exactly(10);
  if (!isGzip(header)) throw cannotOpen(archive, "garbage");
  const [, , method = 0, flags = 0] = header;
  if (method !== 8) throw cannotOpen(archive, "method");
  if (flags & RESERVED) throw cannotOpen(archive, "damaged");
  if (flags & FEXTRA) await input.exactly((await input.exactly(2)).readUInt16LE());
  if (flags & FNAME) await input.afterZero();
  if (flags & FCOMMENT) await input.afterZero();
  if (flags & FHCRC) await input.exactly(2);
}

/** `tally.content`: bytes of all members so far. */
async function* member(
  input: Input,
  archive: Archive,
  tally: { content: number },
): AsyncGenerator<Uint8Array, void, undefined> {
  const inflater = new Inflater();
  let [crc, length] = [0, 0];
  try {
    while (inflater.unused === 0) {
      for await (const content of inflater.push(await input.piece())) {
        crc = crc32(content, crc);
        length += content.length;
        tally.content += content.length;
        refuseBomb(archive, tally.content, input.delivered);
        yield content;
      }
    }
    input.giveBack(inflater.unused);
  } catch (error) {
    throw error instanceof NotDeflate ? cannotOpen(archive, "damaged") : error;
  } finally {
    inflater.close();
  }
  const trailer = await input.exactly(8);
  if (trailer.readUInt32LE(0) !== crc) throw cannotOpen(archive, "checksum");
  if (trailer.readUInt32LE(4) !== length % 2 ** 32) throw cannotOpen(archive, "length");
}

async function anotherFollows(input: Input, archive: Archive): Promise<boolean> {
  if (!(await input.more())) return false;
  if (input.peek() !== 0) return true;
  if (!(await input.onlyZerosLeft())) throw cannotOpen(archive, "garbage");
  return false;
}

/** The delivered bytes, taken as the format asks for them. */
class Input {
  /** Bytes read from the file so far. */
  delivered = 0;
  #rest: Uint8Array = new Uint8Array(0);
  #last: Uint8Array = new Uint8Array(0);
  readonly #pieces: AsyncIterator<Uint8Array>;
  readonly #archive: Archive;

  constructor(pieces: AsyncIterable<Uint8Array>, archive: Archive) {
    this.#pieces = pieces[Symbol.asyncIterator]();
    this.#archive = archive;
  }

  /** False at the end of the file. */
  async more(): Promise<boolean> {
    if (this.#rest.length > 0) return true;
    const next = await this.#pieces.next();
    if (next.done === true) return false;
    this.#rest = next.value;
    this.delivered += next.value.length;
    return true;
  }

  /** The next byte, not taken; only after {@link more} has said there is one. */
  peek(): number | undefined {
    return this.#rest[0];
  }

  /** Whatever is at hand, at least a byte. @throws SOURCE_ARCHIVE at the end of the file */
  async piece(): Promise<Uint8Array> {
    if (!(await this.more())) throw cannotOpen(this.#archive, "truncated");
    this.#last = this.#rest;
    this.#rest = this.#rest.subarray(this.#rest.length);
    return this.#last;
  }

  /** The last bytes of the last piece, not used after all. */
  giveBack(count: number): void {
    this.#rest = this.#last.subarray(this.#last.length - count);
  }

  async exactly(count: number): Promise<Buffer> {
    const bytes = Buffer.alloc(count);
    for (let done = 0; done < count;) {
      const piece = await this.piece();
      const used = piece.subarray(0, count - done);
      bytes.set(used, done);
      done += used.length;
      this.giveBack(piece.length - used.length);
    }
    return bytes;
  }

  async afterZero(): Promise<void> {
    for (;;) {
      const piece = await this.piece();
      const at = piece.indexOf(0);
      if (at >= 0) {
        this.giveBack(piece.length - at - 1);
        return;
      }
    }
  }

  async onlyZerosLeft(): Promise<boolean> {
    while (await this.more()) {
      if ((await this.piece()).some((byte) => byte !== 0)) return false;
    }
    return true;
  }

  async close(): Promise<void> {
    await this.#pieces.return?.();
  }
}
