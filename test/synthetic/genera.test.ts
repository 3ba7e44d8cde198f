import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";

import type { IsoDate } from "../../src/core/dates.ts";
import { toDay } from "../../src/core/dates.ts";
import { parsePeriodo } from "../../src/core/periodo.ts";
import { judgeIdentificativo, normalise } from "../../src/identity/index.ts";
import type { ClearRecord } from "../../src/model/record.ts";
import {
  CODICI_PIANTABILI,
  FORME,
  generate,
  type Generated,
  type GenerateOptions,
} from "../../src/synthetic/index.ts";
import { REGIONE, rileggi, segno } from "./rilettura.ts";

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const periodo = parsePeriodo("2026T1")!;
const TODAY = "2026-04-20" as IsoDate;

interface Run {
  readonly folder: string;
  readonly made: Generated;
}

async function run(options: Partial<GenerateOptions> = {}): Promise<Run> {
  const folder = mkdtempSync(join(tmpdir(), "sioc-synthetic-"));
  folders.push(folder);
  const base = { ricoveri: 500, aziende: 5, seed: 1, periodo, regione: REGIONE, errors: 0 };
  return { folder, made: await generate({ ...base, ...options }, folder) };
}

const read = ({ folder, made }: Run) =>
  Promise.all(made.aziende.map((a) => rileggi(a, folder, periodo, TODAY)));

/** All findings but those that every row of a file without its zeros earns. */
async function foundIn({ folder, made }: Run, quarter = periodo, today = TODAY): Promise<string[]> {
  const found: string[] = [];
  for (const azienda of made.aziende) {
    const { findings } = await rileggi(azienda, folder, quarter, today);
    found.push(...findings.filter((f) => !(azienda.zeriPersi && f.endsWith("OC-F-015"))));
  }
  return found;
}

/** File and hash of everything in a folder. */
function fingerprint(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => statSync(join(folder, name)).isFile())
    .sort()
    .map(
      (name) =>
        `${name} ${createHash("sha256")
          .update(readFileSync(join(folder, name)))
          .digest("hex")}`,
    );
}

describe("same seed, same bytes", () => {
  it("writes equal files twice, and other files with another seed", async () => {
    const [one, two, other] = [
      await run({ errors: 40 }),
      await run({ errors: 40 }),
      await run({ errors: 40, seed: 2 }),
    ];
    expect(fingerprint(one.folder)).toHaveLength(15);
    expect(fingerprint(two.folder)).toEqual(fingerprint(one.folder));
    expect(fingerprint(other.folder)).not.toEqual(fingerprint(one.folder));
  });
});

describe("without errors", () => {
  it.each(["2026T1", "2026T2", "2027T4"])(
    "nothing is found in %s but what the answer key calls natural",
    async (code) => {
      const quarter = parsePeriodo(code)!;
      const made = await run({ ricoveri: 3000, periodo: quarter, seed: 11 });
      const expected = made.made.attesi.map((atteso) => segno(atteso.file, atteso, atteso.code));
      const found = await foundIn(made, quarter, quarter.termine);
      expect(found.sort()).toEqual(expected.sort());
      expect(made.made.attesi.every(({ naturale }) => naturale)).toBe(true);
    },
  );

  it("every identifier fits the type declared for it, and all types and omocodia occur", async () => {
    const records = (await read(await run({ ricoveri: 5000, seed: 3 }))).flatMap((r) => r.records);
    expect(records).toHaveLength(5000);
    for (const { cod_ident, tipo_ci } of records) {
      expect([tipo_ci, judgeIdentificativo(cod_ident, tipo_ci).defect]).toEqual([tipo_ci, undefined]);
      expect(normalise(cod_ident).changed).toBe(false);
    }
    expect(new Set(records.map((r) => r.tipo_ci))).toEqual(
      new Set(["0", "1", "2", "3", "4", "97", "98", "99"]),
    );
    expect(records.some((r) => r.tipo_ci === "0" && !/^.{6}\d\d.\d\d.\d{3}.$/.test(r.cod_ident))).toBe(true);
  });

  it("gives every person other than a returning one an identifier of their own", async () => {
    const records = (await read(await run({ ricoveri: 20_000, seed: 4, shapes: ["a"] }))).flatMap(
      (r) => r.records,
    );
    const byPerson = new Map<string, ClearRecord[]>();
    for (const r of records) {
      if (r.cod_ident !== "") byPerson.set(r.cod_ident, [...(byPerson.get(r.cod_ident) ?? []), r]);
    }
    const twice = [...byPerson.values()].filter((stays) => stays.length > 1);
    expect(twice.length).toBeGreaterThan(100);
    expect(Math.max(...twice.map((stays) => stays.length))).toBe(2);
    for (const stays of twice) expect(apart(stays)).toBe(true);
  });

  it("names nobody: the letters of surname and name are all of K Q W X Y Z J", async () => {
    const records = (await read(await run())).flatMap((r) => r.records);
    for (const r of records) if (r.tipo_ci === "0") expect(r.cod_ident).toMatch(/^[KQWXYZJ]{6}/);
  });

  it("holds a believable mix: open stays, deaths, transfers, suspensions, services", async () => {
    const records = (await read(await run({ ricoveri: 3000, seed: 5 }))).flatMap((r) => r.records);
    const share = (test: (r: ClearRecord) => boolean): number => records.filter(test).length / records.length;
    expect(share((r) => r.data_dim === "")).toBeGreaterThan(0.03);
    expect(share((r) => r.mod_dim === "1")).toBeGreaterThan(0.03);
    expect(share((r) => r.mod_dim === "6")).toBeGreaterThan(0.04);
    expect(share((r) => r.sospensioni.length > 0)).toBeGreaterThan(0.01);
    expect(share((r) => r.prestazioni.length > 0)).toBe(1);
    expect(share((r) => r.valutazioni.some((v) => v.val_mom === "3"))).toBeGreaterThan(0.5);
  });
});

/** One person's two stays: same registry data, no overlap, not a split, none after a death. */
function apart([first, second]: readonly ClearRecord[]): boolean {
  if (!first || !second || first.data_dim === "" || first.mod_dim === "1") return false;
  const same = ["anno_nasc", "genere", "cittad", "com_res"] as const;
  return (
    toDay(second.data_amm) - toDay(first.data_dim) > 1 &&
    same.every((column) => first[column] === second[column])
  );
}

describe("the delimited shapes", () => {
  it("say the same stays: each reads back to records the rules accept, in its own encoding and formats", async () => {
    const made = await run({ ricoveri: 250 });
    expect(made.made.aziende.map(({ forma }) => forma)).toEqual(["a", "b", "c", "d", "e"]);
    for (const { records } of await read(made)) {
      expect(records).toHaveLength(50);
      for (const r of records) {
        expect(r).toMatchObject({ tipo: "I", cod_reg: REGIONE });
        expect(r.data_amm).toMatch(/^202[56]-\d\d-\d\d$/);
        expect(r.genere).toMatch(/^[12]$/);
        expect(r.valutazioni[0]?.val_mom).toBe("1");
        expect(r.diag_pri).toMatch(/^[\dV]\d{2,4}$/);
        expect(r.cod_str).toMatch(/^08\d{4}$/);
      }
    }
  });

  it("write Windows-1252, UTF-16 and byte order marks as they declare", async () => {
    const { made } = await run();
    const bytes = (i: number): Buffer => readFileSync(Object.values(made.aziende[i]!.files)[0]!);
    expect(bytes(1).includes(Buffer.from("MODALIT\xc0 DIMISSIONE", "latin1"))).toBe(true);
    expect(bytes(3).subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
    expect(bytes(4).subarray(0, 2)).toEqual(Buffer.from([0xff, 0xfe]));
  });

  it("give as many services a stay as asked, in child files", async () => {
    const { made } = await run({ shapes: ["c"], aziende: 1, ricoveri: 20, prestazioniPerRicovero: 333 });
    expect(made.aziende[0]!.righe).toMatchObject({ anagrafica: 20, ricoveri: 20, prestazioni: 6660 });
  });

  it("count the rows they wrote", async () => {
    const { made } = await run({ ricoveri: 503 });
    for (const azienda of made.aziende) {
      for (const [role, path] of Object.entries(azienda.files)) {
        const encoding = azienda.forma === "e" ? "utf16le" : "latin1";
        const lines = readFileSync(path).toString(encoding).split("\n").length - 2;
        expect([role, azienda.righe[role as keyof typeof azienda.righe]]).toEqual([role, lines]);
      }
    }
    expect(made.aziende.map(({ ricoveri }) => ricoveri)).toEqual([101, 101, 101, 100, 100]);
  });
});

describe("planted errors", () => {
  /** Raised by the run as a whole, not by reading and judging one record. */
  const elsewhere = (code: string): boolean => /^OC-(?:F-003$|S-004$|X-)/.test(code);

  it("cover at least thirty rules, each of them a rule", async () => {
    const { REGOLE } = await import("../../src/rules/index.ts");
    const known = new Set(REGOLE.map(({ code }) => code));
    expect(new Set(CODICI_PIANTABILI).size).toBe(CODICI_PIANTABILI.length);
    expect(CODICI_PIANTABILI.length).toBeGreaterThanOrEqual(30);
    expect(CODICI_PIANTABILI.filter((code) => !known.has(code))).toEqual([]);
  });

  it.each([[...FORME].join(""), ...FORME])(
    "are found where the answer key says, and nothing else is (shapes %s)",
    async (shapes) => {
      for (const seed of shapes.length > 1 || shapes <= "e" ? [1, 2, 3] : [1, 2]) {
        const made = await run({
          ricoveri: 2000,
          aziende: Math.max(5, shapes.length),
          seed,
          errors: 200,
          shapes: Array.from(shapes) as (typeof FORME)[number][],
        });
        const { attesi } = made.made;
        const found = await foundIn(made);
        const must = attesi
          .filter(({ code }) => !elsewhere(code))
          .map((atteso) => segno(atteso.file, atteso, atteso.code));
        const may = attesi.flatMap((atteso) =>
          (atteso.anche ?? []).map((code) => segno(atteso.file, atteso, code)),
        );
        expect(must.filter((one) => !found.includes(one))).toEqual([]);
        expect(found.filter((one) => !must.includes(one) && !may.includes(one))).toEqual([]);
        expect(attesi.filter(({ naturale }) => !naturale)).toHaveLength(200);
      }
    },
  );

  it("are as many of each code as asked", async () => {
    const { made } = await run({ errors: { "OC-F-012": 3, "OC-C-001": 2, "OC-X-007": 1 } });
    const counts: Record<string, number> = {};
    for (const { code, naturale } of made.attesi) if (!naturale) counts[code] = (counts[code] ?? 0) + 1;
    expect(counts).toEqual({ "OC-F-012": 3, "OC-C-001": 2, "OC-X-007": 1 });
  });

  it("between stays are what their rule describes", async () => {
    const codes = ["OC-X-001", "OC-X-006", "OC-X-007", "OC-X-008", "OC-X-009"];
    const made = await run({
      aziende: 1,
      shapes: ["a"],
      errors: Object.fromEntries(codes.map((code) => [code, 5])),
    });
    const { records } = (await read(made))[0]!;
    const pair = (line: number): [ClearRecord, ClearRecord] => [records[line - 3]!, records[line - 2]!];
    for (const { code, line, naturale } of made.made.attesi) {
      if (naturale) continue;
      const [first, second] = pair(line);
      expect(second.cod_ident).toBe(first.cod_ident);
      expect([code, relationOf(first, second)]).toEqual([code, code]);
    }
  });

  it("refuse a code that cannot be planted", async () => {
    await expect(run({ errors: { "OC-H-001": 1 } })).rejects.toThrow(RangeError);
  });

  it("are listed without any identifier", async () => {
    const { made } = await run({ errors: 100 });
    expect(readFileSync(made.attesiFile, "utf8")).not.toMatch(/[KQWXYZJ]{6}|STP\d|ENI\d|80\d{18}/);
    expect(JSON.parse(readFileSync(made.attesiFile, "utf8"))).toMatchObject({ attesi: made.attesi });
  });
});

function relationOf(a: ClearRecord, b: ClearRecord): string {
  if (a.data_amm === b.data_amm && a.cod_str === b.cod_str) return "OC-X-001";
  if (a.mod_dim === "1") return "OC-X-007";
  if (a.cittad !== b.cittad) return "OC-X-008";
  if (b.data_amm < a.data_dim && a.cod_str !== b.cod_str) return "OC-X-006";
  return a.cod_str === b.cod_str && toDay(b.data_amm) - toDay(a.data_dim) === 1 ? "OC-X-009" : "none";
}

describe("what was planted", () => {
  it("is told one by one, names and all", async () => {
    const told: string[] = [];
    const made = await run({
      onIdentificativo: (text) => {
        told.push(text);
      },
    });
    const written = (await read(made)).flatMap((r) =>
      r.records.map(({ cod_ident }) => cod_ident).filter((id) => id !== ""),
    );
    expect(written.filter((id) => !told.includes(id))).toEqual([]);
    expect(told.length).toBeGreaterThan(written.length);
  });
});

describe("options out of range", () => {
  it.each([
    { aziende: 0 },
    { aziende: 100 },
    { ricoveri: 2 },
    { ricoveri: 1.5, aziende: 1 },
    { ricoveri: 3_000_001 },
    { regione: "999" },
    { shapes: [] },
  ])("are refused: %j", async (options) => {
    await expect(run(options)).rejects.toThrow(RangeError);
  });
});

describe("a folder that cannot be written", () => {
  it("is said with its code, and leaves nothing half-written", async () => {
    const folder = mkdtempSync(join(tmpdir(), "sioc-synthetic-"));
    folders.push(folder);
    writeFileSync(join(folder, "azienda-102"), "in the way");
    const options = { ricoveri: 10, aziende: 2, seed: 1, periodo, regione: REGIONE, errors: 0 };
    await expect(generate(options, folder)).rejects.toMatchObject({ code: "OUTPUT_UNWRITABLE" });
    expect(
      readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((f) => f.endsWith(".part")),
    ).toEqual([]);
  });
});
