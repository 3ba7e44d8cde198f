import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { gzipSync } from "node:zlib";

import { ZipFile } from "yazl";

import { openBytes, type BytesOptions } from "../../../src/sources/bytes/open.ts";
import { CHUNK, type Stdin } from "../../../src/sources/source.ts";
import { fileOf, text } from "../helpers.ts";

/** Bytes the same every time, hardly compressible. */
export function noise(length: number): Buffer {
  const blocks: Buffer[] = [];
  for (let i = 0; i * 32 < length; i++) blocks.push(createHash("sha256").update(`n${i}`).digest());
  return Buffer.concat(blocks).subarray(0, length);
}

/** A CSV of about `size` bytes whose cells are too random to compress well. */
export function exportOf(size: number): Buffer {
  const rows =
    noise(Math.ceil(size / 2))
      .toString("hex")
      .match(/.{1,60}/g) ?? [];
  return Buffer.from(`cod_reg;note\n${rows.map((row) => `030;${row}`).join("\n")}\n`);
}

export const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

export interface Read {
  readonly content: Buffer;
  readonly seen: Buffer;
  readonly sizes: readonly number[];
}

/** Reads a file (or `-`) through openBytes, as any source does. */
export async function readBytes(
  path: string,
  options: Partial<BytesOptions> & { readonly size?: number } = {},
): Promise<Read> {
  const { size = CHUNK, ...rest } = options;
  const bytes = await openBytes(path, { text, ...rest });
  const content: Buffer[] = [];
  const seen: Buffer[] = [];
  for await (const piece of bytes.read(size, (delivered) => seen.push(Buffer.from(delivered))))
    content.push(Buffer.from(piece));
  const sizes = content.map(({ length }) => length);
  return { content: Buffer.concat(content), seen: Buffer.concat(seen), sizes };
}

export const gzOf = (content: Uint8Array | string, name = "dati.csv.gz"): string =>
  fileOf(gzipSync(content), name);

export interface ZipEntry {
  readonly name: string;
  readonly content: Uint8Array | string;
  readonly stored?: boolean;
  /** Sizes after the data, as a program writes that does not know them before. */
  readonly streamed?: boolean;
  /** Permissions and kind of file, as Unix has them. */
  readonly mode?: number;
  readonly zip64?: boolean;
}

export async function zipOf(...entries: readonly ZipEntry[]): Promise<Buffer> {
  const zip = new ZipFile();
  for (const {
    name,
    content,
    stored = false,
    streamed = false,
    mode = 0o100_644,
    zip64 = false,
  } of entries) {
    const options = { compress: !stored, mode, mtime: new Date(2026, 0, 1), forceZip64Format: zip64 };
    const bytes = Buffer.from(content);
    if (name.endsWith("/")) zip.addEmptyDirectory(name);
    else if (streamed) zip.addReadStream(Readable.from([bytes]), name, options);
    else zip.addBuffer(bytes, name, options);
  }
  const zip64 = entries.some((entry) => entry.zip64 === true);
  zip.end({ forceZip64Format: zip64, comment: "" });
  return buffer(zip.outputStream);
}

/** Standard input that comes in pieces. */
export function stdinOf(content: Uint8Array | string, piece = 1000, isTTY = false): Stdin {
  const bytes = Buffer.from(content);
  async function* pieces(): AsyncGenerator<Uint8Array, void, undefined> {
    for (let at = 0; at < bytes.length; at += piece) {
      await Promise.resolve();
      yield bytes.subarray(at, at + piece);
    }
  }
  return Object.assign(pieces(), { isTTY });
}
