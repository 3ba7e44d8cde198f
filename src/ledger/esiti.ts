import type { Ricevuta, RigaScarto, Scarti } from "../model/ricevuta.ts";
import { appendEvent } from "./audit/append.ts";
import { chosenSeqs, packSeqs } from "./cutting.ts";
import * as sql from "./esiti-sql.ts";
import { passoDi, passoElenco, type Motivo, type Passo } from "./esiti-stato.ts";
import { instant, type Ledger } from "./ledger.ts";
import { keepRejections, type Respinto, type ScartoTrovato } from "./rejections.ts";
import {
  codiceOf,
  fileOf,
  isDuplicate,
  keepReceipt,
  targetOf,
  type Bersaglio,
  type Provenienza,
} from "./ricevute.ts";
import { settleRun } from "./run-stato.ts";
import { runOf, type FileRow } from "./runs.ts";
import { candidates, theOne } from "./scarti.ts";

/** What became of an answer. */
export interface Applicata {
  readonly verdetto: "applied" | "duplicate" | "quarantined";
  /** Why it was set aside; or, of a list that was applied, why the rest stays unknown. */
  readonly motivo?: Motivo;
  readonly run?: number;
  /** Of one file; absent for all those of an upload. */
  readonly file?: string;
  /** State of the run after it. */
  readonly stato?: string;
  /** Refusals and anomalies joined to their records. */
  readonly scarti: readonly ScartoTrovato[];
  /** Rows of the list joined to none. */
  readonly unmatched: number;
}

/**
 * Applies one answer of the Ministry: to its file, to the records that were in it, to what is remembered of them. One
 * transaction with its event. What contradicts something known, comes too late or is of nobody changes nothing and is
 * kept aside. `hint.run`: the run a person says it is of. @throws RUN_UNKNOWN, LEDGER_*
 */
export function applyRicevuta(
  ledger: Ledger,
  ricevuta: Ricevuta,
  source: Provenienza,
  hint: { readonly run?: number } = {},
): Promise<Applicata> {
  return ledger.store.transaction(async () => {
    if (hint.run !== undefined) await runOf(ledger, hint.run);
    const target = await targetOf(ledger, ricevuta, hint.run);
    const about: About = { ricevuta, source, ...(typeof target !== "string" && { target }) };
    if (typeof target === "string") return setAside(ledger, about, target, 0);
    if (await isDuplicate(ledger, source, ricevuta, target))
      return {
        verdetto: "duplicate",
        ...identity(target),
        stato: target.run.stato,
        scarti: [],
        unmatched: 0,
      };
    return ricevuta.specie === "scarti"
      ? applyList(ledger, { ...about, target }, ricevuta)
      : applyCode(ledger, { ...about, target });
  });
}

interface About {
  readonly ricevuta: Ricevuta;
  readonly source: Provenienza;
  readonly target?: Bersaglio;
}
type Aimed = About & { readonly target: Bersaglio };

function identity({ run, files }: Bersaglio): { readonly run: number; readonly file?: string } {
  const file = fileOf(files);
  return { run: run.id, ...(file !== undefined && { file }) };
}

async function setAside(
  ledger: Ledger,
  { ricevuta, source, target }: About,
  motivo: Motivo,
  unmatched: number,
): Promise<Applicata> {
  const told = target ? identity(target) : {};
  const fresh = await keepReceipt(ledger, { source, ricevuta, ...told, verdetto: "quarantined", motivo });
  if (fresh)
    await appendEvent(ledger, {
      what: "receipt.quarantined",
      ...(target && { run: target.run.id }),
      data: { specie: ricevuta.specie, sha256: source.sha256, motivo, unmatched },
    });
  const stato = target && { stato: target.run.stato };
  return { verdetto: "quarantined", motivo, ...told, ...stato, scarti: [], unmatched };
}

async function applyCode(ledger: Ledger, about: Aimed): Promise<Applicata> {
  const { run, files } = about.target;
  const codice = codiceOf(about.ricevuta) ?? "";
  const steps: Step[] = [];
  for (const file of files) {
    const known =
      file.codice === "FUS" || file.codice === "MX22" ? await refused(ledger, run.id, file) : NONE;
    steps.push({ file, passo: passoDi(file, codice, known.size > 0), scartati: NONE });
  }
  return settle(ledger, about, steps, { scarti: [], unmatched: 0 });
}

interface Step {
  readonly file: FileRow;
  readonly passo: Passo;
  /** Its records that a list refuses. */
  readonly scartati: ReadonlySet<number>;
}

const NONE: ReadonlySet<number> = new Set();

interface Told {
  readonly scarti: readonly ScartoTrovato[];
  readonly unmatched: number;
  readonly motivo?: Motivo;
}

async function applyList(ledger: Ledger, about: Aimed, { righe, completo }: Scarti): Promise<Applicata> {
  const { run, files } = about.target;
  const { respinti, ignote } = await joinRows(ledger, about.target, righe);
  if (righe.length > 0 && respinti.length === 0)
    return setAside(ledger, about, "unmatched_rows", ignote.length);
  const ignoti = ignote.filter(isScarto).length;
  const refusals = respinti.filter(({ riga }) => isScarto(riga));
  const steps: Step[] = [];
  for (const file of files) {
    const here = refusals.filter(({ dataset, prog }) => file.dataset === dataset && file.prog === prog);
    const scartati = new Set(here.map(({ spedito }) => spedito.seq));
    const altrove = here.length < refusals.length;
    const known = await refused(ledger, run.id, file);
    const records = await counted(ledger, run.id, file);
    const passo = passoElenco(
      file,
      { completo, righe: righe.length, scartati, ignoti, altrove },
      known,
      records,
    );
    steps.push({ file, passo, scartati });
  }
  const bad = quarantined(steps);
  if (bad) return setAside(ledger, about, bad, ignote.length);
  const scarti = await keepRejections(ledger, run.id, respinti);
  const motivo: Motivo | undefined =
    ignote.length > 0 ? "unmatched_rows" : completo ? undefined : "incomplete_list";
  return settle(ledger, about, steps, { scarti, unmatched: ignote.length, ...(motivo && { motivo }) });
}

function isScarto({ specie }: RigaScarto): boolean {
  return specie === "scarto";
}

async function joinRows(
  ledger: Ledger,
  { run, files }: Bersaglio,
  righe: readonly RigaScarto[],
): Promise<{ readonly respinti: readonly Respinto[]; readonly ignote: readonly RigaScarto[] }> {
  const found = await candidates(ledger, run.id, righe);
  const respinti: Respinto[] = [];
  const ignote: RigaScarto[] = [];
  righe.forEach((riga, index) => {
    const before = respinti.length;
    for (const file of files) {
      const spedito = theOne(riga, found.get(index) ?? [], file);
      if (spedito) respinti.push({ riga, spedito, dataset: file.dataset, prog: file.prog });
    }
    if (respinti.length === before) ignote.push(riga);
  });
  return { respinti, ignote };
}

function quarantined(steps: readonly Step[]): Motivo | undefined {
  for (const { passo } of steps) if (passo.fa === "quarantena") return passo.motivo;
  return undefined;
}

async function settle(ledger: Ledger, about: Aimed, steps: readonly Step[], told: Told): Promise<Applicata> {
  const { target, ricevuta, source } = about;
  const bad = quarantined(steps);
  if (bad) return setAside(ledger, about, bad, told.unmatched);
  for (const { file, passo, scartati } of steps) {
    await nameUpload(ledger, target.run.id, file, ricevuta);
    if (passo.fa === "stato") await move(ledger, target.run.id, file, passo, scartati);
  }
  const { stato } = await settleRun(ledger, target.run.id);
  const fresh = await keepReceipt(ledger, {
    source,
    ricevuta,
    ...identity(target),
    verdetto: "applied",
    motivo: told.motivo,
  });
  if (fresh) await tell(ledger, about, stato, told);
  return { verdetto: "applied", ...identity(target), stato, ...told };
}

async function tell(
  ledger: Ledger,
  { target, ricevuta, source }: Aimed,
  stato: string,
  told: Told,
): Promise<void> {
  const count = (specie: RigaScarto["specie"]): number =>
    told.scarti.filter((one) => one.specie === specie).length;
  await appendEvent(ledger, {
    what: "receipt.applied",
    run: target.run.id,
    data: {
      specie: ricevuta.specie,
      sha256: source.sha256,
      files: target.files.map(({ name }) => name).join(" "),
      scarti: count("scarto"),
      anomalie: count("anomalia"),
      unmatched: told.unmatched,
    },
  });
  if (stato !== target.run.stato)
    await appendEvent(ledger, { what: "run.outcome", run: target.run.id, data: { stato } });
}

/** An answer that names its file tells us the identifier we were not told. */
async function nameUpload(ledger: Ledger, run: number, file: FileRow, { idUpload }: Ricevuta): Promise<void> {
  if (idUpload === undefined || file.idUpload !== null) return;
  await ledger.store.run("UPDATE file SET id_upload = ?3 WHERE run = ?1 AND name = ?2", [
    run,
    file.name,
    idUpload,
  ]);
}

async function move(
  ledger: Ledger,
  run: number,
  file: FileRow,
  passo: Extract<Passo, { fa: "stato" }>,
  scartati: ReadonlySet<number>,
): Promise<void> {
  const { store } = ledger;
  const { dataset, prog, name } = file;
  const { stato, codice, esito } = passo;
  await store.run(
    `UPDATE file SET stato = ?3, codice = ?4, sent_at = coalesce(sent_at, ?5), esito_at = ?5
      WHERE run = ?1 AND name = ?2`,
    [run, name, stato, codice, instant(ledger)],
  );
  const refusing = sql.refuseListed(dataset, chosenSeqs(store));
  for (const params of packSeqs([...scartati])) await store.run(refusing, [...params, run, prog]);
  if (esito === undefined) return;
  await store.run(sql.settleRest(dataset, esito), [run, prog]);
  if (esito === "A") await store.run(sql.fold(dataset), [run, prog]);
}

async function refused(
  { store }: Ledger,
  run: number,
  { dataset, prog }: FileRow,
): Promise<ReadonlySet<number>> {
  const found = new Set<number>();
  await store.each(sql.refusedOf(dataset), [run, prog], ([seq]) => found.add(Number(seq)));
  return found;
}

async function counted({ store }: Ledger, run: number, { dataset, prog }: FileRow): Promise<number> {
  const [row] = await store.rows(sql.countOf(dataset), [run, prog]);
  return Number(row?.[0]);
}
