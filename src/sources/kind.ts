import { siocError } from "../core/errors.ts";
import type { Bytes } from "./bytes/bytes.ts";
import { notText } from "./bytes/magic.ts";
import type { OpenOptions } from "./source.ts";
import { looksLikeSql } from "./sql/dialect.ts";
import { isProtected } from "./xlsx/protected.ts";

/** Kinds of source that are files. */
export type FileKind = "csv" | "fixed" | "xlsx" | "sql";

/**
 * What a file is by its first bytes, its name, and what the mapping declares.
 * @throws SOURCE_BINARY for what nobody here reads, SOURCE_SAVE_AS for what its program can save otherwise,
 * SOURCE_PROTECTED for a workbook with a password, SOURCE_TIPO when it is not what it is declared to be
 */
export function kindOf(
  { name: file, contentName = file }: Pick<Bytes, "name" | "contentName">,
  head: Uint8Array,
  { tipo = "auto", fixed = [] }: OpenOptions,
): FileKind {
  const what = notText(head);
  if (what === "Excel (.xls)" && isProtected(file, head)) throw siocError("SOURCE_PROTECTED", { file });
  if (what === "Excel (.xls)" || what === "OpenDocument (.ods)")
    throw siocError("SOURCE_SAVE_AS", { file, what });
  const isWorkbook = what === "Excel (.xlsx)";
  if (what !== undefined && !isWorkbook) throw siocError("SOURCE_BINARY", { file, what, line: 1 });
  if (isWorkbook !== (tipo === "xlsx") && tipo !== "auto")
    throw siocError("SOURCE_TIPO", { file, declared: tipo, found: isWorkbook ? "xlsx" : "csv, sql, fixed" });
  if (isWorkbook) return "xlsx";
  if (tipo === "csv" || tipo === "fixed" || tipo === "sql") return tipo;
  if (fixed.length > 0) return "fixed";
  return looksLikeSql(contentName, head) ? "sql" : "csv";
}
