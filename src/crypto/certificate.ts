import { X509Certificate } from "node:crypto";

import { fromDay, type IsoDate } from "../core/dates.ts";
import { redact } from "../core/redact.ts";
import { childrenOf, contentOf, elementAt, oidText, partsOf, TAG, wholeOf, type Element } from "./der.ts";
import { OID } from "./oids.ts";

export type Usage =
  "digitalSignature" | "nonRepudiation" | "keyEncipherment" | "dataEncipherment" | "keyAgreement";
const USAGES: readonly Usage[] = [
  "digitalSignature",
  "nonRepudiation",
  "keyEncipherment",
  "dataEncipherment",
  "keyAgreement",
];

/** What we need to know of an X.509 certificate. Times in ms since 1970. */
export interface Certificate {
  readonly der: Uint8Array;
  readonly x509: X509Certificate;
  /** SHA-256 of the DER, 64 upper-case hex digits. */
  readonly fingerprint: string;
  /** Names as they may be shown: CN, O, OU, C only, whatever is shaped like an identifier masked. */
  readonly subject: string;
  readonly issuer: string;
  /** Serial number, hex. */
  readonly serial: string;
  readonly notBefore: number;
  readonly notAfter: number;
  /** Undefined when the certificate does not restrict its use. */
  readonly usage: ReadonlySet<Usage> | undefined;
  /** Node's name of the key type (`rsa`, `ec`, …), bits of an RSA key, curve of an EC key. */
  readonly algorithm: string;
  readonly bits: number | undefined;
  readonly curve: string | undefined;
  /** DER of the issuer's name and of the serial number, for RecipientInfo and SignerInfo. */
  readonly issuerDer: Uint8Array;
  readonly serialDer: Uint8Array;
  /** Values of the subject's serialNumber (2.5.4.5). May hold a codice fiscale: never to be shown. */
  readonly subjectNumbers: readonly string[];
}

export interface PemBlock {
  readonly label: string;
  readonly body: string;
}

export function pemBlocks(pem: string): readonly PemBlock[] {
  const found = pem.matchAll(/-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \1-----/g);
  return [...found].map(([, label = "", body = ""]) => ({ label, body }));
}

/** @returns undefined if the bytes are not a certificate node:crypto can read. */
export function parseCertificate(der: Uint8Array): Certificate | undefined {
  try {
    const x509 = new X509Certificate(der);
    const found = describe(x509, x509.raw);
    // A date nobody can read would compare as "valid".
    return found && Number.isFinite(found.notBefore + found.notAfter) ? found : undefined;
  } catch {
    return undefined;
  }
}

export function dayOf(ms: number): IsoDate {
  return fromDay(Math.floor(ms / 86_400_000));
}

function describe(x509: X509Certificate, der: Buffer): Certificate | undefined {
  const [tbs] = partsOf(der);
  if (!tbs) return undefined;
  const parts = childrenOf(der, tbs);
  // version [0] is absent in v1 certificates
  const [serial, , issuer, , subject] = parts[0]?.tag === TAG.context0 ? parts.slice(1) : parts;
  if (!serial || !issuer || !subject) return undefined;
  const { publicKey } = x509;
  return {
    der,
    x509,
    fingerprint: x509.fingerprint256.replaceAll(":", ""),
    subject: display(der, subject),
    issuer: display(der, issuer),
    serial: x509.serialNumber,
    notBefore: Date.parse(x509.validFrom),
    notAfter: Date.parse(x509.validTo),
    usage: usageOf(
      der,
      parts.find(({ tag }) => tag === TAG.context3),
    ),
    algorithm: publicKey.asymmetricKeyType ?? "?",
    bits: publicKey.asymmetricKeyDetails?.modulusLength,
    curve: publicKey.asymmetricKeyDetails?.namedCurve,
    issuerDer: wholeOf(der, issuer),
    serialDer: wholeOf(der, serial),
    subjectNumbers: attributesOf(der, subject)
      .filter(({ type }) => type === OID.serialNumber)
      .map(({ value }) => value),
  };
}

function usageOf(der: Uint8Array, extensions: Element | undefined): ReadonlySet<Usage> | undefined {
  const list = extensions && childrenOf(der, extensions)[0];
  for (const extension of list ? childrenOf(der, list) : []) {
    const [id, ...rest] = childrenOf(der, extension);
    const value = rest.at(-1);
    if (!id || !value || oidText(der, id) !== OID.keyUsage) continue;
    const bits = elementAt(der, value.content);
    const flags = bits ? (contentOf(der, bits)[1] ?? 0) : 0;
    return new Set(USAGES.filter((_, i) => (flags & (0x80 >> i)) !== 0));
  }
  return undefined;
}

interface Attribute {
  readonly type: string;
  readonly value: string;
}

function attributesOf(der: Uint8Array, name: Element): readonly Attribute[] {
  return childrenOf(der, name)
    .flatMap((rdn) => childrenOf(der, rdn))
    .flatMap((pair) => {
      const [type, value] = childrenOf(der, pair);
      return type && value ? [{ type: oidText(der, type), value: textOf(der, value) }] : [];
    });
}

const BMP_STRING = 0x1e;

function textOf(der: Uint8Array, value: Element): string {
  const bytes = Buffer.from(contentOf(der, value));
  if (value.tag === BMP_STRING && bytes.length % 2 === 0) return bytes.swap16().toString("utf16le");
  return bytes.toString("utf8");
}

const SHOWN: ReadonlyMap<string, string> = new Map([
  [OID.commonName, "CN"],
  [OID.organizationalUnit, "OU"],
  [OID.organization, "O"],
  [OID.country, "C"],
]);

function display(der: Uint8Array, name: Element): string {
  const shown = attributesOf(der, name).flatMap(({ type, value }) => {
    const label = SHOWN.get(type);
    return label ? [`${label}=${value}`] : [];
  });
  return redact(shown.join(", "));
}
