import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { describe, expect, it } from "vitest";

import { openSource } from "../../../src/sources/index.ts";
import { fileOf, readAll, refusal, text } from "../helpers.ts";

const folder = fileURLToPath(new URL("../../../fixtures/xlsx/", import.meta.url));
type Reading = Readonly<Record<string, readonly string[]>>;
const expected = JSON.parse(readFileSync(`${folder}expected.json`, "utf8")) as Readonly<
  Record<string, Reading>
>;

/** Workbooks of openpyxl and LibreOffice, against what openpyxl reads in them (fixtures/xlsx/README.md). */
describe("workbooks of other programs", () => {
  it.each(Object.entries(expected))("reads %s as openpyxl does", async (name, reading) => {
    const read = await readAll(folder + name);
    const { headerLine } = await openSource(folder + name, { text });
    expect(reading[headerLine]).toEqual(read.header);
    const rows = Object.fromEntries(read.lines.map((line, i) => [line, read.rows[i]]));
    const wanted = Object.entries(reading).filter(([line]) => Number(line) > headerLine);
    expect(rows).toEqual(Object.fromEntries(wanted));
    expect(read.bad).toEqual([]);
    expect(read.sha256).toBe(
      createHash("sha256")
        .update(readFileSync(folder + name))
        .digest("hex"),
    );
  });

  it.each([
    { name: "ward-openpyxl.xlsx", formulas: "uncomputed", why: "openpyxl does not compute" },
    { name: "ward-libreoffice.xlsx", formulas: "errors", why: "LibreOffice does, also 1/0" },
  ])("says what stands in $name, and that $why", async ({ name, formulas }) => {
    const { notes, blank } = await readAll(folder + name);
    expect(notes.map((key) => key.slice(key.lastIndexOf(".") + 1))).toEqual([
      ...["table", "hiddenSheets", "titles", "blankBefore", "mergedData"],
      ...["dates", "zeros", "percent", "booleans", formulas, "hiddenRows"],
    ]);
    expect(blank).toBe(1);
  });

  it("tells how far it is, and how much there is", async () => {
    const path = `${folder}ward-libreoffice.xlsx`;
    const source = await openSource(path, { text });
    expect(source).toMatchObject({ sizeBytes: statSync(path).size, tipo: "xlsx", encoding: "utf-8" });
    expect(source.weight).toBeGreaterThan(source.sizeBytes);
    expect(() => source.end()).toThrow("exhausted");
    for await (const block of source.blocks()) {
      expect(block.kind).toBe("cells");
      expect(source.consumed()).toBeGreaterThan(0);
    }
    expect(source.consumed()).toBe(source.sizeBytes);
    expect(source.end()).toMatchObject({ bytes: source.sizeBytes, lines: 24 });
  });

  it.each(["old.xls", "open.ods"])("asks to save %s as a workbook", async (name) => {
    expect((await refusal(openSource(folder + name, { text }))).code).toBe("SOURCE_SAVE_AS");
    const renamed = fileOf(readFileSync(folder + name), `rinominato-${name}.xlsx`);
    expect((await refusal(openSource(renamed, { text }))).code).toBe("SOURCE_SAVE_AS");
  });
});
