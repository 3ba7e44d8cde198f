import { relative } from "node:path";

import { giorno } from "../../text/index.ts";
import { prepare, type Prepared } from "../../pipeline/prepare.ts";
import { setUp, type Setup } from "../../pipeline/setup.ts";
import { toDay } from "../../core/dates.ts";
import { siocError } from "../../core/errors.ts";
import type { Context } from "../context.ts";
import { sayError } from "../errors.ts";
import { fontiOf } from "../fonti.ts";
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
    },
    data: { riepilogo, ...(manifest && { manifest }) },
    next: shown === undefined ? [] : [`sioc verify ${shown}`],
  };
}

function deadline({ periodo }: Setup, { text, today }: Context): string {
  const late = toDay(today) - toDay(periodo.termine);
  const data = { periodo: periodo.code, termine: giorno(periodo.termine), ultimo: giorno(periodo.ultimo) };
  return late > 0
    ? text("cli.prepare.deadline_passed", { ...data, giorni: late })
    : text("cli.prepare.deadline", data);
}

function bundleLines(
  { manifest, refused, paths, keys }: Prepared,
  setup: Setup,
  { text, terminal, cwd }: Context,
): string[] {
  if (!manifest) return [text(refused ? "cli.prepare.none" : "cli.prepare.dry")];
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
