import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { COMMANDS, type CommandSpec } from "../../src/cli/commands.ts";
import { referenceDocs } from "../../src/cli/explain/docs.ts";
import { tabellaMd, testoMd } from "../../src/cli/explain/markdown.ts";
import { codiciErrore } from "../../src/cli/explain/uscite.ts";
import { SETTINGS } from "../../src/config/options.ts";
import { PACKAGE_ROOT } from "../../src/core/package-root.ts";
import { CODICI_GAF } from "../../src/gaf/index.ts";
import { COLONNE } from "../../src/model/campi.ts";
import { REGOLE } from "../../src/rules/index.ts";

const pages = referenceDocs();

function page(path: string): string {
  return pages.get(path) ?? "";
}

function paths(spec: CommandSpec, parents = "sioc"): readonly string[] {
  const own = `${parents} ${spec.name}`;
  return [own, ...(spec.subcommands ?? []).flatMap((sub) => paths(sub, own))];
}

describe("the generated reference", () => {
  it.each([...pages.keys()])("%s is committed as generated (npm run docs)", (path) => {
    const file = join(PACKAGE_ROOT, path);
    expect(existsSync(file), `${path} is missing`).toBe(true);
    expect(readFileSync(file, "utf8").replaceAll("\r\n", "\n")).toBe(pages.get(path));
  });

  it.each([
    ["docs/reference/commands.md", COMMANDS.flatMap((spec) => paths(spec)).map((path) => `# ${path}\n`)],
    ["docs/reference/fields.md", COLONNE.map((colonna) => `| \`${colonna}\` |`)],
    ["docs/reference/rules.md", REGOLE.map(({ code }) => `### ${code}\n`)],
    ["docs/reference/rules.md", REGOLE.map(({ condition }) => testoMd(condition.en))],
    ["docs/regole.md", REGOLE.map(({ code }) => `### ${code}\n`)],
    ["docs/regole.md", REGOLE.map(({ hint }) => testoMd(hint.it))],
    [
      "docs/reference/settings.md",
      SETTINGS.map(({ key, env, flag }) => `| \`${key}\` | \`--${flag}\` | \`${env}\``),
    ],
    ["docs/reference/gaf-codes.md", CODICI_GAF.map(({ codice }) => `| \`${codice}\` |`)],
    ["docs/reference/errors.md", codiciErrore().map((code) => `| \`${code}\` |`)],
  ])("%s leaves nothing out", (path, wanted) => {
    const missing = wanted.filter((entry) => !page(path).includes(entry));
    expect(missing).toEqual([]);
  });

  it.each([...pages])(
    "%s: tables are whole, links lead somewhere, no place is left open",
    (path, content) => {
      for (const table of content.split("\n\n").filter((block) => block.startsWith("| "))) {
        const widths = table
          .trimEnd()
          .split("\n")
          .map((row) => row.replaceAll("\\|", "").split("|").length);
        expect(new Set(widths).size, table.slice(0, 80)).toBe(1);
      }
      const anchors = new Set(Array.from(content.matchAll(/^#+ (.+)$/gm), ([, title = ""]) => slug(title)));
      for (const [, target = ""] of content.matchAll(/\]\(([^)]+)\)/g)) {
        const [file = "", anchor] = target.split("#");
        if (file === "") expect(anchors).toContain(anchor);
        else expect([...pages.keys()], target).toContain(resolved(path, file));
      }
      expect(content).not.toMatch(/undefined|\[object/);
    },
  );

  it("carries no identifier but the made-up ones of the rules' examples", () => {
    const found = new Set(
      [...pages.values()].join("\n").match(/\b[A-Z]{6}\d{2}[A-Z]\d{2}[A-Z]\d{3}[A-Z]\b/g),
    );
    const examples = REGOLE.flatMap(({ example }) => [example.wrong.it, example.right.it]).join(" ");
    expect([...found].filter((code) => !examples.includes(code))).toEqual([]);
  });
});

describe("a table of a page", () => {
  it("keeps bars and line ends inside their cell", () => {
    expect(
      tabellaMd(
        ["a", "b"],
        [
          ["x|y", "1\n2"],
          [3, ""],
        ],
      ),
    ).toBe("| a | b |\n| --- | --- |\n| x\\|y | 1 2 |\n| 3 |  |");
  });
});

/** As the forges make anchors from titles. */
function slug(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, "")
    .replaceAll(" ", "-");
}

function resolved(from: string, file: string): string {
  return join(from, "..", file).split("\\").join("/");
}
