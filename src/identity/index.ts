/** Codice fiscale and its relatives: parse and judge. CUNI and Id_Rec: clear record → safe record. */
export { keyCheckValue, parseChiave, type ChiaveCuni } from "./chiave.ts";
export {
  CIFRE,
  conOmocodia,
  controlloCodiceFiscale,
  parseCodiceFiscale,
  type CodiceFiscale,
  type Difetto,
} from "./codice-fiscale.ts";
export {
  CUNI_LENGTH,
  cuniFunction,
  judgeShape,
  selfTest,
  type CuniFunction,
  type EsitoHash,
} from "./cuni.ts";
export { COLONNE_ID_REC, compileIdRec, ID_REC_TEMPLATE, PASSTHROUGH, type IdRecSource } from "./id-rec.ts";
export { guessTipoCi, judgeIdentificativo, TIPI_CI, type Giudizio, type TipoCi } from "./identificativo.ts";
export { isBlank, isHashable, normalise, type Normalised } from "./normalise.ts";
export { controlloNumerico, parseNumerico, type Numerico } from "./numerico.ts";
export {
  CUNI_ANONIMO,
  idRecText,
  pseudonymDeps,
  pseudonymise,
  SEGNAPOSTO_SCONOSCIUTO,
  type Pseudonimo,
  type PseudonymDeps,
  type PseudonymOptions,
} from "./pseudonymise.ts";
export { parseEni, parseStp, type StpEni } from "./stp-eni.ts";
export { parseTeam, type Team } from "./team.ts";
