import type { Colonna } from "./campi.ts";
import type { Position } from "./record.ts";

export type Esito = "scarto" | "segnalazione";

/**
 * One thing wrong with one row. Names positions and columns; never holds a cell's value.
 * The sentence, the remedy and the source are those of the rule `code` (rules/).
 */
export interface Finding {
  readonly code: string;
  readonly esito: Esito;
  readonly at: Position;
  /** Columns concerned, the first is the one to correct; empty for the whole row or file. */
  readonly campi: readonly Colonna[];
  /** Facts for the sentence: counts, or a value the program itself made (a padded code). */
  readonly params?: Readonly<Record<string, string | number>>;
  /** Struttura and local stay number, when they are shaped as such; help the azienda find the stay. */
  readonly struttura?: string;
  readonly numRic?: string;
}
