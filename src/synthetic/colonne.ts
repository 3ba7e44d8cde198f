/** The columns of the exports, in the order a flat file has them, and how to take each from a stay. */
import type { Dove } from "./errori.ts";
import type { RicoveroSintetico } from "./ricovero.ts";

const ANAGRAFICA = (
  "cod_reg cod_asl cod_str data_amm cod_ident val_ci tipo_ci team anno_nasc genere cittad stato_civ resp_gen " +
  "tit_stud cond_prof reg_res asl_res com_res stato_est nucleo caregiver supp_soc"
).split(" ");
const AMMISSIONE = (
  "ora_amm sogg_rich data_rich prov str_prov motivo tipo_acc diag_pri diag_con1 diag_con2 diag_con3 diag_con4 " +
  "diag_con5 perc_ssn pian_cond"
).split(" ");
const DIMISSIONE = "data_dim ora_dim mod_dim str_dest mot_trasf diag_dim".split(" ");
const VALUTAZIONE = "val_data val_mom auton mobil dist_cogn dist_comp scala punt".split(" ");
const PRESTAZIONE = "pre_data pre_oper pre_tipo pre_qta".split(" ");
const SOSPENSIONE = "sosp_ini sosp_fin sosp_mot".split(" ");

export const DATE: ReadonlySet<string> = new Set(
  "data_amm data_rich data_dim val_data pre_data sosp_ini sosp_fin".split(" "),
);
export const ICD: ReadonlySet<string> = new Set(
  "diag_pri diag_con1 diag_con2 diag_con3 diag_con4 diag_con5 diag_dim".split(" "),
);
/** OC-F-015: codes a spreadsheet takes for numbers. */
export const CON_ZERI: ReadonlySet<string> = new Set(
  "cod_reg cod_asl cod_str reg_res asl_res com_res".split(" "),
);

const CHIAVE = ["num_ric", "cod_reg", "cod_asl", "cod_str", "data_amm"];
const LEGAME = ["num_ric", "cod_str"];

/** One file, or table, a role. */
export const FILES_SEPARATI: readonly (readonly [Dove, readonly string[]])[] = [
  ["anagrafica", ["num_ric", ...ANAGRAFICA]],
  ["ricoveri", [...CHIAVE, ...AMMISSIONE, ...DIMISSIONE]],
  ["valutazioni", [...LEGAME, ...VALUTAZIONE]],
  ["prestazioni", [...LEGAME, ...PRESTAZIONE]],
  ["sospensioni", [...LEGAME, ...SOSPENSIONE]],
];

/** Flat file: assessments at admission and discharge, up to three services, one suspension. */
export function colonnePiatte(prestazioni: number): readonly string[] {
  const services = Array.from({ length: prestazioni }, (_, i) => PRESTAZIONE.map((name) => nth(name, i + 1)));
  const second = VALUTAZIONE.map((name) => nth(name, 2));
  return [
    "num_ric",
    ...ANAGRAFICA,
    ...AMMISSIONE,
    ...VALUTAZIONE,
    ...second,
    ...services.flat(),
    ...SOSPENSIONE,
    ...DIMISSIONE,
  ];
}

/** The first occurrence has no suffix, the others `_2`, `_3` … */
function nth(name: string, n: number): string {
  return n === 1 ? name : `${name}_${n}`;
}

/** `val_data_2` → val_data, 2. */
export function splitName(name: string): { readonly base: string; readonly n: number } {
  const m = /^(.*)_([2-9])$/.exec(name);
  return m?.[1] === undefined ? { base: name, n: 1 } : { base: m[1], n: Number(m[2]) };
}

/** A row of a group, with its stay for the columns that join them. */
export interface RigaFiglia {
  readonly stay: RicoveroSintetico;
  readonly row: object;
}

/** Takes a column from a stay; of a group, its n-th row. */
export function readerOf(name: string): (stay: RicoveroSintetico) => string {
  const { base, n } = splitName(name);
  if (VALUTAZIONE.includes(base)) return (stay) => cell(stay.valutazioni[n - 1], base);
  if (PRESTAZIONE.includes(base)) return (stay) => cell(stay.prestazioni[n - 1], base);
  if (SOSPENSIONE.includes(base)) return (stay) => cell(stay.sospensioni[n - 1], base);
  return (stay) => cell(stay, base);
}

/** Takes a column from a child row, or from its stay. */
export function childReaderOf(name: string): (child: RigaFiglia) => string {
  return ({ stay, row }) => (name in row ? cell(row, name) : cell(stay, name));
}

function cell(holder: object | undefined, name: string): string {
  if (holder === undefined) return "";
  const value: unknown = (holder as Readonly<Record<string, unknown>>)[name];
  return typeof value === "string" ? value : "";
}
