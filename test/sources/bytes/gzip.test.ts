import { appendFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { deflateRawSync, gzipSync } from "node:zlib";

import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { SiocError } from "../../../src/core/errors.ts";
import { openSource } from "../../../src/sources/index.ts";
import { LIMITS } from "../../../src/sources/bytes/archive.ts";
import { openBytes } from "../../../src/sources/bytes/open.ts";
import { CHUNK } from "../../../src/sources/source.ts";
import { fileOf, readAll, refusal, text } from "../helpers.ts";
import { exportOf, gzOf, noise, readBytes, sha256 } from "./helpers.ts";

const runs = process.env["SLOW"] ? 10_000 : 100;
const CSV = 'cod_reg;note\n030;"caffè; 2"\n\n030;x;troppe\n030;€ 😀\n';

const LONG = noise(300_000).toString("base64");

/** A member whose header has all that RFC 1952 allows. */
function adorned(content: string): Buffer {
  const plain = gzipSync(content);
  const header = Buffer.from([0x1f, 0x8b, 8, 2 | 4 | 8 | 16, 0, 0, 0, 0, 0, 3]);
  const parts = [
    Buffer.from([3, 0, 1, 2, 3]),
    Buffer.from("RSSMRA85T10A562S.csv\0una nota\0"),
    Buffer.alloc(2),
  ];
  return Buffer.concat([header, ...parts, plain.subarray(10)]);
}

describe("a gzip file", () => {
  it("reads as the file in it, whatever its name, and says so", async () => {
    const plain = await readAll(fileOf(CSV));
    for (const name of ["a.csv.gz", "b.csv"]) {
      const { notes, sha256: sum, ...rest } = await readAll(gzOf(CSV, name));
      expect(rest).toEqual({ ...plain, notes: undefined, sha256: undefined });
      expect(notes).toEqual(["sources.note.gzip", ...plain.notes]);
      expect(sum).toBe(sha256(gzipSync(CSV)));
    }
  });

  it("keeps its own name and size, and counts the bytes delivered", async () => {
    const content = exportOf(3_000_000);
    const path = gzOf(content, "grande.csv.gz");
    const source = await openSource(path, { text });
    const { length } = gzipSync(content);
    expect([source.name, source.sizeBytes, source.consumed()]).toEqual(["grande.csv.gz", length, 0]);
    expect(source.weight).toBeGreaterThan(length);
    let half = 0;
    for await (const block of source.blocks()) half ||= block.kind === "text" ? source.consumed() : 0;
    expect(half).toBeLessThan(length);
    expect(source.consumed()).toBe(length);
    expect(source.end()).toMatchObject({ bytes: length, sha256: sha256(gzipSync(content)) });
  });

  it("tells the name of what is in it, which may say what it is", async () => {
    const bytes = await openBytes(gzOf("SELECT 1", "scarico.sql.GZ"), { text });
    expect([bytes.name, bytes.contentName, bytes.path]).toEqual(["scarico.sql.GZ", "scarico.sql", undefined]);
  });

  it("comes in pieces of exactly the size asked for, however zlib gives them", async () => {
    const content = noise(700_001);
    const path = gzOf(content);
    for (const size of [7001, 65_536, CHUNK, 1_000_000]) {
      const read = await readBytes(path, { size });
      expect(read.content.equals(content)).toBe(true);
      expect(new Set(read.sizes.slice(0, -1))).toEqual(new Set(read.sizes.length > 1 ? [size] : []));
      expect(sha256(read.seen)).toBe(sha256(gzipSync(content)));
    }
  });

  it("is read whole when it has several members, wherever they meet", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom("", "030;a\n", "030;b\n".repeat(2000), LONG), {
          minLength: 1,
          maxLength: 6,
        }),
        fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }),
        async (parts, fancy) => {
          const members = parts.map((part, i) => (fancy[i] === true ? adorned(part) : gzipSync(part)));
          const content = `cod_reg;note\n${parts.join("")}`;
          const file = Buffer.concat([gzipSync("cod_reg;note\n"), ...members]);
          const read = await readBytes(fileOf(file));
          expect(read.content.toString()).toBe(content);
          expect(read.seen.equals(file)).toBe(true);
        },
      ),
      { numRuns: runs / 4 },
    );
  });

  it.each([-9, -8, -1, 0, 1, 9, 10])(
    "meets a member that ends %i bytes from the border of a read",
    async (shift) => {
      // Level 0 copies: the length of the first member can be chosen.
      let [low, high] = [CHUNK - 1000, CHUNK];
      const size = (n: number): number => gzipSync(noise(n), { level: 0 }).length;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if (size(middle) <= CHUNK + shift) low = middle;
        else high = middle - 1;
      }
      expect(size(low)).toBe(CHUNK + shift);
      const file = Buffer.concat([gzipSync(noise(low), { level: 0 }), gzipSync("fine")]);
      const { content } = await readBytes(fileOf(file));
      expect(content.equals(Buffer.concat([noise(low), Buffer.from("fine")]))).toBe(true);
    },
  );

  it("may end in zeros, as tapes leave them", async () => {
    const { rows } = await readAll(fileOf(Buffer.concat([gzipSync(CSV), Buffer.alloc(600_000)])));
    expect(rows).toHaveLength(2);
  });

  const sound = gzipSync(CSV);
  const changed = (at: number, to: number): Buffer => {
    const copy = Buffer.from(sound);
    copy[at < 0 ? copy.length + at : at] = to;
    return copy;
  };
  it.each<[string, Buffer, string]>([
    ["whose checksum does not match", changed(-8, (sound.at(-8) ?? 0) ^ 1), "somma di controllo"],
    ["whose length does not match", changed(-4, (sound.at(-4) ?? 0) ^ 1), "lunghezza dichiarata"],
    [
      "with text after it",
      Buffer.concat([sound, Buffer.from("030;altro, forse un'altra riga\n")]),
      "altri byte",
    ],
    [
      "with a member after zeros, which zlib would drop",
      Buffer.concat([sound, Buffer.alloc(9), sound]),
      "altri byte",
    ],
    ["of another method", changed(2, 7), "metodo"],
    ["with reserved flags", changed(3, 0x80), "danneggiato"],
    ["whose second member is cut", Buffer.concat([sound, sound.subarray(0, 20)]), "incompleto"],
    ["that is no deflate", Buffer.concat([sound.subarray(0, 10), Buffer.alloc(50, 0xff)]), "danneggiato"],
  ])("%s is refused", async (_, bytes, reason) => {
    const error = await refusal(readAll(fileOf(bytes, "rotto.csv.gz")));
    expect(error.code).toBe("SOURCE_ARCHIVE");
    expect(error.data["file"]).toBe("rotto.csv.gz");
    expect(error.data["reason"]).toContain(reason);
    expect(error.cause).toBeUndefined();
  });

  it("is refused as incomplete wherever it is cut", async () => {
    for (let length = 2; length < sound.length; length++) {
      const error = await refusal(readAll(fileOf(sound.subarray(0, length), "tagliato.gz")));
      expect([length, error.code, error.data["reason"]]).toEqual([
        length,
        "SOURCE_ARCHIVE",
        text("sources.archive.truncated"),
      ]);
    }
  });

  it("gives its own content or an error, whatever happens to its bytes", async () => {
    const content = exportOf(2000);
    const file = gzipSync(content);
    await fc.assert(
      fc.asyncProperty(fc.nat(file.length - 1), fc.nat(255), fc.boolean(), async (at, byte, insert) => {
        const spoilt = Buffer.concat([
          file.subarray(0, at),
          Buffer.from([byte]),
          file.subarray(at + (insert ? 0 : 1)),
        ]);
        const path = fileOf(spoilt, "fuzz.gz");
        const read = await readBytes(path).catch((error: unknown) => error);
        if (read instanceof SiocError) expect(read.code).toBe("SOURCE_ARCHIVE");
        else if (spoilt[0] === 0x1f && spoilt[1] === 0x8b)
          expect((read as { content: Buffer }).content.equals(content)).toBe(true);
      }),
      { numRuns: runs * 2 },
    );
  });

  it("without content is an empty file", async () => {
    expect((await refusal(readAll(gzOf("")))).code).toBe("SOURCE_EMPTY");
  });

  it.each<[string, () => Buffer, string]>([
    ["gzip", () => gzipSync(CSV), "gzip"],
    ["zip", () => Buffer.from("PK\u0003\u0004 e altro"), "ZIP"],
    ["a workbook", () => Buffer.from("PK\u0003\u0004....xl/workbook.xml"), "Excel (.xlsx)"],
    ["tar", () => Buffer.concat([Buffer.alloc(257, 0x61), Buffer.from("ustar\0")]), "tar"],
  ])("with %s in it is refused, naming what it holds", async (_, inner, what) => {
    const error = await refusal(readAll(gzOf(inner())));
    expect(error).toMatchObject({ code: "SOURCE_WRAPPED", data: { file: "dati.csv.gz", what } });
  });

  it("with a PDF in it is refused as the PDF would be", async () => {
    const error = await refusal(readAll(gzOf("%PDF-1.7 e altro")));
    expect(error).toMatchObject({ code: "SOURCE_BINARY", data: { what: "PDF" } });
  });

  it("that grows 200 times is refused early, before it fills anything", async () => {
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024, " "));
    const files = [bomb, Buffer.concat([bomb, bomb, bomb])].map((bytes) => fileOf(bytes, "bomba.gz"));
    for (const path of files) {
      const start = performance.now();
      const error = await refusal(readAll(path));
      expect(error).toMatchObject({ code: "SOURCE_EXPANDS", data: { file: "bomba.gz" } });
      expect(error.data["reason"]).toBe("oltre 200 volte la sua dimensione");
      expect(performance.now() - start).toBeLessThan(5000);
    }
  });

  it("may compress 200 times as long as it is small, and any bound can be met", async () => {
    const { content } = await readBytes(gzOf(Buffer.alloc(9 * 1024 * 1024, " ")));
    expect(content).toHaveLength(9 * 1024 * 1024);
    const path = gzOf(noise(3000));
    const limits = { ...LIMITS, bytes: 2999 };
    expect((await refusal(readBytes(path, { limits }))).code).toBe("SOURCE_EXPANDS");
    expect((await readBytes(path, { limits: { ...LIMITS, bytes: 3000 } })).content).toHaveLength(3000);
  });

  it("of thousands of empty members stays linear", async () => {
    const start = performance.now();
    const file = Buffer.concat([gzipSync(CSV), ...Array.from({ length: 4000 }, () => gzipSync(""))]);
    expect((await readAll(fileOf(file))).rows).toHaveLength(2);
    expect(performance.now() - start).toBeLessThan(20_000);
  });

  it.each<[string, (path: string) => void]>([
    [
      "grows",
      (path) => {
        appendFileSync(path, gzipSync("030;9\n"));
      },
    ],
    [
      "is replaced",
      (path) => {
        writeFileSync(`${path}.new`, gzipSync("x"));
        renameSync(`${path}.new`, path);
      },
    ],
    [
      "vanishes",
      (path) => {
        rmSync(path);
      },
    ],
  ])("that %s while it is read is refused", async (_, change) => {
    const path = gzOf(exportOf(4_000_000), `cambia-${_.replaceAll(" ", "")}.gz`);
    const source = await openSource(path, { text });
    const error = await refusal(
      (async () => {
        let first = true;
        for await (const block of source.blocks()) {
          if (first && block.kind === "text") change(path);
          first = false;
        }
      })(),
    );
    expect(error.code).toBe("SOURCE_CHANGED");
  });

  it("leaves no file open when its reader loses interest", async () => {
    const source = await openSource(gzOf(exportOf(4_000_000)), { text });
    for (let i = 0; i < 50; i++) for await (const block of source.blocks()) if (block.kind === "text") break;
    const { rows } = await readAll(gzOf(CSV));
    expect(rows).toHaveLength(2);
  });

  it("deflates as zlib does: the same bytes in a bare stream are no gzip", async () => {
    expect((await refusal(readAll(fileOf(deflateRawSync(CSV))))).code).toMatch(/^SOURCE_/);
  });
});
