import { existsSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";

import { run } from "../../src/cli/commands/identifiers-export.ts";
import { run as fixtures } from "../../src/cli/commands/fixtures.ts";
import { envelopeOf, type Result } from "../../src/cli/result.ts";
import { caricaLayout } from "../../src/tracciato/index.ts";
import { exportIdentifiers } from "../../src/pipeline/identifiers.ts";
import { generate } from "../../src/synthetic/index.ts";
import { parsePeriodo } from "../../src/core/periodo.ts";
import { textFor } from "../../src/text/index.ts";
import { codeOf, fakeContext, tempFolder, type Fake } from "./helpers.ts";

const root = tempFolder();
const fresh = (): string => mkdtempSync(join(root, "e-"));
const lines = (path: string): string[] => readFileSync(path, "utf8").trimEnd().split("\n");

/** A flat file with every mandatory column, valid or not: only identifiers matter here. */
function flat(
  folder: string,
  name: string,
  people: readonly (readonly [ident: string, tipo: string])[],
): string {
  const layout = caricaLayout();
  const campi = [...layout.dataset[1].campi, ...layout.dataset[2].campi];
  const columns = [...new Set(campi.filter((c) => c.obbligo === "OBB").map((c) => c.colonna))].filter(
    (c) => !["cuni", "id_rec", "val_ci", "tipo_ci"].includes(c),
  );
  const header = ["cod_ident", "tipo_ci", ...columns];
  const rows = people.map(([ident, tipo]) => [ident, tipo, ...columns.map(() => "1")].join(";"));
  writeFileSync(join(folder, name), [header.join(";"), ...rows, ""].join("\n"));
  return join(folder, name);
}

describe("sioc identifiers export", () => {
  const cwd = fresh();
  const out = join(cwd, "ids.csv");
  let fake: Fake;
  let result: Result;
  beforeAll(async () => {
    await fixtures(
      fakeContext({ cwd, flags: { folder: ".", ricoveri: "200", aziende: "5", errors: "20" } }).context,
    );
    fake = fakeContext({ cwd, flags: { file: "ids.csv" } });
    result = await run(fake.context, []);
  });

  it("writes distinct identifiers with their type, for the owner only", () => {
    const [header, ...rows] = lines(out);
    expect(header).toBe("cod_ident;tipo_ci");
    expect(rows.length).toBe(result.summary["written"]);
    expect(new Set(rows.map((row) => row.split(";")[0])).size).toBe(rows.length);
    expect(rows.every((row) => /^[A-Z0-9 .,'()*+/_-]+;(0|1|2|3|4|97|99)$/.test(row))).toBe(true);
    expect(statSync(out).mode & 0o777).toBe(0o600);
    expect(readdirSync(cwd).filter((name) => name.endsWith(".part"))).toEqual([]);
  });

  it("accounts for every row", () => {
    const { rows, written, repeated, without, malformed } = result.summary as Record<string, number>;
    expect(rows).toBe(written! + repeated! + without! + malformed!);
    expect(malformed).toBeGreaterThan(0);
    expect(result.exit).toBe(0);
  });

  it("says loudly that identifiers are in clear, also with --quiet and in English", async () => {
    expect(fake.err()).toContain("IN CHIARO");
    const quiet = fakeContext({ cwd, lang: "en", flags: { file: "b.csv", quiet: true } });
    await run(quiet.context, []);
    expect(quiet.err()).toContain("IN CLEAR");
  });

  it("writes them nowhere else", () => {
    const told = [
      JSON.stringify(envelopeOf("identifiers-export", result)),
      ...result.lines,
      fake.err(),
      fake.out(),
    ];
    for (const row of lines(out).slice(1)) expect(told.join("\n")).not.toContain(row.split(";")[0]);
  });

  it("gives the same bytes from the same input", async () => {
    await run(fakeContext({ cwd, flags: { file: "c.csv" } }).context, []);
    expect(readFileSync(join(cwd, "c.csv"))).toEqual(readFileSync(out));
  });

  it("misses none of the sound identifiers that were made up", async () => {
    const folder = fresh();
    const all = new Set<string>();
    const periodo = parsePeriodo("2026T1")!;
    const made = await generate(
      {
        ricoveri: 300,
        aziende: 5,
        seed: 9,
        periodo,
        regione: "030",
        errors: 0,
        onIdentificativo: (t) => all.add(t),
      },
      folder,
    );
    const configs = made.aziende.map(({ codAsl, files, mappa }) => ({
      azienda: codAsl,
      files: Object.fromEntries(Object.entries(files).map(([role, path]) => [role, [path]])),
      mappe: Object.fromEntries(Object.keys(files).map((role) => [role, mappa])),
    }));
    const path = join(folder, "ids.csv");
    const options = {
      layout: caricaLayout(),
      text: textFor("it"),
      signal: new AbortController().signal,
      progress: () => undefined,
    };
    const exported = await exportIdentifiers(configs, path, options);
    const written = new Set(
      lines(path)
        .slice(1)
        .map((row) => row.split(";")[0]!),
    );
    // Beside identifiers the generator tells surnames and names: letters alone.
    const expected = [...all].filter((text) => /\d/.test(text));
    expect(expected.filter((text) => !written.has(text))).toEqual([]);
    expect(exported).toMatchObject({ malformati: 0, illeggibili: 0, failures: [] });
  });

  it("judges, normalises and leaves out as the run will", async () => {
    const folder = fresh();
    const file = flat(folder, "a.csv", [
      ["RSSMRA80A01H501U", ""],
      [" rssmra80a01h501u ", "0"],
      ["RSSMRA80A01H501X", "0"],
      ["RSSMRA80A31B501U", "0"],
      ["", ""],
      ["XXXXXXXXXXXXXXXX", "99"],
      ["BNCLRA45D55F205V", "98"],
      ["01234567897", ""],
      ["BOH", ""],
      ["AB-123/45", "99"],
    ]);
    const { summary } = await run(fakeContext({ cwd: folder, flags: { file: "o.csv" } }).context, [file]);
    expect(lines(join(folder, "o.csv"))).toEqual([
      "cod_ident;tipo_ci",
      "RSSMRA80A01H501U;0",
      "01234567897;4",
      "AB-123/45;99",
    ]);
    expect(summary).toMatchObject({ rows: 10, written: 3, repeated: 1, without: 3, malformed: 3 });
  });

  it("names an azienda that cannot be read, goes on with the others, ends with 3", async () => {
    const folder = fresh();
    flat(folder, "a.csv", [["RSSMRA80A01H501U", "0"]]);
    writeFileSync(join(folder, "b.csv"), "");
    writeFileSync(
      join(folder, "sioc.toml"),
      '[[source]]\nazienda = "1"\nricoveri = "a.csv"\n[[source]]\nazienda = "2"\nricoveri = "b.csv"\n',
    );
    const one = fakeContext({ cwd: folder, flags: { file: "o.csv" } });
    const { exit, summary } = await run(one.context, []);
    expect(exit).toBe(3);
    expect(one.err()).toContain("azienda 2 lasciata fuori, b.csv");
    expect(summary["source_failures"]).toEqual([{ azienda: "2", file: "b.csv", code: "SOURCE_EMPTY" }]);
  });

  it.each([
    { flags: {}, code: "USAGE", why: "no file to write" },
    { flags: { file: "a.csv", force: true }, code: "USAGE", why: "the file to write is one to read" },
    { flags: { file: "there.csv" }, code: "OUTPUT_EXISTS", why: "something is there" },
  ])("refuses with $code when $why", async ({ flags, code }) => {
    const folder = fresh();
    const file = flat(folder, "a.csv", [["RSSMRA80A01H501U", "0"]]);
    const before = readFileSync(file);
    writeFileSync(join(folder, "there.csv"), "x");
    expect(await codeOf(() => run(fakeContext({ cwd: folder, flags }).context, ["a.csv"]))).toBe(code);
    expect(readFileSync(file)).toEqual(before);
    expect(readFileSync(join(folder, "there.csv"), "utf8")).toBe("x");
  });

  it("leaves nothing behind when it is interrupted", async () => {
    const folder = fresh();
    const file = flat(folder, "a.csv", [["RSSMRA80A01H501U", "0"]]);
    const abort = new AbortController();
    abort.abort();
    const options = {
      layout: caricaLayout(),
      text: textFor("it"),
      signal: abort.signal,
      progress: () => undefined,
    };
    const path = join(folder, "o.csv");
    const configs = [{ azienda: "1", files: { ricoveri: [file] }, mappe: {} }];
    expect(await codeOf(() => exportIdentifiers(configs, path, options))).toBe("INTERRUPTED");
    expect(existsSync(path)).toBe(false);
    expect(existsSync(`${path}.part`)).toBe(false);
  });
});
