import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";

import { run as generate } from "../../src/cli/commands/keys-generate.ts";
import { run } from "../../src/cli/commands/keys-show.ts";
import { envelopeOf } from "../../src/cli/result.ts";
import { keyCheckValue, parseChiave } from "../../src/identity/index.ts";
import { fakeContext, tempFolder } from "./helpers.ts";

const cwd = tempFolder();
const at = (name: string): string => join("chiavi", "prova", name);
beforeAll(async () => {
  await generate(fakeContext({ cwd }).context);
});

describe("sioc keys show", () => {
  it("shows fingerprint, validity and the test mark of a public key", async () => {
    const { lines } = await run(fakeContext({ cwd }).context, [at("destinatario-test.pem")]);
    const text = lines.join("\n");
    expect(lines[0]).toBe(at("destinatario-test.pem"));
    expect(text).toMatch(/impronta +([0-9A-F]{4} ){15}[0-9A-F]{4}\n/);
    expect(text).toContain("dal 21/11/2026 al 20/11/2028: ancora 729 giorni");
    expect(text).toContain("TEST - NON USARE: chiave di prova");
  });

  it("says that a key is over", async () => {
    const { context } = fakeContext({ cwd, today: "2029-01-01", lang: "en" });
    const { lines } = await run(context, [at("destinatario-test.asc")]);
    expect(lines.join("\n")).toMatch(/EXPIRED 42 days ago/);
  });

  it("shows the CUNI key by its check value only", async () => {
    const secret = readFileSync(join(cwd, at("cuni-test.key")), "utf8").trim();
    const fake = fakeContext({ cwd });
    const result = await run(fake.context, [at("cuni-test.key")]);
    const told = JSON.stringify(envelopeOf("keys-show", result)) + result.lines.join("\n");
    expect(told).toContain(keyCheckValue(parseChiave(secret)));
    expect(told).not.toContain(secret);
    expect(told).not.toContain(secret.slice(0, 16));
  });

  it("never shows the codice fiscale of a signer's certificate", async () => {
    const result = await run(fakeContext({ cwd }).context, [at("firmatario-test.pem")]);
    expect(JSON.stringify(result)).not.toContain("PRVFRM80A01H501A");
  });

  it("goes through the keys of the configuration, each with the setting that names it", async () => {
    const toml = [
      "[recipient]",
      'file = "chiavi/prova/destinatario-test.asc"',
      "[signer]",
      'key = "chiavi/prova/firmatario-test-privata.pem"',
      'certificate = "chiavi/prova/firmatario-test.pem"',
      "[identity]",
      'key_file = "chiavi/prova/cuni-test.key"',
    ];
    writeFileSync(join(cwd, "sioc.toml"), toml.join("\n"));
    const { data } = await run(fakeContext({ cwd }).context, []);
    const { keys } = data as { keys: { setting: string; kind: string; test: boolean }[] };
    expect(keys.map(({ setting, kind }) => [setting, kind])).toEqual([
      ["recipient.file", "openpgp-public"],
      ["signer.key", "private-key"],
      ["signer.certificate", "certificate"],
      ["identity.key_file", "cuni"],
    ]);
    expect(keys.every(({ test }) => test)).toBe(true);
  });

  it("tells a bad file on stderr, shows the others, and ends with 21", async () => {
    const open = join(cwd, at("cuni-aperta.key"));
    writeFileSync(open, "ab".repeat(32));
    chmodSync(open, 0o644);
    const fake = fakeContext({ cwd });
    const result = await run(fake.context, [open, "manca.asc", at("firmatario-test.asc")]);
    expect(result.exit).toBe(21);
    expect(fake.err()).toContain("KEY_PERMISSIONS");
    expect(fake.err()).toContain("KEY_MISSING");
    expect(result.summary).toEqual({ keys: 1, failed: 2 });
  });

  it("says what to do when there is no key at all", async () => {
    const empty = tempFolder();
    const { lines, next } = await run(fakeContext({ cwd: empty, lang: "en" }).context, []);
    expect(lines).toEqual(["No key in the configuration, and no file named."]);
    expect(next).toContain("sioc keys generate");
  });
});
