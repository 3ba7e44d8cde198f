import { readFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { buildProgram } from "../../src/cli/program.ts";
import { uscite } from "../../src/cli/explain/uscite.ts";
import { ERRORS, EXIT } from "../../src/core/errors.ts";
import { PACKAGE_ROOT } from "../../src/core/package-root.ts";
import { LINGUE, textFor } from "../../src/text/index.ts";

/** The contract, written out once more on purpose. Source: UX §4. Changing a number here is a breaking change. */
const CONTRATTO = [
  [0, "ok", "done, nothing to correct"],
  [1, "data", "data not acceptable, no output made"],
  [2, "usage", "wrong flags or configuration"],
  [3, "partial", "output made, some records discarded"],
  [20, "source", "source unreadable"],
  [21, "keys", "keys or certificates"],
  [22, "ledger", "ledger locked, damaged, or bundle already sent"],
  [23, "network", "network or ministry not answering"],
  [24, "refused", "refused by the ministry"],
  [70, "bug", "our bug"],
  [130, "interrupted", "SIGINT"],
  [143, "terminated", "SIGTERM"],
] as const;
const NUMERI = CONTRATTO.map(([exit]) => exit);

describe("exit codes are the same everywhere", () => {
  it("in the program", () => {
    expect(Object.entries(EXIT)).toEqual(CONTRATTO.map(([exit, name]) => [name, exit]));
  });

  it("in docs/reference/exit-codes.md, with the words of explain", () => {
    const page = readFileSync(join(PACKAGE_ROOT, "docs/reference/exit-codes.md"), "utf8");
    const rows = Array.from(page.matchAll(/^\| (\d+) \| (.+?) \| (.+?) \|$/gm), (m) => m.slice(1));
    expect(rows).toEqual(
      uscite(textFor("en")).map(({ exit, significato, automatico }) => [
        String(exit),
        significato,
        automatico,
      ]),
    );
    expect(rows.map(([exit]) => Number(exit))).toEqual(NUMERI);
  });

  it.each(["README.md", "README.it.md"])("in %s", (file) => {
    const rows = Array.from(
      readFileSync(join(PACKAGE_ROOT, file), "utf8").matchAll(/^\| (\d+) \|/gm),
      ([, exit]) => Number(exit),
    );
    expect(rows).toEqual(NUMERI);
  });

  it.each(LINGUE)("in the help of the program (%s)", (lingua) => {
    const said = helpEnd(lingua).split(/[:：]/).slice(1).join(":");
    expect(Array.from(said.matchAll(/\b\d+\b/g), Number)).toEqual(NUMERI);
  });

  it.each(LINGUE)("and each has its meaning and what a scheduler does (%s)", (lingua) => {
    const all = uscite(textFor(lingua));
    expect(all.map(({ exit }) => exit)).toEqual(NUMERI);
    expect(new Set(all.map(({ significato }) => significato)).size).toBe(all.length);
  });

  it("stay clear of the codes of Node (1 to 13) and of the shells (126 and above), but for those shared on purpose", () => {
    const clear = NUMERI.filter((exit) => exit > 3 && exit < 126);
    expect(clear.every((exit) => exit >= 20)).toBe(true);
    expect(NUMERI.filter((exit) => exit >= 126)).toEqual([128 + 2, 128 + 15]);
  });

  it("errors never end with the codes of a run that went through", () => {
    const wrong = Object.entries(ERRORS).filter(([, exit]) => [0, 3, 70].includes(exit));
    expect(wrong).toEqual([]);
  });
});

/** The lines of --help from the exit codes on. */
function helpEnd(lingua: (typeof LINGUE)[number]): string {
  let help = "";
  const program = buildProgram(textFor(lingua), "0");
  program.configureOutput({ writeOut: (chunk) => void (help += chunk) });
  program.outputHelp();
  const at = help.search(/Codici di uscita|Exit codes/);
  expect(at).toBeGreaterThan(0);
  return help.slice(at);
}
