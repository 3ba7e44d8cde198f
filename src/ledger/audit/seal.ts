import { createHash } from "node:crypto";

import { siocError } from "../../core/errors.ts";
import { instant, type Ledger } from "../ledger.ts";
import { appendEvent } from "./append.ts";
import { eventLine, walk, type Link } from "./chain.ts";
import { endOf, headForAppend } from "./head.ts";
import { monthAfter, monthOf } from "./months.ts";
import { putSegment, sealText, soundSegments, type Segment } from "./segment.ts";

/** Signs a seal, detached. The keys are crypto's: pipeline/ makes one of a `Signer`. */
export interface SealSigner {
  readonly fingerprint: string;
  sign(seal: Uint8Array): Promise<Buffer>;
}

/**
 * Closes every month that is over in Italy and not sealed yet; signs those sealed before without a signer, if there is
 * one now. The ledger must be locked; outside a transaction. Returns the segments written.
 *
 * A segment is a stretch of the sequence. Time only ever goes forward in it: an event of a clock set back belongs to
 * the month already reached, one of a clock ahead of now to the month of its neighbours, and none to a sealed month.
 * @throws AUDIT_BROKEN: a log that is not intact is not sealed
 */
export async function sealMonths(ledger: Ledger, signer?: SealSigner): Promise<readonly Segment[]> {
  const known = await soundSegments(ledger);
  const unsigned = signer ? known.filter((s) => s.signature === null && s.deleted_at === null) : [];
  const found = await finishedMonths(ledger, known.at(-1));
  const written: Segment[] = [];
  for (const segment of [...unsigned, ...found]) written.push(await seal(ledger, segment, signer));
  return written;
}

async function seal(ledger: Ledger, segment: Segment, signer: SealSigner | undefined): Promise<Segment> {
  const signature = await signer?.sign(Buffer.from(sealText(ledger, segment), "utf8"));
  const sealed = { ...segment, signer: signer?.fingerprint ?? null, signature: signature ?? null };
  const { month, first, last, sha256 } = sealed;
  await ledger.store.transaction(async () => {
    await putSegment(ledger, sealed);
    await appendEvent(ledger, {
      what: "audit.sealed",
      data: { month, first, last, sha256, signer: sealed.signer },
    });
  });
  return sealed;
}

async function finishedMonths(ledger: Ledger, before: Segment | undefined): Promise<readonly Segment[]> {
  const from: Link = before ? { seq: before.last, mac: before.last_mac } : endOf(undefined);
  const thisMonth = monthOf(ledger.now);
  const cuts: Cut[] = [];
  let month = before ? monthAfter(before.month) : "";
  const end = await walk(ledger, from, (event, mac) => {
    const at = Date.parse(event.at);
    const stated = at > ledger.now ? month || thisMonth : monthOf(at);
    if (stated > month) month = stated;
    let cut = cuts.at(-1);
    if (cut?.month !== month)
      cuts.push((cut = { month, first: event.seq, last: event.seq, mac, hash: createHash("sha256") }));
    cut.hash.update(`${eventLine(event, mac)}\n`, "utf8");
    cut.last = event.seq;
    cut.mac = mac;
  });
  const head = endOf(await headForAppend(ledger));
  if (end.bad || head.seq !== end.last.seq)
    throw siocError("AUDIT_BROKEN", { seq: end.bad?.seq ?? end.last.seq + 1 });
  return segmentsOf(
    cuts.filter((cut) => cut.month < thisMonth),
    from,
    instant(ledger),
  );
}

interface Cut {
  readonly month: string;
  readonly first: number;
  last: number;
  mac: Buffer;
  readonly hash: ReturnType<typeof createHash>;
}

function segmentsOf(cuts: readonly Cut[], from: Link, sealed_at: string): readonly Segment[] {
  return cuts.map(({ month, first, last, mac, hash }, i) => ({
    month,
    first,
    last,
    prev_mac: cuts[i - 1]?.mac ?? from.mac,
    last_mac: mac,
    sha256: hash.digest("hex"),
    sealed_at,
    signer: null,
    signature: null,
    deleted_at: null,
  }));
}
