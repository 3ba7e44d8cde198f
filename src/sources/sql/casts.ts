import type { SqlDialect } from "./modes.ts";
import { NOT_A_DATUM, type Fault, type Term } from "./term.ts";
import type { Tokens } from "./tokens.ts";

/** A type as a cast names it: `character varying(16)`. */
export interface TypeName {
  /** First word, without its schema, in capitals. */
  readonly name: string;
  readonly varying: boolean;
  /** What stands in parentheses: length, or precision and scale; MAX is absent. */
  readonly sizes: readonly number[];
  readonly unlimited: boolean;
}

/** The type at hand; the token after it is then at hand. */
export function readType(tokens: Tokens): TypeName | undefined {
  let name = tokens.keyword;
  if (name === "") return undefined;
  tokens.next();
  while (tokens.take(".")) {
    name = tokens.keyword;
    tokens.next();
  }
  const varying = tokens.take("VARYING");
  tokens.take("PRECISION");
  const sizes: number[] = [];
  let unlimited = false;
  if (tokens.take("(")) {
    do {
      unlimited ||= tokens.word === "MAX";
      if (tokens.type === "number")
        sizes.push(Number(tokens.bytes.toString("latin1", tokens.from, tokens.to)));
      tokens.next();
    } while (tokens.take(","));
    if (!tokens.take(")")) return undefined;
  }
  if (tokens.take("WITH") || tokens.take("WITHOUT")) tokens.takeAll("TIME", "ZONE");
  while (tokens.take("[")) tokens.take("]");
  return { name, varying, sizes, unlimited };
}

const TEXTS = "CHAR NCHAR CHARACTER VARCHAR NVARCHAR VARCHAR2 NVARCHAR2 BPCHAR SYSNAME".split(" ");
const LONG = "TEXT NTEXT CLOB NCLOB CITEXT XML JSON JSONB UUID UNIQUEIDENTIFIER NAME".split(" ");
const WHOLE = "INT INT2 INT4 INT8 INTEGER BIGINT SMALLINT TINYINT MEDIUMINT UNSIGNED SIGNED".split(" ");
const NUMBERS = "DECIMAL NUMERIC NUMBER MONEY SMALLMONEY REAL FLOAT FLOAT4 FLOAT8 DOUBLE".split(" ");
const DATES = "DATE TIME TIMETZ DATETIME DATETIME2 SMALLDATETIME DATETIMEOFFSET TIMESTAMP TIMESTAMPTZ".split(
  " ",
);
const BYTES = "BYTEA BINARY VARBINARY IMAGE RAW BLOB ROWVERSION".split(" ");

/**
 * The value, if the cast leaves it what it is; a cast that would shorten, round or reinterpret it is not carried out.
 * `CAST(0x… AS datetime)` of SQL Server holds days and ticks: that is not a datum anybody can read.
 */
export function castTerm(term: Term, type: TypeName, dialect: SqlDialect): Term | Fault {
  if (term.kind === "null") return term;
  if (TEXTS.includes(type.name)) return keeps(term.kind !== "bytes" && fits(term.text, type, dialect), term);
  if (LONG.includes(type.name)) return keeps(term.kind !== "bytes", term);
  if (WHOLE.includes(type.name)) return keeps(/^[+-]?\d+$/.test(term.text) && term.kind !== "bytes", term);
  if (NUMBERS.includes(type.name))
    return keeps(term.kind !== "bytes" && isExact(term.text, type, dialect), term);
  if (DATES.includes(type.name)) return term.kind === "text" ? dated(term, type) : NOT_A_DATUM;
  if (BYTES.includes(type.name)) return keeps(term.kind === "bytes" || dialect === "postgres", term);
  if (type.name === "BIT" || type.name === "BOOLEAN" || type.name === "BOOL")
    return keeps(term.kind === "boolean" || /^(?:[01]|[tf]|true|false)$/i.test(term.text), term);
  return keeps(dialect === "postgres" && term.kind === "text", term);
}

function keeps(sound: boolean, term: Term): Term | Fault {
  return sound ? term : NOT_A_DATUM;
}

function fits(text: string, { name, varying, sizes, unlimited }: TypeName, dialect: SqlDialect): boolean {
  if (unlimited) return true;
  const [length] = sizes;
  if (length !== undefined) return text.length <= length;
  if (dialect === "mssql") return text.length <= 30;
  return dialect !== "postgres" || varying || !["CHAR", "CHARACTER"].includes(name) || text.length <= 1;
}

function isExact(text: string, { name, sizes }: TypeName, dialect: SqlDialect): boolean {
  const match = /^[+-]?(?:\d+\.?(\d*)|\.(\d+))(?:e[+-]?\d+)?$/i.exec(text);
  if (match === null) return dialect === "postgres" && /^(?:NaN|-?Infinity)$/i.test(text);
  if (name !== "DECIMAL" && name !== "NUMERIC" && name !== "NUMBER") return true;
  const [precision, scale] = sizes;
  const free = dialect === "postgres" || dialect === "oracle";
  const allowed = scale ?? (precision === undefined && free ? Infinity : 0);
  return !/e/i.test(text) && (match[1] ?? match[2] ?? "").replace(/0+$/, "").length <= allowed;
}

/** `2026-01-10T10:00:00` is written with a blank in every other export. */
function dated(term: Term, { name }: TypeName): Term {
  const iso = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:.*)$/s.exec(term.text);
  if (iso === null) return term;
  return { kind: "text", text: name === "DATE" ? (iso[1] ?? "") : `${iso[1] ?? ""} ${iso[2] ?? ""}` };
}
