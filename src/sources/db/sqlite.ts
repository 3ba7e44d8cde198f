import type { Column, Driver, Result, Row, Session } from "./driver.ts";
import { DbFault } from "./fault.ts";
import { attempt, openSqlite, type Database, type Statement } from "./sqlite-engines.ts";

/**
 * SQLite, the file opened read-only. There is no server: a step takes the main thread as long as it takes, and the
 * limit is judged between steps.
 *
 * Cells come as the hexadecimal of their text. libsql ends the whole process at text that is not UTF-8 and cuts it at
 * a zero byte; and so a number is written by SQLite, not by us.
 */
export const sqlite: Driver = {
  packages: ["libsql"],
  async connect({ host: path }, { statementMs }) {
    const database = await openSqlite(path);
    const version = attempt(() => single(database, "SELECT sqlite_version()"));
    return {
      server: { version: `SQLite ${version} (${database.name})`, encrypted: false },
      query: (sql) => Promise.resolve().then(() => attempt(() => resultOf(database, sql, statementMs))),
      cancel: () => Promise.resolve(),
      close: () => {
        database.close();
        return Promise.resolve();
      },
    } satisfies Session;
  },
};

function single(database: Database, sql: string): string {
  return String(database.prepare(sql).rows().next().value?.[0]);
}

function resultOf(database: Database, sql: string, statementMs: number): Result {
  const columns = database
    .columns(sql)
    .map(({ name, type }): Column => ({ name, odd: type?.toUpperCase() === "BLOB" }));
  if (columns.length === 0) throw new DbFault({ kind: "query", reason: "notRows" });
  const decode = decoderOf(single(database, "PRAGMA encoding"));
  const cell = (hex: string | null, i: number): string | null => {
    if (hex === null || hex === "") return null;
    return columns[i]?.odd === true ? `0x${hex.toLowerCase()}` : decode(hex);
  };
  const start = performance.now();
  const steps = database.prepare(asHex(sql, columns.length)).rows();
  // libsql takes the first step here already.
  let spentMs = performance.now() - start;
  return {
    columns,
    next(max) {
      const start = performance.now();
      const rows = attempt(() => taken(steps, max)).map((row): Row => row.map(cell));
      spentMs += performance.now() - start;
      if (spentMs > statementMs) return Promise.reject(new DbFault({ kind: "timeout" }));
      return Promise.resolve(rows);
    },
  };
}

/**
 * The query with each cell as the hexadecimal of its text, "" for NULL; its order is kept. A real has 15 digits, as
 * SQLite wrote it before it went to 17: the same file must read alike under every Node.
 */
function asHex(sql: string, width: number): string {
  const names = Array.from({ length: width }, (_, i) => `c${i}`);
  const cells = names.map(
    (name) =>
      `hex(CASE typeof(${name}) WHEN 'real' THEN printf('%!.15g', ${name}) ELSE CAST(${name} AS TEXT) END)`,
  );
  return `WITH sioc(${names.join(", ")}) AS (\n${sql}\n) SELECT ${cells.join(", ")} FROM sioc`;
}

function decoderOf(encoding: string): (hex: string) => string {
  if (encoding === "UTF-16le") return (hex) => Buffer.from(hex, "hex").toString("utf16le");
  if (encoding === "UTF-16be") return (hex) => Buffer.from(hex, "hex").swap16().toString("utf16le");
  return (hex) => Buffer.from(hex, "hex").toString("utf8");
}

function taken(steps: ReturnType<Statement["rows"]>, max: number): readonly (readonly (string | null)[])[] {
  const rows: (readonly (string | null)[])[] = [];
  while (rows.length < max) {
    const step = steps.next();
    if (step.done === true) break;
    rows.push(step.value);
  }
  return rows;
}
