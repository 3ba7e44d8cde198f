import type { Colonna } from "../../model/campi.ts";
import { shortened } from "./abbreviati.ts";
import { nameScore, readName } from "./nome.ts";
import { tokens } from "./parole.ts";
import type { ColonnaNota } from "./nota.ts";
import type { Veduta } from "./vedute.ts";
import { codeOf, within, type Lettura } from "./valori.ts";

/** A list of an azienda's own codes that came with the data: a table of the dump, a legend in the workbook. */
export interface Lista {
  /** What it is of: the name of the table, or of the group of its rows. */
  readonly nome: string;
  /** Their code → their words. */
  readonly voci: ReadonlyMap<string, string>;
}

/** Lists found among the tables that are none of ours. */
export function listsIn(vedute: readonly Pick<Veduta, "nome" | "esame" | "source">[]): readonly Lista[] {
  return vedute.flatMap(({ nome, esame, source }) => {
    if (source === undefined || esame === undefined || esame.righe.length === 0) return [];
    // A legend often has no header: its first row is one of it.
    const righe = [source.header, ...esame.righe].map((row) => row.map((cell) => cell.trim()));
    const width = source.header.length;
    const columns = Array.from({ length: width }, (_, i) => i);
    const texts = columns.filter((i) => areWords(righe.map((row) => row[i] ?? "")));
    const [words] = texts.sort((a, b) => lettersIn(righe, b) - lettersIn(righe, a));
    if (words === undefined || width < 2) return [];
    const codes = columns.filter((i) => i !== words && areCodes(righe.map((row) => row[i] ?? "")));
    const groups = columns.filter((i) => i !== words && isGroup(righe.map((row) => row[i] ?? "")));
    const whole = codes.map((code): Lista => ({ nome, voci: entries(righe, code, words) }));
    return [...whole, ...groups.flatMap((group) => grouped(righe, group, columns, words))];
  });
}

type Righe = readonly (readonly string[])[];

const entries = (righe: Righe, code: number, words: number): ReadonlyMap<string, string> =>
  new Map(righe.map((row) => [row[code] ?? "", row[words] ?? ""]));

const lettersIn = (righe: Righe, column: number): number =>
  righe.reduce((sum, row) => sum + (row[column] ?? "").length, 0);

/** Texts, nearly all different. */
function areWords(cells: readonly string[]): boolean {
  const texts = cells.filter((cell) => /\p{L}{3}/u.test(cell)).length;
  return texts > 0.7 * cells.length && new Set(cells).size > 0.5 * cells.length;
}

/** Short, never blank, each once. */
function areCodes(cells: readonly string[]): boolean {
  return cells.every((cell) => cell !== "" && cell.length <= 12) && new Set(cells).size === cells.length;
}

/** The same few names again and again: a legend of many lists. */
function isGroup(cells: readonly string[]): boolean {
  const names = new Set(cells.filter((cell) => cell !== ""));
  return (
    names.size > 0 && names.size <= cells.length / 2 && [...names].every((name) => /\p{L}{3}/u.test(name))
  );
}

/** A list for each name of the group column; a blank goes on with the name above it. */
function grouped(righe: Righe, group: number, columns: readonly number[], words: number): readonly Lista[] {
  const parts = new Map<string, (readonly string[])[]>();
  let name = "";
  for (const row of righe) {
    name = row[group] === "" ? name : (row[group] ?? name);
    parts.set(name, [...(parts.get(name) ?? []), row]);
  }
  return [...parts].flatMap(([nome, rows]) => {
    const code = columns.find((i) => i !== words && i !== group && areCodes(rows.map((row) => row[i] ?? "")));
    return code === undefined ? [] : [{ nome, voci: entries(rows, code, words) }];
  });
}

/** Share of the values of a column that a list must have; of one that has its very name a part will do. */
const COVERED = 0.95;
const IN_PART = 0.2;

/**
 * Their codes translated by their own list, where the list is of that column and its words are beyond doubt.
 * @returns undefined when no list is of the column
 */
export function translated(
  nota: ColonnaNota,
  header: string,
  values: ReadonlyMap<string, number>,
  lists: readonly Lista[],
): Pick<Lettura, "parole" | "ignoti"> | undefined {
  const total = [...values.values()].reduce((a, b) => a + b, 0);
  const fitting = lists
    .map((lista) => ({ lista, name: about(nota.colonna, header, lista.nome) }))
    .filter(
      ({ lista, name }) => name >= 0.5 && covered(values, lista) >= (name >= 0.9 ? IN_PART : COVERED) * total,
    )
    .sort((a, b) => b.name - a.name);
  for (const { lista } of fitting) {
    const codes = [...values].map(([value, rows]) => ({
      value,
      rows,
      code: meaningOf(nota, lista.voci.get(value) ?? ""),
    }));
    const known = codes.flatMap(({ value, code }) => (code === undefined ? [] : [[value, code] as const]));
    const listed = codes.filter(({ value }) => lista.voci.has(value));
    if (known.length <= 0.5 * listed.length) continue;
    return {
      parole: new Map(known.filter(([value, code]) => value !== code)),
      ignoti: new Map(
        codes.flatMap(({ value, rows, code }) => (code === undefined ? [[value, rows] as const] : [])),
      ),
    };
  }
  return undefined;
}

/** Their words for a code, in full or shortened. */
function meaningOf(nota: ColonnaNota, words: string): string | undefined {
  const ways = [words, words.replace(/\s*\([^)]*\)/g, "")].filter((way) => way !== "");
  for (const way of ways) {
    const whole = codeOf(nota, way);
    const [only, ...others] = whole === undefined ? shortened(nota, way) : [whole];
    if (only !== undefined && others.length === 0) return only;
  }
  return within(nota, words);
}

/** Words in the names of lists that tell nothing. */
const DI_ELENCO =
  /^(?:tab|tabella|tbl|lk|lkp|lookup|lista|elenco|dizionario|dict|dm|dec|decod|decodifica|codifica|codici|cod|ref|catalog|catalogo|type|types|list|codes?|anag)$/;

const listName = (nome: string): string =>
  tokens(nome.replace(/\.(?:csv|txt|dat|xlsx|sql)$/i, "").replace(/^.*\./, ""))
    .filter((word) => !DI_ELENCO.test(word))
    .join(" ");

/** How much the name of a list is that of the column, ours or theirs. */
function about(colonna: Colonna, header: string, nome: string): number {
  const ours = nameScore(colonna, readName(listName(nome)), "piatto");
  const alike = readName(header).ways[0]?.[0] ?? [];
  const words = new Set(tokens(listName(nome)));
  const theirs = alike.filter((word) => !DI_ELENCO.test(word));
  const shared = theirs.filter((word) => word.length > 2 && words.has(word)).length;
  return Math.max(ours, theirs.length === 0 ? 0 : shared / theirs.length);
}

function covered(values: ReadonlyMap<string, number>, { voci }: Lista): number {
  return [...values].reduce((sum, [value, rows]) => sum + (voci.has(value) ? rows : 0), 0);
}
