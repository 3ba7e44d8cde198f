import { EXIT } from "../../core/errors.ts";
import { printable } from "../../core/redact.ts";
import { clean, type Cleaned } from "../../pipeline/clean.ts";
import { tabella } from "../../report/index.ts";
import type { Context } from "../context.ts";
import { withLedger } from "../ledger.ts";
import type { Result } from "../result.ts";

/** Deletes what must not be kept any longer, and says why of each thing. */
export async function run(context: Context): Promise<Result> {
  const { flags, text, signal } = context;
  const dryRun = flags["dry-run"] === true;
  const cleaned = await withLedger(context, { create: false, lock: !dryRun }, (ledger) =>
    clean(ledger, { dryRun, text, signal }),
  );
  const { bundles, kept, months, broken, unsealed } = cleaned;
  return {
    exit: broken ? EXIT.ledger : EXIT.ok,
    lines: linesOf(cleaned, dryRun, context),
    summary: {
      dry_run: dryRun,
      bundles: bundles.length,
      kept: kept.length,
      months: months.map(({ month }) => month),
      log_intact: !broken,
    },
    data: {
      bundles: bundles.map(({ run, bundle, why, found, strangers }) => ({
        run,
        bundle,
        why,
        found,
        strangers,
      })),
      kept: kept.map(({ run, bundle, stato, reason }) => ({ run, bundle, state: stato, reason })),
      months,
      ...(broken && { broken }),
      ...(unsealed !== undefined && { unsealed }),
    },
    next: nextOf(cleaned, dryRun),
  };
}

function nextOf({ bundles, months, broken, unsealed }: Cleaned, dryRun: boolean): readonly string[] {
  if (broken) return ["sioc audit verify"];
  if (unsealed !== undefined) return ["sioc audit seal"];
  return [dryRun && bundles.length + months.length > 0 ? "sioc clean" : "sioc audit verify"];
}

function linesOf(cleaned: Cleaned, dryRun: boolean, context: Context): readonly string[] {
  const { text, terminal } = context;
  const { bundles, kept, months, broken, unsealed } = cleaned;
  const listed = (rows: readonly (readonly string[])[]): readonly string[] =>
    tabella(rows, { lingua: text.lingua, rientro: 2 });
  const verb = dryRun ? "would" : "done";
  const strangers = bundles.filter((bundle) => bundle.strangers.length > 0);
  return [
    ...(bundles.length + months.length === 0 ? [text("clean.nothing")] : []),
    ...(bundles.length > 0 ? [text(`clean.bundles.${verb}`, { count: bundles.length })] : []),
    ...listed(
      bundles.map(({ bundle, why, found }) => [
        printable(bundle),
        text(`clean.why.${why}`) + (found === "absent" ? `; ${text("clean.absent")}` : ""),
      ]),
    ),
    ...strangers.map(({ bundle, strangers: names }) =>
      text("clean.strangers", {
        bundle: printable(bundle),
        count: names.length,
        names: names.slice(0, 5).join(", "),
      }),
    ),
    ...(months.length > 0 ? [text(`clean.months.${verb}`, { count: months.length })] : []),
    ...listed(months.map(({ month, events }) => [month, text("clean.events", { count: events })])),
    ...(kept.length > 0 ? ["", text("clean.kept", { count: kept.length })] : []),
    ...listed(kept.map(({ bundle, reason }) => [printable(bundle), text(`clean.kept.${reason}`)])),
    ...(broken ? [terminal.color.red(text("clean.broken", { seq: broken.seq }))] : []),
    ...(unsealed === undefined ? [] : [text("clean.unsealed", { month: unsealed })]),
    "",
    text("clean.stays"),
  ];
}
