/** Standard Base64 of exactly 32 bytes (44 characters), into and out of reused buffers: the CUNI's hot path. */
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const CODES = Uint8Array.from(ALPHABET, (char) => char.charCodeAt(0));
const VALUES = values();

/** Characters of 32 bytes in Base64, the last always `=`. */
export const BASE64_LENGTH = 44;

/** Writes the 44 ASCII codes of 32 bytes into `text` from `at`. */
export function encode32(bytes: Uint8Array, text: Uint8Array, at: number): void {
  let to = at;
  for (let i = 0; i < 30; i += 3) {
    put(text, to, (byte(bytes, i) << 16) | (byte(bytes, i + 1) << 8) | byte(bytes, i + 2));
    to += 4;
  }
  put(text, to, (byte(bytes, 30) << 16) | (byte(bytes, 31) << 8));
  text[to + 3] = 61;
}

/** Reads 44 characters known to be of the right shape into 32 bytes. */
export function decode32(text: string, bytes: Uint8Array): void {
  for (let i = 0, from = 0; i < 32; i += 3, from += 4) {
    const quad = (value(text, from) << 18) | (value(text, from + 1) << 12) | (value(text, from + 2) << 6);
    bytes[i] = quad >> 16;
    bytes[i + 1] = quad >> 8;
    if (i < 30) bytes[i + 2] = quad | value(text, from + 3);
  }
}

function put(text: Uint8Array, at: number, bits: number): void {
  text[at] = CODES[bits >> 18] ?? 0;
  text[at + 1] = CODES[(bits >> 12) & 63] ?? 0;
  text[at + 2] = CODES[(bits >> 6) & 63] ?? 0;
  text[at + 3] = CODES[bits & 63] ?? 0;
}

function byte(bytes: Uint8Array, at: number): number {
  return bytes[at] ?? 0;
}

function value(text: string, at: number): number {
  return VALUES[text.charCodeAt(at)] ?? 0;
}

function values(): Uint8Array {
  const table = new Uint8Array(128);
  CODES.forEach((code, i) => (table[code] = i));
  return table;
}
