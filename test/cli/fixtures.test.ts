import { existsSync, mkdtempSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";

import { run } from "../../src/cli/commands/fixtures.ts";
import { run as validate } from "../../src/cli/commands/validate.ts";
import { envelopeOf, type Result } from "../../src/cli/result.ts";
import { loadConfig } from "../../src/config/config.ts";
import { textFor } from "../../src/text/index.ts";
import { codeOf, fakeContext, tempFolder } from "./helpers.ts";

const root = tempFolder();
const fresh = (): string => mkdtempSync(join(root, "f-"));

describe("sioc fixtures", () => {
  const cwd = fresh();
  let result: Result;
  beforeAll(async () => {
    result = await run(
      fakeContext({ cwd, flags: { ricoveri: "600", errors: "9", periodo: "2026T2" } }).context,
    );
  });
  const folder = join(cwd, "dati-inventati");

  it("writes aziende, answer key and a configuration that names every file", () => {
    const config = loadConfig({ flags: {}, env: {}, cwd: folder, text: textFor("it") });
    expect(config.get("regione")).toBe("030");
    expect(config.get("periodo")).toBe("2026T2");
    expect(config.sources.map(({ azienda }) => azienda)).toEqual(["101", "102", "103"]);
    for (const { files, mappe } of config.sources)
      for (const path of [...Object.values(files).flat(), ...Object.values(mappe)])
        expect(existsSync(path), path).toBe(true);
    expect(statSync(join(folder, "sioc.toml")).mode & 0o777).toBe(0o600);
    const key = JSON.parse(readFileSync(join(folder, "attesi.json"), "utf8")) as {
      attesi: { naturale?: true }[];
    };
    expect(key.attesi.filter(({ naturale }) => !naturale)).toHaveLength(9);
  });

  it("shows each azienda with its files, rows and planted errors", () => {
    const text = result.lines.join("\n");
    expect(text).toContain("600 ricoveri inventati, regione 030, trimestre 2026T2, seme 7");
    expect(text).toMatch(
      /101 +a: file unico, tracciato +dati-inventati\/azienda-101\/ricoveri\.csv +200 +\d/,
    );
    expect(text).toContain("Errori messi apposta: 9");
    const { aziende } = result.data as { aziende: { planted: number; ricoveri: number }[] };
    expect(aziende.reduce((sum, { planted }) => sum + planted, 0)).toBe(9);
    expect(result.next[0]).toBe("cd dati-inventati && sioc validate");
  });

  it("makes a folder in which sioc validate just works", async () => {
    const there = fakeContext({ cwd: folder, today: "2026-07-20" });
    const { summary } = await validate(there.context, []);
    expect(summary["source_failures"]).toEqual([]);
    expect(summary["record"]).toBeGreaterThan(590);
  });

  it("makes the same bytes from the same seed", async () => {
    const other = fresh();
    await run(
      fakeContext({ cwd: other, flags: { ricoveri: "600", errors: "9", periodo: "2026T2" } }).context,
    );
    const file = join("dati-inventati", "azienda-101", "ricoveri.csv");
    expect(readFileSync(join(other, file))).toEqual(readFileSync(join(cwd, file)));
  });

  it("plants the codes it is asked for", async () => {
    const other = fresh();
    const flags = {
      ricoveri: "40",
      aziende: "1",
      errors: "oc-f-012=3,OC-C-001=2",
      shape: "a",
      folder: "x y",
    };
    const { next, summary } = await run(fakeContext({ cwd: other, flags, lang: "en" }).context);
    expect(summary["planted"]).toBe(5);
    const answers = readFileSync(join(other, "x y", "attesi.json"), "utf8");
    expect(answers.match(/OC-F-012/g)).toHaveLength(3);
    expect(next[0]).toBe("cd 'x y' && sioc validate");
  });

  it("writes dumps, a workbook and fixed width when asked, each with the file its source needs", async () => {
    const other = fresh();
    const flags = { ricoveri: "40", aziende: "4", shape: "f,g,h,i", errors: "8" };
    const { lines, data } = await run(fakeContext({ cwd: other, flags }).context);
    const text = lines.join("\n");
    expect(text).toMatch(/101 +f: copia di PostgreSQL .* dati-inventati\/azienda-101\/dump\.sql +\d+ /);
    expect(text).toMatch(/103 +h: Excel .* dati-inventati\/azienda-103\/ricoveri\.xlsx +10 /);
    const config = loadConfig({
      flags: {},
      env: {},
      cwd: join(other, "dati-inventati"),
      text: textFor("it"),
    });
    expect(config.sources.map(({ files }) => Object.keys(files))).toEqual(Array(4).fill(["ricoveri"]));
    const { aziende } = data as { aziende: { files: { rows: number }[] }[] };
    // The dump counts the rows of its five tables.
    expect(aziende[0]?.files[0]?.rows).toBeGreaterThan(40);
  });

  it.each([
    { flags: { ricoveri: "1048576", aziende: "1", shape: "h" }, why: "more than a sheet has rows" },
    { flags: { ricoveri: "-1" }, why: "negative" },
    { flags: { ricoveri: "1e3" }, why: "not plain digits" },
    { flags: { ricoveri: "2" }, why: "fewer than one an azienda" },
    { flags: { aziende: "100" }, why: "too many aziende" },
    { flags: { seed: "x" }, why: "not a number" },
    { flags: { errors: "OC-Z-001=2" }, why: "no such code" },
    { flags: { errors: "molti" }, why: "neither a number nor codes" },
    { flags: { shape: "z" }, why: "no such shape" },
    { flags: { regione: "040" }, why: "no such region" },
  ])("refuses $flags: $why", async ({ flags }) => {
    const other = fresh();
    expect(await codeOf(() => run(fakeContext({ cwd: other, flags }).context))).toBe("SETTING_INVALID");
    expect(existsSync(join(other, "dati-inventati"))).toBe(false);
  });

  it("suggests the code that was meant", async () => {
    const attempt = run(fakeContext({ cwd: fresh(), flags: { errors: "OC-F-0012=1" } }).context);
    await expect(attempt).rejects.toMatchObject({
      data: { allowed: expect.stringMatching(/OC-F-01\d$/) as string },
    });
  });

  it("does not write into a folder that has something in it, without --force", async () => {
    const other = fresh();
    writeFileSync(join(other, "sioc.toml"), 'regione = "050"\n');
    const flags = { folder: ".", ricoveri: "10" };
    expect(await codeOf(() => run(fakeContext({ cwd: other, flags }).context))).toBe("OUTPUT_EXISTS");
    expect(readFileSync(join(other, "sioc.toml"), "utf8")).toBe('regione = "050"\n');
    const { summary } = await run(fakeContext({ cwd: other, flags: { ...flags, force: true } }).context);
    expect(summary["regione"]).toBe("050");
  });

  it("tells nobody's name or code on screen or in JSON", () => {
    const csv = readFileSync(join(folder, "azienda-101", "ricoveri.csv"), "utf8");
    const codes = csv.match(/[A-Z]{6}\d{2}[A-Z]\d{2}[A-Z]\d{3}[A-Z]/g) ?? [];
    expect(codes.length).toBeGreaterThan(10);
    const told = JSON.stringify(envelopeOf("fixtures", result)) + result.lines.join("\n");
    for (const code of codes) expect(told).not.toContain(code);
  });
});
