import { isAbsolute, relative, resolve, sep } from "node:path";

import { printable } from "../../core/redact.ts";

/** A path as people see it and can type it: relative to where they are when it is below. */
export function shownPath(path: string, cwd: string): string {
  return printable(below(path, cwd) ?? path, 200);
}

/** A path as sioc.toml holds it: relative to the file's folder when below it, with `/` on Windows too. */
export function tomlPath(path: string, base: string): string {
  return (below(path, base) ?? path).split(sep).join("/");
}

/** One word of a command line to type next. */
export function shellWord(word: string): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word;
  return `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

function below(path: string, folder: string): string | undefined {
  const short = relative(folder, resolve(folder, path));
  return short === ".." || short.startsWith(`..${sep}`) || isAbsolute(short) ? undefined : short || ".";
}
