import type { FileRow } from "./runs.ts";
import { CLOSED } from "./run-stato.ts";

/** Why an answer changes nothing and is set aside. Stable words, never translated. */
export type Motivo =
  | "unknown_upload"
  | "unknown_code"
  | "late"
  | "contradictory"
  | "foreign"
  | "incomplete_list"
  | "empty_list"
  | "unmatched_rows";

/** What an answer does to a file: nothing; a new state, and an `esito` for every half still without; set aside. */
export type Passo =
  | { readonly fa: "nulla" }
  | { readonly fa: "stato"; readonly stato: string; readonly codice: string; readonly esito?: "A" | "S" }
  | { readonly fa: "quarantena"; readonly motivo: Motivo };

type File = Pick<FileRow, "stato" | "codice">;

const NULLA: Passo = { fa: "nulla" };
const CONTRADDETTO: Passo = { fa: "quarantena", motivo: "contradictory" };
const TARDI: Passo = { fa: "quarantena", motivo: "late" };

/** What a file list alone has told, before or without its MX code. */
export const FUS = "FUS";

/**
 * What a code does. `listed`: some of its records are already known as refused, by a list that was not complete.
 * Sources: spec/gaf.md part C; an answer that has been closed is never opened by another.
 */
export function passoDi(file: File, codice: string, listed: boolean): Passo {
  if (/^(AE|DF)\d\d$/.test(codice)) return NULLA;
  if (codice === "IF00") return accolto(file);
  if (/^IF\d\d$/.test(codice)) return respinto(file, codice, listed);
  const waits = isWaiting(file) || listed;
  switch (codice) {
    case "MX00":
    case "MX01":
      if (CLOSED.has(file.stato) || waits) return TARDI;
      return { fa: "stato", stato: codice === "MX00" ? "pending" : "unknown", codice };
    case "MX11":
      if (file.stato === "refused" && file.codice === codice) return NULLA;
      return isOpen(file, waits) ? { fa: "stato", stato: "refused", codice, esito: "S" } : CONTRADDETTO;
    case "MX20":
    case "MX21":
      return acquisito(file, codice, waits);
    case "MX22":
      return conScarti(file, codice);
    case "MX23":
    case "MX99":
      return isOpen(file, waits) ? { fa: "stato", stato: "unknown", codice } : CONTRADDETTO;
    default:
      return { fa: "quarantena", motivo: "unknown_code" };
  }
}

/** The Ministry has said MX22, and its list has not come. */
export function isWaiting({ stato, codice }: File): boolean {
  return stato === "pending" && codice === "MX22";
}

function isOpen({ stato }: File, waits: boolean): boolean {
  return !CLOSED.has(stato) && !waits;
}

function accolto({ stato, codice }: File): Passo {
  if (stato === "prepared") return { fa: "stato", stato: "sent", codice: "IF00" };
  return stato === "refused" && codice?.startsWith("IF") === true ? CONTRADDETTO : NULLA;
}

function respinto(file: File, codice: string, listed: boolean): Passo {
  if (file.stato === "refused" && file.codice === codice) return NULLA;
  const fresh = file.stato === "prepared" || file.stato === "sent";
  return fresh && !listed ? { fa: "stato", stato: "refused", codice, esito: "S" } : CONTRADDETTO;
}

function acquisito(file: File, codice: string, waits: boolean): Passo {
  if (file.stato === "accepted" && file.codice === codice) return NULLA;
  if (file.stato === "accepted" && file.codice === FUS) return { fa: "stato", stato: "accepted", codice };
  return isOpen(file, waits) ? { fa: "stato", stato: "accepted", codice, esito: "A" } : CONTRADDETTO;
}

function conScarti(file: File, codice: string): Passo {
  if (file.codice === codice) return NULLA;
  if (file.stato === "accepted" || (file.stato === "refused" && file.codice !== FUS)) return CONTRADDETTO;
  const told = file.codice === FUS;
  return { fa: "stato", stato: told ? file.stato : "pending", codice };
}

/** What a list of refused records says of one file. */
export interface Elenco {
  /** It names them all. */
  readonly completo: boolean;
  /** Rows that are refusals or anomalies, of any record. */
  readonly righe: number;
  /** Records of this file it refuses. */
  readonly scartati: ReadonlySet<number>;
  /** Refusals that could not be joined to a record. */
  readonly ignoti: number;
  /** It refuses records of another file of the same upload. */
  readonly altrove: boolean;
}

/** What a list does. `known`: the records of the file refused so far; `records`: all that were sent in it. */
export function passoElenco(file: File, elenco: Elenco, known: ReadonlySet<number>, records: number): Passo {
  const { completo, scartati, ignoti, altrove } = elenco;
  const whole = completo && ignoti === 0;
  if (CLOSED.has(file.stato)) return again(file, elenco, known, whole);
  if (elenco.righe === 0) return { fa: "quarantena", motivo: "empty_list" };
  if (whole && ![...known].every((seq) => scartati.has(seq))) return CONTRADDETTO;
  if (whole && scartati.size === 0 && file.codice === "MX22" && !altrove) return CONTRADDETTO;
  const codice = file.codice === "MX22" ? "MX22" : FUS;
  if (!whole) return { fa: "stato", stato: "unknown", codice };
  const stato = scartati.size === 0 ? "accepted" : scartati.size === records ? "refused" : "partial";
  return { fa: "stato", stato, codice, esito: "A" };
}

/** A list of a file that is closed may only say what is known. */
function again(file: File, { scartati, ignoti }: Elenco, known: ReadonlySet<number>, whole: boolean): Passo {
  const byList = file.stato === "accepted" || file.codice === FUS || file.codice === "MX22";
  const news = ignoti > 0 || [...scartati].some((seq) => !known.has(seq));
  const missing = whole && scartati.size !== known.size;
  return !byList || news || missing ? CONTRADDETTO : NULLA;
}
