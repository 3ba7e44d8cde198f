import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { SiocError } from "../../../src/core/errors.ts";
import type { OpenOptions } from "../../../src/sources/index.ts";
import { fileOf, readAll, refusal } from "../helpers.ts";
import { hasProgram } from "./servers.ts";

const PYTHON = await hasProgram("python3");
const CORPUS = join(import.meta.dirname, "../../../fixtures/corpus/sql");
const FILES = ["own", "real"].flatMap((folder) =>
  readdirSync(join(CORPUS, folder)).map((name) => `${folder}/${name}`),
);

type Cells = readonly (string | null)[];

interface Read {
  /** Rows by their number; a cell of null is not compared (it is long). */
  readonly rows: Readonly<Record<number, Cells>>;
  readonly bad?: Readonly<Record<number, readonly [code: string, n: number]>>;
  readonly notes?: readonly string[];
  readonly table?: string;
  readonly header?: readonly string[];
}
interface Refused {
  readonly refused: string;
  readonly line?: number;
  readonly data?: Readonly<Record<string, string>>;
}

const refused = (code: string, line?: number, data: Readonly<Record<string, string>> = {}): Refused => ({
  refused: code,
  data,
  ...(line === undefined ? {} : { line }),
});

const NOTE = "sources.sql.note";
const PG_HEADER = "id,cf,Nome; strano,nota,data,ts,imp,b,ok,arr,j,c,f".split(",");
const PG_ROWS: Readonly<Record<number, Cells>> = {
  1: [
    "1",
    "RSSMRA85T10A562S",
    "D'Angelo",
    "semplice",
    "2026-01-10",
    "2026-01-10 09:00:00+00",
    "12.50",
    "\\xdeadbeef",
    "t",
    "{a,b;c}",
    '{"k": "v\'x"}',
    "ab  ",
    "1e-300",
  ],
  2: ["2", "", "", "", "0001-01-01", "infinity", "-0.01", "\\x", "f", "{}", "null", "    ", "NaN"],
  3: [
    "3",
    "VRDLGU80A01F205K",
    "tab\there\nnewline\\back\r",
    "\\N",
    "9999-12-31",
    "-infinity",
    "99999999.99",
    "\\x00",
    "",
    "",
    "[]",
    "    ",
    "-Infinity",
  ],
  4: [
    "4",
    "x",
    "quote ' dquote \" semi ; dollar $$ --comment /* c */",
    "$tag$ body $tag$",
    "2026-03-29",
    "2026-03-29 01:30:00+00",
    "0.00",
    "",
    "t",
    '{NULL,"NULL"}',
    '"è"',
    "è   ",
    "0.1",
  ],
  5: [
    "5",
    "y",
    "INSERT INTO x VALUES (1);",
    "\\.",
    "2026-10-25",
    "2026-10-25 00:30:00+00",
    "1.00",
    "",
    "t",
    "",
    "",
    "",
    "",
  ],
};
const PG: Read = {
  rows: {
    ...PG_ROWS,
    6: ["6", "z", null, "emoji 😀 perché", "2026-01-01", null, "1.00", "", "t", "", "", "", ""],
  },
  header: PG_HEADER,
  notes: [`${NOTE}.charset`],
};

const MY_HEADER = ["id", "cf", "no`me", "nota", "data", "dt", "imp", "b", "bit1", "e", "j"];
/** `blobs`: what the three values that are no text read as. */
const my = (blobs: readonly [string, string], notes: readonly string[]): Read => ({
  rows: {
    1: [
      "1",
      "RSSMRA85T10A562S",
      "D'Angelo",
      "semplice",
      "2026-01-10",
      "2026-01-10 10:00:00.123456",
      "12.50",
      blobs[0],
      "1",
      "M",
      '{"k":"v"}',
    ],
    2: ["2", "", "", "", "0000-00-00", "0000-00-00 00:00:00.000000", "-0.01", "", "0", "", ""],
    3: [
      "3",
      "VRDLGU80A01F205K",
      'tab\there\nnewline\\back\r\u001a\0 "dq" ; -- /* */',
      "\\N",
      "9999-12-31",
      "2026-03-29 02:30:00.000000",
      "1.00",
      blobs[1],
      "",
      "F",
      "[]",
    ],
    4: [
      "4",
      "x",
      "INSERT INTO `x` VALUES (1);\nDELIMITER ;;",
      "emoji ? perché",
      "2026-01-01",
      "2026-01-01 00:00:00.000000",
      "1.00",
      "",
      "",
      "",
      "",
    ],
  },
  header: MY_HEADER,
  notes,
});

/** One row a file; `why` is our reason. */
const OUTCOMES: Readonly<
  Record<string, readonly [Read | Refused, why: string, options?: Partial<OpenOptions>]>
> = {
  "own/ansi-quotes-mode.sql": [
    { rows: { 1: ["x"] }, bad: { 2: ["OC-S-005", 1] }, header: ["a"] },
    "the dump itself turns ANSI_QUOTES on: what stands in double quotes is then a name, no datum",
  ],
  "own/deep-parens.sql": [
    { rows: {}, bad: { 1: ["OC-S-005", 1] }, notes: [`${NOTE}.invented`] },
    "50,000 parentheses are an expression, counted and not descended into",
  ],
  "own/delimiter.sql": [
    { rows: { 1: ["1"], 2: ["$$"] }, notes: [`${NOTE}.trigger`] },
    "terminators are those of DELIMITER; a trigger that stands before the rows would change them, which is said",
  ],
  "own/gbk-escape.sql": [
    refused("SOURCE_SQL_CHARSET", 1, { charset: "gbk" }),
    "in GBK half a character looks like a backslash: strings cannot be cut",
  ],
  "own/gen-huge.py": [
    refused("SOURCE_DELIMITER"),
    "a Python program is no dump; what it writes is read below",
  ],
  "own/mixed-column-order.sql": [
    {
      rows: { 1: ["1", "x"], 2: ["2", "y"], 3: ["3", ""], 4: ["4", "z"], 5: ["1", "changed"], 6: ["1", "x"] },
      bad: { 7: ["OC-S-005", 1] },
      header: ["a", "b"],
      notes: [`${NOTE}.upsert`],
    },
    "values go where their own statement says; of DEFAULT VALUES nothing is written; rows that may replace others are all kept, and said",
  ],
  "own/mssql-brackets.sql": [
    { rows: { 1: ["1", "2"], 2: ["3", "4"] }, header: ["c;1", "c'"], table: "a]b.t" },
    "]] is a bracket in a name",
  ],
  "own/mysql-escapes.sql": [
    { rows: { 1: ["\0'\"\b\n\r\t\u001a\\\\%\\_x", "a'b", 'c"d'] } },
    'every escape of MySQL; \\% and \\_ keep their backslash, as the server does; "…" is a string there',
  ],
  "own/numbers.sql": [
    { rows: {}, bad: { 1: ["OC-S-005", 10] } },
    "the tenth value, 1_000, is the first that is no number MySQL would take; CURRENT_DATE and @v would be others",
  ],
  "own/oracle-insert-all.sql": [
    { rows: { 1: ["1", "x"], 2: ["2", "y"] } },
    "INSERT ALL from DUAL: each INTO is a row",
  ],
  "own/oracle-plsql-block.sql": [
    refused("SOURCE_SQL_COMPUTED", 1, { table: "t", what: "BEGIN" }),
    "rows a block of code inserts, also by EXECUTE IMMEDIATE, are not ours to work out",
  ],
  "own/oracle-q-quote.sql": [
    {
      rows: {
        1: [
          "D'Angelo ; -- x",
          "a}b",
          "è",
          "par)en",
          "abc",
          "2026-01-10",
          "2026-01-10",
          "2026-01-10 10:00:00 +01:00",
          "0xDEAD",
          "",
          "perch\\00e9",
        ],
      },
      notes: [`${NOTE}.repeated`],
    },
    "q'…' with every delimiter, dates in a declared format; the slash would run the INSERT twice, which is said",
  ],
  "own/pg-copy-edge.sql": [
    {
      rows: { 1: ["1", ""], 2: ["2", "a\tb\nc\\d"], 3: ["\\.", "not the end"], 5: ["4", "multi\nline"] },
      bad: { 4: ["OC-S-005", 2] },
    },
    "\\. at the end of a row: PostgreSQL up to 17 ends the data there, 18 refuses them; the row is not guessed at",
  ],
  "own/psql-meta.sql": [
    refused("SOURCE_SQL_REFUSED", 2, { what: "\\i" }),
    "the rows might be in the other file; \\! and COPY FROM PROGRAM further down are refused alike",
  ],
  "own/schema-quoted.sql": [
    { rows: { 1: ["1"] }, table: "t" },
    "three tables with every way to quote; comments between the words",
    { table: "t" },
  ],
  "own/standard-vs-backslash.sql": [
    refused("SOURCE_SQL_SYNTAX", 1, { dialect: "mysql" }),
    "line 1 is for standard strings, line 2 for backslash escapes: a backslash outside of any string shows it",
  ],
  "own/unterminated-comment.sql": [
    refused("SOURCE_SQL_TRUNCATED", 1, { what: "/* */" }),
    "everything after it would be lost",
  ],
  "own/utf16le.sql": [
    { rows: { 1: ["ssms salva in utf-16"] }, notes: ["sources.note.bom"] },
    "UTF-16 as SQL Server's tools save it",
  ],
  "real/my-ansi.sql": [
    my(["0xDEADBEEF", "0x00"], ["sources.note.windows1252"]),
    "no SET NAMES in this format: the rows' bytes say Windows-1252; BIT is a number, a BLOB its hexadecimal digits",
  ],
  "real/my-latin1.sql": [
    my(["Þ\u00ad¾ï", "\0"], [`${NOTE}.charset`]),
    "MySQL's latin1 is Windows-1252, where the BLOB's bytes happen to be letters",
  ],
  "real/my-mssql.sql": [
    my(["Þ\u00ad¾ï", "\0"], ["sources.note.windows1252"]),
    "bytes of a BLOB say nothing about the encoding of the texts",
  ],
  "real/pg15-copy-csv-latin1.csv": [
    { rows: { 2: PG_ROWS[1]!, 3: PG_ROWS[2]!, 4: PG_ROWS[3]!, 7: PG_ROWS[4]!, 8: PG_ROWS[5]! } },
    "CSV, numbered by its lines; a lone CR counts as a line end there",
  ],
  "real/pg15-copy-csv-null.csv": [
    {
      rows: {
        2: PG_ROWS[1]!,
        3: ["2", "\\N", ...PG_ROWS[2]!.slice(2)],
        4: [...PG_ROWS[3]!.slice(0, 8), "\\N", "\\N", ...PG_ROWS[3]!.slice(10)],
        7: [...PG_ROWS[4]!.slice(0, 7), "\\N", ...PG_ROWS[4]!.slice(8)],
        8: [...PG_ROWS[5]!.slice(0, 7), "\\N", "t", "\\N", "\\N", "\\N", "\\N"],
      },
    },
    "as CSV \\N is text like any other: [values] of the mapping can say that it is nothing",
  ],
  "real/pg15-copy-csv.csv": [
    { rows: { 2: PG_ROWS[1]!, 3: PG_ROWS[2]!, 4: PG_ROWS[3]!, 7: PG_ROWS[4]!, 8: PG_ROWS[5]! } },
    "CSV as PostgreSQL writes it",
  ],
  "real/pg15-copy-text.csv": [
    refused("SOURCE_HEADER"),
    "COPY's text format without a dump round it: no header to go by",
  ],
  "real/pg15-copy.sql": [PG, "COPY"],
  "real/pg15-no-dollar.sql": [PG, "--inserts"],
  "real/pg15-quote-all.sql": [PG, "--column-inserts, every name quoted"],
  "real/pg15-rows-per-insert.sql": [PG, "three rows a statement"],
  "real/sqlite-dump.sql": [
    {
      rows: { 1: ["1", "D'A", "a\nb", "0x00ff", "1e999"], 2: ["2", "", "", "", "0.0"] },
      header: ["id", "cf", "n", "b", "r"],
    },
    "replace(…, char(10)) is how SQLite writes a line end",
  ],
  "real/sqlite-mode-insert.sql": [
    {
      rows: { 1: ["1", "D'A", "a\nb", "0x00ff", "1e999"], 2: ["2", "", "", "", "0.0"] },
      notes: [`${NOTE}.invented`],
    },
    "no CREATE TABLE: columns are numbered, and it is said",
  ],
};

describe("the corpus of SQL dumps", () => {
  it("has a recorded outcome for every file", () => {
    expect(Object.keys(OUTCOMES).sort()).toEqual(FILES.sort());
  });

  it.each(
    Object.entries(OUTCOMES).map(([file, [outcome, why, options]]) => ({ file, outcome, why, options })),
  )("$file: $why", async ({ file, outcome, options }) => {
    const path = join(CORPUS, file);
    if ("refused" in outcome) {
      const error = await refusal(readAll(path, options));
      expect(error.code).toBe(outcome.refused);
      expect(error.data).toMatchObject({ file: file.split("/")[1], ...outcome.data });
      if (outcome.line !== undefined) expect(error.data["line"]).toBe(outcome.line);
      return;
    }
    const { rows, lines, bad, blank, header, notes } = await readAll(path, options);
    expect(blank).toBe(0);
    expect(lines).toEqual(Object.keys(outcome.rows).map(Number));
    Object.values(outcome.rows).forEach((cells, i) => {
      expect(rows[i]?.map((cell, k) => (cells[k] === null ? null : cell))).toEqual(cells);
    });
    expect(Object.fromEntries(bad.map(({ line, code, params }) => [line, [code, params.n]]))).toEqual(
      outcome.bad ?? {},
    );
    if (outcome.header) expect(header).toEqual(outcome.header);
    for (const note of outcome.notes ?? []) expect(notes).toContain(note);
  });

  it("repeats no cell of any file in an error", async () => {
    for (const file of FILES) {
      const error = await readAll(join(CORPUS, file)).then(
        () => undefined,
        (e: unknown) => e as Error,
      );
      expect(`${error?.message} ${error?.stack} ${String(error?.cause)}`).not.toMatch(
        /RSSMRA85T10A562S|D'Angelo|changed|etc\/passwd/i,
      );
    }
  });

  it.skipIf(!PYTHON)(
    "reads what own/gen-huge.py writes, one statement of a hundred thousand rows",
    async () => {
      const program = readFileSync(join(CORPUS, "own/gen-huge.py"));
      const sql = execFileSync("python3", ["-", "100000"], { input: program, maxBuffer: 1e8 });
      const { rows, bad } = await readAll(fileOf(sql, "huge.sql"));
      expect([rows.length, bad.length]).toEqual([100_000, 0]);
      expect(rows[99_999]).toEqual(["99999", "RSSMRA85T10A562S", "D'A"]);
    },
  );

  it("refuses every dump of a tool that is cut anywhere before its end", async () => {
    const whole = FILES.filter((file) => /^real\/(?:my-|pg15-.*\.sql|sqlite-dump)/.test(file));
    for (const file of whole) {
      const sql = readFileSync(join(CORPUS, file), "latin1").replace(/(?:lungo ){50,}/g, "lungo ");
      const mark = /-- Dump completed|-- PostgreSQL database dump complete|COMMIT/.exec(sql)?.index ?? 0;
      for (let length = 30; length < mark; length += 17) {
        const path = fileOf(Buffer.from(sql.slice(0, length), "latin1"), "cut.sql");
        const cut = await readAll(path, { tipo: "sql" }).catch((error: unknown) => error);
        expect(cut, `${file} at ${length}`).toBeInstanceOf(SiocError);
      }
    }
  });
});
