import { readFileSync } from "node:fs";
import { relative, sep } from "node:path";
import iconv from "iconv-lite";

import type { IsoDate } from "../../src/core/dates.ts";
import type { Periodo } from "../../src/core/periodo.ts";
import type { Gruppo } from "../../src/model/campi.ts";
import type { Mappa } from "../../src/model/mappa.ts";
import { PARTE, type ClearRecord } from "../../src/model/record.ts";
import { compileRules } from "../../src/rules/index.ts";
import { mappaFromToml } from "../../src/sources/index.ts";
import type { AziendaGenerata } from "../../src/synthetic/index.ts";
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
 * pipeline: what the answer key must agree with. Files are split by hand: no cell here holds a line end.
 */
export interface Rilettura {
  readonly records: readonly ClearRecord[];
  /** `file:line code` */
  readonly findings: readonly string[];
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
}

export function rileggi(
  azienda: AziendaGenerata,
  folder: string,
  periodo: Periodo,
  today: IsoDate,
): Rilettura {
  const mappa = mappaFromToml(readFileSync(azienda.mappa, "utf8"), "mappa.toml", { text: textFor("it") });
  const names = Object.values(azienda.files).map((path) => relative(folder, path).split(sep).join("/"));
  const tables = Object.entries(azienda.files).map(([role, path], index) => table(role, index, path, mappa));
  const findings: string[] = [];
  const segnala = (code: string, at: { file: number; line: number }): void => {
    findings.push(`${names[at.file] ?? "?"}:${at.line} ${code}`);
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
  for (const { role, index, width, columns, rows } of tables) {
    const gruppo = GRUPPO[role];
    const parte = role === "anagrafica" ? PARTE.anagrafica : separate ? PARTE.ricovero : PARTE.entrambe;
    const reader = compilaLettura(layout, { parte, columns, mappa });
    const cells =
      gruppo &&
      campiDelGruppo(layout, gruppo).map((campo) =>
        compilaCampo(campo, columns.get(campo.colonna) ?? -1, layout, scritturaDi(mappa)),
      );
    rows.forEach((row, i) => {
      const at = { file: index, line: i + 2 };
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
  const columns = new Map<string, number>();
  for (const [column, [name = ""]] of mappa.columns)
    if (header.includes(name)) columns.set(column, header.indexOf(name));
  return { role, index, width: header.length, columns, rows: lines.slice(1).map(cut) };
}
