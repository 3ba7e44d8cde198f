import { Buffer } from "node:buffer";

import type { ParsedRows, SqlBlock, SqlFormat } from "../source.ts";
import { Collector } from "./collector.ts";
import { parseCopy } from "./parse-copy.ts";
import { parseCopyCsv } from "./parse-copy-csv.ts";
import { parseTuples } from "./parse-tuples.ts";

/** Rows of one table of a dump; `lines` are their numbers. Never throws on what a dump may hold. */
export function parseSql(format: SqlFormat, block: SqlBlock): ParsedRows {
  const out = new Collector(format, block.firstRow);
  const all = Buffer.from(block.bytes.buffer, block.bytes.byteOffset, block.bytes.length);
  let from = 0;
  for (const run of block.runs) {
    if ("refused" in run) {
      out.refuse(run.refused, run.n);
      continue;
    }
    const bytes = all.subarray(from, from + run.length);
    from += run.length;
    const { shape, rows } = run;
    out.begin(shape.order);
    if (shape.form === "values") parseTuples(bytes, rows, shape, format, out);
    else if (shape.form === "copy") parseCopy(bytes, rows, shape, format, out);
    else parseCopyCsv(bytes, rows, shape, format, out);
  }
  return out.finish();
}
