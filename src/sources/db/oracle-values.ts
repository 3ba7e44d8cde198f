import { DbFault } from "./fault.ts";

/** A column as oracledb describes it. */
export interface Meta {
  readonly name: string;
  readonly dbTypeName: string;
}

/** How the server is to write each type of date. */
const FORMATS: Readonly<Record<string, string>> = {
  DATE: "'YYYY-MM-DD HH24:MI:SS'",
  TIMESTAMP: "'YYYY-MM-DD HH24:MI:SS.FF'",
  "TIMESTAMP WITH TIME ZONE": "'YYYY-MM-DD HH24:MI:SS.FFTZH:TZM'",
  "TIMESTAMP WITH LOCAL TIME ZONE": "'YYYY-MM-DD HH24:MI:SS.FFTZH:TZM'",
  "INTERVAL YEAR TO MONTH": "",
  "INTERVAL DAY TO SECOND": "",
};

/** The query itself when it has no dates. Quoted names are exact; a `"` in a name is not possible in Oracle. */
export function withDates(sql: string, columns: readonly Meta[]): string {
  if (!columns.some(({ dbTypeName }) => dbTypeName in FORMATS)) return sql;
  const list = columns.map(({ name, dbTypeName }) => {
    const format = FORMATS[dbTypeName];
    if (format === undefined) return `q."${name}"`;
    return `TO_CHAR(q."${name}"${format === "" ? "" : `, ${format}`}) AS "${name}"`;
  });
  return `SELECT ${list.join(", ")} FROM (\n${sql}\n) q`;
}

const PLAIN: ReadonlySet<string> = new Set(
  "VARCHAR2 NVARCHAR2 CHAR NCHAR NUMBER BINARY_FLOAT BINARY_DOUBLE BINARY_INTEGER CLOB NCLOB LONG ROWID UROWID BOOLEAN".split(
    " ",
  ),
);
/** Bytes. */
export const BYTES: ReadonlySet<string> = new Set(["RAW", "LONG RAW", "BLOB"]);
export const ODD: ReadonlySet<string> = new Set([...BYTES, "JSON", "XMLTYPE"]);

/** Objects, cursors, files, vectors: no text to be had. */
export function refuseUnreadable(columns: readonly Meta[]): void {
  const bad = columns.find(
    ({ dbTypeName }) => !PLAIN.has(dbTypeName) && !ODD.has(dbTypeName) && !(dbTypeName in FORMATS),
  );
  if (bad !== undefined) throw new DbFault({ kind: "value", column: bad.name });
}

/** A DATE at midnight is a day; a fraction of a second is told where there is one. */
export function textOf(value: unknown, { name, dbTypeName }: Meta): string | null {
  if (value === null || value === undefined) return null;
  if (value instanceof Uint8Array) return `0x${Buffer.from(value).toString("hex")}`;
  if (typeof value === "boolean" || typeof value === "number" || typeof value === "bigint")
    return String(value);
  if (typeof value !== "string") throw new DbFault({ kind: "value", column: name });
  // The driver writes .5
  if (dbTypeName === "NUMBER") return value.replace(/^-?(?=\.)/, (sign) => `${sign}0`);
  if (dbTypeName === "DATE") return value.replace(/ 00:00:00$/, "");
  return dbTypeName.startsWith("TIMESTAMP") ? value.replace(/\.(\d*?)0+(?=$|[+-])/, fractionOf) : value;
}

function fractionOf(_whole: string, digits: string): string {
  return digits === "" ? "" : `.${digits}`;
}
