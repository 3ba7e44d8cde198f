import { EXIT, type ExitCode } from "../core/errors.ts";
import type { Riepilogo } from "../report/index.ts";
import type { Message } from "../text/index.ts";
import { examine, type Examined } from "./examine.ts";
import type { FonteConfig, FonteFailure } from "./inputs.ts";
import type { Ambient, Setup } from "./setup.ts";

/** What a journey that judges ends with. */
export interface Outcome {
  readonly exit: ExitCode;
  readonly riepilogo: Riepilogo;
  readonly failures: readonly FonteFailure[];
  readonly notes: readonly Message[];
  readonly reportFolder: string;
}

/** Reads and judges everything; writes findings, worklists and summary; makes no XML and needs no key. */
export async function validate(
  setup: Setup,
  configs: readonly FonteConfig[],
  ambient: Ambient,
): Promise<Outcome> {
  const examination = await examine(setup, configs, ambient);
  try {
    const { examined } = examination;
    const riepilogo = examination.close("validate", undefined, []);
    return {
      exit: exitOf(setup, examined, false),
      riepilogo,
      failures: examined.failures,
      notes: [...setup.notes, ...examined.notes],
      reportFolder: setup.reportFolder,
    };
  } finally {
    await examination.dispose();
  }
}

/** UX §4: 1 nothing made, 3 made with something left out, 20 an azienda that could not be read. */
export function exitOf(
  setup: Setup,
  { failures, record, scartati, perse, aziende }: Examined,
  made: boolean,
): ExitCode {
  const failOn = setup.config.get("rules.fail_on") ?? "scarto";
  const lost = scartati > 0 || perse > 0;
  const remarked = aziende.some((azienda) => azienda.segnalati > 0);
  const warns = (failOn !== "never" && lost) || (failOn === "segnalazione" && remarked);
  if (record === 0 || scartati === record) return EXIT.data;
  if (made) return warns || failures.length > 0 ? EXIT.partial : EXIT.ok;
  if (failures.length > 0) return EXIT.source;
  return warns ? EXIT.data : EXIT.ok;
}
