import type { Colonna, Gruppo } from "../model/campi.ts";

/** AN alphanumeric · N integer or decimal number · A letters · D date AAAA-MM-GG · T time OO:MM. */
export type TipoCampo = "AN" | "N" | "A" | "D" | "T";
/** OBB mandatory · NBB mandatory under a condition · FAC optional. */
export type Obbligo = "OBB" | "NBB" | "FAC";

export interface Testo {
  readonly it: string;
  readonly en: string;
}

/** A field of a dataset, as the specification folder declares it. */
export interface Campo {
  /** Number in the field tables, such as `1.14`. */
  readonly numero: string;
  readonly colonna: Colonna;
  readonly dataset: 1 | 2;
  readonly nome: Testo;
  /** Path below the record element: `Eventi/Ricovero/@DataAmmissione`. */
  readonly path: string;
  readonly gruppo?: Gruppo;
  readonly tipo: TipoCampo;
  readonly lunghezza: number;
  /** True when the length is exact (OC-F-005). */
  readonly esatta: boolean;
  readonly chiave: boolean;
  readonly obbligo: Obbligo;
  readonly condizione?: Testo;
  /** Name of the code list the value must belong to. */
  readonly codici?: string;
  /** Pattern the whole value must match when there is no code list. */
  readonly pattern?: RegExp;
  /** The D rule raised when the value is outside list or pattern. */
  readonly regola?: string;
  /** Identifies or nearly identifies a person: its value is never shown. */
  readonly sensibile: boolean;
  /** Keyed hash of 88 characters, made by identity/. */
  readonly hash: boolean;
  /** Neutral value written when a cancellation (tipo=C) comes without it. */
  readonly inCancellazione?: string;
  readonly provenienza: string;
  readonly esempio: string;
}

export interface DatasetLayout {
  readonly numero: 1 | 2;
  readonly nome: string;
  readonly titolo: Testo;
  readonly root: string;
  readonly record: string;
  readonly namespace: string;
  readonly prefix: string;
  /** Absolute path of the schema. */
  readonly xsd: string;
  readonly campi: readonly Campo[];
  /** Columns in the order their elements and attributes stand in the XML. */
  readonly ordine: readonly Colonna[];
}

export interface CodeList {
  readonly nome: string;
  readonly titolo: Testo;
  readonly provenienza: string;
  /** code → label */
  readonly valori: ReadonlyMap<string, Testo>;
  /** Codes of other flows → ours, said with OC-C-012. */
  readonly ricondotti: ReadonlyMap<string, string>;
}

/** One version of the specification: a folder with layout.toml and the two schemas. */
export interface Layout {
  readonly versione: string;
  /** False while the Ministry's own tables are not published: then everything that reports it says so. */
  readonly ufficiale: boolean;
  readonly nota: Testo;
  readonly cartella: string;
  /** SHA-256 of layout.toml. */
  readonly sha256: string;
  readonly dataset: Readonly<Record<1 | 2, DatasetLayout>>;
  readonly codici: ReadonlyMap<string, CodeList>;
  /** Fields read from the input but never transmitted (cod_ident, num_ric). */
  readonly locali: readonly Campo[];
}

/** Every field, dataset 1 first; the six shared columns occur once in each dataset. */
export function campiDi(layout: Layout): readonly Campo[] {
  return [...layout.dataset[1].campi, ...layout.dataset[2].campi, ...layout.locali];
}
