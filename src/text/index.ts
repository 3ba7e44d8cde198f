/**
 * Every sentence a person reads, in two complete catalogues: it/ and en/, one file a room, the same keys.
 * Keys are `room.thing` (`sources.note.encoding`); errors are `error.CODE` with the remedy in `hint.CODE`.
 * `{name}` is replaced by data; numbers take the language's own thousands separator.
 * Sentences of the business rules stand with the rules (rules/), not here.
 */
import { en } from "./en/index.ts";
import { it } from "./it/index.ts";

export const LINGUE = ["it", "en"] as const;
export type Lingua = (typeof LINGUE)[number];
export type TextKey = keyof typeof it;
export type TextData = Readonly<Record<string, string | number>>;

/** A sentence not yet put in words: rooms return these, cli/ says them. */
export interface Message {
  readonly key: TextKey;
  readonly data?: TextData;
}

export interface Text {
  readonly lingua: Lingua;
  (key: TextKey, data?: TextData): string;
}

export const CATALOGUES: Readonly<Record<Lingua, Readonly<Record<TextKey, string>>>> = { it, en };

export function textFor(lingua: Lingua): Text {
  const catalogue = CATALOGUES[lingua];
  const text = (key: TextKey, data: TextData = {}): string => fill(catalogue[key], data, lingua);
  return Object.assign(text, { lingua });
}

/** Puts data into a template. A placeholder without data stays visible: a test looks for it. */
export function fill(template: string, data: TextData, lingua: Lingua): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = data[name];
    if (value === undefined) return whole;
    return typeof value === "number" ? numero(value, lingua) : value;
  });
}

const FORMATS = { it: new Intl.NumberFormat("it-IT"), en: new Intl.NumberFormat("en-GB") } as const;

/** 1234.5 → `1.234,5` in Italian. `it-IT` leaves four digits ungrouped by default; tables read better grouped. */
export function numero(value: number, lingua: Lingua): string {
  const text = FORMATS[lingua].format(value);
  return lingua === "it" ? text.replace(/^(-?\d)(\d{3})(?=,|$)/, "$1.$2") : text;
}

/** 2026-03-31 → `31/03/2026`, as people in both languages of this tool write it. */
export function giorno(iso: string): string {
  return `${iso.slice(8, 10)}/${iso.slice(5, 7)}/${iso.slice(0, 4)}`;
}
