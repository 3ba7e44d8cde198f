/**
 * The last guard in front of every screen, report, error and log: whatever looks like an identifier of a
 * person is masked. What must *not* get this far is kept out by the types (model/record.ts); this catches
 * what types cannot see, such as a file that a person named after a patient.
 */
const IDENTIFIER =
  /(?<![A-Z0-9])(?:[A-Z]{6}[0-9LMNPQRSTUV]{2}[A-EHLMPRST][0-9LMNPQRSTUV]{2}[A-Z][0-9LMNPQRSTUV]{3}[A-Z]|(?:STP|ENI|GIU)\d{13}|80\d{18})(?![A-Z0-9])/gi;

export const MASK = "[omesso]";

/** Text with everything identifier-shaped replaced by `[omesso]`. */
export function redact(text: string): string {
  return text.length < 16 ? text : text.replace(IDENTIFIER, MASK);
}

/** True if the text contains something shaped like a codice fiscale, STP, ENI or TEAM number. */
export function looksLikeIdentifier(text: string): boolean {
  IDENTIFIER.lastIndex = 0;
  return text.length >= 16 && IDENTIFIER.test(text);
}

// Control, bidirectional and line-separator characters could forge a log line or a terminal sequence.
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff]/g;

/** A piece of the user's own text (file name, header, struttura) made safe for one line of a screen or report. */
export function printable(text: string, maxLength = 80): string {
  const safe = redact(text).replace(UNSAFE, "�");
  return safe.length > maxLength ? `${safe.slice(0, maxLength - 1)}…` : safe;
}
