import { siocError } from "../core/errors.ts";
import { DIGEST_BYTES, keyedHmac } from "../core/hmac.ts";

declare const chiave: unique symbol;

/** The Ministry's key. A closure, so that neither `JSON.stringify` nor `console.log` of it can show it. */
export interface ChiaveCuni {
  readonly [chiave]: true;
  /** The 64 hexadecimal characters exactly as they were given: for hashing, and for handing to a worker. */
  reveal(): string;
}

/**
 * Reads the key's text. The case of its letters is kept, because half of the CUNI depends on it (spec/cuni.md §1);
 * one line end after it is forgiven, anything else is not.
 * @throws KEY_MALFORMED with the number of characters found, never the characters.
 */
export function parseChiave(text: string): ChiaveCuni {
  const hex = text.replace(/\r?\n$/, "");
  // Checked by pattern first: Buffer.from(…, "hex") stops in silence at the first wrong digit.
  if (!/^[0-9A-Fa-f]{64}$/.test(hex)) throw siocError("KEY_MALFORMED", { length: hex.length, expected: 64 });
  return { reveal: () => hex } as ChiaveCuni;
}

const LABEL = "sioc key check value 1";

/**
 * Eight digits to recognise a key by, such as `A1B2-C3D4`: 32 bits of a keyed hash of a fixed label, of no use to
 * find the key. Made with the key's text, not its bytes, so that the same key in another case shows another value.
 */
export function keyCheckValue(key: ChiaveCuni): string {
  const digest = new Uint8Array(DIGEST_BYTES);
  keyedHmac(Buffer.from(key.reveal(), "latin1"))(Buffer.from(LABEL, "latin1"), digest);
  const hex = Buffer.from(digest.subarray(0, 4)).toString("hex").toUpperCase();
  return `${hex.slice(0, 4)}-${hex.slice(4)}`;
}
