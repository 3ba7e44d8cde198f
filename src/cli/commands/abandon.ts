import { EXIT, siocError } from "../../core/errors.ts";
import { abandonRun } from "../../ledger/index.ts";
import type { Context } from "../context.ts";
import { withLedger } from "../ledger.ts";
import type { Result } from "../result.ts";
import { parseRun } from "../run-number.ts";

/** Declares that a bundle was not and will not be sent: its records are still to go. */
export async function run(context: Context, args: readonly string[]): Promise<Result> {
  const { text } = context;
  const [typed] = args;
  if (typed === undefined)
    throw siocError("USAGE", { problem: text("cli.usage.missing_argument", { name: "invio" }) });
  const number = parseRun(typed, "invio");
  await withLedger(context, { create: false, lock: true }, (ledger) => abandonRun(ledger, number));
  return {
    exit: EXIT.ok,
    lines: [text("outcomes.abandoned", { run: String(number).padStart(6, "0") })],
    summary: { run: number, state: "abandoned" },
    next: ["sioc diff", "sioc prepare"],
  };
}
