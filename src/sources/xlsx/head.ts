import { CellReader } from "./cell.ts";
import type { Package } from "./package.ts";
import type { Naming } from "./refusal.ts";
import { SheetHandler, type SheetRow } from "./sheet.ts";
import { readSomeStrings, WantedStrings, type Strings } from "./strings.ts";
import type { Styles } from "./styles.ts";
import type { Sheet, Workbook } from "./workbook.ts";
import { parseWhole } from "./xml.ts";

/** Rows looked at to find the header among titles, and a row after it. */
const ROWS = 32;

/** The first rows of a sheet that hold something. */
export interface SheetHead {
  readonly rows: readonly SheetRow[];
  /** There are no others. */
  readonly whole: boolean;
}

/** What reading any sheet of a workbook takes. */
export interface OpenWorkbook {
  readonly pack: Package;
  readonly workbook: Workbook;
  readonly styles: Styles;
  readonly naming: Naming;
}

/**
 * The first rows after `skip` rows of the sheet. Their texts are sought twice: which are needed, then those alone, so
 * that opening a workbook does not hold all that is written in it.
 * @throws SOURCE_XLSX
 */
export async function readHead(open: OpenWorkbook, sheet: Sheet, skip: number): Promise<SheetHead> {
  const wanted = new WantedStrings();
  const first = await firstRows(open, sheet, skip, wanted);
  const { pack, workbook, naming } = open;
  const strings = await readSomeStrings(pack, workbook.strings, wanted.indexes, naming);
  const last = first.rows.at(-1)?.number ?? 0;
  const { rows } = await firstRows(open, sheet, skip, strings);
  return { rows: rows.filter(({ number }) => number <= last), whole: first.whole };
}

/** True if no cell of a sheet holds anything. @throws SOURCE_XLSX */
export async function isEmptySheet(open: OpenWorkbook, sheet: Sheet): Promise<boolean> {
  return (await firstRows(open, sheet, 0, new WantedStrings(), 1)).rows.length === 0;
}

async function firstRows(
  { pack, workbook, styles, naming }: OpenWorkbook,
  sheet: Sheet,
  skip: number,
  strings: Strings,
  limit = ROWS,
): Promise<SheetHead> {
  const reader = new CellReader({ styles, strings, is1904: workbook.is1904 });
  const handler = new SheetHandler(reader, naming);
  const rows: SheetRow[] = [];
  const enough = (): boolean => {
    rows.push(...handler.take().filter(({ number }) => number > skip));
    return rows.length > limit;
  };
  await parseWhole(pack.read(sheet.part), handler, naming, () => !enough());
  return { rows: rows.slice(0, limit), whole: rows.length <= limit };
}
