import { siocError } from "../../core/errors.ts";
import type { Ledger } from "../ledger.ts";
import { canonical, eachEvent, eventLine, rowMac, type Link } from "./chain.ts";
import { readHead } from "./head.ts";
import { readSegments, startOf } from "./segment.ts";

export const EXPORT_SCHEMA = "sioc/audit-export@1";

/** Last line of an exported file: what chain it is a piece of, under its own MAC. */
export interface ExportHead {
  readonly schema: typeof EXPORT_SCHEMA;
  readonly regione: string;
  /** Check value of the ledger key. */
  readonly key_check: string;
  /** Of a sealed month; null for all there is. */
  readonly month: string | null;
  /** Sequence numbers between which there must be every event. */
  readonly first: number;
  readonly last: number;
  /** MAC of the event before the first, and of the last. */
  readonly prev: string;
  readonly mac: string;
}

/** The head line, without newline. */
export function headLine(key: Uint8Array, head: ExportHead): string {
  const plain = { ...head };
  return canonical({ ...plain, by: rowMac(key, "export", canonical(plain)).toString("hex") });
}

export interface Exported {
  readonly events: number;
  readonly month: string | null;
}

/**
 * The log as JSON lines: each event with its MAC, last the head. As it is, tampered or not: what is wrong in the
 * ledger is wrong in the file, and `verifyExport` finds it there.
 * @param month only a sealed month, `2026-05`
 * @throws SETTING_INVALID for a month that is not sealed or is deleted
 */
export async function exportAudit(
  ledger: Ledger,
  write: (line: string) => void,
  month?: string,
): Promise<Exported> {
  return ledger.store.transaction(async () => {
    const { from, to } = month === undefined ? await whole(ledger) : await sealed(ledger, month);
    let events = 0;
    await eachEvent(ledger, from.seq + 1, (seq, event, mac) => {
      if (month !== undefined && seq > to.seq) return;
      events++;
      write(`${event ? eventLine(event, mac) : canonical({ seq, unreadable: true })}\n`);
    });
    const head: ExportHead = {
      schema: EXPORT_SCHEMA,
      regione: ledger.regione,
      key_check: ledger.keys.check,
      month: month ?? null,
      first: from.seq + 1,
      last: to.seq,
      prev: from.mac.toString("hex"),
      mac: to.mac.toString("hex"),
    };
    write(`${headLine(ledger.keys.audit, head)}\n`);
    return { events, month: month ?? null };
  });
}

interface Span {
  readonly from: Link;
  readonly to: Link;
}

/** To where the head says, be there events or not. A head that is not ours says nothing: then to nowhere. */
async function whole(ledger: Ledger): Promise<Span> {
  const from = startOf((await readSegments(ledger)).segments);
  const head = await readHead(ledger);
  return { from, to: head === undefined || head === "altered" ? from : head };
}

async function sealed(ledger: Ledger, month: string): Promise<Span> {
  const there = (await readSegments(ledger)).segments.filter((s) => s.deleted_at === null);
  const segment = there.find((s) => s.month === month);
  if (!segment)
    throw siocError("SETTING_INVALID", {
      name: "--month",
      allowed: there.map((s) => s.month).join(", ") || "-",
    });
  return {
    from: { seq: segment.first - 1, mac: segment.prev_mac },
    to: { seq: segment.last, mac: segment.last_mac },
  };
}
