import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { afterEach, describe, expect, it } from "vitest";

import { EXIT } from "../../src/core/errors.ts";
import { CUNI_ANONIMO, cuniFunction, parseChiave } from "../../src/identity/index.ts";
import { CARTELLA_PREDEFINITA } from "../../src/tracciato/index.ts";
import { COMUNI_AI_DUE, rigaValida, SOLO_ANAGRAFICA, type Patch } from "../rules/riga-valida.ts";
import { apri, filesBelow } from "./bundle-aperto.ts";
import { apriCorsa, tomlDi, type Corsa } from "./corsa.ts";
import { csv, flat, senzaSeconda } from "./righe.ts";

let corsa: Corsa | undefined;
afterEach(() => {
  corsa?.remove();
  corsa = undefined;
});

const FLAT = '[[source]]\nazienda = "105"\nricoveri = "ricoveri.csv"';
const ALTRI: readonly Patch[] = [
  { num_ric: "2", cod_ident: "FRRNNA31C55D612W", anno_nasc: "1931", genere: "2" },
  { num_ric: "3", cod_ident: "VRDGPP38M15F205Y", anno_nasc: "1938", genere: "1" },
];

/** The stay is at the Ministry. */
async function acquisito(corsa: Corsa, patch: Patch): Promise<void> {
  corsa.write("ricoveri.csv", flat(patch));
  await corsa.prepare();
  await corsa.accetta(1);
}

describe("prepare", () => {
  it("writes both datasets, encrypted and signed, and nothing else", async () => {
    corsa = await apriCorsa(tomlDi(FLAT), { chiavi: true });
    corsa.write("ricoveri.csv", flat({}, ...ALTRI));
    const made = await corsa.prepare();
    expect(made.exit).toBe(EXIT.ok);
    const { manifest, xml } = await apri(corsa, made.paths[0]!);
    expect(manifest.totals[1].records).toBe(3);
    expect([...xml.values()].map((text) => text.match(/<fls:Assistenza>/g)?.length)).toEqual([3, 3]);
    expect(filesBelow(join(corsa.folder, "uscita"))).toEqual([
      "SIOC_080_2026T1_000001/LEGGIMI.txt",
      "SIOC_080_2026T1_000001/SIOC_1_ANA_080_2026_T1_001.xml.gpg",
      "SIOC_080_2026T1_000001/SIOC_2_RIC_080_2026_T1_001.xml.gpg",
      "SIOC_080_2026T1_000001/manifest.json",
      "SIOC_080_2026T1_000001/manifest.json.asc",
      "controlli/2026T1/findings.ndjson",
      "controlli/2026T1/summary.json",
    ]);
  });

  it("puts the Ministry's CUNI of each identifier in dataset 1 and one Id_Rec in both", async () => {
    corsa = await apriCorsa(tomlDi(FLAT), { chiavi: true });
    corsa.write("ricoveri.csv", flat({}));
    const { xml } = await apri(corsa, (await corsa.prepare()).paths[0]!);
    const [uno = "", due = ""] = [...xml.values()];
    const cuni = cuniFunction(parseChiave(readFileSync(join(corsa.folder, "chiavi/cuni-test.key"), "utf8")));
    expect(uno).toContain(`<fls:CUNI>${cuni("RSSMRA85T10A562S")}</fls:CUNI>`);
    expect(due).not.toContain("CUNI");
    const idRec = `<fls:Id_Rec>${cuni("0801050801232026-02-02RSSMRA85T10A562S")}</fls:Id_Rec>`;
    expect(uno).toContain(idRec);
    expect(due).toContain(idRec);
  });

  it("makes the Ministry's CMS envelope with a CAdES signature inside for a certificate", async () => {
    corsa = await apriCorsa(tomlDi(FLAT, "", "cms"), { chiavi: true });
    corsa.write("ricoveri.csv", flat({}, ...ALTRI));
    const made = await corsa.prepare();
    const { xml } = await apri(corsa, made.paths[0]!, "cms");
    expect([...xml.keys()]).toEqual(["SIOC_1_ANA_080_2026_T1_001.xml", "SIOC_2_RIC_080_2026_T1_001.xml"]);
    const sealed = readFileSync(join(made.paths[0]!, "SIOC_1_ANA_080_2026_T1_001.xml.p7m.p7m"), "latin1");
    expect(sealed.startsWith("MIAGCSqGSIb3DQEHA6CAMIACAQAx")).toBe(true);
  });

  it("splits at max_records with progressive numbers", async () => {
    corsa = await apriCorsa(tomlDi(FLAT, "[output]\nmax_records = 2"), { chiavi: true });
    corsa.write("ricoveri.csv", flat({}, ...ALTRI));
    const { manifest } = await apri(corsa, (await corsa.prepare()).paths[0]!);
    expect(manifest.datasets.map((d) => [d.xml.slice(5, 10), d.xml.slice(-7, -4), d.records])).toEqual([
      ["1_ANA", "001", 2],
      ["1_ANA", "002", 1],
      ["2_RIC", "001", 2],
      ["2_RIC", "002", 1],
    ]);
  });

  it("drops a record that only the whole run shows to be wrong from both datasets", async () => {
    corsa = await apriCorsa(tomlDi(FLAT), { chiavi: true });
    const dopo = {
      num_ric: "9",
      data_amm: "2026-03-01",
      data_dim: "2026-03-10",
      val_data: "2026-03-01",
      val_data_2: "2026-03-10",
      pre_data: "2026-03-02",
      data_rich: "",
    };
    corsa.write("ricoveri.csv", flat(dopo, { mod_dim: "1", ...senzaSeconda }, ...ALTRI));
    const made = await corsa.prepare();
    expect(
      corsa
        .findings()
        .filter((f) => f.esito === "scarto")
        .map((f) => [f.code, f.riga]),
    ).toEqual([["OC-X-007", 2]]);
    const { xml } = await apri(corsa, made.paths[0]!);
    for (const text of xml.values()) {
      expect(text).not.toContain("2026-03-01");
      expect(text.match(/<fls:Assistenza>/g)).toHaveLength(3);
    }
    expect(made.exit).toBe(EXIT.partial);
  });

  it("keeps the corrected copy when the first of two duplicates is refused", async () => {
    corsa = await apriCorsa(tomlDi(FLAT), { chiavi: true });
    corsa.write("ricoveri.csv", flat({ data_dim: "2026-02-01" }, {}));
    const made = await corsa.prepare();
    expect(made.manifest?.totals[2].records).toBe(1);
    expect(corsa.findings().filter((f) => f.esito === "scarto" && f.riga === 3)).toEqual([]);
  });

  it("writes no bundle above the threshold, and says so with the lists in place", async () => {
    corsa = await apriCorsa(tomlDi(FLAT, '[rules]\nmax_scarti = "10%"'), { chiavi: true });
    corsa.write("ricoveri.csv", flat({}, { num_ric: "2", data_dim: "2026-02-01" }));
    const made = await corsa.prepare();
    expect([made.exit, made.refused?.code, made.paths]).toEqual([EXIT.data, "TOO_MANY_SCARTI", []]);
    expect(filesBelow(join(corsa.folder, "uscita"))).toEqual([
      "controlli/2026T1/correzioni/105.csv",
      "controlli/2026T1/findings.ndjson",
      "controlli/2026T1/summary.json",
    ]);
  });

  it("refuses a key whose check value is not the pinned one before reading anything", async () => {
    corsa = await apriCorsa(tomlDi(FLAT).replace("[identity]", '[identity]\nkey_check = "0000-0000"'), {
      chiavi: true,
    });
    await expect(corsa.prepare()).rejects.toMatchObject({ code: "KEY_CHECK_DIFFERS" });
    expect(filesBelow(corsa.folder).filter((name) => name.startsWith("uscita"))).toEqual([]);
  });

  it("gives the same clear bytes for the same input, and another run number to another bundle", async () => {
    corsa = await apriCorsa(tomlDi(FLAT), { chiavi: true });
    corsa.write("ricoveri.csv", flat({}, ...ALTRI));
    const first = await corsa.prepare();
    rmSync(join(corsa.folder, "registro"), { recursive: true });
    const second = await corsa.prepare();
    const sums = (m: typeof first): unknown => m.manifest?.datasets.map((d) => d.clear.sha256);
    expect(sums(first)).toEqual(sums(second));
    expect([first.bundleName, second.bundleName]).toEqual([
      "SIOC_080_2026T1_000001",
      "SIOC_080_2026T1_000002",
    ]);
  });

  it("fills a cancellation that comes with its key alone, so that the schema takes it", async () => {
    corsa = await apriCorsa(tomlDi(FLAT), { chiavi: true });
    const key = {
      num_ric: "1",
      tipo: "C",
      cod_reg: "080",
      cod_asl: "105",
      cod_str: "080123",
      data_amm: "2026-02-02",
      cod_ident: "RSSMRA85T10A562S",
    };
    const blank = Object.fromEntries(Object.keys(rigaValida()).map((name) => [name, ""]));
    await acquisito(corsa, {});
    corsa.write("ricoveri.csv", csv([{ ...blank, ...key }]));
    const made = await corsa.prepare();
    expect(corsa.findings()).toEqual([]);
    expect(made.manifest?.totals[1].by_tipo).toEqual({ I: 0, V: 0, C: 1 });
  });

  it("gives anonymous people the Ministry's constant, and each stay its own Id_Rec", async () => {
    corsa = await apriCorsa(tomlDi(FLAT), { chiavi: true });
    const anonimo = { cod_ident: "", tipo_ci: "98" };
    corsa.write("ricoveri.csv", flat({ ...anonimo, num_ric: "7" }, { ...anonimo, num_ric: "8" }));
    const { xml } = await apri(corsa, (await corsa.prepare()).paths[0]!);
    const [uno = ""] = [...xml.values()];
    expect(uno.split(CUNI_ANONIMO)).toHaveLength(3);
    const ids = [...uno.matchAll(/<fls:Id_Rec>([^<]+)/g)].map((m) => m[1]);
    expect(new Set(ids).size).toBe(2);
  });

  it("lets a schema with rules between records judge the whole file", async () => {
    corsa = await apriCorsa(tomlDi(FLAT, '[schema]\nfolder = "schema"'), { chiavi: true });
    cpSync(CARTELLA_PREDEFINITA, join(corsa.folder, "schema"), { recursive: true });
    const path = join(corsa.folder, "schema/SIOC_1_Anagrafica.xsd");
    const unique =
      '<xs:unique name="cuni"><xs:selector xpath="fls:Assistenza/fls:Assistito/fls:DatiAnagrafici"/><xs:field xpath="fls:CUNI"/></xs:unique>';
    const xsd = readFileSync(path, "utf8");
    const at = xsd.lastIndexOf("</xs:element>");
    writeFileSync(path, xsd.slice(0, at) + unique + xsd.slice(at));
    corsa.write("ricoveri.csv", flat({}, ...ALTRI));
    expect((await corsa.prepare()).exit).toBe(EXIT.ok);
    const again = {
      num_ric: "4",
      data_amm: "2026-03-10",
      data_dim: "2026-03-20",
      val_data: "2026-03-10",
      val_data_2: "2026-03-20",
      pre_data: "2026-03-11",
      data_rich: "",
    };
    corsa.write("ricoveri.csv", flat({}, again));
    await expect(corsa.prepare()).rejects.toMatchObject({ code: "SCHEMA_REFUSES" });
    expect(filesBelow(join(corsa.folder, "uscita")).some((name) => name.includes("000002"))).toBe(false);
  });

  it("takes a changed layout from its folder without a change of code", async () => {
    corsa = await apriCorsa(tomlDi(FLAT, '[schema]\nfolder = "schema"'), { chiavi: true });
    cpSync(CARTELLA_PREDEFINITA, join(corsa.folder, "schema"), { recursive: true });
    for (const name of ["layout.toml", "SIOC_1_Anagrafica.xsd"]) {
      const path = join(corsa.folder, "schema", name);
      writeFileSync(
        path,
        readFileSync(path, "utf8")
          .replaceAll("SupportoSociale", "ReteSociale")
          .replace("ufficiale = false", "ufficiale = true"),
      );
    }
    corsa.write("ricoveri.csv", flat({}));
    const { manifest, xml } = await apri(corsa, (await corsa.prepare()).paths[0]!);
    expect([...xml.values()][0]).toContain("<fls:ReteSociale>1</fls:ReteSociale>");
    expect(manifest.layout.official).toBe(true);
  });
});

describe("sources of one run", () => {
  const DUE =
    '[[source]]\nazienda = "105"\nricoveri = "ricoveri.csv"\n[[source]]\nazienda = "106"\nricoveri = "altri.csv"';

  it("goes on without the azienda whose file cannot be read, and names it", async () => {
    corsa = await apriCorsa(tomlDi(DUE), { chiavi: true });
    corsa.write("ricoveri.csv", flat({}));
    corsa.write("altri.csv", Buffer.from("%PDF-1.4\n%âãÏÓ\n", "latin1"));
    const made = await corsa.prepare();
    expect([made.exit, made.manifest?.totals[1].records]).toEqual([EXIT.partial, 1]);
    expect(made.failures.map((f) => [f.azienda, f.error.code])).toEqual([["106", "SOURCE_BINARY"]]);
    expect(corsa.findings().map((f) => [f.azienda, f.code])).toEqual([["106", "OC-F-001"]]);
  });

  it("stops with one clear error when no azienda can be read", async () => {
    corsa = await apriCorsa(tomlDi(DUE));
    corsa.write("altri.csv", "");
    await expect(corsa.validate()).rejects.toMatchObject({ code: "NOTHING_READ" });
  });

  it("never calls a quarter without rows sound", async () => {
    corsa = await apriCorsa(tomlDi(FLAT));
    corsa.write("ricoveri.csv", `${flat({}).split("\n")[0] ?? ""}\n`);
    await expect(corsa.validate()).rejects.toMatchObject({ code: "SOURCE_HEADER_ONLY" });
  });

  it("does not tell one azienda the rows of another", async () => {
    corsa = await apriCorsa(tomlDi(DUE));
    corsa.write("ricoveri.csv", flat({}));
    corsa.write(
      "altri.csv",
      flat({
        cod_asl: "106",
        cod_str: "080999",
        data_amm: "2026-02-10",
        data_dim: "2026-02-20",
        val_data: "2026-02-10",
        val_data_2: "2026-02-20",
        pre_data: "2026-02-11",
      }),
    );
    await corsa.validate();
    const overlap = corsa.findings().find((f) => f.code === "OC-X-006");
    expect(overlap?.messaggio).toContain("azienda 105");
    expect(overlap?.messaggio).not.toContain("ricoveri.csv");
  });
});

describe("files of one azienda joined by the stay number", () => {
  const PARTI = '[[source]]\nazienda = "105"\nricoveri = "r.csv"\nprestazioni = "p.csv"';
  const senzaPrestazioni = (patch: Patch): Patch =>
    Object.fromEntries(Object.entries(rigaValida(patch)).filter(([name]) => !name.startsWith("pre_")));
  const prestazione = (patch: Patch): Patch => ({
    num_ric: "1",
    cod_str: "080123",
    pre_data: "2026-02-03",
    pre_oper: "3",
    pre_tipo: "16",
    pre_qta: "2",
    ...patch,
  });

  it("hangs every detail row on its stay, in file order", async () => {
    corsa = await apriCorsa(tomlDi(PARTI), { chiavi: true });
    corsa.write("r.csv", csv([senzaPrestazioni({}), senzaPrestazioni(ALTRI[0]!)]));
    corsa.write(
      "p.csv",
      csv([
        prestazione({ pre_qta: "1" }),
        prestazione({ num_ric: "2", pre_qta: "5" }),
        prestazione({ pre_qta: "7" }),
      ]),
    );
    const { xml } = await apri(corsa, (await corsa.prepare()).paths[0]!);
    const stays = ([...xml.values()][1] ?? "").split("<fls:Assistenza>").slice(1);
    expect(stays.map((s) => [...s.matchAll(/<fls:Quantita>(\d+)/g)].map((m) => m[1]))).toEqual([
      ["1", "7"],
      ["5"],
    ]);
  });

  it("takes a detail file without rows for what it says: no details", async () => {
    corsa = await apriCorsa(tomlDi(PARTI));
    corsa.write("r.csv", csv([senzaPrestazioni({})]));
    corsa.write("p.csv", "num_ric;cod_str;pre_data;pre_oper;pre_tipo;pre_qta\n");
    await corsa.validate();
    expect(corsa.findings().map((f) => f.code)).toEqual(["OC-O-012"]);
  });

  it("refuses both stays when a number names two and the details do not say which", async () => {
    corsa = await apriCorsa(tomlDi(PARTI));
    corsa.write(
      "r.csv",
      csv([senzaPrestazioni({}), senzaPrestazioni({ ...ALTRI[0], num_ric: "1", cod_str: "080124" })]),
    );
    const { cod_str, ...senza } = prestazione({});
    expect(cod_str).toBe("080123");
    corsa.write("p.csv", csv([senza]));
    await corsa.validate();
    expect(corsa.findings().map((f) => [f.code, f.riga])).toEqual([
      ["OC-S-002", 2],
      ["OC-S-002", 3],
    ]);
  });

  it("lists detail rows without a stay and counts them out", async () => {
    corsa = await apriCorsa(tomlDi(PARTI));
    corsa.write("r.csv", csv([senzaPrestazioni({})]));
    corsa.write("p.csv", csv([prestazione({}), prestazione({ num_ric: "77" })]));
    const { riepilogo } = await corsa.validate();
    expect(corsa.findings().map((f) => [f.code, f.file, f.riga])).toEqual([["OC-S-001", "p.csv", 3]]);
    expect(riepilogo.files.find((f) => f.nome === "p.csv")).toMatchObject({ righe: 2, scartate: 1 });
  });

  it("refuses the stay whose detail row is refused, at the detail row's place", async () => {
    corsa = await apriCorsa(tomlDi(PARTI));
    corsa.write("r.csv", csv([senzaPrestazioni({}), senzaPrestazioni(ALTRI[0]!)]));
    corsa.write("p.csv", csv([prestazione({ pre_tipo: "77" }), prestazione({ num_ric: "2" })]));
    const { riepilogo } = await corsa.validate();
    expect(corsa.findings().map((f) => [f.code, f.file, f.riga])).toEqual([["OC-D-016", "p.csv", 2]]);
    expect(riepilogo.totals).toMatchObject({ record: 2, scartati: 1 });
  });

  it("joins anagrafica and ricoveri, lists the halves without twin, and loses no row", async () => {
    corsa = await apriCorsa(tomlDi('[[source]]\nazienda = "105"\nricoveri = "r.csv"\nanagrafica = "a.csv"'), {
      chiavi: true,
    });
    const ana = SOLO_ANAGRAFICA;
    const half = (patch: Patch, keep: (name: string) => boolean): Patch =>
      Object.fromEntries(Object.entries(rigaValida(patch)).filter(([name]) => keep(name)));
    const shared = COMUNI_AI_DUE;
    corsa.write(
      "a.csv",
      csv(
        [{}, ALTRI[0]!, { ...ALTRI[1]!, num_ric: "50" }].map((p) =>
          half(p, (n) => ana.includes(n) || shared.includes(n)),
        ),
      ),
    );
    corsa.write(
      "r.csv",
      csv([ALTRI[0]!, {}, { num_ric: "60" }].map((p) => half(p, (n) => !ana.includes(n)))),
    );
    const made = await corsa.prepare();
    expect(corsa.findings().map((f) => [f.code, f.file, f.riga])).toEqual([
      ["OC-X-003", "r.csv", 4],
      ["OC-X-004", "a.csv", 4],
    ]);
    expect(made.riepilogo.totals).toMatchObject({ record: 4, scartati: 1 });
    expect([made.manifest?.totals[1].records, made.manifest?.totals[2].records]).toEqual([3, 2]);
  });

  it("joins an anagrafica that is a register of people: the stay's own row has the key", async () => {
    const SEPARATI = '[[source]]\nazienda = "105"\nricoveri = "r.csv"\nanagrafica = "a.csv"';
    corsa = await apriCorsa(tomlDi(SEPARATI), { chiavi: true });
    const people = [{}, ALTRI[0]!, { ...ALTRI[1]!, num_ric: "50" }].map((patch) => rigaValida(patch));
    const own = ["num_ric", ...SOLO_ANAGRAFICA];
    corsa.write("a.csv", csv(people.map((row) => Object.fromEntries(own.map((n) => [n, row[n] ?? ""])))));
    const stays = [ALTRI[0]!, {}].map((patch) => Object.entries(rigaValida(patch)));
    const ownOf = (row: [string, string][]): Patch =>
      Object.fromEntries(row.filter(([name]) => !SOLO_ANAGRAFICA.includes(name)));
    corsa.write("r.csv", csv(stays.map(ownOf)));
    const made = await corsa.prepare();
    const codes = corsa.findings().map(({ code, file, riga, campo }) => [code, file, riga, campo]);
    // The person without a stay has no key: refused, in its own place.
    expect(codes).toContainEqual(["OC-F-004", "a.csv", 4, "data_amm"]);
    expect(codes.every(([, file, riga]) => file === "a.csv" && riga === 4)).toBe(true);
    expect(made.riepilogo.totals).toMatchObject({ record: 3, scartati: 1 });
    expect(made.manifest?.totals[2].records).toBe(2);
  });

  it("takes validity from the outcomes of the TS/ANA check, and never invents it", async () => {
    const toml = tomlDi(FLAT).replace("[identity]", '[identity]\noutcomes = "esiti.csv"');
    corsa = await apriCorsa(toml, { chiavi: true });
    const senza = Object.fromEntries(Object.entries(rigaValida({})).filter(([name]) => name !== "val_ci"));
    corsa.write("ricoveri.csv", csv([senza, { ...senza, ...ALTRI[0]! }]));
    corsa.write("esiti.csv", "cod_ident;val_ci;tipo_ci\nrssmra85t10a562s;0;0\n");
    await corsa.prepare();
    expect(corsa.findings().map((f) => [f.code, f.campo, f.riga])).toEqual([["OC-F-004", "val_ci", 3]]);
  });

  it("passes through what came pseudonymised, and verifies its checksum", async () => {
    corsa = await apriCorsa(tomlDi(FLAT), { chiavi: true });
    const cuni = cuniFunction(parseChiave(readFileSync(join(corsa.folder, "chiavi/cuni-test.key"), "utf8")));
    const good = { ...rigaValida({ cod_ident: "" }), cuni: cuni("RSSMRA85T10A562S"), id_rec: cuni("uno") };
    const spoilt = {
      ...rigaValida({ cod_ident: "", num_ric: "2" }),
      cuni: `${cuni("X").slice(0, 44)}${cuni("Y").slice(44)}`,
      id_rec: cuni("due"),
    };
    corsa.write("ricoveri.csv", csv([good, spoilt]));
    const { xml } = await apri(corsa, (await corsa.prepare()).paths[0]!);
    expect([...xml.values()][0]).toContain(good.cuni);
    expect(corsa.findings().map((f) => [f.code, f.campo, f.riga])).toEqual([["OC-F-010", "cuni", 3]]);
  });
});

describe("what is the region's to mend, not the azienda's", () => {
  const DUE =
    '[[source]]\nazienda = "105"\nricoveri = "ricoveri.csv"\n[[source]]\nazienda = "106"\nmapping = "mappe/106.toml"\nricoveri = "altri.csv"';

  it("names a missing mapping, and puts nothing in the azienda's list", async () => {
    corsa = await apriCorsa(tomlDi(DUE));
    corsa.write("ricoveri.csv", flat({}));
    corsa.write("altri.csv", flat({}));
    const { failures } = await corsa.validate();
    expect(failures.map((f) => [f.azienda, f.error.code, f.error.data["file"]])).toEqual([
      ["106", "MAPPING_MISSING", "mappe/106.toml"],
    ]);
    expect(corsa.findings()).toEqual([]);
  });

  it("refuses one file under two aziende", async () => {
    corsa = await apriCorsa(
      tomlDi(DUE.replace("altri.csv", "./ricoveri.csv").replace('mapping = "mappe/106.toml"\n', "")),
    );
    corsa.write("ricoveri.csv", flat({}));
    await expect(corsa.validate()).rejects.toMatchObject({ code: "FILE_TWICE" });
  });

  it("refuses a quarter that has not begun", async () => {
    corsa = await apriCorsa(tomlDi(FLAT));
    corsa.write("ricoveri.csv", flat({}));
    await expect(corsa.validate({ periodo: "2026T4" })).rejects.toMatchObject({ code: "PERIODO_FUTURE" });
  });

  it("tells every azienda's reason when none can be read", async () => {
    corsa = await apriCorsa(tomlDi(DUE));
    const error: unknown = await corsa.validate().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "NOTHING_READ" });
    expect(String((error as { data: Record<string, unknown> }).data["problems"])).toMatch(
      /105: .*\n.*106: manca la mappa/,
    );
  });
});

describe("found by a second pair of eyes", () => {
  it("refuses a cancellation whose Id_Rec cannot be made, instead of making another", async () => {
    corsa = await apriCorsa(tomlDi(FLAT), { chiavi: true });
    const blank = Object.fromEntries(Object.keys(rigaValida()).map((name) => [name, ""]));
    const key = {
      num_ric: "1",
      tipo: "C",
      cod_reg: "080",
      cod_asl: "105",
      cod_str: "080123",
      data_amm: "2026-02-02",
    };
    corsa.write("ricoveri.csv", csv([{ ...blank, ...key }, rigaValida({ ...ALTRI[0] })]));
    const made = await corsa.prepare();
    expect(
      corsa
        .findings()
        .filter((f) => f.riga === 2)
        .map((f) => f.esito),
    ).toContain("scarto");
    expect(made.manifest?.totals[1].by_tipo).toEqual({ I: 1, V: 0, C: 0 });
  });

  it("drops the unusable rows of a cancellation's groups rather than lose it to the schema", async () => {
    corsa = await apriCorsa(tomlDi(FLAT), { chiavi: true });
    await acquisito(corsa, {});
    corsa.write("ricoveri.csv", flat({ tipo: "C", auton: "7", pre_oper: "77" }));
    const made = await corsa.prepare();
    expect(corsa.findings()).toEqual([]);
    expect(made.manifest?.totals[2].by_tipo.C).toBe(1);
  });

  it("does not hold a cancelled stay against the stays of the same person", async () => {
    corsa = await apriCorsa(tomlDi(FLAT), { chiavi: true });
    const dopo = {
      num_ric: "2",
      data_amm: "2026-03-01",
      data_dim: "2026-03-10",
      val_data: "2026-03-01",
      val_data_2: "2026-03-10",
      pre_data: "2026-03-02",
      data_rich: "",
    };
    await acquisito(corsa, {});
    corsa.write("ricoveri.csv", flat({ tipo: "C", mod_dim: "1", ...senzaSeconda }, dopo));
    await corsa.prepare();
    expect(corsa.findings()).toEqual([]);
  });

  it("sends a stay without anagrafica only if it can, when OC-X-003 is made a remark", async () => {
    const more = '[rules.severity]\n"OC-X-003" = "segnalazione"';
    corsa = await apriCorsa(
      tomlDi('[[source]]\nazienda = "105"\nricoveri = "r.csv"\nanagrafica = "a.csv"', more),
      { chiavi: true },
    );
    const shared = COMUNI_AI_DUE;
    const ana = SOLO_ANAGRAFICA;
    const half = (patch: Patch, keep: (name: string) => boolean): Patch =>
      Object.fromEntries(Object.entries(rigaValida(patch)).filter(([name]) => keep(name)));
    corsa.write("a.csv", csv([half({}, (n) => ana.includes(n) || shared.includes(n))]));
    corsa.write(
      "r.csv",
      csv([half({}, (n) => !ana.includes(n)), half({ num_ric: "9" }, (n) => !ana.includes(n))]),
    );
    const made = await corsa.prepare();
    expect(corsa.findings().map((f) => [f.code, f.riga])).toContainEqual(["OC-F-009", 3]);
    expect(made.riepilogo.totals).toMatchObject({ record: 2, scartati: 1 });
  });

  it("takes the tipo of the anagrafica when the stays' file says none", async () => {
    corsa = await apriCorsa(tomlDi('[[source]]\nazienda = "105"\nricoveri = "r.csv"\nanagrafica = "a.csv"'), {
      chiavi: true,
    });
    const shared = ["num_ric", "cod_reg", "cod_asl", "cod_str", "data_amm"];
    const ana = SOLO_ANAGRAFICA;
    const half = (keep: (name: string) => boolean): Patch =>
      Object.fromEntries(Object.entries(rigaValida({ tipo: "V" })).filter(([name]) => keep(name)));
    corsa.write("a.csv", csv([half((n) => ana.includes(n) || shared.includes(n) || n === "tipo")]));
    corsa.write("r.csv", csv([half((n) => !ana.includes(n) && n !== "tipo")]));
    await corsa.prepare({ tipo: "I" });
    expect(corsa.findings().map(({ code }) => code)).toEqual(["OC-H-002"]);
  });

  it("refuses two people's stays that share one number when details would reach both", async () => {
    corsa = await apriCorsa(tomlDi('[[source]]\nazienda = "105"\nricoveri = "r.csv"\nprestazioni = "p.csv"'));
    const senza = (patch: Patch): Patch =>
      Object.fromEntries(Object.entries(rigaValida(patch)).filter(([name]) => !name.startsWith("pre_")));
    corsa.write("r.csv", csv([senza({}), senza({ ...ALTRI[0], num_ric: "1" })]));
    corsa.write("p.csv", "num_ric;cod_str;pre_data;pre_oper;pre_tipo;pre_qta\n1;080123;2026-02-03;3;16;2\n");
    await corsa.validate();
    expect(corsa.findings().map((f) => [f.code, f.riga])).toEqual([
      ["OC-S-002", 2],
      ["OC-S-002", 3],
    ]);
  });

  it("joins detail files with and without struttura alike", async () => {
    corsa = await apriCorsa(
      tomlDi('[[source]]\nazienda = "105"\nricoveri = "r.csv"\nprestazioni = ["p1.csv", "p2.csv"]'),
    );
    const senza = (patch: Patch): Patch =>
      Object.fromEntries(Object.entries(rigaValida(patch)).filter(([name]) => !name.startsWith("pre_")));
    corsa.write("r.csv", csv([senza({}), senza(ALTRI[0]!)]));
    corsa.write("p1.csv", "num_ric;cod_str;pre_data;pre_oper;pre_tipo;pre_qta\n1;080123;2026-02-03;3;16;2\n");
    corsa.write("p2.csv", "num_ric;pre_data;pre_oper;pre_tipo;pre_qta\n2;2026-02-03;3;16;2\n");
    await corsa.validate();
    expect(corsa.findings()).toEqual([]);
  });

  it("names the detail row that says nothing", async () => {
    corsa = await apriCorsa(tomlDi('[[source]]\nazienda = "105"\nricoveri = "r.csv"\nprestazioni = "p.csv"'));
    const senza = (patch: Patch): Patch =>
      Object.fromEntries(Object.entries(rigaValida(patch)).filter(([name]) => !name.startsWith("pre_")));
    corsa.write("r.csv", csv([senza({})]));
    corsa.write(
      "p.csv",
      "num_ric;cod_str;pre_data;pre_oper;pre_tipo;pre_qta\n1;080123;2026-02-03;3;16;2\n1;080123;;;;\n",
    );
    await corsa.validate();
    expect(corsa.findings().map((f) => [f.code, f.file, f.riga])).toEqual([["OC-F-004", "p.csv", 3]]);
  });

  it("takes ASL and comune with a region of residence translated to 999", async () => {
    corsa = await apriCorsa(tomlDi(FLAT));
    corsa.write("ricoveri.csv", flat({ reg_res: "998", asl_res: "", com_res: "", stato_est: "FR" }));
    await corsa.validate();
    expect(corsa.findings().map((f) => f.code)).toEqual(["OC-C-012"]);
  });

  it("is not stopped by a TEAM number that looks like a date of the record", async () => {
    corsa = await apriCorsa(tomlDi(FLAT), { chiavi: true });
    corsa.write(
      "ricoveri.csv",
      flat({
        cod_ident: "2026-02-02",
        tipo_ci: "3",
        team: "5001",
        reg_res: "999",
        asl_res: "999",
        com_res: "999999",
        stato_est: "FR",
        cittad: "FR",
      }),
    );
    expect((await corsa.prepare()).manifest?.totals[1].records).toBe(1);
  });

  it("settles many stays under one code in a time that grows with their number", async () => {
    corsa = await apriCorsa(tomlDi(FLAT));
    const righe = Array.from({ length: 3000 }, (_, i) =>
      rigaValida({ num_ric: String(i + 1), cod_str: String(100_000 + i) }),
    );
    corsa.write("ricoveri.csv", csv(righe));
    await corsa.validate();
    expect(corsa.findings().filter((f) => f.code === "OC-X-006")).toHaveLength(2999);
  });
});
