import { Buffer } from "node:buffer";

import type { SqlDialect } from "../../../src/sources/sql/modes.ts";
import { SqlScanner, type SqlSink } from "../../../src/sources/sql/scanner.ts";
import { sessionOf } from "../../../src/sources/sql/session.ts";
import { DEFAULT_FILE } from "../../../src/sources/index.ts";
import { fileOf, readAll, type ReadResult } from "../helpers.ts";

/** Reads SQL text as a file of this dialect (detected if none is given); `table` where there are several. */
export function readSql(
  sql: string | Uint8Array,
  dialect: SqlDialect | "auto" = "auto",
  table?: string,
): Promise<ReadResult> {
  const file = { ...DEFAULT_FILE, dialect };
  return readAll(fileOf(sql, `d${serial++}.sql`), {
    file,
    tipo: "sql",
    ...(table === undefined ? {} : { table }),
  });
}

let serial = 0;

/** What a scanner tells of a text that comes in pieces of `size` bytes, line by line. */
export function told(sql: Uint8Array, dialect: SqlDialect, size: number): readonly string[] {
  const log: string[] = [];
  const scanner = new SqlScanner(
    "f.sql",
    { offset: 0, line: 1, session: sessionOf(dialect, "utf-8") },
    logger(log),
  );
  for (let i = 0; i < sql.length; i += size) scanner.push(sql.subarray(i, i + size), false);
  scanner.push(new Uint8Array(0), true);
  log.push(`lines ${scanner.lines}`);
  return log;
}

function logger(log: string[]): SqlSink {
  return {
    rows: (head, mark, charset) =>
      log.push(
        `rows ${head.table.key} ${head.columns?.join() ?? "*"} @${mark.offset}:${mark.line} ${charset?.name ?? ""}`,
      ),
    row: (b, from, to, line, n) =>
      log.push(`row ${line} ${n} ${Buffer.from(b.subarray(from, to)).toString("latin1")}`),
    overlong: (place, line) => log.push(`overlong ${line} ${place}`),
    unwritten: (line) => log.push(`unwritten ${line}`),
    upsert: (n) => log.push(`upsert ${n}`),
    created: ({ table, columns }, line) =>
      log.push(`created ${line} ${table.key} ${columns.map((c) => c.name).join()}`),
    effect: ({ table, does, what }, line) => log.push(`effect ${line} ${table?.key ?? "?"} ${does} ${what}`),
    skipped: (label) => log.push(`skipped ${label}`),
    repeated: () => log.push("repeated"),
  };
}
