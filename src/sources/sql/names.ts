import type { ByteEncoding } from "../source.ts";
import type { SqlDialect } from "./modes.ts";
import type { Tokens } from "./tokens.ts";

/** A table as a statement names it. */
export interface TableName {
  /** As a mapping writes it: `public.ricovero`, without quotes. */
  readonly shown: string;
  /** Equal for two names exactly if they are of one table. */
  readonly key: string;
  /** Database the name is in, where the dump says so apart from the name (USE, \connect). */
  readonly database: string;
}

/** What an unqualified name stands for at some point of the dump. */
export interface NameContext {
  readonly dialect: SqlDialect;
  readonly encoding: ByteEncoding;
  /** Of USE or \connect. */
  readonly database: string;
  /** Of search_path. */
  readonly schema: string;
}

interface Part {
  readonly text: string;
  readonly quoted: boolean;
}

/** Reads `db.schema.table`, quoted in any way; the token after it is then at hand. Undefined if there is no name. */
export function readTableName(tokens: Tokens, context: NameContext): TableName | undefined {
  const parts = readParts(tokens, context.encoding);
  if (parts === undefined) return undefined;
  const written = parts.map(({ text }) => text);
  const shown = parts.length === 1 && context.schema !== "" ? [context.schema, ...written] : written;
  return {
    shown: shown.join("."),
    key: keyOf(parts, context),
    database: context.database,
  };
}

function readParts(tokens: Tokens, encoding: ByteEncoding): readonly Part[] | undefined {
  const parts: Part[] = [];
  do {
    const text = tokens.name(encoding);
    if (text === undefined) return undefined;
    parts.push({ text, quoted: tokens.type === "name" });
    tokens.next();
  } while (parts.length < 4 && tokens.take("."));
  return parts;
}

/** The schema a dialect looks in when none is named. */
const DEFAULT_SCHEMA: Readonly<Partial<Record<SqlDialect, string>>> = {
  postgres: "public",
  mssql: "dbo",
  sqlite: "main",
};

/** MySQL has one level (database or schema, as one likes), all others two. */
function keyOf(parts: readonly Part[], { dialect, database, schema }: NameContext): string {
  const [table, inSchema, inDatabase] = parts.toReversed().map((part) => folded(part, dialect));
  if (dialect === "mysql") return [inSchema ?? database.toLowerCase(), table].join("\u0000");
  const own = inSchema === undefined || inSchema === "" ? schema : inSchema;
  const home = own === "" ? (DEFAULT_SCHEMA[dialect] ?? "") : own;
  return [inDatabase ?? database.toLowerCase(), home, table].join("\u0000");
}

/** Where a quoted name keeps its case, `"T"` and `t` are two tables. */
function folded({ text, quoted }: Part, dialect: SqlDialect): string {
  if (dialect === "postgres") return quoted ? text : text.toLowerCase();
  if (dialect === "oracle") return quoted ? text : text.toUpperCase();
  return text.toLowerCase();
}

/** `(a, "b c", …)`: the names, and the token after the parenthesis at hand. Undefined if it is no list of names. */
export function readNameList(
  tokens: Tokens,
  encoding: ByteEncoding,
  max: number,
): readonly string[] | undefined {
  const names: string[] = [];
  if (tokens.take(")")) return names;
  do {
    const name = tokens.name(encoding);
    if (name === undefined || names.length > max) return undefined;
    names.push(name);
    tokens.next();
  } while (tokens.take(","));
  return tokens.take(")") ? names : undefined;
}
