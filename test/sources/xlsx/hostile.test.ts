import { appendFileSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { SiocError } from "../../../src/core/errors.ts";
import { openSource, surveySource } from "../../../src/sources/index.ts";
import { fileOf, readAll, refusal, text } from "../helpers.ts";
import { bookOf, HEADER, partsOf, rowsOf, sheetOf, textRows, zipOf } from "./writer.ts";

const SECRET = "RSSMRA80A01H501U";
const ROW = `<c t="inlineStr"><is><t>R1</t></is></c><c/><c t="inlineStr"><is><t>${SECRET}</t></is></c>`;
const SOUND = partsOf({ sheets: [{ name: "ricoveri", rows: rowsOf(ROW) }], strings: ["<si><t>a</t></si>"] });
const SHEET = "xl/worksheets/sheet1.xml";
const runs = process.env["SLOW"] ? 3000 : 120;

/** What a reading is refused with, when opened, surveyed or read; never with a value or another's error. */
async function refused(path: string): Promise<string> {
  const error = await refusal(readAll(path));
  expect(JSON.stringify([error.data, String(error.cause)])).not.toContain("RSSMRA");
  expect(error.cause).toBeUndefined();
  if (error.code !== "SOURCE_XLSX") return error.code;
  const survey = await refusal(surveySource(path, { text }));
  expect(survey.code).toBe("SOURCE_XLSX");
  return String(error.data["reason"]);
}

const reason = (key: string, data = {}): string =>
  text(`sources.xlsx.bad.${key}` as "sources.xlsx.bad.zip", data);
const withPart = (name: string, content: string | Uint8Array): string =>
  bookOf({ ...SOUND, [name]: content });
const withRows = (rows: string): string => sheetOf(textRows([HEADER]) + rows);
const part = (name: string): string => SOUND[name]!;

describe("a workbook that means harm", () => {
  const laughs =
    '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>';

  it.each([SHEET, "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "_rels/.rels", "xl/sharedStrings.xml"])(
    "is refused for a DOCTYPE in %s",
    async (name) => {
      const content = part(name).replace(/^<\?xml.*\n/, laughs);
      const shared = name.includes("Strings") ? rowsOf('<c t="s"><v>0</v></c>') : undefined;
      const parts = shared === undefined ? SOUND : { ...SOUND, [SHEET]: sheetWith(shared) };
      expect(await refused(bookOf({ ...parts, [name]: content }))).toBe(reason("doctype"));
    },
  );

  function sheetWith(rows: string): string {
    return part(SHEET).replace(/<sheetData>.*<\/sheetData>/s, `<sheetData>${rows}</sheetData>`);
  }

  it.each([
    { xml: part(SHEET).replace("R1", "&lol;"), why: "an entity of nobody", is: "xml" },
    { xml: part(SHEET).replace("</row>", "</raw>"), why: "tags that do not match", is: "xml" },
    { xml: part(SHEET).replace("</worksheet>", ""), why: "a tag left open", is: "xml" },
    { xml: part(SHEET).slice(0, -40), why: "an end too early", is: "xml" },
    { xml: "", why: "nothing", is: "xml" },
    { xml: part(SHEET).replace("R1", "\u0000"), why: "a NUL", is: "xml" },
    { xml: part(SHEET).replace("<row>", "<row a='1' a='2'>"), why: "an attribute twice", is: "xml" },
    { xml: `${"<a>".repeat(200)}${"</a>".repeat(200)}`, why: "nesting", is: "nesting" },
    { xml: part(SHEET).replace('"UTF-8"', '"UTF-16"'), why: "an encoding declared", is: "encoding" },
    { xml: Buffer.from(`\ufeff${part(SHEET)}`, "utf16le"), why: "UTF-16", is: "encoding" },
    {
      xml: Buffer.from(part(SHEET).replace("R1", "R\xe9"), "latin1"),
      why: "bytes of another encoding",
      is: "encoding",
    },
    {
      xml: part(SHEET).replace("<row>", `<row a="${"x".repeat(2 << 20)}">`),
      why: "a tag of megabytes",
      is: "text",
    },
  ])("is refused for a sheet with $why", async ({ xml, is }) => {
    expect(await refused(withPart(SHEET, xml))).toBe(reason(is));
  });

  it("may have a byte order mark, another prefix, comments and instructions", async () => {
    const sheet = part(SHEET)
      .replaceAll(/<(\/?)(?=[a-z])/g, "<$1x:")
      .replace("xmlns=", "xmlns:x=")
      .replace("<x:row>", "<!-- una & due <x:row> --><?foglio r?><x:row>");
    const read = await readAll(withPart(SHEET, `\ufeff${sheet}`));
    expect(read).toMatchObject({ header: [...HEADER], rows: [["R1", "", SECRET]] });
  });

  it.each([
    { row: '<row r="0"/>', is: "rows" },
    { row: '<row r="1048577"/>', is: "rows" },
    { row: '<row r="1"/>', is: "rows" },
    { row: '<row r="x"/>', is: "rows" },
    { row: '<row r="9"/><row r="8"/>', is: "rows", line: 9 },
    { row: '<row r="1048576"/><row/>', is: "rows", line: 1048576 },
    { row: '<row><c r="B2"/><c r="A2"/></row>', is: "cells" },
    { row: '<row><c r="B2"/><c r="B2"/></row>', is: "cells" },
    { row: '<row><c r="XFE2"/></row>', is: "cells" },
    { row: '<row><c r="AAAA2"/></row>', is: "cells" },
    { row: '<row><c r="è2"/></row>', is: "cells" },
    { row: '<row><c r="2"/></row>', is: "cells" },
    { row: '<row><c t="s"><v>7</v></c></row>', is: "stringIndex" },
    { row: '<row><c t="s"><v>-1</v></c></row>', is: "stringIndex" },
    { row: '<row><c t="s"><v>0.5</v></c></row>', is: "stringIndex" },
  ])("is refused for $row", async ({ row, is, line = is === "rows" ? 1 : 2 }) => {
    expect(await refused(withRows(row))).toBe(reason(is, { line }));
  });

  it("gives a row that reaches the last column as too wide", async () => {
    const { bad, rows } = await readAll(withRows(`<row><c r="XFD2"><v>1</v></c></row><row>${ROW}</row>`));
    expect(bad).toEqual([{ line: 2, code: "OC-F-003", params: { n: 16_384, m: 3 } }]);
    expect(rows).toHaveLength(1);
  });

  it("keeps a row with a text of 50 MB from the others, and from memory", async () => {
    const strings = [`<si><t>${"x".repeat(50 << 20)}</t></si>`, "<si><t>sano</t></si>"];
    const cells = ["<c/>", '<c t="s"><v>0</v></c>', '<c t="s"><v>1</v></c>'];
    const read = await readAll(sheetOf(rowsOf(cells.join(""), cells[2]!), { strings }));
    expect(read.bad).toEqual([{ line: 2, code: "OC-S-006", params: { n: 2, m: 3 } }]);
    expect(read.rows).toEqual([["sano", "", ""]]);
  });

  it("keeps a row of a megabyte in many cells from the others", async () => {
    const strings = [`<si><t>${"x".repeat(1 << 19)}</t></si>`];
    const read = await readAll(
      sheetOf(rowsOf('<c t="s"><v>0</v></c>'.repeat(3), "<c><v>1</v></c>"), { strings }),
    );
    expect(read.bad).toEqual([{ line: 2, code: "OC-S-006", params: { n: 3, m: 3 } }]);
    expect(read.rows).toHaveLength(1);
  });

  it("refuses a header of a megabyte", async () => {
    const long = `<row><c t="inlineStr"><is><t>${"x".repeat(2 << 20)}</t></is></c></row>`;
    expect(await refused(sheetOf(long))).toBe("SOURCE_HEADER");
  });

  it("counts 100,000 formatted blank rows and gives none", async () => {
    const blank = Array.from(
      { length: 100_000 },
      (_, i) => `<row r="${i + 3}" ht="12.8"><c s="1"/></row>`,
    ).join("");
    const read = await readAll(withRows(`<row>${ROW}</row>${blank}`));
    expect(read).toMatchObject({ blank: 100_000, bad: [], physicalLines: 100_002 });
    expect(read.rows).toHaveLength(1);
  });
});

describe("a package that means harm", () => {
  it("is refused when a sheet expands beyond reason, or beyond what it says", async () => {
    const spaces = Buffer.alloc(70 << 20, 32);
    expect(await refused(withPart(SHEET, spaces))).toBe(reason("expands"));
    const lying = zipOf(Object.entries({ ...SOUND, [SHEET]: spaces }), { declared: 2000 });
    expect(await refused(fileOf(lying, "bugia.xlsx"))).toBe(reason("damaged"));
  });

  it("is refused when its lists are no lists, or all its parts together expand beyond reason", async () => {
    const parts = { ...SOUND, "xl/workbook.xml": Buffer.alloc((64 << 20) + 1, 32) };
    expect(await refused(bookOf(parts, { stored: true }))).toBe(reason("expands"));
    const half = Buffer.alloc(33 << 20, 32);
    expect(await refused(bookOf({ ...SOUND, a: half, b: half }))).toBe(reason("expands"));
  });

  it.each([
    { parts: [["xl/workbook.xml", "x"]], is: "names", why: "a part twice" },
    { parts: [["XL/Workbook.XML", "x"]], is: "names", why: "a part twice, but for capitals" },
    { parts: [["xl\\workbook.xml", "x"]], is: "names", why: "a part twice, but for slashes" },
    { parts: [["../../etc/passwd", "x"]], is: "names", why: "a name that climbs" },
    { parts: [["/etc/passwd", "x"]], is: "names", why: "an absolute name" },
    { parts: [["c:\\x", "x"]], is: "names", why: "a drive" },
    { parts: Array.from({ length: 10_001 }, (_, i) => [`a${i}`, ""]), is: "entries", why: "too many parts" },
  ] as const)("is refused for $why", async ({ parts, is }) => {
    const path = fileOf(zipOf([...Object.entries(SOUND), ...parts] as [string, string][]), `harm-${is}.xlsx`);
    const n = Object.keys(SOUND).length + parts.length;
    expect(await refused(path)).toBe(reason(is, { n, max: 10_000 }));
  });

  it.each([
    "../../etc/passwd",
    "../../../xl/worksheets/sheet1.xml",
    "file:///etc/passwd",
    "/etc/passwd",
    "",
    ".",
  ])("is refused for a sheet at %s, which is not in it", async (target) => {
    const list = part("xl/_rels/workbook.xml.rels").replace("worksheets/sheet1.xml", target);
    expect(await refused(withPart("xl/_rels/workbook.xml.rels", list))).toBe(reason("missingPart"));
  });

  it("is refused for a sheet outside it", async () => {
    const list = part("xl/_rels/workbook.xml.rels").replace(' Id="s1"', ' TargetMode="External" Id="s1"');
    expect(await refused(withPart("xl/_rels/workbook.xml.rels", list))).toBe(reason("missingPart"));
  });

  it.each(["/xl/worksheets/sheet1.xml", "./worksheets/sheet1.xml", "../xl/Worksheets\\SHEET1.xml"])(
    "finds a sheet at %s",
    async (target) => {
      const list = part("xl/_rels/workbook.xml.rels").replace("worksheets/sheet1.xml", target);
      expect((await readAll(withPart("xl/_rels/workbook.xml.rels", list))).rows).toHaveLength(1);
    },
  );

  it("does without styles and shared texts, unless a cell needs them", async () => {
    const without = Object.fromEntries(Object.entries(SOUND).filter(([name]) => !name.includes("Strings")));
    expect((await readAll(bookOf(without))).rows).toHaveLength(1);
    const rows = rowsOf('<c t="s"><v>0</v></c>');
    const needing = { ...without, [SHEET]: partsOf({ sheets: [{ name: "a", rows }] })[SHEET]! };
    expect(await refused(bookOf(needing))).toBe(reason("stringIndex", { line: 2 }));
  });

  it.each([
    { from: "xl/workbook.xml", to: "xl/workbook.bin", is: "binary" },
    { from: "officeDocument/2006/relationships/officeDocument", to: "altro", is: "notWorkbook" },
  ])("is refused when it is no workbook of ours: $is", async ({ from, to, is }) => {
    expect(await refused(withPart("_rels/.rels", part("_rels/.rels").replace(from, to)))).toBe(reason(is));
  });

  it("is refused when it is a letter, or holds charts only", async () => {
    expect(await refused(withPart("xl/workbook.xml", "<document/>"))).toBe(reason("notWorkbook"));
    const chart = partsOf({ sheets: [{ name: "a", rows: "", type: "chartsheet" }] });
    expect(await refused(bookOf(chart))).toBe(reason("noSheets"));
  });

  it("is refused when a byte of a sheet is not the one that was packed", async () => {
    const bytes = zipOf(Object.entries(SOUND), { stored: true });
    bytes.write("R2", bytes.indexOf("R1</t>"));
    expect(await refused(fileOf(bytes, "ritoccato.xlsx"))).toBe(reason("damaged"));
  });

  it("is refused when its parts are encrypted or overlap", async () => {
    expect(await refused(bookOf(SOUND, { flags: 1 }))).toMatch(/password/);
    const bytes = zipOf(Object.entries(SOUND));
    const last = bytes.lastIndexOf("PK\x01\x02");
    bytes.writeUInt32LE(0, last + 42);
    expect(await refused(fileOf(bytes, "sovrapposto.xlsx"))).toBe(reason("overlap"));
  });

  it("never says anything but an error of ours, wherever a byte is changed or the end comes", async () => {
    const sound = zipOf(Object.entries(SOUND));
    const whole = await readAll(fileOf(sound, "sano.xlsx"));
    const harm = fc.record({ at: fc.nat(sound.length - 1), xor: fc.integer({ min: 0, max: 255 }) });
    await fc.assert(
      fc.asyncProperty(harm, async ({ at, xor }) => {
        const bytes = xor === 0 ? sound.subarray(0, at) : Buffer.from(sound);
        if (xor !== 0) bytes[at] = bytes[at]! ^ xor;
        const outcome = await readAll(fileOf(bytes, "guasto.xlsx")).catch((error: unknown) => error);
        if (outcome instanceof SiocError) expect(JSON.stringify(outcome.data)).not.toContain("RSSMRA");
        else expect(outcome).toMatchObject({ rows: whole.rows, header: whole.header });
      }),
      { numRuns: runs },
    );
  });
});

describe("a workbook that cannot be read where it is", () => {
  const olderFile = (name: string): Buffer => {
    const bytes = Buffer.alloc(4096);
    Buffer.from("d0cf11e0a1b11ae1", "hex").copy(bytes);
    bytes.write(name, 1024, "utf16le");
    return bytes;
  };

  it.each([
    {
      content: olderFile("EncryptedPackage"),
      name: "a.xlsx",
      code: "SOURCE_PROTECTED",
      why: "with a password",
    },
    {
      content: olderFile("EncryptedPackage"),
      name: "a.dat",
      code: "SOURCE_PROTECTED",
      why: "whatever its name",
    },
    { content: olderFile("?"), name: "b.xlsx", code: "SOURCE_PROTECTED", why: "told by its name" },
    { content: olderFile("Workbook"), name: "c.xlsx", code: "SOURCE_SAVE_AS", why: "an old .xls renamed" },
    { content: olderFile("?"), name: "d.xls", code: "SOURCE_SAVE_AS", why: "an old .xls" },
    {
      content: gzipSync(zipOf(Object.entries(SOUND))),
      name: "e.xlsx.gz",
      code: "SOURCE_WRAPPED",
      why: "in a gzip",
    },
  ])("gives $code for one $why", async ({ content, name, code }) => {
    expect((await refusal(openSource(fileOf(content, name), { text }))).code).toBe(code);
  });

  it("notices that the file changed after it was opened, or while it was read", async () => {
    const before = bookOf(SOUND);
    const source = await openSource(before, { text });
    appendFileSync(before, "x");
    expect((await refusal(source.blocks().next())).code).toBe("SOURCE_CHANGED");
    const during = bookOf(SOUND);
    const blocks = (await openSource(during, { text })).blocks();
    await blocks.next();
    appendFileSync(during, "x");
    expect((await refusal(blocks.next())).code).toBe("SOURCE_CHANGED");
  });

  it("can be read again from the start, also after a reading that was left", async () => {
    const path = bookOf(SOUND);
    const source = await openSource(path, { text });
    await source.blocks().return();
    for (let time = 0; time < 2; time++) {
      let blocks = 0;
      for await (const block of source.blocks()) blocks += block.kind === "cells" ? 1 : 0;
      expect(blocks).toBe(1);
      expect(source.end().bytes).toBe(readFileSync(path).length);
    }
  });
});
