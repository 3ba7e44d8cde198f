import { looksLikeIdentifier } from "../../core/redact.ts";
import { leggiData } from "../../tracciato/index.ts";
import type { DateFormat } from "../../model/mappa.ts";
import { parseBlock } from "../parse.ts";
import type { OpenedSource } from "../source.ts";

/** What one column of a file looks like. Lives in memory only: of the cells nothing but forms and counts is told. */
export interface Profilo {
  readonly header: string;
  readonly rows: number;
  readonly filled: number;
  /** Longest cell, in characters. */
  readonly longest: number;
  /** Shape → cells: letters are A, digits 9. */
  readonly shapes: ReadonlyMap<string, number>;
  readonly dates: ReadonlyMap<DateShape, number>;
  /** Cells that are dates in a way the readers do not take (31/03/26, 12-GEN-2026). */
  readonly datesOther: number;
  readonly fiscali: number;
  readonly icd: number;
  readonly icdDots: number;
  readonly times: number;
  /** Days with a time of day that is not midnight. */
  readonly orari: number;
  readonly digits: number;
  /** Numbers with a comma. */
  readonly commas: number;
  /** Different values among the first {@link MAX_UNICI} filled cells, how many they are, and of how many cells. */
  readonly distinti: ReadonlySet<string>;
  readonly unici: number;
  readonly unicoSu: number;
  /** Cells of nothing but zeros, six or more: how mainframes and MySQL write "no date". */
  readonly zeri: number;
  /** The first {@link MAX_PRIME} cells, "" where there is none: for comparing one column with another, row by row. */
  readonly prime: readonly string[];
  /** Values and their counts; undefined once there are more than {@link MAX_VALUES}. Never printed as such. */
  readonly values: ReadonlyMap<string, number> | undefined;
}

/** A date shape the readers know, or one with a time after it. */
export type DateShape = Exclude<DateFormat, "auto"> | "data e ora";

const MAX_VALUES = 400;
const MAX_SHAPES = 50;
const MAX_UNICI = 5000;
const MAX_PRIME = 2000;

export interface Esame {
  readonly rows: number;
  readonly bad: number;
  readonly blank: number;
  /** The file has more rows than were looked at. */
  readonly cut: boolean;
  readonly columns: readonly Profilo[];
  /** The cells themselves, of a table so small that it may be a list of codes; none of others. */
  readonly righe: readonly (readonly string[])[];
}

/** Rows and columns a list of codes may have. */
const LISTA = { rows: 1000, columns: 8 };

/** Looks at the first rows of a source. */
export async function examine(source: OpenedSource, maxRows: number): Promise<Esame> {
  const tallies = source.header.map((header) => new Tally(header));
  let [rows, bad, blank, cut] = [0, 0, 0, false];
  let righe: (readonly string[])[] | undefined = source.header.length <= LISTA.columns ? [] : undefined;
  for await (const block of source.blocks()) {
    const parsed = parseBlock(source.format, block);
    for (const cells of parsed.rows.slice(0, maxRows - rows)) {
      for (const [i, tally] of tallies.entries()) tally.add(cells[i] ?? "");
    }
    rows += parsed.rows.length;
    if (rows > LISTA.rows) righe = undefined;
    else righe?.push(...parsed.rows);
    bad += parsed.bad.length;
    blank += parsed.blank;
    cut = rows > maxRows;
    if (cut) break;
  }
  return { rows: Math.min(rows, maxRows), bad, blank, cut, columns: tallies, righe: righe ?? [] };
}

const CODICE_FISCALE = /^[A-Z]{6}[0-9LMNPQRSTUV]{2}[A-Z][0-9LMNPQRSTUV]{2}[A-Z][0-9LMNPQRSTUV]{3}[A-Z]$/i;
const ALTRO_IDENTIFICATIVO = /^(?:STP|ENI)\d{13}$/i;
const ICD9 = /^(?:\d{3}|V\d{2}|E\d{3})\.?\d{0,2}$/i;
const MESI = "gen|feb|mar|apr|mag|giu|lug|ago|set|ott|nov|dic|jan|may|jun|jul|aug|sep|oct|dec";

const DATES: readonly (readonly [DateShape, RegExp])[] = [
  ["aaaa-mm-gg", /^\d{4}-\d{1,2}-\d{1,2}$/],
  ["gg/mm/aaaa", /^\d{1,2}\/\d{1,2}\/\d{4}$/],
  ["gg-mm-aaaa", /^\d{1,2}-\d{1,2}-\d{4}$/],
  ["gg.mm.aaaa", /^\d{1,2}\.\d{1,2}\.\d{4}$/],
  ["aaaa/mm/gg", /^\d{4}\/\d{1,2}\/\d{1,2}$/],
  ["aaaammgg", /^(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])$/],
  ["data e ora", /^(?:\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|\d{4}[/-]\d{1,2}[/-]\d{1,2})[T ]\d{1,2}[:.]\d{2}/],
];
const ALTRE_DATE = new RegExp(
  `^(?:\\d{1,2}[/.-]\\d{1,2}[/.-]\\d{2}|\\d{1,2}[ /-](?:${MESI})[a-z]*[ /-]\\d{2,4}|(?:19|20)\\d{6}[ T]?\\d{4,6})\\b`,
  "i",
);

export function dateShape(cell: string): DateShape | undefined {
  return cell.startsWith("0000") ? undefined : DATES.find(([, pattern]) => pattern.test(cell))?.[0];
}

/** `RSSMRA85T10A562S` → `AAAAAA99A99A999A`. Nothing of the value is left but its form. */
export function mask(cell: string, maxLength = 24): string {
  const masked = cell
    .replace(/\p{L}/gu, "A")
    .replace(/\p{N}/gu, "9")
    .replace(/[^A9 .,;:/_+()'-]/g, "?");
  return masked.length > maxLength ? `${masked.slice(0, maxLength - 1)}…` : masked;
}

/** The commonest shape, as it may be shown: that of a codice fiscale would pass for one at the output guard. */
export function sampleOf({ shapes }: Pick<Profilo, "shapes">): string {
  const shape = commonest(shapes) ?? "–";
  return looksLikeIdentifier(shape) ? shape.replace(/^(.{6})(.{5})/, "$1 $2 ") : shape;
}

/** What is worth knowing of one value: looked at once, however often it occurs. */
interface Look {
  readonly shape: string;
  readonly date: DateShape | undefined;
  readonly isOtherDate: boolean;
  readonly isZeros: boolean;
  readonly isFiscale: boolean;
  readonly isIcd: boolean;
  readonly isIcdDotted: boolean;
  readonly isTime: boolean;
  readonly hasTime: boolean;
  readonly isDigits: boolean;
  readonly hasComma: boolean;
}

function look(cell: string): Look {
  const date = dateShape(cell);
  const isIcd = ICD9.test(cell);
  return {
    shape: mask(cell),
    date,
    isZeros: /^0{6,}$|^0000-00-00/.test(cell),
    isOtherDate: date === undefined && ALTRE_DATE.test(cell),
    isFiscale: CODICE_FISCALE.test(cell) || ALTRO_IDENTIFICATIVO.test(cell),
    isIcd,
    isIcdDotted: isIcd && cell.includes("."),
    isTime: /^\d{1,2}[:.]\d{2}(?:[:.]\d{2})?$/.test(cell),
    hasTime: date === "data e ora" && !/[T ]0?0[:.]00(?:[:.]00(?:[.,]0+)?)?$/.test(cell),
    isDigits: /^\d+$/.test(cell),
    hasComma: /^\d+,\d+$/.test(cell),
  };
}

const MAX_LOOKS = 4096;

class Tally implements Profilo {
  readonly header: string;
  readonly shapes = new Map<string, number>();
  readonly dates = new Map<DateShape, number>();
  readonly prime: string[] = [];
  values: Map<string, number> | undefined = new Map();
  rows = 0;
  filled = 0;
  longest = 0;
  datesOther = 0;
  zeri = 0;
  fiscali = 0;
  icd = 0;
  icdDots = 0;
  times = 0;
  orari = 0;
  digits = 0;
  commas = 0;
  unicoSu = 0;
  readonly distinti = new Set<string>();
  readonly #looks = new Map<string, Look>();

  constructor(header: string) {
    this.header = header;
  }

  get unici(): number {
    return this.distinti.size;
  }

  add(raw: string): void {
    const cell = raw.trim();
    this.rows++;
    if (this.prime.length < MAX_PRIME) this.prime.push(cell);
    if (cell !== "") this.#count(cell, this.#look(cell));
  }

  #look(cell: string): Look {
    const known = this.#looks.get(cell);
    if (known !== undefined) return known;
    const seen = look(cell);
    if (this.#looks.size < MAX_LOOKS) this.#looks.set(cell, seen);
    return seen;
  }

  #count(cell: string, seen: Look): void {
    this.filled++;
    this.longest = Math.max(this.longest, cell.length);
    if (this.shapes.size < MAX_SHAPES || this.shapes.has(seen.shape)) count(this.shapes, seen.shape);
    if (seen.date !== undefined) count(this.dates, seen.date);
    this.datesOther += Number(seen.isOtherDate);
    this.zeri += Number(seen.isZeros);
    this.fiscali += Number(seen.isFiscale);
    this.icd += Number(seen.isIcd);
    this.icdDots += Number(seen.isIcdDotted);
    this.times += Number(seen.isTime);
    this.orari += Number(seen.hasTime);
    this.digits += Number(seen.isDigits);
    this.commas += Number(seen.hasComma);
    if (this.unicoSu < MAX_UNICI) {
      this.unicoSu++;
      this.distinti.add(cell);
    }
    if (this.values === undefined) return;
    count(this.values, cell);
    if (this.values.size > MAX_VALUES) this.values = undefined;
  }
}

/** Of a column known by its name alone. */
export const emptyProfile = (header: string): Profilo => new Tally(header);

function count<K>(map: Map<K, number>, key: K): void {
  map.set(key, (map.get(key) ?? 0) + 1);
}

/** The shape most cells have. */
export function commonest<K>(counts: ReadonlyMap<K, number>): K | undefined {
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0];
}

/** ISO days of the first rows, "" where there is none. */
export function giorniDi({ prime }: Profilo): readonly string[] {
  return prime.map((cell) => (dateShape(cell) === undefined ? "" : (leggiData(cell, "auto") ?? "")));
}

export const dateCount = (profilo: Profilo): number => [...profilo.dates.values()].reduce((a, b) => a + b, 0);
