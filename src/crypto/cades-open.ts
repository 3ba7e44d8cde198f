import { createHash, verify, type Hash } from "node:crypto";

import type { Message } from "../text/index.ts";
import { berReader, unreadable, type BerReader, type Container } from "./ber-reader.ts";
import { dayOf, parseCertificate, type Certificate } from "./certificate.ts";
import { openContentInfo } from "./cms-open.ts";
import {
  childrenOf,
  contentOf,
  element,
  elementAt,
  oidText,
  partsOf,
  TAG,
  wholeOf,
  type Element,
} from "./der.ts";
import { OID } from "./oids.ts";
import type { SignatureReport } from "./types.ts";

export interface VerifyDeps {
  /** ms since 1970: the certificate must be valid then. */
  readonly now: number;
}

export interface OpenedSignature {
  /** The signed content as it comes; not to be trusted before it has been read to its end. */
  readonly content: AsyncIterable<Uint8Array>;
  /** Undefined until the content has been read to its end. */
  readonly report: () => SignatureReport | undefined;
}

/**
 * Reads a CAdES `.p7m` in constant memory: content first, then the judgement on the signature.
 * What is wrong with the signature is in the report; BUNDLE_UNREADABLE is thrown only for what cannot be read at all.
 */
export function openCades(input: AsyncIterable<Uint8Array>, deps: VerifyDeps): OpenedSignature {
  let report: SignatureReport | undefined;
  async function* content(): AsyncGenerator<Uint8Array> {
    const hash = createHash("sha256");
    const reader = berReader(input);
    const { containers, encapsulated } = await openSignedData(reader);
    const explicit = await reader.next(encapsulated);
    if (explicit?.tag !== TAG.context0) throw unreadable("structure");
    const wrapper = reader.open(explicit);
    for await (const piece of reader.octets(await reader.expect([TAG.octetString, 0x24], wrapper))) {
      hash.update(piece);
      yield piece;
    }
    await reader.close(wrapper);
    await reader.close(encapsulated);
    report = await readSignature(reader, containers, hash, deps);
  }
  return { content: content(), report: () => report };
}

/** Judges a detached CAdES signature. @throws BUNDLE_UNREADABLE if it is not one */
export async function verifyCadesDetached(
  signature: Uint8Array,
  content: Uint8Array,
  deps: VerifyDeps,
): Promise<SignatureReport> {
  const reader = berReader(once(signature));
  const { containers, encapsulated } = await openSignedData(reader);
  if (await reader.next(encapsulated)) throw unreadable("structure");
  return readSignature(reader, containers, createHash("sha256").update(content), deps);
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(bytes);
}

interface SignedDataStart {
  readonly containers: readonly Container[];
  readonly encapsulated: Container;
}

async function openSignedData(reader: BerReader): Promise<SignedDataStart> {
  const containers = await openContentInfo(reader, OID.signedData);
  const signed = containers.at(-1);
  await reader.whole(await reader.expect([TAG.integer], signed));
  await reader.close(reader.open(await reader.expect([TAG.set], signed)));
  const encapsulated = reader.open(await reader.expect([TAG.sequence], signed));
  await reader.whole(await reader.expect([TAG.oid], encapsulated));
  return { containers, encapsulated };
}

async function readSignature(
  reader: BerReader,
  containers: readonly Container[],
  hash: Hash,
  deps: VerifyDeps,
): Promise<SignatureReport> {
  const signed = containers.at(-1);
  const certificates: Certificate[] = [];
  const infos: Buffer[] = [];
  for (let part = await reader.next(signed); part; part = await reader.next(signed)) {
    const container = reader.open(part);
    for (let item = await reader.next(container); item; item = await reader.next(container)) {
      const bytes = element(item.tag, await reader.whole(item));
      const certificate = part.tag === TAG.context0 ? parseCertificate(bytes) : undefined;
      if (certificate) certificates.push(certificate);
      if (part.tag === TAG.set) infos.push(bytes);
    }
  }
  for (const container of containers.toReversed()) await reader.close(container);
  if (await reader.next()) throw unreadable("structure");
  return judge(infos, certificates, hash.digest(), deps.now);
}

function judge(
  infos: readonly Buffer[],
  certificates: readonly Certificate[],
  digest: Buffer,
  now: number,
): SignatureReport {
  const [info] = infos;
  if (!info || infos.length > 1)
    return report([{ key: "crypto.problem.signers", data: { n: infos.length } }]);
  const parts = signerParts(info);
  if (!parts) return report([{ key: "crypto.problem.attributes" }]);
  const certificate = certificates.find((one) => names(info, parts.sid, one));
  if (!certificate) return report([{ key: "crypto.problem.no_certificate" }]);
  const attributes = attributesOf(info, parts.attributes);
  const problems: Message[] = [];
  const need = (right: boolean, key: Message["key"]): void => {
    if (!right) problems.push({ key });
  };
  const digestValue = attributes.get(OID.messageDigest);
  need(attributes.has(OID.contentType), "crypto.problem.attributes");
  need(digestValue !== undefined && digest.equals(inner(digestValue)), "crypto.problem.digest");
  need(rightSignature(info, parts, certificate), "crypto.problem.signature");
  need(
    namesCertificate(attributes.get(OID.signingCertificateV2), certificate),
    "crypto.problem.signing_certificate",
  );
  if (now < certificate.notBefore || now >= certificate.notAfter) {
    problems.push({
      key: "crypto.problem.validity",
      data: { from: dayOf(certificate.notBefore), to: dayOf(certificate.notAfter) },
    });
  }
  return report(problems, certificate);
}

function report(problems: readonly Message[], certificate?: Certificate): SignatureReport {
  const facts = certificate && {
    fingerprint: certificate.fingerprint,
    subject: certificate.subject,
    expires: dayOf(certificate.notAfter),
  };
  return { format: "cades", ok: problems.length === 0, ...facts, problems };
}

interface SignerParts {
  readonly sid: Element;
  readonly digestAlgorithm: Element;
  readonly attributes: Element;
  readonly algorithm: Element;
  readonly signature: Element;
}

function signerParts(info: Buffer): SignerParts | undefined {
  const [, sid, digestAlgorithm, attributes, algorithm, signature] = partsOf(info);
  if (!sid || !digestAlgorithm || attributes?.tag !== TAG.context0 || !algorithm || !signature)
    return undefined;
  return { sid, digestAlgorithm, attributes, algorithm, signature };
}

function names(info: Buffer, sid: Element, certificate: Certificate): boolean {
  const [issuer, serial] = childrenOf(info, sid);
  if (!issuer || !serial) return false;
  const same = (a: Element, b: Uint8Array): boolean => Buffer.compare(wholeOf(info, a), b) === 0;
  return same(issuer, certificate.issuerDer) && same(serial, certificate.serialDer);
}

/** Type → the first value, encoded. */
function attributesOf(info: Buffer, set: Element): ReadonlyMap<string, Uint8Array> {
  const found = new Map<string, Uint8Array>();
  for (const one of childrenOf(info, set)) {
    const [type, values] = childrenOf(info, one);
    const value = values && childrenOf(info, values)[0];
    if (type && value) found.set(oidText(info, type), wholeOf(info, value));
  }
  return found;
}

function inner(encoded: Uint8Array): Uint8Array {
  const whole = elementAt(encoded, 0);
  return whole ? contentOf(encoded, whole) : new Uint8Array(0);
}

const ALGORITHMS: ReadonlySet<string> = new Set([
  OID.rsaEncryption,
  "1.2.840.113549.1.1.11", // sha256WithRSAEncryption, as other signers write it
  OID.ecdsaWithSha256,
]);

function rightSignature(info: Buffer, parts: SignerParts, certificate: Certificate): boolean {
  const [digestId] = childrenOf(info, parts.digestAlgorithm);
  const [algorithmId] = childrenOf(info, parts.algorithm);
  if (!digestId || oidText(info, digestId) !== OID.sha256) return false;
  if (!algorithmId || !ALGORITHMS.has(oidText(info, algorithmId))) return false;
  const attributes = Buffer.from(wholeOf(info, parts.attributes));
  attributes[0] = TAG.set;
  return verify("sha256", attributes, certificate.x509.publicKey, contentOf(info, parts.signature));
}

/** SigningCertificateV2: the first ESSCertIDv2 must carry the certificate's own SHA-256. */
function namesCertificate(value: Uint8Array | undefined, certificate: Certificate): boolean {
  const list = value && partsOf(value)[0];
  const first = value && list && childrenOf(value, list)[0];
  const hash = value && first && childrenOf(value, first).find(({ tag }) => tag === TAG.octetString);
  if (!value || !hash) return false;
  return createHash("sha256").update(certificate.der).digest().equals(contentOf(value, hash));
}
