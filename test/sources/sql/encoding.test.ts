import { Buffer } from "node:buffer";

import iconv from "iconv-lite";
import { describe, expect, it } from "vitest";

import { DEFAULT_FILE, type OpenOptions } from "../../../src/sources/index.ts";
import type { Encoding } from "../../../src/model/mappa.ts";
import { fileOf, readAll, refusal, type ReadResult } from "../helpers.ts";

const TEXT = "perché € – “x”";

function sql(text: string, before = ""): string {
  return `${before}INSERT INTO t (a) VALUES ('${text}');\n`;
}

function read(
  bytes: Uint8Array,
  encoding: Encoding = "auto",
  options: Partial<OpenOptions> = {},
): Promise<ReadResult> {
  return readAll(fileOf(bytes, "e.sql"), { file: { ...DEFAULT_FILE, encoding }, tipo: "sql", ...options });
}

describe("the encoding of a dump", () => {
  it.each([
    ["-- MySQL\nSET NAMES latin1;\n", "windows-1252"],
    ["/*!40101 SET NAMES utf8mb4 */;\n", "utf-8"],
    ["SET client_encoding = 'WIN1252';\n", "windows-1252"],
    ["SET client_encoding TO 'LATIN1';\n", "windows-1252"],
    ["SELECT pg_catalog.set_config('client_encoding', 'UTF8', false);\n", "utf-8"],
    ["\\encoding WIN1252\n", "windows-1252"],
  ])("is what it says: %s", async (before, encoding) => {
    const { rows, notes } = await read(iconv.encode(sql(TEXT, before), encoding));
    expect(rows).toEqual([[TEXT]]);
    expect(notes).toContain("sources.sql.note.charset");
  });

  it("is LATIN9 with its euro, CP850 with its letters", async () => {
    const latin9 = await read(iconv.encode(sql("è €", "SET client_encoding = 'LATIN9';\n"), "iso-8859-15"));
    expect(latin9.rows).toEqual([["è €"]]);
    const cp850 = await read(iconv.encode(sql("perché", "SET NAMES cp850;\n"), "cp850"));
    expect(cp850.rows).toEqual([["perché"]]);
  });

  it("is that of its mark before all else, and of the mapping before what it says", async () => {
    const marked = Buffer.from(`\ufeff${sql(TEXT, "SET NAMES latin1;\n")}`);
    const { rows, notes } = await read(marked);
    expect(rows).toEqual([[TEXT]]);
    expect(notes).toEqual(expect.arrayContaining(["sources.note.bom", "sources.sql.note.charsetIgnored"]));
    const declared = await read(iconv.encode(sql("perché", "SET NAMES utf8;\n"), "cp850"), "cp850");
    expect(declared.rows).toEqual([["perché"]]);
    expect(declared.notes).toContain("sources.sql.note.charsetIgnored");
  });

  it("is UTF-16 with its mark, also when only declared", async () => {
    for (const encoding of ["utf-16le", "utf-16be"] as const) {
      const bytes = iconv.encode(sql(`${TEXT} 😀`), encoding, { addBOM: true });
      expect((await read(bytes)).rows).toEqual([[`${TEXT} 😀`]]);
      const bare = iconv.encode(sql(TEXT), encoding);
      expect((await read(bare, encoding)).rows).toEqual([[TEXT]]);
      expect((await refusal(read(bare))).code).toBe("SOURCE_BINARY");
    }
  });

  it("is worked out from the rows where nothing says it", async () => {
    expect((await read(Buffer.from(sql(TEXT)))).rows).toEqual([[TEXT]]);
    const windows = await read(iconv.encode(sql(TEXT, "-- c\n"), "windows-1252"));
    expect(windows.rows).toEqual([[TEXT]]);
    expect(windows.notes).toContain("sources.note.windows1252");
    const error = await refusal(read(iconv.encode(sql("perché", "-- c\n\n"), "cp850")));
    expect([error.code, error.data["line"]]).toEqual(["SOURCE_ENCODING", 3]);
  });

  it("concerns only what is read: NULs and junk elsewhere are passed over", async () => {
    const junk = Buffer.from([0, 0x81, 0xff, 0xfe, 0xc3, 0x28]);
    const bytes = Buffer.concat([
      Buffer.from("-- "),
      junk,
      Buffer.from("\nINSERT INTO u VALUES ('"),
      junk,
      Buffer.from("');\nCOPY v (a) FROM stdin;\n"),
      junk,
      Buffer.from(`\n\\.\n${sql(TEXT)}`),
    ]);
    expect((await read(bytes, "auto", { table: "t" })).rows).toEqual([[TEXT]]);
  });

  it("costs a row that does not keep to it that row only", async () => {
    const bytes = Buffer.concat([
      Buffer.from("SET NAMES utf8mb4;\nINSERT INTO t (a, b) VALUES (1, 'è'), (2, '"),
      Buffer.from([0xe8]),
      Buffer.from("'), (3, 'à');\n"),
    ]);
    const { rows, bad } = await read(bytes);
    expect(rows).toEqual([
      ["1", "è"],
      ["3", "à"],
    ]);
    expect(bad).toEqual([{ line: 2, code: "OC-F-001", params: { n: 0, m: 2, motivo: "campi" } }]);
    const copy = Buffer.concat([
      Buffer.from("SET client_encoding = 'UTF8';\nCOPY t (a, b) FROM stdin;\n1\tè\n2\t\\N\n3\t"),
      Buffer.from([0xe8, 0x5c, 0x6e]),
      Buffer.from("\n4\t\\303\\250\n\\.\n"),
    ]);
    const copied = await read(copy);
    expect(copied.rows).toEqual([
      ["1", "è"],
      ["2", ""],
      ["4", "è"],
    ]);
    expect(copied.bad).toMatchObject([{ line: 3, code: "OC-F-001" }]);
  });

  it("is refused where quotes cannot be trusted, and where we have no table for it", async () => {
    for (const name of ["gbk", "sjis", "big5", "GB18030", "cp932"])
      expect((await refusal(read(Buffer.from(sql("x", `SET NAMES ${name};\n`))))).code).toBe(
        "SOURCE_SQL_CHARSET",
      );
    const greek = await refusal(read(Buffer.from(sql("x", "-- c\nSET client_encoding = 'ISO_8859_7';\n"))));
    expect([greek.code, greek.data["line"]]).toEqual(["SOURCE_SQL_CHARSET", 3]);
    expect(
      (await read(Buffer.from(sql("è", "SET client_encoding = 'ISO_8859_7';\n")), "utf-8")).rows,
    ).toEqual([["è"]]);
    const mixed = sql("x", "SET NAMES utf8;\n") + sql("y", "SET NAMES latin1;\n");
    expect((await refusal(read(Buffer.from(mixed)))).code).toBe("SOURCE_SQL_CHARSET");
  });

  it("is not that of the structure, which mysqldump writes in another", async () => {
    const before =
      "/*!40101 SET NAMES latin1 */;\n/*!40101 SET @saved_cs_client = @@character_set_client */;\n/*!40101 SET character_set_client = utf8mb4 */;\n";
    const create = Buffer.from("CREATE TABLE `città` (`perché` text);\n");
    const after =
      "/*!40101 SET character_set_client = @saved_cs_client */;\nINSERT INTO `citt\u00e0` VALUES ('è');\n";
    const { header, rows } = await read(
      Buffer.concat([Buffer.from(before), create, iconv.encode(after, "windows-1252")]),
    );
    expect([header, rows]).toEqual([["perché"], [["è"]]]);
  });
});
