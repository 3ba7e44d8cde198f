import { codeOf as engineCodeOf } from "./store/fault.ts";
import { SiocError } from "../core/errors.ts";
import type { Ledger } from "./ledger.ts";
import { keyTag, openBusta } from "./traccia.ts";

/** What is looked at, in this order. */
export const CHECKS = ["engine", "tables", "orphans", "envelopes"] as const;

export interface LedgerCheck {
  readonly name: (typeof CHECKS)[number];
  readonly ok: boolean;
  /** How many were looked at. */
  readonly seen: number;
  /** How many are wrong. */
  readonly wrong: number;
  /** What the engine says: codes and names of tables only. */
  readonly reason?: string;
}

const TABLES = [
  ...["meta", "run", "run_azienda", "run_struttura", "file", "source", "sending", "record", "rejection"],
  ...["receipt", "event", "segment"],
] as const;
/** Tables whose rows belong to a run. */
const OF_A_RUN = ["run_azienda", "run_struttura", "file", "source", "sending", "rejection"] as const;

/** Looks at everything; what is wrong in one place does not hide the rest. Changes nothing. Never throws LEDGER_*. */
export async function checkLedger(ledger: Ledger): Promise<readonly LedgerCheck[]> {
  const looks = { engine, tables, orphans, envelopes };
  const checks: LedgerCheck[] = [];
  for (const name of CHECKS) checks.push({ name, ...(await seen(() => looks[name](ledger))) });
  return checks;
}

/** Rows a table. @throws LEDGER_* */
export async function countsOf({ store }: Ledger): Promise<Readonly<Record<string, number>>> {
  const counts: Record<string, number> = {};
  for (const table of TABLES) {
    const [row] = await store.rows(`SELECT CAST(count(*) AS INTEGER) FROM ${table}`);
    counts[table] = Number(row?.[0]);
  }
  return counts;
}

type Seen = Omit<LedgerCheck, "name">;

async function seen(look: () => Promise<Omit<Seen, "ok">>): Promise<Seen> {
  try {
    const found = await look();
    return { ok: found.wrong === 0, ...found };
  } catch (error) {
    const code =
      error instanceof SiocError ? String(error.data["reason"] ?? error.code) : engineCodeOf(error);
    if (code === "") throw error;
    return { ok: false, seen: 0, wrong: 1, reason: code };
  }
}

/** SQLite reads every page and index; PostgreSQL looks after itself, unless it was told not to. */
async function engine({ store }: Ledger): Promise<Omit<Seen, "ok">> {
  if (store.kind === "sqlite") {
    const rows = await store.rows("PRAGMA integrity_check");
    const wrong = rows.filter(([said]) => said !== "ok").length;
    return { seen: 1, wrong, ...(wrong > 0 ? { reason: "integrity_check" } : {}) };
  }
  const names = ["fsync", "full_page_writes", "synchronous_commit"];
  const off: string[] = [];
  for (const name of names) {
    const [row] = await store.rows("SELECT current_setting(?1)", [name]);
    if (row?.[0] === "off") off.push(name);
  }
  return { seen: names.length, wrong: off.length, ...(off.length > 0 ? { reason: off.join(", ") } : {}) };
}

async function tables(ledger: Ledger): Promise<Omit<Seen, "ok">> {
  await countsOf(ledger);
  return { seen: TABLES.length, wrong: 0 };
}

async function orphans({ store }: Ledger): Promise<Omit<Seen, "ok">> {
  const bad: string[] = [];
  let wrong = 0;
  for (const table of OF_A_RUN) {
    const sql = `SELECT CAST(count(*) AS INTEGER) FROM ${table} WHERE run NOT IN (SELECT id FROM run)`;
    const count = Number((await store.rows(sql))[0]?.[0]);
    wrong += count;
    if (count > 0) bad.push(table);
  }
  return { seen: OF_A_RUN.length, wrong, ...(bad.length > 0 ? { reason: bad.join(", ") } : {}) };
}

/** Every envelope opens with the key and holds the record it stands beside. */
async function envelopes({ store, keys }: Ledger): Promise<Omit<Seen, "ok">> {
  let count = 0;
  let wrong = 0;
  for (const table of ["record", "sending"])
    await store.each(`SELECT key, busta FROM ${table}`, [], ([key, busta]) => {
      if (!(key instanceof Uint8Array) || !(busta instanceof Uint8Array) || busta.length === 0) return;
      count++;
      if (!holds(keys, key, busta)) wrong++;
    });
  return { seen: count, wrong };
}

function holds(keys: Ledger["keys"], key: Uint8Array, busta: Uint8Array): boolean {
  try {
    return keyTag(keys, openBusta(keys, busta).chiave).equals(key);
  } catch {
    return false;
  }
}
