import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { basename } from "node:path";

import {
  buildManifest,
  leggimi,
  LEGGIMI,
  MANIFEST,
  nomeDataset,
  printManifest,
  type BundleWriter,
  type Manifest,
  type ManifestInput,
} from "../bundle/index.ts";
import { signDetached } from "../crypto/index.ts";
import type { Spool } from "../core/spool.ts";
import { REGOLE, VERSIONE_REGOLE } from "../rules/index.ts";
import type { DatasetLayout } from "../tracciato/index.ts";
import { beforeTipo, compilePlan, footer, header } from "../xml/index.ts";
import type { Examination, Examined } from "./examine.ts";
import type { RunKeys } from "./keys.ts";
import type { DatasetFilePlan } from "./seal.ts";
import type { Sealed } from "./seal-job.ts";
import type { Ambient, Setup } from "./setup.ts";

/** What the writing of a bundle needs. */
export interface Making {
  readonly setup: Setup;
  readonly ambient: Ambient;
  readonly keys: RunKeys;
  readonly run: number;
  readonly template: string;
  readonly spool: Spool;
  readonly writer: BundleWriter;
  readonly wholeFiles: readonly (1 | 2)[];
  readonly plans: readonly DatasetFilePlan[];
}

/** A bundle written, and not yet named. */
export interface Made {
  readonly manifest: Manifest;
  /** SHA-256 of the manifest's bytes, hexadecimal. */
  readonly sha256: string;
}

/** Stage 3: spool minus discards → signed, encrypted dataset files; manifest, its signature, LEGGIMI. */
export async function writeBundle(making: Making, examination: Examination): Promise<Made> {
  const { ambient, keys, writer, plans } = making;
  const { judged } = examination.examined;
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
  return { manifest, sha256: createHash("sha256").update(bytes).digest("hex") };
}

async function sealOne(plan: DatasetFilePlan, making: Making, { pool }: Examination): Promise<Sealed> {
  const { setup, keys, spool, writer, ambient } = making;
  const xml = compilePlan(setup.layout.dataset[plan.dataset]);
  const { sealed } = await pool.run<"seal">({
    kind: "seal",
    job: {
      path: writer.pathOf(namesOf(plan, making).file),
      header: header(xml),
      beforeTipo: beforeTipo(xml),
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
