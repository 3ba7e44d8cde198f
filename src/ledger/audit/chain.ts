import { createHash, createHmac } from "node:crypto";

import type { Ledger } from "../ledger.ts";
import type { Row, Store, Value } from "../store/store.ts";

/** An event as it is kept. `data` is canonical JSON. */
export interface StoredEvent {
  readonly seq: number;
  /** ISO instant, UTC. */
  readonly at: string;
  readonly who: string;
  readonly what: string;
  readonly run: number | null;
  readonly data: string;
}

/** A place in the chain: the last event before it and that event's MAC. */
export interface Link {
  readonly seq: number;
  readonly mac: Buffer;
}

/** What is wrong, at the first event where something is. */
export interface Bad {
  readonly seq: number;
  readonly why:
    "altered" | "missing" | "order" | "extra" | "beyond" | "malformed" | "head" | "segment" | "seal";
  /** Of an exported file. */
  readonly line?: number;
  /** Of a segment or seal. */
  readonly month?: string;
}

/** What the first event of all chains from. Nothing secret: the key is in the MAC. */
export const GENESIS: Link = { seq: 0, mac: createHash("sha256").update("sioc audit 1").digest() };

/** Flat JSON with one way of being written: keys in code unit order, no blanks. */
export function canonical(data: Readonly<Record<string, unknown>>): string {
  const entries = Object.entries(data).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`).join(",")}}`;
}

/** The line whose MAC chains; with `mac` the line as it is exported. */
export function eventLine({ seq, at, who, what, run, data }: StoredEvent, mac?: Buffer): string {
  const hex = mac ? `,"mac":"${mac.toString("hex")}"` : "";
  const named = `"seq":${seq},"what":${JSON.stringify(what)},"who":${JSON.stringify(who)}`;
  return `{"at":${JSON.stringify(at)},"data":${data}${hex},"run":${run ?? "null"},${named}}`;
}

export function eventMac(key: Uint8Array, previous: Uint8Array, event: StoredEvent): Buffer {
  return createHmac("sha256", key).update(previous).update(eventLine(event), "utf8").digest();
}

/** MAC of a row that is not an event; `label` keeps one kind from passing for another. */
export function rowMac(key: Uint8Array, label: "head" | "segment" | "export", text: string): Buffer {
  return createHmac("sha256", key).update(`${label}\n${text}`, "utf8").digest();
}

const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Text from what {@link asBytes} selected; undefined if it is not UTF-8. */
export function textOf(value: Value | undefined): string | undefined {
  if (typeof value === "string") return value;
  if (typeof value === "number") return String(value);
  if (value === null || value === undefined) return undefined;
  try {
    return UTF8.decode(value);
  } catch {
    return undefined;
  }
}

/** Text columns read as bytes: libsql ends the process at text that is not UTF-8, which a tampered file may hold. */
export function asBytes(store: Store, column: string): string {
  return store.kind === "sqlite" ? `CAST(${column} AS BLOB)` : column;
}

/** SQLite lets any type into any column: what each value is, so that none passes for another. PostgreSQL does not. */
function types(store: Store): string {
  if (store.kind !== "sqlite") return "'ok'";
  const kinds = ["at", "who", "what", "data", "mac", "run"].map((column) => `typeof(${column})`).join(" || ");
  return `CASE ${kinds} WHEN 'texttexttexttextblobinteger' THEN 'ok' WHEN 'texttexttexttextblobnull' THEN 'ok' END`;
}

/** Takes the events from `seq` on, in order; undefined for a row that cannot be an event of ours. */
export async function eachEvent(
  { store }: Ledger,
  from: number,
  take: (seq: number, event: StoredEvent | undefined, mac: Buffer) => void,
): Promise<void> {
  const columns = ["at", "who", "what", "run", "data", "mac"]
    .map((column) => asBytes(store, column))
    .join(", ");
  await store.each(
    `SELECT seq, ${columns}, ${types(store)} FROM event WHERE seq >= ?1 ORDER BY seq`,
    [from],
    (row) => {
      const mac = row[6];
      take(Number(row[0]), eventOf(row), mac instanceof Uint8Array ? Buffer.from(mac) : Buffer.alloc(0));
    },
  );
}

function eventOf(row: Row): StoredEvent | undefined {
  const [at, who, what, data] = [row[1], row[2], row[3], row[5]].map(textOf);
  const run = row[4] === null ? null : Number(textOf(row[4]));
  if (at === undefined || who === undefined || what === undefined || data === undefined || row[7] !== "ok")
    return undefined;
  if (!isCanonical(data) || (run !== null && !Number.isSafeInteger(run))) return undefined;
  return { seq: Number(row[0]), at, who, what, run, data };
}

/** Else a shift of bytes between columns could leave the line as it was. */
function isCanonical(data: string): boolean {
  try {
    const parsed: unknown = JSON.parse(data);
    return typeof parsed === "object" && parsed !== null && canonical({ ...parsed }) === data;
  } catch {
    return false;
  }
}

/** Where a walk ended: the last good event, and what came after it if something was wrong. */
export interface Walk {
  readonly last: Link;
  readonly bad?: Bad;
}

/** Follows the chain from a link that is held for good; hands over each event found right, stops at the first that is not. */
export async function walk(
  ledger: Ledger,
  from: Link,
  take: (event: StoredEvent, mac: Buffer) => void = () => undefined,
): Promise<Walk> {
  let last = from;
  let bad: Bad | undefined;
  await eachEvent(ledger, from.seq + 1, (seq, event, mac) => {
    if (bad) return;
    const expected = last.seq + 1;
    if (seq !== expected) bad = { seq: expected, why: "missing" };
    else if (!event) bad = { seq, why: "malformed" };
    else if (!eventMac(ledger.keys.audit, last.mac, event).equals(mac)) bad = { seq, why: "altered" };
    else {
      last = { seq, mac };
      take(event, mac);
    }
  });
  return { last, ...(bad && { bad }) };
}
