import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, describe, expect, it } from "vitest";

import { caricaLayout, CARTELLA_PREDEFINITA, compilaCampo, leggiData } from "../../src/tracciato/index.ts";
import { regolaDi } from "../../src/rules/index.ts";

const layout = caricaLayout();
const campi = [...layout.dataset[1].campi, ...layout.dataset[2].campi];

describe("the layout supplied", () => {
  it("has the 24 and 38 fields of the tables, the concomitant diagnosis counted once", () => {
    expect(layout.dataset[1].campi).toHaveLength(24);
    expect(new Set(layout.dataset[2].campi.map((c) => c.numero.split(".").slice(0, 2).join("."))).size).toBe(
      38,
    );
  });

  it("says that it is not official, and where each field comes from", () => {
    expect(layout.ufficiale).toBe(false);
    expect(campi.filter((c) => !/\b[DSRP]\b/.test(c.provenienza)).map((c) => c.numero)).toEqual([]);
  });

  it("names only rules that exist", () => {
    expect(campi.filter((c) => c.regola !== undefined && regolaDi(c.regola) === undefined)).toEqual([]);
  });

  it("gives examples that its own checks accept", () => {
    const scrittura = {
      date: "auto",
      decimal: "auto",
      padZeros: false,
      icdDot: false,
      values: new Map(),
      defaults: new Map(),
    } as const;
    const refused = campi.filter(
      (c) => c.esempio !== "" && compilaCampo(c, 0, layout, scrittura).leggi([c.esempio]).failed,
    );
    expect(refused.map((c) => c.numero)).toEqual([]);
  });
});

describe("a changed layout", () => {
  let folder: string | undefined;
  afterEach(() => {
    if (folder !== undefined) rmSync(folder, { recursive: true });
    folder = undefined;
  });

  const changed = (from: string, to: string): string => {
    folder = mkdtempSync(join(tmpdir(), "sioc-layout-"));
    cpSync(CARTELLA_PREDEFINITA, folder, { recursive: true });
    const path = join(folder, "layout.toml");
    const text = readFileSync(path, "utf8");
    expect(text).toContain(from);
    writeFileSync(path, text.replace(from, to));
    return folder;
  };

  it.each([
    ['colonna = "genere"', 'colonna = "sesso"', "a column the program does not know"],
    ['"caregiver", "supp_soc"', '"supp_soc"', "a field left out of the XML order"],
    ['codici = "genere"', 'codici = "generi"', "a code list that is not there"],
    ['obbligo = "OBB"', 'obbligo = "SEMPRE"', "an obligation that is none of the three"],
    ["[[dataset.2.campo]]", "[[dataset.2.campo]", "TOML that does not parse"],
  ])("is refused by name: %s → %s (%s)", (from, to) => {
    const path = changed(from, to);
    expect(() => caricaLayout(path)).toThrow(expect.objectContaining({ code: "LAYOUT_INVALID" }));
  });

  it("is refused when a column of a detail row is not a date or a whole number", () => {
    const path = changed("pattern = '[1-9][0-9]{0,3}'", "pattern = '[0-9.]+'");
    expect(() => caricaLayout(path)).toThrow(expect.objectContaining({ code: "LAYOUT_INVALID" }));
  });
});

describe("a cell", () => {
  const leggi = (
    colonna: string,
    raw: string,
    more: { padZeros?: boolean; icdDot?: boolean; decimal?: "." | "," } = {},
  ): [string, readonly string[]] => {
    const campo = campi.find((c) => c.colonna === colonna)!;
    const scrittura = {
      date: "auto",
      decimal: more.decimal ?? "auto",
      padZeros: more.padZeros ?? false,
      icdDot: more.icdDot ?? false,
      values: new Map(),
      defaults: new Map(),
    } as const;
    const { value, codes } = compilaCampo(campo, 0, layout, scrittura).leggi([raw]);
    return [value, codes];
  };

  it.each<[string, string, { padZeros?: boolean; icdDot?: boolean }, [string, string[]], string]>([
    ["cod_reg", "80", { padZeros: true }, ["080", ["OC-F-015"]], "a spreadsheet took the zero away"],
    ["cod_reg", "80", {}, ["", ["OC-F-005"]], "and may not give it back"],
    ["reg_res", "098", {}, ["999", ["OC-C-012"]], "SISM's code for no fixed abode"],
    ["reg_res", "98", { padZeros: true }, ["999", ["OC-F-015", "OC-C-012"]], "both at once"],
    ["diag_pri", "428.0", { icdDot: true }, ["4280", []], "the dot is allowed"],
    ["diag_pri", "428.0", {}, ["", ["OC-D-012"]], "the dot is not"],
    ["perc_ssn", "99,5", {}, ["99.5", []], "comma in, dot out"],
    ["perc_ssn", "100.5", {}, ["", ["OC-D-018"]], "more than all"],
    ["sogg_rich", "04", {}, ["4", []], "a number's zeros are not significant"],
    ["genere", " 2 ", {}, ["2", []], "blanks around"],
    ["genere", "F", {}, ["", ["OC-D-007"]], "a letter, without a value map"],
    ["team", "a\u0007b", {}, ["", ["OC-F-006"]], "a control character"],
    ["team", "\ud800", {}, ["", ["OC-F-006"]], "half a surrogate pair"],
    ["team", "x".repeat(29), {}, ["", ["OC-F-005"]], "too long"],
    ["team", "😀".repeat(28), {}, ["😀".repeat(28), []], "28 characters, 56 units"],
    ["ora_amm", "24:00", {}, ["", ["OC-F-008"]], "no such time"],
    ["anno_nasc", "1898", {}, ["", ["OC-D-006"]], "before 1899"],
    ["cittad", "UK", {}, ["", ["OC-D-008"]], "it is GB"],
    ["cittad", "ZZ", {}, ["ZZ", []], "stateless, as citizenship"],
    ["stato_est", "ZZ", {}, ["", ["OC-D-008"]], "not as a residence"],
  ])("%s = %j becomes %j: %j (%s)", (...[colonna, raw, more, expected]) => {
    expect(leggi(colonna, raw, more)).toEqual(expected);
  });

  it.each([
    ["2026-02-28", "2026-02-28"],
    ["28/02/2026", "2026-02-28"],
    ["1/2/2026", "2026-02-01"],
    ["20260228", "2026-02-28"],
    ["28.02.2026", "2026-02-28"],
    ["2026-02-28 00:00:00", "2026-02-28"],
    ["2026-02-28T00:00:00.000", "2026-02-28"],
    ["29/02/2026", undefined],
    ["2024-02-29", "2024-02-29"],
    ["30/02/2026", undefined],
    ["2026-13-01", undefined],
    ["0000-00-00", undefined],
    ["46042", undefined],
    ["31/03/26", undefined],
    ["2026-02-28 10:15", "2026-02-28"],
    ["2026-02-28 10:15Z", undefined],
    ["1898-12-31", undefined],
    ["2100-01-01", undefined],
  ])("the date %s reads as %s", (raw, expected) => {
    expect(leggiData(raw, "auto")).toBe(expected);
  });
});
