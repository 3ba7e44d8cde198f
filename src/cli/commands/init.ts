import { existsSync, mkdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

import { loadConfig } from "../../config/config.ts";
import { FOLDER_MODE, writeWhole } from "../../core/atomic.ts";
import { errnoOf, EXIT, siocError } from "../../core/errors.ts";
import type { Context } from "../context.ts";
import { completeAnswers, configPath, givenAnswers, type Answers } from "../init/answers.ts";
import { askAnswers } from "../init/questions.ts";
import { configToml } from "../init/toml.ts";
import { shellWord, shownPath } from "../present/paths.ts";
import type { Result } from "../result.ts";

/** Questions, or flags, become a commented sioc.toml and the folders it speaks of. */
export async function run(context: Context): Promise<Result> {
  const { text, flags, cwd, today, canAsk } = context;
  const file = configPath(context);
  if (existsSync(file) && flags["force"] !== true)
    throw siocError("CONFIG_EXISTS", { file: shownPath(file, cwd) });
  const given = givenAnswers(context);
  const answers = canAsk ? await askAnswers(given, context) : completeAnswers(given, context);
  const base = dirname(file);
  const made = foldersOf(answers, base).filter(makeFolder);
  writeWhole(file, configToml(answers, base, today));
  // What was just written is read back as every command will: a mistake shows now, not at the deadline.
  loadConfig({ flags: { config: file }, env: {}, cwd, text });

  const later = [
    ...(answers.recipient === undefined ? ["recipient.file"] : []),
    ...(answers.signerKey === undefined ? ["signer.key"] : []),
    ...(answers.keyFile === undefined ? ["identity.key_file"] : []),
  ];
  const config = flags["config"] === undefined ? "" : ` --config ${shellWord(shownPath(file, cwd))}`;
  const [first = ""] = answers.aziende;
  const example = exampleFile(answers, first, base);
  return {
    exit: EXIT.ok,
    lines: [
      text("setup.init.written", { file: shownPath(file, cwd), aziende: answers.aziende.length }),
      ...made.map((folder) => text("setup.init.folder", { folder: shownPath(folder, cwd) })),
      ...(later.length === 0 ? [] : [text("setup.init.later", { keys: later.join(", ") })]),
    ],
    summary: { file, regione: answers.regione, aziende: answers.aziende, folders: made, to_complete: later },
    next: [
      `sioc doctor${config}`,
      `sioc map ${shellWord(shownPath(example, cwd))} --write ${shellWord(shownPath(join(base, "mappe", `${first}.toml`), cwd))}`,
      ...(later.length === 3 ? ["sioc keys generate"] : []),
    ],
  };
}

function foldersOf(answers: Answers, base: string): readonly string[] {
  const arrivals = answers.aziende.map((azienda) =>
    dirname(resolve(base, answers.arrivals.replaceAll("{azienda}", azienda))),
  );
  return [...new Set([...arrivals, join(base, "mappe"), join(base, "chiavi"), answers.output])];
}

/** True if it was not there: one that was keeps its owner and permissions (`sioc doctor` judges them). */
function makeFolder(folder: string): boolean {
  try {
    if (existsSync(folder)) return false;
    mkdirSync(folder, { recursive: true, mode: FOLDER_MODE });
    return true;
  } catch (error) {
    throw siocError("OUTPUT_UNWRITABLE", { path: folder, reason: errnoOf(error) ?? "?" }, { cause: error });
  }
}

function exampleFile({ arrivals }: Answers, azienda: string, base: string): string {
  const path = arrivals.replaceAll("{azienda}", azienda);
  return resolve(base, path.replace(/[*?]+/g, "ricoveri"));
}
