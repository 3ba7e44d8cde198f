import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

import { FOLDER_MODE, writeWhole } from "../../core/atomic.ts";
import { EXIT, siocError } from "../../core/errors.ts";
import { describeKey, generateTestKeys, TEST_MARK, testKeyFiles, type KeyKind } from "../../crypto/index.ts";
import { keyCheckValue, parseChiave } from "../../identity/index.ts";
import { tabella } from "../../report/index.ts";
import { configPath } from "../init/answers.ts";
import type { Context } from "../context.ts";
import { shellWord, shownPath, tomlPath } from "../present/paths.ts";
import type { Result } from "../result.ts";

/** Nobody's: its check character is not the one these letters ask for. Only to have a certificate that carries one. */
const FIRMATARIO = "PRVFRM80A01H501A";

interface Made {
  readonly name: string;
  readonly kind: KeyKind;
  readonly fingerprint?: string;
  readonly secret: boolean;
}

/** Throw-away keys of every kind, to try the whole job before the real ones are there. */
export async function run(context: Context): Promise<Result> {
  const { text, terminal, flags, cwd, today } = context;
  const folder = resolve(cwd, String(flags["folder"] ?? join("chiavi", "prova")));
  const keys = await generateTestKeys({ today, codiceFiscale: FIRMATARIO });
  const files = testKeyFiles(keys);
  const present = files.find(({ name }) => existsSync(join(folder, name)));
  if (present && flags["force"] !== true)
    throw siocError("OUTPUT_EXISTS", { name: shownPath(join(folder, present.name), cwd) });
  mkdirSync(folder, { recursive: true, mode: FOLDER_MODE });
  for (const { name, content } of files) writeWhole(join(folder, name), content);

  const made = await Promise.all(files.map(({ name, secret }) => describe(folder, name, secret)));
  const check = keyCheckValue(parseChiave(keys.cuni));
  const toml = tomlLines(folder, dirname(configPath(context)), made, check, context);
  const warning = text("setup.keys.test", { mark: TEST_MARK });
  terminal.complain(terminal.colorErr.yellow(warning));
  return {
    exit: EXIT.ok,
    lines: [
      text("setup.keys.made", { folder: shownPath(folder, cwd) }),
      "",
      ...tabella(
        made.map(({ name, kind, fingerprint, secret }) => [
          name,
          text(`setup.keys.kind.${kind}`),
          secret ? text("setup.keys.secret") : text("setup.keys.public"),
          fingerprint?.slice(0, 16) ?? (kind === "cuni" ? check : ""),
        ]),
        {
          lingua: text.lingua,
          rientro: 2,
          intestazione: [
            text("setup.col.file"),
            text("setup.col.kind"),
            text("setup.col.who"),
            text("setup.col.fingerprint"),
          ],
        },
      ),
      "",
      ...pasteLines(toml, sectionsOf(configPath(context)), context),
    ],
    summary: { folder, files: made.length, test: true, key_check: check },
    data: { folder, test: true, key_check: check, files: made, toml: toml.join("\n") },
    next: [
      `sioc keys show ${shellWord(shownPath(join(folder, "destinatario-test.asc"), cwd))}`,
      "sioc doctor",
    ],
  };
}

async function describe(folder: string, name: string, secret: boolean): Promise<Made> {
  const [key] = await describeKey(join(folder, name));
  if (!key) throw new Error(`${name} was written and cannot be described`);
  return {
    name,
    kind: key.kind,
    ...(key.fingerprint === undefined ? {} : { fingerprint: key.fingerprint }),
    secret,
  };
}

/** Headings of tables sioc.toml already has: written a second time they would break it. */
function sectionsOf(path: string): ReadonlySet<string> {
  if (!existsSync(path)) return new Set();
  const headings = readFileSync(path, "utf8").matchAll(/^[ \t]*\[[ \t]*([\w.-]+)[ \t]*\]/gm);
  return new Set([...headings].map(([, name]) => `[${name ?? ""}]`));
}

/** The block as it is; with sections already there, each setting with the one it goes under. */
function pasteLines(toml: readonly string[], present: ReadonlySet<string>, { text }: Context): string[] {
  if (!toml.some((line) => present.has(line))) return [text("setup.keys.paste"), "", ...toml];
  let section = "";
  return [
    text("setup.keys.add"),
    "",
    ...toml
      .map((line) => {
        const mark = line.startsWith("# ") ? "# " : "";
        const bare = line.slice(mark.length);
        if (/^\[\w+\]$/.test(bare)) section = bare;
        if (bare === section) return "";
        return bare.includes(" = ") ? `${mark}${text("setup.keys.under", { section })} ${bare}` : line;
      })
      .filter((line, i, all) => line !== "" || (i > 0 && all[i - 1] !== "")),
  ];
}

function tomlLines(
  folder: string,
  base: string,
  made: readonly Made[],
  check: string,
  { text }: Context,
): string[] {
  const path = (name: string): string => JSON.stringify(tomlPath(join(folder, name), base));
  const print = (name: string): string =>
    JSON.stringify(made.find((m) => m.name === name)?.fingerprint ?? "");
  return [
    "[recipient]",
    `file = ${path("destinatario-test.asc")}`,
    `fingerprint = ${print("destinatario-test.asc")}`,
    "",
    "[signer]",
    `key = ${path("firmatario-test-privata.asc")}`,
    "",
    "[identity]",
    `key_file = ${path("cuni-test.key")}`,
    `key_check = "${check}"`,
    "",
    `# ${text("setup.keys.cms")}`,
    "# [recipient]",
    `# file = ${path("destinatario-test.pem")}`,
    `# fingerprint = ${print("destinatario-test.pem")}`,
    "# [signer]",
    `# key = ${path("firmatario-test-privata.pem")}`,
    `# certificate = ${path("firmatario-test.pem")}`,
  ];
}
