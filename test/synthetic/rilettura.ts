import { readFileSync } from "node:fs";
import { relative, sep } from "node:path";
import iconv from "iconv-lite";

import type { IsoDate } from "../../src/core/dates.ts";
import type { Periodo } from "../../src/core/periodo.ts";
import type { Gruppo } from "../../src/model/campi.ts";
import type { Mappa } from "../../src/model/mappa.ts";
import { RUOLI } from "../../src/model/ruolo.ts";
import { PARTE, type ClearRecord } from "../../src/model/record.ts";
import { compileRules } from "../../src/rules/index.ts";
import { mappaFromToml, openSource, parseBlock } from "../../src/sources/index.ts";
import type { Atteso, AziendaGenerata } from "../../src/synthetic/index.ts";
import { textFor } from "../../src/text/index.ts";
import {
  aggiungi,
  campiDelGruppo,
  caricaLayout,
  compilaCampo,
  compilaLettura,
  leggiRiga,
  nuovaBozza,
  scritturaDi,
  type Bozza,
} from "../../src/tracciato/index.ts";

/**
 * Reads a generated azienda back with the real mapping, layout and rules, everything in memory and without the
 * pipeline: what the answer key must agree with. Delimited files are split by hand (no cell here holds a line end),
 * the others go through sources/.
 */
export interface Rilettura {
  readonly records: readonly ClearRecord[];
  /** As {@link segno} writes them. */
  readonly findings: readonly string[];
}

/** `file:line code`, or `file:line/nth code` where a line holds more than one row. */
export function segno(file: string, { line, posto }: Pick<Atteso, "line" | "posto">, code: string): string {
  return `${file}:${line}${posto === undefined ? "" : `/${posto}`} ${code}`;
}

export const REGIONE = "080";

const layout = caricaLayout();
const GRUPPO: Readonly<Record<string, Gruppo>> = {
  valutazioni: "valutazione",
  prestazioni: "prestazione",
  sospensioni: "sospensione",
};

interface Tabella {
  readonly role: string;
  readonly index: number;
  /** Cells of the header. */
  readonly width: number;
  readonly columns: ReadonlyMap<string, number>;
  readonly rows: readonly (readonly string[])[];
  /** Number of each row, which `posizione` tells the place of. */
  readonly numbers: readonly number[];
  readonly posizione: (row: number) => Pick<Atteso, "line" | "posto">;
}

export async function rileggi(
  azienda: AziendaGenerata,
  folder: string,
  periodo: Periodo,
  today: IsoDate,
): Promise<Rilettura> {
  const mappa = mappaFromToml(readFileSync(azienda.mappa, "utf8"), "mappa.toml", { text: textFor("it") });
  // A dump is one file with a table for every role.
  const paths = Object.keys(azienda.righe).map((role): [string, string] => {
    const own = Object.entries(azienda.files).find(([name]) => name === role)?.[1];
    return [role, own ?? azienda.files.ricoveri ?? "?"];
  });
  const names = paths.map(([, path]) => relative(folder, path).split(sep).join("/"));
  const csv = ["a", "b", "c", "d", "e"].includes(azienda.forma);
  const tables = await Promise.all(
    paths.map(([role, path], index) =>
      csv ? Promise.resolve(table(role, index, path, mappa)) : opened(role, index, path, mappa),
    ),
  );
  const findings: string[] = [];
  const segnala = (code: string, at: { file: number; line: number }): void => {
    const where = tables[at.file]?.posizione(at.line) ?? { line: 0 };
    findings.push(segno(names[at.file] ?? "?", where, code));
  };
  const drafts = readStays(tables, mappa, (code, _, at) => {
    segnala(code, at);
  });
  const judge = compileRules({ tabelle: {} });
  const context = { periodo, today, regione: REGIONE, tabelle: {} };
  const records = drafts.map((draft) => draft as unknown as ClearRecord);
  for (const record of records) {
    judge(record, context, ({ code, at }) => {
      segnala(code, at);
    });
  }
  return { records, findings };
}

type Segnala = Parameters<typeof leggiRiga>[3];

function readStays(tables: readonly Tabella[], mappa: Mappa, segnala: Segnala): Bozza[] {
  const drafts = new Map<string, Bozza>();
  const separate = tables.some(({ role }) => role === "anagrafica");
  for (const { role, index, width, columns, rows, numbers } of tables) {
    const gruppo = GRUPPO[role];
    const parte = role === "anagrafica" ? PARTE.anagrafica : separate ? PARTE.ricovero : PARTE.entrambe;
    const reader = compilaLettura(layout, { parte, columns, mappa });
    const cells =
      gruppo &&
      campiDelGruppo(layout, gruppo).map((campo) =>
        compilaCampo(campo, columns.get(campo.colonna) ?? -1, layout, scritturaDi(mappa)),
      );
    rows.forEach((row, i) => {
      const at = { file: index, line: numbers[i] ?? 0 };
      // OC-F-003: the row is not read.
      if (row.length !== width) return;
      const { numRic, codStr } = reader.chiaveLocale(row);
      const key = separate ? `${codStr}/${numRic}` : String(i);
      const draft = drafts.get(key) ?? nuovaBozza(PARTE.entrambe, at);
      drafts.set(key, draft);
      if (gruppo && cells) {
        const riga = leggiRiga(cells, row, at, segnala);
        if (riga) aggiungi(draft, gruppo, riga);
        return;
      }
      if (role === "ricoveri" && separate) draft.at[2] = at;
      reader.leggi(row, at, draft, segnala);
    });
  }
  return [...drafts.values()];
}

function table(role: string, index: number, path: string, mappa: Mappa): Tabella {
  const { encoding, delimiter, quote } = mappa.file;
  const text = iconv.decode(readFileSync(path), encoding).replace(/^\ufeff/, "");
  const lines = text.split(/\r?\n/).slice(0, -1);
  const cut = (line: string): string[] =>
    quote === ""
      ? line.split(delimiter)
      : Array.from(line.matchAll(/"((?:[^"]|"")*)"(?:;|$)/g), (m) => (m[1] ?? "").replaceAll('""', '"'));
  const header = cut(lines[0] ?? "");
  return {
    role,
    index,
    width: header.length,
    columns: columnsOf(header, mappa),
    rows: lines.slice(1).map(cut),
    numbers: lines.slice(1).map((_, i) => i + 2),
    posizione: (line) => ({ line }),
  };
}

/** Of the columns the mapping names, those this file has: files of one azienda share the mapping. */
function columnsOf(header: readonly string[], mappa: Mappa): ReadonlyMap<string, number> {
  const columns = new Map<string, number>();
  for (const [column, [name = ""]] of mappa.columns)
    if (header.includes(name)) columns.set(column, header.indexOf(name));
  return columns;
}

async function opened(role: string, index: number, path: string, mappa: Mappa): Promise<Tabella> {
  const ruolo = RUOLI.find((name) => name === role);
  const named = ruolo && mappa.tables.get(ruolo);
  const source = await openSource(path, {
    text: textFor("it"),
    file: mappa.file,
    fixed: mappa.fixed,
    mayBeEmpty: true,
    ...(ruolo && { ruolo }),
    ...(named !== undefined && { table: named }),
  });
  const rows: (readonly string[])[] = [];
  const numbers: number[] = [];
  for await (const block of source.blocks()) {
    const parsed = parseBlock(source.format, block);
    rows.push(...parsed.rows);
    numbers.push(...parsed.lines);
  }
  return {
    role,
    index,
    width: source.header.length,
    columns: columnsOf(source.header, mappa),
    rows,
    numbers,
    posizione(row) {
      const { line, nth } = source.place?.(row) ?? { line: row };
      return { line, ...(nth === undefined ? {} : { posto: nth }) };
    },
  };
}
