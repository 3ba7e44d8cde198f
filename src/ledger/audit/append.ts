import { printable } from "../../core/redact.ts";
import { instant, type Ledger } from "../ledger.ts";
import { canonical, eventMac, type StoredEvent } from "./chain.ts";
import { endOf, headForAppend, writeHead, type Head } from "./head.ts";
import { loggedWho } from "./who.ts";

/** What can be done, as the log names it. Never translated. */
export type What =
  | "ledger.created"
  | "run.prepared"
  | "run.rolled_back"
  | "run.superseded"
  | "run.sent"
  | "run.abandoned"
  | "run.outcome"
  | "run.purging"
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

/** A clock set back by more than this is an event of its own. Source: reliability.md §3. */
const BACKWARDS_MS = 10 * 60_000;
/** Room for a file name or a fingerprint. */
const TEXT_LENGTH = 200;

/**
 * Appends to the chain. Only inside the transaction of the change it tells of.
 * @throws AUDIT_BROKEN if the head of the chain was tampered with
 */
export async function appendEvent(ledger: Ledger, event: Event): Promise<void> {
  let head = await headForAppend(ledger);
  if (head && Date.parse(head.at) - ledger.now > BACKWARDS_MS)
    head = await add(ledger, head, { what: "clock.backwards", data: { last: head.at } });
  await add(ledger, head, event);
}

async function add(ledger: Ledger, head: Head | undefined, { what, run, data }: Event): Promise<Head> {
  const { seq, mac: previous } = endOf(head);
  const event: StoredEvent = {
    seq: seq + 1,
    at: instant(ledger),
    who: loggedWho(ledger),
    what,
    run: run ?? null,
    data: canonical(
      Object.fromEntries(Object.entries(data).map(([name, value]) => [printable(name), safe(value)])),
    ),
  };
  const mac = eventMac(ledger.keys.audit, previous, event);
  await ledger.store.run(
    "INSERT INTO event (seq, at, who, what, run, data, mac) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    [event.seq, event.at, event.who, what, event.run, event.data, mac],
  );
  const next = { seq: event.seq, at: event.at, mac };
  await writeHead(ledger, next);
  return next;
}

/** Numbers are counts: one too large to be a count may be an identifier. */
function safe(value: Event["data"][string]): Event["data"][string] {
  if (typeof value === "string") return printable(value, TEXT_LENGTH);
  if (typeof value === "number" && !Number.isSafeInteger(value))
    throw new Error("an event counts in whole numbers");
  return value;
}
