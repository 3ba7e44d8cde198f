import { COLONNE, type Colonna } from "../../src/model/campi.ts";
import { PARTE, type ClearRecord, type Parte, type Position } from "../../src/model/record.ts";

/** Raw cells by column; later occurrences of a group have the suffix `_2`…, as in a flat file. */
export type Patch = Readonly<Record<string, string>>;

/** A synthetic stay of region 080 in 2026T1, sound for every rule: 14 days, two assessments, one service. */
const VALIDA: Patch = {
  num_ric: "1",
  tipo: "I",
  cod_reg: "080",
  cod_asl: "105",
  cod_str: "080123",
  data_amm: "2026-02-02",
  cod_ident: "RSSMRA85T10A562S",
  val_ci: "0",
  tipo_ci: "0",
  anno_nasc: "1985",
  genere: "1",
  cittad: "IT",
  stato_civ: "2",
  tit_stud: "3",
  cond_prof: "6",
  reg_res: "080",
  asl_res: "105",
  com_res: "037006",
  nucleo: "2",
  caregiver: "1",
  supp_soc: "1",
  ora_amm: "10:30",
  sogg_rich: "2",
  data_rich: "2026-01-31",
  prov: "1",
  motivo: "1",
  tipo_acc: "1",
  diag_pri: "4280",
  diag_con1: "25000",
  perc_ssn: "100",
  pian_cond: "2",
  data_dim: "2026-02-16",
  ora_dim: "11:00",
  mod_dim: "2",
  diag_dim: "4280",
  val_data: "2026-02-02",
  val_mom: "1",
  auton: "2",
  mobil: "2",
  dist_cogn: "1",
  dist_comp: "1",
  scala: "1",
  punt: "60",
  val_data_2: "2026-02-16",
  val_mom_2: "3",
  auton_2: "2",
  mobil_2: "1",
  dist_cogn_2: "1",
  dist_comp_2: "1",
  scala_2: "1",
  punt_2: "80",
  pre_data: "2026-02-03",
  pre_oper: "3",
  pre_tipo: "1",
  pre_qta: "14",
};

/** A whole flat row, sound but for the patch. Every column of the tracciato is there, "" when blank. */
export function rigaValida(patch: Patch = {}): Readonly<Record<string, string>> {
  const vuota = Object.fromEntries(COLONNE.filter((c) => c !== "cuni" && c !== "id_rec").map((c) => [c, ""]));
  return { ...vuota, num_ric: "", cod_ident: "", ...VALIDA, ...patch };
}

const GRUPPI = {
  valutazioni: ["val_data", "val_mom", "auton", "mobil", "dist_cogn", "dist_comp", "scala", "punt"],
  prestazioni: ["pre_data", "pre_oper", "pre_tipo", "pre_qta"],
  sospensioni: ["sosp_ini", "sosp_fin", "sosp_mot"],
} as const;

export interface Lettura {
  readonly parte?: Parte;
  readonly at?: Readonly<Record<1 | 2, Position>>;
  readonly failed?: readonly Colonna[];
}

/** The record a flawless reading makes of a sound row with the patch: cells as they are, groups by suffix. */
export function ricoveroValido(patch: Patch = {}, lettura: Lettura = {}): ClearRecord {
  const riga = rigaValida(patch);
  const at = lettura.at ?? { 1: { file: 0, line: 2 }, 2: { file: 0, line: 2 } };
  const record = {
    ...Object.fromEntries([...COLONNE, "num_ric", "cod_ident"].map((c) => [c, riga[c] ?? ""])),
    parte: lettura.parte ?? PARTE.entrambe,
    at,
    failed: new Set(lettura.failed),
    valutazioni: occorrenze(riga, GRUPPI.valutazioni, at[2]),
    prestazioni: occorrenze(riga, GRUPPI.prestazioni, at[2]),
    sospensioni: occorrenze(riga, GRUPPI.sospensioni, at[2]),
  };
  return record as unknown as ClearRecord;
}

function occorrenze(riga: Patch, colonne: readonly string[], at: Position): unknown[] {
  const trovate: unknown[] = [];
  for (let n = 1; n <= 9; n++) {
    const celle = colonne.map((c) => [c, riga[n === 1 ? c : `${c}_${n}`] ?? ""] as const);
    if (celle.some(([, cella]) => cella !== "")) {
      trovate.push({ ...Object.fromEntries(celle), at: { ...at, occorrenza: n }, failed: new Set() });
    }
  }
  return trovate;
}

/** Columns only the anagrafica has when an azienda sends two files, and those both carry. */
export const SOLO_ANAGRAFICA: readonly string[] = [
  "cod_ident",
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
];
export const COMUNI_AI_DUE: readonly string[] = [
  "num_ric",
  "tipo",
  "cod_reg",
  "cod_asl",
  "cod_str",
  "data_amm",
];
