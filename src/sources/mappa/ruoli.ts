import type { Colonna } from "../../model/campi.ts";
import type { Layout } from "../../tracciato/index.ts";
import { pair } from "./abbina.ts";
import { colonnaDi, isFiglio } from "./colonne.ts";
import { FORME_FILE, isDetail, type FormaFile } from "./forme.ts";
import { notaDi, type ColonnaNota } from "./nota.ts";
import { tokens } from "./parole.ts";
import type { Profilo } from "./profilo.ts";

/** Which columns a file of each kind carries, given those that come with it. The pipeline knows. */
export interface Regole {
  readonly colonne: (forma: FormaFile, accanto: ReadonlySet<FormaFile>) => readonly Colonna[];
  /** Those without which every row would be refused. */
  readonly obbligatorie: (forma: FormaFile, accanto: ReadonlySet<FormaFile>) => readonly Colonna[];
}

/** A table (file, sheet) to be told what it is. */
export interface Tavola {
  /** Of the table or sheet, or the base name of the file. */
  readonly nome: string;
  readonly profili: readonly Profilo[];
  /** Tables of one file compete for a role; files do not: stays may come in more than one. */
  readonly gruppo: number;
  /** The only table of all that was given: it must be something. */
  readonly sola: boolean;
  /** Said by the person or by sioc.toml. */
  readonly forma?: FormaFile;
  /** What was said is of this very table, and not of one among those of its file. */
  readonly unica: boolean;
}

const NESSUNO = new Set<FormaFile>();

export function noteDi(
  regole: Regole,
  layout: Layout,
  forma: FormaFile,
  accanto: ReadonlySet<FormaFile> = NESSUNO,
): readonly ColonnaNota[] {
  return regole.colonne(forma, accanto).map((colonna) => notaDi(colonna, layout));
}

const NOMI: readonly (readonly [FormaFile | "nessuna", RegExp])[] = [
  [
    "nessuna",
    /^(?:legenda|legend|note|istruzioni|leggimi|log|logs|audit|decod|decodifica|decodifiche|lookup|tipi|codifiche|codici|tabelle|parametri|config|riepilogo|statistiche|bak|backup|old|temp|tmp|versione|migrations?|copertina|indice)$/,
  ],
  ["anagrafica", /^(?:anag|anagr|anagrafic[ahe]+|assistit[oi]|pazient[ei]|person[ae]|patients?)$/],
  ["valutazioni", /^(?:valut|valutazion[ei]|schede|vmd|barthel|scal[ae]|assessments?)$/],
  ["prestazioni", /^(?:prest|prestazion[ei]|attivita|intervent[oi]|services?)$/],
  ["sospensioni", /^(?:sosp|sospension[ei]|assenz[ae]|permess[oi]|suspensions?)$/],
  ["ricoveri", /^(?:ric|ricover[oi]|degenz[ae]|episod[io]+|adt|stays?|admissions?)$/],
];

function namedAs(name: string): FormaFile | "nessuna" | undefined {
  const words = tokens(name.replace(/\.[a-z]{2,4}$/i, ""));
  return NOMI.find(([, pattern]) => words.some((word) => pattern.test(word)))?.[0];
}

interface Voto {
  readonly forma: FormaFile;
  readonly score: number;
}

/**
 * How well a table would do as each kind of file, best first: which of its columns it would leave unexplained that
 * another kind explains, and how much of what the kind must have is there.
 */
export function votes({ nome, profili }: Tavola, regole: Regole, layout: Layout): readonly Voto[] {
  const headers = Math.max(1, profili.length);
  const hint = namedAs(nome);
  const tried = FORME_FILE.map((forma) => {
    const pairs = pair(profili, noteDi(regole, layout, forma), forma);
    const found = new Map<string, string>(pairs.map(({ colonna, profilo }) => [colonna, profilo.header]));
    const wanted = regole.obbligatorie(forma, NESSUNO);
    const complete = wanted.filter((colonna) => found.has(colonna)).length / Math.max(1, wanted.length);
    return { forma, found, complete, used: pairs.reduce((sum, { score }) => sum + score, 0) / headers };
  });
  const most = Math.max(0.001, ...tried.map(({ used }) => used));
  const whole = tried.find(({ forma }) => forma === "piatto")?.found ?? new Map<string, string>();
  const ordered = tried
    .map(({ forma, found, complete, used }): Voto => {
      const explained = (used / most) * Math.min(1, 2 * used);
      const score = 0.45 * complete + 0.35 * explained + 0.2 * used + bonus(forma, hint);
      // A detail is more than one column: one alone is a list of codes.
      const alone = found.size < 2 ? 0.3 : 0;
      return { forma, score: isDetail(forma) ? score - alone - 0.12 * ofStays(whole, found) : score };
    })
    .sort((a, b) => b.score - a.score);
  return stays(ordered, whole);
}

/** Columns that only the person's data have, or only the stay's; not the dates, easily taken for each other. */
const SOLO_ANAGRAFICA = ["cod_ident", "cuni", "anno_nasc", "genere", "cittad", "stato_civ", "tit_stud"];
const SOLO_RICOVERO = ["ora_amm", "prov", "motivo", "diag_pri", "mod_dim", "sogg_rich", "data_dim"];

/** Columns of a stay or of its person that a table of details would leave aside. */
function ofStays(whole: ReadonlyMap<string, string>, own: ReadonlyMap<string, string>): number {
  const used = new Set(own.values());
  return [...SOLO_ANAGRAFICA, ...SOLO_RICOVERO].filter((colonna) => {
    const header = whole.get(colonna);
    return header !== undefined && !used.has(header);
  }).length;
}

/** Of the kinds that hold stays or persons the one whose columns are there, however few of them. */
function stays(ordered: readonly Voto[], found: ReadonlyMap<string, string>): readonly Voto[] {
  const [first, ...others] = ordered;
  if (first === undefined || isDetail(first.forma)) return ordered;
  const person = SOLO_ANAGRAFICA.filter((name) => found.has(name)).length;
  const groups = [...found.keys()].filter((name) => isFiglio(colonnaDi(name) ?? "tipo")).length;
  const stay = SOLO_RICOVERO.filter((name) => found.has(name)).length + groups;
  if (person + stay === 0) return ordered;
  const forma = stay > 1 || (stay > 0 && person < 3) ? (person > 0 ? "piatto" : "ricoveri") : "anagrafica";
  return [{ ...first, forma }, ...others.filter((voto) => voto.forma !== forma)];
}

function bonus(forma: FormaFile, hint: FormaFile | "nessuna" | undefined): number {
  if (hint === undefined) return 0;
  if (hint === "nessuna") return -0.25;
  return forma === hint ? 0.15 : forma === "piatto" && hint === "ricoveri" ? 0.1 : 0;
}

/** Below this a table is none of ours. */
const LEAST = 0.42;

/** What each table is; undefined for those of no interest. */
export function rolesOf(
  tavole: readonly Tavola[],
  regole: Regole,
  layout: Layout,
): readonly (FormaFile | undefined)[] {
  const first = tavole.map((tavola) => best(tavola, regole, layout));
  const alone = first.map((voto, i) => (isBeaten(i, first, tavole) ? undefined : voto?.forma));
  const apart = alone.includes("anagrafica");
  return alone.map((forma, i) => {
    if (tavole[i]?.forma !== undefined || !apart) return forma;
    return forma === "piatto" ? "ricoveri" : forma;
  });
}

function best(tavola: Tavola, regole: Regole, layout: Layout): Voto | undefined {
  if (tavola.forma !== undefined && tavola.unica) return { forma: tavola.forma, score: 2 };
  const all = votes(tavola, regole, layout);
  if (tavola.forma !== undefined) return all.find(({ forma }) => forma === tavola.forma);
  const [first] = all;
  return first !== undefined && (first.score >= LEAST || tavola.sola) ? first : undefined;
}

/** Another table of the same file does better in the same role. */
function isBeaten(i: number, voti: readonly (Voto | undefined)[], tavole: readonly Tavola[]): boolean {
  const mine = voti[i];
  const slot = (forma: FormaFile): string => (forma === "piatto" ? "ricoveri" : forma);
  if (mine === undefined) return true;
  return voti.some((other, j) => {
    if (other === undefined || j === i || tavole[j]?.gruppo !== tavole[i]?.gruppo) return false;
    if (slot(other.forma) !== slot(mine.forma)) return false;
    return other.score > mine.score || (other.score === mine.score && j < i);
  });
}
