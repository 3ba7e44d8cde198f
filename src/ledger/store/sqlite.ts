import { chmodSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";

import { FILE_MODE, FOLDER_MODE } from "../../core/atomic.ts";
import { siocError } from "../../core/errors.ts";
import { codeOf, damage } from "./fault.ts";
import type { Row, Store, Value } from "./store.ts";

/** What is used of libsql. Parameters always as one array: a bare Buffer ends the process (decision 0021). */
interface Libsql {
  prepare(sql: string): Statement;
  exec(sql: string): void;
  close(): void;
}

interface Statement {
  raw(on: boolean): Statement;
  all(params: readonly Value[]): Row[];
  iterate(params: readonly Value[]): Iterable<Row>;
  run(params: readonly Value[]): { readonly changes: number };
}

/** Milliseconds another process's write is waited for. */
const BUSY_MS = 5000;

/**
 * The embedded ledger: one SQLite file, WAL, every commit on disk before it returns. Made if missing, for its owner
 * only. @throws OUTPUT_UNWRITABLE, LEDGER_DAMAGED
 */
export async function openSqliteStore(path: string): Promise<Store> {
  const { default: Database } = (await import("libsql")) as unknown as {
    default: new (path: string, options: { timeout: number }) => Libsql;
  };
  mkdirSync(dirname(path), { recursive: true, mode: FOLDER_MODE });
  const open = (file: string, timeout: number): Libsql => {
    const database = guard(path, () => new Database(file, { timeout }));
    chmodSync(file, FILE_MODE);
    return database;
  };
  const database = open(path, BUSY_MS);
  guard(path, () => {
    database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON");
  });
  const prepare = cache((sql) => database.prepare(sql).raw(true));
  let inside = false;
  return {
    kind: "sqlite",
    where: path,
    rows: (sql, params = []) => later(path, () => prepare(sql).all(params)),
    each: (sql, params, take) =>
      later(path, () => {
        for (const row of prepare(sql).iterate(params)) take(row);
      }),
    run: (sql, params = []) => later(path, () => prepare(sql).run(params).changes),
    async transaction(work) {
      if (inside) throw new Error("a transaction inside another");
      inside = true;
      try {
        guard(path, () => {
          database.exec("BEGIN IMMEDIATE");
        });
        const result = await work();
        guard(path, () => {
          database.exec("COMMIT");
        });
        return result;
      } catch (error) {
        try {
          database.exec("ROLLBACK");
        } catch {
          // SQLite has rolled back itself.
        }
        throw error;
      } finally {
        inside = false;
      }
    },
    text: (expression) => `CAST(${expression} AS TEXT)`,
    lock: () =>
      later(path, () => {
        const lock = open(`${path}.lock`, 0);
        try {
          lock.exec("BEGIN EXCLUSIVE");
        } catch (error) {
          lock.close();
          if (codeOf(error) === "SQLITE_BUSY") throw siocError("LEDGER_LOCKED", { where: path });
          throw damage(path, error);
        }
        return () =>
          later(path, () => {
            lock.close();
          });
      }),
    close: () =>
      later(path, () => {
        database.close();
      }),
  };
}

/** Statements compiled once: the same few are run again and again. */
function cache(compile: (sql: string) => Statement): (sql: string) => Statement {
  const known = new Map<string, Statement>();
  return (sql) => {
    let statement = known.get(sql);
    if (!statement) known.set(sql, (statement = compile(sql)));
    return statement;
  };
}

function guard<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw damage(path, error);
  }
}

function later<T>(path: string, action: () => T): Promise<T> {
  return Promise.resolve().then(() => guard(path, action));
}
