import type { Context } from "../context.ts";
import { check } from "../map/check.ts";
import { openDesk } from "../map/desk.ts";
import { propose } from "../map/propose.ts";
import type { Result } from "../result.ts";

/** Looks at files and proposes how to read them, or tries a mapping that is there. No cell is shown, only its shape. */
export async function run(context: Context, args: readonly string[]): Promise<Result> {
  const desk = openDesk(context, args);
  return context.flags["check"] === undefined ? propose(desk) : check(desk);
}
