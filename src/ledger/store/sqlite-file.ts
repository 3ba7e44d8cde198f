import { chmodSync, closeSync, lstatSync, mkdirSync, openSync, type Stats } from "node:fs";
import { dirname } from "node:path";

import { FILE_MODE, FOLDER_MODE, syncFolder } from "../../core/atomic.ts";
import { errnoOf, siocError } from "../../core/errors.ts";
import { codeOf, damage, guard, later } from "./fault.ts";

/** What is used of libsql. Its traps are in decision 0021. */
export interface Libsql {
  prepare(sql: string): Statement;
  exec(sql: string): void;
  close(): void;
}

export interface Statement {
  /** Gives rows; asked of one that does not, `raw` throws. */
  readonly reader: boolean;
  raw(on: boolean): Statement;
  iterate(params: readonly Bound[]): Iterable<readonly (string | number | null | Buffer)[]>;
  run(params: readonly Bound[]): { readonly changes: number };
}

/** What libsql may be given: a JS number is a REAL to it, anything else ends the process. */
export type Bound = string | number | bigint | null | Buffer;

/** An open file, made for its owner only where it is missing. @throws LEDGER_DISK */
export async function openFile(path: string, timeoutMs: number): Promise<Libsql> {
  guard(path, () => {
    ensureFolder(dirname(path));
    ensureFile(path);
  });
  return connect(path, timeoutMs);
}

/** @throws LEDGER_DISK */
export async function connect(path: string, timeoutMs: number): Promise<Libsql> {
  const { default: Database } = (await import("libsql")) as unknown as {
    default: new (path: string, options: { timeout: number }) => Libsql;
  };
  try {
    return new Database(path, { timeout: timeoutMs });
  } catch (error) {
    // libsql has no code for this one.
    throw siocError(
      "LEDGER_DISK",
      { where: path, reason: codeOf(error) || "SQLITE_CANTOPEN" },
      { cause: error },
    );
  }
}

/** @returns undefined when there is nothing; what is there and no file is refused. @throws LEDGER_DISK */
export function fileAt(path: string): Stats | undefined {
  return guard(path, () => {
    const stats = lstatSync(path, { throwIfNoEntry: false });
    if (stats === undefined || stats.isFile()) return stats;
    // Two names of one ledger would have two locks.
    throw siocError("LEDGER_DISK", { where: path, reason: stats.isSymbolicLink() ? "ELOOP" : "EISDIR" });
  });
}

/**
 * The lock of a ledger file: an exclusive lock of the operating system on `NAME.lock`, which dies with its process.
 * @throws LEDGER_LOCKED at once
 */
export async function lockFile(path: string): Promise<() => Promise<void>> {
  const lock = await openFile(`${path}.lock`, 0);
  try {
    lock.exec("BEGIN EXCLUSIVE");
  } catch (error) {
    lock.close();
    throw damage(path, error);
  }
  return () =>
    later(path, () => {
      lock.close();
    });
}

/** For its owner only; and still there after a power cut. */
export function ensureFolder(folder: string): void {
  const made = mkdirSync(folder, { recursive: true, mode: FOLDER_MODE });
  if (made !== undefined) syncFolder(dirname(made));
}

/**
 * Never opened when it is there already: closing it again would drop the locks this process has on it (POSIX).
 */
function ensureFile(path: string): void {
  if (fileAt(path) !== undefined) {
    chmodSync(path, FILE_MODE);
    return;
  }
  try {
    closeSync(openSync(path, "wx", FILE_MODE));
  } catch (error) {
    if (errnoOf(error) !== "EEXIST") throw error;
  }
}
