import type {
  CampiAnagrafica,
  CampiLocali,
  CampiPrestazione,
  CampiRicovero,
  CampiSospensione,
  CampiValutazione,
  Colonna,
} from "./campi.ts";

/** Where a row stands: index of the file in the run's file table, and the line in that file as an editor counts it. */
export interface Position {
  readonly file: number;
  readonly line: number;
}

/** One row of a repeating group, with its own position and the fields that could not be read. */
export type Riga<Campi> = Campi & { readonly at: Position; readonly failed: ReadonlySet<Colonna> };
export type Valutazione = Riga<CampiValutazione>;
export type Prestazione = Riga<CampiPrestazione>;
export type Sospensione = Riga<CampiSospensione>;

/** Which datasets a record belongs to: both unless the azienda's two files do not match. */
export const PARTE = { anagrafica: 1, ricovero: 2, entrambe: 3 } as const;
export type Parte = (typeof PARTE)[keyof typeof PARTE];

declare const clear: unique symbol;
declare const safe: unique symbol;

interface Campi extends CampiAnagrafica, CampiRicovero {
  readonly parte: Parte;
  /** Position of the row that gave dataset 1, and of the one that gave dataset 2 (the same for a flat file). */
  readonly at: Readonly<Record<1 | 2, Position>>;
  /** Columns whose value failed an F or D rule: rules that compare them are skipped. */
  readonly failed: ReadonlySet<Colonna>;
  readonly valutazioni: readonly Valutazione[];
  readonly prestazioni: readonly Prestazione[];
  readonly sospensioni: readonly Sospensione[];
}

/**
 * One stay as the azienda sent it, typed: every column is its normalised text, "" when blank.
 * Still holds the clear identifier. Only sources, tracciato, rules and identity may see it.
 */
export interface ClearRecord extends Campi, CampiLocali {
  readonly [clear]: true;
}

/**
 * One stay whose identifier has been replaced by CUNI and Id_Rec. The clear identifier and the local stay
 * number are gone from the object and from the type, so handing a ClearRecord to xml, bundle, report or
 * ledger does not compile. Made only by identity/pseudonymise.ts.
 */
export interface SafeRecord extends Campi {
  readonly [safe]: true;
  readonly cod_ident?: never;
  readonly num_ric?: never;
}
