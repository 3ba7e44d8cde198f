import { isDatabase } from "../model/fonte.ts";
import { headOf } from "./bytes/bytes.ts";
import { openBytes } from "./bytes/open.ts";
import { openCsv } from "./csv/open.ts";
import { openDatabase } from "./db/open.ts";
import { openFixed } from "./fixed/open.ts";
import { kindOf } from "./kind.ts";
import type { OpenedSource, OpenOptions } from "./source.ts";
import { openSql } from "./sql/open.ts";
import { openXlsx } from "./xlsx/open.ts";

/**
 * Opens what an azienda delivered: finds out what it is, checks all that can be known before the rows, gives the
 * header. The rows come later, from `blocks()`. One opener a kind, each in its folder.
 * @throws SOURCE_* naming the file and, where there is one, the line; DB_* for a database
 */
export async function openSource(path: string, options: OpenOptions): Promise<OpenedSource> {
  if (options.tipo !== undefined && isDatabase(options.tipo))
    return openDatabase(path, options.tipo, options);
  const bytes = await openBytes(path, options);
  const head = await headOf(bytes);
  switch (kindOf(bytes, head, options)) {
    case "csv":
      return openCsv(bytes, head, options);
    case "fixed":
      return openFixed(bytes, head, options);
    case "sql":
      return openSql(bytes, head, options);
    case "xlsx":
      return openXlsx(bytes, options);
  }
}
