/** Codes of the ASCII characters that mean something in SQL, and what a byte may be part of. */

export const TAB = 9;
export const LF = 10;
export const CR = 13;
export const SPACE = 32;
export const DOUBLE = 34;
export const HASH = 35;
export const DOLLAR = 36;
export const QUOTE = 39;
export const OPEN = 40;
export const CLOSE = 41;
export const STAR = 42;
export const COMMA = 44;
export const MINUS = 45;
export const DOT = 46;
export const SLASH = 47;
export const ZERO = 48;
export const NINE = 57;
export const SEMICOLON = 59;
export const BRACKET = 91;
export const BACKSLASH = 92;
export const BRACKET_END = 93;
export const BACKTICK = 96;

/** 1 for what may stand inside an unquoted name: letters, digits, `_`, `$`, everything beyond ASCII. */
const WORD = table((c) => isAlphanumeric(c) || c === 95 || c === DOLLAR || c >= 128);
const BLANK = table((c) => c === SPACE || (c >= 9 && c <= 13));

export function isWord(c: number | undefined): boolean {
  return c !== undefined && WORD[c] === 1;
}

/** What an unquoted name may begin with. */
export function isLetter(c: number | undefined): boolean {
  return c !== undefined && WORD[c] === 1 && !isDigit(c) && c !== DOLLAR;
}

export function isDigit(c: number | undefined): boolean {
  return c !== undefined && c >= ZERO && c <= NINE;
}

export function isBlank(c: number | undefined): boolean {
  return c !== undefined && BLANK[c] === 1;
}

/** A table of 256 for one test a byte. */
export function table(test: (c: number) => boolean): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, c) => (test(c) ? 1 : 0));
}

function isAlphanumeric(c: number): boolean {
  return (c >= 48 && c <= 57) || (c >= 65 && c <= 90) || (c >= 97 && c <= 122);
}
