import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { describe, expect, it } from "vitest";

import { listens, queryFile, skipped } from "./helpers.ts";

const DIST = fileURLToPath(new URL("../../../dist/", import.meta.url));
/** `SLOW=1`: the million of the issue. */
const ROWS = process.env["SLOW"] === "1" ? 1_000_000 : 150_000;

/** Reads everything, stopping for a while on the way; says what it counted and how large the process ever was. */
const SCRIPT = `
const { openDatabase } = await import("${DIST}sources/db/open.js");
const { textFor } = await import("${DIST}text/index.js");
const [path, tipo, url] = process.argv.slice(1);
const connessione = { url: async () => url, timeout: 300 };
const source = await openDatabase(path, tipo, { text: textFor("it"), connessione });
let rows = 0, blocks = 0, before = 0, grown = 0;
const start = performance.now();
for await (const block of source.blocks()) {
  rows += block.lines.length;
  if (++blocks === 40) {
    before = process.memoryUsage().rss;
    await new Promise((resolve) => setTimeout(resolve, 700));
    grown = process.memoryUsage().rss - before;
  }
}
const ms = Math.round(performance.now() - start - 700);
console.log(JSON.stringify({ rows, lines: source.end().lines, ms, grown, peak: process.resourceUsage().maxRSS * 1024 }));
`;

interface Measured {
  readonly rows: number;
  readonly lines: number;
  readonly ms: number;
  /** Bytes the process grew by while it stood still. */
  readonly grown: number;
  readonly peak: number;
}

async function measured(tipo: string, url: string, sql: string): Promise<Measured> {
  const args = ["--max-old-space-size=64", "--input-type=module", "-e", SCRIPT, queryFile(sql), tipo, url];
  const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: 55_000 });
  return JSON.parse(stdout) as Measured;
}

const [postgres, mysql] = await Promise.all([listens(5432), listens(3306)]);
const built = existsSync(`${DIST}sources/db/open.js`);
const MIB = 1024 * 1024;

// 500 characters a row: 75 MB in all, or half a gigabyte; a heap of 64 MiB.
describe("memory does not grow with the result", () => {
  it.skipIf(!built || !postgres)(
    `PostgreSQL${postgres ? "" : skipped("no PostgreSQL to measure memory with")}`,
    async () => {
      const sql = `SELECT i AS n, repeat('z', 500) AS t FROM generate_series(1, ${ROWS}) i`;
      const found = await measured("postgres", "postgres://postgres@127.0.0.1/postgres", sql);
      expect(found).toMatchObject({ rows: ROWS, lines: ROWS });
      expect(found.peak).toBeLessThan(220 * MIB);
      expect(found.grown).toBeLessThan(12 * MIB);
    },
  );

  it.skipIf(!built || !mysql)(
    `MariaDB${mysql ? "" : skipped("no MariaDB to measure memory with")}`,
    async () => {
      const sql = `SELECT seq AS n, repeat('z', 500) AS t FROM seq_1_to_${ROWS}`;
      const found = await measured("mysql", "mysql://root@127.0.0.1/mysql", sql);
      expect(found).toMatchObject({ rows: ROWS, lines: ROWS });
      expect(found.peak).toBeLessThan(220 * MIB);
      expect(found.grown).toBeLessThan(12 * MIB);
    },
  );
});
