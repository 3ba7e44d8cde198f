import { crc32 } from "node:zlib";

import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { SiocError } from "../../../src/core/errors.ts";
import { openSource } from "../../../src/sources/index.ts";
import { LIMITS } from "../../../src/sources/bytes/archive.ts";
import { openBytes } from "../../../src/sources/bytes/open.ts";
import { fileOf, readAll, refusal, text } from "../helpers.ts";
import { exportOf, noise, readBytes, sha256, stdinOf, zipOf, type ZipEntry } from "./helpers.ts";

const runs = process.env["SLOW"] ? 10_000 : 100;
const CSV = 'cod_reg;note\n030;"caffè; 2"\n\n030;x;troppe\n030;€ 😀\n';
const ENTRY: ZipEntry = { name: "ricoveri.csv", content: CSV };

/** Writes numbers into a copy, at the places a mark (and what follows it) is found. */
function patched(zip: Buffer, mark: number, offset: number, value: number, bytes: 2 | 4): Buffer {
  const copy = Buffer.from(zip);
  for (let i = 0; i + 4 <= copy.length; i++)
    if (copy.readUInt32LE(i) === mark) copy.writeUIntLE(value, i + offset, bytes);
  return copy;
}
const [LOCAL, CENTRAL] = [0x04034b50, 0x02014b50];
const flags = (zip: Buffer, value: number): Buffer =>
  patched(patched(zip, LOCAL, 6, value, 2), CENTRAL, 8, value, 2);
const method = (zip: Buffer, value: number): Buffer =>
  patched(patched(zip, LOCAL, 8, value, 2), CENTRAL, 10, value, 2);

describe("a zip of one file", () => {
  it.each<[string, readonly ZipEntry[]]>([
    ["deflated", [ENTRY]],
    ["stored", [{ ...ENTRY, stored: true }]],
    ["whose sizes come after the data", [{ ...ENTRY, streamed: true }]],
    ["that came from a pipe", [{ ...ENTRY, name: "-", mode: 0o010_600 }]],
    ["in zip64", [{ ...ENTRY, zip64: true }]],
    ["stored and streamed in zip64", [{ ...ENTRY, stored: true, streamed: true, zip64: true }]],
    [
      "in a folder that is itself listed",
      [
        { name: "arrivo/", content: "" },
        { ...ENTRY, name: "arrivo/x.csv" },
      ],
    ],
  ])("%s reads as the file in it", async (_, entries) => {
    const plain = await readAll(fileOf(CSV));
    const zip = await zipOf(...entries);
    const { notes, sha256: sum, ...rest } = await readAll(fileOf(zip, "marzo.zip"));
    expect(rest).toEqual({ ...plain, notes: undefined, sha256: undefined });
    expect(notes).toEqual(["sources.note.zip", ...plain.notes]);
    expect(sum).toBe(sha256(zip));
  });

  it("is as long as its content will be, and as large as what was delivered", async () => {
    const content = exportOf(2_000_000);
    const zip = await zipOf({ name: "x.csv", content });
    const source = await openSource(fileOf(zip, "x.zip"), { text });
    expect([source.name, source.sizeBytes, source.weight]).toEqual(["x.zip", zip.length, content.length]);
    for await (const block of source.blocks()) expect(block.kind).toBe("text");
    expect(source.consumed()).toBe(zip.length);
    const read = await readBytes(fileOf(zip), { size: 10_007 });
    expect(read.content.equals(content)).toBe(true);
    expect(read.seen.equals(zip)).toBe(true);
    expect(new Set(read.sizes.slice(0, -1))).toEqual(new Set([10_007]));
  });

  it("tells the name of what is in it, which may say what it is", async () => {
    const zip = fileOf(await zipOf({ name: "arrivo/scarico.sql", content: "SELECT 1" }), "x.zip");
    const bytes = await openBytes(zip, { text });
    expect([bytes.name, bytes.contentName, bytes.path]).toEqual(["x.zip", "scarico.sql", undefined]);
  });

  it("names the entry, made harmless", async () => {
    const names: readonly (readonly [string, string])[] = [
      ["../../etc/passwd", "../../etc/passwd"],
      ["C:\\temp\\dati.csv", "C:\\temp\\dati.csv"],
      ["RSSMRA85T10A562S.csv", "[omesso].csv"],
      ["a\u001b[31m.csv", "a�[31m.csv"],
      ["Cartella così/unità.csv", "Cartella così/unità.csv"],
    ];
    for (const [name, shown] of names) {
      // yazl refuses names that climb: they are written with dots aside and put right afterwards.
      const safe = name.replaceAll("..", "::").replaceAll("C:\\temp\\", "C_+temp+");
      const zip = await zipOf({ ...ENTRY, name: safe });
      for (let at = zip.indexOf(safe); at >= 0; at = zip.indexOf(safe, at + 1)) zip.write(name, at);
      const { notes } = await openSource(fileOf(zip), { text });
      expect(notes[0]).toEqual({ key: "sources.note.zip", data: { entry: shown } });
    }
  });

  it("may hold what the Mac adds to it, which is said", async () => {
    const macs = ["__MACOSX/._ricoveri.csv", ".DS_Store", "__MACOSX/"];
    const zip = await zipOf(
      ENTRY,
      ...macs.map((name) => ({ name, content: name.endsWith("/") ? "" : "\0\u0005" })),
    );
    const source = await openSource(fileOf(zip), { text });
    expect(source.notes[1]).toEqual({ key: "sources.note.zipIgnored", data: { n: 3 } });
  });

  it("of text that speaks of a workbook is not taken for one", async () => {
    const content = "cod_reg;note\n030;xl/workbook.xml [Content_Types].xml\n";
    const { rows } = await readAll(fileOf(await zipOf({ name: "x.csv", content, stored: true })));
    expect(rows).toHaveLength(1);
  });

  it.each<[string, () => Promise<Buffer> | Buffer, string]>([
    ["two files", () => zipOf(ENTRY, { ...ENTRY, name: "altro.csv" }), "più di un file"],
    ["nothing", () => zipOf(), "alcun file"],
    ["a folder alone", () => zipOf({ name: "vuota/", content: "" }), "alcun file"],
    ["only what the Mac adds", () => zipOf({ name: "__MACOSX/._a", content: "x" }), "alcun file"],
    ["a password", async () => flags(await zipOf(ENTRY), 1), "password"],
    ["strong encryption", async () => flags(await zipOf(ENTRY), 0x41), "password"],
    ["AES", async () => method(flags(await zipOf(ENTRY), 1), 99), "password"],
    ["deflate64", async () => method(await zipOf(ENTRY), 9), "metodo"],
    ["a link", () => zipOf({ ...ENTRY, content: "/etc/passwd", mode: 0o120_777 }), "collegamento"],
    [
      "a wrong checksum",
      async () => patched(await zipOf(ENTRY), CENTRAL, 16, crc32("altro"), 4),
      "somma di controllo",
    ],
    [
      "a wrong checksum, stored",
      async () => patched(await zipOf({ ...ENTRY, stored: true }), CENTRAL, 16, 7, 4),
      "somma di controllo",
    ],
    [
      "a length too small",
      async () => patched(await zipOf(ENTRY), CENTRAL, 24, 20, 4),
      "lunghezza dichiarata",
    ],
    [
      "a length too large",
      async () => patched(await zipOf(ENTRY), CENTRAL, 24, 90, 4),
      "lunghezza dichiarata",
    ],
    ["deflate data cut short", async () => patched(await zipOf(ENTRY), CENTRAL, 20, 9, 4), "danneggiato"],
    [
      "something after its end",
      async () => Buffer.concat([await zipOf(ENTRY), Buffer.from("altro")]),
      "l'indice",
    ],
    [
      "another zip before it, of the same size",
      async () => Buffer.concat([await zipOf(ENTRY), await zipOf(ENTRY)]),
      "non nomina",
    ],
    [
      "another zip before it",
      async () => Buffer.concat([await zipOf({ name: "y", content: noise(500) }), await zipOf(ENTRY)]),
      "l'indice",
    ],
    ["only its beginning", async () => (await zipOf(ENTRY)).subarray(0, 100), "l'indice"],
    ["only four bytes", () => Buffer.from("PK\u0003\u0004"), "l'indice"],
    ["parts elsewhere", async () => patched(await zipOf(ENTRY), 0x06054b50, 4, 1, 2), "l'indice"],
    [
      "a directory beyond any file",
      async () => patched(await zipOf(ENTRY), 0x06054b50, 16, 0xffffffff, 4),
      "l'indice",
    ],
    [
      "an entry beyond any file",
      async () => patched(await zipOf(ENTRY), CENTRAL, 42, 0xfffffffe, 4),
      "l'indice",
    ],
    [
      "a zip64 place beyond any number",
      async () => {
        const zip = await zipOf({ ...ENTRY, zip64: true });
        zip.fill(0xff, zip.lastIndexOf("PK\u0006\u0007") + 8, zip.lastIndexOf("PK\u0006\u0007") + 16);
        return zip;
      },
      "l'indice",
    ],
  ])("with %s is refused, saying why", async (_, make, reason) => {
    const bytes = await make();
    for (const path of [fileOf(bytes, "rotto.zip"), "-"]) {
      const error = await refusal(readAll(path, { stdin: stdinOf(bytes) }));
      expect([error.code, error.data["file"]]).toEqual([
        "SOURCE_ARCHIVE",
        path === "-" ? "stdin" : "rotto.zip",
      ]);
      expect(error.data["reason"]).toContain(reason);
      expect(error.cause).toBeUndefined();
    }
  });

  it("without content is an empty file", async () => {
    expect((await refusal(readAll(fileOf(await zipOf({ name: "x.csv", content: "" }))))).code).toBe(
      "SOURCE_EMPTY",
    );
  });

  it("declared far larger than it is, or larger than any export, is refused before it is read", async () => {
    const bomb = await zipOf({ name: "x.csv", content: Buffer.alloc(64 * 1024 * 1024, " ") });
    expect(await refusal(readAll(fileOf(bomb, "b.zip")))).toMatchObject({
      code: "SOURCE_EXPANDS",
      data: { file: "b.zip" },
    });
    const limits = { ...LIMITS, bytes: 2999 };
    const zip = await zipOf({ name: "x.csv", content: noise(3000) });
    expect((await refusal(readBytes(fileOf(zip), { limits }))).code).toBe("SOURCE_EXPANDS");
  });

  it.each<[string, () => Promise<Buffer>, string]>([
    ["a zip", () => zipOf(ENTRY), "ZIP"],
    ["a gzip", () => Promise.resolve(Buffer.from("1f8b0800", "hex")), "gzip"],
    ["a workbook", () => zipOf({ name: "[Content_Types].xml", content: "<x/>" }), "Excel (.xlsx)"],
  ])("that holds %s is refused, naming what it holds", async (_, inner, what) => {
    const path = fileOf(await zipOf({ name: "x", content: await inner() }), "doppio.zip");
    expect(await refusal(readAll(path))).toMatchObject({
      code: "SOURCE_WRAPPED",
      data: { file: "doppio.zip", what },
    });
  });

  it("gives its own content or an error, whatever happens to its bytes", async () => {
    const zip = await zipOf({ ...ENTRY, zip64: true });
    const codes = new Set(["SOURCE_ARCHIVE", "SOURCE_EXPANDS"]);
    await fc.assert(
      fc.asyncProperty(
        fc.nat(zip.length - 1),
        fc.nat(255),
        fc.constantFrom(0, 1, 2),
        async (at, byte, cut) => {
          const spoilt = Buffer.concat([zip.subarray(0, at), Buffer.from([byte]), zip.subarray(at + cut)]);
          if (spoilt.readUInt32LE(0) !== LOCAL) return;
          const read = await readBytes(fileOf(spoilt, "fuzz.zip")).catch((error: unknown) => error);
          if (read instanceof SiocError) expect(codes).toContain(read.code);
          else expect((read as { content: Buffer }).content.toString()).toBe(CSV);
        },
      ),
      { numRuns: runs * 5 },
    );
  });
});

describe("a document that is a zip", () => {
  it("is left to whoever reads it", async () => {
    const zip = await zipOf(
      { name: "xl/workbook.xml", content: "<x/>" },
      { name: "[Content_Types].xml", content: "<x/>" },
    );
    const path = fileOf(zip, "foglio.xlsx");
    const read = await readBytes(path);
    expect(read.content.equals(zip)).toBe(true);
    const ods = await zipOf({
      name: "mimetype",
      content: "application/vnd.oasis.opendocument.spreadsheet",
      stored: true,
    });
    expect(await refusal(readAll(fileOf(ods)))).toMatchObject({ code: "SOURCE_SAVE_AS" });
  });

  it("cannot come from standard input", async () => {
    const zip = await zipOf({ name: "[Content_Types].xml", content: "<x/>" });
    const error = await refusal(readAll("-", { stdin: stdinOf(zip) }));
    expect(error).toMatchObject({ code: "SOURCE_WRAPPED", data: { file: "stdin", what: "Excel (.xlsx)" } });
  });
});
