import { existsSync, realpathSync } from "node:fs";
import { basename, dirname, join } from "node:path";

import { printable } from "../core/redact.ts";
import { SiocError } from "../core/errors.ts";
import type { Colonna } from "../model/campi.ts";
import { GRUPPI } from "../model/campi.ts";
import type { Mappa } from "../model/mappa.ts";
import { isDatabase, type Connessione, type TipoFonte } from "../model/fonte.ts";
import { GRUPPO_DI, RUOLI_CONFIG, type Ruolo } from "../model/ruolo.ts";
import type { ConnessioneConfig } from "../config/source.ts";
import { readSecret } from "../crypto/index.ts";
import { siocError } from "../core/errors.ts";
import {
  MAPPA_VUOTA,
  namesIn,
  openSource,
  parseMappa,
  resolveColumns,
  STDIN,
  type OpenedSource,
} from "../sources/index.ts";
import type { Message, Text } from "../text/index.ts";
import { campiDelGruppo, type Layout } from "../tracciato/index.ts";
import { mappaFor } from "./mappa-ruolo.ts";
import type { FileSpec } from "./jobs.ts";

/** One azienda's delivery as the configuration or the command line names it. Paths are absolute and exist. */
export interface FonteConfig {
  readonly azienda: string;
  /** What the files are; found out when absent. For a database the files are queries. */
  readonly tipo?: TipoFonte;
  readonly connessione?: ConnessioneConfig;
  readonly files: Partial<Record<Ruolo, readonly string[]>>;
  /** Path of the mapping of each role; none: the headers are the tracciato's own. */
  readonly mappe: Partial<Record<Ruolo, string>>;
}

/** A file (or table, sheet, query) ready to be read. */
export interface InputFile {
  readonly spec: FileSpec;
  readonly source: OpenedSource;
  readonly azienda: string;
  readonly path: string;
  /** Base name, printable; with the table when several are read from one file. */
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
  for (const config of configs.map((one) => withTables(one, options.text))) {
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
    refuseSameTable(files);
    const told = files.map((file, i) => withoutRepeats(named(file, files), files.slice(0, i)));
    fonti.push({ azienda: config.azienda, files: told.map((file) => withJoin(file, files)) });
  }
  return { fonti, failures };
}

/**
 * A dump or a workbook holds several tables: where the mapping names those of other roles, one file is enough in
 * `[[source]]`. A role with files of its own keeps them.
 */
export function withTables(config: FonteConfig, text: Text): FonteConfig {
  const paths = config.files.ricoveri ?? [];
  const mappa = config.mappe.ricoveri;
  // A query is one table, whatever the mapping says of dumps.
  if (config.tipo !== undefined && isDatabase(config.tipo)) return config;
  if (paths.length === 0 || mappa === undefined || !existsSync(mappa)) return config;
  const { tables } = mappaOrNothing(mappa, text);
  const more = RUOLI_CONFIG.filter((ruolo) => tables.has(ruolo) && config.files[ruolo] === undefined);
  if (more.length === 0) return config;
  return {
    ...config,
    files: { ...Object.fromEntries(more.map((ruolo) => [ruolo, paths])), ...config.files },
    mappe: { ...Object.fromEntries(more.map((ruolo) => [ruolo, mappa])), ...config.mappe },
  };
}

/** What is wrong with it is told when its file is opened. */
function mappaOrNothing(path: string, text: Text): Mappa {
  try {
    return parseMappa(path, { text });
  } catch (error) {
    if (error instanceof SiocError) return MAPPA_VUOTA;
    throw error;
  }
}

/** The same file under two aziende would make every stay a duplicate, and blame the aziende. @throws FILE_TWICE */
function refuseTwice(configs: readonly FonteConfig[]): void {
  const seen = new Map<string, string>();
  for (const config of configs) {
    // One vendor's query serves the databases of many.
    if (config.tipo !== undefined && isDatabase(config.tipo)) continue;
    for (const [ruolo, path] of filesOf(config)) {
      const real = path === STDIN || !existsSync(path) ? path : realpathSync(path);
      const other = seen.get(real);
      if (other !== undefined && other !== config.azienda)
        throw fileTwice(path, `${other}, ${config.azienda}`);
      const again = `${real}\n${ruolo}`;
      if (seen.has(again)) throw fileTwice(path, config.azienda);
      seen.set(real, config.azienda).set(again, config.azienda);
    }
  }
}

/** One file may serve several roles only with a table for each. @throws FILE_TWICE */
function refuseSameTable(files: readonly InputFile[]): void {
  const seen = new Set<string>();
  for (const { path, source, azienda } of files) {
    const key = `${path}\n${source.table ?? ""}`;
    if (seen.has(key)) throw fileTwice(path, azienda);
    seen.add(key);
  }
}

function fileTwice(path: string, aziende: string): Error {
  return siocError("FILE_TWICE", { file: printable(basename(path)), aziende });
}

/** What is true of a whole dump is said once, not once a table; its unread columns are each table's own. */
function withoutRepeats(file: InputFile, before: readonly InputFile[]): InputFile {
  const keyOf = ({ key, data }: Message): string => JSON.stringify([key, data]);
  const said = new Set(
    before.filter(({ path }) => path === file.path).flatMap(({ notes }) => notes.map(keyOf)),
  );
  const own = (note: Message): boolean => note.key === "sources.note.unused" || !said.has(keyOf(note));
  return file.source.tipo === "sql" ? { ...file, notes: file.notes.filter(own) } : file;
}

/** Row 44 of which sheet? */
function named(file: InputFile, all: readonly InputFile[]): InputFile {
  const { table } = file.source;
  const several = all.some((other) => other !== file && other.path === file.path);
  return several && table !== undefined ? { ...file, nome: `${file.nome}[${table}]` } : file;
}

function mappingMissing(path: string, azienda: string): Error {
  return siocError("MAPPING_MISSING", {
    file: printable(join(basename(dirname(path)), basename(path))),
    azienda,
  });
}

/** One file of a role without the struttura column makes all of that role join by stay number alone. */
function withJoin(file: InputFile, all: readonly InputFile[]): InputFile {
  const kind = all.filter(({ spec }) => spec.ruolo === file.spec.ruolo);
  const conStruttura = kind.every(
    ({ spec }) =>
      spec.columns.has("cod_str") || (spec.ruolo === "anagrafica" && spec.mappa.defaults.has("cod_str")),
  );
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
  const table = whole.tables.get(ruolo);
  const source = await openSource(path, {
    tipo: config.tipo ?? "auto",
    ...(config.connessione && { connessione: connessioneOf(config.connessione) }),
    file: whole.file,
    fixed: whole.fixed,
    ...(table !== undefined && { table }),
    ruolo,
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
  return { spec, source, azienda: config.azienda, path, nome: source.name, notes };
}

/** The URL is read when a connection is made, and goes to the driver alone. */
export function connessioneOf(config: ConnessioneConfig): Connessione {
  const { urlFile, urlCommand, service, database, timeout } = config;
  const secret = urlFile !== undefined ? { file: urlFile } : urlCommand ? { command: urlCommand } : undefined;
  const nobody = (): Promise<string> => Promise.resolve("");
  return {
    ...(secret && { url: () => readSecret(secret, { prompt: nobody }) }),
    ...(service === undefined ? {} : { service }),
    ...(database === undefined ? {} : { database }),
    timeout,
  };
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
    (campo.colonna === "cod_str" && ruolo in GRUPPO_DI) ||
    // A register of people: the stay's own row has its key.
    (campo.chiave && ruolo === "anagrafica");
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
