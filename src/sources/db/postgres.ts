import { load, propertyOf, type Column, type Driver } from "./driver.ts";
import type { Result, Row, Session } from "./driver.ts";
import { configOf, setup } from "./postgres-config.ts";
import { connectFault, queryFault } from "./postgres-faults.ts";
import { AS_TEXT, columnOf, type Field } from "./postgres-values.ts";
import { attempting, closing, once } from "./wait.ts";

/** As much of pg's Client as is used here. */
interface Client {
  readonly processID: number | null;
  connect(): Promise<unknown>;
  query(
    what: string | { text: string; rowMode: "array" },
  ): Promise<{ readonly rows: readonly (readonly string[])[] }>;
  query(cursor: Cursor): Cursor;
  end(): Promise<void>;
  on(event: "error", listener: () => void): void;
}

/** As much of pg-cursor's Cursor. */
interface Cursor {
  read(
    rows: number,
    done: (error: unknown, rows?: readonly Row[], result?: { readonly fields: readonly Field[] }) => void,
  ): void;
  close(): Promise<void>;
}

type NewClient = new (config: Readonly<Record<string, unknown>>) => Client;
type NewCursor = new (
  sql: string,
  values: readonly string[],
  config: Readonly<Record<string, unknown>>,
) => Cursor;

/**
 * PostgreSQL through pg, rows through a cursor (a portal): the server makes the next batch when it is asked for.
 * Its statement_timeout counts from the first batch to the last, the time rows wait for us too (measured on 15): so it
 * is only a backstop, and the limit is watched here.
 */
export const postgres: Driver = {
  packages: ["pg", "pg-cursor"],
  async connect(target, limits) {
    const NewClient = propertyOf(await load("pg"), "Client") as NewClient;
    const NewCursor = (await load("pg-cursor")) as NewCursor;
    const client = new NewClient(configOf(target, limits));
    // A connection that breaks while nothing is asked says so here; the next read fails and says it to us.
    client.on("error", () => undefined);
    try {
      await client.connect();
      await client.query(setup(limits));
      const { rows } = await client.query({ text: "SHOW server_version", rowMode: "array" });
      // "15.20 (Debian …)"
      const version = /^\S+/.exec(rows[0]?.[0] ?? "")?.[0] ?? "";
      const cancel = async (): Promise<void> => {
        const other = new NewClient(configOf(target, limits));
        other.on("error", () => undefined);
        await other.connect();
        await other.query(`SELECT pg_cancel_backend(${client.processID ?? 0})`);
        await other.end();
      };
      return sessionOf(client, NewCursor, version, cancel);
    } catch (error) {
      await closing(undefined, streamOf(client));
      throw connectFault(error);
    }
  },
};

function sessionOf(
  client: Client,
  NewCursor: NewCursor,
  version: string,
  cancel: () => Promise<void>,
): Session {
  let cursor: Cursor | undefined;
  return {
    server: {
      version: `PostgreSQL ${version}`,
      encrypted: propertyOf(streamOf(client), "encrypted") === true,
    },
    async query(sql) {
      cursor = client.query(new NewCursor(sql, [], { rowMode: "array", types: AS_TEXT }));
      return resultOf(cursor, sql);
    },
    cancel: () => attempting(cancel),
    close: (broken) => {
      const leave = async (): Promise<void> => {
        await cursor?.close();
        await client.query("ROLLBACK");
        await client.end();
      };
      return closing(broken ? undefined : leave, streamOf(client));
    },
  };
}

/** The first row comes with the names: what is wrong with a query is known before anything is read. */
async function resultOf(cursor: Cursor, sql: string): Promise<Result> {
  const first = await read(cursor, 1, sql);
  let ahead: readonly Row[] | undefined = first.rows;
  return {
    columns: first.columns,
    async next(max) {
      const rows = ahead ?? (await read(cursor, max, sql)).rows;
      ahead = undefined;
      return rows;
    },
  };
}

function read(
  cursor: Cursor,
  max: number,
  sql: string,
): Promise<{ readonly rows: readonly Row[]; readonly columns: readonly Column[] }> {
  return once((resolve, reject) => {
    cursor.read(max, (error, rows = [], result) => {
      if (error) reject(queryFault(error, sql));
      else resolve({ rows, columns: (result?.fields ?? []).map(columnOf) });
    });
  });
}

function streamOf(client: Client): unknown {
  return propertyOf(propertyOf(client, "connection"), "stream");
}
