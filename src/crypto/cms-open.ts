import { constants, createDecipheriv, privateDecrypt, type Decipher, type KeyObject } from "node:crypto";

import { decodeBase64 } from "./base64.ts";
import { berReader, unreadable, type BerReader, type Container } from "./ber-reader.ts";
import { MARKER } from "./cms.ts";
import { contentOf, element, elementAt, oidText, partsOf, TAG } from "./der.ts";
import { OID } from "./oids.ts";

const CIPHERS: ReadonlyMap<string, string> = new Map([
  [OID.aes128Cbc, "aes-128-cbc"],
  [OID.aes192Cbc, "aes-192-cbc"],
  [OID.aes256Cbc, "aes-256-cbc"],
]);
/** MIME headers are a few lines; a marker further in is not one. */
const MARKER_WITHIN = 64 * 1024;
/** Fields of EncryptedContentInfo: [0] constructed in pieces, or [0] primitive in one. */
const CONTENT_TAGS = [0xa0, 0x80] as const;

/**
 * The clear bytes of a CMS envelope, as they come: Base64 or bare DER/BER, definite or indefinite lengths, marker and
 * headers taken off. AES-CBC detects little of what is altered: what comes out is proven only by the signature inside
 * or by the manifest's SHA-256.
 * @param privateKey RSA key of the recipient
 * @throws BUNDLE_UNREADABLE with `reason`: base64, structure, truncated, key (not ours), algorithm, content, marker
 */
export async function* openCms(
  input: AsyncIterable<Uint8Array>,
  privateKey: KeyObject,
): AsyncGenerator<Uint8Array, void, undefined> {
  yield* afterMarker(decrypted(await asDer(input), privateKey));
}

async function* decrypted(
  input: AsyncIterable<Uint8Array>,
  privateKey: KeyObject,
): AsyncGenerator<Uint8Array> {
  const reader = berReader(input);
  const outer = await openContentInfo(reader, OID.envelopedData);
  const enveloped = outer.at(-1);
  await reader.whole(await reader.expect([TAG.integer], enveloped));
  const first = await reader.expect([TAG.context0, TAG.set], enveloped);
  if (first.tag === TAG.context0) await reader.close(reader.open(first));
  const recipients = first.tag === TAG.set ? first : await reader.expect([TAG.set], enveloped);
  const key = await contentKey(reader, reader.open(recipients), privateKey);
  const info = reader.open(await reader.expect([TAG.sequence], enveloped));
  await reader.expect([TAG.oid], info).then((header) => reader.whole(header));
  const algorithm = await reader.whole(await reader.expect([TAG.sequence], info));
  const decipher = decipherFor(algorithm, key);
  const content = await reader.expect(CONTENT_TAGS, info);
  for await (const piece of reader.octets(content)) {
    const clear = decipher.update(piece);
    if (clear.length > 0) yield clear;
  }
  for (const container of [info, ...outer.toReversed()]) await reader.close(container);
  if (await reader.next()) throw unreadable("structure");
  yield last(decipher);
}

/** Opens ContentInfo, its [0] and the SEQUENCE inside; the containers, outermost first. */
export async function openContentInfo(reader: BerReader, type: string): Promise<readonly Container[]> {
  const info = reader.open(await reader.expect([TAG.sequence]));
  const id = element(TAG.oid, await reader.whole(await reader.expect([TAG.oid], info)));
  const found = elementAt(id, 0);
  if (!found || oidText(id, found) !== type) throw unreadable("structure");
  const explicit = reader.open(await reader.expect([TAG.context0], info));
  return [info, explicit, reader.open(await reader.expect([TAG.sequence], explicit))];
}

/** Tries every recipient made for an RSA key; undefined if none opens. */
async function contentKey(reader: BerReader, recipients: Container, privateKey: KeyObject): Promise<Buffer> {
  let key: Buffer | undefined;
  for (let part = await reader.next(recipients); part; part = await reader.next(recipients)) {
    const bytes = element(TAG.sequence, await reader.whole(part));
    const encrypted = part.tag === TAG.sequence ? partsOf(bytes)[3] : undefined;
    if (encrypted && !key) key = unwrap(contentOf(bytes, encrypted), privateKey);
  }
  if (!key) throw unreadable("key");
  return key;
}

/**
 * PKCS#1 v1.5 by hand over the bare RSA operation: Node refuses this padding for decryption (CVE-2023-46809, an oracle
 * for whoever can ask many times; here a person opens a file with their own key).
 */
function unwrap(encrypted: Uint8Array, key: KeyObject): Buffer | undefined {
  try {
    const block = privateDecrypt({ key, padding: constants.RSA_NO_PADDING }, encrypted);
    const zero = block.indexOf(0, 2);
    const ours = block[0] === 0 && block[1] === 2 && zero >= 10;
    const found = block.subarray(zero + 1);
    return ours && [16, 24, 32].includes(found.length) ? found : undefined;
  } catch {
    return undefined;
  }
}

function decipherFor(algorithm: Buffer, key: Buffer): Decipher {
  const whole = element(TAG.sequence, algorithm);
  const [id, iv] = partsOf(whole);
  const cipher = id && CIPHERS.get(oidText(whole, id));
  if (!cipher || !iv) throw unreadable("algorithm");
  try {
    return createDecipheriv(cipher, key, contentOf(whole, iv));
  } catch (error) {
    throw unreadable("algorithm", error);
  }
}

function last(decipher: Decipher): Buffer {
  try {
    return decipher.final();
  } catch (error) {
    throw unreadable("content", error);
  }
}

/** Takes off everything up to the marker. */
async function* afterMarker(input: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let head: Buffer | undefined = Buffer.alloc(0);
  for await (const chunk of input) {
    if (!head) {
      if (chunk.length > 0) yield chunk;
      continue;
    }
    head = Buffer.concat([head, chunk]);
    const at = head.indexOf(MARKER);
    if (at < 0 && head.length > MARKER_WITHIN) throw unreadable("marker");
    if (at < 0) continue;
    const clear = head.subarray(at + MARKER.length);
    head = undefined;
    if (clear.length > 0) yield clear;
  }
  if (head) throw unreadable("marker");
}

/** Bare BER starts with a SEQUENCE, "0" to the eye: no Base64 of ours starts so. */
async function asDer(input: AsyncIterable<Uint8Array>): Promise<AsyncIterable<Uint8Array>> {
  const { head, all } = await peek(input);
  return head[0] === TAG.sequence ? all : decodeBase64(all);
}

/** The first bytes (at least `size` unless the input ends before), and the whole input again. */
export async function peek(
  input: AsyncIterable<Uint8Array>,
  size = 1,
): Promise<{ readonly head: Buffer; readonly all: AsyncIterable<Uint8Array> }> {
  const iterator = input[Symbol.asyncIterator]();
  let head = Buffer.alloc(0);
  let more = true;
  while (more && head.length < size) {
    const next = await iterator.next();
    if (next.done === true) more = false;
    else head = Buffer.concat([head, next.value]);
  }
  async function* all(): AsyncGenerator<Uint8Array> {
    if (head.length > 0) yield head;
    while (more) {
      const next = await iterator.next();
      if (next.done === true) return;
      yield next.value;
    }
  }
  return { head, all: all() };
}
