import type { Encoding, Mappa } from "../model/mappa.ts";
import type { Message, Text } from "../text/index.ts";

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

/** One member a kind of source; SQL, Excel, database and fixed width add theirs here. */
export type RowFormat = CsvFormat;

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

/** A run of rows on its way to a worker. Kinds without text add their own member. */
export type Block = TextBlock | RefusedBlock;

/** Why a row could not be read: wrong number of cells, quotes that do not pair, longer than {@link MAX_RECORD}. */
export type Motivo = "campi" | "virgolette" | "lunghezza";

/** A row that could not be read. `n` cells found (0 if not counted), `m` expected. */
export interface BadRow {
  readonly line: number;
  readonly code: "OC-F-001" | "OC-F-003";
  readonly params: { readonly n: number; readonly m: number; readonly motivo: Motivo };
}

/** Everything a block held: `rows.length + bad.length + blank` records went in. */
export interface ParsedRows {
  /** Cells as they stand in the file, not trimmed; every row has `format.width` of them. */
  readonly rows: readonly (readonly string[])[];
  /** Physical line each row begins at. */
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

export interface OpenedSource {
  /** Base name, printable. */
  readonly name: string;
  /** Header names: trimmed, unquoted, without duplicates; "" for a column without name. */
  readonly header: readonly string[];
  /** Physical line of the header. */
  readonly headerLine: number;
  /** What was detected rather than declared, to be said. */
  readonly notes: readonly Message[];
  readonly format: RowFormat;
  /** Encoding of the file itself; `format.encoding` is that of the blocks (UTF-16 arrives as UTF-8). */
  readonly encoding: Exclude<Encoding, "auto">;
  readonly sizeBytes: number;
  /** Reads the file again from its first row, one block at a time: who does not ask is not sent. */
  blocks(): AsyncGenerator<Block, void, undefined>;
  /** @throws if blocks() has not been exhausted. */
  end(): SourceEnd;
}

export interface OpenOptions {
  /** The `[file]` part of the mapping; {@link DEFAULT_FILE} when absent. */
  readonly file?: Mappa["file"];
  /** Header names expected besides those of the tracciato: tell a header from data. */
  readonly known?: Iterable<string>;
  /** A header without rows is accepted: an azienda may have no suspensions, never no stays. */
  readonly mayBeEmpty?: boolean;
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
};
