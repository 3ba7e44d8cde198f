/** Synthetic exports of any size, sound or with planted errors. No real person's code can come out of here. */
export { CODICI_PIANTABILI } from "./errori.ts";
export { FORME, type FormaId } from "./forma.ts";
export {
  generate,
  type Atteso,
  type AziendaGenerata,
  type Generated,
  type GenerateOptions,
} from "./genera.ts";
export type { ErroriChiesti } from "./piano.ts";
export { MAX_RIGHE as MAX_RIGHE_FOGLIO } from "./scrivi/xlsx.ts";
