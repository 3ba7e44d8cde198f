import type { DateFormat, Mappa } from "../../model/mappa.ts";
import type { Layout } from "../../tracciato/index.ts";
import type { Abbinamento } from "./abbina.ts";
import { COLONNE } from "../../model/campi.ts";
import { colonnaDi, fold } from "./colonne.ts";
import { notaDi } from "./nota.ts";
import { occurrenceOf } from "./predefiniti.ts";
import type { TavolaProposta } from "./proposta.ts";

/** A line of `[columns]`: what one column is called in each table that has it. */
export interface RigaColonna {
  readonly colonna: string;
  /** In the order of the tables, without repetitions. */
  readonly names: readonly string[];
  readonly abbinamenti: readonly Abbinamento[];
  /** Tables in which the order of the names makes another column be read. */
  readonly contese: readonly string[];
}

/** One line a column, in the order of the tracciato. */
export function columnLines(tavole: readonly TavolaProposta[]): readonly RigaColonna[] {
  const found = new Map<string, { tavola: TavolaProposta; abbinamento: Abbinamento }[]>();
  for (const tavola of tavole)
    for (const abbinamento of tavola.abbinamenti)
      found.set(abbinamento.colonna, [...(found.get(abbinamento.colonna) ?? []), { tavola, abbinamento }]);
  return [...found]
    .map(([colonna, places]): RigaColonna => {
      const names = inReadableOrder(places);
      const contese = places.filter((place) => !reads(names, place)).map(({ tavola }) => tavola.nome);
      return { colonna, names, contese, abbinamenti: places.map(({ abbinamento }) => abbinamento) };
    })
    .sort((a, b) => rank(a.colonna) - rank(b.colonna));
}

function rank(name: string): number {
  const base = colonnaDi(name) ?? "tipo";
  return COLONNE.indexOf(base) + occurrenceOf(name) / 100;
}

interface Posto {
  readonly tavola: TavolaProposta;
  readonly abbinamento: Abbinamento;
}

/** The first name of the list that a table has is the one read: each table must find its own first. */
function inReadableOrder(places: readonly Posto[]): readonly string[] {
  const names: string[] = [];
  for (const { abbinamento } of places) {
    const { header } = abbinamento.profilo;
    if (!names.some((name) => fold(name) === fold(header))) names.push(header);
  }
  if (places.every((place) => reads(names, place))) return names;
  const turned = [...names].reverse();
  return places.every((place) => reads(turned, place)) ? turned : names;
}

function reads(names: readonly string[], { tavola, abbinamento }: Posto): boolean {
  const headers = new Set(tavola.source.header.map(fold));
  const first = names.find((name) => headers.has(fold(name)));
  return first !== undefined && fold(first) === fold(abbinamento.profilo.header);
}

/** The `[file]` part: what all the files have in common, `auto` where they differ. */
export function fileFor(
  tavole: readonly TavolaProposta[],
  declared: Mappa["file"],
  layout: Layout,
): Mappa["file"] {
  const pairs = tavole.flatMap(({ abbinamenti }) => abbinamenti);
  // "auto" reads UTF-8 strictly; pinning it on a file that may be plain ASCII would refuse the next one.
  const encodings = tavole.flatMap(({ source }) => (isText(source.tipo) ? [source.encoding] : []));
  const encoding = only(encodings.map((name) => (name === "utf-8" ? "auto" : name)));
  const delimiter = only(
    tavole.flatMap(({ source: { format } }) => (format.kind === "csv" ? [format.delimiter] : [])),
  );
  const commas = pairs.some(({ colonna, profilo }) => colonna === "perc_ssn" && profilo.commas > 0);
  return {
    ...declared,
    encoding: encoding ?? "auto",
    delimiter: delimiter ?? declared.delimiter,
    date: dateFormat(pairs),
    decimal: commas ? "," : declared.decimal,
    pad_zeros: declared.pad_zeros || pairs.some((pair) => zerosLost(pair, layout)),
    icd_dot:
      declared.icd_dot ||
      pairs.some(({ colonna, profilo }) => colonna.startsWith("diag_") && profilo.icdDots > 0),
  };
}

const isText = (tipo: string): boolean => tipo === "csv" || tipo === "fixed" || tipo === "sql";

function only<T>(values: readonly T[]): T | undefined {
  return new Set(values).size === 1 ? values[0] : undefined;
}

/** The one shape of all dates, or "auto" when they differ. */
function dateFormat(pairs: readonly Abbinamento[]): DateFormat {
  const shapes = new Set(
    pairs.flatMap(({ colonna, profilo }) => (isDate(colonna) ? [...profilo.dates.keys()] : [])),
  );
  const [sole] = shapes;
  return shapes.size === 1 && sole !== undefined && sole !== "data e ora" ? sole : "auto";
}

const isDate = (name: string): boolean => /^(?:data_|val_data|pre_data|sosp_ini|sosp_fin)/.test(name);

function zerosLost({ colonna, profilo }: Abbinamento, layout: Layout): boolean {
  const base = colonnaDi(colonna);
  const length = base === undefined ? undefined : notaDi(base, layout).lunghezza;
  if (length === undefined || profilo.digits < profilo.filled * 0.5) return false;
  return [...profilo.shapes.keys()].some((shape) => /^9+$/.test(shape) && shape.length < length);
}
