import { DATE, ICD, splitName } from "./colonne.ts";
import { estraneeOf, headerOf, type Forma } from "./forma.ts";

/** A column of the fixed-width file: characters from `from`, which counts from 1. */
export interface Campo {
  readonly name: string;
  readonly from: number;
  readonly length: number;
}

/** Wide enough for what is planted too. */
const LARGHEZZE: Readonly<Record<string, number>> = {
  num_ric: 12,
  cod_ident: 20,
  team: 20,
  cod_str: 8,
  str_prov: 8,
  str_dest: 8,
  com_res: 7,
  supp_soc: 8,
  perc_ssn: 6,
  COGNOME: 20,
  NOTE: 40,
};
const CORTA = 5;

/** The columns of a row, one after the other. */
export function campiFissi(forma: Forma): readonly Campo[] {
  const [, columns] = forma.files[0] ?? ["ricoveri", []];
  const names = [
    ...columns.map((column) => [headerOf(forma, column), splitName(column).base] as const),
    ...estraneeOf(forma, "ricoveri").map(([header]) => [header, header] as const),
  ];
  let from = 1;
  return names.map(([name, column]) => {
    const campo = { name, from, length: larghezza(column) };
    from += campo.length;
    return campo;
  });
}

function larghezza(column: string): number {
  const own = LARGHEZZE[column];
  if (own !== undefined) return own;
  return DATE.has(column) ? 8 : ICD.has(column) ? 6 : CORTA;
}
