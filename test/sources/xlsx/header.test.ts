import { describe, expect, it } from "vitest";

import { DEFAULT_FILE, openSource, surveySource } from "../../../src/sources/index.ts";
import type { OpenOptions } from "../../../src/sources/index.ts";
import { MergeScan, type Merge } from "../../../src/sources/xlsx/merges.ts";
import { readAll, refusal, text } from "../helpers.ts";
import { bookOf, partsOf, rowsOf, sheetOf, textRows, type SheetSpec } from "./writer.ts";

const skip = (lines: number): Pick<OpenOptions, "file"> => ({ file: { ...DEFAULT_FILE, skip_lines: lines } });
const DATA = ["R1", "2026-01-01", "x"];
const NAMES = ["num_ric", "data_amm", "note"];

async function refused(
  path: string,
  options: Partial<OpenOptions> = {},
): Promise<{ code: string; said: string }> {
  const { code, data } = await refusal(openSource(path, { text, ...options }));
  return { code, said: text(`error.${code}`, data) };
}

describe("the header of a sheet", () => {
  it("is the first row that is not blank, and the blank ones before it are said", async () => {
    const read = await readAll(sheetOf(`<row/><row><c/></row>${textRows([NAMES, DATA])}`));
    expect(read.header).toEqual(NAMES);
    expect(read.lines).toEqual([4]);
    expect(read.notes).toContain("sources.xlsx.note.blankBefore");
  });

  it("comes after a title, which is said", async () => {
    const title = textRows([["Ricoveri del primo trimestre"], ["Azienda 101"], [], NAMES, DATA]);
    const source = await openSource(sheetOf(title), { text });
    expect(source.headerLine).toBe(4);
    expect(source.notes.map(({ key, data }) => [key, data?.["n"]])).toEqual([
      ["sources.note.table", undefined],
      ["sources.xlsx.note.titles", 2],
      ["sources.xlsx.note.blankBefore", 1],
    ]);
  });

  it("does not take a column of a name we know for a title", async () => {
    const read = await readAll(sheetOf(textRows([["num_ric"], ["R1"]])));
    expect(read).toMatchObject({ header: ["num_ric"], rows: [["R1"]] });
  });

  it("asks for skip_lines where a title comes before names it does not know", async () => {
    const path = sheetOf(textRows([["Ricoveri"], ["colonna uno", "colonna due"], ["a", "b"]]));
    const { code, said } = await refused(path);
    expect(code).toBe("SOURCE_HEADER");
    expect(said).toContain("skip_lines = 1");
    expect((await readAll(path, skip(1))).header).toEqual(["colonna uno", "colonna due"]);
  });

  it("knows the names of the mapping too", async () => {
    const path = sheetOf(textRows([["Ricoveri"], ["colonna uno", "colonna due"], ["a", "b"]]));
    const read = await readAll(path, { known: ["Colonna Uno", "colonna due"] });
    expect(read.header).toEqual(["colonna uno", "colonna due"]);
  });

  it.each([
    { rows: [["Assistito", "", "Ricovero"], NAMES, DATA], why: "names below names" },
    { rows: [["Bande", "", "Altre", ""], ["uno", "due", "tre", "quattro"], DATA], why: "bands above names" },
    { rows: [NAMES, NAMES, DATA], why: "the header twice" },
  ])("refuses two rows of names: $why", async ({ rows }) => {
    const { code, said } = await refused(sheetOf(textRows(rows)));
    expect(code).toBe("SOURCE_HEADER");
    expect(said).toContain("due righe, 1 e 2");
    expect((await readAll(sheetOf(textRows(rows)), skip(1))).header).toEqual(rows[1]);
  });

  it.each([
    { header: ["num_ric", "", "note"], data: ["R1", "2026-01-01", "x"], why: "the row after it holds data" },
    { header: ["codice", "", "descrizione"], data: ["A", "x", ""], why: "the row after it holds no more" },
    {
      header: ["codice", "descrizione"],
      data: ["A", "sesso", "x", "y"],
      why: "the row after it is only wider",
    },
  ])("may lack a name where $why", async ({ header, data }) => {
    const read = await readAll(sheetOf(textRows([header, data])));
    expect(read.header).toEqual(header);
    expect(read.rows.length + read.bad.length).toBe(1);
  });

  it("refuses two rows of names told by cells merged downwards alone", async () => {
    const rows = textRows([["num_ric", "Data", ""], ["", "di ammissione"], DATA]);
    const tail = '<mergeCells count="2"><mergeCell ref="A1:A2"/><mergeCell ref="B1:C1"/></mergeCells>';
    const { said } = await refused(sheetOf(rows, { tail }));
    expect(said).toContain("due righe, 1 e 2");
  });

  it("says merged cells in the header and in the rows", async () => {
    const tail =
      '<mergeCells><mergeCell ref="B1:C1"/><mergeCell ref="A2:A3"/><mergeCell ref="C2:C3"/></mergeCells>';
    const rows = textRows([
      ["num_ric", "data_amm", ""],
      ["R1", "2026-01-01"],
      ["", "2026-01-02"],
    ]);
    const source = await openSource(sheetOf(rows, { tail }), { text });
    expect(source.notes.slice(1).map(({ key, data }) => [key, data?.["n"]])).toEqual([
      ["sources.xlsx.note.mergedHeader", 1],
      ["sources.xlsx.note.mergedData", 2],
    ]);
  });

  it("finds merged cells whatever the prefix, however far apart the pieces of the file", async () => {
    const many = Array.from({ length: 40_000 }, (_, i) => `<x:mergeCell ref="A${i + 2}:B${i + 2}"/>`).join(
      "",
    );
    const parts = partsOf({ sheets: [{ name: "ricoveri", rows: rowsOf("<c><v>1</v></c>") }] });
    const sheet = parts["xl/worksheets/sheet1.xml"]!.replaceAll(/<(\/?)(?=[a-z])/g, "<$1x:")
      .replace("xmlns=", "xmlns:x=")
      .replace("</x:worksheet>", `<x:mergeCells>${many}</x:mergeCells></x:worksheet>`);
    const source = await openSource(bookOf({ ...parts, "xl/worksheets/sheet1.xml": sheet }), { text });
    expect(source.header).toEqual(NAMES);
    expect(source.notes.at(-1)).toEqual({
      key: "sources.xlsx.note.mergedData",
      data: { n: 40_000, line: 1 },
    });
  });

  it("finds merged cells wherever the file is cut", () => {
    const xml =
      '<w><a:sheetData ><a:row/></a:sheetData\n><a:mergeCells><a:mergeCell ref="B2:AC30"/></a:mergeCells></w>';
    for (let size = 1; size <= xml.length; size++) {
      const found: Merge[] = [];
      const scan = new MergeScan((merge) => found.push(merge));
      for (let at = 0; at < xml.length; at += size) scan.push(Buffer.from(xml.slice(at, at + size)));
      expect(found).toEqual([{ left: 2, top: 2, right: 29, bottom: 30 }]);
    }
  });

  it("is found where rows of blank texts come first, more than are looked at", async () => {
    const blank = "<c t='s'><v>0</v></c>".repeat(3);
    const far = '<row><c t="s"><v>1</v></c></row>';
    const many = Array.from({ length: 9000 }, () => `<row>${blank}</row>`).join("");
    const path = sheetOf(`${textRows([NAMES])}${many}${far}`, {
      strings: ["<si><t> </t></si>", "<si><t>R1</t></si>"],
    });
    expect(await readAll(path)).toMatchObject({ header: NAMES, rows: [["R1", "", ""]], blank: 9000 });
  });

  it.each([
    { rows: [["RSSMRA80A01H501U", "2026-01-01", "1"]], why: "an identifier of a person" },
    { rows: [["12", "2026-01-01", "a"]], why: "numbers and dates" },
    { rows: [["num_ric", "__proto__"]], why: "a name every object has" },
    { rows: [["num_ric", "Num_Ric"]], why: "a name twice" },
    { rows: [Array.from({ length: 4097 }, (_, i) => `c${i}`)], why: "more columns than a header may have" },
  ])("refuses $why, without repeating data", async ({ rows }) => {
    const { code, said } = await refused(sheetOf(textRows([...rows, DATA])));
    expect(code).toBe("SOURCE_HEADER");
    expect(said).not.toMatch(/RSSMRA|2026-01/);
  });

  it("refuses an empty sheet, and one without rows unless it may have none", async () => {
    expect((await refused(sheetOf("<row><c/></row>"))).said).toContain("alcuna riga");
    const alone = sheetOf(`${textRows([NAMES])}<row r="900"/>`);
    expect((await refused(alone)).code).toBe("SOURCE_HEADER_ONLY");
    expect(await readAll(alone, { mayBeEmpty: true })).toMatchObject({ rows: [], blank: 899 });
  });
});

describe("the sheets of a workbook", () => {
  const sheet = (name: string, more: Partial<SheetSpec> = {}): SheetSpec => ({
    name,
    rows: textRows([NAMES, [name, "2026-01-01", ""]]),
    ...more,
  });
  const book = (...sheets: readonly SheetSpec[]): string => bookOf(partsOf({ sheets }));

  it.each([
    { sheets: [sheet("a"), sheet("Ricoveri")], options: {}, read: "Ricoveri", why: "named as its role" },
    { sheets: [sheet("a"), sheet("b")], options: { table: "b" }, read: "b", why: "named by the mapping" },
    { sheets: [sheet("a"), sheet("È")], options: { table: "e" }, read: "È", why: "but for case and accents" },
    { sheets: [sheet("b", { state: "hidden" })], options: {}, read: "b", why: "the only one, be it hidden" },
    {
      sheets: [sheet("a"), sheet("b", { state: "veryHidden" })],
      options: {},
      read: "a",
      why: "the only one shown",
    },
    { sheets: [sheet("a", { type: "chartsheet" }), sheet("b")], options: {}, read: "b", why: "not a chart" },
    {
      sheets: [sheet("Foglio1"), sheet("Foglio2", { rows: "" })],
      options: {},
      read: "Foglio1",
      why: "not empty",
    },
    {
      sheets: [sheet("a"), sheet("b", { state: "hidden" })],
      options: { table: "b" },
      read: "b",
      why: "hidden, by name",
    },
  ])("reads the one $why", async ({ sheets, options, read }) => {
    const source = await openSource(book(...sheets), { text, ...options });
    expect(source.table).toBe(read);
    expect((await readAll(book(...sheets), options)).rows[0]?.[0]).toBe(read);
  });

  it("says which sheets it passed over", async () => {
    const source = await openSource(
      book(sheet("a"), sheet("Foglio2", { rows: "<row><c/></row>" }), sheet("liste", { state: "hidden" })),
      { text },
    );
    expect(source.notes.slice(1)).toEqual([
      { key: "sources.xlsx.note.hiddenSheets", data: { table: "liste" } },
      { key: "sources.xlsx.note.emptySheets", data: { table: "Foglio2" } },
    ]);
  });

  it("never takes another sheet for an empty one that has the name of the role", async () => {
    const path = book(sheet("ricoveri"), sheet("sospensioni", { rows: "" }));
    const { said } = await refused(path, { ruolo: "sospensioni", mayBeEmpty: true });
    expect(said).toContain("alcuna riga");
  });

  it("lists what there is when it cannot choose, or does not find", async () => {
    const path = book(sheet("a"), sheet("b\u202e"), sheet("RSSMRA80A01H501U"));
    expect(await refused(path)).toMatchObject({ code: "SOURCE_TABLE_CHOOSE" });
    const { code, said } = await refused(path, { table: "c" });
    expect(code).toBe("SOURCE_TABLE_MISSING");
    expect(said).toContain("a, b�, [omesso]");
  });

  it("surveys them all, those without a header that will do without columns", async () => {
    const sheets = [
      sheet("a"),
      sheet("b", { rows: textRows([["1", "2"], DATA]), state: "hidden" }),
      sheet("c", { rows: "" }),
    ];
    const survey = await surveySource(book(...sheets), { text });
    expect(survey).toMatchObject({
      tipo: "xlsx",
      what: { key: "sources.what.workbook", data: { n: 3 } },
      tables: [
        { name: "a", columns: NAMES, rows: 1 },
        { name: "b", columns: [], rows: 2 },
        { name: "c", columns: [], rows: 0 },
      ],
      notes: [{ key: "sources.xlsx.note.hiddenSheet", data: { table: "b" } }],
    });
  });
});
