import { siocError, type SiocError } from "../../core/errors.ts";
import type { Text, TextData } from "../../text/index.ts";

/** Who is to be named when a workbook cannot be read, and in which language. */
export interface Naming {
  /** Printable base name. */
  readonly name: string;
  readonly text: Text;
}

export type XlsxReason =
  | "zip"
  | "entries"
  | "names"
  | "encrypted"
  | "overlap"
  | "expands"
  | "damaged"
  | "xml"
  | "doctype"
  | "encoding"
  | "nesting"
  | "notWorkbook"
  | "binary"
  | "noSheets"
  | "missingPart"
  | "strings"
  | "stringIndex"
  | "rows"
  | "cells"
  | "text";

/** Never with a cause: what zlib, yauzl and saxes say may repeat what the file holds. */
export function refusal({ name, text }: Naming, reason: XlsxReason, data: TextData = {}): SiocError {
  return siocError("SOURCE_XLSX", { file: name, reason: text(`sources.xlsx.bad.${reason}`, data) });
}
