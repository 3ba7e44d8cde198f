import { execFile } from "node:child_process";
import { promisify } from "node:util";

import { parse } from "csv-parse/sync";

import { listens, random } from "../db/helpers.ts";

const run = promisify(execFile);

/** A table on a real server: rows go in through a driver, come out through the server's own programs. */
export interface TestServer {
  /** Makes the table anew. */
  create(ddl: string): Promise<void>;
  insert(columns: number, rows: readonly (readonly (string | null)[])[]): Promise<void>;
  /** The rows as the server writes them as text; NULL is "". In the order of the first column, a number. */
  rows(select: string): Promise<string[][]>;
  dump(args: readonly string[], environment?: Readonly<Record<string, string>>): Promise<Buffer>;
  drop(): Promise<void>;
}

export async function hasProgram(name: string): Promise<boolean> {
  return run(name, ["--version"]).then(
    () => true,
    () => false,
  );
}

export const postgresRuns = async (): Promise<boolean> =>
  (await listens(5432)) && (await hasProgram("pg_dump"));
export const mariadbRuns = async (): Promise<boolean> =>
  (await listens(3306)) && (await hasProgram("mariadb-dump"));

async function output(
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<Buffer> {
  const options = { encoding: "buffer", maxBuffer: 1e9, env: { ...process.env, ...env } } as const;
  return (await run(program, args, options)).stdout;
}

const PG = { PGHOST: "127.0.0.1", PGUSER: "postgres" };

interface PgClient {
  connect(): Promise<void>;
  query(sql: string, values?: readonly unknown[]): Promise<unknown>;
  end(): Promise<void>;
}

async function pgClient(database: string): Promise<PgClient> {
  // it has no types
  const { default: pg } = (await import(["pg"].join())) as {
    default: { Client: new (options: object) => PgClient };
  };
  const client = new pg.Client({ host: "127.0.0.1", user: "postgres", database });
  await client.connect();
  return client;
}

export async function openPostgres(): Promise<TestServer> {
  const database = random();
  const admin = await pgClient("postgres");
  await admin.query(`CREATE DATABASE ${database} TEMPLATE template0 ENCODING 'UTF8'`);
  const client = await pgClient(database);
  return {
    async create(ddl) {
      await client.query(`DROP TABLE IF EXISTS ricovero; ${ddl}`);
    },
    async insert(columns, rows) {
      for (const row of rows)
        await client.query(`INSERT INTO ricovero VALUES (${places(columns, (n) => `$${n}`)})`, row);
    },
    async rows(select) {
      const csv = await output("psql", ["-qc", `COPY (${select}) TO STDOUT (FORMAT csv)`, database], PG);
      return parse(csv.toString("utf8"), { record_delimiter: "\n" });
    },
    dump: (args, environment) => output("pg_dump", [...args, database], { ...PG, ...environment }),
    async drop() {
      await client.end();
      await admin.query(`DROP DATABASE ${database}`);
      await admin.end();
    },
  };
}

const MARIADB = ["-h127.0.0.1", "-uroot"];

export async function openMariadb(): Promise<TestServer> {
  const { createConnection } = await import("mysql2/promise");
  const database = random();
  const client = await createConnection({
    host: "127.0.0.1",
    user: "root",
    charset: "utf8mb4",
    multipleStatements: true,
    typeCast: (field) => field.string(),
  });
  await client.query(`CREATE DATABASE ${database} CHARACTER SET utf8mb4; USE ${database}`);
  return {
    async create(ddl) {
      await client.query(`DROP TABLE IF EXISTS ricovero; ${ddl}`);
    },
    async insert(columns, rows) {
      for (const row of rows)
        await client.execute(`INSERT INTO ricovero VALUES (${places(columns, () => "?")})`, [...row]);
    },
    async rows(select) {
      const [rows] = await client.query({ sql: select, rowsAsArray: true });
      return (rows as (string | null)[][]).map((row) => row.map((cell) => cell ?? ""));
    },
    dump: (args) => output("mariadb-dump", [...MARIADB, ...args, database]),
    async drop() {
      await client.query(`DROP DATABASE ${database}`);
      await client.end();
    },
  };
}

/** What SQLite's program writes after running a script. */
export async function sqliteOutput(path: string, ...commands: readonly string[]): Promise<Buffer> {
  return output("sqlite3", [path, ...commands]);
}

function places(columns: number, of: (n: number) => string): string {
  return Array.from({ length: columns }, (_, i) => of(i + 1)).join(", ");
}
