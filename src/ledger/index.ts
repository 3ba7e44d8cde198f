/** What was prepared, sent, accepted and refused: the only state on disk. Tags and counts, never content. */
export { instant, type Ledger } from "./ledger.ts";
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
