import { basename } from "node:path";

import {
  checkTemplate,
  nextRun,
  nomeBundle,
  openBundle,
  prefissoBundle,
  sweep,
  type BundleWriter,
  type Manifest,
} from "../bundle/index.ts";
import { SiocError, siocError } from "../core/errors.ts";
import { Spool } from "../core/spool.ts";
import { listRuns, nextRunId, sameContent, type Ledger } from "../ledger/index.ts";
import { giorno, type Message } from "../text/index.ts";
import { chunkable } from "../xml/index.ts";
import { sealFolder, sealLog } from "./audit.ts";
import { absent, agreed, toCancel, type Assenti, type Consenso } from "./cancellazioni.ts";
import { examine, firstFileOf, type Examination, type Examined } from "./examine.ts";
import { cancellazioniOf, enrol, placements, publish } from "./iscrizione.ts";
import type { FonteConfig } from "./inputs.ts";
import type { BuildInit } from "./jobs.ts";
import { FLAG } from "./columns.ts";
import { loadKeys, type RunKeys } from "./keys.ts";
import { writeBundle, type Made } from "./pacchetto.ts";
import { besideRegistro, withRegistro } from "./registro.ts";
import { isPublished } from "./pubblicato.ts";
import { planFiles, type DatasetFilePlan } from "./seal.ts";
import type { Ambient, Setup } from "./setup.ts";
import type { Bilancio } from "./storia.ts";
import { exitOf, type Outcome } from "./validate.ts";

export interface PrepareOptions extends Partial<Consenso> {
  /** Number of the run; the next free one when absent. */
  readonly run?: number;
  /** Replaces a bundle of the same name. */
  readonly force: boolean;
  /** Everything but the bundle. */
  readonly dryRun: boolean;
}

export interface Prepared extends Outcome {
  /** Why there is no bundle, when the data do not allow one; the lists are there all the same. */
  readonly refused?: SiocError;
  /** Absent when nothing was written. */
  readonly manifest?: Manifest;
  readonly bundleName: string;
  /** Folder and/or zip published. */
  readonly paths: readonly string[];
  readonly keys: Pick<RunKeys, "cuniCheck" | "recipient" | "signer">;
  readonly bilancio: Bilancio;
  readonly assenti: Assenti;
  /** Cancellations of what no row holds any more. */
  readonly cancellati: number;
  readonly dryRun: boolean;
  /** An earlier bundle with this very content, still to be sent: no second one is made. */
  readonly same?: string;
  /** Bundles still to be sent that no longer say what is true, when nothing takes their place. */
  readonly superati: readonly string[];
}

/** The main job: from the aziende's files to a signed, encrypted bundle. Keys are judged before a row is read. */
export async function prepare(
  setup: Setup,
  configs: readonly FonteConfig[],
  ambient: Ambient,
  options: PrepareOptions,
): Promise<Prepared> {
  const keys = await loadKeys(setup.config, ambient);
  const work = (ledger: Ledger): Promise<Prepared> =>
    new Preparation({ setup, ambient, keys, ledger, options }).run(configs);
  return options.dryRun
    ? besideRegistro(setup.config, ambient, work)
    : withRegistro(setup.config, ambient, { create: true, lock: true }, work);
}

interface Deps {
  readonly setup: Setup;
  readonly ambient: Ambient;
  readonly keys: RunKeys;
  readonly ledger: Ledger;
  readonly options: PrepareOptions;
}

const WAITING: ReadonlySet<string> = new Set(["prepared", "sent", "unknown"]);
const NO_ABSENT: Assenti = { coppie: [], scomparsi: [], incerte: [] };
const ALONE: Consenso = { cancelMissing: false, confirm: () => Promise.resolve(false) };

/** One run, from the first row to the bundle's name. */
class Preparation {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  async run(configs: readonly FonteConfig[]): Promise<Prepared> {
    const { setup, ambient, keys, ledger, options } = this.#deps;
    const template = setup.config.get("output.names") ?? "";
    checkTemplate(template, basename(setup.config.file ?? "sioc.toml"), ambient.text);
    const wholeFiles = await wholeFilesOf(setup);
    await refuseOtherKey(ledger, keys.cuniCheck, setup);
    sweep(setup.outputFolder, ambient.now);
    const run = options.run ?? (await this.#nextRun());
    if (options.run !== undefined) await refuseKnown(ledger, run);
    const bundleName = nomeBundle(setup.regione, setup.periodo.code, run);
    const writer = options.dryRun
      ? undefined
      : openBundle(setup.outputFolder, bundleName, shapeOf(setup, options.force));
    const spool = new Spool(setup.outputFolder);
    let examination: Examination | undefined;
    try {
      examination = await examine(setup, configs, ambient, {
        init: { ...buildInit(setup, keys, spool, ledger), wholeFiles },
        spool,
        ledger,
      });
      ambient.signal.throwIfAborted();
      const firstOfLedger = (await nextRunId(ledger)) === 1;
      const making = { ...this.#deps, run, firstOfLedger, template, spool, wholeFiles, bundleName };
      return await this.#finish(examination, making, writer);
    } catch (error) {
      writer?.discard();
      throw error;
    } finally {
      await examination?.dispose();
      spool.close();
    }
  }

  /** Neither known to the ledger nor taken by a bundle it does not know. */
  async #nextRun(): Promise<number> {
    const { setup, ledger } = this.#deps;
    const onDisk = nextRun(setup.outputFolder, prefissoBundle(setup.regione, setup.periodo.code));
    return Math.max(onDisk, await nextRunId(ledger));
  }

  async #finish(
    examination: Examination,
    making: Ready,
    writer: BundleWriter | undefined,
  ): Promise<Prepared> {
    const { setup, ambient, keys, ledger, options } = this.#deps;
    const { examined } = examination;
    refuseLost(examined);
    const decided = await this.#decide(examination);
    const same = decided.goes ? await sameContent(ledger, setup.periodo.code, decided.digest) : undefined;
    // With --force it is made anew: the recipient or the form of the bundle may have changed.
    const again = same !== undefined && isPublished(same) && !options.force;
    const made =
      decided.goes && !again && writer
        ? await writeBundle({ ...making, writer, plans: decided.plans }, examination)
        : undefined;
    // Up to here nothing has a name: an interruption leaves nothing. After this the work is published.
    ambient.signal.throwIfAborted();
    const { bilancio } = decided;
    const sent = bilancio.inviati + decided.cancellati.length;
    const riepilogo = examination.close("prepare", made ? making.run : undefined, [
      {
        stage: "confronto",
        in: examined.record - examined.scartati,
        out: bilancio.inviati,
        discarded: bilancio.invariati + bilancio.inAttesa,
      },
      ...(made ? [{ stage: "pacchetto", in: sent, out: sent, discarded: 0 }] : []),
    ]);
    if (!made) writer?.discard();
    const paths = made && writer ? await this.#publish(examination, making, decided, made, writer) : [];
    return {
      exit: decided.refused ? decided.refused.exit : exitOf(setup, examined, made !== undefined || again),
      riepilogo,
      failures: examined.failures,
      notes: [...setup.notes, ...keys.notes, ...this.#forgotten(making), ...examined.notes],
      reportFolder: setup.reportFolder,
      bundleName: making.bundleName,
      paths,
      keys,
      bilancio,
      assenti: decided.assenti,
      cancellati: decided.cancellati.length,
      dryRun: options.dryRun,
      ...(made && { manifest: made.manifest }),
      ...(again && { same: same.bundle }),
      superati: decided.goes || decided.refused ? [] : await this.#unsent(examined),
      ...(decided.refused && { refused: decided.refused }),
    };
  }

  /** Bundles of the quarter that a ledger without runs knows nothing of: what they carried would go as new. */
  #forgotten({ run, firstOfLedger, options }: Ready): readonly Message[] {
    if (!firstOfLedger || run === 1 || options.run !== undefined) return [];
    return [{ key: "cli.note.new_ledger", data: { count: run - 1 } }];
  }

  /** What goes, with which operation, in which file. */
  async #decide(examination: Examination): Promise<Decided> {
    const { setup, options } = this.#deps;
    const { examined } = examination;
    const { judged, confronto } = examined;
    if (!confronto) throw new Error("a run without its ledger");
    const { bilancio, stage } = confronto;
    const assenti = setup.tipo === "auto" ? await absent(confronto, judged.columns.arrays) : NO_ABSENT;
    const none = { bilancio, assenti, cancellati: [], plans: [], digest: Buffer.alloc(0), goes: false };
    const refused = refusalOf(setup, examined);
    if (refused) return { ...none, refused };
    const firstSeq = judged.columns.length;
    const consenso = {
      cancelMissing: options.cancelMissing ?? false,
      confirm: options.confirm ?? ALONE.confirm,
    };
    const old = await agreed(assenti, examined.record, consenso);
    if (old instanceof SiocError) return { ...none, refused: old };
    const fileOf = firstFileOf(examined.fonti);
    await judged.cancel(old.map((gone) => toCancel(gone, fileOf)));
    const maxRecords = setup.config.number("output.max_records") ?? 250_000;
    const places = placements(judged.columns.length);
    const plans = ([1, 2] as const).flatMap((dataset) =>
      planFiles(judged, dataset, maxRecords, (row, file, place) => {
        places.put(dataset, row, file, place);
      }),
    );
    if (plans.some(({ prog }) => prog > MAX_FILES)) throw tooManyFiles(judged.columns.length);
    await places.decide(stage, judged.columns.arrays, firstSeq);
    const cancellati = cancellazioniOf(old, firstSeq, places);
    const goes = bilancio.inviati + old.length > 0;
    if (!goes && bilancio.inAttesa > 0) return { ...none, refused: await this.#waiting() };
    return { bilancio, assenti, cancellati, plans, digest: await stage.digest(cancellati), goes };
  }

  /** Nothing goes, so nothing will supersede them: data that were corrected and then put back as they were. */
  async #unsent({ confronto }: Examined): Promise<readonly string[]> {
    const runs = await listRuns(this.#deps.ledger);
    return runs.filter(({ id }) => confronto?.replaced.includes(id)).map(({ bundle }) => bundle);
  }

  /** RUN_AGAIN: nothing but what an earlier run carries already, and its outcome is awaited. */
  async #waiting(): Promise<SiocError> {
    const open = (await listRuns(this.#deps.ledger)).filter(({ stato }) => WAITING.has(stato));
    const last = open.at(-1);
    return siocError("RUN_AGAIN", { bundle: last?.bundle ?? "?", on: last ? giorno(last.preparedOn) : "?" });
  }

  /** The ledger knows of the bundle before it has its name, and that it has it after: a kill between is mended. */
  async #publish(
    { examined }: Examination,
    making: Ready,
    { cancellati, digest }: Decided,
    made: Made,
    writer: BundleWriter,
  ): Promise<readonly string[]> {
    await enrol({ ...making, examined, cancellati, digest, made });
    const paths = await writer.commit();
    await publish(making);
    await sealLog(making.ledger, making.keys.signer, {
      folder: sealFolder(making.setup.config),
      now: making.ambient.now,
    });
    return paths;
  }
}

interface Ready extends Deps {
  readonly run: number;
  readonly firstOfLedger: boolean;
  readonly bundleName: string;
  readonly template: string;
  readonly spool: Spool;
  readonly wholeFiles: readonly (1 | 2)[];
}

interface Decided {
  readonly bilancio: Bilancio;
  readonly assenti: Assenti;
  readonly cancellati: ReturnType<typeof cancellazioniOf>;
  readonly plans: readonly DatasetFilePlan[];
  readonly digest: Buffer;
  /** There is something to send. */
  readonly goes: boolean;
  readonly refused?: SiocError;
}

/** `--force` replaces a bundle the ledger does not know; a number it knows is never given again. @throws RUN_STATE */
async function refuseKnown(ledger: Ledger, run: number): Promise<void> {
  const known = (await listRuns(ledger)).find(({ id }) => id === run);
  if (known) throw siocError("RUN_STATE", { run, stato: known.stato, action: "prepare" });
}

const UNSENT: ReadonlySet<string> = new Set(["prepared", "superseded", "abandoned"]);

/** A value pinned in the configuration says that the change is meant. @throws RUN_KEY */
async function refuseOtherKey(ledger: Ledger, found: string, { config }: Setup): Promise<void> {
  const last = (await listRuns(ledger)).findLast(({ stato }) => !UNSENT.has(stato));
  if (last === undefined || last.keyCheck === found || config.get("identity.key_check") !== undefined) return;
  throw siocError("RUN_KEY", { run: last.id, expected: last.keyCheck, found });
}

/** Of a dataset: names have three digits for it. */
const MAX_FILES = 999;

function tooManyFiles(records: number): SiocError {
  return siocError("SETTING_INVALID", {
    name: "output.max_records",
    allowed: `≥ ${Math.ceil(records / MAX_FILES)}`,
  });
}

function shapeOf(setup: Setup, force: boolean): Parameters<typeof openBundle>[2] {
  const shape = setup.config.get("output.bundle");
  return { folder: shape !== "zip", zip: shape === "zip" || shape === "both", force };
}

export function buildInit(
  setup: Setup,
  keys: Pick<RunKeys, "cuni">,
  spool: Spool,
  ledger: Ledger,
): Omit<BuildInit, "wholeFiles"> {
  const anonimo = setup.config.get("identity.anonymous");
  const sconosciuto = setup.config.get("identity.unknown");
  return {
    cuniKey: keys.cuni.reveal(),
    spoolKey: spool.key,
    ledgerKeys: ledger.keys,
    ...(anonimo === undefined ? {} : { anonimo }),
    ...(sconosciuto === undefined ? {} : { sconosciuto }),
  };
}

/** Datasets whose schema looks across records, so that judging a few at a time would not be the same. */
export async function wholeFilesOf({ layout }: Setup): Promise<(1 | 2)[]> {
  const answers = await Promise.all(
    ([1, 2] as const).map(async (n) => ({
      n,
      answer: await chunkable(layout.dataset[n].xsd, layout.dataset[n]),
    })),
  );
  return answers.filter(({ answer }) => answer !== true).map(({ n }) => n);
}

/** TOO_MANY_SCARTI above the limit (`2%` of the rows read, or a number), NOTHING_TO_SEND when no record is left. */
function refusalOf(setup: Setup, { record, scartati, perse }: Examined): SiocError | undefined {
  const limit = setup.config.get("rules.max_scarti") ?? "100%";
  const scarti = scartati + perse;
  const righe = record + perse;
  const value = Number(limit.replace("%", "").replace(",", "."));
  if (record === scartati) return siocError("NOTHING_TO_SEND", { scarti, righe });
  const over = limit.endsWith("%") ? scarti * 100 > value * righe : scarti > value;
  return over ? siocError("TOO_MANY_SCARTI", { scarti, righe, limit }) : undefined;
}

/** A record nobody refused has a fragment: anything else is our defect, and must not look like a shorter file. */
function refuseLost({ judged: { columns } }: Examined): void {
  const { flags, length1, length2 } = columns.arrays;
  for (let row = 0; row < columns.length; row++) {
    if (((flags[row] ?? 0) & FLAG.scarto) === 0 && length1[row] === 0 && length2[row] === 0) {
      throw new Error(`record ${row} was neither refused nor built`);
    }
  }
}
