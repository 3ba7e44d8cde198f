import { createHash } from "node:crypto";

import {
  checkBundle,
  openBundleForReading,
  type BundleReader,
  type DatasetManifest,
  type Manifest,
} from "../bundle/index.ts";
import { openSealed, verifyDetached, type Opener, type SignatureReport } from "../crypto/index.ts";
import { SiocError } from "../core/errors.ts";
import { tagOf } from "../core/tag.ts";
import type { Message } from "../text/index.ts";
import type { Layout } from "../tracciato/index.ts";
import {
  compilePlan,
  compileSchema,
  records,
  validateMiniDocument,
  type Plan,
  type Schema,
} from "../xml/index.ts";
import type { Ambient } from "./setup.ts";

/** One thing looked at, in the order a person would. */
export interface VerifyCheck {
  readonly name: Message;
  readonly status: "ok" | "errore" | "saltato";
  readonly detail: readonly Message[];
}

export interface Verified {
  readonly ok: boolean;
  readonly bundle: string;
  readonly manifest: Manifest | undefined;
  readonly checks: readonly VerifyCheck[];
}

export interface VerifyOptions {
  readonly layout: Layout;
  /** Public OpenPGP keys of the signers. */
  readonly verificationKeys: readonly Uint8Array[];
  /** The recipient's test key: then the datasets are decrypted and validated again. */
  readonly opener?: Opener;
}

/** Reads a bundle back. @throws BUNDLE_NOT_READ when it is not a bundle at all */
export async function verifyBundle(
  path: string,
  options: VerifyOptions,
  ambient: Ambient,
): Promise<Verified> {
  const reader = await openBundleForReading(path, ambient.text);
  try {
    const { checks } = await checkBundle(reader);
    const manifest = reader.manifest.ok ? reader.manifest.manifest : undefined;
    const all: VerifyCheck[] = checks.map(({ key, ok, detail }) => ({
      name: { key },
      status: ok ? "ok" : "errore",
      detail,
    }));
    all.push(await checkSignature(reader, manifest, options, ambient));
    if (manifest && options.opener)
      all.push(...(await checkContent(reader, manifest, options, options.opener, ambient)));
    else
      all.push({
        name: { key: "cli.verify.content" },
        status: "saltato",
        detail: [{ key: "cli.verify.no_key" }],
      });
    return {
      ok: all.every((check) => check.status !== "errore"),
      bundle: reader.name,
      manifest,
      checks: all,
    };
  } finally {
    reader.close();
  }
}

async function checkSignature(
  reader: BundleReader,
  manifest: Manifest | undefined,
  options: VerifyOptions,
  { now }: Ambient,
): Promise<VerifyCheck> {
  const name: Message = { key: "cli.verify.signature" };
  const { signature } = reader;
  if (!signature) {
    const promised = manifest?.signer !== null && manifest !== undefined;
    return { name, status: promised ? "errore" : "saltato", detail: [{ key: "cli.verify.unsigned" }] };
  }
  if (signature.format === "openpgp" && options.verificationKeys.length === 0) {
    return { name, status: "saltato", detail: [{ key: "cli.verify.no_verify_key" }] };
  }
  const report = await verifyDetached(signature.bytes, reader.manifestBytes, {
    now,
    verificationKeys: options.verificationKeys,
  });
  const detail = [...report.problems, ...sameSigner(report, manifest)];
  return {
    name,
    status: detail.length === 0 ? "ok" : "errore",
    detail: detail.length === 0 ? signedBy(report) : detail,
  };
}

function signedBy({ fingerprint }: SignatureReport): Message[] {
  return fingerprint === undefined ? [] : [{ key: "cli.verify.signed_by", data: { fingerprint } }];
}

function sameSigner({ fingerprint }: SignatureReport, manifest: Manifest | undefined): Message[] {
  const declared = manifest?.signer?.fingerprint;
  return fingerprint === undefined ||
    declared === undefined ||
    declared.toUpperCase() === fingerprint.toUpperCase()
    ? []
    : [{ key: "cli.verify.other_signer" }];
}

/** Decrypts each dataset, compares it with the manifest, lets the schema judge it, and compares the two datasets. */
async function checkContent(
  reader: BundleReader,
  manifest: Manifest,
  options: VerifyOptions,
  opener: Opener,
  { now }: Ambient,
): Promise<VerifyCheck[]> {
  const keys = { 1: new KeySet(), 2: new KeySet() };
  const tools = new Map<1 | 2, { plan: Plan; schema: Schema }>();
  const checks: VerifyCheck[] = [];
  try {
    for (const dataset of manifest.datasets) {
      let tool = tools.get(dataset.dataset);
      if (!tool) {
        const layout = options.layout.dataset[dataset.dataset];
        tools.set(
          dataset.dataset,
          (tool = { plan: compilePlan(layout), schema: await compileSchema(layout.xsd) }),
        );
      }
      checks.push(await checkDataset(reader, dataset, tool, opener, now, keys[dataset.dataset]));
    }
  } finally {
    for (const { schema } of tools.values()) schema.dispose();
  }
  const unpaired = keys[1].missingIn(keys[2]) + keys[2].missingIn(keys[1]);
  const declared = manifest.unpaired[1] + manifest.unpaired[2];
  const detail: Message[] =
    unpaired === declared ? [] : [{ key: "cli.verify.unpaired", data: { count: unpaired } }];
  return [
    ...checks,
    { name: { key: "cli.verify.pairs" }, status: detail.length === 0 ? "ok" : "errore", detail },
  ];
}

async function checkDataset(
  reader: BundleReader,
  dataset: DatasetManifest,
  { plan, schema }: { plan: Plan; schema: Schema },
  opener: Opener,
  now: number,
  keys: KeySet,
): Promise<VerifyCheck> {
  const name: Message = { key: "cli.verify.dataset", data: { file: dataset.file } };
  const hash = createHash("sha256");
  let size = 0;
  let count = 0;
  let invalid = 0;
  const tipi = { I: 0, V: 0, C: 0 };
  try {
    const { content, report } = openSealed(reader.stream(dataset.file), opener, { now });
    const watched = async function* (): AsyncGenerator<Uint8Array> {
      for await (const chunk of content) {
        hash.update(chunk);
        size += chunk.length;
        yield chunk;
      }
    };
    for await (const lotto of records(watched(), plan)) {
      invalid += validateMiniDocument(schema, plan, lotto.fragments).size;
      lotto.chiavi.forEach((chiave) => {
        keys.add(chiave);
      });
      for (const tipo of lotto.tipi) if (tipo === "I" || tipo === "V" || tipo === "C") tipi[tipo]++;
      count += lotto.fragments.length;
    }
    const signature = report();
    const detail: Message[] = [
      ...(hash.digest("hex") === dataset.clear.sha256 && size === dataset.clear.size
        ? []
        : [{ key: "cli.verify.clear_differs" } as const]),
      ...(count === dataset.records && same(tipi, dataset.by_tipo)
        ? []
        : [{ key: "cli.verify.count", data: { found: count, declared: dataset.records } } as const]),
      ...(invalid === 0 ? [] : [{ key: "cli.verify.invalid", data: { count: invalid } } as const]),
      ...(signature && !signature.ok && signature.fingerprint !== undefined ? signature.problems : []),
    ];
    const fine: Message = { key: "cli.verify.valid", data: { count } };
    return {
      name,
      status: detail.length === 0 ? "ok" : "errore",
      detail: detail.length === 0 ? [fine] : detail,
    };
  } catch (error) {
    if (!(error instanceof SiocError)) throw error;
    return { name, status: "errore", detail: [{ key: `error.${error.code}`, data: error.data }] };
  }
}

function same(
  a: Readonly<Record<"I" | "V" | "C", number>>,
  b: Readonly<Record<"I" | "V" | "C", number>>,
): boolean {
  return a.I === b.I && a.V === b.V && a.C === b.C;
}

/** The keys of a dataset as 64-bit tags. Grows with what is read: a manifest may say anything. */
class KeySet {
  readonly #tags = new Set<bigint>();
  readonly #tag = { hi: 0, lo: 0 };

  add(key: string): void {
    tagOf(key, this.#tag);
    this.#tags.add((BigInt(this.#tag.hi) << 32n) | BigInt(this.#tag.lo));
  }

  missingIn(other: KeySet): number {
    let missing = 0;
    for (const tag of this.#tags) if (!other.#tags.has(tag)) missing++;
    return missing;
  }
}
