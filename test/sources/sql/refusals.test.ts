import { describe, expect, it } from "vitest";

import type { SqlDialect } from "../../../src/sources/sql/modes.ts";
import { refusal, text } from "../helpers.ts";
import { readSql } from "./helpers.ts";

type Dialect = SqlDialect | "auto";

async function refused(
  sql: string,
  dialect: Dialect = "auto",
  table?: string,
): Promise<[string, unknown, unknown]> {
  const error = await refusal(readSql(sql, dialect, table));
  const sentence = text(`error.${error.code}`, error.data);
  expect(sentence).not.toMatch(/\{\w+\}/);
  expect(sentence).not.toMatch(/SEGRETO/i);
  return [error.code, error.data["line"], error.data["what"]];
}

const ROWS = "INSERT INTO t (a) VALUES (1);\n";

describe("a dump that stops half-way", () => {
  it.each<{ why: string; sql: string; dialect?: Dialect; line: number; what: string }>([
    { why: "in a string", sql: `${ROWS}INSERT INTO t (a) VALUES ('SEGRETO`, line: 2, what: "'…'" },
    { why: "in a row", sql: `${ROWS}INSERT INTO t (a) VALUES (1,\n`, line: 2, what: "INSERT" },
    { why: "between rows", sql: `${ROWS}INSERT INTO t (a) VALUES (1),\n`, line: 2, what: "INSERT" },
    { why: "before the terminator", sql: `${ROWS}INSERT INTO t (a) VALUES (1)\n`, line: 2, what: "INSERT" },
    { why: "in a head", sql: `${ROWS}INSERT INTO t (a, b`, line: 2, what: "INSERT" },
    { why: "after VALUES", sql: `${ROWS}INSERT INTO t (a) VALUES`, line: 2, what: "INSERT" },
    { why: "in a comment", sql: `${ROWS}/* INSERT`, line: 2, what: "/* */" },
    { why: "in a quoted name", sql: `${ROWS}ALTER TABLE "t`, line: 2, what: '"…"' },
    { why: "in a dollar quote", sql: `${ROWS}DO $x$ BEGIN`, dialect: "postgres", line: 2, what: "$$…$$" },
    {
      why: "in a q quote",
      sql: `${ROWS}INSERT INTO t (a) VALUES (q'[`,
      dialect: "oracle",
      line: 2,
      what: "q'…'",
    },
    { why: "in a COPY", sql: "COPY t (a) FROM stdin;\n1\n2\n", line: 1, what: "COPY … \\." },
    { why: "in the last line of a COPY", sql: "COPY t (a) FROM stdin;\n1\n\\.", line: 1, what: "COPY … \\." },
    {
      why: "in an INSERT ALL",
      sql: "INSERT ALL INTO t (a) VALUES (1)\n",
      dialect: "oracle",
      line: 1,
      what: "INSERT ALL",
    },
    { why: "in another statement", sql: `${ROWS}ALTER TABLE t ADD`, line: 2, what: "ALTER TABLE" },
    {
      why: "in a procedure",
      sql: `${ROWS}CREATE PROCEDURE p IS BEGIN NULL; END;`,
      dialect: "oracle",
      line: 2,
      what: "CREATE PROCEDURE",
    },
    {
      why: "without the last line of pg_dump",
      sql: `--\n-- PostgreSQL database dump\n--\n${ROWS}`,
      line: 2,
      what: "-- … dump complete",
    },
    {
      why: "without the last line of mysqldump",
      sql: `-- MySQL dump 10.13  Distrib 8.0\n${ROWS}`,
      line: 1,
      what: "-- … dump complete",
    },
    {
      why: "in the second of two dumps",
      sql: `-- MySQL dump 10.13\n${ROWS}-- Dump completed\n-- MySQL dump 10.13\n`,
      line: 4,
      what: "-- … dump complete",
    },
    { why: "in a transaction", sql: `BEGIN TRANSACTION;\n${ROWS}`, line: 1, what: "BEGIN … COMMIT" },
    {
      why: "after the last GO",
      sql: "INSERT t VALUES (1)\nGO\nINSERT t VALUES (2)\n",
      dialect: "mssql",
      line: 3,
      what: "INSERT",
    },
  ])("is refused: $why", async ({ sql, dialect, line, what }) => {
    expect(await refused(sql, dialect)).toEqual(["SOURCE_SQL_TRUNCATED", line, what]);
  });

  it("is not suspected where a dialect needs no terminator", async () => {
    const { rows } = await readSql("INSERT t (a) VALUES (1)\nINSERT t (a) VALUES (2)", "mssql");
    expect(rows).toEqual([["1"], ["2"]]);
  });
});

describe("rows that would come from elsewhere", () => {
  it.each<{ sql: string; dialect?: Dialect; what: string; line?: number }>([
    { sql: "\\i altro.sql\n", what: "\\i" },
    { sql: "\\ir altro.sql\n", what: "\\ir" },
    { sql: "\\include /SEGRETO\n", what: "\\include" },
    { sql: "\\copy t from 'x'\n", what: "\\copy" },
    { sql: "\\! rm -rf SEGRETO\n", what: "\\!" },
    { sql: "\\set x `SEGRETO`\n", what: "\\set" },
    { sql: "\\if true\n", what: "\\if" },
    { sql: "\\SEGRETO\n", what: "\\…" },
    { sql: "SELECT 'INSERT' \\gexec\n", dialect: "postgres", what: "\\g…" },
    { sql: "COPY t (a) FROM PROGRAM 'SEGRETO';\n", what: "COPY … FROM PROGRAM" },
    { sql: "COPY t FROM '/SEGRETO';\n", what: "COPY … FROM '…'" },
    { sql: "LOAD DATA LOCAL INFILE 'x' INTO TABLE t;\n", what: "LOAD DATA" },
    { sql: "LOAD /* c */ DATA INFILE 'x' INTO TABLE t;\n", what: "LOAD DATA" },
    { sql: "BULK INSERT t FROM 'x';\n", dialect: "mssql", what: "BULK INSERT" },
    { sql: "source altro.sql\n", dialect: "mysql", what: "SOURCE" },
    { sql: "\\. altro.sql\n", dialect: "mysql", what: "\\." },
    { sql: ".read altro.sql\n", dialect: "sqlite", what: ".read" },
    { sql: ".import x t\n", dialect: "sqlite", what: ".import" },
    { sql: "@altro.sql\n", dialect: "oracle", what: "@" },
    { sql: "@@altro\n", dialect: "oracle", what: "@@" },
    { sql: "START altro.sql\n", dialect: "oracle", what: "START" },
    { sql: "HOST rm x\n", dialect: "oracle", what: "HOST" },
    { sql: ":r altro.sql\n", dialect: "mssql", what: ":r" },
    { sql: "INSERT t VALUES (1)\nGO 5\n", dialect: "mssql", what: "GO n", line: 4 },
    { sql: "BEGIN;\nINSERT INTO t (a) VALUES (2);\nROLLBACK;\n", what: "ROLLBACK", line: 5 },
  ])("are refused by name: $sql", async ({ sql, dialect, what, line = 3 }) => {
    expect(await refused(`${ROWS}-- c\n${sql}`, dialect)).toEqual(["SOURCE_SQL_REFUSED", line, what]);
  });

  it("are not suspected behind commands that bring nothing", async () => {
    const psql = "\\restrict abc\n\\connect d\n\\echo x\n\\set ON_ERROR_STOP on\n\\pset pager off\n";
    expect((await readSql(`${psql}${ROWS}\\unrestrict abc\n`, "postgres")).rows).toEqual([["1"]]);
    const plus =
      "REM INSERTING into 'T'\nSET DEFINE OFF\nSET DEFINE OFF;\nPROMPT it's done\nWHENEVER SQLERROR EXIT\n";
    expect((await readSql(plus + ROWS, "oracle")).rows).toEqual([["1"]]);
    expect((await readSql(`.mode insert\n${ROWS}`, "sqlite")).rows).toEqual([["1"]]);
    expect((await readSql(`:setvar x y\n${ROWS}GO\n`, "mssql")).rows).toEqual([["1"]]);
  });
});

describe("rows that are not what a database would hold", () => {
  const WITH = `CREATE TABLE t (a int, b int);\nINSERT INTO t VALUES (1, 2);\n`;
  it.each<{ sql: string; dialect?: Dialect; what: string }>([
    { sql: "UPDATE t SET a = 'SEGRETO';", what: "UPDATE" },
    { sql: "UPDATE x SET a = 1 FROM t AS x;", dialect: "mssql", what: "UPDATE" },
    { sql: "UPDATE u JOIN t SET t.a = 1;", dialect: "mysql", what: "UPDATE" },
    { sql: "DELETE FROM t WHERE a = 1;", what: "DELETE" },
    { sql: "DELETE x FROM u x JOIN t y ON 1=1;", dialect: "mysql", what: "DELETE" },
    { sql: "TRUNCATE TABLE ONLY t;", dialect: "postgres", what: "TRUNCATE" },
    { sql: "MERGE INTO t USING u ON (1=1) WHEN MATCHED THEN UPDATE SET a = 1;", what: "MERGE" },
    { sql: "DROP TABLE IF EXISTS u, t;", what: "DROP TABLE" },
    { sql: "CREATE TABLE t (b int, a int);", what: "CREATE TABLE" },
    { sql: "ALTER TABLE t ADD COLUMN c int;", what: "ALTER TABLE" },
    { sql: "ALTER TABLE ONLY t ADD c int;", dialect: "postgres", what: "ALTER TABLE" },
    { sql: "ALTER TABLE t ADD (c int);", dialect: "oracle", what: "ALTER TABLE" },
    { sql: "ALTER TABLE t DROP a;", what: "ALTER TABLE" },
    { sql: "ALTER TABLE t ADD PRIMARY KEY (a), DROP COLUMN b;", what: "ALTER TABLE" },
    { sql: "ALTER TABLE t RENAME COLUMN a TO c;", what: "ALTER TABLE" },
    { sql: "ALTER TABLE t RENAME TO z;", what: "ALTER TABLE" },
    { sql: "ALTER TABLE t CHANGE a c int;", dialect: "mysql", what: "ALTER TABLE" },
    { sql: "ALTER TABLE t MODIFY b int FIRST;", dialect: "mysql", what: "ALTER TABLE" },
    { sql: "ALTER TABLE t ALTER COLUMN a TYPE text USING a + 1;", dialect: "postgres", what: "ALTER TABLE" },
    { sql: "RENAME TABLE t TO z;", dialect: "mysql", what: "RENAME TABLE" },
    { sql: "EXEC sp_rename 't.a', 'c', 'COLUMN';", dialect: "mssql", what: "sp_rename" },
    { sql: "INSERT INTO t SELECT * FROM u;", what: "INSERT … SELECT" },
    { sql: "INSERT INTO t (a, b) (SELECT 1, 2);", what: "INSERT … SELECT" },
    { sql: "INSERT INTO t VALUES (1, 2) UNION SELECT 3, 4;", dialect: "postgres", what: "INSERT" },
    { sql: "WITH x AS (SELECT 1) INSERT INTO t SELECT * FROM x;", what: "WITH" },
    { sql: "DO $$ BEGIN EXECUTE 'UPDATE public.t SET a = 2'; END $$;", dialect: "postgres", what: "DO" },
    { sql: "DO $$ BEGIN EXECUTE 'DELETE FROM ' || quote_ident(x); END $$;", dialect: "postgres", what: "DO" },
    { sql: "BEGIN\n UPDATE t SET a = 1;\nEND;\n/", dialect: "oracle", what: "BEGIN" },
    {
      sql: "DECLARE x int;\nBEGIN\n MERGE INTO t USING u ON (1=1) WHEN MATCHED THEN DELETE;\nEND;\n/",
      dialect: "oracle",
      what: "DECLARE",
    },
    { sql: "IF 1 = 1\nINSERT INTO t VALUES (3, 4)\nGO", dialect: "mssql", what: "IF" },
    { sql: "EXEC('INSERT INTO t VALUES (3, 4)');", dialect: "mssql", what: "EXEC" },
    { sql: "INSERT ALL INTO t VALUES (1, 2) SELECT * FROM u;", dialect: "oracle", what: "INSERT ALL" },
    {
      sql: "INSERT ALL WHEN 1 = 1 THEN INTO t VALUES (1, 2) SELECT * FROM dual;",
      dialect: "oracle",
      what: "INSERT ALL",
    },
    { sql: "SELECT * INTO t FROM u;", dialect: "mssql", what: "SELECT" },
  ])("are refused: $sql", async ({ sql, dialect, what }) => {
    expect(await refused(`${WITH}${sql}\n`, dialect, "t")).toEqual(["SOURCE_SQL_COMPUTED", 3, what]);
  });

  it.each<{ sql: string; dialect?: Dialect }>([
    { sql: "UPDATE u SET a = 1;" },
    { sql: "DELETE FROM u;" },
    { sql: "INSERT INTO u SELECT 1;" },
    { sql: "ALTER TABLE t ADD PRIMARY KEY (a), ADD KEY k (b);", dialect: "mysql" },
    { sql: "ALTER TABLE t MODIFY a int NOT NULL AUTO_INCREMENT, AUTO_INCREMENT=5;", dialect: "mysql" },
    { sql: "ALTER TABLE t DISABLE KEYS;", dialect: "mysql" },
    { sql: "ALTER TABLE t OWNER TO x;", dialect: "postgres" },
    { sql: "ALTER TABLE ONLY t ADD CONSTRAINT k PRIMARY KEY (a);", dialect: "postgres" },
    { sql: "ALTER TABLE t ALTER COLUMN a SET DEFAULT nextval('s'::regclass);", dialect: "postgres" },
    {
      sql: "ALTER TABLE [t] WITH CHECK ADD CONSTRAINT [c] FOREIGN KEY ([a]) REFERENCES [u] ([a])\nGO",
      dialect: "mssql",
    },
    { sql: "ALTER TABLE t ADD CONSTRAINT d DEFAULT ((0)) FOR a;", dialect: "mssql" },
    { sql: "ALTER TABLE t ADD (CONSTRAINT k PRIMARY KEY (a), CHECK (b > 0));", dialect: "oracle" },
    { sql: "CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW BEGIN UPDATE t SET a = 1; END;" },
    {
      sql: "CREATE FUNCTION f() RETURNS int AS $$ DELETE FROM t; SELECT 1 $$ LANGUAGE sql;",
      dialect: "postgres",
    },
    {
      sql: "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC DELETE FROM t; SELECT CASE WHEN 1=1 THEN 1 END; END;",
      dialect: "postgres",
    },
    { sql: "CREATE PROCEDURE p AS\nBEGIN\nINSERT INTO t VALUES (3, 4);\nEND\nGO", dialect: "mssql" },
    { sql: "CREATE VIEW v AS SELECT * FROM t;" },
    { sql: "SELECT pg_catalog.setval('t_a_seq', 5, true);", dialect: "postgres" },
    {
      sql: "EXEC sys.sp_addextendedproperty @name=N'x', @level1type=N'TABLE',@level1name=N't'\nGO",
      dialect: "mssql",
    },
  ])("are not suspected after: $sql", async ({ sql, dialect }) => {
    const { rows } = await readSql(`${WITH}${sql}\n`, dialect ?? "ansi", "t");
    expect(rows).toEqual([["1", "2"]]);
  });

  it("are not suspected for what was done before the rows", async () => {
    const before = "DROP TABLE IF EXISTS t;\nDELETE FROM t;\nTRUNCATE TABLE t;\nUPDATE t SET a = 1;\n";
    expect((await readSql(before + ROWS)).rows).toEqual([["1"]]);
  });

  it("are kept, and it is said, where a statement may have replaced or left out some", async () => {
    for (const sql of [
      "REPLACE INTO t (a) VALUES (1);\n",
      "INSERT IGNORE INTO t (a) VALUES (1);\n",
      "INSERT OR REPLACE INTO t (a) VALUES (1);\n",
      "INSERT INTO t (a) VALUES (1) ON CONFLICT DO NOTHING;\n",
      "INSERT INTO t (a) VALUES (1) ON DUPLICATE KEY UPDATE a = 2;\n",
      "INSERT INTO t (a) VALUES (1) AS n ON DUPLICATE KEY UPDATE a = n.a;\n",
      "REPLACE INTO t SET a = 1;\n",
    ]) {
      const { rows, notes } = await readSql(sql);
      expect(rows).toEqual([["1"]]);
      expect(notes).toContain("sources.sql.note.upsert");
    }
  });

  it("are kept, and it is said, where columns with a default are left out", async () => {
    const { rows, notes } = await readSql(`CREATE TABLE t (a int, b text DEFAULT 'x', c text);\n${ROWS}`);
    expect(rows).toEqual([["1", "", ""]]);
    expect(notes).toContain("sources.sql.note.defaults");
    const full = await readSql("CREATE TABLE t (a int, c text);\nINSERT INTO t (a) VALUES (1);\n");
    expect(full.notes).not.toContain("sources.sql.note.defaults");
  });
});

describe("a dump that cannot be understood", () => {
  it.each<{ why: string; sql: string; dialect?: Dialect; line: number }>([
    {
      why: "a ; in a row",
      sql: `${ROWS}INSERT INTO t (a) VALUES ('a\\'b; 'x');\n`,
      dialect: "ansi",
      line: 2,
    },
    {
      why: "a backslash in a row",
      sql: `${ROWS}INSERT INTO t (a) VALUES (1, \\N);\n`,
      dialect: "ansi",
      line: 2,
    },
    { why: "an INSERT of no known form", sql: `${ROWS}INSERT OVERWRITE INTO t VALUES (1);\n`, line: 2 },
    {
      why: "an option of COPY we cannot honour",
      sql: "COPY t (a) FROM stdin (FORMAT csv, DEFAULT 'x');\n1\n\\.\n",
      line: 1,
    },
    { why: "a condition on COPY", sql: "COPY t (a) FROM stdin WHERE a > 1;\n1\n\\.\n", line: 1 },
    { why: "VALUES without rows", sql: "INSERT INTO t (a) VALUES;\n", line: 1 },
  ])("is refused with its line: $why", async ({ sql, dialect, line }) => {
    expect(await refused(sql, dialect)).toEqual(["SOURCE_SQL_SYNTAX", line, undefined]);
  });

  it("is refused when rows without columns meet rows with them, and nothing gives the order", async () => {
    expect(await refused("INSERT INTO t (b, a) VALUES (1, 2);\nINSERT INTO t VALUES (1, 2);\n")).toEqual([
      "SOURCE_SQL_ORDER",
      2,
      undefined,
    ]);
    const { rows } = await readSql(
      "CREATE TABLE t (a int, b int);\nINSERT INTO t (b, a) VALUES (1, 2);\nINSERT INTO t VALUES (1, 2);\n",
    );
    expect(rows).toEqual([
      ["2", "1"],
      ["1", "2"],
    ]);
  });

  it("is refused when it holds no table at all", async () => {
    expect((await refused("SET x = 1;\n"))[0]).toBe("SOURCE_SQL_EMPTY");
    expect((await refused("solo testo, senza SQL\n", "ansi"))[0]).toBe("SOURCE_SQL_TRUNCATED");
  });
});

describe("rows that a broken text would hide", () => {
  it.each<{ why: string; sql: string; dialect?: Dialect; line?: number }>([
    { why: "a letter before the word", sql: "xINSERT INTO t (a) VALUES (2);\n" },
    { why: "something before the statement", sql: "{} INSERT INTO t (a) VALUES (2);\n" },
    { why: "a missing terminator", sql: "SET x = 1\nINSERT INTO t (a) VALUES (2);\n", dialect: "mysql" },
    {
      why: "a missing terminator on the same line",
      sql: "SET x = 1 INSERT INTO t (a) VALUES (2);\n",
      dialect: "ansi",
    },
    { why: "a missing comma", sql: "INSERT INTO t (a) VALUES (2) (3);\n" },
    { why: "a comma too many", sql: "INSERT INTO t (a) VALUES (2),;\n" },
    { why: "something after a row", sql: "INSERT INTO t (a) VALUES (2) 'x' ON CONFLICT DO NOTHING;\n" },
    {
      why: "a statement on the line of a COPY",
      sql: "COPY t (a) FROM stdin; INSERT INTO t (a) VALUES (2);\n3\n\\.\n",
    },
  ])("are not lost on it, it is refused: $why", async ({ sql, dialect }) => {
    expect(await refused(ROWS + sql, dialect)).toEqual(["SOURCE_SQL_SYNTAX", 2, undefined]);
  });

  it("are read where the junk is between statements", async () => {
    const { rows } = await readSql(`${ROWS}\0\0\0\n${ROWS}\u001a`);
    expect(rows).toEqual([["1"], ["1"]]);
  });

  it("in T-SQL, which needs no terminator, are read", async () => {
    const { rows } = await readSql(
      "SET NOCOUNT ON\nINSERT t (a) VALUES (1)\nSET NOCOUNT OFF\nINSERT t (a) VALUES (2)\n",
      "mssql",
    );
    expect(rows).toEqual([["1"], ["2"]]);
  });
});

describe("the dump of a cluster", () => {
  const part = (name: string, end = "\n-- PostgreSQL database dump complete\n"): string =>
    `\\connect ${name}\n--\n-- PostgreSQL database dump\n--\nCOPY public.t (a) FROM stdin;\n1\n\\.\n${end}`;
  const cluster = (end: string): string =>
    `--\n-- PostgreSQL database cluster dump\n--\n${part("uno")}${part("due", end)}`;

  it("is whole when all its parts are", async () => {
    const sql = cluster(
      "-- PostgreSQL database dump complete\n-- PostgreSQL database cluster dump complete\n",
    );
    expect((await readSql(sql, "auto", "uno.public.t")).rows).toEqual([["1"]]);
    expect((await refused(cluster("-- PostgreSQL database dump complete\n")))[0]).toBe(
      "SOURCE_SQL_TRUNCATED",
    );
  });
});
