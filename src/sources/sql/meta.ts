import { inDatabase, unquoted, type Session } from "./session.ts";
import { charsetOf } from "./charset.ts";
import type { SqlDialect } from "./modes.ts";

/**
 * Commands of the client programs that stand between statements and end with their line. Those that would bring in
 * other files, run programs, or decide what is run, cannot be passed over: rows might come from there.
 */
const PSQL: ReadonlySet<string> = new Set(
  "\\connect \\c \\restrict \\unrestrict \\echo \\qecho \\warn \\set \\unset \\pset \\timing \\encoding \\a \\t \\x \\r \\p \\conninfo".split(
    " ",
  ),
);
const SQLITE: ReadonlySet<string> = new Set(
  ".mode .headers .header .echo .timeout .bail .print .width .changes".split(" "),
);
const SQLCMD: ReadonlySet<string> = new Set([":setvar", ":on", ":error", ":out", ":perftrace", ":xml"]);

/** The command a line begins with: `\connect`, `.read`, `:r`, `@file` (as `@`). Undefined for no command. */
export function commandOf(line: string, dialect: SqlDialect): string | undefined {
  const word = /^(?:\\[\w!.?-]*|\.[a-z]+|:[a-z]+|@@?|!!?)/i.exec(line)?.[0];
  if (word === undefined) return undefined;
  if (word.startsWith("."))
    return dialect === "sqlite" || dialect === "ansi" ? word.toLowerCase() : undefined;
  if (word.startsWith(":")) return dialect === "mssql" || dialect === "ansi" ? word.toLowerCase() : undefined;
  if (word.startsWith("@") && dialect !== "oracle" && dialect !== "ansi") return undefined;
  return word;
}

/** Whether a command can be passed over without missing rows. */
export function isHarmless(command: string, line: string): boolean {
  // \set may run a program: \set x `date`
  if (/^\\(?:set|echo|qecho|warn)$/.test(command) && line.includes("`")) return false;
  return PSQL.has(command) || SQLITE.has(command) || SQLCMD.has(command);
}

/** What a harmless command changes for the statements after it. */
export function afterCommand(session: Session, command: string, line: string): Session {
  const argument = unquoted(/^\S+\s+("[^"]*"|'[^']*'|\S+)/.exec(line)?.[1] ?? "");
  if ((command === "\\connect" || command === "\\c") && !["", "-"].includes(argument))
    return inDatabase(session, argument.replace(/^-reuse-previous=\w+$/, ""));
  if (command === "\\encoding" && argument !== "") return { ...session, charset: charsetOf(argument) };
  return session;
}

/** Commands by which a refusal can be called; a line that begins with another may be data. */
const SHOWN: ReadonlySet<string> = new Set(
  (
    "\\i \\ir \\include \\include_relative \\copy \\! \\g \\gx \\gexec \\gset \\gdesc \\o \\out \\q \\quit \\if \\elif " +
    "\\else \\endif \\lo_import \\lo_export \\. \\w \\e \\set \\echo \\d \\source .read .import .open .restore .shell .system " +
    ".once .output .load .archive .excel :r :!! :quit @ @@ ! !!"
  ).split(" "),
);

export function shownCommand(command: string): string {
  return SHOWN.has(command) ? command : `${command.charAt(0)}…`;
}
