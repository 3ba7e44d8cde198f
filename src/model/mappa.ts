import type { Colonna } from "./campi.ts";

export const ENCODINGS = [
  "auto",
  "utf-8",
  "windows-1252",
  "iso-8859-15",
  "cp850",
  "utf-16le",
  "utf-16be",
] as const;
export type Encoding = (typeof ENCODINGS)[number];
export const DATE_FORMATS = [
  "auto",
  "aaaa-mm-gg",
  "gg/mm/aaaa",
  "gg-mm-aaaa",
  "gg.mm.aaaa",
  "aaaammgg",
  "aaaa/mm/gg",
] as const;
export type DateFormat = (typeof DATE_FORMATS)[number];

/** How one azienda's file says what the tracciato calls otherwise. One TOML file, written by `sioc map`. */
export interface Mappa {
  readonly file: {
    readonly encoding: Encoding;
    /** One character, or "auto". */
    readonly delimiter: string;
    /** One character, or "" for files without quoting. */
    readonly quote: string;
    readonly date: DateFormat;
    readonly decimal: "auto" | "." | ",";
    /** Put back leading zeros a spreadsheet took away (OC-F-015). */
    readonly pad_zeros: boolean;
    /** Remove the dot of ICD-9-CM codes (`428.0` → `4280`). */
    readonly icd_dot: boolean;
    /** Lines before the header. */
    readonly skip_lines: number;
  };
  /** Column of the tracciato → header, or headers in order of preference, of the azienda's file. */
  readonly columns: ReadonlyMap<string, readonly string[]>;
  /** Column → their value → ours. */
  readonly values: ReadonlyMap<Colonna, ReadonlyMap<string, string>>;
  /** Column → value used when the file has no such column or the cell is blank. */
  readonly defaults: ReadonlyMap<Colonna, string>;
}
