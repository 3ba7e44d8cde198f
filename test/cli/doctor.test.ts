import {
  chmodSync,
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

import { examine } from "../../src/cli/commands/doctor.ts";
import { run as generateKeys } from "../../src/cli/commands/keys-generate.ts";
import { run as init } from "../../src/cli/commands/init.ts";
import type { Machine } from "../../src/cli/doctor/index.ts";
import { envelopeOf, type Result } from "../../src/cli/result.ts";
import { EXIT } from "../../src/core/errors.ts";
import { CARTELLA_PREDEFINITA } from "../../src/tracciato/index.ts";
import { fakeContext, tempFolder, type FakeOptions } from "./helpers.ts";

const root = tempFolder();
const fresh = (): string => mkdtempSync(join(root, "d-"));
const MACHINE: Machine = { node: "24.4.0", platform: "linux", umask: 0o022, timeZone: "Europe/Rome" };

interface Row {
  readonly name: string;
  readonly status: string;
  readonly observed: string;
  readonly remedy: string | null;
  readonly code?: string;
}

async function doctor(options: FakeOptions, machine: Partial<Machine> = {}) {
  const result = await examine(fakeContext(options).context, { ...MACHINE, ...machine });
  const rows = result.data as Row[];
  const of = (name: string): Row => {
    const row = rows.find((one) => one.name === name);
    if (!row) throw new Error(`no check ${name} among ${rows.map((r) => r.name).join(" ")}`);
    return row;
  };
  return { result, rows, of };
}

/** A region's folder as init and `keys generate` leave it, with keys pasted in. */
async function settled(): Promise<string> {
  const cwd = fresh();
  const keys = await generateKeys(fakeContext({ cwd }).context);
  const lines = keys.lines.slice(keys.lines.indexOf("[recipient]"));
  const toml = [
    'regione = "030"',
    ...lines,
    "[[source]]",
    'azienda = "301"',
    'ricoveri = "arrivo/*.csv"',
    "",
  ];
  writeFileSync(join(cwd, "sioc.toml"), toml.join("\n"), { mode: 0o600 });
  mkdirSync(join(cwd, "arrivo"), { mode: 0o700 });
  mkdirSync(join(cwd, "uscita"), { mode: 0o700 });
  writeFileSync(join(cwd, "arrivo", "a.csv"), "num_ric;cod_ident\n1;RSSMRA80A01H501U\n");
  return cwd;
}

const snapshot = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .sort()
    .map((name) => `${name} ${statSync(join(folder, name)).mtimeMs} ${statSync(join(folder, name)).mode}`);

describe("sioc doctor, check by check", () => {
  it("is content with a settled folder: warnings, exit 0, a remedy for each", async () => {
    const cwd = await settled();
    const before = snapshot(cwd);
    const { result, rows, of } = await doctor({ cwd });
    expect(result.exit).toBe(0);
    expect(rows.filter(({ status }) => status === "errore")).toEqual([]);
    for (const row of rows) expect(row.remedy === null, row.name).toBe(row.status !== "avviso");
    expect(of("config")).toMatchObject({ status: "ok" });
    expect(of("config").observed).toBe("sioc.toml, regione 030, aziende: 1");
    expect(of("cuni-key").status).toBe("ok");
    expect(of("cuni-self-test").status).toBe("ok");
    expect(of("cuni-anonymous").observed).toContain("non torna");
    expect(of("recipient").remedy).toContain("PROVA");
    expect(of("source-301").observed).toMatch(/^1 file/);
    expect(of("folder-output").observed).toBe("uscita, permessi 0700");
    expect(of("disk").observed).toMatch(/GB liberi/);
    expect(snapshot(cwd), "read-only").toEqual(before);
  });

  it("says loudly that the layout is a reconstruction, and not when it is official", async () => {
    const cwd = await settled();
    const layout = (await doctor({ cwd })).of("layout");
    expect(layout.status).toBe("avviso");
    expect(layout.observed).toContain("RICOSTRUZIONE, NON pubblicata dal Ministero");
    const folder = join(cwd, "ufficiale");
    cpSync(CARTELLA_PREDEFINITA, folder, { recursive: true });
    const toml = join(folder, "layout.toml");
    const { readFileSync } = await import("node:fs");
    writeFileSync(toml, readFileSync(toml, "utf8").replace(/^ufficiale = false/m, "ufficiale = true"));
    const { of } = await doctor({ cwd, flags: { schema: folder }, lang: "en" });
    expect(of("layout").status).toBe("ok");
    expect(of("layout").observed).toContain("official, ufficiale");
    expect(of("xsd-1").observed).toMatch(/compiles, official \(sha256 [0-9a-f]{12}…\)/);
  });

  it("finds a broken schema, and goes on", async () => {
    const cwd = await settled();
    const folder = join(cwd, "rotto");
    cpSync(CARTELLA_PREDEFINITA, folder, { recursive: true });
    writeFileSync(join(folder, "SIOC_2_Ricovero.xsd"), "<xs:schema");
    const { of, result } = await doctor({ cwd, flags: { schema: folder } });
    expect(of("xsd-1").status).toBe("ok");
    expect(of("xsd-2")).toMatchObject({ status: "errore", code: "SCHEMA_INVALID" });
    expect(of("umask").status).toBe("ok");
    expect(result.exit).toBe(2);
  });

  it("without sioc.toml warns and says how to begin", async () => {
    const { of, result } = await doctor({ cwd: fresh() });
    expect(of("config")).toMatchObject({ status: "avviso", remedy: "crearlo con: sioc init" });
    expect(of("sources").status).toBe("saltato");
    expect(result.exit).toBe(0);
    expect(result.next[0]).toBe("sioc init");
  });

  it("with a wrong sioc.toml tells every mistake, skips what hangs on it, ends with 2", async () => {
    const cwd = fresh();
    writeFileSync(join(cwd, "sioc.toml"), 'regone = "030"\n[output]\nmax_records = "tanti"\n');
    const { of, result } = await doctor({ cwd });
    expect(of("config")).toMatchObject({ status: "errore", code: "CONFIG_INVALID" });
    expect(of("config").observed).toMatch(/regone[\s\S]*max_records/);
    for (const name of ["recipient", "cuni-key", "signer", "sources", "tables", "disk"])
      expect(of(name).status, name).toBe("saltato");
    expect(of("layout").status).toBe("avviso");
    expect(result.exit).toBe(2);
    expect(result.next).toContain("sioc explain CONFIG_INVALID");
  });

  it.each([
    {
      why: "a severity that may not change",
      toml: '[rules.severity]\nOC-F-014 = "segnalazione"\n',
      code: "CONFIG_INVALID",
    },
    {
      why: "a rule that does not exist",
      toml: '[rules.severity]\nOC-Z-999 = "scarto"\n',
      code: "CONFIG_INVALID",
    },
    { why: "file names with a stray brace", toml: '[output]\nnames = "{boh}.xml"\n', code: "CONFIG_INVALID" },
    {
      why: "an Id_Rec template without a person",
      toml: '[identity]\nid_rec = "{cod_reg}"\n',
      code: "ID_REC_TEMPLATE",
    },
  ])("finds $why before a run does", async ({ toml, code }) => {
    const cwd = fresh();
    writeFileSync(join(cwd, "sioc.toml"), toml);
    expect((await doctor({ cwd })).of("config")).toMatchObject({ status: "errore", code });
  });

  it("ends with the worst of several errors: keys (21) over configuration (2)", async () => {
    const cwd = await settled();
    chmodSync(join(cwd, "chiavi", "prova", "cuni-test.key"), 0o644);
    const { of, result } = await doctor({ cwd, flags: { schema: join(cwd, "manca") } });
    expect(of("layout")).toMatchObject({ status: "errore", code: "LAYOUT_INVALID" });
    expect(of("cuni-key")).toMatchObject({ status: "errore", code: "KEY_PERMISSIONS" });
    expect(of("cuni-key").remedy).toContain("chmod 600");
    expect(of("cuni-anonymous").status).toBe("saltato");
    expect(result.exit).toBe(21);
  });

  it("finds an expired recipient, and a fingerprint that is not the pinned one", async () => {
    const cwd = await settled();
    const late = await doctor({ cwd, today: "2029-06-01" });
    expect(late.of("recipient")).toMatchObject({ status: "errore", code: "KEY_EXPIRED" });
    expect(late.of("signer")).toMatchObject({ status: "errore", code: "KEY_EXPIRED" });
    const pin = await doctor({ cwd, flags: { "recipient-fingerprint": "AB".repeat(20) } });
    expect(pin.of("recipient")).toMatchObject({ status: "errore", code: "KEY_PIN_DIFFERS" });
  });

  it("asks for no passphrase: a locked key is told, and is no error", async () => {
    const cwd = await settled();
    const { generateKey } = await import("openpgp");
    const { privateKey } = await generateKey({
      type: "ecc",
      curve: "ed25519Legacy",
      userIDs: [{ name: "Firma" }],
      date: new Date("2026-01-01"),
      passphrase: "frase",
    });
    writeFileSync(join(cwd, "chiusa.asc"), privateKey, { mode: 0o600 });
    const { of } = await doctor({ cwd, canAsk: true, flags: { "signer-key": join(cwd, "chiusa.asc") } });
    expect(of("signer")).toMatchObject({ status: "avviso" });
    expect(of("signer").remedy).toContain("signer.passphrase_file");
  });

  it("sees files that have not arrived and mappings that are not there", async () => {
    const cwd = fresh();
    await init(fakeContext({ cwd, flags: { regione: "030", azienda: "301" } }).context);
    const { of, result } = await doctor({ cwd });
    expect(of("source-301")).toMatchObject({ status: "avviso", observed: "nessun file, per ora" });
    expect(of("mapping-301").remedy).toBe(
      "farsela proporre: sioc map arrivo/301/FILE.csv --write mappe/301.toml",
    );
    expect(result.next).toEqual([
      "sioc map arrivo/301/FILE.csv --write mappe/301.toml",
      "sioc keys generate",
      "sioc validate",
    ]);
  });

  it("finds a mapping that is wrong", async () => {
    const cwd = await settled();
    const toml = join(cwd, "sioc.toml");
    const { appendFileSync } = await import("node:fs");
    appendFileSync(toml, 'mapping = "mappa.toml"\n');
    writeFileSync(join(cwd, "mappa.toml"), '[columns]\ndata_ammissione = "X"\n');
    expect((await doctor({ cwd })).of("mapping-301")).toMatchObject({
      status: "errore",
      code: "MAPPING_INVALID",
    });
  });

  it("counts the rows of tables, and names the rules that wait for the others", async () => {
    const cwd = fresh();
    writeFileSync(
      join(cwd, "mra.csv"),
      "cod_reg;cod_asl;valido_dal\n030;301;2026-01-01\n030;302;2026-07-01\n",
    );
    writeFileSync(join(cwd, "comuni.csv"), "codice\n015146\n");
    writeFileSync(join(cwd, "sioc.toml"), '[tables]\nmra = "mra.csv"\ncomuni = "comuni.csv"\n');
    const { of, result } = await doctor({ cwd });
    expect(of("table-mra").observed).toBe("2 righe, l'ultima valida dal 01/07/2026");
    expect(of("table-comuni")).toMatchObject({ status: "errore" });
    expect(of("table-icd9cm")).toMatchObject({ status: "saltato" });
    expect(of("table-icd9cm").observed).toContain("OC-D-013");
    expect(result.exit).toBeGreaterThan(0);
  });

  it("warns of folders and of a configuration others can reach", async () => {
    const cwd = await settled();
    chmodSync(join(cwd, "uscita"), 0o755);
    chmodSync(join(cwd, "sioc.toml"), 0o666);
    const { of, result } = await doctor({ cwd });
    expect(of("folder-output")).toMatchObject({ status: "avviso", remedy: "chmod 700 uscita" });
    expect(of("config").remedy).toContain("chmod 600 sioc.toml");
    expect(result.exit).toBe(0);
  });

  it("finds an output folder that is a file", async () => {
    const cwd = await settled();
    const { of } = await doctor({ cwd, flags: { output: join(cwd, "sioc.toml") } });
    expect(of("folder-output")).toMatchObject({ status: "errore", code: "OUTPUT_UNWRITABLE" });
  });

  it.each([
    { node: "18.20.0", status: "avviso", why: "too old" },
    { node: "20.18.3", status: "avviso", why: "just too old" },
    { node: "20.19.0", status: "avviso", why: "runs, but its support is over" },
    { node: "22.12.0", status: "ok", why: "supported" },
    { node: "23.1.0", status: "avviso", why: "odd" },
    { node: "24.4.0", status: "ok", why: "supported" },
  ])("says $status of Node $node: $why", async ({ node, status }) => {
    expect((await doctor({ cwd: fresh() }, { node })).of("node").status).toBe(status);
  });

  it("gives a slow clock away by files from the future", async () => {
    const cwd = await settled();
    const { of } = await doctor({ cwd, today: null });
    expect(of("clock").status).toBe("ok");
    const ahead = Date.now() / 1000 + 10 * 86_400;
    utimesSync(join(cwd, "arrivo", "a.csv"), ahead, ahead);
    expect((await doctor({ cwd, today: null })).of("clock").status).toBe("avviso");
    expect((await doctor({ cwd, today: "2026-01-01" })).of("clock").status).toBe("saltato");
  });

  it("warns of a umask that shuts the owner out", async () => {
    expect((await doctor({ cwd: fresh() }, { umask: 0o077 })).of("umask").status).toBe("ok");
    expect((await doctor({ cwd: fresh() }, { umask: 0o277 })).of("umask").status).toBe("avviso");
    expect((await doctor({ cwd: fresh() }, { platform: "win32" })).of("umask").status).toBe("saltato");
  });
});

describe("sioc doctor, as it is told", () => {
  const told = (result: Result): string =>
    JSON.stringify(envelopeOf("doctor", result)) + result.lines.join("\n");

  it("says the status in words, coloured only when asked", async () => {
    const cwd = await settled();
    const plain = await examine(fakeContext({ cwd }).context, MACHINE);
    expect(plain.lines[0]).toMatch(/^OK +Node\.js +24\.4\.0/);
    expect(plain.lines.join("")).not.toContain("\u001b");
    const coloured = await examine(fakeContext({ cwd, color: true, lang: "en" }).context, MACHINE);
    expect(coloured.lines.join("\n")).toContain("\u001b[33mWARNING\u001b[39m");
    expect(coloured.lines.map((line) => line.replace(/\u001b\[\d+m/g, "").length)).toEqual(
      (await examine(fakeContext({ cwd, lang: "en" }).context, MACHINE)).lines.map((line) => line.length),
    );
  });

  it.each(["it", "en"] as const)("leaves no placeholder open, in %s", async (lang) => {
    const { result } = await doctor({ cwd: await settled(), lang });
    expect(told(result)).not.toMatch(/\{\w+\}/);
  });

  it("is redacted from birth: no key, no cell, no codice fiscale in a name", async () => {
    const cwd = await settled();
    copyFileSync(join(cwd, "arrivo", "a.csv"), join(cwd, "arrivo", "RSSMRA80A01H501U.csv"));
    writeFileSync(join(cwd, "sioc.toml"), 'regione = "030"\n[recipient]\nfile = "RSSMRA80A01H501U.asc"\n');
    const { result, of } = await doctor({ cwd });
    expect(of("recipient")).toMatchObject({ status: "errore", code: "KEY_MISSING" });
    expect(told(result)).not.toContain("RSSMRA80A01H501U");
  });
});

describe("databases", () => {
  function withUrl(url: string, mode: number): string {
    const cwd = fresh();
    writeFileSync(join(cwd, "304.url"), url, { mode });
    const toml = [
      'regione = "030"',
      "[[source]]",
      'azienda = "304"',
      'tipo = "postgres"',
      'ricoveri = "304.sql"',
      'connection = { url_file = "304.url" }',
    ];
    writeFileSync(join(cwd, "sioc.toml"), toml.join("\n"));
    return cwd;
  }
  // Port 1 of this machine: nobody answers there.
  const NOBODY = "postgres://sioc:segreta@127.0.0.1:1/odc?sslmode=disable";

  it("are not tried without --online, but a file open to others is told", async () => {
    const { of } = await doctor({ cwd: withUrl(NOBODY, 0o600) });
    expect(of("database-304")).toMatchObject({ status: "saltato" });
    expect(of("database-304").observed).toContain("--online");
    const open = await doctor({ cwd: withUrl(NOBODY, 0o644) });
    expect(open.of("database-304")).toMatchObject({ status: "errore", code: "KEY_PERMISSIONS" });
  });

  it("are tried with --online, and the password is on no screen", async () => {
    const { of, result } = await doctor({ cwd: withUrl(NOBODY, 0o600), flags: { online: true } });
    expect(of("database-304")).toMatchObject({ status: "errore", code: "DB_CONNECT" });
    expect(result.exit).toBe(EXIT.network);
    expect(JSON.stringify(result)).not.toContain("segreta");
  });
});
