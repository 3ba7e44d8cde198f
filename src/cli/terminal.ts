import { Chalk, type ChalkInstance } from "chalk";

import { redact } from "../core/redact.ts";

export type ColorWhen = "auto" | "always" | "never";

interface Stream {
  write(text: string): boolean;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** The two streams, each with its own colours. Everything passes the output guard: nothing else writes to them. */
export interface Terminal {
  /** The result. */
  out(text: string): void;
  /** Everything said on the way. */
  say(text: string): void;
  /** An error: also with --quiet. */
  complain(text: string): void;
  /** A line that replaces the one before it; only on a terminal. */
  progress(text: string): void;
  /** Ends the progress line. */
  clearProgress(): void;
  readonly color: ChalkInstance;
  readonly colorErr: ChalkInstance;
  readonly isInteractive: boolean;
  readonly isErrTty: boolean;
  readonly columns: number;
  /** Of stderr, which may be a terminal when stdout is not. */
  readonly errColumns: number;
  readonly quiet: boolean;
}

export interface TerminalOptions {
  readonly color: ColorWhen;
  readonly quiet: boolean;
  readonly stdout: Stream;
  readonly stderr: Stream;
  readonly stdinIsTty: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export function openTerminal(options: TerminalOptions): Terminal {
  const { stdout, stderr, quiet } = options;
  let pending = false;
  const clearProgress = (): void => {
    if (pending) stderr.write("\r\u001b[2K");
    pending = false;
  };
  return {
    out(text) {
      clearProgress();
      stdout.write(redact(text) + "\n");
    },
    say(text) {
      clearProgress();
      if (!quiet) stderr.write(redact(text) + "\n");
    },
    complain(text) {
      clearProgress();
      stderr.write(redact(text) + "\n");
    },
    progress(text) {
      if (quiet || stderr.isTTY !== true) return;
      stderr.write(`\r\u001b[2K${redact(text).slice(0, (stderr.columns ?? 80) - 1)}`);
      pending = true;
    },
    clearProgress,
    color: new Chalk({ level: levelFor(options, stdout) }),
    colorErr: new Chalk({ level: levelFor(options, stderr) }),
    isInteractive: options.stdinIsTty,
    isErrTty: stderr.isTTY === true,
    columns: stdout.columns ?? 80,
    errColumns: stderr.columns ?? stdout.columns ?? 80,
    quiet,
  };
}

/** Width of a page of text: that of the terminal, within what is comfortable to read. */
export function pageWidth(columns: number): number {
  return Math.min(100, Math.max(60, columns));
}

/** chalk 5 does not read NO_COLOR and knows one level for both streams: decided here, per stream (UX §2). */
function levelFor({ color, env }: TerminalOptions, stream: Stream): 0 | 1 {
  if (color !== "auto") return color === "always" ? 1 : 0;
  const noColor = env["NO_COLOR"];
  return stream.isTTY === true && (noColor === undefined || noColor === "") && env["TERM"] !== "dumb" ? 1 : 0;
}
