import { statSync } from "node:fs";

import { problemaTemplate } from "../../bundle/index.ts";
import type { Config } from "../../config/config.ts";
import { siocError, type SiocError } from "../../core/errors.ts";
import { compileIdRec } from "../../identity/index.ts";
import { checkSeverities } from "../../rules/index.ts";
import type { Message, Text } from "../../text/index.ts";
import { shownPath } from "../present/paths.ts";
import { configPath } from "../init/answers.ts";
import { probe, type Bench, type Check, type Seen } from "./check.ts";

/** sioc.toml: found, valid, complete, and not for others to change. */
export function checkSettings(bench: Omit<Bench, "config" | "layout">): Promise<Check> {
  const { text, context, machine } = bench;
  return probe({ name: "config", label: text("setup.doctor.config") }, text, () => {
    const config = context.config();
    const problems = problemsOf(config);
    if (problems.length > 0) throw invalid(config, problems, text, context.cwd);
    compileIdRec(config.get("identity.id_rec"));
    return judge(config, machine.platform !== "win32", bench);
  });
}

function problemsOf(config: Config): readonly Message[] {
  const names = config.get("output.names");
  const template = names === undefined ? undefined : problemaTemplate(names);
  return [...checkSeverities(config.severities), ...(template ? [template] : [])];
}

function invalid(config: Config, problems: readonly Message[], text: Text, cwd: string): SiocError {
  const list = problems.map(({ key, data }) => `  - ${text(key, data)}`).join("\n");
  const file = config.file === undefined ? "sioc.toml" : shownPath(config.file, cwd);
  return siocError("CONFIG_INVALID", { file, count: problems.length, problems: list });
}

function judge(config: Config, modes: boolean, { text, context }: Pick<Bench, "text" | "context">): Seen {
  const { cwd } = context;
  if (config.file === undefined) {
    const file = shownPath(configPath(context), cwd);
    return {
      status: "avviso",
      observed: text("setup.doctor.config_none", { file }),
      remedy: text("setup.doctor.config_init"),
    };
  }
  const file = shownPath(config.file, cwd);
  const regione = config.get("regione");
  const observed = text("setup.doctor.config_ok", {
    file,
    regione: regione ?? "?",
    aziende: config.sources.length,
  });
  // Whoever may write here chooses who can read the bundle.
  if (modes && (statSync(config.file).mode & 0o022) !== 0)
    return { status: "avviso", observed, remedy: text("setup.doctor.chmod_file", { file }) };
  if (regione === undefined)
    return { status: "avviso", observed, remedy: text("setup.doctor.config_regione") };
  if (config.sources.length === 0)
    return { status: "avviso", observed, remedy: text("setup.doctor.config_sources") };
  return { observed };
}
