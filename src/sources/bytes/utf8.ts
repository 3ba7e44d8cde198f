import { isUtf8 } from "node:buffer";

/** Length of the bytes without a character that may be completed by the next piece. */
export function completeLength(bytes: Uint8Array): number {
  const n = bytes.length;
  for (let back = 1; back <= 3 && back <= n; back++) {
    const c = bytes[n - back] ?? 0;
    if (c < 0x80) return n;
    if (c >= 0xc0) return sequenceLength(c) > back ? n - back : n;
  }
  return n;
}

function sequenceLength(lead: number): number {
  if (lead >= 0xf0) return 4;
  return lead >= 0xe0 ? 3 : 2;
}

/** Index of the first byte that is not part of a well-formed UTF-8 character (RFC 3629), or -1. */
export function firstInvalid(bytes: Uint8Array): number {
  if (isUtf8(bytes)) return -1;
  let i = 0;
  while (i < bytes.length) {
    const length = wellFormedAt(bytes, i);
    if (length === 0) return i;
    i += length;
  }
  return -1;
}

/** Bytes of the character at `i`; 0 if malformed: overlong, surrogate, beyond U+10FFFF, cut short. */
function wellFormedAt(bytes: Uint8Array, i: number): number {
  const lead = bytes[i] ?? 0;
  if (lead < 0x80) return 1;
  if (lead < 0xc2 || lead > 0xf4) return 0;
  const length = sequenceLength(lead);
  const [low, high] = secondByte(lead);
  for (let k = 1; k < length; k++) {
    const c = bytes[i + k] ?? 0;
    if (c < (k === 1 ? low : 0x80) || c > (k === 1 ? high : 0xbf)) return 0;
  }
  return length;
}

function secondByte(lead: number): readonly [number, number] {
  if (lead === 0xe0) return [0xa0, 0xbf];
  if (lead === 0xed) return [0x80, 0x9f];
  if (lead === 0xf0) return [0x90, 0xbf];
  return lead === 0xf4 ? [0x80, 0x8f] : [0x80, 0xbf];
}
