import type { report as it } from "../it/report.ts";

export const report = {
  "report.note.periodo": "no period given: working on the last quarter ended, {periodo}",
  "report.note.normalised":
    "{count} identifiers written with blanks or in lower case: raised to upper case before checking",
  "report.note.guessed": "{count} rows without the kind of identifier: taken from the shape of the code",

  "report.col.file": "file",
  "report.col.riga": "row",
  "report.col.struttura": "facility",
  "report.col.numero": "stay number",
  "report.col.colonna": "column",
  "report.col.campo": "field",
  "report.col.codice": "code",
  "report.col.esito": "outcome",
  "report.col.frase": "what is wrong",
  "report.col.rimedio": "remedy",
  "report.esito.scarto": "REJECTED",
  "report.esito.segnalazione": "REMARK",
  "report.senza_regola": "check without a description",
  "report.righe.1": "1 row",
  "report.righe.n": "{n} rows",
  "report.altre.1": "… and one more",
  "report.altre.n": "… and {n} more",
  "report.tutte": "(all of them: {dove})",
  "report.rimedio": "remedy",
} as const satisfies Record<keyof typeof it, string>;
