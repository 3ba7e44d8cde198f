import { childReaderOf, CON_ZERI, DATE, ICD, readerOf, splitName, type RigaFiglia } from "../colonne.ts";
import type { Dove } from "../errori.ts";
import { estraneeOf, headerOf, type Forma } from "../forma.ts";
import type { RicoveroSintetico } from "../ricovero.ts";

/** How a format puts cells and rows together. */
export interface Come {
  /** Writes the values of a column (its name without `_2`); undefined leaves them as they are. */
  readonly cell: (column: string) => ((value: string) => string) | undefined;
  /** One row. The array is filled anew for the next. */
  readonly row: (cells: readonly string[], stay: RicoveroSintetico) => string;
}

/** The rows a stay has in a table: one, or as many as its group has. Compiled once a table. */
export function righe(
  forma: Forma,
  role: Dove,
  columns: readonly string[],
  come: Come,
): (stay: RicoveroSintetico) => readonly string[] {
  switch (role) {
    case "anagrafica":
    case "ricoveri": {
      const cells = [
        ...columns.map((name) => cellWriter(forma, name, readerOf(name), come)),
        ...estraneeOf(forma, role).map(([name, read]) => cellWriter(forma, name, read, come)),
      ];
      const row = rowWriter(cells, come.row);
      return (stay) => [row(stay, stay)];
    }
    case "valutazioni":
    case "prestazioni":
    case "sospensioni": {
      const cells = columns.map((name) => cellWriter(forma, name, childReaderOf(name), come));
      const row = rowWriter<RigaFiglia>(cells, come.row);
      return (stay) => stay[role].map((child) => row({ stay, row: child }, stay));
    }
  }
}

/** Names of the columns of a table, as the vendor calls them. */
export function intestazioni(forma: Forma, role: Dove, columns: readonly string[]): readonly string[] {
  return [...columns.map((name) => headerOf(forma, name)), ...estraneeOf(forma, role).map(([name]) => name)];
}

/** One flat string a row: adding cell to cell would leave the collector a hundred fragments of each. */
function rowWriter<T>(
  readers: readonly ((from: T) => string)[],
  write: Come["row"],
): (from: T, stay: RicoveroSintetico) => string {
  const cells = readers.map(() => "");
  return (from, stay) => {
    for (let i = 0; i < readers.length; i += 1) cells[i] = readers[i]?.(from) ?? "";
    return write(cells, stay);
  };
}

/** Takes a column and writes it as the vendor does, then as the format does. */
function cellWriter<T>(
  forma: Forma,
  name: string,
  read: (from: T) => string,
  come: Come,
): (from: T) => string {
  const { base } = splitName(name);
  const [change, encode] = [changeOf(forma, base), come.cell(base)];
  const write = change === undefined ? read : (from: T): string => change(read(from));
  return encode === undefined ? write : (from) => encode(write(from));
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
