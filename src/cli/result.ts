import type { ExitCode } from "../core/errors.ts";

/** What a command answers. The same answer is shown to a person or printed as JSON. */
export interface Result {
  readonly exit: ExitCode;
  /** Lines for a person, on stdout. */
  readonly lines: readonly string[];
  /** Short facts for a program. */
  readonly summary: Readonly<Record<string, unknown>>;
  /** The whole answer, when it is more than the summary. */
  readonly data?: unknown;
  /** What to type next. */
  readonly next: readonly string[];
}

/** The JSON envelope, published as docs/schema/envelope-1.json. Within a major version fields are only added. */
export interface Envelope {
  readonly schema: string;
  readonly ok: boolean;
  readonly exit: ExitCode;
  readonly summary: Readonly<Record<string, unknown>>;
  readonly data?: unknown;
  readonly error?: { readonly code: string; readonly message: string; readonly hint: string };
  readonly next: readonly string[];
}

export function envelopeOf(command: string, result: Result): Envelope {
  const { exit, summary, data, next } = result;
  return {
    schema: `sioc/${command}@1`,
    ok: exit === 0,
    exit,
    summary,
    ...(data === undefined ? {} : { data }),
    next,
  };
}
