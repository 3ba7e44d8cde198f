export const sourcesDatabase = {
  "error.DB_CONNECTION_MISSING": "to read from a {tipo} database sioc must know how to reach it",
  "hint.DB_CONNECTION_MISSING":
    "say it in [source.connection]: url_file or url_command; for postgres also service; for sqlite database, the file",
  "error.DB_URL": "the address of the database is not right: {reason}",
  "hint.DB_URL":
    "its form is postgres://user:password@server:5432/database?sslmode=verify-full; in the password special characters are percent-encoded (@ is %40, / is %2F, ? is %3F, # is %23)",
  "error.DB_SERVICE": "the PostgreSQL service {service} cannot be used: {reason}",
  "hint.DB_SERVICE":
    "correct pg_service.conf (.pg_service.conf in the home folder, or where PGSERVICEFILE says); the password goes in .pgpass, with permissions 0600",
  "error.DB_ENV_PASSWORD":
    "there is a password in the environment variable PGPASSWORD, which is not used here",
  "hint.DB_ENV_PASSWORD":
    "remove the variable and put the password in .pgpass (permissions 0600) or in the file named by url_file",
  "error.DB_DRIVER_MISSING": "reading from {kind} needs a module that is installed only where it is wanted",
  "hint.DB_DRIVER_MISSING": "run {command} in the folder sioc is installed in (with -g if sioc was)",
  "error.DB_QUERY_FILE": "the query file {file} is not right: {reason}",
  "hint.DB_QUERY_FILE": "the file must hold one statement that begins with SELECT or WITH, in UTF-8",
  "error.DB_QUERY": "{kind} refuses the query {file}: {reason}",
  "hint.DB_QUERY":
    "try the query with the same user in a program of the database, which shows the whole message: it is not repeated here because it may hold data",
  "error.DB_COLUMNS": "the columns of the query {file} are not right: {reason}",
  "hint.DB_COLUMNS": "give each column a name of its own, for example SELECT max(data) AS data_dim",
  "error.DB_VALUE":
    "in the query {file}, at row {row} of the result, the value of column {column} cannot be read exactly",
  "hint.DB_VALUE":
    "turn the column into text in the query, for example CAST(column AS varchar(60)), or leave it out",
  "error.DB_ROOT_CERT": "the certificate {file} named by sslrootcert cannot be read ({reason})",
  "hint.DB_ROOT_CERT":
    "name in sslrootcert the PEM file with the certificate of the authority that signed the server's",
  "error.DB_TLS": "the encrypted connection to {kind} on {host} is not safe: {reason}",
  "hint.DB_TLS":
    "name the authority's certificate with sslrootcert and use the server name written in its certificate; sslmode=disable takes encryption away and has to be agreed",
  "error.DB_LOGIN": "{kind} on {host} refuses access: {reason}",
  "hint.DB_LOGIN":
    "check user, password and name of the database; do not try again and again, many servers lock the user",
  "error.DB_CONNECT": "{kind} on {host} cannot be reached: {reason}",
  "hint.DB_CONNECT": "check server, port, network and firewall with who runs the database; then try again",
  "error.DB_LOST":
    "the connection to {kind} on {host} broke during the query {file}, rows already read: {rows}{code}",
  "hint.DB_LOST":
    "try again; if it happens again ask who runs the database whether long readings are stopped",
  "error.DB_TIMEOUT": "{kind} on {host} did not answer the query {file} within {seconds} seconds",
  "hint.DB_TIMEOUT":
    "try again at a quieter hour, make the query lighter or raise timeout in [source.connection]",

  "sources.what.database": "{version} on {host}",
  "sources.note.dbClear":
    "warning: the connection to {host} is not encrypted, as its address asks (sslmode=disable); data travel in the clear",
  "sources.note.dbNameless": "columns without a name, not read: {n}; a query names them with AS",
  "sources.note.dbOdd":
    "columns that are not text, number or date, read as the database writes them: {names}",
  "sources.note.dbReplaced":
    "from row {row} or soon after there are � characters in place of others: the database's encoding is not the declared one",

  "sources.db.line": "line {line} of the query",
  "sources.db.notSqlite": "a file that is not SQLite, or is encrypted",
  "sources.db.refused": "no database answers at that address and port",
  "sources.db.unknownHost": "the name of the server does not exist",
  "sources.db.unreachable": "the network does not reach the server",
  "sources.db.noAnswer": "no answer within 15 seconds",
  "sources.db.busy": "the server has too many connections or is starting up",
  "sources.db.notThis": "what answers closes the connection or is not this kind of database",
  "sources.db.noTls": "the server does not offer encryption",
  "sources.db.certUnknown": "the server's certificate is signed by an unknown authority",
  "sources.db.certExpired": "the server's certificate has expired or is not valid yet",
  "sources.db.certName": "the certificate is of a server with another name",
  "sources.db.certOther": "certificate or protocol are not right",
  "sources.db.password": "user or password not valid, or access not allowed from here",
  "sources.db.noPassword": "the server asks for a password and there is none (address or .pgpass)",
  "sources.db.noDatabase": "the database named is not there or the user may not use it",
  "sources.db.syntax": "mistake in the text of the query",
  "sources.db.noTable": "a table does not exist",
  "sources.db.noColumn": "a column does not exist",
  "sources.db.noFunction": "a function does not exist or does not take those values",
  "sources.db.permission": "the user lacks the permission to read",
  "sources.db.writes": "the query tries to write, and the reading is read-only",
  "sources.db.conversion": "a value does not convert as the query asks",
  "sources.db.encoding":
    "the database holds bytes that are no characters: convert them in the query (convert, convert_from)",
  "sources.db.several": "the query gives more than one result",
  "sources.db.notRows": "the query gives no rows",
  "sources.db.resources": "the server lacks space or memory, or the data changed too much",
  "sources.db.locked": "the data are locked by another program",
  "sources.db.damaged": "the file is damaged or is not a database",
  "sources.db.other": "the database reports an error",

  "sources.db.url.malformed": "it is not written as the address of a database",
  "sources.db.url.scheme": "it must begin with {schemes}",
  "sources.db.url.option": "it has an option that is not used here; those used are {options}",
  "sources.db.url.sslmode":
    "sslmode may be verify-full (or require, verify-ca, taken as verify-full) or disable; prefer and allow would leave it to the network whether to encrypt",
  "sources.db.url.name":
    "with encryption the server must be given by the name in its certificate, not by an IP address",

  "sources.db.service.missing": "it is not found in {files}",
  "sources.db.service.unreadable": "{file} cannot be read ({reason})",
  "sources.db.service.password": "{file} at line {line} holds a password, which is not protected there",
  "sources.db.service.line": "{file} at line {line} has a setting that is not used here",

  "sources.db.query.large": "it is larger than 1 MiB",
  "sources.db.query.utf8": "it is not UTF-8 text",
  "sources.db.query.empty": "it holds no statement",
  "sources.db.query.open": "a quote or a comment is not closed",
  "sources.db.query.several": "it holds more than one statement",
  "sources.db.query.notSelect": "it does not begin with SELECT or WITH",
  "sources.db.query.forbidden": "it holds {word}, which is not a reading",
  "sources.db.query.executable": "it holds a comment that MySQL runs (/*! … */)",

  "sources.db.columns.none": "the result has no columns",
} as const;
