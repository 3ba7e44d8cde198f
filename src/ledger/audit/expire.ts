import { instant, type Ledger } from "../ledger.ts";
import { appendEvent } from "./append.ts";
import { asBytes, textOf } from "./chain.ts";
import { expiryOf, monthOf } from "./months.ts";
import { putSegment, readSegments, type Segment } from "./segment.ts";

/** What of the log has had its twelve months. */
export interface Expired {
  /** Sealed months to delete whole, oldest first. */
  readonly segments: readonly Segment[];
  /** Month of the oldest event that should be gone and is in no sealed month. */
  readonly unsealed?: string;
}

export async function expired(ledger: Ledger): Promise<Expired> {
  const { segments } = await readSegments(ledger);
  const thisMonth = monthOf(ledger.now);
  const isOver = (month: string): boolean => expiryOf(month) <= thisMonth;
  const { store } = ledger;
  const [row] = await store.rows(
    `SELECT ${asBytes(store, "at")} FROM event WHERE seq > ?1 ORDER BY seq LIMIT 1`,
    [segments.at(-1)?.last ?? 0],
  );
  const at = Date.parse(textOf(row?.[0]) ?? "");
  const oldest = Number.isNaN(at) ? undefined : monthOf(at);
  return {
    segments: segments.filter((segment) => segment.deleted_at === null && isOver(segment.month)),
    ...(oldest !== undefined && isOver(oldest) && { unsealed: oldest }),
  };
}

/**
 * Deletes the events of a sealed month; its row stays and the chain goes on from it. A kill leaves all or nothing.
 * Outside a transaction.
 */
export async function deleteSegment(ledger: Ledger, segment: Segment): Promise<void> {
  const { store } = ledger;
  const { month, first, last, sha256 } = segment;
  await store.transaction(async () => {
    await store.run("DELETE FROM event WHERE seq BETWEEN ?1 AND ?2", [first, last]);
    await putSegment(ledger, { ...segment, deleted_at: instant(ledger) });
    await appendEvent(ledger, { what: "audit.segment_deleted", data: { month, first, last, sha256 } });
  });
}

/**
 * What was deleted must not lie on in free pages and in the journal of the file (`secure_delete` leaves copies that
 * old page splits made). Needs as much free disk as the ledger takes. Of PostgreSQL its own VACUUM takes care.
 * @throws LEDGER_DISK
 */
export async function scrub({ store }: Ledger): Promise<void> {
  if (store.kind !== "sqlite") return;
  await store.run("VACUUM");
  await store.rows("PRAGMA wal_checkpoint(TRUNCATE)");
}
