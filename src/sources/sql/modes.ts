import type { Dialetto } from "../../model/fonte.ts";

export type SqlDialect = Exclude<Dialetto, "auto">;

/** The rules in force where a text is cut into pieces; a dump may change the last two on its way. Plain data. */
export interface Modes {
  readonly dialect: SqlDialect;
  /** `\` escapes inside '…'. */
  readonly backslash: boolean;
  /** "…" is a string, not a name. */
  readonly doubleIsString: boolean;
}

/** What a dialect has besides '…', "…" and comments; it never changes. */
export interface Lexis {
  readonly backtick: boolean;
  /** [name] */
  readonly bracket: boolean;
  /** $tag$…$tag$, and E'…' */
  readonly dollar: boolean;
  /** q'[…]' */
  readonly qQuote: boolean;
  /** # begins a comment */
  readonly hash: boolean;
  /** A comment may hold a comment. */
  readonly nested: boolean;
  /** What stands in a comment that begins with ! is executed. */
  readonly executable: boolean;
}

const NOTHING: Lexis = {
  backtick: false,
  bracket: false,
  dollar: false,
  qQuote: false,
  hash: false,
  nested: false,
  executable: false,
};

export const LEXIS: Readonly<Record<SqlDialect, Lexis>> = {
  postgres: { ...NOTHING, dollar: true, nested: true },
  mysql: { ...NOTHING, backtick: true, hash: true, executable: true },
  sqlite: { ...NOTHING, backtick: true, bracket: true },
  mssql: { ...NOTHING, bracket: true, nested: true },
  oracle: { ...NOTHING, qQuote: true },
  ansi: { ...NOTHING, backtick: true },
};

/** The rules a dialect begins with. */
export function modesOf(dialect: SqlDialect): Modes {
  return { dialect, backslash: dialect === "mysql", doubleIsString: dialect === "mysql" };
}
