import type { IsoDate } from "../core/dates.ts";
import { siocError } from "../core/errors.ts";
import { appendEvent } from "./audit/append.ts";
import { instant, type Ledger } from "./ledger.ts";
import { SENDING_OF_RECORD, SENDING_OF_STAGE } from "./runs-sql.ts";
import type { Cancellazione, Stage } from "./stage.ts";
import type { Row, Store, Value } from "./store/store.ts";

/** A dataset file of a bundle. */
export interface FileInfo {
  readonly name: string;
  readonly dataset: 1 | 2;
  /** From 1 within its dataset. */
  readonly prog: number;
  readonly records: number;
  readonly sha256: string;
}

/** A file that was read. `idx` is the `file` of a {@link Position}. */
export interface SourceInfo {
  readonly idx: number;
  readonly azienda: string;
  readonly ruolo: string;
  readonly name: string;
  readonly sha256: string;
  readonly rows: number;
}

/** Counts of a run, as `run_azienda` keeps them. */
export interface AziendaInfo {
  readonly azienda: string;
  readonly righe: number;
  readonly record: number;
  readonly scartati: number;
  readonly segnalati: number;
  readonly inseriti: number;
  readonly variati: number;
  readonly cancellati: number;
  readonly invariati: number;
  readonly inAttesa: number;
}

export interface RunInfo {
  readonly id: number;
  readonly periodo: string;
  /** Base name of the bundle. */
  readonly bundle: string;
  /** Absolute path of the folder it is written in. */
  readonly folder: string;
  readonly manifestSha256: string;
  /** {@link Stage.digest} */
  readonly content: Buffer;
  readonly preparedOn: IsoDate;
  /** What made it (program, layout, schema, tables…) and its version. */
  readonly versions: Readonly<Record<string, string | number | boolean | null>>;
  /** Control value of the CUNI key. */
  readonly keyCheck: string;
  /** Template of the Id_Rec. */
  readonly idRec: string;
  readonly files: readonly FileInfo[];
  readonly sources: readonly SourceInfo[];
  readonly aziende: readonly AziendaInfo[];
  readonly strutture: readonly {
    readonly azienda: string;
    readonly struttura: string;
    readonly record: number;
  }[];
  /** Runs its bundle takes the place of. */
  readonly replaced: readonly number[];
}

export interface FileRow extends FileInfo {
  readonly idUpload: string | null;
  readonly sentAt: string | null;
  readonly stato: string;
  readonly codice: string | null;
  readonly esitoAt: string | null;
}

export interface RunRow {
  readonly id: number;
  readonly periodo: string;
  readonly stato: string;
  readonly bundle: string;
  readonly folder: string;
  readonly manifestSha256: string;
  readonly content: Buffer;
  readonly preparedAt: string;
  readonly preparedOn: string;
  readonly who: string;
  /** JSON */
  readonly versions: string;
  readonly keyCheck: string;
  readonly idRec: string;
  readonly supersededBy: number | null;
  readonly sentAt: string | null;
  readonly closedAt: string | null;
  readonly purgedAt: string | null;
  readonly files: readonly FileRow[];
}

/** The number of the next run. One that was rolled back is not given again: the log speaks of it. @throws LEDGER_* */
export async function nextRunId({ store }: Ledger): Promise<number> {
  const [row] = await store.rows(
    `SELECT coalesce((SELECT max(id) FROM run), 0), coalesce((SELECT max(run) FROM event), 0)`,
  );
  return Math.max(Number(row?.[0]), Number(row?.[1])) + 1;
}

/**
 * Puts down what is about to get its name: the run in state `preparing`, its files, sources and counts, and in
 * `sending` what was decided on the stage plus the cancellations. One transaction. @throws LEDGER_*
 */
export async function beginRun(
  ledger: Ledger,
  _stage: Stage,
  info: RunInfo,
  cancellazioni: readonly Cancellazione[],
): Promise<void> {
  const { store } = ledger;
  await store.transaction(async () => {
    await insertRun(ledger, info);
    await insertCounts(store, info);
    const [decided] = await store.rows("SELECT CAST(count(*) AS INTEGER) FROM deciso");
    const written = await store.run(SENDING_OF_STAGE, [info.id]);
    if (written !== Number(decided?.[0])) throw new Error("a row was decided that was not staged");
    for (const one of cancellazioni) await insertCancellazione(store, info.id, one);
    for (const id of info.replaced)
      await store.run("UPDATE run SET superseded_by = ?1 WHERE id = ?2 AND stato = 'prepared'", [
        info.id,
        id,
      ]);
  });
}

async function insertRun(ledger: Ledger, info: RunInfo): Promise<void> {
  await insert(ledger.store, "run", {
    id: info.id,
    periodo: info.periodo,
    stato: "preparing",
    bundle: info.bundle,
    folder: info.folder,
    manifest_sha256: info.manifestSha256,
    content: info.content,
    prepared_at: instant(ledger),
    prepared_on: info.preparedOn,
    who: ledger.who,
    versions: canonical(info.versions),
    key_check: info.keyCheck,
    id_rec: info.idRec,
  });
}

async function insertCounts(store: Store, info: RunInfo): Promise<void> {
  const run = info.id;
  for (const file of info.files) await insert(store, "file", { run, ...file, stato: "prepared" });
  for (const source of info.sources) await insert(store, "source", { run, ...source });
  for (const struttura of info.strutture) await insert(store, "run_struttura", { run, ...struttura });
  for (const { inAttesa, ...counts } of info.aziende)
    await insert(store, "run_azienda", { run, ...counts, in_attesa: inAttesa });
}

async function insertCancellazione(store: Store, run: number, one: Cancellazione): Promise<void> {
  const { old, seq, tipo1, tipo2 } = one;
  const place = (tipo: "C" | null, at: number): number | null => (tipo === null ? null : at);
  const written = await store.run(SENDING_OF_RECORD, [
    run,
    seq,
    old.key,
    tipo1,
    tipo2,
    place(tipo1, one.file1),
    place(tipo1, one.ord1),
    place(tipo2, one.file2),
    place(tipo2, one.ord2),
  ]);
  if (written !== 1) throw new Error("a cancellation of a key the ledger does not hold");
}

/** Names of columns are ours; what goes in is a parameter. */
async function insert(store: Store, table: string, row: Readonly<Record<string, Value>>): Promise<void> {
  const names = Object.keys(row);
  const places = names.map((_, i) => `?${i + 1}`);
  await store.run(
    `INSERT INTO ${table} (${names.join(", ")}) VALUES (${places.join(", ")})`,
    Object.values(row),
  );
}

function canonical(versions: RunInfo["versions"]): string {
  return JSON.stringify(
    Object.fromEntries(Object.entries(versions).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))),
  );
}

/**
 * The bundle has its name: `preparing` → `prepared`, and the runs it takes the place of → `superseded`. One
 * transaction. @throws LEDGER_*, RUN_UNKNOWN, RUN_STATE
 */
export async function publishRun(ledger: Ledger, id: number): Promise<void> {
  await ledger.store.transaction(() => publish(ledger, id));
}

async function publish(ledger: Ledger, id: number): Promise<void> {
  const { store } = ledger;
  const run = await runOf(ledger, id);
  if (run.stato !== "preparing")
    throw siocError("RUN_STATE", { run: id, stato: run.stato, action: "prepare" });
  await store.run("UPDATE run SET stato = 'prepared' WHERE id = ?1", [id]);
  const replaced = await store.rows(
    "SELECT id FROM run WHERE superseded_by = ?1 AND stato = 'prepared' ORDER BY id",
    [id],
  );
  const records = run.files.reduce((sum, file) => sum + file.records, 0);
  const { bundle, periodo, manifestSha256 } = run;
  await appendEvent(ledger, {
    what: "run.prepared",
    run: id,
    data: { bundle, periodo, manifest: manifestSha256, files: run.files.length, records },
  });
  for (const [old] of replaced) {
    await store.run("UPDATE run SET stato = 'superseded' WHERE id = ?1", [Number(old)]);
    await appendEvent(ledger, { what: "run.superseded", run: Number(old), data: { by: id } });
  }
}

/**
 * Finishes or forgets a run that died between putting itself down and the name of its bundle. At the start of every
 * command that writes, under the lock. @throws LEDGER_*, what `isPublished` throws
 */
export async function recoverRuns(
  ledger: Ledger,
  isPublished: (run: Pick<RunRow, "id" | "bundle" | "folder" | "manifestSha256">) => boolean,
): Promise<readonly { readonly id: number; readonly finished: boolean }[]> {
  const hung = await runsWhere(ledger, "stato = 'preparing'", []);
  const told: { readonly id: number; readonly finished: boolean }[] = [];
  for (const run of hung) {
    const finished = isPublished(run);
    await ledger.store.transaction(() => (finished ? publish(ledger, run.id) : forget(ledger, run)));
    told.push({ id: run.id, finished });
  }
  return told;
}

async function forget(ledger: Ledger, { id, bundle }: RunRow): Promise<void> {
  const { store } = ledger;
  for (const table of ["sending", "file", "source", "run_azienda", "run_struttura"])
    await store.run(`DELETE FROM ${table} WHERE run = ?1`, [id]);
  await store.run("DELETE FROM run WHERE id = ?1", [id]);
  await store.run("UPDATE run SET superseded_by = NULL WHERE superseded_by = ?1", [id]);
  await appendEvent(ledger, { what: "run.rolled_back", run: id, data: { bundle } });
}

/**
 * A run with the same content that is still to be sent or whose outcome is awaited: preparing it again would make two
 * bundles of one content. One that is closed is none: what was accepted, cancelled, then put back is sent again.
 * @throws LEDGER_*
 */
export async function sameContent(
  ledger: Ledger,
  periodo: string,
  content: Buffer,
): Promise<RunRow | undefined> {
  const found = await runsWhere(
    ledger,
    `periodo = ?1 AND content = ?2 AND closed_at IS NULL
      AND stato NOT IN ('preparing', 'superseded', 'abandoned', 'refused')`,
    [periodo, content],
  );
  return found.at(-1);
}

/**
 * Prepared, unsent runs of the periodo whose aziende are all among these: a new export of them takes their place.
 * @throws LEDGER_*
 */
export async function replaceable(
  { store }: Ledger,
  periodo: string,
  aziende: readonly string[],
): Promise<readonly number[]> {
  const rows = await store.rows(
    `SELECT r.id, a.azienda FROM run r LEFT JOIN run_azienda a ON a.run = r.id
      WHERE r.stato = 'prepared' AND r.periodo = ?1 ORDER BY r.id`,
    [periodo],
  );
  const others = new Set<Value>(
    rows.filter(([, azienda]) => !aziende.includes(String(azienda))).map(([id]) => id ?? null),
  );
  return [...new Set(rows.map(([id]) => Number(id)))].filter((id) => !others.has(id));
}

/** @throws RUN_UNKNOWN, LEDGER_* */
export async function runOf(ledger: Ledger, id: number): Promise<RunRow> {
  const [run] = await runsWhere(ledger, "id = ?1", [id]);
  if (!run) throw siocError("RUN_UNKNOWN", { run: id });
  return run;
}

/** Runs, first to last; of one periodo, or of all. @throws LEDGER_* */
export function listRuns(
  ledger: Ledger,
  { periodo }: { readonly periodo?: string } = {},
): Promise<readonly RunRow[]> {
  return periodo === undefined
    ? runsWhere(ledger, "1 = 1", [])
    : runsWhere(ledger, "periodo = ?1", [periodo]);
}

/** Declares that a bundle will not be sent. @throws RUN_UNKNOWN, RUN_STATE, LEDGER_* */
export async function abandonRun(ledger: Ledger, id: number): Promise<void> {
  await ledger.store.transaction(async () => {
    const { stato, bundle } = await runOf(ledger, id);
    if (stato !== "prepared") throw siocError("RUN_STATE", { run: id, stato, action: "abandon" });
    await ledger.store.run("UPDATE run SET stato = 'abandoned' WHERE id = ?1", [id]);
    await appendEvent(ledger, { what: "run.abandoned", run: id, data: { bundle } });
  });
}

async function runsWhere(
  { store }: Ledger,
  condition: string,
  params: readonly Value[],
): Promise<readonly RunRow[]> {
  const runs = await store.rows(
    `SELECT id, periodo, stato, bundle, folder, manifest_sha256, content, prepared_at, prepared_on, who, versions,
      key_check, id_rec, superseded_by, sent_at, closed_at, purged_at FROM run WHERE ${condition} ORDER BY id`,
    params,
  );
  if (runs.length === 0) return [];
  const files = await store.rows(
    `SELECT run, name, dataset, prog, records, sha256, id_upload, sent_at, stato, codice, esito_at FROM file
      WHERE run IN (SELECT id FROM run WHERE ${condition}) ORDER BY run, dataset, prog, name`,
    params,
  );
  return runs.map((row) => runRow(row, files.filter(([run]) => run === row[0]).map(fileRow)));
}

function runRow(row: Row, files: readonly FileRow[]): RunRow {
  const [id, periodo, stato, bundle, folder, manifest, content, at, on, who, ...rest] = row;
  const [versions, keyCheck, idRec, by, sentAt, closedAt, purgedAt] = rest;
  return {
    id: Number(id),
    periodo: String(periodo),
    stato: String(stato),
    bundle: String(bundle),
    folder: String(folder),
    manifestSha256: String(manifest),
    content: Buffer.from(content instanceof Uint8Array ? content : []),
    preparedAt: String(at),
    preparedOn: String(on),
    who: String(who),
    versions: String(versions),
    keyCheck: String(keyCheck),
    idRec: String(idRec),
    supersededBy: typeof by === "number" ? by : null,
    sentAt: words(sentAt),
    closedAt: words(closedAt),
    purgedAt: words(purgedAt),
    files,
  };
}

function fileRow(row: Row): FileRow {
  const [, name, dataset, prog, records, sha256, idUpload, sentAt, stato, codice, esitoAt] = row;
  return {
    name: String(name),
    dataset: dataset === 1 ? 1 : 2,
    prog: Number(prog),
    records: Number(records),
    sha256: String(sha256),
    idUpload: words(idUpload),
    sentAt: words(sentAt),
    stato: String(stato),
    codice: words(codice),
    esitoAt: words(esitoAt),
  };
}

function words(cell: Value | undefined): string | null {
  return typeof cell === "string" ? cell : null;
}
