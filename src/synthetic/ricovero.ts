import { fromDay, toDay } from "../core/dates.ts";
import type { Periodo } from "../core/periodo.ts";
import type {
  CampiAnagrafica,
  CampiLocali,
  CampiPrestazione,
  CampiRicovero,
  CampiSospensione,
  CampiValutazione,
} from "../model/campi.ts";
import {
  AUTONOMIA,
  DIAGNOSI,
  DIM_CON_STRUTTURA,
  DIM_CON_VALUTAZIONE,
  DIMISSIONI,
  PRESTAZIONI,
  PROV_CON_STRUTTURA,
  PROVENIENZE,
  type Autonomia,
} from "./clinica.ts";
import type { Persona } from "./persona.ts";
import { weighted, type Rng } from "./prng.ts";

/** One stay as the azienda would export it, every column but those the region makes. Planted errors change it. */
export interface RicoveroSintetico
  extends Omit<CampiAnagrafica, "tipo" | "id_rec" | "cuni">, CampiRicovero, CampiLocali {
  valutazioni: CampiValutazione[];
  prestazioni: CampiPrestazione[];
  sospensioni: CampiSospensione[];
  /** Remarks that a sound stay of this kind earns: long stay, minor. */
  naturali: string[];
  /** Cells too many at the end of the row (OC-F-003); characters, where columns are positions (OC-S-004). */
  inPiu: number;
  /** For columns the tracciato does not have. */
  readonly persona: Persona;
}

export interface Reparto {
  readonly periodo: Periodo;
  readonly regione: string;
  readonly codAsl: string;
  readonly strutture: readonly string[];
  /** Fewest and most rows of services a stay. */
  readonly prestazioni: readonly [number, number];
  /** Assessments half-way: only where a file has room for them. */
  readonly intermedie: boolean;
}

/** What a planted error needs the stay to be. */
export interface Vincoli {
  /** Day of admission (days since 1970). */
  readonly amm?: number;
  readonly durata?: number;
  readonly stato?: "chiuso" | "aperto";
  readonly modDim?: string;
  readonly prov?: string;
  readonly struttura?: string;
  readonly breve?: boolean;
}

const DURATE = weighted<readonly [number, number]>([
  [[8, 15], 45],
  [[16, 20], 33],
  [[3, 7], 16],
  [[1, 2], 4],
  [[21, 29], 1],
  [[31, 40], 1],
]);
const VAL_SCALA = weighted([
  ["1", 85],
  ["3", 10],
  ["", 5],
] as const);
const LIVELLI = weighted<Autonomia>([
  ["1", 15],
  ["2", 50],
  ["3", 35],
]);
const DISTURBI = weighted([
  ["1", 65],
  ["2", 25],
  ["3", 8],
  ["9", 2],
] as const);
const GIORNI = new Map<number, string>();

/** ISO text of a day; a quarter has few, so they are remembered. */
export function iso(day: number): string {
  const known = GIORNI.get(day);
  if (known !== undefined) return known;
  const text = fromDay(day);
  GIORNI.set(day, text);
  return text;
}

/** A stay without any scarto, and without remarks but those in `naturali`. */
export function creaRicovero(
  persona: Persona,
  progressivo: number,
  reparto: Reparto,
  rng: Rng,
  vincoli: Vincoli = {},
): RicoveroSintetico {
  const { amm, dim, fine } = date(reparto.periodo, rng, vincoli);
  const struttura = vincoli.struttura ?? rng.pick(reparto.strutture);
  const principale = rng.pick(DIAGNOSI);
  const record: RicoveroSintetico = {
    persona,
    num_ric: `R${reparto.periodo.code.slice(2, 4)}-${String(progressivo).padStart(6, "0")}`,
    cod_reg: reparto.regione,
    cod_asl: reparto.codAsl,
    cod_str: struttura,
    data_amm: iso(amm),
    ...persona.campi,
    ora_amm: rng.chance(0.85) ? ora(rng.between(8, 13), rng) : "",
    ...accesso(amm, reparto, rng, vincoli.prov),
    diag_pri: principale,
    ...concomitanti(principale, rng),
    perc_ssn: rng.chance(0.9) ? rng.pick(["100", "100", "100", "87.5"]) : "",
    pian_cond: rng.chance(0.6) ? rng.pick(["1", "2"]) : "",
    ...dimissione(dim, principale, reparto, rng, vincoli.modDim),
    valutazioni: [],
    prestazioni: prestazioni(amm, fine, reparto.prestazioni, rng),
    sospensioni:
      dim !== undefined && fine - amm >= 6 && rng.chance(0.03) ? [sospensione(amm, fine, rng)] : [],
    naturali: naturali(persona, fine - amm),
    inPiu: 0,
  };
  record.valutazioni = valutazioni(record.mod_dim, amm, fine, reparto.intermedie, rng);
  return record;
}

interface Date3 {
  readonly amm: number;
  /** undefined: still open */
  readonly dim: number | undefined;
  /** Discharge, or the last day of the quarter. */
  readonly fine: number;
}

/** Discharged in the quarter (perhaps admitted before it), or still there on its last day. */
function date(periodo: Periodo, rng: Rng, vincoli: Vincoli): Date3 {
  const [first, last] = [toDay(periodo.first), toDay(periodo.last)];
  const durata = vincoli.durata ?? breve(rng, vincoli.breve ?? false);
  if (vincoli.amm !== undefined) return fitting(vincoli.amm, durata, last);
  const aperto = vincoli.stato === "aperto" || (vincoli.stato === undefined && rng.chance(0.08));
  if (aperto) {
    const amm = last - (durata > 20 ? rng.between(1, 20) : durata);
    return { amm, dim: undefined, fine: last };
  }
  // One discharge in seven falls near the start of the quarter and belongs to a stay begun before it.
  const dim = rng.between(Math.min(first + (rng.chance(0.5) ? 0 : durata), last), last);
  return { amm: dim - durata, dim, fine: dim };
}

function breve(rng: Rng, short: boolean): number {
  if (short) return rng.between(6, 14);
  if (rng.chance(0.004)) return 0;
  const [low, high] = rng.pick(DURATE);
  return rng.between(low, high);
}

function fitting(amm: number, durata: number, last: number): Date3 {
  const dim = amm + durata;
  return dim <= last ? { amm, dim, fine: dim } : { amm, dim: undefined, fine: last };
}

type Accesso = Pick<CampiRicovero, "sogg_rich" | "data_rich" | "prov" | "str_prov" | "motivo" | "tipo_acc">;

function accesso(amm: number, reparto: Reparto, rng: Rng, chosen: string | undefined): Accesso {
  const known = PROVENIENZE.find(([code]) => code === chosen);
  const [prov, sogg, motivo] = known ?? rng.pick(PROVENIENZE);
  return {
    sogg_rich: rng.pick(sogg),
    data_rich: rng.chance(0.8) ? iso(amm - rng.below(8)) : "",
    prov,
    str_prov: PROV_CON_STRUTTURA.has(prov) ? ospedale(reparto, rng) : "",
    motivo: rng.pick(motivo),
    tipo_acc: rng.chance(0.85) ? rng.pick(["1", "1", "2"]) : "",
  };
}

/** HSP.11 code: eight characters, so it is never one of our strutture (six). Begins with H, no zero to lose. */
function ospedale(reparto: Reparto, rng: Rng): string {
  return `H${reparto.regione.slice(0, 2)}9${String(rng.between(1, 40)).padStart(2, "0")}00`;
}

type Concomitanti = Pick<CampiRicovero, "diag_con1" | "diag_con2" | "diag_con3" | "diag_con4" | "diag_con5">;

function concomitanti(principale: string, rng: Rng): Concomitanti {
  const others: string[] = [];
  for (let i = rng.below(4); i > 0; i -= 1) {
    const code = rng.pick(DIAGNOSI);
    if (code !== principale && !others.includes(code)) others.push(code);
  }
  const [diag_con1 = "", diag_con2 = "", diag_con3 = ""] = others;
  return { diag_con1, diag_con2, diag_con3, diag_con4: "", diag_con5: "" };
}

type Dimissione = Pick<
  CampiRicovero,
  "data_dim" | "ora_dim" | "mod_dim" | "str_dest" | "mot_trasf" | "diag_dim"
>;

function dimissione(
  dim: number | undefined,
  diagnosi: string,
  reparto: Reparto,
  rng: Rng,
  chosen: string | undefined,
): Dimissione {
  if (dim === undefined)
    return { data_dim: "", ora_dim: "", mod_dim: "", str_dest: "", mot_trasf: "", diag_dim: "" };
  const mod_dim = chosen ?? rng.pick(DIMISSIONI);
  return {
    data_dim: iso(dim),
    // Always after the hour of admission: one may leave the day one came.
    ora_dim: rng.chance(0.85) ? ora(rng.between(14, 18), rng) : "",
    mod_dim,
    str_dest: DIM_CON_STRUTTURA.has(mod_dim) ? ospedale(reparto, rng) : "",
    mot_trasf: mod_dim === "6" ? rng.pick(["1", "1", "2", "9"]) : "",
    diag_dim: rng.chance(0.7) ? diagnosi : "",
  };
}

function valutazioni(
  modDim: string,
  amm: number,
  fine: number,
  intermedie: boolean,
  rng: Rng,
): CampiValutazione[] {
  const livello = rng.pick(LIVELLI);
  const rows = [valutazione(Math.min(amm + rng.below(3), fine), "1", livello, rng)];
  if (intermedie && fine - amm > 10 && rng.chance(0.5)) {
    rows.push(valutazione(rng.between(amm + 5, fine - 2), "2", livello, rng));
  }
  if (DIM_CON_VALUTAZIONE.has(modDim)) {
    const dopo = livello === "3" ? "2" : "1";
    rows.push(valutazione(fine, "3", rng.chance(0.4) ? dopo : livello, rng));
  }
  return rows;
}

function valutazione(day: number, momento: string, auton: Autonomia, rng: Rng): CampiValutazione {
  const { barthel, katz, mobilita } = AUTONOMIA[auton];
  const scala = rng.pick(VAL_SCALA);
  const punt = scala === "1" ? 5 * rng.between(...barthel) : rng.between(...katz);
  return {
    val_data: iso(day),
    val_mom: momento,
    auton,
    mobil: rng.pick(mobilita),
    dist_cogn: rng.pick(DISTURBI),
    dist_comp: rng.pick(DISTURBI),
    scala,
    punt: scala === "" ? "" : String(punt),
  };
}

function prestazioni(
  amm: number,
  fine: number,
  [low, high]: readonly [number, number],
  rng: Rng,
): CampiPrestazione[] {
  return Array.from({ length: rng.between(low, high) }, () => {
    const [pre_oper, pre_tipo, max] = rng.pick(PRESTAZIONI);
    return {
      pre_data: iso(rng.between(amm, fine)),
      pre_oper,
      pre_tipo,
      pre_qta: String(rng.between(1, max)),
    };
  });
}

function sospensione(amm: number, fine: number, rng: Rng): CampiSospensione {
  const ini = rng.between(amm + 1, fine - 3);
  return { sosp_ini: iso(ini), sosp_fin: iso(ini + rng.between(1, 2)), sosp_mot: rng.pick(["1", "2", "3"]) };
}

/** OC-C-008 and the highest of OC-C-024, 025, 026. */
function naturali(persona: Persona, durata: number): string[] {
  const codes = persona.tipo === "minore" ? ["OC-C-008"] : [];
  if (durata > 42) codes.push("OC-C-026");
  else if (durata > 30) codes.push("OC-C-025");
  else if (durata > 20) codes.push("OC-C-024");
  return codes;
}

function ora(hour: number, rng: Rng): string {
  return `${String(hour).padStart(2, "0")}:${rng.pick(["00", "15", "30", "45"])}`;
}
