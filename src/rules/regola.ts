import { isoFrom, type IsoDate } from "../core/dates.ts";
import type { Periodo } from "../core/periodo.ts";
import type { Colonna } from "../model/campi.ts";
import type { Esito } from "../model/finding.ts";
import type { ClearRecord, Position } from "../model/record.ts";
import type { NomeTabella, Tabelle } from "../model/tabelle.ts";
import type { Testo } from "../tracciato/layout.ts";
import type { Misure } from "./misure.ts";

/**
 * Who raises it: `file` the run as a whole (sources, output guard, schema) · `lettura` the reading of a row,
 * pseudonymisation included · `record` the evaluator of this room · `incrociata` the settling of the run · `storia` the comparison
 * with what was sent before.
 */
export type Specie = "file" | "lettura" | "record" | "incrociata" | "storia";

/** A row of the table that feeds the evaluator, `explain`, docs/regole.md and the tests. */
export interface Regola {
  readonly code: string;
  readonly esito: Esito;
  /** True if the configuration may not change the severity. */
  readonly fissa: boolean;
  readonly dataset: readonly (1 | 2)[];
  /** Columns concerned, the first is the one to correct; empty when it may be any column. */
  readonly campi: readonly Colonna[];
  readonly specie: Specie;
  /** True if it also judges a cancellation (tipo=C). */
  readonly suCancellazione: boolean;
  /** Said to the azienda. `{campo}` is the first column of the finding, the other places are `params`. */
  readonly message: Testo;
  /** What to correct and where; the same for every finding of the rule, without places. */
  readonly hint: Testo;
  /** When the rule is broken, in full. */
  readonly condition: Testo;
  /** Where the rule comes from. */
  readonly source: Testo;
  readonly from: IsoDate;
  /** Facts a finding of this rule carries for the sentence. */
  readonly params: readonly string[];
  /** Skipped while none of these tables is loaded. */
  readonly needs: readonly NomeTabella[];
  readonly example: { readonly wrong: Testo; readonly right: Testo };
}

/** What a rule may look at besides the record. */
export interface Contesto {
  readonly periodo: Periodo;
  /** Day of the run. */
  readonly today: IsoDate;
  /** Sending region, three digits. */
  readonly regione: string;
  readonly tabelle: Tabelle;
  /** Filled by OC-C-010 with the provinces it does not know, for one notice at the end. */
  readonly provinceIgnote?: Set<string>;
}

/** One finding of a rule, where it differs from "the record's own row, the rule's own columns". */
export interface Rilievo {
  readonly at?: Position;
  readonly campi?: readonly Colonna[];
  readonly params?: Readonly<Record<string, string | number>>;
}

/** false = nothing wrong; true = one finding on the record's row; else one finding each. */
export type Verdetto = boolean | readonly Rilievo[];

export interface RegolaRecord extends Regola {
  readonly specie: "record";
  /** Columns it compares: skipped if one of them already failed. */
  readonly confronta: readonly Colonna[];
  /** Pure; must not throw, whatever the columns hold. */
  readonly fails: (r: ClearRecord, c: Contesto, m: Misure) => Verdetto;
}

type Scritta =
  "code" | "esito" | "dataset" | "campi" | "message" | "hint" | "condition" | "source" | "example";
/** A row as it is written: what is usual may be left out. */
type RigaRegola = Pick<Regola, Scritta> & Partial<Omit<Regola, Scritta | "specie">>;
export type RigaRecord = RigaRegola &
  Pick<RegolaRecord, "fails"> & { readonly confronta?: readonly Colonna[] };

/** The flow begins with the first quarter of 2026 (D.M. 4-8-2025 art. 5 c. 1). */
export const AVVIO = isoFrom(2026, 1, 1);

const USUAL = { fissa: false, suCancellazione: false, from: AVVIO, params: [], needs: [] } as const;

/** Rules raised elsewhere: this room holds their words only. */
export function defineRegole(
  specie: Exclude<Specie, "record">,
  righe: readonly RigaRegola[],
): readonly Regola[] {
  return righe.map((riga) => ({ ...USUAL, ...riga, specie }));
}

/** Rules this room's evaluator runs on each record. */
export function defineRegoleRecord(righe: readonly RigaRecord[]): readonly RegolaRecord[] {
  return righe.map((riga) => ({ ...USUAL, confronta: riga.campi, ...riga, specie: "record" }));
}

export function isRegolaRecord(regola: Regola): regola is RegolaRecord {
  return regola.specie === "record";
}

/** A sentence in both languages; one text alone when it reads the same in both (codes and dates). */
export function t(it: string, en: string = it): Testo {
  return { it, en };
}

/** The five columns that identify a stay in both datasets. Source: spec/layout.md §1.3. */
export const CHIAVE = [
  "cod_reg",
  "cod_asl",
  "cod_str",
  "data_amm",
  "id_rec",
] as const satisfies readonly Colonna[];

export const CONCOMITANTI = [
  "diag_con1",
  "diag_con2",
  "diag_con3",
  "diag_con4",
  "diag_con5",
] as const satisfies readonly Colonna[];
