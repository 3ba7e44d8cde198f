import { siocError } from "../../core/errors.ts";
import type { Encoding } from "../../model/mappa.ts";
import type { Message, Text } from "../../text/index.ts";
import type { Bytes } from "../bytes/bytes.ts";
import { nameOf } from "../bytes/encoding.ts";
import type { OpenOptions } from "../source.ts";
import type { Survey } from "../survey.ts";
import { Catalogue } from "./catalogue.ts";
import { DIALECT_NAMES, readingOf, scanAll, type Reading } from "./reading.ts";

/** A dump that was looked at whole. */
export interface Surveyed {
  readonly reading: Reading;
  readonly catalogue: Catalogue;
  /** Physical lines. */
  readonly lines: number;
}

/**
 * Looks at a whole dump once: what it holds, and whether it is whole.
 * @throws SOURCE_SQL_TRUNCATED, _REFUSED, _CHARSET, _SYNTAX with the line; SOURCE_SQL_EMPTY; SOURCE_BINARY, _ENCODING for UTF-16
 */
export async function surveyed(file: Bytes, head: Uint8Array, options: OpenOptions): Promise<Surveyed> {
  const reading = readingOf(file, head, options);
  const catalogue = new Catalogue(file.name);
  const { lines } = await scanAll(reading, catalogue);
  if (catalogue.tables.length === 0)
    throw siocError("SOURCE_SQL_EMPTY", { file: file.name, dialect: DIALECT_NAMES[reading.dialect] });
  return { reading, catalogue, lines };
}

/** @throws as {@link surveyed} */
export async function surveySql(file: Bytes, head: Uint8Array, options: OpenOptions): Promise<Survey> {
  const { reading, catalogue } = await surveyed(file, head, options);
  const names = catalogue.names();
  return {
    name: file.name,
    tipo: "sql",
    what: whatOf(reading, reading.encoding ?? statedIn(catalogue)),
    tables: catalogue.tables.map((table, i) => ({
      name: names[i] ?? "",
      columns: table.header(),
      rows: table.rows,
    })),
    notes: [...file.notes, ...reading.notes, ...skippedNotes(catalogue, options.text)],
  };
}

/** The encoding the dump gives all its rows, if it says so and it is one. */
function statedIn({ tables }: Catalogue): Exclude<Encoding, "auto"> | undefined {
  const stated = tables.flatMap(({ charsets }) =>
    [...charsets.values()].map(({ charset }) => charset.encoding),
  );
  return new Set(stated).size === 1 ? stated[0] : undefined;
}

/** How the dump is read, in words. */
export function whatOf({ dialect }: Reading, encoding: Exclude<Encoding, "auto"> | undefined): Message {
  const data = { dialect: DIALECT_NAMES[dialect] };
  if (encoding === undefined) return { key: "sources.what.dump", data };
  return { key: "sources.what.sql", data: { ...data, encoding: nameOf(encoding) } };
}

/** What was passed over, the most frequent first. */
export function skippedNotes({ passed, repetitions }: Catalogue, text: Text): readonly Message[] {
  const kinds = [...passed]
    .sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
    .map(([label, n]) => `${n} ${label === "" ? text("sources.sql.other") : label}`)
    .join(", ");
  return [
    ...(kinds === "" ? [] : [{ key: "sources.sql.note.skipped", data: { kinds } } as const]),
    ...(repetitions === 0 ? [] : [{ key: "sources.sql.note.repeated", data: { n: repetitions } } as const]),
  ];
}
