import { createHash, sign, type KeyObject } from "node:crypto";

import { siocError } from "../core/errors.ts";
import { parseCertificate, type Certificate } from "./certificate.ts";
import { OPEN } from "./cms.ts";
import { element, setOf, TAG, time as timeValue } from "./der.ts";
import { framer } from "./frames.ts";
import { oidOf } from "./oids.ts";
import type { CadesSigner, Output, Sealer } from "./types.ts";

export interface CadesDeps {
  /**
   * ms since 1970, written as signing-time. Left out by default: the same content then gives the same file (with an
   * RSA key), and a time the signer states by itself proves nothing.
   */
  readonly signingTime?: number | undefined;
}

/** Before the content: ContentInfo, SignedData version 1 (RFC 5652 §5.1), SHA-256, data, OCTET STRING in pieces. */
const HEADER = Buffer.concat([
  OPEN.sequence,
  oidOf("signedData"),
  OPEN.context0,
  OPEN.sequence,
  element(TAG.integer, Buffer.of(1)),
  element(TAG.set, element(TAG.sequence, oidOf("sha256"))),
  OPEN.sequence,
  oidOf("data"),
  OPEN.context0,
  Buffer.of(0x24, 0x80),
]);
/** Ends of OCTET STRING, [0], EncapsulatedContentInfo. */
const CONTENT_END = Buffer.alloc(6);
/** Ends of SignedData, [0], ContentInfo. */
const TRAILER = Buffer.alloc(6);

/**
 * CAdES-BES (ETSI EN 319 122-1) with the content inside, as `.p7m`: BER so that it streams. Signed attributes:
 * contentType, messageDigest, signingCertificateV2 and, if asked, signingTime. SHA-256 with RSA PKCS#1 v1.5 or ECDSA.
 * @throws KEY_UNRECOGNISED if the signer's certificate is not one
 */
export function cadesSealer(signer: CadesSigner, output: Output, deps: CadesDeps = {}): Sealer {
  const hash = createHash("sha256");
  const frames = framer((bytes) => {
    output(Buffer.from(bytes));
  });
  output(Buffer.from(HEADER));
  return {
    write(chunk) {
      hash.update(chunk);
      frames.put(chunk);
    },
    end() {
      frames.end();
      output(Buffer.concat([CONTENT_END, ...signaturePart(signer, hash.digest(), deps), TRAILER]));
      return Promise.resolve();
    },
  };
}

/** CAdES-BES of something kept beside it, as `.p7s`, DER. */
export function cadesDetached(signer: CadesSigner, content: Uint8Array, deps: CadesDeps = {}): Buffer {
  const digest = createHash("sha256").update(content).digest();
  return element(
    TAG.sequence,
    oidOf("signedData"),
    element(
      TAG.context0,
      element(
        TAG.sequence,
        element(TAG.integer, Buffer.of(1)),
        element(TAG.set, element(TAG.sequence, oidOf("sha256"))),
        element(TAG.sequence, oidOf("data")),
        ...signaturePart(signer, digest, deps),
      ),
    ),
  );
}

/** Certificates and signer information. */
function signaturePart(signer: CadesSigner, digest: Buffer, deps: CadesDeps): readonly Buffer[] {
  const certificate = parseCertificate(signer.certificates[0] ?? new Uint8Array(0));
  if (!certificate) throw siocError("KEY_UNRECOGNISED", { file: signer.file });
  const attributes = signedAttributes(certificate, digest, deps.signingTime);
  const info = element(
    TAG.sequence,
    element(TAG.integer, Buffer.of(1)),
    element(TAG.sequence, certificate.issuerDer, certificate.serialDer),
    element(TAG.sequence, oidOf("sha256")),
    setOf(TAG.context0, attributes),
    signatureAlgorithm(signer.key),
    // The signature is over the attributes as a SET, not as the [0] they are written as (RFC 5652 §5.4).
    element(TAG.octetString, sign("sha256", setOf(TAG.set, attributes), signer.key)),
  );
  return [setOf(TAG.context0, signer.certificates), element(TAG.set, info)];
}

function signatureAlgorithm(key: KeyObject): Buffer {
  return key.asymmetricKeyType === "ec"
    ? element(TAG.sequence, oidOf("ecdsaWithSha256"))
    : element(TAG.sequence, oidOf("rsaEncryption"), element(TAG.null));
}

function signedAttributes(
  certificate: Certificate,
  digest: Buffer,
  time: number | undefined,
): readonly Buffer[] {
  return [
    attribute("contentType", oidOf("data")),
    attribute("messageDigest", element(TAG.octetString, digest)),
    attribute("signingCertificateV2", signingCertificate(certificate)),
    ...(time === undefined ? [] : [attribute("signingTime", timeValue(time))]),
  ];
}

function attribute(
  name: "contentType" | "messageDigest" | "signingCertificateV2" | "signingTime",
  value: Buffer,
): Buffer {
  return element(TAG.sequence, oidOf(name), element(TAG.set, value));
}

const DIRECTORY_NAME = 0xa4;

/** ESSCertIDv2 (RFC 5035 §4): SHA-256 is the default and so left out; issuer and serial as OpenSSL writes them. */
function signingCertificate(certificate: Certificate): Buffer {
  const issuer = element(TAG.sequence, element(DIRECTORY_NAME, certificate.issuerDer));
  const hash = element(TAG.octetString, createHash("sha256").update(certificate.der).digest());
  const certificateId = element(TAG.sequence, hash, element(TAG.sequence, issuer, certificate.serialDer));
  return element(TAG.sequence, element(TAG.sequence, certificateId));
}
