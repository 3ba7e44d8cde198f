import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import iconv from "iconv-lite";
import { afterAll, describe, expect, it } from "vitest";

import type { IsoDate } from "../../src/core/dates.ts";
import { parsePeriodo } from "../../src/core/periodo.ts";
import { generate, type FormaId, type Generated } from "../../src/synthetic/index.ts";
import { REGIONE, rileggi, segno } from "./rilettura.ts";

/** Dumps, workbook, fixed width: the same quarter as the plain CSV, and an answer key that points into them. */
const root = mkdtempSync(join(tmpdir(), "sioc-forme-"));
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

const periodo = parsePeriodo("2026T1")!;
const TODAY = "2026-04-20" as IsoDate;
const NUOVE = ["f", "g", "h", "i"] as const;
const UGUALI = { ricoveri: 301, aziende: 1, seed: 4, errors: 60, raffrontabili: true } as const;

interface Run {
  readonly folder: string;
  readonly made: Generated;
}

async function run(shape: FormaId, more: object = {}): Promise<Run> {
  const folder = mkdtempSync(join(root, `${shape}-`));
  const options = { ...UGUALI, periodo, regione: REGIONE, shapes: [shape], ...more };
  return { folder, made: await generate(options, folder) };
}

const bytesOf = ({ made }: Run): Buffer => readFileSync(made.aziende[0]?.files.ricoveri ?? "");
const linesOf = (made: Run, encoding: string): string[] =>
  iconv.decode(bytesOf(made), encoding).split(/\r?\n/);

/** num_ric of the row each expected finding is in, as the plain CSV has them. */
async function numeri(): Promise<(string | undefined)[]> {
  const plain = await run("a");
  const lines = linesOf(plain, "utf-8");
  return plain.made.attesi.map(({ line }) => lines[line - 1]?.split(";")[0]);
}

/** What a record says, whatever file it stood in. */
function withoutPlaces(record: object): unknown {
  return JSON.parse(JSON.stringify(record, (key, value: unknown) => (key === "at" ? undefined : value)));
}

describe("the other shapes", () => {
  it.each(NUOVE)(
    "give the same bytes for the same seed, and leave nothing half-written (%s)",
    async (shape) => {
      const [one, two] = [await run(shape), await run(shape)];
      expect(bytesOf(one).equals(bytesOf(two))).toBe(true);
      expect(bytesOf(one).equals(bytesOf(await run(shape, { seed: 5 })))).toBe(false);
      const name =
        shape === "f" ? "dump.sql" : `ricoveri.${shape === "g" ? "sql" : shape === "h" ? "xlsx" : "dat"}`;
      expect(readdirSync(join(one.folder, "azienda-101")).sort()).toEqual([name, "mappa.toml"].sort());
    },
  );

  it("point at the line of the table's COPY", async () => {
    const dump = await run("f");
    const lines = linesOf(dump, "utf-8");
    const found = dump.made.attesi.map(({ line }) => /R26-\d{6}/.exec(lines[line - 1] ?? "")?.[0]);
    expect(found).toEqual(await numeri());
    expect(dump.made.attesi.some(({ posto }) => posto !== undefined)).toBe(false);
  });

  it("point at the nth row of an INSERT's line, and only at the line when it is alone there", async () => {
    const dump = await run("g", { errors: { "OC-F-012": 301 } });
    const lines = linesOf(dump, "windows-1252");
    const rows = dump.made.attesi
      .filter(({ code }) => code === "OC-F-012")
      .map(({ line, posto = 1 }) => lines[line - 1]?.split(/\),\(/)[posto - 1]);
    expect(rows.length).toBeGreaterThan(200);
    for (const row of rows) expect(row).toMatch(/\d+,'R26-\d{6}',/);
    const key = dump.made.attesi.map(({ line, posto }) => `${line}/${posto}`);
    const last = lines.findLastIndex((line) => line.startsWith("INSERT")) + 1;
    expect(lines[last - 1]).toContain("'R26-000301'");
    expect(key.filter((place) => place.startsWith(`${last}/`) && place !== `${last}/undefined`)).toEqual([]);
    expect(new Set(key.map((place) => place.split("/")[0])).size).toBeGreaterThan(2);
  });

  it("point at the same stays as the plain CSV in an INSERT", async () => {
    const dump = await run("g");
    const lines = linesOf(dump, "windows-1252");
    const found = dump.made.attesi.map(
      ({ line, posto = 1 }) => lines[line - 1]?.split(/\),\(/)[posto - 1]?.split("'")[1],
    );
    expect(found).toEqual(await numeri());
  });

  it("point at the line of a fixed-width file, whose lines are all as long but those made longer", async () => {
    const made = await run("i");
    const lines = linesOf(made, "cp850").slice(0, -1);
    expect(made.made.attesi.map(({ line }) => lines[line - 1]?.slice(0, 10))).toEqual(await numeri());
    expect(new Set(lines.map((line) => line.length)).size).toBe(1);
    const longer = await run("i", { errors: { "OC-S-004": 3 }, raffrontabili: false });
    const odd = linesOf(longer, "cp850").flatMap((line, i) =>
      line.length > (lines[0]?.length ?? 0) ? [i + 1] : [],
    );
    const planted = longer.made.attesi.filter(({ code }) => code === "OC-S-004").map(({ line }) => line);
    expect([odd.length, odd]).toEqual([3, planted.sort((a, b) => a - b)]);
  });

  it.each([
    { shape: "f", code: "OC-F-003", why: "a server gives every row its columns" },
    { shape: "g", code: "OC-F-003", why: "a server gives every row its columns" },
    { shape: "h", code: "OC-F-003", why: "cells beyond the header belong to no column" },
    { shape: "i", code: "OC-F-003", why: "there OC-S-004 is its like" },
    { shape: "f", code: "OC-F-007", why: "a DATE holds no 30 February" },
    { shape: "g", code: "OC-F-007", why: "a DATE holds no 30 February" },
    { shape: "a", code: "OC-S-004", why: "delimited columns have no width" },
  ] as const)("never hold $code in shape $shape: $why", async ({ shape, code }) => {
    const { made } = await run(shape, { errors: { [code]: 2 }, raffrontabili: false });
    expect(made.attesi.filter(({ naturale }) => !naturale)).toEqual([]);
  });

  it.each(NUOVE)(
    "read back to the records of the plain CSV, with findings where the key says (%s)",
    async (shape) => {
      const readBack = async ({ folder, made }: Run) => rileggi(made.aziende[0]!, folder, periodo, TODAY);
      const [plain, other] = [await run("a"), await run(shape)];
      const [expected, got] = [await readBack(plain), await readBack(other)];
      const facts = ({ records }: typeof got) => records.map(withoutPlaces);
      expect(facts(got)).toEqual(facts(expected));
      const must = other.made.attesi
        .filter(({ code }) => !code.startsWith("OC-X-"))
        .map((atteso) => segno(atteso.file, atteso, atteso.code));
      expect(must.filter((one) => !got.findings.includes(one))).toEqual([]);
    },
  );

  it.each(["c", ...NUOVE] as const)("leave nothing behind when they are interrupted (%s)", async (shape) => {
    const folder = mkdtempSync(join(root, "rotto-"));
    let told = 0;
    const onIdentificativo = (): void => {
      if ((told += 1) > 6000) throw new Error("enough");
    };
    // Late enough for chunks to be on the disk, and in the zip.
    const options = {
      ...UGUALI,
      ricoveri: 2500,
      periodo,
      regione: REGIONE,
      shapes: [shape],
      onIdentificativo,
    };
    await expect(generate(options, folder)).rejects.toThrow("enough");
    expect(readdirSync(join(folder, "azienda-101"))).toEqual([]);
  });

  it("refuse more rows than a sheet can have", async () => {
    await expect(run("h", { ricoveri: 1_048_576 })).rejects.toThrow(RangeError);
  });
});
