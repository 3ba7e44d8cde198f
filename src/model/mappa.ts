import type { Colonna } from "./campi.ts";
import type { Dialetto } from "./fonte.ts";
import type { Ruolo } from "./ruolo.ts";

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

/** A column of a fixed-width file: characters (not bytes) from `from`, which counts from 1. */
export interface CampoFisso {
  readonly name: string;
  readonly from: number;
  readonly length: number;
}

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
    /** Lines before the header; rows before it in a sheet. */
    readonly skip_lines: number;
    /** SQL dumps: who wrote it. */
    readonly dialect: Dialetto;
  };
  /** Role → table of the dump (`public.ricovero`) or sheet of the workbook that holds it. */
  readonly tables: ReadonlyMap<Ruolo, string>;
  /** Fixed-width files: their columns, in the order declared; empty for all others. */
  readonly fixed: readonly CampoFisso[];
  /** Column of the tracciato → header, or headers in order of preference, of the azienda's file. */
  readonly columns: ReadonlyMap<string, readonly string[]>;
  /** Column → their value → ours. */
  readonly values: ReadonlyMap<Colonna, ReadonlyMap<string, string>>;
  /**
   * Column, or one occurrence of it (`val_mom_2`) → value used when the file has no such column or the cell is blank.
   * A group of which the file says nothing stays blank.
   */
  readonly defaults: ReadonlyMap<string, string>;
}
