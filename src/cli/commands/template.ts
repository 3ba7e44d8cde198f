import { RUOLI_CONFIG, type RuoloConfig } from "../../model/ruolo.ts";
import { EXIT, siocError } from "../../core/errors.ts";
import { caricaLayout } from "../../tracciato/index.ts";
import type { Context } from "../context.ts";
import { modello } from "../explain/modello.ts";
import type { Result } from "../result.ts";

/** The header and a made-up row of an input file, on stdout: `sioc template > ricoveri.csv`. */
export function run(context: Context): Promise<Result> {
  const role = ruoloDi(context.flags["role"]);
  const colonne = modello(role, caricaLayout(context.config().get("schema.folder")));
  const columns = colonne.map(({ nome }) => nome);
  const example = colonne.map(({ esempio }) => esempio);
  return Promise.resolve({
    exit: EXIT.ok,
    lines: [columns.join(";"), example.join(";")],
    summary: { role, columns: columns.length },
    data: { role, delimiter: ";", columns, example },
    next: [],
  });
}

function ruoloDi(flag: unknown): RuoloConfig {
  const role = RUOLI_CONFIG.find((name) => name === (flag ?? "ricoveri"));
  if (role === undefined)
    throw siocError("SETTING_INVALID", { name: "--role", allowed: RUOLI_CONFIG.join(", ") });
  return role;
}
