import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { fromDay, toDay } from "../../src/core/dates.ts";
import { iCalendar, type Scadenza } from "../../src/core/icalendar.ts";
import { readCalendar, readText, valueOf } from "./icalendar.ts";

const NOW = Date.UTC(2026, 10, 22, 9, 5, 7, 123);
const OPTIONS = { prodId: "-//sioc//prova//IT", now: NOW, avvisi: [14, 7, 1] };
const ONE: Scadenza = {
  uid: "2026t1-termine@sioc.invalid",
  giorno: fromDay(toDay("2028-02-29")),
  titolo: "Termine; ordinario, \\ sì",
  descrizione: "prima riga\nseconda: «più», e ancora",
};

function bytesOf(scadenze: readonly Scadenza[]): Buffer {
  return Buffer.from(
    iCalendar(scadenze, OPTIONS)
      .map((line) => `${line}\r\n`)
      .join(""),
  );
}

describe("a calendar", () => {
  it("is read back by the grammar of RFC 5545", () => {
    const calendar = readCalendar(bytesOf([ONE]));
    expect([valueOf(calendar, "VERSION"), valueOf(calendar, "PRODID")]).toEqual(["2.0", OPTIONS.prodId]);
    const [event] = calendar.children;
    if (!event) throw new Error("no event");
    expect(event.name).toBe("VEVENT");
    expect(valueOf(event, "UID")).toBe(ONE.uid);
    expect(valueOf(event, "DTSTAMP")).toBe("20261122T090507Z");
    expect(event.properties).toContainEqual({ name: "DTSTART", params: ";VALUE=DATE", value: "20280229" });
    expect(event.properties).toContainEqual({ name: "DTEND", params: ";VALUE=DATE", value: "20280301" });
    expect(readText(valueOf(event, "SUMMARY"))).toBe(ONE.titolo);
    expect(readText(valueOf(event, "DESCRIPTION"))).toBe(ONE.descrizione);
  });

  it("reminds as many days before as it was told", () => {
    const alarms = readCalendar(bytesOf([ONE])).children[0]?.children ?? [];
    expect(alarms.map(({ name }) => name)).toEqual(["VALARM", "VALARM", "VALARM"]);
    expect(alarms.map((alarm) => valueOf(alarm, "TRIGGER"))).toEqual(["-P14D", "-P7D", "-P1D"]);
    expect(alarms.map((alarm) => valueOf(alarm, "ACTION"))).toEqual(["DISPLAY", "DISPLAY", "DISPLAY"]);
  });

  it("keeps every text whole, however long and in whatever alphabet", () => {
    const words = fc.string({ unit: "grapheme", minLength: 1, maxLength: 200 }).filter(isText);
    fc.assert(
      fc.property(words, (titolo) => {
        const [event] = readCalendar(bytesOf([{ ...ONE, titolo }])).children;
        if (!event) throw new Error("no event");
        expect(readText(valueOf(event, "SUMMARY"))).toBe(titolo);
      }),
    );
  });

  it("folds exactly at 75 octets, not one before", () => {
    const line = (length: number): readonly string[] =>
      iCalendar([{ ...ONE, uid: "u".repeat(length) }], OPTIONS).filter((each) => /^(UID:| ?u+$)/.test(each));
    expect(line(71).map((each) => each.length)).toEqual([75]);
    expect(line(72).map((each) => each.length)).toEqual([75, 2]);
  });
});

describe("the reader of these tests", () => {
  it.each([
    ["a line that ends with LF only", "BEGIN:VCALENDAR\nEND:VCALENDAR\r\n"],
    ["a line of 76 octets", `BEGIN:VCALENDAR\r\nX:${"è".repeat(37)}\r\nEND:VCALENDAR\r\n`],
    ["a component that does not end", "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nEND:VCALENDAR\r\n"],
    ["something after the end", "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\nX:1\r\n"],
    ["a line without a name", "BEGIN:VCALENDAR\r\nciao\r\nEND:VCALENDAR\r\n"],
    ["a missing last CRLF", "BEGIN:VCALENDAR\r\nEND:VCALENDAR"],
  ])("refuses %s", (_, text) => {
    expect(() => readCalendar(Buffer.from(text))).toThrow();
  });

  it("refuses texts that are not escaped", () => {
    for (const value of ["a,b", "a;b", String.raw`a\b`, "a\\"]) expect(() => readText(value)).toThrow();
    expect(readText(String.raw`a\,b\\\;\n`)).toBe("a,b\\;\n");
  });
});

/** Control characters are not TEXT: nothing of ours holds them. */
function isText(text: string): boolean {
  return !/[\u0000-\u001f\u007f]/.test(text);
}
