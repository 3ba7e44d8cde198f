import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";

import { siocError } from "../../core/errors.ts";
import type { Ledger } from "../ledger.ts";
import type { Row, Value } from "../store/store.ts";
import { asBytes, canonical, GENESIS, rowMac, textOf, type Bad, type Link } from "./chain.ts";

/** A finished month of the log: events `first` to `last`, closed. Outlives them. */
export interface Segment {
  /** `2026-05` */
  readonly month: string;
  readonly first: number;
  readonly last: number;
  readonly prev_mac: Buffer;
  readonly last_mac: Buffer;
  /** Of its events as they are exported, one line each. */
  readonly sha256: string;
  readonly sealed_at: string;
  /** Fingerprint of who signed the seal. */
  readonly signer: string | null;
  readonly signature: Buffer | null;
  readonly deleted_at: string | null;
}

const TEXTS = ["month", "sha256", "sealed_at", "signer", "deleted_at"] as const;

/** All the segments, oldest first, and the first whose row is not as it was written or does not follow the one before. */
export async function readSegments(
  ledger: Ledger,
): Promise<{ readonly segments: readonly Segment[]; readonly bad?: Bad }> {
  const { store } = ledger;
  const texts = TEXTS.map((column) => asBytes(store, column)).join(", ");
  const blobs = ["prev_mac", "last_mac", "signature", "mac"].map((c) => asBytes(store, c)).join(", ");
  const rows = await store.rows(`SELECT first, last, ${texts}, ${blobs} FROM segment ORDER BY first, month`);
  const segments: Segment[] = [];
  for (const row of rows) {
    const segment = segmentOf(row, ledger.keys.envelope);
    const mac = bytesOf(row[10]);
    const before = segments.at(-1);
    const isRight = segment !== undefined && macOf(ledger, segment).equals(mac ?? Buffer.alloc(0));
    if (!isRight || !follows(segment, before)) {
      const month = isRight ? undefined : textOf(row[2]);
      return {
        segments,
        bad: { seq: (before?.last ?? 0) + 1, why: "segment", ...(month !== undefined && { month }) },
      };
    }
    segments.push(segment);
  }
  return { segments };
}

/** @throws AUDIT_BROKEN */
export async function soundSegments(ledger: Ledger): Promise<readonly Segment[]> {
  const { segments, bad } = await readSegments(ledger);
  if (bad) throw siocError("AUDIT_BROKEN", { seq: bad.seq });
  return segments;
}

function segmentOf(row: Row, key: Uint8Array): Segment | undefined {
  const [month, sha256, sealed_at, signer, deleted_at] = row.slice(2, 7).map(textOf);
  const [prev_mac, last_mac, hidden] = row.slice(7, 10).map(bytesOf);
  const signature = hidden && reveal(key, hidden);
  if (hidden && !signature) return undefined;
  if (!month || !sha256 || !sealed_at || !prev_mac || !last_mac) return undefined;
  return {
    month,
    first: Number(row[0]),
    last: Number(row[1]),
    prev_mac,
    last_mac,
    sha256,
    sealed_at,
    signer: signer ?? null,
    signature: signature ?? null,
    deleted_at: deleted_at ?? null,
  };
}

const IV_BYTES = 12;
const TAG_BYTES = 16;

/** A CAdES signature holds its signer's certificate, and that a codice fiscale: no clear one is kept in the ledger. */
function hide(key: Uint8Array, signature: Uint8Array): Buffer {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv("aes-256-gcm", key, iv);
  const hidden = [cipher.update(signature), cipher.final()];
  return Buffer.concat([iv, cipher.getAuthTag(), ...hidden]);
}

function reveal(key: Uint8Array, hidden: Uint8Array): Buffer | undefined {
  try {
    const options = { authTagLength: TAG_BYTES };
    const decipher = createDecipheriv("aes-256-gcm", key, hidden.subarray(0, IV_BYTES), options);
    decipher.setAuthTag(hidden.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
    return Buffer.concat([decipher.update(hidden.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]);
  } catch {
    return undefined;
  }
}

function bytesOf(value: Value | undefined): Buffer | undefined {
  return value instanceof Uint8Array ? Buffer.from(value) : undefined;
}

/** Only the oldest are deleted: a hole in the middle would leave a chain nobody can follow. */
function follows(segment: Segment, before: Segment | undefined): boolean {
  const from: Link = before ? { seq: before.last, mac: before.last_mac } : GENESIS;
  const isAfter = before === undefined || segment.month > before.month;
  const isPrefix = segment.deleted_at === null || before?.deleted_at !== null;
  return segment.first === from.seq + 1 && segment.prev_mac.equals(from.mac) && isAfter && isPrefix;
}

function macOf({ keys }: Ledger, segment: Segment): Buffer {
  return rowMac(keys.audit, "segment", canonical(printedSegment(segment)));
}

function printedSegment({
  prev_mac,
  last_mac,
  signature,
  ...rest
}: Segment): Readonly<Record<string, unknown>> {
  return {
    ...rest,
    prev_mac: prev_mac.toString("hex"),
    last_mac: last_mac.toString("hex"),
    signature: signature?.toString("base64") ?? null,
  };
}

/** Writes the row, or writes it again. Inside a transaction. */
export async function putSegment(ledger: Ledger, segment: Segment): Promise<void> {
  const { month, first, last, prev_mac, last_mac, sha256, sealed_at, signer, signature, deleted_at } =
    segment;
  await ledger.store.run(
    `INSERT INTO segment (month, first, last, prev_mac, last_mac, sha256, sealed_at, signer, signature, deleted_at, mac)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
     ON CONFLICT (month) DO UPDATE SET signer = excluded.signer, signature = excluded.signature,
       deleted_at = excluded.deleted_at, mac = excluded.mac`,
    [
      month,
      first,
      last,
      prev_mac,
      last_mac,
      sha256,
      sealed_at,
      signer,
      signature && hide(ledger.keys.envelope, signature),
      deleted_at,
      macOf(ledger, segment),
    ],
  );
}

/** Where what was not deleted begins. */
export function startOf(segments: readonly Segment[]): Link {
  const gone = segments.findLast((segment) => segment.deleted_at !== null);
  return gone ? { seq: gone.last, mac: gone.last_mac } : GENESIS;
}

export const SEAL_SCHEMA = "sioc/audit-seal@1";

/**
 * The seal of a month, as it is signed and taken off the machine. Made again, byte for byte, from the row: who has
 * the file holds the ledger to it.
 */
export function sealText({ regione, keys }: Ledger, segment: Segment): string {
  const { month, first, last, prev_mac, last_mac, sha256, sealed_at } = segment;
  const seal = {
    schema: SEAL_SCHEMA,
    regione,
    key_check: keys.check,
    month,
    first,
    last,
    prev_mac: prev_mac.toString("hex"),
    last_mac: last_mac.toString("hex"),
    sha256,
    sealed_at,
  };
  return `${canonical(seal)}\n`;
}
