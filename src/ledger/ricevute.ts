/** Which files of which run an answer is about, and what is kept of the answer itself. */
import { printable } from "../core/redact.ts";
import type { Ricevuta } from "../model/ricevuta.ts";
import type { Motivo } from "./esiti-stato.ts";
import { instant, type Ledger } from "./ledger.ts";
import { runOf, type FileRow, type RunRow } from "./runs.ts";

/** The file an answer was read from. */
export interface Provenienza {
  /** Base name. */
  readonly name: string;
  readonly sha256: string;
  /** Where its bytes are kept. */
  readonly kept?: string;
}

export interface Bersaglio {
  readonly run: RunRow;
  readonly files: readonly FileRow[];
}

/**
 * The files an answer speaks of: those uploaded under its identifier (several when one was given to all), else the one
 * of that name, in the run that is hinted at or in the only run that has one. @throws LEDGER_*
 */
export async function targetOf(
  ledger: Ledger,
  ricevuta: Ricevuta,
  hint: number | undefined,
): Promise<Bersaglio | Motivo> {
  const { idUpload, nomeFile } = ricevuta;
  const byId = idUpload === undefined ? [] : await filesWhere(ledger, "id_upload = ?1", [idUpload]);
  const found = byId.length > 0 ? byId : await named(ledger, nomeFile, hint);
  const meant = found.filter(({ name }) => nomeFile === undefined || isSameFile(name, nomeFile));
  if (found.length > 0 && meant.length === 0) return "foreign";
  const runs = [...new Set(meant.map(({ run }) => run))];
  const [id] = runs;
  if (id === undefined || runs.length > 1) return "unknown_upload";
  if (hint !== undefined && hint !== id) return "foreign";
  const run = await runOf(ledger, id);
  const files = run.files.filter(({ name }) => meant.some((one) => one.name === name));
  if (isOver(run, byId.length > 0)) return "late";
  return byId.length === 0 && files.some((file) => isOther(file, idUpload)) ? "foreign" : { run, files };
}

/** Nothing of it can be told any more; a superseded one may have been sent all the same, if somebody says so. */
function isOver({ stato, purgedAt }: RunRow, declared: boolean): boolean {
  return purgedAt !== null || stato === "abandoned" || (stato === "superseded" && !declared);
}

/** The file is known under another identifier. */
function isOther(file: FileRow, idUpload: string | undefined): boolean {
  return file.idUpload !== null && idUpload !== undefined && file.idUpload !== idUpload;
}

interface Trovato {
  readonly run: number;
  readonly name: string;
}

async function filesWhere(
  { store }: Ledger,
  condition: string,
  params: readonly (string | number)[],
): Promise<readonly Trovato[]> {
  const rows = await store.rows(`SELECT run, name FROM file WHERE ${condition} ORDER BY run, name`, params);
  return rows.map(([run, name]) => ({ run: Number(run), name: String(name) }));
}

async function named(
  ledger: Ledger,
  nomeFile: string | undefined,
  hint: number | undefined,
): Promise<readonly Trovato[]> {
  if (hint !== undefined) {
    const files = await filesWhere(ledger, "run = ?1", [hint]);
    if (nomeFile === undefined) return files.length === 1 ? files : [];
    return files.filter(({ name }) => isSameFile(name, nomeFile));
  }
  if (nomeFile === undefined) return [];
  const all = await filesWhere(
    ledger,
    "run IN (SELECT id FROM run WHERE stato NOT IN ('preparing', 'superseded', 'abandoned'))",
    [],
  );
  return all.filter(({ name }) => isSameFile(name, nomeFile));
}

/** With its extensions or without, in any folder. */
function isSameFile(name: string, told: string): boolean {
  const base = told.replace(/^.*[\\/]/, "");
  return base !== "" && (name === base || name.startsWith(`${base}.`) || base.startsWith(`${name}.`));
}

/** The code an answer comes down to. */
export function codiceOf(ricevuta: Ricevuta): string | null {
  switch (ricevuta.specie) {
    case "caricamento":
    case "elaborazione":
      return ricevuta.codice.toUpperCase();
    case "validazione":
      return "MX11";
    case "scarti":
      return null;
  }
}

export interface Annotazione {
  readonly source: Provenienza;
  readonly ricevuta: Ricevuta;
  readonly run?: number | undefined;
  readonly file?: string | undefined;
  readonly verdetto: "applied" | "quarantined";
  readonly motivo?: Motivo | undefined;
}

/** @returns false when the very same was kept before. @throws LEDGER_* */
export async function keepReceipt(ledger: Ledger, note: Annotazione): Promise<boolean> {
  const { source, ricevuta, run, file, verdetto, motivo } = note;
  if (motivo !== undefined && (await isKept(ledger, note))) return false;
  await ledger.store.run(
    `INSERT INTO receipt (id, sha256, at, specie, name, run, file, id_upload, codice, verdetto, motivo, kept)
      SELECT coalesce(max(id), 0) + 1, ?1, ?2, ?3, ?4, CAST(?5 AS INTEGER), ?6, ?7, ?8, ?9, ?10, ?11 FROM receipt`,
    [
      source.sha256,
      instant(ledger),
      ricevuta.specie,
      printable(source.name, 200),
      run ?? null,
      file ?? null,
      ricevuta.idUpload === undefined ? null : printable(ricevuta.idUpload),
      printable(codiceOf(ricevuta) ?? "") || null,
      verdetto,
      motivo ?? null,
      source.kept ?? null,
    ],
  );
  return true;
}

async function isKept({ store }: Ledger, note: Annotazione): Promise<boolean> {
  const { source, ricevuta, verdetto, motivo = "", run = 0, file = "" } = note;
  const rows = await store.rows(
    `SELECT 1 FROM receipt WHERE sha256 = ?1 AND specie = ?2 AND verdetto = ?3 AND motivo = ?4
      AND coalesce(id_upload, '') = ?5 AND coalesce(run, 0) = ?6 AND coalesce(file, '') = ?7`,
    [source.sha256, ricevuta.specie, verdetto, motivo, printable(ricevuta.idUpload ?? ""), run, file],
  );
  return rows.length > 0;
}

/**
 * These bytes have already said all they have to say of these files. A list some of whose rows were joined to no record
 * may say more when it is read with a better map. @throws LEDGER_*
 */
export async function isDuplicate(
  { store }: Ledger,
  { sha256 }: Provenienza,
  ricevuta: Ricevuta,
  { run, files }: Bersaglio,
): Promise<boolean> {
  const rows = await store.rows(
    `SELECT 1 FROM receipt WHERE sha256 = ?1 AND specie = ?2 AND run = ?3 AND coalesce(file, '') = ?4
      AND verdetto = 'applied' AND coalesce(motivo, '') <> 'unmatched_rows' AND coalesce(codice, '') = ?5`,
    [sha256, ricevuta.specie, run.id, fileOf(files) ?? "", printable(codiceOf(ricevuta) ?? "")],
  );
  return rows.length > 0;
}

/** The name a receipt is kept under: none when it is of all the files of an upload. */
export function fileOf(files: readonly FileRow[]): string | undefined {
  return files.length === 1 ? files[0]?.name : undefined;
}
