import { Command, CommanderError, Option, type Argument } from "commander";

import { SETTINGS, type Flags } from "../config/options.ts";
import { EXIT } from "../core/errors.ts";
import { avvolgi } from "../report/index.ts";
import type { Text, TextKey } from "../text/index.ts";
import { COMMANDS, type CommandSpec } from "./commands.ts";
import { COMMON_FLAGS, type OwnFlag } from "./flags.ts";
import { usageError } from "./usage.ts";

/** The command line as it was understood. */
export interface Invocation {
  readonly spec: CommandSpec;
  /** `keys generate` → `keys-generate`. */
  readonly name: string;
  readonly flags: Flags;
  readonly args: readonly string[];
}

export interface Parsed {
  readonly invocation?: Invocation;
  /** Help or version: text for stdout, nothing more to do. */
  readonly printed?: string;
}

/** @throws UsageError (its sentence in the catalogue) for anything commander does not accept. */
export function parseCommandLine(
  argv: readonly string[],
  text: Text,
  version: string,
  width?: number,
): Parsed {
  let invocation: Invocation | undefined;
  let printed = "";
  const write = (chunk: string): void => {
    printed += chunk;
  };
  const program = buildProgram(
    text,
    version,
    (found) => {
      invocation = found;
    },
    width,
  );
  forAll(program, (command) => {
    command.exitOverride();
    // Errors are said by us, in the user's language, from the code of the exception.
    command.configureOutput({ writeOut: write, writeErr: () => undefined, outputError: () => undefined });
  });
  try {
    program.parse(commonFlagsLast(argv), { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === EXIT.ok) return { printed };
    if (error.code === "commander.help") return { printed: program.helpInformation() };
    throw usageError(error, text);
  }
  return invocation ? { invocation } : { printed: program.helpInformation() };
}

/** `sioc --lang en prepare` means `sioc prepare --lang en`: flags of every command may come before it. */
function commonFlagsLast(argv: readonly string[]): string[] {
  const moved: string[] = [];
  let at = 0;
  for (; at < argv.length; at++) {
    const word = argv[at] ?? "";
    const flag = COMMON_FLAGS.find(({ flags }) => flags.split(/[ ,]+/).includes(word.split("=")[0] ?? ""));
    if (!flag) break;
    moved.push(word);
    if (flag.flags.includes("<") && !word.includes("=")) moved.push(argv[++at] ?? "");
  }
  // Alone they ask for nothing: the list of commands is the answer.
  return at === argv.length ? [] : [...argv.slice(at), ...moved];
}

/** Columns of the help where nobody says them. */
const WIDTH = 100;

/** The whole tree. `found` is called with what the user asked for; nothing runs here. */
export function buildProgram(
  text: Text,
  version: string,
  found: (invocation: Invocation) => void = () => undefined,
  width = WIDTH,
): Command {
  const program = new Command("sioc");
  program
    .description(text("cli.description"))
    .version(version, "--version", text("cli.flag.version"))
    .helpOption("-h, --help", text("cli.flag.help"))
    .helpCommand("help [comando]", text("cli.flag.help_command"))
    .usage(text("cli.usage"))
    .addHelpText("before", `${text("cli.title.examples")}\n${text("cli.help.begin")}\n`)
    .addHelpText("after", `\n${folded(text("cli.help.end"), width)}`);
  for (const spec of COMMANDS) program.addCommand(commandOf(spec, { text, found, width }, []));
  styleHelp(program, text, width);
  return program;
}

interface Making {
  readonly text: Text;
  readonly found: (invocation: Invocation) => void;
  readonly width: number;
}

function commandOf(spec: CommandSpec, making: Making, parents: readonly string[]): Command {
  const { text, found, width } = making;
  const command = new Command(spec.name).summary(text(spec.summary)).description(text(spec.summary));
  command.helpOption("-h, --help", text("cli.flag.help"));
  if (spec.arguments !== undefined) command.arguments(spec.arguments);
  for (const key of spec.settings) command.addOption(settingOption(key, text));
  for (const flag of spec.flags) command.addOption(ownOption(flag, text).hideHelp(flag.hidden === true));
  for (const key of spec.advanced ?? []) command.addOption(settingOption(key, text).hideHelp());
  for (const flag of COMMON_FLAGS) {
    const option = ownOption(flag, text);
    if (!command.options.some((known) => known.long === option.long)) command.addOption(option.hideHelp());
  }
  const examples = spec.examples.map((example) => `  ${example}`);
  command.addHelpText("before", `${[text("cli.title.examples"), ...examples].join("\n")}\n`);
  command.addHelpText("after", folded(text(helpEnd(spec)), width));
  for (const sub of spec.subcommands ?? [])
    command.addCommand(commandOf(sub, making, [...parents, spec.name]));
  if (spec.subcommands) command.helpCommand(false);
  if (spec.load) {
    command.action(() => {
      const name = [...parents, spec.name].join("-");
      found({ spec, name, flags: flagsOf(command), args: command.args });
    });
  }
  styleHelp(command, text, width);
  return command;
}

function helpEnd(spec: CommandSpec): TextKey {
  if (spec.subcommands) return "cli.help.group";
  return spec.advanced ? "cli.help.advanced" : "cli.help.common";
}

/**
 * Options keyed as written (`max-records`), not as commander camel-cases them. Commander gives a common flag to the
 * group (`audit`) even when it stands after the command (`audit verify --today …`): those count too.
 */
function flagsOf(command: Command): Flags {
  const flags: Record<string, Flags[string]> = command.parent ? { ...flagsOf(command.parent) } : {};
  for (const option of command.options) {
    const name = option.attributeName();
    const source = command.getOptionValueSource(name);
    if (source === undefined || source === "default") continue;
    const value: unknown = command.getOptionValue(name);
    const key = option.name().replace(/^no-/, "");
    flags[key] = Array.isArray(value) ? value.join("\n") : typeof value === "boolean" ? value : String(value);
  }
  return flags;
}

function settingOption(key: CommandSpec["settings"][number], text: Text): Option {
  const setting = SETTINGS.find((row) => row.key === key);
  if (!setting) throw new Error(`no setting ${key}`);
  const option = new Option(`--${setting.flag} <${text("cli.value")}>`, setting.help[text.lingua]);
  return "values" in setting ? option.choices(setting.values) : option;
}

function ownOption({ flags, help, many, choices }: OwnFlag, text: Text): Option {
  const option = new Option(flags, text(help));
  if (choices) option.choices(choices);
  if (many === true)
    option.argParser((value: string, previous: unknown): string[] => [
      ...(Array.isArray(previous) ? previous.map(String) : []),
      value,
    ]);
  return option;
}

function styleHelp(command: Command, text: Text, width: number): void {
  command.configureHelp({
    sortSubcommands: false,
    helpWidth: width,
    styleTitle: (title) => TITLES(text)[title] ?? title,
    optionDescription: (option) => option.description,
    subcommandTerm: (sub) => [sub.name(), ...sub.registeredArguments.map(argumentTerm)].join(" "),
    commandUsage: (shown) => usageOf(shown, text),
  });
}

/** Sentences of our own around the help, within the same width as the rest. */
function folded(lines: string, width: number): string {
  return lines
    .split("\n")
    .flatMap((line) => avvolgi(line, width))
    .join("\n");
}

function argumentTerm(argument: Argument): string {
  const name = argument.name() + (argument.variadic ? "..." : "");
  return argument.required ? `<${name}>` : `[${name}]`;
}

/** `sioc keys show [opzioni] [file...]` */
function usageOf(command: Command, text: Text): string {
  if (!command.parent) return `sioc ${text("cli.usage")}`;
  const path: string[] = [];
  for (let at: Command | null = command; at; at = at.parent) path.unshift(at.name());
  return [...path, `[${text("cli.options_word")}]`, ...command.registeredArguments.map(argumentTerm)].join(
    " ",
  );
}

/** commander's own headings, in the user's language. */
function TITLES(text: Text): Readonly<Record<string, string>> {
  return {
    "Usage:": text("cli.title.usage"),
    "Options:": text("cli.title.options"),
    "Arguments:": text("cli.title.arguments"),
    "Commands:": text("cli.title.commands"),
  };
}

function forAll(command: Command, action: (command: Command) => void): void {
  action(command);
  for (const sub of command.commands) forAll(sub, action);
}
