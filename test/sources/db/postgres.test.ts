import { execFile, execFileSync } from "node:child_process";
import { promisify } from "node:util";

import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";

import { openSource, probeDatabase } from "../../../src/sources/index.ts";
import { readAll, refusal, text } from "../helpers.ts";
import { byUrl, drain, everythingOf, listens, queryFile, random, skipped, until } from "./helpers.ts";
import { postgresContract } from "./postgres-contract.ts";

const PSQL = ["-h", "127.0.0.1", "-U", "postgres", "-X", "-q", "-v", "ON_ERROR_STOP=1"];

/** A server that lets the tests in, and its own client to prepare what they read. */
async function ready(): Promise<boolean> {
  if (!(await listens(5432))) return false;
  try {
    execFileSync("psql", [...PSQL, "-d", "postgres", "-c", "SELECT 1"], { stdio: "ignore", timeout: 5_000 });
    return true;
  } catch {
    return false;
  }
}

const here = await ready();
const why = here ? "" : skipped("no PostgreSQL with trust for postgres on 127.0.0.1:5432, or no psql");

describe.skipIf(!here)(`PostgreSQL, a real server${why}`, () => {
  const database = random();
  const url = (): string => `postgres://postgres@127.0.0.1:5432/${database}`;
  const psql = async (sql: string, on = database): Promise<string> => {
    const child = promisify(execFile)("psql", [...PSQL, "-d", on, "-A", "-t", "-c", sql], {
      maxBuffer: 2 ** 26,
    });
    return (await child).stdout;
  };
  const read = (sql: string, timeout = 60): ReturnType<typeof readAll> =>
    readAll(queryFile(sql), { tipo: "postgres", connessione: byUrl(url(), timeout) });
  const SESSIONS = `FROM pg_stat_activity WHERE application_name = 'sioc' AND datname = '${database}'`;
  const LONG = "SELECT i AS n, repeat('z', 500) AS t FROM generate_series(1, 500000) i";

  beforeAll(async () => {
    await psql(`CREATE DATABASE ${database} TEMPLATE template0 ENCODING 'UTF8'`, "postgres");
  });
  afterAll(async () => {
    await psql(`DROP DATABASE ${database} WITH (FORCE)`, "postgres");
  });

  postgresContract({
    url,
    run: async (sql) => {
      await psql(sql);
    },
    csv: async (query) => {
      const args = [...PSQL, "-d", database, "-c", `COPY (${query}) TO STDOUT WITH (FORMAT csv, HEADER)`];
      return (await promisify(execFile)("psql", args, { maxBuffer: 2 ** 26 })).stdout;
    },
  });

  it("is probed: version, host without credentials, encryption", async () => {
    expect(await probeDatabase("postgres", byUrl(url()), text)).toEqual({
      version: expect.stringMatching(/^PostgreSQL \d+\.\d+$/) as unknown,
      host: "127.0.0.1:5432",
      encrypted: false,
    });
  });

  it("writes dates the same way whatever the database is set to", async () => {
    const query = "SELECT date '2026-01-10' AS d, timestamp '2026-01-10 10:00' AS t, '\\x41'::bytea AS b";
    const before = await read(query);
    await psql(`ALTER DATABASE ${database} SET datestyle = 'German';
      ALTER DATABASE ${database} SET bytea_output = 'escape'`);
    const after = await read(query);
    await psql(`ALTER DATABASE ${database} RESET ALL`);
    expect(before.rows).toEqual([["2026-01-10", "2026-01-10 10:00:00", String.raw`\x41`]]);
    expect(after.rows).toEqual(before.rows);
  });

  it("says how many rows had come when the server ends the session", async () => {
    const source = await openSource(queryFile(LONG), { tipo: "postgres", connessione: byUrl(url()), text });
    const blocks = source.blocks();
    await blocks.next();
    await psql(`SELECT pg_terminate_backend(pid) ${SESSIONS}`);
    const error = await refusal(drain(blocks));
    expect([error.code, error.exit]).toEqual(["DB_LOST", 23]);
    expect(error.data["rows"]).toBeGreaterThan(100);
    expect(everythingOf(error)).toContain("57P01");
  });

  it("takes a statement cancelled by somebody else for a loss, not for its own limit", async () => {
    const reading = refusal(read("SELECT pg_sleep(30) AS a"));
    await until(async () => (await psql(`SELECT pid ${SESSIONS} AND state = 'active'`)) !== "");
    await psql(`SELECT pg_cancel_backend(pid) ${SESSIONS}`);
    expect((await reading).code).toBe("DB_LOST");
  });

  it("stops a statement that takes longer than it may", async () => {
    const start = Date.now();
    const error = await refusal(read("SELECT pg_sleep(30) AS a", 1));
    expect([error.code, error.exit, error.data["seconds"]]).toEqual(["DB_TIMEOUT", 23, 1]);
    expect(Date.now() - start).toBeLessThan(8_000);
    expect(await psql(`SELECT pid ${SESSIONS}`)).toBe("");
  });

  it("does not count the time the rows wait for us", async () => {
    const connessione = byUrl(url(), 1);
    const source = await openSource(queryFile(LONG), { tipo: "postgres", connessione, text });
    const blocks = source.blocks();
    await blocks.next();
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect((await blocks.next()).done).toBe(false);
    await blocks.return();
  });

  it("leaves no session behind a reading given up half-way", async () => {
    const source = await openSource(queryFile(LONG), { tipo: "postgres", connessione: byUrl(url()), text });
    for await (const block of source.blocks()) {
      expect(block.kind).toBe("cells");
      expect(await psql(`SELECT count(*) ${SESSIONS}`)).toBe("1\n");
      break;
    }
    await until(async () => (await psql(`SELECT pid ${SESSIONS}`)) === "");
  });

  it("refuses whom the server does not know, and a database that is not there", async () => {
    for (const wrong of ["nessuno:segretissima@127.0.0.1/postgres", `postgres@127.0.0.1/${database}_no`]) {
      const connessione = byUrl(`postgres://${wrong}`);
      const error = await refusal(readAll(queryFile("SELECT 1 AS a"), { tipo: "postgres", connessione }));
      expect([error.code, error.exit]).toEqual(["DB_LOGIN", 21]);
      expect(everythingOf(error)).not.toContain("segretissima");
    }
  });

  it("says that a user may not read", async () => {
    const role = random();
    await psql(`CREATE TABLE riservata (a int); CREATE ROLE ${role} LOGIN`);
    const connessione = byUrl(`postgres://${role}@127.0.0.1/${database}`);
    const error = await refusal(
      readAll(queryFile("SELECT a FROM riservata"), { tipo: "postgres", connessione }),
    );
    await psql(`DROP ROLE ${role}`);
    expect([error.code, error.data["reason"]]).toEqual(["DB_QUERY", expect.stringContaining("42501")]);
  });

  it("says that a database without encoding gave bytes that are no characters", async () => {
    const other = random();
    onTestFinished(async () => {
      await psql(`DROP DATABASE IF EXISTS ${other} WITH (FORCE)`, "postgres");
    });
    await psql(`CREATE DATABASE ${other} TEMPLATE template0 ENCODING 'SQL_ASCII' LOCALE 'C'`, "postgres");
    await psql("CREATE TABLE t (a text); INSERT INTO t VALUES (E'citt\\xe0')", other);
    const connessione = byUrl(`postgres://postgres@127.0.0.1/${other}`);
    const error = await refusal(readAll(queryFile("SELECT a FROM t"), { tipo: "postgres", connessione }));
    const sql = "SELECT convert_from(convert(a::bytea, 'LATIN1', 'UTF8'), 'SQL_ASCII') AS a FROM t";
    const mended = await readAll(queryFile(sql), { tipo: "postgres", connessione });
    expect([error.code, error.data["reason"]]).toEqual(["DB_QUERY", expect.stringContaining("22021")]);
    expect(mended.rows).toEqual([["città"]]);
  });
});
