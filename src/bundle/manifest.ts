import { readFileSync } from "node:fs";
import { join } from "node:path";

import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";

import type { IsoDate } from "../core/dates.ts";
import { PACKAGE_ROOT } from "../core/package-root.ts";
import { printable } from "../core/redact.ts";
import type { Esito } from "../model/finding.ts";
import type { Message } from "../text/index.ts";
import { canonicalJson } from "./canonical.ts";
import { NOME_DATASET } from "./nomi.ts";

/**
 * What a bundle says of itself: manifest.json, published as docs/schema/manifest-1.json. Counts, sums and names only:
 * no record, no identifier. Within a major version fields are only added.
 */
export interface Manifest {
  readonly schema: "sioc/manifest@1";
  readonly tool: { readonly name: string; readonly version: string };
  /** Six digits. */
  readonly run: string;
  readonly regione: string;
  /** `2026T1` */
  readonly periodo: string;
  readonly prepared_on: IsoDate;
  readonly datasets: readonly DatasetManifest[];
  /** Other files of the bundle, LEGGIMI.txt: tampering with the instructions is tampering too. */
  readonly attachments: readonly (FileFacts & { readonly file: string })[];
  readonly totals: Readonly<Record<"1" | "2", Totali>>;
  /** Records sent in one dataset only, because the other half is already at the Ministry or never came. */
  readonly unpaired: Readonly<Record<"1" | "2", number>>;
  readonly rules: {
    readonly version: string;
    readonly count: number;
    readonly disabled: readonly string[];
    readonly severities_changed: Readonly<Record<string, Esito>>;
  };
  readonly layout: { readonly version: string; readonly official: boolean; readonly sha256: string };
  readonly xsd: readonly {
    readonly dataset: 1 | 2;
    readonly file: string;
    readonly sha256: string;
    readonly official: boolean;
  }[];
  readonly cuni: {
    /** Null when the input already came with its CUNI and no key was used. */
    readonly key_check_value: string | null;
    readonly id_rec_template: string;
  };
  readonly recipient: {
    readonly format: "openpgp" | "cms";
    readonly fingerprint: string;
    readonly not_after?: IsoDate;
  };
  readonly signer: { readonly format: "openpgp" | "cades"; readonly fingerprint: string } | null;
  readonly sources: readonly {
    readonly azienda: string;
    readonly file: string;
    readonly sha256: string;
    readonly rows: number;
  }[];
}

export interface FileFacts {
  /** Bytes. */
  readonly size: number;
  /** Lower-case hex. */
  readonly sha256: string;
}

/** Records by operation: insertions, variations, cancellations. */
export type PerTipo = Readonly<Record<"I" | "V" | "C", number>>;

export interface Totali {
  readonly records: number;
  readonly by_tipo: PerTipo;
}

export interface DatasetManifest extends Totali {
  readonly dataset: 1 | 2;
  readonly nome: "ANA" | "RIC";
  /** Name of the encrypted file, the one in the bundle. */
  readonly file: string;
  /** Name of the XML inside it. */
  readonly xml: string;
  readonly by_azienda: Readonly<Record<string, number>>;
  readonly clear: FileFacts;
  readonly encrypted: FileFacts;
}

type Derived = "schema" | "run" | "totals" | "unpaired" | "datasets" | "attachments";

/** The manifest without what follows from the rest. */
export interface ManifestInput extends Omit<Manifest, Derived> {
  readonly run: number;
  readonly datasets: readonly (Omit<DatasetManifest, "nome" | "records" | "by_azienda"> & {
    readonly by_azienda: ReadonlyMap<string, number>;
  })[];
  readonly attachments?: Manifest["attachments"];
  readonly unpaired?: Manifest["unpaired"];
}

/**
 * Builds a manifest: counts are summed, the user's names made printable, nothing taken along but the fields named.
 * @throws Error if a file's counts do not add up: a defect.
 */
export function buildManifest(input: ManifestInput): Manifest {
  const datasets = input.datasets.map(dataset);
  const { recipient, signer } = input;
  return {
    schema: "sioc/manifest@1",
    tool: { name: input.tool.name, version: input.tool.version },
    run: String(input.run).padStart(6, "0"),
    regione: input.regione,
    periodo: input.periodo,
    prepared_on: input.prepared_on,
    datasets,
    attachments: (input.attachments ?? []).map(({ file, size, sha256 }) => ({ file, size, sha256 })),
    totals: { 1: totali(datasets, 1), 2: totali(datasets, 2) },
    unpaired: input.unpaired ?? { 1: 0, 2: 0 },
    rules: input.rules,
    layout: { version: input.layout.version, official: input.layout.official, sha256: input.layout.sha256 },
    xsd: input.xsd.map(({ dataset: n, file, sha256, official }) => ({
      dataset: n,
      file: printable(baseName(file)),
      sha256,
      official,
    })),
    cuni: {
      key_check_value: input.cuni.key_check_value,
      id_rec_template: printable(input.cuni.id_rec_template),
    },
    recipient: {
      format: recipient.format,
      fingerprint: recipient.fingerprint,
      ...(recipient.not_after === undefined ? {} : { not_after: recipient.not_after }),
    },
    signer: signer === null ? null : { format: signer.format, fingerprint: signer.fingerprint },
    sources: input.sources.map(({ azienda, file, sha256, rows }) => ({
      azienda: printable(azienda),
      file: printable(baseName(file)),
      sha256,
      rows,
    })),
  };
}

function dataset(d: ManifestInput["datasets"][number]): DatasetManifest {
  const records = sum(Object.values(d.by_tipo));
  if (sum([...d.by_azienda.values()]) !== records)
    throw new Error(`manifest: counts of ${d.file} do not add up`);
  return {
    dataset: d.dataset,
    nome: NOME_DATASET[d.dataset],
    file: d.file,
    xml: d.xml,
    records,
    by_tipo: { I: d.by_tipo.I, V: d.by_tipo.V, C: d.by_tipo.C },
    by_azienda: Object.fromEntries([...d.by_azienda].map(([name, n]) => [printable(name), n])),
    clear: { size: d.clear.size, sha256: d.clear.sha256 },
    encrypted: { size: d.encrypted.size, sha256: d.encrypted.sha256 },
  };
}

/** Sums of the files of a dataset. */
export function totali(datasets: readonly DatasetManifest[], numero: 1 | 2): Totali {
  const parts = datasets.filter((d) => d.dataset === numero);
  const by = (tipo: "I" | "V" | "C"): number => sum(parts.map((d) => d.by_tipo[tipo]));
  return { records: sum(parts.map((d) => d.records)), by_tipo: { I: by("I"), V: by("V"), C: by("C") } };
}

export function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, n) => total + n, 0);
}

/** Folders may be named after people: only the last part of a path goes into a manifest. */
function baseName(path: string): string {
  return path.replace(/^.*[\\/]/s, "");
}

export type ParsedManifest =
  | { readonly ok: true; readonly manifest: Manifest }
  | { readonly ok: false; readonly problems: readonly Message[] };

/** The bytes to sign and write. */
export function printManifest(manifest: Manifest): string {
  return canonicalJson(manifest);
}

/** Reads a manifest against its schema; whether it is *true* is for checkBundle and for its signature. */
export function parseManifest(bytes: Uint8Array): ParsedManifest {
  const value = parseJson(bytes);
  if (value === undefined) return { ok: false, problems: [{ key: "bundle.detail.json" }] };
  const validate = validator();
  if (validate(value)) return { ok: true, manifest: value };
  const problems = (validate.errors ?? []).map(({ instancePath, message }): Message => ({
    key: "bundle.detail.schema",
    data: { where: printable(instancePath === "" ? "/" : instancePath), problem: printable(message ?? "?") },
  }));
  return { ok: false, problems };
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)) as unknown;
  } catch {
    return undefined;
  }
}

let compiled: ValidateFunction<Manifest> | undefined;

function validator(): ValidateFunction<Manifest> {
  compiled ??= new Ajv2020({ allErrors: false }).compile<Manifest>(
    JSON.parse(readFileSync(join(PACKAGE_ROOT, "docs", "schema", "manifest-1.json"), "utf8")) as object,
  );
  return compiled;
}
