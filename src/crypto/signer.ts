import { createPrivateKey, createSecretKey, type KeyObject } from "node:crypto";

import { siocError } from "../core/errors.ts";
import type { Message } from "../text/index.ts";
import { dayOf, type Certificate } from "./certificate.ts";
import { recognise, type Material, type PgpSource } from "./material.ts";
import { judgePgpKey, loadOpenPgp, MIN_RSA_BITS, readPgpKey, type PgpKey } from "./pgp-keys.ts";
import { nameOf, readKeyFile, readPublicFile } from "./secret.ts";
import type { CadesSigner, OpenPgpSigner, Signer } from "./types.ts";
import { checkSpan, expiryNotes } from "./validity.ts";

/** Paths as the configuration gives them. */
export interface SignerFiles {
  readonly key: string;
  /** PEM certificate of a PEM key, when it is not in the key's own file; the chain may follow it. */
  readonly certificate?: string | undefined;
}

export interface SignerDeps {
  /** ms since 1970. */
  readonly now: number;
  /** Asked only if the key is locked. */
  readonly passphrase?: (() => Promise<string>) | undefined;
  /** Codice fiscale of who sends the flow to GAF, if configured. */
  readonly senderCodiceFiscale?: string | undefined;
}

/** Curves a certificate may sign with, as OpenSSL names them. */
const CURVES: ReadonlySet<string> = new Set(["prime256v1", "secp384r1", "secp521r1"]);

/**
 * The signer's key, judged before any work is done: an OpenPGP private key, or a PEM key with its certificate.
 * @throws KEY_MISSING, KEY_NOT_A_FILE, KEY_OWNER, KEY_PERMISSIONS, KEY_UNRECOGNISED, KEY_SEVERAL, KEY_IS_PUBLIC,
 * KEY_CERTIFICATE_MISSING, KEY_LOCKED, KEY_PASSPHRASE, KEY_PAIR_DIFFERS, KEY_NOT_YET_VALID, KEY_EXPIRED, KEY_REVOKED,
 * KEY_WEAK, KEY_ALGORITHM, KEY_USAGE, and what the passphrase source throws
 */
export async function loadSigner(files: SignerFiles, deps: SignerDeps): Promise<Signer> {
  const file = nameOf(files.key);
  const material = recognise(readKeyFile(files.key));
  switch (material.kind) {
    case "openpgp-private":
      return openPgpSigner(file, material.source, deps);
    case "private-key":
      return cadesSigner(files, material, deps);
    case "openpgp-public":
    case "certificates":
      throw siocError("KEY_IS_PUBLIC", { file });
    case "unknown":
      throw siocError("KEY_UNRECOGNISED", { file });
  }
}

async function openPgpSigner(file: string, source: PgpSource, deps: SignerDeps): Promise<OpenPgpSigner> {
  const key = await readPgpKey(file, source);
  const facts = await judgePgpKey(file, key, "sign", deps.now);
  const unlocked = await unlockPgp(file, key, deps.passphrase);
  return {
    format: "openpgp",
    file,
    fingerprint: facts.fingerprint,
    userIds: facts.userIds,
    algorithm: facts.algorithm,
    ...(facts.bits === undefined ? {} : { bits: facts.bits }),
    ...(facts.span.to === Infinity ? {} : { expires: dayOf(facts.span.to) }),
    notes: expiryNotes(file, facts.span.to, deps.now),
    key: createSecretKey(unlocked.write()),
    publicKey: key.toPublic().write(),
  };
}

/** @throws KEY_IS_PUBLIC, KEY_LOCKED, KEY_PASSPHRASE */
export async function unlockPgp(
  file: string,
  key: PgpKey,
  passphrase: SignerDeps["passphrase"],
): Promise<PgpKey> {
  if (!key.isPrivate()) throw siocError("KEY_IS_PUBLIC", { file });
  if (key.isDecrypted()) return key;
  if (!passphrase) throw siocError("KEY_LOCKED", { file });
  const { decryptKey } = await loadOpenPgp();
  const secret = await passphrase();
  return decryptKey({ privateKey: key, passphrase: secret }).catch((error: unknown) => {
    throw siocError("KEY_PASSPHRASE", { file }, { cause: error });
  });
}

type PrivateMaterial = Extract<Material, { kind: "private-key" }>;

async function cadesSigner(
  files: SignerFiles,
  material: PrivateMaterial,
  deps: SignerDeps,
): Promise<CadesSigner> {
  const key = await unlockPem(nameOf(files.key), material, deps.passphrase);
  const { file, certificates } = certificatesFor(files, material);
  const own = certificates.find((certificate) => certificate.x509.checkPrivateKey(key));
  if (!own) throw siocError("KEY_PAIR_DIFFERS", { file, key: nameOf(files.key) });
  checkSpan(file, { from: own.notBefore, to: own.notAfter }, deps.now);
  checkSigning(file, own);
  return {
    format: "cades",
    file,
    fingerprint: own.fingerprint,
    subject: own.subject,
    algorithm: own.algorithm,
    ...(own.bits === undefined ? {} : { bits: own.bits }),
    expires: dayOf(own.notAfter),
    notes: [
      ...expiryNotes(file, own.notAfter, deps.now),
      ...senderNotes(file, own, deps.senderCodiceFiscale),
    ],
    key,
    certificates: [own, ...certificates.filter((other) => other !== own)].map(({ der }) => der),
  };
}

/** @throws KEY_LOCKED, KEY_PASSPHRASE, KEY_UNRECOGNISED */
export async function unlockPem(
  file: string,
  { pem, locked }: PrivateMaterial,
  passphrase: SignerDeps["passphrase"],
): Promise<KeyObject> {
  if (locked && !passphrase) throw siocError("KEY_LOCKED", { file });
  const secret = locked ? await passphrase?.() : undefined;
  try {
    return createPrivateKey({ key: pem, ...(secret === undefined ? {} : { passphrase: secret }) });
  } catch (error) {
    throw siocError(locked ? "KEY_PASSPHRASE" : "KEY_UNRECOGNISED", { file }, { cause: error });
  }
}

interface Found {
  readonly file: string;
  readonly certificates: readonly Certificate[];
}

function certificatesFor(files: SignerFiles, material: PrivateMaterial): Found {
  if (files.certificate === undefined) {
    const file = nameOf(files.key);
    if (material.certificates.length === 0) throw siocError("KEY_CERTIFICATE_MISSING", { file });
    return { file, certificates: material.certificates };
  }
  const file = nameOf(files.certificate);
  const found = recognise(readPublicFile(files.certificate));
  if (found.kind !== "certificates") throw siocError("KEY_UNRECOGNISED", { file });
  return { file, certificates: found.certificates };
}

function checkSigning(file: string, { algorithm, bits = 0, curve = "", usage }: Certificate): void {
  if (algorithm !== "rsa" && algorithm !== "ec") throw siocError("KEY_ALGORITHM", { file, algorithm });
  if (algorithm === "rsa" ? bits < MIN_RSA_BITS : !CURVES.has(curve)) throw siocError("KEY_WEAK", { file });
  if (usage && !usage.has("digitalSignature") && !usage.has("nonRepudiation"))
    throw siocError("KEY_USAGE", { file });
}

/**
 * GAF compares the signer's codice fiscale with the sender's and answers IF01 when they differ. Neither of the two is
 * ever put into words. Forms of the subject's serialNumber: `TINIT-…` (ETSI EN 319 412-1), `IT:…` (older Italian).
 */
function senderNotes(file: string, certificate: Certificate, sender: string | undefined): readonly Message[] {
  const codes = certificate.subjectNumbers.flatMap((value) => {
    const code = /^(?:TINIT-|IT:)([A-Z0-9]{11,16})$/i.exec(value.trim())?.[1];
    return code ? [code.toUpperCase()] : [];
  });
  if (codes.length === 0) return [{ key: "crypto.signer_cf_absent", data: { file } }];
  if (sender === undefined || codes.includes(sender.trim().toUpperCase())) return [];
  return [{ key: "crypto.signer_cf_differs", data: { file } }];
}
