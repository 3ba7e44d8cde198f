import { MAX_COLUMNS } from "../source.ts";
import { readNameList, readTableName, type NameContext, type TableName } from "./names.ts";
import type { Tokens } from "./tokens.ts";

/** How the rows of a COPY are written. Single characters are ASCII. */
export interface CopyOptions {
  readonly csv: boolean;
  readonly delimiter: string;
  readonly nullText: string;
  readonly quote: string;
  readonly escape: string;
  /** The first line holds names. */
  readonly header: boolean;
  /** Each row begins with the number PostgreSQL once gave to rows: it is no column. */
  readonly oids: boolean;
}

/** How rows are written after a head. */
export type RowsForm = { readonly kind: "values" } | ({ readonly kind: "copy" } & CopyOptions);

/** What a statement says before its rows: of which table they are, and in which order their values stand. */
export interface RowsHead {
  readonly table: TableName;
  /** Undefined where no columns are named: then all, in the order of the table. */
  readonly columns: readonly string[] | undefined;
  readonly form: RowsForm;
  /** REPLACE, IGNORE: a row may take the place of another, or be left out, when it repeats a key. */
  readonly upsert: boolean;
}

/** What an INSERT turns out to be. `to`: index after the head, where rows are expected. */
export type InsertHead =
  | { readonly kind: "values" | "set"; readonly head: RowsHead; readonly to: number }
  | { readonly kind: "default"; readonly head: RowsHead; readonly to: number }
  /** Rows that a query makes: nobody but the database knows them. */
  | { readonly kind: "select"; readonly table: TableName }
  /** INSERT ALL of Oracle: INTO … VALUES … follow. */
  | { readonly kind: "all"; readonly to: number };

const MODIFIERS: ReadonlySet<string> = new Set(["LOW_PRIORITY", "DELAYED", "HIGH_PRIORITY"]);
const QUERIES: ReadonlySet<string> = new Set(["SELECT", "WITH", "TABLE", "EXEC", "EXECUTE", "("]);

/** INSERT or REPLACE, its first word at hand. Undefined if it is none we know, or more bytes are needed (`ranOut`). */
export function readInsert(tokens: Tokens, context: NameContext): InsertHead | undefined {
  let upsert = tokens.word === "REPLACE";
  tokens.next();
  while (MODIFIERS.has(tokens.word)) tokens.next();
  if (tokens.take("IGNORE")) upsert = true;
  if (tokens.take("OR")) {
    upsert ||= tokens.word === "REPLACE" || tokens.word === "IGNORE";
    tokens.next();
  }
  if (context.dialect !== "mysql" && (tokens.word === "ALL" || tokens.word === "FIRST"))
    return { kind: "all", to: tokens.to };
  tokens.take("INTO");
  return readInto(tokens, context, upsert);
}

/** What follows INTO. */
export function readInto(tokens: Tokens, context: NameContext, upsert: boolean): InsertHead | undefined {
  const table = readTableName(tokens, context);
  if (table === undefined) return undefined;
  if (tokens.take("PARTITION") || tokens.take("WITH")) passParenthesis(tokens);
  if (tokens.take("AS")) tokens.next();
  let columns: readonly string[] | undefined;
  if (tokens.take("(")) {
    if (QUERIES.has(tokens.word)) return { kind: "select", table };
    columns = readNameList(tokens, context.encoding, MAX_COLUMNS);
    if (columns === undefined) return undefined;
  }
  if (tokens.take("OVERRIDING")) tokens.next().next();
  const head: RowsHead = { table, columns, form: { kind: "values" }, upsert };
  if (tokens.word === "VALUES" || tokens.word === "VALUE") return { kind: "values", head, to: tokens.to };
  if (tokens.word === "SET") return { kind: "set", head, to: tokens.to };
  if (tokens.take("DEFAULT"))
    return tokens.word === "VALUES" ? { kind: "default", head, to: tokens.to } : undefined;
  return QUERIES.has(tokens.word) || tokens.sign === "(" ? { kind: "select", table } : undefined;
}

/** `( … )` without looking at what is in it. */
function passParenthesis(tokens: Tokens): void {
  if (!tokens.take("(")) return;
  while (tokens.type !== "end" && tokens.sign !== ")") tokens.next();
  tokens.take(")");
}
