import { execFile, execFileSync, spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

export const BIN = resolve("bin/sioc.js");

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the real command; never throws for an exit code. */
export function sioc(args: readonly string[], cwd: string, env: Record<string, string> = {}): Promise<Ran> {
  return new Promise((done) => {
    const options = { cwd, env: { ...cleanEnv(), ...env }, maxBuffer: 1 << 28 };
    execFile(process.execPath, [BIN, ...args], options, (error, stdout, stderr) => {
      done({ code: error && typeof error.code === "number" ? error.code : error ? -1 : 0, stdout, stderr });
    });
  });
}

export function start(args: readonly string[], cwd: string): ChildProcess {
  return spawn(process.execPath, [BIN, ...args], { cwd, env: cleanEnv(), stdio: ["ignore", "pipe", "pipe"] });
}

/** The developer's own settings must not decide a test. */
function cleanEnv(): Record<string, string> {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(SIOC_|NO_COLOR|FORCE_COLOR|VITEST|NODE_OPTIONS)/.test(name),
  );
  return Object.fromEntries(kept.map(([name, value]) => [name, value ?? ""]));
}

export function tempFolder(): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), "sioc-e2e-"));
  return {
    path,
    remove: () => {
      rmSync(path, { recursive: true, force: true });
    },
  };
}

/** True if a program that is not ours is here; tests that need it say so when they skip. */
export function has(program: string, args: readonly string[] = ["--version"]): boolean {
  try {
    execFileSync(program, args, { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
