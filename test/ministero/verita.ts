import { fromDay, toDay, type IsoDate } from "../../src/core/dates.ts";
import type { Periodo } from "../../src/core/periodo.ts";
import { colonnePiatte, readerOf } from "../../src/synthetic/colonne.ts";
import { creaPersona, type Persona } from "../../src/synthetic/persona.ts";
import { createRng, type Rng } from "../../src/synthetic/prng.ts";
import {
  creaRicovero,
  type Reparto,
  type RicoveroSintetico,
  type Vincoli,
} from "../../src/synthetic/ricovero.ts";
import { attesoDi, type Atteso } from "./foglie.ts";

export const REGIONE = "080";

export interface Azienda {
  readonly codice: string;
  /** Whether its exports have the local stay number, which alone survives a corrected identifier or date. */
  readonly numeri: boolean;
}

export const AZIENDE: readonly Azienda[] = [
  { codice: "101", numeri: true },
  { codice: "102", numeri: true },
  { codice: "103", numeri: false },
];

/** One stay as it really is; what the aziende's registers say of it changes with the year. */
export interface Ricovero {
  readonly id: number;
  readonly azienda: Azienda;
  fatti: RicoveroSintetico;
  /** A cell that one of our own rules discards, until it is corrected. */
  difetto: readonly [colonna: string, valore: string] | undefined;
  /** False once the azienda has taken it out of its register. */
  presente: boolean;
  /** Its key, or whose it is, was corrected at least once. */
  cambiato: boolean;
}

export interface RigaEsportata {
  readonly id: number;
  readonly atteso: Atteso;
  /** Identifier, "" of nobody: whom the stay is of, for who has no number of it. */
  readonly persona: string;
  readonly aperto: boolean;
  /** False when our own rules must discard it in this quarter's run. */
  readonly valida: boolean;
}

export interface Consegna {
  readonly azienda: Azienda;
  readonly righe: readonly RigaEsportata[];
  readonly csv: string;
}

const COLONNE = colonnePiatte(3);
const LETTORI = COLONNE.map((name) => [name, readerOf(name)] as const);
/** Cells that break one rule each, and no part of the key. */
const DIFETTI = [
  ["stato_civ", "15"],
  ["ora_amm", "25:10"],
  ["diag_pri", "ABC1"],
  ["com_res", "9990061"],
  ["sogg_rich", "77"],
] as const;

/** The region's truth: the stays of its aziende, and what happens to them. Same seed, same year. */
export class Verita {
  readonly rng: Rng;
  readonly ricoveri: Ricovero[] = [];
  /** Every clear identifier there has been. */
  readonly identificativi = new Set<string>();
  readonly #chiaveCuni: string;
  #persone = 0;

  constructor(seed: number, chiaveCuni: string) {
    this.rng = createRng(seed, 5);
    this.#chiaveCuni = chiaveCuni;
    // Years of different seeds have different people.
    this.#persone = 1000 * (seed % 2000);
  }

  /** A new stay; its admission is in the quarter, or it was discharged in it. */
  nuovo(azienda: Azienda, periodo: Periodo, vincoli: Vincoli = {}, persona?: Persona): Ricovero {
    const id = this.ricoveri.length + 1;
    const chi = persona ?? this.persona(azienda, periodo);
    const fatti = creaRicovero(chi, id, this.#reparto(azienda, periodo), this.rng, vincoli);
    const stay: Ricovero = { id, azienda, fatti, difetto: undefined, presente: true, cambiato: false };
    this.ricoveri.push(stay);
    return stay;
  }

  /** Someone new. Without local numbers only people with an identifier can be told apart. */
  persona({ numeri }: Azienda, { anno }: Periodo, chosen?: "italia" | "anonimo"): Persona {
    const contesto = { regione: REGIONE, anno, asl: AZIENDE.map(({ codice }) => codice) };
    const persona = creaPersona((this.#persone += 1), contesto, this.rng, numeri ? chosen : "italia");
    if (persona.campi.cod_ident !== "") this.identificativi.add(persona.campi.cod_ident);
    return persona;
  }

  /** An open stay ends on a day of the quarter; `modDim` "1" is a death. */
  chiudi(stay: Ricovero, periodo: Periodo, giorno: number, modDim?: string): void {
    const { fatti } = stay;
    const amm = toDay(fatti.data_amm);
    const vincoli = { amm, durata: giorno - amm, struttura: fatti.cod_str, ...(modDim && { modDim }) };
    const reparto = this.#reparto(stay.azienda, periodo);
    const fine = creaRicovero(fatti.persona, stay.id, reparto, this.rng, vincoli);
    const { data_dim, ora_dim, mod_dim, str_dest, mot_trasf, diag_dim } = fine;
    const dimissione = fine.valutazioni.filter(({ val_mom }) => val_mom === "3");
    stay.fatti = {
      ...fatti,
      ...{ data_dim, ora_dim, mod_dim, str_dest, mot_trasf, diag_dim },
      valutazioni: [...fatti.valutazioni.filter(({ val_mom }) => val_mom === "1"), ...dimissione],
    };
  }

  /** A clinical field is corrected. */
  correggiClinica(stay: Ricovero): void {
    const [first] = stay.fatti.prestazioni;
    const { rng } = this;
    if (first === undefined || rng.chance(0.5)) {
      stay.fatti = { ...stay.fatti, pian_cond: stay.fatti.pian_cond === "1" ? "2" : "1" };
    } else {
      const pre_qta = String(1 + (Number(first.pre_qta) % 3));
      stay.fatti = {
        ...stay.fatti,
        prestazioni: [{ ...first, pre_qta }, ...stay.fatti.prestazioni.slice(1)],
      };
    }
  }

  /** The registry of the person is corrected, not who the person is. */
  correggiAnagrafica(stay: Ricovero): void {
    stay.fatti = { ...stay.fatti, nucleo: stay.fatti.nucleo === "2" ? "3" : "2" };
  }

  /** The stay was registered under somebody else's identifier: its key changes. */
  correggiIdentificativo(stay: Ricovero, periodo: Periodo): void {
    this.#diventa(stay, this.persona(stay.azienda, periodo, "italia"));
  }

  /** The admission was some days before: the key changes. */
  correggiAmmissione(stay: Ricovero, giorni: number): void {
    const { fatti } = stay;
    const data_amm = fromDay(toDay(fatti.data_amm) - giorni);
    const data_rich = fatti.data_rich > data_amm ? data_amm : fatti.data_rich;
    stay.fatti = { ...fatti, data_amm, data_rich };
    stay.difetto = undefined;
    stay.cambiato = true;
  }

  /** Two stays of the same struttura and day had each other's identifier: the keys stay, what they say is swapped. */
  scambia(a: Ricovero, b: Ricovero): void {
    const [uno, due] = [a.fatti.persona, b.fatti.persona];
    this.#diventa(a, due);
    this.#diventa(b, uno);
  }

  guasta(stay: Ricovero): void {
    stay.difetto = this.rng.pick(DIFETTI);
  }

  atteso(stay: Ricovero): Atteso {
    const { fatti, azienda } = stay;
    return attesoDi(azienda.numeri ? fatti : { ...fatti, num_ric: "" }, this.#chiaveCuni);
  }

  /** What the azienda extracts for a quarter today: stays admitted in it, and those begun before and still open in it. */
  esporta(azienda: Azienda, periodo: Periodo): Consegna {
    const stays = this.ricoveri.filter(
      (stay) => stay.azienda === azienda && stay.presente && appartiene(stay.fatti, periodo),
    );
    const lines = stays.map((stay) => {
      const [colonna, valore] = stay.difetto ?? ["", ""];
      return LETTORI.map(([name, read]) => {
        if (name === colonna) return valore;
        return name === "num_ric" && !azienda.numeri ? "" : read(stay.fatti);
      }).join(";");
    });
    const righe = stays.map((stay) => ({
      id: stay.id,
      atteso: this.atteso(stay),
      persona: stay.fatti.cod_ident,
      aperto: stay.fatti.data_dim === "",
      valida: stay.difetto === undefined && stay.fatti.data_dim <= periodo.last,
    }));
    return { azienda, righe, csv: [COLONNE.join(";"), ...lines, ""].join("\n") };
  }

  #diventa(stay: Ricovero, persona: Persona): void {
    stay.fatti = { ...stay.fatti, ...persona.campi, persona };
    stay.difetto = undefined;
    stay.cambiato = true;
  }

  #reparto({ codice }: Azienda, periodo: Periodo): Reparto {
    const strutture = [1, 2].map((n) => `${REGIONE.slice(0, 2)}${codice.slice(1)}0${n}`);
    return { periodo, regione: REGIONE, codAsl: codice, strutture, prestazioni: [1, 3], intermedie: false };
  }
}

function appartiene({ data_amm, data_dim }: RicoveroSintetico, { first, last }: Periodo): boolean {
  if (data_amm > last) return false;
  return data_amm >= first || data_dim === "" || data_dim >= first;
}

/** Days after the end of a quarter. */
export function dopo({ last }: Periodo, giorni: number): IsoDate {
  return fromDay(toDay(last) + giorni);
}
