import { siocError } from "../core/errors.ts";

/** `42`, `000042` or a bundle's name, `SIOC_030_2026T1_000042`. @throws SETTING_INVALID naming `name` */
export function parseRun(typed: unknown, name: string): number {
  const digits = /(?:^|_)(\d{1,6})(?:\.zip)?[/\\]?$/.exec(String(typed))?.[1];
  const run = Number(digits ?? NaN);
  if (!Number.isInteger(run) || run < 1) throw siocError("SETTING_INVALID", { name, allowed: "1–999999" });
  return run;
}
