import type { ByteEncoding } from "../source.ts";
import { MAX_COLUMNS } from "../source.ts";
import { readTableName, type NameContext, type TableName } from "./names.ts";
import type { Tokens } from "./tokens.ts";

/** A column as CREATE TABLE declares it. */
export interface Column {
  readonly name: string;
  /** What its values are made of: text (all that is not one of the others), bits or bytes. */
  readonly holds: "text" | "bits" | "bytes";
  /** What a row that does not give it gets: nothing, a value we do not know, one the database computes. */
  readonly otherwise: "nothing" | "default" | "computed";
}

export interface CreatedTable {
  readonly table: TableName;
  /** Empty where they are not given: CREATE TABLE … AS SELECT, LIKE, OF. */
  readonly columns: readonly Column[];
  /** Tables whose columns come before its own (INHERITS). */
  readonly parents: readonly TableName[];
  /** Its rows come from a query (AS SELECT). */
  readonly filled: boolean;
  /** Does nothing if the table is there. */
  readonly ifAbsent: boolean;
}

/** What a constraint begins with, in place of a column's name. */
const CONSTRAINTS: ReadonlySet<string> = new Set(
  "CONSTRAINT PRIMARY UNIQUE FOREIGN CHECK EXCLUDE KEY INDEX FULLTEXT SPATIAL LIKE PERIOD SUPPLEMENTAL".split(
    " ",
  ),
);
const BYTES: ReadonlySet<string> = new Set(
  (
    "BLOB TINYBLOB MEDIUMBLOB LONGBLOB BINARY VARBINARY RAW IMAGE BYTEA VECTOR " +
    "GEOMETRY POINT LINESTRING POLYGON MULTIPOINT MULTILINESTRING MULTIPOLYGON GEOMETRYCOLLECTION GEOMCOLLECTION"
  ).split(" "),
);

/** A CREATE TABLE statement, whole, TABLE at hand. Undefined if it is none we can read. */
export function readCreateTable(tokens: Tokens, context: NameContext): CreatedTable | undefined {
  tokens.take("TABLE");
  const ifAbsent = tokens.takeAll("IF", "NOT", "EXISTS");
  const table = readTableName(tokens, context);
  if (table === undefined) return undefined;
  const columns: Column[] = [];
  if (tokens.take("("))
    do {
      const column = readColumn(tokens, context.encoding);
      if (column !== undefined) columns.push(column);
    } while (tokens.take(",") && columns.length <= MAX_COLUMNS);
  tokens.take(")");
  const parents = readParents(tokens, context);
  return { table, columns, parents, filled: readRest(tokens, []).includes("SELECT"), ifAbsent };
}

/** One item between commas; undefined for a constraint. The comma or parenthesis after it is then at hand. */
function readColumn(tokens: Tokens, encoding: ByteEncoding): Column | undefined {
  const isConstraint = CONSTRAINTS.has(tokens.word) && isConstraintHere(tokens);
  const name = isConstraint ? undefined : tokens.name(encoding);
  if (!isConstraint) tokens.next();
  const words = readRest(tokens, [",", ")"]);
  if (name === undefined) return undefined;
  return { name, holds: heldBy(words), otherwise: otherwiseOf(words) };
}

/** `key` and `index` may be columns too: a constraint goes on with a parenthesis, a name and one, or a keyword. */
function isConstraintHere(tokens: Tokens): boolean {
  const first = tokens.word;
  if (!["KEY", "INDEX", "PERIOD", "LIKE", "CHECK"].includes(first)) return true;
  const after = tokens.peek();
  if (first === "CHECK") return after.sign === "(";
  if (first === "PERIOD") return after.word === "FOR";
  if (first === "LIKE") return true;
  return after.sign === "(" || after.type === "name" || !TYPES.test(after.word);
}

const TYPES =
  /^(?:BIG|SMALL|MEDIUM|TINY|LONG)?(?:INT|INTEGER|TEXT|BLOB)|^(?:N?VARCHAR2?|N?CHAR|CHARACTER|DATE|DATETIME2?|TIME|TIMESTAMP|NUMBER|NUMERIC|DECIMAL|REAL|FLOAT|DOUBLE|BIT|BOOL|BOOLEAN|SERIAL|UUID|ENUM|SET|JSON|JSONB|CLOB)$/;

/** The words up to one of these signs, those in parentheses left out. */
function readRest(tokens: Tokens, stops: readonly string[]): readonly string[] {
  const words: string[] = [];
  for (let depth = 0; tokens.type !== "end"; tokens.next()) {
    const { sign } = tokens;
    if (depth === 0 && stops.includes(sign)) break;
    if (sign === "(") depth++;
    else if (sign === ")") depth--;
    else if (depth === 0 && words.length < 64) words.push(tokens.keyword);
  }
  return words;
}

function heldBy([type = ""]: readonly string[]): Column["holds"] {
  if (type === "BIT") return "bits";
  return BYTES.has(type) ? "bytes" : "text";
}

function otherwiseOf(words: readonly string[]): Column["otherwise"] {
  const at = words.indexOf("DEFAULT");
  if (words.includes("GENERATED") || (words.includes("AS") && at < 0))
    return words.includes("IDENTITY") ? "default" : "computed";
  if (at >= 0) return words[at + 1] === "NULL" ? "nothing" : "default";
  const counted = ["IDENTITY", "AUTO_INCREMENT", "AUTOINCREMENT", "SERIAL", "BIGSERIAL", "SMALLSERIAL"];
  return words.some((word) => counted.includes(word)) ? "default" : "nothing";
}

function readParents(tokens: Tokens, context: NameContext): readonly TableName[] {
  const parents: TableName[] = [];
  if (!tokens.take("INHERITS") || !tokens.take("(")) return parents;
  do {
    const parent = readTableName(tokens, context);
    if (parent !== undefined) parents.push(parent);
  } while (tokens.take(","));
  return parents;
}
