export const identity = {
  "error.ID_REC_TEMPLATE": "il modello di Id_Rec non è valido: {template}",
  "hint.ID_REC_TEMPLATE":
    "Scrivere i nomi delle colonne tra graffe, almeno cod_ident o num_ric, per esempio {example}; oppure passthrough se Id_Rec arriva già nei file.",
  "error.ID_REC_COLUMN": "il modello di Id_Rec nomina una colonna non ammessa: {column}",
  "hint.ID_REC_COLUMN": "Usare solo queste colonne: {allowed}.",
} as const;
