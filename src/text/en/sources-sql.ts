import type { sourcesSql as it } from "../it/sources-sql.ts";

export const sourcesSql = {
  "error.SOURCE_SQL_TRUNCATED":
    "dump {file} is incomplete: it ends before {what}, begun on line {line}, is closed",
  "hint.SOURCE_SQL_TRUNCATED":
    "wait for the copy or the export to finish if one is running; otherwise ask the azienda for a new dump",
  "error.SOURCE_SQL_REFUSED":
    "dump {file} has on line {line} a command that is not run here, and without which the rows might not be the right ones: {what}",
  "hint.SOURCE_SQL_REFUSED":
    "ask for a dump that holds the data (INSERT, or COPY FROM stdin) and does not take them from other files or programs",
  "error.SOURCE_SQL_CHARSET":
    "dump {file} declares on line {line} the character set {charset}, which is not read here",
  "hint.SOURCE_SQL_CHARSET":
    "ask for a new dump in UTF-8 (pg_dump --encoding=UTF8, mysqldump --default-character-set=utf8mb4)",
  "error.SOURCE_SQL_SYNTAX":
    "dump {file}, read as {dialect}, has on line {line} a statement that makes no sense",
  "hint.SOURCE_SQL_SYNTAX":
    'if the dialect is another, declare it in the mapping, for example dialect = "mysql" in [file]; otherwise ask for a new dump',
  "error.SOURCE_SQL_COMPUTED":
    "in dump {file} the rows of {table} are not those that are written: line {line} has {what}, which is not run here",
  "hint.SOURCE_SQL_COMPUTED":
    "ask for a dump of the data as they stand in the database, with every row written as INSERT … VALUES or COPY FROM stdin",
  "error.SOURCE_SQL_ORDER":
    "in dump {file} line {line} inserts values into {table} without saying into which columns, and the dump does not give their order",
  "hint.SOURCE_SQL_ORDER": "ask for a dump with the CREATE TABLE, or with the columns' names in every INSERT",
  "error.SOURCE_SQL_EMPTY": "file {file}, read as {dialect}, holds no table",
  "hint.SOURCE_SQL_EMPTY":
    'if it is no SQL dump declare what it is, for example tipo = "csv"; otherwise ask for a dump with the data',

  "sources.what.sql": "SQL dump ({dialect}), {encoding}",
  "sources.what.dump": "SQL dump ({dialect})",
  "sources.sql.note.dialect": "SQL dialect recognised: {dialect}",
  "sources.sql.note.charset": "encoding {encoding}, declared by the dump ({charset})",
  "sources.sql.note.charsetIgnored":
    "the encoding is {encoding} because {reason}, although the dump declares {charset}",
  "sources.sql.reason.bom": "there is a byte order mark (BOM)",
  "sources.sql.reason.declared": "the mapping says so",
  "sources.sql.note.skipped": "statements skipped, never run: {kinds}",
  "sources.sql.other": "other",
  "sources.sql.note.invented":
    "the dump does not name the columns of {table}: they are called col1, col2 … in the order of the values, {n} in all",
  "sources.sql.note.upsert":
    "rows of {table} that in the database may have replaced another, or been left out, if they repeat a key (REPLACE, IGNORE, ON CONFLICT, ON DUPLICATE KEY): {n}; here all are kept",
  "sources.sql.note.trigger":
    "before the rows of {table} the dump defines a trigger on inserts: the rows are read as they are written",
  "sources.sql.note.defaults":
    "in {table} some rows do not give the columns {columns}, which have a default value in the database: here they are blank",
  "sources.sql.note.repeated":
    "after a finished INSERT there is a line with “/”: SQL*Plus would run it twice, here the rows are read once ({n})",
} as const satisfies Record<keyof typeof it, string>;
