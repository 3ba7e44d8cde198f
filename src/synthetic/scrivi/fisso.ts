import type { Forma } from "../forma.ts";
import { campiFissi } from "../larghezze.ts";
import { righe } from "./celle.ts";
import { righeDi, scriviIn, tabella, type Scrittore } from "./scrittore.ts";
import { apriTesto } from "./testo.ts";

/**
 * A line a row, columns by position, no header. @throws OUTPUT_UNWRITABLE, DISK; RangeError for a value wider than
 * its column: all would shift.
 */
export function apriFisso(forma: Forma, path: string): Scrittore {
  const testo = apriTesto(path, forma);
  const widths = campiFissi(forma).map(({ length }) => length);
  const [role, columns] = forma.files[0] ?? ["ricoveri", []];
  const rowsOf = righe(forma, role, columns, {
    cell: () => undefined,
    row: (cells, { inPiu }) =>
      cells.map((cell, i) => padded(cell, widths[i] ?? 0)).join("") + "X".repeat(inPiu),
  });
  const tables = [
    tabella(role, rowsOf, (row) => {
      testo.add(row);
    }),
  ];
  return {
    write: (stay) => scriviIn(tables, stay),
    pausa: () => testo.pausa(),
    commit() {
      testo.commit();
      return Promise.resolve(righeDi(tables));
    },
    posto: (_, row) => ({ line: row }),
    discard: () => {
      testo.discard();
    },
  };
}

function padded(cell: string, width: number): string {
  if (cell.length > width)
    throw new RangeError(`fixed width: ${cell.length} characters in a column of ${width}`);
  return cell.padEnd(width);
}
