import { instant, type Ledger } from "./ledger.ts";
import { runOf, type FileRow, type RunRow } from "./runs.ts";

/** Stati of a file of which the Ministry has said its last word. */
export const CLOSED: ReadonlySet<string> = new Set(["accepted", "partial", "refused"]);

/** The state of a run follows those of its files. */
export function runStatoOf(files: readonly Pick<FileRow, "stato">[]): string {
  const stati = files.map(({ stato }) => stato);
  if (stati.includes("unknown")) return "unknown";
  if (stati.every((stato) => stato === "prepared")) return "prepared";
  if (!stati.every((stato) => CLOSED.has(stato))) return "sent";
  return stati.every((stato) => stato === stati[0]) ? (stati[0] ?? "sent") : "partial";
}

/** Gives a run the state of its files. Inside the transaction that changed them. @throws LEDGER_* */
export async function settleRun(ledger: Ledger, id: number): Promise<RunRow> {
  const { files } = await runOf(ledger, id);
  const closed = files.every(({ stato }) => CLOSED.has(stato));
  await ledger.store.run(
    `UPDATE run SET stato = ?2, sent_at = coalesce(sent_at, ?3),
      closed_at = CASE WHEN CAST(?4 AS INTEGER) = 1 THEN coalesce(closed_at, ?3) ELSE NULL END WHERE id = ?1`,
    [id, runStatoOf(files), instant(ledger), closed ? 1 : 0],
  );
  return runOf(ledger, id);
}
