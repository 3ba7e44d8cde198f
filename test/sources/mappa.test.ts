import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { SiocError } from "../../src/core/errors.ts";
import { COLONNE } from "../../src/model/campi.ts";
import {
  checkMappa,
  MAPPA_VUOTA,
  mappaFromToml,
  namesIn,
  openSource,
  parseMappa,
  resolveColumns,
  type ColonnaNota,
} from "../../src/sources/index.ts";
import { occurrences } from "../../src/sources/mappa/colonne.ts";
import { fileOf, refusal, text } from "./helpers.ts";

const mappa = (toml: string) => mappaFromToml(toml, "asl.toml", { text });
const options = { name: "a.csv", text };

function caught(action: () => unknown): SiocError {
  try {
    action();
  } catch (error) {
    if (error instanceof SiocError) return error;
    throw error;
  }
  throw new Error("accepted");
}

describe("parseMappa", () => {
  it("reads files, aliases, values and defaults into maps, with defaults for the rest", () => {
    const m = mappa(`
      [file]
      encoding = "cp850"
      [columns]
      cod_ident = ["CODICE FISCALE", "CF"]
      val_data_2 = "Data 2"
      [values.genere]
      M = "1"
      __proto__ = "2"
      [defaults]
      tipo = "I"
    `);
    expect(m.file).toMatchObject({ encoding: "cp850", delimiter: "auto", quote: '"', skip_lines: 0 });
    expect(m.columns.get("cod_ident")).toEqual(["CODICE FISCALE", "CF"]);
    expect(m.values.get("genere")?.get("M")).toBe("1");
    expect(m.values.get("genere")?.get("__proto__")).toBe("2");
    expect(m.defaults.get("tipo")).toBe("I");
    expect(namesIn(m)).toEqual(["CODICE FISCALE", "CF", "Data 2"]);
  });

  it.each([
    ['[columns]\ndata_am = "x"', "forse intendevi «data_amm»", "a column misspelt"],
    ['[columns]\nval_data_41 = "x"', "nome non previsto", "an occurrence too many"],
    ['[file]\nencodng = "utf-8"', "forse intendevi «encoding»", "a key misspelt"],
    ['[file]\nencoding = "utf8"', "forse intendevi «utf-8»", "a value misspelt"],
    ['[file]\ndelimiter = "ab"', "file.delimiter", "two characters"],
    ['[file]\ndelimiter = "1"', "file.delimiter", "a digit"],
    ['[file]\ndelimiter = "\'"\nquote = "\'"', "uguale alle virgolette", "delimiter and quote the same"],
    ["[values.genere]\nM = 1", "scriverlo tra virgolette", "a number for a code"],
    ["[defaults]\ntipo = 030", "cominciare con zero", "a code without quotes"],
  ])("%j: %s", (toml, sentence) => {
    const error = caught(() => mappa(toml));
    expect(error.code).toBe("MAPPING_INVALID");
    expect(error.data["problems"]).toContain(sentence);
  });

  it("names a mapping that is not there", () => {
    expect(caught(() => parseMappa(join("none", "asl.toml"), { text })).code).toBe("CONFIG_MISSING");
  });
});

describe("resolveColumns", () => {
  it("knows every column by its own name, whatever the case, accents and punctuation", () => {
    const header = occurrences(COLONNE).map((name) => name.toUpperCase().replaceAll("_", " "));
    const { index, unused, missing } = resolveColumns(header, MAPPA_VUOTA, options);
    expect([...index]).toEqual(occurrences(COLONNE).map((name, i) => [name, i]));
    expect([unused, missing]).toEqual([[], []]);
  });

  it("takes aliases in their order, and the mapping before the column's own name", () => {
    const m = mappa('[columns]\ncod_ident = ["CF NUOVO", "CF"]\ndata_amm = "Ingresso"');
    const { index, unused } = resolveColumns(["cf", "data_amm", "Ingresso", "note"], m, options);
    expect([index.get("cod_ident"), index.get("data_amm")]).toEqual([0, 2]);
    expect(unused).toEqual(["data_amm", "note"]);
  });

  it("reads the first of numbered children with or without its number", () => {
    const { index } = resolveColumns(["val_data_1", "val_data_2", "punt"], MAPPA_VUOTA, options);
    expect([...index]).toEqual([
      ["val_data", 0],
      ["val_data_2", 1],
      ["punt", 2],
    ]);
  });

  it("tells everything the file lacks, suggests, and lists what it has", () => {
    const m = mappa(
      '[columns]\ncod_ident = "CODICE_FISCALE"\ndata_amm = "Ingreso"\ntipo = "T"\n[defaults]\ntipo = "I"',
    );
    const error = caught(() => resolveColumns(["Ingresso", "COD_REG"], m, options));
    expect(error.code).toBe("SOURCE_COLUMNS");
    expect(error.data["problems"]).toBe(
      "  - cod_ident: nel file non c'è CODICE_FISCALE\n  - data_amm: nel file non c'è Ingreso, forse intendevi «Ingresso»",
    );
    expect(error.data["available"]).toBe("Ingresso, COD_REG");
  });

  it("does not show headers of which none is known: they may be people", () => {
    const m = mappa('[columns]\ncod_ident = "CF"');
    const error = caught(() => resolveColumns(["Rossi", "Mario"], m, options));
    expect(JSON.stringify(error.data)).not.toMatch(/Rossi|Mario/);
  });

  it("refuses two headers for one column", () => {
    const error = caught(() => resolveColumns(["cod_reg", "COD REG"], MAPPA_VUOTA, options));
    expect(error.data["problems"]).toContain("cod_reg: due colonne");
  });

  it("keeps out what objects inherit", () => {
    expect(resolveColumns(["toString", "valueOf"], MAPPA_VUOTA, options).index.size).toBe(0);
  });
});

const nota = (own: Partial<ColonnaNota> & Pick<ColonnaNota, "colonna">): ColonnaNota => ({
  tipo: "AN",
  sensibile: false,
  obbligatoria: false,
  ...own,
});

describe("checkMappa", () => {
  it("takes zeros before a number for nothing, as the reading does", async () => {
    const source = await openSource(fileOf("cod_reg;genere\n030;01\n030;7\n"), { text });
    const columns = [nota({ colonna: "genere", tipo: "N", codici: new Set(["1"]) })];
    const { columns: seen } = await checkMappa(source, MAPPA_VUOTA, { text, columns });
    expect(seen[0]?.unknown).toEqual([{ shown: "7", masked: false, rows: 1 }]);
  });

  const path = fileOf(
    "cod_reg;genere;Ingresso;cod_ident;boh\n030;M;01/02/2026;RSSMRA85T10A562S;x\n030;Q;2026-02-01;;x\n030;Maschile;;;\n",
  );

  it.each([
    [true, []],
    [false, [{ shown: "30", masked: false, rows: 1 }]],
  ])("with pad_zeros = %s judges a code that lost its zero as the reading will", async (pad, unknown) => {
    const m = mappa(`[file]\npad_zeros = ${pad}`);
    const source = await openSource(fileOf("cod_reg;genere\n30;1\n"), { text, known: namesIn(m) });
    const columns = [nota({ colonna: "cod_reg", codici: new Set(["030"]), lunghezza: 3 })];
    expect((await checkMappa(source, m, { text, columns })).columns[0]?.unknown).toEqual(unknown);
  });

  it("counts what would not be understood and shows no value that could matter", async () => {
    const m = mappa('[columns]\ndata_amm = "Ingresso"\n[values.genere]\nM = "1"');
    const source = await openSource(path, { text, known: namesIn(m) });
    const report = await checkMappa(source, m, {
      text,
      columns: [
        nota({ colonna: "cod_reg", codici: new Set(["030"]) }),
        nota({ colonna: "genere", codici: new Set(["1", "2"]) }),
        nota({ colonna: "cod_ident", sensibile: true, codici: new Set(["1"]) }),
        nota({ colonna: "data_amm" }),
        nota({ colonna: "prov" }),
      ],
    });
    expect([report.rows, report.bad, report.cut]).toEqual([3, 0, false]);
    expect([report.missing, report.unused]).toEqual([["prov"], ["boh"]]);
    const by = new Map(report.columns.map((c) => [c.colonna, c]));
    expect(by.get("genere")?.unknown).toEqual([
      { shown: "Q", masked: false, rows: 1 },
      { shown: "AAAAAAAA", masked: true, rows: 1 },
    ]);
    expect(by.get("cod_ident")?.unknown).toEqual([{ shown: "AAAAAA99A99A999A", masked: true, rows: 1 }]);
    expect([...(by.get("data_amm")?.dates ?? [])]).toEqual([
      ["gg/mm/aaaa", 1],
      ["aaaa-mm-gg", 1],
    ]);
    expect(by.get("data_amm")?.filled).toBeCloseTo(2 / 3);
    expect(JSON.stringify([...report.columns])).not.toMatch(/RSSMRA|Maschile/);
  });

  it("refuses a mapping the file does not match", async () => {
    const source = await openSource(path, { text });
    const error = await refusal(checkMappa(source, mappa('[columns]\nprov = "Provenienza"'), { text }));
    expect(error.code).toBe("SOURCE_COLUMNS");
  });
});
