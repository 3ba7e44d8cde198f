import { resolve } from "node:path";

import { siocError } from "../core/errors.ts";
import type { SourceConfig } from "../config/source.ts";
import { RUOLI_CONFIG } from "../model/ruolo.ts";
import type { FonteConfig } from "../pipeline/inputs.ts";
import { STDIN } from "../sources/index.ts";
import type { Context } from "./context.ts";

/**
 * The deliveries of a run: the files named on the command line, else the `[[source]]` of sioc.toml.
 * @throws CONFIG_ABSENT, SETTING_MISSING when there is neither
 */
export function fontiOf(context: Context, args: readonly string[]): FonteConfig[] {
  const config = context.config();
  if (args.length > 0) return [named(context, args, config.sources)];
  if (config.file === undefined) throw siocError("CONFIG_ABSENT");
  if (config.sources.length === 0) throw siocError("SETTING_MISSING", { name: "[[source]]", flag: "FILE" });
  const wanted = context.flags["azienda"];
  const sources = config.sources.filter(({ azienda }) => wanted === undefined || azienda === wanted);
  if (sources.length === 0) {
    const allowed = config.sources.map(({ azienda }) => azienda).join(", ");
    throw siocError("SETTING_INVALID", { name: "--azienda", allowed });
  }
  return sources;
}

/** A file that sioc.toml knows keeps its azienda, its mapping and the files it is joined with; flags have their way. */
function named(
  { flags, cwd }: Context,
  args: readonly string[],
  sources: readonly SourceConfig[],
): FonteConfig {
  const ricoveri = args.map((path) => pathOf(path, cwd));
  const known = sources.find(({ files }) =>
    ricoveri.every((path) => files.ricoveri?.includes(path) === true),
  );
  const files: FonteConfig["files"] = { ...known?.files, ricoveri };
  const mappe: FonteConfig["mappe"] = { ...known?.mappe };
  const mapping = flags["mapping"];
  for (const ruolo of RUOLI_CONFIG) {
    const path = flags[ruolo];
    if (ruolo !== "ricoveri" && path !== undefined) files[ruolo] = [pathOf(String(path), cwd)];
    if (mapping !== undefined) mappe[ruolo] = resolve(cwd, String(mapping));
  }
  const { tipo = "auto", connessione } = known ?? {};
  const azienda = String(flags["azienda"] ?? known?.azienda ?? "file");
  return { azienda, tipo, ...(connessione && { connessione }), files, mappe };
}

/** `-` is standard input. */
export function pathOf(path: string, cwd: string): string {
  return path === STDIN ? STDIN : resolve(cwd, path);
}
