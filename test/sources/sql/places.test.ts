import { gzipSync } from "node:zlib";

import { describe, expect, it } from "vitest";

import { openSource, parseBlock, type OpenOptions } from "../../../src/sources/index.ts";
import { fileOf, readAll, text } from "../helpers.ts";
import { readSql } from "./helpers.ts";

/** First cell → place, of every row of a file. */
async function places(path: string, options: Partial<OpenOptions> = {}): Promise<Record<string, unknown>> {
  const source = await openSource(path, { text, ...options });
  const found: Record<string, unknown> = {};
  for await (const block of source.blocks()) {
    const { rows, lines, bad } = parseBlock(source.format, block);
    rows.forEach((row, i) => {
      found[row[0] ?? ""] = source.place?.(lines[i] ?? 0);
    });
    for (const { line } of bad) found[`bad ${line}`] = source.place?.(line);
  }
  return found;
}

describe("the place of a row", () => {
  it("is the line it begins on, and which of the rows that begin there", async () => {
    const sql =
      "-- c\nINSERT INTO t (a, b) VALUES (1,'x'),(2,'y\n\n'), (3, 'z'),\n(4, now()),\n  (5,'a'); INSERT INTO t (a) VALUES (6);\n" +
      "INSERT INTO u VALUES (1); INSERT INTO t (a) VALUES (7);\n";
    expect(await places(fileOf(sql, "p.sql"), { table: "t" })).toEqual({
      1: { line: 2, nth: 1 },
      2: { line: 2, nth: 2 },
      3: { line: 4 },
      "bad 4": { line: 5 },
      5: { line: 6, nth: 1 },
      6: { line: 6, nth: 2 },
      7: { line: 7 },
    });
  });

  it("is counted in lines of COPY", async () => {
    const sql =
      'COPY u (a) FROM stdin;\n9\n\\.\nCOPY t (a) FROM stdin;\r\n1\r\n2\\\n2\r\n3\r\n\\.\r\nCOPY t (a) FROM stdin CSV HEADER;\na\n"4\n4"\n5\n\\.\n';
    expect(await places(fileOf(sql, "p.sql"), { table: "t" })).toEqual({
      1: { line: 5 },
      "2\n2": { line: 6 },
      3: { line: 8 },
      "4\n4": { line: 12 },
      5: { line: 14 },
    });
  });

  it("does not depend on where blocks end", async () => {
    const line = (n: number): string =>
      Array.from({ length: 50 }, (_, i) => `(${n * 50 + i},'${"x".repeat(300)}')`).join(",");
    const sql = Array.from({ length: 100 }, (_, n) => `INSERT INTO t (a, b) VALUES ${line(n)};\n`).join("");
    const found = await places(fileOf(sql, "p.sql"));
    expect(found).toEqual(
      Object.fromEntries(
        Array.from({ length: 5000 }, (_, i) => [i, { line: Math.floor(i / 50) + 1, nth: (i % 50) + 1 }]),
      ),
    );
  });

  it("is the same when the dump is read again, and when it comes compressed", async () => {
    const sql = "INSERT INTO t (a) VALUES (1), (2);\nINSERT INTO t (a) VALUES (3);\n";
    const source = await openSource(fileOf(gzipSync(sql), "p.sql.gz"), { text });
    for (let time = 0; time < 2; time++) {
      const rows: (readonly string[])[] = [];
      for await (const block of source.blocks()) rows.push(...parseBlock(source.format, block).rows);
      expect(rows).toEqual([["1"], ["2"], ["3"]]);
      expect([1, 2, 3].map((row) => source.place?.(row))).toEqual([
        { line: 1, nth: 1 },
        { line: 1, nth: 2 },
        { line: 2 },
      ]);
      expect(source.end().lines).toBe(2);
    }
    expect(source.tipo).toBe("sql");
  });
});

describe("tables", () => {
  const TWO =
    "CREATE TABLE public.ricovero (id int, nome text);\nCREATE TABLE altra.ricovero (x int);\n" +
    "COPY altra.ricovero (x) FROM stdin;\n7\n\\.\nCOPY public.ricovero (nome, id) FROM stdin;\nA\t1\n\\.\n" +
    'INSERT INTO "public"."ricovero" VALUES (2, \'B\');\nINSERT INTO RICOVERO (ID) VALUES (3);\n' +
    'INSERT INTO public."Ricovero" VALUES (4);\n';

  it("are one if their names are, however quoted and qualified", async () => {
    const { header, rows, lines } = await readSql(TWO, "postgres", "public.ricovero");
    expect(header).toEqual(["id", "nome"]);
    expect(rows).toEqual([
      ["1", "A"],
      ["2", "B"],
      ["3", ""],
    ]);
    expect(lines).toEqual([1, 2, 3]);
    expect((await readSql(TWO, "postgres", "altra.ricovero")).rows).toEqual([["7"]]);
    expect((await readSql(TWO, "postgres", "public.Ricovero")).rows).toEqual([["4"]]);
  });

  it("take the schema of search_path, the database of USE and of \\connect", async () => {
    const search =
      "SET search_path = clinica, pg_catalog;\nINSERT INTO t (a) VALUES (1);\nSET search_path = altra;\nINSERT INTO t (a) VALUES (2);\nINSERT INTO clinica.t (a) VALUES (3);\n";
    expect((await readSql(search, "postgres", "clinica.t")).rows).toEqual([["1"], ["3"]]);
    const use =
      "USE a;\nINSERT INTO t (x) VALUES (1);\nUSE `b`\nINSERT INTO t (x) VALUES (2);\nINSERT INTO a.t (x) VALUES (3);\n";
    expect((await readSql(use, "mysql", "a.t")).rows).toEqual([["1"], ["3"]]);
    expect((await readSql(use, "mysql", "b.t")).rows).toEqual([["2"]]);
    const connect =
      '\\connect a\nINSERT INTO t (x) VALUES (1);\n\\connect "b"\nINSERT INTO t (x) VALUES (2);\n';
    expect((await readSql(connect, "postgres", "b.t")).rows).toEqual([["2"]]);
  });

  it("have the columns of their parents before their own", async () => {
    const sql =
      "CREATE TABLE a (x int, y int);\nCREATE TABLE b (z int) INHERITS (a);\nINSERT INTO b VALUES (1, 2, 3);\n";
    const { header, rows } = await readSql(sql, "postgres", "b");
    expect([header, rows]).toEqual([["x", "y", "z"], [["1", "2", "3"]]]);
  });

  it("lose what is no column of theirs: OIDs, computed columns SQLite does not write", async () => {
    const oids = "CREATE TABLE t (a int);\nCOPY t (a) WITH OIDS FROM stdin;\n16384\t1\n\\.\n";
    expect((await readSql(oids, "postgres")).rows).toEqual([["1"]]);
    const computed = "CREATE TABLE t (a, b AS (a * 2), c);\nINSERT INTO t VALUES (1, 3);\n";
    expect((await readSql(computed, "sqlite")).rows).toEqual([["1", "", "3"]]);
  });

  it("have columns called key, index, check and the like", async () => {
    const sql =
      "CREATE TABLE t (`key` int, `primary` int, period int, KEY k (`key`), INDEX (`key`), UNIQUE KEY u (`key`), CHECK (`key` > 0));\nINSERT INTO t VALUES (1, 2, 3);\n";
    expect((await readSql(sql, "mysql")).header).toEqual(["key", "primary", "period"]);
    const plain =
      "CREATE TABLE t (key text, index integer, check_ int, PRIMARY KEY (key));\nINSERT INTO t VALUES ('a', 2, 3);\n";
    expect((await readSql(plain, "sqlite")).header).toEqual(["key", "index", "check_"]);
  });

  it("may be empty only where that is a sound answer", async () => {
    const path = fileOf("CREATE TABLE sospensioni (a int);\n", "e.sql");
    await expect(readAll(path)).rejects.toMatchObject({ code: "SOURCE_HEADER_ONLY" });
    expect((await readAll(path, { mayBeEmpty: true })).header).toEqual(["a"]);
  });

  it("are refused with names no header may have", async () => {
    for (const names of ['"__proto__", b', "a, A", "RSSMRA85T10A562S, b"])
      await expect(readSql(`INSERT INTO t (${names}) VALUES (1, 2);\n`)).rejects.toMatchObject({
        code: "SOURCE_HEADER",
      });
  });
});
