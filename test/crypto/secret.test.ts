import { execFileSync } from "node:child_process";
import { chownSync, mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

import { SiocError } from "../../src/core/errors.ts";
import { readKeyFile, readPublicFile, readSecret, type SecretSource } from "../../src/crypto/secret.ts";
import { codeOf, failure, folder } from "./helpers.ts";

const room = folder();
const posix = process.platform !== "win32";
const SECRET = "parola d'ordine segreta";
const deps = { prompt: (question: string) => Promise.resolve(`risposta a ${question}`) };
const node = (script: string): SecretSource => ({ command: [process.execPath, "-e", script] });

function thrown(action: () => unknown): SiocError {
  try {
    action();
  } catch (error) {
    if (error instanceof SiocError) return error;
    throw error;
  }
  throw new Error("nothing thrown");
}

describe("readSecret", () => {
  it.each([
    ["a file", { file: room.write("a", `${SECRET}\n`) }],
    ["a file with CR LF and more lines", { file: room.write("b", `${SECRET}\r\ncommento\r\n`) }],
    ["a file without line end", { file: room.write("c", SECRET) }],
    ["a command", node(`console.log(${JSON.stringify(SECRET)}); console.log("altro")`)],
  ] as const)("takes the first line of %s", async (_, source) => {
    expect(await readSecret(source, deps)).toBe(SECRET);
  });

  it("asks the question", async () => {
    expect(await readSecret({ prompt: "frase?" }, deps)).toBe("risposta a frase?");
  });

  it.each([
    ["empty file", { file: room.write("d", "\n") }, "SECRET_EMPTY"],
    ["missing file", { file: join(room.path, "niente") }, "KEY_MISSING"],
    ["silent command", node(""), "SECRET_EMPTY"],
    ["command that does not exist", { command: [join(room.path, "niente")] }, "SECRET_COMMAND"],
    ["no command at all", { command: [] }, "SECRET_COMMAND"],
  ] as const)("refuses: %s", async (_, source, code) => {
    expect(await codeOf(readSecret(source, deps))).toBe(code);
  });

  it("gives the status of a command that fails, and nothing of what it printed", async () => {
    const error = await failure(
      readSecret(node(`console.log("${SECRET}"); console.error("${SECRET}"); process.exit(3)`), deps),
    );
    expect(error).toMatchObject({ code: "SECRET_COMMAND", data: { status: 3 } });
    expect(
      JSON.stringify(error.data) + error.message + String(error.cause) + (error.stack ?? ""),
    ).not.toContain("parola");
  });

  it("stops a command that does not end", async () => {
    const error = await failure(readSecret(node("setInterval(() => {}, 1000)"), { ...deps, timeoutMs: 300 }));
    expect(error).toMatchObject({ code: "SECRET_COMMAND", data: { status: "timeout" } });
  });

  it("uses no shell", async () => {
    const marker = "$(echo ciao) ; `echo ciao`";
    const source = { command: [process.execPath, "-e", "console.log(process.argv[1])", marker] };
    expect(await readSecret(source, deps)).toBe(marker);
  });
});

describe.skipIf(!posix)("readKeyFile", () => {
  it.each([0o400, 0o600])("reads a file of mode %o", (mode) => {
    expect(readKeyFile(room.write(`m${mode}`, "x", mode)).toString()).toBe("x");
  });

  it.each([0o640, 0o604, 0o620, 0o666, 0o610])("refuses mode %o with the command to close it", (mode) => {
    const error = thrown(() => readKeyFile(room.write(`m${mode}`, "x", mode)));
    expect(error).toMatchObject({ code: "KEY_PERMISSIONS", data: { mode: `0${mode.toString(8)}` } });
    expect(error.data["command"]).toMatch(/^chmod 600 \//);
  });

  it("refuses a folder, a link, a pipe, an empty file", () => {
    mkdirSync(join(room.path, "cartella"));
    symlinkSync(room.write("vero", "x"), join(room.path, "link"));
    execFileSync("mkfifo", ["-m", "600", join(room.path, "pipe")]);
    expect(thrown(() => readKeyFile(join(room.path, "cartella"))).code).toBe("KEY_NOT_A_FILE");
    expect(thrown(() => readKeyFile(join(room.path, "link"))).code).toBe("KEY_NOT_A_FILE");
    expect(thrown(() => readKeyFile(join(room.path, "pipe"))).code).toBe("KEY_NOT_A_FILE");
    expect(thrown(() => readKeyFile(room.write("vuoto", ""))).code).toBe("KEY_UNRECOGNISED");
  });

  it("refuses a file of somebody else, accepts root's", () => {
    const file = room.write("altri", "x");
    const mine = process.geteuid?.() ?? -1;
    const stranger = { platform: process.platform, uid: mine + 1 };
    if (mine !== 0) {
      expect(thrown(() => readKeyFile(file, stranger)).code).toBe("KEY_OWNER");
      return;
    }
    expect(readKeyFile(file, stranger).toString()).toBe("x");
    chownSync(file, 12_345, 12_345);
    expect(thrown(() => readKeyFile(file)).code).toBe("KEY_OWNER");
  });

  it("skips owner and mode on Windows, not the link", () => {
    const windows = { platform: "win32", uid: undefined } as const;
    expect(readKeyFile(room.write("aperto", "x", 0o644), windows).toString()).toBe("x");
    const link = join(room.path, "link2");
    symlinkSync(room.write("vero2", "x"), link);
    expect(thrown(() => readKeyFile(link, windows)).code).toBe("KEY_NOT_A_FILE");
  });

  it("names the file by its base name, made safe", () => {
    const error = thrown(() => readKeyFile(join(room.path, "chiave\u001b[31m RSSMRA80A01H501U.pem")));
    expect(JSON.stringify(error.data)).not.toMatch(/RSSMRA80A01H501U|\\u001b|sioc-crypto-/);
  });
});

describe("readPublicFile", () => {
  it("takes any mode, and follows a link", () => {
    const file = room.write("pubblica", "x", 0o644);
    expect(readPublicFile(file).toString()).toBe("x");
    if (!posix) return;
    symlinkSync(file, join(room.path, "link3"));
    expect(readPublicFile(join(room.path, "link3")).toString()).toBe("x");
  });

  it("refuses a folder, a missing file, and what is over 1 MiB", () => {
    expect(thrown(() => readPublicFile(room.path)).code).toBe("KEY_NOT_A_FILE");
    expect(thrown(() => readPublicFile(join(room.path, "niente"))).code).toBe("KEY_MISSING");
    expect(thrown(() => readPublicFile(room.write("grande", Buffer.alloc(1024 * 1024 + 1)))).code).toBe(
      "KEY_UNRECOGNISED",
    );
  });
});
