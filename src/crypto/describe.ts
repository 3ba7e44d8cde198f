import { createPublicKey } from "node:crypto";

import { siocError } from "../core/errors.ts";
import type { IsoDate } from "../core/dates.ts";
import { printable } from "../core/redact.ts";
import { sha256 } from "./checksum.ts";
import { dayOf, type Certificate } from "./certificate.ts";
import { recognise, type Material, type PgpSource } from "./material.ts";
import { readPgpKey } from "./pgp-keys.ts";
import { nameOf, readKeyFile, readPublicFile } from "./secret.ts";

export type KeyKind = "certificate" | "private-key" | "openpgp-public" | "openpgp-private" | "cuni";

/** What may be said of a key file. Never a secret part: of the CUNI key not even a fingerprint (identity has its check value). */
export interface KeyDescription {
  readonly kind: KeyKind;
  readonly file: string;
  /** Certificate: SHA-256 of the DER. OpenPGP: its fingerprint. PEM private key: SHA-256 of its public half. */
  readonly fingerprint?: string;
  readonly algorithm?: string;
  readonly bits?: number;
  readonly curve?: string;
  readonly from?: IsoDate;
  /** Absent if it never expires. */
  readonly expires?: IsoDate;
  /** Uses a certificate allows; absent if it does not restrict them. */
  readonly usage?: readonly string[];
  readonly names?: readonly string[];
  readonly issuer?: string;
  /** Protected by a passphrase. */
  readonly locked?: boolean;
}

/**
 * Looks at a key file of any kind; a file with a secret must pass the same checks as when it is used.
 * @throws KEY_MISSING, KEY_NOT_A_FILE, KEY_OWNER, KEY_PERMISSIONS, KEY_UNRECOGNISED, KEY_SEVERAL
 */
export async function describeKey(path: string): Promise<readonly KeyDescription[]> {
  const file = nameOf(path);
  const bytes = readPublicFile(path);
  if (/^\s*[0-9a-f]{64}\s*$/i.test(bytes.toString("latin1"))) {
    readKeyFile(path);
    return [{ kind: "cuni", file }];
  }
  const material = recognise(bytes);
  if (material.kind === "private-key" || material.kind === "openpgp-private") readKeyFile(path);
  return describeMaterial(file, material);
}

async function describeMaterial(file: string, material: Material): Promise<readonly KeyDescription[]> {
  switch (material.kind) {
    case "certificates":
      return material.certificates.map((certificate) => ofCertificate(file, certificate));
    case "private-key":
      return [
        ofPem(file, material),
        ...material.certificates.map((certificate) => ofCertificate(file, certificate)),
      ];
    case "openpgp-public":
    case "openpgp-private":
      return [await ofPgp(file, material.kind, material.source)];
    case "unknown":
      throw siocError("KEY_UNRECOGNISED", { file });
  }
}

function ofCertificate(file: string, certificate: Certificate): KeyDescription {
  const { fingerprint, algorithm, bits, curve, usage, notBefore, notAfter, subject, issuer } = certificate;
  return {
    kind: "certificate",
    file,
    fingerprint,
    algorithm,
    ...(bits === undefined ? {} : { bits }),
    ...(curve === undefined ? {} : { curve }),
    from: dayOf(notBefore),
    expires: dayOf(notAfter),
    ...(usage ? { usage: [...usage] } : {}),
    names: [printable(subject, 200)],
    issuer: printable(issuer, 200),
  };
}

function ofPem(file: string, { pem, locked }: Extract<Material, { kind: "private-key" }>): KeyDescription {
  if (locked) return { kind: "private-key", file, locked };
  try {
    const half = createPublicKey(pem);
    const { modulusLength: bits, namedCurve: curve } = half.asymmetricKeyDetails ?? {};
    return {
      kind: "private-key",
      file,
      locked,
      fingerprint: sha256(half.export({ type: "spki", format: "der" })).toUpperCase(),
      algorithm: half.asymmetricKeyType ?? "?",
      ...(bits === undefined ? {} : { bits }),
      ...(curve === undefined ? {} : { curve }),
    };
  } catch (error) {
    throw siocError("KEY_UNRECOGNISED", { file }, { cause: error });
  }
}

async function ofPgp(
  file: string,
  kind: "openpgp-public" | "openpgp-private",
  source: PgpSource,
): Promise<KeyDescription> {
  const key = await readPgpKey(file, source);
  const end = await key.getExpirationTime();
  const { algorithm, bits, curve } = key.getAlgorithmInfo();
  return {
    kind,
    file,
    fingerprint: key.getFingerprint().toUpperCase(),
    algorithm,
    ...(bits === undefined ? {} : { bits }),
    ...(curve === undefined ? {} : { curve }),
    from: dayOf(key.getCreationTime().getTime()),
    ...(end instanceof Date ? { expires: dayOf(end.getTime()) } : {}),
    names: key.getUserIDs().map((id) => printable(id, 200)),
    ...(key.isPrivate() ? { locked: !key.isDecrypted() } : {}),
  };
}
