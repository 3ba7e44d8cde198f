import { describe, expect, it } from "vitest";

import { readRecord } from "../../src/sources/index.ts";
import { fileOf, refusal, text } from "./helpers.ts";

const FIELDS = [
  ["NUM-PRAT", 1, 10],
  ["COD-FISC", 11, 26],
  ["DT-RIC", 27, 34],
  ["FILLER", 35, 40],
  ["FILLER", 41, 44],
] as const;
const SPANS = FIELDS.map(([, from, to]) => [from, to - from + 1]);

describe("the description of a record", () => {
  it.each([
    ["first and last", "n;campo;da;a", FIELDS.map(([name, from, to], i) => `${i + 1};${name};${from};${to}`)],
    [
      "length beside first and last",
      "campo;lungh;inizio;fine",
      FIELDS.map(([n, f, t]) => `${n};${t - f + 1};${f};${t}`),
    ],
    ["first and length", "pos;campo;caratteri", FIELDS.map(([n, f, t]) => `${f};${n};${t - f + 1}`)],
    ["a range in one cell", "campo;posizione", FIELDS.map(([name, from, to]) => `${name};${from} - ${to}`)],
    ["lengths alone", "campo;lunghezza", FIELDS.map(([name, from, to]) => `${name};${to - from + 1}`)],
  ])("is read by %s", async (_how, header, rows) => {
    const { fixed } = await readRecord(fileOf([header, ...rows, ""].join("\n")), text);
    expect(fixed.map(({ from, length }) => [from, length])).toEqual(SPANS);
    expect(fixed.map(({ name }) => name).slice(0, 4)).toEqual(["NUM-PRAT", "COD-FISC", "DT-RIC", "FILLER"]);
    expect(new Set(fixed.map(({ name }) => name)).size).toBe(5);
  });

  it("cuts region and ASL written as one code in two", async () => {
    const rows = ["NUM-PRAT;1;10", "REG-ASL-RES;11;16", "SESSO;17;17"];
    const { fixed } = await readRecord(fileOf(["campo;da;a", ...rows, ""].join("\n")), text);
    expect(fixed.map(({ name, from, length }) => [name, from, length])).toEqual([
      ["NUM-PRAT", 1, 10],
      ["REGIONE RES", 11, 3],
      ["ASL RES", 14, 3],
      ["SESSO", 17, 1],
    ]);
  });

  it("gives the codes its remarks explain", async () => {
    const rows = ["NUM-PRAT;1;10;", "ESITO;11;11;1 deceduto, 2 a casa; 3 = altro", "SESSO;12;12;M/F"];
    const quoted = rows.map((row) => row.replace(/;([^;]*,.*)$/, ';"$1"'));
    const { liste } = await readRecord(fileOf(["campo;da;a;note", ...quoted, ""].join("\n")), text);
    expect(liste.map(({ nome, voci }) => [nome, Object.fromEntries(voci)])).toEqual([
      ["ESITO", { "1": "deceduto", "2": "a casa", "3": "altro" }],
    ]);
  });

  it.each([
    ["campo;da;a\nx;9;3\ny;1;1\nz;5;5\n"],
    ["campo;note\nx;a\ny;b\nz;c\n"],
    ["campo;da\nx;1\ny;2\nz;3\n"],
  ])("is refused when it describes nothing: %j", async (content) => {
    expect((await refusal(readRecord(fileOf(content), text))).code).toBe("SOURCE_RECORD");
  });
});
