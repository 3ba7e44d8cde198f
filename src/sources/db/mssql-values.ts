import type { Column } from "./driver.ts";
import { DbFault } from "./fault.ts";
import { decimalText, singleText } from "./numbers.ts";

/** A column as mssql describes it. */
export interface MssqlColumn {
  readonly name: string;
  /** One of mssql's types, a function that carries its SQL name. */
  readonly type?: { readonly declaration?: string };
  readonly scale?: number | undefined;
}

/** A Date whose UTC parts are the server's, and what it holds below the millisecond. */
interface ServerDate extends Date {
  readonly nanosecondsDelta?: number;
}

const ODD: ReadonlySet<string> = new Set([
  "binary",
  "varbinary",
  "image",
  "xml",
  "udt",
  "geography",
  "geometry",
  "variant",
]);

export function columnOf({ name, type }: MssqlColumn): Column {
  return { name, odd: ODD.has(type?.declaration ?? "") };
}

/**
 * A value of tedious as the text of a cell.
 * @throws DbFault "value" for a number with more digits than a JavaScript number holds, and for what has no text
 */
export function textOf(value: unknown, column: MssqlColumn): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === "string") return value;
  if (typeof value === "boolean") return value ? "1" : "0";
  if (typeof value === "bigint") return value.toString();
  if (typeof value === "number") return numberText(value, column);
  if (value instanceof Date) return dateText(value, column.type?.declaration ?? "");
  if (value instanceof Uint8Array) return `0x${Buffer.from(value).toString("hex")}`;
  throw new DbFault({ kind: "value", column: column.name });
}

/** tedious divides decimals before anybody can see their digits. */
function numberText(value: number, column: MssqlColumn): string {
  switch (column.type?.declaration ?? "") {
    case "decimal":
    case "numeric":
      return exact(decimalText(value, column.scale ?? 0), column);
    case "money":
    case "smallmoney":
      return exact(decimalText(value, 4), column);
    case "real":
      return singleText(value);
    default:
      return String(value);
  }
}

function exact(text: string | undefined, { name }: MssqlColumn): string {
  if (text === undefined) throw new DbFault({ kind: "value", column: name });
  return text;
}

/** `2026-01-10`, `2026-01-10 10:00:00`, `10:00:00`; a fraction of a second only where there is one. */
export function dateText(value: ServerDate, declaration: string): string {
  const day = `${pad(value.getUTCFullYear(), 4)}-${pad(value.getUTCMonth() + 1)}-${pad(value.getUTCDate())}`;
  if (declaration === "date") return day;
  const clock = [value.getUTCHours(), value.getUTCMinutes(), value.getUTCSeconds()]
    .map((n) => pad(n))
    .join(":");
  const time = clock + fraction(value);
  if (declaration === "time") return time;
  // Its offset is lost in tedious: the instant is told in UTC, and so it says.
  return declaration === "datetimeoffset" ? `${day} ${time}+00:00` : `${day} ${time}`;
}

/** Tenths of a microsecond, without the zeros at the end. */
function fraction(value: ServerDate): string {
  const ticks = value.getUTCMilliseconds() * 10_000 + Math.round((value.nanosecondsDelta ?? 0) * 1e7);
  return ticks === 0 ? "" : `.${String(ticks).padStart(7, "0").replace(/0+$/, "")}`;
}

function pad(n: number, digits = 2): string {
  return String(n).padStart(digits, "0");
}
