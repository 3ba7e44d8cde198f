/** What was prepared, sent, accepted and refused: the only state on disk. Tags and counts, never content. */
export { instant, type Ledger } from "./ledger.ts";
export { openLedger, openScratchLedger, type LedgerOptions, type OpenLedger } from "./open.ts";
export { ledgerKeys, LEDGER_KEY_BYTES, type LedgerKeys } from "./keys.ts";
export {
  keyTag,
  openBusta,
  tracer,
  TRACCIA,
  TRACCIA_BYTES,
  type ChiaveRicovero,
  type Tracer,
} from "./traccia.ts";
export {
  aziendeDeiRun,
  esitiDeiRun,
  eventiDelRun,
  fileDelRun,
  ricevuteDelRun,
  runRegistrati,
  scartiAperti,
  strutturePresenti,
  type AziendaRun,
  type EsitiAzienda,
  type EventoRegistrato,
  type FileRegistrato,
  type RicevutaRegistrata,
  type RunRegistrato,
  type ScartiAperti,
  type StatoRun,
  type StrutturaPeriodo,
} from "./stato.ts";
export type { Impronta } from "./impronte.ts";
export { STORIA } from "./storia.ts";
export { openStage, type Cancellazione, type Scope, type Stage, type Vecchio } from "./stage.ts";
export { DECISO_BYTES } from "./stage-sql.ts";
export {
  abandonRun,
  beginRun,
  listRuns,
  nextRunId,
  publishRun,
  recoverRuns,
  replaceable,
  runOf,
  sameContent,
  type AziendaInfo,
  type FileInfo,
  type FileRow,
  type RunInfo,
  type RunRow,
  type SourceInfo,
} from "./runs.ts";
export { markSent, type Inviato, type Uploads } from "./sent.ts";
export { rigettatiDelRun, type Rigettato } from "./rigettati.ts";
export { appendEvent, type Event, type What } from "./audit/append.ts";
export type { Bad } from "./audit/chain.ts";
export { deleteSegment, expired, scrub, type Expired } from "./audit/expire.ts";
export { exportAudit } from "./audit/export.ts";
export { sealMonths, type SealSigner } from "./audit/seal.ts";
export { readSegments, SEAL_SCHEMA, sealText, type Segment } from "./audit/segment.ts";
export { verifyAudit, type AuditReport } from "./audit/verify.ts";
export { verifyExport, type FileReport } from "./audit/verify-file.ts";
export { loggedWho } from "./audit/who.ts";
export { beginPurge, endPurge, runsToPurge, type KeptRun, type Purgeable } from "./purge.ts";
export { applyRicevuta, type Applicata } from "./esiti.ts";
export type { Motivo } from "./esiti-stato.ts";
export type { ScartoTrovato } from "./rejections.ts";
export type { Provenienza } from "./ricevute.ts";
export { caricamentiNoti, type CaricamentiNoti } from "./caricamenti.ts";
export { backupLedger, lastBackup, type Backup } from "./backup.ts";
export { checkLedger, countsOf, type LedgerCheck } from "./check.ts";
export { exportLedger, type ExportLine } from "./export.ts";
