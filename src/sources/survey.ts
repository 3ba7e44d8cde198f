import { isDatabase, type TipoFonte } from "../model/fonte.ts";
import type { Message } from "../text/index.ts";
import { headOf } from "./bytes/bytes.ts";
import { openBytes } from "./bytes/open.ts";
import { kindOf } from "./kind.ts";
import type { OpenOptions } from "./source.ts";
import { surveySql } from "./sql/survey.ts";
import { surveyXlsx } from "./xlsx/survey.ts";

/** A table of a dump or a sheet of a workbook. */
export interface TableSeen {
  /** As `[tables]` of the mapping names it. */
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: number;
}

/** What a file that may hold several tables holds, before one of them is read. */
export interface Survey {
  readonly name: string;
  readonly tipo: Exclude<TipoFonte, "auto">;
  readonly what: Message;
  readonly tables: readonly TableSeen[];
  readonly notes: readonly Message[];
}

/**
 * Looks at a dump or a workbook whole; undefined for a file that is its only table.
 * @throws as openSource, but for what concerns one table
 */
export async function surveySource(path: string, options: OpenOptions): Promise<Survey | undefined> {
  if (options.tipo !== undefined && isDatabase(options.tipo)) return undefined;
  const bytes = await openBytes(path, options);
  const head = await headOf(bytes);
  switch (kindOf(bytes, head, options)) {
    case "sql":
      return surveySql(bytes, head, options);
    case "xlsx":
      return surveyXlsx(bytes, options);
    case "csv":
    case "fixed":
      return undefined;
  }
}
