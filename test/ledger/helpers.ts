import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

import { readKeyFile } from "../../src/crypto/index.ts";
import { openLedger, type LedgerOptions, type OpenLedger } from "../../src/ledger/index.ts";
import { listens, random, skipped } from "../sources/db/helpers.ts";

export const REGIONE = "030";
/** 22 November 2026, 10:00 in Rome. */
export const NOW = Date.UTC(2026, 10, 22, 9);

/** An empty ledger of its own, with a new key. */
export interface Bench {
  readonly ledger: OpenLedger;
  readonly options: LedgerOptions;
  /** Closes the handle and opens the same ledger again, as another command would. `later`: other options. */
  reopen(later?: Partial<LedgerOptions>): Promise<OpenLedger>;
  /** A second handle on the same ledger, as another process has; closed at `dispose`. */
  another(later?: Partial<LedgerOptions>): Promise<OpenLedger>;
  dispose(): Promise<void>;
}

export interface Engine {
  readonly name: string;
  /** Why it cannot be tried here. */
  readonly skip?: string;
  make(options?: Partial<LedgerOptions>): Promise<Bench>;
}

/**
 * Both engines, for `describe.each`: `describe.skipIf(engine.skip !== undefined)`. PostgreSQL is tried where one
 * answers on 127.0.0.1:5432; each bench has a schema of its own in a database of the machine's.
 */
export async function engines(): Promise<readonly Engine[]> {
  const here = await listens(5432);
  return [
    { name: "sqlite", make: (options) => bench(options, () => Promise.resolve({})) },
    {
      name: `postgres${here ? "" : skipped("no PostgreSQL on 127.0.0.1:5432")}`,
      ...(here ? {} : { skip: "no PostgreSQL" }),
      make: (options) => bench(options, newSchema),
    },
  ];
}

interface Place {
  readonly url?: string;
  readonly drop?: () => Promise<unknown>;
}

async function bench(given: Partial<LedgerOptions> = {}, place: () => Promise<Place>): Promise<Bench> {
  const folder = mkdtempSync(join(tmpdir(), "sioc-ledger-"));
  const { url, drop } = await place();
  const options: LedgerOptions = {
    file: join(folder, "registro", "registro.db"),
    keyFile: join(folder, "registro", "registro.key"),
    readKey: readKeyFile,
    regione: REGIONE,
    now: NOW,
    who: "prova@macchina",
    create: true,
    ...(url === undefined ? {} : { url }),
    ...given,
  };
  const opened: OpenLedger[] = [];
  const open = async (later: Partial<LedgerOptions> = {}): Promise<OpenLedger> => {
    const ledger = await openLedger({ ...options, ...later });
    opened.push(ledger);
    return ledger;
  };
  const ledger = await open();
  return {
    ledger,
    options,
    another: open,
    async reopen(later) {
      await opened.pop()?.close();
      return open(later);
    },
    async dispose() {
      for (const one of opened) await one.close().catch(() => undefined);
      await drop?.();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export const POSTGRES = "postgres://postgres@127.0.0.1:5432";

/** One database for all, made once: a schema costs a hundredth of it. */
async function newSchema(): Promise<Place> {
  const schema = random().toLowerCase();
  await psql("postgres", "CREATE DATABASE sioc_ledger_test").catch(() => "");
  await psql("sioc_ledger_test", `CREATE SCHEMA ${schema}`);
  return {
    url: `${POSTGRES}/sioc_ledger_test?schema=${schema}`,
    drop: () => psql("sioc_ledger_test", `SET client_min_messages = error; DROP SCHEMA ${schema} CASCADE`),
  };
}

/** What psql answers to one statement. */
export async function psql(database: string, sql: string): Promise<string> {
  const args = [
    "-h",
    "127.0.0.1",
    "-U",
    "postgres",
    "-d",
    database,
    "-X",
    "-A",
    "-t",
    "-v",
    "ON_ERROR_STOP=1",
    "-c",
  ];
  return (await promisify(execFile)("psql", [...args, sql], { timeout: 20_000 })).stdout.trim();
}

/** The SQLite shell of the machine, another program than ours; undefined where there is none. */
export const SQLITE_SHELL = ["/usr/bin/sqlite3", "/usr/local/bin/sqlite3"].find((path) => existsSync(path));
