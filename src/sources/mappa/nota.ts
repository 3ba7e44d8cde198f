import type { Colonna } from "../../model/campi.ts";
import { campiDi, type Layout, type TipoCampo } from "../../tracciato/index.ts";

/** What the layout says of a column, as far as the cells of a file can be compared with it. */
export interface ColonnaNota {
  readonly colonna: Colonna;
  readonly tipo: TipoCampo;
  /** Never show a value of it, however short. */
  readonly sensibile: boolean;
  /** Every stay must have it; not so the columns of groups, which may not occur. */
  readonly obbligatoria: boolean;
  /** Codes allowed, for coded columns. */
  readonly codici?: ReadonlySet<string>;
  /** Words the layout itself uses for a code → the code. */
  readonly etichette?: ReadonlyMap<string, string>;
  readonly pattern?: RegExp;
  /** Exact length of its codes, where zeros lost on the left may be put back. */
  readonly lunghezza?: number;
}

/** A column the layout does not describe is treated as telling. */
export function notaDi(colonna: Colonna, layout: Layout): ColonnaNota {
  const campo = campiDi(layout).find((each) => each.colonna === colonna);
  if (campo === undefined) return { colonna, tipo: "AN", sensibile: true, obbligatoria: false };
  const list = campo.codici === undefined ? undefined : layout.codici.get(campo.codici);
  const padded = campo.esatta && !campo.hash && campo.tipo === "AN";
  return {
    colonna,
    tipo: campo.tipo,
    sensibile: campo.sensibile,
    obbligatoria: campo.obbligo === "OBB" && campo.gruppo === undefined,
    ...(list && { codici: new Set([...list.valori.keys(), ...list.ricondotti.keys(), ""]) }),
    ...(list && {
      etichette: new Map([...list.valori].flatMap(([code, { it, en }]) => [[it, code] as const, [en, code]])),
    }),
    ...(campo.pattern && { pattern: campo.pattern }),
    ...(padded ? { lunghezza: campo.lunghezza } : {}),
  };
}
