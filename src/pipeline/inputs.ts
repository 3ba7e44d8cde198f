import { existsSync, realpathSync } from "node:fs";
import { basename, dirname, join } from "node:path";

import { printable } from "../core/redact.ts";
import { SiocError } from "../core/errors.ts";
import type { Colonna } from "../model/campi.ts";
import { GRUPPI } from "../model/campi.ts";
import type { Mappa } from "../model/mappa.ts";
import { siocError } from "../core/errors.ts";
import {
  MAPPA_VUOTA,
  namesIn,
  openSource,
  parseMappa,
  resolveColumns,
  type OpenedSource,
} from "../sources/index.ts";
import type { Message, Text } from "../text/index.ts";
import { campiDelGruppo, type Layout } from "../tracciato/index.ts";
import { mappaFor } from "./mappa-ruolo.ts";
import { GRUPPO_DI, type FileSpec, type Ruolo } from "./jobs.ts";

/** One azienda's delivery as the configuration or the command line names it. Paths are absolute and exist. */
export interface FonteConfig {
  readonly azienda: string;
  readonly files: Partial<Record<Ruolo, readonly string[]>>;
  /** Path of the mapping of each role; none: the headers are the tracciato's own. */
  readonly mappe: Partial<Record<Ruolo, string>>;
}

/** A file ready to be read. */
export interface InputFile {
  readonly spec: FileSpec;
  readonly source: OpenedSource;
  readonly azienda: string;
  /** Base name, printable. */
  readonly nome: string;
  readonly notes: readonly Message[];
}

export interface Fonte {
  readonly azienda: string;
  readonly files: readonly InputFile[];
}

export interface FonteFailure {
  readonly azienda: string;
  readonly file: string;
  readonly ruolo: Ruolo;
  readonly error: SiocError;
}

export interface InputOptions {
  readonly layout: Layout;
  readonly text: Text;
  /** tipo of rows whose file has no such column. */
  readonly tipo: "I" | "V" | "C";
  /** True when an outcomes file will give val_ci. */
  readonly conEsiti: boolean;
}

/**
 * Opens everything before anything is read. An azienda with a file that cannot be read is left out whole (its stays
 * would go without a part) and named; the others go on.
 */
export async function openFonti(
  configs: readonly FonteConfig[],
  options: InputOptions,
): Promise<{ fonti: Fonte[]; failures: FonteFailure[] }> {
  refuseTwice(configs);
  const fonti: Fonte[] = [];
  const failures: FonteFailure[] = [];
  let next = 0;
  for (const config of configs) {
    const files: InputFile[] = [];
    const failed = failures.length;
    for (const [ruolo, path] of filesOf(config)) {
      try {
        files.push(await openInput(next + files.length, ruolo, path, config, options));
      } catch (error) {
        if (!(error instanceof SiocError)) throw error;
        failures.push({ azienda: config.azienda, file: path, ruolo, error });
      }
    }
    if (failures.length > failed) continue;
    next += files.length;
    fonti.push({ azienda: config.azienda, files: files.map((file) => withJoin(file, files)) });
  }
  return { fonti, failures };
}

/** The same file under two aziende would make every stay a duplicate, and blame the aziende. @throws FILE_TWICE */
function refuseTwice(configs: readonly FonteConfig[]): void {
  const seen = new Map<string, string>();
  for (const config of configs) {
    for (const [, path] of filesOf(config)) {
      const real = existsSync(path) ? realpathSync(path) : path;
      const other = seen.get(real);
      if (other !== undefined) {
        throw siocError("FILE_TWICE", {
          file: printable(basename(path)),
          aziende: `${other}, ${config.azienda}`,
        });
      }
      seen.set(real, config.azienda);
    }
  }
}

function mappingMissing(path: string, azienda: string): Error {
  return siocError("MAPPING_MISSING", {
    file: printable(join(basename(dirname(path)), basename(path))),
    azienda,
  });
}

/** One of the azienda's prestazioni files without the struttura column makes all of them join without it. */
function withJoin(file: InputFile, all: readonly InputFile[]): InputFile {
  const kind = all.filter(({ spec }) => spec.ruolo === file.spec.ruolo);
  const conStruttura = kind.every(({ spec }) => spec.columns.has("cod_str"));
  return { ...file, spec: { ...file.spec, conStruttura } };
}

function filesOf(config: FonteConfig): [Ruolo, string][] {
  // Details and anagrafica first: the stays look them up.
  const order: readonly Ruolo[] = ["valutazioni", "prestazioni", "sospensioni", "anagrafica", "ricoveri"];
  return order.flatMap((ruolo) => (config.files[ruolo] ?? []).map((path): [Ruolo, string] => [ruolo, path]));
}

/** @throws SOURCE_*, MAPPING_INVALID */
export async function openInput(
  index: number,
  ruolo: Ruolo,
  path: string,
  config: FonteConfig,
  options: InputOptions,
): Promise<InputFile> {
  const { layout, text } = options;
  const mappaPath = config.mappe[ruolo];
  if (mappaPath !== undefined && !existsSync(mappaPath)) throw mappingMissing(mappaPath, config.azienda);
  const whole = mappaPath === undefined ? MAPPA_VUOTA : parseMappa(mappaPath, { text });
  const source = await openSource(path, {
    file: whole.file,
    known: namesIn(whole),
    text,
    mayBeEmpty: ruolo in GRUPPO_DI,
  });
  const separato = ruolo === "ricoveri" && (config.files.anagrafica ?? []).length > 0;
  const columns = columnsOf(ruolo, config, layout);
  const mappa = withTipo(mappaFor(whole, columns, source.header, layout), options.tipo);
  const resolved = resolveColumns(source.header, mappa, { name: source.name, text, columns });
  const required = requiredOf(ruolo, config, options);
  requireColumns(source, resolved.index, mappa, required);
  const spec: FileSpec = {
    index,
    ruolo,
    separato,
    conStruttura: false,
    format: source.format,
    columns: resolved.index,
    mappa,
  };
  const notes = [...source.notes, ...unusedNote(resolved.unused)];
  return { spec, source, azienda: config.azienda, nome: source.name, notes };
}

const SHARED: readonly Colonna[] = ["tipo", "cod_reg", "cod_asl", "cod_str", "data_amm", "id_rec"];

/** Columns a file of this role may carry: the same mapping serves all the files of an azienda. */
export function columnsOf(ruolo: Ruolo, config: FonteConfig, layout: Layout): Colonna[] {
  const dataset1 = layout.dataset[1].campi.map((campo) => campo.colonna);
  switch (ruolo) {
    case "esiti":
      return ["cod_ident", "val_ci", "tipo_ci"];
    case "anagrafica":
      return ["num_ric", "cod_ident", ...dataset1];
    case "valutazioni":
    case "prestazioni":
    case "sospensioni":
      return [
        "num_ric",
        "cod_str",
        ...campiDelGruppo(layout, GRUPPO_DI[ruolo]).map((campo) => campo.colonna),
      ];
    case "ricoveri": {
      const apart = new Set(GRUPPI.filter((gruppo) => hasChildFile(config, gruppo)));
      const dataset2 = layout.dataset[2].campi.filter((campo) => !campo.gruppo || !apart.has(campo.gruppo));
      const flat =
        (config.files.anagrafica ?? []).length === 0 ? (["cod_ident", ...dataset1] as const) : SHARED;
      return [...new Set<Colonna>(["num_ric", ...flat, ...dataset2.map((campo) => campo.colonna)])];
    }
  }
}

function hasChildFile(config: FonteConfig, gruppo: (typeof GRUPPI)[number]): boolean {
  return Object.entries(GRUPPO_DI).some(
    ([ruolo, g]) => g === gruppo && (config.files[ruolo as Ruolo] ?? []).length > 0,
  );
}

function withTipo(mappa: Mappa, tipo: string): Mappa {
  return mappa.defaults.has("tipo")
    ? mappa
    : { ...mappa, defaults: new Map([...mappa.defaults, ["tipo", tipo]]) };
}

/** Made by the program, or judged row by row. */
const NOT_REQUIRED: ReadonlySet<Colonna> = new Set<Colonna>(["cuni", "id_rec", "tipo_ci", "tipo"]);

/** OC-F-002: mandatory columns whose absence would refuse every row. */
export function requiredOf(ruolo: Ruolo, config: FonteConfig, { layout, conEsiti }: InputOptions): Colonna[] {
  const columns = new Set(columnsOf(ruolo, config, layout));
  const campi = [...layout.dataset[1].campi, ...layout.dataset[2].campi];
  const optional = (campo: (typeof campi)[number]): boolean =>
    NOT_REQUIRED.has(campo.colonna) ||
    (campo.colonna === "val_ci" && conEsiti) ||
    (campo.gruppo !== undefined && campo.gruppo !== "valutazione" && ruolo === "ricoveri") ||
    (campo.colonna === "cod_str" && ruolo in GRUPPO_DI);
  const required = campi.filter(
    (campo) => campo.obbligo === "OBB" && columns.has(campo.colonna) && !optional(campo),
  );
  const joined = ruolo !== "ricoveri" || Object.keys(config.files).length > 1;
  if (ruolo === "esiti") return ["cod_ident", "val_ci"];
  return [...new Set([...(joined ? (["num_ric"] as const) : []), ...required.map((campo) => campo.colonna)])];
}

function requireColumns(
  source: OpenedSource,
  index: ReadonlyMap<string, number>,
  mappa: Mappa,
  required: readonly Colonna[],
): void {
  const missing = required.filter((name) => !index.has(name) && !mappa.defaults.has(name));
  // A pseudonymised export has CUNI instead of the identifier; one of the two must be there.
  const identified = !required.includes("val_ci") || index.has("cod_ident") || index.has("cuni");
  const problems = [...missing, ...(identified ? [] : ["cod_ident"])];
  if (problems.length === 0) return;
  throw siocError("SOURCE_COLUMNS_MISSING", {
    file: source.name,
    count: problems.length,
    columns: problems.join(", "),
  });
}

function unusedNote(unused: readonly string[]): Message[] {
  return unused.length === 0 ? [] : [{ key: "sources.note.unused", data: { count: unused.length } }];
}
