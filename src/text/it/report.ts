export const report = {
  "report.note.periodo": "nessun periodo indicato: si lavora sull'ultimo trimestre concluso, {periodo}",
  "report.note.normalised":
    "{count} identificativi scritti con spazi o minuscole: portati in maiuscolo prima del controllo",
  "report.note.guessed":
    "{count} righe senza tipologia del codice identificativo: ricavata dalla forma del codice",

  "report.col.file": "file",
  "report.col.riga": "riga",
  "report.col.struttura": "struttura",
  "report.col.numero": "numero ricovero",
  "report.col.colonna": "colonna",
  "report.col.campo": "campo",
  "report.col.codice": "codice",
  "report.col.esito": "esito",
  "report.col.frase": "che cosa non va",
  "report.col.rimedio": "rimedio",
  "report.esito.scarto": "SCARTO",
  "report.esito.segnalazione": "SEGNALAZIONE",
  "report.senza_regola": "controllo senza descrizione",
  "report.righe.1": "1 riga",
  "report.righe.n": "{n} righe",
  "report.altre.1": "… e un'altra",
  "report.altre.n": "… e altre {n}",
  "report.tutte": "(tutte: {dove})",
  "report.rimedio": "rimedio",
} as const;
