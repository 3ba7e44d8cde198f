import iconv from "iconv-lite";

import { openPart, type PartFile } from "../core/atomic.ts";
import { childReaderOf, CON_ZERI, DATE, ICD, readerOf, splitName, type RigaFiglia } from "./colonne.ts";
import type { Dove } from "./errori.ts";
import { headerOf, type Forma } from "./forme.ts";
import type { RicoveroSintetico } from "./ricovero.ts";

/** Characters kept before they are encoded and written: memory does not grow with the file. */
const CHUNK = 512 * 1024;

/** Lines written, by file, of the last stay: what the answer key needs. */
export type Righe = Partial<Record<Dove, number>>;

/** The files of one azienda, being written. */
export interface Scrittore {
  /** Writes a stay; returns the first line of its rows in each file. */
  write(stay: RicoveroSintetico): Righe;
  /** True when a chunk went to the disk since last asked: a moment to let others run. */
  paused(): boolean;
  /** Rows (without header) in each file. */
  commit(): Righe;
  discard(): void;
}

/** @throws OUTPUT_UNWRITABLE, DISK */
export function apriScrittore(forma: Forma, pathOf: (role: Dove) => string): Scrittore {
  const files = forma.files.map(([role, columns]) => openFile(forma, role, columns, pathOf(role)));
  return {
    write(stay) {
      const lines: Righe = {};
      for (const file of files) {
        const line = file.write(stay);
        if (line > 0) lines[file.role] = line;
      }
      return lines;
    },
    paused: () => files.reduce((any, file) => file.paused() || any, false),
    commit: (): Righe => Object.fromEntries(files.map((file) => [file.role, file.commit()])),
    discard() {
      for (const file of files) file.discard();
    },
  };
}

interface OneFile {
  readonly role: Dove;
  /** Line of the first row written, 0 if the stay has none here. */
  write(stay: RicoveroSintetico): number;
  paused(): boolean;
  commit(): number;
  discard(): void;
}

function openFile(forma: Forma, role: Dove, columns: readonly string[], path: string): OneFile {
  const part = openPart(path);
  const rowsOf = rowWriter(forma, role, columns);
  let pending = [headerLine(forma, role, columns)];
  let size = 0;
  let lines = 1;
  let wrote = false;
  const flush = (): void => {
    if (pending.length > 0) writeText(part, pending.join(forma.eol) + forma.eol, forma);
    pending = [];
    size = 0;
    wrote = true;
  };
  return {
    role,
    write(stay) {
      const rows = rowsOf(stay);
      const first = rows.length > 0 ? lines + 1 : 0;
      for (const row of rows) {
        pending.push(row);
        size += row.length;
      }
      lines += rows.length;
      if (size >= CHUNK) flush();
      return first;
    },
    paused() {
      const was = wrote;
      wrote = false;
      return was;
    },
    commit() {
      flush();
      part.commit();
      return lines - 1;
    },
    discard: () => {
      part.discard();
    },
  };
}

function headerLine(forma: Forma, role: Dove, columns: readonly string[]): string {
  const names = [
    ...columns.map((name) => headerOf(forma, name)),
    ...foreign(forma, role).map(([name]) => name),
  ];
  return (forma.bom ? "\ufeff" : "") + names.map((name) => inQuotes(forma, name)).join(forma.delimiter);
}

function writeText(part: PartFile, text: string, { encoding }: Forma): void {
  if (encoding === "utf-8") part.write(text);
  else part.write(encoding === "utf-16le" ? Buffer.from(text, "utf16le") : iconv.encode(text, encoding));
}

/** The rows a stay has in a file: one, or as many as its group has. */
function rowWriter(
  forma: Forma,
  role: Dove,
  columns: readonly string[],
): (stay: RicoveroSintetico) => string[] {
  switch (role) {
    case "anagrafica":
    case "ricoveri": {
      const readers = [
        ...columns.map((name) => cellWriter(forma, name, readerOf(name))),
        ...foreign(forma, role).map(([name, read]) => cellWriter(forma, name, read)),
      ];
      const join = rowJoiner(forma, readers);
      return (stay) => [stay.celleInPiu > 0 ? join(stay) + extra(forma, role, stay) : join(stay)];
    }
    case "valutazioni":
    case "prestazioni":
    case "sospensioni": {
      const readers = columns.map((name) => cellWriter(forma, name, childReaderOf(name)));
      const join = rowJoiner<RigaFiglia>(forma, readers);
      return (stay) => stay[role].map((row) => join({ stay, row }));
    }
  }
}

/** One flat string a row: adding cell to cell would leave the collector a hundred fragments of each. */
function rowJoiner<T>({ delimiter }: Forma, readers: readonly ((from: T) => string)[]): (from: T) => string {
  const cells = readers.map(() => "");
  return (from) => {
    for (let i = 0; i < readers.length; i += 1) cells[i] = readers[i]?.(from) ?? "";
    return cells.join(delimiter);
  };
}

function extra(forma: Forma, role: Dove, stay: RicoveroSintetico): string {
  return role === "ricoveri" ? (forma.delimiter + inQuotes(forma, "X")).repeat(stay.celleInPiu) : "";
}

function foreign(forma: Forma, role: Dove): Forma["estranee"] {
  return role === "ricoveri" ? forma.estranee : [];
}

/** Takes a column and writes it as the vendor does. Compiled once a file. */
function cellWriter<T>(forma: Forma, name: string, read: (from: T) => string): (from: T) => string {
  const { base } = splitName(name);
  const change = changeOf(forma, base);
  const write = change === undefined ? read : (from: T): string => change(read(from));
  return forma.quote === "" ? write : (from) => inQuotes(forma, write(from));
}

function changeOf(forma: Forma, column: string): ((value: string) => string) | undefined {
  const map = forma.values[column];
  if (map !== undefined) return (value) => map[value] ?? value;
  if (DATE.has(column)) return dateWriter(forma.date);
  if (column === "perc_ssn" && forma.decimal === ",") return (value) => value.replace(".", ",");
  if (ICD.has(column) && forma.icdDot) return withDot;
  if (CON_ZERI.has(column) && forma.zeriPersi) return (value) => value.replace(/^0+(?=\d)/, "");
  return undefined;
}

function dateWriter(format: Forma["date"]): ((iso: string) => string) | undefined {
  if (format === "aaaa-mm-gg") return undefined;
  if (format === "aaaammgg") return (iso) => iso.slice(0, 4) + iso.slice(5, 7) + iso.slice(8);
  return (iso) => (iso === "" ? "" : `${iso.slice(8)}/${iso.slice(5, 7)}/${iso.slice(0, 4)}`);
}

/** 4280 → 428.0, as most systems show it. */
function withDot(code: string): string {
  const whole = code.startsWith("E") ? 4 : 3;
  return code.length > whole ? `${code.slice(0, whole)}.${code.slice(whole)}` : code;
}

function inQuotes({ quote }: Forma, cell: string): string {
  return quote === "" ? cell : `"${cell.includes('"') ? cell.replaceAll('"', '""') : cell}"`;
}
