import { parseCertificate, pemBlocks, type Certificate } from "./certificate.ts";

/** What a key file turns out to hold. The file decides, not its name. */
export type Material =
  | { readonly kind: "certificates"; readonly certificates: readonly Certificate[] }
  | { readonly kind: "openpgp-public" | "openpgp-private"; readonly source: PgpSource }
  /** PEM text with a private key, and the certificates beside it if any. */
  | {
      readonly kind: "private-key";
      readonly pem: string;
      readonly locked: boolean;
      readonly certificates: readonly Certificate[];
    }
  | { readonly kind: "unknown" };

export type PgpSource = { readonly armored: string } | { readonly binary: Uint8Array };

const UNKNOWN: Material = { kind: "unknown" };
// Packet tags of OpenPGP (RFC 9580 §4.2): 5 secret key, 6 public key; old and new header form.
const SECRET_KEY = 5;
const PUBLIC_KEY = 6;

export function recognise(bytes: Uint8Array): Material {
  const first = bytes[0] ?? 0;
  if (first === 0x30) return certificatesOf([bytes]);
  if (first >= 0x80 && first !== 0xef) return packet(bytes, first);
  return armour(Buffer.from(bytes).toString("latin1"));
}

function packet(bytes: Uint8Array, first: number): Material {
  const tag = (first & 0x40) !== 0 ? first & 0x3f : (first & 0x3c) >> 2;
  const kind = tag === PUBLIC_KEY ? "openpgp-public" : tag === SECRET_KEY ? "openpgp-private" : undefined;
  return kind ? { kind, source: { binary: bytes } } : UNKNOWN;
}

function armour(text: string): Material {
  const blocks = pemBlocks(text);
  const holds = (label: string): boolean => text.includes(`-----BEGIN ${label}`);
  if (holds("PGP PRIVATE KEY BLOCK")) return { kind: "openpgp-private", source: { armored: text } };
  if (holds("PGP PUBLIC KEY BLOCK")) return { kind: "openpgp-public", source: { armored: text } };
  const certificates = blocks
    .filter(({ label }) => label === "CERTIFICATE" || label === "X509 CERTIFICATE")
    .map(({ body }) => parseCertificate(Buffer.from(body, "base64")));
  const parsed = certificates.filter((certificate) => certificate !== undefined);
  if (parsed.length !== certificates.length) return UNKNOWN;
  if (/-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY-----/.test(text)) {
    const locked = holds("ENCRYPTED PRIVATE KEY") || text.includes("Proc-Type: 4,ENCRYPTED");
    return { kind: "private-key", pem: text, locked, certificates: parsed };
  }
  return parsed.length > 0 ? { kind: "certificates", certificates: parsed } : UNKNOWN;
}

function certificatesOf(ders: readonly Uint8Array[]): Material {
  const parsed = ders.map(parseCertificate).filter((certificate) => certificate !== undefined);
  return parsed.length === ders.length ? { kind: "certificates", certificates: parsed } : UNKNOWN;
}
