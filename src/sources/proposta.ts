import type { Colonna } from "../model/campi.ts";
import type { DateFormat, Mappa } from "../model/mappa.ts";
import type { Text } from "../text/index.ts";
import { COLONNE, fold, isFiglio, SINONIMI, words } from "./colonne.ts";
import { codeFor, hasWords, isOwnCode } from "./valori.ts";
import { openSource } from "./open.ts";
import { commonest, dateCount, examine, type Esame, type Profilo } from "./profilo.ts";
import { DEFAULT_FILE, type OpenedSource } from "./source.ts";
import { propostaToml } from "./proposta-toml.ts";

/** How sure a pairing is: the name says it all · name and shape together · a likeness to be confirmed. */
export type Fiducia = "alta" | "media" | "bassa";

export interface Abbinamento {
  /** `data_amm`, or `val_data_2` for a repeated one. */
  readonly colonna: string;
  readonly profilo: Profilo;
  readonly fiducia: Fiducia;
}

export interface Proposta {
  /** Commented mapping, ready to be written to a file. Holds header names and masked shapes, never a cell. */
  readonly toml: string;
  readonly source: OpenedSource;
  readonly esame: Esame;
  readonly file: Mappa["file"];
  readonly abbinamenti: readonly Abbinamento[];
  /** Column → word found → our code. */
  readonly valori: ReadonlyMap<Colonna, ReadonlyMap<string, string>>;
  /** Headers nothing was proposed for. */
  readonly unused: readonly string[];
  /** Columns asked for that no header seems to carry. */
  readonly missing: readonly Colonna[];
}

export interface PropostaOptions {
  readonly text: Text;
  /** What the user already declared. */
  readonly file?: Mappa["file"];
  /** Columns that must not be blank in the layout in use: named when no header seems to carry them. */
  readonly obbligatorie?: readonly Colonna[];
  /** Rows to look at. */
  readonly maxRows?: number;
}

/** Looks at a file and proposes its mapping. @throws as openSource. */
export async function proposeMappa(path: string, options: PropostaOptions): Promise<Proposta> {
  const declared = options.file ?? DEFAULT_FILE;
  const source = await openSource(path, { file: declared, text: options.text });
  const esame = await examine(source, options.maxRows ?? 2000);
  const abbinamenti = pair(esame.columns);
  const used = new Set(abbinamenti.map(({ profilo }) => profilo.header));
  const carried = new Set(abbinamenti.map(({ colonna }) => colonna));
  const core = {
    source,
    esame,
    abbinamenti,
    file: { ...declared, ...fileFor(source, abbinamenti) },
    valori: wordsToCodes(abbinamenti),
    unused: source.header.filter((name) => name !== "" && !used.has(name)),
    missing: (options.obbligatorie ?? []).filter((colonna) => !carried.has(colonna)),
  };
  return { ...core, toml: propostaToml(core, options.text) };
}

function fileFor(source: OpenedSource, pairs: readonly Abbinamento[]): Partial<Mappa["file"]> {
  return {
    // "auto" reads UTF-8 strictly; pinning it on a file that may be plain ASCII would refuse the next one.
    encoding: source.encoding === "utf-8" ? "auto" : source.encoding,
    delimiter: source.format.delimiter,
    date: dateFormat(pairs),
    pad_zeros: pairs.some(({ colonna, profilo }) => zerosLost(colonna, profilo)),
    icd_dot: pairs.some(({ colonna, profilo }) => colonna.startsWith("diag_") && profilo.icdDots > 0),
  };
}

/** The one shape of all dates, or "auto" when they differ. */
function dateFormat(pairs: readonly Abbinamento[]): DateFormat {
  const shapes = new Set(
    pairs.flatMap(({ colonna, profilo }) => (isDate(colonna) ? [...profilo.dates.keys()] : [])),
  );
  const [only] = shapes;
  return shapes.size === 1 && only !== undefined && only !== "data e ora" ? only : "auto";
}

const LENGTHS: ReadonlyMap<string, number> = new Map([
  ["cod_reg", 3],
  ["cod_asl", 3],
  ["cod_str", 6],
  ["reg_res", 3],
  ["asl_res", 3],
  ["com_res", 6],
]);

function zerosLost(colonna: string, { digits, filled, shapes }: Profilo): boolean {
  const length = LENGTHS.get(colonna);
  if (length === undefined || digits === 0 || digits < filled * 0.5) return false;
  return [...shapes.keys()].some((shape) => /^9+$/.test(shape) && shape.length < length);
}

const isDate = (colonna: string): boolean => /^(?:data_|val_data|pre_data|sosp_ini|sosp_fin)/.test(colonna);

function wordsToCodes(pairs: readonly Abbinamento[]): ReadonlyMap<Colonna, ReadonlyMap<string, string>> {
  const tables = new Map<Colonna, ReadonlyMap<string, string>>();
  for (const { colonna, profilo } of pairs) {
    const column = COLONNE.find((name) => name === colonna);
    if (column === undefined || !hasWords(column) || profilo.values === undefined) continue;
    const found = [...profilo.values.keys()].flatMap((value) => {
      const code = isOwnCode(column, value) ? undefined : codeFor(column, value);
      return code === undefined || code === value ? [] : [[value, code] as const];
    });
    if (found.length > 0) tables.set(column, new Map(found));
  }
  return tables;
}

interface Score {
  readonly colonna: string;
  readonly profilo: Profilo;
  readonly score: number;
}

/** Best likeness first; each header and each column is used once. */
function pair(profili: readonly Profilo[]): readonly Abbinamento[] {
  const scores = profili
    .filter((profilo) => profilo.header !== "")
    .flatMap((profilo) => COLONNE.map((colonna): Score => scored(colonna, profilo)))
    .filter(({ score }) => score >= 0.5)
    .sort((a, b) => b.score - a.score);
  const columns = new Set<string>();
  const headers = new Set<string>();
  const pairs: Abbinamento[] = [];
  for (const { colonna, profilo, score } of scores) {
    if (columns.has(colonna) || headers.has(profilo.header)) continue;
    columns.add(colonna);
    headers.add(profilo.header);
    pairs.push({ colonna, profilo, fiducia: score >= 0.95 ? "alta" : score >= 0.7 ? "media" : "bassa" });
  }
  const order = new Map(profili.map((profilo, i) => [profilo.header, i]));
  return pairs.sort((a, b) => (order.get(a.profilo.header) ?? 0) - (order.get(b.profilo.header) ?? 0));
}

/** 1 the very name · 0.95 a synonym · less for shared words · nothing when the cells contradict it. */
function scored(colonna: Colonna, profilo: Profilo): Score {
  const numbered = occurrence(profilo.header);
  const repeated = numbered.n > 1 && isFiglio(colonna);
  const header = numbered.n > 0 && isFiglio(colonna) ? numbered.base : profilo.header;
  const name = nameScore(colonna, header);
  const fit = shapeFit(colonna, profilo);
  const score = name === 0 ? shapeAlone(colonna, profilo) : name * fit;
  return { colonna: repeated ? `${colonna}_${numbered.n}` : colonna, profilo, score };
}

function occurrence(header: string): { base: string; n: number } {
  const m = /^(.*?\D)[ _.-]?([1-9])$/.exec(header);
  return { base: m?.[1] ?? header, n: Number(m?.[2] ?? 0) };
}

function nameScore(colonna: Colonna, header: string): number {
  if (fold(header) === fold(colonna)) return 1;
  const names = SINONIMI[colonna];
  if (names.some((name) => fold(name) === fold(header))) return 0.97;
  const mine = words(header);
  const best = Math.max(0, ...names.map((name) => likeness(mine, words(name))));
  return best === 1 ? 0.96 : best * 0.9;
}

/** Shared words over all words (Jaccard). */
function likeness(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const shared = [...a].filter((word) => b.has(word)).length;
  return shared === 0 ? 0 : shared / (a.size + b.size - shared);
}

/** 1 if the cells can be what the column holds, less if they look otherwise, 0 if they cannot. */
function shapeFit(colonna: Colonna, profilo: Profilo): number {
  const { filled } = profilo;
  if (filled === 0) return 0.98;
  const share = (n: number): number => n / filled;
  if (isDate(colonna)) return share(dateCount(profilo)) > 0.5 ? 1 : 0.4;
  if (colonna.startsWith("ora_")) return share(profilo.times) > 0.5 || profilo.digits === filled ? 1 : 0.4;
  if (colonna.startsWith("diag_")) return share(profilo.icd) > 0.3 ? 1 : 0.5;
  if (colonna === "anno_nasc") return /^9{4}$/.test(commonest(profilo.shapes) ?? "") ? 1 : 0.4;
  if (colonna === "cod_ident") return share(profilo.fiscali) > 0.3 ? 1 : 0.7;
  // A date or an identifier where a code belongs.
  return share(dateCount(profilo)) > 0.5 &&
    profilo.longest >= 8 &&
    !LENGTHS.has(colonna) &&
    colonna !== "num_ric"
    ? 0.3
    : share(profilo.fiscali) > 0.3
      ? 0
      : 1;
}

/** Columns the cells give away whatever the header says. */
function shapeAlone(colonna: Colonna, { filled, fiscali }: Profilo): number {
  return colonna === "cod_ident" && filled > 0 && fiscali / filled > 0.8 ? 0.75 : 0;
}
