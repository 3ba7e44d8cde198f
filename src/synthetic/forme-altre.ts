/** Vendors whose exports are not delimited text: dumps of two servers, a workbook, a file of the mainframe's days. */
import { FILES_SEPARATI } from "./colonne.ts";
import type { Estranea, Forma } from "./forma.ts";

const SESSO = { "1": "M", "2": "F" } as const;

/** What a person may have typed: every escape of the format that holds it. */
function nota(agitata: string): Estranea[1] {
  return (stay) => (stay.mod_dim === "6" ? agitata : stay.mod_dim === "9" ? "\\N" : "");
}

/** A data warehouse, as pg_dump gives it: five tables in a schema of their own. */
export const DUMP_POSTGRES: Partial<Forma> = {
  formato: "postgres",
  estensione: "sql",
  giorniVeri: true,
  files: FILES_SEPARATI,
  tabelle: {
    anagrafica: "dwh.anagrafica",
    ricoveri: "dwh.ricovero",
    valutazioni: "dwh.valutazione",
    prestazioni: "dwh.prestazione",
    sospensioni: "dwh.sospensione",
  },
  values: { genere: SESSO, val_mom: { "1": "A", "2": "I", "3": "D" } },
  headers: {
    num_ric: "nosologico",
    cod_str: "sts11",
    data_amm: "dt_ammissione",
    data_dim: "dt_dimissione",
    cod_ident: "id_assistito",
    genere: "sesso",
    diag_pri: "icd9_principale",
    diag_dim: "icd9_dimissione",
    val_data: "dt_valutazione",
    pre_data: "dt_prestazione",
    sosp_ini: "dt_inizio",
    sosp_fin: "dt_fine",
  },
  estranee: [["note", nota('avvisati i familiari\tvedi C:\\referti\r\n"urgente", già in reparto')]],
};

/** A ward system on MariaDB, dumped in the server's old character set: one wide table. */
export const DUMP_MARIADB: Partial<Forma> = {
  formato: "mariadb",
  estensione: "sql",
  encoding: "windows-1252",
  giorniVeri: true,
  icdDot: true,
  tabelle: { ricoveri: "ricoveri_odc" },
  values: {
    genere: SESSO,
    caregiver: { "1": "s", "2": "n" },
    pian_cond: { "1": "s", "2": "n" },
    supp_soc: { "1": "sì", "2": "parziale", "3": "no", "9": "n.r." },
  },
  headers: {
    num_ric: "n_cartella",
    cod_str: "presidio",
    data_amm: "data_ricovero",
    cod_ident: "codice_fiscale",
    genere: "sesso",
    cittad: "cittadinanza",
    com_res: "comune_residenza",
    ora_amm: "ora_ricovero",
    diag_pri: "diagnosi",
    perc_ssn: "quota_ssn",
    data_dim: "data_dimissione",
    mod_dim: "esito",
  },
  estranee: [
    ["cognome", (stay) => stay.persona.cognome],
    ["nome", (stay) => stay.persona.nome],
    ["note", nota('l\'assistito è "stabile"; vedi C:\\referti\r\n\tcosto 12 €')],
  ],
};

/** A workbook somebody keeps by hand: days are days, codes have become numbers. */
export const CARTELLA: Partial<Forma> = {
  formato: "xlsx",
  estensione: "xlsx",
  zeriPersi: true,
  tabelle: { ricoveri: "Ricoveri" },
  values: { genere: SESSO, caregiver: { "1": "Sì", "2": "No" }, pian_cond: { "1": "Sì", "2": "No" } },
  headers: {
    num_ric: "N. cartella",
    cod_reg: "Regione",
    cod_asl: "Azienda",
    cod_str: "Struttura",
    data_amm: "Data di ricovero",
    cod_ident: "Codice fiscale / STP / ENI",
    genere: "Sesso",
    cittad: "Cittadinanza",
    com_res: "Comune di residenza",
    ora_amm: "Ora di ricovero",
    diag_pri: "Diagnosi principale",
    perc_ssn: "% a carico del SSN",
    val_data: "Data valutazione",
    pre_data: "Data prestazione",
    data_dim: "Data di dimissione",
    mod_dim: "Modalità di dimissione",
  },
  estranee: [
    ["Cognome", (stay) => stay.persona.cognome],
    ["Nome", (stay) => stay.persona.nome],
    ["Note", nota('  avvisati i familiari\nPA < 90 & "urgente" _x0041_')],
  ],
};

/** A mainframe's record, characters by position; no header. */
export const A_LARGHEZZA_FISSA: Partial<Forma> = {
  formato: "fisso",
  estensione: "dat",
  encoding: "cp850",
  eol: "\r\n",
  date: "aaaammgg",
  upper: true,
  values: { genere: SESSO, supp_soc: { "1": "SÌ", "2": "PARZIALE", "3": "NO", "9": "N.R." } },
  headers: { num_ric: "CARTELLA", cod_ident: "CODICE", data_amm: "DTRIC", data_dim: "DTDIM" },
  estranee: [
    ["COGNOME", (stay) => stay.persona.cognome],
    ["NOTE", (stay) => (stay.mod_dim === "6" ? "avvisati i familiari; già in reparto" : "")],
  ],
};
