import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";

import { openContext, type Context } from "../../src/cli/context.ts";
import { openTerminal } from "../../src/cli/terminal.ts";
import type { Flags } from "../../src/config/options.ts";
import { SiocError } from "../../src/core/errors.ts";
import { textFor, type Lingua } from "../../src/text/index.ts";

export interface FakeOptions {
  readonly flags?: Flags;
  readonly cwd: string;
  readonly lang?: Lingua;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Somebody is at the keyboard. */
  readonly canAsk?: boolean;
  readonly color?: boolean;
  readonly columns?: number;
  /** `AAAA-MM-GG`, as with --today; the machine's clock when null. */
  readonly today?: string | null;
}

export interface Fake {
  readonly context: Context;
  /** All that was written so far to stdout and stderr. */
  out(): string;
  err(): string;
}

/** A context as main.ts makes it, with both streams captured. */
export function fakeContext(options: FakeOptions): Fake {
  const { flags = {}, cwd, lang = "it", env = {}, today = "2026-11-22", columns = 120 } = options;
  const [stdout, stderr] = [capture(columns), capture(columns)];
  const terminal = openTerminal({
    color: options.color === true ? "always" : "never",
    quiet: flags["quiet"] === true,
    stdout,
    stderr,
    stdinIsTty: options.canAsk === true,
    env,
  });
  const context = openContext({
    text: textFor(lang),
    terminal,
    flags: today === null ? flags : { today, ...flags },
    env,
    cwd,
    signal: new AbortController().signal,
    json: flags["json"] === true,
  });
  return { context, out: stdout.read, err: stderr.read };
}

function capture(columns: number): { write: (text: string) => boolean; columns: number; read: () => string } {
  let written = "";
  return {
    columns,
    write(text) {
      written += text;
      return true;
    },
    read: () => written,
  };
}

/** A folder for the test file, removed at its end. */
export function tempFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "sioc-cli-"));
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

/** The code an action fails with; "" if it does not fail. */
export async function codeOf(action: () => Promise<unknown>): Promise<string> {
  try {
    await action();
    return "";
  } catch (error) {
    if (error instanceof SiocError) return error.code;
    throw error;
  }
}
