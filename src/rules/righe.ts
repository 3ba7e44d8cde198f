import type { Colonna } from "../model/campi.ts";
import type { ClearRecord, Position } from "../model/record.ts";
import type { Contesto, Rilievo, Verdetto } from "./regola.ts";

interface Figlia {
  readonly at: Position;
  readonly failed: ReadonlySet<Colonna>;
}

/**
 * Judges each row of a repeating group: one finding per offending row, at that row's place. A row in which a
 * compared column already failed is left alone. Allocates only when something is wrong.
 */
export function righe<R extends Figlia>(
  tutte: readonly R[],
  confronta: readonly Colonna[],
  isSbagliata: (riga: R) => boolean,
  dettagli?: (riga: R) => Omit<Rilievo, "at">,
): Verdetto {
  let trovate: Rilievo[] | undefined;
  for (const riga of tutte) {
    if (fallita(riga.failed, confronta) || !isSbagliata(riga)) continue;
    (trovate ??= []).push({ at: riga.at, ...dettagli?.(riga) });
  }
  return trovate ?? false;
}

/** Same, for conditions that also look at the stay. */
export function righeDi<R extends Figlia>(
  tutte: readonly R[],
  confronta: readonly Colonna[],
  isSbagliata: (riga: R, r: ClearRecord, c: Contesto) => boolean,
  r: ClearRecord,
  c: Contesto,
): Verdetto {
  let trovate: Rilievo[] | undefined;
  for (const riga of tutte) {
    if (fallita(riga.failed, confronta) || !isSbagliata(riga, r, c)) continue;
    (trovate ??= []).push({ at: riga.at });
  }
  return trovate ?? false;
}

/** True if one of the columns is among those that failed. */
export function fallita(failed: ReadonlySet<Colonna>, campi: readonly Colonna[]): boolean {
  if (failed.size === 0) return false;
  for (const campo of campi) if (failed.has(campo)) return true;
  return false;
}
