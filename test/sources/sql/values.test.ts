import { describe, expect, it } from "vitest";

import type { SqlDialect } from "../../../src/sources/sql/modes.ts";
import { readSql } from "./helpers.ts";

/** What a value reads as in a row of two; `undefined` for one that makes the row bad. */
async function valueOf(dialect: SqlDialect, literal: string): Promise<string | undefined> {
  const { rows, bad } = await readSql(`INSERT INTO t (a, b) VALUES (${literal}, 'z');\n`, dialect);
  if (bad.length === 0) {
    expect(rows).toHaveLength(1);
    expect(rows[0]?.[1]).toBe("z");
    return rows[0]?.[0];
  }
  expect(bad).toMatchObject([{ line: 1, code: "OC-S-005", params: { n: 1, m: 2 } }]);
  return undefined;
}

type Row = readonly [dialects: string, literal: string, text: string | undefined];

const ALL = "postgres mysql sqlite mssql oracle ansi";
const NO = undefined;

const VALUES: readonly Row[] = [
  // strings
  [ALL, "'D''Angelo'", "D'Angelo"],
  [ALL, "''''''", "''"],
  [ALL, "''", ""],
  [ALL, "NULL", ""],
  [ALL, "nuLL", ""],
  [ALL, "'NULL'", "NULL"],
  [ALL, " /* c , ) */ 'x' -- y\n ", "x"],
  [ALL, "N'perché'", "perché"],
  ["postgres sqlite mssql oracle ansi", "'C:\\'", "C:\\"],
  ["mysql", "'C:\\\\\\'\\\"\\n\\0\\Z\\%\\q'", "C:\\'\"\n\0\u001a\\%q"],
  ["mysql", '"a""b\\"c\'d"', 'a"b"c\'d'],
  ["postgres sqlite mssql oracle ansi", '"nome"', NO],
  ["mysql", "'a' 'b'", "ab"],
  ["postgres sqlite mssql oracle ansi", "'a' 'b'", NO],
  ["postgres", "E'a\\'b\\\\\\n\\tc\\x41\\101\\u00e8\\U0001F600'", "a'b\\\n\tcAAè😀"],
  ["postgres", "e'\\303\\250'", "è"],
  ["postgres", "E'\\uD83D\\uDE00 \\\\N'", "😀 \\N"],
  ["postgres", "E'\\ud83d'", NO],
  ["postgres", "'E\\'", "E\\"],
  ["mysql sqlite mssql oracle ansi", "E'a'", "a"],
  ["postgres", "U&'d\\0061t\\+000061'", "data"],
  ["postgres", "U&'d!0061t!!' UESCAPE '!'", "dat!"],
  ["postgres", "U&'\\zzzz'", NO],
  ["postgres", "$$a'b;$c$$", "a'b;$c"],
  ["postgres", "$tag$ a $$ b $tag$", " a $$ b "],
  ["oracle", "q'[it's]'", "it's"],
  ["oracle", "Q'{a}b}'", "a}b"],
  ["oracle", "nq'!è'!'", "è'"],
  ["oracle", "q'<a>'", "a"],
  ["oracle", "q'(a(b)c)'", "a(b)c"],
  ["oracle", "q'XabcX'", "abc"],
  ["mysql", "_utf8mb4'è'", "è"],
  ["mysql", "_utf8 'x'", "x"],
  ["mysql", "_latin1'è'", NO],
  ["mysql", "_binary 'y'", "y"],
  ["sqlite", "replace('a\\nb','\\n',char(10))", "a\nb"],
  ["sqlite", "replace(replace('a\\r\\nb','\\r',char(13)),'\\n',char(10))", "a\r\nb"],
  ["sqlite postgres", "unistr('a\\u000ab\\\\')", "a\nb\\"],
  ["oracle", "UNISTR('perch\\00e9')", "perché"],
  ["oracle postgres sqlite", "'a' || chr(10) || 'b'", "a\nb"],
  ["mysql", "'a' || 'b'", NO],
  ["mssql", "N'a' + CHAR(13) + CHAR(10) + N'b'", "a\r\nb"],
  ["mssql", "1 + 1", NO],
  ["oracle", "'a' || NULL", NO],
  ["oracle", "TO_CLOB('uno ') || TO_CLOB(q'[d'ue]')", "uno d'ue"],
  ["oracle", "EMPTY_CLOB()", ""],
  ["oracle", "TO_CLOB(NULL)", ""],
  // numbers
  [ALL, "1", "1"],
  [ALL, "-1", "-1"],
  [ALL, "- 1", "-1"],
  [ALL, "+1", "1"],
  [ALL, "00123", "00123"],
  [ALL, "12.50", "12.50"],
  [ALL, ".5", ".5"],
  [ALL, "5.", "5."],
  [ALL, "-1.5E-10", "-1.5E-10"],
  [ALL, "1e400", "1e400"],
  [ALL, "9223372036854775808", "9223372036854775808"],
  [ALL, "-(-1)", NO],
  [ALL, "(1)", NO],
  [ALL, "1_000", NO],
  [ALL, "1 2", NO],
  [ALL, "-", NO],
  [ALL, "1.2.3", NO],
  ["mysql mssql ansi", "0xFF", "0xFF"],
  ["postgres sqlite oracle", "0xFF", NO],
  [ALL, "X'00fF'", "0x00fF"],
  [ALL, "X''", ""],
  [ALL, "X'0g'", NO],
  [ALL, "B'101'", "101"],
  [ALL, "b'1'", "1"],
  ["mysql", "0b101", "101"],
  ["oracle", "HEXTORAW('DEAD')", "0xDEAD"],
  // flags
  ["postgres", "TRUE", "t"],
  ["postgres", "false", "f"],
  ["mysql sqlite mssql oracle ansi", "true", "1"],
  ["mysql sqlite mssql oracle ansi", "FALSE", "0"],
  // dates
  [ALL, "'0000-00-00'", "0000-00-00"],
  [ALL, "DATE '2026-01-10'", "2026-01-10"],
  [ALL, "TIMESTAMP '2026-01-10 10:00:00 +01:00'", "2026-01-10 10:00:00 +01:00"],
  ["postgres", "timestamp with time zone '2026-01-10 10:00+01'", "2026-01-10 10:00+01"],
  [ALL, "{d '2026-01-10'}", "2026-01-10"],
  [ALL, "{ts '2026-01-10 10:00:00'}", "2026-01-10 10:00:00"],
  ["oracle", "TO_DATE('10-01-2026','DD-MM-YYYY')", "2026-01-10"],
  ["oracle", "to_date('10-GEN-26','DD-MON-RR')", "2026-01-10"],
  ["oracle", "to_date('10-JAN-70','DD-MON-RR')", "1970-01-10"],
  ["oracle", "to_date('10-01-2026 00:00:00','DD-MM-RRRR HH24:MI:SS')", "2026-01-10 00:00:00"],
  ["oracle", "TO_DATE('10/01/2026 02:30:00 PM','DD/MM/YYYY HH:MI:SS AM')", "2026-01-10 14:30:00"],
  [
    "oracle",
    "TO_TIMESTAMP('10-01-2026 09:30:00,125000','DD-MM-YYYY HH24:MI:SSXFF')",
    "2026-01-10 09:30:00.125000",
  ],
  ["oracle", "TO_TIMESTAMP('2026-01-10T09:30:00','YYYY-MM-DD\"T\"HH24:MI:SS')", "2026-01-10 09:30:00"],
  ["oracle", "TO_DATE('10 GENNAIO 2026','DD MONTH YYYY','NLS_DATE_LANGUAGE=ITALIAN')", "2026-01-10"],
  ["oracle", "TO_DATE(NULL,'DD-MM-YYYY')", ""],
  ["oracle", "TO_DATE('30-02-2026','DD-MM-YYYY')", NO],
  ["oracle", "TO_DATE('10-01-2026','YYYY-MM-DD')", NO],
  ["oracle", "TO_DATE('2461051','J')", NO],
  ["oracle", "TO_DATE('10-01-2026')", NO],
  ["oracle", "TO_DATE('10-01-2026 25:00','DD-MM-YYYY HH24:MI')", NO],
  ["mssql", "CAST(N'2026-01-10' AS Date)", "2026-01-10"],
  ["mssql", "CAST(N'2026-01-10T10:00:00.000' AS DateTime)", "2026-01-10 10:00:00.000"],
  ["mssql", "CAST(0x0000A4E600000000 AS DateTime)", NO],
  ["mssql", "CAST(40000 AS DateTime)", NO],
  ["mssql", "CONVERT(date, '2026-01-10', 120)", "2026-01-10"],
  ["mssql", "CONVERT([xml], N'<a/>')", "<a/>"],
  // casts that change nothing, and those that would
  ["postgres", "'x'::text", "x"],
  ["postgres", "'x'::character varying(10)", "x"],
  ["postgres", "'{\"a\": 1}'::jsonb", '{"a": 1}'],
  ["postgres", "'F'::public.sesso", "F"],
  ["postgres", "NULL::date", ""],
  ["postgres", "'12.50'::numeric(10,2)", "12.50"],
  ["postgres", "'abc'::varchar(2)", NO],
  ["postgres", "12.567::numeric(10,2)", NO],
  ["mssql", "CAST(12.50 AS Decimal(10, 2))", "12.50"],
  ["mssql", "CAST(12.567 AS Decimal(10, 2))", NO],
  ["mssql", "CAST(12.5 AS int)", NO],
  ["mssql", "CAST(N'abc' AS nvarchar(2))", NO],
  ["mssql", "CAST(N'abc' AS nvarchar(max))", "abc"],
  ["mssql", "CAST(NULL AS int)", ""],
  ["mysql", "CAST('{}' AS JSON)", "{}"],
  ["mysql", "CONVERT('x' USING utf8mb4)", "x"],
  ["mysql", "CONVERT(0x41 USING utf8mb4)", NO],
  // no data
  [ALL, "DEFAULT", NO],
  [ALL, "CURRENT_DATE", NO],
  [ALL, "SYSDATE", NO],
  [ALL, "now()", NO],
  [ALL, "@v", NO],
  [ALL, ":v", NO],
  [ALL, "?", NO],
  [ALL, "(SELECT max(a) FROM t)", NO],
  [ALL, "upper('x')", NO],
  [ALL, "nome", NO],
  [ALL, "", NO],
  ["postgres", "ARRAY['a','b']", NO],
  ["postgres", "nextval('s'::regclass)", NO],
  [ALL, "concat('a',concat('b',concat('c','d')))", NO],
  [
    ALL,
    "replace(replace(replace(replace(replace(replace(replace(replace(replace('a','b','c'),'d','e'),'f','g'),'h','i'),'j','k'),'l','m'),'n','o'),'p','q'),'r','s')",
    NO,
  ],
];

describe("values", () => {
  it.each(
    VALUES.flatMap(([dialects, literal, text]) =>
      dialects.split(" ").map((dialect) => ({ dialect: dialect as SqlDialect, literal, text })),
    ),
  )("$dialect: $literal", async ({ dialect, literal, text }) => {
    expect(await valueOf(dialect, literal)).toBe(text);
  });

  it("reads a row with one value that is no datum as bad, and its neighbours as they are", async () => {
    const { rows, lines, bad } = await readSql(
      "INSERT INTO t (a, b) VALUES (1, 'x'), (2, now()), (@a, @b), (4, 'y');\n",
    );
    expect(rows).toEqual([
      ["1", "x"],
      ["4", "y"],
    ]);
    expect(lines).toEqual([1, 4]);
    expect(bad.map(({ line, params }) => [line, params.n])).toEqual([
      [2, 2],
      [3, 1],
    ]);
  });

  it("counts the values of a row with too many or too few", async () => {
    const { rows, bad } = await readSql("INSERT INTO t (a, b) VALUES (1), (1, 2), (1, 2, now());\n");
    expect(rows).toEqual([["1", "2"]]);
    expect(bad).toEqual([
      { line: 1, code: "OC-F-003", params: { n: 1, m: 2, motivo: "campi" } },
      { line: 3, code: "OC-F-003", params: { n: 3, m: 2, motivo: "campi" } },
    ]);
  });

  it("counts a row of nothing but NULL as blank", async () => {
    const { rows, lines, blank } = await readSql("INSERT INTO t (a, b) VALUES (NULL, ' '), (1, NULL);\n");
    expect([rows, lines, blank]).toEqual([[["1", ""]], [2], 1]);
  });

  it("takes DEFAULT for nothing only where CREATE TABLE says that nothing is the default", async () => {
    const create =
      "CREATE TABLE t (a int, b text DEFAULT 'x', c text DEFAULT NULL, d int GENERATED ALWAYS AS (a) STORED);\n";
    const { rows, bad } = await readSql(
      `${create}INSERT INTO t VALUES (1, 'y', DEFAULT, DEFAULT), (2, DEFAULT, 'c', DEFAULT);\n`,
    );
    expect(rows).toEqual([["1", "y", "", ""]]);
    expect(bad).toMatchObject([{ line: 2, code: "OC-S-005", params: { n: 2 } }]);
  });

  it("follows the settings a dump makes on its way", async () => {
    const { rows, bad } = await readSql(
      "SET sql_mode='NO_BACKSLASH_ESCAPES';\nINSERT INTO t (a) VALUES ('C:\\');\n" +
        "SET sql_mode='';\nINSERT INTO t (a) VALUES ('C:\\\\');\n" +
        "SET sql_mode='ANSI_QUOTES';\nINSERT INTO t (a) VALUES (\"x\");\n",
      "mysql",
    );
    expect(rows).toEqual([["C:\\"], ["C:\\"]]);
    expect(bad).toMatchObject([{ line: 3, code: "OC-S-005" }]);
    const off = await readSql(
      "SET standard_conforming_strings = off;\nINSERT INTO t (a) VALUES ('a\\'b\\\\');\n" +
        "SELECT set_config('standard_conforming_strings', 'on', false);\nINSERT INTO t (a) VALUES ('C:\\');\n",
      "postgres",
    );
    expect(off.rows).toEqual([["a'b\\"], ["C:\\"]]);
  });

  it("reads what is in an executable comment, and what is in a plain one not", async () => {
    const { rows } = await readSql(
      "/*!50000 INSERT INTO t (a) VALUES (1) */;\n/* INSERT INTO t (a) VALUES (2); */\n" +
        "/*M!999999\\- enable the sandbox mode */\nINSERT INTO t (a) /*!50000 VALUES */ (3);\n",
      "mysql",
    );
    expect(rows).toEqual([["1"], ["3"]]);
  });
});
