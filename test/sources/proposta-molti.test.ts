import iconv from "iconv-lite";
import { describe, expect, it } from "vitest";

import { mappaFromToml, type Proposta } from "../../src/sources/index.ts";
import { lettaDa, proponi } from "./correzioni.ts";
import { fileOf, refusal, text } from "./helpers.ts";

const CF = ["RSSMRA85T10A562S", "VRDLGU50A01H501X", "BNCNNA40D45F205K"];
const csv = (...rows: readonly string[]): string => `${rows.join("\n")}\n`;

/** Column → header, of one table. */
function pairs({ tavole }: Proposta, i = 0): Readonly<Record<string, string>> {
  const found = tavole[i]?.abbinamenti ?? [];
  return Object.fromEntries(found.map(({ colonna, profilo }) => [colonna, profilo.header]));
}

const STAYS = csv(
  "id;codice_episodio;presidio;data_ingresso;data_uscita;diagnosi;provenienza;motivo_ricovero;modalita_dimissione;richiedente",
  "501;E-1;030401;2026-01-10;2026-01-20;4280;1;1;2;2",
  "502;E-2;030401;2026-01-11;2026-01-21;8208;2;2;9;3",
  "503;E-3;030401;2026-01-12;;436;1;1;;3",
);

describe("one mapping for the files of an azienda", () => {
  it("tells each file's role and joins them by what they have in common, whatever its name", async () => {
    const details = csv(
      "riga;ricovero_id;data;tipo;operatore;qta",
      "1;501;2026-01-12;16;3;1",
      "2;501;2026-01-13;16;3;1",
      "3;503;2026-01-14;2;3;1",
    );
    const leaves = csv("ricovero_id;DT_INIZIO;DT_FINE;causale", "501;2026-01-13;2026-01-14;1");
    const proposta = await proponi([fileOf(STAYS), fileOf(details), fileOf(leaves)]);
    expect(proposta.tavole.map(({ forma }) => forma)).toEqual(["ricoveri", "prestazioni", "sospensioni"]);
    expect(pairs(proposta)).toMatchObject({
      num_ric: "id",
      data_amm: "data_ingresso",
      data_dim: "data_uscita",
    });
    expect(pairs(proposta, 1)).toMatchObject({ num_ric: "ricovero_id", pre_data: "data", pre_tipo: "tipo" });
    expect(pairs(proposta, 2)).toMatchObject({
      sosp_ini: "DT_INIZIO",
      sosp_fin: "DT_FINE",
      sosp_mot: "causale",
    });
    expect(lettaDa(proposta).columns.get("num_ric")).toEqual(["id", "ricovero_id"]);
    expect(lettaDa(proposta).columns.get("data_amm")).toEqual(["data_ingresso"]);
  });

  it("says what is none of ours instead of pairing it", async () => {
    const legend = csv("voce;spiegazione", "A;una cosa", "B;un'altra");
    const log = csv("id;utente;quando", "1;x;2026-01-01");
    const { viste, toml } = await proponi([
      fileOf(STAYS, "ricoveri.csv"),
      fileOf(legend, "legenda.csv"),
      fileOf(log, "log.csv"),
    ]);
    expect(viste.map(({ forma }) => forma)).toEqual(["ricoveri", undefined, undefined]);
    expect(toml).toContain("#   legenda.csv: non serve; 2 colonne, 2 righe");
  });

  it("finds the days of a table of details by elimination", async () => {
    const leaves = csv(
      "id;ricovero;tornato;uscito;perche",
      "1;501;2026-01-14;2026-01-13;1",
      "2;502;2026-01-16;2026-01-15;2",
    );
    const proposta = await proponi([fileOf(STAYS), { path: fileOf(leaves), forma: "sospensioni" }]);
    expect(pairs(proposta, 1)).toMatchObject({ sosp_ini: "uscito", sosp_fin: "tornato" });
  });
});

describe("what the names do not say", () => {
  it("reads two assessments told apart by when they were made", async () => {
    const header =
      "cartella;cod_fiscale;data_ricovero;data_barthel_ingresso;barthel_ingresso;data_barthel_dimissione;barthel_dimissione";
    const rows = CF.map((cf, i) => `${i};${cf};1${i}/01/2026;1${i}/01/2026;4${i};2${i}/01/2026;6${i}`);
    const proposta = await proponi([fileOf(csv(header, ...rows))]);
    expect(pairs(proposta)).toMatchObject({
      val_data: "data_barthel_ingresso",
      punt: "barthel_ingresso",
      val_data_2: "data_barthel_dimissione",
      punt_2: "barthel_dimissione",
    });
    const { defaults } = lettaDa(proposta);
    expect([defaults.get("val_mom"), defaults.get("val_mom_2")]).toEqual(["1", "3"]);
    expect([defaults.get("scala"), defaults.get("scala_2")]).toEqual(["1", "1"]);
  });

  it("turns two days round when the stays would end before they begin", async () => {
    const rows = CF.flatMap((cf, i) =>
      [0, 1, 2].map((k) => `${i}${k};${cf};1;1;2026-01-2${k};2026-01-1${k}`),
    );
    const header = "cartella;cf;provenienza;motivo;data_inizio;data_fine";
    const proposta = await proponi([fileOf(csv(header, ...rows))]);
    expect(pairs(proposta)).toMatchObject({ data_amm: "data_fine", data_dim: "data_inizio" });
  });

  it("tells the kinds of identifier by the identifiers, and 1 for valid by how many they are", async () => {
    const rows = [
      "STP0301234567890;2;1",
      ...Array.from({ length: 8 }, (_, i) => `${CF[i % 3]};1;${i === 0 ? 0 : 1}`),
    ];
    const proposta = await proponi([fileOf(csv("cod_ident;tipo_codice;cf_verificato", ...rows))]);
    const { values } = lettaDa(proposta);
    expect(Object.fromEntries(values.get("tipo_ci") ?? [])).toEqual({ "1": "0", "2": "1" });
    expect(Object.fromEntries(values.get("val_ci") ?? [])).toEqual({ "0": "1", "1": "0" });
  });

  it("takes the time from a day that has one, and the year from a day of birth", async () => {
    const rows = CF.map((cf, i) => `${i};${cf};1;1;0${i + 1}/02/1940;1${i}/01/2026 10:30`);
    const header = "cartella;cf;provenienza;motivo;data nascita;data e ora ingresso";
    const proposta = await proponi([fileOf(csv(header, ...rows))]);
    const day = "data e ora ingresso";
    expect(pairs(proposta)).toMatchObject({ data_amm: day, ora_amm: day, anno_nasc: "data nascita" });
  });

  it("warns of numbers that only look like our codes", async () => {
    const rows = CF.map((cf, i) => `${cf};${i + 1}`);
    const proposta = await proponi([fileOf(csv("cf;st.civ.", ...rows))]);
    expect(proposta.uguali).toEqual(["stato_civ"]);
    expect(proposta.toml).toMatch(/ATTENZIONE[^]*stato_civ/);
  });

  it("takes an azienda's codes from its own list, not for ours", async () => {
    const list = csv(
      "cod;descrizione",
      "1;Deceduto in reparto",
      "2;Altro",
      "3;A domicilio",
      "4;Domicilio con ADI",
    );
    const stays = STAYS.replace(";2;2\n", ";3;2\n").replace(";9;3\n", ";4;3\n");
    const proposta = await proponi([fileOf(stays), fileOf(list, "modalita_dimissione.csv")]);
    expect(Object.fromEntries(lettaDa(proposta).values.get("mod_dim") ?? [])).toEqual({ "3": "2", "4": "9" });
  });
});

describe("files that are not what they seem", () => {
  it("finds the header under titles", async () => {
    const titled = `Ospedale di comunità;;;;;;;;;\n;;;;;;;;;\n${STAYS}`;
    const proposta = await proponi([fileOf(titled)]);
    expect(proposta.mappa.file.skip_lines).toBe(2);
    expect(pairs(proposta)).toMatchObject({ data_amm: "data_ingresso" });
  });

  it("knows cp850 by its accents", async () => {
    const rows = CF.map((cf, i) => `${i};${cf};SÌ;1;4280`);
    const path = fileOf(
      iconv.encode(csv("cartella;cf;modalità accesso;provenienza;diagnosi", ...rows), "cp850"),
    );
    const proposta = await proponi([path]);
    expect(lettaDa(proposta).file.encoding).toBe("cp850");
    expect(pairs(proposta)).toMatchObject({ tipo_acc: "modalità accesso" });
    const windows = fileOf(
      iconv.encode(csv("cartella;cf;modalità;provenienza;diagnosi", ...rows), "windows-1252"),
    );
    expect(lettaDa(await proponi([windows])).file.encoding).toBe("windows-1252");
  });

  it("guesses where a fixed-width file is to be cut, and says that it guessed", async () => {
    const line = (i: number): string =>
      `030321321001${CF[i % 3]}M1940202601${String(10 + (i % 9))}10:30${String(i).padStart(6, "0")}   202601${String(20 + (i % 9))}`;
    const path = fileOf(csv(...Array.from({ length: 40 }, (_, i) => line(i))), "oc.dat");
    const proposta = await proponi([path]);
    const { fixed, columns } = lettaDa(proposta);
    const spans = Object.fromEntries(fixed.map(({ name, from, length }) => [name, [from, length]]));
    expect(spans).toMatchObject({
      cod_reg: [1, 3],
      cod_asl: [4, 3],
      cod_str: [7, 6],
      cod_ident: [13, 16],
      data_amm: [34, 8],
      ora_amm: [42, 5],
      data_dim: [56, 8],
    });
    expect(fixed.reduce((sum, { length }) => sum + length, 0)).toBe(63);
    expect(columns.size).toBe(0);
    expect(proposta.indovinata).toBe(true);
    expect(proposta.toml).toContain("DA CORREGGERE");
  });
});

describe("what a proposal never does", () => {
  it("pairs names of people, or their addresses", async () => {
    const header =
      "cognome;nome;cognome e nome;telefono;e-mail;indirizzo residenza;nominativo paziente;cartella";
    const proposta = await proponi([fileOf(csv(header, "Rossi;Mario;Rossi Mario;333;a@b;Via Po;Rossi;1"))]);
    expect(Object.values(pairs(proposta))).toEqual(["cartella"]);
    expect(proposta.toml).not.toMatch(/Mario|Via Po|333/);
  });

  it("repeats a value that holds any word not in our tables", async () => {
    const rows = CF.map(
      (cf, i) => `${i};${cf};${["domicilio", "dal figlio Mario Bianchi", "RSA Villa Serena"][i]};Ro`,
    );
    const { toml } = await proponi([fileOf(csv("cartella;cf;provenienza;sesso", ...rows))]);
    expect(toml).toContain('"domicilio" = "1"');
    expect(toml).not.toMatch(/Mario|Bianchi|Villa|Serena|figlio/);
  });

  it("shows a header that is data", async () => {
    const error = await refusal(proponi([fileOf(csv(`cartella;${CF[0]}`, "1;x"))]));
    expect(error.code).toBe("SOURCE_HEADER");
    expect(JSON.stringify(error.data)).not.toContain(CF[0]);
  });

  it("lets a header write TOML of its own", async () => {
    const path = fileOf('cod_reg;"x""";"sesso\n[file]\nencoding = cp850"\n030;1;2\n');
    const { toml } = await proponi([path]);
    expect(mappaFromToml(toml, "p.toml", { text }).file.encoding).toBe("auto");
  });

  it("changes with the order of its work: the same files give the same text", async () => {
    const path = fileOf(STAYS);
    expect((await proponi([path])).toml).toBe((await proponi([path])).toml);
  });
});

describe("what a proposal asks for", () => {
  it("takes region and azienda from the configuration, to be confirmed, and asks for the rest", async () => {
    const rows = CF.map((cf, i) => `${i};${cf};2026-01-1${i};1;1`);
    const path = fileOf(csv("cartella;cf;data ricovero;provenienza;motivo", ...rows));
    const with_ = await proponi([path], { regione: "030", azienda: "321" });
    expect(with_.toml).toContain('cod_reg = "030"  # da confermare');
    expect(with_.toml).toContain('cod_asl = "321"  # da confermare');
    expect(with_.missing).not.toContain("cod_reg");
    const without = await proponi([path]);
    expect(without.toml).toContain('# cod_reg = ""');
    expect(without.missing).toEqual(expect.arrayContaining(["cod_reg", "cod_asl", "cod_str"]));
  });

  it("names the other columns that would do as well", async () => {
    const rows = CF.map((cf, i) => `${i};${cf};2026-01-1${i};2026-01-1${i};1;1`);
    const header = "cartella;cf;data ingresso;data accettazione;provenienza;motivo";
    const { toml } = await proponi([fileOf(csv(header, ...rows))]);
    expect(toml).toMatch(/data_amm = "data ingresso" {2}# da confermare .*anche: «data accettazione»/);
  });
});

describe("a first row that is no header", () => {
  it("cuts a fixed-width file whose notes hold a delimiter", async () => {
    const note = ["urgente; da rivedere", "nessuna             ", "altro               "];
    const row = (i: number): string =>
      `${String(i).padStart(6, "0")}${CF[i % 3]}202601${10 + (i % 9)}${note[i % 3]}`;
    const proposta = await proponi([fileOf(csv(...Array.from({ length: 30 }, (_, i) => row(i))), "a.dat")]);
    expect(proposta.tavole[0]?.source.tipo).toBe("fixed");
    expect(proposta.toml).not.toMatch(/RSSMRA|urgente|rivedere/);
  });
});
