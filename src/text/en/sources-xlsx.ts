import type { sourcesXlsx as it } from "../it/sources-xlsx.ts";

export const sourcesXlsx = {
  "error.SOURCE_XLSX": "spreadsheet {file} cannot be read: {reason}",
  "hint.SOURCE_XLSX":
    "open it with Excel or LibreOffice and save it again as an Excel workbook (.xlsx), or export the sheet as CSV UTF-8",
  "error.SOURCE_PROTECTED": "{file} is protected by a password",
  "hint.SOURCE_PROTECTED":
    "open it with the password, remove it (in Excel: File, Info, Protect Workbook, Encrypt with Password) and save again",

  "sources.what.xlsx": "Excel sheet “{table}”",
  "sources.what.workbook": "Excel workbook, sheets: {n}",

  "sources.xlsx.bad.zip": "the file is incomplete or damaged",
  "sources.xlsx.bad.damaged": "a part of it is incomplete or damaged",
  "sources.xlsx.bad.entries": "it holds {n} parts, at most {max}",
  "sources.xlsx.bad.names": "the names of its parts are repeated or not allowed",
  "sources.xlsx.bad.encrypted": "it is protected by a password",
  "sources.xlsx.bad.overlap": "its parts overlap",
  "sources.xlsx.bad.expands": "it expands too much to be an export",
  "sources.xlsx.bad.xml": "a part of it is not well-formed XML",
  "sources.xlsx.bad.doctype": "a part of it declares a DOCTYPE, which a spreadsheet does not have",
  "sources.xlsx.bad.encoding": "a part of it is not UTF-8",
  "sources.xlsx.bad.nesting": "a part of it has too many levels",
  "sources.xlsx.bad.text": "it holds a text or a tag of no reasonable size",
  "sources.xlsx.bad.notWorkbook": "it does not hold a workbook (perhaps it is another Office document)",
  "sources.xlsx.bad.binary": "it is a binary workbook (.xlsb)",
  "sources.xlsx.bad.noSheets": "it holds no sheet with cells",
  "sources.xlsx.bad.missingPart": "it names a part it does not hold",
  "sources.xlsx.bad.strings": "it holds more text than is kept in memory here ({n} million characters)",
  "sources.xlsx.bad.stringIndex": "in row {line} a cell refers to a text that is not there",
  "sources.xlsx.bad.rows": "after row {line} the row numbers are not in order",
  "sources.xlsx.bad.cells": "in row {line} the cells are not in order",

  "sources.xlsx.header.empty": "the sheet has no rows",
  "sources.xlsx.header.titles":
    "down to row {line} there seem to be titles; if the column names are in row {next}, write skip_lines = {line} in the mapping",
  "sources.xlsx.header.twoRows":
    "the column names take two rows, {line} and {next}; put them in one or, if those of row {next} are enough, write skip_lines = {line} in the mapping",

  "sources.xlsx.note.titles": "title rows before the header (row {line}), not read: {n}",
  "sources.xlsx.note.blankBefore": "blank rows before the header (row {line}): {n}",
  "sources.xlsx.note.mergedHeader":
    "merged cells in the header (row {line}): {n}; the name belongs to the first column of each only",
  "sources.xlsx.note.mergedData":
    "merged cells after the header: {n}; the value is in the first of each only, the others are blank",
  "sources.xlsx.note.hiddenSheets": "hidden sheets, not read: {table}",
  "sources.xlsx.note.hiddenSheet": "sheets hidden in Excel: {table}",
  "sources.xlsx.note.emptySheets": "empty sheets, not considered: {table}",
  "sources.xlsx.note.dates": "cells read as dates or times, by their format: {n}",
  "sources.xlsx.note.zeros": "cells given back the leading zeros the sheet shows: {n}",
  "sources.xlsx.note.percent": "cells in percent format, read as the sheet shows them (50% as 50): {n}",
  "sources.xlsx.note.booleans": "logical cells, read as VERO or FALSO: {n}",
  "sources.xlsx.note.uncomputed":
    "formulas without a result, read as blank cells: {n}; open the file with Excel or LibreOffice and save it again",
  "sources.xlsx.note.errors": "cells with an Excel error (#N/A, #REF! …), read as text: {n}",
  "sources.xlsx.note.digits":
    "numbers of more than 15 digits: {n}; Excel does not keep the last ones, codes are to be written as text",
  "sources.xlsx.note.hiddenRows": "rows hidden in the sheet (filter or outline), read all the same: {n}",
} as const satisfies Record<keyof typeof it, string>;
