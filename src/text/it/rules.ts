export const rules = {
  "rules.severity.unknown": "la regola {code} non esiste",
  "rules.severity.fixed": "la gravità di {code} non si può cambiare: resta {esito}",
  "rules.note.table": "tabella {tabella} non caricata: regole non applicate, in tutto o in parte: {regole}",
  "rules.note.province":
    "province non riconosciute nei comuni di residenza, non confrontate con la regione (OC-C-010): {province}",
} as const;
