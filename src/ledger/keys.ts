import { createHmac, hkdfSync } from "node:crypto";

/** The local key: 32 random bytes that never leave the region. Without it the ledger says nothing of anybody. */
export interface LedgerKeys {
  /** Of the tags: keys of stays, local numbers, people. */
  readonly tags: Buffer;
  readonly content: Buffer;
  /** AES-256, of the envelopes (`busta`). */
  readonly envelope: Buffer;
  readonly audit: Buffer;
  /** Eight digits to recognise the key by. */
  readonly check: string;
}

export const LEDGER_KEY_BYTES = 32;
export const TAG_BYTES = 16;

export function ledgerKeys(secret: Uint8Array): LedgerKeys {
  const derive = (label: string): Buffer =>
    Buffer.from(hkdfSync("sha256", secret, new Uint8Array(0), `sioc ledger 1 ${label}`, 32));
  const hex = derive("check").subarray(0, 4).toString("hex").toUpperCase();
  return {
    tags: derive("tags"),
    content: derive("content"),
    envelope: derive("envelope"),
    audit: derive("audit"),
    check: `${hex.slice(0, 4)}-${hex.slice(4)}`,
  };
}

/** 128 bits of a keyed hash. `label` keeps tags of different things apart. */
export function tag16(key: Uint8Array, label: string, text: string): Buffer {
  return createHmac("sha256", key).update(`${label}\n${text}`, "utf8").digest().subarray(0, TAG_BYTES);
}
