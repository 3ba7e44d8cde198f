import { parseIsoDate } from "../core/dates.ts";
import { siocError } from "../core/errors.ts";
import { printable } from "../core/redact.ts";
import { NOMI_TABELLE, type NomeTabella, type Tabelle } from "../model/tabelle.ts";
import {
  tabellaDatata,
  tabellaDiagnosi,
  tabellaPosti,
  type RigaPosti,
  type RigaTabella,
} from "../rules/index.ts";
import { openSource, parseBlock } from "../sources/index.ts";
import { leggiData } from "../tracciato/index.ts";
import type { Text } from "../text/index.ts";

/** Rows of the loaded tables: plain data for the workers. */
export type RigheTabelle = Partial<Record<NomeTabella, readonly RigaTabella[]>>;

/** Columns that make the key of each table, in order. `valido_dal`, `valido_al` are optional; beds have `posti`. */
export const CHIAVI_TABELLE: Readonly<Record<NomeTabella, readonly string[]>> = {
  mra: ["cod_reg", "cod_asl"],
  sts11: ["cod_reg", "cod_asl", "cod_str"],
  comuni: ["com_res"],
  icd9cm: ["codice"],
  posti_letto: ["cod_reg", "cod_asl", "cod_str"],
};

/** @throws TABLE_INVALID naming file and line, SOURCE_* when a file cannot be read. */
export async function readTables(
  paths: Partial<Record<NomeTabella, string>>,
  text: Text,
): Promise<RigheTabelle> {
  const loaded: RigheTabelle = {};
  for (const nome of NOMI_TABELLE) {
    const path = paths[nome];
    if (path !== undefined) loaded[nome] = await readTable(nome, path, text);
  }
  return loaded;
}

export function openTables(righe: RigheTabelle): Tabelle {
  return {
    ...(righe.mra && { mra: tabellaDatata(righe.mra) }),
    ...(righe.sts11 && { sts11: tabellaDatata(righe.sts11) }),
    ...(righe.comuni && { comuni: tabellaDatata(righe.comuni) }),
    ...(righe.icd9cm && { icd9cm: tabellaDiagnosi(righe.icd9cm) }),
    ...(righe.posti_letto && { posti_letto: tabellaPosti(righe.posti_letto as readonly RigaPosti[]) }),
  };
}

async function readTable(nome: NomeTabella, path: string, text: Text): Promise<readonly RigaTabella[]> {
  const keys = CHIAVI_TABELLE[nome];
  const wanted = nome === "posti_letto" ? [...keys, "posti"] : keys;
  const source = await openSource(path, { known: [...wanted, "valido_dal", "valido_al"], text });
  const names = source.header.map((header) => header.toLowerCase());
  const place = new Map(names.map((name, index) => [name, index]));
  const missing = wanted.filter((name) => !place.has(name));
  if (missing.length > 0) throw invalid(nome, source.name, source.headerLine, missing.join(", "));
  const rows: RigaTabella[] = [];
  for await (const block of source.blocks()) {
    const parsed = parseBlock(source.format, block);
    const [bad] = parsed.bad;
    if (bad) throw invalid(nome, source.name, bad.line, "");
    parsed.rows.forEach((cells, i) => {
      const cell = (name: string): string => (cells[place.get(name) ?? -1] ?? "").trim();
      rows.push(tableRow(nome, keys, cell, () => invalid(nome, source.name, parsed.lines[i] ?? 0, "")));
    });
  }
  return rows;
}

function tableRow(
  nome: NomeTabella,
  keys: readonly string[],
  cell: (name: string) => string,
  refuse: () => Error,
): RigaTabella {
  const chiave = keys.map(cell).join("").replace(".", "");
  const dal = day(cell("valido_dal"), "1900-01-01");
  const al = day(cell("valido_al"), "9999-12-31");
  if (chiave === "" || dal === undefined || al === undefined) throw refuse();
  if (nome !== "posti_letto") return { chiave, dal, al };
  const posti = Number(cell("posti"));
  if (!Number.isInteger(posti) || posti < 0) throw refuse();
  const row: RigaPosti = { chiave, dal, al, posti };
  return row;
}

/** Open ends may be blank or the Ministry's own 1900-01-01 and 9999-12-31 (CODES §3). */
function day(text: string, open: string): string | undefined {
  if (text === "" || text === open || text.startsWith("9999")) return open;
  return parseIsoDate(text) ?? leggiData(text, "auto");
}

function invalid(tabella: string, file: string, line: number, columns: string): Error {
  return siocError("TABLE_INVALID", { tabella, file: printable(file), line, columns });
}
