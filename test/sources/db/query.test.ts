import { describe, expect, it } from "vitest";

import type { TipoDatabase } from "../../../src/model/fonte.ts";
import { readQuery } from "../../../src/sources/db/query.ts";
import { openSource } from "../../../src/sources/index.ts";
import { fileOf, refusal, text } from "../helpers.ts";
import { everythingOf, queryFile } from "./helpers.ts";

const CF = "RSSMRA80A01H501U";

/** The reason a query is refused for, the address never asked for; undefined if it passes as far as that. */
async function refused(content: string | Uint8Array, tipo: TipoDatabase = "postgres"): Promise<string> {
  const path = typeof content === "string" ? queryFile(content) : fileOf(content, "query-bytes.sql");
  const asked: string[] = [];
  const url = (): Promise<string> => {
    asked.push(path);
    return Promise.resolve("x");
  };
  const error = await refusal(openSource(path, { tipo, connessione: { url, timeout: 1 }, text }));
  if (asked.length > 0 || error.code !== "DB_QUERY_FILE") return `passed (${error.code})`;
  expect(everythingOf(error)).not.toContain(CF);
  return String(error.data["reason"]);
}

const sqlOf = async (sql: string, tipo: TipoDatabase = "postgres"): Promise<string> =>
  (await readQuery(queryFile(sql), tipo, text)).sql;

describe("the file of a query", () => {
  it.each([
    ["nothing", "", "nessuna istruzione"],
    ["blanks and comments", " \n-- SELECT 1\n/* SELECT 2 */ ;", "nessuna istruzione"],
    ["two statements", `SELECT 1; DELETE FROM t WHERE cf = '${CF}'`, "più di un'istruzione"],
    ["two statements on two lines", "SELECT 1;\nSELECT 2;", "più di un'istruzione"],
    ["a quote left open", `SELECT '${CF}`, "non si chiude"],
    ["a comment left open", "SELECT 1 /* /* */", "non si chiude"],
    ["a dollar quote left open", "SELECT $a$ x $b$", "non si chiude"],
    ["an UPDATE", `UPDATE t SET a = '${CF}'`, "non comincia con SELECT o WITH"],
    ["an EXPLAIN", "EXPLAIN ANALYZE SELECT 1", "non comincia con SELECT o WITH"],
    ["a COPY", "COPY t TO PROGRAM 'x'", "non comincia con SELECT o WITH"],
  ])("is refused when it holds %s", async (_, sql, reason) => {
    expect(await refused(sql)).toContain(reason);
  });

  it("is refused when it is not text in UTF-8, or too large", async () => {
    expect(await refused(Buffer.from("SELECT 'citt\xe0'", "latin1"))).toContain("UTF-8");
    expect(await refused(Buffer.from("SELECT 1", "utf16le"))).toContain("UTF-8");
    expect(await refused(`SELECT '${"x".repeat(1024 * 1024)}'`)).toContain("1 MiB");
  });

  it("is named when it is not there, or is a folder", async () => {
    const open = (path: string): Promise<unknown> =>
      openSource(path, { tipo: "postgres", connessione: { timeout: 1 }, text });
    expect(await refusal(open("/manca/ricoveri.sql"))).toMatchObject({
      code: "SOURCE_MISSING",
      data: { file: "ricoveri.sql" },
    });
    expect((await refusal(open("/tmp"))).code).toBe("SOURCE_NOT_A_FILE");
  });

  it("loses its byte order mark and its last semicolon, and keeps its lines", async () => {
    expect(await sqlOf("\ufeff\n\nSELECT 1 AS a ;\n-- fine\n")).toBe("\n\nSELECT 1 AS a");
    expect(await sqlOf("SELECT 1 AS a")).toBe("SELECT 1 AS a");
    expect(await sqlOf("SELECT 1;;;")).toBe("SELECT 1");
  });

  it("of half a megabyte in one literal, or of quotes only, takes no time", async () => {
    const start = performance.now();
    expect(await refused(`SELECT '${"''".repeat(250_000)}' FROM t; SELECT`)).toContain(
      "più di un'istruzione",
    );
    expect(await refused("SELECT " + "$a".repeat(300_000))).toContain("passed");
    expect(await refused("SELECT " + "$".repeat(300_001))).toMatch(/non si chiude|passed/);
    expect(await refused("SELECT " + "/*".repeat(300_000))).toContain("non si chiude");
    expect(await refused("SELECT " + "q'[".repeat(100_000), "oracle")).toContain("non si chiude");
    expect(performance.now() - start).toBeLessThan(3_000);
  });
});

describe("what looks like a second statement and is not", () => {
  it.each<[TipoDatabase, string]>([
    [
      "postgres",
      "SELECT ';' AS a, \";\" AS b, E'\\';' AS c, $$;$$ AS d, $x$ ; $y$ ; $x$ AS e -- ;\n/* ; /* ; */ ; */",
    ],
    ["postgres", "SELECT a[1], $1, t.$b, U&'\\0041;' FROM t"],
    ["mysql", "SELECT ';', '\\';', \";\\\";\", `;`, 5--3 # ;\n-- ;\nFROM t"],
    ["mssql", "SELECT [;], [a]];], ';', N';' /* /* ; */ ; */ FROM t"],
    ["oracle", "SELECT q'[;';]', nq'{;}', Q'!;!', 'it''s;' FROM dual"],
    ["sqlite", "SELECT [;], `;`, \";\", ';' FROM t /* ; /* ; */"],
    ["postgres", "(SELECT 1) UNION SELECT 2"],
    ["postgres", "wItH x AS (SELECT 1) SELECT * FROM x"],
  ])("%s: %s", async (tipo, sql) => {
    expect(await sqlOf(`${sql};`, tipo)).toBe(sql);
  });
});

describe("what the server itself would let through", () => {
  it.each<[TipoDatabase, string, string]>([
    ["mysql", "SELECT 1 INTO OUTFILE '/tmp/x'", "INTO"],
    ["mysql", "SELECT a\ninto @x FROM t", "INTO"],
    ["mysql", "SELECT 1 /*! INTO OUTFILE '/tmp/x' */", "/*! … */"],
    ["mysql", "SELECT 1 /*M!50000 INTO OUTFILE '/tmp/x' */", "/*! … */"],
    ["mssql", "SELECT 1 DELETE FROM t", "DELETE"],
    ["mssql", "SELECT a INTO #t FROM t", "INTO"],
    ["mssql", "SELECT 1 EXEC xp_cmdshell 'x'", "EXEC"],
    ["mssql", "WITH x AS (SELECT 1 AS a) UPDATE x SET a = 2", "UPDATE"],
    ["mssql", "SELECT * FROM OPENROWSET('a', 'b', 'DELETE t')", "OPENROWSET"],
    ["mssql", "SELECT NEXT VALUE FOR s", "NEXT"],
    ["mssql", "SELECT 1 DROP/**/TABLE t", "DROP"],
    ["mssql", "SELECT 1\nGO\nSELECT 2", "GO"],
  ])("%s: %s", async (tipo, sql, word) => {
    expect(await refused(sql, tipo)).toContain(word);
  });

  it.each<[TipoDatabase, string]>([
    ["mssql", "SELECT [delete], 'DELETE', d.[into] FROM t -- DROP"],
    ["mssql", "SELECT a FROM t INNER MERGE JOIN u ON 1 = 1 OPTION (MERGE UNION)"],
    ["mssql", "SELECT deleted_at, updateDate, [next value] FROM inserted_rows"],
    ["mysql", "SELECT `into`, 'into' FROM t -- into"],
    ["mysql", "SELECT /*+ MAX_EXECUTION_TIME(1000) */ 1"],
  ])("%s lets pass: %s", async (tipo, sql) => {
    expect(await sqlOf(sql, tipo)).toBe(sql);
  });
});
