import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { has, sioc, tempFolder, type Ran } from "./sioc.ts";

/** What a new user runs first, and its products in the hands of programs that are not ours. */
const folder = tempFolder();
afterAll(folder.remove);

const XSD = {
  1: resolve("xsd/ricostruzione-0.1/SIOC_1_Anagrafica.xsd"),
  2: resolve("xsd/ricostruzione-0.1/SIOC_2_Ricovero.xsd"),
};
const MARKER = "<!-- encrypted with MDS smime-encryptor -->";

function below(path: string): string[] {
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

function run(program: string, args: readonly string[], input?: Buffer): Buffer {
  return execFileSync(program, args, { input, stdio: ["pipe", "pipe", "ignore"], maxBuffer: 1 << 28 });
}

/** The XML must be valid for xmllint too, and hold as many records as the manifest says. */
function judge(xml: Buffer, dataset: 1 | 2, records: number): void {
  const path = join(folder.path, `judge-${dataset}.xml`);
  writeFileSync(path, xml);
  expect(xml.toString("utf8").split("<fls:Assistenza>").length - 1).toBe(records);
  if (has("xmllint")) run("xmllint", ["--noout", "--nonet", "--schema", XSD[dataset], path]);
}

interface Manifest {
  datasets: { dataset: 1 | 2; file: string; records: number }[];
}

describe.each(["openpgp", "cms"] as const)("sioc demo --format %s", (format) => {
  const home = join(folder.path, format);
  let ran: Ran;
  let bundle: string;
  let manifest: Manifest;

  beforeAll(async () => {
    mkdirSync(home);
    ran = await sioc(["demo", "--format", format], home);
    const out = join(home, "sioc-demo", "uscita");
    bundle = join(out, readdirSync(out).find((name) => /^SIOC_.*\d$/.test(name)) ?? "?");
    manifest = JSON.parse(readFileSync(join(bundle, "manifest.json"), "utf8")) as Manifest;
  });

  it("makes a bundle, says what was left out, and says what to do next", () => {
    expect(ran.code).toBe(0);
    expect(ran.stdout).toContain(
      "Pacchetto riletto, decifrato con la chiave di prova e riconvalidato: integro.",
    );
    expect(ran.stdout).toContain("RICOSTRUZIONE");
    expect(ran.stderr).toContain("sioc verify");
  });

  it("says in one line each what the five aziende sent", () => {
    for (const line of [
      "  101  gestionale, CSV Windows-1252: arrivo/azienda-101/ricoveri.csv",
      "  102  Excel (.xlsx), zeri persi: arrivo/azienda-102/ricoveri.xlsx",
      "  103  copia di PostgreSQL (pg_dump), cinque tabelle: arrivo/azienda-103/dump.sql",
      "  104  copia di MariaDB (mariadb-dump), una tabella: arrivo/azienda-104/ricoveri.sql",
      "  105  cinque file separati: arrivo/azienda-105/*",
    ])
      expect(ran.stderr.split("\n")).toContain(line);
  });

  it("finds every planted error in its file, line and row", () => {
    const { attesi } = JSON.parse(readFileSync(join(home, "sioc-demo", "arrivo", "attesi.json"), "utf8")) as {
      attesi: { file: string; line: number; posto?: number; code: string }[];
    };
    const controlli = join(home, "sioc-demo", "uscita", "controlli");
    const findings = join(controlli, readdirSync(controlli)[0] ?? "?", "findings.ndjson");
    const found = readFileSync(findings, "utf8")
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as { azienda: string; riga: number; posto?: number; code: string })
      .map(({ azienda, riga, posto, code }) => `${azienda} ${riga}/${posto ?? ""} ${code}`);
    const wanted = attesi.map(
      ({ file, line, posto, code }) => `${/\d+/.exec(file)?.[0] ?? "?"} ${line}/${posto ?? ""} ${code}`,
    );
    expect(wanted.length).toBeGreaterThanOrEqual(24);
    expect(wanted.filter((one) => !found.includes(one))).toEqual([]);
  });

  it("writes every file for its owner only", () => {
    if (process.platform === "win32") return;
    for (const path of below(join(home, "sioc-demo", "uscita"))) {
      expect([path, statSync(path).mode & 0o777]).toEqual([path, 0o600]);
      expect(statSync(join(path, "..")).mode & 0o777).toBe(0o700);
    }
  });

  it("answers verify with the commands it proposed", async () => {
    const [line = ""] = /sioc verify .*/.exec(ran.stderr) ?? [];
    const verified = await sioc(line.split(" ").slice(1), home);
    expect([verified.code, verified.stderr]).toEqual([0, ""]);
    expect(verified.stdout).not.toMatch(/ERRORE|saltato/);
  });

  it.skipIf(!has("unzip", ["-v"]))("gives unzip a sound archive with the same files", () => {
    run("unzip", ["-tq", `${bundle}.zip`]);
    const names = run("unzip", ["-Z1", `${bundle}.zip`])
      .toString()
      .trim()
      .split("\n")
      .map((name) => name.replace(/.*\//, ""))
      .filter(Boolean);
    expect(names.sort()).toEqual(readdirSync(bundle).sort());
  });

  it.skipIf(format !== "openpgp" || !has("gpg"))("is opened and verified by gpg", () => {
    const gnupg = join(home, "gnupg");
    mkdirSync(gnupg);
    chmodSync(gnupg, 0o700);
    const gpg = (...args: string[]): Buffer =>
      run("gpg", ["--homedir", gnupg, "--batch", "--quiet", "--trust-model", "always", ...args]);
    const keys = join(home, "sioc-demo", "chiavi");
    gpg("--import", join(keys, "destinatario-test-privata.asc"), join(keys, "firmatario-test.asc"));
    for (const { file, dataset, records } of manifest.datasets) {
      const status = run("gpg", [
        "--homedir",
        gnupg,
        "--batch",
        "--quiet",
        "--trust-model",
        "always",
        "--status-fd",
        "1",
        "--output",
        join(home, `${file}.xml`),
        "--decrypt",
        join(bundle, file),
      ]).toString();
      expect(status).toMatch(/GOODSIG/);
      judge(readFileSync(join(home, `${file}.xml`)), dataset, records);
    }
    gpg("--verify", join(bundle, "manifest.json.asc"), join(bundle, "manifest.json"));
  });

  it.skipIf(format !== "cms" || !has("openssl", ["version"]))(
    "is opened, cut and verified by openssl",
    () => {
      const keys = join(home, "sioc-demo", "chiavi");
      for (const { file, dataset, records } of manifest.datasets) {
        const der = Buffer.from(readFileSync(join(bundle, file), "latin1").replace(/\s/g, ""), "base64");
        const body = run(
          "openssl",
          ["cms", "-decrypt", "-inform", "DER", "-inkey", join(keys, "destinatario-test-privata.pem")],
          der,
        );
        const signed = body.subarray(body.indexOf(MARKER) + MARKER.length);
        judge(
          run(
            "openssl",
            [
              "cms",
              "-verify",
              "-cades",
              "-inform",
              "DER",
              "-CAfile",
              join(keys, "firmatario-test.pem"),
              "-purpose",
              "any",
            ],
            signed,
          ),
          dataset,
          records,
        );
      }
      run("openssl", [
        "cms",
        "-verify",
        "-cades",
        "-binary",
        "-inform",
        "DER",
        "-in",
        join(bundle, "manifest.json.p7s"),
        "-content",
        join(bundle, "manifest.json"),
        "-CAfile",
        join(keys, "firmatario-test.pem"),
        "-purpose",
        "any",
      ]);
    },
  );

  it("is not held up by a manifest that declares fewer or absurdly many records", async () => {
    const path = join(bundle, "manifest.json");
    const sound = readFileSync(path, "utf8");
    const key = join(
      home,
      "sioc-demo",
      "chiavi",
      `destinatario-test-privata.${format === "openpgp" ? "asc" : "pem"}`,
    );
    for (const records of ["1", "9000000000000"]) {
      writeFileSync(path, sound.replaceAll(/"records": \d+/g, `"records": ${records}`));
      expect((await sioc(["verify", bundle, "--decrypt-key", key], home)).code).toBe(1);
    }
    writeFileSync(path, sound);
  });

  it("notices any change of one byte", async () => {
    const victim = join(bundle, manifest.datasets[0]?.file ?? "");
    const bytes = readFileSync(victim);
    for (const at of [0, Math.floor(bytes.length / 2), bytes.length - 1]) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      writeFileSync(victim, changed);
      expect((await sioc(["verify", bundle], home)).code).toBe(1);
    }
    writeFileSync(victim, bytes);
    expect((await sioc(["verify", bundle], home)).code).toBe(0);
  });
});
