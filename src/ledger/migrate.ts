import { siocError } from "../core/errors.ts";
import { MIGRATIONS } from "./schema.ts";
import type { Store } from "./store/store.ts";

/** The schema this version of sioc knows. */
export const SCHEMA_VERSION = MIGRATIONS.length;

/** What the ledger says of itself; undefined where there is no table `meta`. @throws LEDGER_* */
export async function readMeta(store: Store): Promise<ReadonlyMap<string, string> | undefined> {
  const [there] = await store.rows(META_THERE[store.kind]);
  if (there === undefined) return undefined;
  const rows = await store.rows("SELECT name, value FROM meta");
  return new Map(rows.map(([name, value]) => [String(name), String(value)]));
}

/** The one question the two engines are not asked in the same words. */
const META_THERE = {
  sqlite: "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'meta'",
  postgres: "SELECT 1 FROM pg_tables WHERE schemaname = current_schema() AND tablename = 'meta'",
} as const;

/** The schema of a ledger, 0 without one. @throws LEDGER_VERSION, when it is newer than ours */
export function versionOf(
  meta: ReadonlyMap<string, string> | undefined,
  where: string,
  known = SCHEMA_VERSION,
): number {
  const found = Number(meta?.get("schema") ?? 0);
  if (found > known) throw siocError("LEDGER_VERSION", { where, found, known });
  return found;
}

/**
 * Brings an older ledger, or none, to the schema known here. Inside a transaction: as a whole or not at all, and
 * once, whoever else tries meanwhile.
 * @returns the version it had. @throws LEDGER_VERSION
 */
export async function migrate(store: Store, steps = MIGRATIONS): Promise<number> {
  const from = versionOf(await readMeta(store), store.where, steps.length);
  if (from === steps.length) return from;
  for (const statement of steps.slice(from).flat()) await store.run(statement);
  await setMeta(store, "schema", String(steps.length));
  return from;
}

export async function setMeta(store: Store, name: string, value: string): Promise<void> {
  await store.run(
    "INSERT INTO meta (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
    [name, value],
  );
}
