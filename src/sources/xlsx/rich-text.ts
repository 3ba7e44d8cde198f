import { MAX_RECORD } from "../source.ts";

/** A text too long to be held: only that it was there is known. */
export const TOO_LONG = Symbol("too long");
export type CellText = string | typeof TOO_LONG;

/** A text in one or more runs (`r`), each with its letters (`t`); how they are pronounced (`rPh`) is not its content. */
export class RichText {
  readonly #letters = new BoundedText();
  #inLetters = false;
  #inPhonetic = false;

  open(name: string): void {
    if (name === "rPh") this.#inPhonetic = true;
    if (name === "t") this.#inLetters = true;
  }

  close(name: string): void {
    if (name === "rPh") this.#inPhonetic = false;
    if (name === "t") this.#inLetters = false;
  }

  text(text: string): void {
    if (this.#inLetters && !this.#inPhonetic) this.#letters.add(text);
  }

  take(): CellText {
    const text = this.#letters.take();
    return text === TOO_LONG ? text : unescaped(text);
  }
}

/** Gathers a text that may come in pieces, up to {@link MAX_RECORD}. */
export class BoundedText {
  #text = "";
  #tooLong = false;

  add(text: string): void {
    this.#tooLong ||= this.#text.length + text.length > MAX_RECORD;
    this.#text = this.#tooLong ? "" : this.#text + text;
  }

  take(): CellText {
    const text = this.#tooLong ? TOO_LONG : this.#text;
    [this.#text, this.#tooLong] = ["", false];
    return text;
  }
}

/** Characters XML cannot hold stand as `_x000D_`. Source: ECMA-376 part 1, § 22.9.2.19 (ST_Xstring). */
export function unescaped(text: string): string {
  if (!text.includes("_x")) return text;
  return text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) => String.fromCharCode(parseInt(code, 16)));
}
