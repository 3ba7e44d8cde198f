import { MASK, looksLikeIdentifier, printable } from "../core/redact.ts";

const STRUTTURA = /^[0-9A-Z]{6}$/;
const NUM_RIC = /^[A-Za-z0-9._/-]{1,40}$/;

/**
 * Shapes of identifiers that may hide in a local stay number: the first eleven characters of a codice fiscale
 * (enough to know a person by), STP/ENI/GIU codes, 11 digits (provisional code), 20 digits (TEAM card).
 */
const PARTE_DI_CF = /[A-Z]{6}[0-9LMNPQRSTUV]{2}[A-EHLMPRST][0-9LMNPQRSTUV]{2}/i;
const SANITARIO = /(?:STP|ENI|GIU)\d{11}/i;
const CIFRE = /(?<!\d)(?:\d{11}|\d{20})(?!\d)/;

/** The facility code if it is shaped as one, else the mask: a column mapped by mistake must not be copied out. */
export function strutturaSicura(text: string): string {
  return STRUTTURA.test(text) ? text : MASK;
}

/**
 * The local stay number if it is shaped as a number of a register and not as an identifier, else the mask.
 * At least one digit: a word is more likely a surname than a number.
 */
export function numRicSicuro(text: string): string {
  return NUM_RIC.test(text) && /\d/.test(text) && !pareIdentificativo(text) ? text : MASK;
}

/** True if the text, also once its separators are taken out, holds something shaped like an identifier of a person. */
function pareIdentificativo(text: string): boolean {
  const bare = text.replace(/[._/-]/g, "");
  return (
    CIFRE.test(text) ||
    [text, bare].some((t) => PARTE_DI_CF.test(t) || SANITARIO.test(t) || looksLikeIdentifier(t)) ||
    /^80\d{18}$/.test(bare)
  );
}

// Names Windows gives to devices, whatever the extension.
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)$/i;

/**
 * Base name of the worklist of each azienda: only `[A-Za-z0-9_-]`, at most 60 characters, different also where
 * upper and lower case are the same file. The same list gives the same names.
 */
export function nomiWorklist(aziende: Iterable<string>): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const taken = new Set<string>();
  for (const azienda of aziende) {
    if (names.has(azienda)) continue;
    const base = nomeSicuro(azienda);
    let name = base;
    for (let n = 2; taken.has(name.toLowerCase()); n += 1) name = `${base}-${n}`;
    taken.add(name.toLowerCase());
    names.set(azienda, name);
  }
  return names;
}

function nomeSicuro(azienda: string): string {
  const name = printable(azienda)
    .replace(/[^A-Za-z0-9_-]+/g, "_")
    .replace(/^[_-]+|_+$/g, "")
    .slice(0, 60);
  return name === "" || DEVICE.test(name) ? `azienda_${name}` : name;
}
