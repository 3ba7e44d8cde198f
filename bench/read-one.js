// One reader over one file, in a process of its own: prints rows, seconds, peak memory as JSON.
import { createReadStream } from "node:fs";

import { peakMb } from "./harness.js";

const [kind, path, extra] = process.argv.slice(2);
const began = performance.now();
const rows = kind === "csv-parse" ? await csvParse(path) : await ours(kind, path, extra);
const seconds = (performance.now() - began) / 1000;
console.log(JSON.stringify({ rows, seconds, mb: peakMb() }));

/** The baseline: csv-parse giving arrays, as fast as it goes. */
async function csvParse(file) {
  const { parse } = await import("csv-parse");
  return new Promise((resolve, reject) => {
    let count = -1;
    const parser = parse();
    parser.on("data", () => count++);
    parser.on("end", () => resolve(count));
    parser.on("error", reject);
    createReadStream(file, { highWaterMark: 1 << 20 }).pipe(parser);
  });
}

/** As the pipeline reads: open (survey, header), cut, parse; here on one thread. */
async function ours(tipo, file, url) {
  const { openSource, parseBlock } = await import("../dist/sources/index.js");
  const { textFor } = await import("../dist/text/index.js");
  const connessione = url === undefined ? undefined : { url: () => Promise.resolve(url), timeout: 3600 };
  const source = await openSource(file, { text: textFor("it"), tipo, ...(connessione && { connessione }) });
  let count = 0;
  for await (const block of source.blocks()) {
    const parsed = parseBlock(source.format, block);
    if (parsed.bad.length > 0) throw new Error(`${file}: ${parsed.bad.length} bad rows`);
    count += parsed.rows.length;
  }
  source.end();
  return count;
}
