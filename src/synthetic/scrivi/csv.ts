import type { Dove } from "../errori.ts";
import type { Forma } from "../forma.ts";
import type { RicoveroSintetico } from "../ricovero.ts";
import { intestazioni, righe, type Come } from "./celle.ts";
import { righeDi, scriviIn, tabella, type Scrittore, type Tabella } from "./scrittore.ts";
import { apriTesto, type Testo } from "./testo.ts";

/** Delimited text, one file a role. @throws OUTPUT_UNWRITABLE, DISK */
export function apriCsv(forma: Forma, pathOf: (role: Dove) => string): Scrittore {
  const files = forma.files.map(([role, columns]) => openFile(forma, role, columns, pathOf(role)));
  const tables = files.map(({ table }) => table);
  return {
    write: (stay) => scriviIn(tables, stay),
    pausa: () => files.map(({ testo }) => testo.pausa()).find((moment) => moment !== undefined),
    commit() {
      for (const { testo } of files) testo.commit();
      return Promise.resolve(righeDi(tables));
    },
    posto: (_, row) => ({ line: row + 1 }),
    discard() {
      for (const { testo } of files) testo.discard();
    },
  };
}

interface OneFile {
  readonly testo: Testo;
  readonly table: Tabella;
}

function openFile(forma: Forma, role: Dove, columns: readonly string[], path: string): OneFile {
  const testo = apriTesto(path, forma);
  const names = intestazioni(forma, role, columns).map((name) => inQuotes(forma, name));
  testo.add((forma.bom ? "\ufeff" : "") + names.join(forma.delimiter));
  const rowsOf = righe(forma, role, columns, comeCsv(forma, role));
  return {
    testo,
    table: tabella(role, rowsOf, (row) => {
      testo.add(row);
    }),
  };
}

function comeCsv(forma: Forma, role: Dove): Come {
  const { delimiter, quote } = forma;
  return {
    cell: () => (quote === "" ? undefined : (value) => inQuotes(forma, value)),
    row: (cells, stay) => cells.join(delimiter) + extra(forma, role, stay),
  };
}

function extra(forma: Forma, role: Dove, { inPiu }: RicoveroSintetico): string {
  return inPiu > 0 && role === "ricoveri" ? (forma.delimiter + inQuotes(forma, "X")).repeat(inPiu) : "";
}

function inQuotes({ quote }: Forma, cell: string): string {
  return quote === "" ? cell : `"${cell.includes('"') ? cell.replaceAll('"', '""') : cell}"`;
}
