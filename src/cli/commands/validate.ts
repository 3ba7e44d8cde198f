import { setUp } from "../../pipeline/setup.ts";
import { validate } from "../../pipeline/validate.ts";
import { relative } from "node:path";

import { numero } from "../../text/index.ts";
import type { Context } from "../context.ts";
import { fontiOf } from "../fonti.ts";
import { riepilogoLines, sayNotes } from "../present/riepilogo.ts";
import type { Result } from "../result.ts";

/** Reads and judges; the answer is what the aziende have to correct. */
export async function run(context: Context, args: readonly string[]): Promise<Result> {
  const { text, terminal, cwd } = context;
  const configs = fontiOf(context, args);
  const ambient = context.ambient();
  const setup = await setUp(context.config(), ambient);
  const { exit, riepilogo, failures, notes, reportFolder } = await validate(setup, configs, ambient);
  sayNotes(notes, riepilogo, failures, terminal, text);
  const folder = relative(cwd, reportFolder) || ".";
  const { record, scartati, segnalati } = riepilogo.totals;
  const verdict = text(scartati === 0 ? "cli.validate.clean" : "cli.validate.verdict", {
    record,
    scartati,
    segnalati,
    share: numero(Math.round((scartati * 1000) / Math.max(1, record)) / 10, text.lingua),
  });
  return {
    exit,
    lines: [
      ...riepilogoLines(riepilogo, terminal, text),
      "",
      verdict,
      text("cli.lists_in", { folder }),
      ...reconstruction(setup.layout.ufficiale, text),
    ],
    summary: { ...riepilogo.totals, report_folder: reportFolder, source_failures: riepilogo.source_failures },
    data: riepilogo,
    next: nextOf(riepilogo, scartati),
  };
}

function reconstruction(official: boolean, text: Context["text"]): string[] {
  return official ? [] : [text("cli.reconstruction")];
}

function nextOf(
  riepilogo: { readonly codici: readonly { readonly code: string; readonly esito: string }[] },
  scartati: number,
): string[] {
  const first = riepilogo.codici.find((codice) => codice.esito === "scarto") ?? riepilogo.codici[0];
  return [...(first ? [`sioc explain ${first.code}`] : []), ...(scartati === 0 ? ["sioc prepare"] : [])];
}
