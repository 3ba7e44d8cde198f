import { SiocError, siocError } from "../../core/errors.ts";

/** `SQLITE_BUSY`, `53300`… or "". */
export function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
}

/** What an engine throws, as one of ours. What is no engine's error is a defect and passes. */
export function damage(where: string, error: unknown): unknown {
  if (error instanceof SiocError) return error;
  const code = codeOf(error);
  if (code === "SQLITE_BUSY" || code === "SQLITE_LOCKED")
    return siocError("LEDGER_LOCKED", { where }, { cause: error });
  if (/^SQLITE_(FULL|IOERR|READONLY|CANTOPEN)/.test(code))
    return siocError("LEDGER_DISK", { where, reason: code }, { cause: error });
  if (/^SQLITE_(CORRUPT|NOTADB)/.test(code))
    return siocError("LEDGER_DAMAGED", { where, reason: code }, { cause: error });
  return error;
}
