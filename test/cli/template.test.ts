import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { modello } from "../../src/cli/explain/modello.ts";
import { RUOLI_CONFIG } from "../../src/model/ruolo.ts";
import { parseIsoDate } from "../../src/core/dates.ts";
import { parsePeriodo } from "../../src/core/periodo.ts";
import { looksLikeIdentifier } from "../../src/core/redact.ts";
import { COLONNE } from "../../src/model/campi.ts";
import { PARTE, type ClearRecord } from "../../src/model/record.ts";
import { compileRules } from "../../src/rules/index.ts";
import { colonnaDi, MAPPA_VUOTA, openSource, parseBlock, resolveColumns } from "../../src/sources/index.ts";
import { textFor } from "../../src/text/index.ts";
import {
  campiDelGruppo,
  caricaLayout,
  compilaCampo,
  compilaLettura,
  leggiRiga,
  nuovaBozza,
  scritturaDi,
} from "../../src/tracciato/index.ts";
import { chiama } from "./chiamata.ts";

const layout = caricaLayout();
const text = textFor("it");
const at = { file: 0, line: 2 };

/** What the command prints, read back by the real reader. */
async function rileggi(role: string): Promise<{ header: readonly string[]; row: readonly string[] }> {
  const { out, exit } = await chiama("template", "--role", role);
  expect(exit).toBe(0);
  const path = join(mkdtempSync(join(tmpdir(), "sioc-")), `${role}.csv`);
  writeFileSync(path, out);
  const source = await openSource(path, { text });
  for await (const block of source.blocks()) {
    const { rows, bad } = parseBlock(source.format, block);
    expect([rows.length, bad.length, source.format]).toMatchObject([1, 0, { delimiter: ";" }]);
    return { header: source.header, row: rows[0]! };
  }
  throw new Error("no block");
}

function colonneDi(header: readonly string[]): ReadonlyMap<string, number> {
  return resolveColumns(header, MAPPA_VUOTA, { name: "modello.csv", text }).index;
}

describe("sioc template", () => {
  it.each(RUOLI_CONFIG)("%s: only columns of the tracciato, each once", (role) => {
    const names = modello(role, layout).map(({ nome }) => nome);
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => colonnaDi(name) === undefined)).toEqual([]);
  });

  it("the flat file has every column an azienda may send", () => {
    const names = new Set(modello("ricoveri", layout).map(({ nome }) => nome));
    const made = new Set(["cuni", "id_rec"]);
    expect(COLONNE.filter((name) => !names.has(name) && !made.has(name))).toEqual([]);
    expect([...names].filter((name) => /_\d$/.test(name) && !name.startsWith("diag_con")).length).toBe(
      8 + 4 * 2,
    );
  });

  it("prints plain text without a byte order mark, nothing on stderr", async () => {
    const { out, err } = await chiama("template");
    expect(out).toMatch(/^num_ric;cod_ident;tipo;cod_reg;cod_asl;cod_str;data_amm;/);
    expect(out.trimEnd().split("\n")).toHaveLength(2);
    expect(err).toBe("");
  });

  it("the made-up row goes through the reader and every rule without a finding", async () => {
    const { header, row } = await rileggi("ricoveri");
    const codes: string[] = [];
    const draft = nuovaBozza(PARTE.entrambe, at);
    const reader = compilaLettura(layout, {
      parte: PARTE.entrambe,
      columns: colonneDi(header),
      mappa: MAPPA_VUOTA,
    });
    reader.leggi(row, at, draft, (code) => codes.push(code));
    const record = draft as unknown as ClearRecord;
    const context = {
      periodo: parsePeriodo("2026T1")!,
      today: parseIsoDate("2026-04-10")!,
      regione: "030",
      tabelle: {},
    };
    compileRules({ tabelle: {} })(record, context, ({ code }) => codes.push(code));
    expect(codes).toEqual([]);
    expect([draft.valutazioni.length, draft.prestazioni.length, draft.sospensioni.length]).toEqual([2, 1, 1]);
  });

  it.each([
    ["valutazioni", "valutazione"],
    ["prestazioni", "prestazione"],
    ["sospensioni", "sospensione"],
  ] as const)("the row of %s is read whole and joins the stay of the flat one", async (role, gruppo) => {
    const { header, row } = await rileggi(role);
    const readers = campiDelGruppo(layout, gruppo).map((campo) =>
      compilaCampo(campo, header.indexOf(campo.colonna), layout, scritturaDi(MAPPA_VUOTA)),
    );
    const codes: string[] = [];
    expect(leggiRiga(readers, row, at, (code) => codes.push(code))).toBeDefined();
    expect(codes).toEqual([]);
    const stay = new Map(modello("ricoveri", layout).map(({ nome, esempio }) => [nome, esempio]));
    for (const name of ["num_ric", "cod_str"]) expect(row[header.indexOf(name)]).toBe(stay.get(name));
  });

  it("holds nothing the output guard would mask", () => {
    const cells = RUOLI_CONFIG.flatMap((role) => modello(role, layout).map(({ esempio }) => esempio));
    expect(cells.filter(looksLikeIdentifier)).toEqual([]);
  });

  it("gives columns and example in JSON", async () => {
    const { out } = await chiama("template", "--role", "sospensioni", "--json");
    expect(JSON.parse(out)).toMatchObject({
      schema: "sioc/template@1",
      data: { delimiter: ";", columns: ["num_ric", "cod_str", "sosp_ini", "sosp_fin", "sosp_mot"] },
    });
  });

  it("refuses a role that is not one", async () => {
    const { err, exit } = await chiama("template", "--role", "pazienti");
    expect(exit).toBe(2);
    expect(err).toContain("ricoveri");
  });
});
