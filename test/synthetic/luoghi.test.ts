import { describe, expect, it } from "vitest";

import { COMUNI, comuniDi, isRegione, STATI } from "../../src/synthetic/luoghi.ts";
import { DIAGNOSI } from "../../src/synthetic/clinica.ts";
import { caricaLayout } from "../../src/tracciato/index.ts";

describe("the sample of places", () => {
  it("has comuni of every region of the layout, each code once and well formed", () => {
    const regioni = [...(caricaLayout().codici.get("regione")?.valori.keys() ?? [])];
    expect(regioni).toHaveLength(21);
    for (const regione of regioni) {
      expect(isRegione(regione)).toBe(true);
      expect(comuniDi(regione).length).toBeGreaterThan(0);
      expect(comuniDi(regione).some(({ istat }) => istat.startsWith("0"))).toBe(true);
    }
    expect(new Set(COMUNI.map((c) => c.belfiore)).size).toBe(COMUNI.length);
    expect(new Set(COMUNI.map((c) => c.istat)).size).toBe(COMUNI.length);
    expect(COMUNI.filter((c) => !/^[A-M]\d{3}$/.test(c.belfiore) || !/^\d{6}$/.test(c.istat))).toEqual([]);
    expect(comuniDi("999")).toEqual([]);
  });

  it("has foreign states with the layout's country codes", () => {
    expect(STATI.filter((s) => !/^Z\d{3}$/.test(s.belfiore) || !/^[A-Z]{2}$/.test(s.iso))).toEqual([]);
    expect(new Set(STATI.map((s) => s.iso)).size).toBe(STATI.length);
  });
});

describe("the sample of diagnoses", () => {
  it("holds each code once, none that a spreadsheet could shorten", () => {
    expect(DIAGNOSI.length).toBeGreaterThanOrEqual(60);
    expect(new Set(DIAGNOSI).size).toBe(DIAGNOSI.length);
    expect(DIAGNOSI.filter((code) => !/^(?:[1-9]\d{2,4}|V\d{2,4})$/.test(code))).toEqual([]);
  });
});
