/**
 * CUNI, exactly as the Ministry's library computes it (spec/cuni.md §1, established by running it):
 * h1 = HMAC-SHA-256(the key's 32 bytes, identifier), h2 = HMAC-SHA-256(the key's 64 characters, h1),
 * CUNI = Base64(h1) + Base64(h2), 88 characters.
 */
import { siocError } from "../core/errors.ts";
import { BASE64_LENGTH, decode32, encode32 } from "./base64.ts";
import { parseChiave, type ChiaveCuni } from "./chiave.ts";
import { DIGEST_BYTES, keyedHmac, type KeyedHmac } from "../core/hmac.ts";
import { isBlank, isWellFormed } from "./normalise.ts";

export const CUNI_LENGTH = 88;
/** OC-F-010 */
const SHAPE = /^[A-Za-z0-9+/]{43}=[A-Za-z0-9+/]{43}=$/;

/** What can be wrong with 88 characters that claim to be a CUNI (or Id_Rec): OC-F-009 length, OC-F-010 the rest. */
export type EsitoHash = "ok" | "length" | "shape" | "checksum";

export interface CuniFunction {
  /**
   * 88 characters. Hashes the text as it is: normalising and judging come before.
   * @throws RangeError for blank text and lone surrogates, which the Ministry refuses or hashes otherwise.
   */
  (identifier: string): string;
  /** Verifies, without the identifier, that a CUNI was made with this key: its second half is a keyed checksum. */
  readonly verify: (cuni: string) => EsitoHash;
}

/** Length and shape only, for when there is no key. */
export function judgeShape(cuni: string): EsitoHash {
  if (cuni.length !== CUNI_LENGTH) return "length";
  return SHAPE.test(cuni) ? "ok" : "shape";
}

/** The two keyed functions are prepared once and reused on every row. One per thread: they share buffers. */
export function cuniFunction(key: ChiaveCuni): CuniFunction {
  const hex = key.reveal();
  const first = keyedHmac(Buffer.from(hex, "hex"));
  const second = keyedHmac(Buffer.from(hex, "latin1"));
  const message = messageBuffer();
  const digest = new Uint8Array(DIGEST_BYTES);
  const finish = finisher(second);
  const hash = (identifier: string): string => {
    if (isBlank(identifier) || !isWellFormed(identifier)) throw new RangeError("not hashable");
    first(message(identifier), digest);
    return finish(digest);
  };
  const verify = (cuni: string): EsitoHash => {
    const shape = judgeShape(cuni);
    if (shape !== "ok") return shape;
    decode32(cuni, digest);
    // Also refuses a first half whose last character carries stray bits: it would not be written that way.
    return finish(digest) === cuni ? "ok" : "checksum";
  };
  return Object.assign(hash, { verify });
}

/** Base64 of the first hash and of its checksum. */
function finisher(second: KeyedHmac): (h1: Uint8Array) => string {
  const h2 = new Uint8Array(DIGEST_BYTES);
  const text = Buffer.alloc(CUNI_LENGTH);
  return (h1) => {
    second(h1, h2);
    encode32(h1, text, 0);
    encode32(h2, text, BASE64_LENGTH);
    return text.toString("latin1");
  };
}

/** UTF-8 of a text; short ASCII, which identifiers are, goes through one reused buffer. */
function messageBuffer(): (text: string) => Uint8Array {
  const buffer = new Uint8Array(128);
  const views = Array.from({ length: buffer.length + 1 }, (_, length) => buffer.subarray(0, length));
  const encoder = new TextEncoder();
  return (text) => {
    const view = views[text.length];
    if (view === undefined) return encoder.encode(text);
    for (let i = 0; i < text.length; i += 1) {
      const code = text.charCodeAt(i);
      if (code > 127) return encoder.encode(text);
      buffer[i] = code;
    }
    return view;
  };
}

/** Vectors made with the Ministry's own class and a throw-away key (fixtures/vectors/cuni.json, 1 and 27). */
const KEY = "fb1d2e4a57bb1a52ef44868618abfccf42ceb952d417d5416323cf2f078b0ef9";
const VECTORS = [
  {
    key: KEY,
    identifier: "RSSMRA80A01H501U",
    cuni: "6ChDgDTDhLFgG1aCtfmzh0E3oOytl5irB2EA4X2h/GE=v2kx4OSLStUNBs5+DAlqPhcyAHYMJPX/1lZjlsapvtY=",
  },
  {
    key: KEY.toUpperCase(),
    identifier: "RSSMRA80A01H50MM",
    cuni: "KtsKwBVn1pk7MSmF7rWa0aN2UIu7H0sz5rdh6GpOdgY=4MYT0JFmp2qvREq1d7sJ6KThfH4qKSwLOAiVQ7ozd0I=",
  },
] as const;

/**
 * Proves at start that the function is the Ministry's, the letter case of the key included.
 * @throws KEY_SELF_TEST
 */
export function selfTest(make: (key: ChiaveCuni) => CuniFunction = cuniFunction): void {
  for (const { key, identifier, cuni } of VECTORS) {
    const hash = make(parseChiave(key));
    if (hash(identifier) !== cuni || hash.verify(cuni) !== "ok") throw siocError("KEY_SELF_TEST");
  }
}
