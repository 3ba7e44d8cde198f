import { siocError, type SiocError } from "../../core/errors.ts";
import type { Message, Text, TextData, TextKey } from "../../text/index.ts";
import { listed } from "../header-names.ts";
import { MAX_COLUMNS } from "../source.ts";
import type { Column } from "./driver.ts";

/** Names as a header has them: trimmed; "" where the database gave none. */
export function namesOf(columns: readonly Column[]): readonly string[] {
  return columns.map(({ name }) => name.trim());
}

/** @returns the names. @throws DB_COLUMNS: none, too many, repeated, names every object has. */
export function judgeColumns(columns: readonly Column[], file: string, text: Text): readonly string[] {
  const refusal = (reason: TextKey, data: TextData = {}): SiocError =>
    siocError("DB_COLUMNS", { file, reason: text(reason, data) });
  const names = namesOf(columns);
  if (names.length === 0) throw refusal("sources.db.columns.none");
  if (names.length > MAX_COLUMNS) throw refusal("sources.header.many", { n: names.length, max: MAX_COLUMNS });
  const hostile = names.filter((name) => name === "prototype" || name in Object.prototype);
  if (hostile.length > 0) throw refusal("sources.header.hostile", { names: listed(hostile) });
  const seen = new Set<string>();
  const twice = names.filter((name) => name !== "" && seen.size === seen.add(name.toLowerCase()).size);
  if (twice.length > 0) throw refusal("sources.header.twice", { names: listed([...new Set(twice)]) });
  return names;
}

/** What is worth saying of the columns: no name, no type of a cell. */
export function oddNotes(columns: readonly Column[]): readonly Message[] {
  const names = namesOf(columns);
  const nameless = names.filter((name) => name === "").length;
  const odd = names.filter((name, i) => name !== "" && columns[i]?.odd === true);
  return [
    ...(nameless > 0 ? [{ key: "sources.note.dbNameless", data: { n: nameless } } as const] : []),
    ...(odd.length > 0 ? [{ key: "sources.note.dbOdd", data: { names: listed(odd) } } as const] : []),
  ];
}
