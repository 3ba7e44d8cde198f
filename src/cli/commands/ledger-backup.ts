import { existsSync } from "node:fs";
import { resolve } from "node:path";

import { EXIT, siocError } from "../../core/errors.ts";
import { backupLedger } from "../../ledger/index.ts";
import type { Context } from "../context.ts";
import { withLedger } from "../ledger.ts";
import { shellWord, shownPath } from "../present/paths.ts";
import type { Result } from "../result.ts";

/** A copy of the ledger, without its key. */
export function run(context: Context): Promise<Result> {
  const { text, flags, cwd } = context;
  if (flags["file"] === undefined)
    throw siocError("USAGE", { problem: text("cli.usage.missing_option", { name: "--file" }) });
  const path = resolve(cwd, String(flags["file"]));
  const config = context.config();
  const own = [config.get("ledger.file"), config.get("ledger.key_file")];
  // Never over the ledger itself or its key, whatever --force says.
  if (own.includes(path) || (existsSync(path) && flags["force"] !== true))
    throw siocError("OUTPUT_EXISTS", { path: shownPath(path, cwd) });
  return withLedger(context, { create: false, lock: false }, async (ledger) => {
    const backup = await backupLedger(ledger, path);
    const { where } = ledger.store;
    if (backup === undefined)
      return {
        exit: EXIT.usage,
        lines: [text("ledger.backup.postgres", { where })],
        summary: { where, copied: false },
        next: [`pg_dump --format=custom --file=${shellWord(shownPath(path, cwd))}`],
      };
    const key = shownPath(config.get("ledger.key_file") ?? "", cwd);
    const file = shownPath(path, cwd);
    return {
      exit: EXIT.ok,
      lines: [
        text("ledger.backup.done", { file, bytes: backup.bytes }),
        "",
        text("ledger.backup.key", { key }),
      ],
      summary: { file: path, copied: true, ...backup, key_file: config.get("ledger.key_file") ?? null },
      next: ["sioc ledger check"],
    };
  });
}
