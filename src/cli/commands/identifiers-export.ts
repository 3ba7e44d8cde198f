import { existsSync, realpathSync } from "node:fs";
import { basename, resolve } from "node:path";

import { EXIT, siocError } from "../../core/errors.ts";
import { printable } from "../../core/redact.ts";
import { exportIdentifiers, type Exported } from "../../pipeline/identifiers.ts";
import type { FonteConfig } from "../../pipeline/inputs.ts";
import { tabella } from "../../report/index.ts";
import { caricaLayout } from "../../tracciato/index.ts";
import type { Context } from "../context.ts";
import { wordsOf } from "../errors.ts";
import { fontiOf } from "../fonti.ts";
import { shellWord, shownPath } from "../present/paths.ts";
import { labelled } from "../present/avvolto.ts";
import type { Result } from "../result.ts";

/** The list to send to the TS/ANA check: the one file with clear identifiers, and loudly so. */
export async function run(context: Context, args: readonly string[]): Promise<Result> {
  const { text, terminal, flags, cwd } = context;
  if (flags["file"] === undefined)
    throw siocError("USAGE", { problem: text("cli.usage.missing_option", { name: "--file" }) });
  const path = resolve(cwd, String(flags["file"]));
  const shown = shownPath(path, cwd);
  const configs = fontiOf(context, args);
  refuseTarget(path, shown, configs, context);
  const { signal, progress } = context.ambient();
  const layout = caricaLayout(context.config().get("schema.folder"));
  const exported = await exportIdentifiers(configs, path, { layout, text, signal, progress });
  terminal.clearProgress();
  for (const { key, data } of exported.notes)
    terminal.say(labelled(text("cli.note"), " ", text(key, data), terminal));
  for (const { azienda, file, error } of exported.failures) {
    const { code, message } = wordsOf(error, text);
    const name = printable(basename(file));
    terminal.complain(text("setup.identifiers.failed", { azienda, file: name, message, code }));
  }
  terminal.complain(terminal.colorErr.red.bold(text("setup.identifiers.loud", { file: shown })));
  return {
    exit: exported.failures.length > 0 ? EXIT.partial : EXIT.ok,
    lines: linesOf(exported, shown, context),
    summary: summaryOf(exported, path),
    data: {
      aziende: exported.aziende.map(({ azienda, righe, nuovi }) => ({ azienda, rows: righe, new: nuovi })),
    },
    next: [
      "sioc prepare --outcomes esiti-ts.csv",
      process.platform === "win32" ? `del ${shellWord(shown)}` : `shred -u ${shellWord(shown)}`,
    ],
  };
}

/** Never over an input file, nor silently over another. */
function refuseTarget(
  path: string,
  shown: string,
  configs: readonly FonteConfig[],
  { text, flags }: Context,
): void {
  if (!existsSync(path)) return;
  const inputs = configs
    .flatMap(({ files }) => Object.values(files).flat())
    .filter((input) => existsSync(input));
  if (inputs.some((input) => realpathSync(input) === realpathSync(path)))
    throw siocError("USAGE", { problem: text("setup.same_file", { file: shown }) });
  if (flags["force"] !== true) throw siocError("OUTPUT_EXISTS", { name: shown });
}

function linesOf(exported: Exported, shown: string, { text }: Context): string[] {
  const { aziende, scritti, ripetuti, senza, malformati, illeggibili } = exported;
  const facts: [number, string][] = [
    [ripetuti, text("setup.identifiers.repeated")],
    [senza, text("setup.identifiers.without")],
    [malformati, text("setup.identifiers.malformed")],
    [illeggibili, text("setup.identifiers.unreadable")],
  ];
  return [
    text("setup.identifiers.written", { count: scritti, file: shown }),
    "",
    ...tabella(
      aziende.map(({ azienda, righe, nuovi }) => [azienda, righe, nuovi]),
      {
        lingua: text.lingua,
        rientro: 2,
        intestazione: [text("setup.col.azienda"), text("setup.col.rows"), text("setup.col.identifiers")],
      },
    ),
    "",
    ...tabella(
      facts.filter(([count]) => count > 0),
      { lingua: text.lingua, rientro: 2 },
    ),
    "",
    text("setup.identifiers.then"),
  ];
}

function summaryOf(exported: Exported, file: string): Result["summary"] {
  const { righe, scritti, ripetuti, senza, malformati, illeggibili, failures } = exported;
  return {
    file,
    rows: righe,
    written: scritti,
    repeated: ripetuti,
    without: senza,
    malformed: malformati,
    unreadable: illeggibili,
    source_failures: failures.map(({ azienda, file: path, error }) => ({
      azienda,
      file: printable(basename(path)),
      code: error.code,
    })),
    clear_identifiers: true,
  };
}
