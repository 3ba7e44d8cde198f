import type { DateFormat } from "../model/mappa.ts";
import { parseBlock } from "./parse.ts";
import type { OpenedSource } from "./source.ts";

/** What one column of a file looks like. Holds counts and shapes; distinct values only while they are few. */
export interface Profilo {
  readonly header: string;
  readonly rows: number;
  readonly filled: number;
  /** Longest cell, in characters. */
  readonly longest: number;
  /** Shape → cells: letters are A, digits 9. */
  readonly shapes: ReadonlyMap<string, number>;
  readonly dates: ReadonlyMap<DateShape, number>;
  readonly fiscali: number;
  readonly icd: number;
  readonly icdDots: number;
  readonly times: number;
  readonly digits: number;
  /** Values and their counts; undefined once there are more than {@link MAX_VALUES}. Never printed as such. */
  readonly values: ReadonlyMap<string, number> | undefined;
}

/** A date shape the readers know, or one with a time after it. */
export type DateShape = Exclude<DateFormat, "auto"> | "data e ora";

const MAX_VALUES = 60;
const MAX_SHAPES = 50;

export interface Esame {
  readonly rows: number;
  readonly bad: number;
  readonly blank: number;
  /** The file has more rows than were looked at. */
  readonly cut: boolean;
  readonly columns: readonly Profilo[];
}

/** Looks at the first rows of a source. */
export async function examine(source: OpenedSource, maxRows: number): Promise<Esame> {
  const tallies = source.header.map((header) => new Tally(header));
  let [rows, bad, blank, cut] = [0, 0, 0, false];
  for await (const block of source.blocks()) {
    const parsed = parseBlock(source.format, block);
    for (const cells of parsed.rows.slice(0, maxRows - rows)) {
      for (const [i, tally] of tallies.entries()) tally.add(cells[i] ?? "");
    }
    rows += parsed.rows.length;
    bad += parsed.bad.length;
    blank += parsed.blank;
    cut = rows > maxRows;
    if (rows >= maxRows) break;
  }
  return { rows: Math.min(rows, maxRows), bad, blank, cut, columns: tallies };
}

const CODICE_FISCALE = /^[A-Z]{6}[0-9LMNPQRSTUV]{2}[A-Z][0-9LMNPQRSTUV]{2}[A-Z][0-9LMNPQRSTUV]{3}[A-Z]$/i;
const ALTRO_IDENTIFICATIVO = /^(?:STP|ENI)\d{13}$/i;
const ICD9 = /^(?:\d{3}|V\d{2}|E\d{3})\.?\d{0,2}$/i;

const DATES: readonly (readonly [DateShape, RegExp])[] = [
  ["aaaa-mm-gg", /^\d{4}-\d{1,2}-\d{1,2}$/],
  ["gg/mm/aaaa", /^\d{1,2}\/\d{1,2}\/\d{4}$/],
  ["gg-mm-aaaa", /^\d{1,2}-\d{1,2}-\d{4}$/],
  ["gg.mm.aaaa", /^\d{1,2}\.\d{1,2}\.\d{4}$/],
  ["aaaa/mm/gg", /^\d{4}\/\d{1,2}\/\d{1,2}$/],
  ["aaaammgg", /^(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])$/],
  ["data e ora", /^(?:\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|\d{4}[/-]\d{1,2}[/-]\d{1,2})[T ]\d{1,2}[:.]\d{2}/],
];

export function dateShape(cell: string): DateShape | undefined {
  return DATES.find(([, pattern]) => pattern.test(cell))?.[0];
}

/** `RSSMRA85T10A562S` → `AAAAAA99A99A999A`. Nothing of the value is left but its form. */
export function mask(cell: string, maxLength = 24): string {
  const masked = cell
    .replace(/\p{L}/gu, "A")
    .replace(/\p{N}/gu, "9")
    .replace(/[^A9 .,;:/_+()'-]/g, "?");
  return masked.length > maxLength ? `${masked.slice(0, maxLength - 1)}…` : masked;
}

class Tally implements Profilo {
  readonly header: string;
  readonly shapes = new Map<string, number>();
  readonly dates = new Map<DateShape, number>();
  values: Map<string, number> | undefined = new Map();
  rows = 0;
  filled = 0;
  longest = 0;
  fiscali = 0;
  icd = 0;
  icdDots = 0;
  times = 0;
  digits = 0;

  constructor(header: string) {
    this.header = header;
  }

  add(raw: string): void {
    const cell = raw.trim();
    this.rows++;
    if (cell === "") return;
    this.filled++;
    this.longest = Math.max(this.longest, cell.length);
    const shape = mask(cell);
    if (this.shapes.size < MAX_SHAPES || this.shapes.has(shape)) count(this.shapes, shape);
    const date = dateShape(cell);
    if (date !== undefined) count(this.dates, date);
    if (CODICE_FISCALE.test(cell) || ALTRO_IDENTIFICATIVO.test(cell)) this.fiscali++;
    if (ICD9.test(cell)) this.icd++;
    if (ICD9.test(cell) && cell.includes(".")) this.icdDots++;
    if (/^\d{1,2}[:.]\d{2}(?:[:.]\d{2})?$/.test(cell)) this.times++;
    if (/^\d+$/.test(cell)) this.digits++;
    if (this.values !== undefined) count(this.values, cell);
    if ((this.values?.size ?? 0) > MAX_VALUES) this.values = undefined;
  }
}

function count<K>(map: Map<K, number>, key: K): void {
  map.set(key, (map.get(key) ?? 0) + 1);
}

/** The shape most cells have. */
export function commonest<K>(counts: ReadonlyMap<K, number>): K | undefined {
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0];
}

export const dateCount = (profilo: Profilo): number => [...profilo.dates.values()].reduce((a, b) => a + b, 0);
