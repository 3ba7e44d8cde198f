import { execFileSync, spawnSync } from "node:child_process";
import { appendFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { buildManifest, leggimi, type ManifestInput } from "../../src/bundle/index.ts";
import { LINGUE, textFor } from "../../src/text/index.ts";
import { ANA, cartella, input, NAME, RIC } from "./aiuti.ts";

function leggi(over: Partial<ManifestInput> = {}, lingua: "it" | "en" = "it"): string {
  return leggimi(buildManifest(input(over)), textFor(lingua));
}

const flat = (text: string): string => text.replace(/\s+/g, " ");

describe.each(LINGUE)("LEGGIMI.txt (%s)", (lingua) => {
  const text = leggi({}, lingua);

  it("says what to upload with which parameters, by when, what is inside", () => {
    for (const fact of [NAME, `${ANA}.gpg`, `${RIC}.gpg`, "GAF", "T1", "030", "15/05/2026", "14/06/2026"]) {
      expect(text).toContain(fact);
    }
    expect(text).toMatch(/1 ANA +1[.,]204 +1[.,]150 +49 +5/);
    expect(text).toMatch(/301 +1[.,]200 +1[.,]200/);
    expect(text).toContain("20/04/2026");
  });

  it("gives the commands that check it", () => {
    expect(text).toContain(`sioc verify ${NAME}`);
    expect(text).toContain("gpg --verify manifest.json.asc manifest.json");
    expect(text).toContain(`sha256sum ${ANA}.gpg`);
  });

  it("says how to tell sioc of the upload and of what comes back, then to delete", () => {
    for (const command of ["sioc sent 42 --id-upload 1=N,2=M", "sioc outcomes FILE", "sioc clean"])
      expect(text.split("\n")).toContain(`     ${command}`);
  });

  it("is plain UTF-8 text in lines of 78, whole, without trailing spaces or holes", () => {
    for (const line of text.split("\n")) {
      expect(line.length, line).toBeLessThanOrEqual(78);
      expect(line).toBe(line.trimEnd());
    }
    expect(text).not.toMatch(/\{\w+\}|undefined|\r|\n\n\n/);
    expect(text.endsWith("\n")).toBe(true);
  });

  it("gives the same bytes for the same manifest", () => {
    expect(leggi({}, lingua)).toBe(text);
  });
});

describe("what must not be missed", () => {
  it("shouts that the layout is a reconstruction, unless layout and schemas are official", () => {
    const layout = { version: "1.0", official: true, sha256: "b".repeat(64) };
    const xsd = input().xsd.map((x) => ({ ...x, official: true }));
    expect(leggi()).toContain("*** ATTENZIONE: TRACCIATO NON UFFICIALE ***");
    expect(leggi({ layout })).toContain("NON UFFICIALE");
    expect(leggi({ layout, xsd })).not.toContain("UFFICIALE");
    expect(leggi({ layout, xsd })).toContain("Tracciato ufficiale: 1.0.");
  });

  it("shouts that nobody signed, and gives no command for a signature that is not there", () => {
    const text = leggi({ signer: null });
    expect(text).toContain("*** ATTENZIONE: PACCHETTO NON FIRMATO ***");
    expect(text).not.toMatch(/gpg --verify|openssl/);
  });

  it("says who must upload when the signature is a person's (IF01), and how openssl checks it", () => {
    const text = leggi({ signer: { format: "cades", fingerprint: "AB".repeat(32) } });
    expect(flat(text)).toContain("IF01");
    expect(flat(text)).toContain("ABAB ABAB");
    expect(leggi()).not.toContain("IF01");
  });
});

describe("the commands for who has no sioc", () => {
  const openssl = spawnSync("openssl", ["version"]).status === 0 && process.platform !== "win32";

  it.skipIf(!openssl)(
    "openssl takes a true signature, refuses a changed manifest, shows the fingerprint",
    () => {
      const folder = cartella();
      const run = (command: string): string =>
        execFileSync("sh", ["-ec", command], { cwd: folder, encoding: "utf8" });
      writeFileSync(join(folder, "manifest.json"), "{}\n");
      run(
        "openssl req -x509 -newkey rsa:2048 -nodes -keyout k.pem -out c.pem -subj /CN=prova -days 2 2>/dev/null",
      );
      run(
        "openssl cms -sign -cades -binary -outform DER -in manifest.json -signer c.pem -inkey k.pem -out manifest.json.p7s",
      );
      const fingerprint = run("openssl x509 -in c.pem -noout -fingerprint -sha256").trim();
      const hex = fingerprint.replace(/.*=/, "").replaceAll(":", "");
      const text = leggi({ signer: { format: "cades", fingerprint: hex } });
      const commands = /^ {2}openssl cms[^]*?sha256$/m.exec(text)?.[0] ?? "false";
      expect(run(`exec 2>/dev/null; ${commands}`).trim()).toBe(fingerprint);
      expect(text.replace(/\s/g, "")).toContain(hex);
      appendFileSync(join(folder, "manifest.json"), " ");
      expect(() => run(`exec 2>/dev/null; ${commands}`)).toThrow();
    },
  );

  const gpg = spawnSync("gpg", ["--version"]).status === 0 && process.platform !== "win32";

  it.skipIf(!gpg)("gpg takes a true signature and refuses a changed manifest", () => {
    const folder = cartella();
    const env = { ...process.env, GNUPGHOME: folder };
    const run = (command: string): string =>
      execFileSync("sh", ["-ec", `exec 2>/dev/null; ${command}`], { cwd: folder, env, encoding: "utf8" });
    writeFileSync(join(folder, "manifest.json"), "{}\n");
    try {
      run("gpg --batch --passphrase '' --quick-generate-key prova ed25519 sign never");
      run("gpg --batch --detach-sign -o manifest.json.asc manifest.json");
      const command = /^ {2}gpg .*$/m.exec(leggi())?.[0] ?? "false";
      run(command);
      appendFileSync(join(folder, "manifest.json"), " ");
      expect(() => run(command)).toThrow();
    } finally {
      run("gpgconf --kill gpg-agent || true");
    }
  });
});
