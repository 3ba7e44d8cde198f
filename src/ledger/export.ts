import type { Ledger } from "./ledger.ts";
import { readMeta } from "./migrate.ts";

/** What leaves the ledger: what was sent and what came back, in counts. No tag, no envelope, no row of a source. */
const TABLES = [
  [
    "run",
    "id periodo stato bundle manifest_sha256 prepared_at prepared_on who versions superseded_by sent_at closed_at purged_at",
    "id",
  ],
  [
    "run_azienda",
    "run azienda righe record scartati segnalati inseriti variati cancellati invariati in_attesa",
    "run azienda",
  ],
  ["file", "run name dataset prog records sha256 id_upload sent_at stato codice esito_at", "run name"],
  ["receipt", "id at specie run file id_upload sha256 codice verdetto motivo", "id"],
] as const;

export type ExportLine = Readonly<Record<string, string | number | null>>;

/** The ledger as objects, keys always in the same order; the first says whose ledger it is. @throws LEDGER_* */
export async function exportLedger({ store }: Ledger): Promise<readonly ExportLine[]> {
  const meta = await readMeta(store);
  const head: Record<string, string | null> = { type: "ledger" };
  for (const name of ["schema", "regione", "key_check", "created_at"]) head[name] = meta?.get(name) ?? null;
  const lines: ExportLine[] = [head];
  for (const [table, list, order] of TABLES) {
    const columns = list.split(" ");
    const sql = `SELECT ${columns.join(", ")} FROM ${table} ORDER BY ${order.split(" ").join(", ")}`;
    lines.push(...(await linesOf(store, table, columns, sql)));
  }
  const columns = ["azienda", "periodo", "stato1", "stato2", "records"];
  const sql = `SELECT azienda, periodo, stato1, stato2, CAST(count(*) AS INTEGER) FROM record
    GROUP BY azienda, periodo, stato1, stato2 ORDER BY azienda, periodo, stato1, stato2`;
  lines.push(...(await linesOf(store, "azienda", columns, sql)));
  return lines;
}

async function linesOf(
  store: Ledger["store"],
  type: string,
  columns: readonly string[],
  sql: string,
): Promise<ExportLine[]> {
  const rows = await store.rows(sql);
  return rows.map((row) => {
    const line: Record<string, string | number | null> = { type };
    columns.forEach((column, i) => {
      const value = row[i] ?? null;
      line[column] = value instanceof Uint8Array ? null : value;
    });
    return line;
  });
}
