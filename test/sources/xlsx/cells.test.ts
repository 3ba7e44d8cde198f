import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { readAll } from "../helpers.ts";
import { bookOf, escape, HEADER, partsOf, rowsOf, sheetOf, textRows, type BookSpec } from "./writer.ts";

const runs = process.env["SLOW"] ? 2000 : 60;

/** The text of one cell of a number format; style 1 is the format under test. */
async function cell(xml: string, spec: Omit<BookSpec, "sheets"> = {}): Promise<string | undefined> {
  const { rows } = await readAll(sheetOf(rowsOf(`<c t="inlineStr"><is><t>R1</t></is></c>${xml}`), spec));
  return rows[0]?.[1];
}

const number = (value: string, format: string, is1904 = false): Promise<string | undefined> =>
  cell(`<c s="1"><v>${value}</v></c>`, { formats: [format], is1904 });

describe("numbers", () => {
  it.each([
    {
      value: "30",
      format: "General",
      text: "30",
      why: "what a code became: OC-F-015 is for the rules to say",
    },
    { value: "30", format: "000", text: "030", why: "the zeros Excel shows" },
    { value: "1025", format: "000", text: "1025", why: "longer than its zeros" },
    { value: "30", format: "0", text: "30", why: "one zero is no width" },
    { value: "30", format: "[Red]000;-000", text: "030", why: "colour and section" },
    { value: "-30", format: "000", text: "-30", why: "not a code" },
    { value: "30.5", format: "000", text: "30.5", why: "not a code" },
    { value: "30", format: '000"x"', text: "30", why: "a text among the digits: the number alone is sure" },
    { value: "999999999999999", format: "General", text: "999999999999999", why: "15 digits in full" },
    { value: "1E+15", format: "General", text: "1000000000000000", why: "no exponent" },
    { value: "1.23456789012345E+20", format: "General", text: "123456789012345000000", why: "no exponent" },
    { value: "123456789012345678", format: "General", text: "123456789012345678", why: "as the file has it" },
    { value: "1e308", format: "General", text: `1${"0".repeat(308)}`, why: "hostile, and still a number" },
    { value: "1e999", format: "General", text: "1e999", why: "no number: for the rules to refuse" },
    { value: "0.30000000000000004", format: "0.00", text: "0.3", why: "Excel shows 15 digits" },
    { value: "56.99999999999999", format: "General", text: "57", why: "so does it here" },
    { value: "2.5E-7", format: "General", text: "0.00000025", why: "no exponent" },
    { value: "-2.5E-5", format: "0.00E+00", text: "-0.000025", why: "E is no date" },
    { value: "007.5", format: "General", text: "7.5", why: "nor has a decimal" },
    { value: "007", format: "General", text: "7", why: "a number has no leading zeros" },
    { value: "-0", format: "General", text: "0", why: "zero" },
    { value: "87.5", format: "#,##0.00", text: "87.5", why: "value, not appearance" },
    { value: "0.5", format: "0%", text: "50", why: "as shown, without the sign" },
    { value: "0.07", format: "0.00%", text: "7", why: "0.07 * 100 is 7.000000000000001" },
    {
      value: "12",
      format: '#,##0.00" giorni dmyhs"',
      text: "12",
      why: "letters in a quoted text are no date",
    },
    { value: "12", format: "[Red]0.00", text: "12", why: "nor in a colour" },
    { value: "12", format: "_-* #,##0_d;\\d0", text: "12", why: "nor after a padding or escape" },
    { value: "46023", format: "@", text: "46023", why: "a text format" },
    { value: " 12 ", format: "General", text: "12", why: "spaces round a value" },
  ])("$value as $format is $text: $why", async ({ value, format, text }) => {
    expect(await number(value, format)).toBe(text);
  });

  it("reads any decimal of up to 15 digits back as it was typed", async () => {
    const decimal = fc
      .tuple(fc.bigInt(0n, 10n ** 15n - 1n), fc.integer({ min: 0, max: 12 }))
      .map(([digits, point]) => {
        const text = digits.toString().padStart(point + 1, "0");
        const [whole, part] = [text.slice(0, text.length - point), text.slice(text.length - point)];
        const fraction = part.replace(/0+$/, "");
        return fraction === "" ? whole : `${whole}.${fraction}`;
      });
    const typed = fc.sample(decimal, runs * 5);
    const stored = typed.map((text) => String(Number(text)).replace("e", "E"));
    const rows = stored.map((value) => `<row><c><v>${value}</v></c></row>`).join("");
    const read = await readAll(sheetOf(textRows([["num_ric"]]) + rows));
    expect(read.rows.map(([text]) => text)).toEqual(typed);
  });
});

describe("dates and times", () => {
  it.each([
    { value: "46023", format: "dd/mm/yyyy", text: "2026-01-01", why: "a date" },
    { value: "46023.75", format: "dd/mm/yyyy", text: "2026-01-01", why: "its time is not shown" },
    { value: "46023.999999999", format: "dd/mm/yyyy", text: "2026-01-02", why: "0.1 ms to midnight" },
    { value: "46023.9999", format: "yyyy-mm-dd", text: "2026-01-01", why: "8 seconds to midnight" },
    { value: "46023.75", format: "dd/mm/yyyy hh:mm", text: "2026-01-01 18:00:00", why: "date and time" },
    { value: "46023", format: "d/m/yy h:mm", text: "2026-01-01 00:00:00", why: "midnight" },
    {
      value: "46023.99999999",
      format: "d/m/yy h:mm:ss",
      text: "2026-01-02 00:00:00",
      why: "rounds to the second",
    },
    { value: "46023.354166666664", format: "d/m/yy h:mm", text: "2026-01-01 08:30:00", why: "never exact" },
    { value: "0.35416666666666669", format: "hh:mm", text: "08:30", why: "a time" },
    { value: "0.35416666666666669", format: "h:mm:ss AM/PM", text: "08:30", why: "no seconds to say" },
    { value: "0.35429398148148145", format: "hh:mm:ss", text: "08:30:11", why: "seconds that are shown" },
    { value: "0.35429398148148145", format: "hh:mm", text: "08:30", why: "seconds that are not" },
    { value: "46023.35416666666", format: "hh:mm", text: "08:30", why: "the day is not shown" },
    { value: "0.35416666666666669", format: "dd/mm/yyyy hh:mm:ss", text: "08:30", why: "a time of day 0" },
    { value: "1.0625", format: "[h]:mm", text: "25:30", why: "elapsed" },
    { value: "0", format: "hh:mm", text: "00:00", why: "midnight" },
    {
      value: "46023",
      format: "[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy",
      text: "2026-01-01",
      why: "the long date",
    },
    { value: "46023", format: "[$-410]d\\ mmmm\\ yyyy;@", text: "2026-01-01", why: "the Italian date" },
    { value: "46023", format: "mmm-yy", text: "2026-01-01", why: "m alone is of months" },
    { value: "46023", format: "[>40000]mmmm;General", text: "2026-01-01", why: "a condition" },
    { value: "0.00381944", format: "mm:ss", text: "00:05:30", why: "m before s is of minutes" },
    { value: "46023.00381944", format: "mm:ss.0", text: "00:05:30", why: "whatever the day" },
    { value: "46023.5", format: "mmm hh:mm", text: "2026-01-01 12:00:00", why: "two kinds of m" },
    { value: "1", format: "dd/mm/yyyy", text: "1900-01-01", why: "the first day" },
    { value: "59", format: "dd/mm/yyyy", text: "1900-02-28", why: "before Excel's own day" },
    {
      value: "60",
      format: "dd/mm/yyyy",
      text: "1900-02-29",
      why: "a day that never was: the rules refuse it",
    },
    { value: "61", format: "dd/mm/yyyy", text: "1900-03-01", why: "after it" },
    { value: "0", format: "dd/mm/yyyy", text: "0", why: "00/01/1900 is no date" },
    { value: "-5", format: "dd/mm/yyyy", text: "-5", why: "Excel shows ####" },
    { value: "2958465", format: "dd/mm/yyyy", text: "9999-12-31", why: "the last day" },
    { value: "2958466", format: "dd/mm/yyyy", text: "2958466", why: "beyond it" },
    { value: "1e300", format: "dd/mm/yyyy", text: `1${"0".repeat(300)}`, why: "hostile" },
  ])("$value as $format is $text: $why", async ({ value, format, text }) => {
    expect(await number(value, format)).toBe(text);
  });

  it.each([
    { value: "0", text: "1904-01-01" },
    { value: "44561", text: "2026-01-01" },
    { value: "2957003", text: "9999-12-31" },
  ])("counts $value from 1904 where the workbook says so", async ({ value, text }) => {
    expect(await number(value, "dd/mm/yyyy", true)).toBe(text);
  });

  it.each([
    { xml: '<c s="1" t="d"><v>2026-01-31T00:00:00</v></c>', format: "dd/mm/yyyy", text: "2026-01-31" },
    {
      xml: '<c s="1" t="d"><v>2026-01-31T08:30:00Z</v></c>',
      format: "d/m/y h:m",
      text: "2026-01-31 08:30:00",
    },
    { xml: '<c s="1" t="d"><v>1899-12-31T08:30:00</v></c>', format: "hh:mm", text: "08:30" },
    { xml: '<c t="d"><v>08:30:00</v></c>', format: "@", text: "08:30" },
    { xml: '<c t="d"><v>ieri</v></c>', format: "@", text: "ieri" },
  ])("reads a date written out: $text", async ({ xml, format, text }) => {
    expect(await cell(xml, { formats: [format] })).toBe(text);
  });

  it("takes built-in formats by their number", async () => {
    const styles = [14, 22, 20, 21, 46, 45, 9, 10, 1, 49, 57].map((id) => `<xf numFmtId="${id}"/>`).join("");
    const values = [46023.5, 46023.5, 46023.5, 46023.5, 1.5, 0.5, 0.5, 0.5, 5, 5, 46023];
    const rows = rowsOf(...values.map((value, i) => `<c><v>${i}</v></c><c s="${i}"><v>${value}</v></c>`));
    const parts = partsOf({ sheets: [{ name: "ricoveri", rows }], formats: [] });
    parts["xl/styles.xml"] =
      `<styleSheet><cellXfs>${styles}</cellXfs><dxfs><dxf><numFmt numFmtId="9" formatCode="d"/></dxf></dxfs></styleSheet>`;
    const read = await readAll(bookOf(parts));
    expect(read.rows.map((row) => row[1])).toEqual([
      ...["2026-01-01", "2026-01-01 12:00:00", "12:00", "12:00", "36:00", "12:00", "50", "50", "5", "5"],
      "2026-01-01",
    ]);
  });
});

describe("texts", () => {
  it.each([
    { xml: '<c t="s"><v>0</v></c>', text: "uno", why: "shared" },
    { xml: '<c t="s"><v>1</v></c>', text: "dueTRE", why: "in runs" },
    { xml: '<c t="s"><v>2</v></c>', text: "東京", why: "without how it is pronounced" },
    { xml: '<c t="s"><v>3</v></c>', text: "a\rb_x0041_", why: "escaped" },
    { xml: '<c t="inlineStr"><is><t>in</t></is></c>', text: "in", why: "in the cell" },
    {
      xml: '<c t="inlineStr"><is><r><t>i</t></r><r><t>n</t></r></is></c>',
      text: "in",
      why: "in the cell, in runs",
    },
    { xml: '<c t="str"><f>A1</f><v>esito</v></c>', text: "esito", why: "of a formula" },
    {
      xml: '<c t="inlineStr"><is><t><![CDATA[a<b]]>&amp;&#x41;</t></is></c>',
      text: "a<b&A",
      why: "CDATA and references",
    },
    { xml: '<c t="b"><v>1</v></c>', text: "VERO", why: "a logical value, as the Italian CSV has it" },
    { xml: '<c t="b"><v>0</v></c>', text: "FALSO", why: "the other" },
    { xml: '<c t="e"><v>#N/A</v></c>', text: "#N/A", why: "an error, as it is" },
    { xml: "<c><f>1+1</f><v>2</v></c>", text: "2", why: "the result of a formula" },
    { xml: '<c t="str"><f>""</f><v></v></c>', text: "", why: "an empty result" },
    { xml: "<c><v>NaN</v></c>", text: "NaN", why: "no number: for the rules to refuse" },
    {
      xml: '<c t="s"><v>0</v><extLst><ext><v>9</v><is><t>no</t></is></ext></extLst></c>',
      text: "uno",
      why: "tags of others",
    },
  ])("$text: $why", async ({ xml, text }) => {
    const strings = [
      "<si><t>uno</t></si>",
      "<si><r><rPr><b/></rPr><t>due</t></r><r><t>TRE</t></r></si>",
      "<si><t>東京</t><rPh sb='0' eb='2'><t>トウキョウ</t></rPh><phoneticPr fontId='1'/></si>",
      `<si><t>${escape("a\rb_x0041_")}</t></si>`,
    ];
    expect(await cell(xml, { strings })).toBe(text);
  });

  it("reads any text back as it was written, in any cell, shared or not", async () => {
    const text = fc.string({ unit: "binary", maxLength: 12 });
    const tables = fc.array(fc.array(text, { minLength: 3, maxLength: 3 }), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(tables, fc.boolean(), async (table, shared) => {
        const strings: string[] = [];
        const cellOf = (value: string): string => {
          if (!shared) return `<c t="inlineStr"><is><t>${escape(value)}</t></is></c>`;
          strings.push(`<si><t>${escape(value)}</t></si>`);
          return `<c t="s"><v>${strings.length - 1}</v></c>`;
        };
        const rows = table.map((cells) => cells.map(cellOf).join(""));
        const read = await readAll(sheetOf(rowsOf(...rows), { strings }), { mayBeEmpty: true });
        const filled = table.filter((cells) => cells.some((value) => value.trim() !== ""));
        // a blank cell after the last that is not is no longer told from none
        const bare = (value: string): string => (value.trim() === "" ? "" : value);
        expect(read.rows.map((row) => row.map(bare))).toEqual(filled.map((row) => row.map(bare)));
        expect(read.rows.length + read.blank + read.bad.length).toBe(table.length);
      }),
      { numRuns: runs },
    );
  });
});

describe("texts of a large sheet", () => {
  it("are whole wherever the file is cut into pieces, shared or not, packed or not", async () => {
    const texts = Array.from({ length: 12_000 }, (_, i) => `${"è€😀".repeat(i % 7)}${i}`);
    const strings = texts.map((value) => `<si><t>${value}</t></si>`);
    const shared = texts.map((_, i) => `<c t="s"><v>${i}</v></c>`);
    const inline = texts.map((value) => `<c t="inlineStr"><is><t>${value}</t></is></c>`);
    for (const rows of [rowsOf(...shared), rowsOf(...inline)])
      for (const stored of [true, false]) {
        const parts = partsOf({ sheets: [{ name: "ricoveri", rows }], strings });
        const read = await readAll(bookOf(parts, { stored }));
        expect(read.rows.map(([text]) => text)).toEqual(texts);
        expect(read.lines.at(-1)).toBe(texts.length + 1);
      }
  });
});

describe("what is said of the cells", () => {
  it("counts what was changed on the way, in the rows only", async () => {
    const path = sheetOf(
      rowsOf(
        '<c s="1"><v>46023</v></c><c s="2"><v>30</v></c><c s="3"><v>0.5</v></c>',
        '<c t="b"><v>1</v></c><c t="e"><v>#REF!</v></c><c><v>1234567890123456</v></c>',
        "<c><v>1</v></c><c><f>SUM(A1)</f></c><c><f>A1</f><v></v></c>",
      ),
      { formats: ["dd/mm/yyyy", "000", "0%"] },
    );
    const { notes, rows } = await readAll(path);
    expect(rows[2]).toEqual(["1", "", ""]);
    expect(notes.slice(1)).toEqual(
      ["dates", "zeros", "percent", "booleans", "uncomputed", "errors", "digits"].map(
        (what) => `sources.xlsx.note.${what}`,
      ),
    );
  });

  it("does not give to a cell the text of another", async () => {
    const stray = "<c><is><t>no</t></is></c>";
    const read = await readAll(
      sheetOf(rowsOf(`${stray}<c t="inlineStr"><is><t>sì</t></is></c><c t="inlineStr"/>`)),
    );
    expect(read.rows).toEqual([["", "sì", ""]]);
  });

  it("gives the numbers of the sheet's own rows, with or without references", async () => {
    const rows =
      '<row r="3"><c r="A3" t="inlineStr"><is><t>num_ric</t></is></c><c r="C3" t="inlineStr"><is><t>note</t></is></c></row>' +
      '<row r="5"><c r="C5"><v>7</v></c></row><row><c><v>8</v></c></row><row r="9" hidden="1"><c r="B9"><v>9</v></c></row><row r="12"/>';
    const read = await readAll(sheetOf(rows));
    expect(read.header).toEqual(["num_ric", "", "note"]);
    expect(read.rows).toEqual([
      ["", "", "7"],
      ["8", "", ""],
      ["", "9", ""],
    ]);
    expect(read.lines).toEqual([5, 6, 9]);
    expect(read).toMatchObject({ blank: 6, bad: [], physicalLines: 12 });
    expect(read.notes).toContain("sources.xlsx.note.hiddenRows");
  });

  it("refuses a row wider than the header, unless what is beyond is blank", async () => {
    const three = "<c><v>1</v></c>".repeat(HEADER.length);
    const read = await readAll(
      sheetOf(
        rowsOf(three, `${three}<c/><c t="inlineStr"><is><t> </t></is></c>`, `${three}<c/><c><v>5</v></c>`),
      ),
    );
    expect(read.rows).toHaveLength(2);
    expect(read.bad).toEqual([{ line: 4, code: "OC-F-003", params: { n: 5, m: 3 } }]);
  });
});
