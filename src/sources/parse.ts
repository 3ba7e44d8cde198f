import { parseCells } from "./cells.ts";
import { parseText } from "./csv/parse.ts";
import { parseFixed } from "./fixed/parse.ts";
import type { Block, ParsedRows, RowFormat } from "./source.ts";
import { parseSql } from "./sql/parse.ts";

/** Turns one block into rows. Pure and synchronous; runs in the workers. Never throws on what a file may hold. */
export function parseBlock(format: RowFormat, block: Block): ParsedRows {
  if (format.kind === "csv" && (block.kind === "text" || block.kind === "refused"))
    return parseText(format, block);
  if (format.kind === "fixed" && (block.kind === "text" || block.kind === "refused"))
    return parseFixed(format, block);
  if (format.kind === "cells" && block.kind === "cells") return parseCells(format, block);
  if (format.kind === "sql" && block.kind === "sql") return parseSql(format, block);
  throw new Error(`a ${block.kind} block is not for ${format.kind} rows`);
}
