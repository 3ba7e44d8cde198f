/**
 * The form in which an identifier is judged and hashed: without blanks around it, ASCII letters in upper case.
 * The Ministry's function normalises nothing (spec/cuni.md §1), so two feeders who differ in case would split
 * one person in two; what changed is counted and reported.
 */
export interface Normalised {
  readonly text: string;
  readonly changed: boolean;
}

const NEEDS_WORK = /[a-z]|^[ \t\r\n]|[ \t\r\n]$/;
const AROUND = /^[ \t\r\n]+|[ \t\r\n]+$/g;

/**
 * Trims space, tab, CR and LF and raises a–z. Narrower than Java's `trim()` (everything up to U+0020) and than
 * JavaScript's (U+00A0, U+FEFF …): NUL, no-break and zero-width characters stay, and fail the structure check,
 * instead of vanishing. Case is changed letter by letter, so that neither `ı` becomes I nor `ß` becomes SS.
 */
export function normalise(raw: string): Normalised {
  if (!NEEDS_WORK.test(raw)) return { text: raw, changed: false };
  const text = raw.replace(AROUND, "").replace(/[a-z]+/g, (letters) => letters.toUpperCase());
  return { text, changed: text !== raw };
}

/** Nothing above U+0020: what Java's `trim().isEmpty()` calls blank, and the Ministry's function refuses (EX-04). */
export function isBlank(text: string): boolean {
  return /^[\u0000-\u0020]*$/.test(text);
}

/**
 * True for text that may be hashed as an identifier. Every form TS knows is printable ASCII; lone surrogates and
 * invisible characters hash differently from one language to the next, or give a CUNI nobody else can obtain.
 */
export function isHashable(text: string): boolean {
  return /^[\u0020-\u007e]+$/.test(text) && !isBlank(text);
}

/** False for a lone surrogate: Java writes `?` for it, Node U+FFFD. */
export function isWellFormed(text: string): boolean {
  return !/\p{Surrogate}/u.test(text);
}
