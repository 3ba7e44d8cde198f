import { createRequire } from "node:module";

import type { Limits, Target } from "./driver.ts";
import { DbFault } from "./fault.ts";
import { AS_TEXT } from "./postgres-values.ts";

/** What pg's Client is made with. */
export function configOf(target: Target, limits: Limits): Readonly<Record<string, unknown>> {
  const { host, port, user, password, database, tls } = target;
  return {
    host,
    port,
    user,
    database,
    password: password ?? passwordFile(),
    ssl:
      tls.mode === "off"
        ? false
        : { rejectUnauthorized: true, ...(tls.ca === undefined ? {} : { ca: tls.ca }) },
    application_name: "sioc",
    connectionTimeoutMillis: limits.connectMs,
    keepAlive: true,
    types: AS_TEXT,
  };
}

/** The server's own limit, where it has none, as a multiple of ours. */
const BACKSTOP = 10;

/**
 * SET LOCAL, not start-up parameters: pgbouncer refuses those. REPEATABLE READ: one state of the data for the whole
 * reading. How values are written depends on nothing the role or the database are set to.
 */
export function setup({ statementMs }: Limits): string {
  return [
    "BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY",
    "SET LOCAL client_encoding = 'UTF8'",
    "SET LOCAL DateStyle = 'ISO, YMD'",
    "SET LOCAL IntervalStyle = 'postgres'",
    "SET LOCAL bytea_output = 'hex'",
    "SET LOCAL extra_float_digits = 1",
    // Else a large table is read from where another reader happens to be: other row numbers every time.
    "SET LOCAL synchronize_seqscans = off",
    "SET LOCAL idle_in_transaction_session_timeout = 0",
    `SELECT set_config('statement_timeout', '${statementMs * BACKSTOP}', true)
       WHERE current_setting('statement_timeout') = '0'`,
  ].join("; ");
}

/** .pgpass, through the package pg itself uses for it (it wants 0600); said to pg as it will have to be from pg 9 on. */
function passwordFile(): ((settings: unknown) => Promise<string>) | undefined {
  const find = passwordFinder();
  if (find === undefined) return undefined;
  return (settings) =>
    new Promise((resolve, reject) => {
      find(settings, (password) => {
        if (password !== undefined) resolve(password);
        else reject(new DbFault({ kind: "login", reason: "noPassword" }));
      });
    });
}

type PasswordFinder = (settings: unknown, done: (password: string | undefined) => void) => void;

function passwordFinder(): PasswordFinder | undefined {
  try {
    const here = createRequire(import.meta.url);
    return createRequire(here.resolve("pg"))("pgpass") as PasswordFinder;
  } catch {
    return undefined;
  }
}
