/**
 * The columns of the tracciato as the program knows them: one vocabulary from the CSV header to the finding.
 * What each *is* (type, length, code list, path, provenance) stands in the layout data, xsd/<version>/layout.toml.
 */

/** Dataset 1 – anagrafica. */
export interface CampiAnagrafica {
  tipo: string;
  cod_reg: string;
  cod_asl: string;
  cod_str: string;
  data_amm: string;
  id_rec: string;
  cuni: string;
  val_ci: string;
  tipo_ci: string;
  team: string;
  anno_nasc: string;
  genere: string;
  cittad: string;
  stato_civ: string;
  resp_gen: string;
  tit_stud: string;
  cond_prof: string;
  reg_res: string;
  asl_res: string;
  com_res: string;
  stato_est: string;
  nucleo: string;
  caregiver: string;
  supp_soc: string;
}

/** Dataset 2 – ricovero, the columns that occur once a stay (the first six are shared with dataset 1). */
export interface CampiRicovero {
  ora_amm: string;
  sogg_rich: string;
  data_rich: string;
  prov: string;
  str_prov: string;
  motivo: string;
  tipo_acc: string;
  diag_pri: string;
  diag_con1: string;
  diag_con2: string;
  diag_con3: string;
  diag_con4: string;
  diag_con5: string;
  perc_ssn: string;
  pian_cond: string;
  data_dim: string;
  ora_dim: string;
  mod_dim: string;
  str_dest: string;
  mot_trasf: string;
  diag_dim: string;
}

export interface CampiValutazione {
  val_data: string;
  val_mom: string;
  auton: string;
  mobil: string;
  dist_cogn: string;
  dist_comp: string;
  scala: string;
  punt: string;
}

export interface CampiPrestazione {
  pre_data: string;
  pre_oper: string;
  pre_tipo: string;
  pre_qta: string;
}

export interface CampiSospensione {
  sosp_ini: string;
  sosp_fin: string;
  sosp_mot: string;
}

/** Read from the input, never written: the clear identifier and the local stay number. */
export interface CampiLocali {
  cod_ident: string;
  num_ric: string;
}

export type CampoSingolo = keyof CampiAnagrafica | keyof CampiRicovero;
export type CampoFiglio = keyof CampiValutazione | keyof CampiPrestazione | keyof CampiSospensione;
/** Any column an input may carry. */
export type Colonna = CampoSingolo | CampoFiglio | keyof CampiLocali;

/** The repeating groups of dataset 2, each with its own optional child file. */
/** Times a group may occur in one row of a flat file: `val_data`, `val_data_2` … `val_data_40`. */
export const MAX_OCCORRENZE = 40;

export const GRUPPI = ["valutazione", "prestazione", "sospensione"] as const;
export type Gruppo = (typeof GRUPPI)[number];

/** Every column, in the order of the tracciato; the layout data must know no other. */
export const COLONNE = [
  "num_ric",
  "cod_ident",
  "tipo",
  "cod_reg",
  "cod_asl",
  "cod_str",
  "data_amm",
  "id_rec",
  "cuni",
  "val_ci",
  "tipo_ci",
  "team",
  "anno_nasc",
  "genere",
  "cittad",
  "stato_civ",
  "resp_gen",
  "tit_stud",
  "cond_prof",
  "reg_res",
  "asl_res",
  "com_res",
  "stato_est",
  "nucleo",
  "caregiver",
  "supp_soc",
  "ora_amm",
  "sogg_rich",
  "data_rich",
  "prov",
  "str_prov",
  "motivo",
  "tipo_acc",
  "diag_pri",
  "diag_con1",
  "diag_con2",
  "diag_con3",
  "diag_con4",
  "diag_con5",
  "perc_ssn",
  "pian_cond",
  "val_data",
  "val_mom",
  "auton",
  "mobil",
  "dist_cogn",
  "dist_comp",
  "scala",
  "punt",
  "pre_data",
  "pre_oper",
  "pre_tipo",
  "pre_qta",
  "sosp_ini",
  "sosp_fin",
  "sosp_mot",
  "data_dim",
  "ora_dim",
  "mod_dim",
  "str_dest",
  "mot_trasf",
  "diag_dim",
] as const satisfies readonly Colonna[];
