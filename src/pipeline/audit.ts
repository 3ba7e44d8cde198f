import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

import type { Config } from "../config/config.ts";
import { writeWhole } from "../core/atomic.ts";
import { readPublicFile, signDetached, verifyDetached, type Signer } from "../crypto/index.ts";
import {
  readSegments,
  SEAL_SCHEMA,
  sealMonths,
  sealText,
  type Ledger,
  type Segment,
} from "../ledger/index.ts";

/** Where seals wait to be taken off the machine: beside the ledger. */
export function sealFolder(config: Config): string {
  return join(dirname(config.get("ledger.file") ?? "registro/registro.db"), "sigilli");
}

export interface SealedLog {
  /** Months closed, or signed, now. */
  readonly sealed: readonly Segment[];
  /** Files written. */
  readonly files: readonly string[];
}

/**
 * Seals the finished months and writes each seal, with its signature, as files: `2026-05.json` and
 * `2026-05.json.asc` or `.p7s`. A file that is missing (moved away, or a kill before it was written) is written again
 * from the ledger. The ledger must be locked; outside a transaction.
 * @param now ms since 1970, for the signature
 * @throws AUDIT_BROKEN, OUTPUT_UNWRITABLE, DISK
 */
export async function sealLog(
  ledger: Ledger,
  signer: Signer | undefined,
  { folder, now }: { readonly folder: string; readonly now: number },
): Promise<SealedLog> {
  const sealed = await sealMonths(
    ledger,
    signer && {
      fingerprint: signer.fingerprint,
      sign: (seal) => signDetached(signer, seal, { now }),
    },
  );
  const { segments } = await readSegments(ledger);
  const files: string[] = [];
  const write = (path: string, content: Uint8Array | string): void => {
    if (existsSync(path)) return;
    writeWhole(path, content);
    files.push(path);
  };
  for (const segment of segments.filter(({ deleted_at }) => deleted_at === null)) {
    const path = join(folder, `${segment.month}.json`);
    write(path, sealText(ledger, segment));
    if (segment.signature) write(path + extensionOf(segment.signature), segment.signature);
  }
  return { sealed, files };
}

/** DER begins with a SEQUENCE; armour with a dash. */
function extensionOf(signature: Uint8Array): ".p7s" | ".asc" {
  return signature[0] === 0x30 ? ".p7s" : ".asc";
}

/** What of a signature can be said. `unchecked`: OpenPGP, and nobody gave the signer's public key. */
export interface SealSignature {
  readonly status: "ok" | "bad" | "unsigned" | "unchecked";
  readonly fingerprint: string | null;
}

/** Judges the signatures of the months in the ledger, each as of the day it was made. */
export async function checkSeals(
  ledger: Ledger,
  segments: readonly Segment[],
  verificationKeys: readonly Uint8Array[],
): Promise<readonly (SealSignature & { readonly month: string; readonly first: number })[]> {
  const checks = [];
  for (const segment of segments) {
    const { month, first, signature, signer } = segment;
    const text = Buffer.from(sealText(ledger, segment), "utf8");
    const found = await judge(text, signature ?? undefined, Date.parse(segment.sealed_at), verificationKeys);
    // The certificate is inside the signature: anybody's would do, were it not the one the row names.
    const isOurs = found.status !== "ok" || found.fingerprint === signer;
    checks.push({ month, first, ...found, status: isOurs ? found.status : "bad" } as const);
  }
  return checks;
}

async function judge(
  text: Uint8Array,
  signature: Uint8Array | undefined,
  now: number,
  verificationKeys: readonly Uint8Array[],
): Promise<SealSignature> {
  if (!signature) return { status: "unsigned", fingerprint: null };
  if (extensionOf(signature) === ".asc" && verificationKeys.length === 0)
    return { status: "unchecked", fingerprint: null };
  try {
    const report = await verifyDetached(signature, text, { now, verificationKeys });
    return { status: report.ok ? "ok" : "bad", fingerprint: report.fingerprint ?? null };
  } catch {
    return { status: "bad", fingerprint: null };
  }
}

/** A seal read from its file. */
export interface SealFile extends SealSignature {
  readonly month: string;
  readonly first: number;
  readonly last: number;
  readonly sha256: string;
  readonly text: string;
}

/** The seal in a file with the signature beside it; undefined if the file is no seal. */
export async function readSealFile(
  path: string,
  verificationKeys: readonly Uint8Array[],
): Promise<SealFile | undefined> {
  const text = readPublicFile(path).toString("utf8");
  const seal = sealOf(text);
  if (!seal) return undefined;
  const signature = [`${path}.p7s`, `${path}.asc`].find((file) => existsSync(file));
  const bytes = signature === undefined ? undefined : readPublicFile(signature);
  const { sealed_at, ...facts } = seal;
  return { ...facts, text, ...(await judge(Buffer.from(text, "utf8"), bytes, sealed_at, verificationKeys)) };
}

function sealOf(
  text: string,
): (Pick<SealFile, "month" | "first" | "last" | "sha256"> & { readonly sealed_at: number }) | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof parsed !== "object" || parsed === null) return undefined;
  const { schema, month, first, last, sha256, sealed_at } = parsed as Readonly<Record<string, unknown>>;
  const at = Date.parse(String(sealed_at));
  const isSeal =
    schema === SEAL_SCHEMA &&
    typeof month === "string" &&
    /^\d{4}-\d{2}$/.test(month) &&
    Number.isSafeInteger(first) &&
    Number.isSafeInteger(last) &&
    typeof sha256 === "string" &&
    /^[0-9a-f]{64}$/.test(sha256) &&
    !Number.isNaN(at);
  return isSeal ? { month, first: Number(first), last: Number(last), sha256, sealed_at: at } : undefined;
}
