import { mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";

import { run } from "../../src/cli/commands/keys-generate.ts";
import { envelopeOf, type Result } from "../../src/cli/result.ts";
import { loadConfig } from "../../src/config/config.ts";
import { sameFingerprint } from "../../src/crypto/index.ts";
import { loadKeys } from "../../src/pipeline/keys.ts";
import { textFor } from "../../src/text/index.ts";
import { codeOf, fakeContext, tempFolder, type Fake } from "./helpers.ts";

const cwd = tempFolder();
const folder = join(cwd, "chiavi", "prova");
let fake: Fake;
let result: Result;
beforeAll(async () => {
  fake = fakeContext({ cwd });
  result = await run(fake.context);
});

describe("sioc keys generate", () => {
  it("writes every kind of key, for their owner only", () => {
    expect(readdirSync(folder)).toHaveLength(9);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    for (const name of readdirSync(folder))
      expect(statSync(join(folder, name)).mode & 0o777, name).toBe(0o600);
  });

  it("says loudly that they are test keys, also with --quiet", async () => {
    expect(fake.err()).toContain("TEST - NON USARE");
    const quiet = fakeContext({ cwd: mkdtempSync(join(cwd, "q-")), flags: { quiet: true }, lang: "en" });
    await run(quiet.context);
    expect(quiet.err()).toContain("WARNING: test keys (TEST - NON USARE)");
  });

  it("prints lines that make prepare's keys load, pinned", async () => {
    const from = result.lines.indexOf("[recipient]");
    const toml = ['regione = "030"', ...result.lines.slice(from)].join("\n");
    writeFileSync(join(cwd, "sioc.toml"), toml);
    const config = loadConfig({ flags: {}, env: {}, cwd, text: textFor("it") });
    const keys = await loadKeys(config, fake.context.ambient());
    expect(keys.cuniCheck).toBe(result.summary["key_check"]);
    expect(sameFingerprint(config.get("recipient.fingerprint") ?? "", keys.recipient.fingerprint)).toBe(true);
    expect(keys.recipient.format).toBe("openpgp");
  });

  it("prints the CMS variant too, which works when its # are removed", async () => {
    const from = result.lines.findIndex((line) => line.startsWith("# [recipient]"));
    const identity = result.lines.slice(
      result.lines.indexOf("[identity]"),
      result.lines.indexOf("[identity]") + 3,
    );
    const cms = result.lines.slice(from).map((line) => line.replace(/^# /, ""));
    writeFileSync(join(cwd, "cms.toml"), [...cms, ...identity].join("\n"));
    const config = loadConfig({ flags: { config: "cms.toml" }, env: {}, cwd, text: textFor("it") });
    const keys = await loadKeys(config, fake.context.ambient());
    expect([keys.recipient.format, keys.signer?.format]).toEqual(["cms", "cades"]);
  });

  it("does not repeat headings sioc.toml already has: the setting is told with its section", async () => {
    const other = mkdtempSync(join(cwd, "h-"));
    writeFileSync(join(other, "sioc.toml"), "[recipient]\n\n[signer]\n\n[identity]\n");
    const { lines } = await run(fakeContext({ cwd: other }).context);
    expect(lines.filter((line) => /^(?:# )?\[/.test(line))).toEqual([]);
    expect(lines).toContain('sotto [recipient]: file = "chiavi/prova/destinatario-test.asc"');
    expect(lines).toContain('sotto [identity]: key_file = "chiavi/prova/cuni-test.key"');
  });

  it("shows nothing secret, on screen or in JSON", () => {
    const cuni = readFileSync(join(folder, "cuni-test.key"), "utf8").trim();
    const told =
      JSON.stringify(envelopeOf("keys-generate", result)) + fake.out() + fake.err() + result.lines.join();
    expect(told).not.toContain(cuni);
    expect(told).not.toContain("PRIVATE KEY");
    expect(told).not.toContain("PRVFRM80A01H501A");
  });

  it("does not replace keys without --force", async () => {
    const before = readFileSync(join(folder, "cuni-test.key"), "utf8");
    expect(await codeOf(() => run(fakeContext({ cwd }).context))).toBe("OUTPUT_EXISTS");
    expect(readFileSync(join(folder, "cuni-test.key"), "utf8")).toBe(before);
    const other = mkdtempSync(join(cwd, "f-"));
    await run(fakeContext({ cwd: other, flags: { folder: "." } }).context);
    await run(fakeContext({ cwd: other, flags: { folder: ".", force: true } }).context);
    expect(readFileSync(join(other, "cuni-test.key"), "utf8")).not.toBe(before);
  });
});
