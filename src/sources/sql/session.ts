import type { ByteEncoding } from "../source.ts";
import { charsetOf, type Charset } from "./charset.ts";
import { modesOf, type Modes, type SqlDialect } from "./modes.ts";
import type { NameContext } from "./names.ts";

/** The settings of a session a dump has made so far: how to read what follows. Plain data; a change makes a new one. */
export interface Session {
  readonly modes: Modes;
  readonly names: NameContext;
  /** What SET NAMES, client_encoding said. */
  readonly charset: Charset | undefined;
  /** What character_set_client says in its place for a while. */
  readonly client: Charset | undefined;
  /** Ends a statement in place of `;`. */
  readonly delimiter: string;
}

export function sessionOf(dialect: SqlDialect, encoding: ByteEncoding): Session {
  return {
    modes: modesOf(dialect),
    names: { dialect, encoding, database: "", schema: "" },
    charset: undefined,
    client: undefined,
    delimiter: ";",
  };
}

/** The character set rows are in at this point. */
export function charsetInForce({ charset, client }: Session): Charset | undefined {
  return client ?? charset;
}

/** The session after a SET, SELECT set_config(…), USE. The statement is Latin-1 text, without its terminator. */
export function afterStatement(session: Session, statement: string): Session {
  const use = /^USE\s+(?:DATABASE\s+)?(.+?)\s*$/is.exec(statement)?.[1];
  if (use !== undefined) return inDatabase(session, unquoted(use));
  const set = statement.replace(/\s+/g, " ");
  const steps = [charsetSet, sqlModeSet, conformingSet, searchPathSet];
  return steps.reduce((now, step) => step(now, set), session);
}

export function inDatabase(session: Session, database: string): Session {
  return { ...session, names: { ...session.names, database, schema: "" } };
}

const NAMES = /\b(?:NAMES |CHARACTER SET |SET CHARSET |client_encoding(?: ?= ?| TO |', ?))['"]?([\w-]+)/i;

function charsetSet(session: Session, set: string): Session {
  const names = NAMES.exec(set)?.[1];
  if (names !== undefined) return { ...session, charset: charsetOf(names), client: undefined };
  const client = /(?<![@\w])character_set_client ?:?= ?['"]?(@?[\w-]+)/i.exec(set)?.[1];
  if (client === undefined) return session;
  return { ...session, client: client.startsWith("@") ? undefined : charsetOf(client) };
}

/** Names of modes that include ANSI_QUOTES. */
const ANSI_QUOTES = /\b(?:ANSI_QUOTES|ANSI|MSSQL|ORACLE|POSTGRESQL|DB2|MAXDB)\b/i;

function sqlModeSet(session: Session, set: string): Session {
  if (session.modes.dialect !== "mysql") return session;
  const value = /(?<![\w])(?:@@(?:\w+\.)?)?sql_mode ?:?= ?('[^']*'|"[^"]*"|\w+\([^)]*\)|@?\w+)/i.exec(
    set,
  )?.[1];
  if (value === undefined) return session;
  const modes: Modes = {
    ...session.modes,
    doubleIsString: !ANSI_QUOTES.test(value),
    backslash: !/NO_BACKSLASH_ESCAPES/i.test(value),
  };
  return { ...session, modes };
}

function conformingSet(session: Session, set: string): Session {
  const value = /\bstandard_conforming_strings(?: ?= ?| TO |', ?)'?(\w+)/i.exec(set)?.[1];
  if (value === undefined || session.modes.dialect !== "postgres") return session;
  return { ...session, modes: { ...session.modes, backslash: /^(?:off|false|0|no)$/i.test(value) } };
}

function searchPathSet(session: Session, set: string): Session {
  const value = /\bsearch_path(?: ?= ?| TO |', ?)('[^']*'|"[^"]*"|\w+)/i.exec(set)?.[1];
  if (value === undefined) return session;
  const first = unquoted(value).split(",")[0] ?? "";
  return { ...session, names: { ...session.names, schema: unquoted(first.trim()).replace("$user", "") } };
}

/** A name without the quotes round it. */
export function unquoted(name: string): string {
  return name.replace(/^(["'`])(.*)\1$/s, "$2").replace(/^\[(.*)\]$/s, "$1");
}
