import { MAX_COLUMNS } from "../source.ts";
import type { Modes } from "./modes.ts";
import { readNameList, readTableName, type NameContext } from "./names.ts";
import type { CopyOptions, RowsHead } from "./head.ts";
import type { Tokens } from "./tokens.ts";
import { literal } from "./values.ts";

/** What a COPY turns out to be: rows that follow it, rows to be fetched elsewhere, or an export. */
export type CopyHead =
  | {
      readonly kind: "stdin";
      readonly head: RowsHead;
      readonly options: CopyOptions;
      readonly to: number;
      readonly encoding?: string;
    }
  | { readonly kind: "elsewhere"; readonly what: string }
  | { readonly kind: "export" };

/** COPY, its first word at hand. Undefined if it is none we can read, or more bytes are needed (`ranOut`). */
export function readCopy(tokens: Tokens, context: NameContext, modes: Modes): CopyHead | undefined {
  tokens.next().take("BINARY");
  if (tokens.sign === "(") return { kind: "export" };
  const table = readTableName(tokens, context);
  if (table === undefined) return undefined;
  const columns = tokens.take("(") ? readNameList(tokens, context.encoding, MAX_COLUMNS) : undefined;
  const oids = tokens.takeAll("WITH", "OIDS");
  if (tokens.word === "TO") return { kind: "export" };
  if (!tokens.take("FROM")) return undefined;
  if (tokens.word === "PROGRAM") return { kind: "elsewhere", what: "COPY … FROM PROGRAM" };
  if (tokens.type === "string") return { kind: "elsewhere", what: "COPY … FROM '…'" };
  if (!tokens.take("STDIN")) return undefined;
  const options = readOptions(tokens, modes, oids);
  if (options === undefined || tokens.sign !== ";") return undefined;
  const { encoding, ...form } = options;
  const head: RowsHead = { table, columns, form: { kind: "copy", ...form }, upsert: false };
  return {
    kind: "stdin",
    head,
    options: form,
    to: tokens.to,
    ...(encoding === undefined ? {} : { encoding }),
  };
}

interface Mutable {
  csv: boolean;
  delimiter?: string | undefined;
  nullText?: string | undefined;
  quote?: string | undefined;
  escape?: string | undefined;
  encoding?: string | undefined;
  header: boolean;
  oids: boolean;
}

/** Options as they are written since PostgreSQL 9.0, in parentheses, and before. Undefined for one we cannot honour. */
function readOptions(
  tokens: Tokens,
  modes: Modes,
  oids: boolean,
): (CopyOptions & { readonly encoding?: string }) | undefined {
  const found: Mutable = { csv: false, header: false, oids };
  tokens.take("WITH");
  const listed = tokens.take("(");
  while (tokens.type === "word") {
    if (!readOption(tokens, modes, found)) return undefined;
    if (listed) tokens.take(",");
  }
  if (listed && !tokens.take(")")) return undefined;
  const { csv, delimiter = csv ? "," : "\t", nullText = csv ? "" : "\\N", quote = '"' } = found;
  const { escape = quote, header, encoding } = found;
  if ([delimiter, quote, escape].some((one) => one.length !== 1 || one > "\u007f")) return undefined;
  const options = { csv, delimiter, nullText, quote, escape, header, oids: found.oids };
  return encoding === undefined ? options : { ...options, encoding };
}

/** FORCE_NULL and its like only tell NULL from '', which are one here. */
function readOption(tokens: Tokens, modes: Modes, found: Mutable): boolean {
  const name = tokens.word;
  tokens.next();
  switch (name) {
    case "FORMAT":
      found.csv = tokens.word === "CSV";
      return tokens.take("CSV") || tokens.take("TEXT");
    case "CSV":
      found.csv = true;
      return true;
    case "OIDS":
      found.oids = true;
      return true;
    case "HEADER":
      found.header = !isOff(tokens);
      return true;
    case "FREEZE":
      isOff(tokens);
      return true;
    case "USING":
      return true;
    case "DELIMITER":
    case "DELIMITERS":
      return (found.delimiter = readText(tokens, modes)) !== undefined;
    case "NULL":
      return (found.nullText = readText(tokens, modes)) !== undefined;
    case "QUOTE":
      return (found.quote = readText(tokens, modes)) !== undefined;
    case "ESCAPE":
      return (found.escape = readText(tokens, modes)) !== undefined;
    case "ENCODING":
      return (found.encoding = readText(tokens, modes)) !== undefined;
    default:
      return false;
  }
}

function isOff(tokens: Tokens): boolean {
  const value = tokens.word;
  if (["TRUE", "ON", "MATCH"].includes(value)) tokens.next();
  if (!["FALSE", "OFF"].includes(value)) return false;
  tokens.next();
  return true;
}

function readText(tokens: Tokens, modes: Modes): string | undefined {
  tokens.take("AS");
  return literal(tokens, modes);
}
