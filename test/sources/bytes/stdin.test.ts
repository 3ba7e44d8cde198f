import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

import { afterEach, describe, expect, it, vi } from "vitest";

import { readBlock, blockCipher, Spool } from "../../../src/core/spool.ts";
import { openSource, surveySource } from "../../../src/sources/index.ts";
import { fileOf, readAll, refusal, text } from "../helpers.ts";
import { exportOf, noise, readBytes, sha256, stdinOf, zipOf } from "./helpers.ts";

const CSV = 'cod_reg;cod_ident;note\n030;RSSMRA85T10A562S;"caffè; 2"\n\n030;x\n030;STP0301234567890;€ 😀\n';

const folders: string[] = [];
afterEach(() => {
  vi.unstubAllEnvs();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** A new folder in place of the system's temporary one. */
function ownTmp(): string {
  const folder = mkdtempSync(join(tmpdir(), "sioc-stdin-"));
  folders.push(folder);
  vi.stubEnv("TMPDIR", folder);
  return folder;
}

/** Files of a folder that are open although they have no name any more. */
function hiddenIn(folder: string): readonly string[] {
  return readdirSync("/proc/self/fd")
    .map((fd) => `/proc/self/fd/${fd}`)
    .filter((fd) => {
      try {
        return readlinkSync(fd).startsWith(folder);
      } catch {
        return false;
      }
    });
}

describe("standard input", () => {
  it("reads as the same bytes in a file, and says so", async () => {
    const plain = await readAll(fileOf(CSV));
    for (const piece of [1, 7, 65_536]) {
      const { notes, ...rest } = await readAll("-", { stdin: stdinOf(CSV, piece) });
      expect(rest).toEqual({ ...plain, notes: undefined });
      expect(notes).toEqual(["sources.note.stdin", ...plain.notes]);
    }
  });

  it("is called stdin, has the size of what came, comes in pieces of the size asked for", async () => {
    const content = exportOf(1_000_000);
    const stdin = stdinOf(content, 4321);
    const source = await openSource("-", { text, stdin });
    expect([source.name, source.sizeBytes, source.weight]).toEqual(["stdin", content.length, content.length]);
    const read = await readBytes("-", { stdin, size: 10_001 });
    expect(read.content.equals(content)).toBe(true);
    expect(read.seen.equals(content)).toBe(true);
    expect(new Set(read.sizes.slice(0, -1))).toEqual(new Set([10_001]));
  });

  it("can be looked at, then opened, then opened again: it is read once", async () => {
    const stdin = stdinOf(CSV);
    await surveySource("-", { text, stdin });
    const [one, two] = await Promise.all([readAll("-", { stdin }), readAll("-", { stdin })]);
    expect(one).toEqual(two);
    expect(one.rows).toHaveLength(2);
  });

  it("may be text that somebody already decoded", async () => {
    async function* strings(): AsyncGenerator<string, void, undefined> {
      await Promise.resolve();
      yield "cod_reg;note\n030;";
      yield "così\n";
    }
    expect((await readAll("-", { stdin: strings() })).rows).toEqual([["030", "così"]]);
  });

  it("is unwrapped as a file is", async () => {
    const plain = await readAll(fileOf(CSV));
    const zip = await zipOf({ name: "x.csv", content: CSV }, { name: "__MACOSX/._x.csv", content: "x" });
    for (const bytes of [gzipSync(CSV), zip]) {
      const { rows, notes, sha256: sum } = await readAll("-", { stdin: stdinOf(bytes, 33) });
      expect(rows).toEqual(plain.rows);
      expect(notes[0]).toBe("sources.note.stdin");
      expect(notes[1]).toMatch(/^sources\.note\.(?:gzip|zip)$/);
      expect(sum).toBe(sha256(bytes));
    }
  });

  it("that is a terminal is not waited for", async () => {
    const error = await refusal(readAll("-", { stdin: stdinOf(CSV, 10, true) }));
    expect([error.code, error.exit]).toEqual(["SOURCE_STDIN", 2]);
  });

  it("without anything in it is an empty file", async () => {
    const error = await refusal(readAll("-", { stdin: stdinOf("") }));
    expect(error).toMatchObject({ code: "SOURCE_EMPTY", data: { file: "stdin" } });
  });

  it("that breaks off is an error without what was read", async () => {
    const folder = ownTmp();
    async function* broken(): AsyncGenerator<Uint8Array, void, undefined> {
      await Promise.resolve();
      yield Buffer.from(CSV);
      throw Object.assign(new Error("EIO: i/o error, read"), { code: "EIO" });
    }
    const stdin = broken();
    for (let i = 0; i < 2; i++) {
      const error = await refusal(readAll("-", { stdin }));
      expect(error).toMatchObject({ code: "SOURCE_UNREADABLE", data: { file: "stdin", reason: "EIO" } });
    }
    expect(readdirSync(folder)).toEqual([]);
  });

  it("needs a temporary folder it can write in", async () => {
    vi.stubEnv("TMPDIR", fileOf("x", "non-una-cartella"));
    expect((await refusal(readAll("-", { stdin: stdinOf(CSV) }))).code).toBe("OUTPUT_UNWRITABLE");
  });

  it.runIf(process.platform === "linux")("is never on disk in clear, nor under any name", async () => {
    const folder = ownTmp();
    const content = Buffer.from(CSV.repeat(2000));
    const source = await openSource("-", { text, stdin: stdinOf(content) });
    for await (const block of source.blocks()) expect(block.kind).toBe("text");
    expect(readdirSync(folder)).toEqual([]);
    const [hidden, ...more] = hiddenIn(folder);
    expect(more).toEqual([]);
    const onDisk = readFileSync(hidden ?? "");
    expect(onDisk).toHaveLength(content.length);
    expect(onDisk.toString("latin1")).not.toMatch(/RSSMRA|STP030|cod_reg/);
    // Equal lines do not make equal bytes.
    expect(new Set(onDisk.toString("hex").match(/.{32}/g)).size).toBe(Math.floor(onDisk.length / 16));
  });
});

describe("the spool", () => {
  it("gives back any run of any block", () => {
    const spool = new Spool(tmpdir());
    const blocks = [noise(1000), noise(33), noise(4096)];
    const offsets = blocks.map((bytes, i) => spool.append(blockCipher(spool.key, i).update(bytes)));
    blocks.forEach((bytes, blockNumber) => {
      const at = { fd: spool.fd, key: spool.key, blockNumber, offset: offsets[blockNumber] ?? 0 };
      for (const [from, length] of [
        [0, 33],
        [1, 15],
        [16, 17],
        [31, 2],
      ] as const)
        expect(readBlock(at, from, length).equals(bytes.subarray(from, from + length))).toBe(true);
    });
    spool.close();
  });
});
