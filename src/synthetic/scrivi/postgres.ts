import { closeSync, openSync, readSync } from "node:fs";
import { setImmediate } from "node:timers/promises";

import type { Dove } from "../errori.ts";
import type { Forma } from "../forma.ts";
import { tipoDi, type Tipo } from "../tipi.ts";
import { righe } from "./celle.ts";
import {
  CODA,
  constraints,
  createTable,
  datiDi,
  DATI_FINE,
  testa,
  type TabellaPg,
} from "./postgres-parti.ts";
import { righeDi, scriviIn, tabella, type Scrittore, type Tabella } from "./scrittore.ts";
import { apriTesto, CHUNK, type Testo } from "./testo.ts";

/**
 * Several tables as pg_dump 15 writes them (`--no-owner`): COPY, one block a table. A block must be whole before the
 * next begins while stays come one by one, so each table waits in a file beside the dump until the end.
 * @throws OUTPUT_UNWRITABLE, DISK
 */
export function apriPostgres(forma: Forma, path: string): Scrittore {
  const dump = apriTesto(path, forma);
  const files = forma.files.map(([role, columns]) => spool(forma, role, columns, path));
  const tables = files.map(({ table }) => table);
  const firstLine = new Map<Dove, number>();
  return {
    write: (stay) => scriviIn(tables, stay),
    pausa: () => files.map(({ testo }) => testo.pausa()).find((moment) => moment !== undefined),
    async commit() {
      await compose(dump, files, firstLine);
      dump.commit();
      for (const { testo } of files) testo.discard();
      return righeDi(tables);
    },
    posto: (role, row) => ({ line: (firstLine.get(role) ?? 0) + row - 1 }),
    discard() {
      for (const testo of [dump, ...files.map((file) => file.testo)]) testo.discard();
    },
  };
}

interface Spool {
  readonly testo: Testo;
  readonly table: Tabella;
  readonly pg: TabellaPg;
}

function spool(forma: Forma, role: Dove, columns: readonly string[], path: string): Spool {
  const testo = apriTesto(`${path}.${role}`, forma);
  const pg = createTable(forma, role, columns);
  let id = 0;
  const rowsOf = righe(forma, role, columns, {
    cell: (column) => scrittura(tipoDi(column)),
    row: (cells) => (pg.conId ? `${(id += 1)}\t${cells.join("\t")}` : cells.join("\t")),
  });
  return {
    testo,
    pg,
    table: tabella(role, rowsOf, (row) => {
      testo.add(row);
    }),
  };
}

/** Definitions, data by name of table, constraints: the order pg_dump keeps. */
async function compose(dump: Testo, files: readonly Spool[], firstLine: Map<Dove, number>): Promise<void> {
  const byName = [...files].sort((a, b) => (a.pg.name < b.pg.name ? -1 : 1));
  let line = 1;
  const add = (text: string): void => {
    dump.add(text);
    line += text.split("\n").length;
  };
  add(testa(byName.map(({ pg }) => pg)));
  for (const { pg, table, testo } of byName) {
    add(datiDi(pg));
    firstLine.set(table.role, line);
    await copy(testo, dump);
    line += table.righe();
    add(DATI_FINE);
  }
  add(constraints(byName.map(({ pg }) => pg)));
  add(CODA);
}

async function copy(from: Testo, to: Testo): Promise<void> {
  from.flush();
  const fd = openSync(from.part, "r");
  try {
    const buffer = Buffer.alloc(CHUNK);
    for (let n = readSync(fd, buffer); n > 0; n = readSync(fd, buffer)) {
      to.addBytes(buffer.subarray(0, n));
      await setImmediate();
    }
  } finally {
    closeSync(fd);
  }
}

function scrittura(tipo: Tipo): (value: string) => string {
  return tipo === "parola" ? escaped : (value) => (value === "" ? "\\N" : escaped(value));
}

/** Characters COPY escapes in its text format, and how. */
const ESCAPES: Readonly<Record<string, string>> = {
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\v": "\\v",
  "\\": "\\\\",
};

function escaped(value: string): string {
  return value.replace(/[\b\f\n\r\t\v\\]/g, (c) => ESCAPES[c] ?? c);
}
