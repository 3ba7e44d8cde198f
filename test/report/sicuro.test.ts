import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { MASK } from "../../src/core/redact.ts";
import { rigaCsv } from "../../src/report/csv.ts";
import { nomiWorklist, numRicSicuro, strutturaSicura } from "../../src/report/sicuro.ts";

describe("struttura", () => {
  it.each([
    ["030123", "030123", "six digits"],
    ["03012A", "03012A", "capital letters are admitted"],
    ["03012", MASK, "too short"],
    ["03012a", MASK, "small letters"],
    ["Rossi Mario", MASK, "another column mapped by mistake"],
    ["RSSMRA80A01H501U", MASK, "a codice fiscale"],
  ])("shows %s as %s: %s", (input, expected) => {
    expect(strutturaSicura(input)).toBe(expected);
  });
});

describe("local stay number", () => {
  it.each([
    ["2026/0017", "2026/0017", "the usual"],
    ["A-12.3_4", "A-12.3_4", "separators"],
    ["1234567890", "1234567890", "ten digits"],
    ["202600000012", "202600000012", "twelve digits"],
    ["12345678901", MASK, "eleven digits are a provisional codice fiscale"],
    ["n/12345678901/2", MASK, "eleven digits inside"],
    ["80380001234567890123", MASK, "TEAM card"],
    ["99380001234567890123", MASK, "any twenty digits"],
    ["RSSMRA80A01H501U", MASK, "codice fiscale"],
    ["rssmra80a01h501u", MASK, "codice fiscale in small letters"],
    ["RSSMRA-80A01-H501U", MASK, "codice fiscale with separators"],
    ["RSSMRAU0A0MH5L1X", MASK, "codice fiscale with omocodia"],
    ["RSSMRA80A01", MASK, "first eleven characters of one"],
    ["12RSSMRA80A01H501U34", MASK, "glued to digits"],
    ["STP0301234567890", MASK, "STP"],
    ["eni0301234567890", MASK, "ENI"],
    ["STP-030123-4567890", MASK, "STP with separators"],
    ["ROSSI.MARIO", MASK, "a name: no digit"],
    ["Rossi 1", MASK, "space"],
    ["ＲＳＳＭＲＡ80", MASK, "not ASCII"],
    ["1".repeat(41), MASK, "too long"],
    ["", MASK, "nothing"],
    ["=1+1", MASK, "formula"],
  ])("shows %s as %s: %s", (input, expected) => {
    expect(numRicSicuro(input)).toBe(expected);
  });

  it("never shows a codice fiscale, whatever is put around it", () => {
    const pad = fc.string({
      unit: fc.constantFrom("A", "Z", "a", "z", "0", "9", "-", "_", ".", "/"),
      maxLength: 12,
    });
    fc.assert(
      fc.property(pad, pad, (before, after) => {
        expect(numRicSicuro(`${before}RSSMRA80A01H501U${after}`)).toBe(MASK);
      }),
    );
  });
});

describe("names of the worklists", () => {
  it.each([
    ["301", "301", "a code"],
    ["ASL Città di Torino", "ASL_Citt_di_Torino", "accents and spaces"],
    ["../../etc/passwd", "etc_passwd", "a path"],
    ["CON", "azienda_CON", "a device of Windows"],
    ["", "azienda_", "nothing"],
    ["---", "azienda_", "an option"],
    ["x".repeat(300), "x".repeat(60), "too long"],
  ])("calls %s %s: %s", (input, expected) => {
    expect(nomiWorklist([input]).get(input)).toBe(expected);
  });

  it("keeps apart aziende whose names become the same, also without capitals", () => {
    expect([...nomiWorklist(["A/1", "A_1", "a 1", "A/1"]).values()]).toEqual(["A_1", "A_1-2", "a_1-3"]);
  });

  it("always gives safe and different names", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string({ unit: "binary" })), (aziende) => {
        const names = [...nomiWorklist(aziende).values()];
        for (const name of names) expect(name).toMatch(/^[A-Za-z0-9][A-Za-z0-9_-]*$/);
        expect(new Set(names.map((n) => n.toLowerCase())).size).toBe(aziende.length);
      }),
    );
  });
});

describe("cells for a spreadsheet", () => {
  it.each([
    ["=1", "'=1"],
    ["+1", "'+1"],
    ["-1", "'-1"],
    ["@a", "'@a"],
    ["\ta", "'\ta"],
    ["\ra", '"\'\ra"'],
    [" =1", "' =1"],
    ["\uff1d1", "'\uff1d1"],
    ["a=1", "a=1"],
    ["a;b", '"a;b"'],
    ['a"b', '"a""b"'],
    ["a\nb", '"a\nb"'],
    ["", ""],
  ])("writes %j as %j", (input, expected) => {
    expect(rigaCsv([input])).toBe(`${expected}\r\n`);
  });
});
