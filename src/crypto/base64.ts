import { siocError } from "../core/errors.ts";
import type { Output } from "./types.ts";

/** 57 bytes make a line of 76 characters. */
const LINE_BYTES = 57;
const LINES = 16_384;
const BLOCK_BYTES = LINE_BYTES * LINES;
/** A line and its CR LF, counted in pairs of characters. */
const LINE_PAIRS = 39;

const ALPHABET = Buffer.from("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
/** Twelve bits → two characters, in this machine's byte order. */
const PAIRS = pairTable();
const CRLF = pairOf(0x0d, 0x0a);

function pairOf(first: number, second: number): number {
  return new Uint16Array(Uint8Array.of(first, second).buffer)[0] ?? 0;
}

function pairTable(): Uint16Array {
  return Uint16Array.from({ length: 4096 }, (_, i) => pairOf(ALPHABET[i >> 6] ?? 0, ALPHABET[i & 63] ?? 0));
}

export interface LineEncoder {
  put(chunk: Uint8Array): void;
  end(): void;
}

/**
 * Base64 in lines of 76 characters joined by CR LF, none after the last: the outermost form of the Ministry's file.
 * Twelve bits at a time into a 16-bit array: Node's own encoder cannot break lines, and breaking them afterwards costs
 * more than encoding.
 */
export function lineEncoder(output: Output): LineEncoder {
  const block = new Uint8Array(BLOCK_BYTES);
  let used = 0;
  let started = false;
  const emit = (bytes: Buffer): void => {
    // Every line is written with its CR LF in front; the very first loses it.
    output(started ? bytes : bytes.subarray(2));
    started = true;
  };
  return {
    put(chunk) {
      for (let at = 0; at < chunk.length;) {
        const size = Math.min(chunk.length - at, BLOCK_BYTES - used);
        block.set(size === chunk.length ? chunk : chunk.subarray(at, at + size), used);
        at += size;
        used += size;
        if (used === BLOCK_BYTES) {
          emit(encodeLines(block, LINES));
          used = 0;
        }
      }
    },
    end() {
      const lines = Math.floor(used / LINE_BYTES);
      if (lines > 0) emit(encodeLines(block, lines));
      const rest = Buffer.from(block.subarray(lines * LINE_BYTES, used));
      if (rest.length > 0) emit(Buffer.from(`\r\n${rest.toString("base64")}`, "latin1"));
    },
  };
}

/** Six bytes a step, read as 32 and 16 bits: a third faster than byte by byte. */
function encodeLines(bytes: Uint8Array, lines: number): Buffer {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const pairs = new Uint16Array(lines * LINE_PAIRS);
  let at = 0;
  let to = 0;
  for (let line = 0; line < lines; line++) {
    pairs[to++] = CRLF;
    for (let step = 0; step < 9; step++) {
      const high = view.getUint32(at);
      const low = view.getUint16(at + 4);
      pairs[to] = PAIRS[high >>> 20] ?? 0;
      pairs[to + 1] = PAIRS[(high >>> 8) & 0xfff] ?? 0;
      pairs[to + 2] = PAIRS[((high & 0xff) << 4) | (low >> 12)] ?? 0;
      pairs[to + 3] = PAIRS[low & 0xfff] ?? 0;
      at += 6;
      to += 4;
    }
    const last = (view.getUint16(at) << 8) | view.getUint8(at + 2);
    pairs[to] = PAIRS[last >> 12] ?? 0;
    pairs[to + 1] = PAIRS[last & 0xfff] ?? 0;
    at += 3;
    to += 2;
  }
  return Buffer.from(pairs.buffer);
}

const SPACE = 64;
const PADDING = 65;
const BAD = 255;
const VALUES = valueTable();

function valueTable(): Uint8Array {
  const table = new Uint8Array(256).fill(BAD);
  for (const [value, character] of ALPHABET.entries()) table[character] = value;
  for (const character of Buffer.from(" \t\r\n")) table[character] = SPACE;
  table[0x3d] = PADDING;
  return table;
}

/**
 * The bytes of Base64 text of any line length; white space anywhere is passed over.
 * @throws BUNDLE_UNREADABLE for any other character, and for text that ends in the middle of a group
 */
export async function* decodeBase64(input: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let group = 0;
  let digits = 0;
  let padding = 0;
  for await (const chunk of input) {
    const out = Buffer.allocUnsafe(Math.ceil((chunk.length + 4) * 0.75));
    let to = 0;
    for (const character of chunk) {
      const value = VALUES[character] ?? BAD;
      if (value === SPACE) continue;
      if (value === BAD || (padding > 0 && value !== PADDING)) throw unreadable();
      if (value === PADDING) padding++;
      group = (group << 6) | (value & 63);
      if (++digits < 4) continue;
      if (padding > 2) throw unreadable();
      out[to++] = (group >> 16) & 0xff;
      if (padding < 2) out[to++] = (group >> 8) & 0xff;
      if (padding < 1) out[to++] = group & 0xff;
      // What follows a padded group is not ours: the next digit makes `padding` speak.
      group = digits = 0;
    }
    if (to > 0) yield out.subarray(0, to);
  }
  if (digits > 0) throw unreadable();
}

function unreadable(): Error {
  return siocError("BUNDLE_UNREADABLE", { reason: "base64" });
}
