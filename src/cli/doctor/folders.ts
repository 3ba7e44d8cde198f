import { accessSync, constants, existsSync, statSync } from "node:fs";
import { statfs } from "node:fs/promises";
import { dirname } from "node:path";

import { errnoOf, siocError } from "../../core/errors.ts";
import { printable } from "../../core/redact.ts";
import { shellWord, shownPath } from "../present/paths.ts";
import { probe, skipped, type Bench, type Check, type Named, type Seen } from "./check.ts";

/** Below this there is a word of warning, whatever the input. */
const LITTLE = 1024 ** 3;
/** Spool, datasets and their encryption together, in multiples of the input (measured: less than 3). */
const TIMES = 4;

export async function checkFolders(bench: Bench): Promise<Check[]> {
  const { text, config } = bench;
  const disk = { name: "disk", label: text("setup.doctor.disk") };
  const output = { name: "folder-output", label: text("setup.doctor.output") };
  if (!config) return [output, disk].map((named) => skipped(named, text("setup.doctor.no_config")));
  const folder = config.get("output.folder") ?? "uscita";
  const input = config.sources.flatMap(({ files }) => Object.values(files).flat());
  const arrivals = [...new Set(input.map((path) => dirname(path)))].filter((path) => existsSync(path));
  return [
    await checkFolder(output, folder, "write", bench),
    ...(await Promise.all(
      arrivals.map((path, i) => {
        const shown = shownPath(path, bench.context.cwd);
        const label = text("setup.doctor.arrivals", { folder: shown });
        return checkFolder({ name: `folder-arrivals-${i + 1}`, label }, path, "read", bench);
      }),
    )),
    await checkDisk(disk, folder, input, bench),
  ];
}

function checkFolder(
  named: Named,
  folder: string,
  use: "read" | "write",
  { text, context, machine }: Bench,
): Promise<Check> {
  return probe(named, text, () => {
    const shown = shownPath(folder, context.cwd);
    const there = existsSync(folder);
    requireAccess(there ? folder : nearestAbove(folder), use);
    if (!there) return { observed: text("setup.doctor.folder_new", { folder: shown }) };
    return machine.platform === "win32" ? { observed: shown } : judgeMode(folder, shown, text);
  });
}

/** What is in these folders speaks of people: nobody else's business. */
function judgeMode(folder: string, shown: string, text: Bench["text"]): Seen {
  const mode = statSync(folder).mode & 0o777;
  const observed = text("setup.doctor.folder_ok", { folder: shown, mode: mode.toString(8).padStart(4, "0") });
  if ((mode & 0o077) === 0) return { observed };
  return { status: "avviso", observed, remedy: text("setup.doctor.chmod", { folder: shellWord(shown) }) };
}

/** @throws OUTPUT_UNWRITABLE, SOURCE_UNREADABLE */
function requireAccess(folder: string, use: "read" | "write"): void {
  try {
    accessSync(folder, use === "write" ? constants.W_OK | constants.X_OK : constants.R_OK | constants.X_OK);
    if (!statSync(folder).isDirectory()) throw Object.assign(new Error(), { code: "ENOTDIR" });
  } catch (error) {
    const reason = errnoOf(error) ?? "?";
    if (use === "write") throw siocError("OUTPUT_UNWRITABLE", { path: printable(folder, 200), reason });
    throw siocError("SOURCE_UNREADABLE", { file: printable(folder, 200), reason });
  }
}

function nearestAbove(folder: string): string {
  const above = dirname(folder);
  return existsSync(folder) || above === folder ? folder : nearestAbove(above);
}

function checkDisk(named: Named, folder: string, input: readonly string[], { text }: Bench): Promise<Check> {
  return probe(named, text, async () => {
    const { bavail, bsize } = await statfs(nearestAbove(folder));
    const free = bavail * bsize;
    const size = input.reduce((sum, p) => sum + (statSync(p, { throwIfNoEntry: false })?.size ?? 0), 0);
    const observed = text("setup.doctor.disk_ok", { gigabyte: Math.floor(free / 1e8) / 10 });
    if (free >= Math.max(LITTLE, size * TIMES)) return { observed };
    const needed = Math.ceil(Math.max(LITTLE, size * TIMES) / 1e8) / 10;
    return { status: "avviso", observed, remedy: text("setup.doctor.disk_remedy", { gigabyte: needed }) };
  });
}
