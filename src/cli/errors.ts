import { EXIT, SiocError, type ExitCode } from "../core/errors.ts";
import type { Text, TextData } from "../text/index.ts";
import { labelled } from "./present/avvolto.ts";
import type { Terminal } from "./terminal.ts";

/** An error in words: what happened, then what to do (UX §3). */
export interface ErrorWords {
  readonly code: string;
  readonly exit: ExitCode;
  readonly message: string;
  readonly hint: string;
}

export function wordsOf(error: unknown, text: Text): ErrorWords {
  if (error instanceof SiocError) {
    const { code, exit } = error;
    const data = withState(withReason(error.data, text), text);
    return { code, exit, message: text(`error.${code}`, data), hint: text(`hint.${code}`, data) };
  }
  return { code: "BUG", exit: EXIT.bug, message: text("error.BUG"), hint: text("hint.BUG") };
}

const ERRNO = ["ENOENT", "EACCES", "EPERM", "ENOTDIR", "EISDIR", "ENOSPC", "EROFS"] as const;

/** `ENOENT` → «non esiste»; a code nobody put in words stays. */
function withReason(data: TextData, text: Text): TextData {
  const errno = ERRNO.find((code) => code === data["reason"]);
  return errno === undefined ? data : { ...data, reason: text(`cli.errno.${errno}`) };
}

const STATI = [
  "preparing",
  "prepared",
  "sent",
  "accepted",
  "partial",
  "refused",
  "unknown",
  "superseded",
  "abandoned",
] as const;
const ACTIONS = ["sent", "abandon", "prepare"] as const;

/** The state of a run, and what was asked of it, as people call them. */
function withState(data: TextData, text: Text): TextData {
  const stato = STATI.find((known) => known === data["stato"]);
  const action = ACTIONS.find((known) => known === data["action"]);
  return {
    ...data,
    ...(stato && { stato: text(`status.run.${stato}`).toLowerCase() }),
    ...(action && { action: text(`ledger.action.${action}`) }),
  };
}

/** On stderr; the stack only with --debug, and only of our own bugs. */
export function sayError(error: unknown, terminal: Terminal, text: Text, debug: boolean): ErrorWords {
  const words = wordsOf(error, text);
  const { colorErr: paint } = terminal;
  terminal.complain(
    labelled(text("cli.error"), " ", `${words.message}   [${words.code}]`, terminal, paint.red),
  );
  terminal.complain(labelled(`  ${text("cli.remedy")}`, "  ", words.hint, terminal));
  if (words.code !== "BUG") terminal.complain(`  ${text("cli.more")}    sioc explain ${words.code}`);
  if (debug && error instanceof Error) terminal.complain(error.stack ?? "");
  return words;
}
