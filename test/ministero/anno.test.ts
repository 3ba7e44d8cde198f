import { describe, expect, it } from "vitest";

import { sioc } from "../e2e/sioc.ts";
import { psql } from "../ledger/helpers.ts";
import { listens, random, skipped } from "../sources/db/helpers.ts";
import { annoCasuale } from "./caso.ts";
import { Programma, type OpzioniProgramma } from "./programma.ts";
import { raccontaAnno } from "./racconto.ts";

const SLOW = process.env["SLOW"] !== undefined;
const YEARS = SLOW ? 200 : 12;
const SERVER = "postgresql://postgres@127.0.0.1:5432";
const here = await listens(5432);
const why = here ? "" : skipped("no PostgreSQL on 127.0.0.1:5432");

async function con(
  options: OpzioniProgramma,
  work: (programma: Programma) => Promise<unknown>,
): Promise<void> {
  const programma = await Programma.apri(options);
  try {
    await work(programma);
  } finally {
    programma.chiudi();
  }
}

/** An empty database for the length of `work`. */
async function suServer(work: (url: string, database: string) => Promise<void>): Promise<void> {
  const name = random();
  await psql("postgres", `CREATE DATABASE ${name}`);
  try {
    await work(`${SERVER}/${name}`, name);
  } finally {
    await psql("postgres", `DROP DATABASE ${name} WITH (FORCE)`);
  }
}

/** Every row of every table, bytes in hexadecimal. */
async function tutto(database: string): Promise<string> {
  const names = await psql(database, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'");
  const rows = names
    .trim()
    .split("\n")
    .map((name) => psql(database, `SELECT t::text FROM ${name} t`));
  return (await Promise.all(rows)).join("\n");
}

async function casuale(seed: number, url?: string): Promise<void> {
  // Every third year in files of four records, so that halves of a stay stand in files of different number.
  const options = { seed, ...(seed % 3 === 0 && { maxRecords: 4 }), ...(url !== undefined && { url }) };
  await con(options, async (programma) => {
    const wrong = await annoCasuale({ seed, chiaveCuni: programma.chiaveCuni, mittente: programma });
    expect(wrong).toEqual([]);
  });
}

describe("a year told step by step", () => {
  it("leaves the Ministry with the region's truth after each", async () => {
    await con({ seed: 1 }, raccontaAnno);
  }, 120_000);

  it.skipIf(!here)(
    `does so with the ledger on PostgreSQL${why}`,
    async () => {
      await suServer((url, database) =>
        con({ seed: 2, url }, async (programma) => {
          const vietati = await raccontaAnno(programma);
          const rows = await tutto(database);
          expect(rows).toContain("run.sent");
          const shapes = vietati.flatMap((text) => [text, Buffer.from(text).toString("hex")]);
          expect(shapes.filter((text) => rows.includes(text))).toEqual([]);
        }),
      );
    },
    120_000,
  );

  it.skipIf(!SLOW)(
    "does so through bin/sioc.js, a process a command",
    async () => {
      const command: OpzioniProgramma["sioc"] = async (args, folder) => {
        const { code, stdout, stderr } = await sioc(args, folder);
        return { exit: code, out: stdout, err: stderr };
      };
      await con({ seed: 3, sioc: command }, raccontaAnno);
    },
    900_000,
  );
});

describe("any year", () => {
  it.each(Array.from({ length: YEARS }, (_, i) => i + 1))(
    "leaves the Ministry with the region's truth after every sending (seed %i)",
    async (seed) => {
      await casuale(seed);
    },
    120_000,
  );

  it.skipIf(!here).each(SLOW ? [1, 2, 3, 4, 5, 6] : [7])(
    `does so with the ledger on PostgreSQL (seed %i)${why}`,
    async (seed) => {
      await suServer((url) => casuale(seed, url));
    },
    120_000,
  );
});
