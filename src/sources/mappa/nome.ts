import { MAX_OCCORRENZE, type Colonna } from "../../model/campi.ts";
import { fold, gruppoDi, isFiglio } from "./colonne.ts";
import type { FormaFile } from "./forme.ts";
import { ALTRI_NOMI, NOMI_NEL_RUOLO } from "./indizi.ts";
import { likeness, meanings, tokens, weight } from "./parole.ts";
import { SINONIMI } from "./sinonimi.ts";

/** A header, read. */
export interface Nome {
  readonly header: string;
  /** Its words in the ways it may be understood, each with how much that way is worth. */
  readonly ways: readonly (readonly [words: readonly string[], worth: number])[];
  /** Number it carries (`VAL2_DATA`, `Diagnosi 3`, `seconda valutazione`). */
  readonly n?: number;
  /** 1 at admission, 2 half-way, 3 at discharge: what tells assessments apart when they have no number. */
  readonly momento?: number;
}

const ORDINALI: ReadonlyMap<string, number> = new Map([
  ...["prima", "seconda", "terza", "quarta", "quinta", "sesta"].map((word, i) => [word, i + 1] as const),
  ...["primo", "secondo", "terzo", "quarto", "quinto", "sesto"].map((word, i) => [word, i + 1] as const),
  ...["i", "ii", "iii", "iv", "v", "vi"].slice(1, 4).map((word, i) => [word, i + 2] as const),
]);
const MOMENTI: ReadonlyMap<string, number> = new Map([
  ...["ingresso", "ingr", "ing", "ammissione", "amm", "iniziale", "iniz", "entrata"].map(
    (word) => [word, 1] as const,
  ),
  ...["intermedia", "intermedio", "interm", "intermed"].map((word) => [word, 2] as const),
  ...["dimissione", "dim", "dimiss", "finale", "uscita", "usc"].map((word) => [word, 3] as const),
]);
const GRUPPI_BREVI: ReadonlyMap<string, string> = new Map([
  ["v", "valutazione"],
  ["p", "prestazione"],
  ["s", "sospensione"],
]);
/** Names of registers, not numbers of occurrences. */
const CON_NUMERO = /^(?:icd|sts|hsp|istat)$/;

/** `prefix`: a word all the headers of the table begin with, which then tells nothing. */
export function readName(header: string, prefix?: string): Nome {
  const short = header.replace(/\s*[([][^)\]]{0,24}[)\]]?\s*\??\s*$/, "");
  const whole = numbered(tokens(header));
  const bare = short === "" || short === header ? undefined : numbered(tokens(short));
  const lists: [readonly string[], number][] = [[whole.words, 1]];
  if (bare !== undefined) lists.push([bare.words, 0.99]);
  const stripped = lists.flatMap(([words, worth]): [readonly string[], number][] =>
    words.length > 1 && words[0] === prefix ? [[words.slice(1), worth * 0.98]] : [],
  );
  const n = whole.n ?? bare?.n;
  const momento = (bare ?? whole).words.map((word) => MOMENTI.get(word)).find((found) => found !== undefined);
  return {
    header,
    ways: [...lists, ...stripped],
    ...(n === undefined ? {} : { n }),
    ...(momento === undefined ? {} : { momento }),
  };
}

/** Takes the number out of the words. */
function numbered(all: readonly string[]): { words: readonly string[]; n?: number } {
  const words: string[] = [];
  let n: number | undefined;
  for (const [i, word] of all.entries()) {
    const before = all[i - 1] ?? "";
    if (/^\d+$/.test(word)) {
      if (CON_NUMERO.test(before)) continue;
      if (Number(word) <= MAX_OCCORRENZE) {
        // V1, P2, S1: the groups by their initials.
        const group = i === 1 ? GRUPPI_BREVI.get(before) : undefined;
        if (group !== undefined) words.splice(-1, 1, group);
        // T0 and T1 are how wards call admission and discharge.
        if (before === "t") words.pop();
        n ??= before === "t" ? Number(word) + 1 : Number(word);
        continue;
      }
    }
    const ordinal = ORDINALI.get(word);
    if (ordinal !== undefined && all.length > 1) n ??= ordinal;
    else words.push(word);
  }
  // A column of days with their time is called after both; it is the day's.
  const plain = words.some((word) => means(word, "data"))
    ? words.filter((word) => !means(word, "ora"))
    : words;
  return n === undefined ? { words: plain } : { words: plain, n };
}

const means = (word: string, meaning: "data" | "ora"): boolean =>
  word === meaning || (meaning === "data" ? /^(?:dt|date)$/ : /^(?:time|hh|ore)$/).test(word);

/** The word most headers begin with (`ric_data`, `ric_ora` …), if there is one. */
export function commonPrefix(headers: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  const firsts = headers.map((header) => tokens(header)).filter((words) => words.length > 1);
  for (const [first = ""] of firsts) counts.set(first, (counts.get(first) ?? 0) + 1);
  const [most] = [...counts].sort((a, b) => b[1] - a[1]);
  return most !== undefined && most[1] >= 4 && most[1] >= headers.length * 0.6 ? most[0] : undefined;
}

interface Known {
  readonly words: readonly string[];
  /** Likeness of a header that is this very name. */
  readonly worth: number;
}

const SECONDARIE =
  "diagnosi concomitante,diagnosi secondaria,patologia concomitante,patologia secondaria,comorbidita,altra diagnosi," +
  "altra patologia,diagnosi associata,patologia associata,diagnosi aggiuntiva,comorbilita";

/** Diagnoses beside the principal one: they are told apart by their number. */
export function isSecondary(colonna: Colonna): boolean {
  return colonna.startsWith("diag_con");
}

function knownNames(colonna: Colonna, forma: FormaFile): readonly Known[] {
  const named = (names: readonly string[], worth: number): readonly Known[] =>
    names.map((name) => ({ words: name.split(" "), worth }));
  if (isSecondary(colonna)) return named(SECONDARIE.split(","), 0.97);
  return [
    { words: colonna.split("_"), worth: 0.97 },
    ...named(SINONIMI[colonna], 0.97),
    ...named(ALTRI_NOMI.get(colonna) ?? [], 0.94),
    ...named(NOMI_NEL_RUOLO[forma]?.[colonna] ?? [], 0.86),
  ];
}

const remembered = new Map<string, readonly Known[]>();

function namesOf(colonna: Colonna, forma: FormaFile): readonly Known[] {
  const key = `${forma}/${colonna}`;
  const known = remembered.get(key) ?? knownNames(colonna, forma);
  remembered.set(key, known);
  return known;
}

const aloneRemembered = new Map<string, ReadonlySet<string>>();

/** Names of one word. */
function aloneOf(colonna: Colonna, forma: FormaFile): ReadonlySet<string> {
  const key = `${forma}/${colonna}`;
  const known =
    aloneRemembered.get(key) ??
    new Set(namesOf(colonna, forma).flatMap(({ words }) => (words.length === 1 ? words : [])));
  aloneRemembered.set(key, known);
  return known;
}

/** 1 the very name of the column · 0.97 a known name · less for words in common · 0 nothing in common. */
export function nameScore(colonna: Colonna, nome: Nome, forma: FormaFile): number {
  if (fold(nome.header) === fold(colonna)) return 1;
  const assessment = gruppoDi(colonna) === "valutazione";
  let best = 0;
  for (const [words, worth] of nome.ways) {
    const lists = assessment && nome.momento !== undefined ? [words, withoutMoment(words)] : [words];
    for (const known of namesOf(colonna, forma))
      for (const list of lists) best = Math.max(best, worth * alike(list, known, aloneOf(colonna, forma)));
  }
  // A number where nothing is repeated belongs to something else.
  const stray = nome.n !== undefined && !isFiglio(colonna) && !colonna.startsWith("diag_");
  return stray ? best * (nome.n === 1 ? 0.95 : 0.75) : best;
}

const withoutMoment = (words: readonly string[]): readonly string[] => {
  const rest = words.filter((word) => !MOMENTI.has(word));
  return rest.length === 0 ? words : rest;
};

/** Weight of the words in common over the weight of all; `alone`: words that by themselves say the same. */
function alike(
  words: readonly string[],
  { words: wanted, worth }: Known,
  alone: ReadonlySet<string>,
): number {
  const free = words.filter((word) => meanings(word).length > 0);
  let [shared, all] = [0, 0];
  for (const word of wanted) {
    if (meanings(word).length === 0) continue;
    const { at, like } = nearest(free, word);
    const w = weight(word);
    all += w;
    if (at < 0) continue;
    free.splice(at, 1);
    shared += w * like;
  }
  all += free.reduce(
    (sum, word) => sum + (alone.has(word) ? 0.2 : 1) * Math.min(...meanings(word).map(weight)),
    0,
  );
  const ratio = all === 0 ? 0 : shared / all;
  return ratio > 0.9 ? worth * ratio : worth * 0.93 * ratio;
}

function nearest(words: readonly string[], wanted: string): { at: number; like: number } {
  let [at, like] = [-1, 0];
  for (const [i, word] of words.entries()) {
    const found = likeness(word, wanted);
    if (found > like) [at, like] = [i, found];
  }
  return { at, like };
}
