import { mkdtempSync, readdirSync, rmdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, describe, expect, it, vi } from "vitest";

import { readAll, refusal } from "../helpers.ts";
import { stdinOf } from "./helpers.ts";

const disk = vi.hoisted(() => ({ room: Infinity }));

vi.mock(import("node:fs"), async (original) => {
  const fs = await original();
  const writeSync = (fd: number, bytes: Uint8Array, offset: number, length: number): number => {
    if (disk.room <= 0) throw Object.assign(new Error("ENOSPC: no space left"), { code: "ENOSPC" });
    const written = fs.writeSync(fd, bytes, offset, Math.min(length, disk.room, 100));
    disk.room -= written;
    return written;
  };
  return { ...fs, writeSync: writeSync as typeof fs.writeSync };
});

afterEach(() => {
  vi.unstubAllEnvs();
});

describe("standard input on a full disk", () => {
  it("is an error of the disk, and what was written is gone", async () => {
    const folder = mkdtempSync(join(tmpdir(), "sioc-disk-"));
    vi.stubEnv("TMPDIR", folder);
    const csv = `cod_reg;note\n${"030;x\n".repeat(1000)}`;
    disk.room = 2500;
    const error = await refusal(readAll("-", { stdin: stdinOf(csv) }));
    expect(error).toMatchObject({ code: "DISK", data: { reason: "ENOSPC" } });
    expect(readdirSync(folder)).toEqual([]);
    rmdirSync(folder);
  });

  it("that takes little at a time is written whole all the same", async () => {
    const csv = `cod_reg;note\n${"030;x\n".repeat(1000)}`;
    disk.room = 10_000;
    const { rows } = await readAll("-", { stdin: stdinOf(csv) });
    expect(rows).toHaveLength(1000);
  });
});
