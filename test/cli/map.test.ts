import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";

import { run } from "../../src/cli/commands/map.ts";
import { guessForma } from "../../src/cli/map/forma.ts";
import { envelopeOf, type Result } from "../../src/cli/result.ts";
import { parsePeriodo } from "../../src/core/periodo.ts";
import { parseMappa } from "../../src/sources/index.ts";
import { generate, type Generated } from "../../src/synthetic/index.ts";
import { textFor } from "../../src/text/index.ts";
import { codeOf, fakeContext, tempFolder } from "./helpers.ts";

const cwd = tempFolder();
const planted = new Set<string>();
let made: Generated;
beforeAll(async () => {
  const periodo = parsePeriodo("2026T1")!;
  const options = { ricoveri: 900, aziende: 5, seed: 3, periodo, regione: "030", errors: 20 };
  made = await generate({ ...options, onIdentificativo: (text) => planted.add(text) }, cwd);
});
const fileOf = (
  azienda: number,
  role: "ricoveri" | "anagrafica" | "valutazioni" | "prestazioni" | "sospensioni",
) => made.aziende[azienda]!.files[role]!;
const told = (result: Result, ...more: string[]): string =>
  [JSON.stringify(envelopeOf("map", result)), ...result.lines, ...more].join("\n");

function expectNobody(text: string): void {
  for (const identifier of planted) {
    // A surname of three letters may be a part of any word.
    if (identifier.length > 5) expect(text).not.toContain(identifier);
  }
}

describe("sioc map, proposing", () => {
  it("puts a mapping that loads on stdout, and what was seen on stderr", async () => {
    const fake = fakeContext({ cwd });
    const result = await run(fake.context, [fileOf(0, "ricoveri")]);
    expect(result.exit).toBe(0);
    const path = join(cwd, "piped.toml");
    writeFileSync(path, result.lines.join("\n"));
    expect(parseMappa(path, { text: textFor("it") }).columns.get("data_amm")).toEqual(["data_amm"]);
    expect(fake.err()).toContain("ricoveri.csv: UTF-8, separatore «;»");
    expect(fake.err()).toContain("Letto come: file unico");
    expect(fake.err()).toMatch(/cod_ident +cod_ident +sicura +\d+ % +A{6} 99A99 A999A/);
  });

  it("writes it with --write, 0600, and shows the table", async () => {
    const flags = { write: "mappe/102.toml" };
    const result = await run(fakeContext({ cwd, flags }).context, [fileOf(1, "ricoveri")]);
    expect(statSync(join(cwd, "mappe", "102.toml")).mode & 0o777).toBe(0o600);
    const text = result.lines.join("\n");
    expect(text).toContain("Windows-1252");
    expect(text).toContain("Forma delle date: gg/mm/aaaa");
    expect(text).toMatch(/CODICE FISCALE +cod_ident/);
    expect(text).toMatch(/Senza proposta .*COGNOME/s);
    expect(result.next[0]).toMatch(/^sioc map .* --check mappe\/102\.toml$/);
    expect(await codeOf(() => run(fakeContext({ cwd, flags }).context, [fileOf(1, "ricoveri")]))).toBe(
      "OUTPUT_EXISTS",
    );
  });

  it("ends with 1 and names what is mandatory and not there", async () => {
    const result = await run(fakeContext({ cwd, lang: "en" }).context, [fileOf(1, "ricoveri")]);
    expect(result.exit).toBe(1);
    expect(result.summary["missing"]).toEqual(expect.arrayContaining(["cod_reg", "cod_asl"]));
  });

  it("never writes over the file it reads, not even with --force", async () => {
    const file = fileOf(0, "ricoveri");
    const before = readFileSync(file);
    const flags = { write: file, force: true };
    expect(await codeOf(() => run(fakeContext({ cwd, flags }).context, [file]))).toBe("USAGE");
    expect(readFileSync(file)).toEqual(before);
  });

  it.each([
    { role: "anagrafica", says: "Letto come: anagrafica" },
    { role: "ricoveri", says: "Letto come: ricoveri, con l'anagrafica in un altro file" },
    { role: "valutazioni", says: "Letto come: valutazioni" },
    { role: "prestazioni", says: "Letto come: prestazioni" },
    { role: "sospensioni", says: "Letto come: sospensioni" },
  ] as const)("understands a separate $role file by its columns", async ({ role, says }) => {
    const fake = fakeContext({ cwd });
    const result = await run(fake.context, [fileOf(2, role)]);
    expect(fake.err()).toContain(says);
    expect(result.summary["missing"]).toEqual([]);
  });

  it("takes --role at its word", async () => {
    const result = await run(fakeContext({ cwd, flags: { role: "piatto" } }).context, [
      fileOf(2, "anagrafica"),
    ]);
    expect(result.exit).toBe(1);
    expect(result.summary["missing"]).toContain("diag_pri");
  });

  it("gives programs the columns and the TOML, with no talk on stderr", async () => {
    const fake = fakeContext({ cwd, flags: { json: true } });
    const { data } = await run(fake.context, [fileOf(0, "ricoveri")]);
    const { columns, toml } = data as { columns: { column: string; confidence: string }[]; toml: string };
    expect(columns.find(({ column }) => column === "data_amm")).toMatchObject({
      header: "data_amm",
      confidence: "alta",
      filled: 100,
      sample: "9999-99-99",
      dates: ["aaaa-mm-gg"],
    });
    expect(toml).toContain("[columns]");
    expect(fake.err()).toBe("");
  });

  it.each([
    ["rows of people", "R1;Rossi;Mario;F;altro\nR2;Bianchi;Anna;M;altro\n"],
    ["identifiers hard by other characters", "R1 20260110VRDLGU50A01H501X nota; già vista Rossi\nR2 1;x\n"],
    ["a header of ours beside a cell", "cartella;0301VRDLGU50A01H501X\n1;x\n"],
  ])("never shows a first row that is no header: %s", async (_what, content) => {
    const path = join(mkdtempSync(join(cwd, "h-")), "a.csv");
    writeFileSync(path, content);
    const fake = fakeContext({ cwd });
    const result = await run(fake.context, [path]).catch((error: unknown) => error);
    const said = JSON.stringify(result) + fake.err();
    expect(said).not.toMatch(/Rossi|Mario|Bianchi|Anna|VRDLGU/i);
    expect(said.length).toBeGreaterThan(50);
  });

  it("shows no cell of any file", async () => {
    for (const { files } of made.aziende) {
      for (const path of Object.values(files)) {
        const fake = fakeContext({ cwd });
        expectNobody(told(await run(fake.context, [path]), fake.err()));
      }
    }
    expect(planted.size).toBeGreaterThan(100);
  });
});

describe("sioc map --check", () => {
  const check = (azienda: number, path: string, more = {}, lang: "it" | "en" = "it") =>
    run(fakeContext({ cwd, lang, flags: { check: made.aziende[azienda]!.mappa, ...more } }).context, [path]);

  it("approves of every file of every azienda with its own mapping", async () => {
    for (const [i, { files }] of made.aziende.entries()) {
      for (const path of Object.values(files)) {
        const result = await check(i, path);
        expect(result.exit, path).toBe(0);
        expect(result.lines.at(-1), path).toMatch(/^OK/);
        expectNobody(told(result));
      }
    }
  });

  it("names values no code list has, short ones as they are, and goes on", async () => {
    const folder = mkdtempSync(join(cwd, "v-"));
    const csv = readFileSync(fileOf(0, "ricoveri"), "utf8").split("\n");
    const at = csv[0]!.split(";").indexOf("mod_dim");
    const row = csv[1]!.split(";");
    row[at] = "77";
    writeFileSync(join(folder, "a.csv"), [csv[0], row.join(";"), ""].join("\n"));
    const result = await check(0, join(folder, "a.csv"), {}, "en");
    expect(result.lines.join("\n")).toMatch(/mod_dim +mod_dim +100 % +77 \(1\)/);
    expect(result.lines.at(-1)).toContain("1 values are unknown");
    expect(result.exit).toBe(0);
  });

  it("ends with 1 when a mandatory column is nowhere", async () => {
    const mappa = join(cwd, "vuota.toml");
    writeFileSync(mappa, '[file]\nencoding = "windows-1252"\n');
    const result = await check(0, fileOf(1, "ricoveri"), { check: mappa });
    expect(result.exit).toBe(1);
    expect(result.lines.at(-1)).toMatch(/^ERRORE/);
  });

  it("believes sioc.toml about which files come together", async () => {
    const folder = mkdtempSync(join(cwd, "s-"));
    const header = readFileSync(fileOf(0, "ricoveri"), "utf8").split("\n")[0]!.split(";");
    const row = readFileSync(fileOf(0, "ricoveri"), "utf8").split("\n")[1]!.split(";");
    const kept = header
      .map((name, i) => [name, row[i]] as const)
      .filter(([name]) => !/^(val_(?!ci)|auton|mobil|dist_|scala|punt)/.test(name));
    writeFileSync(
      join(folder, "r.csv"),
      kept.map(([name]) => name).join(";") + "\n" + kept.map(([, cell]) => cell).join(";") + "\n",
    );
    expect((await run(fakeContext({ cwd: folder }).context, ["r.csv"])).exit).toBe(1);
    writeFileSync(
      join(folder, "sioc.toml"),
      '[[source]]\nazienda = "1"\nricoveri = "r.csv"\nvalutazioni = "v.csv"\n',
    );
    expect((await run(fakeContext({ cwd: folder }).context, ["r.csv"])).exit).toBe(0);
  });

  it("refuses a mapping that is not one", async () => {
    const mappa = join(cwd, "rotta.toml");
    writeFileSync(mappa, "[colonne]\n");
    expect(await codeOf(() => check(0, fileOf(0, "ricoveri"), { check: mappa }))).toBe("MAPPING_INVALID");
    expect(await codeOf(() => check(0, join(cwd, "manca.csv")))).toBe("SOURCE_MISSING");
    expect(existsSync(join(cwd, "manca.csv"))).toBe(false);
  });
});

describe("sioc map on more than one file", () => {
  const ROLES = ["sospensioni", "prestazioni", "valutazioni", "anagrafica", "ricoveri"] as const;
  const separate = (): string[] => ROLES.map((role) => fileOf(2, role));

  it("lists them with their roles, proposes one mapping and says what goes into sioc.toml", async () => {
    const flags = { write: "mappe/103.toml", force: true, azienda: "103" };
    const result = await run(fakeContext({ cwd, flags }).context, separate());
    const text = result.lines.join("\n");
    expect(text).toMatch(/sospensioni\.txt +\d+ +5 +sospensioni\n/);
    expect(text).toMatch(/ricoveri\.txt +180 +26 +ricoveri\n/);
    expect(text).toMatch(/\[\[source]]\n {2}azienda = "103"\n {2}ricoveri = ".*ricoveri\.txt"\n/);
    expect(text).toContain('  mapping = "mappe/103.toml"');
    expect(result.exit).toBe(0);
    const { columns } = parseMappa(join(cwd, "mappe/103.toml"), { text: textFor("it") });
    expect([columns.get("sosp_ini"), columns.get("data_amm")]).toEqual([["DT_INIZIO"], ["DT_AMMISSIONE"]]);
  });

  it("tries the mapping on each of them", async () => {
    const flags = { check: "mappe/103.toml" };
    const result = await run(fakeContext({ cwd, flags }).context, separate());
    expect(result.lines.filter((line) => line.startsWith("OK"))).toHaveLength(6);
    const { tables } = result.data as { tables: { role: string }[] };
    expect(tables.map(({ role }) => role)).toEqual([...ROLES]);
    expect(result.exit).toBe(0);
  });

  it("goes on with the others when the mapping does not suit one", async () => {
    const mappa = readFileSync(join(cwd, "mappe/103.toml"), "utf8").replace("DT_INIZIO", "DT_INZ");
    writeFileSync(join(cwd, "storta.toml"), mappa);
    const fake = fakeContext({ cwd, flags: { check: "storta.toml" } });
    const result = await run(fake.context, separate());
    expect(result.exit).not.toBe(0);
    expect(result.lines.join("\n")).toContain("sosp_ini: nel file non c'è DT_INZ, forse intendevi");
    expect(result.lines.filter((line) => line.startsWith("OK"))).toHaveLength(4);
    expect(result.lines.at(-1)).toMatch(/^ERRORE/);
  });

  it("gives programs every table, the first one also at the top", async () => {
    const fake = fakeContext({ cwd, flags: { json: true } });
    const { data } = await run(fake.context, separate());
    const { file, columns, tables } = data as { file: string; columns: object[]; tables: { name: string }[] };
    expect(file).toBe("ricoveri.txt");
    expect(columns).toHaveLength(26);
    expect(tables.map(({ name }) => name)).toEqual(ROLES.map((role) => `${role}.txt`));
  });

  it("takes the files of an azienda from sioc.toml, with its region", async () => {
    const folder = mkdtempSync(join(cwd, "z-"));
    const files = ROLES.map((role) => `${role} = ${JSON.stringify(fileOf(2, role))}`).join("\n");
    writeFileSync(join(folder, "sioc.toml"), `regione = "030"\n[[source]]\nazienda = "103"\n${files}\n`);
    const result = await run(fakeContext({ cwd: folder, flags: { azienda: "103" } }).context, []);
    expect(result.summary).toMatchObject({ tables: 5, of_interest: 5, missing: [] });
    expect(result.next[0]).toMatch(/--write mappe\/103\.toml$/);
    expect(await codeOf(() => run(fakeContext({ cwd: folder, flags: { azienda: "9" } }).context, []))).toBe(
      "SETTING_INVALID",
    );
    expect(await codeOf(() => run(fakeContext({ cwd: folder }).context, []))).toBe("USAGE");
  });

  it("does not take --role for many", async () => {
    const fake = fakeContext({ cwd, flags: { role: "ricoveri" } });
    expect(await codeOf(() => run(fake.context, separate()))).toBe("USAGE");
  });
});

describe("sioc map on files of other kinds", () => {
  let altri: Generated;
  const nomi = new Set<string>();
  beforeAll(async () => {
    const periodo = parsePeriodo("2026T1")!;
    const options = { ricoveri: 400, aziende: 4, seed: 5, periodo, regione: "030", errors: 0 };
    const shapes = ["f", "g", "h", "i"] as const;
    altri = await generate(
      { ...options, shapes, onIdentificativo: (text) => nomi.add(text) },
      mkdtempSync(join(cwd, "altri-")),
    );
  });
  const file = (i: number): string => altri.aziende[i]!.files.ricoveri!;

  it.each([
    { i: 0, kind: "a PostgreSQL dump of five tables", tables: 5 },
    { i: 1, kind: "a MariaDB dump", tables: 1 },
    { i: 2, kind: "a workbook with a legend", tables: 1 },
  ])("proposes a mapping for $kind that then suits it", async ({ i, tables }) => {
    const target = join(cwd, `altri-${i}.toml`);
    const written = await run(fakeContext({ cwd, flags: { write: target } }).context, [file(i)]);
    expect(written.summary).toMatchObject({ of_interest: tables, missing: [] });
    const tried = await run(fakeContext({ cwd, flags: { check: target } }).context, [file(i)]);
    expect([tried.exit, tried.summary["unknown_values"]]).toEqual([0, 0]);
    for (const identifier of nomi)
      if (identifier.length > 5) expect(told(written) + told(tried)).not.toContain(identifier);
  });

  it("reads the columns of a fixed-width file from the description of its record", async () => {
    const { fixed } = parseMappa(altri.aziende[3]!.mappa, { text: textFor("it") });
    const rows = fixed.map(({ name, from, length }, n) => `${n + 1};${name};${from};${from + length - 1};`);
    const record = join(cwd, "record.csv");
    writeFileSync(record, `prog;campo;da;a;note\n${rows.join("\n")}\n`);
    const target = join(cwd, "altri-3.toml");
    const written = await run(fakeContext({ cwd, flags: { write: target, record } }).context, [file(3)]);
    expect(written.summary["missing"]).toEqual([]);
    expect(parseMappa(target, { text: textFor("it") }).fixed).toEqual(fixed);
    const tried = await run(fakeContext({ cwd, flags: { check: target } }).context, [file(3)]);
    expect([tried.exit, tried.summary["unknown_values"]]).toEqual([0, 0]);
  });

  it("guesses them without it, and says that it did", async () => {
    const fake = fakeContext({ cwd, lang: "en" });
    const result = await run(fake.context, [file(3)]);
    expect(fake.err()).toContain("the positions of the columns are guessed");
    expect(result.lines.join("\n")).toContain("[fixed]");
    for (const identifier of nomi)
      if (identifier.length > 5) expect(told(result, fake.err())).not.toContain(identifier);
  });

  it("says that a description is none", async () => {
    const record = join(cwd, "nessuno.csv");
    writeFileSync(record, "campo;note\na;b\n");
    expect(await codeOf(() => run(fakeContext({ cwd, flags: { record } }).context, [file(3)]))).toBe(
      "SOURCE_RECORD",
    );
  });

  it.each(["it", "en"] as const)("keeps its screens within 80 columns (%s)", async (lang) => {
    for (const { files } of [...made.aziende, ...altri.aziende]) {
      const paths = Object.values(files);
      const fake = fakeContext({ cwd, lang, columns: 80 });
      await run(fake.context, paths);
      const check = { check: altri.aziende.find((one) => one.files === files)?.mappa ?? "" };
      const tried =
        check.check === ""
          ? []
          : (await run(fakeContext({ cwd, lang, columns: 80, flags: check }).context, paths)).lines;
      const long = [...fake.err().split("\n"), ...tried].filter((line) => line.length > 80);
      expect(long, paths[0]).toEqual([]);
    }
  });
});

const program = (() => {
  try {
    execFileSync("sqlite3", ["-version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
})();

describe.skipIf(!program)(`sioc map on a database${program ? "" : " (no sqlite3 program here)"}`, () => {
  const SQL = `CREATE TABLE ricovero (id_ricovero, codice_fiscale, sesso, data_ingresso, data_uscita, provenienza, diagnosi);
    INSERT INTO ricovero VALUES (1, 'VRDLGU50A01H501X', 'M', '2026-01-10', '2026-01-20', 'domicilio', '4280'),
      (2, 'BNCNNA40D45F205K', 'F', '2026-01-11', NULL, 'ospedale', '8208');`;

  it("reads the query that sioc.toml names, and shows nothing of its rows", async () => {
    const folder = mkdtempSync(join(cwd, "db-"));
    execFileSync("sqlite3", [join(folder, "oc.db")], { input: SQL });
    writeFileSync(join(folder, "304.sql"), "SELECT * FROM ricovero");
    const connection = 'connection = { database = "oc.db" }';
    const source = `[[source]]\nazienda = "304"\ntipo = "sqlite"\nricoveri = "304.sql"\n${connection}\n`;
    writeFileSync(join(folder, "sioc.toml"), source);
    const flags = { write: "304.toml" };
    const written = await run(fakeContext({ cwd: folder, flags }).context, ["304.sql"]);
    const { columns, values } = parseMappa(join(folder, "304.toml"), { text: textFor("it") });
    expect([columns.get("num_ric"), columns.get("data_dim")]).toEqual([["id_ricovero"], ["data_uscita"]]);
    expect(values.get("prov")?.get("ospedale")).toBe("2");
    expect(told(written, readFileSync(join(folder, "304.toml"), "utf8"))).not.toMatch(/VRDLGU|BNCNNA/);
    const tried = await run(fakeContext({ cwd: folder, flags: { check: "304.toml" } }).context, ["304.sql"]);
    expect(tried.summary["unknown_values"]).toBe(0);
  });
});

describe("guessing what a file is", () => {
  it.each([
    { columns: ["cod_ident", "diag_pri"], forma: "piatto" },
    { columns: ["cuni", "mod_dim"], forma: "piatto" },
    { columns: ["num_ric", "diag_pri", "val_data"], forma: "ricoveri" },
    { columns: ["num_ric", "anno_nasc"], forma: "anagrafica" },
    { columns: ["num_ric", "pre_tipo"], forma: "prestazioni" },
    { columns: ["num_ric", "sosp_ini"], forma: "sospensioni" },
    { columns: ["num_ric", "val_data"], forma: "valutazioni" },
    { columns: ["num_ric"], forma: "piatto" },
  ])("$columns is $forma", ({ columns, forma }) => {
    expect(guessForma(new Set(columns))).toBe(forma);
  });
});
