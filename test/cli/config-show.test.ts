import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

import { run } from "../../src/cli/commands/config-show.ts";
import { SETTINGS } from "../../src/config/options.ts";
import { fakeContext, tempFolder } from "./helpers.ts";

const cwd = tempFolder();
const toml = `regione = "030"
[output]
folder = "fuori"
[identity]
key_command = ["pass", "show", "molto-segreto"]
[rules.severity]
OC-C-026 = "scarto"
[tables]
mra = "tabelle/mra.csv"
[[source]]
azienda = "301"
ricoveri = "arrivo/301/*.csv"
mapping = "mappe/301.toml"
`;
writeFileSync(join(cwd, "sioc.toml"), toml);

describe("sioc config show", () => {
  it("lists every setting once, and the origin in words with --origin", async () => {
    const flags = { origin: true, lang: "it" };
    const { lines } = await run(fakeContext({ cwd, flags, env: { SIOC_FAIL_ON: "never" } }).context);
    const rowOf = (key: string): string | undefined =>
      lines.find((line) => line.trim().startsWith(`${key} `));
    for (const { key } of SETTINGS) expect(rowOf(key), key).toBeDefined();
    expect(rowOf("regione")).toMatch(/030 +sioc\.toml$/);
    expect(rowOf("output.folder")).toMatch(/fuori +sioc\.toml$/);
    expect(rowOf("lang")).toMatch(/it +opzione --lang$/);
    expect(rowOf("rules.fail_on")).toMatch(/never +variabile SIOC_FAIL_ON$/);
    expect(rowOf("tipo")).toMatch(/auto +predefinito$/);
    expect(rowOf("periodo")).toMatch(/\(nessuno\) +–$/);
  });

  it("leaves the origin out without --origin", async () => {
    const { lines } = await run(fakeContext({ cwd, lang: "en" }).context);
    expect(lines.join("\n")).not.toContain("default");
    expect(lines.join("\n")).toContain("(none)");
  });

  it("lists sources, tables and severities", async () => {
    const { lines } = await run(fakeContext({ cwd }).context);
    const text = lines.join("\n");
    expect(text).toMatch(/301 +ricoveri +arrivo\/301\/\*\.csv +mappe\/301\.toml/);
    expect(text).toMatch(/mra +tabelle\/mra\.csv/);
    expect(text).toMatch(/OC-C-026 +scarto/);
  });

  it("shows of a command its program and no argument", async () => {
    const result = await run(fakeContext({ cwd }).context);
    expect(result.lines.join("\n")).toContain("pass (e 2 argomenti)");
    expect(JSON.stringify(result)).not.toContain("molto-segreto");
  });

  it("gives all of it to programs", async () => {
    const { data, summary } = await run(fakeContext({ cwd }).context);
    const { settings, sources } = data as { settings: { key: string }[]; sources: unknown[] };
    expect(settings).toHaveLength(SETTINGS.length);
    expect(settings[0]).toEqual({ key: "regione", value: "030", origin: "file" });
    expect(sources).toEqual([
      {
        azienda: "301",
        tipo: "auto",
        files: { ricoveri: ["arrivo/301/*.csv"] },
        mappings: { ricoveri: "mappe/301.toml" },
      },
    ]);
    expect(summary["file"]).toBe("sioc.toml");
  });

  it("tells where a database's address comes from, never the address", async () => {
    const folder = tempFolder();
    const secret = "postgres://sioc:molto-segreto@db.invalid/odc";
    writeFileSync(join(folder, "304.url"), secret, { mode: 0o600 });
    const source = [
      "[[source]]",
      'azienda = "304"',
      'tipo = "postgres"',
      'ricoveri = "sql/304.sql"',
      'connection = { url_file = "304.url", timeout = 60 }',
    ];
    writeFileSync(join(folder, "sioc.toml"), source.join("\n"));
    const result = await run(fakeContext({ cwd: folder }).context);
    expect(result.lines.join("\n")).toMatch(/postgres +url_file 304\.url/);
    expect(JSON.stringify(result)).not.toContain("molto-segreto");
  });

  it("says when there is no file", async () => {
    const { lines, next } = await run(fakeContext({ cwd: tempFolder() }).context);
    expect(lines[0]).toContain("Nessun sioc.toml");
    expect(next).toEqual(["sioc init"]);
  });
});
