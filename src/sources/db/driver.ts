import type { Tls } from "./tls.ts";
import { DbFault } from "./fault.ts";

/** Milliseconds to wait for a connection, log-in included. */
export const CONNECT_MS = 15_000;

/** Where to connect and as whom. The password goes to the driver and nowhere else. */
export interface Target {
  /** Name or address; a folder for a Unix socket; the path of a SQLite file. */
  readonly host: string;
  readonly port?: number;
  readonly user?: string;
  readonly password?: string;
  /** Database, service (Oracle). */
  readonly database?: string;
  readonly tls: Tls;
}

export interface Limits {
  readonly connectMs: number;
  /** Milliseconds the server may take for its first rows, then for each batch; watched by who asks (reader.ts). */
  readonly statementMs: number;
}

export interface Column {
  readonly name: string;
  /** Not the type of a cell (bytes, JSON, array): said once, the value stays as the server writes it. */
  readonly odd: boolean;
}

/** Cells as the server writes them; null for NULL. */
export type Row = readonly (string | null)[];

/** The rows of a query, pulled: what is not asked for is not sent. */
export interface Result {
  readonly columns: readonly Column[];
  /** At most `max` rows; none at the end. @throws DbFault */
  next(max: number): Promise<readonly Row[]>;
}

export interface Server {
  /** As people call it: `PostgreSQL 15.20`. */
  readonly version: string;
  readonly encrypted: boolean;
}

/** A connection inside a transaction that cannot write. One query at a time. */
export interface Session {
  readonly server: Server;
  /** @throws DbFault */
  query(sql: string): Promise<Result>;
  /** Stops what the server is still doing for us, from outside. Never throws. */
  cancel(): Promise<void>;
  /** Ends transaction and connection, also in the middle of a result; `broken`: without a word. Never throws. */
  close(broken: boolean): Promise<void>;
}

export interface Driver {
  /** Packages it needs, as `npm install` takes them. */
  readonly packages: readonly string[];
  /** @throws DbFault */
  connect(target: Target, limits: Limits): Promise<Session>;
}

/**
 * A package that is only there where somebody installed it. The name is in a variable so that nothing resolves it
 * before it is wanted.
 * @throws DbFault "driver"
 */
export async function load(name: string): Promise<unknown> {
  try {
    const module: unknown = await import(name);
    return typeof module === "object" && module !== null && "default" in module ? module.default : module;
  } catch (error) {
    throw new DbFault({ kind: "driver", code: codeOf(error) });
  }
}

/** `code` of an error of Node or of a driver; "" if there is none. */
export function codeOf(error: unknown): string {
  const code = propertyOf(error, "code");
  return typeof code === "string" ? code : "";
}

/** A property of a thing of unknown shape. */
export function propertyOf(thing: unknown, name: string): unknown {
  if ((typeof thing !== "object" && typeof thing !== "function") || thing === null) return undefined;
  return (thing as Readonly<Record<string, unknown>>)[name];
}

/** Rows of a driver as cells; a value that cannot be given is told with its place in the batch. */
export function rowsOf<Raw>(batch: readonly Raw[], cells: (row: Raw) => Row): readonly Row[] {
  return batch.map((row, i) => {
    try {
      return cells(row);
    } catch (error) {
      throw error instanceof DbFault && error.kind === "value" ? error.after(i) : error;
    }
  });
}
