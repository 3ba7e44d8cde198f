import { basename } from "node:path";

import { nearest } from "../../config/nearest.ts";
import {
  parseToml,
  readText,
  tomlProblems,
  type Problem,
  type SchemaOf,
  type TomlOptions,
} from "../../config/toml.ts";
import { siocError } from "../../core/errors.ts";
import { COLONNE, type Colonna } from "../../model/campi.ts";
import { DIALETTI } from "../../model/fonte.ts";
import { DATE_FORMATS, ENCODINGS, type CampoFisso, type Mappa } from "../../model/mappa.ts";
import { RUOLI, type Ruolo } from "../../model/ruolo.ts";
import type { Text } from "../../text/index.ts";
import { colonnaDi, fold, isColonna, isFiglio, occurrences, type NomeColonna } from "./colonne.ts";
import { knownNames, listed } from "../header-names.ts";
import { DEFAULT_FILE } from "../source.ts";

interface RawMappa {
  readonly file?: Partial<Mappa["file"]>;
  readonly tables?: Readonly<Partial<Record<Ruolo, string>>>;
  readonly fixed?: Readonly<Record<string, readonly [from: number, length: number]>>;
  readonly columns?: Readonly<Record<string, string | readonly string[]>>;
  readonly values?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly defaults?: Readonly<Record<string, string>>;
}

const NAME = { type: "string", minLength: 1, maxLength: 500 } as const;
const NAMES = { type: ["string", "array"], minLength: 1, minItems: 1, items: NAME } as const;
/** First character, from 1, and how many. */
const SPAN = {
  type: "array",
  minItems: 2,
  maxItems: 2,
  items: { type: "integer", minimum: 1, maximum: 100_000 },
} as const;
/** One printable ASCII character that cannot be part of a number or name, or "auto". */
const DELIMITER = "^(?:auto|[\\t !#-/:-@\\[-`{-~])$";

function schemaFor(columns: readonly Colonna[]): SchemaOf<RawMappa> {
  const flag = { type: "boolean" };
  return {
    type: "object",
    additionalProperties: false,
    properties: {
      file: {
        type: "object",
        additionalProperties: false,
        properties: {
          encoding: { enum: ENCODINGS },
          delimiter: { type: "string", pattern: DELIMITER },
          quote: { type: "string", pattern: "^[\"'`]?$" },
          date: { enum: DATE_FORMATS },
          decimal: { enum: ["auto", ".", ","] },
          pad_zeros: flag,
          icd_dot: flag,
          skip_lines: { type: "integer", minimum: 0, maximum: 1000 },
          dialect: { enum: DIALETTI },
        },
      },
      tables: {
        type: "object",
        additionalProperties: false,
        properties: Object.fromEntries(RUOLI.map((ruolo) => [ruolo, NAME])),
      },
      fixed: { type: "object", propertyNames: NAME, additionalProperties: SPAN },
      columns: { type: "object", propertyNames: { enum: occurrences(columns) }, additionalProperties: NAMES },
      values: {
        type: "object",
        propertyNames: { enum: columns },
        additionalProperties: { type: "object", additionalProperties: { type: "string" } },
      },
      defaults: {
        type: "object",
        propertyNames: { enum: occurrences(columns) },
        additionalProperties: { type: "string" },
      },
    },
  };
}

export interface MappaOptions {
  readonly text: Text;
  /** Columns of the layout in use; all those we know when absent. */
  readonly columns?: readonly Colonna[];
}

/** @throws CONFIG_MISSING, MAPPING_INVALID with every mistake at once. */
export function parseMappa(path: string, { text, columns = COLONNE }: MappaOptions): Mappa {
  const options = { code: "MAPPING_INVALID", text } as const;
  return mappaFromToml(readText(path, options), basename(path), { text, columns });
}

/** As {@link parseMappa}, for text already at hand. */
export function mappaFromToml(toml: string, file: string, { text, columns = COLONNE }: MappaOptions): Mappa {
  const options: TomlOptions = { code: "MAPPING_INVALID", text };
  const raw = parseToml(toml, file, schemaFor(columns), options);
  const mappa: Mappa = {
    file: { ...DEFAULT_FILE, ...raw.file },
    tables: new Map(RUOLI.flatMap((ruolo) => (raw.tables?.[ruolo] ? [[ruolo, raw.tables[ruolo]]] : []))),
    fixed: Object.entries(raw.fixed ?? {}).map(([name, [from, length]]): CampoFisso => ({
      name,
      from,
      length,
    })),
    columns: mapOf(raw.columns, (names) => [names].flat()),
    values: byColonna(raw.values, (values) => new Map(Object.entries(values))),
    defaults: mapOf(raw.defaults, (value) => value),
  };
  const problems = clashes(mappa, text);
  if (problems.length > 0) throw tomlProblems(toml, file, problems, options);
  return mappa;
}

function mapOf<V, W>(
  table: Readonly<Record<string, V>> | undefined,
  to: (value: V) => W,
): ReadonlyMap<string, W> {
  return new Map(Object.entries(table ?? {}).map(([key, value]) => [key, to(value)]));
}

function byColonna<V, W>(
  table: Readonly<Record<string, V>> | undefined,
  to: (value: V) => W,
): ReadonlyMap<Colonna, W> {
  const pairs = Object.entries(table ?? {}).flatMap(([key, value]) =>
    isColonna(key) ? [[key, to(value)] as const] : [],
  );
  return new Map(pairs);
}

/** A delimiter cannot be the quote. */
function clashes({ file }: Mappa, text: Text): readonly Problem[] {
  if (file.quote === "" || file.quote !== file.delimiter) return [];
  return [{ path: ["file", "delimiter"], sentence: text("sources.mappa.sameAsQuote") }];
}

/** A mapping that declares nothing. */
export const MAPPA_VUOTA: Mappa = {
  file: DEFAULT_FILE,
  tables: new Map(),
  fixed: [],
  columns: new Map(),
  values: new Map(),
  defaults: new Map(),
};

/** Header names a mapping mentions: pass them to openSource as `known`. */
export function namesIn(mappa: Pick<Mappa, "columns" | "fixed">): readonly string[] {
  return [...mappa.columns.values(), ...mappa.fixed.map(({ name }) => [name])].flat();
}

export interface Resolved {
  /** Column (`data_amm`, `val_data_2`) → index of its cell. */
  readonly index: ReadonlyMap<string, number>;
  /** Header names nothing claims. */
  readonly unused: readonly string[];
  /** Known columns the file does not carry. */
  readonly missing: readonly Colonna[];
}

export interface ResolveOptions {
  /** Printable name of the file, for the error. */
  readonly name: string;
  readonly text: Text;
  /** Columns of the layout in use. */
  readonly columns?: readonly Colonna[];
}

/**
 * Which cell holds which column: the mapping first, then headers that already carry the column's own name
 * (case, spaces, accents and punctuation aside; children may be numbered `_2` … `_40`).
 * @throws SOURCE_COLUMNS if the mapping names headers the file lacks or two headers claim one column.
 */
export function resolveColumns(header: readonly string[], mappa: Mappa, options: ResolveOptions): Resolved {
  const columns = options.columns ?? COLONNE;
  const index = new Map<string, number>();
  const absent: string[] = [];
  for (const [column, names] of mappa.columns) {
    const at = firstIndex(header, names);
    if (at !== undefined) index.set(column, at);
    else if (!hasDefault(mappa, column)) absent.push(problemAbsent(column, names, header, options.text));
  }
  const problems = [...absent, ...claimByName(header, columns, mappa, index, options.text)];
  if (problems.length > 0) throw columnsError(problems, header, mappa, options);
  const used = new Set(index.values());
  return {
    index,
    unused: header.filter((name, i) => name !== "" && !used.has(i)),
    missing: columns.filter((column) => !index.has(column)),
  };
}

function firstIndex(header: readonly string[], names: readonly string[]): number | undefined {
  for (const name of names) {
    const exact = header.indexOf(name);
    const at = exact >= 0 ? exact : header.findIndex((h) => h !== "" && fold(h) === fold(name));
    if (at >= 0) return at;
  }
  return undefined;
}

/** Adds the headers named as columns; returns those that claim a column twice. */
function claimByName(
  header: readonly string[],
  columns: readonly Colonna[],
  mappa: Mappa,
  index: Map<string, number>,
  text: Text,
): readonly string[] {
  const canonical = canonicalNames(columns);
  const mapped = new Set(index.values());
  const problems: string[] = [];
  header.forEach((name, i) => {
    const column = canonical.get(fold(name));
    if (column === undefined || mapped.has(i) || mappa.columns.has(column)) return;
    if (index.has(column)) problems.push(text("sources.columns.claimed", { column }));
    else index.set(column, i);
  });
  return problems;
}

function canonicalNames(columns: readonly Colonna[]): ReadonlyMap<string, NomeColonna> {
  const names = new Map<string, NomeColonna>(occurrences(columns).map((name) => [fold(name), name]));
  for (const column of columns) if (isFiglio(column)) names.set(fold(`${column}_1`), column);
  return names;
}

function hasDefault(mappa: Mappa, column: string): boolean {
  return mappa.defaults.has(column) || mappa.defaults.has(colonnaDi(column) ?? column);
}

function problemAbsent(
  column: string,
  names: readonly string[],
  header: readonly string[],
  text: Text,
): string {
  const data = { column, names: listed(names) };
  const guess = nearest(names[0] ?? "", header);
  if (guess === undefined) return text("sources.columns.absent", data);
  return text("sources.columns.absentNear", { ...data, guess: listed([guess]) });
}

/** Header names go into the error only if at least one is known: what has none may be data. */
function columnsError(
  problems: readonly string[],
  header: readonly string[],
  mappa: Mappa,
  options: ResolveOptions,
) {
  const known = knownNames(namesIn(mappa));
  const trusted = header.some((name) => known.has(fold(name)));
  const list = problems.map((problem) => `  - ${problem}`).join("\n");
  const available = trusted
    ? listed(header.filter((name) => name !== ""))
    : options.text("sources.columns.hidden");
  return siocError("SOURCE_COLUMNS", {
    file: options.name,
    count: problems.length,
    problems: list,
    available,
  });
}
