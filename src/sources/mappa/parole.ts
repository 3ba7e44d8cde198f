import { ABBREVIAZIONI, PAROLE_NOTE, PESI, VUOTE } from "./vocabolario.ts";

/** A header as the words it is made of, in order: `DT_AMM. (gg/mm)` → dt, amm, gg, mm. Digits stand apart. */
export function tokens(name: string): readonly string[] {
  const spaced = name
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .replace(/([a-z\d])([A-Z])/g, "$1 $2")
    .replace(/([A-Z]{2,})([A-Z][a-z]{2,})/g, "$1 $2")
    .toLowerCase()
    .replace(/%/g, " percentuale ")
    // A.nasc. is the year; the preposition has no dot.
    .replace(/\ba\.(?=\s?[a-z]{3})/g, "anno ")
    // C.F. and N.ro are one word each.
    .replace(/\b([a-z])\.(?=[a-z](?:\.|\b))/g, "$1")
    .replace(/\b([a-z])\.(?=[a-z]{1,2}\b)/g, "$1");
  return (spaced.match(/[a-z]+|\d+/g) ?? []).flatMap(segment);
}

/** What a word of a header may stand for: itself, and what it abbreviates. Empty for words that carry nothing. */
export function meanings(token: string): readonly string[] {
  if (VUOTE.has(token)) return [];
  return [token, ...(ABBREVIAZIONI.get(token) ?? [])];
}

/** How much a word tells: `codice` little, `dimissione` all. */
export function weight(word: string): number {
  return PESI.get(word) ?? (/^\d+$/.test(word) ? 0.4 : 1);
}

/** Cuts words written without a space (`codfisc`, `datadimissione`) where every piece is known. */
function segment(token: string): readonly string[] {
  if (token.length < 4 || /^\d/.test(token) || isKnown(token)) return [token];
  return cut(token, 4) ?? [token];
}

function cut(rest: string, pieces: number): readonly string[] | undefined {
  if (rest === "") return [];
  if (pieces === 0) return undefined;
  for (let length = rest.length; length >= 2; length--) {
    const piece = rest.slice(0, length);
    const last = length === rest.length;
    if (!VOCABOLARIO.has(piece) && !(last && length >= 4 && isTruncation(piece))) continue;
    const others = cut(rest.slice(length), pieces - 1);
    if (others !== undefined) return [piece, ...others];
  }
  return undefined;
}

const VOCABOLARIO: ReadonlySet<string> = new Set([
  ...[...PAROLE_NOTE].filter((word) => word.length > 1),
  ...[...ABBREVIAZIONI.keys()].filter((word) => word.length > 1),
  ...PESI.keys(),
]);
const LUNGHE: readonly string[] = [...PAROLE_NOTE].filter((word) => word.length > 4);
const isTruncation = (piece: string): boolean => LUNGHE.some((word) => word.startsWith(piece));
const isKnown = (token: string): boolean =>
  VOCABOLARIO.has(token) || VUOTE.has(token) || (token.length >= 4 && isTruncation(token));

/** 1 the same word · less for another ending, a beginning of it, its consonants, a slip of the pen · 0 another word. */
export function likeness(token: string, word: string): number {
  const known = compared.get(token) ?? new Map<string, number>();
  compared.set(token, known);
  const like = known.get(word) ?? compare(token, word);
  known.set(word, like);
  return like;
}

/** Headers of a file share their words, and each is compared with every name we know. */
const compared = new Map<string, Map<string, number>>();

function compare(token: string, word: string): number {
  return Math.max(0, ...meanings(token).map((meaning, i) => (i === 0 ? 1 : 0.985) * same(meaning, word)));
}

function same(a: string, b: string): number {
  if (a === b) return 1;
  if (/^\d/.test(a) || /^\d/.test(b)) return 0;
  if (stem(a) === stem(b)) return 0.97;
  const shorter = Math.min(a.length, b.length);
  const shared = commonPrefix(a, b);
  if (shared === a.length && a.length >= 3) return VOCABOLARIO.has(a) ? 0.6 : a.length >= 4 ? 0.9 : 0.75;
  if (shared >= 6 && shared >= shorter - 3) return 0.9;
  if (shorter >= 6 && Math.abs(a.length - b.length) <= 1 && oneSlip(a, b)) return 0.9;
  return a.length >= 3 && !/[aeiou]/.test(a.slice(1)) && isSkeleton(a, b) ? 0.7 : 0;
}

const stem = (word: string): string => (word.length < 4 ? word : word.replace(/[aeiou]{1,2}$/, ""));

function commonPrefix(a: string, b: string): number {
  let n = 0;
  while (n < a.length && a[n] === b[n]) n++;
  return n;
}

/** One letter changed, added or left out. */
function oneSlip(a: string, b: string): boolean {
  const at = commonPrefix(a, b);
  const [x, y] = [a.slice(at), b.slice(at)];
  return x.slice(1) === y.slice(1) || x === y.slice(1) || x.slice(1) === y;
}

/** `rcv` of `ricovero`: the first letter, then consonants in their order. */
function isSkeleton(letters: string, word: string): boolean {
  if (!word.startsWith(letters.charAt(0))) return false;
  let at = 0;
  for (const letter of letters) {
    at = word.indexOf(letter, at) + 1;
    if (at === 0) return false;
  }
  return true;
}
