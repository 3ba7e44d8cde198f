import { toDay, type IsoDate } from "./dates.ts";
import { parsePeriodo, periodoAt, shiftPeriodo, type Periodo } from "./periodo.ts";

/** From this day what is sent counts for the additional funding (D.M. 4-8-2025 art. 6 c. 2). */
export const DAL_FINANZIAMENTO = "2027-01-01" as IsoDate;
/** The first quarter of the flow (art. 5 c. 1). */
export const PRIMO = "2026T1";

/**
 * Where a quarter is in the calendar, whatever was done: not begun, running, inside the 45 days, inside the 30 more,
 * over. With the days passing it only goes forward.
 */
export const FASI = ["futuro", "in_corso", "ordinario", "ulteriore", "scaduto"] as const;
export type Fase = (typeof FASI)[number];

/** What the runs of a quarter came to. Counts of runs. */
export interface FattiPeriodo {
  readonly accettati: number;
  /** Accepted, with discards. */
  readonly parziali: number;
  readonly inviati: number;
  readonly ignoti: number;
  /** Refused, and no later run took their place. */
  readonly rifiutati: number;
  readonly preparati: number;
}

export const NESSUN_FATTO: FattiPeriodo = {
  accettati: 0,
  parziali: 0,
  inviati: 0,
  ignoti: 0,
  rifiutati: 0,
  preparati: 0,
};

/** The quarter in one word: what the Ministry holds; else what is on its way; else what the calendar says. */
export type Situazione =
  | "accettato"
  | "parziale"
  | "ignoto"
  | "rifiutato"
  | "inviato"
  | "preparato"
  | "futuro"
  | "in_corso"
  | "da_inviare"
  | "in_ritardo"
  | "scaduto";

export interface StatoPeriodo {
  readonly periodo: Periodo;
  readonly fase: Fase;
  readonly situazione: Situazione;
  /** To the ordinary deadline: 0 on the day itself, negative when it is past. */
  readonly giorni: number;
  /** To the last one. */
  readonly giorniUltimo: number;
  /** 2026: experimental (art. 5 c. 1). */
  readonly sperimentale: boolean;
}

/** The state of a quarter on a day. Pure: the same facts on the same day give the same answer. */
export function statoPeriodo(periodo: Periodo, fatti: FattiPeriodo, today: IsoDate): StatoPeriodo {
  const fase = faseDi(periodo, today);
  return {
    periodo,
    fase,
    situazione: dagliInvii(fatti) ?? DAL_CALENDARIO[fase],
    giorni: toDay(periodo.termine) - toDay(today),
    giorniUltimo: toDay(periodo.ultimo) - toDay(today),
    sperimentale: periodo.last < DAL_FINANZIAMENTO,
  };
}

export function faseDi({ first, last, termine, ultimo }: Periodo, today: IsoDate): Fase {
  if (today < first) return "futuro";
  if (today <= last) return "in_corso";
  if (today <= termine) return "ordinario";
  return today <= ultimo ? "ulteriore" : "scaduto";
}

/** In this order: an accepted run is what counts at the Ministry, whatever else is open. */
function dagliInvii(fatti: FattiPeriodo): Situazione | undefined {
  if (fatti.accettati > 0) return "accettato";
  if (fatti.parziali > 0) return "parziale";
  if (fatti.ignoti > 0) return "ignoto";
  if (fatti.rifiutati > 0) return "rifiutato";
  if (fatti.inviati > 0) return "inviato";
  return fatti.preparati > 0 ? "preparato" : undefined;
}

const DAL_CALENDARIO: Readonly<Record<Fase, Situazione>> = {
  futuro: "futuro",
  in_corso: "in_corso",
  ordinario: "da_inviare",
  ulteriore: "in_ritardo",
  scaduto: "scaduto",
};

/** True when the Ministry holds something of the quarter. */
export function isAccettato({ situazione }: StatoPeriodo): boolean {
  return situazione === "accettato" || situazione === "parziale";
}

/** Every quarter from the first of the flow to the one after the current. */
export function periodiFino(today: IsoDate): readonly Periodo[] {
  const end = shiftPeriodo(periodoAt(today), 1);
  return periodiTra(PRIMO, end.code);
}

/** From one code to another, both included; none when they are the wrong way round. */
export function periodiTra(from: string, to: string): readonly Periodo[] {
  const periodi: Periodo[] = [];
  for (let at = parsePeriodo(from); at && at.code <= to; at = shiftPeriodo(at, 1)) periodi.push(at);
  return periodi;
}
