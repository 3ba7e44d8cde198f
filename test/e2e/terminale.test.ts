import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { COMMANDS } from "../../src/cli/commands.ts";
import { parsePeriodo } from "../../src/core/periodo.ts";
import { generate } from "../../src/synthetic/index.ts";
import { BIN, sioc, start, tempFolder } from "./sioc.ts";

const folder = tempFolder();
afterAll(folder.remove);
const cwd = folder.path;

const names = COMMANDS.flatMap((spec) =>
  spec.subcommands ? spec.subcommands.map((sub) => [spec.name, sub.name]) : [[spec.name]],
);

describe("help", () => {
  it.each(names)("of %s %s fits a screen and begins with two examples", async (...words) => {
    const { code, stdout } = await sioc([...words.filter(Boolean), "--help"], cwd);
    expect(code).toBe(0);
    const lines = stdout.trimEnd().split("\n");
    expect(lines[0]).toMatch(/^(?:Esempi|Examples):$/);
    expect(lines.slice(1, 3).every((line) => line.startsWith("  sioc "))).toBe(true);
    expect(lines.filter((line) => line.length > 100)).toEqual([]);
    expect(lines.length).toBeLessThanOrEqual(24);
  });

  it.each(["it", "en"])("speaks one language at a time: %s", async (lang) => {
    const { stdout } = await sioc(["--help", "--lang", lang], cwd);
    const english = /\b(Usage|Options|Commands|display help)\b/;
    if (lang === "it") expect(stdout).not.toMatch(english);
    else expect(stdout).not.toMatch(/\b(Uso|Opzioni|Comandi)\b/);
  });

  it("without arguments shows the commands and succeeds", async () => {
    const { code, stdout } = await sioc([], cwd);
    expect(code).toBe(0);
    expect(stdout).toContain("prepare");
  });

  it("--version prints the version alone", async () => {
    expect((await sioc(["--version"], cwd)).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe("mistakes of the command line", () => {
  it.each([
    [["prepara"], "cli", "comando sconosciuto prepara, forse intendevi prepare"],
    [
      ["validate", "--periood", "2026T1"],
      "option",
      "opzione sconosciuta --periood, forse intendevi --periodo",
    ],
    [["validate", "--periodo"], "value", "l'opzione"],
    [["demo", "--format", "zip"], "choice", "ammessi: openpgp, cms"],
    [["verify"], "argument", "manca pacchetto"],
    [
      ["validate", "--periodo", "2026T9", "--regione", "030", "x.csv"],
      "setting",
      "valore non ammesso per --periodo",
    ],
  ])("%j exits 2 with one Italian sentence (%s)", async (args, _why, sentence) => {
    const { code, stderr, stdout } = await sioc(args, cwd);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(sentence);
    expect(stderr).not.toMatch(/\bat .*\.js|unknown option|Allowed choices/);
  });

  it("--json answers an error with the same envelope", async () => {
    const { code, stdout } = await sioc(["validate", "--json"], cwd);
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({
      schema: "sioc/validate@1",
      ok: false,
      exit: 2,
      error: { code: "CONFIG_ABSENT" },
    });
  });
});

describe("a long run", () => {
  const CONFIG = ["--regione", "030", "--periodo", "2026T1", "--mapping"];
  let input: string;
  let mappa: string;

  beforeAll(async () => {
    const periodo = parsePeriodo("2026T1");
    if (!periodo) throw new Error("periodo");
    const made = await generate(
      { ricoveri: 40_000, aziende: 1, seed: 3, periodo, regione: "030", errors: 40, shapes: ["a"] },
      join(cwd, "grande"),
    );
    input = String(made.aziende[0]?.files.ricoveri);
    mappa = made.aziende[0]?.mappa ?? "";
    await sioc(["keys", "generate", "--folder", "chiavi"], cwd);
  });

  const prepare = (...more: string[]): string[] => [
    "prepare",
    input,
    ...CONFIG,
    mappa,
    "--recipient-file",
    "chiavi/destinatario-test.asc",
    "--signer-key",
    "chiavi/firmatario-test-privata.asc",
    "--key-file",
    "chiavi/cuni-test.key",
    ...more,
    // A ledger each: the same data twice would give the bundle that is there.
    "--ledger",
    `registro-${outputOf(more)}/registro.db`,
    "--ledger-key-file",
    `registro-${outputOf(more)}/registro.key`,
  ];
  const outputOf = (args: readonly string[]): string => args[args.indexOf("--output") + 1] ?? "";

  it("gives the same clear bytes on one thread and on two", async () => {
    const sums = async (threads: string): Promise<unknown> => {
      const { stdout } = await sioc(
        [...prepare("--threads", threads, "--output", `t${threads}`), "--json"],
        cwd,
      );
      const { data } = JSON.parse(stdout) as { data: { manifest: { datasets: { clear: unknown }[] } } };
      return data.manifest.datasets.map((dataset) => dataset.clear);
    };
    const one = await sums("0");
    expect(one).toHaveLength(2);
    expect(await sums("2")).toEqual(one);
  });

  it.each(["SIGINT", "SIGTERM"] as const)(
    "ends at %s with its code and leaves nothing half made",
    async (signal) => {
      const child = start(prepare("--output", signal), cwd);
      let stderr = "";
      child.stderr?.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
      await new Promise((go) => setTimeout(go, 900));
      child.kill(signal);
      const code = await new Promise((done) => child.on("exit", done));
      expect(code).toBe(signal === "SIGINT" ? 130 : 143);
      expect(stderr).not.toMatch(/\bat .*\.js/);
      const left = existsSync(join(cwd, signal))
        ? readdirSync(join(cwd, signal), { recursive: true }).map(String)
        : [];
      expect(left.filter((name) => /part|findings|SIOC_/.test(name))).toEqual([]);
    },
  );

  it("killed outright, leaves no bundle and no clear text; the next run does the work", async () => {
    const child = start(prepare("--output", "ucciso"), cwd);
    await new Promise((go) => setTimeout(go, 1500));
    child.kill("SIGKILL");
    await new Promise((done) => child.on("exit", done));
    const bundles = (): string[] =>
      existsSync(join(cwd, "ucciso"))
        ? readdirSync(join(cwd, "ucciso")).filter((name) => name.startsWith("SIOC_"))
        : [];
    expect(bundles()).toEqual([]);
    expect((await sioc(prepare("--output", "ucciso"), cwd)).code).toBe(3);
    expect(bundles()).toEqual(["SIOC_030_2026T1_000001"]);
    expect(readdirSync(join(cwd, "ucciso")).filter((name) => name.startsWith("."))).toEqual([]);
  });

  it("does its work and ends quietly when nobody reads its output", async () => {
    const child = spawn(
      "sh",
      [
        "-c",
        `"${process.execPath}" "${BIN}" ${prepare("--output", "tubo").join(" ")} 2>&1 | true; exit "\${PIPESTATUS:-0}"`,
      ],
      { cwd },
    );
    await new Promise((done) => child.on("exit", done));
    await new Promise((go) => setTimeout(go, 12_000));
    expect(readdirSync(join(cwd, "tubo")).filter((name) => name.startsWith("SIOC_"))).toEqual([
      "SIOC_030_2026T1_000001",
    ]);
  }, 60_000);

  it("ends with one clear error, and nothing half made, when a thread finds an identifier where it may not be", async () => {
    const lines = readFileSync(input, "utf8").split("\n");
    const at = (lines[0] ?? "").split(";").indexOf("team");
    const cells = (lines[30_000] ?? "").split(";");
    cells[at] = "RSSMRA85T10A562S";
    lines[30_000] = cells.join(";");
    writeFileSync(join(cwd, "spostato.csv"), lines.join("\n"));
    const [, , ...rest] = prepare("--threads", "2", "--output", "fermato");
    const { code, stderr } = await sioc(["prepare", "spostato.csv", ...rest], cwd);
    expect(code).toBe(1);
    expect(stderr).toContain("CLEAR_IDENTIFIER");
    expect(stderr).not.toMatch(/\bat .*\.js|RSSMRA/);
    const left = readdirSync(join(cwd, "fermato"), { recursive: true }).map(String);
    expect(left.filter((name) => /part|SIOC_/.test(name))).toEqual([]);
  });

  it("has no colours and no moving line when it is not at a terminal", async () => {
    const { stdout, stderr } = await sioc(["validate", input, ...CONFIG, mappa], cwd);
    expect(stdout + stderr).not.toContain("\u001b");
    expect((await sioc(["validate", input, ...CONFIG, mappa, "--color", "always"], cwd)).stdout).toContain(
      "\u001b[3",
    );
  });

  it("--quiet says nothing on the way", async () => {
    expect((await sioc(["validate", input, ...CONFIG, mappa, "--quiet"], cwd)).stderr).toBe("");
  });
});
