import { siocError } from "../../core/errors.ts";
import { guard, later, unfit } from "./fault.ts";
import { connect, lockFile, openFile, type Bound, type Libsql, type Statement } from "./sqlite-file.ts";
import type { Row, Store, Value } from "./store.ts";

/** Milliseconds another process's write is waited for. */
const BUSY_MS = 5000;
/** A million staged records do not fit in memory (libsql keeps them there): a file without a name, as it fills. */
const TEMPORARY = "PRAGMA temp_store = FILE";

/**
 * The embedded ledger: one SQLite file, WAL, every commit on disk before it returns. Made if missing, for its owner
 * only. `journal` is "delete" for a file that will be renamed: a WAL would stay behind.
 * @throws LEDGER_DISK, LEDGER_DAMAGED, LEDGER_LOCKED
 */
export async function openSqliteStore(path: string, journal: "wal" | "delete" = "wal"): Promise<Store> {
  const database = await openFile(path, BUSY_MS);
  try {
    guard(path, () => {
      database.exec(`PRAGMA journal_mode = ${journal}; PRAGMA synchronous = FULL; ${TEMPORARY}`);
      proveDurable(database, path, journal);
    });
  } catch (error) {
    database.close();
    throw error;
  }
  return storeOf(database, path);
}

/** An empty ledger that leaves nothing behind, for who looks before there is one. */
export async function openScratchStore(): Promise<Store> {
  const database = await connect(":memory:", 0);
  database.exec(TEMPORARY);
  return { ...storeOf(database, ":memory:"), lock: () => Promise.resolve(() => Promise.resolve()) };
}

function storeOf(database: Libsql, path: string): Store {
  const prepare = cache((sql) => {
    const statement = database.prepare(sql);
    return statement.reader ? statement.raw(true) : statement;
  });
  const exec = (sql: string): Promise<void> =>
    later(path, () => {
      database.exec(sql);
    });
  const each: Store["each"] = (sql, params, take) =>
    later(path, () => {
      drain(prepare(sql).iterate(bound(params)), take);
    });
  return {
    kind: "sqlite",
    where: path,
    each,
    async rows(sql, params = []) {
      const rows: Row[] = [];
      await each(sql, params, (row) => rows.push(row));
      return rows;
    },
    run: (sql, params = []) => later(path, () => prepare(sql).run(bound(params)).changes),
    transaction: transactions(exec),
    text: (expression) => `CAST(${expression} AS TEXT)`,
    lock: () => lockFile(path),
    close: () =>
      later(path, () => {
        tidy(database);
        prepare.forget();
        database.close();
      }),
  };
}

function transactions(exec: (sql: string) => Promise<void>): Store["transaction"] {
  let inside = false;
  return async (work) => {
    if (inside) throw new Error("a transaction inside another");
    inside = true;
    try {
      await exec("BEGIN IMMEDIATE");
      try {
        const result = await work();
        await exec("COMMIT");
        return result;
      } catch (error) {
        // Where it fails, SQLite has rolled back itself.
        await exec("ROLLBACK").catch(() => undefined);
        throw error;
      }
    } finally {
      inside = false;
    }
  };
}

/** To the end even when `take` throws: a statement left half-way keeps its snapshot, and libsql cannot reset one. */
function drain(rows: Iterable<Row>, take: (row: Row) => void): void {
  let failed: { readonly error: unknown } | undefined;
  for (const row of rows) {
    if (failed) continue;
    try {
      take(row);
    } catch (error) {
      failed = { error };
    }
  }
  if (failed) throw failed.error;
}

/** A pragma that is not obeyed says nothing (WAL on a share, for one). @throws LEDGER_DISK */
function proveDurable(database: Libsql, path: string, journal: string): void {
  const [mode] = one(database, "PRAGMA journal_mode");
  const [level] = one(database, "PRAGMA synchronous");
  if (mode !== journal || level !== 2)
    throw siocError("LEDGER_DISK", {
      where: path,
      reason: `journal_mode=${mode ?? ""} synchronous=${level ?? ""}`,
    });
}

function one(database: Libsql, sql: string): readonly (string | number)[] {
  return [...database.prepare(sql).raw(true).iterate([])].flat() as (string | number)[];
}

/** What is in the WAL goes into the file, unless somebody reads; it is a courtesy, nothing depends on it. */
function tidy(database: Libsql): void {
  try {
    database.exec("PRAGMA busy_timeout = 0; PRAGMA wal_checkpoint(TRUNCATE)");
  } catch {
    // The next one to open does it.
  }
}

/** Always as one array: a bare Buffer, like a boolean, ends the process. A JS number would be stored as a REAL. */
function bound(params: readonly Value[]): Bound[] {
  return params.map((value) => {
    if (typeof value === "number") return Number.isSafeInteger(value) ? BigInt(value) : value;
    if (value === null || typeof value === "string" || Buffer.isBuffer(value)) return value;
    if (!(value instanceof Uint8Array)) return unfit(value);
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  });
}

/**
 * Statements compiled once: the same few are run again and again. libsql lets go of the file when they are collected,
 * not before.
 */
function cache(compile: (sql: string) => Statement): ((sql: string) => Statement) & { forget(): void } {
  const known = new Map<string, Statement>();
  const find = (sql: string): Statement => {
    let statement = known.get(sql);
    if (!statement) known.set(sql, (statement = compile(sql)));
    return statement;
  };
  return Object.assign(find, {
    forget: () => {
      known.clear();
    },
  });
}
