import type { Package } from "./package.ts";
import { refusal, type Naming } from "./refusal.ts";
import { RichText, TOO_LONG, type CellText } from "./rich-text.ts";
import { parseWhole, type XmlHandler } from "./xml.ts";

/** The texts that cells refer to by number. */
export interface Strings {
  /** Undefined if there is none of this number. */
  at(index: number): CellText | undefined;
}

/** What all texts of a workbook may take: UTF-16 units, and how many they are. */
const [MAX_UNITS, MAX_STRINGS] = [256 * 1024 ** 2, 32 * 1024 ** 2];
const CHUNK_STRINGS = 4096;

/**
 * xl/sharedStrings.xml whole, packed: thousands of texts in one string and where each ends, so that a million of them
 * take little more than their letters. A text longer than a record is not held.
 * @throws SOURCE_XLSX, also when it is more text than memory is meant for
 */
export async function readStrings(pack: Package, part: string | undefined, naming: Naming): Promise<Strings> {
  const packed = new PackedStrings(naming);
  const table = new StringTable((text) => {
    packed.add(text);
  });
  if (part === undefined || pack.sizeOf(part) === undefined) return packed;
  await parseWhole(pack.read(part), table, naming);
  packed.flush();
  return packed;
}

/** Only the texts wanted, reading no further than the last of them; others are given blank. @throws SOURCE_XLSX */
export async function readSomeStrings(
  pack: Package,
  part: string | undefined,
  wanted: ReadonlySet<number>,
  naming: Naming,
): Promise<Strings> {
  const found = new Map<number, CellText>();
  let count = 0;
  const table = new StringTable((text) => {
    if (wanted.has(count)) found.set(count, text);
    count++;
  });
  if (part !== undefined && pack.sizeOf(part) !== undefined)
    await parseWhole(pack.read(part), table, naming, () => found.size < wanted.size);
  return { at: (index) => found.get(index) ?? (wanted.has(index) ? undefined : "") };
}

/** Notes which texts are asked for, before any is known. */
export class WantedStrings implements Strings {
  readonly indexes = new Set<number>();

  at(index: number): string {
    this.indexes.add(index);
    return "?";
  }
}

class PackedStrings implements Strings {
  readonly #naming: Naming;
  readonly #texts: string[] = [];
  readonly #ends: Uint32Array[] = [];
  readonly #tooLong = new Set<number>();
  #pending: string[] = [];
  #pendingEnds: number[] = [];
  #pendingUnits = 0;
  #units = 0;
  #count = 0;

  constructor(naming: Naming) {
    this.#naming = naming;
  }

  add(text: CellText): void {
    if (text === TOO_LONG) this.#tooLong.add(this.#count);
    const kept = text === TOO_LONG ? "" : text;
    this.#pending.push(kept);
    this.#pendingEnds.push((this.#pendingUnits += kept.length));
    this.#units += kept.length;
    this.#count++;
    if (this.#pending.length === CHUNK_STRINGS) this.flush();
    if (this.#units > MAX_UNITS || this.#count > MAX_STRINGS)
      throw refusal(this.#naming, "strings", { n: MAX_UNITS / 1024 ** 2 });
  }

  flush(): void {
    this.#texts.push(this.#pending.join(""));
    this.#ends.push(Uint32Array.from(this.#pendingEnds));
    [this.#pending, this.#pendingEnds, this.#pendingUnits] = [[], [], 0];
  }

  at(index: number): CellText | undefined {
    const chunk = Math.floor(index / CHUNK_STRINGS);
    const [text, ends] = [this.#texts[chunk], this.#ends[chunk]];
    const place = index % CHUNK_STRINGS;
    const end = ends?.[place];
    if (text === undefined || end === undefined) return undefined;
    if (this.#tooLong.size > 0 && this.#tooLong.has(index)) return TOO_LONG;
    return text.slice(place === 0 ? 0 : ends?.[place - 1], end);
  }
}

class StringTable implements XmlHandler {
  readonly #rich = new RichText();
  readonly #found: (text: CellText) => void;
  #within = false;

  constructor(found: (text: CellText) => void) {
    this.#found = found;
  }

  open(name: string): void {
    if (name === "si") this.#within = true;
    else if (this.#within) this.#rich.open(name);
  }

  close(name: string): void {
    if (name === "si") {
      this.#within = false;
      this.#found(this.#rich.take());
    } else if (this.#within) this.#rich.close(name);
  }

  text(text: string): void {
    if (this.#within) this.#rich.text(text);
  }
}
