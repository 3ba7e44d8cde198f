import { SiocError, siocError } from "../../core/errors.ts";
import { codeOf, damage } from "./fault.ts";
import { addressOf } from "./postgres-config.ts";
import { translate, TYPES } from "./postgres-sql.ts";
import type { Row, Store, Value } from "./store.ts";

/** As much of pg's Client as is used here. */
interface Client {
  connect(): Promise<unknown>;
  query(what: string | ArrayQuery): Promise<Answer>;
  query(cursor: Cursor): Cursor;
  end(): Promise<void>;
  on(event: "error", listener: () => void): void;
}

interface ArrayQuery {
  readonly text: string;
  readonly values: readonly unknown[];
  readonly rowMode: "array";
}

interface Answer {
  readonly command: string;
  readonly rowCount: number | null;
  readonly rows: readonly Row[];
}

/** As much of pg-cursor's Cursor. */
interface Cursor {
  read(rows: number): Promise<readonly Row[]>;
  close(): Promise<void>;
}

type NewClient = new (config: Readonly<Record<string, unknown>>) => Client;
type NewCursor = new (sql: string, values: readonly unknown[], config: object) => Cursor;

/** Milliseconds another's transaction is waited for, as on SQLite. */
const BUSY_MS = 5000;
/** Rows of a portion. */
const PORTION = 1000;
/** The two advisory locks: of a command, and of each of its transactions. */
const LOCK = "hashtext('sioc ledger lock'), hashtext(current_schema())";
const WRITER = "hashtext('sioc ledger writer'), hashtext(current_schema())";

/**
 * The ledger on PostgreSQL: the tables stand in the schema of the URL, else in the first of the role's search_path.
 * @throws LEDGER_CONNECT, DB_DRIVER_MISSING
 */
export async function openPostgresStore(url: string): Promise<Store> {
  const { config, where, schema } = addressOf(url);
  const NewClient = (await load("pg", "Client")) as NewClient;
  const NewCursor = (await load("pg-cursor")) as NewCursor;
  const client = new NewClient({ ...config, types: TYPES });
  // A connection that breaks while nothing is asked says so here; the next statement fails and says it to us.
  client.on("error", () => undefined);
  const ask = asking(client, where);
  try {
    await attempt(where, () => client.connect());
    for (const statement of setup(schema)) await ask(statement);
  } catch (error) {
    await client.end().catch(() => undefined);
    throw error;
  }
  return storeOf(client, NewCursor, where, ask);
}

type Ask = (sql: string, params?: readonly Value[]) => Promise<Answer>;

function asking(client: Client, where: string): Ask {
  return (sql, params = []) => {
    const query = translate(sql, params);
    return attempt(where, () => client.query({ ...query, rowMode: "array" }));
  };
}

function storeOf(client: Client, NewCursor: NewCursor, where: string, ask: Ask): Store {
  return {
    kind: "postgres",
    where,
    rows: async (sql, params) => (await ask(sql, params)).rows,
    run: async (sql, params) => (await ask(sql, params)).rowCount ?? 0,
    async each(sql, params, take) {
      const { text, values } = translate(sql, params);
      const cursor = client.query(new NewCursor(text, values, { rowMode: "array", types: TYPES }));
      let portion: readonly Row[];
      try {
        do {
          portion = await attempt(where, () => cursor.read(PORTION));
          for (const row of portion) take(row);
        } while (portion.length > 0);
      } finally {
        await cursor.close().catch(() => undefined);
      }
    },
    transaction: transactions(ask),
    text: (expression) => `convert_from(${expression}, 'UTF8')`,
    lock: locks(ask, where),
    close: () => client.end().catch(() => undefined),
  };
}

/** One writer at a time, as on SQLite. */
function transactions(ask: Ask): Store["transaction"] {
  let inside = false;
  return async (work) => {
    if (inside) throw new Error("a transaction inside another");
    inside = true;
    try {
      await ask("BEGIN");
      try {
        await ask(`SELECT pg_advisory_xact_lock(${WRITER})`);
        const result = await work();
        // After an error that `work` has kept to itself the server answers ROLLBACK, without a word more.
        const { command } = await ask("COMMIT");
        if (command !== "COMMIT") throw new Error("the transaction had failed before its end");
        return result;
      } catch (error) {
        await ask("ROLLBACK").catch(() => undefined);
        throw error;
      }
    } finally {
      inside = false;
    }
  };
}

/**
 * On the connection of the statements: whoever loses the lock has lost the connection too, and writes no more.
 * The server frees it when the connection ends.
 */
function locks(ask: Ask, where: string): Store["lock"] {
  let held = false;
  return async () => {
    const [row] = held ? [] : (await ask(`SELECT pg_try_advisory_lock(${LOCK})`)).rows;
    if (row?.[0] !== 1) throw siocError("LEDGER_LOCKED", { where });
    held = true;
    return async () => {
      if (!held) return;
      held = false;
      await ask(`SELECT pg_advisory_unlock(${LOCK})`);
    };
  };
}

/** What depends on nothing the role or the database are set to. */
function setup(schema: string | undefined): string[] {
  return [
    ...(schema === undefined ? [] : [`SET search_path = "${schema}"`]),
    "SET client_encoding = 'UTF8'",
    "SET bytea_output = 'hex'",
    "SET statement_timeout = 0",
    "SET idle_in_transaction_session_timeout = 0",
    `SET lock_timeout = ${BUSY_MS}`,
    // A machine that dies does not say so: its lock is free after a minute and a half.
    "SET tcp_keepalives_idle = 60",
    "SET tcp_keepalives_interval = 10",
    "SET tcp_keepalives_count = 3",
    "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'",
  ];
}

async function attempt<T>(where: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    throw faultOf(where, error);
  }
}

/** pg has no codes of its own for these. */
const SENTENCES: readonly (readonly [RegExp, string])[] = [
  [/^timeout expired/, "ETIMEDOUT"],
  [/SSL|certificate|self.signed/i, "TLS"],
  [/^SASL/, "28P01"],
];

/** Never the words of the server, nor as a cause: they quote addresses and data. */
function faultOf(where: string, error: unknown): unknown {
  if (error instanceof SiocError) return error;
  const code = codeOf(error);
  const message = error instanceof Error ? error.message : "";
  const isSqlstate = /^(?=.*\d)[0-9A-Z]{5}$/.test(code);
  if (!isSqlstate) {
    const reason = SENTENCES.find(([pattern]) => pattern.test(message))?.[1] ?? "CONNECTION_LOST";
    return siocError("LEDGER_CONNECT", { where, reason: code === "" ? reason : code });
  }
  if (/^(08|28|3D|57P0|57014|53300|25P03|3F)/.test(code))
    return siocError("LEDGER_CONNECT", { where, reason: code });
  // Class 42 is our own SQL: names of tables and columns, no data.
  const words = code.startsWith("42") ? message : "";
  const bare = Object.assign(new Error(`PostgreSQL: SQLSTATE ${code} ${words}`.trim()), { code });
  return damage(where, bare);
}

/** A package that is only there where somebody installed it. @throws DB_DRIVER_MISSING */
async function load(name: string, member?: string): Promise<unknown> {
  try {
    const module = (await import(name)) as { readonly default: Readonly<Record<string, unknown>> };
    return member === undefined ? module.default : module.default[member];
  } catch {
    throw siocError("DB_DRIVER_MISSING", { kind: "PostgreSQL", command: "npm install pg pg-cursor" });
  }
}
