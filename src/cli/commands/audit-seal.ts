import { EXIT } from "../../core/errors.ts";
import { sealFolder, sealLog } from "../../pipeline/audit.ts";
import { loadRunSigner } from "../../pipeline/keys.ts";
import type { Context } from "../context.ts";
import { withLedger } from "../ledger.ts";
import { shownPath } from "../present/paths.ts";
import type { Result } from "../result.ts";

/** Closes the finished months of the log and writes their seals, to be taken off the machine. */
export async function run(context: Context): Promise<Result> {
  const { text, cwd, now } = context;
  const config = context.config();
  const folder = sealFolder(config);
  const signer = await loadRunSigner(config, context.ambient());
  const { sealed, files } = await withLedger(context, { create: false, lock: true }, (ledger) =>
    sealLog(ledger, signer, { folder, now }),
  );
  const shown = shownPath(folder, cwd);
  const unsigned = sealed.some(({ signature }) => signature === null);
  return {
    exit: EXIT.ok,
    lines: [
      ...(sealed.length === 0 ? [text("audit.seal.none")] : []),
      ...sealed.map(({ month, first, last }) => text("audit.seal.done", { month, first, last })),
      ...(unsigned ? [text("audit.seal.unsigned")] : []),
      ...(files.length > 0 ? [text("audit.seal.take_away", { count: files.length, folder: shown })] : []),
    ],
    summary: { sealed: sealed.map(({ month }) => month), signed: signer !== undefined, files, folder },
    next: ["sioc audit verify"],
  };
}
