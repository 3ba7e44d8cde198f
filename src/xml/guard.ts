import { siocError } from "../core/errors.ts";
import type { Colonna } from "../model/campi.ts";

/** Shorter values cannot hold an identifier of a fixed form: the shortest is the provisional code, 11 digits. */
export const GUARDED_LENGTH = 11;

/**
 * Codice fiscale (also with omocodia), STP, ENI, GIU, TEAM card number (80 and 18 digits), anywhere in the value:
 * a code glued to another is still a code. Sources: D.M. 23 December 1976, spec/codes.md §5.
 */
const CODE =
  /[A-Z]{6}[0-9LMNPQRSTUV]{2}[A-EHLMPRST][0-9LMNPQRSTUV]{2}[A-Z][0-9LMNPQRSTUV]{3}[A-Z]|(?:STP|ENI|GIU)\d{13}|80\d{18}/i;

/** Provisional codice fiscale. A TEAM institution has at most 10 digits, so a run of exactly 11 is never one. */
const PROVISIONAL = /(?<!\d)\d{11}(?!\d)/;

/** What people put between the parts of a code. */
const SEPARATORS = /[\s.,:;/_'-]+/g;

const BASE64 = new Uint8Array(128);
for (const char of "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
  BASE64[char.charCodeAt(0)] = 1;
const EQUALS = 0x3d;

/** `^[A-Za-z0-9+/]{43}=[A-Za-z0-9+/]{43}=$`, six times as fast: two Base64 blocks of 32 bytes (spec/cuni.md). */
export function isHash(value: string): boolean {
  if (value.length !== 88 || value.charCodeAt(43) !== EQUALS || value.charCodeAt(87) !== EQUALS) return false;
  for (let index = 0; index < 87; index++) {
    if (index !== 43 && BASE64[value.charCodeAt(index)] !== 1) return false;
  }
  return true;
}

/** A pseudonym of other tools that the schema admits and rule OC-F-010 only remarks on. */
const OPAQUE = /^[A-Za-z0-9+/=]{88}$/;

/**
 * The output guard OC-F-014 for one value. Equality with the identifiers of the input is for whoever still
 * holds them, before they are blanked.
 *
 * A field of kind hash is proven by its shape instead: Base64 looks like a codice fiscale by chance, about five
 * times in a million records. Text that is neither that shape nor 88 opaque characters may not be in such a field.
 * @throws CLEAR_IDENTIFIER naming the column, never the value.
 */
export function guardValue(colonna: Colonna, value: string, hash = false): void {
  if (hash ? isHash(value) : value.length < GUARDED_LENGTH) return;
  if (hash && !OPAQUE.test(value)) throw siocError("CLEAR_IDENTIFIER", { campo: colonna });
  if (holdsIdentifier(value)) throw siocError("CLEAR_IDENTIFIER", { campo: colonna });
}

function holdsIdentifier(value: string): boolean {
  return CODE.test(value) || PROVISIONAL.test(value) || CODE.test(value.replace(SEPARATORS, ""));
}
