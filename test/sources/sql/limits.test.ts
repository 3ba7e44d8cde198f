import { createWriteStream } from "node:fs";
import { once } from "node:events";

import { describe, expect, it } from "vitest";

import { MAX_RECORD, openSource, parseBlock } from "../../../src/sources/index.ts";
import { fileOf, text } from "../helpers.ts";
import { readSql } from "./helpers.ts";

const LONG = "x".repeat(MAX_RECORD + 1);

describe("a value that is too long", () => {
  it.each([
    { why: "in an INSERT", sql: `INSERT INTO t (a, b) VALUES (1, 'a'), (2, '${LONG}'), (3, 'c');\n` },
    {
      why: "in an INSERT of its own",
      sql: `INSERT INTO t (a, b) VALUES (1, 'a');\nINSERT INTO t (a, b) VALUES (2, '${LONG}');\nINSERT INTO t (a, b) VALUES (3, 'c');\n`,
    },
    {
      why: "in many pieces",
      sql: `INSERT INTO t (a, b) VALUES (1, 'a'), (2, '${LONG.repeat(12)}'), (3, 'c');\n`,
    },
    {
      why: "made of quotes",
      sql: `INSERT INTO t (a, b) VALUES (1, 'a'), (2, '${"''".repeat(3 * MAX_RECORD)}'), (3, 'c');\n`,
    },
    {
      why: "made of parentheses",
      sql: `INSERT INTO t (a, b) VALUES (1, 'a'), (2, ${"(".repeat(MAX_RECORD)}${")".repeat(MAX_RECORD)}), (3, 'c');\n`,
    },
    {
      why: "made of comments",
      sql: `INSERT INTO t (a, b) VALUES (1, 'a'), (2, ${"/* c */ -- c\n".repeat(MAX_RECORD / 8)} 1), (3, 'c');\n`,
    },
    { why: "in a COPY", sql: `COPY t (a, b) FROM stdin;\n1\ta\n2\t${LONG}\n3\tc\n\\.\n` },
    {
      why: "in many pieces of a COPY",
      sql: `COPY t (a, b) FROM stdin;\n1\ta\n2\t${LONG.repeat(12)}\n3\tc\n\\.\n`,
    },
    {
      why: "in a CSV COPY",
      sql: `COPY t (a, b) FROM stdin CSV;\n1,a\n2,"${"x,\n".repeat(2 * MAX_RECORD)}"\n3,c\n\\.\n`,
    },
    {
      why: "in an INSERT SET",
      sql: `INSERT INTO t SET a = 1, b = 'a';\nINSERT INTO t SET a = 2, b = '${LONG}';\nINSERT INTO t SET a = 3, b = 'c';\n`,
    },
  ])("is a bad row with its place, and all after it is read: $why", async ({ sql }) => {
    const { rows, lines, bad } = await readSql(sql);
    expect(rows).toEqual([
      ["1", "a"],
      ["3", "c"],
    ]);
    expect(lines).toEqual([1, 3]);
    expect(bad).toEqual([{ line: 2, code: "OC-S-006", params: { n: 2, m: 2 } }]);
  });

  it("may be as long as a value may be, in a row with several such", async () => {
    const most = "x".repeat(MAX_RECORD - 2);
    const { rows, bad } = await readSql(`INSERT INTO t (a, b, c) VALUES ('${most}','${most}','y');\n`);
    expect(bad).toEqual([]);
    expect(rows[0]?.map((cell) => cell.length)).toEqual([most.length, most.length, 1]);
    const five = await readSql(`INSERT INTO t (a, b, c, d, e) VALUES (${`'${most}',`.repeat(4)}'y');\n`);
    expect(five.bad).toMatchObject([{ code: "OC-S-006", params: { n: 4 } }]);
  });

  it("in a statement that is passed over costs nothing", async () => {
    const { rows } = await readSql(
      `COMMENT ON TABLE t IS '${LONG.repeat(4)}';\n/* ${LONG} */\nINSERT INTO u VALUES ('${LONG}');\nINSERT INTO t (a) VALUES (1);\n`,
      "postgres",
      "t",
    );
    expect(rows).toEqual([["1"]]);
  });
});

describe("bombs", () => {
  const MB = (process.env["SLOW"] === "1" ? 1024 : 128) * 1024;
  it.each([
    { why: "parentheses never closed", sql: `INSERT INTO t (a) VALUES (${"(".repeat(8 * MB)}` },
    { why: "comments in comments", sql: "/*".repeat(4 * MB) },
    { why: "comments one after the other", sql: `${"/**/".repeat(2 * MB)}INSERT INTO t (a) VALUES (1);\n` },
    { why: "terminators", sql: `${";".repeat(8 * MB)}INSERT INTO t (a) VALUES (1);\n` },
    { why: "dollar signs", sql: `SELECT ${"$a".repeat(4 * MB)};\nINSERT INTO t (a) VALUES (1);\n` },
    { why: "dashes", sql: `SELECT ${"- ".repeat(4 * MB)};\nINSERT INTO t (a) VALUES (1);\n` },
    { why: "slashes", sql: `SELECT ${"/ ".repeat(4 * MB)};\nINSERT INTO t (a) VALUES (1);\n` },
    { why: "a word", sql: `${"a".repeat(8 * MB)};\nINSERT INTO t (a) VALUES (1);\n` },
    { why: "blanks", sql: `INSERT${" ".repeat(8 * MB)}INTO t (a) VALUES (1);\n` },
    { why: "a column list", sql: `INSERT INTO t (${"a,".repeat(4 * MB)}b) VALUES (1);\n` },
    { why: "statements", sql: `${"SET a=1;".repeat(MB / 2)}INSERT INTO t (a) VALUES (1);\n` },
    { why: "BEGIN", sql: `BEGIN x ${"BEGIN ".repeat(MB)}` },
    { why: "quotes", sql: `SELECT ${"''".repeat(4 * MB)};\nINSERT INTO t (a) VALUES (1);\n` },
    { why: "backslashes in COPY", sql: `COPY t (a) FROM stdin;\n${"\\\\".repeat(4 * MB)}\n1\n\\.\n` },
    { why: "escaped line ends in COPY", sql: `COPY t (a) FROM stdin;\n${"\\\n".repeat(MB / 4)}\n1\n\\.\n` },
    { why: "values", sql: `INSERT INTO t (a) VALUES (${"1,".repeat(MB)}1);\n` },
    { why: "joined texts", sql: `INSERT INTO t (a) VALUES ('a'${"||'a'".repeat(MB / 8)});\n` },
    { why: "casts", sql: `INSERT INTO t (a) VALUES ('a'${"::text".repeat(MB / 8)});\n` },
    { why: "calls", sql: `INSERT INTO t (a) VALUES (${"replace(".repeat(MB / 8)});\n` },
    { why: "texts side by side", sql: `INSERT INTO t (a) VALUES ('a'${" 'a'".repeat(MB / 8)});\n` },
  ])("do not hang: $why", async ({ sql }) => {
    for (const dialect of ["postgres", "mysql", "oracle"] as const) {
      const began = performance.now();
      await readSql(sql, dialect, "t").catch(() => undefined);
      expect(performance.now() - began).toBeLessThan(8_000);
    }
  });
});

describe("a statement of any size", () => {
  it("streams: memory does not grow with it", async () => {
    const path = fileOf("", "one-statement.sql");
    const out = createWriteStream(path);
    out.write("INSERT INTO t VALUES ");
    const rows = Array.from(
      { length: 5000 },
      (_, i) => `(${i},'RSSMRA85T10A562S','D''Angelo è ${"x".repeat(60)}')`,
    ).join(",");
    const times = process.env["SLOW"] === "1" ? 400 : 80;
    for (let i = 0; i < times; i++) if (!out.write(i === 0 ? rows : `,${rows}`)) await once(out, "drain");
    out.end(";\n");
    await once(out, "close");
    const source = await openSource(path, { text });
    let [count, peak] = [0, 0];
    for await (const block of source.blocks()) {
      count += parseBlock(source.format, block).rows.length;
      peak = Math.max(peak, process.memoryUsage().arrayBuffers);
    }
    expect(count).toBe(5000 * times);
    expect(source.sizeBytes).toBeGreaterThan(480_000 * times);
    expect(peak).toBeLessThan(64 * 1024 * 1024);
    expect(source.place?.(5000 * times)).toEqual({ line: 1, nth: 5000 * times });
  });
});
