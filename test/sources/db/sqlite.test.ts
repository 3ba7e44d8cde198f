import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { beforeAll, describe, expect, it } from "vitest";

import type { Connessione } from "../../../src/model/fonte.ts";
import { openSource, probeDatabase } from "../../../src/sources/index.ts";
import { DEFAULT_FILE } from "../../../src/sources/source.ts";
import { fileOf, readAll, refusal, text } from "../helpers.ts";
import { everythingOf, queryFile, skipped } from "./helpers.ts";
import { anyStrings, HOSTILE } from "./values.ts";

const CF = "RSSMRA80A01H501U";

function here(): boolean {
  try {
    execFileSync("sqlite3", ["-version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

const program = here();

describe.skipIf(!program)(`SQLite${program ? "" : skipped("no sqlite3 program to make a file with")}`, () => {
  // A name that means something in a URI.
  const path = join(mkdtempSync(join(tmpdir(), "sioc-sqlite-")), "dati 50%?#.db");
  const connessione: Connessione = { database: path, timeout: 60 };
  const shell = (sql: string, ...flags: string[]): string =>
    execFileSync("sqlite3", [...flags, path], { input: sql, maxBuffer: 2 ** 26 }).toString();
  const read = (sql: string, timeout = 60): ReturnType<typeof readAll> =>
    readAll(queryFile(sql), { tipo: "sqlite", connessione: { ...connessione, timeout } });

  beforeAll(() => {
    const strings = [...HOSTILE, ...anyStrings(200)].map(
      (s) => `(CAST(x'${Buffer.from(s).toString("hex")}' AS TEXT))`,
    );
    shell(`CREATE TABLE r (id integer PRIMARY KEY, nome text, grande integer DEFAULT 9223372036854775807,
        doppio real DEFAULT 0.1, intero real DEFAULT 5, giorno date DEFAULT '2026-01-10', nulla text);
      INSERT INTO r (nome) VALUES ${strings.join(", ")};
      INSERT INTO r (doppio) VALUES (1e20), (-1e-7), (123456789.123456789), (0.0), (1e15), (123456789012345.6), (2e-5);
      CREATE TABLE misto (a, b blob);
      INSERT INTO misto VALUES ('x', NULL), (x'41', x'41'), (7, 1.5);`);
  });

  it("gives the cells as the sqlite3 program writes them", async () => {
    const query = "SELECT * FROM r ORDER BY id";
    const file = { ...DEFAULT_FILE, delimiter: ",", encoding: "utf-8" } as const;
    const expected = await readAll(fileOf(shell(query, "-csv", "-header")), { file });
    const found = await read(query);
    expect(found.header).toEqual(expected.header);
    expect(found.rows.length).toBe(HOSTILE.length + 207);
    expect(found.rows).toEqual(expected.rows);
  });

  it("says of a column that it holds bytes", async () => {
    const { rows, notes } = await read("SELECT a, b FROM misto ORDER BY rowid");
    expect(rows).toEqual([
      ["x", ""],
      ["A", "0x41"],
      ["7", "0x312e35"],
    ]);
    expect(notes).toEqual(["sources.note.dbOdd"]);
  });

  it("keeps the order of the query and what stands after a zero byte", async () => {
    const { rows } = await read("SELECT id AS n, 'a' || char(0) || 'b' AS z FROM r ORDER BY id DESC LIMIT 3");
    expect(rows.map(([n]) => n)).toEqual(
      ["236", "235", "234"].map((n) => String(Number(n) + HOSTILE.length - 29)),
    );
    expect(rows[0]?.[1]).toBe("a\0b");
  });

  it.each(["UTF-16le", "UTF-16be"])("reads a file whose text is %s", async (encoding) => {
    const other = `${path}-${encoding}`;
    const sql = `PRAGMA encoding = '${encoding}'; CREATE TABLE t (a, b); INSERT INTO t VALUES ('è 😀', 1.5), (NULL, 7);`;
    execFileSync("sqlite3", [other], { input: sql });
    const found = await readAll(queryFile("SELECT a, b FROM t"), {
      tipo: "sqlite",
      connessione: { database: other, timeout: 9 },
    });
    expect(found.rows).toEqual([
      ["è 😀", "1.5"],
      ["", "7"],
    ]);
  });

  it("numbers the rows and keeps their order over many batches", async () => {
    const found = await read(
      "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 9000) SELECT n, hex(n) AS h FROM c",
    );
    expect(found.rows.map(([n]) => Number(n))).toEqual(found.lines);
    expect(found.lines.at(-1)).toBe(9000);
  });

  it("says where characters had to be replaced, and does not die of them", async () => {
    const { notes } = await read("SELECT CAST(x'636974e0' AS TEXT) AS a");
    expect(notes).toEqual(["sources.note.dbReplaced"]);
  });

  it.each([
    ["a table that is not there", "SELECT a FROM manca", "una tabella non esiste"],
    ["a column that is not there", "SELECT manca FROM r", "una colonna non esiste"],
    ["a mistake in the text", "SELECT a FROM WHERE", "errore di scrittura"],
    ["a function that is not there", "SELECT manca(1) AS a", "una funzione non esiste"],
  ])("tells %s", async (_, sql, sentence) => {
    const error = await refusal(read(sql));
    expect([error.code, error.data["reason"]]).toEqual(["DB_QUERY", expect.stringContaining(sentence)]);
  });

  it("repeats nothing of the query nor of the data", async () => {
    for (const sql of [
      `SELECT ${CF} AS a`,
      `SELECT * FROM "${CF}"`,
      `SELECT json_extract('${CF}', '$') AS a`,
    ]) {
      const error = await refusal(read(sql));
      expect(everythingOf(error)).not.toContain(CF);
    }
  });

  it("opens the file so that nothing can write it", async () => {
    const before = [readFileSync(path).toString("hex").length, statSync(path).mtimeMs];
    const error = await refusal(read("SELECT load_extension('x') AS a"));
    expect(error.code).toBe("DB_QUERY");
    for (const sql of [
      "WITH x AS (SELECT 1) INSERT INTO misto SELECT 1, 2",
      "WITH x AS (SELECT 1) DELETE FROM misto",
    ])
      expect((await refusal(read(sql))).code).toMatch(/^DB_QUERY/);
    expect([readFileSync(path).toString("hex").length, statSync(path).mtimeMs]).toEqual(before);
  });

  it("stops a reading that takes longer than it may", async () => {
    const slow =
      "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT max(n) AS m FROM (SELECT n FROM c LIMIT 20000000)";
    expect((await refusal(read(slow, 1))).code).toBe("DB_TIMEOUT");
  });

  it("refuses what is no SQLite file, and one that is not there, and makes none", async () => {
    const missing = `${path}-manca`;
    const open = (database: string): Promise<unknown> =>
      openSource(queryFile("SELECT 1 AS a"), {
        tipo: "sqlite",
        connessione: { database, timeout: 9 },
        text,
      });
    expect((await refusal(open(fileOf("a;b\n1;2\n")))).code).toBe("SOURCE_TIPO");
    expect((await refusal(open(missing))).code).toBe("SOURCE_MISSING");
    expect(() => statSync(missing)).toThrow(/ENOENT/);
  });

  it("is probed", async () => {
    expect(await probeDatabase("sqlite", connessione, text)).toEqual({
      version: expect.stringMatching(/^SQLite 3\.\d+\.\d+ \((libsql|node:sqlite)\)$/) as unknown,
      host: "dati 50%?#.db",
      encrypted: false,
    });
  });
});
