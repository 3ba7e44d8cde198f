import { resolve } from "node:path";

import {
  beginRun,
  publishRun,
  STORIA,
  type Cancellazione,
  type Ledger,
  type RunInfo,
  type Stage,
  type Vecchio,
} from "../ledger/index.ts";
import { VERSIONE_REGOLE } from "../rules/index.ts";
import { FLAG, type ColumnArrays } from "./columns.ts";
import type { Examined } from "./examine.ts";
import type { RunKeys } from "./keys.ts";
import type { Made } from "./pacchetto.ts";
import type { Ambient, Setup } from "./setup.ts";

/** Where each record stands in the files that go: number of the file and place in it, from 1; 0 when it does not go. */
export interface Placements {
  put(dataset: 1 | 2, row: number, file: number, place: number): void;
  of(row: number): Readonly<Record<"file1" | "ord1" | "file2" | "ord2", number>>;
  /** Tells the stage, of the first `count` rows. */
  decide(stage: Stage, columns: ColumnArrays, count: number): Promise<void>;
}

/** Rows told to the stage at a time. */
const PORTION = 5000;
const DECISION_BYTES = 22;

export function placements(rows: number): Placements {
  const files = [new Uint16Array(rows), new Uint16Array(rows)] as const;
  const places = [new Uint32Array(rows), new Uint32Array(rows)] as const;
  return {
    put(dataset, row, file, place) {
      files[dataset - 1 === 0 ? 0 : 1][row] = file;
      places[dataset - 1 === 0 ? 0 : 1][row] = place;
    },
    of: (row) => ({
      file1: files[0][row] ?? 0,
      ord1: places[0][row] ?? 0,
      file2: files[1][row] ?? 0,
      ord2: places[1][row] ?? 0,
    }),
    async decide(stage, { tipo1, tipo2 }, count) {
      for (let from = 0; from < count; from += PORTION) {
        const rows = Math.min(PORTION, count - from);
        const packed = Buffer.alloc(rows * DECISION_BYTES);
        for (let i = 0; i < rows; i++) {
          const row = from + i;
          const { file1, ord1, file2, ord2 } = this.of(row);
          const text = letter(tipo1[row]) + letter(tipo2[row]) + digits(file1, ord1) + digits(file2, ord2);
          packed.write(text, i * DECISION_BYTES, "latin1");
        }
        await stage.decide(from, rows, packed);
      }
    },
  };
}

function letter(code: number | undefined): string {
  return code === undefined || code === 0 ? "-" : String.fromCharCode(code);
}

function digits(file: number, place: number): string {
  return String(file).padStart(3, "0") + String(place).padStart(7, "0");
}

/** The cancellations as the ledger writes them down: rows after the last one read. */
export function cancellazioniOf(
  old: readonly Vecchio[],
  firstSeq: number,
  places: Placements,
): Cancellazione[] {
  return old.map((gone, i) => {
    const seq = firstSeq + i;
    return {
      old: gone,
      seq,
      tipo1: gone.stato1 === 1 ? "C" : null,
      tipo2: gone.stato2 === 1 ? "C" : null,
      ...places.of(seq),
    };
  });
}

export interface Enrolment {
  readonly setup: Setup;
  readonly ambient: Ambient;
  readonly keys: RunKeys;
  readonly ledger: Ledger;
  readonly run: number;
  readonly bundleName: string;
  readonly examined: Examined;
  readonly cancellati: readonly Cancellazione[];
  readonly digest: Buffer;
  readonly made: Made;
}

/** Writes the run into the ledger, as one whose bundle has no name yet. */
export async function enrol(enrolment: Enrolment): Promise<void> {
  const { ledger, examined, cancellati } = enrolment;
  if (!examined.confronto) throw new Error("a run without its ledger");
  await beginRun(
    ledger,
    examined.confronto.stage,
    infoOf(enrolment, examined.confronto.replaced),
    cancellati,
  );
}

export async function publish({ ledger, run }: Pick<Enrolment, "ledger" | "run">): Promise<void> {
  await publishRun(ledger, run);
}

function infoOf(enrolment: Enrolment, replaced: readonly number[]): RunInfo {
  const { setup, ambient, keys, run, bundleName, examined, digest, made } = enrolment;
  const { manifest, sha256 } = made;
  return {
    id: run,
    periodo: setup.periodo.code,
    bundle: bundleName,
    folder: resolve(setup.outputFolder),
    manifestSha256: sha256,
    content: digest,
    preparedOn: ambient.today,
    versions: {
      tool: ambient.version,
      rules: VERSIONE_REGOLE,
      layout: setup.layout.versione,
      official: setup.layout.ufficiale,
    },
    keyCheck: keys.cuniCheck,
    idRec: setup.idRecTemplate,
    files: progOf(manifest.datasets).map(({ dataset, prog, file, records, encrypted }) => ({
      name: file,
      dataset,
      prog,
      records,
      sha256: encrypted.sha256,
    })),
    sources: examined.files
      .filter(({ spec }) => spec.ruolo !== "esiti")
      .map(({ spec, azienda, nome, source }) => ({
        idx: spec.index,
        azienda,
        ruolo: spec.ruolo,
        name: nome,
        sha256: source.end().sha256,
        rows: examined.judged.counts.get(spec.index)?.rows ?? 0,
      })),
    aziende: aziendeOf(examined),
    strutture: struttureOf(examined),
    replaced,
  };
}

/** Number of each file within its dataset, from 1. */
function progOf<D extends { readonly dataset: 1 | 2 }>(datasets: readonly D[]): (D & { prog: number })[] {
  const seen = { 1: 0, 2: 0 };
  return datasets.map((d) => ({ ...d, prog: ++seen[d.dataset] }));
}

/** What each azienda sent and what becomes of it. */
function aziendeOf({ aziende, judged, files }: Examined): RunInfo["aziende"] {
  const counts = new Map(
    aziende.map(({ azienda, righe, record, scartati, segnalati }) => [
      azienda,
      {
        azienda,
        righe,
        record,
        scartati,
        segnalati,
        inseriti: 0,
        variati: 0,
        cancellati: 0,
        invariati: 0,
        inAttesa: 0,
      },
    ]),
  );
  forEachRecord(judged.columns.arrays, judged.columns.length, ({ file, fate }) => {
    const own = counts.get(files[file]?.azienda ?? "");
    if (own && fate !== undefined) own[fate]++;
  });
  return [...counts.values()];
}

/**
 * Stays each struttura sent, whatever became of them: what the next quarter is compared with. The cancellations the
 * program added are none.
 */
function struttureOf({ judged, files, record: rows }: Examined): RunInfo["strutture"] {
  const { struttura } = judged.columns.arrays;
  const counts = new Map<string, { azienda: string; struttura: string; record: number }>();
  forEachRecord(judged.columns.arrays, rows, ({ row, file }) => {
    const code = judged.strutture[struttura[row] ?? 0] ?? "";
    if (!/^[0-9A-Z]{12}$/.test(code)) return;
    const azienda = files[file]?.azienda ?? "";
    const known = counts.get(`${azienda} ${code}`);
    if (known) known.record++;
    else counts.set(`${azienda} ${code}`, { azienda, struttura: code, record: 1 });
  });
  return [...counts.values()];
}

type Fate = "inseriti" | "variati" | "cancellati" | "invariati" | "inAttesa";

/** Refused records have no fate. */
function forEachRecord(
  columns: ColumnArrays,
  count: number,
  visit: (record: { row: number; file: number; fate: Fate | undefined }) => void,
): void {
  for (let row = 0; row < count; row++) {
    const ricovero = ((columns.flags[row] ?? 0) & FLAG.ricovero) !== 0;
    const file = (ricovero ? columns.file2 : columns.file1)[row] ?? 0;
    visit({ row, file, fate: fateOf(columns, row) });
  }
}

function fateOf(columns: ColumnArrays, row: number): Fate | undefined {
  if (((columns.flags[row] ?? 0) & FLAG.scarto) !== 0) return undefined;
  const tipi = [columns.tipo1[row], columns.tipo2[row]].map(letter);
  if (tipi.includes("C")) return "cancellati";
  if (tipi.includes("I")) return "inseriti";
  if (tipi.includes("V")) return "variati";
  return ((columns.storia[row] ?? 0) & STORIA.inVolo) !== 0 ? "inAttesa" : "invariati";
}
