import { isAscii, isUtf8 } from "node:buffer";

import { SaxesParser } from "saxes";

import { completeLength } from "../bytes/utf8.ts";
import { refusal, type Naming } from "./refusal.ts";

export type Attributes = Readonly<Record<string, string>>;

/** What a part of a workbook is told to, tag by tag. Names come without their prefix (`x:row` is `row`). */
export interface XmlHandler {
  open(name: string, attributes: Attributes): void;
  close(name: string): void;
  text(text: string): void;
}

/** Parts of a workbook nest about 10 deep. */
const MAX_DEPTH = 64;
/** Characters in a row without a tag: of a text or comments; inside one tag. What is longer is not held. */
const [MAX_QUIET, MAX_TAG] = [64 * 1024 ** 2, 1024 ** 2];

/** Bytes made text at a time: a string of more is held with the large objects, which are collected late. */
const BITE = 32 * 1024;

/**
 * Feeds a part to its handler and yields the bytes read so far after each piece: who does not ask is not sent.
 * @throws SOURCE_XLSX for what is not well-formed UTF-8 XML, for a DOCTYPE, for nesting or texts without end
 */
export async function* parsed(
  pieces: AsyncIterable<Uint8Array>,
  handler: XmlHandler,
  naming: Naming,
): AsyncGenerator<number, void, undefined> {
  const parser = new PartParser(handler, naming);
  const decoder = new Utf8(naming);
  let bytes = 0;
  for await (const piece of pieces) {
    for (let at = 0; at < piece.length; at += BITE) parser.write(decoder.push(piece.subarray(at, at + BITE)));
    yield (bytes += piece.length);
  }
  decoder.finish();
  parser.close();
}

/** A part, until `more` says after a piece that it is enough. @throws as {@link parsed} */
export async function parseWhole(
  pieces: AsyncIterable<Uint8Array>,
  handler: XmlHandler,
  naming: Naming,
  more: () => boolean = () => true,
): Promise<void> {
  const steps = parsed(pieces, handler, naming);
  while ((await steps.next()).done !== true) if (!more()) await steps.return();
}

class PartParser {
  readonly #sax = new SaxesParser<{ position: false; xmlns: false }>({ position: false, xmlns: false });
  readonly #naming: Naming;
  #depth = 0;
  #quiet = 0;
  #inTag = false;

  constructor(handler: XmlHandler, naming: Naming) {
    this.#naming = naming;
    const sax = this.#sax;
    // Seven handlers at most: with the eighth V8 gives up the shape of the parser, which then takes five times as long.
    const text = (content: string): void => {
      this.#quiet = 0;
      handler.text(content);
    };
    sax.on("error", () => {
      throw refusal(naming, "xml");
    });
    sax.on("doctype", () => {
      throw refusal(naming, "doctype");
    });
    sax.on("opentagstart", () => {
      this.#quiet = 0;
      this.#inTag = true;
    });
    sax.on("opentag", ({ name, attributes }) => {
      this.#inTag = false;
      if (this.#depth === 0) this.#refuseEncoding();
      if (++this.#depth > MAX_DEPTH) throw refusal(naming, "nesting");
      handler.open(local(name), attributes);
    });
    sax.on("closetag", ({ name }) => {
      this.#quiet = 0;
      this.#depth--;
      handler.close(local(name));
    });
    sax.on("text", text);
    sax.on("cdata", text);
  }

  write(text: string): void {
    this.#quiet += text.length;
    if (this.#quiet > (this.#inTag ? MAX_TAG : MAX_QUIET)) throw refusal(this.#naming, "text");
    this.#sax.write(text);
  }

  close(): void {
    this.#sax.close();
  }

  #refuseEncoding(): void {
    const { encoding = "utf-8" } = this.#sax.xmlDecl;
    if (!/^(?:utf-?8|us-ascii)$/i.test(encoding)) throw refusal(this.#naming, "encoding");
  }
}

/** Without its prefix: which one stands for spreadsheets is up to who writes the file. */
export function local(name: string): string {
  return name.slice(name.indexOf(":") + 1);
}

/** Strict: a byte out of place is damage, not a replacement character in somebody's name. */
class Utf8 {
  readonly #naming: Naming;
  #carry: Uint8Array = new Uint8Array(0);
  #started = false;

  constructor(naming: Naming) {
    this.#naming = naming;
  }

  push(piece: Uint8Array): string {
    const bytes = this.#carry.length === 0 ? piece : Buffer.concat([this.#carry, piece]);
    const whole = bytes.subarray(0, completeLength(bytes));
    this.#carry = Uint8Array.from(bytes.subarray(whole.length));
    const text = this.#decode(Buffer.from(whole.buffer, whole.byteOffset, whole.length));
    if (this.#started || text === "") return text;
    this.#started = true;
    return text.replace(/^\ufeff/, "");
  }

  finish(): void {
    if (this.#carry.length > 0) throw refusal(this.#naming, "encoding");
  }

  #decode(bytes: Buffer): string {
    if (isAscii(bytes)) return bytes.toString("latin1");
    if (!isUtf8(bytes)) throw refusal(this.#naming, "encoding");
    return bytes.toString("utf8");
  }
}
