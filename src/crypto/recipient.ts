import { siocError } from "../core/errors.ts";
import { dayOf, type Certificate } from "./certificate.ts";
import { recognise, type PgpSource } from "./material.ts";
import { judgePgpKey, MIN_RSA_BITS, readPgpKey } from "./pgp-keys.ts";
import { nameOf, readPublicFile } from "./secret.ts";
import type { CmsRecipient, OpenPgpRecipient, Recipient } from "./types.ts";
import { checkPin, checkSpan, expiryNotes } from "./validity.ts";

export interface RecipientDeps {
  /** ms since 1970. */
  readonly now: number;
  /** Fingerprint the region has checked with the Ministry: SHA-256 of the certificate, or of the OpenPGP key. */
  readonly pin?: string | undefined;
}

/**
 * The recipient's key or certificate, judged before any work is done. The file decides the format.
 * @throws KEY_MISSING, KEY_NOT_A_FILE, KEY_UNRECOGNISED, KEY_IS_PRIVATE, KEY_SEVERAL, KEY_PIN_DIFFERS, KEY_NOT_YET_VALID,
 * KEY_EXPIRED, KEY_REVOKED, KEY_WEAK, KEY_NOT_RSA, KEY_USAGE
 */
export async function loadRecipient(path: string, deps: RecipientDeps): Promise<Recipient> {
  const file = nameOf(path);
  const material = recognise(readPublicFile(path));
  switch (material.kind) {
    case "openpgp-public":
      return openPgpRecipient(file, material.source, deps);
    case "certificates":
      return cmsRecipient(file, material.certificates, deps);
    case "openpgp-private":
    case "private-key":
      throw siocError("KEY_IS_PRIVATE", { file });
    case "unknown":
      throw siocError("KEY_UNRECOGNISED", { file });
  }
}

async function openPgpRecipient(
  file: string,
  source: PgpSource,
  deps: RecipientDeps,
): Promise<OpenPgpRecipient> {
  const key = await readPgpKey(file, source);
  checkPin(file, key.getFingerprint().toUpperCase(), deps.pin);
  const facts = await judgePgpKey(file, key, "encrypt", deps.now);
  return {
    format: "openpgp",
    file,
    fingerprint: facts.fingerprint,
    userIds: facts.userIds,
    algorithm: facts.algorithm,
    ...(facts.bits === undefined ? {} : { bits: facts.bits }),
    ...(facts.span.to === Infinity ? {} : { expires: dayOf(facts.span.to) }),
    notes: expiryNotes(file, facts.span.to, deps.now),
    bytes: key.write(),
  };
}

function cmsRecipient(file: string, certificates: readonly Certificate[], deps: RecipientDeps): CmsRecipient {
  const [certificate] = certificates;
  if (!certificate) throw siocError("KEY_UNRECOGNISED", { file });
  if (certificates.length > 1) throw siocError("KEY_SEVERAL", { file });
  checkPin(file, certificate.fingerprint, deps.pin);
  checkSpan(file, { from: certificate.notBefore, to: certificate.notAfter }, deps.now);
  checkEncryption(file, certificate);
  return {
    format: "cms",
    file,
    fingerprint: certificate.fingerprint,
    subject: certificate.subject,
    issuer: certificate.issuer,
    serial: certificate.serial,
    algorithm: certificate.algorithm,
    bits: certificate.bits ?? 0,
    expires: dayOf(certificate.notAfter),
    notes: expiryNotes(file, certificate.notAfter, deps.now),
    bytes: certificate.der,
  };
}

/** The Ministry's reader takes RSA with PKCS#1 v1.5 only; a key marked for PSS signatures cannot do it either. */
function checkEncryption(file: string, { algorithm, bits = 0, usage }: Certificate): void {
  if (algorithm !== "rsa") throw siocError("KEY_NOT_RSA", { file, algorithm });
  if (bits < MIN_RSA_BITS) throw siocError("KEY_WEAK", { file });
  if (usage && !usage.has("keyEncipherment") && !usage.has("dataEncipherment")) {
    throw siocError("KEY_USAGE", { file });
  }
}
