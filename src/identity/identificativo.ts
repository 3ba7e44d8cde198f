import { parseCodiceFiscale, type Difetto } from "./codice-fiscale.ts";
import { isBlank, normalise } from "./normalise.ts";
import { parseNumerico } from "./numerico.ts";
import { parseEni, parseStp } from "./stp-eni.ts";
import { parseTeam } from "./team.ts";

/** tipologiaCI: 0 codice fiscale, 1 STP, 2 ENI, 3 TEAM, 4 numeric, 97 STP unknown, 98 anonymous, 99 unknown. */
export const TIPI_CI = ["0", "1", "2", "3", "4", "97", "98", "99"] as const;
export type TipoCi = (typeof TIPI_CI)[number];

export interface Giudizio {
  /** Rule: tipo 0 → structure OC-F-011, check OC-F-012; tipo 4 → OC-F-013, OC-F-012; others → OC-F-013. */
  readonly defect?: "structure" | "check";
  /** The structure is wrong because the day of birth does not exist. */
  readonly calendar?: true;
  /** Of a sound codice fiscale, de-omocoded, for OC-C-009. */
  readonly annoNascita2?: number;
  readonly genere?: "1" | "2";
}

const SOUND: Giudizio = {};
const STRUCTURE: Giudizio = { defect: "structure" };
const CHECK: Giudizio = { defect: "check" };
const CALENDAR: Giudizio = { defect: "structure", calendar: true };
/** What the Ministry's library lets through for a person without a code of ours (TEAM set and ()*+). */
const FREE = /^[ .,'()*+/_A-Z0-9-]{1,20}$/;

/**
 * Judges an identifier by the type declared for it. An unknown type gives no defect: OC-D-005 says it.
 * Anonymous (98) needs no identifier; 97 and 99 may lack it, but what is there must be writable characters.
 */
export function judgeIdentificativo(codIdent: string, tipoCi: string): Giudizio {
  const { text } = normalise(codIdent);
  switch (tipoCi) {
    case "0":
      return judgeCodiceFiscale(text);
    case "1":
      return judged(parseStp(text));
    case "2":
      return judged(parseEni(text));
    case "3":
      return judged(parseTeam(text));
    case "4":
      return judged(parseNumerico(text));
    case "97":
    case "99":
      return isBlank(text) || FREE.test(text) ? SOUND : STRUCTURE;
    default:
      return SOUND;
  }
}

/** The type an identifier has by its shape, or undefined: a foreign personal number may look like anything. */
export function guessTipoCi(codIdent: string): TipoCi | undefined {
  const { text } = normalise(codIdent);
  if (isBlank(text) || /^(?:X{16}|X{20})$/.test(text)) return "99";
  if (/^[0-9]{11}$/.test(text)) return "4";
  if (/^80[0-9]{18}$/.test(text)) return "3";
  if (typeof parseStp(text) !== "string") return "1";
  if (typeof parseEni(text) !== "string") return "2";
  return parseCodiceFiscale(text) === "structure" ? undefined : "0";
}

function judgeCodiceFiscale(text: string): Giudizio {
  const cf = parseCodiceFiscale(text);
  return typeof cf === "string" ? judged(cf) : { annoNascita2: cf.annoNascita2, genere: cf.genere };
}

function judged(outcome: object | Difetto): Giudizio {
  if (typeof outcome !== "string") return SOUND;
  if (outcome === "calendar") return CALENDAR;
  return outcome === "check" ? CHECK : STRUCTURE;
}
