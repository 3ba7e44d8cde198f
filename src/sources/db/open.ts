import { siocError } from "../../core/errors.ts";
import type { TipoDatabase } from "../../model/fonte.ts";
import type { Message } from "../../text/index.ts";
import type { OpenedSource, OpenOptions } from "../source.ts";
import type { Target } from "./driver.ts";
import { hostOf, KINDS } from "./errors.ts";
import { readQuery } from "./query.ts";
import { Run } from "./run.ts";
import { targetOf } from "./target.ts";

/**
 * Opens the result of a query as a source: connects, runs it, takes its columns and looks whether it has rows, leaves
 * again. `blocks()` connects anew: between the two may lie all the files of the other aziende.
 * @throws DB_*, SOURCE_MISSING and _NOT_A_FILE for the query's file, SOURCE_HEADER_ONLY
 */
export async function openDatabase(
  queryPath: string,
  tipo: TipoDatabase,
  options: OpenOptions,
): Promise<OpenedSource> {
  const { connessione, text } = options;
  const query = await readQuery(queryPath, tipo, text);
  if (connessione === undefined) throw siocError("DB_CONNECTION_MISSING", { tipo });
  const target = await targetOf(tipo, connessione, text, process.env);
  const run = new Run(tipo, query, target, connessione, options);
  const first = await run.look();
  if (!first.hasRows && options.mayBeEmpty !== true)
    throw siocError("SOURCE_HEADER_ONLY", { file: query.name });
  return {
    name: query.name,
    tipo,
    table: KINDS[tipo],
    what: { key: "sources.what.database", data: { version: first.version, host: hostOf(target) } },
    header: first.names,
    headerLine: 0,
    notes: [...tlsNotes(target), ...first.notes],
    format: { kind: "cells", width: first.names.length },
    encoding: "utf-8",
    sizeBytes: 0,
    weight: Number.POSITIVE_INFINITY,
    blocks: () => run.blocks(first.names),
    consumed: () => 0,
    end: () => run.end(),
  };
}

/** An unencrypted connection to another machine is obeyed, and said. */
function tlsNotes(target: Target): readonly Message[] {
  const { tls } = target;
  if (tls.mode !== "off" || tls.why === "local") return [];
  return [{ key: "sources.note.dbClear", data: { host: hostOf(target) } }];
}
