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
    expect(fake.err()).toMatch(/cod_ident +cod_ident +nome riconosciuto +\d+ % +A{6} 99A99 A999A/);
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
    // Its two dates are called like those of the stay: they are for the person to correct.
    expect(result.summary["missing"]).toEqual(role === "sospensioni" ? ["sosp_ini"] : []);
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
