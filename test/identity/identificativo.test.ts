import { describe, expect, it } from "vitest";

import {
  controlloNumerico,
  guessTipoCi,
  isBlank,
  isHashable,
  judgeIdentificativo,
  normalise,
  parseNumerico,
} from "../../src/identity/index.ts";
import { parseEni, parseStp } from "../../src/identity/index.ts";
import { parseTeam } from "../../src/identity/index.ts";

describe("judging by the declared type", () => {
  it.each([
    { id: "RSSMRA85T10A562S", tipo: "0", is: undefined, why: "sound" },
    { id: " rssmra85t10a562s\r\n", tipo: "0", is: undefined, why: "judged in the form that is hashed" },
    { id: "RSSMRA85T10A562X", tipo: "0", is: "check", why: "OC-F-012" },
    { id: "RSSMRA85T10A56", tipo: "0", is: "structure", why: "OC-F-011" },
    { id: "RSSMRA80B31A562X", tipo: "0", is: "structure", why: "31 February is OC-F-011" },
    { id: "", tipo: "0", is: "structure", why: "a codice fiscale is declared and is not there" },
    { id: "RSSMRA85T10A562S\u00a0", tipo: "0", is: "structure", why: "no-break space is not trimmed" },
    { id: "RSSMRA85T10\u200bA562S", tipo: "0", is: "structure", why: "zero-width space inside" },
    { id: "\ufeffRSSMRA85T10A562S", tipo: "0", is: "structure", why: "BOM" },
    { id: "RSSMRA85T10A562S\u0000", tipo: "0", is: "structure", why: "NUL is not a blank" },
    { id: "RSSMRA85T10A562\ud800", tipo: "0", is: "structure", why: "lone surrogate" },
    { id: "01234567897", tipo: "0", is: "structure", why: "11 digits are type 4" },
    { id: "STP1201234567890", tipo: "1", is: undefined, why: "sound" },
    { id: "STP120123456789", tipo: "1", is: "structure", why: "12 digits" },
    { id: "ENI0900000012345", tipo: "1", is: "structure", why: "ENI declared as STP" },
    { id: "ENI0900000012345", tipo: "2", is: undefined, why: "sound" },
    { id: "ENI09000000123A5", tipo: "2", is: "structure", why: "a letter" },
    { id: "80380000301234567890", tipo: "3", is: undefined, why: "20 digits" },
    { id: "X-1/2_3.4 O'N,", tipo: "3", is: undefined, why: "foreign numbers carry signs" },
    { id: "803800003012345678901", tipo: "3", is: "structure", why: "21 characters" },
    { id: "A;B", tipo: "3", is: "structure", why: "a sign outside the set" },
    { id: "01234567897", tipo: "4", is: undefined, why: "sound" },
    { id: "01234567890", tipo: "4", is: "check", why: "OC-F-012" },
    { id: "1234567897", tipo: "4", is: "structure", why: "the first zero was lost" },
    { id: "", tipo: "97", is: undefined, why: "may be missing" },
    { id: "STP1201234567890", tipo: "97", is: undefined, why: "an STP nobody knows" },
    { id: "STP120\u200b", tipo: "97", is: "structure", why: "invisible character" },
    { id: "", tipo: "98", is: undefined, why: "anonymous" },
    { id: "QUALUNQUE", tipo: "98", is: undefined, why: "not used, so not judged" },
    { id: "", tipo: "99", is: undefined, why: "unknown" },
    { id: "XXXXXXXXXXXXXXXX", tipo: "99", is: undefined, why: "the library's placeholder" },
    { id: "é", tipo: "99", is: "structure", why: "cannot be hashed the same way by everyone" },
    { id: "qualunque", tipo: "7", is: undefined, why: "OC-D-005 refuses the type" },
  ])("$tipo $is: $why", ({ id, tipo, is }) => {
    expect(judgeIdentificativo(id, tipo).defect).toBe(is);
  });

  it("gives year and gender of a codice fiscale, also in omocodia, for OC-C-009", () => {
    expect(judgeIdentificativo("BNCLRAQRDRRFNLRG", "0")).toEqual({ annoNascita2: 45, genere: "2" });
  });

  it("says when the structure is wrong because of the day", () => {
    expect(judgeIdentificativo("RSSMRA80B31A562X", "0")).toEqual({ defect: "structure", calendar: true });
  });
});

describe("guessing the type from the shape", () => {
  it.each([
    ["RSSMRA85T10A562S", "0"],
    ["RSSMRA85T10A562X", "0"],
    ["stp1201234567890", "1"],
    ["ENI0900000012345", "2"],
    ["80380000301234567890", "3"],
    ["01234567897", "4"],
    ["01234567890", "4"],
    ["", "99"],
    [" \t", "99"],
    ["XXXXXXXXXXXXXXXXXXXX", "99"],
    ["XXXXXXXXXXXXXXXXX", undefined],
    ["ROSSI MARIO", undefined],
  ])("%j → %s", (id, tipo) => {
    expect(guessTipoCi(id)).toBe(tipo);
  });
});

describe("normalising", () => {
  it.each([
    { raw: "ABC", text: "ABC", why: "nothing to do" },
    { raw: " \t aBc\r\n", text: "ABC", why: "blanks around, letters raised" },
    { raw: "A B", text: "A B", why: "blanks inside stay" },
    { raw: "ı", text: "ı", why: "dotless i does not become I" },
    { raw: "ß", text: "ß", why: "sharp s does not become SS" },
    { raw: "ſ", text: "ſ", why: "long s does not become S" },
    {
      raw: "\u00a0A\u00a0",
      text: "\u00a0A\u00a0",
      why: "JavaScript's trim would remove it, Java's would not",
    },
    { raw: "\ufeffA", text: "\ufeffA", why: "so with the BOM" },
    { raw: "A\u0000", text: "A\u0000", why: "Java's trim would remove it: we let it fail" },
  ])("$why", ({ raw, text }) => {
    expect(normalise(raw)).toEqual({ text, changed: text !== raw });
  });

  it.each([
    ["", true, false],
    [" \t\r\n\u0000\u001f", true, false],
    ["A", false, true],
    [" A ", false, true],
    ["\u00a0", false, false],
    ["A\u200b", false, false],
    ["\ud83c", false, false],
    ["é", false, false],
  ])("%j: blank %s, hashable %s", (text, blank, hashable) => {
    expect([isBlank(text), isHashable(text)]).toEqual([blank, hashable]);
  });
});

describe("the parsers of the other codes", () => {
  it("give the parts", () => {
    expect(parseStp("STP1201234567890")).toEqual({ sigla: "STP", cifre: "1201234567890" });
    expect(parseEni("ENI0900000012345")).toEqual({ sigla: "ENI", cifre: "0900000012345" });
    expect(parseNumerico("01234567897")).toEqual({ cifre: "01234567897" });
    expect(parseTeam("80380000301234567890")).toEqual({ numero: "80380000301234567890" });
    expect(parseTeam("   ")).toBe("structure");
  });

  it("refuse a numeric code with any one digit changed", () => {
    const code = "9900000012";
    const full = code + controlloNumerico(code);
    expect(parseNumerico(full)).toEqual({ cifre: full });
    for (let at = 0; at < 11; at += 1) {
      for (let digit = 0; digit < 10; digit += 1) {
        const other = full.slice(0, at) + String(digit) + full.slice(at + 1);
        if (other !== full) expect(parseNumerico(other)).toBe("check");
      }
    }
  });
});
