import { siocError } from "../../core/errors.ts";
import { printable } from "../../core/redact.ts";
import type { Bytes } from "../bytes/bytes.ts";
import type { OpenedSource, OpenOptions } from "../source.ts";
import type { OpenWorkbook } from "./head.ts";
import { readSheetHeader } from "./header.ts";
import { Package } from "./package.ts";
import type { Naming } from "./refusal.ts";
import { SheetReader, type OpenedSheet } from "./reader.ts";
import { chooseSheet } from "./sheets.ts";
import { readStyles } from "./styles.ts";
import { readWorkbook } from "./workbook.ts";

/** A file that can be read at any place. */
export type PlainFile = Bytes & { readonly path: string };

/** @throws SOURCE_XLSX, _WRAPPED, _TABLE_MISSING, _TABLE_CHOOSE, _HEADER, _HEADER_ONLY */
export async function openXlsx(bytes: Bytes, options: OpenOptions): Promise<OpenedSource> {
  return withWorkbook(bytes, options, async (open, file) => {
    const { sheet, notes } = await chooseSheet(open, options);
    const header = await readSheetHeader(open, sheet, options);
    const weight = open.pack.sizeOf(sheet.part) ?? bytes.sizeBytes;
    const { naming, workbook, styles } = open;
    const opened: OpenedSheet = { bytes: file, naming, workbook, styles, sheet, header };
    return source(opened, [...bytes.notes, ...notes, ...header.notes], weight);
  });
}

/** Opens a workbook, lends it, and closes it. @throws SOURCE_XLSX, SOURCE_WRAPPED */
export async function withWorkbook<T>(
  bytes: Bytes,
  { text }: Pick<OpenOptions, "text">,
  use: (open: OpenWorkbook, file: PlainFile) => Promise<T>,
): Promise<T> {
  const naming: Naming = { name: bytes.name, text };
  const { path } = bytes;
  if (path === undefined) throw siocError("SOURCE_WRAPPED", { file: bytes.name, what: "Excel (.xlsx)" });
  const pack = await Package.open(path, bytes.sizeBytes, naming);
  try {
    const workbook = await readWorkbook(pack, naming);
    const styles = await readStyles(pack, workbook.styles, naming);
    return await use({ pack, workbook, styles, naming }, { ...bytes, path });
  } finally {
    await pack.close();
  }
}

function source(opened: OpenedSheet, notes: OpenedSource["notes"], weight: number): OpenedSource {
  const { bytes, sheet, header } = opened;
  const reader = new SheetReader(opened);
  const table = printable(sheet.name, 40);
  return {
    name: bytes.name,
    tipo: "xlsx",
    table,
    what: { key: "sources.what.xlsx", data: { table } },
    header: header.names,
    headerLine: header.line,
    notes,
    format: { kind: "cells", width: header.names.length },
    encoding: "utf-8",
    sizeBytes: bytes.sizeBytes,
    weight,
    blocks: () => reader.blocks(),
    consumed: () => reader.consumed,
    end: () => reader.end(),
  };
}
