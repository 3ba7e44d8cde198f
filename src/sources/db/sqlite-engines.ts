import { pathToFileURL } from "node:url";

import { codeOf, load, propertyOf } from "./driver.ts";
import { DbFault, type Reason } from "./fault.ts";

/** What the two engines have in common. All that is read is text. */
export interface Database {
  readonly name: string;
  columns(sql: string): readonly { readonly name: string; readonly type: string | null }[];
  prepare(sql: string): Statement;
  close(): void;
}

export interface Statement {
  rows(): Iterator<readonly (string | null)[], undefined>;
}

/**
 * Node's own module where it can tell columns (22.16, 24), else libsql.
 * @throws DbFault "driver" if there is neither; "query" if the file cannot be opened
 */
export async function openSqlite(path: string): Promise<Database> {
  const module = await load("node:sqlite").catch(() => undefined);
  const NodeStatement = propertyOf(propertyOf(module, "StatementSync"), "prototype");
  if (typeof propertyOf(NodeStatement, "columns") === "function")
    return attempt(() => openBuiltIn(module, path));
  const libsql = await load("libsql");
  return attempt(() => openLibsql(libsql, path));
}

interface BuiltIn {
  prepare(sql: string): {
    columns(): ReturnType<Database["columns"]>;
    iterate(): Iterator<Readonly<Record<string, string | null>>, undefined>;
  };
  close(): void;
}

function openBuiltIn(module: unknown, path: string): Database {
  const DatabaseSync = propertyOf(module, "DatabaseSync") as new (
    path: string,
    options: { readonly readOnly: true },
  ) => BuiltIn;
  const database = new DatabaseSync(path, { readOnly: true });
  return {
    name: "node:sqlite",
    columns: (sql) => database.prepare(sql).columns(),
    prepare: (sql) => ({ rows: () => valuesOf(database.prepare(sql).iterate()) }),
    close: () => {
      database.close();
    },
  };
}

/** Rows come as objects, in the order of the columns; their names are ours and differ (sqlite.ts). */
function* valuesOf(
  rows: Iterator<Readonly<Record<string, string | null>>, undefined>,
): Generator<readonly (string | null)[], undefined> {
  for (let step = rows.next(); step.done !== true; step = rows.next()) yield Object.values(step.value);
  return undefined;
}

interface Libsql {
  prepare(sql: string): {
    columns(): ReturnType<Database["columns"]>;
    raw(on: boolean): void;
    iterate(): Iterator<readonly (string | null)[], undefined>;
  };
  close(): void;
}

/** Never with parameters: one bare Buffer among them ends the process. */
function openLibsql(module: unknown, path: string): Database {
  const NewDatabase = module as new (path: string) => Libsql;
  // It has no read-only of its own; SQLite's URI has.
  const database = new NewDatabase(`${pathToFileURL(path).href}?mode=ro`);
  return {
    name: "libsql",
    columns: (sql) => database.prepare(sql).columns(),
    prepare: (sql) => ({
      rows: () => {
        const statement = database.prepare(sql);
        statement.raw(true);
        return statement.iterate();
      },
    }),
    close: () => {
      database.close();
    },
  };
}

/** SQLite has few codes and no SQLSTATE; of its sentences only these fixed parts are used. */
const SENTENCES: readonly (readonly [RegExp, Reason])[] = [
  [/no such table/, "noTable"],
  [/no such column/, "noColumn"],
  [/no such function/, "noFunction"],
  [/syntax error|incomplete input|unrecognized token/, "syntax"],
  [/readonly database|only for statements that return data/, "writes"],
  [/is locked|is busy/, "locked"],
  [/malformed database|disk image|not a database|disk I\/O|ConnectionFailed/, "damaged"],
];

/** @throws DbFault for what an engine throws */
export function attempt<T>(action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (error instanceof DbFault) throw error;
    const said = error instanceof Error ? error.message : "";
    const reason = SENTENCES.find(([re]) => re.test(said))?.[1];
    const number = propertyOf(error, "errcode") ?? propertyOf(error, "rawCode");
    const code = typeof number === "number" ? String(number) : codeOf(error);
    if (reason === undefined && code === "") throw error;
    throw new DbFault({ kind: "query", reason: reason ?? "other", code });
  }
}
