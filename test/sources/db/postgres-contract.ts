import { describe, expect, it } from "vitest";

import { openSource } from "../../../src/sources/index.ts";
import { DEFAULT_FILE } from "../../../src/sources/source.ts";
import { fileOf, readAll, refusal, text, type ReadResult } from "../helpers.ts";
import { byUrl, everythingOf, queryFile } from "./helpers.ts";
import { anyStrings, DAYS, HOSTILE, HOURS } from "./values.ts";

/** A server that speaks PostgreSQL's protocol. */
export interface PostgresServer {
  readonly url: () => string;
  readonly run: (sql: string) => Promise<void>;
  /** The result of a query as the server's own COPY writes it. */
  readonly csv: (query: string) => Promise<string>;
}

const CF = "RSSMRA80A01H501U";

/** What holds of every server; PGlite and a real one both take it. */
export function postgresContract({ url, run, csv }: PostgresServer): void {
  const read = (sql: string, timeout = 60): Promise<ReadResult> =>
    readAll(queryFile(sql), { tipo: "postgres", connessione: byUrl(url(), timeout) });

  describe("equality with the server's own CSV", () => {
    it("gives the same cells, whatever their type", async () => {
      await run(TABLE);
      await run(
        `INSERT INTO contratto (nome) VALUES ${[...HOSTILE, ...anyStrings(300)].map(tuple).join(", ")}`,
      );
      for (const day of DAYS)
        await run(
          `INSERT INTO contratto (giorno, quando) VALUES ${HOURS.map((h) => `('${day}', '${day} ${h}')`).join(", ")}`,
        );
      const query = "SELECT * FROM contratto ORDER BY id";
      const file = fileOf(await csv(query));
      const expected = await readAll(file, { file: { ...DEFAULT_FILE, delimiter: ",", encoding: "utf-8" } });
      const found = await read(query);
      expect(found.header).toEqual(expected.header);
      expect(found.rows.length).toBeGreaterThan(HOSTILE.length + 300);
      expect(found.rows).toEqual(expected.rows);
      expect(found.bad).toEqual([]);
    });

    it("numbers the rows from 1 in the order of the result and keeps it over many batches", async () => {
      const found = await read("SELECT i AS n, repeat('x', i % 700) AS t FROM generate_series(1, 9000) i");
      expect(found.rows.map(([n]) => Number(n))).toEqual(found.lines);
      expect(found.physicalLines).toBe(9000);
      expect(found.lines.at(-1)).toBe(9000);
    });

    it("gives the same checksum for the same cells, another for others", async () => {
      const query = "SELECT i, md5(i::text) AS h FROM generate_series(1, 5000) i";
      const [one, two, three] = [await read(query), await read(query), await read(`${query} LIMIT 4999`)];
      expect(two.sha256).toBe(one.sha256);
      expect(three.sha256).not.toBe(one.sha256);
    });
  });

  describe("columns", () => {
    it("says which are not text, number or date, and which have no name", async () => {
      const sql = `SELECT 1, '\\x00ff'::bytea AS b, '{"a": [1]}'::jsonb AS j, ARRAY['x','y'] AS l, 'v' AS v`;
      const { header, rows, notes } = await read(sql);
      expect(header).toEqual(["", "b", "j", "l", "v"]);
      expect(rows).toEqual([["1", String.raw`\x00ff`, '{"a": [1]}', "{x,y}", "v"]]);
      expect(notes).toEqual(["sources.note.dbNameless", "sources.note.dbOdd"]);
    });

    it.each([
      ["the same name twice", 'SELECT 1 AS a, 2 AS b, 3 AS "A"'],
      ["a name every object has", 'SELECT 1 AS "__proto__"'],
      ["none at all", "SELECT FROM generate_series(1, 2)"],
    ])("refuses %s", async (_, sql) => {
      expect((await refusal(read(sql))).code).toBe("DB_COLUMNS");
    });

    it("refuses a result that has other columns when it is read", async () => {
      await run("CREATE TABLE mutevole (a int); INSERT INTO mutevole VALUES (1)");
      const path = queryFile("SELECT * FROM mutevole");
      const source = await openSource(path, { tipo: "postgres", connessione: byUrl(url()), text });
      await run("ALTER TABLE mutevole ADD COLUMN b int");
      expect((await refusal(source.blocks().next())).code).toBe("SOURCE_CHANGED");
    });

    it("refuses an empty result, unless it may be empty", async () => {
      const sql = "SELECT 1 AS a WHERE false";
      expect((await refusal(read(sql))).code).toBe("SOURCE_HEADER_ONLY");
      const options = { tipo: "postgres", connessione: byUrl(url()), mayBeEmpty: true } as const;
      expect(await readAll(queryFile(sql), options)).toMatchObject({ header: ["a"], rows: [] });
    });
  });

  describe("rows", () => {
    it("makes a finding of a value longer than 1 MiB and goes on", async () => {
      const sql =
        "SELECT i AS n, repeat('y', CASE i WHEN 2 THEN 1048577 ELSE 3 END) AS t FROM generate_series(1, 3) i";
      const { rows, bad, lines } = await read(sql);
      expect(rows).toEqual([
        ["1", "yyy"],
        ["3", "yyy"],
      ]);
      expect(lines).toEqual([1, 3]);
      expect(bad).toEqual([{ line: 2, code: "OC-S-006", params: { n: 2, m: 2 } }]);
    });

    it("counts blank rows", async () => {
      const { rows, blank } = await read(
        "SELECT CASE WHEN i <> 2 THEN 'x' END AS a FROM generate_series(1, 3) i",
      );
      expect([rows.length, blank]).toEqual([2, 1]);
    });

    it("leaves a reading given up half-way, and the server free for the next", async () => {
      const sql = "SELECT i AS n, repeat('z', 500) AS t FROM generate_series(1, 200000) i";
      const source = await openSource(queryFile(sql), { tipo: "postgres", connessione: byUrl(url()), text });
      for await (const block of source.blocks()) {
        expect(block.kind).toBe("cells");
        break;
      }
      expect(() => source.end()).toThrow(/exhausted/);
      expect((await read("SELECT 1 AS a")).rows).toEqual([["1"]]);
    });
  });

  describe("refusals of the server", () => {
    it.each([
      ["a table that is not there", "\nSELECT a\nFROM manca", "42P01", 3],
      ["a column that is not there", "SELECT 1 AS a,\n manca\nFROM (SELECT 1) t", "42703", 2],
      ["a mistake in the text", "SELECT 1 AS a FROM\nWHERE", "42601", 2],
      ["a function that is not there", "SELECT manca(1) AS a", "42883", 1],
    ])("names the line of %s", async (_, sql, state, line) => {
      const error = await refusal(read(sql));
      expect(error.code).toBe("DB_QUERY");
      expect(error.data["reason"]).toContain(`(${state}, riga ${line} della query)`);
    });

    it("repeats nothing of the query nor of the data", async () => {
      for (const sql of [
        `SELECT '${CF}'::int AS a`,
        `SELECT x::int AS a FROM (VALUES ('1'), ('${CF}')) t(x)`,
        `SELECT * FROM "${CF}"`,
        `SELECT ${CF} AS a`,
      ]) {
        const error = await refusal(read(sql));
        expect(error.code).toBe("DB_QUERY");
        expect(everythingOf(error)).not.toMatch(new RegExp(CF, "i"));
      }
    });

    it("meets an error in the middle of the rows with the same care", async () => {
      const sql = `SELECT CASE WHEN i < 3000 THEN i ELSE ('${CF}' || i)::int END AS n FROM generate_series(1, 5000) i`;
      const error = await refusal(read(sql));
      expect(error.code).toBe("DB_QUERY");
      expect(everythingOf(error)).not.toMatch(new RegExp(CF, "i"));
    });

    it.each([
      ["a write inside WITH", "WITH x AS (INSERT INTO tavola VALUES (2) RETURNING a) SELECT a FROM x"],
      ["SELECT INTO", "SELECT 1 AS a INTO nuova"],
      ["a function that writes", "SELECT scrive() AS a"],
      ["turning read-only off", "SELECT set_config('transaction_read_only', 'off', true) AS a, scrive()"],
    ])("lets nothing be written: %s", async (_, sql) => {
      await run(`CREATE TABLE IF NOT EXISTS tavola (a int);
        CREATE OR REPLACE FUNCTION scrive() RETURNS int LANGUAGE sql AS 'INSERT INTO tavola VALUES (1) RETURNING a'`);
      const error = await refusal(read(sql));
      expect([error.code, everythingOf(error)]).toEqual([
        "DB_QUERY",
        expect.stringMatching(/25006|25001/) as unknown,
      ]);
      expect(await csv("SELECT count(*) AS quanti FROM tavola")).toBe("quanti\n0\n");
    });
  });
}

const TABLE = `CREATE TABLE contratto (
  id int GENERATED ALWAYS AS IDENTITY,
  nome text,
  giorno date,
  quando timestamp,
  numero numeric DEFAULT 123456789012345678901234567890.0123456789,
  piccolo numeric(12, 4) DEFAULT -0.5,
  grande bigint DEFAULT 9223372036854775807,
  doppio float8 DEFAULT 0.1,
  vero boolean DEFAULT true,
  falso boolean DEFAULT false,
  ora time DEFAULT '02:30:00',
  fisso char(6) DEFAULT '030',
  nulla text
)`;

function tuple(value: string): string {
  return `(E'${value.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}')`;
}
