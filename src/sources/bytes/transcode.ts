import { siocError } from "../../core/errors.ts";
import type { Encoding } from "../../model/mappa.ts";
import type { Bytes } from "./bytes.ts";
import { lineEndsOf, total } from "../csv/scan.ts";
import type { ByteEncoding } from "../source.ts";

type Utf16 = "utf-16le" | "utf-16be";

export function isUtf16(encoding: Encoding): encoding is Utf16 {
  return encoding === "utf-16le" || encoding === "utf-16be";
}

/** Encoding of the bytes {@link decodedChunks} gives. */
export function byteEncoding(encoding: Exclude<Encoding, "auto">): ByteEncoding {
  return isUtf16(encoding) ? "utf-8" : encoding;
}

interface How {
  readonly encoding: Exclude<Encoding, "auto">;
  readonly bom: number;
}

/**
 * The file without its byte order mark; UTF-16 comes out as UTF-8, so that delimiters and line ends are single
 * bytes downstream. `seen` gets the bytes as they are on disk, for the checksum.
 * @throws SOURCE_ENCODING for a lone surrogate or half a character, SOURCE_BINARY for a NUL in UTF-16.
 */
export async function* decodedChunks(
  file: Bytes,
  { encoding, bom }: How,
  seen?: (bytes: Uint8Array) => void,
): AsyncGenerator<Uint8Array, void, undefined> {
  const utf16 = isUtf16(encoding) ? new Utf16Reader(file, encoding) : undefined;
  let skip = bom;
  for await (const chunk of file.read(undefined, seen)) {
    const bytes = chunk.subarray(skip);
    skip = 0;
    yield utf16 ? utf16.push(bytes) : bytes;
  }
  utf16?.finish();
}

/** Keeps what a piece leaves unfinished: an odd byte, the first half of a surrogate pair. */
class Utf16Reader {
  private carry: Uint8Array = new Uint8Array(0);
  private line = 1;
  private readonly file: Bytes;
  private readonly encoding: Utf16;

  constructor(file: Bytes, encoding: Utf16) {
    this.file = file;
    this.encoding = encoding;
  }

  push(chunk: Uint8Array): Uint8Array {
    const bytes = Buffer.concat([this.carry, chunk]);
    const even = bytes.length - (bytes.length % 2);
    const high = this.encoding === "utf-16le" ? bytes[even - 1] : bytes[even - 2];
    const whole = high !== undefined && high >= 0xd8 && high <= 0xdb ? even - 2 : even;
    this.carry = Uint8Array.from(bytes.subarray(whole));
    return this.decode(bytes.subarray(0, whole));
  }

  finish(): void {
    if (this.carry.length > 0) throw this.refusal();
  }

  private decode(bytes: Buffer): Uint8Array {
    const text = (this.encoding === "utf-16be" ? bytes.swap16() : bytes).toString("utf16le");
    const lone = /\p{Surrogate}/u.exec(text)?.index;
    if (lone !== undefined) throw this.refusal(text.slice(0, lone));
    const nul = text.indexOf("\0");
    if (nul >= 0) {
      const line = this.line + linesIn(text.slice(0, nul));
      throw siocError("SOURCE_BINARY", { file: this.file.name, what: "NUL (0x00)", line });
    }
    const out = Buffer.from(text, "utf8");
    this.line += total(lineEndsOf(out));
    return out;
  }

  private refusal(before = ""): Error {
    const line = this.line + linesIn(before);
    return siocError("SOURCE_ENCODING", {
      file: this.file.name,
      line,
      encoding: this.encoding.toUpperCase(),
    });
  }
}

const linesIn = (text: string): number => total(lineEndsOf(Buffer.from(text, "utf8")));
