import { tagOf, type Tag } from "../core/tag.ts";
import type { Colonna } from "../model/campi.ts";
import type { SafeRecord } from "../model/record.ts";

/**
 * Columns whose change is told by name, in the order in which their fingerprints stand in an envelope. Only ever
 * appended to: ledgers written before read what they have. Without the key (a change of it is another stay), `tipo`
 * and what is never sent.
 */
export const IMPRONTE = [
  "cuni", "val_ci", "tipo_ci", "team", "anno_nasc", "genere", "cittad", "stato_civ", "resp_gen", "tit_stud",
  "cond_prof", "reg_res", "asl_res", "com_res", "stato_est", "nucleo", "caregiver", "supp_soc",
  "ora_amm", "sogg_rich", "data_rich", "prov", "str_prov", "motivo", "tipo_acc", "diag_pri", "diag_con1", "diag_con2",
  "diag_con3", "diag_con4", "diag_con5", "perc_ssn", "pian_cond", "data_dim", "ora_dim", "mod_dim", "str_dest",
  "mot_trasf", "diag_dim",
  "val_data", "val_mom", "auton", "mobil", "dist_cogn", "dist_comp", "scala", "punt",
  "pre_data", "pre_oper", "pre_tipo", "pre_qta", "sosp_ini", "sosp_fin", "sosp_mot",
] as const satisfies readonly Colonna[]; // prettier-ignore

export type Impronta = (typeof IMPRONTE)[number];

const RICOVERO = IMPRONTE.indexOf("ora_amm");
const VALUTAZIONE = IMPRONTE.indexOf("val_data");
const PRESTAZIONE = IMPRONTE.indexOf("pre_data");
const SOSPENSIONE = IMPRONTE.indexOf("sosp_ini");

export const IMPRONTE_BYTES = IMPRONTE.length * 2;

/** The text whose keyed hash stands for a dataset's half of a record: name and value of what is not blank. */
export function canonico(record: SafeRecord, dataset: 1 | 2): string {
  const cells = record as unknown as Readonly<Record<string, string>>;
  const [from, to] = dataset === 1 ? [0, RICOVERO] : [RICOVERO, VALUTAZIONE];
  let text = "";
  for (let i = from; i < to; i++) text += cell(i, cells);
  if (dataset === 1) return text;
  text += gruppo(record.valutazioni, VALUTAZIONE, PRESTAZIONE);
  text += gruppo(record.prestazioni, PRESTAZIONE, SOSPENSIONE);
  return text + gruppo(record.sospensioni, SOSPENSIONE, IMPRONTE.length);
}

function cell(i: number, cells: Readonly<Record<string, string>>): string {
  const name = IMPRONTE[i] ?? "";
  const value = cells[name] ?? "";
  return value === "" ? "" : `${name}=${value}\n`;
}

function gruppo(rows: readonly unknown[], from: number, to: number): string {
  let text = "";
  for (const row of rows) {
    for (let i = from; i < to; i++) text += cell(i, row as Readonly<Record<string, string>>);
    text += "\n";
  }
  return text;
}

/** Two bytes a column, 0 when blank. Of no use but to compare with another of the same stay; kept encrypted. */
export function writeImpronte(record: SafeRecord, into: Uint8Array, at: number): void {
  const cells = record as unknown as Readonly<Record<string, string>>;
  const tag: Tag = { hi: 0, lo: 0 };
  const put = (i: number, value: string): void => {
    if (value === "") return;
    const short = tagOf(value, tag).lo & 0xffff || 1;
    into[at + 2 * i] = short >>> 8;
    into[at + 2 * i + 1] = short & 0xff;
  };
  for (let i = 0; i < VALUTAZIONE; i++) put(i, cells[IMPRONTE[i] ?? ""] ?? "");
  const column = (rows: readonly unknown[], i: number): string =>
    rows
      .map((row) => (row as Readonly<Record<string, string>>)[IMPRONTE[i] ?? ""] ?? "")
      .join("\n")
      .trimEnd();
  for (let i = VALUTAZIONE; i < IMPRONTE.length; i++) {
    const rows =
      i < PRESTAZIONE ? record.valutazioni : i < SOSPENSIONE ? record.prestazioni : record.sospensioni;
    if (rows.length > 0) put(i, column(rows, i));
  }
}

/** Columns in which two vectors differ. */
export function impronteDiverse(a: Uint8Array, b: Uint8Array): Impronta[] {
  return IMPRONTE.filter((_, i) => a[2 * i] !== b[2 * i] || a[2 * i + 1] !== b[2 * i + 1]);
}
