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

/** The halves of a record as text (name and value of what is not blank); what is hashed to tell a change. */
export interface Canonico {
  readonly uno: string;
  readonly due: string;
}

const NAMES = IMPRONTE.map((colonna) => `${colonna}=`);
const shared: Tag = { hi: 0, lo: 0 };

/**
 * Reads a record once: gives its canonical text, and writes the fingerprints of its columns at `at` (two bytes each, 0
 * when blank). These are of no use but to be compared with others of the same stay, and are kept encrypted.
 */
export function readImpronte(record: SafeRecord, into: Uint8Array, at: number): Canonico {
  const uno = single(record, 0, RICOVERO, into, at);
  let due = single(record, RICOVERO, VALUTAZIONE, into, at);
  due += rows(record.valutazioni, VALUTAZIONE, PRESTAZIONE, into, at);
  due += rows(record.prestazioni, PRESTAZIONE, SOSPENSIONE, into, at);
  due += rows(record.sospensioni, SOSPENSIONE, IMPRONTE.length, into, at);
  return { uno, due };
}

function single(record: SafeRecord, from: number, to: number, into: Uint8Array, at: number): string {
  const cells = record as unknown as Readonly<Record<string, string>>;
  let text = "";
  for (let i = from; i < to; i++) {
    const value = cells[IMPRONTE[i] ?? ""] ?? "";
    if (value === "") continue;
    text += `${NAMES[i] ?? ""}${value}\n`;
    put(i, value, into, at);
  }
  return text;
}

function rows(group: readonly unknown[], from: number, to: number, into: Uint8Array, at: number): string {
  if (group.length === 0) return "";
  let text = "";
  for (let i = from; i < to; i++) {
    const name = IMPRONTE[i] ?? "";
    let column = "";
    for (const row of group) column += `${(row as Readonly<Record<string, string>>)[name] ?? ""};`;
    text += `${NAMES[i] ?? ""}${column}\n`;
    put(i, column, into, at);
  }
  return text;
}

function put(i: number, value: string, into: Uint8Array, at: number): void {
  const short = tagOf(value, shared).lo & 0xffff || 1;
  into[at + 2 * i] = short >>> 8;
  into[at + 2 * i + 1] = short & 0xff;
}

/** Columns in which two vectors differ. */
export function impronteDiverse(a: Uint8Array, b: Uint8Array): Impronta[] {
  return IMPRONTE.filter((_, i) => a[2 * i] !== b[2 * i] || a[2 * i + 1] !== b[2 * i + 1]);
}
