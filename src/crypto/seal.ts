import type { Message } from "../text/index.ts";
import { cadesDetached, cadesSealer, type CadesDeps } from "./cades.ts";
import { cmsSealer, type CmsDeps } from "./cms.ts";
import { pgpDetached, pgpSealer, type PgpDeps } from "./pgp.ts";
import type { OpenPgpRecipient, Output, Recipient, Sealer, Signer } from "./types.ts";

export type SealDeps = PgpDeps & CmsDeps & CadesDeps;

/** How a dataset will be closed for a recipient by a signer; decided before any work is done. */
export interface SealPlan {
  /** Signature inside the encryption: OpenPGP's own, CAdES, or none. */
  readonly inner: "openpgp" | "cades" | "none";
  readonly outer: Recipient["format"];
  /** Added to the dataset's name: one suffix a layer, as the Ministry's SDK and every CAdES tool do. */
  readonly extension: ".p7m" | ".p7m.p7m" | ".gpg" | ".p7m.gpg";
  /** Added to the manifest's name for its detached signature; undefined without a signer. */
  readonly signatureExtension: ".p7s" | ".asc" | undefined;
  readonly notes: readonly Message[];
}

/**
 * Signature before encryption, always. CAdES goes inside either envelope; an OpenPGP signature cannot go inside the
 * CMS one (its reader would find neither XML nor a `.p7m`), so it covers the manifest only, which carries the SHA-256
 * of every file.
 */
export function sealPlan(recipient: Recipient, signer: Signer | undefined): SealPlan {
  const outer = recipient.format;
  if (!signer) {
    const extension = outer === "cms" ? ".p7m" : ".gpg";
    return {
      inner: "none",
      outer,
      extension,
      signatureExtension: undefined,
      notes: [{ key: "crypto.unsigned" }],
    };
  }
  if (signer.format === "cades") {
    const extension = outer === "cms" ? ".p7m.p7m" : ".p7m.gpg";
    return { inner: "cades", outer, extension, signatureExtension: ".p7s", notes: [] };
  }
  return outer === "openpgp"
    ? { inner: "openpgp", outer, extension: ".gpg", signatureExtension: ".asc", notes: [] }
    : {
        inner: "none",
        outer,
        extension: ".p7m",
        signatureExtension: ".asc",
        notes: [{ key: "crypto.manifest_only" }],
      };
}

/** Suffix of an encrypted dataset: `.p7m` CMS, `.p7m.p7m` CAdES inside CMS, `.gpg` OpenPGP, `.p7m.gpg` CAdES inside. */
export function fileExtension(recipient: Recipient, signer: Signer | undefined): SealPlan["extension"] {
  return sealPlan(recipient, signer).extension;
}

/**
 * The stage a dataset is written through: signed as {@link sealPlan} says, then encrypted, in constant memory. Cheap:
 * one for each file, in whatever thread.
 * @param output gets the bytes of the encrypted file, in order
 */
export async function openSealer(
  recipient: Recipient,
  signer: Signer | undefined,
  output: Output,
  deps: SealDeps,
): Promise<Sealer> {
  const cades = signer?.format === "cades" ? signer : undefined;
  if (recipient.format === "openpgp") {
    if (cades) return chain((next) => cadesSealer(cades, next, deps), await pgpOnly(recipient, output, deps));
    return pgpSealer(recipient, signer?.format === "openpgp" ? signer : undefined, output, deps);
  }
  const envelope = cmsSealer(recipient.bytes, output, deps);
  return cades ? chain((next) => cadesSealer(cades, next, deps), envelope) : envelope;
}

/** Signature of the manifest, kept beside it: DER `.p7s` or armoured `.asc`. */
export async function signDetached(signer: Signer, content: Uint8Array, deps: SealDeps): Promise<Buffer> {
  switch (signer.format) {
    case "cades":
      return cadesDetached(signer, content, deps);
    case "openpgp":
      return pgpDetached(signer, content, deps);
  }
}

function pgpOnly(recipient: OpenPgpRecipient, output: Output, deps: SealDeps): Promise<Sealer> {
  return pgpSealer(recipient, undefined, output, deps);
}

/** Puts a stage that answers at once in front of one that may ask to wait. */
function chain(first: (next: Output) => Sealer, second: Sealer): Sealer {
  let waiting: Promise<void> | undefined;
  const inner = first((bytes) => {
    const answer = waiting ? waiting.then(() => second.write(bytes)) : second.write(bytes);
    if (answer) waiting = answer;
  });
  const settle = async (): Promise<void> => {
    const before = waiting;
    waiting = undefined;
    await before;
  };
  return {
    write(chunk) {
      void inner.write(chunk);
      return waiting ? settle() : undefined;
    },
    async end() {
      await inner.end();
      await settle();
      await second.end();
    },
  };
}
