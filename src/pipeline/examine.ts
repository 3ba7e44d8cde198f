import { availableParallelism } from "node:os";
import { basename } from "node:path";

import type { Spool } from "../core/spool.ts";
import type { Finding } from "../model/finding.ts";
import type { Position } from "../model/record.ts";
import {
  openRaccolta,
  posizione,
  type Fatti,
  type FileTable,
  type Raccolta,
  type Riepilogo,
} from "../report/index.ts";
import type { Ledger } from "../ledger/index.ts";
import { esitoDi, noteProvince, regolaDi, regoleSaltate, VERSIONE_REGOLE } from "../rules/index.ts";
import { giorno, type Message } from "../text/index.ts";
import { FLAG } from "./columns.ts";
import {
  fillStoria,
  judgeAbsent,
  judgeDeaths,
  openConfronto,
  uncertain,
  type Confronto,
  type Coppie,
} from "./confronto.ts";
import {
  openFonti,
  openInput,
  type Fonte,
  type FonteConfig,
  type FonteFailure,
  type InputFile,
} from "./inputs.ts";
import type { BuildInit } from "./jobs.ts";
import { fileFinding, nothingRead } from "./file-finding.ts";
import { judge, type Judged } from "./judge.ts";
import { openPool, type Pool } from "./pool.ts";
import type { RunColumns } from "./rilievi.ts";
import { settle } from "./settle.ts";
import type { Ambient, Setup } from "./setup.ts";
import { decideTipi, settleTipi, type Bilancio } from "./storia.ts";
import { openTables } from "./tables.ts";

/** Below this many bytes of rows, starting threads costs more than it saves. */
const WORTH_THREADS = 3_000_000;

/** Records after judging and settling, by azienda. */
export interface AziendaCounts {
  readonly azienda: string;
  righe: number;
  record: number;
  scartati: number;
  segnalati: number;
}

export interface Examined {
  readonly fonti: readonly Fonte[];
  readonly failures: readonly FonteFailure[];
  readonly judged: Judged;
  readonly aziende: readonly AziendaCounts[];
  readonly record: number;
  readonly scartati: number;
  /** Rows that never became part of a record: unreadable, or details without a stay. */
  readonly perse: number;
  readonly notes: readonly Message[];
  /** Beside the ledger; absent when only judging. */
  readonly confronto?: Confronto & {
    readonly bilancio: Bilancio;
    readonly coppie: Coppie;
    /** {@link uncertain} */
    readonly incerte: readonly string[];
  };
  /** Of each file, by index: what its row in file table says and what was read of it. */
  readonly files: readonly InputFile[];
}

export interface Examination {
  readonly pool: Pool;
  readonly raccolta: Raccolta;
  readonly examined: Examined;
  /** Writes summary.json and gives every report its name. */
  close(comando: string, run: number | undefined, stages: Fatti["stages"]): Riepilogo;
  /** Removes what was not published and ends the threads. */
  dispose(): Promise<void>;
}

/**
 * Stages 1 and 2: opens every file, reads and judges every row, settles the rules between records. What `validate`
 * is, and what `prepare` begins with (then with `build` and a spool).
 * @throws NOTHING_READ when no file of any azienda could be read or no row was there
 */
export async function examine(
  setup: Setup,
  configs: readonly FonteConfig[],
  ambient: Ambient,
  build?: { readonly init: BuildInit; readonly spool: Spool; readonly ledger: Ledger },
): Promise<Examination> {
  const outcomesPath = setup.config.get("identity.outcomes");
  const options = {
    layout: setup.layout,
    text: ambient.text,
    tipo: setup.tipo === "auto" ? "I" : setup.tipo,
    conEsiti: outcomesPath !== undefined,
  };
  const { fonti, failures } = await openFonti(configs, options);
  if (fonti.length === 0) throw nothingRead(failures, ambient.text);
  const files = fonti.flatMap((fonte) => fonte.files);
  const outcomes =
    outcomesPath === undefined ? undefined : await openOutcomes(outcomesPath, files.length, options);
  const all = outcomes ? [...files, outcomes] : files;
  const table: FileTable = [
    ...all.map(({ nome, azienda, spec, source }) => ({
      nome,
      azienda,
      ruolo: spec.ruolo,
      ...(source.place && { place: (row: number) => source.place?.(row) ?? { line: row } }),
    })),
    ...failures.map(({ azienda, file, ruolo }) => ({ nome: basename(file), azienda, ruolo })),
  ];
  const totalBytes = all.reduce((sum, file) => sum + file.source.sizeBytes, 0);
  const weight = all.reduce((sum, file) => sum + file.source.weight, 0);
  const raccolta = openRaccolta({
    folder: setup.reportFolder,
    text: ambient.text,
    files: table,
    regole: regolaDi,
    headerOf: (file, colonna) => headerOf(all[file], colonna),
  });
  const pool = await openPool(stationInit(setup, ambient, build?.init), threadsFor(setup, weight));
  let confronto: Confronto | undefined;
  const dispose = async (): Promise<void> => {
    raccolta.discard();
    await confronto?.stage.close();
    await pool.close();
  };
  try {
    confronto = build && (await openConfronto(build.ledger, setup, wholeAziende(fonti, failures)));
    let scarti = 0;
    const report = (finding: Finding): void => {
      if (finding.esito === "scarto") scarti++;
      raccolta.add(finding);
    };
    failures.forEach((failure, i) => {
      const finding = fileFinding(failure, all.length + i, ambient.text);
      if (finding) report(finding);
    });
    const judged = await judge(fonti, outcomes, {
      pool,
      report,
      ...(build && { spool: build.spool }),
      ...(confronto && { stage: confronto.stage }),
      signal: ambient.signal,
      progress: (rows, bytes) => {
        ambient.progress({ fase: "lettura", rows, bytes, totalBytes, scarti });
      },
    });
    if (judged.columns.length === 0 && rowsOf(judged) === 0) throw nothingRead(failures, ambient.text);
    ambient.progress({ fase: "incroci", rows: rowsOf(judged), bytes: totalBytes, totalBytes, scarti });
    ambient.signal.throwIfAborted();
    const run = runColumns(setup, judged, report);
    const fileOf = firstFileOf(fonti);
    if (setup.periodo.ultimo < ambient.today) judgeLate(setup, fonti, report);
    const incerte = uncertain(fonti, judged);
    const coppie = confronto && (await compareRun(confronto, setup, run, judged, { fileOf, incerte }));
    settleRun(setup, run, table);
    const compared = confronto && coppie && { ...confronto, coppie, incerte, bilancio: settleTipi(run) };
    const counts = countRecords(judged, table, fonti, all);
    const examined: Examined = {
      fonti,
      failures,
      judged,
      ...counts,
      notes: notesOf(setup, judged),
      files: all,
      ...(compared && { confronto: compared }),
    };
    return {
      pool,
      raccolta,
      examined,
      close: (comando, run, stages) =>
        raccolta.close(fattiOf(comando, run, stages, setup, ambient, examined)),
      dispose,
    };
  } catch (error) {
    await dispose();
    throw error;
  }
}

/** Aziende all of whose sources were read: of another nothing can be said to be gone, nor its bundle to be replaced. */
function wholeAziende(fonti: readonly Fonte[], failures: readonly FonteFailure[]): string[] {
  const failed = new Set(failures.map(({ azienda }) => azienda));
  return fonti.map(({ azienda }) => azienda).filter((azienda) => !failed.has(azienda));
}

function openOutcomes(
  path: string,
  index: number,
  options: Parameters<typeof openInput>[4],
): Promise<InputFile> {
  const config: FonteConfig = { azienda: "TS-ANA", files: { esiti: [path] }, mappe: {} };
  return openInput(index, "esiti", path, config, options);
}

function headerOf(file: InputFile | undefined, colonna: string): string | undefined {
  const at = file?.spec.columns.get(colonna);
  return at === undefined ? undefined : file?.source.header[at];
}

function threadsFor(setup: Setup, weight: number): number {
  const declared = setup.config.number("threads");
  if (declared !== undefined) return declared;
  return weight < WORTH_THREADS ? 0 : Math.min(8, Math.max(1, availableParallelism()));
}

function stationInit(
  setup: Setup,
  { today }: Ambient,
  build: BuildInit | undefined,
): Parameters<typeof openPool>[0] {
  const { layout, periodo, regione, tabelle, idRecTemplate, config } = setup;
  return {
    layoutFolder: layout.cartella,
    periodo,
    today,
    regione,
    severities: config.severities,
    tabelle,
    idRecTemplate,
    ...(build && { build }),
  };
}

function runColumns(setup: Setup, judged: Judged, report: (finding: Finding) => void): RunColumns {
  return {
    count: judged.columns.length,
    columns: judged.columns.arrays,
    strutture: judged.strutture,
    numRicOf: judged.numRicOf,
    severities: setup.config.severities,
    report,
  };
}

/** The file that stands for an azienda where a finding is of no row of this run. */
export function firstFileOf(fonti: readonly Fonte[]): (azienda: string) => number {
  return (azienda) => {
    const files = fonti.filter((fonte) => fonte.azienda === azienda).flatMap((fonte) => fonte.files);
    const stays = files.find(({ spec }) => spec.ruolo === "ricoveri") ?? files[0];
    if (!stays) throw new Error(`no file of azienda ${azienda}`);
    return stays.spec.index;
  };
}

/** OC-H-007, once for each azienda. */
function judgeLate(
  { periodo, config }: Setup,
  fonti: readonly Fonte[],
  report: (finding: Finding) => void,
): void {
  const fileOf = firstFileOf(fonti);
  for (const azienda of new Set(fonti.map((fonte) => fonte.azienda))) {
    report({
      code: "OC-H-007",
      esito: esitoDi("OC-H-007", config.severities),
      at: { file: fileOf(azienda), line: 0 },
      campi: [],
      params: { ultimo: giorno(periodo.ultimo) },
    });
  }
}

/** The H rules. Before the rules between records: a half may have its other half at the Ministry. */
async function compareRun(
  confronto: Confronto,
  setup: Setup,
  run: RunColumns,
  judged: Judged,
  { fileOf, incerte }: { readonly fileOf: (azienda: string) => number; readonly incerte: readonly string[] },
): Promise<Coppie> {
  await fillStoria(confronto, judged.columns);
  decideTipi(run, setup.tipo);
  const coppie = setup.tipo === "auto" ? await confronto.stage.pairs({ ...confronto.scope, incerte }) : [];
  await judgeDeaths(confronto, run);
  await judgeAbsent(confronto, fileOf, run);
  return coppie;
}

function settleRun(setup: Setup, run: RunColumns, table: FileTable): void {
  const aziendaOf = (file: number): string => table[file]?.azienda ?? "";
  settle({
    ...run,
    // Another azienda's worklist must not speak of this one's rows: its name is enough to call it.
    placeOf: (at, from) =>
      aziendaOf(at.file) === aziendaOf(from.file)
        ? `${table[at.file]?.nome ?? ""}:${shownLine(table, at)}`
        : `azienda ${aziendaOf(at.file)}`,
    periodo: setup.periodo,
    regione: setup.regione,
    tabelle: openTables(setup.tabelle),
  });
}

function shownLine(table: FileTable, { file, line }: Position): string {
  const place = table[file]?.place?.(line) ?? { line };
  return posizione(place.line, place.nth);
}

function rowsOf(judged: Judged): number {
  return [...judged.counts.values()].reduce((sum, counts) => sum + counts.rows, 0);
}

function countRecords(
  judged: Judged,
  table: FileTable,
  fonti: readonly Fonte[],
  files: readonly InputFile[],
): Pick<Examined, "aziende" | "record" | "scartati" | "perse"> {
  const aziende = new Map<string, AziendaCounts>();
  const of = (azienda: string): AziendaCounts => {
    let counts = aziende.get(azienda);
    if (!counts) aziende.set(azienda, (counts = { azienda, righe: 0, record: 0, scartati: 0, segnalati: 0 }));
    return counts;
  };
  for (const fonte of fonti) of(fonte.azienda);
  for (const file of files)
    if (file.spec.ruolo !== "esiti") of(file.azienda).righe += judged.counts.get(file.spec.index)?.rows ?? 0;
  const { flags, file1, file2 } = judged.columns.arrays;
  let scartati = 0;
  for (let row = 0; row < judged.columns.length; row++) {
    const flag = flags[row] ?? 0;
    const file = (flag & FLAG.ricovero) === 0 ? file1[row] : file2[row];
    const counts = of(table[file ?? 0]?.azienda ?? "");
    counts.record++;
    if ((flag & FLAG.scarto) !== 0) {
      counts.scartati++;
      scartati++;
    } else if ((flag & FLAG.segnalato) !== 0) counts.segnalati++;
  }
  const unread = [...judged.counts.values()].reduce((sum, counts) => sum + counts.bad, 0);
  const orphans = [...judged.orphans.values()].reduce((sum, count) => sum + count, 0);
  return { aziende: [...aziende.values()], record: judged.columns.length, scartati, perse: unread + orphans };
}

function notesOf(setup: Setup, judged: Judged): Message[] {
  return [
    ...regoleSaltate(openTables(setup.tabelle)).map(({ nota }) => nota),
    ...noteProvince(judged.province),
    ...(judged.normalised === 0
      ? []
      : [{ key: "report.note.normalised", data: { count: judged.normalised } } as const]),
    ...(judged.guessed === 0
      ? []
      : [{ key: "report.note.guessed", data: { count: judged.guessed } } as const]),
  ];
}

function fattiOf(
  comando: string,
  run: number | undefined,
  more: Fatti["stages"],
  setup: Setup,
  { today, version }: Ambient,
  { failures, judged, aziende, record, scartati, files }: Examined,
): Fatti {
  const { layout } = setup;
  const stayRows = files
    .filter((file) => file.spec.ruolo === "ricoveri")
    .map((file) => judged.counts.get(file.spec.index));
  const rows = stayRows.reduce((sum, counts) => sum + (counts?.rows ?? 0), 0);
  const bad = stayRows.reduce((sum, counts) => sum + (counts?.bad ?? 0), 0);
  return {
    comando,
    ...(run === undefined ? {} : { run }),
    regione: setup.regione,
    periodo: setup.periodo.code,
    oggi: today,
    versions: {
      tool: version,
      rules: VERSIONE_REGOLE,
      layout: { version: layout.versione, official: layout.ufficiale, sha256: layout.sha256 },
    },
    files: [
      ...files.map((file) => {
        const counts = judged.counts.get(file.spec.index);
        const end = file.source.end();
        const scartate = (counts?.bad ?? 0) + (judged.orphans.get(file.spec.index) ?? 0);
        const note = [...file.notes, ...end.notes];
        return { sha256: end.sha256, bytes: end.bytes, righe: counts?.rows ?? 0, scartate, note };
      }),
      ...failures.map(() => ({ sha256: null, bytes: 0, righe: 0, scartate: 0, note: [] })),
    ],
    stages: [
      { stage: "lettura", in: rows, out: rows - bad, discarded: bad },
      { stage: "controlli", in: record, out: record - scartati, discarded: scartati },
      ...more,
    ],
    aziende,
    sourceFailures: failures.map(({ azienda, file, error }) => ({ azienda, file, code: error.code })),
    skippedRules: skippedRules(setup),
  };
}

function skippedRules({ tabelle }: Setup): Fatti["skippedRules"] {
  return regoleSaltate(openTables(tabelle)).flatMap(({ codici, nota }) =>
    codici.map((code) => ({ code, reason: nota })),
  );
}
