import { Buffer } from "node:buffer";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { readSql } from "./helpers.ts";
import {
  hasProgram,
  mariadbRuns,
  openMariadb,
  openPostgres,
  postgresRuns,
  sqliteOutput,
  type TestServer,
} from "./servers.ts";

const [POSTGRES, MARIADB, SQLITE] = await Promise.all([postgresRuns(), mariadbRuns(), hasProgram("sqlite3")]);
const RUNS = process.env["SLOW"] === "1" ? 60 : 3;
const ROWS = 25;

/** Strings that hurt whoever reads a dump by looking for quotes and line ends. */
const PIECES = [
  ...[
    "'",
    "''",
    '"',
    '""',
    "`",
    "\\",
    "\\\\",
    "\\'",
    "\\N",
    "\\.",
    "\n\\.\n",
    "\t",
    "\n",
    "\r",
    "\r\n",
    ";",
    ";\n",
    ",",
  ],
  ...[
    "--",
    "-- x\n",
    "#",
    "/*",
    "*/",
    "/*!50000 ",
    "$$",
    "$a$",
    "$1",
    "(",
    ")",
    "),(",
    "');",
    "E'",
    "q'[",
    "N'",
    "0x",
    "%",
    "_",
  ],
  ...[
    "NULL",
    "DEFAULT",
    "\nGO\n",
    "\n/\n",
    "DELIMITER ;;\n",
    "INSERT INTO ricovero VALUES (1);\n",
    "COPY t FROM stdin;\n",
  ],
  ...["\u0001", "\b", "\f", "\v", "\u001a", "\u007f", "\u00a0", "à", "ÿ", " ", "  "],
];
const WIDE = ["€", "’", "\u2028", "ß", "日本", "😀", "\ufeff", "\u0301", "\u200b", "\u202e", "\ufffd"];

type Row = readonly (string | null)[];

const integer = (min: number, max: number): fc.Arbitrary<string> => fc.integer({ min, max }).map(String);
const two = (min: number, max: number): fc.Arbitrary<string> =>
  integer(min, max).map((n) => n.padStart(2, "0"));
const date = fc.tuple(integer(1000, 9999), two(1, 12), two(1, 28)).map((parts) => parts.join("-"));
const time = fc.tuple(two(0, 23), two(0, 59), two(0, 59)).map((parts) => parts.join(":"));

/** Rows of the table both servers have: text twice, a date, a moment, a number, a flag. */
function rowsOf(pieces: readonly string[], flags: readonly string[]): fc.Arbitrary<readonly Row[]> {
  const text = fc.oneof(
    {
      weight: 8,
      arbitrary: fc.array(fc.constantFrom(...pieces), { maxLength: 8 }).map((all) => all.join("")),
    },
    { weight: 2, arbitrary: fc.string({ unit: fc.constantFrom("a", "b", "'", "\\", "\n", "\t", " ", "0") }) },
    { weight: 1, arbitrary: fc.constantFrom(...pieces).map((piece) => `x${piece}`.repeat(9000)) },
  );
  const row = fc.tuple(
    ...[text, text, date, fc.tuple(date, time).map((both) => both.join(" "))].map((one) => fc.option(one)),
    fc.option(fc.tuple(integer(-99_999_999, 99_999_999), integer(100, 999)).map(([a, b]) => `${a}.${b}`)),
    fc.option(fc.constantFrom(...flags)),
  );
  return fc
    .array(row, { minLength: 1, maxLength: ROWS })
    .map((rows) => rows.map((cells, i): Row => [String(i + 1), ...cells]));
}

const byId = (rows: readonly (readonly string[])[]): readonly (readonly string[])[] =>
  rows.toSorted((a, b) => Number(a[0]) - Number(b[0]));

async function readsBack(dump: Buffer, expected: readonly (readonly string[])[]): Promise<void> {
  const { header, rows, bad, blank } = await readSql(dump);
  expect([bad, blank]).toEqual([[], 0]);
  expect(byId(rows)).toEqual(expected);
  expect(header).toEqual(["id", "testo", "Nome; strano", "giorno", "momento", "numero", "sì"]);
}

describe.skipIf(!POSTGRES)(
  `PostgreSQL and pg_dump${POSTGRES ? "" : " (no server or no program here)"}`,
  () => {
    let server: TestServer;
    beforeAll(async () => {
      server = await openPostgres();
    });
    afterAll(() => server.drop());

    const SAME = "SELECT * FROM ricovero ORDER BY id";
    async function filled(rows: readonly Row[]): Promise<string[][]> {
      await server.create(
        'CREATE TABLE ricovero (id int, testo text, "Nome; strano" text, giorno date, momento timestamp, numero numeric(20,3), "sì" boolean)',
      );
      await server.insert(7, rows);
      return server.rows(SAME);
    }

    it("gives back what was put in, in every format", async () => {
      const formats = [
        [],
        ["--inserts"],
        ["--column-inserts"],
        ["--rows-per-insert=3"],
        ["--quote-all-identifiers"],
        ["--inserts", "--quote-all-identifiers", "--on-conflict-do-nothing"],
      ];
      await fc.assert(
        fc.asyncProperty(rowsOf([...PIECES, ...WIDE], ["true", "false"]), async (rows) => {
          const expected = await filled(rows);
          expect(expected).toHaveLength(rows.length);
          for (const format of formats) await readsBack(await server.dump(format), expected);
          const off = { PGOPTIONS: "-c standard_conforming_strings=off" };
          for (const format of [[], ["--inserts"], ["--rows-per-insert=3"]])
            await readsBack(await server.dump(format, off), expected);
        }),
        { numRuns: RUNS },
      );
    });

    it.each([
      { encoding: "LATIN1", letters: ["à", "ÿ", "ß", "Ð"] },
      { encoding: "WIN1252", letters: ["à", "€", "’", "Š"] },
      { encoding: "LATIN9", letters: ["à", "€", "Š", "œ"] },
    ])("gives it back in $encoding too", async ({ encoding, letters }) => {
      await fc.assert(
        fc.asyncProperty(rowsOf([...PIECES, ...letters], ["true", "false"]), async (rows) => {
          const expected = await filled(rows);
          for (const format of [[], ["--inserts"]])
            await readsBack(await server.dump([...format, `--encoding=${encoding}`]), expected);
        }),
        { numRuns: Math.ceil(RUNS / 4) },
      );
    });

    it("gives back what only PostgreSQL has, as COPY writes it", async () => {
      await server.create(`CREATE TABLE ricovero (id int, b bytea, a text[], j jsonb, i interval, f double precision,
      bits bit varying, doppio int GENERATED ALWAYS AS (id * 2) STORED, n int GENERATED ALWAYS AS IDENTITY);
      INSERT INTO ricovero (id, b, a, j, i, f, bits) VALUES
      (1, '\\xdead00', '{"a,b","c\\"d\\\\e",NULL}', '{"k": "v''\\\\x"}', '1 day 02:03', 1e-300, B'101'),
      (2, NULL, '{}', 'null', NULL, 'NaN', B''), (3, '\\x', NULL, '[]', '-1 year', '-Infinity', NULL)`);
      // a computed column is in no dump
      const copied = byId(await server.rows("SELECT id, b, a, j, i, f, bits, NULL, n FROM ricovero"));
      for (const format of [[], ["--inserts"], ["--column-inserts"], ["--rows-per-insert=2"]]) {
        const { rows, bad } = await readSql(await server.dump(format));
        expect(bad).toEqual([]);
        expect(byId(rows)).toEqual(copied);
      }
    });
  },
);

describe.skipIf(!MARIADB)(
  `MariaDB and mariadb-dump${MARIADB ? "" : " (no server or no program here)"}`,
  () => {
    let server: TestServer;
    beforeAll(async () => {
      server = await openMariadb();
    });
    afterAll(() => server.drop());

    async function filled(rows: readonly Row[]): Promise<string[][]> {
      await server.create(
        "CREATE TABLE ricovero (id int, testo longtext, `Nome; strano` longtext, giorno date, momento datetime, numero decimal(20,3), `sì` bit(1))",
      );
      await server.insert(7, rows);
      return server.rows(
        "SELECT id, testo, `Nome; strano`, giorno, momento, numero, `sì` + 0 FROM ricovero ORDER BY id",
      );
    }
    const FLAGS = ["\u0000", "\u0001"];

    it("gives back what was put in, in every format", async () => {
      const formats = [
        [],
        ["--complete-insert"],
        ["--skip-extended-insert"],
        ["--hex-blob"],
        ["--skip-opt"],
        ["--replace", "--no-create-db"],
        ["--insert-ignore", "--skip-comments"],
        ["--compatible=ansi", "--default-character-set=utf8mb4"],
      ];
      await fc.assert(
        fc.asyncProperty(rowsOf([...PIECES, ...WIDE, "\0"], FLAGS), async (rows) => {
          const expected = await filled(rows);
          expect(expected).toHaveLength(rows.length);
          for (const format of formats) await readsBack(await server.dump(format), expected);
        }),
        { numRuns: RUNS },
      );
    });

    it("gives it back in latin1 too, which is Windows-1252", async () => {
      await fc.assert(
        fc.asyncProperty(rowsOf([...PIECES, "à", "€", "’", "Š"], FLAGS), async (rows) => {
          const expected = await filled(rows);
          for (const format of [[], ["--skip-extended-insert", "--complete-insert"]])
            await readsBack(await server.dump([...format, "--default-character-set=latin1"]), expected);
        }),
        { numRuns: Math.ceil(RUNS / 2) },
      );
    });
  },
);

describe.skipIf(!SQLITE)(`SQLite and its .dump${SQLITE ? "" : " (no sqlite3 program here)"}`, () => {
  const folder = mkdtempSync(join(tmpdir(), "sioc-sqlite-"));
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });
  let serial = 0;

  it("gives back what was put in", async () => {
    const hex = (cell: string | null): string =>
      cell === null ? "NULL" : `CAST(x'${Buffer.from(cell).toString("hex")}' AS TEXT)`;
    await fc.assert(
      fc.asyncProperty(rowsOf([...PIECES, ...WIDE], ["1", "0"]), async (all) => {
        // the program's command line is only so long
        const rows = all.filter((row) => row.join("").length < 2000).slice(0, 12);
        fc.pre(rows.length > 0);
        const file = join(folder, `${serial++}.db`);
        const values = rows.map((row) => `(${row.map(hex).join()})`).join();
        const columns = 'id, testo, "Nome; strano", giorno, momento, numero, "sì"';
        await sqliteOutput(file, `CREATE TABLE ricovero (${columns}); INSERT INTO ricovero VALUES ${values}`);
        await readsBack(
          await sqliteOutput(file, ".dump"),
          rows.map((row) => row.map((cell) => cell ?? "")),
        );
      }),
      { numRuns: RUNS * 2 },
    );
  });
});
