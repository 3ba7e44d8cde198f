import { constants, createCipheriv, publicEncrypt, randomBytes } from "node:crypto";

import { siocError } from "../core/errors.ts";
import { lineEncoder } from "./base64.ts";
import { parseCertificate } from "./certificate.ts";
import { element, TAG } from "./der.ts";
import { framer } from "./frames.ts";
import { oidOf } from "./oids.ts";
import type { Output, Sealer } from "./types.ts";

/** The Ministry's reader looks for this in the clear text and takes what follows. No line end after it. */
export const MARKER = Buffer.from("<!-- encrypted with MDS smime-encryptor -->", "latin1");
const MIME_HEADERS = "Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: binary\r\n\r\n";
/** Start of an element of indefinite length. */
export const OPEN = { sequence: Buffer.of(0x30, 0x80), context0: Buffer.of(0xa0, 0x80) } as const;
/** The five ends of content, encrypted content, enveloped data, [0] and content info. */
const TRAILER = Buffer.alloc(10);

/** Encrypted and encoded while it is in the processor's cache. */
const SLICE_BYTES = 64 * 1024;

export interface CmsDeps {
  /** For tests: the AES key and the IV come from here. */
  readonly randomBytes?: (size: number) => Buffer;
}

/**
 * The envelope the Ministry's own `cifraFile` writes (docs: CMS EnvelopedData, BER, one RSA PKCS#1 v1.5 recipient,
 * AES-256-CBC, Base64 in lines of 76 with CR LF). Constant memory. CBC carries no integrity: sign inside it.
 * Source: ministero-salute/sdk-lib-crypto, SMIMECrypto.java, and files it made.
 * @param certificate DER of an RSA certificate, already judged by loadRecipient
 * @throws KEY_UNRECOGNISED if the bytes are not a certificate
 */
export function cmsSealer(certificate: Uint8Array, output: Output, deps: CmsDeps = {}): Sealer {
  const random = deps.randomBytes ?? randomBytes;
  const [key, iv] = [random(32), random(16)];
  const cipher = createCipheriv("aes-256-cbc", key, iv);
  const lines = lineEncoder(output);
  lines.put(envelopeHeader(recipientInfo(certificate, key), iv));
  key.fill(0);
  const frames = framer((bytes) => {
    lines.put(bytes);
  });
  frames.put(cipher.update(MIME_HEADERS, "latin1"));
  frames.put(cipher.update(MARKER));
  return {
    write(chunk) {
      for (let at = 0; at < chunk.length; at += SLICE_BYTES) {
        frames.put(cipher.update(chunk.subarray(at, at + SLICE_BYTES)));
      }
    },
    end() {
      frames.put(cipher.final());
      frames.end();
      lines.put(TRAILER);
      lines.end();
      return Promise.resolve();
    },
  };
}

function envelopeHeader(recipient: Buffer, iv: Buffer): Buffer {
  return Buffer.concat([
    OPEN.sequence,
    oidOf("envelopedData"),
    OPEN.context0,
    OPEN.sequence,
    element(TAG.integer, Buffer.of(0)),
    element(TAG.set, recipient),
    OPEN.sequence,
    oidOf("data"),
    element(TAG.sequence, oidOf("aes256Cbc"), element(TAG.octetString, iv)),
    OPEN.context0,
  ]);
}

function recipientInfo(der: Uint8Array, key: Buffer): Buffer {
  const certificate = parseCertificate(der);
  if (!certificate) throw siocError("KEY_UNRECOGNISED", { file: "?" });
  const padding = constants.RSA_PKCS1_PADDING;
  return element(
    TAG.sequence,
    element(TAG.integer, Buffer.of(0)),
    element(TAG.sequence, certificate.issuerDer, certificate.serialDer),
    element(TAG.sequence, oidOf("rsaEncryption"), element(TAG.null)),
    element(TAG.octetString, publicEncrypt({ key: certificate.x509.publicKey, padding }, key)),
  );
}

/** First bytes of every file the Ministry's reader accepts; any other is dropped by it without an error. */
const READER_PREFIX = Buffer.from("308006092a864886f70d010703a08030", "hex");

/** True if a written file starts as the reader wants and ends as it should. Give it 24 bytes of head, 160 of tail. */
export function looksSealed(head: Uint8Array, tail: Uint8Array): boolean {
  const start = Buffer.from(Buffer.from(head.subarray(0, 24)).toString("latin1"), "base64").subarray(0, 16);
  // Lines hold whole groups, so the last two can be decoded by themselves.
  const lines = Buffer.from(tail).toString("latin1").split("\r\n").slice(-2);
  const end = Buffer.from(lines.join(""), "base64").subarray(-TRAILER.length);
  return start.equals(READER_PREFIX) && end.equals(TRAILER) && lines.at(-1) !== "";
}
