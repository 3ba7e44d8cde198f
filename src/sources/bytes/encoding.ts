import { isAscii, isUtf8 } from "node:buffer";

import { siocError, type SiocError } from "../../core/errors.ts";
import type { Encoding } from "../../model/mappa.ts";
import type { Message } from "../../text/index.ts";
import type { Bytes } from "./bytes.ts";
import { looksUtf16 } from "./magic.ts";
import { lineEndsOf, total } from "../csv/scan.ts";
import { CHUNK, type ByteEncoding } from "../source.ts";
import { decodedChunks, isUtf16 } from "./transcode.ts";
import { completeLength, firstInvalid } from "./utf8.ts";

/** The encoding of a file, after every byte of it has been looked at. */
export interface Detected {
  readonly encoding: Exclude<Encoding, "auto">;
  /** Bytes of the byte order mark. */
  readonly bom: number;
  readonly notes: readonly Message[];
}

export const BOMS = [
  { encoding: "utf-8", bytes: [0xef, 0xbb, 0xbf] },
  { encoding: "utf-16le", bytes: [0xff, 0xfe] },
  { encoding: "utf-16be", bytes: [0xfe, 0xff] },
] as const;

const PIECE = 4 * CHUNK;

/**
 * Byte order mark, else what is declared, else strict UTF-8 over the whole file, else Windows-1252 if the bytes
 * make plausible text in it. Nothing is guessed beyond that: CP850 and ISO-8859-15 only by declaration.
 * @throws SOURCE_ENCODING with the line of the first byte out of place; SOURCE_BINARY for a NUL.
 */
export async function detectEncoding(file: Bytes, head: Uint8Array, declared: Encoding): Promise<Detected> {
  const mark = BOMS.find(({ bytes }) => bytes.every((byte, i) => head[i] === byte));
  if (mark) return marked(file, mark.encoding, mark.bytes.length, declared);
  if (declared === "auto") return automatic(file, head);
  return { encoding: declared, bom: 0, notes: await verify(file, declared, 0) };
}

async function marked(
  file: Bytes,
  encoding: (typeof BOMS)[number]["encoding"],
  bom: number,
  declared: Encoding,
): Promise<Detected> {
  await verify(file, encoding, bom);
  const differs = declared !== "auto" && declared !== encoding;
  const key = differs ? "sources.note.bomWins" : "sources.note.bom";
  return {
    encoding,
    bom,
    notes: [{ key, data: { encoding: nameOf(encoding), declared: nameOf(declared) } }],
  };
}

async function automatic(file: Bytes, head: Uint8Array): Promise<Detected> {
  if (looksUtf16(head))
    throw siocError("SOURCE_BINARY", { file: file.name, what: "UTF-16 (no BOM)", line: 1 });
  const scan = await scanUtf8(file, 0);
  if (scan.invalidAt === undefined) return { encoding: "utf-8", bom: 0, notes: [] };
  const mixed = scan.multibyteBefore ? scan.invalidAt : await implausibleAt(file);
  if (mixed !== undefined) throw await misplaced(file, mixed, "UTF-8 / Windows-1252");
  const line = await lineAt(file, scan.invalidAt);
  return { encoding: "windows-1252", bom: 0, notes: [{ key: "sources.note.windows1252", data: { line } }] };
}

/** Checks every byte against a known encoding; the notes are remarks that do not stop. */
async function verify(
  file: Bytes,
  encoding: Exclude<Encoding, "auto">,
  bom: number,
): Promise<readonly Message[]> {
  if (isUtf16(encoding)) {
    const pieces = decodedChunks(file, { encoding, bom });
    while ((await pieces.next()).done !== true); // decoding is the check
    return [];
  }
  const { invalidAt, multibyteBefore } = await scanUtf8(file, bom);
  if (encoding === "utf-8") {
    if (invalidAt !== undefined) throw await misplaced(file, invalidAt, "UTF-8");
    return [];
  }
  const undefinedAt = await firstMatch(file, IMPOSSIBLE[encoding]);
  if (undefinedAt !== undefined) throw await misplaced(file, undefinedAt, nameOf(encoding));
  const suspect = invalidAt === undefined && multibyteBefore;
  return suspect ? [{ key: "sources.note.looksUtf8", data: { declared: nameOf(encoding) } }] : [];
}

interface Utf8Scan {
  /** Offset of the first byte that is not UTF-8. */
  readonly invalidAt: number | undefined;
  /** True if a piece before it (or the whole file) holds characters beyond ASCII. */
  readonly multibyteBefore: boolean;
}

async function scanUtf8(file: Bytes, bom: number): Promise<Utf8Scan> {
  let multibyteBefore = false;
  let invalidAt: number | undefined;
  let carry: Uint8Array = new Uint8Array(0);
  let read = 0;
  for await (const chunk of file.read(PIECE)) {
    const nul = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length).indexOf(0);
    if (nul >= 0) throw await withNul(file, read + nul);
    const from = read + (read === 0 ? bom : -carry.length);
    const bytes = read === 0 ? chunk.subarray(bom) : joined(carry, chunk);
    read += chunk.length;
    if (invalidAt !== undefined) continue; // only NULs are still looked for
    const whole = bytes.subarray(0, completeLength(bytes));
    if (!isUtf8(whole)) invalidAt = from + firstInvalid(whole);
    else if (!isAscii(whole)) multibyteBefore = true;
    carry = bytes.slice(whole.length);
  }
  if (invalidAt === undefined && carry.length > 0) invalidAt = read - carry.length;
  return { invalidAt, multibyteBefore };
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  return a.length === 0 ? b : Buffer.concat([a, b]);
}

/**
 * Bytes that make no text in Windows-1252: undefined ones; pairs that are UTF-8 (a file of mixed origin) or its
 * forbidden forms; an Ã without a letter after it (a UTF-8 character cut in two); letters of no name in these
 * parts; and é, è, ò of CP850, which would read as ‚ Š • after a letter.
 */
const IMPLAUSIBLE = new RegExp(
  [
    "[\\x81\\x8d\\x8f\\x90\\x9d]",
    "[\\xc2\\xc3][\\x80-\\xbf]",
    "[\\xe0-\\xef][\\x80-\\xbf][\\x80-\\xbf]",
    // À’ À“ À» are how an Italian quotation ends
    "[\\xc0\\xc1][\\x80-\\x91\\x95-\\xba\\xbc-\\xbf]",
    "\\xc3(?![A-Za-z\\xc0-\\xff])",
    "[\\x83\\x88\\x98\\xa4\\xa6\\xad\\xaf\\xd0\\xde\\xf0\\xfe\\xff]",
    "[A-Za-z][\\x82\\x95]|[a-z]\\x8a|(?<![A-Za-z])\\x8a(?![A-Za-z])",
  ].join("|"),
  "g",
);

/** What a declared encoding cannot hold. C1 controls in ISO-8859-15 are Windows-1252 in disguise. */
const IMPOSSIBLE: Readonly<Record<Exclude<ByteEncoding, "utf-8">, RegExp | undefined>> = {
  "windows-1252": /[\x81\x8d\x8f\x90\x9d]/g,
  "iso-8859-15": /[\x80-\x9f]/g,
  cp850: undefined,
};

const implausibleAt = (file: Bytes): Promise<number | undefined> => firstMatch(file, IMPLAUSIBLE);

/** Offset of the first match over the bytes read as Latin-1; pieces overlap so that no pair is missed. */
async function firstMatch(file: Bytes, pattern: RegExp | undefined): Promise<number | undefined> {
  if (pattern === undefined) return undefined;
  const overlap = 4;
  let [tail, base] = ["", 0];
  for await (const chunk of file.read(PIECE)) {
    const text = tail + Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length).toString("latin1");
    const at = matchIn(text, pattern, Math.max(0, tail.length - overlap), text.length - overlap);
    if (at !== undefined) return base + at;
    const kept = Math.min(overlap * 2, text.length);
    base += text.length - kept;
    tail = text.slice(text.length - kept);
  }
  const at = matchIn(tail, pattern, Math.max(0, tail.length - overlap), tail.length);
  return at === undefined ? undefined : base + at;
}

/** A match that begins in a range: a later one may look different once more bytes have come. */
function matchIn(text: string, pattern: RegExp, from: number, end: number): number | undefined {
  pattern.lastIndex = from;
  const match = pattern.exec(text);
  return match !== null && match.index < end ? match.index : undefined;
}

async function misplaced(file: Bytes, offset: number, encoding: string): Promise<SiocError> {
  return siocError("SOURCE_ENCODING", { file: file.name, line: await lineAt(file, offset), encoding });
}

async function withNul(file: Bytes, offset: number): Promise<SiocError> {
  const line = await lineAt(file, offset);
  return siocError("SOURCE_BINARY", { file: file.name, what: "NUL (0x00)", line });
}

/** Physical line of a byte. Reads the file again: it happens once, on the way to a refusal or a remark. */
async function lineAt(file: Bytes, offset: number): Promise<number> {
  let [line, base, cr] = [1, 0, false];
  for await (const chunk of file.read(PIECE)) {
    const bytes = chunk.subarray(0, Math.max(0, Math.min(chunk.length, offset - base)));
    line += total(lineEndsOf(bytes)) - (cr && bytes[0] === 10 ? 1 : 0);
    cr = bytes[bytes.length - 1] === 13;
    base += chunk.length;
    if (base >= offset) break;
  }
  return line;
}

export function nameOf(encoding: Encoding): string {
  const names: Readonly<Record<Encoding, string>> = {
    auto: "auto",
    "utf-8": "UTF-8",
    "windows-1252": "Windows-1252",
    "iso-8859-15": "ISO-8859-15",
    cp850: "CP850",
    "utf-16le": "UTF-16LE",
    "utf-16be": "UTF-16BE",
  };
  return names[encoding];
}
