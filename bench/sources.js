// A million rows as pg_dump and mariadb-dump write them, and from a PostgreSQL cursor, against csv-parse reading the
// same rows from a CSV export, and against psql copying them to a file. Needs both servers on 127.0.0.1.
import { execFileSync } from "node:child_process";
import { mkdtempSync, openSync, closeSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { flag, keep, machine, measured, median, table, timed } from "./harness.js";

const ROWS = Number(flag("rows", "1000000"));
const REPEAT = Number(flag("repeat", "3"));
const DB = `sioc_bench_${process.pid}`;
const PG = ["-h", "127.0.0.1", "-U", "postgres"];
const MY = ["-h", "127.0.0.1", "-u", "root"];
const folder = mkdtempSync(join(tmpdir(), "sioc-bench-"));
const at = (name) => join(folder, name);

try {
  await run();
} finally {
  rmSync(folder, { recursive: true, force: true });
  quietly("dropdb", [...PG, "--if-exists", DB]);
  quietly("mariadb", [...MY, "-e", `DROP DATABASE IF EXISTS ${DB}`]);
}

async function run() {
  const csv = await makeCsv();
  console.error(`${ROWS} rows, ${mb(csv)} MB of CSV; loading the servers …`);
  loadPostgres(csv);
  loadMariadb(csv);
  const dumps = [
    ["pg_dump, COPY", dump("copy.sql", "pg_dump", [...PG, DB])],
    ["pg_dump --inserts", dump("inserts.sql", "pg_dump", [...PG, "--inserts", DB])],
    ["pg_dump --rows-per-insert=100", dump("rows.sql", "pg_dump", [...PG, "--rows-per-insert=100", DB])],
    ["mariadb-dump", dump("maria.sql", "mariadb-dump", [...MY, DB])],
  ];
  const rows = dumps.map(([name, path]) => compared(name, path));
  const cursor = comparedCursor();
  const body = [
    `${ROWS.toLocaleString("en")} rows of 67 columns (CSV ${mb(csv)} MB); ${machine()}. Medians of ${REPEAT} runs that take turns.`,
    "",
    table(["read", "MB", "rows/s", "peak MB", "× csv-parse (time)"], rows),
    "",
    "Our time holds both passes: the survey that finds tables, completeness and encoding, and the reading of the rows, on one thread. csv-parse reads the CSV export of the same rows as arrays.",
    "",
    table(["read", "rows/s", "peak MB", "× psql \\copy to a file (time)"], [cursor]),
  ].join("\n");
  console.log(body);
  if (process.argv.includes("--write")) keep("sources", "Sources", body);
}

/** Synthetic stays in the plain flat shape. */
async function makeCsv() {
  const { generate } = await import("../dist/synthetic/index.js");
  const { parsePeriodo } = await import("../dist/core/periodo.js");
  const made = await generate(
    {
      ricoveri: ROWS,
      aziende: 1,
      seed: 1,
      errors: 0,
      periodo: parsePeriodo("2026T1"),
      regione: "030",
      shapes: ["a"],
    },
    folder,
  );
  return made.aziende[0].files.ricoveri;
}

function columnsOf(csv) {
  return execFileSync("head", ["-n", "1", csv], { encoding: "utf8" }).trim().split(";");
}

function loadPostgres(csv) {
  execFileSync("createdb", [...PG, DB]);
  const columns = columnsOf(csv).map((name) => `${name} text`);
  const sql = [
    `CREATE TABLE ricovero (${columns.join(", ")});`,
    `\\copy ricovero FROM '${csv}' WITH (FORMAT csv, HEADER, DELIMITER ';')`,
    `\\copy ricovero TO '${at("baseline.csv")}' WITH (FORMAT csv, HEADER)`,
  ];
  execFileSync("psql", [...PG, "-q", "-d", DB], { input: sql.join("\n") });
}

function loadMariadb(csv) {
  const columns = columnsOf(csv).map((name) => `${name} text`);
  const sql = [
    `CREATE DATABASE ${DB}; USE ${DB};`,
    `CREATE TABLE ricovero (${columns.join(", ")}) CHARSET utf8mb4;`,
    `LOAD DATA LOCAL INFILE '${csv}' INTO TABLE ricovero FIELDS TERMINATED BY ';' IGNORE 1 LINES;`,
  ];
  execFileSync("mariadb", [...MY, "--local-infile=1"], { input: sql.join("\n") });
}

function dump(name, program, args) {
  const out = openSync(at(name), "w");
  try {
    execFileSync(program, args, { stdio: ["ignore", out, "inherit"] });
  } finally {
    closeSync(out);
  }
  return at(name);
}

function compared(name, path) {
  const [mine, theirs] = [[], []];
  for (let i = 0; i < REPEAT; i++) {
    mine.push(measured("read-one.js", ["sql", path]));
    theirs.push(measured("read-one.js", ["csv-parse", at("baseline.csv")]));
  }
  if (mine.some(({ rows }) => rows !== ROWS) || theirs.some(({ rows }) => rows !== ROWS))
    throw new Error(`${name}: not all rows were read`);
  const seconds = median(mine.map((one) => one.seconds));
  const ratio = seconds / median(theirs.map((one) => one.seconds));
  console.error(`${name}: ${ratio.toFixed(2)} × csv-parse`);
  const peak = Math.max(...mine.map((one) => one.mb));
  return [name, mb(path), perSecond(seconds), peak, ratio.toFixed(2)];
}

function comparedCursor() {
  const query = at("ricoveri.sql");
  writeFileSync(query, "SELECT * FROM ricovero\n");
  const [mine, theirs] = [[], []];
  for (let i = 0; i < REPEAT; i++) {
    mine.push(measured("read-one.js", ["postgres", query, `postgres://postgres@127.0.0.1/${DB}`]));
    theirs.push(
      timed("psql", [
        ...PG,
        "-q",
        "-d",
        DB,
        "-c",
        `\\copy ricovero TO '${at("copied.csv")}' WITH (FORMAT csv)`,
      ]),
    );
  }
  const seconds = median(mine.map((one) => one.seconds));
  const ratio = seconds / median(theirs);
  return ["PostgreSQL cursor", perSecond(seconds), Math.max(...mine.map((one) => one.mb)), ratio.toFixed(2)];
}

function mb(path) {
  return Math.round(statSync(path).size / 1e6);
}

function perSecond(seconds) {
  return Math.round(ROWS / seconds).toLocaleString("en");
}

function quietly(program, args) {
  try {
    execFileSync(program, args, { stdio: "ignore" });
  } catch {
    // nothing to remove
  }
}
