export const sourcesSql = {
  "error.SOURCE_SQL_TRUNCATED":
    "il dump {file} è incompleto: finisce prima che si chiuda {what}, che comincia alla riga {line}",
  "hint.SOURCE_SQL_TRUNCATED":
    "attendere la fine della copia o dell'esportazione se è in corso; altrimenti chiedere all'azienda un nuovo dump",
  "error.SOURCE_SQL_REFUSED":
    "il dump {file} alla riga {line} ha un comando che qui non si esegue e senza il quale le righe potrebbero non essere quelle: {what}",
  "hint.SOURCE_SQL_REFUSED":
    "chiedere un dump che contenga i dati (INSERT, oppure COPY FROM stdin) e non li prenda da altri file o programmi",
  "error.SOURCE_SQL_CHARSET":
    "il dump {file} alla riga {line} dichiara i caratteri come {charset}, che qui non si legge",
  "hint.SOURCE_SQL_CHARSET":
    "chiedere un nuovo dump in UTF-8 (pg_dump --encoding=UTF8, mysqldump --default-character-set=utf8mb4)",
  "error.SOURCE_SQL_SYNTAX":
    "il dump {file}, letto come {dialect}, alla riga {line} ha un'istruzione che non si capisce",
  "hint.SOURCE_SQL_SYNTAX":
    'se il dialetto è un altro dichiararlo nella mappa, per esempio dialect = "mysql" in [file]; altrimenti chiedere un nuovo dump',
  "error.SOURCE_SQL_COMPUTED":
    "nel dump {file} le righe di {table} non sono quelle scritte: alla riga {line} c'è {what}, che qui non si esegue",
  "hint.SOURCE_SQL_COMPUTED":
    "chiedere un dump dei dati come stanno nella base di dati, con tutte le righe scritte come INSERT … VALUES o COPY FROM stdin",
  "error.SOURCE_SQL_ORDER":
    "nel dump {file} la riga {line} inserisce valori in {table} senza dire in quali colonne, e il dump non dice l'ordine delle colonne",
  "hint.SOURCE_SQL_ORDER": "chiedere un dump con la CREATE TABLE, o con i nomi delle colonne in ogni INSERT",
  "error.SOURCE_SQL_EMPTY": "nel file {file}, letto come {dialect}, non c'è alcuna tabella",
  "hint.SOURCE_SQL_EMPTY":
    'se non è un dump SQL dichiararne il tipo, per esempio tipo = "csv"; altrimenti chiedere un dump con i dati',

  "sources.what.sql": "dump SQL ({dialect}), {encoding}",
  "sources.what.dump": "dump SQL ({dialect})",
  "sources.sql.note.dialect": "dialetto SQL riconosciuto: {dialect}",
  "sources.sql.note.charset": "codifica {encoding}, dichiarata dal dump ({charset})",
  "sources.sql.note.charsetIgnored":
    "la codifica è {encoding} perché {reason}, anche se il dump dichiara {charset}",
  "sources.sql.reason.bom": "c'è la marca iniziale (BOM)",
  "sources.sql.reason.declared": "lo dice la mappa",
  "sources.sql.note.skipped": "istruzioni saltate, mai eseguite: {kinds}",
  "sources.sql.other": "altro",
  "sources.sql.note.invented":
    "il dump non dice i nomi delle colonne di {table}: sono chiamate col1, col2 … nell'ordine dei valori, {n} in tutto",
  "sources.sql.note.upsert":
    "righe di {table} che nella base di dati potrebbero averne sostituita un'altra, o essere tralasciate, se ripetono una chiave (REPLACE, IGNORE, ON CONFLICT, ON DUPLICATE KEY): {n}; qui restano tutte",
  "sources.sql.note.trigger":
    "prima delle righe di {table} il dump definisce un trigger sugli inserimenti: le righe sono lette come sono scritte",
  "sources.sql.note.defaults":
    "in {table} alcune righe non danno le colonne {columns}, che nella base di dati hanno un valore predefinito: qui sono vuote",
  "sources.sql.note.repeated":
    "dopo un INSERT già concluso c'è una riga con «/»: SQL*Plus lo eseguirebbe due volte, qui le righe sono lette una volta ({n})",
} as const;
