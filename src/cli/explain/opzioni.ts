import type { OwnFlag } from "../commands.ts";

/**
 * The flags every command takes. The same rows as COMMON_FLAGS of commands.ts, which cannot be imported from here: it
 * loads the commands, this one among them. A test keeps the two equal.
 */
export const OPZIONI_COMUNI: readonly OwnFlag[] = [
  { flags: "--config <file>", help: "cli.flag.config" },
  { flags: "--lang <lingua>", help: "cli.flag.lang", choices: ["it", "en"] },
  { flags: "--json", help: "cli.flag.json" },
  { flags: "-q, --quiet", help: "cli.flag.quiet" },
  { flags: "--no-input", help: "cli.flag.no_input" },
  { flags: "--color <quando>", help: "cli.flag.color", choices: ["auto", "always", "never"] },
  { flags: "--today <data>", help: "cli.flag.today" },
  { flags: "--debug", help: "cli.flag.debug" },
];
