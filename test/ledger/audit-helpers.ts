import { execFileSync } from "node:child_process";

import { appendEvent, type Event, type Ledger } from "../../src/ledger/index.ts";
import { SQLITE_SHELL } from "./helpers.ts";

/** The same ledger at another time, or asked by somebody else. */
export function seen(ledger: Ledger, at: string, who = ledger.who): Ledger {
  return { ...ledger, now: Date.parse(at), who };
}

export function append(ledger: Ledger, event: Event): Promise<void> {
  return ledger.store.transaction(() => appendEvent(ledger, event));
}

/** Some events at a time. */
export async function events(ledger: Ledger, at: string, count = 1): Promise<void> {
  for (let i = 0; i < count; i++)
    await append(seen(ledger, at), { what: "run.sent", run: i + 1, data: { files: 2, bundle: `SIOC_${i}` } });
}

/** Tampers from outside, with another program than ours. */
export function shell(ledger: Ledger, sql: string): string {
  if (SQLITE_SHELL === undefined) throw new Error("no sqlite3");
  return execFileSync(SQLITE_SHELL, ["-bail", ledger.store.where, sql], { encoding: "utf8" }).trim();
}

/** Every event of the log as stored, the MAC left out. */
export async function log(
  ledger: Ledger,
): Promise<{ seq: number; at: string; who: string; what: string; run: number | null; data: string }[]> {
  const rows = await ledger.store.rows("SELECT seq, at, who, what, run, data FROM event ORDER BY seq");
  return rows.map(([seq, at, who, what, run, data]) => ({
    seq: Number(seq),
    at: String(at),
    who: String(who),
    what: String(what),
    run: run === null ? null : Number(run),
    data: String(data),
  }));
}
