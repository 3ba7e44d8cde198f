import type { Message } from "../../text/index.ts";
import { listed } from "../header-names.ts";
import type { OpenOptions } from "../source.ts";
import { chooseTable } from "../table.ts";
import { isEmptySheet, type OpenWorkbook } from "./head.ts";
import type { Sheet } from "./workbook.ts";

export interface ChosenSheet {
  readonly sheet: Sheet;
  readonly notes: readonly Message[];
}

/** Names a new workbook gives to the sheets nobody has touched. */
const UNTOUCHED = /^(?:foglio|sheet|tabelle|feuil|hoja)\s?\d+$/i;

/**
 * The sheet to be read: the one the mapping names, be it hidden; else chosen among those that are not hidden, nor the
 * empty ones Excel adds by itself.
 * @throws SOURCE_TABLE_MISSING, SOURCE_TABLE_CHOOSE, SOURCE_XLSX
 */
export async function chooseSheet(
  open: OpenWorkbook,
  options: Pick<OpenOptions, "table" | "ruolo">,
): Promise<ChosenSheet> {
  const { sheets } = open.workbook;
  if (options.table !== undefined) return chooseAmong(sheets, open, options);
  const visible = sheets.filter(({ hidden }) => !hidden);
  const shown = visible.length > 0 ? visible : sheets;
  const empty = shown.length > 1 ? await untouched(open, shown) : [];
  const left = shown.filter((sheet) => !empty.includes(sheet));
  const { sheet, notes } = chooseAmong(left.length > 0 ? left : shown, open, options);
  const hidden = sheets.filter((other) => other.hidden && other !== sheet);
  return { sheet, notes: [...notes, ...said("hiddenSheets", hidden), ...said("emptySheets", empty)] };
}

function chooseAmong(
  sheets: readonly Sheet[],
  { naming }: OpenWorkbook,
  options: Pick<OpenOptions, "table" | "ruolo">,
): ChosenSheet {
  const names = sheets.map(({ name }) => name);
  const { index, notes } = chooseTable(naming.name, names, options);
  const sheet = sheets[index];
  if (sheet === undefined) throw new Error("sources: a sheet chosen that is not there");
  return { sheet, notes: [...notes, ...(sheet.hidden ? said("hiddenSheet", [sheet]) : [])] };
}

async function untouched(open: OpenWorkbook, sheets: readonly Sheet[]): Promise<readonly Sheet[]> {
  const empty: Sheet[] = [];
  for (const sheet of sheets)
    if (UNTOUCHED.test(sheet.name) && (await isEmptySheet(open, sheet))) empty.push(sheet);
  return empty;
}

/** What is said of some sheets, or nothing if there are none. */
export function said(
  what: "hiddenSheets" | "hiddenSheet" | "emptySheets",
  sheets: readonly Sheet[],
): readonly Message[] {
  if (sheets.length === 0) return [];
  return [{ key: `sources.xlsx.note.${what}`, data: { table: listed(sheets.map(({ name }) => name)) } }];
}
