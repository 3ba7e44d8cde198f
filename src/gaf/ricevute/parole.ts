import { looksLikeIdentifier, MASK, printable } from "../../core/redact.ts";

const MAX_WORDS = 300;

/**
 * What an outcome may repeat of a record besides whole identifiers: an Id_Rec or CUNI (long runs without spaces), a
 * provisional code or card number, the beginning of a codice fiscale, one written in groups.
 */
const RISERVATI: readonly RegExp[] = [
  /[A-Za-z0-9+/=_-]{40,}/g,
  /[A-Z]{3}[ .-]?[A-Z]{3}[ .-]?\d{2}[ .-]?[A-EHLMPRST][ .-]?\d{2}(?:[ .-]?[A-Z]\d{3}[A-Z]?)?/gi,
  /\b(?:STP|ENI|GIU)[ .-]?\d{11,13}/gi,
  /(?<!\d)(?:\d{11}|\d{16}|\d{20})(?!\d)/g,
];
/** `Value 'ROSSI' is not facet-valid`: the value is a cell of a record. */
const CITATO = /\b(value|valore|dato)(\s*[:=]?\s*)(['"‘“«])[^'"’”»]*(['"’”»])/gi;

/** The Ministry's own words, safe to keep and to show: one line, masked, at most 300 characters. */
export function words(text: string): string {
  let safe = text
    .replace(/\s+/g, " ")
    .trim()
    .slice(0, 4 * MAX_WORDS);
  safe = safe.replace(CITATO, `$1$2${MASK}`);
  for (const pattern of RISERVATI) safe = safe.replace(pattern, MASK);
  return printable(safe, MAX_WORDS);
}

/** A code as it is compared: capitals, no blanks. Undefined for what is not shaped as one. */
export function code(text: string): string | undefined {
  const folded = text.trim().toUpperCase();
  return /^[A-Z0-9][A-Z0-9_./-]{0,31}$/.test(folded) && words(folded) === folded ? folded : undefined;
}

/** The identifier of an upload, if it is shaped as one. */
export function uploadId(text: string): string | undefined {
  const id = text.trim();
  return /^[A-Za-z0-9_-]{1,39}$/.test(id) && !looksLikeIdentifier(id) ? id : undefined;
}

/** `123` from `123.zip`, `123_validazione.txt`, `fus-123.xml`; undefined when the name has other numbers too. */
export function uploadIdIn(name: string): string | undefined {
  const base = name.slice(Math.max(name.lastIndexOf("/"), name.lastIndexOf("\\")) + 1);
  const numbers = base.replace(/\.[A-Za-z0-9]+$/, "").match(/\d+/g) ?? [];
  const [only = ""] = numbers;
  return numbers.length === 1 ? uploadId(only) : undefined;
}

/** The name of the file that was uploaded, without folders. */
export function fileName(text: string): string | undefined {
  const name = text.trim().replace(/^.*[/\\]/, "");
  return name === "" ? undefined : printable(name, 200);
}
