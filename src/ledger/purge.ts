import { appendEvent } from "./audit/append.ts";
import { instant, type Ledger } from "./ledger.ts";
import type { Row } from "./store/store.ts";

/** A run whose bundle is still there as far as the ledger knows. Texts come from the ledger: to be checked before use. */
export interface RunBundle {
  readonly run: number;
  readonly periodo: string;
  readonly stato: string;
  readonly bundle: string;
  readonly folder: string;
  readonly manifestSha256: string;
  /** Names of the dataset files. */
  readonly files: readonly string[];
}

/** A bundle to delete: the Ministry has answered for each of its files, or it was never sent. */
export interface Purgeable extends RunBundle {
  readonly why: "outcome" | "superseded" | "abandoned";
  /** An earlier clean began and did not end. */
  readonly begun: boolean;
}

/** A bundle to keep: not sent yet, no outcome, outcome of some files only, or replaced after something of it was sent. */
export interface KeptRun extends RunBundle {
  readonly why: "prepared" | "sent" | "unknown" | "incomplete" | "was_sent";
}

/** Source: D.M. 4-8-2025, all. 1 §4.1.3.2: "a seguito dell'avvenuta ricezione delle ricevute il contenuto … è eliminato". */
export async function runsToPurge(
  ledger: Ledger,
): Promise<{ readonly purge: readonly Purgeable[]; readonly keep: readonly KeptRun[] }> {
  const { store } = ledger;
  const files = filesByRun(
    await store.rows("SELECT run, name, stato, id_upload, sent_at FROM file ORDER BY run, name"),
  );
  const begun = new Set(
    (await store.rows("SELECT DISTINCT run FROM event WHERE what = 'run.purging'")).map(([run]) =>
      Number(run),
    ),
  );
  const rows = await store.rows(
    `SELECT id, periodo, stato, bundle, folder, manifest_sha256, sent_at FROM run
     WHERE purged_at IS NULL AND stato <> 'preparing' ORDER BY id`,
  );
  const purge: Purgeable[] = [];
  const keep: KeptRun[] = [];
  for (const row of rows) {
    const own = files.get(Number(row[0])) ?? [];
    const run: RunBundle = {
      run: Number(row[0]),
      periodo: String(row[1]),
      stato: String(row[2]),
      bundle: String(row[3]),
      folder: String(row[4]),
      manifestSha256: String(row[5]),
      files: own.map(({ name }) => name),
    };
    const verdict = judge(run.stato, own, row[6] !== null);
    if (verdict.purge) purge.push({ ...run, why: verdict.why, begun: begun.has(run.run) });
    else keep.push({ ...run, why: verdict.why });
  }
  return { purge, keep };
}

interface FileOfRun {
  readonly name: string;
  readonly stato: string;
  readonly isSent: boolean;
}

function filesByRun(rows: readonly Row[]): ReadonlyMap<number, readonly FileOfRun[]> {
  const files = new Map<number, FileOfRun[]>();
  for (const [run, name, stato, idUpload, sentAt] of rows) {
    const own = files.get(Number(run)) ?? [];
    own.push({ name: String(name), stato: String(stato), isSent: idUpload !== null || sentAt !== null });
    files.set(Number(run), own);
  }
  return files;
}

const ANSWERED: readonly string[] = ["accepted", "partial", "refused"];

type Verdict =
  | { readonly purge: true; readonly why: Purgeable["why"] }
  | { readonly purge: false; readonly why: KeptRun["why"] };

function judge(stato: string, files: readonly FileOfRun[], isSent: boolean): Verdict {
  if (ANSWERED.includes(stato)) {
    const isWhole = files.length > 0 && files.every((file) => ANSWERED.includes(file.stato));
    return isWhole ? { purge: true, why: "outcome" } : { purge: false, why: "incomplete" };
  }
  if (stato === "superseded" || stato === "abandoned") {
    const wasSent = isSent || files.some((file) => file.isSent);
    return wasSent ? { purge: false, why: "was_sent" } : { purge: true, why: stato };
  }
  if (stato === "prepared" || stato === "sent") return { purge: false, why: stato };
  return { purge: false, why: "unknown" };
}

/** The intention, before a file is touched: whoever finds half a bundle knows what happened to it. */
export async function beginPurge(ledger: Ledger, { run, bundle, why, begun }: Purgeable): Promise<void> {
  if (begun) return;
  await ledger.store.transaction(() =>
    appendEvent(ledger, { what: "run.purging", run, data: { bundle, why } }),
  );
}

/** Said once the files are gone. `missing`: there were none where the ledger says they were. */
export async function endPurge(
  ledger: Ledger,
  { run, bundle, why }: Purgeable,
  { files, missing }: { readonly files: number; readonly missing: boolean },
): Promise<void> {
  const { store } = ledger;
  await store.transaction(async () => {
    await store.run("UPDATE run SET purged_at = ?2 WHERE id = ?1 AND purged_at IS NULL", [
      run,
      instant(ledger),
    ]);
    await appendEvent(ledger, { what: "run.purged", run, data: { bundle, why, files, missing } });
  });
}
