import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { isCalendarDay } from "../../src/core/dates.ts";
import { CIFRE } from "../../src/identity/codice-fiscale.ts";
import {
  conOmocodia,
  controlloCodiceFiscale,
  normalise,
  parseCodiceFiscale,
} from "../../src/identity/index.ts";
import { oracolo } from "./oracolo.ts";

const numRuns = process.env["SLOW"] ? 10_000 : 100;
const accepts = (text: string): boolean => typeof parseCodiceFiscale(text) !== "string";
const signed = (body: string): string => body + controlloCodiceFiscale(body);

interface Case {
  readonly cf: string;
  readonly valid: boolean | null;
  readonly why: string;
}

const corpus = (name: string): readonly Case[] =>
  JSON.parse(readFileSync(new URL(`../../fixtures/corpus/cf/${name}`, import.meta.url), "utf8")) as Case[];

/** Cases whose verdict the corpus leaves to policy, and what ours is. */
const POLICY = new Map([
  ["CCC FBA 85 D03 L219 P", "blanks inside are refused: removing them would hash a text nobody wrote"],
  ["CCC-FBA-85-D03-L219-P", "dashes are refused, for the same reason"],
]);

const letters = fc.constantFrom(...Array.from("ABCDEFGHIJKLMNOPQRSTUVWXYZ"));
const digits = fc.constantFrom(...Array.from("0123456789"));
const text = (unit: fc.Arbitrary<string>, length: number): fc.Arbitrary<string> =>
  fc.array(unit, { minLength: length, maxLength: length }).map((chars) => chars.join(""));
/** Day 1–99 on purpose: about half of them do not exist. */
const body = fc
  .tuple(
    text(letters, 6),
    text(digits, 2),
    fc.constantFrom(...Array.from("ABCDEHLMPRST")),
    fc.integer({ min: 0, max: 99 }),
    letters,
    text(digits, 3),
  )
  .map(
    ([name, year, month, day, place, number]) =>
      `${name}${year}${month}${String(day).padStart(2, "0")}${place}${number}`,
  );
const sound = body.map(signed).filter(accepts);

describe("corpus", () => {
  it.each(["cf-cases.json", "cf-derived.json"])("judges every code of %s as its verdict says", (name) => {
    const wrong = corpus(name).filter(({ cf, valid }) => accepts(cf) !== (valid ?? !POLICY.has(cf)));
    expect(wrong).toEqual([]);
  });

  it("judges the same after normalising, so that no hostile text becomes valid by being trimmed or raised", () => {
    const all = [...corpus("cf-cases.json"), ...corpus("cf-derived.json")];
    const wrong = all.filter(({ cf, valid }) => accepts(normalise(cf).text) !== (valid ?? false));
    expect(all.length).toBeGreaterThan(1000);
    expect(wrong).toEqual([]);
  });

  it("differs from codice-fiscale-js only where that accepts a day that does not exist", () => {
    const all = [...corpus("cf-cases.json"), ...corpus("cf-derived.json")];
    const differing = all.filter(({ cf }) => accepts(cf) !== oracolo.check(cf));
    expect(differing.length).toBeGreaterThan(0);
    expect(differing.map(({ cf }) => parseCodiceFiscale(cf))).toEqual(differing.map(() => "calendar"));
  });
});

describe("structure, calendar and check character", () => {
  it.each([
    { cf: "RSSMRA85T10A562S", is: "ok", why: "the example of codes.md §5" },
    { cf: "RSSMRA85T10A562X", is: "check", why: "minimal test of OC-F-012" },
    { cf: "rssmra85t10a562s", is: "structure", why: "normalising comes before" },
    { cf: "RSSMRA85T10A562", is: "structure", why: "15 characters" },
    { cf: "RSSMRA85T10A562S ", is: "structure", why: "a blank is a character" },
    { cf: "RSSMRA85F10A562S", is: "structure", why: "F is not a month" },
    { cf: "RSSMRA85T1OA562S", is: "structure", why: "letter O is not an omocodia letter" },
    { cf: signed("RSSMRA80B31A562"), is: "calendar", why: "31 February" },
    { cf: signed("RSSMRA81B29A562"), is: "calendar", why: "29 February 1981 and 2081" },
    { cf: signed("RSSMRA81BNVA562"), is: "calendar", why: "the same day written in omocodia" },
    { cf: signed("RSSMRA84B29A562"), is: "ok", why: "leap year" },
    { cf: signed("RSSMRA00B29A562"), is: "ok", why: "1900 had no such day, 2000 had" },
    { cf: signed("RSSMRA00B69A562"), is: "ok", why: "the same for a woman" },
    { cf: signed("RSSMRA85T00A562"), is: "calendar", why: "day 0" },
    { cf: signed("RSSMRA85T32A562"), is: "calendar", why: "day 32" },
    { cf: signed("RSSMRA85T40A562"), is: "calendar", why: "day 40 is neither a man's nor a woman's" },
    { cf: signed("RSSMRA85T41A562"), is: "ok", why: "woman born on the 1st" },
    { cf: signed("RSSMRA85T72A562"), is: "calendar", why: "day 72" },
    {
      cf: "RSSMRA80B31A562X",
      is: "calendar",
      why: "both wrong: the day is said first, it is what to look at",
    },
  ])("$cf is $is: $why", ({ cf, is }) => {
    const outcome = parseCodiceFiscale(cf);
    expect(typeof outcome === "string" ? outcome : "ok").toBe(is);
  });

  it("gives year, day, gender and place without their omocodia", () => {
    expect(parseCodiceFiscale(conOmocodia("BNCLRA45D55F205V", CIFRE))).toEqual({
      annoNascita2: 45,
      mese: 4,
      giorno: 15,
      genere: "2",
      luogo: "F205",
      omocodia: 7,
    });
  });
});

describe("properties", () => {
  it("agrees with codice-fiscale-js on any code, but for days that do not exist", () => {
    const any = fc
      .tuple(body, fc.subarray([...CIFRE]), fc.boolean(), letters)
      .map(([code, places, right, other]) => {
        const full = conOmocodia(signed(code), places);
        return right ? full : full.slice(0, 15) + other;
      });
    fc.assert(
      fc.property(any, (code) => {
        const ours = parseCodiceFiscale(code);
        expect(oracolo.check(code)).toBe(
          typeof ours !== "string" || (ours === "calendar" && code === signed(code.slice(0, 15))),
        );
      }),
      { numRuns: numRuns * 10 },
    );
  });

  it("accepts exactly the days that exist in 19xx or 20xx", () => {
    for (let year = 0; year < 100; year += 1) {
      for (const [index, letter] of Array.from("ABCDEHLMPRST").entries()) {
        for (let day = 0; day < 100; day += 1) {
          const code = signed(
            `ZZQXKW${String(year).padStart(2, "0")}${letter}${String(day).padStart(2, "0")}A562`,
          );
          const [d, m] = [day > 40 ? day - 40 : day, index + 1];
          expect(accepts(code)).toBe(isCalendarDay(1900 + year, m, d) || isCalendarDay(2000 + year, m, d));
        }
      }
    }
  });

  // No exception exists: within each position's set of characters no two weigh the same (odd weights of the 26
  // letters are 0–25 once each; digits and omocodia letters have disjoint weights, odd and even).
  it("refuses a code with any one character changed for any other", () => {
    const alphabet = Array.from("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");
    fc.assert(
      fc.property(sound, fc.subarray([...CIFRE]), (code, places) => {
        const original = conOmocodia(code, places);
        for (let at = 0; at < 16; at += 1) {
          for (const char of alphabet.filter((other) => other !== original.charAt(at))) {
            expect(accepts(original.slice(0, at) + char + original.slice(at + 1))).toBe(false);
          }
        }
      }),
      { numRuns },
    );
  });

  it("accepts omocodia of any subset of the seven places, and reads the same person", () => {
    fc.assert(
      fc.property(sound, fc.subarray([...CIFRE]), (code, places) => {
        const plain = parseCodiceFiscale(code);
        expect(typeof plain).toBe("object");
        expect(parseCodiceFiscale(conOmocodia(code, places))).toEqual({
          ...(plain as object),
          omocodia: places.length,
        });
      }),
      { numRuns: numRuns * 10 },
    );
  });

  it("never throws and never accepts what is not 16 ASCII characters", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 20 }), (noise) => {
        expect(accepts(noise) && !/^[A-Z0-9]{16}$/.test(noise)).toBe(false);
      }),
      { numRuns: numRuns * 10 },
    );
  });
});
