import { SaxesParser } from "saxes";

import { unreadable, type Origine } from "./rifiuto.ts";

/** Told tag by tag. Names come without their prefix: which one stands for the Ministry's is up to who writes. */
export interface XmlHandler {
  open(name: string, attributes: Readonly<Record<string, string>>): void;
  /** `text` is the element's own, without that of the elements in it, trimmed and cut. */
  close(name: string, text: string): void;
}

const MAX_DEPTH = 64;
const MAX_ATTRIBUTES = 200;
/** Characters of one tag; an answer has names and short values in it. */
const MAX_TAG = 256 * 1024;
/** Characters of an element's own text that are kept: the words of a rejection. */
const MAX_TEXT = 4096;
const BITE = 16 * 1024;

/**
 * Walks an XML text. A DOCTYPE is refused before the parser sees it: entity bombs and files of the machine read into
 * the document begin there (reliability T6).
 * @throws RECEIPT_SHAPE for a DOCTYPE, for what is not well-formed, for nesting or tags without end.
 */
export function walk(xml: string, handler: XmlHandler, origine: Origine): void {
  if (xml.includes("<!DOCTYPE")) throw unreadable(origine, "outcomes.shape.doctype");
  const walker = new Walker(handler, origine);
  for (let at = 0; at < xml.length; at += BITE) walker.write(xml.slice(at, at + BITE));
  walker.close();
}

class Walker {
  readonly #sax = new SaxesParser<{ position: false; xmlns: false }>({ position: false, xmlns: false });
  readonly #origine: Origine;
  readonly #texts: string[] = [];
  /** Characters since the tag being read began; undefined outside tags. */
  #tag: number | undefined;

  constructor(handler: XmlHandler, origine: Origine) {
    this.#origine = origine;
    const sax = this.#sax;
    // Seven handlers at most: with the eighth V8 gives up the shape of the parser (sources/xlsx/xml.ts).
    // The parser's own message repeats pieces of the file: none of it goes on.
    sax.on("error", () => {
      throw unreadable(origine, "outcomes.shape.xml");
    });
    sax.on("doctype", () => {
      throw unreadable(origine, "outcomes.shape.doctype");
    });
    sax.on("opentagstart", () => {
      this.#tag = 0;
    });
    sax.on("opentag", ({ name, attributes }) => {
      this.#tag = undefined;
      const deep = this.#texts.push("") > MAX_DEPTH;
      if (deep || Object.keys(attributes).length > MAX_ATTRIBUTES)
        throw unreadable(origine, "outcomes.shape.too_deep");
      handler.open(local(name), attributes);
    });
    sax.on("closetag", ({ name }) => {
      handler.close(local(name), (this.#texts.pop() ?? "").trim());
    });
    sax.on("text", (content) => {
      this.#append(content);
    });
    sax.on("cdata", (content) => {
      this.#append(content);
    });
  }

  write(piece: string): void {
    if (this.#tag !== undefined && (this.#tag += piece.length) > MAX_TAG)
      throw unreadable(this.#origine, "outcomes.shape.too_deep");
    this.#sax.write(piece);
  }

  close(): void {
    this.#sax.close();
  }

  #append(content: string): void {
    const own = this.#texts.at(-1);
    if (own === undefined || own.length >= MAX_TEXT) return;
    this.#texts[this.#texts.length - 1] = (own + content).slice(0, MAX_TEXT);
  }
}

function local(name: string): string {
  return name.slice(name.indexOf(":") + 1);
}

const FOLDED = new Map<string, string>();
const MAX_FOLDED = 5000;

/** Names and attributes compared ignoring case, prefix and separators: `Id_Rec`, `idRec`, `ID-REC`. */
export function fold(name: string): string {
  const there = FOLDED.get(name);
  if (there !== undefined) return there;
  const folded = local(name)
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, "");
  // The same few names stand in every record of a list.
  if (FOLDED.size < MAX_FOLDED && name.length <= 100) FOLDED.set(name, folded);
  return folded;
}
