export const sources = {
  "error.SOURCE_MISSING": "il file {file} non c'è",
  "hint.SOURCE_MISSING": "controllare il nome e la cartella",
  "error.SOURCE_NOT_A_FILE": "{file} non è un file: è una cartella o un dispositivo",
  "hint.SOURCE_NOT_A_FILE": "indicare i singoli file",
  "error.SOURCE_EMPTY": "il file {file} è vuoto",
  "hint.SOURCE_EMPTY": "chiedere all'azienda una nuova esportazione",
  "error.SOURCE_HEADER_ONLY": "il file {file} ha l'intestazione ma nessuna riga",
  "hint.SOURCE_HEADER_ONLY":
    "se nel trimestre non ci sono stati ricoveri togliere il file dalla configurazione; altrimenti chiedere una nuova esportazione",
  "error.SOURCE_BINARY": "il file {file} non è un testo CSV: alla riga {line} risulta {what}",
  "hint.SOURCE_BINARY":
    "farsi mandare il file salvato come CSV (testo, UTF-8), non compresso e non rinominato",
  "error.SOURCE_ENCODING": "il file {file} alla riga {line} ha caratteri che non si leggono come {encoding}",
  "hint.SOURCE_ENCODING":
    'dichiarare la codifica nella mappa, per esempio encoding = "cp850", oppure farsi rimandare il file in UTF-8',
  "error.SOURCE_HEADER": "l'intestazione del file {file} non va bene: {reason}",
  "hint.SOURCE_HEADER": "la prima riga deve contenere i nomi delle colonne, ciascuno una volta sola",
  "error.SOURCE_COLUMNS": "nel file {file} le colonne non corrispondono alla mappa:\n{problems}",
  "hint.SOURCE_COLUMNS": "correggere la mappa (sioc map FILE ne propone una); colonne del file: {available}",
  "error.SOURCE_DELIMITER":
    "nel file {file} il separatore non è quello dichiarato ({declared}): sembra {delimiter}",
  "hint.SOURCE_DELIMITER": 'scrivere il separatore giusto nella mappa, per esempio delimiter = ";"',
  "error.SOURCE_UNREADABLE": "il file {file} non si può leggere ({reason})",
  "hint.SOURCE_UNREADABLE": "controllare i permessi e il disco",
  "error.SOURCE_CHANGED": "il file {file} è cambiato durante la lettura",
  "hint.SOURCE_CHANGED": "attendere la fine della copia o dell'esportazione e riprovare",
  "error.MAPPING_INVALID": "punti da correggere nella mappa {file}: {count}\n{problems}",
  "hint.MAPPING_INVALID": "correggere le righe indicate; sioc map FILE --check MAPPA la prova su un file",

  "sources.header.long": "è più lunga di 1 MB",
  "sources.header.quotes": "le virgolette non sono chiuse",
  "sources.header.many": "ha {n} colonne, al massimo {max}",
  "sources.header.data": "la prima riga sembra contenere dati e non nomi di colonne",
  "sources.header.hostile": "nomi di colonna non ammessi: {names}",
  "sources.header.twice": "nomi di colonna ripetuti: {names}",

  "sources.columns.absent": "{column}: nel file non c'è {names}",
  "sources.columns.absentNear": "{column}: nel file non c'è {names}, forse intendevi «{guess}»",
  "sources.columns.claimed": "{column}: due colonne del file hanno questo nome",
  "sources.columns.hidden": "non mostrate, potrebbero essere dati",
  "sources.mappa.sameAsQuote": "il separatore non può essere uguale alle virgolette",

  "sources.note.bom": "codifica {encoding}, dalla marca iniziale (BOM)",
  "sources.note.bomWins":
    "codifica {encoding}, dalla marca iniziale (BOM), anche se la mappa dichiara {declared}",
  "sources.note.windows1252":
    "codifica Windows-1252, riconosciuta perché la riga {line} non è UTF-8; per esserne certi dichiararla nella mappa",
  "sources.note.looksUtf8":
    "la mappa dichiara {declared} ma il file sembra UTF-8: le lettere accentate vanno controllate",
  "sources.note.delimiter": "separatore riconosciuto: {delimiter}",
  "sources.note.unused": "{count} colonne del file non servono al tracciato e non sono state lette",
  "error.SOURCE_COLUMNS_MISSING": "mancano {count} colonne obbligatorie in {file}: {columns}",
  "hint.SOURCE_COLUMNS_MISSING":
    "indicare nella mappa (sioc map) come si chiamano, o darne il valore in [defaults]; per val_ci serve l'esito della verifica TS/ANA (identity.outcomes)",
  "sources.note.sep": "separatore {delimiter}, dalla riga sep= di Excel",
  "sources.note.lineEnds": "fini riga non uniformi o insolite: {kinds}",
  "sources.note.trimmed": "nomi di colonna ripuliti da spazi o virgolette: {n}",
  "sources.note.nameless": "colonne senza nome, ignorate: {n}",

  "sources.proposta.title": "Mappa proposta da sioc map per {file}",
  "sources.proposta.looked": "{columns} colonne, {n} righe guardate, codifica {encoding}",
  "sources.proposta.confirm":
    "Controllare ogni riga, soprattutto quelle «da confermare»; poi: sioc map FILE --check MAPPA. Nessun valore del file è qui riportato.",
  "sources.proposta.encoding": "auto, utf-8, windows-1252, iso-8859-15, cp850, utf-16le, utf-16be",
  "sources.proposta.date": "auto, aaaa-mm-gg, gg/mm/aaaa, gg-mm-aaaa, gg.mm.aaaa, aaaammgg, aaaa/mm/gg",
  "sources.proposta.zeros": "rimette gli zeri iniziali tolti dal foglio di calcolo",
  "sources.proposta.icd": "toglie il punto dai codici ICD-9-CM",
  "sources.proposta.skip": "righe prima dell'intestazione",
  "sources.proposta.columns": "Colonna del tracciato = colonna del file",
  "sources.proposta.missing": "obbligatoria, non trovata: indicare la colonna o un valore in [defaults]",
  "sources.proposta.unused": "Colonne del file per cui non c'è proposta:",
  "sources.proposta.looks": "{percent} % piene, {shape}",
  "sources.proposta.values": "Valori di {column}: il loro = il nostro",
  "sources.proposta.defaults": "Valore usato quando la colonna manca o la cella è vuota",
  "sources.fiducia.alta": "nome riconosciuto",
  "sources.fiducia.media": "da confermare",
  "sources.fiducia.bassa": "da confermare, somiglianza debole",
} as const;
