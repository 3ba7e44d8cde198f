import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";

import { SiocError, type ErrorCode } from "../../src/core/errors.ts";
import { fromDay, type IsoDate } from "../../src/core/dates.ts";
import type { Output, Sealer } from "../../src/crypto/index.ts";

const DAY_MS = 86_400_000;
/** The real day: gpg and openssl judge our keys by the real clock. */
export const NOW = Date.now();
export const TODAY: IsoDate = fromDay(Math.floor(NOW / DAY_MS));
/** Synthetic: the person and the check character do not exist together. */
export const CF = "SNTTCC80A01H501X";

export const days = (n: number): number => n * DAY_MS;

/** A folder for the test file, removed at its end. */
export function folder(): {
  readonly path: string;
  write(name: string, content: string | Uint8Array, mode?: number): string;
} {
  const path = mkdtempSync(join(tmpdir(), "sioc-crypto-"));
  afterAll(() => {
    rmSync(path, { recursive: true, force: true });
  });
  return {
    path,
    write(name, content, mode = 0o600) {
      const file = join(path, name);
      writeFileSync(file, content, { mode });
      chmodSync(file, mode);
      return file;
    },
  };
}

export function has(program: string): boolean {
  return (
    spawnSync(program, ["--version"]).error === undefined || spawnSync(program, ["version"]).status === 0
  );
}

/** Why the tests with another program are left out; empty when they are not. */
export const noOpenssl = has("openssl") ? "" : " (skipped: openssl is not on this machine)";
export const noGpg = has("gpg") ? "" : " (skipped: gpg is not on this machine)";

export function run(
  program: string,
  args: readonly string[],
  input?: Uint8Array,
  env: NodeJS.ProcessEnv = {},
): Buffer {
  const done = spawnSync(program, args, {
    input,
    maxBuffer: 64 * 1024 * 1024,
    env: { ...process.env, ...env },
  });
  if (done.status !== 0) throw new Error(`${program} ${args.join(" ")}: ${done.stderr.toString()}`);
  return done.stdout;
}

/** Pushes pieces through a stage and gathers what comes out. */
export async function through(
  make: (output: Output) => Sealer | Promise<Sealer>,
  pieces: Iterable<Uint8Array>,
): Promise<Buffer> {
  const out: Uint8Array[] = [];
  const sealer = await make((bytes) => out.push(bytes));
  for (const piece of pieces) {
    const mine = Buffer.from(piece);
    await sealer.write(mine);
    // The caller may use its buffer again: whoever kept a reference would now see this.
    mine.fill(0xee);
  }
  await sealer.end();
  return Buffer.concat(out);
}

/** A buffer cut in pieces of the given sizes, over and over. */
export function* cut(bytes: Uint8Array, sizes: readonly number[]): Generator<Uint8Array> {
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const size = Math.max(1, sizes[i % sizes.length] ?? 1);
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

export async function* stream(
  bytes: Uint8Array,
  sizes: readonly number[] = [4096],
): AsyncGenerator<Uint8Array> {
  for (const piece of cut(bytes, sizes)) yield await Promise.resolve(piece);
}

export async function gathered(input: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of input) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** The SiocError of a promise that must fail. */
export async function failure(promise: Promise<unknown>): Promise<SiocError> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof SiocError) return error;
  throw new Error(`expected a SiocError, got ${String(error)}`);
}

export async function codeOf(promise: Promise<unknown>): Promise<ErrorCode> {
  return (await failure(promise)).code;
}

export const SIZES = [
  0,
  1,
  15,
  16,
  17,
  999,
  1000,
  1001,
  1024 * 1024 - 1,
  1024 * 1024,
  1024 * 1024 + 1,
] as const;

/** Bytes that look like nothing in particular, the same at every run. */
export function filler(size: number): Buffer {
  const bytes = Buffer.alloc(size);
  for (let i = 0, x = 12_345; i < size; i++) {
    x = (Math.imul(x, 1_103_515_245) + 12_345) >>> 0;
    bytes[i] = x >>> 24;
  }
  return bytes;
}
