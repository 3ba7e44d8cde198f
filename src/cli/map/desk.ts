import { isDatabase } from "../../model/fonte.ts";
import type { SourceConfig } from "../../config/source.ts";
import { siocError } from "../../core/errors.ts";
import { RUOLI_CONFIG } from "../../model/ruolo.ts";
import { connessioneOf } from "../../pipeline/inputs.ts";
import { FORME_FILE, type FormaFile, type Ingresso } from "../../sources/index.ts";
import { caricaLayout, type Layout } from "../../tracciato/index.ts";
import type { Context } from "../context.ts";
import { pathOf } from "../fonti.ts";
import { shellWord, shownPath } from "../present/paths.ts";
import { consegnaDi } from "./forma.ts";

/** What `sioc map` was asked to look at. */
export interface Desk {
  readonly context: Context;
  readonly inputs: readonly Ingresso[];
  readonly layout: Layout;
  /** val_ci comes from the outcomes file. */
  readonly conEsiti: boolean;
  /** The delivery of sioc.toml that all the files are of. */
  readonly config: SourceConfig | undefined;
  /** Code of the azienda, if anything says it. */
  readonly azienda: string | undefined;
}

/**
 * The files named, or those sioc.toml lists for --azienda.
 * @throws USAGE for nothing to look at, SETTING_INVALID for an azienda sioc.toml does not have
 */
export function openDesk(context: Context, args: readonly string[]): Desk {
  const { flags, cwd, text } = context;
  const config = context.config();
  const asked = flags["azienda"] === undefined ? undefined : String(flags["azienda"]);
  const paths = [...new Set(args.map((path) => pathOf(path, cwd)))];
  const source = paths.length === 0 ? byName(asked, context) : byFiles(paths, config.sources);
  const files = paths.length > 0 ? paths : filesOf(source);
  if (files.length === 0) throw siocError("USAGE", { problem: text("setup.map.no_file") });
  const forma = FORME_FILE.find((name) => name === flags["role"]);
  if (forma !== undefined && files.length > 1)
    throw siocError("USAGE", { problem: text("setup.map.one_role") });
  return {
    context,
    inputs: files.map((path) => inputOf(path, forma, source)),
    layout: caricaLayout(config.get("schema.folder")),
    conEsiti: config.get("identity.outcomes") !== undefined,
    config: source,
    azienda: asked ?? source?.azienda,
  };
}

function byName(azienda: string | undefined, context: Context): SourceConfig | undefined {
  if (azienda === undefined) return undefined;
  const { sources } = context.config();
  const found = sources.find((source) => source.azienda === azienda);
  if (found !== undefined) return found;
  const allowed = sources.map((source) => source.azienda).join(", ");
  throw siocError("SETTING_INVALID", { name: "--azienda", allowed: allowed === "" ? "–" : allowed });
}

function byFiles(paths: readonly string[], sources: readonly SourceConfig[]): SourceConfig | undefined {
  return sources.find((source) => paths.every((path) => filesOf(source).includes(path)));
}

function filesOf(source: SourceConfig | undefined): readonly string[] {
  return [...new Set(RUOLI_CONFIG.flatMap((ruolo) => source?.files[ruolo] ?? []))];
}

function inputOf(path: string, forma: FormaFile | undefined, source: SourceConfig | undefined): Ingresso {
  const { tipo, connessione } = source ?? {};
  const known = source && consegnaDi(path, [source])?.forma;
  return {
    path,
    ...(tipo !== undefined && { tipo }),
    ...(tipo !== undefined && isDatabase(tipo) && connessione && { connessione: connessioneOf(connessione) }),
    ...(forma ? { forma, certa: true } : known && { forma: known }),
  };
}

/** The files as they are typed. */
export function typed({ inputs, context: { cwd } }: Desk): string {
  return inputs.map(({ path }) => shellWord(shownPath(path, cwd))).join(" ");
}
