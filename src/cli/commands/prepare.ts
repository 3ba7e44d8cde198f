import { relative } from "node:path";

import { giorno } from "../../text/index.ts";
import { prepare, type Prepared } from "../../pipeline/prepare.ts";
import { setUp, type Setup } from "../../pipeline/setup.ts";
import { toDay } from "../../core/dates.ts";
import { siocError } from "../../core/errors.ts";
import type { Context } from "../context.ts";
import { sayError } from "../errors.ts";
import { fontiOf } from "../fonti.ts";
import { operazioniLines } from "../present/operazioni.ts";
import { riepilogoLines, sayNotes } from "../present/riepilogo.ts";
import { tabella } from "../../report/index.ts";
import type { Result } from "../result.ts";

/** The main job. */
export async function run(context: Context, args: readonly string[]): Promise<Result> {
  const { text, terminal, flags } = context;
  const configs = fontiOf(context, args);
  const ambient = context.ambient();
  const setup = await setUp(context.config(), ambient);
  sayDestination(context, setup);
  const runNumber = runOf(flags["run"]);
  const prepared = await prepare(setup, configs, ambient, {
    ...(runNumber === undefined ? {} : { run: runNumber }),
    force: flags["force"] === true,
    dryRun: flags["dry-run"] === true,
    cancelMissing: flags["cancel-missing"] === true,
    confirm: (count) => confirmed(context, count),
  });
  sayNotes(prepared.notes, prepared.riepilogo, prepared.failures, terminal, text);
  if (prepared.refused) sayError(prepared.refused, terminal, text, false);
  return resultOf(prepared, setup, context);
}

/** Changing folder must not silently change who receives the data (UX §6). */
function sayDestination({ text, terminal, cwd }: Context, { config, periodo, regione }: Setup): void {
  const file = config.get("recipient.file");
  if (file === undefined) return;
  const data = { periodo: periodo.code, regione, recipient: relative(cwd, file) };
  terminal.say(text("cli.prepare.destination", data));
}

export function resultOf(prepared: Prepared, setup: Setup, context: Context): Result {
  const { text, terminal, cwd } = context;
  const { manifest, riepilogo, paths, keys, exit, bundleName } = prepared;
  const [path] = paths;
  const shown = path === undefined ? undefined : relative(cwd, path);
  return {
    exit,
    lines: [
      ...riepilogoLines(riepilogo, terminal, text),
      "",
      ...operazioniLines(prepared, text),
      ...bundleLines(prepared, setup, context),
      text("cli.lists_in", { folder: relative(cwd, prepared.reportFolder) || "." }),
      ...(setup.layout.ufficiale ? [] : [text("cli.reconstruction")]),
      deadline(setup, context),
    ],
    summary: {
      bundle: manifest ? bundleName : null,
      refused: prepared.refused?.code ?? null,
      paths,
      totals: riepilogo.totals,
      recipient: keys.recipient.fingerprint,
      signer: keys.signer?.fingerprint ?? null,
      key_check_value: keys.cuniCheck,
      report_folder: prepared.reportFolder,
      source_failures: riepilogo.source_failures,
      sent: prepared.bilancio.inviati,
      unchanged: prepared.bilancio.invariati,
      waiting: prepared.bilancio.inAttesa,
      cancelled_by_us: prepared.cancellati,
      gone: prepared.assenti.scomparsi.length,
      same_bundle: prepared.same ?? null,
    },
    data: { riepilogo, ...(manifest && { manifest }) },
    next:
      shown === undefined
        ? nextOf(prepared)
        : [`sioc verify ${shown}`, `sioc sent ${runOfBundle(bundleName)} --id-upload N`],
  };
}

function deadline({ periodo }: Setup, { text, today }: Context): string {
  const late = toDay(today) - toDay(periodo.termine);
  const data = { periodo: periodo.code, termine: giorno(periodo.termine), ultimo: giorno(periodo.ultimo) };
  return late > 0
    ? text("cli.prepare.deadline_passed", { ...data, giorni: late })
    : text("cli.prepare.deadline", data);
}

/** The number of confirmed cancellations: typed by who is there, or given beforehand. */
async function confirmed({ flags, canAsk, text }: Context, count: number): Promise<boolean> {
  if (flags["confirm"] !== undefined) return Number(flags["confirm"]) === count;
  if (!canAsk) return false;
  const { input } = await import("@inquirer/prompts");
  const typed = await input({ message: text("cli.prepare.confirm", { count }) }, { output: process.stderr });
  return typed.trim() === String(count);
}

function nextOf({ same, assenti, superati }: Prepared): string[] {
  if (same !== undefined) return [`sioc sent ${runOfBundle(same)} --id-upload N`];
  return [
    ...superati.map((bundle) => `sioc abandon ${runOfBundle(bundle)}`),
    ...(assenti.scomparsi.length > 0 ? ["sioc diff --only C"] : []),
    "sioc status",
  ];
}

/** `SIOC_030_2026T1_000042` → 42 */
function runOfBundle(name: string): number {
  return Number(name.slice(name.lastIndexOf("_") + 1));
}

function noBundle({ refused, same, dryRun, bilancio }: Prepared, text: Context["text"]): string[] {
  if (refused) return [text("cli.prepare.none")];
  if (same !== undefined) return [];
  if (bilancio.inviati === 0) return [text("cli.prepare.nothing")];
  return dryRun ? [text("cli.prepare.dry")] : [text("cli.prepare.none")];
}

function bundleLines(prepared: Prepared, setup: Setup, { text, terminal, cwd }: Context): string[] {
  const { manifest, paths, keys } = prepared;
  if (!manifest) return noBundle(prepared, text);
  const rows = manifest.datasets.map((d) => [d.file, d.records, Math.ceil(d.encrypted.size / 1024)]);
  return [
    ...paths.map((path) => terminal.color.bold(text("cli.prepare.bundle", { path: relative(cwd, path) }))),
    ...tabella(rows, {
      lingua: text.lingua,
      rientro: 2,
      intestazione: [text("cli.col.file"), text("cli.col.record"), "KiB"],
    }),
    text("cli.prepare.recipient", {
      fingerprint: short(keys.recipient.fingerprint),
      format: keys.recipient.format,
    }),
    keys.signer
      ? text("cli.prepare.signer", {
          fingerprint: short(keys.signer.fingerprint),
          format: keys.signer.format,
        })
      : text("cli.prepare.unsigned"),
    text("cli.prepare.key", { check: keys.cuniCheck, layout: setup.layout.versione }),
  ];
}

export function short(fingerprint: string): string {
  return `${fingerprint.slice(0, 8)}…${fingerprint.slice(-8)}`;
}

function runOf(flag: unknown): number | undefined {
  if (flag === undefined) return undefined;
  const run = Number(flag);
  if (!Number.isInteger(run) || run < 1 || run > 999_999)
    throw siocError("SETTING_INVALID", { name: "--run", allowed: "1–999999" });
  return run;
}
