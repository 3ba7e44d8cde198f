import { describe, expect, it } from "vitest";

import { giornoARoma, giornoDi, giornoEOra } from "../../src/core/orologio.ts";

describe("the day it is in Italy", () => {
  it.each([
    ["2026-03-28T22:30:00Z", "2026-03-28", "23:30 in Rome, the eve of summer time"],
    ["2026-03-28T23:30:00Z", "2026-03-29", "already the last Sunday of March"],
    ["2026-03-29T00:59:59Z", "2026-03-29", "the second before the clock jumps"],
    ["2026-03-29T21:59:59Z", "2026-03-29", "the last second of a day of 23 hours"],
    ["2026-03-29T22:00:00Z", "2026-03-30", "summer time: two hours ahead"],
    ["2026-10-24T21:59:59Z", "2026-10-24", "the last second before the last Sunday of October"],
    ["2026-10-24T22:00:00Z", "2026-10-25", "summer time still"],
    ["2026-10-25T22:59:59Z", "2026-10-25", "the last second of a day of 25 hours"],
    ["2026-10-25T23:00:00Z", "2026-10-26", "winter time again"],
    ["2026-12-31T22:59:59Z", "2026-12-31", "the year's last second"],
    ["2026-12-31T23:30:00Z", "2027-01-01", "the new year is Italian"],
    ["2028-02-28T23:30:00Z", "2028-02-29", "the leap day begins"],
    ["2028-02-29T23:30:00Z", "2028-03-01", "and ends"],
    ["2026-05-15T21:59:59Z", "2026-05-15", "the deadline is not over"],
    ["2026-05-15T22:00:00Z", "2026-05-16", "the deadline is over"],
  ])("at %s is %s: %s", (instant, wanted) => {
    expect(giornoARoma(Date.parse(instant))).toBe(wanted);
    expect(giornoDi(instant)).toBe(wanted);
  });

  it("of a date is the date, and of nothing is nothing", () => {
    expect(giornoDi("2026-05-11")).toBe("2026-05-11");
    expect(giornoDi("")).toBeUndefined();
    expect(giornoDi("ieri")).toBeUndefined();
  });

  it.each([
    ["2026-05-11T07:05:00.000Z", "11/05/2026 09:05", "summer"],
    ["2026-12-31T23:30:00.000Z", "01/01/2027 00:30", "over midnight"],
    ["mai", "", "not an instant"],
  ])("with its hour, of %s is «%s»: %s", (instant, wanted) => {
    expect(giornoEOra(instant)).toBe(wanted);
  });
});
