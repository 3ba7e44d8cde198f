import { existsSync, mkdtempSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";

import { run } from "../../src/cli/commands/init.ts";
import { loadConfig, type Config } from "../../src/config/config.ts";
import { SETTINGS } from "../../src/config/options.ts";
import { checkSeverities } from "../../src/rules/index.ts";
import { textFor } from "../../src/text/index.ts";
import { codeOf, fakeContext, tempFolder } from "./helpers.ts";

const prompts = vi.hoisted(() => ({ input: vi.fn(), select: vi.fn() }));
vi.mock("@inquirer/prompts", () => prompts);
afterEach(() => {
  prompts.input.mockReset();
  prompts.select.mockReset();
});

const root = tempFolder();
const fresh = (): string => mkdtempSync(join(root, "i-"));
const load = (cwd: string, file = "sioc.toml"): Config =>
  loadConfig({ flags: { config: join(cwd, file) }, env: {}, cwd, text: textFor("it") });
const mode = (path: string): number => statSync(path).mode & 0o777;

describe("sioc init without questions", () => {
  it.each(["it", "en"] as const)(
    "writes a configuration that loads without complaint, in %s",
    async (lang) => {
      const cwd = fresh();
      const flags = { regione: "030", azienda: "301\n302", lang };
      const { context } = fakeContext({ cwd, flags, lang });
      const result = await run(context);
      expect(result.exit).toBe(0);
      const config = load(cwd);
      expect(config.get("regione")).toBe("030");
      expect(config.get("lang")).toBe(lang);
      expect(
        config.sources.map(({ azienda, files, mappe }) => [azienda, files.ricoveri, mappe.ricoveri]),
      ).toEqual([
        ["301", [join(cwd, "arrivo", "301", "*.csv")], join(cwd, "mappe", "301.toml")],
        ["302", [join(cwd, "arrivo", "302", "*.csv")], join(cwd, "mappe", "302.toml")],
      ]);
      expect(readFileSync(join(cwd, "sioc.toml"), "utf8")).toContain(
        lang === "it" ? "Chi potrà leggere il pacchetto" : "Who will be able to read the bundle",
      );
      expect(result.next).toContain("sioc map arrivo/301/ricoveri.csv --write mappe/301.toml");
      expect(result.next[0]).toBe("sioc doctor");
    },
  );

  it("explains every setting there is, and each commented line is right once turned on", async () => {
    const cwd = fresh();
    await run(fakeContext({ cwd, flags: { regione: "150", azienda: "201" } }).context);
    const toml = readFileSync(join(cwd, "sioc.toml"), "utf8");
    for (const { key, help, flag, env } of SETTINGS) {
      const name = key.slice(key.indexOf(".") + 1);
      expect(toml, key).toMatch(new RegExp(`^(# )?${name} = `, "m"));
      expect(toml.replaceAll("\n# ", " "), key).toContain(help.it);
      expect(toml, key).toContain(`--${flag}   ${env}`);
    }
    writeFileSync(join(cwd, "on.toml"), toml.replace(/^# (\w[\w-]* = )/gm, "$1"));
    const config = load(cwd, "on.toml");
    expect(config.shown.filter(({ origin }) => origin !== "file")).toEqual([]);
    expect(checkSeverities(config.severities)).toEqual([]);
    expect(Object.keys(config.tables)).toHaveLength(5);
    expect(Object.keys(config.sources[0]?.files ?? {})).toHaveLength(5);
    expect(config.keyCommand).toBeDefined();
  });

  it("closes what it makes to everybody else, and leaves what was there as it was", async () => {
    const cwd = fresh();
    const { context } = fakeContext({ cwd, flags: { regione: "030", azienda: "301" } });
    await run(context);
    expect(mode(join(cwd, "sioc.toml"))).toBe(0o600);
    for (const folder of ["arrivo", "arrivo/301", "mappe", "chiavi", "uscita"])
      expect(mode(join(cwd, folder)), folder).toBe(0o700);
  });

  it("takes paths from the flags, as sioc.toml needs them", async () => {
    const cwd = fresh();
    const flags = {
      regione: "030",
      azienda: "301",
      files: "consegne/{azienda}_*.csv",
      "recipient-file": "chiavi/ministero.asc",
      "signer-key": "/etc/sioc/firma.pem",
      "signer-certificate": "/etc/sioc/firma.crt",
      "key-file": "chiavi/cuni.key",
      output: "pacchetti",
    };
    const result = await run(fakeContext({ cwd, flags }).context);
    const config = load(cwd);
    expect(config.get("recipient.file")).toBe(join(cwd, "chiavi", "ministero.asc"));
    expect(config.get("signer.key")).toBe("/etc/sioc/firma.pem");
    expect(config.get("output.folder")).toBe(join(cwd, "pacchetti"));
    expect(config.sources[0]?.files.ricoveri).toEqual([join(cwd, "consegne", "301_*.csv")]);
    expect(existsSync(join(cwd, "consegne"))).toBe(true);
    expect(result.summary["to_complete"]).toEqual([]);
    expect(readFileSync(join(cwd, "sioc.toml"), "utf8")).toContain('file = "chiavi/ministero.asc"');
  });

  it("takes answers from the environment too", async () => {
    const cwd = fresh();
    await run(fakeContext({ cwd, flags: { azienda: "301" }, env: { SIOC_REGIONE: "200" } }).context);
    expect(load(cwd).get("regione")).toBe("200");
  });

  it.each([
    { flags: { azienda: "301" }, code: "ANSWER_MISSING", why: "no region" },
    { flags: { regione: "030" }, code: "ANSWER_MISSING", why: "no azienda" },
    { flags: { regione: "30", azienda: "301" }, code: "SETTING_INVALID", why: "a lost zero" },
    { flags: { regione: "040", azienda: "301" }, code: "SETTING_INVALID", why: "040 is 041 and 042" },
    { flags: { regione: "030", azienda: "az nord" }, code: "SETTING_INVALID", why: "a space" },
    { flags: { regione: "030", azienda: "città" }, code: "SETTING_INVALID", why: "an accent" },
    { flags: { regione: "030", azienda: "../x" }, code: "SETTING_INVALID", why: "a code is a file name too" },
    {
      flags: { regione: "030", azienda: "301", files: "a/*.csv" },
      code: "SETTING_INVALID",
      why: "one for all",
    },
    {
      flags: { regione: "030", azienda: "301", files: "*/{azienda}/a.csv" },
      code: "SETTING_INVALID",
      why: "wildcards stand in the name only",
    },
  ])("refuses $why with $code and writes nothing", async ({ flags, code }) => {
    const cwd = fresh();
    expect(await codeOf(() => run(fakeContext({ cwd, flags }).context))).toBe(code);
    expect(existsSync(join(cwd, "sioc.toml"))).toBe(false);
    expect(existsSync(join(cwd, "arrivo"))).toBe(false);
  });

  it("does not replace a configuration without --force", async () => {
    const cwd = fresh();
    const flags = { regione: "030", azienda: "301" };
    writeFileSync(join(cwd, "sioc.toml"), "mine");
    expect(await codeOf(() => run(fakeContext({ cwd, flags }).context))).toBe("CONFIG_EXISTS");
    expect(readFileSync(join(cwd, "sioc.toml"), "utf8")).toBe("mine");
    await run(fakeContext({ cwd, flags: { ...flags, force: true } }).context);
    expect(load(cwd).get("regione")).toBe("030");
  });
});

describe("sioc init with questions", () => {
  it("asks only what flags did not say, and writes the answers", async () => {
    const cwd = fresh();
    prompts.select.mockResolvedValueOnce("050").mockResolvedValueOnce("en");
    prompts.input
      .mockResolvedValueOnce("501, 502; 501")
      .mockResolvedValueOnce("arrivo/{azienda}/*.csv")
      .mockResolvedValueOnce("chiavi/min.pem")
      .mockResolvedValueOnce("chiavi/firma.pem")
      .mockResolvedValueOnce("chiavi/firma.crt")
      .mockResolvedValueOnce("");
    const { context } = fakeContext({ cwd, canAsk: true, flags: { output: "out" } });
    const result = await run(context);
    const config = load(cwd);
    expect(config.get("regione")).toBe("050");
    expect(config.get("lang")).toBe("en");
    expect(config.sources.map(({ azienda }) => azienda)).toEqual(["501", "502"]);
    expect(config.get("signer.certificate")).toBe(join(cwd, "chiavi", "firma.crt"));
    expect(result.summary["to_complete"]).toEqual(["identity.key_file"]);
    const [regioni] = prompts.select.mock.calls[0] as [{ choices: { value: string; name: string }[] }];
    expect(regioni.choices).toHaveLength(21);
    expect(regioni.choices[2]).toEqual({ value: "030", name: "030  Lombardia" });
  });

  it("leaves without a trace on Ctrl-C", async () => {
    const cwd = fresh();
    prompts.select.mockRejectedValueOnce(Object.assign(new Error("left"), { name: "ExitPromptError" }));
    expect(await codeOf(() => run(fakeContext({ cwd, canAsk: true }).context))).toBe("INTERRUPTED");
    expect(existsSync(join(cwd, "sioc.toml"))).toBe(false);
  });
});
