import { generateKeyPair, randomBytes, sign, type KeyPairKeyObjectResult } from "node:crypto";
import { promisify } from "node:util";

import { toDay, type IsoDate } from "../core/dates.ts";
import type { Usage } from "./certificate.ts";
import { element, oid, TAG, time } from "./der.ts";
import { oidOf } from "./oids.ts";
import { loadOpenPgp } from "./pgp-keys.ts";

/** Goes into every name of a test key, so that nobody takes one for a real one. */
export const TEST_MARK = "TEST - NON USARE";
const DAY_MS = 86_400_000;
const VALID_DAYS = 730;

export interface KeyPair {
  /** Armoured OpenPGP key, or PEM certificate. */
  readonly publicPart: string;
  /** Armoured OpenPGP key, or PKCS#8 PEM; without passphrase. */
  readonly privatePart: string;
}

/** Throw-away keys for demo and tests. */
export interface TestKeys {
  readonly recipient: { readonly openpgp: KeyPair; readonly cms: KeyPair };
  readonly signer: { readonly openpgp: KeyPair; readonly cades: KeyPair };
  /** 64 hex digits. */
  readonly cuni: string;
}

export interface TestKeyDeps {
  /** They are valid from the day before, for two years. */
  readonly today: IsoDate;
  /** Synthetic codice fiscale for the signer's certificate. */
  readonly codiceFiscale: string;
  readonly randomBytes?: (size: number) => Buffer;
}

/** OpenPGP on curve 25519, certificates RSA 2048, self-signed. About half a second. */
export async function generateTestKeys(deps: TestKeyDeps): Promise<TestKeys> {
  const random = deps.randomBytes ?? randomBytes;
  // From yesterday: "today" is a local day, and begins before the UTC one.
  const from = (toDay(deps.today) - 1) * DAY_MS;
  const span = { from, to: from + VALID_DAYS * DAY_MS, random };
  const serialNumber = `TINIT-${deps.codiceFiscale}`;
  const [recipientPgp, signerPgp, recipientCms, signerCades] = await Promise.all([
    pgpPair("destinatario", span),
    pgpPair("firmatario", span),
    selfSigned({ ...span, name: "destinatario", usage: ["keyEncipherment", "dataEncipherment"] }),
    selfSigned({ ...span, name: "firmatario", usage: ["digitalSignature", "nonRepudiation"], serialNumber }),
  ]);
  return {
    recipient: { openpgp: recipientPgp, cms: recipientCms },
    signer: { openpgp: signerPgp, cades: signerCades },
    cuni: random(32).toString("hex"),
  };
}

/** File names and contents to write (0600 the secret ones). */
export function testKeyFiles(keys: TestKeys): readonly { name: string; content: string; secret: boolean }[] {
  const pair = (
    stem: string,
    { publicPart, privatePart }: KeyPair,
    [open, closed]: readonly [string, string],
  ) => [
    { name: `${stem}.${open}`, content: publicPart, secret: false },
    { name: `${stem}-privata.${closed}`, content: privatePart, secret: true },
  ];
  return [
    ...pair("destinatario-test", keys.recipient.openpgp, ["asc", "asc"]),
    ...pair("destinatario-test", keys.recipient.cms, ["pem", "pem"]),
    ...pair("firmatario-test", keys.signer.openpgp, ["asc", "asc"]),
    ...pair("firmatario-test", keys.signer.cades, ["pem", "pem"]),
    { name: "cuni-test.key", content: `${keys.cuni}\n`, secret: true },
  ];
}

interface Span {
  /** ms since 1970. */
  readonly from: number;
  readonly to: number;
  readonly random: (size: number) => Buffer;
}

async function pgpPair(name: string, { from, to }: Span): Promise<KeyPair> {
  const { generateKey } = await loadOpenPgp();
  const { publicKey, privateKey } = await generateKey({
    type: "ecc",
    curve: "ed25519Legacy",
    userIDs: [{ name: `${TEST_MARK} ${name}`, email: `${name}@test.invalid` }],
    date: new Date(from),
    keyExpirationTime: (to - from) / 1000,
    format: "armored",
  });
  return { publicPart: publicKey, privatePart: privateKey };
}

export interface SelfSignedOptions extends Span {
  readonly name: string;
  /** No restriction when absent. */
  readonly usage?: readonly Usage[];
  readonly serialNumber?: string;
  /** Default RSA 2048. */
  readonly key?: KeyChoice;
}

export type KeyChoice =
  | { readonly rsaBits: number }
  | { readonly pssBits: number }
  | { readonly curve: string }
  | { readonly ed25519: true };

/** A self-signed certificate (X.509 v3, SHA-256) and its key: what RFC 5280 §4.1 asks for and no more. */
export async function selfSigned(options: SelfSignedOptions): Promise<KeyPair> {
  const { publicKey, privateKey } = await certificateKeys(options.key ?? { rsaBits: 2048 });
  const algorithm = SIGNATURES[privateKey.asymmetricKeyType ?? ""] ?? RSA_SIGNATURE;
  const name = subject(options);
  const body = element(
    TAG.sequence,
    element(TAG.context0, element(TAG.integer, Buffer.of(2))),
    // Positive and not empty, whatever the random bytes.
    element(TAG.integer, Buffer.of(0x40), options.random(15)),
    algorithm,
    name,
    element(TAG.sequence, time(options.from), time(options.to)),
    name,
    publicKey.export({ type: "spki", format: "der" }),
    element(TAG.context3, element(TAG.sequence, ...extensions(options.usage))),
  );
  const digest = privateKey.asymmetricKeyType === "ed25519" ? null : "sha256";
  const signature = element(TAG.bitString, Buffer.of(0), sign(digest, body, privateKey));
  return {
    publicPart: pem("CERTIFICATE", element(TAG.sequence, body, algorithm, signature)),
    privatePart: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
  };
}

const RSA_SIGNATURE = element(TAG.sequence, oid("1.2.840.113549.1.1.11"), element(TAG.null));
const SIGNATURES: Readonly<Record<string, Buffer>> = {
  rsa: RSA_SIGNATURE,
  ec: element(TAG.sequence, oidOf("ecdsaWithSha256")),
  ed25519: element(TAG.sequence, oid("1.3.101.112")),
};

function certificateKeys(key: KeyChoice): Promise<KeyPairKeyObjectResult> {
  // On the thread pool: two certificates are made at the same time.
  if ("rsaBits" in key) return promisify(generateKeyPair)("rsa", { modulusLength: key.rsaBits });
  if ("pssBits" in key) return promisify(generateKeyPair)("rsa-pss", { modulusLength: key.pssBits });
  if ("curve" in key) return promisify(generateKeyPair)("ec", { namedCurve: key.curve });
  return promisify(generateKeyPair)("ed25519");
}

const PRINTABLE_STRING = 0x13;
const UTF8_STRING = 0x0c;

function subject(options: SelfSignedOptions): Buffer {
  const part = (type: Buffer, tag: number, value: string): Buffer =>
    element(TAG.set, element(TAG.sequence, type, element(tag, Buffer.from(value, "utf8"))));
  return element(
    TAG.sequence,
    part(oidOf("country"), PRINTABLE_STRING, "IT"),
    part(oidOf("organization"), UTF8_STRING, TEST_MARK),
    part(oidOf("commonName"), UTF8_STRING, `${TEST_MARK} ${options.name}`),
    ...(options.serialNumber === undefined
      ? []
      : [part(oidOf("serialNumber"), PRINTABLE_STRING, options.serialNumber)]),
  );
}

const BASIC_CONSTRAINTS = oid("2.5.29.19");
const TRUE = element(0x01, Buffer.of(0xff));
const USAGE_BITS: Readonly<Record<Usage, number>> = {
  digitalSignature: 0x80,
  nonRepudiation: 0x40,
  keyEncipherment: 0x20,
  dataEncipherment: 0x10,
  keyAgreement: 0x08,
};

function extensions(usage: readonly Usage[] | undefined): readonly Buffer[] {
  const critical = (type: Buffer, value: Buffer): Buffer =>
    element(TAG.sequence, type, TRUE, element(TAG.octetString, value));
  const notAuthority = critical(BASIC_CONSTRAINTS, element(TAG.sequence));
  if (!usage) return [notAuthority];
  const flags = usage.reduce((bits, name) => bits | USAGE_BITS[name], 0);
  const unused = 31 - Math.clz32(flags & -flags);
  return [notAuthority, critical(oidOf("keyUsage"), element(TAG.bitString, Buffer.of(unused, flags)))];
}

function pem(label: string, der: Buffer): string {
  const lines = der.toString("base64").replaceAll(/.{64}(?=.)/g, "$&\n");
  return `-----BEGIN ${label}-----\n${lines}\n-----END ${label}-----\n`;
}
