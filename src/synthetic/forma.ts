import type { DateFormat, Encoding } from "../model/mappa.ts";
import { splitName } from "./colonne.ts";
import type { Dove } from "./errori.ts";
import type { RicoveroSintetico } from "./ricovero.ts";

/** a–e delimited text, f PostgreSQL dump, g MariaDB dump, h workbook, i fixed width. */
export const FORME = ["a", "b", "c", "d", "e", "f", "g", "h", "i"] as const;
export type FormaId = (typeof FORME)[number];
/** The delimited ones: what `fixtures` writes when no shape is named. */
export const FORME_CSV: readonly FormaId[] = ["a", "b", "c", "d", "e"];

export const FORMATI = ["csv", "postgres", "mariadb", "xlsx", "fisso"] as const;
export type Formato = (typeof FORMATI)[number];

/** How one invented vendor writes the facts. */
export interface Forma {
  readonly id: FormaId;
  readonly formato: Formato;
  readonly estensione: "csv" | "txt" | "sql" | "xlsx" | "dat";
  readonly encoding: Exclude<Encoding, "auto">;
  readonly bom: boolean;
  readonly delimiter: string;
  /** "" writes no quotes at all; otherwise every cell has them. */
  readonly quote: "" | '"';
  readonly eol: "\n" | "\r\n";
  readonly date: Exclude<DateFormat, "auto">;
  readonly decimal: "." | ",";
  readonly icdDot: boolean;
  /** A spreadsheet took the leading zeros away: every row earns OC-F-015. */
  readonly zeriPersi: boolean;
  /** Days are of a type that holds no other value (a DATE): what is not a day cannot be written. */
  readonly giorniVeri: boolean;
  /** More rows of assessments and services a stay than a flat row has room for. */
  readonly ampia: boolean;
  /** Roles and their columns; a flat shape has "ricoveri" alone. */
  readonly files: readonly (readonly [Dove, readonly string[]])[];
  /** Name of the table or sheet of a role, where one file holds them all. */
  readonly tabelle: Readonly<Partial<Record<Dove, string>>>;
  /** Column → header, without the suffix of later occurrences. */
  readonly headers: Readonly<Record<string, string>>;
  /** Headers of columns not listed above. */
  readonly upper: boolean;
  /** Column → ours → theirs. */
  readonly values: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Columns the file lacks, the same for a whole azienda: the mapping gives them. */
  readonly defaults: readonly ("cod_reg" | "cod_asl")[];
  /** Columns the tracciato does not know. */
  readonly estranee: readonly Estranea[];
}

export type Estranea = readonly [header: string, value: (stay: RicoveroSintetico) => string];

export const BASE: Omit<Forma, "id"> = {
  formato: "csv",
  estensione: "csv",
  encoding: "utf-8",
  bom: false,
  delimiter: ";",
  quote: "",
  eol: "\n",
  date: "aaaa-mm-gg",
  decimal: ".",
  icdDot: false,
  zeriPersi: false,
  giorniVeri: false,
  ampia: false,
  files: [],
  tabelle: {},
  headers: {},
  upper: false,
  values: {},
  defaults: [],
  estranee: [],
};

export function isPiatta(forma: Forma): boolean {
  return forma.files.length === 1;
}

/** One file for all roles: a dump. */
export function isUnica(forma: Forma): boolean {
  return isPiatta(forma) || forma.formato === "postgres";
}

/** Name of the file that holds a role. */
export function fileOf(forma: Forma, role: Dove): string {
  return isPiatta(forma) || !isUnica(forma) ? `${role}.${forma.estensione}` : `dump.${forma.estensione}`;
}

/** Where names are identifiers of a language, they are numbered otherwise. */
const NUMERI_FRA_PARENTESI: ReadonlySet<Formato> = new Set(["csv", "xlsx"]);

/** The header of a column in this vendor's file; of later occurrences, followed by their number. */
export function headerOf(forma: Forma, column: string): string {
  const { base, n } = splitName(column);
  const own = forma.headers[base];
  if (own !== undefined)
    return n === 1 ? own : NUMERI_FRA_PARENTESI.has(forma.formato) ? `${own} (${n})` : `${own}_${n}`;
  return forma.upper ? column.toUpperCase() : column;
}

/** Headers of the vendor's own columns in the file of a role. */
export function estraneeOf(forma: Forma, role: Dove): Forma["estranee"] {
  return role === "ricoveri" ? forma.estranee : [];
}
