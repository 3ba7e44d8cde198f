/**
 * Codice fiscale of 16 characters. Sources: D.M. 23 dicembre 1976 (structure, check character);
 * Agenzia delle Entrate on omocodia: any of the seven digits may have become a letter.
 */
import { isCalendarDay } from "../core/dates.ts";

/** Why a text is not an identifier: a rule maps it (OC-F-011/013 structure and calendar, OC-F-012 check). */
export type Difetto = "structure" | "check" | "calendar";

export interface CodiceFiscale {
  /** Last two digits of the year of birth, 0–99: the century is not in the code. */
  readonly annoNascita2: number;
  /** 1–12 */
  readonly mese: number;
  /** 1–31 */
  readonly giorno: number;
  /** As in the tracciato: 1 male, 2 female. */
  readonly genere: "1" | "2";
  /** Belfiore code of the place, de-omocoded: letter and three digits. */
  readonly luogo: string;
  /** How many of the seven digits are letters. */
  readonly omocodia: number;
}

const STRUCTURE = /^[A-Z]{6}[0-9LMNPQRSTUV]{2}[ABCDEHLMPRST][0-9LMNPQRSTUV]{2}[A-Z][0-9LMNPQRSTUV]{3}[A-Z]$/;
const MONTHS = "ABCDEHLMPRST";
const OMOCODIA = "LMNPQRSTUV";
/** Positions of the digits, from 0. */
export const CIFRE = [6, 7, 9, 10, 12, 13, 14] as const;

// Weights of the characters in odd positions (counted from 1): digits, then A–Z.
const ODD_DIGITS = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21] as const;
const ODD_LETTERS = [
  1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23,
] as const;
/** Weight by character code: [even positions, odd positions]. */
const WEIGHTS = [weights(false), weights(true)] as const;
const DIGIT = digitValues();

/** The code's parts, or what is wrong with it. Expects normalised text; omocodia is never a defect. */
export function parseCodiceFiscale(text: string): CodiceFiscale | Difetto {
  if (!STRUCTURE.test(text)) return "structure";
  const annoNascita2 = pair(text, 6);
  const mese = MONTHS.indexOf(text.charAt(8)) + 1;
  const day = pair(text, 9);
  const giorno = day > 40 ? day - 40 : day;
  if (!existsInSomeCentury(annoNascita2, mese, giorno)) return "calendar";
  if (controlloCodiceFiscale(text) !== text.charAt(15)) return "check";
  const genere = day > 40 ? "2" : "1";
  const luogo = text.charAt(11) + String(digit(text, 12)) + String(digit(text, 13)) + String(digit(text, 14));
  return { annoNascita2, mese, giorno, genere, luogo, omocodia: countLetters(text) };
}

/** Check letter of the first 15 characters, as they are written (omocodia letters weigh as letters). */
export function controlloCodiceFiscale(text: string): string {
  let sum = 0;
  for (let i = 0; i < 15; i += 1) sum += WEIGHTS[i % 2 === 0 ? 1 : 0][text.charCodeAt(i)] ?? 0;
  return String.fromCharCode(65 + (sum % 26));
}

/** The same person's code with the digits at the given positions (see {@link CIFRE}) turned into letters. */
export function conOmocodia(text: string, positions: readonly number[]): string {
  const body = Array.from(text.slice(0, 15), (char, i) =>
    positions.includes(i) && char >= "0" && char <= "9" ? OMOCODIA.charAt(Number(char)) : char,
  ).join("");
  return body + controlloCodiceFiscale(body);
}

/**
 * Two digits of the year may mean 19xx or 20xx: a day is refused only if neither has it. The centuries differ
 * on one day alone, 29 February of 00: 1900 was not a leap year, 2000 was.
 */
function existsInSomeCentury(year2: number, month: number, day: number): boolean {
  return isCalendarDay(2000 + year2, month, day) || isCalendarDay(1900 + year2, month, day);
}

function pair(text: string, at: number): number {
  return digit(text, at) * 10 + digit(text, at + 1);
}

function digit(text: string, at: number): number {
  return DIGIT[text.charCodeAt(at)] ?? 0;
}

function countLetters(text: string): number {
  let letters = 0;
  for (const at of CIFRE) if (text.charCodeAt(at) > 57) letters += 1;
  return letters;
}

function weights(odd: boolean): Uint8Array {
  const table = new Uint8Array(128);
  for (let i = 0; i < 10; i += 1) table[48 + i] = odd ? (ODD_DIGITS[i] ?? 0) : i;
  for (let i = 0; i < 26; i += 1) table[65 + i] = odd ? (ODD_LETTERS[i] ?? 0) : i;
  return table;
}

function digitValues(): Uint8Array {
  const table = new Uint8Array(128);
  for (let i = 0; i < 10; i += 1) table[48 + i] = table[OMOCODIA.charCodeAt(i)] = i;
  return table;
}
