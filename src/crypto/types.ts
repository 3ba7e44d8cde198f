import type { KeyObject } from "node:crypto";

import type { IsoDate } from "../core/dates.ts";
import type { Message } from "../text/index.ts";

/** A stage bytes are pushed through; constant memory. */
export interface Sealer {
  /**
   * Takes the chunk whole: the caller may reuse its buffer afterwards. When a promise comes back (OpenPGP), it must be
   * awaited before the next call: that is the backpressure. CMS and CAdES answer at once.
   */
  write(chunk: Uint8Array): void | Promise<void>;
  /** Writes the trailer. Nothing may be written after. */
  end(): Promise<void>;
}

/**
 * Where a stage puts its bytes. They are handed over for good: the stage does not touch them again, so they may be
 * kept or transferred to another thread.
 */
export type Output = (bytes: Uint8Array) => void;

interface KeyFacts {
  /** Base name of the file, safe to print. */
  readonly file: string;
  /** SHA-256 of a certificate or OpenPGP fingerprint, upper-case hex. */
  readonly fingerprint: string;
  /** `rsa`, `ec`, or OpenPGP's name of the algorithm of the key in use. */
  readonly algorithm: string;
  readonly bits?: number;
  /** Last day, absent if it never expires. */
  readonly expires?: IsoDate;
  /** Warnings to show: expiry near, codice fiscale of the signer. */
  readonly notes: readonly Message[];
}

/** Public key of who may read the bundle. Plain data: can be sent to a worker. */
export type Recipient = OpenPgpRecipient | CmsRecipient;

export interface OpenPgpRecipient extends KeyFacts {
  readonly format: "openpgp";
  readonly userIds: readonly string[];
  /** The binary key. */
  readonly bytes: Uint8Array;
}

export interface CmsRecipient extends KeyFacts {
  readonly format: "cms";
  readonly subject: string;
  readonly issuer: string;
  readonly serial: string;
  /** The certificate, DER. */
  readonly bytes: Uint8Array;
}

/**
 * Private key of who signs. The secret part is a KeyObject: it goes to workers by postMessage or workerData, while
 * JSON and console show nothing of it.
 */
export type Signer = OpenPgpSigner | CadesSigner;

export interface OpenPgpSigner extends KeyFacts {
  readonly format: "openpgp";
  readonly userIds: readonly string[];
  /** The unlocked binary key, as a "secret" KeyObject. */
  readonly key: KeyObject;
  /** The public half, binary, for `verify`. */
  readonly publicKey: Uint8Array;
}

export interface CadesSigner extends KeyFacts {
  readonly format: "cades";
  readonly subject: string;
  readonly key: KeyObject;
  /** DER, the signer's first, then the rest of the chain if the file had it. */
  readonly certificates: readonly Uint8Array[];
}

/** What reading a signature showed. Trust in the issuer is not judged: compare the fingerprint with the one you know. */
export interface SignatureReport {
  readonly format: "openpgp" | "cades";
  /** True if the signature is right and nothing is in `problems`. */
  readonly ok: boolean;
  readonly fingerprint?: string;
  readonly subject?: string;
  readonly expires?: IsoDate;
  readonly signedOn?: IsoDate;
  readonly problems: readonly Message[];
}
