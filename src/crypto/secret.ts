import { execFile } from "node:child_process";
import { closeSync, constants, fstatSync, lstatSync, openSync, readFileSync, type Stats } from "node:fs";
import { basename } from "node:path";

import { errnoOf, siocError } from "../core/errors.ts";
import { printable } from "../core/redact.ts";

/** Keys and certificates are small; anything larger is another file. */
const MAX_KEY_BYTES = 1024 * 1024;
/** O_NONBLOCK: opening a FIFO must not wait for a writer. Windows has neither this flag nor O_NOFOLLOW. */
const FLAGS: Partial<Pick<typeof constants, "O_NOFOLLOW" | "O_NONBLOCK">> = constants;
const COMMAND_TIMEOUT_MS = 30_000;

/** Where a secret comes from. Never a flag, never a variable: those show in `ps` and in crash reports. */
export type SecretSource =
  | { readonly file: string }
  /** Program and arguments, run without a shell; the first line it prints is the secret. */
  | { readonly command: readonly string[] }
  /** The question to ask. */
  | { readonly prompt: string };

export interface SecretDeps {
  readonly prompt: (question: string) => Promise<string>;
  readonly timeoutMs?: number;
}

/** Who runs us and where; for tests. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  /** Effective user, undefined on Windows. */
  readonly uid: number | undefined;
}

const HERE: Machine = { platform: process.platform, uid: process.geteuid?.() };

/**
 * A file that holds a secret: a regular file (no link, no pipe), ours or root's, closed to everybody else.
 * The checks are made on the open file, so it cannot be swapped between check and reading.
 * @throws KEY_MISSING, KEY_NOT_A_FILE, KEY_OWNER, KEY_PERMISSIONS, KEY_UNRECOGNISED (empty, or over 1 MiB)
 */
export function readKeyFile(path: string, machine: Machine = HERE): Buffer {
  if (machine.platform === "win32") refuseLink(path);
  return readOpen(path, FLAGS.O_NOFOLLOW ?? 0, (stats) => {
    if (machine.platform === "win32") return;
    const mode = stats.mode & 0o777;
    const command = `chmod 600 ${quoted(path)}`;
    if (stats.uid !== machine.uid && stats.uid !== 0) throw siocError("KEY_OWNER", { file: nameOf(path) });
    if ((mode & 0o077) !== 0) {
      throw siocError("KEY_PERMISSIONS", {
        file: nameOf(path),
        mode: mode.toString(8).padStart(4, "0"),
        command,
      });
    }
  });
}

/**
 * A public key or certificate: any regular file, also through a link.
 * @throws KEY_MISSING, KEY_NOT_A_FILE, KEY_UNRECOGNISED (empty, or over 1 MiB)
 */
export function readPublicFile(path: string): Buffer {
  return readOpen(path, 0, () => undefined);
}

/**
 * @returns the secret: the first line, without its line end.
 * @throws SECRET_COMMAND, SECRET_EMPTY, and what {@link readKeyFile} throws
 */
export async function readSecret(source: SecretSource, deps: SecretDeps): Promise<string> {
  const text = await secretText(source, deps);
  const line = /^[^\r\n]*/.exec(text)?.[0] ?? "";
  if (line === "") throw siocError("SECRET_EMPTY");
  return line;
}

/** How a key file is called in a sentence: its base name, safe to print. */
export function nameOf(path: string): string {
  return printable(basename(path));
}

async function secretText(source: SecretSource, deps: SecretDeps): Promise<string> {
  if ("file" in source) return readKeyFile(source.file).toString("utf8");
  if ("command" in source) return run(source.command, deps.timeoutMs ?? COMMAND_TIMEOUT_MS);
  return deps.prompt(source.prompt);
}

function run(command: readonly string[], timeoutMs: number): Promise<string> {
  const [program = "", ...args] = command;
  return new Promise((resolve, reject) => {
    // What the program printed, on either stream, may hold the secret: it goes into no error, not even as a cause.
    const fail = (status: string | number): void => {
      reject(siocError("SECRET_COMMAND", { program: nameOf(program), status }));
    };
    const options = {
      timeout: timeoutMs,
      killSignal: "SIGKILL",
      maxBuffer: 64 * 1024,
      windowsHide: true,
    } as const;
    try {
      const child = execFile(program, args, options, (error, stdout) => {
        if (error) fail(error.killed === true ? "timeout" : (error.code ?? error.signal ?? "?"));
        else resolve(stdout);
      });
      // A program that does not read its input may be gone already.
      child.stdin?.on("error", () => undefined).end();
    } catch (error) {
      fail(errnoOf(error) ?? "?");
    }
  });
}

function readOpen(path: string, flags: number, check: (stats: Stats) => void): Buffer {
  const fd = attempt(path, () => openSync(path, constants.O_RDONLY | flags | (FLAGS.O_NONBLOCK ?? 0)));
  try {
    const stats = fstatSync(fd);
    if (!stats.isFile()) throw siocError("KEY_NOT_A_FILE", { file: nameOf(path) });
    check(stats);
    if (stats.size === 0) throw siocError("KEY_UNRECOGNISED", { file: nameOf(path) });
    if (stats.size > MAX_KEY_BYTES) throw siocError("KEY_UNRECOGNISED", { file: nameOf(path) });
    return attempt(path, () => readFileSync(fd));
  } finally {
    closeSync(fd);
  }
}

function attempt<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    const reason = errnoOf(error) ?? "?";
    const kind = ["ELOOP", "EMLINK", "ENXIO", "EISDIR"].includes(reason) ? "KEY_NOT_A_FILE" : "KEY_MISSING";
    throw siocError(kind, { file: nameOf(path), reason }, { cause: error });
  }
}

function refuseLink(path: string): void {
  if (attempt(path, () => lstatSync(path)).isSymbolicLink())
    throw siocError("KEY_NOT_A_FILE", { file: nameOf(path) });
}

function quoted(path: string): string {
  const safe = printable(path, 400);
  return /^[\w./-]+$/.test(safe) ? safe : `'${safe.replaceAll("'", String.raw`'\''`)}'`;
}
