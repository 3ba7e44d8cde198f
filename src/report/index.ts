export {
  openRaccolta,
  CORREZIONI,
  FINDINGS,
  SUMMARY,
  type Raccolta,
  type RaccoltaOptions,
} from "./raccolta.ts";
export { posizione, type FileTable, type HeaderOf, type Regole, type VoceRegola } from "./voce.ts";
export type { ConteggioCodice, Conteggi, Esempio, Voce } from "./conteggi.ts";
export type {
  AziendaRiepilogo,
  CodiceRiepilogo,
  Fatti,
  FileLetto,
  FileRiepilogo,
  Misure,
  Riepilogo,
  SkippedRule,
  SourceFailure,
  Stage,
  Versions,
} from "./riepilogo.ts";
export { avvolgi, larghezza, tabella, type Cella, type TabellaOptions } from "./tabella.ts";
export { raggruppa, type RaggruppaOptions } from "./raggruppa.ts";
export { writeMinistero, type RigaMinistero } from "./ministero.ts";
