export const sourcesDatabase = {
  "error.DB_CONNECTION_MISSING": "per leggere da un database {tipo} serve sapere come raggiungerlo",
  "hint.DB_CONNECTION_MISSING":
    "indicarlo in [source.connection]: url_file o url_command; per postgres anche service; per sqlite database, il file",
  "error.DB_URL": "l'indirizzo del database non va bene: {reason}",
  "hint.DB_URL":
    "la forma è postgres://utente:password@server:5432/database?sslmode=verify-full; nella password i caratteri speciali si scrivono in percento (@ è %40, / è %2F, ? è %3F, # è %23)",
  "error.DB_SERVICE": "il servizio PostgreSQL {service} non si può usare: {reason}",
  "hint.DB_SERVICE":
    "correggere pg_service.conf (nella cartella personale .pg_service.conf, o dove dice PGSERVICEFILE); la password va in .pgpass, con permessi 0600",
  "error.DB_ENV_PASSWORD": "c'è una password nella variabile d'ambiente PGPASSWORD, che qui non si usa",
  "hint.DB_ENV_PASSWORD":
    "togliere la variabile e scrivere la password in .pgpass (permessi 0600) o nel file indicato da url_file",
  "error.DB_DRIVER_MISSING": "per leggere da {kind} manca un modulo, che si installa solo dove serve",
  "hint.DB_DRIVER_MISSING":
    "eseguire {command} nella cartella in cui è installato sioc (con -g se sioc è installato così)",
  "error.DB_QUERY_FILE": "il file della query {file} non va bene: {reason}",
  "hint.DB_QUERY_FILE": "il file deve contenere una sola istruzione che comincia con SELECT o WITH, in UTF-8",
  "error.DB_QUERY": "{kind} rifiuta la query {file}: {reason}",
  "hint.DB_QUERY":
    "provare la query con lo stesso utente in un programma del database, che mostra il messaggio completo: qui non si ripete perché può contenere dati",
  "error.DB_COLUMNS": "le colonne della query {file} non vanno bene: {reason}",
  "hint.DB_COLUMNS": "dare a ogni colonna un nome suo, per esempio SELECT max(data) AS data_dim",
  "error.DB_VALUE":
    "nella query {file}, alla riga {row} del risultato, il valore della colonna {column} non si può leggere in modo esatto",
  "hint.DB_VALUE":
    "convertire la colonna in testo nella query, per esempio CAST(colonna AS varchar(60)), o toglierla",
  "error.DB_ROOT_CERT": "il certificato {file} indicato in sslrootcert non si può leggere ({reason})",
  "hint.DB_ROOT_CERT":
    "indicare in sslrootcert il file PEM del certificato dell'autorità che ha firmato quello del server",
  "error.DB_TLS": "la connessione cifrata a {kind} su {host} non è sicura: {reason}",
  "hint.DB_TLS":
    "indicare con sslrootcert il certificato dell'autorità dell'azienda e usare il nome del server scritto nel suo certificato; sslmode=disable toglie la cifratura e va concordato",
  "error.DB_LOGIN": "{kind} su {host} rifiuta l'accesso: {reason}",
  "hint.DB_LOGIN":
    "controllare utente, password e nome del database; non riprovare più volte, molti server bloccano l'utente",
  "error.DB_CONNECT": "{kind} su {host} non si raggiunge: {reason}",
  "hint.DB_CONNECT": "controllare server, porta, rete e firewall con chi gestisce il database; poi riprovare",
  "error.DB_LOST":
    "la connessione a {kind} su {host} è caduta durante la query {file}, righe già lette: {rows}{code}",
  "hint.DB_LOST":
    "riprovare; se succede ancora chiedere a chi gestisce il database se ferma le letture lunghe",
  "error.DB_TIMEOUT": "{kind} su {host} non ha risposto alla query {file} entro {seconds} secondi",
  "hint.DB_TIMEOUT":
    "riprovare in un'ora più tranquilla, rendere la query più leggera o alzare timeout in [source.connection]",

  "sources.what.database": "{version} su {host}",
  "sources.note.dbClear":
    "attenzione: la connessione a {host} non è cifrata, come chiede l'indirizzo (sslmode=disable); i dati viaggiano in chiaro",
  "sources.note.dbNameless": "colonne senza nome, ignorate: {n}; nella query si nominano con AS",
  "sources.note.dbOdd":
    "colonne che non sono testo, numero o data, lette come le scrive il database: {names}",
  "sources.note.dbReplaced":
    "dalla riga {row} o poco dopo ci sono caratteri � al posto di altri: nel database la codifica non è quella dichiarata",

  "sources.db.line": "riga {line} della query",
  "sources.db.notSqlite": "un file che non è SQLite, o è cifrato",
  "sources.db.refused": "nessun database risponde a quell'indirizzo e a quella porta",
  "sources.db.unknownHost": "il nome del server non esiste",
  "sources.db.unreachable": "il server non si raggiunge dalla rete",
  "sources.db.noAnswer": "nessuna risposta entro 15 secondi",
  "sources.db.busy": "il server ha troppe connessioni o si sta avviando",
  "sources.db.notThis": "ciò che risponde chiude la connessione o non è questo tipo di database",
  "sources.db.noTls": "il server non offre la cifratura",
  "sources.db.certUnknown": "il certificato del server è firmato da un'autorità sconosciuta",
  "sources.db.certExpired": "il certificato del server è scaduto o non ancora valido",
  "sources.db.certName": "il certificato è di un server con un altro nome",
  "sources.db.certOther": "il certificato o il protocollo non vanno bene",
  "sources.db.password": "utente o password non validi, o accesso non permesso da qui",
  "sources.db.noPassword": "il server chiede una password e non ce n'è una (indirizzo o .pgpass)",
  "sources.db.noDatabase": "il database indicato non c'è o l'utente non può usarlo",
  "sources.db.syntax": "errore di scrittura nella query",
  "sources.db.noTable": "una tabella non esiste",
  "sources.db.noColumn": "una colonna non esiste",
  "sources.db.noFunction": "una funzione non esiste o non accetta quei valori",
  "sources.db.permission": "all'utente manca il permesso di leggere",
  "sources.db.writes": "la query tenta di scrivere, e la lettura è in sola lettura",
  "sources.db.conversion": "un valore non si converte come chiede la query",
  "sources.db.encoding":
    "nel database ci sono byte che non sono caratteri: convertirli nella query (convert, convert_from)",
  "sources.db.several": "la query dà più di un risultato",
  "sources.db.notRows": "la query non dà righe",
  "sources.db.resources": "il server non ha abbastanza spazio o memoria, o i dati sono cambiati troppo",
  "sources.db.locked": "i dati sono bloccati da un altro programma",
  "sources.db.damaged": "il file è danneggiato o non è un database",
  "sources.db.other": "il database segnala un errore",

  "sources.db.url.malformed": "non è scritto come un indirizzo di database",
  "sources.db.url.scheme": "deve cominciare con {schemes}",
  "sources.db.url.option": "ha un'opzione che qui non si usa; si usano {options}",
  "sources.db.url.sslmode":
    "sslmode può essere verify-full (o require, verify-ca, trattati come verify-full) oppure disable; prefer e allow lascerebbero decidere alla rete se cifrare",
  "sources.db.url.name":
    "con la cifratura il server va indicato col nome che sta nel suo certificato, non con un indirizzo IP",

  "sources.db.service.missing": "non si trova in {files}",
  "sources.db.service.unreadable": "{file} non si legge ({reason})",
  "sources.db.service.password": "{file} alla riga {line} contiene una password, che lì non è protetta",
  "sources.db.service.line": "{file} alla riga {line} ha un'impostazione che qui non si usa",

  "sources.db.query.large": "è più grande di 1 MiB",
  "sources.db.query.utf8": "non è testo UTF-8",
  "sources.db.query.empty": "non contiene nessuna istruzione",
  "sources.db.query.open": "un apice, una virgoletta o un commento non si chiude",
  "sources.db.query.several": "contiene più di un'istruzione",
  "sources.db.query.notSelect": "non comincia con SELECT o WITH",
  "sources.db.query.forbidden": "contiene {word}, che non è una lettura",
  "sources.db.query.executable": "contiene un commento che MySQL esegue (/*! … */)",

  "sources.db.columns.none": "il risultato non ha colonne",
} as const;
