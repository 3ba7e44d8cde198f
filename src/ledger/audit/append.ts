import type { Ledger } from "../ledger.ts";

/** What can be done, as the log names it. Never translated. */
export type What =
  | "ledger.created"
  | "run.prepared"
  | "run.rolled_back"
  | "run.superseded"
  | "run.sent"
  | "run.abandoned"
  | "run.outcome"
  | "run.purged"
  | "receipt.applied"
  | "receipt.quarantined"
  | "audit.sealed"
  | "audit.segment_deleted"
  | "ledger.backup"
  | "ledger.exported"
  | "clock.backwards";

export interface Event {
  readonly what: What;
  readonly run?: number;
  /** Counts, fingerprints, names of files of ours. Never an identifier, a tag, a cell. */
  readonly data: Readonly<Record<string, string | number | boolean | null>>;
}

/** Appends to the chain. Only inside the transaction of the change it tells of. */
export async function appendEvent(_ledger: Ledger, _event: Event): Promise<void> {
  await Promise.resolve();
}
