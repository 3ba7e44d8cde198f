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
  "error.SOURCE_BINARY": "il file {file} non è di un tipo che qui si legga: alla riga {line} risulta {what}",
  "hint.SOURCE_BINARY":
    "farsi mandare i dati come CSV in UTF-8, Excel .xlsx, dump SQL o larghezza fissa; rinominare il file non basta",
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
  "error.SOURCE_TIPO": "{file} è dichiarato {declared} ma risulta {found}",
  "hint.SOURCE_TIPO": "correggere tipo nella sezione [[source]], o toglierlo: il tipo si riconosce dal file",
  "error.SOURCE_TABLE_MISSING": "{file} non contiene {table}; contiene: {available}",
  "hint.SOURCE_TABLE_MISSING": "correggere il nome in [tables] nella mappa",
  "error.SOURCE_TABLE_CHOOSE":
    "{file} contiene più tabelle o fogli e la mappa non dice quale leggere per {ruolo}: {available}",
  "hint.SOURCE_TABLE_CHOOSE":
    'indicarlo nella mappa: [tables], {ruolo} = "…"; sioc map FILE propone tutta la mappa',
  "error.SOURCE_RECORD": "in {file} non si trova la descrizione di un tracciato a larghezza fissa",
  "hint.SOURCE_RECORD":
    "serve una tabella con una riga per campo: nome, posizione iniziale e lunghezza (o posizione finale)",
  "error.MAP_NOTHING": "in {file} non c'è nessuna tabella che sembri di ricoveri o di loro dettagli",
  "hint.MAP_NOTHING":
    "controllare il file; se è quello giusto dire che cosa contiene, per esempio --role ricoveri",
  "error.SOURCE_SAVE_AS": "{file} è un foglio {what}, che qui non si legge",
  "hint.SOURCE_SAVE_AS":
    "aprirlo e salvarlo con nome come Cartella di lavoro di Excel (.xlsx) o come CSV UTF-8; cambiare solo l'estensione non basta",
  "sources.what.csv": "{encoding}, separatore «{delimiter}»",
  "sources.note.table": "letta la sola tabella presente: {table}",
  "sources.note.tableByName": "letta la tabella {table}, che ha il nome di {ruolo}",
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
  "sources.proposta.looked": "{what}; {columns} colonne, {n} righe guardate",
  "sources.proposta.tables": "Che cosa contiene:",
  "sources.proposta.table": "{table}: {role}; {columns} colonne, {rows} righe",
  "sources.proposta.confirm":
    "Controllare prima le righe «da confermare», poi le altre; infine provarla: sioc map FILE --check MAPPA. Nessuna cella è qui riportata, solo la forma (A lettera, 9 cifra).",
  "sources.proposta.encoding": "auto, utf-8, windows-1252, iso-8859-15, cp850, utf-16le, utf-16be",
  "sources.proposta.date": "auto, aaaa-mm-gg, gg/mm/aaaa, gg-mm-aaaa, gg.mm.aaaa, aaaammgg, aaaa/mm/gg",
  "sources.proposta.dialect": "auto, postgres, mysql, sqlite, mssql, oracle, ansi",
  "sources.proposta.zeros": "rimette gli zeri iniziali tolti dal foglio di calcolo",
  "sources.proposta.icd": "toglie il punto dai codici ICD-9-CM",
  "sources.proposta.skip": "righe prima dell'intestazione",
  "sources.proposta.roles": "Che cosa contiene = nome della tabella o del foglio",
  "sources.proposta.fixed": "Colonna = [posizione, lunghezza], in caratteri; la prima posizione è 1",
  "sources.proposta.guessed":
    "Posizioni DA CORREGGERE: indovinate guardando dove cambiano i caratteri. Colonna = [posizione, lunghezza]; la prima posizione è 1. Dare a ogni colonna il nome del tracciato (sioc template); quelle che non servono restano campo_N.",
  "sources.proposta.columns": "Colonna del tracciato = colonna del file",
  "sources.proposta.missing":
    "Obbligatorie e non trovate: togliere il # e indicare la colonna, o dare un valore in [defaults]",
  "sources.proposta.missing.val_ci":
    "oppure l'esito della verifica TS/ANA, con identity.outcomes in sioc.toml",
  "sources.proposta.doubtful": "Da confermare",
  "sources.proposta.sure": "Riconosciute",
  "sources.proposta.also": "anche: {names}",
  "sources.proposta.contested": "ATTENZIONE: in {tables} leggerebbe un'altra colonna; fare una mappa a parte",
  "sources.proposta.unused": "Colonne del file per cui non c'è proposta:",
  "sources.proposta.unusedOf": "Colonne di {table} per cui non c'è proposta:",
  "sources.proposta.looks": "{percent} % piene, {shape}",
  "sources.proposta.values": "Valori di {column}: il loro = il nostro",
  "sources.proposta.asOurs":
    "ATTENZIONE: codici numerici presi come i nostri, perché hanno le stesse cifre. Controllare che vogliano dire lo stesso (sioc explain e il nome della colonna); altrimenti tradurli in [values]: {columns}",
  "sources.proposta.unknown": "righe: {rows}; non è un codice del tracciato",
  "sources.proposta.hidden":
    "altri valori che non sono codici del tracciato, qui non mostrati: {n}; aggiungerli a mano",
  "sources.proposta.defaults": "Valore usato quando la colonna manca o la cella è vuota",
  "sources.proposta.toFill":
    "Obbligatorie e non trovate, uguali in tutto il file: togliere il # e scrivere il valore, o indicare la colonna in [columns]",
  "sources.proposta.fromConfig": "da confermare: da sioc.toml",
  "sources.proposta.fromMoment": "da confermare: 1 ammissione, 2 intermedia, 3 dimissione",
  "sources.proposta.fromScale": "da confermare: dal nome della colonna del punteggio",
  "sources.proposta.fromBlank": "da confermare: le celle vuote valgono «non rilevato»",
  "sources.proposta.fromRow": "da confermare: una prestazione per riga",
  "sources.forma.piatto": "anagrafica e ricovero nella stessa riga",
  "sources.forma.ricoveri": "ricoveri",
  "sources.forma.anagrafica": "anagrafica",
  "sources.forma.valutazioni": "valutazioni",
  "sources.forma.prestazioni": "prestazioni",
  "sources.forma.sospensioni": "sospensioni",
  "sources.forma.nessuna": "non serve",
  "sources.fiducia.alta": "nome riconosciuto",
  "sources.fiducia.media": "da confermare",
  "sources.fiducia.bassa": "da confermare, somiglianza debole",
} as const;
