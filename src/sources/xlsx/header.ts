import { siocError } from "../../core/errors.ts";
import type { Message } from "../../text/index.ts";
import {
  cleanName,
  headerRefusal,
  judgeNames,
  knownNames,
  looksLikeData,
  nameNotes,
} from "../header-names.ts";
import { fold } from "../mappa/colonne.ts";
import { DEFAULT_FILE, type OpenOptions } from "../source.ts";
import { readHead, type OpenWorkbook, type SheetHead } from "./head.ts";
import { MergeScan } from "./merges.ts";
import type { SheetRow } from "./sheet.ts";
import type { Sheet } from "./workbook.ts";

export interface SheetHeader {
  readonly names: readonly string[];
  /** Number of its row. */
  readonly line: number;
  readonly notes: readonly Message[];
}

type Context = Pick<OpenOptions, "file" | "known" | "mayBeEmpty">;

/**
 * Finds and judges the header of a sheet, and passes once over its bytes: damage is told before the rows.
 * @throws SOURCE_HEADER, SOURCE_HEADER_ONLY, SOURCE_XLSX
 */
export async function readSheetHeader(
  open: OpenWorkbook,
  sheet: Sheet,
  context: Context,
): Promise<SheetHeader> {
  const { naming } = open;
  const skip = (context.file ?? DEFAULT_FILE).skip_lines;
  const head = await readHead(open, sheet, skip);
  const known = context.known ?? [];
  const chosen = chooseRow(head, open, known);
  const { row, titles } = chosen;
  const names = row.cells.map(cleanName);
  judgeNames(names, { ...naming, known });
  if (head.whole && chosen.isLast && context.mayBeEmpty !== true)
    throw siocError("SOURCE_HEADER_ONLY", { file: naming.name });
  const merges = await mergesAround(open, sheet, row.number);
  if (merges.below)
    throw headerRefusal({ ...naming, known }, "sources.xlsx.header.twoRows", {
      line: row.number,
      next: row.number + 1,
    });
  const notes: Message[] = [];
  const say = (key: "titles" | "blankBefore" | "mergedHeader" | "mergedData", n: number): void => {
    if (n > 0) notes.push({ key: `sources.xlsx.note.${key}`, data: { n, line: row.number } });
  };
  say("titles", titles);
  say("blankBefore", row.number - 1 - skip - titles);
  say("mergedHeader", merges.header);
  say("mergedData", merges.data);
  return { names, line: row.number, notes: [...notes, ...nameNotes(row.cells, names)] };
}

interface ChosenRow {
  readonly row: SheetRow;
  /** Rows before it that hold a title. */
  readonly titles: number;
  /** No row with anything in it comes after. */
  readonly isLast: boolean;
}

/**
 * The first row, unless it holds one cell only, which is no name we know, and names we know come after: then it is a
 * title. Anything less plain is asked of a person: reading data under the wrong names is worse than not reading them.
 */
function chooseRow({ rows }: SheetHead, { naming }: OpenWorkbook, known: Iterable<string>): ChosenRow {
  const expected = knownNames(known);
  const knownIn = ({ cells }: SheetRow): number =>
    cells.filter((cell) => expected.has(fold(cleanName(cell)))).length;
  const isTitle = (row: SheetRow): boolean => filledIn(row) === 1 && knownIn(row) === 0;
  const found = rows.findIndex((row) => !isTitle(row));
  const at = Math.max(0, found);
  const [row, next] = [rows[at], rows[at + 1]];
  if (row === undefined) throw headerRefusal({ ...naming, known }, "sources.xlsx.header.empty");
  const refuse = (reason: "titles" | "twoRows" | "long", line: number, following: number): never => {
    const key = reason === "long" ? "sources.header.long" : (`sources.xlsx.header.${reason}` as const);
    throw headerRefusal({ ...naming, known }, key, { line, next: following });
  };
  if (row.tooLong !== undefined) refuse("long", row.number, row.number);
  if (at > 0 && knownIn(row) < Math.min(2, filledIn(row))) refuse("titles", row.number - 1, row.number);
  if (next !== undefined && (knownIn(next) * 2 > Math.max(3, filledIn(next)) || isBelow(row, next, known)))
    refuse("twoRows", row.number, next.number);
  return { row, titles: at, isLast: next === undefined };
}

/** Names under the bands of a row above: they fill columns it leaves without a name, and none of them is data. */
function isBelow({ cells }: SheetRow, next: SheetRow, known: Iterable<string>): boolean {
  const fillsGap = cells.some((name, i) => name.trim() === "" && (next.cells[i] ?? "").trim() !== "");
  return fillsGap && filledIn(next) > filledIn({ cells }) && !looksLikeData(next.cells.map(cleanName), known);
}

function filledIn({ cells }: Pick<SheetRow, "cells">): number {
  return cells.filter((cell) => cell.trim() !== "").length;
}

interface MergesAround {
  /** In the header, and in the rows after it. */
  readonly header: number;
  readonly data: number;
  /** A cell of the header goes on in the next row: the names take two rows. */
  readonly below: boolean;
}

async function mergesAround({ pack }: OpenWorkbook, sheet: Sheet, headerLine: number): Promise<MergesAround> {
  let [header, data, below] = [0, 0, false];
  const scan = new MergeScan(({ top, bottom }) => {
    if (top > headerLine) data++;
    else if (bottom >= headerLine) {
      header++;
      below ||= bottom > headerLine;
    }
  });
  for await (const piece of pack.read(sheet.part)) scan.push(piece);
  return { header, data, below };
}
