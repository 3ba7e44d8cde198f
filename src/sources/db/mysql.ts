import { load, propertyOf, type Driver, type Limits } from "./driver.ts";
import type { Result, Row, Session, Target } from "./driver.ts";
import { connectFault, queryFault } from "./mysql-faults.ts";
import { Rows, type Connection, type Raw } from "./mysql-rows.ts";
import { columnOf, readerOf } from "./mysql-values.ts";
import { attempting, closing, once } from "./wait.ts";

type CreateConnection = (config: Readonly<Record<string, unknown>>) => Connection;

/** Seconds the server waits for us to take what it has sent; its own 60 would end a slow reading. */
const NET_WAIT = 28_800;
/** The server's own limit, where it has none, as a multiple of ours. */
const BACKSTOP = 10;

/**
 * MySQL and MariaDB through mysql2. The server sends the result as one stream; back-pressure is TCP's: while nobody
 * asks, the socket is not read. The server's limit (max_statement_time, max_execution_time) counts that time too: so it
 * is only a backstop, and the limit is watched here.
 */
export const mysql: Driver = {
  packages: ["mysql2"],
  async connect(target, limits) {
    const create = propertyOf(await load("mysql2"), "createConnection") as CreateConnection;
    const connection = create(configOf(target, limits));
    // Said to whoever waits for an answer; without a listener it would end the process.
    connection.on("error", () => undefined);
    try {
      await once<undefined>((resolve, reject) => {
        connection.connect((error) => {
          if (error) reject(connectFault(error));
          else resolve(undefined);
        });
      });
      const version = await setUp(connection, limits);
      const cancel = async (): Promise<void> => {
        const other = create(configOf(target, limits));
        other.on("error", () => undefined);
        await run(other, `KILL QUERY ${connection.threadId ?? 0}`);
        other.end(() => undefined);
      };
      return sessionOf(connection, version, cancel);
    } catch (error) {
      await closing(undefined, connection.stream);
      throw error;
    }
  },
};

function configOf(target: Target, { connectMs }: Limits): Readonly<Record<string, unknown>> {
  const { host, port, user, password, database, tls } = target;
  const ca = tls.mode === "verified" && tls.ca !== undefined ? { ca: tls.ca } : {};
  return {
    ...(host.startsWith("/") ? { socketPath: host } : { host, port }),
    user,
    password,
    database,
    ...(tls.mode === "off" ? {} : { ssl: { rejectUnauthorized: true, verifyIdentity: true, ...ca } }),
    charset: "UTF8MB4_GENERAL_CI",
    connectTimeout: connectMs,
    // The server could ask for a file of this machine.
    flags: ["-LOCAL_FILES"],
    connectAttributes: { program_name: "sioc" },
    // Row parsers compiled from column names would be code made from an input.
    disableEval: true,
    trace: false,
  };
}

/** @returns the version, as people call it. */
async function setUp(connection: Connection, { statementMs }: Limits): Promise<string> {
  const rows = await run(connection, "SELECT VERSION() AS v");
  const version = String(propertyOf(propertyOf(rows, "0"), "v"));
  const maria = /MariaDB/i.test(version);
  await run(connection, "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
  await run(connection, `SET SESSION net_write_timeout = ${NET_WAIT}`);
  const [limit, ms] = maria ? ["max_statement_time", 1 / 1000] : ["max_execution_time", 1];
  const most = statementMs * BACKSTOP * ms;
  // Older servers have no such limit.
  await run(connection, `SET SESSION ${limit} = IF(@@${limit} = 0, ${most}, @@${limit})`).catch(
    () => undefined,
  );
  await run(connection, "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY");
  return `${maria ? "MariaDB" : "MySQL"} ${version.replace(/-.*$/, "")}`;
}

function run(connection: Connection, sql: string): Promise<unknown> {
  return once((resolve, reject) => {
    connection.query(sql, (error, rows) => {
      if (error) reject(queryFault(error));
      else resolve(rows);
    });
  });
}

function sessionOf(connection: Connection, version: string, cancel: () => Promise<void>): Session {
  let rows: Rows | undefined;
  return {
    server: { version, encrypted: propertyOf(connection.stream, "encrypted") === true },
    async query(sql) {
      rows = new Rows(connection, sql);
      return resultOf(rows);
    },
    cancel: () => attempting(cancel),
    close: (broken) => {
      const leave = (): Promise<undefined> =>
        once((resolve) => {
          connection.end(() => {
            resolve(undefined);
          });
        });
      // In the middle of a result only the socket can be left: the rows still to come would stand before our leave.
      const reading = rows !== undefined && !rows.ended;
      return closing(broken || reading ? undefined : leave, connection.stream);
    },
  };
}

async function resultOf(rows: Rows): Promise<Result> {
  let ahead: readonly Raw[] | undefined = await rows.next(1);
  const readers = rows.fields.map(readerOf);
  return {
    columns: rows.fields.map(columnOf),
    async next(max) {
      const raw = ahead ?? (await rows.next(max));
      ahead = undefined;
      return raw.map((row): Row => row.map((cell, i) => (cell === null ? null : (readers[i]?.(cell) ?? ""))));
    },
  };
}
