/** What the Ministry answers: outcomes, sent. */
export const outcomes = {
  "error.RECEIPT_SHAPE": "{file}: non è una risposta che si riconosca ({seen})",
  "hint.RECEIPT_SHAPE":
    "se è il file degli scarti, descriverne gli elementi con una mappa ([outcomes] map) come in docs/guida.md",
  "error.RECEIPT_MAP": "la mappa degli esiti {file} ha {count} errori:\n{problems}",
  "hint.RECEIPT_MAP": "correggerla come indicato",
} as const;
