import { existsSync } from "node:fs";
import { resolve } from "node:path";

import { writeWhole } from "../../core/atomic.ts";
import { EXIT, siocError } from "../../core/errors.ts";
import { printable } from "../../core/redact.ts";
import { exportLedger } from "../../ledger/index.ts";
import type { Context } from "../context.ts";
import { withLedger } from "../ledger.ts";
import { shownPath } from "../present/paths.ts";
import type { Result } from "../result.ts";

/** What was sent and what came back as JSON lines, to a file or to stdout. */
export function run(context: Context): Promise<Result> {
  const { text, flags, cwd } = context;
  const path = flags["file"] === undefined ? undefined : resolve(cwd, String(flags["file"]));
  if (path !== undefined && existsSync(path) && flags["force"] !== true)
    throw siocError("OUTPUT_EXISTS", { path: shownPath(path, cwd) });
  return withLedger(context, { create: false, lock: false }, async (ledger) => {
    const data = await exportLedger(ledger);
    const lines = data.map((line) => JSON.stringify(line, (_key, value: unknown) => safe(value)));
    if (path === undefined)
      return { exit: EXIT.ok, lines, summary: { lines: lines.length }, data: { lines: data }, next: [] };
    writeWhole(path, `${lines.join("\n")}\n`);
    const file = shownPath(path, cwd);
    return {
      exit: EXIT.ok,
      lines: [text("ledger.export.written", { lines: lines.length, file })],
      summary: { file: path, lines: lines.length },
      next: ["sioc status"],
    };
  });
}

/** Names of receipts came from outside. */
function safe(value: unknown): unknown {
  return typeof value === "string" ? printable(value, 400) : value;
}
