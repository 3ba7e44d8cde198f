import type { CommanderError } from "commander";

import { siocError, type SiocError } from "../core/errors.ts";
import { printable } from "../core/redact.ts";
import type { Text, TextKey } from "../text/index.ts";

/** commander's refusals, each with the sentence that says it in the user's language. */
const SENTENCES: Readonly<Record<string, TextKey>> = {
  "commander.unknownOption": "cli.usage.unknown_option",
  "commander.unknownCommand": "cli.usage.unknown_command",
  "commander.missingArgument": "cli.usage.missing_argument",
  "commander.optionMissingArgument": "cli.usage.option_missing_argument",
  "commander.missingMandatoryOptionValue": "cli.usage.missing_option",
  "commander.invalidArgument": "cli.usage.invalid_argument",
  "commander.excessArguments": "cli.usage.excess_arguments",
  "commander.conflictingOption": "cli.usage.conflicting",
};

/**
 * commander tells what it refused only inside its English sentence: the name between quotes and the suggestion are
 * taken out of it. What was typed as a *value* is not repeated.
 */
export function usageError(error: CommanderError, text: Text): SiocError {
  const key = SENTENCES[error.code] ?? "cli.usage.other";
  const [, name = ""] = /'([^']*)'/.exec(error.message) ?? [];
  const [, guess] = /Did you mean (?:one of )?([^?)]+)/.exec(error.message) ?? [];
  const [, allowed] = /Allowed choices are (.+?)\.?$/m.exec(error.message) ?? [];
  const parts = [
    text(key, { name: printable(name) }),
    ...(guess === undefined ? [] : [text("cli.usage.guess", { guess })]),
    ...(allowed === undefined ? [] : [text("cli.usage.allowed", { allowed })]),
  ];
  return siocError("USAGE", { problem: parts.join(", ") });
}
