import { LEXIS, type SqlDialect } from "./modes.ts";

/** Words a statement may begin with: only these are ever shown. */
const FIRST: ReadonlySet<string> = new Set(
  (
    "ALTER ANALYZE ATTACH AUDIT BACKUP BEGIN BULK CALL CHANGE CHECK CHECKPOINT CLUSTER COLUMN COMMENT COMMIT COPY " +
    "CREATE DBCC DEALLOCATE DECLARE DEFINE DELETE DENY DETACH DISCARD DO DROP END EXEC EXECUTE EXPLAIN FLUSH FOR GRANT " +
    "HANDLER IF IMPORT INSERT KILL LISTEN LOAD LOCK MERGE NOAUDIT NOTIFY OPTIMIZE PRAGMA PREPARE PRINT PURGE REFRESH " +
    "REINDEX RELEASE RENAME REPAIR REPLACE RESET RESTORE REVOKE ROLLBACK SAVE SAVEPOINT SECURITY SELECT SET SHOW START " +
    "TRUNCATE UNDEFINE UNLOCK UPDATE USE VACUUM VALUES WAITFOR WHILE WITH"
  ).split(" "),
);
const OBJECTS: ReadonlySet<string> = new Set(
  (
    "AGGREGATE CAST COLLATION COLUMN DATABASE DOMAIN EVENT EXTENSION FUNCTION INDEX LANGUAGE LOGIN OPERATOR PACKAGE " +
    "POLICY PROCEDURE PROC PUBLICATION ROLE RULE SCHEMA SEQUENCE SERVER SESSION STATISTICS SUBSCRIPTION SYNONYM SYSTEM TABLE " +
    "TABLESPACE TRIGGER TYPE USER VIEW"
  ).split(" "),
);
/** Statements whose second keyword says what they are about. */
const OF_OBJECTS: ReadonlySet<string> = new Set([
  "ALTER",
  "CREATE",
  "DROP",
  "COMMENT",
  "RENAME",
  "LOCK",
  "UNLOCK",
]);
const HIDDEN: ReadonlySet<string> = new Set(["TEMP", "TEMPORARY"]);

/** `CREATE TRIGGER`, `SET`; "" for what begins with no word of SQL (it might be data). */
export function labelOf(words: readonly string[]): string {
  const [first = ""] = words;
  if (!FIRST.has(first)) return "";
  if (!OF_OBJECTS.has(first)) return first;
  const object = words.find((word, i) => i > 0 && OBJECTS.has(word));
  if (object === undefined) return first;
  return `${first} ${object === "PROC" ? "PROCEDURE" : object}`;
}

/** A table that goes with the session is no part of a dump. */
export function isTemporary(words: readonly string[]): boolean {
  return words.slice(1, 4).some((word) => HIDDEN.has(word));
}

/**
 * What ends a statement. terminator: `;` (or what DELIMITER says) outside of parentheses and BEGIN … END · batch: a
 * line with GO · slash: a line with `/` alone.
 */
export type End = "terminator" | "batch" | "slash";

const DEFINITIONS = /^CREATE (?:FUNCTION|PROCEDURE|TRIGGER|PACKAGE|EVENT|TYPE|RULE)$/;
const TRANSACTION: ReadonlySet<string> = new Set(
  "TRANSACTION TRAN WORK ISOLATION READ DEFERRED IMMEDIATE EXCLUSIVE CONCURRENT".split(" "),
);

/** BEGIN that opens a transaction, not a block of code. */
export function isTransaction(words: readonly string[], dialect: SqlDialect): boolean {
  const [first, second] = words;
  if (first === "START") return second === "TRANSACTION";
  if (first !== "BEGIN") return false;
  return second === undefined || TRANSACTION.has(second) || dialect === "postgres";
}

/** What ends the statement that begins with these words, and whether BEGIN … END are counted in it. */
export function endOf(
  words: readonly string[],
  dialect: SqlDialect,
): { readonly end: End; readonly blocks: boolean } {
  const label = labelOf(words);
  const defines = DEFINITIONS.test(label) || (label === "CREATE VIEW" && dialect === "mssql");
  const runs = ["BEGIN", "DECLARE", "IF", "WHILE", "FOR"].includes(label) && !isTransaction(words, dialect);
  if (defines && dialect === "mssql") return { end: "batch", blocks: false };
  const body = label === "CREATE TYPE" ? words.includes("BODY") : defines;
  if ((body || runs) && dialect === "oracle") return { end: "slash", blocks: false };
  return { end: "terminator", blocks: (defines && label !== "CREATE RULE") || runs };
}

/** In T-SQL a `;` may be missing: these words, at the beginning of a line, are then the next statement. */
const STARTERS: ReadonlySet<string> = new Set(
  "INSERT DELETE UPDATE TRUNCATE DROP CREATE ALTER MERGE EXEC EXECUTE DECLARE IF BEGIN COMMIT ROLLBACK USE PRINT SET SELECT DBCC".split(
    " ",
  ),
);
/** Statements none of these words can stand in at the beginning of a line. */
const SIMPLE: ReadonlySet<string> = new Set(
  "SET USE PRINT DECLARE COMMIT EXEC EXECUTE TRUNCATE DBCC BEGIN INSERT".split(" "),
);

const NEVER_WITH_ROWS: ReadonlySet<string> = new Set(
  "SET USE COMMIT LOCK UNLOCK DROP TRUNCATE ALTER COMMENT ANALYZE PRAGMA START SELECT SHOW VACUUM RESET".split(
    " ",
  ),
);

/** A statement that can hold no INSERT: where one stands in it, a terminator is missing and rows would be lost. */
export function isSimple(first: string): boolean {
  return NEVER_WITH_ROWS.has(first);
}

/** Whether a word at the beginning of a line begins another statement although the last one has no terminator. */
export function startsAnother(word: string, current: string, dialect: SqlDialect): boolean {
  if (dialect !== "mssql" && dialect !== "ansi") return false;
  if (word === "INSERT")
    return !["MERGE", "GRANT", "DENY", "REVOKE", "IF", "WHILE", "BEGIN"].includes(current);
  return dialect === "mssql" && STARTERS.has(word) && SIMPLE.has(current);
}

/** Whether a parenthesis holds back a terminator: psql does it so (CREATE RULE … DO (a; b)), MySQL's client does not. */
export function parenthesesHold(dialect: SqlDialect): boolean {
  return !LEXIS[dialect].executable;
}

/** Lines that are commands of SQL*Plus, not SQL: they end with the line. */
const SQLPLUS: ReadonlySet<string> = new Set(
  (
    "REM REMARK PROMPT SET SPOOL WHENEVER COLUMN COL DEFINE UNDEFINE ACCEPT CONNECT CONN DISCONNECT EXIT QUIT PAUSE SHOW " +
    "CLEAR TTITLE BTITLE BREAK VARIABLE VAR TIMING STORE EXEC EXECUTE"
  ).split(" "),
);

export function isSqlPlus(words: readonly string[], dialect: SqlDialect): boolean {
  const [first = "", second] = words;
  if (dialect !== "oracle" && dialect !== "ansi") return false;
  if (first === "SET")
    return (
      dialect === "oracle" && !["TRANSACTION", "ROLE", "CONSTRAINT", "CONSTRAINTS"].includes(second ?? "")
    );
  return dialect === "oracle" ? SQLPLUS.has(first) : ["REM", "PROMPT", "SPOOL", "WHENEVER"].includes(first);
}

/** A statement that takes rows from a file or runs a program, by its first words; undefined for any other. */
export function refusedStatement(words: readonly string[], dialect: SqlDialect): string | undefined {
  const [first = "", second = ""] = words;
  if (first === "LOAD" && (second === "DATA" || second === "XML")) return `LOAD ${second}`;
  if (first === "BULK" && second === "INSERT") return "BULK INSERT";
  const client = dialect === "mysql" || dialect === "ansi";
  if (client && (first === "SOURCE" || first === "SYSTEM")) return first;
  const plus = dialect === "oracle" || dialect === "ansi";
  if (plus && first === "START" && !["TRANSACTION", "SLAVE", "REPLICA", ""].includes(second)) return "START";
  return plus && (first === "HOST" || first === "GET" || first === "RUN") ? first : undefined;
}
