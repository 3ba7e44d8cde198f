import type { TextKey } from "../text/index.ts";

/** A flag that is not a setting: it belongs to one command. */
export interface OwnFlag {
  /** As commander writes it: `--dry-run`, `--run <numero>`. */
  readonly flags: string;
  readonly help: TextKey;
  /** Taken, not shown in the help. */
  readonly hidden?: true;
  /** May be given more than once. */
  readonly many?: boolean;
  readonly choices?: readonly string[];
}

/** Flags every command takes; in the help of a command they are one line. */
export const COMMON_FLAGS: readonly OwnFlag[] = [
  { flags: "--config <file>", help: "cli.flag.config" },
  { flags: "--lang <lingua>", help: "cli.flag.lang", choices: ["it", "en"] },
  { flags: "--json", help: "cli.flag.json" },
  { flags: "-q, --quiet", help: "cli.flag.quiet" },
  { flags: "--no-input", help: "cli.flag.no_input" },
  { flags: "--color <quando>", help: "cli.flag.color", choices: ["auto", "always", "never"] },
  { flags: "--today <data>", help: "cli.flag.today" },
  { flags: "--debug", help: "cli.flag.debug" },
];
