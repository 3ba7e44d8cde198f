import { siocError } from "../../core/errors.ts";
import type { Encoding } from "../../model/mappa.ts";
import type { Message } from "../../text/index.ts";
import type { Bytes } from "../bytes/bytes.ts";
import { BOMS, nameOf } from "../bytes/encoding.ts";
import { looksUtf16 } from "../bytes/magic.ts";
import { byteEncoding, decodedChunks } from "../bytes/transcode.ts";
import { DEFAULT_FILE, type OpenOptions } from "../source.ts";
import { detectDialect, headText } from "./dialect.ts";
import type { SqlDialect } from "./modes.ts";
import type { RowSink } from "./row-sink.ts";
import { sessionOf } from "./session.ts";
import { SqlScanner, type Mark, type SqlSink } from "./scanner.ts";

/** How a dump is read, as far as its first bytes and the mapping tell. */
export interface Reading {
  readonly file: Bytes;
  readonly dialect: SqlDialect;
  /** By its mark or by declaration; undefined where the dump itself has to say. */
  readonly encoding: Exclude<Encoding, "auto"> | undefined;
  readonly bom: number;
  readonly notes: readonly Message[];
}

/** @throws SOURCE_BINARY for UTF-16 without its mark. */
export function readingOf(file: Bytes, head: Uint8Array, options: OpenOptions): Reading {
  const declared = (options.file ?? DEFAULT_FILE).encoding;
  const mark = BOMS.find(({ bytes }) => bytes.every((byte, i) => head[i] === byte));
  if (mark === undefined && declared === "auto" && looksUtf16(head))
    throw siocError("SOURCE_BINARY", { file: file.name, what: "UTF-16 (no BOM)", line: 1 });
  const { dialect, notes } = dialectOf(head, options);
  const encoding = mark?.encoding ?? (declared === "auto" ? undefined : declared);
  return {
    file,
    dialect,
    encoding,
    bom: mark?.bytes.length ?? 0,
    notes: [...markNotes(mark?.encoding, declared), ...notes],
  };
}

function dialectOf(head: Uint8Array, options: OpenOptions): Pick<Reading, "dialect" | "notes"> {
  const declared = (options.file ?? DEFAULT_FILE).dialect;
  if (declared !== "auto") return { dialect: declared, notes: [] };
  const dialect = detectDialect(headText(head));
  return { dialect, notes: [{ key: "sources.sql.note.dialect", data: { dialect: DIALECT_NAMES[dialect] } }] };
}

/** How dialects are told to people. */
export const DIALECT_NAMES: Readonly<Record<SqlDialect, string>> = {
  postgres: "PostgreSQL",
  mysql: "MySQL/MariaDB",
  sqlite: "SQLite",
  mssql: "SQL Server",
  oracle: "Oracle",
  ansi: "SQL standard",
};

function markNotes(mark: Exclude<Encoding, "auto"> | undefined, declared: Encoding): readonly Message[] {
  if (mark === undefined) return [];
  const differs = declared !== "auto" && declared !== mark;
  const key = differs ? "sources.note.bomWins" : "sources.note.bom";
  return [{ key, data: { encoding: nameOf(mark), declared: nameOf(declared) } }];
}

/** The point a dump begins at. */
export function beginning({ dialect, encoding }: Reading): Mark {
  const session = sessionOf(dialect, encoding === undefined ? "windows-1252" : byteEncoding(encoding));
  return { offset: 0, line: 1, session };
}

/** The content from its first byte: without mark, UTF-16 as UTF-8, all else as it is. */
export function contentOf(
  { file, encoding = "utf-8", bom }: Reading,
  seen?: (bytes: Uint8Array) => void,
): AsyncGenerator<Uint8Array, void, undefined> {
  return decodedChunks(file, { encoding, bom }, seen);
}

/**
 * Runs the part of a dump that has the rows of a table past a sink, piece by piece, and gives what the sink then has
 * to give. With `seen`, the rest of the file is read too, though not looked at.
 */
export async function* scanTable<T>(
  reading: Reading,
  sink: RowSink<T>,
  seen?: (bytes: Uint8Array) => void,
): AsyncGenerator<T, void, undefined> {
  const { first = beginning(reading), rows } = sink.table;
  const scanner = new SqlScanner(reading.file.name, first, sink);
  let before = first.offset;
  for await (const chunk of contentOf(reading, seen)) {
    const bytes = chunk.subarray(before);
    before -= chunk.length - bytes.length;
    if (sink.count < rows) {
      scanner.push(bytes, false);
      yield* sink.take(false);
    } else if (seen === undefined) break;
  }
  if (sink.count < rows) scanner.push(new Uint8Array(0), true);
  if (sink.count !== rows) throw new Error(`sql: ${sink.count} rows where there were ${rows}`);
  yield* sink.take(true);
}

/** Runs a whole dump past a sink. @throws SOURCE_SQL_* */
export async function scanAll(reading: Reading, sink: SqlSink): Promise<SqlScanner> {
  const scanner = new SqlScanner(reading.file.name, beginning(reading), sink);
  for await (const chunk of contentOf(reading)) scanner.push(chunk, false);
  scanner.push(new Uint8Array(0), true);
  return scanner;
}
