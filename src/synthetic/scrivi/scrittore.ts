import type { Dove } from "../errori.ts";
import type { RicoveroSintetico } from "../ricovero.ts";

/** A number of rows, or of one row (from 1), in each table. */
export type Righe = Partial<Record<Dove, number>>;

/** Where people find a row: physical line, row of the sheet; `posto`: the nth row that begins on that line. */
export interface Posizione {
  readonly line: number;
  readonly posto?: number;
}

/** The files of one azienda, being written. */
export interface Scrittore {
  /** Writes a stay; tells which was the first of its rows in each table. */
  write(stay: RicoveroSintetico): Righe;
  /** What to wait for before the next stay, when a chunk went to the disk: memory does not grow with the file. */
  pausa(): Promise<unknown> | undefined;
  /** Rows (without header) of each table. */
  commit(): Promise<Righe>;
  /** Once all is committed. */
  posto(role: Dove, row: number): Posizione;
  discard(): void;
}

/** The rows of one role, counted as they go out. */
export interface Tabella {
  readonly role: Dove;
  readonly righe: () => number;
  /** Number of the first row written, 0 if the stay has none here. */
  write(stay: RicoveroSintetico): number;
}

export function tabella(
  role: Dove,
  rowsOf: (stay: RicoveroSintetico) => readonly string[],
  add: (row: string) => void,
): Tabella {
  let righe = 0;
  return {
    role,
    righe: () => righe,
    write(stay) {
      const rows = rowsOf(stay);
      const first = rows.length > 0 ? righe + 1 : 0;
      for (const row of rows) add(row);
      righe += rows.length;
      return first;
    },
  };
}

export function scriviIn(tables: readonly Tabella[], stay: RicoveroSintetico): Righe {
  const rows: Righe = {};
  for (const table of tables) {
    const row = table.write(stay);
    if (row > 0) rows[table.role] = row;
  }
  return rows;
}

export function righeDi(tables: readonly Tabella[]): Righe {
  return Object.fromEntries(tables.map(({ role, righe }) => [role, righe()]));
}
