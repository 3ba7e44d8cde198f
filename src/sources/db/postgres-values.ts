import type { Column } from "./driver.ts";

/** A column as the server describes it. */
export interface Field {
  readonly name: string;
  readonly dataTypeID: number;
}

/** Every value as the text the server sent. */
export const AS_TEXT = { getTypeParser: () => (value: string) => value };

/** bytea, json, jsonb, xml, record, geometric types, ranges, and the arrays of the built-in types (pg_type.dat). */
const ODD: ReadonlySet<number> = new Set(
  (
    "17 114 142 600 601 602 603 604 628 718 2249 2287 3802 3904 3906 3908 3910 3912 3926 " +
    "143 199 629 651 719 775 791 1000 1001 1002 1003 1005 1006 1007 1008 1009 1010 1011 1012 1013 1014 1015 1016 " +
    "1017 1018 1019 1020 1021 1022 1027 1028 1034 1040 1041 1115 1182 1183 1185 1187 1231 1263 1270 1561 1563 " +
    "2201 2207 2208 2209 2210 2211 2949 2951 3221 3643 3644 3645 3735 3770 3807 3905 3907 3909 3911 3913 3927"
  )
    .split(" ")
    .map(Number),
);

/** The server calls `?column?` what has no name. */
export function columnOf({ name, dataTypeID }: Field): Column {
  return { name: name === "?column?" ? "" : name, odd: ODD.has(dataTypeID) };
}
