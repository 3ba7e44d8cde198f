import type { Config } from "../../config/config.ts";
import { EXIT, type ExitCode } from "../../core/errors.ts";
import { redact } from "../../core/redact.ts";
import type { Layout } from "../../tracciato/index.ts";
import type { Text } from "../../text/index.ts";
import type { Context } from "../context.ts";
import { wordsOf } from "../errors.ts";

export const STATI = ["ok", "avviso", "errore", "saltato"] as const;
export type Stato = (typeof STATI)[number];

/** One thing looked at. `name` is for programs and stable; `label`, `observed` and `remedy` are for people. */
export interface Check {
  readonly name: string;
  readonly label: string;
  readonly status: Stato;
  readonly observed: string;
  readonly remedy?: string;
  /** The command line that mends it. */
  readonly command?: string;
  /** Of an error: its code and what the program would end with. */
  readonly code?: string;
  readonly exit: ExitCode;
}

/** What a probe found: `ok` unless it says otherwise. */
export interface Seen {
  readonly status?: Exclude<Stato, "errore">;
  readonly observed: string;
  readonly remedy?: string;
  readonly command?: string;
}

/** Facts about where the program runs; for tests. */
export interface Machine {
  /** `22.12.0` */
  readonly node: string;
  readonly platform: NodeJS.Platform;
  readonly umask: number;
  readonly timeZone: string;
}

/** What every check is given. */
export interface Bench {
  readonly context: Context;
  readonly text: Text;
  readonly machine: Machine;
  /** Absent when it cannot be read: the checks that need it are skipped. */
  readonly config: Config | undefined;
  readonly layout: Layout | undefined;
}

export interface Named {
  readonly name: string;
  readonly label: string;
}

/** Runs one check. Whatever goes wrong in it becomes its outcome. */
export async function probe(
  { name, label }: Named,
  text: Text,
  look: () => Seen | Promise<Seen>,
): Promise<Check> {
  try {
    const { status = "ok", observed, remedy, command } = await look();
    return {
      name,
      label,
      status,
      observed: redact(observed),
      ...(remedy === undefined ? {} : { remedy: redact(remedy) }),
      ...(command === undefined ? {} : { command }),
      exit: EXIT.ok,
    };
  } catch (error) {
    const { code, exit, message, hint } = wordsOf(error, text);
    return {
      name,
      label,
      status: "errore",
      observed: redact(message),
      remedy: redact(hint),
      code,
      exit,
    };
  }
}

/** A check that could not be made, and why. */
export function skipped({ name, label }: Named, observed: string): Check {
  return { name, label, status: "saltato", observed, exit: EXIT.ok };
}

/** 0 also with warnings; else the exit code of the worst error. */
export function worst(checks: readonly Check[]): ExitCode {
  return checks.reduce<ExitCode>((exit, check) => (check.exit > exit ? check.exit : exit), EXIT.ok);
}
