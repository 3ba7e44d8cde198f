import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { parsePeriodo } from "../../src/core/periodo.ts";
import { generate, type FormaId, type Generated } from "../../src/synthetic/index.ts";

/** The dumps and the workbook in the hands of the programs they are meant for. */
const folder = mkdtempSync(join(tmpdir(), "sioc-server-"));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const RICOVERI = 250;
const PG = ["-h", "127.0.0.1", "-U", "postgres", "-X", "-q", "-v", "ON_ERROR_STOP=1"];
const MY = ["-h", "127.0.0.1", "-u", "root", "--default-character-set=utf8mb4"];

function run(program: string, args: readonly string[], input?: Buffer): string {
  return execFileSync(program, args, { input, encoding: "utf8", stdio: ["pipe", "pipe", "pipe"] });
}

function answers(program: string, args: readonly string[]): boolean {
  try {
    run(program, args);
    return true;
  } catch {
    return false;
  }
}

const isPgDump15 = answers("pg_dump", ["--version"]) && run("pg_dump", ["--version"]).includes(" 15.");

/** The same stays, with the same errors, in one shape. */
function made(shape: FormaId): Promise<Generated> {
  const periodo = parsePeriodo("2026T1")!;
  const options = { ricoveri: RICOVERI, aziende: 1, seed: 5, periodo, regione: "030", errors: 30 };
  return generate({ ...options, shapes: [shape], raffrontabili: true }, join(folder, shape));
}

const fileOf = ({ aziende }: Generated): string => aziende[0]?.files.ricoveri ?? "";

/** Columns of the plain CSV, row by row. */
async function plain(columns: readonly string[]): Promise<string[][]> {
  const [header = "", ...lines] = readFileSync(fileOf(await made("a")), "utf8")
    .trimEnd()
    .split("\n");
  const at = columns.map((column) => header.split(";").indexOf(column));
  return lines.map((line) => at.map((i) => line.split(";")[i] ?? "?"));
}

const rowsOf = (output: string): string[][] =>
  output
    .trimEnd()
    .split("\n")
    .map((line) => line.split("|"));

describe.skipIf(!answers("psql", [...PG, "-c", "select 1", "postgres"]))(
  "the PostgreSQL dump, restored by psql on 127.0.0.1 (skipped where none answers)",
  () => {
    const db = `sioc_prova_${randomBytes(6).toString("hex")}`;
    const ask = (sql: string): string[][] => rowsOf(run("psql", [...PG, "-At", "-c", sql, db]));
    let dump: Generated;
    beforeAll(async () => {
      dump = await made("f");
      run("psql", [...PG, "-c", `create database ${db}`, "postgres"]);
      run("psql", [...PG, "-f", fileOf(dump), db]);
    });
    afterAll(() => {
      run("psql", [...PG, "-c", `drop database if exists ${db}`, "postgres"]);
    });

    it("holds the stays of the plain CSV, table by table, with its keys", async () => {
      const tables = ["anagrafica", "ricovero", "valutazione", "prestazione", "sospensione"];
      const counts = tables.map((name) => Number(ask(`select count(*) from dwh.${name}`)[0]?.[0]));
      expect(counts).toEqual(Object.values(dump.aziende[0]!.righe));
      const columns = "num_ric cod_str data_amm cod_ident com_res prov diag_pri perc_ssn data_dim".split(" ");
      const restored = ask(
        `select nosologico, sts11, r.dt_ammissione, id_assistito, com_res, replace(prov, '\v', '?'), icd9_principale,
         perc_ssn, dt_dimissione from dwh.ricovero r join dwh.anagrafica using (nosologico, sts11) order by 1`,
      );
      expect(restored).toEqual(await plain(columns));
      const first = ask(
        `select string_agg(distinct pre_data::text, ',' order by pre_data::text) from
         (select dt_prestazione as pre_data from dwh.prestazione where nosologico = 'R26-000003') p`,
      );
      const days = (await plain(["num_ric", "pre_data", "pre_data_2", "pre_data_3"]))[2] ?? [];
      expect(first[0]?.[0]).toBe([...new Set(days.slice(1).filter(Boolean))].sort().join(","));
    });

    it.skipIf(!isPgDump15)(
      "comes out of pg_dump 15 with the lines we wrote (skipped for other versions)",
      () => {
        const ours = readFileSync(fileOf(dump), "utf8");
        const theirs = run("pg_dump", [...PG.slice(0, 4), "--no-owner", db]);
        // But for versions, and a word drawn anew for each dump; the server may fill a page's last bytes with a later row.
        const lasting = (dump: string): string[] =>
          dump
            .split("\n")
            .filter((line) => !/^(?:-- Dumped |\\(?:un)?restrict )/.test(line))
            .sort();
        expect(lasting(theirs)).toEqual(lasting(ours));
      },
    );

    it("means what was typed, escapes and all", () => {
      const notes = ask(
        "select distinct encode(convert_to(note, 'UTF8'), 'hex') from dwh.ricovero order by 1",
      );
      const texts = notes.map(([hex = ""]) => Buffer.from(hex, "hex").toString("utf8"));
      expect(texts).toEqual([
        "",
        "\\N",
        'avvisati i familiari\tvedi C:\\referti\r\n"urgente", già in reparto',
      ]);
      expect(
        ask(
          "select count(*) from pg_constraint where contype in ('p', 'f') and connamespace = 'dwh'::regnamespace",
        ),
      ).toEqual([["8"]]);
    });
  },
);

describe.skipIf(!answers("mariadb", [...MY, "-e", "select 1"]))(
  "the MariaDB dump, loaded by mariadb on 127.0.0.1 (skipped where none answers)",
  () => {
    const db = `sioc_prova_${randomBytes(6).toString("hex")}`;
    const ask = (sql: string): string[][] => rowsOf(run("mariadb", [...MY, "-N", "--raw", "-e", sql, db]));
    beforeAll(async () => {
      run("mariadb", [...MY, "-e", `create database ${db}`]);
      run("mariadb", [...MY, db], readFileSync(fileOf(await made("g"))));
    });
    afterAll(() => {
      run("mariadb", [...MY, "-e", `drop database if exists ${db}`]);
    });

    it("holds the stays of the plain CSV, in its order", async () => {
      const columns = "num_ric cod_str data_amm cod_ident com_res perc_ssn auton punt pre_data_2 data_dim";
      const blank = (name: string): string => `ifnull(${name}, '')`;
      const theirs =
        "n_cartella presidio data_ricovero codice_fiscale comune_residenza quota_ssn auton punt pre_data_2 data_dimissione";
      const loaded = ask(
        `select concat_ws('|', ${theirs.split(" ").map(blank).join(", ")}) from ricoveri_odc order by id`,
      );
      expect(loaded).toHaveLength(RICOVERI);
      expect(loaded).toEqual(await plain(columns.split(" ")));
    });

    it("means what was typed, escapes and all", () => {
      const notes = ask("select distinct hex(convert(note using utf8mb4)) from ricoveri_odc order by 1");
      const texts = notes.map(([hex = ""]) => Buffer.from(hex, "hex").toString("utf8"));
      expect(texts).toEqual(["", "\\N", 'l\'assistito è "stabile"; vedi C:\\referti\r\n\tcosto 12 €']);
      expect(ask("select distinct supp_soc from ricoveri_odc order by 1").flat()).toContain("sì");
    });
  },
);

describe("the workbook", () => {
  const entry = (path: string, name: string): string => run("unzip", ["-p", path, name]);

  it.skipIf(!answers("unzip", ["-v"]) || !answers("xmllint", ["--version"]))(
    "is a sound zip of well-formed XML that counts its own rows (skipped without unzip and xmllint)",
    async () => {
      const path = fileOf(await made("h"));
      run("unzip", ["-tq", path]);
      const names = run("unzip", ["-Z1", path]).trim().split("\n");
      expect(names).toHaveLength(8);
      for (const name of names)
        run("xmllint", ["--noout", "--nonet", "-"], Buffer.from(entry(path, name.replaceAll(/[[\]]/g, "?"))));
      const sheet = entry(path, "xl/worksheets/sheet1.xml");
      expect(sheet.match(/<row /g)).toHaveLength(RICOVERI + 1);
      expect(sheet).toMatch(new RegExp(`<dimension ref="A1:[A-Z]{2}${RICOVERI + 1}"/>`));
      const strings = entry(path, "xl/sharedStrings.xml");
      const [, uses, unique] = /count="(\d+)" uniqueCount="(\d+)"/.exec(strings) ?? [];
      expect(strings.match(/<si>/g)).toHaveLength(Number(unique));
      const legend = entry(path, "xl/worksheets/sheet2.xml");
      expect((sheet + legend).match(/ t="s"/g)).toHaveLength(Number(uses));
      // The day of an admission is a number with a date's style; the code of a region has lost its zero.
      const [first] = await plain(["data_amm", "cod_reg"]);
      const serial = Math.round(Date.parse(first?.[0] ?? "") / 86_400_000) + 25_569;
      expect(sheet).toContain(` s="1"><v>${serial}</v>`);
      expect([first?.[1], /<c r="B2"><v>(\d+)</.exec(sheet)?.[1]]).toEqual(["030", "30"]);
    },
  );
});
