import { execFile, execFileSync } from "node:child_process";
import { promisify } from "node:util";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { openSource, probeDatabase } from "../../../src/sources/index.ts";
import { readAll, refusal, text } from "../helpers.ts";
import { byUrl, drain, everythingOf, listens, queryFile, random, skipped, until } from "./helpers.ts";
import { anyStrings, DAYS, HOSTILE, HOURS } from "./values.ts";

const CLIENT = ["-h", "127.0.0.1", "-u", "root", "--default-character-set=utf8mb4", "-N", "-B"];

async function ready(): Promise<boolean> {
  if (!(await listens(3306))) return false;
  try {
    execFileSync("mariadb", [...CLIENT, "-e", "SELECT 1"], { stdio: "ignore", timeout: 5_000 });
    return true;
  } catch {
    return false;
  }
}

const here = await ready();
const why = here ? "" : skipped("no MariaDB for root without password on 127.0.0.1:3306, or no client");
const CF = "RSSMRA80A01H501U";

describe.skipIf(!here)(`MySQL and MariaDB, a real server${why}`, () => {
  const database = random();
  const url = (): string => `mysql://root@127.0.0.1:3306/${database}`;
  const run = async (sql: string): Promise<string> => {
    const child = promisify(execFile)("mariadb", CLIENT, { maxBuffer: 2 ** 26 });
    child.child.stdin?.end(sql);
    return (await child).stdout;
  };
  const read = (sql: string, timeout = 60): ReturnType<typeof readAll> =>
    readAll(queryFile(sql), { tipo: "mysql", connessione: byUrl(url(), timeout) });
  const SESSIONS = `SELECT id FROM information_schema.processlist WHERE db = '${database}' AND id <> connection_id()`;
  const LONG = "SELECT seq AS n, repeat('z', 500) AS t FROM seq_1_to_500000";

  beforeAll(async () => {
    await run(`CREATE DATABASE ${database} CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`);
    await run(`CREATE TABLE ${database}.tavola (a int); INSERT INTO ${database}.tavola VALUES (1)`);
  });
  afterAll(async () => {
    await run(`DROP DATABASE ${database}`);
  });

  it("gives the cells as the server's own client writes them, whatever their type", async () => {
    const strings = [...HOSTILE, ...anyStrings(300)];
    const table = `${database}.contratto`;
    await run(`CREATE TABLE ${table} (
      id int AUTO_INCREMENT PRIMARY KEY, nome longtext, giorno date, quando datetime,
      numero decimal(50, 20) DEFAULT 123456789012345678901234567890.0123456789, grande bigint DEFAULT 9223372036854775807,
      senza bigint unsigned DEFAULT 18446744073709551615, doppio double DEFAULT 0.1, singolo float DEFAULT 0.1,
      ora time DEFAULT '-100:30:00', vero boolean DEFAULT true, fisso char(6) DEFAULT '030', anno year DEFAULT 1969,
      tipo enum('a', 'b') DEFAULT 'b', fine datetime(6) DEFAULT '2026-03-29 02:30:00.000001', nulla text)`);
    for (let i = 0; i < strings.length; i += 50)
      await run(
        `INSERT INTO ${table} (nome) VALUES ${strings
          .slice(i, i + 50)
          .map(hexTuple)
          .join(", ")}`,
      );
    const days = [
      ...DAYS.flatMap((day) => HOURS.map((hour) => [day, `${day} ${hour}`])),
      ["0000-00-00", "0000-00-00"],
    ];
    const tuples = days.map(([day, when]) => `('${day}', '${when}')`).join(", ");
    await run(`SET sql_mode = ''; INSERT INTO ${table} (giorno, quando) VALUES ${tuples}`);
    const fields = "id giorno quando numero grande senza doppio singolo ora vero fisso anno tipo fine".split(
      " ",
    );
    const query = `SELECT ${[...fields, "nome", "nulla"].join(", ")} FROM contratto ORDER BY id`;
    // The client's own text, each cell in hexadecimal so that nothing in it can be taken for a separator.
    const hex = [...fields, "nome"].map(
      (name) => `coalesce(hex(cast(${name} AS char CHARACTER SET utf8mb4)), '')`,
    );
    const out = await run(
      `USE ${database}; SELECT concat_ws(',', ${hex.join(", ")}) FROM contratto ORDER BY id`,
    );
    const expected = out
      .trimEnd()
      .split("\n")
      .map((line) => [...line.split(",").map(unhex), ""]);
    const found = await read(query);
    expect(expected.length).toBe(strings.length + days.length);
    expect(found.rows).toEqual(expected);
    expect(found.bad).toEqual([]);
    expect(found.rows.filter(([, day]) => day === "0000-00-00").length).toBe(1);
  });

  it("numbers the rows from 1 and keeps their order over many batches", async () => {
    const found = await read("SELECT seq AS n, repeat('x', seq % 700) AS t FROM seq_1_to_9000");
    expect(found.rows.map(([n]) => Number(n))).toEqual(found.lines);
    expect(found.lines.at(-1)).toBe(9000);
  });

  it("says which columns are not text, number or date", async () => {
    await run(`CREATE TABLE ${database}.strani (b blob, v varbinary(4), t bit(10), g point, x text);
      INSERT INTO ${database}.strani VALUES (x'00ff', x'4142', b'1000000001', point(1, 2), 'v')`);
    const { rows, notes } = await read("SELECT b, v, t, x FROM strani");
    expect(rows).toEqual([["0x00ff", "0x4142", "513", "v"]]);
    expect(notes).toEqual(["sources.note.dbOdd"]);
    expect((await read("SELECT g FROM strani")).rows[0]?.[0]).toMatch(/^0x[0-9a-f]+$/);
  });

  it("makes a finding of a value longer than 1 MiB and goes on", async () => {
    const { rows, bad } = await read(
      "SELECT seq AS n, repeat('y', if(seq = 2, 1048577, 3)) AS t FROM seq_1_to_3",
    );
    expect(rows.map(([n]) => n)).toEqual(["1", "3"]);
    expect(bad).toEqual([{ line: 2, code: "OC-S-006", params: { n: 2, m: 2 } }]);
  });

  it.each([
    ["a table that is not there", "SELECT a FROM manca", "1146"],
    ["a column that is not there", "SELECT manca FROM tavola", "1054"],
    ["a mistake in the text, with its line", "SELECT a\nFROM\nWHERE", "1064, riga 3 della query"],
    ["a function that is not there", "SELECT manca(1) AS a", "1305"],
  ])("tells %s", async (_, sql, facts) => {
    const error = await refusal(read(sql));
    expect([error.code, error.exit]).toEqual(["DB_QUERY", 20]);
    expect(error.data["reason"]).toContain(`(${facts})`);
  });

  it("repeats nothing of the query nor of the data", async () => {
    for (const sql of [
      `SELECT '${CF}' FROM`,
      `SELECT ${CF} AS a`,
      `SELECT * FROM \`${CF}\``,
      `SELECT extractvalue('<a/>', '${CF}(') AS a`,
    ]) {
      const error = await refusal(read(sql));
      expect(error.code).toBe("DB_QUERY");
      expect(everythingOf(error)).not.toMatch(new RegExp(CF, "i"));
    }
  });

  it("lets nothing be written", async () => {
    await run(
      `USE ${database}\nDELIMITER //\nCREATE FUNCTION scrive() RETURNS int BEGIN INSERT INTO tavola VALUES (2); RETURN 1; END//\n`,
    );
    const error = await refusal(read("SELECT scrive() AS a"));
    expect([error.code, error.data["reason"]]).toEqual(["DB_QUERY", expect.stringContaining("1792")]);
    expect(await run(`SELECT count(*) FROM ${database}.tavola`)).toBe("1\n");
  });

  it("says how many rows had come when the server ends the session", async () => {
    const source = await openSource(queryFile(LONG), { tipo: "mysql", connessione: byUrl(url()), text });
    const blocks = source.blocks();
    await blocks.next();
    await run(`KILL ${(await run(SESSIONS)).trim()}`);
    const error = await refusal(drain(blocks));
    expect([error.code, error.exit]).toEqual(["DB_LOST", 23]);
    expect(error.data["rows"]).toBeGreaterThan(100);
  });

  it("stops a statement that takes longer than it may, on the server too", async () => {
    const start = Date.now();
    const error = await refusal(read("SELECT sleep(30) AS a", 1));
    expect([error.code, error.exit, error.data["seconds"]]).toEqual(["DB_TIMEOUT", 23, 1]);
    expect(Date.now() - start).toBeLessThan(8_000);
    await until(async () => (await run(SESSIONS)) === "");
  });

  it("does not count the time the rows wait for us", async () => {
    const source = await openSource(queryFile(LONG), { tipo: "mysql", connessione: byUrl(url(), 1), text });
    const blocks = source.blocks();
    await blocks.next();
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect((await blocks.next()).done).toBe(false);
    await blocks.return();
  });

  it("leaves no session behind a reading given up half-way", async () => {
    const source = await openSource(queryFile(LONG), { tipo: "mysql", connessione: byUrl(url()), text });
    for await (const block of source.blocks()) {
      expect(block.kind).toBe("cells");
      expect(await run(SESSIONS)).toMatch(/^\d+\n$/);
      break;
    }
    await until(async () => (await run(SESSIONS)) === "");
  });

  it.each([
    ["a wrong password", "root:segretissima@127.0.0.1/mysql", "1045"],
    ["a database that is not there", "root@127.0.0.1/manca_del_tutto", "1049"],
  ])("tells %s", async (_, where, code) => {
    const connessione = byUrl(`mysql://${where}`);
    const error = await refusal(readAll(queryFile("SELECT 1 AS a"), { tipo: "mysql", connessione }));
    expect([error.code, error.exit, error.data["reason"]]).toEqual([
      "DB_LOGIN",
      21,
      expect.stringMatching(code),
    ]);
    expect(everythingOf(error)).not.toContain("segretissima");
  });

  it("refuses to go on in the clear when the address wants encryption and the server has none", async () => {
    const connessione = byUrl(`mysql://root@localhost:3306/${database}?sslmode=verify-full`);
    const error = await refusal(readAll(queryFile("SELECT 1 AS a"), { tipo: "mysql", connessione }));
    expect([error.code, error.exit]).toEqual(["DB_TLS", 21]);
  });

  it("is probed: version, host without credentials, encryption", async () => {
    expect(await probeDatabase("mysql", byUrl(url()), text)).toEqual({
      version: expect.stringMatching(/^(MariaDB|MySQL) \d+\.\d+\.\d+$/) as unknown,
      host: "127.0.0.1:3306",
      encrypted: false,
    });
  });
});

function hexTuple(value: string): string {
  return `(CONVERT(x'${Buffer.from(value).toString("hex")}' USING utf8mb4))`;
}

function unhex(cell: string): string {
  return Buffer.from(cell, "hex").toString();
}
