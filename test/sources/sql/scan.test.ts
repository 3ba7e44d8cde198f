import { Buffer } from "node:buffer";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { SiocError } from "../../../src/core/errors.ts";
import { DIALETTI } from "../../../src/model/fonte.ts";
import type { SqlDialect } from "../../../src/sources/sql/modes.ts";
import { refusal, type ReadResult } from "../helpers.ts";
import { readSql, told } from "./helpers.ts";

const RUNS = process.env["SLOW"] === "1" ? 10_000 : 100;

const CORPUS = join(import.meta.dirname, "../../../fixtures/corpus/sql");
const FILES = ["own", "real"].flatMap((folder) =>
  readdirSync(join(CORPUS, folder))
    .filter((name) => name.endsWith(".sql"))
    .map((name) => join(folder, name)),
);
const DIALECTS = DIALETTI.filter((one): one is SqlDialect => one !== "auto");

/** Long runs of one letter shortened: a byte at a time they would take minutes, and say nothing more. */
function shortened(bytes: Buffer): Buffer {
  return Buffer.from(
    bytes
      .toString("latin1")
      .replace(/(?:lungo ){50,}/g, "lungo ")
      .replace(/\({200,}|\){200,}/g, (run) => run.slice(0, 200)),
    "latin1",
  );
}

function outcome(sql: Buffer, dialect: SqlDialect, size: number): readonly string[] {
  try {
    return told(sql, dialect, size);
  } catch (error) {
    if (error instanceof SiocError) return [error.message];
    throw error;
  }
}

describe("the scanner", () => {
  it.each(FILES)("%s is read alike in every dialect whatever the pieces it comes in", (name) => {
    const sql = shortened(readFileSync(join(CORPUS, name)));
    for (const dialect of DIALECTS) {
      const whole = outcome(sql, dialect, sql.length);
      for (const size of [1, 2, 3, 7, 61]) expect(outcome(sql, dialect, size)).toEqual(whole);
    }
  });

  it("reads any text alike whatever the pieces it comes in", () => {
    fc.assert(
      fc.property(
        text,
        fc.constantFrom(...DIALECTS),
        fc.integer({ min: 1, max: 9 }),
        (sql, dialect, size) => {
          const bytes = Buffer.from(sql);
          expect(outcome(bytes, dialect, size)).toEqual(outcome(bytes, dialect, bytes.length));
        },
      ),
      { numRuns: RUNS },
    );
  });

  it("refuses or reads any text, and numbers every row of what it reads", async () => {
    await fc.assert(
      fc.asyncProperty(text, fc.constantFrom(...DIALECTS), async (sql, dialect) => {
        const result = await read(sql, dialect);
        if (result === undefined) return;
        const numbers = [...result.lines, ...result.bad.map(({ line }) => line)];
        expect(new Set(numbers).size).toBe(numbers.length);
        expect(Math.max(0, ...numbers)).toBeLessThanOrEqual(numbers.length + result.blank);
      }),
      { numRuns: RUNS },
    );
  });
});

async function read(sql: string, dialect: SqlDialect): Promise<ReadResult | undefined> {
  const reading = readSql(sql, dialect, "t");
  return reading.catch(() => refusal(reading).then(() => undefined));
}

/** Whole statements, halves of statements, and what is between them. */
const PIECES = [
  "INSERT INTO t VALUES (1, 'a')",
  "INSERT INTO t (a, b) VALUES (1, 'D''A'), (2, NULL)",
  "insert into u values ('x');\n",
  "REPLACE INTO t SET a = 1, b = 'x;y'",
  "INSERT t VALUES (1, 2)\nINSERT t VALUES (3, 4)\nGO\n",
  "INSERT ALL\n INTO t (a) VALUES (1)\n INTO u (b) VALUES (q'[it's]')\nSELECT * FROM dual",
  "INSERT INTO t SELECT * FROM u",
  "INSERT INTO t DEFAULT VALUES",
  "CREATE TABLE t (a int, b text DEFAULT 'x', CONSTRAINT k PRIMARY KEY (a))",
  "CREATE FUNCTION f() RETURNS int AS $x$ BEGIN; INSERT INTO t VALUES (1); END; $x$",
  "CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW BEGIN SET @a = 1; END",
  "COPY t (a, b) FROM stdin;\n1\t\\N\n2\ta\\\\b\n\\.\n",
  'COPY t FROM stdin WITH (FORMAT csv);\n1,"x\ny"\n\\.\n',
  "DELIMITER $$\n",
  "DELIMITER ;\n",
  "ALTER TABLE t ADD COLUMN c int",
  "UPDATE t SET a = 2",
  "/*!40101 SET NAMES utf8mb4 */",
  "/* c ; ' */",
  "-- c ; '\n",
  "# c\n",
  "\nGO\n",
  "\n/\n",
  "E'a\\'b'",
  "N'x'",
  "$$a;b$$",
  "[a]]b]",
  "`a``b`",
  "'a\\'",
  '"a""b"',
  ...[";", "\n", " ", ",", "(", ")", "'", '"', "$", "\\", "-", "/", "*", "VALUES", "t", "1", "è", "\0"],
];
const text = fc
  .array(fc.oneof(fc.constantFrom(...PIECES), fc.constantFrom(";\n", "\n", " ")), { maxLength: 14 })
  .map((pieces) => pieces.join(""));
