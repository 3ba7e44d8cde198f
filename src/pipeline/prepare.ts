import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { basename } from "node:path";

import {
  buildManifest,
  checkTemplate,
  leggimi,
  LEGGIMI,
  MANIFEST,
  nextRun,
  nomeBundle,
  nomeDataset,
  openBundle,
  prefissoBundle,
  printManifest,
  sweep,
  type BundleWriter,
  type Manifest,
  type ManifestInput,
} from "../bundle/index.ts";
import { signDetached } from "../crypto/index.ts";
import { EXIT, siocError, type SiocError } from "../core/errors.ts";
import { Spool } from "../core/spool.ts";
import { REGOLE, VERSIONE_REGOLE } from "../rules/index.ts";
import type { Message } from "../text/index.ts";
import type { DatasetLayout } from "../tracciato/index.ts";
import { chunkable, compilePlan, footer, header } from "../xml/index.ts";
import { examine, type Examination, type Examined } from "./examine.ts";
import type { FonteConfig } from "./inputs.ts";
import type { BuildInit } from "./jobs.ts";
import { FLAG } from "./columns.ts";
import { loadKeys, type RunKeys } from "./keys.ts";
import { planFiles, type DatasetFilePlan } from "./seal.ts";
import type { Sealed } from "./seal-job.ts";
import type { Ambient, Setup } from "./setup.ts";
import { exitOf, type Outcome } from "./validate.ts";

export interface PrepareOptions {
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
}

/** The main job: from the aziende's files to a signed, encrypted bundle. Keys are judged before a row is read. */
export async function prepare(
  setup: Setup,
  configs: readonly FonteConfig[],
  ambient: Ambient,
  options: PrepareOptions,
): Promise<Prepared> {
  const keys = await loadKeys(setup.config, ambient);
  const template = setup.config.get("output.names") ?? "";
  checkTemplate(template, basename(setup.config.file ?? "sioc.toml"), ambient.text);
  const wholeFiles = await wholeFilesOf(setup);
  sweep(setup.outputFolder, ambient.now);
  const run = options.run ?? nextRun(setup.outputFolder, prefissoBundle(setup.regione, setup.periodo.code));
  const bundleName = nomeBundle(setup.regione, setup.periodo.code, run);
  const writer = options.dryRun
    ? undefined
    : openBundle(setup.outputFolder, bundleName, shapeOf(setup, options.force));
  const spool = new Spool(setup.outputFolder);
  let examination: Examination | undefined;
  try {
    examination = await examine(setup, configs, ambient, {
      init: { ...buildInit(setup, keys, spool), wholeFiles },
      spool,
    });
    const { examined } = examination;
    ambient.signal.throwIfAborted();
    refuseLost(examined);
    const refused = refusalOf(setup, examined);
    const made = refused
      ? undefined
      : writer &&
        (await writeBundle({ setup, ambient, keys, run, template, spool, writer, wholeFiles }, examination));
    // Up to here nothing has a name: an interruption leaves nothing. After this the work is published.
    ambient.signal.throwIfAborted();
    const sent = examined.record - examined.scartati;
    const riepilogo = examination.close(
      "prepare",
      run,
      made ? [{ stage: "pacchetto", in: sent, out: sent, discarded: 0 }] : [],
    );
    if (refused) writer?.discard();
    const paths = made && writer ? await writer.commit() : [];
    return {
      exit: refused ? EXIT.data : exitOf(setup, examined, made !== undefined),
      riepilogo,
      failures: examined.failures,
      notes: [...setup.notes, ...keys.notes, ...earlier(setup, options, run), ...examined.notes],
      reportFolder: setup.reportFolder,
      bundleName,
      paths,
      keys,
      ...(made && { manifest: made }),
      ...(refused && { refused }),
    };
  } catch (error) {
    writer?.discard();
    throw error;
  } finally {
    await examination?.dispose();
    spool.close();
  }
}

/** Until the ledger remembers what was sent, a second bundle of the same quarter is at least said. */
function earlier(setup: Setup, options: PrepareOptions, run: number): Message[] {
  if (options.run !== undefined || run === 1) return [];
  return [
    {
      key: "cli.note.earlier",
      data: { name: nomeBundle(setup.regione, setup.periodo.code, run - 1), run: run - 1 },
    },
  ];
}

function shapeOf(setup: Setup, force: boolean): Parameters<typeof openBundle>[2] {
  const shape = setup.config.get("output.bundle");
  return { folder: shape !== "zip", zip: shape === "zip" || shape === "both", force };
}

function buildInit(setup: Setup, keys: RunKeys, spool: Spool): Omit<BuildInit, "wholeFiles"> {
  const anonimo = setup.config.get("identity.anonymous");
  const sconosciuto = setup.config.get("identity.unknown");
  return {
    cuniKey: keys.cuni.reveal(),
    spoolKey: spool.key,
    ...(anonimo === undefined ? {} : { anonimo }),
    ...(sconosciuto === undefined ? {} : { sconosciuto }),
  };
}

/** Datasets whose schema looks across records, so that judging a few at a time would not be the same. */
async function wholeFilesOf({ layout }: Setup): Promise<(1 | 2)[]> {
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

interface Making {
  readonly setup: Setup;
  readonly ambient: Ambient;
  readonly keys: RunKeys;
  readonly run: number;
  readonly template: string;
  readonly spool: Spool;
  readonly writer: BundleWriter;
  readonly wholeFiles: readonly (1 | 2)[];
}

/** Stage 3: spool minus discards → signed, encrypted dataset files; manifest, its signature, LEGGIMI. */
async function writeBundle(making: Making, examination: Examination): Promise<Manifest> {
  const { setup, ambient, keys, writer } = making;
  const maxRecords = setup.config.number("output.max_records") ?? 250_000;
  const { judged } = examination.examined;
  const plans = ([1, 2] as const).flatMap((dataset) => planFiles(judged, dataset, maxRecords));
  ambient.progress({
    fase: "scrittura",
    rows: judged.columns.length,
    bytes: 0,
    totalBytes: 0,
    scarti: examination.examined.scartati,
  });
  const sealed = await Promise.all(plans.map((plan) => sealOne(plan, making, examination)));
  const datasets = plans.map((plan, i) => datasetOf(plan, making, sealed[i], examination.examined));
  const input = manifestInput(making, datasets, examination.examined);
  const readme = Buffer.from(leggimi(buildManifest(input), ambient.text), "utf8");
  writer.add(LEGGIMI, readme);
  const attachment = {
    file: LEGGIMI,
    size: readme.length,
    sha256: createHash("sha256").update(readme).digest("hex"),
  };
  const manifest = buildManifest({ ...input, attachments: [attachment] });
  const bytes = Buffer.from(printManifest(manifest), "utf8");
  writer.add(MANIFEST, bytes);
  if (keys.signer)
    writer.add(
      `${MANIFEST}${keys.plan.signatureExtension ?? ""}`,
      await signDetached(keys.signer, bytes, { now: ambient.now }),
    );
  return manifest;
}

async function sealOne(plan: DatasetFilePlan, making: Making, { pool }: Examination): Promise<Sealed> {
  const { setup, keys, spool, writer, ambient } = making;
  const xml = compilePlan(setup.layout.dataset[plan.dataset]);
  const { sealed } = await pool.run<"seal">({
    kind: "seal",
    job: {
      path: writer.pathOf(namesOf(plan, making).file),
      header: header(xml),
      footer: footer(xml),
      spoolFd: spool.fd,
      spoolKey: spool.key,
      pieces: plan.pieces,
      recipient: keys.recipient,
      signer: keys.signer,
      now: ambient.now,
      ...(making.wholeFiles.includes(plan.dataset) ? { schema: setup.layout.dataset[plan.dataset].xsd } : {}),
    },
  });
  return sealed;
}

function namesOf(
  plan: DatasetFilePlan,
  { setup, run, template, keys }: Making,
): { xml: string; file: string } {
  const xml = nomeDataset(template, {
    dataset: plan.dataset,
    regione: setup.regione,
    anno: setup.periodo.anno,
    periodo: `T${setup.periodo.trimestre}`,
    run,
    prog: plan.prog,
  });
  return { xml, file: xml + keys.plan.extension };
}

function datasetOf(
  plan: DatasetFilePlan,
  making: Making,
  sealed: Sealed | undefined,
  { files }: Examined,
): ManifestInput["datasets"][number] {
  if (!sealed) throw new Error("a dataset file was planned and not written");
  const byAzienda = new Map<string, number>();
  for (const [index, count] of plan.byFile) {
    const azienda = files[index]?.azienda ?? "";
    byAzienda.set(azienda, (byAzienda.get(azienda) ?? 0) + count);
  }
  const { xml, file } = namesOf(plan, making);
  return {
    dataset: plan.dataset,
    xml,
    file,
    by_tipo: plan.byTipo,
    by_azienda: byAzienda,
    clear: sealed.clear,
    encrypted: sealed.encrypted,
  };
}

function manifestInput(
  { setup, ambient, keys, run }: Making,
  datasets: ManifestInput["datasets"],
  { files, judged }: Examined,
): ManifestInput {
  const { layout, regione, periodo, config } = setup;
  const { recipient, signer } = keys;
  return {
    tool: { name: "sioc", version: ambient.version },
    run,
    regione,
    periodo: periodo.code,
    prepared_on: ambient.today,
    datasets,
    rules: {
      version: VERSIONE_REGOLE,
      count: REGOLE.length,
      disabled: [],
      severities_changed: Object.fromEntries(config.severities),
    },
    layout: { version: layout.versione, official: layout.ufficiale, sha256: layout.sha256 },
    xsd: [xsdOf(layout.dataset[1], layout.ufficiale), xsdOf(layout.dataset[2], layout.ufficiale)],
    cuni: { key_check_value: keys.cuniCheck, id_rec_template: setup.idRecTemplate },
    recipient: {
      format: recipient.format,
      fingerprint: recipient.fingerprint,
      ...(recipient.expires && { not_after: recipient.expires }),
    },
    signer: signer ? { format: signer.format, fingerprint: signer.fingerprint } : null,
    sources: files
      .filter((file) => file.spec.ruolo !== "esiti")
      .map((file) => ({
        azienda: file.azienda,
        file: file.nome,
        sha256: file.source.end().sha256,
        rows: judged.counts.get(file.spec.index)?.rows ?? 0,
      })),
  };
}

function xsdOf(dataset: DatasetLayout, official: boolean): ManifestInput["xsd"][number] {
  const sha256 = createHash("sha256").update(readFileSync(dataset.xsd)).digest("hex");
  return { dataset: dataset.numero, file: basename(dataset.xsd), sha256, official };
}
