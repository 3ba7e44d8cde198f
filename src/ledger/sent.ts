import { siocError } from "../core/errors.ts";
import { appendEvent } from "./audit/append.ts";
import { instant, type Ledger } from "./ledger.ts";
import { runOf, type FileRow, type RunRow } from "./runs.ts";
import { settleRun } from "./run-stato.ts";

/** Identifiers the Ministry gave: one for all files of the run, or each its own, by file name or by dataset number. */
export interface Uploads {
  readonly all?: string;
  readonly byFile: ReadonlyMap<string, string>;
}

export interface Inviato {
  readonly run: RunRow;
  /** Files newly sent; none when it was all known. */
  readonly files: readonly string[];
  /** The run that had taken its place, when the one that was sent had been superseded. */
  readonly superseder: number | null;
}

/** Stati of a file the Ministry has not closed: told again with another identifier, it was uploaded again. */
const OPEN: ReadonlySet<string> = new Set(["prepared", "sent", "pending", "unknown"]);

/**
 * A bundle, or some of its files, has been uploaded. From `prepared`, from `superseded` (the older bundle went after
 * all), and again after the gateway refused the file (IF…). The same identifiers again change nothing.
 * @throws RUN_UNKNOWN, RUN_STATE, RUN_FILE, LEDGER_*
 */
export async function markSent(ledger: Ledger, id: number, uploads: Uploads): Promise<Inviato> {
  return ledger.store.transaction(async () => {
    const run = await runOf(ledger, id);
    const marks = marksOf(run, uploads).filter(({ file, idUpload }) => file.idUpload !== idUpload);
    const refused = marks.filter(({ file }) => !OPEN.has(file.stato));
    if (isUnsendable(run) || !(await mayReopen(ledger, id, refused)))
      throw siocError("RUN_STATE", { run: id, stato: run.stato, action: "sent" });
    for (const { file } of refused) await reopen(ledger, id, file);
    for (const { file, idUpload } of marks) await markFile(ledger, id, file, idUpload);
    if (marks.length > 0) await tell(ledger, run, marks);
    return {
      run: marks.length > 0 ? await settleRun(ledger, id) : run,
      files: marks.map(({ file }) => file.name),
      superseder: run.stato === "superseded" ? run.supersededBy : null,
    };
  });
}

/** A bundle the gateway turned away is as good as it was, unless a later run has taken up its records. */
async function mayReopen({ store }: Ledger, run: number, refused: readonly Mark[]): Promise<boolean> {
  if (refused.length === 0) return true;
  if (!refused.every(({ file }) => file.stato === "refused" && file.codice?.startsWith("IF") === true))
    return false;
  const later = await store.rows(
    `SELECT 1 FROM sending x JOIN sending y ON y.key = x.key AND y.run > x.run JOIN run u ON u.id = y.run
      WHERE x.run = ?1 AND u.stato NOT IN ('superseded', 'abandoned') LIMIT 1`,
    [run],
  );
  return later.length === 0;
}

async function reopen({ store }: Ledger, run: number, { name, dataset, prog }: FileRow): Promise<void> {
  await store.run(
    "UPDATE file SET stato = 'prepared', codice = NULL, esito_at = NULL WHERE run = ?1 AND name = ?2",
    [run, name],
  );
  await store.run(`UPDATE sending SET esito${dataset} = NULL WHERE run = ?1 AND file${dataset} = ?2`, [
    run,
    prog,
  ]);
}

function isUnsendable({ stato, purgedAt }: RunRow): boolean {
  return stato === "preparing" || stato === "abandoned" || purgedAt !== null;
}

interface Mark {
  readonly file: FileRow;
  readonly idUpload: string;
}

function marksOf(run: RunRow, { all, byFile }: Uploads): readonly Mark[] {
  for (const name of byFile.keys())
    if (!run.files.some((file) => isNamed(file, name)))
      throw siocError("RUN_FILE", {
        run: run.id,
        file: name,
        files: run.files.map((one) => one.name).join(", "),
      });
  return run.files.flatMap((file) => {
    const idUpload = byFile.get(file.name) ?? byFile.get(String(file.dataset)) ?? all;
    return idUpload === undefined ? [] : [{ file, idUpload }];
  });
}

function isNamed(file: FileRow, name: string): boolean {
  return file.name === name || String(file.dataset) === name;
}

async function markFile(ledger: Ledger, run: number, { name }: FileRow, idUpload: string): Promise<void> {
  await ledger.store.run(
    `UPDATE file SET id_upload = ?3, sent_at = ?4, stato = CASE WHEN stato = 'prepared' THEN 'sent' ELSE stato END
      WHERE run = ?1 AND name = ?2`,
    [run, name, idUpload, instant(ledger)],
  );
}

async function tell(ledger: Ledger, run: RunRow, marks: readonly Mark[]): Promise<void> {
  const ids = marks.map(({ file, idUpload }) => [`upload ${file.name}`, idUpload] as const);
  await appendEvent(ledger, {
    what: "run.sent",
    run: run.id,
    data: { bundle: run.bundle, from: run.stato, ...Object.fromEntries(ids) },
  });
}
