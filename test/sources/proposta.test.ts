import iconv from "iconv-lite";
import { describe, expect, it } from "vitest";

import type { Mappa } from "../../src/model/mappa.ts";
import {
  mappaFromToml,
  openSource,
  resolveColumns,
  type Abbinamento,
  type Proposta,
} from "../../src/sources/index.ts";
import { proponi } from "./correzioni.ts";
import { fileOf, text } from "./helpers.ts";

/** A column of an invented vendor: header, what it is ("" for nothing of ours), and its cells. */
type Col = readonly [header: string, is: string, ...cells: string[]];

interface Vendor {
  readonly name: string;
  readonly delimiter: string;
  readonly encoding: string;
  readonly columns: readonly Col[];
  readonly file: Partial<Mappa["file"]>;
  readonly values?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

const CF = ["RSSMRA85T10A562S", "VRDLGU50A01H501X", "BNCNNA40D45F205K"];

const VENDORS: readonly Vendor[] = [
  {
    name: "ADT con nomi lunghi e date italiane",
    delimiter: ";",
    encoding: "windows-1252",
    columns: [
      ["Codice Regione", "cod_reg", "80", "80", "80"],
      ["Codice Azienda", "cod_asl", "201", "201", "201"],
      ["Codice Struttura", "cod_str", "080123", "080123", "080123"],
      ["Numero Cartella", "num_ric", "2026/001", "2026/002", "2026/003"],
      ["Codice Fiscale", "cod_ident", ...CF],
      ["Sesso", "genere", "M", "M", "F"],
      ["Anno di Nascita", "anno_nasc", "1985", "1950", "1940"],
      ["Cittadinanza", "cittad", "IT", "IT", "IT"],
      ["Stato Civile", "stato_civ", "Coniugato", "Vedovo", "Nubile"],
      ["Titolo di Studio", "tit_stud", "Diploma", "Laurea", "Media"],
      ["Comune di Residenza", "com_res", "058091", "058091", "080063"],
      ["ASL di Residenza", "asl_res", "201", "201", "201"],
      ["Data Ricovero", "data_amm", "10/01/2026", "11/01/2026", "12/01/2026"],
      ["Ora Ricovero", "ora_amm", "10:30", "11:00", "09:15"],
      ["Diagnosi Principale", "diag_pri", "428.0", "820.8", "436"],
      ["Diagnosi Secondaria 1", "diag_con1", "401.9", "", ""],
      ["Data Dimissione", "data_dim", "20/01/2026", "", "30/01/2026"],
      ["Modalità di Dimissione", "mod_dim", "2", "", "9"],
      ["Reparto", "", "OdC", "OdC", "OdC"],
    ],
    file: { encoding: "windows-1252", delimiter: ";", date: "gg/mm/aaaa", pad_zeros: true, icd_dot: true },
    values: { genere: { M: "1", F: "2" }, stato_civ: { Coniugato: "2", Vedovo: "5", Nubile: "1" } },
  },
  {
    name: "abbreviazioni maiuscole, separatore pipe, date compatte",
    delimiter: "|",
    encoding: "utf8",
    columns: [
      ["COD_REG_EROG", "cod_reg", "030", "030", "030"],
      ["COD_AZ", "cod_asl", "321", "321", "321"],
      ["COD_STRUTT", "cod_str", "123456", "123456", "123456"],
      ["NOSOLOGICO", "num_ric", "A001", "A002", "A003"],
      ["CF", "cod_ident", ...CF],
      ["SEX", "genere", "1", "1", "2"],
      ["ANNO_NASC", "anno_nasc", "1985", "1950", "1940"],
      ["DT_AMM", "data_amm", "20260110", "20260111", "20260112"],
      ["DT_DIM", "data_dim", "20260120", "20260121", ""],
      ["MOD_DIM", "mod_dim", "2", "2", ""],
      ["PROVEN", "prov", "1", "2", "4"],
      ["STR_PROVEN", "str_prov", "", "030147", ""],
      ["MOT_RIC", "motivo", "1", "2", "1"],
      ["DIA_PRINC", "diag_pri", "4280", "8208", "436"],
      ["DIA_DIM", "diag_dim", "4280", "8208", ""],
      ["REG_RES", "reg_res", "030", "030", "030"],
      ["COM_RES", "com_res", "015146", "015146", "015146"],
      ["CAREGIVER", "caregiver", "S", "N", "S"],
    ],
    file: { encoding: "auto", delimiter: "|", date: "aaaammgg", pad_zeros: false, icd_dot: false },
    values: { caregiver: { S: "1", N: "2" } },
  },
  {
    name: "CamelCase da un database, virgole, date ISO",
    delimiter: ",",
    encoding: "utf8",
    columns: [
      ["IdRicovero", "num_ric", "1001", "1002", "1003"],
      ["CodiceFiscalePaziente", "cod_ident", ...CF],
      ["Genere", "genere", "maschio", "maschio", "femmina"],
      ["AnnoNascita", "anno_nasc", "1985", "1950", "1940"],
      ["NazioneResidenza", "stato_est", "", "", "RO"],
      ["CodiceStruttura", "cod_str", "123456", "123456", "123456"],
      ["DataIngresso", "data_amm", "2026-01-10", "2026-01-11", "2026-01-12"],
      ["OraIngresso", "ora_amm", "08:00", "09:00", "10:00"],
      ["SoggettoRichiedente", "sogg_rich", "2", "3", "3"],
      ["DataRichiesta", "data_rich", "2026-01-08", "2026-01-09", "2026-01-10"],
      ["PianificazioneCondivisaCure", "pian_cond", "1", "0", "1"],
      ["DataUscita", "data_dim", "2026-01-20", "2026-01-21", "2026-01-22"],
      ["EsitoDimissione", "mod_dim", "2", "1", "9"],
      ["MotivoTrasferimento", "mot_trasf", "", "", ""],
      ["CreatedAt", "", "2026-01-10", "2026-01-11", "2026-01-12"],
    ],
    file: { encoding: "auto", delimiter: ",", date: "aaaa-mm-gg" },
    values: { genere: { maschio: "1", femmina: "2" }, pian_cond: { "0": "2" } },
  },
  {
    name: "foglio di calcolo compilato a mano, CP1252, intestazioni discorsive",
    delimiter: ";",
    encoding: "windows-1252",
    columns: [
      ["N. cartella", "num_ric", "1", "2", "3"],
      ["C.F. assistito", "cod_ident", ...CF],
      ["Sesso (M/F)", "genere", "M", "M", "F"],
      ["Ricoverato il", "data_amm", "10.01.2026", "11.01.2026", "12.01.2026"],
      ["Dimesso il", "data_dim", "20.01.2026", "", "22.01.2026"],
      ["Modalità dimissione", "mod_dim", "domicilio", "", "adi"],
      ["Provenienza", "prov", "domicilio", "ospedale", "RSA"],
      ["Motivo del ricovero", "motivo", "1", "2", "3"],
      ["Diagnosi d'ingresso", "diag_pri", "4280", "8208", "436"],
      ["Grado di autonomia", "auton", "1", "2", "3"],
      ["Mobilità", "mobil", "1", "2", "3"],
      ["Disturbi cognitivi", "dist_cogn", "lievi", "gravi", "lievi"],
      ["Punteggio Barthel", "punt", "80", "40", "10"],
      ["Nucleo familiare", "nucleo", "2", "1", "0"],
      ["Supporto sociale", "supp_soc", "1", "2", "3"],
      ["Note è varie", "", "", "", ""],
    ],
    file: { encoding: "windows-1252", delimiter: ";", date: "gg.mm.aaaa" },
    values: { mod_dim: { domicilio: "2", adi: "9" }, prov: { domicilio: "1", ospedale: "2", RSA: "5" } },
  },
  {
    name: "valutazioni e prestazioni numerate, tabulazioni, UTF-16",
    delimiter: "\t",
    encoding: "utf16",
    columns: [
      ["episodio", "num_ric", "E1", "E2", "E3"],
      ["identificativo_assistito", "cod_ident", ...CF],
      ["data_accettazione", "data_amm", "2026/01/10", "2026/01/11", "2026/01/12"],
      ["data_valutazione_1", "val_data", "2026/01/10", "2026/01/11", "2026/01/12"],
      ["momento_1", "val_mom", "1", "1", "1"],
      ["data_valutazione_2", "val_data_2", "2026/01/20", "", ""],
      ["momento_2", "val_mom_2", "3", "", ""],
      ["data_prestazione", "pre_data", "2026/01/15", "", "2026/01/15"],
      ["tipo_operatore", "pre_oper", "3", "", "8"],
      ["tipo_prestazione", "pre_tipo", "16", "", "19"],
      ["quantita", "pre_qta", "1", "", "2"],
      ["data_inizio_sospensione", "sosp_ini", "", "2026/01/15", ""],
      ["data_fine_sospensione", "sosp_fin", "", "2026/01/16", ""],
      ["motivo_sospensione", "sosp_mot", "", "1", ""],
      ["data_dimissione", "data_dim", "2026/01/20", "", ""],
      ["regione_residenza", "reg_res", "030", "030", "030"],
    ],
    file: { encoding: "utf-16le", delimiter: "\t", date: "aaaa/mm/gg" },
  },
];

function written({ columns, delimiter, encoding }: Vendor): Uint8Array {
  const rows = [0, 1, 2].map((i) => columns.map(([, , ...cells]) => cells[i] ?? "").join(delimiter));
  const content = `${[columns.map(([header]) => header).join(delimiter), ...rows].join("\r\n")}\r\n`;
  return encoding === "utf16"
    ? iconv.encode(content, "utf16le", { addBOM: true })
    : iconv.encode(content, encoding);
}

const pairsOf = ({ tavole }: Proposta): readonly Abbinamento[] =>
  tavole.flatMap(({ abbinamenti }) => abbinamenti);

describe("sioc map on five small files of many habits", () => {
  it.each(VENDORS)("$name: at most one correction", async (vendor) => {
    const proposta = await proponi([fileOf(written(vendor))]);
    const found = new Map(pairsOf(proposta).map(({ colonna, profilo }) => [profilo.header, colonna]));
    const wrong = vendor.columns.filter(([header, is]) => (found.get(header) ?? "") !== is);
    expect(
      wrong.map(([header, is]) => `${header}: ${found.get(header) ?? "–"} invece di ${is}`).slice(1),
    ).toEqual([]);
    expect(proposta.mappa.file).toMatchObject(vendor.file);
    for (const [colonna, words] of Object.entries(vendor.values ?? {})) {
      const ours = proposta.valori.find((table) => table.colonna === colonna)?.parole;
      expect(Object.fromEntries(ours ?? [])).toMatchObject(words);
    }
  });

  it.each(VENDORS)(
    "$name: the TOML is a mapping that fits the file and holds none of its cells",
    async (vendor) => {
      const path = fileOf(written(vendor));
      const proposta = await proponi([path]);
      const mappa = mappaFromToml(proposta.toml, "proposta.toml", { text });
      const source = await openSource(path, { text, file: mappa.file });
      const { index } = resolveColumns(source.header, mappa, { name: source.name, text });
      expect(index.size).toBeGreaterThanOrEqual(pairsOf(proposta).length);
      for (const secret of [...CF, "2026/001", "A001", "8208", "058091", "015146"])
        expect(proposta.toml).not.toContain(secret);
    },
  );
});
