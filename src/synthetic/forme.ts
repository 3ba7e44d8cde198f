/**
 * Invented vendors, each with its own way of writing the same facts, and the mapping that undoes it.
 * The shapes of landscape.md: what the aziende's systems really give.
 */
import { colonnePiatte, FILES_SEPARATI } from "./colonne.ts";
import { BASE, type Forma, type FormaId } from "./forma.ts";
import { A_LARGHEZZA_FISSA, CARTELLA, DUMP_MARIADB, DUMP_POSTGRES } from "./forme-altre.ts";

/** `prestazioni`: groups of service columns in the flat shapes, 1–3. */
export function formaDi(id: FormaId, prestazioni: number): Forma {
  const piatte = colonnePiatte(prestazioni);
  const flat = [["ricoveri", piatte]] as const;
  switch (id) {
    case "a":
      return { ...BASE, id, files: flat };
    case "b":
      return {
        ...BASE,
        ...GESTIONALE,
        id,
        files: [["ricoveri", piatte.filter((c) => c !== "cod_reg" && c !== "cod_asl")]],
      };
    case "c":
      return { ...BASE, ...SEPARATI, id };
    case "d":
      return {
        ...BASE,
        id,
        files: flat,
        bom: true,
        delimiter: ",",
        eol: "\r\n",
        date: "gg/mm/aaaa",
        zeriPersi: true,
      };
    case "e":
      return {
        ...BASE,
        id,
        files: flat,
        estensione: "txt",
        encoding: "utf-16le",
        bom: true,
        delimiter: "~",
        eol: "\r\n",
        upper: true,
      };
    case "f":
      return { ...BASE, ...DUMP_POSTGRES, id };
    case "g":
      return { ...BASE, ...DUMP_MARIADB, id, files: flat };
    case "h":
      return { ...BASE, ...CARTELLA, id, files: flat };
    case "i":
      return { ...BASE, ...A_LARGHEZZA_FISSA, id, files: flat };
  }
}

/** A ward system of the nineties: Windows, quotes, its own words, names beside the codes. */
const GESTIONALE: Partial<Forma> = {
  encoding: "windows-1252",
  quote: '"',
  eol: "\r\n",
  date: "gg/mm/aaaa",
  decimal: ",",
  icdDot: true,
  defaults: ["cod_reg", "cod_asl"],
  values: {
    genere: { "1": "M", "2": "F" },
    caregiver: { "1": "S", "2": "N" },
    pian_cond: { "1": "S", "2": "N" },
    supp_soc: { "1": "SÌ", "2": "PARZIALE", "3": "NO", "9": "N.R." },
  },
  headers: {
    num_ric: "N. CARTELLA",
    cod_str: "PRESIDIO",
    data_amm: "DATA RICOVERO",
    cod_ident: "CODICE FISCALE",
    val_ci: "ESITO VERIFICA TS",
    tipo_ci: "TIPO CODICE",
    team: "ISTITUZIONE TEAM",
    anno_nasc: "ANNO DI NASCITA",
    genere: "SESSO",
    cittad: "CITTADINANZA",
    stato_civ: "STATO CIVILE",
    resp_gen: "RESPONSABILITÀ GENITORIALE",
    tit_stud: "TITOLO DI STUDIO",
    cond_prof: "PROFESSIONE",
    reg_res: "REGIONE RESIDENZA",
    asl_res: "ASL RESIDENZA",
    com_res: "COMUNE RESIDENZA",
    stato_est: "STATO ESTERO",
    nucleo: "CONVIVENTI",
    caregiver: "CAREGIVER (S/N)",
    supp_soc: "SUPPORTO SOCIALE",
    ora_amm: "ORA RICOVERO",
    sogg_rich: "RICHIEDENTE",
    data_rich: "DATA RICHIESTA",
    prov: "PROVENIENZA",
    str_prov: "STRUTTURA DI PROVENIENZA",
    motivo: "MOTIVO",
    tipo_acc: "MODALITÀ DI ACCESSO",
    diag_pri: "DIAGNOSI PRINCIPALE",
    diag_con1: "DIAGNOSI 2",
    diag_con2: "DIAGNOSI 3",
    diag_con3: "DIAGNOSI 4",
    diag_con4: "DIAGNOSI 5",
    diag_con5: "DIAGNOSI 6",
    perc_ssn: "% A CARICO SSN",
    pian_cond: "PIANO CONDIVISO (S/N)",
    val_data: "DATA VALUTAZIONE",
    val_mom: "MOMENTO VALUTAZIONE",
    auton: "AUTONOMIA",
    mobil: "MOBILITÀ",
    dist_cogn: "DISTURBI COGNITIVI",
    dist_comp: "DISTURBI COMPORTAMENTO",
    scala: "SCALA",
    punt: "PUNTEGGIO",
    pre_data: "DATA PRESTAZIONE",
    pre_oper: "OPERATORE",
    pre_tipo: "PRESTAZIONE",
    pre_qta: "QUANTITÀ",
    sosp_ini: "INIZIO SOSPENSIONE",
    sosp_fin: "FINE SOSPENSIONE",
    sosp_mot: "MOTIVO SOSPENSIONE",
    data_dim: "DATA DIMISSIONE",
    ora_dim: "ORA DIMISSIONE",
    mod_dim: "MODALITÀ DIMISSIONE",
    str_dest: "STRUTTURA DI DESTINAZIONE",
    mot_trasf: "MOTIVO TRASFERIMENTO",
    diag_dim: "DIAGNOSI DIMISSIONE",
  },
  estranee: [
    ["COGNOME", (stay) => stay.persona.cognome],
    ["NOME", (stay) => stay.persona.nome],
    ["NOTE", (stay) => (stay.mod_dim === "6" ? 'avvisati i familiari; "urgente", già in reparto' : "")],
  ],
};

/** A data warehouse: one table a file. */
const SEPARATI: Partial<Forma> = {
  ampia: true,
  estensione: "txt",
  delimiter: "|",
  date: "aaaammgg",
  values: {
    genere: { "1": "M", "2": "F" },
    val_mom: { "1": "A", "2": "I", "3": "D" },
  },
  headers: {
    num_ric: "NOSOLOGICO",
    cod_str: "STS11",
    data_amm: "DT_AMMISSIONE",
    data_dim: "DT_DIMISSIONE",
    cod_ident: "ID_ASSISTITO",
    genere: "SESSO",
    diag_pri: "ICD9_PRINCIPALE",
    diag_dim: "ICD9_DIMISSIONE",
    val_data: "DT_VALUTAZIONE",
    pre_data: "DT_PRESTAZIONE",
    sosp_ini: "DT_INIZIO",
    sosp_fin: "DT_FINE",
  },
  upper: true,
  files: FILES_SEPARATI,
};
