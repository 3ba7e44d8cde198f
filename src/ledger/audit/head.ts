import { siocError } from "../../core/errors.ts";
import type { Ledger } from "../ledger.ts";
import { asBytes, GENESIS, rowMac, textOf, type Link } from "./chain.ts";

/** The end of the chain as last written, so that a cut tail is seen, and the clock it was written by. */
export interface Head extends Link {
  readonly at: string;
}

const NAME = "audit.head";

/** The head, undefined before the first event, `"altered"` when it does not carry its own MAC. */
export async function readHead(ledger: Ledger): Promise<Head | "altered" | undefined> {
  const { store, keys } = ledger;
  // Where writers do not exclude each other by themselves, whoever reads the head holds it until the commit.
  if (store.kind === "postgres") await store.run("UPDATE meta SET value = value WHERE name = ?1", [NAME]);
  const [row] = await store.rows(`SELECT ${asBytes(store, "value")} FROM meta WHERE name = ?1`, [NAME]);
  if (!row) return undefined;
  const [, seq = "", at = "", mac = "", seal = ""] =
    /^(\d+) (\S+) ([0-9a-f]{64}) ([0-9a-f]{64})$/.exec(textOf(row[0]) ?? "") ?? [];
  if (seal === "" || sealOf(keys.audit, seq, at, mac) !== seal) return "altered";
  return { seq: Number(seq), at, mac: Buffer.from(mac, "hex") };
}

/**
 * Where the next event goes. Only the head is looked at: an event cut from the table leaves a gap that
 * `verifyAudit` names, and is not written over.
 * @throws AUDIT_BROKEN if the head is altered, or gone while there are events
 */
export async function headForAppend(ledger: Ledger): Promise<Head | undefined> {
  const head = await readHead(ledger);
  if (head !== undefined && head !== "altered") return head;
  const [known] = await ledger.store.rows("SELECT CAST(max(seq) AS INTEGER) FROM event");
  const seq = Number(known?.[0] ?? 0);
  if (head === "altered" || seq > 0) throw siocError("AUDIT_BROKEN", { seq });
  return undefined;
}

export async function writeHead({ store, keys }: Ledger, { seq, at, mac }: Head): Promise<void> {
  const hex = mac.toString("hex");
  await store.run(
    `INSERT INTO meta (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
    [NAME, `${seq} ${at} ${hex} ${sealOf(keys.audit, String(seq), at, hex)}`],
  );
}

function sealOf(key: Uint8Array, seq: string, at: string, mac: string): string {
  return rowMac(key, "head", `${seq} ${at} ${mac}`).toString("hex");
}

/** The link a chain with this head ends at. */
export function endOf(head: Head | undefined): Link {
  return head ?? GENESIS;
}
