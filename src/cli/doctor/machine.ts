import { statSync } from "node:fs";

import { toDay } from "../../core/dates.ts";
import { lastEndedPeriodo } from "../../core/periodo.ts";
import { giorno } from "../../text/index.ts";
import { probe, skipped, type Bench, type Check, type Machine } from "./check.ts";

const DAY_MS = 86_400_000;
const MINIMUM = [20, 19] as const;
/** Last day of support of the LTS lines. Source: nodejs/Release schedule. */
const LTS: Readonly<Record<number, string>> = {
  20: "2026-04-30",
  22: "2027-04-30",
  24: "2028-04-30",
};

export function machineHere(): Machine {
  return {
    node: process.versions.node,
    platform: process.platform,
    umask: readUmask(),
    timeZone: new Intl.DateTimeFormat().resolvedOptions().timeZone,
  };
}

/** There is no asking without setting; no other thread is running yet, and what was there is put back. */
function readUmask(): number {
  const mask = process.umask(0o077);
  process.umask(mask);
  return mask;
}

export async function checkMachine(bench: Bench): Promise<Check[]> {
  return [await checkNode(bench), await checkClock(bench), await checkUmask(bench)];
}

function checkNode({ text, machine, context }: Bench): Promise<Check> {
  return probe({ name: "node", label: text("setup.doctor.node") }, text, () => {
    const [major = 0, minor = 0] = machine.node.split(".").map(Number);
    const observed = machine.node;
    const old = major < MINIMUM[0] || (major === MINIMUM[0] && minor < MINIMUM[1]);
    if (old) return { status: "avviso", observed, remedy: text("setup.doctor.node_old") };
    const end = LTS[major];
    if (end !== undefined && end < context.today)
      return {
        status: "avviso",
        observed: text("setup.doctor.node_ended", { version: observed, on: giorno(end) }),
        remedy: text("setup.doctor.node_lts"),
      };
    if (major % 2 === 1 && major < 27)
      return {
        status: "avviso",
        observed: text("setup.doctor.node_odd", { version: observed }),
        remedy: text("setup.doctor.node_lts"),
      };
    return {
      observed:
        end === undefined
          ? observed
          : text("setup.doctor.node_until", { version: observed, on: giorno(end) }),
    };
  });
}

/** Deadlines and the validity of keys hang on the clock: files from the future give a slow one away. */
async function checkClock(bench: Bench): Promise<Check> {
  const { text, context, machine, config } = bench;
  const named = { name: "clock", label: text("setup.doctor.clock") };
  if (context.flags["today"] !== undefined || context.env["SIOC_TODAY"] !== undefined)
    return skipped(named, text("setup.doctor.clock_pinned", { today: giorno(context.today) }));
  return probe(named, text, () => {
    const { today, now } = context;
    const { code, termine, ultimo } = lastEndedPeriodo(today);
    const days = toDay(termine) - toDay(today);
    const observed = text(days >= 0 ? "setup.doctor.clock_ok" : "setup.doctor.clock_late", {
      today: giorno(today),
      zone: machine.timeZone,
      periodo: code,
      on: giorno(termine),
      days: Math.abs(days),
      ...(days >= 0 ? {} : { last: giorno(ultimo) }),
    });
    const year = Number(today.slice(0, 4));
    const files = [config?.file ?? [], ...(config?.sources ?? []).map((s) => Object.values(s.files).flat())];
    const newest = Math.max(0, ...files.flat().map(modified));
    if (year < 2026 || year > 2099 || newest > now + DAY_MS)
      return { status: "avviso", observed, remedy: text("setup.doctor.clock_wrong") };
    return { observed };
  });
}

function modified(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

async function checkUmask({ text, machine }: Bench): Promise<Check> {
  const named = { name: "umask", label: text("setup.doctor.umask") };
  if (machine.platform === "win32") return skipped(named, text("setup.doctor.windows"));
  return probe(named, text, () => {
    const observed = text("setup.doctor.umask_ok", { umask: machine.umask.toString(8).padStart(4, "0") });
    // Files are made 0600 and folders 0700: a mask can only take away more, and must leave the owner's own.
    if ((machine.umask & 0o700) === 0) return { observed };
    return { status: "avviso", observed, remedy: text("setup.doctor.umask_wrong") };
  });
}
