import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { CONFIG_NAME } from "../config/config.ts";
import { EXIT, type ExitCode } from "../core/errors.ts";
import { LINGUE, textFor, type Lingua, type Text } from "../text/index.ts";
import { openContext, packageVersion } from "./context.ts";
import { sayError, wordsOf } from "./errors.ts";
import { parseCommandLine, type Invocation } from "./program.ts";
import { envelopeOf, type Result } from "./result.ts";
import { openTerminal, pageWidth, type ColorWhen, type Terminal } from "./terminal.ts";

/** The only place that sets the exit code, and the one that catches everything (UX §4). */
export async function main(argv: readonly string[]): Promise<void> {
  process.exitCode = await run(argv);
}

async function run(argv: readonly string[]): Promise<ExitCode> {
  const text = textFor(languageOf(argv));
  const json = argv.includes("--json");
  const debug = argv.includes("--debug");
  const terminal = terminalFor(argv, json);
  survivePipes();
  const abort = abortOnSignals(terminal, text);
  try {
    const { invocation, printed } = parseCommandLine(
      argv,
      text,
      packageVersion(),
      pageWidth(process.stdout.isTTY ? terminal.columns : 100),
    );
    if (!invocation) {
      terminal.out((printed ?? "").trimEnd());
      return EXIT.ok;
    }
    return await execute(invocation, { text, terminal, json, signal: abort.signal });
  } catch (error) {
    if (abort.signal.aborted) return abort.exit();
    // Ctrl-C at a question of @inquirer.
    if (error instanceof Error && error.name === "ExitPromptError") return EXIT.interrupted;
    if (json) return printErrorEnvelope(error, terminal, text, argv);
    return sayError(error, terminal, text, debug).exit;
  }
}

/** An empty variable is one that is not set, as cron files and containers leave them. */
const ENV: Readonly<Record<string, string | undefined>> = Object.fromEntries(
  Object.entries(process.env).filter(([, value]) => value !== ""),
);

async function execute(
  { spec, name, flags, args }: Invocation,
  deps: { text: Text; terminal: Terminal; json: boolean; signal: AbortSignal },
): Promise<ExitCode> {
  const { text, terminal, json, signal } = deps;
  const context = openContext({ text, terminal, flags, env: ENV, cwd: process.cwd(), signal, json });
  const command = await spec.load?.();
  if (!command) throw new Error(`${name} does nothing`);
  const result = await command.run(context, args);
  if (json) terminal.out(JSON.stringify(envelopeOf(name, result), null, 2));
  else print(result, terminal, text);
  return result.exit;
}

function print(result: Result, terminal: Terminal, text: Text): void {
  for (const line of result.lines) terminal.out(line);
  if (result.next.length === 0 || terminal.quiet) return;
  terminal.say("");
  result.next.forEach((command, i) => {
    terminal.say(
      `${i === 0 ? text("cli.next") : " ".repeat(text("cli.next").length)}  ${terminal.colorErr.cyan(command)}`,
    );
  });
}

function printErrorEnvelope(
  error: unknown,
  terminal: Terminal,
  text: Text,
  argv: readonly string[],
): ExitCode {
  const { code, exit, message, hint } = wordsOf(error, text);
  const command = argv.find((word) => !word.startsWith("-")) ?? "sioc";
  const schema = /^[a-z]+$/.test(command) ? `sioc/${command}@1` : "sioc/sioc@1";
  const envelope = { schema, ok: false, exit, summary: {}, error: { code, message, hint }, next: [] };
  terminal.out(JSON.stringify(envelope, null, 2));
  return exit;
}

/** --lang, then SIOC_LANG, then `lang` of sioc.toml; Italian otherwise (UX §9: LC_ALL of a server says nothing). */
function languageOf(argv: readonly string[]): Lingua {
  const at = argv.indexOf("--lang");
  const flag = at >= 0 ? argv[at + 1] : argv.find((word) => word.startsWith("--lang="))?.slice(7);
  return LINGUE.find((lingua) => lingua === (flag ?? ENV["SIOC_LANG"] ?? configured(argv))) ?? "it";
}

/** Only the one line: the file is read in full, with its mistakes told, by whoever needs it. */
function configured(argv: readonly string[]): string | undefined {
  const at = argv.indexOf("--config");
  const path = (at >= 0 ? argv[at + 1] : ENV["SIOC_CONFIG"]) ?? join(process.cwd(), CONFIG_NAME);
  if (!existsSync(path)) return undefined;
  try {
    return /^lang\s*=\s*"(\w+)"/m.exec(readFileSync(path, "utf8"))?.[1];
  } catch {
    return undefined;
  }
}

function terminalFor(argv: readonly string[], json: boolean): Terminal {
  const at = argv.indexOf("--color");
  const when = at >= 0 ? argv[at + 1] : argv.find((word) => word.startsWith("--color="))?.slice(8);
  const color: ColorWhen = when === "always" || when === "never" ? when : "auto";
  return openTerminal({
    color: json ? "never" : color,
    quiet: argv.includes("--quiet") || argv.includes("-q"),
    stdout: process.stdout,
    stderr: process.stderr,
    stdinIsTty: process.stdin.isTTY,
    env: ENV,
  });
}

/** `| head` closes our output: that is the reader's right, not an error. */
function survivePipes(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
    });
  }
}

/** Ctrl-C once: the piece of work at hand ends, parts are removed. Twice: at once. */
function abortOnSignals(terminal: Terminal, text: Text): { signal: AbortSignal; exit: () => ExitCode } {
  const controller = new AbortController();
  let exit: ExitCode = EXIT.interrupted;
  const onSignal = (code: ExitCode) => (): void => {
    if (controller.signal.aborted) process.exit(code);
    exit = code;
    controller.abort();
    terminal.complain(text("cli.interrupting"));
  };
  process.on("SIGINT", onSignal(EXIT.interrupted));
  process.on("SIGTERM", onSignal(EXIT.terminated));
  return { signal: controller.signal, exit: () => exit };
}
