import fc from "fast-check";
import { describe, expect, it } from "vitest";

import {
  FASI,
  faseDi,
  isAccettato,
  NESSUN_FATTO,
  periodiFino,
  periodiTra,
  statoPeriodo,
  type FattiPeriodo,
  type Situazione,
} from "../../src/core/calendario.ts";
import { fromDay, toDay, type IsoDate } from "../../src/core/dates.ts";
import {
  lastEndedPeriodo,
  parsePeriodo,
  periodoAt,
  shiftPeriodo,
  type Periodo,
} from "../../src/core/periodo.ts";

const day = (text: string): IsoDate => fromDay(toDay(text));
const FROM = toDay("2026-01-01");
const TO = toDay("2028-12-31");
/** Every day of three years, a leap day among them. */
const DAYS = Array.from({ length: TO - FROM + 1 }, (_, i) => fromDay(FROM + i));
const PERIODI = periodiTra("2026T1", "2029T1");

function periodo(code: string): Periodo {
  const found = parsePeriodo(code);
  if (!found) throw new Error(code);
  return found;
}

describe("the deadlines of art. 5", () => {
  it.each([
    ["2026T1", "2026-05-15", "2026-06-14", "31 March + 45 and + 75"],
    ["2026T2", "2026-08-14", "2026-09-13", "30 June"],
    ["2026T3", "2026-11-14", "2026-12-14", "30 September"],
    ["2026T4", "2027-02-14", "2027-03-16", "over the year's end, February of 28 days"],
    ["2027T4", "2028-02-14", "2028-03-15", "over 29 February 2028"],
    ["2028T1", "2028-05-15", "2028-06-14", "a leap quarter ends on the same day"],
  ])("of %s are %s and %s: %s", (code, termine, ultimo) => {
    expect(periodo(code)).toMatchObject({ termine, ultimo });
    // With another calendar than ours.
    const last = Date.parse(periodo(code).last);
    expect(new Date(last + 45 * 86_400_000).toISOString().slice(0, 10)).toBe(termine);
    expect(new Date(last + 75 * 86_400_000).toISOString().slice(0, 10)).toBe(ultimo);
  });

  it("quarters follow one another without a gap, both ways", () => {
    PERIODI.slice(1).forEach((next, i) => {
      expect(toDay(next.first)).toBe(toDay(PERIODI[i]?.last ?? "") + 1);
      expect(shiftPeriodo(next, -1).code).toBe(PERIODI[i]?.code);
    });
  });

  it("every day belongs to one quarter, and the last that ended is the one before", () => {
    for (const today of DAYS) {
      const at = periodoAt(today);
      expect(at.first <= today && today <= at.last, today).toBe(true);
      expect(lastEndedPeriodo(today).code).toBe(shiftPeriodo(at, -1).code);
    }
  });

  it.each([
    ["2026-01-01", "2026T1", "2026T2"],
    ["2026-12-31", "2026T1", "2027T1"],
    ["2027-01-01", "2026T1", "2027T2"],
  ])("on %s those shown go from %s to %s, the one after the current", (today, first, last) => {
    const codes = periodiFino(day(today)).map(({ code }) => code);
    expect([codes[0], codes.at(-1)]).toEqual([first, last]);
  });

  it("no quarter is there the wrong way round", () => {
    expect(periodiTra("2026T3", "2026T2")).toEqual([]);
  });
});

describe("the state of a quarter as the days pass", () => {
  it.each([
    ["2026-03-31", "in_corso", 45, 75, "its last day"],
    ["2026-04-01", "da_inviare", 44, 74, "it has ended"],
    ["2026-05-15", "da_inviare", 0, 30, "the day of the deadline is still in time"],
    ["2026-05-16", "in_ritardo", -1, 29, "the day after"],
    ["2026-06-14", "in_ritardo", -30, 0, "the last day of the thirty"],
    ["2026-06-15", "scaduto", -31, -1, "over"],
  ])("2026T1 on %s is %s, %i and %i days: %s", (today, situazione, giorni, giorniUltimo) => {
    expect(statoPeriodo(periodo("2026T1"), NESSUN_FATTO, day(today))).toMatchObject({
      situazione,
      giorni,
      giorniUltimo,
    });
  });

  it("every day of 2026-2028 takes exactly one day away, also when clocks change and on 29 February", () => {
    for (const each of PERIODI)
      DAYS.slice(1).forEach((today, i) => {
        const [before, after] = [DAYS[i] ?? today, today].map((on) => statoPeriodo(each, NESSUN_FATTO, on));
        expect(after?.giorni, `${each.code} ${today}`).toBe((before?.giorni ?? 0) - 1);
        expect(after?.giorniUltimo).toBe((before?.giorniUltimo ?? 0) - 1);
      });
    expect(DAYS).toContain("2028-02-29");
  });

  it("without events goes only forward, through every phase", () => {
    const whole = periodo("2026T4");
    const seen = DAYS.map((today) => FASI.indexOf(faseDi(whole, today)));
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect([...new Set(seen)]).toEqual([0, 1, 2, 3, 4]);
  });

  it("never goes back, whatever the quarter, the facts and the two days", () => {
    const facts = fc.record<FattiPeriodo>({
      accettati: fc.nat(2),
      parziali: fc.nat(2),
      inviati: fc.nat(2),
      ignoti: fc.nat(2),
      rifiutati: fc.nat(2),
      preparati: fc.nat(2),
    });
    fc.assert(
      fc.property(
        fc.constantFrom(...PERIODI),
        facts,
        fc.nat(TO - FROM),
        fc.nat(400),
        (each, fatti, start, more) => {
          const [a, b] = [start, start + more].map((n) => statoPeriodo(each, fatti, fromDay(FROM + n)));
          if (!a || !b) throw new Error("two days");
          expect(FASI.indexOf(b.fase)).toBeGreaterThanOrEqual(FASI.indexOf(a.fase));
          expect(a.giorni - b.giorni).toBe(more);
          // What the runs came to does not change with the date alone.
          if (Object.values(fatti).some((n) => n > 0)) expect(b.situazione).toBe(a.situazione);
        },
      ),
    );
  });

  it.each<[Partial<FattiPeriodo>, Situazione, string]>([
    [{ preparati: 1 }, "preparato", "a bundle is ready"],
    [{ preparati: 1, inviati: 1 }, "inviato", "one is on its way"],
    [{ inviati: 1, rifiutati: 1 }, "rifiutato", "a refusal must be seen"],
    [{ rifiutati: 1, ignoti: 1 }, "ignoto", "what nobody understands comes first"],
    [{ ignoti: 1, parziali: 1 }, "parziale", "what the Ministry holds is held"],
    [
      { parziali: 1, accettati: 1, rifiutati: 3 },
      "accettato",
      "an accepted run counts whatever else is open",
    ],
  ])("with %j it is %s: %s", (fatti, situazione) => {
    const stato = statoPeriodo(periodo("2026T1"), { ...NESSUN_FATTO, ...fatti }, day("2026-05-20"));
    expect(stato.situazione).toBe(situazione);
    expect(isAccettato(stato)).toBe(["accettato", "parziale"].includes(situazione));
  });

  it("2026 is experimental, from 2027 it counts for the funding (art. 5 and 6)", () => {
    const on = (code: string): boolean =>
      statoPeriodo(periodo(code), NESSUN_FATTO, day("2026-01-01")).sperimentale;
    expect(["2026T1", "2026T4", "2027T1"].map(on)).toEqual([true, true, false]);
  });
});
