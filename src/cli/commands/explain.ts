import { resolve } from "node:path";

import { EXIT, SiocError } from "../../core/errors.ts";
import { caricaLayout, type Layout } from "../../tracciato/index.ts";
import type { Context } from "../context.ts";
import { cerca } from "../explain/cerca.ts";
import { righeDi } from "../explain/scheda.ts";
import type { Result } from "../result.ts";
import { pageWidth } from "../terminal.ts";

/**
 * Explains one code, or lists what can be asked.
 * @throws CODE_UNKNOWN with the nearest codes.
 */
export function run(context: Context, args: readonly string[]): Promise<Result> {
  const { text } = context;
  const scheda = cerca(args.join(" "), layoutOf(context), text);
  const { specie, codice, titolo, data } = scheda;
  return Promise.resolve({
    exit: EXIT.ok,
    lines: righeDi(scheda, text.lingua, pageWidth(context.terminal.columns)),
    summary: { kind: specie, code: codice, title: titolo },
    data,
    next: specie === "index" ? ["sioc explain OC-F-012", "sioc explain IF01"] : [],
  });
}

/** A configuration with mistakes must not keep anybody from reading what its errors mean. */
function layoutOf(context: Context): Layout {
  const { flags, cwd, terminal, text } = context;
  const flag = flags["schema"];
  if (flag !== undefined) return caricaLayout(resolve(cwd, String(flag)));
  try {
    return caricaLayout(context.config().get("schema.folder"));
  } catch (error) {
    if (!(error instanceof SiocError)) throw error;
    terminal.say(text("explain.note.config", { code: error.code }));
    return caricaLayout();
  }
}
