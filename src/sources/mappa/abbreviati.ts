import type { ColonnaNota } from "./nota.ts";
import { codeOf, phrasesOf, wordsOf, type Frase } from "./valori.ts";

/** Letters from which a word need not be the first. */
const LONG = 4;
/** Fewest letters from which a word is guessed. */
const LEAST = 3;

/**
 * The codes a shortened word may stand for: the beginnings of the words of what the code is called (`osp. acuti`,
 * `PREL`), or those beginnings written together (`DPR`, dimissione protetta). One code alone leaves little doubt.
 */
export function shortened(nota: ColonnaNota, value: string): readonly string[] {
  const parts = value.split("/").filter((part) => part.trim() !== "");
  const all = parts.map((part) => {
    const whole = codeOf(nota, part);
    return whole === undefined ? beginnings(nota, part) : [whole];
  });
  const [first = [], ...others] = all;
  return first.filter((code) => others.every((codes) => codes.includes(code)));
}

function beginnings(nota: ColonnaNota, value: string): readonly string[] {
  // MED01 and MED02 are two things: the letters alone do not say which.
  if (/[a-z]\d/i.test(value)) return [];
  const words = wordsOf(value).filter((word) => !/^\d+$/.test(word) && !CORTE.test(word));
  if (words.join("").length < LEAST) return [];
  const fitting = phrasesOf(nota).filter((frase) => begins(words, frase) || together(words, frase));
  const left = (frase: Frase): number => (together(words, frase) ? 0 : frase.words.length - words.length);
  const least = Math.min(...fitting.map(left));
  const codes = (frasi: readonly Frase[]): readonly string[] => [...new Set(frasi.map(({ code }) => code))];
  const nearest = codes(fitting.filter((frase) => left(frase) === least));
  return nearest.length === 1 ? nearest : codes(fitting);
}

const CORTE = /^(?:a|al|di|del|da|in|e|o|con|per)$/;

/** Each word begins one of the phrase's, in their order, the first the first. */
function begins(words: readonly string[], { words: phrase }: Frase): boolean {
  let at = -1;
  for (const [i, word] of words.entries()) {
    at = phrase.findIndex((whole, j) => j > at && whole.startsWith(word));
    if (at < 0 || (i === 0 && at > 0 && word.length < LONG)) return false;
  }
  return true;
}

/** The first letters of every word of the phrase, without a space. */
function together(words: readonly string[], { words: phrase }: Frase): boolean {
  const [only, ...more] = words;
  return only !== undefined && more.length === 0 && phrase.length > 1 && eats(only, phrase);
}

function eats(letters: string, [first, ...others]: readonly string[]): boolean {
  if (first === undefined) return letters === "";
  for (let n = Math.min(letters.length, first.length); n > 0; n--) {
    if (first.startsWith(letters.slice(0, n)) && eats(letters.slice(n), others)) return true;
  }
  return false;
}

/**
 * Codes for the values no word explains, taken together: where all but one of those a value may stand for are taken
 * by others, the last one is left.
 */
export function guessed(
  nota: ColonnaNota,
  unknown: Iterable<string>,
  taken: Iterable<string>,
): ReadonlyMap<string, string> {
  const used = new Set(taken);
  const found = new Map<string, string>();
  const open = new Map([...unknown].map((value) => [value, shortened(nota, value)]));
  for (let before = -1; before !== found.size;) {
    before = found.size;
    for (const [value, codes] of open) {
      const left = codes.length === 1 ? codes : codes.filter((code) => !used.has(code));
      const [only] = left;
      if (found.has(value) || left.length !== 1 || only === undefined) continue;
      found.set(value, only);
      used.add(only);
    }
  }
  return found;
}
