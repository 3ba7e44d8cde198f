import { readFileSync } from "node:fs";
import { join } from "node:path";

import { loadConfig, type Config } from "../config/config.ts";
import type { Flags } from "../config/options.ts";
import { parseIsoDate, toDay, type IsoDate } from "../core/dates.ts";
import { siocError } from "../core/errors.ts";
import { giornoARoma } from "../core/orologio.ts";
import { PACKAGE_ROOT } from "../core/package-root.ts";
import type { Ambient } from "../pipeline/setup.ts";
import type { Text } from "../text/index.ts";
import { progressReporter } from "./progress.ts";
import type { Terminal } from "./terminal.ts";

/** What every command is given. */
export interface Context {
  readonly text: Text;
  readonly terminal: Terminal;
  readonly flags: Flags;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly today: IsoDate;
  readonly now: number;
  readonly version: string;
  /** False with --no-input or when nobody is at the keyboard. */
  readonly canAsk: boolean;
  readonly signal: AbortSignal;
  /** Reads sioc.toml, environment and flags, once. */
  config(): Config;
  ambient(): Ambient;
}

export interface ContextInput {
  readonly text: Text;
  readonly terminal: Terminal;
  readonly flags: Flags;
  readonly env: Context["env"];
  readonly cwd: string;
  readonly signal: AbortSignal;
  readonly json: boolean;
}

export function openContext(input: ContextInput): Context {
  const { text, terminal, flags, env, cwd, signal } = input;
  const { today, now } = clock(flags["today"] ?? env["SIOC_TODAY"]);
  const version = packageVersion();
  const canAsk = flags["input"] !== false && terminal.isInteractive && !input.json;
  let config: Config | undefined;
  return {
    text,
    terminal,
    flags,
    env,
    cwd,
    today,
    now,
    version,
    canAsk,
    signal,
    config: () => (config ??= loadConfig({ flags, env, cwd, text })),
    ambient: () => ({
      text,
      today,
      now,
      version,
      signal,
      progress: progressReporter(terminal, text),
      ...(canAsk && { prompt: askSecret }),
    }),
  };
}

async function askSecret(question: string): Promise<string> {
  const { password } = await import("@inquirer/prompts");
  return password({ message: question }, { output: process.stderr });
}

/** `--today` pins the calendar for tests and for reproducing a run; keys are then judged on that day too. */
function clock(pinned: Flags[string]): { today: IsoDate; now: number } {
  if (pinned === undefined) {
    const now = Date.now();
    return { today: giornoARoma(now), now };
  }
  const today = parseIsoDate(String(pinned));
  if (!today) throw siocError("SETTING_INVALID", { name: "--today", allowed: "AAAA-MM-GG" });
  return { today, now: toDay(today) * 86_400_000 + 43_200_000 };
}

export function packageVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(join(PACKAGE_ROOT, "package.json"), "utf8"));
  return typeof manifest === "object" && manifest !== null && "version" in manifest
    ? String(manifest.version)
    : "?";
}
