import type { Periodo } from "../core/periodo.ts";
import type { IsoDate } from "../core/dates.ts";
import type { Gruppo } from "../model/campi.ts";
import type { Ruolo } from "../model/ruolo.ts";
import type { Esito, Finding } from "../model/finding.ts";
import type { Mappa } from "../model/mappa.ts";
import type { Parte } from "../model/record.ts";
import type { ChiaveRicovero, LedgerKeys } from "../ledger/index.ts";
import type { BadRow, Block, RowFormat } from "../sources/index.ts";
import type { ColumnArrays } from "./columns.ts";
import type { SharedChildren } from "./children.ts";
import type { SharedRegistry } from "./registry.ts";
import type { SharedOutcomes } from "./outcomes.ts";
import type { RigheTabelle } from "./tables.ts";
import type { SealJob, Sealed } from "./seal-job.ts";

/** One input file as the workers know it. Plain data. */
export interface FileSpec {
  /** Index in the run's file table: what a finding's position refers to. */
  readonly index: number;
  readonly ruolo: Ruolo;
  /** True if the stays of this file find their anagrafica in another. */
  readonly separato: boolean;
  /** Detail files: all those of the azienda's kind name the struttura, so that the join is on both. */
  readonly conStruttura: boolean;
  readonly format: RowFormat;
  readonly columns: ReadonlyMap<string, number>;
  readonly mappa: Mappa;
}

/** What every worker is told once. Plain data, structured-cloneable; the CUNI key travels in memory only. */
export interface StationInit {
  readonly layoutFolder: string;
  readonly periodo: Periodo;
  readonly today: IsoDate;
  readonly regione: string;
  readonly severities: ReadonlyMap<string, Esito>;
  readonly tabelle: RigheTabelle;
  readonly idRecTemplate: string;
  /** Absent when only judging: then no CUNI is made and no XML built. */
  readonly build?: BuildInit;
}

export interface BuildInit {
  /** The CUNI key as 64 hexadecimal digits. */
  readonly cuniKey: string;
  readonly anonimo?: string;
  readonly sconosciuto?: string;
  /** Datasets whose schema must judge the whole file (xml/chunk.ts). */
  readonly wholeFiles: readonly (1 | 2)[];
  /** AES-256 key of the spool: made for this run, never written. */
  readonly spoolKey: Uint8Array;
  /** Keys of the ledger's tags; absent when nothing is compared with it. */
  readonly ledgerKeys?: LedgerKeys;
}

/** Shared memory of the azienda whose stays are being read. */
export interface FonteContext {
  readonly azienda: string;
  readonly files: readonly FileSpec[];
  readonly children: Partial<Record<Gruppo, SharedChildren>>;
  readonly registry?: SharedRegistry;
  readonly outcomes?: SharedOutcomes;
}

export type Job =
  | { readonly kind: "context"; readonly context: FonteContext }
  | { readonly kind: "stays"; readonly file: number; readonly block: Block; readonly blockNumber: number }
  | { readonly kind: "leftovers"; readonly from: number; readonly to: number; readonly blockNumber: number }
  | {
      readonly kind: "cancel";
      readonly records: readonly DaCancellare[];
      readonly blockNumber: number;
    }
  | { readonly kind: "children"; readonly file: number; readonly block: Block }
  | { readonly kind: "registry"; readonly file: number; readonly block: Block }
  | { readonly kind: "outcomes"; readonly file: number; readonly block: Block }
  | { readonly kind: "seal"; readonly job: SealJob };

/** A record at the Ministry that is to be cancelled, and that no row of this run holds. */
export interface DaCancellare {
  readonly chiave: ChiaveRicovero;
  readonly parte: Parte;
  /** File its azienda sent in this run: only to say whose it is. */
  readonly file: number;
}

/** What reading a block gave besides its rows. */
export interface BlockReading {
  /** Rows found, good and bad; blank lines apart. */
  readonly rows: number;
  readonly blank: number;
  readonly bad: readonly BadRow[];
}

export interface StayBlock extends BlockReading {
  readonly kind: "stays";
  readonly blockNumber: number;
  /** Records made of the rows; `rows = count + bad.length`. */
  readonly count: number;
  readonly columns: ColumnArrays;
  readonly findings: readonly Finding[];
  /** Distinct strutture of the block; `columns.struttura` indexes this. */
  readonly strutture: readonly string[];
  /** Local stay numbers fit to be shown, one a record, joined by newlines. */
  readonly numeri: string;
  /** Identifiers whose case or blanks were changed before hashing. */
  readonly normalised: number;
  /** tipo_ci taken from the identifier's shape. */
  readonly guessed: number;
  /** Provinces of residence OC-C-010 does not know, met so far by this thread. */
  readonly province: readonly string[];
  /** Fragments of dataset 1 then dataset 2, encrypted; empty when only judging. */
  readonly sealed: Uint8Array<ArrayBuffer>;
  /** One packed trace a record for the ledger (ledger/traccia.ts); empty without its keys. */
  readonly traces: Uint8Array<ArrayBuffer>;
}

export interface ChildBlock extends BlockReading {
  readonly kind: "children";
  readonly findings: readonly Finding[];
  readonly count: number;
  /** Tags of the stay the rows belong to, lines, and the values, column after column. */
  readonly hi: Uint32Array<ArrayBuffer>;
  readonly lo: Uint32Array<ArrayBuffer>;
  readonly lines: Uint32Array<ArrayBuffer>;
  readonly values: readonly Int32Array<ArrayBuffer>[];
  /** Bit i: column i could not be read; bit 15: the row has a scarto. */
  readonly marks: Uint16Array<ArrayBuffer>;
}

export interface RegistryBlock extends BlockReading {
  readonly kind: "registry";
  readonly count: number;
  readonly hi: Uint32Array<ArrayBuffer>;
  readonly lo: Uint32Array<ArrayBuffer>;
  readonly lines: Uint32Array<ArrayBuffer>;
  /** Cells of each row joined by U+001F, in UTF-8, one row after the other; `ends` says where each stops. */
  readonly packed: Uint8Array<ArrayBuffer>;
  readonly ends: Uint32Array<ArrayBuffer>;
}

export interface OutcomesBlock extends BlockReading {
  readonly kind: "outcomes";
  readonly count: number;
  readonly findings: readonly Finding[];
  readonly hi: Uint32Array<ArrayBuffer>;
  readonly lo: Uint32Array<ArrayBuffer>;
  /** val_ci (0, 1; 255 blank) and tipo_ci (255 blank). */
  readonly validita: Uint8Array<ArrayBuffer>;
  readonly tipologia: Uint8Array<ArrayBuffer>;
}

export type JobResult =
  | { readonly kind: "context" }
  | StayBlock
  | ChildBlock
  | RegistryBlock
  | OutcomesBlock
  | { readonly kind: "seal"; readonly sealed: Sealed };

export type ResultOf<K extends Job["kind"]> = Extract<
  JobResult,
  { kind: K extends "leftovers" | "cancel" ? "stays" : K }
>;
