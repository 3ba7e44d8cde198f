import type { LedgerKeys } from "./keys.ts";
import type { Store } from "./store/store.ts";

/** The ledger open for one command: where it is kept, the keys of its tags, who asks and when. */
export interface Ledger {
  readonly store: Store;
  readonly keys: LedgerKeys;
  readonly regione: string;
  /** ms since 1970; pinned by --today. */
  readonly now: number;
  /** Who does it, as the log must say (D.M. 4-8-2025, all. 1 §4.1.3.2): `utente@macchina`. */
  readonly who: string;
}

/** ISO instant in UTC of what is being done. */
export function instant(ledger: Ledger): string {
  return new Date(ledger.now).toISOString();
}
