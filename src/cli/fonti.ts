import { resolve } from "node:path";

import { siocError } from "../core/errors.ts";
import { RUOLI_CONFIG } from "../config/config.ts";
import type { FonteConfig } from "../pipeline/inputs.ts";
import type { Context } from "./context.ts";

/**
 * The deliveries of a run: the files named on the command line as one azienda's, else the `[[source]]` of sioc.toml.
 * @throws SETTING_MISSING when there is neither
 */
export function fontiOf(context: Context, args: readonly string[]): FonteConfig[] {
  if (args.length > 0) return [named(context, args)];
  const { sources } = context.config();
  if (sources.length === 0) throw siocError("SETTING_MISSING", { name: "[[source]]", flag: "FILE" });
  return sources.map(({ azienda, files, mappe }) => ({ azienda, files, mappe }));
}

function named({ flags, cwd }: Context, args: readonly string[]): FonteConfig {
  const files: Record<string, string[]> = { ricoveri: args.map((path) => resolve(cwd, path)) };
  const mappe: Record<string, string> = {};
  const mapping = flags["mapping"];
  for (const ruolo of RUOLI_CONFIG) {
    const path = flags[ruolo];
    if (ruolo !== "ricoveri" && path !== undefined) files[ruolo] = [resolve(cwd, String(path))];
    if (mapping !== undefined) mappe[ruolo] = resolve(cwd, String(mapping));
  }
  return { azienda: String(flags["azienda"] ?? "file"), files, mappe };
}
