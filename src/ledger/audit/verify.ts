import { createHash, type Hash } from "node:crypto";

import type { Ledger } from "../ledger.ts";
import { eventLine, walk, type Bad, type StoredEvent } from "./chain.ts";
import { readHead } from "./head.ts";
import { readSegments, startOf, type Segment } from "./segment.ts";

/** The log held against itself. */
export interface AuditReport {
  readonly ok: boolean;
  /** Events found right. */
  readonly events: number;
  /** Sequence numbers of the first and last of them; 0 if none. */
  readonly first: number;
  readonly last: number;
  readonly segments: readonly Segment[];
  /** The first event where something is wrong. */
  readonly bad?: Bad;
}

/**
 * Follows the whole chain, event by event, and names the first that is not right. Outside a transaction: it makes one,
 * so that nothing is appended meanwhile.
 * @throws LEDGER_*
 */
export async function verifyAudit(ledger: Ledger): Promise<AuditReport> {
  return ledger.store.transaction(async () => {
    const head = await readHead(ledger);
    const { segments, bad: badSegment } = await readSegments(ledger);
    const start = startOf(segments);
    const live = segmentWatch(segments.filter((segment) => segment.deleted_at === null));
    const claims = claimWatch(segments);
    let events = 0;
    const end = await walk(ledger, start, (event, mac) => {
      events++;
      live.take(event, mac);
      claims.take(event);
    });
    const last = end.last.seq;
    const problems: (Bad | undefined)[] = [
      await leftOver(ledger, start.seq),
      badSegment,
      headProblem(head, end.last, end.bad),
      end.bad,
      ...live.bad(last),
      claims.bad(last),
    ];
    const [bad] = problems.filter((problem) => problem !== undefined).sort((a, b) => a.seq - b.seq);
    return {
      ok: !bad,
      events,
      first: events > 0 ? start.seq + 1 : 0,
      last: events > 0 ? last : 0,
      segments,
      ...(bad && { bad }),
    };
  });
}

/** Events at or before the last one deleted, or numbered below one. */
async function leftOver({ store }: Ledger, deleted: number): Promise<Bad | undefined> {
  const [row] = await store.rows("SELECT CAST(min(seq) AS INTEGER) FROM event WHERE seq <= ?1", [deleted]);
  return row?.[0] === null || row === undefined ? undefined : { seq: Number(row[0]), why: "extra" };
}

function headProblem(
  head: Awaited<ReturnType<typeof readHead>>,
  last: { seq: number; mac: Buffer },
  bad: Bad | undefined,
): Bad | undefined {
  const next = last.seq + 1;
  // A log always begins with the event of its own making.
  if (head === undefined)
    return last.seq === 0 && !bad ? { seq: 1, why: "missing" } : { seq: next, why: "head" };
  if (head === "altered") return { seq: next, why: "head" };
  if (bad) return head.seq < bad.seq ? { seq: head.seq + 1, why: "beyond" } : undefined;
  if (head.seq > last.seq) return { seq: next, why: "missing" };
  if (head.seq < last.seq) return { seq: head.seq + 1, why: "beyond" };
  return head.mac.equals(last.mac) ? undefined : { seq: last.seq, why: "head" };
}

/** Holds the events of each sealed month against its row. */
function segmentWatch(segments: readonly Segment[]): {
  take(event: StoredEvent, mac: Buffer): void;
  bad(lastSeq: number): readonly Bad[];
} {
  const problems: Bad[] = [];
  let at = 0;
  let hash: Hash = createHash("sha256");
  return {
    take(event, mac) {
      const segment = segments[at];
      if (!segment || event.seq < segment.first) return;
      hash.update(`${eventLine(event, mac)}\n`, "utf8");
      if (event.seq < segment.last) return;
      if (hash.digest("hex") !== segment.sha256 || !mac.equals(segment.last_mac))
        problems.push({ seq: segment.first, why: "segment", month: segment.month });
      hash = createHash("sha256");
      at++;
    },
    // A sealed month that the events do not reach: cut, and the head put back as it was before.
    bad: (lastSeq) => (at < segments.length ? [...problems, { seq: lastSeq + 1, why: "missing" }] : problems),
  };
}

/** What the log says was sealed or deleted must have its row saying so, and a sealed month its event. */
function claimWatch(segments: readonly Segment[]): {
  take(event: StoredEvent): void;
  bad(lastSeq: number): Bad | undefined;
} {
  const rows = new Map(segments.map((segment) => [segment.month, segment]));
  const unsaid = new Set(segments.filter((s) => s.deleted_at === null).map((s) => s.month));
  let first: Bad | undefined;
  return {
    take({ what, data }) {
      if (what !== "audit.sealed" && what !== "audit.segment_deleted") return;
      const { month, first: seq } = JSON.parse(data) as { readonly month: string; readonly first: number };
      unsaid.delete(month);
      const row = rows.get(month);
      const holds = row !== undefined && (what === "audit.sealed" || row.deleted_at !== null);
      if (!holds && (!first || seq < first.seq)) first = { seq, why: "segment", month };
    },
    // The end was cut, and the head put back as it was before the seal.
    bad: (lastSeq) => first ?? (unsaid.size > 0 ? { seq: lastSeq + 1, why: "missing" } : undefined),
  };
}
