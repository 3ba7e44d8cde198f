import { load, type Driver, type Limits } from "./driver.ts";
import type { Session, Target } from "./driver.ts";
import { faultOf } from "./mssql-faults.ts";
import { Rows, type Request } from "./mssql-rows.ts";
import { attempting, closing } from "./wait.ts";

/** As much of mssql as is used here. */
interface Mssql {
  readonly ConnectionPool: new (config: Readonly<Record<string, unknown>>) => Pool;
  readonly Transaction: new (pool: Pool) => Transaction;
  readonly Request: new (parent: Pool | Transaction) => Request;
  readonly ISOLATION_LEVEL: Readonly<Record<"READ_COMMITTED" | "SNAPSHOT", number>>;
}

interface Pool {
  connect(): Promise<unknown>;
  close(): Promise<void>;
  on(event: "error", listener: () => void): void;
}

interface Transaction {
  begin(isolation: number): Promise<unknown>;
  rollback(): Promise<void>;
  on(event: "error", listener: () => void): void;
}

/**
 * SQL Server through mssql (tedious). It has no read-only transaction: the query is looked at before (query.ts), asks
 * for a reading server (ApplicationIntent), runs in a transaction that is always rolled back, and the docs ask for a
 * user that may only read.
 */
export const mssql: Driver = {
  packages: ["mssql"],
  async connect(target, limits) {
    const sql = (await load("mssql")) as Mssql;
    const pool = new sql.ConnectionPool(configOf(target, limits));
    pool.on("error", () => undefined);
    try {
      await pool.connect();
      const isolation = (await snapshotAllowed(sql, pool)) ? "SNAPSHOT" : "READ_COMMITTED";
      const version = await ask(sql, pool, "SELECT CAST(SERVERPROPERTY('ProductVersion') AS varchar(40))");
      const transaction = new sql.Transaction(pool);
      transaction.on("error", () => undefined);
      await transaction.begin(sql.ISOLATION_LEVEL[isolation]);
      const server = { version: `SQL Server ${String(version)}`, encrypted: target.tls.mode !== "off" };
      return sessionOf(sql, pool, transaction, server);
    } catch (error) {
      await closing(() => pool.close());
      throw faultOf(error, "connect");
    }
  },
};

function configOf(target: Target, limits: Limits): Readonly<Record<string, unknown>> {
  const { host, port, user, password, database, tls } = target;
  const ca = tls.mode === "verified" && tls.ca !== undefined ? { ca: tls.ca } : undefined;
  return {
    server: host,
    port,
    user,
    password,
    database,
    connectionTimeout: limits.connectMs,
    requestTimeout: limits.statementMs,
    pool: { min: 0, max: 1 },
    options: {
      encrypt: tls.mode !== "off",
      trustServerCertificate: false,
      ...(ca === undefined ? {} : { cryptoCredentialsDetails: ca }),
      appName: "sioc",
      readOnlyIntent: true,
      // Dates arrive as a Date whose UTC parts are those of the server: no zone of this machine touches them.
      useUTC: true,
    },
  };
}

/** One state of the data for the whole reading, where the database keeps versions of its rows. */
async function snapshotAllowed(sql: Mssql, pool: Pool): Promise<boolean> {
  const state = await ask(
    sql,
    pool,
    "SELECT snapshot_isolation_state FROM sys.databases WHERE name = DB_NAME()",
  );
  return state === 1;
}

async function ask(sql: Mssql, pool: Pool, statement: string): Promise<unknown> {
  const request = new sql.Request(pool);
  request.arrayRowMode = true;
  const answer = await request.query(statement);
  return answer?.recordset?.[0]?.[0];
}

function sessionOf(sql: Mssql, pool: Pool, transaction: Transaction, server: Session["server"]): Session {
  let rows: Rows | undefined;
  return {
    server,
    async query(statement) {
      rows = new Rows(new sql.Request(transaction), statement);
      return rows.result();
    },
    cancel: () => attempting(() => rows?.stop() ?? Promise.resolve()),
    close: () =>
      closing(async () => {
        await rows?.stop();
        await transaction.rollback().catch(() => undefined);
        await pool.close();
      }),
  };
}
