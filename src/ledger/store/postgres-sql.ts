import { unfit } from "./fault.ts";
import type { Value } from "./store.ts";

export interface Query {
  readonly text: string;
  readonly values: readonly (string | number | Buffer)[];
}

/** Strings and quoted names stay as they are. */
const PIECES = /'(?:[^']|'')*'|"(?:[^"]|"")*"|\?(\d+)|\bBLOB\b/g;

/**
 * The ledger's one dialect as PostgreSQL's. Every value says its type: left to guess, the server takes bytes for text
 * in `substr(?1, 1, 16)`. A null is written out, so that one place may be null in one call and bytes in the next.
 */
export function translate(sql: string, params: readonly Value[]): Query {
  const values: (string | number | Buffer)[] = [];
  const places = new Map<number, string>();
  const place = (n: number): string => {
    const known = places.get(n);
    if (known !== undefined) return known;
    const value = params[n - 1];
    if (value === undefined) throw new Error(`the statement has a place ?${n} and no value for it`);
    const written = value === null ? "NULL" : `$${values.push(plain(value))}::${typeOf(value)}`;
    places.set(n, written);
    return written;
  };
  const text = sql.replace(PIECES, (piece, n: string | undefined) => {
    if (n !== undefined) return place(Number(n));
    return piece === "BLOB" ? "BYTEA" : piece;
  });
  return { text, values };
}

function plain(value: string | number | Uint8Array): string | number | Buffer {
  return value instanceof Uint8Array ? Buffer.from(value.buffer, value.byteOffset, value.byteLength) : value;
}

function typeOf(value: string | number | Uint8Array): string {
  if (typeof value === "string") return "text";
  if (value instanceof Uint8Array) return "bytea";
  if (typeof value !== "number") return unfit(value);
  if (!Number.isSafeInteger(value)) return "float8";
  return Math.abs(value) < 2 ** 31 ? "int4" : "int8";
}

/** Cells as SQLite gives them: numbers as numbers, true as 1, bytes as bytes. OIDs of pg_type.dat. */
export const TYPES = {
  getTypeParser: (oid: number): ((cell: string) => string | number | Buffer) => PARSERS.get(oid) ?? asIs,
};

const asIs = (cell: string): string => cell;
const bool = (cell: string): number => (cell === "t" ? 1 : 0);
const bytes = (cell: string): Buffer => Buffer.from(cell.slice(2), "hex");
const PARSERS = new Map<number, (cell: string) => string | number | Buffer>([
  [16, bool],
  [17, bytes],
  ...[20, 21, 23, 26, 700, 701, 1700].map((oid) => [oid, Number] as const),
]);
