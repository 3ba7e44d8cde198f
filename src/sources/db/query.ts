import type { TipoDatabase } from "../../model/fonte.ts";
import { isUtf8 } from "node:buffer";
import { readFile, stat } from "node:fs/promises";
import { basename } from "node:path";

import { errnoOf, siocError, type SiocError } from "../../core/errors.ts";
import { printable } from "../../core/redact.ts";
import type { Text, TextKey } from "../../text/index.ts";
import { wordsOf } from "./words.ts";

/** A query larger than this (bytes) is something else. */
const MAX_QUERY = 1024 * 1024;

export interface Query {
  /** Base name of its file, printable. */
  readonly name: string;
  /** One statement, without its `;`. Shown to nobody: it may hold data. */
  readonly sql: string;
}

/**
 * Reads a query and refuses what is not one SELECT. The guard against writing is the server's own (read-only
 * transaction); this one says early and clearly what is wrong, and is all there is for what a server lets through.
 * @throws SOURCE_MISSING, SOURCE_NOT_A_FILE, SOURCE_UNREADABLE, DB_QUERY_FILE
 */
export async function readQuery(path: string, tipo: TipoDatabase, text: Text): Promise<Query> {
  const name = printable(basename(path));
  const refusal = (reason: TextKey, data = {}): SiocError =>
    siocError("DB_QUERY_FILE", { file: name, reason: text(reason, data) });
  const bytes = await bytesOf(path, name);
  if (bytes.length > MAX_QUERY) throw refusal("sources.db.query.large");
  if (!isUtf8(bytes) || bytes.includes(0)) throw refusal("sources.db.query.utf8");
  // Blank lines at its head stay: the server counts lines too.
  const sql = bytes.toString("utf8").replace(/^\ufeff/, "");
  const words = wordsOf(sql, tipo);
  if (words === undefined) throw refusal("sources.db.query.open");
  if (words.executable) throw refusal("sources.db.query.executable");
  if (words.names.length === 0) throw refusal("sources.db.query.empty");
  if (words.several) throw refusal("sources.db.query.several");
  if (!/^(SELECT|WITH)$/.test(words.names[0] ?? "")) throw refusal("sources.db.query.notSelect");
  const forbidden = words.names.find((word, i) => isForbidden(word, words.names[i + 1] ?? "", tipo));
  if (forbidden !== undefined) throw refusal("sources.db.query.forbidden", { word: forbidden });
  return { name, sql: sql.slice(0, words.end).trimEnd() };
}

async function bytesOf(path: string, file: string): Promise<Buffer> {
  try {
    const stats = await stat(path);
    if (!stats.isFile()) throw siocError("SOURCE_NOT_A_FILE", { file });
    return stats.size > MAX_QUERY ? Buffer.alloc(MAX_QUERY + 1) : await readFile(path);
  } catch (error) {
    const reason = errnoOf(error);
    if (reason === undefined || reason.startsWith("SOURCE_")) throw error;
    throw siocError(reason === "ENOENT" ? "SOURCE_MISSING" : "SOURCE_UNREADABLE", { file, reason });
  }
}

/** SQL Server has no read-only transaction. All are reserved words there, so none can be the name of a column. */
const MSSQL: ReadonlySet<string> = new Set(
  (
    "INSERT UPDATE DELETE MERGE INTO EXEC EXECUTE CREATE ALTER DROP TRUNCATE GRANT REVOKE DENY BACKUP RESTORE DBCC " +
    "BULK OPENROWSET OPENQUERY OPENDATASOURCE USE SHUTDOWN KILL RECONFIGURE DECLARE SET WAITFOR COMMIT ROLLBACK SAVE " +
    "BEGIN WRITETEXT UPDATETEXT GO"
  ).split(" "),
);

/** True for a word that, in this database, would do more than read. */
function isForbidden(word: string, next: string, tipo: TipoDatabase): boolean {
  // SELECT … INTO OUTFILE writes a file on the server, in a read-only transaction too.
  if (tipo === "mysql") return word === "INTO";
  if (tipo !== "mssql") return false;
  // A join hint: INNER MERGE JOIN, OPTION (MERGE UNION).
  if (word === "MERGE" && (next === "JOIN" || next === "UNION")) return false;
  // Takes a number from a sequence, which no rollback gives back.
  return MSSQL.has(word) || (word === "NEXT" && next === "VALUE");
}
