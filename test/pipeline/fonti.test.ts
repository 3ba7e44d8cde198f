import { gzipSync } from "node:zlib";

import { afterEach, describe, expect, it } from "vitest";

import { rigaValida, type Patch } from "../rules/riga-valida.ts";
import { apri } from "./bundle-aperto.ts";
import { apriCorsa, tomlDi, type Corsa } from "./corsa.ts";

let corsa: Corsa | undefined;
afterEach(() => {
  corsa?.remove();
  corsa = undefined;
});

const ALTRA: Patch = { num_ric: "2", cod_ident: "FRRNNA31C55D612W", anno_nasc: "1931", genere: "2" };
const PRESTAZIONE: Patch = {
  num_ric: "1",
  cod_str: "080123",
  pre_data: "2026-02-03",
  pre_oper: "3",
  pre_tipo: "16",
  pre_qta: "2",
};

const senzaPrestazioni = (patch: Patch = {}): Patch =>
  Object.fromEntries(Object.entries(rigaValida(patch)).filter(([name]) => !name.startsWith("pre_")));

function csv(rows: readonly Patch[]): string {
  const names = Object.keys(rows[0] ?? {});
  const lines = rows.map((row) => names.map((name) => row[name] ?? "").join(";"));
  return `${[names.join(";"), ...lines].join("\n")}\n`;
}

const quoted = (text: string): string => (text === "" ? "NULL" : `'${text.replaceAll("'", "''")}'`);

/** One INSERT with all the rows, on one line or on one each. */
function insert(table: string, rows: readonly Patch[], between = ", "): string {
  const names = Object.keys(rows[0] ?? {});
  const tuples = rows.map((row) => `(${names.map((name) => quoted(row[name] ?? "")).join(", ")})`);
  return `INSERT INTO ${table} (${names.join(", ")}) VALUES ${tuples.join(between)};\n`;
}

const UNA = '[[source]]\nazienda = "105"\nricoveri = "dump.sql"\nmapping = "mappa.toml"';
const TABELLE = '[tables]\nricoveri = "odc.ricovero"\nprestazioni = "odc.prestazione"\n';

async function clear(toml: string, files: Readonly<Record<string, string | Uint8Array>>): Promise<string[]> {
  const mine = await apriCorsa(tomlDi(toml), { chiavi: true });
  try {
    for (const [name, content] of Object.entries(files)) mine.write(name, content);
    const { paths } = await mine.prepare();
    return [...(await apri(mine, paths[0]!)).xml.values()];
  } finally {
    mine.remove();
  }
}

describe("one file with several tables", () => {
  const stays = [senzaPrestazioni(), senzaPrestazioni(ALTRA)];
  const services = [PRESTAZIONE, { ...PRESTAZIONE, num_ric: "2", pre_qta: "5" }];
  const dump = insert("odc.ricovero", stays) + insert("odc.prestazione", services);

  it("serves the roles its mapping names, and makes what separate CSV files make", async () => {
    const separate = '[[source]]\nazienda = "105"\nricoveri = "r.csv"\nprestazioni = "p.csv"';
    const expected = await clear(separate, { "r.csv": csv(stays), "p.csv": csv(services) });
    expect(await clear(UNA, { "dump.sql": dump, "mappa.toml": TABELLE })).toEqual(expected);
    expect(expected[1]).toContain("<fls:Quantita>5<");
  });

  it("tells of which table a row is, and where in its line", async () => {
    corsa = await apriCorsa(tomlDi(UNA));
    corsa.write("mappa.toml", TABELLE);
    const wrong = [PRESTAZIONE, { ...PRESTAZIONE, num_ric: "2", pre_tipo: "77" }];
    corsa.write("dump.sql", insert("odc.ricovero", stays) + insert("odc.prestazione", wrong));
    const { riepilogo } = await corsa.validate();
    expect(corsa.findings()).toMatchObject([
      { code: "OC-D-016", file: "dump.sql[odc.prestazione]", riga: 2, posto: 2 },
    ]);
    expect(riepilogo.totals).toMatchObject({ record: 2, scartati: 1 });
    const worklist = corsa.read("uscita/controlli/2026T1/correzioni/105.csv");
    expect(worklist).toContain("dump.sql[odc.prestazione];2 (2);");
  });

  it("leaves a role that has files of its own with them", async () => {
    corsa = await apriCorsa(tomlDi(`${UNA}\nprestazioni = "p.csv"`));
    corsa.write("mappa.toml", TABELLE);
    corsa.write("dump.sql", dump);
    corsa.write("p.csv", csv(services));
    const { riepilogo } = await corsa.validate();
    expect(riepilogo.files.map(({ nome, ruolo }) => [nome, ruolo])).toEqual([
      ["p.csv", "prestazioni"],
      ["dump.sql", "ricoveri"],
    ]);
  });

  it("refuses the same table for two roles", async () => {
    corsa = await apriCorsa(tomlDi(UNA));
    corsa.write("mappa.toml", '[tables]\nricoveri = "odc.ricovero"\nanagrafica = "odc.ricovero"\n');
    corsa.write("dump.sql", dump);
    await expect(corsa.validate()).rejects.toMatchObject({ code: "FILE_TWICE" });
  });

  it("names the table that is not there, with those that are", async () => {
    corsa = await apriCorsa(tomlDi(UNA));
    corsa.write("mappa.toml", '[tables]\nricoveri = "odc.ricoveri2026"\n');
    corsa.write("dump.sql", dump);
    await expect(corsa.validate()).rejects.toMatchObject({
      code: "SOURCE_TABLE_MISSING",
      data: { available: "odc.ricovero, odc.prestazione" },
    });
  });
});

describe("aziende that send different things", () => {
  it("are one run, each by its own lights", async () => {
    const source = (azienda: string, file: string): string =>
      `[[source]]\nazienda = "${azienda}"\nricoveri = "${file}"`;
    corsa = await apriCorsa(
      tomlDi([source("105", "a.csv"), source("106", "b.sql"), source("107", "c.csv.gz")].join("\n")),
    );
    const row = (num_ric: string, patch: Patch): Patch => rigaValida({ num_ric, ...patch });
    corsa.write("a.csv", csv([row("1", {})]));
    corsa.write("b.sql", insert("ricovero", [row("1", { ...ALTRA, genere: "7" })], ",\n"));
    corsa.write("c.csv.gz", gzipSync(csv([row("9", { data_amm: "2026-13-01" })])));
    const { riepilogo } = await corsa.validate();
    expect(riepilogo.totals).toMatchObject({ record: 3, scartati: 2 });
    expect(corsa.findings().map(({ code, file, riga }) => [code, file, riga])).toEqual([
      ["OC-D-007", "b.sql", 1],
      ["OC-F-007", "c.csv.gz", 2],
    ]);
    expect(riepilogo.files.every(({ sha256 }) => /^[0-9a-f]{64}$/.test(sha256 ?? ""))).toBe(true);
  });

  it("go on when one sends half a dump, and its list says so", async () => {
    const sources = ["105", "106"].map((a) => `[[source]]\nazienda = "${a}"\nricoveri = "${a}.sql"`);
    corsa = await apriCorsa(tomlDi(sources.join("\n")));
    const whole = insert("ricovero", [rigaValida({})]);
    corsa.write("105.sql", whole);
    corsa.write("106.sql", whole.slice(0, -40));
    const { riepilogo, failures } = await corsa.validate();
    expect(failures.map(({ azienda }) => azienda)).toEqual(["106"]);
    expect(riepilogo.totals.record).toBe(1);
    expect(corsa.findings()).toMatchObject([{ code: "OC-F-001", file: "106.sql", azienda: "106" }]);
  });
});
