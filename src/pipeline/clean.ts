import { findBundle, removeBundle, type BundleFound } from "../bundle/index.ts";
import {
  beginPurge,
  deleteSegment,
  endPurge,
  expired,
  runsToPurge,
  scrub,
  verifyAudit,
  type Bad,
  type KeptRun,
  type Ledger,
  type Purgeable,
} from "../ledger/index.ts";
import type { Text } from "../text/index.ts";

export interface CleanOptions {
  /** Says, and writes nothing. */
  readonly dryRun: boolean;
  readonly text: Text;
  readonly signal: AbortSignal;
  /** Before each thing that cannot be undone; for the tests that stop there. */
  readonly step?: (name: string) => void;
}

export interface CleanedBundle extends Purgeable {
  /** Deleted, or to be deleted: `absent` when nothing was where the ledger says. */
  readonly found: "bundle" | "absent";
  /** What else was in its folder. */
  readonly strangers: readonly string[];
}

export type KeptBundle = (KeptRun | Purgeable) & {
  readonly reason: KeptRun["why"] | Exclude<BundleFound["is"], "bundle" | "absent">;
};

export interface Cleaned {
  readonly bundles: readonly CleanedBundle[];
  readonly kept: readonly KeptBundle[];
  /** Months of the log, with how many events. */
  readonly months: readonly { readonly month: string; readonly events: number }[];
  /** The log is not intact: its months stay as they are. */
  readonly broken?: Bad;
  /** A month that should be gone and cannot: it is not sealed. */
  readonly unsealed?: string;
}

/**
 * Deletes what must not be kept: bundles the Ministry has answered for or that were never sent, months of the log
 * older than twelve. The ledger must be locked. Stopped anywhere, it goes on when it is run again.
 * @throws DISK, LEDGER_*
 */
export async function clean(ledger: Ledger, options: CleanOptions): Promise<Cleaned> {
  return { ...(await cleanBundles(ledger, options)), ...(await cleanLog(ledger, options)) };
}

/** Only the bundles: what `outcomes` may do as soon as a receipt is in. @throws DISK, LEDGER_* */
export async function cleanBundles(
  ledger: Ledger,
  options: CleanOptions,
): Promise<Pick<Cleaned, "bundles" | "kept">> {
  const { purge, keep } = await runsToPurge(ledger);
  const bundles: CleanedBundle[] = [];
  const kept: KeptBundle[] = keep.map((run) => ({ ...run, reason: run.why }));
  for (const candidate of purge) {
    options.signal.throwIfAborted();
    const found = await findBundle(placeOf(candidate), candidate.begun, options.text);
    if (found.is === "bundle" || found.is === "absent")
      bundles.push(await purgeOne(ledger, candidate, { ...found, is: found.is }, options));
    else kept.push({ ...candidate, reason: found.is });
  }
  return { bundles, kept };
}

function placeOf({ folder, bundle, manifestSha256, files }: Purgeable): Parameters<typeof findBundle>[0] {
  return { folder, name: bundle, manifestSha256, files };
}

async function purgeOne(
  ledger: Ledger,
  candidate: Purgeable,
  found: BundleFound & { readonly is: "bundle" | "absent" },
  { dryRun, step = () => undefined }: CleanOptions,
): Promise<CleanedBundle> {
  if (dryRun) return { ...candidate, found: found.is, strangers: [] };
  step("begin");
  await beginPurge(ledger, candidate);
  const removed =
    found.is === "bundle" ? removeBundle(placeOf(candidate), found, step) : { files: 0, strangers: [] };
  step("end");
  // Nothing there after an interruption is our own doing.
  await endPurge(ledger, candidate, {
    files: removed.files,
    missing: found.is === "absent" && !candidate.begun,
  });
  return { ...candidate, found: found.is, strangers: removed.strangers };
}

async function cleanLog(
  ledger: Ledger,
  { dryRun, signal, step = () => undefined }: CleanOptions,
): Promise<Pick<Cleaned, "months" | "broken" | "unsealed">> {
  const { segments, unsealed } = await expired(ledger);
  const said = unsealed === undefined ? {} : { unsealed };
  if (segments.length === 0) return { months: [], ...said };
  const { bad } = await verifyAudit(ledger);
  if (bad) return { months: [], broken: bad, ...said };
  for (const segment of dryRun ? [] : segments) {
    signal.throwIfAborted();
    step("segment");
    await deleteSegment(ledger, segment);
  }
  if (!dryRun) await scrub(ledger);
  return { months: segments.map(({ month, first, last }) => ({ month, events: last - first + 1 })), ...said };
}
