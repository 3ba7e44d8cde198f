import { SiocError } from "../../core/errors.ts";
import type { Bytes } from "../bytes/bytes.ts";
import type { OpenOptions } from "../source.ts";
import type { Survey, TableSeen } from "../survey.ts";
import { CellReader } from "./cell.ts";
import type { OpenWorkbook } from "./head.ts";
import { readSheetHeader } from "./header.ts";
import { withWorkbook } from "./open.ts";
import { SheetHandler } from "./sheet.ts";
import { said } from "./sheets.ts";
import { readStrings, type Strings } from "./strings.ts";
import type { Sheet } from "./workbook.ts";
import { parseWhole } from "./xml.ts";

/** Every sheet with its columns and how many rows hold something. @throws SOURCE_XLSX, SOURCE_WRAPPED */
export async function surveyXlsx(bytes: Bytes, options: OpenOptions): Promise<Survey> {
  return withWorkbook(bytes, options, async (open) => {
    const { sheets, strings: part } = open.workbook;
    const strings = await readStrings(open.pack, part, open.naming);
    const tables: TableSeen[] = [];
    for (const sheet of sheets) tables.push(await surveySheet(open, sheet, strings, options));
    return {
      name: bytes.name,
      tipo: "xlsx",
      what: { key: "sources.what.workbook", data: { n: sheets.length } },
      tables,
      notes: [
        ...bytes.notes,
        ...said(
          "hiddenSheet",
          sheets.filter(({ hidden }) => hidden),
        ),
      ],
    };
  });
}

async function surveySheet(
  open: OpenWorkbook,
  sheet: Sheet,
  strings: Strings,
  options: OpenOptions,
): Promise<TableSeen> {
  const { pack, workbook, styles, naming } = open;
  const header = await headerOf(open, sheet, options);
  const reader = new CellReader({ styles, strings, is1904: workbook.is1904 });
  const handler = new SheetHandler(reader, naming);
  let rows = 0;
  await parseWhole(pack.read(sheet.part), handler, naming, () => {
    rows += handler.take().filter(({ number }) => number > header.line).length;
    return true;
  });
  return { name: sheet.name, columns: header.names, rows };
}

/** A sheet without a header that will do is listed without columns: it need not be one that is to be read. */
async function headerOf(
  open: OpenWorkbook,
  sheet: Sheet,
  options: OpenOptions,
): Promise<{ readonly names: readonly string[]; readonly line: number }> {
  try {
    return await readSheetHeader(open, sheet, { ...options, mayBeEmpty: true });
  } catch (error) {
    if (error instanceof SiocError && error.code === "SOURCE_HEADER") return { names: [], line: 0 };
    throw error;
  }
}
