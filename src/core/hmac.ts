/**
 * HMAC-SHA-256 (RFC 2104) with its key set once: the hash states after the inner and the outer key block are
 * kept, and each message starts from a copy. Half the compressions and no allocation against `hmac(sha256, …)`.
 */
import { sha256 } from "@noble/hashes/sha2.js";

export const DIGEST_BYTES = 32;
const BLOCK_BYTES = 64;

type State = ReturnType<typeof sha256.create>;

/** Writes the 32 bytes of the message's HMAC into `out`. Not re-entrant: it owns one working state. */
export type KeyedHmac = (message: Uint8Array, out: Uint8Array) => void;

/** Any key length: longer than a block is hashed first, as the RFC says. */
export function keyedHmac(key: Uint8Array): KeyedHmac {
  const block = new Uint8Array(BLOCK_BYTES);
  block.set(key.length > BLOCK_BYTES ? sha256(key) : key);
  const inner = stateAfter(block, 0x36);
  const outer = stateAfter(block, 0x5c);
  block.fill(0);
  const work = sha256.create();
  const digest = new Uint8Array(DIGEST_BYTES);
  return (message, out) => {
    inner._cloneInto(work).update(message).digestInto(digest);
    outer._cloneInto(work).update(digest).digestInto(out);
  };
}

function stateAfter(block: Uint8Array, pad: number): State {
  const padded = block.map((byte) => byte ^ pad);
  const state = sha256.create().update(padded);
  padded.fill(0);
  return state;
}
