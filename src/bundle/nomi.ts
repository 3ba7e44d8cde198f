import { readdirSync } from "node:fs";

import { errnoOf, siocError } from "../core/errors.ts";
import { printable } from "../core/redact.ts";
import type { Message, Text } from "../text/index.ts";

/** Source: spec/codes.md §6; the Ministry's own names for SIOC are unknown. */
export const TEMPLATE = "SIOC_{dataset}_{nome}_{regione}_{anno}_{periodo}_{prog}.xml";
export const NOME_DATASET = { 1: "ANA", 2: "RIC" } as const;
/** What GAF-bound names may be. Source: product/CONVENTIONS.md §1. */
export const MAX_NAME = 100;

export const MANIFEST = "manifest.json";
export const LEGGIMI = "LEGGIMI.txt";
/** Detached signature of the manifest, by the signer's format. */
export const SIGNATURE = { openpgp: "manifest.json.asc", cades: "manifest.json.p7s" } as const;
/** Added to the name of a dataset once encrypted, by the recipient's format. The Ministry's connector adds `.p7m`. */
export const SUFFIX = { openpgp: ".gpg", cms: ".p7m" } as const;

const KNOWN = ["dataset", "nome", "regione", "anno", "periodo", "run", "prog"] as const;
type Placeholder = (typeof KNOWN)[number];

/** `.gpg` or `.p7m`, also after the `.p7m` of a signed file. */
const ROOM_FOR_SUFFIX = 8;
const SAFE = /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/;

/** True for a name of one file that is harmless on every system and to every shell. */
export function isSafeName(name: string): boolean {
  return SAFE.test(name) && !name.includes("..") && name.length <= MAX_NAME;
}

/** Digits are left as they are: they must be zero-padded already, as the configuration holds them. */
export interface DatiNome {
  readonly dataset: 1 | 2;
  /** Three characters. */
  readonly regione: string;
  readonly anno: number;
  /** `T1` */
  readonly periodo: string;
  readonly run: number;
  /** From 1. */
  readonly prog: number;
}

/** What is wrong with a template, or undefined. */
export function problemaTemplate(template: string): Message | undefined {
  const problem = (key: ProblemKey, data: Readonly<Record<string, string | number>> = {}): Message => ({
    key: `bundle.template.${key}`,
    data: { template: printable(template), ...data },
  });
  const used = [...template.matchAll(/\{([^{}]*)\}/g)].map((m) => m[1] ?? "");
  const unknown = used.find((name) => !isKnown(name));
  if (unknown !== undefined) {
    return problem("placeholder", {
      name: `{${printable(unknown)}}`,
      known: KNOWN.map((k) => `{${k}}`).join(" "),
    });
  }
  if (!used.includes("prog")) return problem("required", { name: "{prog}" });
  if (!used.includes("dataset") && !used.includes("nome")) return problem("required", { name: "{dataset}" });
  if (!template.endsWith(".xml")) return problem("extension");
  const longest = riempi(template, LONGEST);
  if (!SAFE.test(longest) || longest.includes("..")) return problem("characters");
  const n = longest.length + ROOM_FOR_SUFFIX;
  return n > MAX_NAME ? problem("length", { n, max: MAX_NAME }) : undefined;
}

type ProblemKey = "placeholder" | "required" | "extension" | "characters" | "length";
const LONGEST: DatiNome = { dataset: 1, regione: "999", anno: 2099, periodo: "T4", run: 999_999, prog: 999 };

/** @throws CONFIG_INVALID naming the configuration `file` and what is wrong. */
export function checkTemplate(template: string, file: string, text: Text): void {
  const problem = problemaTemplate(template);
  if (problem === undefined) return;
  const problems = `  ${text(problem.key, problem.data)}`;
  throw siocError("CONFIG_INVALID", { file: printable(file), count: 1, problems });
}

/**
 * Name of a clear dataset file by a template that {@link problemaTemplate} found right.
 * @throws Error if the result is not a safe name: a defect.
 */
export function nomeDataset(template: string, dati: DatiNome): string {
  const name = riempi(template, dati);
  if (!isSafeName(name)) throw new Error(`dataset name not safe: ${printable(name)}`);
  return name;
}

/** Names that occur more than once, also where upper and lower case are the same (GAF answers IF12). */
export function nomiRipetuti(names: readonly string[]): readonly string[] {
  const seen = new Set<string>();
  return names.filter((name) => {
    const key = name.toLowerCase();
    const repeated = seen.has(key);
    seen.add(key);
    return repeated;
  });
}

/** `SIOC_030_2026T1`: what all runs of a region and quarter begin with. */
export function prefissoBundle(regione: string, periodo: string): string {
  return `SIOC_${regione}_${periodo}`;
}

/** `SIOC_030_2026T1_000042` */
export function nomeBundle(regione: string, periodo: string, run: number | string): string {
  return `${prefissoBundle(regione, periodo)}_${String(run).padStart(6, "0")}`;
}

/**
 * One more than the highest run among the bundles (folders and zips, unfinished ones too) of the folder; 1 if none.
 * @throws OUTPUT_UNWRITABLE if the folder is there and cannot be listed.
 */
export function nextRun(outputFolder: string, prefix: string): number {
  const runs = list(outputFolder).map((name) => runOf(name, prefix));
  return Math.max(0, ...runs) + 1;
}

function runOf(name: string, prefix: string): number {
  const bare = name.replace(/^\.(.*)\.part$/, "$1").replace(/\.zip$/, "");
  const run = bare.startsWith(`${prefix}_`) ? bare.slice(prefix.length + 1) : "";
  return /^\d{6,}$/.test(run) ? Number(run) : 0;
}

function list(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return [];
    throw siocError("OUTPUT_UNWRITABLE", { path: folder, reason: errnoOf(error) ?? "?" }, { cause: error });
  }
}

function riempi(template: string, dati: DatiNome): string {
  const values: Readonly<Record<Placeholder, string>> = {
    dataset: String(dati.dataset),
    nome: NOME_DATASET[dati.dataset],
    regione: dati.regione,
    anno: String(dati.anno),
    periodo: dati.periodo,
    run: String(dati.run).padStart(6, "0"),
    prog: String(dati.prog).padStart(3, "0"),
  };
  return template.replace(/\{([^{}]*)\}/g, (whole, name: string) => (isKnown(name) ? values[name] : whole));
}

function isKnown(name: string): name is Placeholder {
  return KNOWN.some((known) => known === name);
}
