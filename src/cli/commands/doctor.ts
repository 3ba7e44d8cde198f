import { tabella } from "../../report/index.ts";
import type { Text } from "../../text/index.ts";
import type { Context } from "../context.ts";
import {
  checkAll,
  machineHere,
  STATI,
  worst,
  type Check,
  type Machine,
  type Stato,
} from "../doctor/index.ts";
import type { Result } from "../result.ts";

/** What is right and wrong with this installation, with one remedy a problem. Repairs nothing. */
export function run(context: Context): Promise<Result> {
  return examine(context, machineHere());
}

/** As {@link run}, on a given machine. */
export async function examine(context: Context, machine: Machine): Promise<Result> {
  const { text } = context;
  const checks = await checkAll(context, machine);
  const counts = countsOf(checks);
  return {
    exit: worst(checks),
    lines: [...checks.flatMap((check) => lines(check, checks, context)), "", verdict(counts, text)],
    summary: counts,
    data: checks.map(({ name, status, observed, remedy, code }) => ({
      name,
      status,
      observed,
      remedy: remedy ?? null,
      ...(code === undefined ? {} : { code }),
    })),
    next: nextOf(checks),
  };
}

function countsOf(checks: readonly Check[]): Record<Stato, number> {
  const counts = { ok: 0, avviso: 0, errore: 0, saltato: 0 };
  for (const { status } of checks) counts[status]++;
  return counts;
}

/** Status in words first, coloured; then what was looked at, what was seen and, below it, what to do. */
function lines(check: Check, all: readonly Check[], { text, terminal }: Context): string[] {
  const word = text(`setup.doctor.status.${check.status}`);
  const wide = Math.max(...STATI.map((stato) => text(`setup.doctor.status.${stato}`).length));
  const label = Math.max(...all.map((one) => one.label.length));
  const seen = check.observed.split("\n");
  const rows = [
    ...seen.map((line, i) => [
      i === 0 ? word.padEnd(wide) : " ".repeat(wide),
      (i === 0 ? check.label : "").padEnd(label),
      line,
    ]),
    ...(check.remedy === undefined
      ? []
      : [[" ".repeat(wide), " ".repeat(label), `${text("cli.remedy")}: ${check.remedy}`]]),
  ];
  const [first = "", ...rest] = tabella(rows, {
    lingua: text.lingua,
    larghezza: Math.min(120, Math.max(80, terminal.columns)),
  });
  return [paint(check.status, terminal)(first.slice(0, word.length)) + first.slice(word.length), ...rest];
}

function paint(status: Stato, { color }: Context["terminal"]): (word: string) => string {
  const colours = { ok: color.green, avviso: color.yellow, errore: color.red, saltato: color.dim };
  return colours[status];
}

function verdict({ avviso, errore, saltato }: Record<Stato, number>, text: Text): string {
  if (errore === 0 && avviso === 0) return text("setup.doctor.all_well", { saltato });
  return text("setup.doctor.verdict", { avviso, errore, saltato });
}

function nextOf(checks: readonly Check[]): string[] {
  const of = (name: string): Check | undefined => checks.find((check) => check.name === name);
  const config = of("config");
  if (config?.status === "avviso" && of("sources")?.status === "saltato") return ["sioc init", "sioc demo"];
  const bad = checks.find(({ status }) => status === "errore");
  if (bad?.code !== undefined) return [`sioc explain ${bad.code}`, "sioc doctor"];
  const [command] = checks.flatMap((check) => check.command ?? []);
  const unset = ["recipient", "cuni-key", "signer"].every((name) => of(name)?.status === "avviso");
  return [
    ...(command === undefined ? [] : [command]),
    ...(unset ? ["sioc keys generate"] : []),
    "sioc validate",
  ];
}
