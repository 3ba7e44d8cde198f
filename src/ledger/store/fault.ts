import { SiocError, siocError } from "../../core/errors.ts";

/** `SQLITE_BUSY`, `53300`, `ENOSPC`… or "". */
export function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
}

const KINDS = [
  ["LEDGER_LOCKED", /^(SQLITE_(BUSY|LOCKED)|55P03$|40P01$)/],
  // Nothing of the work done is there; what was there before is.
  [
    "LEDGER_DISK",
    /^(SQLITE_(FULL|IOERR|READONLY|CANTOPEN|PERM|NOLFS)|53[12]00$|58030$|25006$|42501$|E[A-Z0-9]{2,}$)/,
  ],
  ["LEDGER_DAMAGED", /^(SQLITE_(CORRUPT|NOTADB|SCHEMA)|XX00[0-2]$)/],
] as const;

/**
 * What an engine or the disk refuses, as one of ours. What is neither is a defect and passes.
 * Codes only: the words of an engine quote SQL and data.
 */
export function damage(where: string, error: unknown): unknown {
  if (error instanceof SiocError) return error;
  const code = codeOf(error);
  const kind = KINDS.find(([, pattern]) => pattern.test(code))?.[0];
  return kind === undefined ? error : siocError(kind, { where, reason: code }, { cause: error });
}

export function guard<T>(where: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw damage(where, error);
  }
}

export function later<T>(where: string, action: () => T): Promise<T> {
  return Promise.resolve().then(() => guard(where, action));
}

/** A cell that cannot be kept the same on both engines. Ours to mend: no data in the words. */
export function unfit(value: unknown): never {
  throw new Error(`a ${typeof value} is no value of the ledger`);
}
