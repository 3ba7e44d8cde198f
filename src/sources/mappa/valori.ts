import type { Colonna } from "../../model/campi.ts";
import type { ColonnaNota } from "./nota.ts";
import { letterFor } from "./lettere.ts";
import { PAROLE } from "./valori-parole.ts";

/** What the values of a column mean, as far as it is beyond doubt. */
export interface Lettura {
  /**
   * Value as it stands in the file → our code. Every word of such a value is in our own tables, so that none can say
   * anything of a person.
   */
  readonly parole: ReadonlyMap<string, string>;
  /** Values that are neither our codes nor understood, with their rows. */
  readonly ignoti: ReadonlyMap<string, number>;
  /** Share of the filled cells that are our codes, and that are words understood. */
  readonly codici: number;
  readonly capiti: number;
}

/** Reads the values of a column of codes. */
export function readValues(nota: ColonnaNota, values: ReadonlyMap<string, number>): Lettura {
  const parole = new Map<string, string>();
  const ignoti = new Map<string, number>();
  const folded = new Set([...values.keys()].map((value) => wordsOf(value).join(" ")));
  let [all, own, understood] = [0, 0, 0];
  for (const [value, rows] of values) {
    all += rows;
    const code = isOurs(nota, value, folded) ? value : codeFor(nota, value, folded);
    if (code === value) own += rows;
    else if (code === undefined) ignoti.set(value, rows);
    else {
      understood += rows;
      parole.set(value, code);
    }
  }
  const share = (n: number): number => (all === 0 ? 0 : n / all);
  return { parole, ignoti, codici: share(own), capiti: share(understood) };
}

/** The code of one value: our own word for it, or one of the words aziende use. */
export function codeOf(nota: ColonnaNota, value: string): string | undefined {
  return codeFor(nota, value, new Set());
}

/** A code of the list, zeros on the left aside where the readers take no notice of them. */
function isOurs({ colonna, codici, tipo }: ColonnaNota, value: string, all: ReadonlySet<string>): boolean {
  if (codici === undefined) return false;
  if (SI_NO.has(colonna) && all.has("0")) return value === "1";
  return codici.has(value) || (tipo === "N" && /^0+\d/.test(value) && codici.has(String(Number(value))));
}

const SI_NO: ReadonlySet<Colonna> = new Set<Colonna>(["caregiver", "pian_cond"]);

function codeFor(nota: ColonnaNota, value: string, all: ReadonlySet<string>): string | undefined {
  const words = wordsOf(value);
  if (words.length === 0) return found(nota, ["nd"]);
  const doubtful = letterFor(nota.colonna, words.join(" "), all);
  if (doubtful !== undefined) return doubtful === "" ? undefined : doubtful;
  return (
    found(nota, words) ?? found(nota, withoutNumber(words)) ?? eitherOf(nota, value) ?? upperCase(nota, value)
  );
}

/** `RSA/RP`, `coniugato/a`: ways of saying one thing. What is not understood may be an abbreviation, no more. */
function eitherOf(nota: ColonnaNota, value: string): string | undefined {
  const parts = value.split("/");
  if (parts.length === 1) return undefined;
  const read = parts.map((part) => ({ part, code: found(nota, wordsOf(part)) }));
  const codes = new Set(read.flatMap(({ code }) => (code === undefined ? [] : [code])));
  const short = read.every(({ part, code }) => code !== undefined || part.trim().length <= 3);
  return codes.size === 1 && short ? [...codes][0] : undefined;
}

/** Lower case where the list is upper case: `it`. */
function upperCase({ codici }: ColonnaNota, value: string): string | undefined {
  const upper = value.toUpperCase();
  return /^[a-zA-Z]{1,2}$/.test(value) && codici?.has(upper) === true ? upper : undefined;
}

/** Words no rule needs to see: `dimesso a domicilio` is `domicilio`. */
const RIEMPITIVE: ReadonlySet<string> = new Set(
  (
    "a ad al alla allo all in nel nella di del della dello dell dei degli delle da dal dalla con per presso verso e o il la " +
    "lo l i un una il paziente assistito ospite dimesso dimissione dimissioni trasferito trasferimento proveniente " +
    "provenienza altro altra integrata struttura reparto centro servizio nessuna altre"
  ).split(" "),
);

const CONGIUNZIONI: ReadonlySet<string> = new Set(
  "a ad al alla allo in nel nella di del della dello dell dei degli delle da dal dalla con per e o il la lo l i un una".split(
    " ",
  ),
);

/** What a code is called, without the words that only join. */
export interface Frase {
  readonly code: string;
  readonly words: readonly string[];
}

const phrases = new Map<Colonna, readonly Frase[]>();

/** Everything the codes of a column are called, in full words. */
export function phrasesOf({ colonna, etichette }: ColonnaNota): readonly Frase[] {
  const known = phrases.get(colonna);
  if (known !== undefined) return known;
  const ours = Object.entries(PAROLE[colonna] ?? {}).flatMap(([code, all]) =>
    all.split("|").map((phrase) => ({ code, words: phrase.split(" ") })),
  );
  const labels = [...(etichette ?? [])].map(([label, code]) => ({ code, words: wordsOf(label) }));
  const found = [...ours, ...labels]
    .flatMap(({ code, words }) => [
      { code, words: words.filter((word) => !isFiller(word)) },
      { code, words: words.filter((word) => !CONGIUNZIONI.has(word)) },
    ])
    .filter(({ words }) => words.length > 0);
  phrases.set(colonna, found);
  return found;
}

/** The code of a longer description: of the phrases it contains, the one with most words. Never for cells. */
export function within(nota: ColonnaNota, description: string): string | undefined {
  const stems = new Set(wordsOf(description).map(stem));
  const inside = phrasesOf(nota).filter(
    ({ words }) => words.join("").length > 3 && words.every((word) => stems.has(stem(word))),
  );
  const most = Math.max(0, ...inside.map(({ words }) => words.length));
  const codes = new Set(inside.filter(({ words }) => words.length === most).map(({ code }) => code));
  return codes.size === 1 ? [...codes][0] : undefined;
}

/** Phrase → code. */
const tables = new Map<Colonna, ReadonlyMap<string, string>>();

function tableOf({ colonna, etichette }: ColonnaNota): ReadonlyMap<string, string> {
  const known = tables.get(colonna);
  if (known !== undefined) return known;
  const table = new Map<string, string>();
  for (const [label, code] of etichette ?? []) table.set(key(wordsOf(label)), code);
  for (const [code, phrases] of Object.entries(PAROLE[colonna] ?? {}))
    for (const phrase of phrases.split("|")) table.set(key(phrase.split(" ")), code);
  tables.set(colonna, table);
  return table;
}

/** The phrase as it is; else without the words that only join. */
function found(nota: ColonnaNota, words: readonly string[]): string | undefined {
  if (words.length === 0) return undefined;
  const table = tableOf(nota);
  const whole = table.get(key(words));
  if (whole !== undefined) return whole;
  const bare = key(words.filter((word) => !isFiller(word)));
  return bare === "" ? undefined : (table.get(bare) ?? bareOf(nota).get(bare));
}

const bareTables = new Map<Colonna, ReadonlyMap<string, string>>();

/** The same phrases without their joining words, where that leaves no doubt. */
function bareOf(nota: ColonnaNota): ReadonlyMap<string, string> {
  const known = bareTables.get(nota.colonna);
  if (known !== undefined) return known;
  const codes = new Map<string, Set<string>>();
  for (const [phrase, code] of tableOf(nota)) {
    const bare = key(phrase.split(" ").filter((word) => !isFiller(word)));
    codes.set(bare, (codes.get(bare) ?? new Set()).add(code));
  }
  const table = new Map(
    [...codes].flatMap(([bare, [code, ...others]]) =>
      bare === "" || code === undefined || others.length > 0 ? [] : [[bare, code] as const],
    ),
  );
  bareTables.set(nota.colonna, table);
  return table;
}

/** Words for one thing, whatever the column. */
const STESSE: ReadonlyMap<string, string> = new Map([
  ["casa", "domicilio"],
  ["abitazione", "domicilio"],
  ["dom", "domicilio"],
  ["osp", "ospedale"],
  ["riab", "riabilitazione"],
]);

/** Gender and number do not matter, order neither. */
const key = (words: readonly string[]): string =>
  words
    .map((word) => stem(STESSE.get(word) ?? word))
    .sort()
    .join(" ");
const stem = (word: string): string => (word.length < 5 ? word : word.replace(/[aeiou]{1,2}$/, ""));
const STEMS: ReadonlySet<string> = new Set([...RIEMPITIVE].map(stem));
const isFiller = (word: string): boolean => STEMS.has(stem(word));

/** `1 - Deceduto`: the azienda's own number beside the word. */
const withoutNumber = (words: readonly string[]): readonly string[] =>
  words.length > 1 ? words.filter((word) => !/^\d{1,2}$/.test(word)) : words;

export function wordsOf(value: string): readonly string[] {
  const folded = value
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/\b([a-z])\.(?=[a-z](?:\.|\b))/g, "$1");
  return folded.match(/\bt\d\b|[a-z]+|\d+/g) ?? [];
}
