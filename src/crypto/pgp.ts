import { createSecretKey } from "node:crypto";
import { ReadableStream, TransformStream } from "node:stream/web";
import type * as OpenPgp from "openpgp";

import { siocError } from "../core/errors.ts";
import type { Message } from "../text/index.ts";
import { dayOf } from "./certificate.ts";
import { loadOpenPgp } from "./pgp-keys.ts";
import type { OpenPgpRecipient, OpenPgpSigner, Output, Sealer, SignatureReport } from "./types.ts";

/** openpgp does its work a chunk at a time; smaller ones cost a quarter more. */
const CHUNK_BYTES = 1024 * 1024;

export interface PgpDeps {
  /** ms since 1970: date of the signature. */
  readonly now: number;
}

/**
 * Signs and encrypts in one pass: binary, not compressed, constant memory. Without a signer it only encrypts.
 * @param recipient already judged by loadRecipient
 */
export async function pgpSealer(
  recipient: OpenPgpRecipient,
  signer: OpenPgpSigner | undefined,
  output: Output,
  deps: PgpDeps,
): Promise<Sealer> {
  const pgp = await loadOpenPgp();
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const writer = writable.getWriter();
  const date = new Date(deps.now);
  const config = configOf(pgp);
  const encryptionKeys = (await pgp.readKey({ binaryKey: recipient.bytes })).toPublic();
  const encrypted: unknown = await pgp.encrypt({
    message: await pgp.createMessage({ binary: readable, date }),
    encryptionKeys,
    ...(signer ? { signingKeys: await unlocked(pgp, signer) } : {}),
    sessionKey: await sessionKey(pgp, encryptionKeys, date, config),
    format: "binary",
    date,
    config,
  });
  const done = pump(byteStream(encrypted), output);
  // A failure of the pump must wake up whoever waits to write.
  done.catch((error: unknown) => writer.abort(error).catch(() => undefined));
  return gather({
    write: async (chunk) => {
      await Promise.race([writer.write(chunk), done]);
    },
    end: async () => {
      await Promise.race([writer.close(), done]);
      await done;
    },
  });
}

/** Detached signature, armoured, as `.asc`. */
export async function pgpDetached(
  signer: OpenPgpSigner,
  content: Uint8Array,
  deps: PgpDeps,
): Promise<Buffer> {
  const pgp = await loadOpenPgp();
  const date = new Date(deps.now);
  const signed: unknown = await pgp.sign({
    message: await pgp.createMessage({ binary: content, date }),
    signingKeys: await unlocked(pgp, signer),
    detached: true,
    format: "armored",
    date,
    config: configOf(pgp),
  });
  return Buffer.from(String(signed), "latin1");
}

async function unlocked(pgp: typeof OpenPgp, signer: OpenPgpSigner): Promise<OpenPgp.PrivateKey> {
  return pgp.readPrivateKey({ binaryKey: signer.key.export() });
}

function configOf({ enums }: typeof OpenPgp): OpenPgp.PartialConfig {
  return {
    preferredSymmetricAlgorithm: enums.symmetric.aes256,
    preferredHashAlgorithm: enums.hash.sha256,
    preferredCompressionAlgorithm: enums.compression.uncompressed,
    preferredAEADAlgorithm: enums.aead.gcm,
    aeadProtect: false,
  };
}

/**
 * AEAD only if the recipient's key asks for it, and never OCB by choice (14 times slower than GCM in openpgp): a
 * version 4 key that asks for AEAD but not for GCM gets the older integrity-protected form, which it must read too.
 */
async function sessionKey(
  pgp: typeof OpenPgp,
  key: OpenPgp.PublicKey,
  date: Date,
  config: OpenPgp.PartialConfig,
): Promise<OpenPgp.SessionKey> {
  const made = await pgp.generateSessionKey({ encryptionKeys: key, date, config });
  const ocb = made.aeadAlgorithm !== undefined && made.aeadAlgorithm !== "gcm";
  return ocb && key.keyPacket.version === 4 ? { data: made.data, algorithm: made.algorithm } : made;
}

async function pump(stream: ReadableStream<Uint8Array>, output: Output): Promise<void> {
  for await (const bytes of stream) output(bytes);
}

/** The library's stream types need a package that does not come with it: checked here instead. */
function byteStream(value: unknown): ReadableStream<Uint8Array> {
  if (!(value instanceof ReadableStream)) throw new TypeError("openpgp gave no stream");
  return value as ReadableStream<Uint8Array>;
}

/** Hands on whole chunks of {@link CHUNK_BYTES}; small writes are answered at once. */
function gather(next: { write(chunk: Uint8Array): Promise<void>; end(): Promise<void> }): Sealer {
  let block = Buffer.allocUnsafeSlow(CHUNK_BYTES);
  let used = 0;
  const put = async (chunk: Uint8Array): Promise<void> => {
    for (let at = 0; at < chunk.length;) {
      const size = Math.min(chunk.length - at, CHUNK_BYTES - used);
      block.set(chunk.subarray(at, at + size), used);
      at += size;
      used += size;
      if (used < CHUNK_BYTES) return;
      const full = block;
      block = Buffer.allocUnsafeSlow(CHUNK_BYTES);
      used = 0;
      await next.write(full);
    }
  };
  return {
    write(chunk) {
      if (used + chunk.length >= CHUNK_BYTES) return put(chunk);
      block.set(chunk, used);
      used += chunk.length;
      return undefined;
    },
    async end() {
      if (used > 0) await next.write(block.subarray(0, used));
      await next.end();
    },
  };
}

export interface OpenPgpKeys {
  /** The recipient's private key, unlocked, binary, as a secret KeyObject. */
  readonly key: ReturnType<typeof createSecretKey>;
  /** Public keys, binary, of those whose signature is expected. */
  readonly verificationKeys: readonly Uint8Array[];
}

/** A healthy openpgp answers in milliseconds. */
const STALL_MS = 10_000;

export interface OpenPgpDeps extends PgpDeps {
  /** For tests: after how long a standstill is taken for a damaged file. */
  readonly stallMs?: number;
}

export interface OpenedPgp {
  /** Clear bytes as they come; not to be trusted before they have been read to the end. */
  readonly content: AsyncIterable<Uint8Array>;
  /** Undefined until the content has been read to its end. */
  readonly report: () => SignatureReport | undefined;
}

/**
 * Reads an OpenPGP message in constant memory.
 * @throws BUNDLE_UNREADABLE with `reason` structure (not a message), key (not for this key), content (altered or cut)
 */
export function openPgp(input: AsyncIterable<Uint8Array>, keys: OpenPgpKeys, deps: OpenPgpDeps): OpenedPgp {
  let report: SignatureReport | undefined;
  async function* content(): AsyncGenerator<Uint8Array> {
    const pgp = await loadOpenPgp();
    const watch = watchdog(input, deps.stallMs ?? STALL_MS);
    const decrypted = await watch.guard(decrypt(pgp, watch.input, keys, new Date(deps.now)));
    const reader = byteStream(decrypted.data).getReader();
    try {
      for (let next = await watch.guard(reader.read()); !next.done; next = await watch.guard(reader.read())) {
        yield next.value;
      }
    } catch (error) {
      throw siocError("BUNDLE_UNREADABLE", { reason: "content" }, { cause: error });
    }
    report = await reportOf(decrypted.signatures, await publicKeys(pgp, keys.verificationKeys));
  }
  return { content: content(), report: () => report };
}

interface Watchdog {
  /** The input, watched. */
  readonly input: AsyncIterable<Uint8Array>;
  /** The promise, or a refusal once it stands still. */
  guard<T>(action: Promise<T>): Promise<T>;
}

/**
 * openpgp 6.3.2 waits for ever on some altered messages (about one in thirty of those with a bit changed in the first
 * encrypted bytes), and a Node process left waiting for nothing ends without a word. It stands still when it neither
 * asks for input nor answers for a whole interval; time spent waiting for the disk does not count.
 */
function watchdog(input: AsyncIterable<Uint8Array>, stallMs: number): Watchdog {
  let asking = false;
  let steps = 0;
  async function* watched(): AsyncGenerator<Uint8Array> {
    const iterator = input[Symbol.asyncIterator]();
    for (;;) {
      asking = true;
      const next = await iterator.next();
      asking = false;
      steps++;
      if (next.done === true) return;
      yield next.value;
    }
  }
  return {
    input: watched(),
    guard: (action) =>
      new Promise((resolve, reject) => {
        let seen = steps;
        const timer = setInterval(() => {
          if (!asking && steps === seen) {
            clearInterval(timer);
            reject(siocError("BUNDLE_UNREADABLE", { reason: "content" }));
          }
          seen = steps;
        }, stallMs);
        void action.then(resolve, reject).finally(() => {
          clearInterval(timer);
        });
      }),
  };
}

interface Decrypted {
  readonly data: unknown;
  readonly signatures: readonly Verification[];
}

interface Verification {
  readonly keyID: OpenPgp.KeyID;
  readonly verified: Promise<true>;
  readonly signature: Promise<OpenPgp.Signature>;
}

async function decrypt(
  pgp: typeof OpenPgp,
  input: AsyncIterable<Uint8Array>,
  keys: OpenPgpKeys,
  date: Date,
): Promise<Decrypted> {
  const fail = (reason: string) => (error: unknown) => {
    throw siocError("BUNDLE_UNREADABLE", { reason }, { cause: error });
  };
  const message = await pgp
    .readMessage({ binaryMessage: ReadableStream.from(input) })
    .catch(fail("structure"));
  const result = await pgp
    .decrypt({
      message,
      decryptionKeys: await pgp.readPrivateKey({ binaryKey: keys.key.export() }),
      verificationKeys: [...(await publicKeys(pgp, keys.verificationKeys))],
      format: "binary",
      date,
      // Streaming hands out bytes before the integrity code at the end has been checked: openPgp() says so.
      config: { allowUnauthenticatedStream: true },
    })
    .catch(fail("key"));
  for (const { verified } of result.signatures) verified.catch(() => undefined);
  return result;
}

async function publicKeys(
  pgp: typeof OpenPgp,
  keys: readonly Uint8Array[],
): Promise<readonly OpenPgp.PublicKey[]> {
  return Promise.all(keys.map(async (binaryKey) => (await pgp.readKey({ binaryKey })).toPublic()));
}

/** Judges a detached OpenPGP signature, armoured or binary. @throws BUNDLE_UNREADABLE if it is not one */
export async function verifyPgpDetached(
  signature: Uint8Array,
  content: Uint8Array,
  verificationKeys: readonly Uint8Array[],
  deps: PgpDeps,
): Promise<SignatureReport> {
  const pgp = await loadOpenPgp();
  const armored = signature[0] === 0x2d;
  const read = armored
    ? pgp.readSignature({ armoredSignature: Buffer.from(signature).toString("latin1") })
    : pgp.readSignature({ binarySignature: signature });
  const parsed = await read.catch((error: unknown) => {
    throw siocError("BUNDLE_UNREADABLE", { reason: "structure" }, { cause: error });
  });
  const keys = await publicKeys(pgp, verificationKeys);
  const result = await pgp.verify({
    message: await pgp.createMessage({ binary: content }),
    signature: parsed,
    verificationKeys: [...keys],
    date: new Date(deps.now),
    format: "binary",
  });
  return reportOf(result.signatures, keys);
}

async function reportOf(
  signatures: readonly Verification[],
  keys: readonly OpenPgp.Key[],
): Promise<SignatureReport> {
  const [first] = signatures;
  if (!first || signatures.length > 1) {
    return {
      format: "openpgp",
      ok: false,
      problems: [{ key: "crypto.problem.signers", data: { n: signatures.length } }],
    };
  }
  const key = keys.find((one) => one.getKeyIDs().some((id) => id.equals(first.keyID)));
  const verified = await first.verified.catch(() => false);
  const problems: Message[] = verified
    ? []
    : [{ key: key ? "crypto.problem.signature" : "crypto.problem.unknown_key" }];
  const created = (await first.signature).packets[0]?.created;
  const facts = key && { fingerprint: key.getFingerprint().toUpperCase() };
  return {
    format: "openpgp",
    ok: problems.length === 0,
    ...facts,
    ...(created ? { signedOn: dayOf(created.getTime()) } : {}),
    problems,
  };
}
