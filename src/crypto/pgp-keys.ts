import type * as OpenPgp from "openpgp";

import { siocError, type ErrorCode } from "../core/errors.ts";
import { printable } from "../core/redact.ts";
import { dayOf } from "./certificate.ts";
import type { PgpSource } from "./material.ts";
import { checkSpan, type Span } from "./validity.ts";

type Pgp = typeof OpenPgp;
export type PgpKey = OpenPgp.Key;
type Purpose = "encrypt" | "sign";

/** Below this the strict checks call an RSA key weak. */
export const MIN_RSA_BITS = 2048;

/** openpgp is loaded only by those who use it (0.1 s). */
export function loadOpenPgp(): Promise<Pgp> {
  return import("openpgp");
}

export interface PgpFacts {
  readonly key: PgpKey;
  readonly fingerprint: string;
  readonly userIds: readonly string[];
  readonly span: Span;
  readonly algorithm: string;
  readonly bits: number | undefined;
}

/** The one key of a file. @throws KEY_UNRECOGNISED, KEY_SEVERAL */
export async function readPgpKey(file: string, source: PgpSource): Promise<PgpKey> {
  const keys = await readAll(source).catch((error: unknown) => {
    throw siocError("KEY_UNRECOGNISED", { file }, { cause: error });
  });
  const [key] = keys;
  if (!key) throw siocError("KEY_UNRECOGNISED", { file });
  // openpgp reads the first armour block only; a second one would be passed over without a word.
  const blocks = "armored" in source ? source.armored.split("-----BEGIN PGP ").length - 1 : 1;
  if (keys.length > 1 || blocks > 1) throw siocError("KEY_SEVERAL", { file });
  return key;
}

async function readAll(source: PgpSource): Promise<readonly PgpKey[]> {
  const pgp = await loadOpenPgp();
  return "armored" in source
    ? pgp.readKeys({ armoredKeys: source.armored })
    : pgp.readKeys({ binaryKeys: source.binary });
}

/**
 * Judges a key for a purpose at an instant, the reasons in the order a person would look for them.
 * @throws KEY_NOT_YET_VALID, KEY_REVOKED, KEY_EXPIRED, KEY_WEAK, KEY_USAGE, KEY_UNRECOGNISED (no valid self-signature)
 */
export async function judgePgpKey(
  file: string,
  key: PgpKey,
  purpose: Purpose,
  now: number,
): Promise<PgpFacts> {
  const { config } = await loadOpenPgp();
  const strict = { ...config, minRSABits: MIN_RSA_BITS };
  const at = new Date(now);
  const [from, to] = [
    key.getCreationTime().getTime(),
    endOf(await key.getExpirationTime(undefined, lenient(config))),
  ];
  checkSpan(file, { from, to: Infinity }, now);
  if (await key.isRevoked(undefined, undefined, at, lenient(config)))
    throw siocError("KEY_REVOKED", { file });
  if (Number.isNaN(to)) throw siocError("KEY_UNRECOGNISED", { file });
  checkSpan(file, { from, to }, now);
  const part = await usable(key, purpose, at, strict).catch(() => undefined);
  if (!part) throw await refusal(file, key, purpose, at, config);
  const partEnd = "mainKey" in part ? endOf(await part.getExpirationTime(at, strict)) : to;
  const { algorithm, bits } = part.getAlgorithmInfo();
  return {
    key,
    fingerprint: key.getFingerprint().toUpperCase(),
    userIds: key.getUserIDs().map((id) => printable(id)),
    span: { from, to: Math.min(to, partEnd) },
    algorithm,
    bits,
  };
}

type Part = OpenPgp.Key | OpenPgp.Subkey;

function usable(key: PgpKey, purpose: Purpose, at: Date | null, config: OpenPgp.Config): Promise<Part> {
  return purpose === "encrypt"
    ? key.getEncryptionKey(undefined, at, undefined, config)
    : key.getSigningKey(undefined, at, undefined, config);
}

/** Why no part of the key serves: tried again with the strength, then also the dates, left out. */
async function refusal(
  file: string,
  key: PgpKey,
  purpose: Purpose,
  at: Date,
  config: OpenPgp.Config,
): Promise<Error> {
  const soft = lenient(config);
  const code = (code: ErrorCode, on?: number): Error =>
    siocError(code, on === undefined ? { file } : { file, on: dayOf(on) });
  if (await usable(key, purpose, at, soft).catch(() => undefined)) return code("KEY_WEAK");
  const part = await usable(key, purpose, null, soft).catch(() => undefined);
  if (part) {
    const from = part.getCreationTime().getTime();
    if (from > at.getTime()) return code("KEY_NOT_YET_VALID", from);
    const to = "mainKey" in part ? endOf(await part.getExpirationTime(at, soft)) : Number.NaN;
    if (to <= at.getTime()) return code("KEY_EXPIRED", to);
  }
  return code((await hasRevokedSubkey(key, at, soft)) ? "KEY_REVOKED" : "KEY_USAGE");
}

async function hasRevokedSubkey(key: PgpKey, at: Date, config: OpenPgp.Config): Promise<boolean> {
  for (const subkey of key.subkeys) {
    const [binding] = subkey.bindingSignatures;
    if (binding && (await subkey.isRevoked(binding, subkey.keyPacket, at, config))) return true;
  }
  return false;
}

function lenient(config: OpenPgp.Config): OpenPgp.Config {
  return {
    ...config,
    minRSABits: 0,
    rejectPublicKeyAlgorithms: new Set(),
    rejectCurves: new Set(),
    rejectHashAlgorithms: new Set(),
  };
}

/** openpgp's answer in ms: Infinity without end, NaN when no self-signature is valid. */
function endOf(time: Date | number | null): number {
  if (time === null) return Number.NaN;
  return time instanceof Date ? time.getTime() : time;
}
