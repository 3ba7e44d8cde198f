import { printable } from "../../core/redact.ts";
import { mask } from "./profilo.ts";

/** An identifier anywhere in it, also with other characters hard by, or a long number. */
const DATO =
  /[A-Z]{6}[0-9LMNP-V]{2}[A-Z][0-9LMNP-V]{2}[A-Z][0-9LMNP-V]{3}|(?:STP|ENI)\d{6}|\d{6}|\d{1,4}[/.-]\d{1,2}[/.-]\d{2}/i;

/** A header that is a cell of some row: never paired, never shown. */
export function holdsData(header: string): boolean {
  return DATO.test(header);
}

/**
 * The headers of a table as they may be shown. Where none of them was recognised the first row may be one of data: only
 * the forms are left.
 */
export function shownHeaders(
  names: readonly string[],
  isTrusted: boolean,
  maxLength: number,
): readonly string[] {
  return names.map((name) => (isTrusted && !holdsData(name) ? printable(name, maxLength) : mask(name)));
}
