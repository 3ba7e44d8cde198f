import { describe, expect, it } from "vitest";

import type { Esito } from "../../src/model/finding.ts";
import {
  checkSeverities,
  esitoDi,
  luogoDi,
  noteProvince,
  regoleSaltate,
  tabellaDatata,
  tabellaDiagnosi,
  tabellaPosti,
} from "../../src/rules/index.ts";
import { regioneDellaProvincia } from "../../src/rules/territori.ts";
import { textFor } from "../../src/text/index.ts";

const it_ = textFor("it");

describe("severities of a configuration", () => {
  it.each<{ why: string; code: string; esito: Esito; keys: readonly string[] }>([
    { why: "a segnalazione may become a scarto", code: "OC-C-024", esito: "scarto", keys: [] },
    { why: "a scarto may become a segnalazione", code: "OC-C-010", esito: "segnalazione", keys: [] },
    { why: "a fixed one may not", code: "OC-F-014", esito: "segnalazione", keys: ["rules.severity.fixed"] },
    { why: "a fixed one may be repeated", code: "OC-X-001", esito: "scarto", keys: [] },
    { why: "there is no such rule", code: "OC-C-999", esito: "scarto", keys: ["rules.severity.unknown"] },
  ])("$why", ({ code, esito, keys }) => {
    const problems = checkSeverities(new Map([[code, esito]]));
    expect(problems.map(({ key }) => key)).toEqual(keys);
    for (const { key, data } of problems) expect(it_(key, data)).toContain(code);
  });

  it("do not repeat an identifier written in place of a code", () => {
    const [problem] = checkSeverities(new Map([["RSSMRA85T10A562S", "scarto"]]));
    expect(JSON.stringify(problem)).not.toContain("RSSMRA85T10A562S");
  });

  it("hold for the rules raised elsewhere too", () => {
    const severities = new Map<string, Esito>([
      ["OC-F-005", "segnalazione"],
      ["OC-F-009", "segnalazione"],
    ]);
    expect(esitoDi("OC-F-005")).toBe("scarto");
    expect(esitoDi("OC-F-005", severities)).toBe("segnalazione");
    expect(esitoDi("OC-F-009", severities)).toBe("scarto");
    expect(() => esitoDi("OC-Z-001")).toThrow();
  });
});

describe("where a stay is found", () => {
  it.each([
    { why: "plain", num_ric: "123", numRic: "123" },
    { why: "year and number", num_ric: "2026/000123", numRic: "2026/000123" },
    { why: "prefix, year and number", num_ric: "ODC-2026-12", numRic: "ODC-2026-12" },
    { why: "a codice fiscale used as a number", num_ric: "RSSMRA85T10A562S", numRic: undefined },
    { why: "a codice fiscale in lower case", num_ric: "rssmra85t10a562s", numRic: undefined },
    { why: "a surname", num_ric: "ROSSI1", numRic: undefined },
    { why: "an STP with a dash", num_ric: "STP-0801050000001", numRic: undefined },
    { why: "eleven digits may be a numeric codice fiscale", num_ric: "12345678903", numRic: undefined },
    { why: "twenty digits may be a TEAM", num_ric: "80380000000000000001", numRic: undefined },
    { why: "the identifier itself, whatever it is", num_ric: "7788", cod_ident: "7788", numRic: undefined },
    { why: "a formula", num_ric: "=1+1", numRic: undefined },
    { why: "blank", num_ric: "", numRic: undefined },
  ])("$why", ({ num_ric, numRic, cod_ident = "" }) => {
    expect(luogoDi({ cod_str: "080123", num_ric, cod_ident })).toEqual({
      struttura: "080123",
      ...(numRic !== undefined && { numRic }),
    });
  });

  it("leaves out a struttura that is not a code", () => {
    expect(luogoDi({ cod_str: "OdC Rossi", num_ric: "1", cod_ident: "" })).toEqual({ numRic: "1" });
  });
});

describe("reference tables", () => {
  it("know a code on the days its rows cover, ends included", () => {
    const t = tabellaDatata([
      { chiave: "080105", dal: "2026-01-01", al: "2026-01-31" },
      { chiave: "080105", dal: "2026-03-01", al: "9999-12-31" },
    ]);
    const giorni = ["2025-12-31", "2026-01-01", "2026-01-31", "2026-02-01", "2026-03-01", "2030-01-01"];
    expect(giorni.map((g) => t.valid("080105", g))).toEqual([false, true, true, false, true, true]);
    expect(t.valid("080106", "2026-01-01")).toBe(false);
    expect(t.valid("__proto__", "2026-01-01")).toBe(false);
  });

  it("hold as diagnoses the leaves only", () => {
    const sempre = { dal: "1900-01-01", al: "9999-12-31" };
    const t = tabellaDiagnosi(
      ["428", "4280", "V10", "V1005", "4019", "E8859"].map((chiave) => ({ chiave, ...sempre })),
    );
    const codes = ["428", "4280", "V10", "V1005", "4019", "E8859", "E885", "401"];
    expect(codes.filter((c) => t.valid(c, "2026-02-02"))).toEqual(["4280", "V1005", "4019", "E8859"]);
  });

  it("count beds by day", () => {
    const t = tabellaPosti([
      { chiave: "080105080123", dal: "2026-01-01", al: "2026-02-28", posti: 15 },
      { chiave: "080105080123", dal: "2026-03-01", al: "9999-12-31", posti: 20 },
    ]);
    expect(t.posti("080105080123", "2026-02-28")).toBe(15);
    expect(t.posti("080105080123", "2026-03-01")).toBe(20);
    expect(t.posti("080105080124", "2026-03-01")).toBeUndefined();
  });

  it("are missed once each, with the rules that need them", () => {
    const mancanti = regoleSaltate({ mra: tabellaDatata([]) }).map(({ tabella }) => tabella);
    expect(mancanti).toEqual(["sts11", "comuni", "icd9cm", "posti_letto"]);
    const note = regoleSaltate({}).map(({ nota }) => it_(nota.key, nota.data));
    expect(note).toHaveLength(5);
    expect(note[0]).toContain("OC-D-003, OC-D-010");
    expect(note[4]).toContain("OC-X-010");
  });

  it("say unknown provinces in one note, or none", () => {
    expect(noteProvince(new Set())).toEqual([]);
    const [nota] = noteProvince(new Set(["119", "113"]));
    expect(it_(nota!.key, nota!.data)).toContain("113, 119");
  });
});

describe("provinces", () => {
  it.each([
    { why: "Torino", provincia: "001", regione: "010" },
    { why: "Monza e Brianza, among the last", provincia: "108", regione: "030" },
    { why: "Bolzano and Trento are apart", provincia: "021", regione: "041" },
    { why: "Trento", provincia: "022", regione: "042" },
    { why: "Roma", provincia: "058", regione: "120" },
    { why: "Ogliastra of the past", provincia: "105", regione: "200" },
    { why: "Sardinia of 2026, codes not verified", provincia: "113", regione: undefined },
    { why: "no province", provincia: "000", regione: undefined },
  ])("$why", ({ provincia, regione }) => {
    expect(regioneDellaProvincia(provincia)).toBe(regione);
  });

  it("from 001 to 111 all have one region", () => {
    const senza = Array.from({ length: 111 }, (_, i) => String(i + 1).padStart(3, "0")).filter(
      (p) => regioneDellaProvincia(p) === undefined,
    );
    expect(senza).toEqual([]);
  });
});
