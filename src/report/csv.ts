/** What makes Excel, LibreOffice or Sheets take a cell for a formula; the wide forms count in some locales. */
const FORMULA = /^\s*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;

/** First bytes of a CSV that Excel must read as UTF-8. */
export const BOM = "\ufeff";

/** One row for a spreadsheet: `;`, CRLF, quotes where needed, formulas neutralised with a leading `'`. */
export function rigaCsv(cells: readonly string[]): string {
  return `${cells.map(cella).join(";")}\r\n`;
}

function cella(value: string): string {
  const safe = FORMULA.test(value) ? `'${value}` : value;
  return /[;"\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
