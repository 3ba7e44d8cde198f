import { DATE } from "./colonne.ts";

/** How the two servers would store a column of ours. Wide enough for what is planted too. */
export type Tipo = "giorno" | "intero" | "decimale" | "testo" | "parola";

const INTERI: ReadonlySet<string> = new Set("anno_nasc auton mobil punt pre_qta".split(" "));
/** Free text: never NULL. */
const PAROLE: ReadonlySet<string> = new Set(["note"]);

export function tipoDi(column: string): Tipo {
  if (DATE.has(column)) return "giorno";
  if (INTERI.has(column)) return "intero";
  if (column === "perc_ssn") return "decimale";
  return PAROLE.has(column) ? "parola" : "testo";
}
