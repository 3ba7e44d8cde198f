// The ledger over a million keys, against the plain sqlite3 shell doing the same with the same columns: two rounds, the
// second with 90 rows in 100 unchanged, 8 changed, 2 new. Needs sqlite3 in the path.
import { execFileSync } from "node:child_process";
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { flag, keep, machine, measured, median, table } from "./harness.js";
import { csvOf } from "./ledger-rows.js";

const ROWS = Number(flag("rows", "1000000"));
const REPEAT = Number(flag("repeat", "1"));
const folder = mkdtempSync(join(tmpdir(), "sioc-bench-"));

/** Step → what of ours and what of the shell's it is made of. */
const STEPS = [
  ["load a stage (twice)", ["load1", "load2"], ["load1", "load2"]],
  ["compare, all new", ["compare1"], ["compare1"]],
  ["compare, 98 in 100 known", ["compare2"], ["compare2"]],
  ["put down what goes: 1st run", ["decide1", "commit1"], ["commit1"]],
  ["put down what goes: 2nd run", ["decide2", "commit2"], ["commit2"]],
  ["accepted, into the records: 1st", ["fold1"], ["fold1"]],
  ["accepted, into the records: 2nd", ["fold2"], ["fold2"]],
  ["what is gone, what it became", ["pairs", "gone"], ["gone"]],
];

async function run() {
  const { TRACCIA } = await import("../dist/ledger/index.js");
  const busta = "x".repeat(TRACCIA.busta.length);
  for (const round of [1, 2]) csv(round, busta);
  const [mine, theirs] = [[], []];
  for (let i = 0; i < REPEAT; i++) {
    theirs.push(shell(i));
    mine.push(measured("ledger-one.js", [fresh(`ours-${i}`), String(ROWS)]));
  }
  if (mine.some(({ known }) => known !== theirs[0].known))
    throw new Error("the two do not know the same rows");
  const sum = (runs, steps) => median(runs.map((one) => steps.reduce((total, step) => total + one[step], 0)));
  const rows = STEPS.map(([name, ours, shells]) => {
    const [a, b] = [sum(mine, ours), sum(theirs, shells)];
    return [name, a.toFixed(2), b.toFixed(2), (a / b).toFixed(2)];
  });
  const total = (runs, side) =>
    sum(
      runs,
      STEPS.flatMap((step) => step[side]),
    );
  const [a, b] = [total(mine, 1), total(theirs, 2)];
  rows.push(["**all**", a.toFixed(2), b.toFixed(2), `**${(a / b).toFixed(2)}**`]);
  const alone = ["digest1", "digest2", "changes"].map((step) => `${step} ${sum(mine, [step]).toFixed(2)} s`);
  const body = [
    `${ROWS.toLocaleString("en")} keys; ${machine()}. Medians of ${REPEAT} runs that take turns; sqlite3 ${version()}.`,
    "",
    table(["step", "sioc s", "sqlite3 shell s", "× the shell"], rows),
    "",
    `Peak memory: sioc ${Math.max(...mine.map(({ mb }) => mb))} MB, shell ${Math.max(...theirs.map(({ mb }) => mb))} MB. Ledger ${mb(join(folder, "ours-0", "registro.db"))} MB, shell's ${mb(join(folder, "shell-0.db"))} MB. Only ours: ${alone.join(", ")}.`,
    "",
    "The shell imports a CSV into a temporary table, counts what the comparison finds, and folds both halves of a record in one upsert. We stage packed rows, hand every row to the program, fold each half when its own answer comes, and write down the outcome of each.",
  ].join("\n");
  console.log(body);
  if (process.argv.includes("--write")) keep("ledger", "Ledger", body);
}

function csv(round, busta) {
  const file = openSync(join(folder, `${round}.csv`), "w");
  for (let at = 0; at < ROWS; at += 10_000) {
    const lines = Array.from({ length: Math.min(10_000, ROWS - at) }, (_, i) =>
      csvOf(at + i, ROWS, round, busta),
    );
    writeSync(file, lines.join(""));
  }
  closeSync(file);
}

const STAGE =
  "seq INTEGER PRIMARY KEY, key, stay, person, content1, content2, busta, struttura, aperto INTEGER, deceduto INTEGER, source1 INTEGER, row1 INTEGER, source2 INTEGER, row2 INTEGER";
const COLUMNS = "key, stay, person, content1, content2, busta, struttura";
const PLACE = "source1, row1, source2, row2";

/** The tables of schema.ts, with their keys and indexes, as far as they are written here. */
const TABLES = `CREATE TABLE sending (run INTEGER NOT NULL, seq INTEGER NOT NULL, key, stay, person, content1, content2,
  busta, struttura, azienda, aperto, deceduto, source1, row1, source2, row2, tipo1, tipo2, file1, ord1, file2, ord2,
  esito1, esito2, PRIMARY KEY (run, seq)); CREATE INDEX sending_key ON sending (key);
CREATE TABLE record (key PRIMARY KEY, stay, person, content1, content2, busta, struttura, azienda, aperto, deceduto,
  stato1, stato2, tipo, periodo, run, run1, run2, source1, row1, source2, row2);
CREATE INDEX record_stay ON record (stay); CREATE INDEX record_person ON record (person);
CREATE INDEX record_azienda ON record (azienda, periodo);`;

const NOW = "(julianday('now') - 2440587.5) * 86400.0";

function script(round) {
  const mark = (step) => `SELECT 'at', '${step}${round}', ${NOW};`;
  return `DROP TABLE IF EXISTS temp.stage; CREATE TEMP TABLE stage (${STAGE});
${mark("start")}
.import --csv ${join(folder, `${round}.csv`)} stage
${mark("load")}
SELECT 'known', count(*), sum(r.content1 = s.content1), sum(r.content2 = s.content2), sum(r.stato1), sum(r.stato2)
  FROM temp.stage s JOIN record r ON r.key = s.key;
${mark("compare")}
${round === 1 ? "" : `SELECT 'gone', count(*) FROM record r WHERE r.azienda = 'A' AND r.periodo = '2026T3' AND r.key NOT IN (SELECT key FROM temp.stage);`}
${mark("gone")}
BEGIN IMMEDIATE; INSERT INTO sending SELECT ${round}, seq, ${COLUMNS}, 'A', aperto, deceduto, ${PLACE}, 'I', 'I', 1, 1,
  1, 1, NULL, NULL FROM temp.stage ${round === 1 ? "" : `WHERE seq >= ${Math.floor(ROWS * 0.9)}`}; COMMIT;
${mark("commit")}
BEGIN IMMEDIATE; UPDATE sending SET esito1 = 'A', esito2 = 'A' WHERE run = ${round};
INSERT INTO record SELECT ${COLUMNS}, azienda, aperto, deceduto, 1, 1, tipo1, '2026T3', run, run, run, ${PLACE}
  FROM sending WHERE run = ${round} ORDER BY key ON CONFLICT (key) DO UPDATE SET stay = excluded.stay,
  person = excluded.person, content1 = excluded.content1, content2 = excluded.content2, busta = excluded.busta,
  struttura = excluded.struttura, aperto = excluded.aperto, deceduto = excluded.deceduto, stato1 = 1, stato2 = 1,
  tipo = excluded.tipo, run = excluded.run, run1 = excluded.run1, run2 = excluded.run2, row1 = excluded.row1,
  row2 = excluded.row2; COMMIT;
${mark("fold")}`;
}

function shell(i) {
  const file = join(folder, `run-${i}.sql`);
  const setup = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY;";
  writeFileSync(
    file,
    `${setup}\n${TABLES}\n${script(1)}\n${script(2)}\n.shell grep VmHWM /proc/$PPID/status\n`,
  );
  const out = execFileSync("sqlite3", [join(folder, `shell-${i}.db`), `.read ${file}`], { encoding: "utf8" });
  const found = {
    known: Number(/known\|(\d+)(?!.*known\|)/s.exec(out)?.[1]),
    mb: Math.round(Number(/VmHWM:\s+(\d+)/.exec(out)?.[1]) / 1024),
  };
  const marks = [...out.matchAll(/^at\|(\w+)\|([\d.]+)$/gm)].map((m) => [m[1], Number(m[2])]);
  marks.forEach(([step, at], j) => {
    found[step] = j === 0 ? 0 : at - marks[j - 1][1];
  });
  found.gone = found.gone2;
  return found;
}

function fresh(name) {
  const path = join(folder, name);
  mkdirSync(path);
  return path;
}

function mb(path) {
  return Math.round(statSync(path).size / 1e6);
}

function version() {
  return execFileSync("sqlite3", ["--version"], { encoding: "utf8" }).split(" ")[0];
}

try {
  await run();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
