import type { TabellaDatata, TabellaPosti, Tabelle } from "../model/tabelle.ts";
import { NOMI_TABELLE, type NomeTabella } from "../model/tabelle.ts";

/** A row of a reference table. Dates `AAAA-MM-GG`; 1900-01-01 and 9999-12-31 stand for always. */
export interface RigaTabella {
  readonly chiave: string;
  readonly dal: string;
  readonly al: string;
}

export interface RigaPosti extends RigaTabella {
  readonly posti: number;
}

/** mra, sts11, comuni. */
export function tabellaDatata(righe: Iterable<RigaTabella>): TabellaDatata {
  const perChiave = raggruppa(righe);
  return { valid: (chiave, on) => copre(perChiave.get(chiave), on) !== undefined };
}

/** icd9cm: a code that more specific ones begin with is not a leaf, hence not valid. */
export function tabellaDiagnosi(righe: Iterable<RigaTabella>): TabellaDatata {
  const perChiave = raggruppa(righe);
  const padri = new Set<string>();
  for (const codice of perChiave.keys()) {
    for (let n = codice.length - 1; n >= 3; n--) padri.add(codice.slice(0, n));
  }
  return { valid: (codice, on) => !padri.has(codice) && copre(perChiave.get(codice), on) !== undefined };
}

/** posti_letto: where validities overlap, the first row holds. */
export function tabellaPosti(righe: Iterable<RigaPosti>): TabellaPosti {
  const perChiave = raggruppa(righe);
  return { posti: (struttura, on) => copre(perChiave.get(struttura), on)?.posti };
}

/** The tables not loaded: the rules that need them are skipped, in whole or in part. */
export function tabelleAssenti(tabelle: Tabelle): readonly NomeTabella[] {
  return NOMI_TABELLE.filter((nome) => tabelle[nome] === undefined);
}

function raggruppa<R extends RigaTabella>(righe: Iterable<R>): ReadonlyMap<string, readonly R[]> {
  const perChiave = new Map<string, R[]>();
  for (const riga of righe) {
    const altre = perChiave.get(riga.chiave);
    if (altre) altre.push(riga);
    else perChiave.set(riga.chiave, [riga]);
  }
  return perChiave;
}

function copre<R extends RigaTabella>(righe: readonly R[] | undefined, on: string): R | undefined {
  if (righe === undefined) return undefined;
  for (const riga of righe) if (riga.dal <= on && on <= riga.al) return riga;
  return undefined;
}
