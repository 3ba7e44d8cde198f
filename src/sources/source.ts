import type { Connessione, Dialetto, TipoFonte } from "../model/fonte.ts";
import type { CampoFisso, Encoding, Mappa } from "../model/mappa.ts";
import type { Ruolo } from "../model/ruolo.ts";
import type { Message, Text } from "../text/index.ts";

/** The path that stands for standard input. */
export const STDIN = "-";
/** process.stdin, or what a test puts in its place. */
export type Stdin = AsyncIterable<string | Uint8Array> & { readonly isTTY?: boolean };

/** A record longer than this (bytes) is refused: it bounds memory and how much an unclosed quote can swallow. */
export const MAX_RECORD = 1024 * 1024;
/** Columns a header may have. The tracciato has about 70, with repetitions perhaps 300. */
export const MAX_COLUMNS = 4096;
/** Size of the pieces a file is read in; blocks are about as large. */
export const CHUNK = 256 * 1024;

/** Encodings in which the characters that cut a file (delimiter, quote, line ends) are single ASCII bytes. */
export type ByteEncoding = Exclude<Encoding, "auto" | "utf-16le" | "utf-16be">;

/** What a worker needs to turn the blocks of one file into rows. Plain data, structured-cloneable. */
export interface CsvFormat {
  readonly kind: "csv";
  readonly encoding: ByteEncoding;
  /** One ASCII character. */
  readonly delimiter: string;
  /** One ASCII character, or "" for a file without quoting. */
  readonly quote: string;
  /** Cells every row must have. */
  readonly width: number;
}

/** Lines cut into columns by position. Characters (code points) are counted after decoding. */
export interface FixedFormat {
  readonly kind: "fixed";
  readonly encoding: ByteEncoding;
  /** First character (from 0) and the one after the last, of each column. */
  readonly spans: readonly (readonly [from: number, to: number])[];
  /** Characters every line must have. */
  readonly length: number;
  /** Somebody took the blanks at the end of the lines away: a line may lack them. */
  readonly stripped: boolean;
  readonly width: number;
}

/** Rows of one table of a SQL dump. What else a block needs stands in its runs: statements differ in one file. */
export interface SqlFormat {
  readonly kind: "sql";
  readonly encoding: ByteEncoding;
  readonly dialect: Exclude<Dialetto, "auto">;
  readonly width: number;
  /** By their declaration: what BIT and BLOB columns of MySQL hold is written as text, and is none. */
  readonly holds: readonly ("text" | "bits" | "bytes")[];
  /** Columns that have a default: there the word DEFAULT stands for a value nobody but the database knows. */
  readonly defaults: readonly boolean[];
}

/** Rows that arrive as cells: spreadsheets, databases. */
export interface CellsFormat {
  readonly kind: "cells";
  readonly width: number;
}

/** One member a kind of source. Plain data, structured-cloneable. */
export type RowFormat = CsvFormat | FixedFormat | SqlFormat | CellsFormat;

/** Whole records, cut on the main thread. `bytes` owns its ArrayBuffer, so it can be transferred to a worker. */
export interface TextBlock {
  readonly kind: "text";
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Physical line of the first byte, 1-based. */
  readonly firstLine: number;
}

/** A line too long to be held: only its position is left. */
export interface RefusedBlock {
  readonly kind: "refused";
  readonly firstLine: number;
}

/** Rows of the wanted table, cut on the main thread and read in the workers (sql/parse.ts). */
export interface SqlBlock {
  readonly kind: "sql";
  /** The rows of all runs, one after the other, nothing between them. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Rows of a table are numbered from 1 in the order of the file, unreadable ones too. */
  readonly firstRow: number;
  readonly runs: readonly SqlRun[];
}

/** Rows of a block that are written alike; or one that was not kept, because value `n` of it is too long or absent. */
export type SqlRun =
  | { readonly rows: number; readonly length: number; readonly shape: SqlShape }
  | { readonly rows: 1; readonly length: 0; readonly refused: "OC-S-005" | "OC-S-006"; readonly n: number };

/** How rows are written: `(1, 'x')`, or lines of a COPY. Single characters are ASCII. */
export type SqlShape = (
  | { readonly form: "values"; readonly backslash: boolean; readonly doubleIsString: boolean }
  | { readonly form: "copy"; readonly delimiter: string; readonly nullText: string }
  | {
      readonly form: "csv";
      readonly delimiter: string;
      readonly nullText: string;
      readonly quote: string;
      readonly escape: string;
    }
) & {
  /** Column of each value, -1 for one that is dropped; absent where all stand in order. */
  readonly order?: readonly number[];
};

/**
 * Rows as cells: one string for all of them, cut at `ends` (UTF-16 units), `format.width` cells a row. A flat string
 * and two arrays cross to a worker far cheaper than a million small strings.
 */
export interface CellsBlock {
  readonly kind: "cells";
  readonly text: string;
  readonly ends: Uint32Array<ArrayBuffer>;
  /** Number of each row: of the sheet's row, of the row of the query's result. */
  readonly lines: Uint32Array<ArrayBuffer>;
  /** Rows that could not be given as cells, besides those of `lines`. */
  readonly bad?: readonly BadRow[];
  /** Blank rows that were not worth giving, besides those of `lines`. */
  readonly blank?: number;
}

/** A run of rows on its way to a worker. */
export type Block = TextBlock | RefusedBlock | SqlBlock | CellsBlock;

/** Why a row could not be read: wrong number of cells, quotes that do not pair, longer than {@link MAX_RECORD}. */
export type Motivo = "campi" | "virgolette" | "lunghezza";

/**
 * A row that could not be read. `n` found (0 if not counted), `m` expected: cells for OC-F-003, characters for
 * OC-S-004; for OC-S-005 (not a datum) and OC-S-006 (too long) `n` is the place of the value in the row.
 */
export interface BadRow {
  readonly line: number;
  readonly code: "OC-F-001" | "OC-F-003" | "OC-S-004" | "OC-S-005" | "OC-S-006";
  readonly params: { readonly n: number; readonly m: number; readonly motivo?: Motivo };
}

/** Everything a block held: `rows.length + bad.length + blank` records went in. */
export interface ParsedRows {
  /** Cells as they stand in the file, not trimmed; every row has `format.width` of them. */
  readonly rows: readonly (readonly string[])[];
  /** Where each row is: its physical line, or its number where {@link OpenedSource.place} tells the line. */
  readonly lines: Uint32Array;
  readonly bad: readonly BadRow[];
  /** Lines without content, and rows whose cells are all blank. */
  readonly blank: number;
}

/** Known only once the whole file has been read. */
export interface SourceEnd {
  /** Of the bytes of the file, hexadecimal. */
  readonly sha256: string;
  readonly bytes: number;
  /** Physical lines, header included. */
  readonly lines: number;
  /** What could be said only now: mixed line ends. */
  readonly notes: readonly Message[];
}

/** A place people can go to: the 12th row that begins on line 45. */
export interface Place {
  readonly line: number;
  /** From 1; absent when the line holds no other row. */
  readonly nth?: number;
}

export interface OpenedSource {
  /** Base name, printable. */
  readonly name: string;
  readonly tipo: Exclude<TipoFonte, "auto">;
  /** Table, sheet or query the rows are of, printable; absent where the file is the table. */
  readonly table?: string;
  /** How it is read, for people: encoding and delimiter, dialect, sheet … */
  readonly what: Message;
  /** Header names: trimmed, unquoted, without duplicates; "" for a column without name. */
  readonly header: readonly string[];
  /** Physical line of the header; 0 where there is none. */
  readonly headerLine: number;
  /** What was detected rather than declared, to be said. */
  readonly notes: readonly Message[];
  readonly format: RowFormat;
  /** Encoding of the file itself; `format.encoding` is that of the blocks (UTF-16 arrives as UTF-8). */
  readonly encoding: Exclude<Encoding, "auto">;
  /** Of the file as delivered; 0 for a database. */
  readonly sizeBytes: number;
  /** Bytes of rows to be expected, roughly: decides whether threads are worth their start. */
  readonly weight: number;
  /** Reads the file again from its first row, one block at a time: who does not ask is not sent. */
  blocks(): AsyncGenerator<Block, void, undefined>;
  /** Bytes of `sizeBytes` the blocks given so far have taken. */
  consumed(): number;
  /** @throws if blocks() has not been exhausted. */
  end(): SourceEnd;
  /** The line of a row, where `lines` of the blocks are row numbers; only of rows already given. */
  place?(row: number): Place;
}

export interface OpenOptions {
  /** The `[file]` part of the mapping; {@link DEFAULT_FILE} when absent. */
  readonly file?: Mappa["file"];
  /** What the delivery is declared to be; `auto` when absent. */
  readonly tipo?: TipoFonte;
  /** Table or sheet the mapping names for this role. */
  readonly table?: string;
  /** Role of the rows: chooses among tables that carry its name when none is named. */
  readonly ruolo?: Ruolo;
  /** The `[fixed]` part of the mapping. */
  readonly fixed?: readonly CampoFisso[];
  /** For databases: then the path is that of the query. */
  readonly connessione?: Connessione;
  /** Header names expected besides those of the tracciato: tell a header from data. */
  readonly known?: Iterable<string>;
  /** A header without rows is accepted: an azienda may have no suspensions, never no stays. */
  readonly mayBeEmpty?: boolean;
  /** What the path `-` reads; the standard input of the process when absent. */
  readonly stdin?: Stdin;
  /** Puts the reason of a refusal in words. */
  readonly text: Text;
}

export const DEFAULT_FILE: Mappa["file"] = {
  encoding: "auto",
  delimiter: "auto",
  quote: '"',
  date: "auto",
  decimal: "auto",
  pad_zeros: false,
  icd_dot: false,
  skip_lines: 0,
  dialect: "auto",
};
