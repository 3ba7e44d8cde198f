import { existsSync } from "node:fs";
import { resolve } from "node:path";

import { openPart } from "../../core/atomic.ts";
import { EXIT, siocError } from "../../core/errors.ts";
import { exportAudit, type Ledger } from "../../ledger/index.ts";
import type { Context } from "../context.ts";
import { withLedger } from "../ledger.ts";
import { shellWord, shownPath } from "../present/paths.ts";
import type { Result } from "../result.ts";

/** The log as JSON lines, to a file or to stdout. */
export async function run(context: Context): Promise<Result> {
  const { flags, text, terminal } = context;
  const month = flags["month"] === undefined ? undefined : String(flags["month"]);
  const toFile = flags["file"] !== undefined;
  if (!toFile && flags["json"] === true)
    throw siocError("USAGE", { problem: text("cli.usage.missing_option", { name: "--file" }) });
  return withLedger(context, { create: false, lock: false }, async (ledger) => {
    if (toFile) return writeFile(ledger, month, context);
    const { events } = await exportAudit(
      ledger,
      (line) => {
        terminal.out(line.trimEnd());
      },
      month,
    );
    return { exit: EXIT.ok, lines: [], summary: { events, month: month ?? null }, next: [] };
  });
}

async function writeFile(ledger: Ledger, month: string | undefined, context: Context): Promise<Result> {
  const { flags, text, cwd } = context;
  const path = resolve(cwd, String(flags["file"]));
  const file = shownPath(path, cwd);
  if (existsSync(path) && flags["force"] !== true) throw siocError("OUTPUT_EXISTS", { path: file });
  const part = openPart(path);
  try {
    const { events } = await exportAudit(
      ledger,
      (line) => {
        part.write(line);
      },
      month,
    );
    part.commit();
    return {
      exit: EXIT.ok,
      lines: [text("audit.export.written", { events, file })],
      summary: { file: path, events, month: month ?? null },
      next: [`sioc audit verify ${shellWord(file)}`],
    };
  } catch (error) {
    part.discard();
    throw error;
  }
}
