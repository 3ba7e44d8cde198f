import type { Column } from "./driver.ts";

/** A column as mysql2 describes it. */
export interface Field {
  readonly name: string;
  readonly columnType: number;
  readonly characterSet: number;
}

/** Numbers of include/mysql/field_types.h. */
const TYPE = { bit: 16, vector: 242, json: 245, blobs: [15, 249, 250, 251, 252, 253, 254], geometry: 255 };
/** The character set of bytes that are not text. */
const BINARY = 63;

function isBytes({ columnType, characterSet }: Field): boolean {
  const { blobs, geometry, vector } = TYPE;
  return (
    columnType === geometry ||
    columnType === vector ||
    (characterSet === BINARY && blobs.includes(columnType))
  );
}

export function columnOf(field: Field): Column {
  const { name, columnType } = field;
  return { name, odd: columnType === TYPE.json || columnType === TYPE.bit || isBytes(field) };
}

/** Bytes to the text of a cell: BIT as its number, bytes as 0x…, the rest is UTF-8 already. */
export function readerOf(field: Field): (cell: Buffer) => string {
  if (field.columnType === TYPE.bit) return (cell) => BigInt(`0x${cell.toString("hex") || "0"}`).toString();
  if (isBytes(field)) return (cell) => `0x${cell.toString("hex")}`;
  return (cell) => cell.toString("utf8");
}
