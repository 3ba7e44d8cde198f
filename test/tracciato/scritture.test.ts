import { describe, expect, it } from "vitest";

import type { Mappa } from "../../src/model/mappa.ts";
import { PARTE } from "../../src/model/record.ts";
import { MAPPA_VUOTA } from "../../src/sources/index.ts";
import { caricaLayout, compilaLettura, nuovaBozza } from "../../src/tracciato/index.ts";

const layout = caricaLayout(undefined);
const at = { file: 0, line: 2 };

/** What one row of a flat file becomes, with the codes it raises. */
function leggi(row: Readonly<Record<string, string>>, mappa: Partial<Mappa> = {}) {
  const columns = new Map(Object.keys(row).map((name, i) => [name, i]));
  const lettura = compilaLettura(layout, {
    parte: PARTE.entrambe,
    columns,
    mappa: { ...MAPPA_VUOTA, ...mappa },
  });
  const bozza = nuovaBozza(PARTE.entrambe, at);
  const codes: string[] = [];
  lettura.leggi(Object.values(row), at, bozza, (code, colonna) => {
    if (colonna in row) codes.push(`${code} ${colonna}`);
  });
  return { bozza, codes };
}

describe("how systems write dates and times", () => {
  it.each([
    ["12/01/2026 15:20", "2026-01-12"],
    ["2026-01-12T15:20:59.123", "2026-01-12"],
    ["2026-01-12 00:00:00", "2026-01-12"],
    ["12/01/2026 9.05", "2026-01-12"],
  ])("the date of %s", (text, date) => {
    expect(leggi({ data_amm: text })).toMatchObject({ bozza: { data_amm: date }, codes: [] });
  });

  it.each(["2026-01-12T23:30:00Z", "2026-01-12 23:30:00+01", "12/01/2026 25:00", "12/01/2026 mattina"])(
    "no date in %s: the day could be another",
    (text) => {
      expect(leggi({ data_amm: text }).codes).toEqual(["OC-F-007 data_amm"]);
    },
  );

  it.each([
    ["15:20:59", "15:20"],
    ["1520", "15:20"],
    ["9.05", "09:05"],
    ["12/01/2026 15:20", "15:20"],
  ])("the time of %s", (text, time) => {
    expect(leggi({ ora_amm: text })).toMatchObject({ bozza: { ora_amm: time }, codes: [] });
  });

  it.each(["2460", "24:10", "15", "15:2", "2026-01-12"])("no time in %s", (text) => {
    expect(leggi({ ora_amm: text }).codes).toEqual(["OC-F-008 ora_amm"]);
  });

  it.each([
    ["1940", "1940"],
    ["03/04/1940", "1940"],
    ["19400403", "1940"],
  ])("the year of birth of %s", (text, year) => {
    expect(leggi({ anno_nasc: text })).toMatchObject({ bozza: { anno_nasc: year }, codes: [] });
  });
});

describe("defaults of repeated groups", () => {
  const defaults = new Map([
    ["scala", "1"],
    ["val_mom", "1"],
    ["val_mom_2", "3"],
  ]);

  it("fill each occurrence with its own, else the group's", () => {
    const row = { val_data: "2026-01-12", punt: "60", val_data_2: "2026-01-30", punt_2: "80" };
    const { valutazioni } = leggi(row, { defaults }).bozza;
    expect(valutazioni.map(({ val_mom, scala, punt }) => [val_mom, scala, punt])).toEqual([
      ["1", "1", "60"],
      ["3", "1", "80"],
    ]);
  });

  it("never make a group of which the file says nothing", () => {
    const row = { val_data: "2026-01-12", punt: "60", val_data_2: " ", punt_2: "" };
    const { bozza, codes } = leggi(row, { defaults });
    expect(bozza.valutazioni).toHaveLength(1);
    expect(codes.filter((code) => code.endsWith("_2"))).toEqual([]);
  });
});

it("reads a group as often as a wide file repeats it", () => {
  const row = Object.fromEntries(
    Array.from({ length: 12 }, (_, i) => [`pre_data${i === 0 ? "" : `_${i + 1}`}`, "2026-01-12"]),
  );
  expect(leggi(row).bozza.prestazioni).toHaveLength(12);
});
