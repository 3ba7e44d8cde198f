import { looksLikeIdentifier } from "../core/redact.ts";
import type { ClearRecord } from "../model/record.ts";

const STRUTTURA = /^[0-9A-Z]{6}$/;
/**
 * A number, perhaps with a year, a short prefix and separators: `12`, `2026/000123`, `RIC-2026-12`. Never a word,
 * nor a run of 11 digits or more: numeric codice fiscale, STP without its letters, cards.
 */
const NUM_RIC = /^(?:[A-Za-z]{1,4}[-_./]?)?\d{1,10}(?:[-_./]\d{1,10}){0,2}$/;

/** What helps the azienda find a stay, left out when it does not have the shape of what it should be. */
export interface Luogo {
  readonly struttura?: string;
  readonly numRic?: string;
}

/** A num_ric that is, or looks like, an identifier is not repeated. */
export function luogoDi(r: Pick<ClearRecord, "cod_str" | "num_ric" | "cod_ident">): Luogo {
  const { cod_str, num_ric, cod_ident } = r;
  const nominabile = NUM_RIC.test(num_ric) && num_ric !== cod_ident.trim() && !looksLikeIdentifier(num_ric);
  return {
    ...(STRUTTURA.test(cod_str) && { struttura: cod_str }),
    ...(nominabile && { numRic: num_ric }),
  };
}
