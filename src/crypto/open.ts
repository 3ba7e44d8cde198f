import { createSecretKey, type KeyObject } from "node:crypto";

import { siocError } from "../core/errors.ts";
import { openCades, verifyCadesDetached, type OpenedSignature } from "./cades-open.ts";
import { openCms, peek } from "./cms-open.ts";
import { recognise } from "./material.ts";
import { openPgp, verifyPgpDetached, type OpenPgpKeys } from "./pgp.ts";
import { readPgpKey } from "./pgp-keys.ts";
import { nameOf, readKeyFile, readPublicFile } from "./secret.ts";
import { unlockPem, unlockPgp, type SignerDeps } from "./signer.ts";
import type { SignatureReport } from "./types.ts";

/** The recipient's private key: only whoever tests with throw-away keys has one. */
export type Opener =
  { readonly format: "cms"; readonly key: KeyObject } | (OpenPgpKeys & { readonly format: "openpgp" });

export interface OpenDeps {
  /** ms since 1970. */
  readonly now: number;
  /** For tests: see openPgp. */
  readonly stallMs?: number;
}

export interface OpenerFiles {
  readonly key: string;
  /** OpenPGP public keys of the expected signers. */
  readonly verify?: readonly string[] | undefined;
}

/**
 * @throws KEY_MISSING, KEY_NOT_A_FILE, KEY_OWNER, KEY_PERMISSIONS, KEY_UNRECOGNISED, KEY_IS_PUBLIC, KEY_NOT_RSA,
 * KEY_SEVERAL, KEY_LOCKED, KEY_PASSPHRASE
 */
export async function loadOpener(files: OpenerFiles, passphrase?: SignerDeps["passphrase"]): Promise<Opener> {
  const file = nameOf(files.key);
  const material = recognise(readKeyFile(files.key));
  switch (material.kind) {
    case "private-key": {
      const key = await unlockPem(file, material, passphrase);
      if (key.asymmetricKeyType === "rsa") return { format: "cms", key };
      throw siocError("KEY_NOT_RSA", { file, algorithm: key.asymmetricKeyType ?? "?" });
    }
    case "openpgp-private": {
      const key = await unlockPgp(file, await readPgpKey(file, material.source), passphrase);
      const verificationKeys = await Promise.all((files.verify ?? []).map(readVerificationKey));
      return { format: "openpgp", key: createSecretKey(key.write()), verificationKeys };
    }
    case "openpgp-public":
    case "certificates":
      throw siocError("KEY_IS_PUBLIC", { file });
    case "unknown":
      throw siocError("KEY_UNRECOGNISED", { file });
  }
}

/** An OpenPGP public key, binary, for verifying. @throws KEY_MISSING, KEY_NOT_A_FILE, KEY_UNRECOGNISED, KEY_SEVERAL */
export async function readVerificationKey(path: string): Promise<Uint8Array> {
  const file = nameOf(path);
  const material = recognise(readPublicFile(path));
  if (material.kind === "openpgp-private") throw siocError("KEY_IS_PRIVATE", { file });
  if (material.kind !== "openpgp-public") throw siocError("KEY_UNRECOGNISED", { file });
  return (await readPgpKey(file, material.source)).write();
}

/**
 * Opens an encrypted dataset of a bundle, whatever its layers: CMS or OpenPGP outside, CAdES or OpenPGP signature
 * inside or none. Streaming: the clear bytes are proven only when the last has been read.
 * @throws BUNDLE_UNREADABLE (while reading) with a `reason`
 */
export function openSealed(
  input: AsyncIterable<Uint8Array>,
  opener: Opener,
  deps: OpenDeps,
): OpenedSignature {
  let report: () => SignatureReport | undefined = () => undefined;
  async function* content(): AsyncGenerator<Uint8Array> {
    const pgp = opener.format === "openpgp" ? openPgp(input, opener, deps) : undefined;
    const { head, all } = await peek(pgp ? pgp.content : openCms(input, keyOf(opener)), 24);
    const cades = isSignedData(head) ? openCades(all, deps) : undefined;
    report = cades?.report ?? pgp?.report ?? UNSIGNED;
    yield* cades?.content ?? all;
  }
  return { content: content(), report: () => report() };
}

const UNSIGNED = (): SignatureReport => ({
  format: "cades",
  ok: false,
  problems: [{ key: "crypto.problem.signers", data: { n: 0 } }],
});

function keyOf(opener: Opener): KeyObject {
  return opener.key;
}

/** ContentInfo of SignedData: a SEQUENCE, then the OID. No XML starts so. */
function isSignedData(head: Buffer): boolean {
  return head[0] === 0x30 && head.includes(Buffer.from("06092a864886f70d010702", "hex"));
}

/** Judges the detached signature of a manifest, CAdES or OpenPGP as its bytes say. @throws BUNDLE_UNREADABLE */
export function verifyDetached(
  signature: Uint8Array,
  content: Uint8Array,
  deps: OpenDeps & { readonly verificationKeys?: readonly Uint8Array[] },
): Promise<SignatureReport> {
  return signature[0] === 0x30
    ? verifyCadesDetached(signature, content, deps)
    : verifyPgpDetached(signature, content, deps.verificationKeys ?? [], deps);
}
