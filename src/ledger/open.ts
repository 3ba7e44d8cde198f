import { randomBytes } from "node:crypto";
import { lstatSync, renameSync, rmSync } from "node:fs";
import { basename, dirname } from "node:path";

import { syncFolder, writeWhole } from "../core/atomic.ts";
import { siocError, type SiocError } from "../core/errors.ts";
import { printable } from "../core/redact.ts";
import { appendEvent } from "./audit/append.ts";
import { LEDGER_KEY_BYTES, ledgerKeys, type LedgerKeys } from "./keys.ts";
import { instant, type Ledger } from "./ledger.ts";
import { migrate, readMeta, SCHEMA_VERSION, setMeta, versionOf } from "./migrate.ts";
import { guard } from "./store/fault.ts";
import { openPostgresStore } from "./store/postgres.ts";
import { ensureFolder, fileAt, lockFile } from "./store/sqlite-file.ts";
import { openScratchStore, openSqliteStore } from "./store/sqlite.ts";
import type { Store } from "./store/store.ts";

export interface LedgerOptions {
  /** Absolute path of the SQLite file; not looked at when there is a `url`. */
  readonly file: string;
  /** Of PostgreSQL, as its private file holds it. */
  readonly url?: string | undefined;
  /** Absolute path of the local key. */
  readonly keyFile: string;
  /** Reads a private file after looking at its permissions: `readKeyFile` of crypto/, which ledger/ does not know. */
  readonly readKey: (path: string) => Buffer;
  readonly regione: string;
  /** ms since 1970. */
  readonly now: number;
  readonly who: string;
  /** A missing ledger is made, with its key. */
  readonly create: boolean;
}

export interface OpenLedger extends Ledger {
  close(): Promise<void>;
}

/**
 * Opens the ledger: brings its schema to ours, and makes sure that it is of this region and of this key. Takes no
 * lock (`store.lock()` is for who is about to write) and, but for a migration, writes nothing.
 * @throws LEDGER_ABSENT (nothing is made on disk), LEDGER_VERSION, LEDGER_REGION, LEDGER_KEY (also when the key of a
 * ledger is missing), LEDGER_DISK, LEDGER_DAMAGED, LEDGER_CONNECT, LEDGER_LOCKED (while another makes it), what
 * `readKey` throws
 */
export async function openLedger(options: LedgerOptions): Promise<OpenLedger> {
  const store = await (options.url === undefined
    ? openFileStore(options)
    : openServerStore(options.url, options));
  try {
    return await admitted(store, options);
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** An empty ledger of this process alone, that leaves nothing behind: for who looks before there is one. */
export async function openScratchLedger(
  options: Pick<LedgerOptions, "regione" | "now" | "who"> & { readonly secret: Uint8Array },
): Promise<OpenLedger> {
  const store = await openScratchStore();
  await store.transaction(() => migrate(store));
  const { regione, now, who, secret } = options;
  return { store, keys: ledgerKeys(secret), regione, now, who, close: () => store.close() };
}

async function openFileStore(options: LedgerOptions): Promise<Store> {
  const { file, create } = options;
  const found = fileAt(file);
  if (found === undefined && !create) throw siocError("LEDGER_ABSENT", { where: file });
  if (found?.size === 0) throw siocError("LEDGER_DAMAGED", { where: file, reason: "0 byte" });
  if (found === undefined) await makeFile(options);
  return openSqliteStore(file);
}

/** Under another name until it is whole: a ledger that is there and empty was cut by somebody. */
async function makeFile(options: LedgerOptions): Promise<void> {
  const { file } = options;
  const release = await lockFile(file);
  try {
    if (fileAt(file) !== undefined) return;
    const part = `${file}.part`;
    guard(file, () => {
      for (const end of ["", "-wal", "-shm", "-journal"]) rmSync(part + end, { force: true });
    });
    const store = await openSqliteStore(part, "delete");
    try {
      await install(store, options);
    } finally {
      await store.close();
    }
    guard(file, () => {
      renameSync(part, file);
      syncFolder(dirname(file));
    });
  } finally {
    await release();
  }
}

async function openServerStore(url: string, options: LedgerOptions): Promise<Store> {
  const store = await openPostgresStore(url);
  try {
    if ((await readMeta(store)) !== undefined) return store;
    if (!options.create) throw siocError("LEDGER_ABSENT", { where: store.where });
    const release = await store.lock();
    try {
      if ((await readMeta(store)) === undefined) await install(store, options);
    } finally {
      await release();
    }
    return store;
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** Key first: without it what the ledger holds is lost. One already there is kept. */
async function install(store: Store, options: LedgerOptions): Promise<void> {
  const found = hasKey(options.keyFile);
  if (!found) {
    guard(options.keyFile, () => {
      ensureFolder(dirname(options.keyFile));
      writeWhole(options.keyFile, `${randomBytes(LEDGER_KEY_BYTES).toString("hex")}\n`);
    });
  }
  const keys = keysOf(options);
  if (keys === undefined) throw keyRefused(options, store.where, "0-9A-F, 64");
  const ledger = ledgerOf(store, keys, options);
  await store.transaction(async () => {
    await migrate(store);
    await setMeta(store, "regione", options.regione);
    await setMeta(store, "key_check", ledger.keys.check);
    await setMeta(store, "created_at", instant(ledger));
    await appendEvent(ledger, {
      what: "ledger.created",
      data: { schema: SCHEMA_VERSION, key_check: ledger.keys.check, key: found ? "found" : "made" },
    });
  });
}

async function admitted(store: Store, options: LedgerOptions): Promise<OpenLedger> {
  const { where } = store;
  const meta = await readMeta(store);
  if (meta === undefined) throw siocError("LEDGER_DAMAGED", { where, reason: "meta" });
  const version = versionOf(meta, where);
  const found = meta.get("regione") ?? "";
  if (found !== options.regione)
    throw siocError("LEDGER_REGION", { where, found: printable(found), regione: options.regione });
  const expected = meta.get("key_check") ?? "";
  const keys = hasKey(options.keyFile) ? keysOf(options) : undefined;
  if (keys?.check !== expected) throw keyRefused(options, where, printable(expected));
  if (version < SCHEMA_VERSION) await store.transaction(() => migrate(store));
  return { ...ledgerOf(store, keys, options), close: () => store.close() };
}

function ledgerOf(store: Store, keys: LedgerKeys, { regione, now, who }: LedgerOptions): Ledger {
  return { store, keys, regione, now, who };
}

function hasKey(path: string): boolean {
  return guard(path, () => lstatSync(path, { throwIfNoEntry: false }) !== undefined);
}

/** undefined when the file holds something else. */
function keysOf({ keyFile, readKey }: LedgerOptions): LedgerKeys | undefined {
  const text = readKey(keyFile).toString("latin1").trim();
  return /^[0-9A-Fa-f]{64}$/.test(text) ? ledgerKeys(Buffer.from(text, "hex")) : undefined;
}

function keyRefused({ keyFile }: LedgerOptions, where: string, expected: string): SiocError {
  return siocError("LEDGER_KEY", { file: printable(basename(keyFile)), where, expected });
}
