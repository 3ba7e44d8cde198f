import { load, rowsOf, type Column, type Driver, type Limits } from "./driver.ts";
import type { Result, Session, Target } from "./driver.ts";
import { DbFault } from "./fault.ts";
import { faultOf } from "./oracle-faults.ts";
import { BYTES, ODD, refuseUnreadable, textOf, withDates, type Meta } from "./oracle-values.ts";
import { closing } from "./wait.ts";

/** As much of oracledb as is used here. */
interface OracleDb {
  readonly OUT_FORMAT_ARRAY: number;
  readonly DB_TYPE_VARCHAR: unknown;
  readonly DB_TYPE_RAW: unknown;
  getConnection(options: Readonly<Record<string, unknown>>): Promise<Connection>;
}

interface Connection {
  callTimeout: number;
  module: string;
  readonly oracleServerVersionString?: string;
  execute(
    sql: string,
    binds?: readonly unknown[],
    options?: Readonly<Record<string, unknown>>,
  ): Promise<{ readonly resultSet?: ResultSet }>;
  getStatementInfo(sql: string): Promise<{ readonly metaData?: readonly Meta[] }>;
  rollback(): Promise<void>;
  close(): Promise<void>;
}

interface ResultSet {
  getRows(max: number): Promise<readonly (readonly unknown[])[]>;
  close(): Promise<void>;
}

const AHEAD = 256;

/**
 * Oracle through oracledb in thin mode (no Oracle client), in a read-only transaction. The driver makes a Date of
 * this machine's zone of every DATE, which moves hours that a zone skipped (Italian summer time began at midnight
 * until 1979): so the server itself is made to write dates, by a SELECT round the query.
 */
export const oracle: Driver = {
  packages: ["oracledb"],
  async connect(target, limits) {
    const oracledb = (await load("oracledb")) as OracleDb;
    let connection: Connection | undefined;
    try {
      connection = await oracledb.getConnection(configOf(target, limits));
      connection.callTimeout = limits.statementMs;
      connection.module = "sioc";
      await connection.execute("SET TRANSACTION READ ONLY");
      return sessionOf(oracledb, connection, target.tls.mode !== "off");
    } catch (error) {
      if (connection !== undefined) await leave(connection);
      throw faultOf(error, "connect");
    }
  },
};

function configOf(
  { host, port, user, password, database, tls }: Target,
  { connectMs }: Limits,
): Readonly<Record<string, unknown>> {
  const protocol = tls.mode === "off" ? "TCP" : "TCPS";
  const ca = tls.mode === "verified" && tls.ca !== undefined ? { walletContent: tls.ca } : {};
  return {
    user,
    password,
    // target.ts lets no bracket through.
    connectString:
      `(DESCRIPTION=(ADDRESS=(PROTOCOL=${protocol})(HOST=${host})(PORT=${port ?? 1521}))` +
      `(CONNECT_DATA=(SERVICE_NAME=${database ?? ""})))`,
    connectTimeout: connectMs / 1000,
    transportConnectTimeout: connectMs / 1000,
    sslServerDNMatch: true,
    ...ca,
  };
}

function sessionOf(oracledb: OracleDb, connection: Connection, encrypted: boolean): Session {
  let open: ResultSet | undefined;
  return {
    server: { version: `Oracle ${connection.oracleServerVersionString ?? "?"}`, encrypted },
    async query(sql) {
      try {
        const { metaData = [] } = await connection.getStatementInfo(sql);
        refuseUnreadable(metaData);
        const options = {
          resultSet: true,
          outFormat: oracledb.OUT_FORMAT_ARRAY,
          fetchArraySize: AHEAD,
          fetchTypeHandler: (meta: Meta) => fetchAs(oracledb, meta.dbTypeName),
        };
        const { resultSet } = await connection.execute(withDates(sql, metaData), [], options);
        if (resultSet === undefined) throw new DbFault({ kind: "query", reason: "notRows" });
        open = resultSet;
        return resultOf(resultSet, metaData);
      } catch (error) {
        throw faultOf(error, "query", sql);
      }
    },
    // callTimeout has done it already.
    cancel: () => Promise.resolve(),
    close: async () => {
      await closing(async () => open?.close());
      await leave(connection);
    },
  };
}

function leave(connection: Connection): Promise<void> {
  return closing(async () => {
    await connection.rollback().catch(() => undefined);
    await connection.close();
  });
}

function fetchAs(oracledb: OracleDb, dbTypeName: string): { readonly type: unknown } | undefined {
  if (dbTypeName === "BLOB") return { type: oracledb.DB_TYPE_RAW };
  // XMLTYPE is text already; BOOLEAN cannot be fetched as another type.
  if (BYTES.has(dbTypeName) || dbTypeName === "XMLTYPE" || dbTypeName === "BOOLEAN") return undefined;
  return { type: oracledb.DB_TYPE_VARCHAR };
}

function resultOf(resultSet: ResultSet, columns: readonly Meta[]): Result {
  return {
    columns: columns.map(({ name, dbTypeName }): Column => ({ name, odd: ODD.has(dbTypeName) })),
    async next(max) {
      try {
        const rows = await resultSet.getRows(max);
        return rowsOf(rows, (row) => columns.map((column, i) => textOf(row[i], column)));
      } catch (error) {
        throw faultOf(error, "query");
      }
    },
  };
}
