import { createHash } from "node:crypto";
import { appendFileSync, mkdirSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { execFileSync } from "node:child_process";

import fc from "fast-check";
import iconv from "iconv-lite";
import { describe, expect, it } from "vitest";

import { DEFAULT_FILE, openSource, parseBlock, type Block, type CsvFormat } from "../../src/sources/index.ts";
import { Cutter } from "../../src/sources/csv/cut.ts";
import { dialectOf, parseCsv } from "../../src/sources/csv/parse.ts";
import { MAX_RECORD } from "../../src/sources/source.ts";
import { firstInvalid } from "../../src/sources/bytes/utf8.ts";
import { fileOf, readAll, refusal, text } from "./helpers.ts";

const runs = process.env["SLOW"] ? 10_000 : 100;
const FORMAT: CsvFormat = { kind: "csv", encoding: "utf-8", delimiter: ";", quote: '"', width: 3 };

interface Flat {
  readonly rows: readonly (readonly string[])[];
  readonly lines: readonly number[];
  readonly bad: readonly { line: number; code: string; params: unknown }[];
  readonly blank: number;
}

function cutBy(bytes: Uint8Array, sizes: readonly number[]): readonly Block[] {
  const cutter = new Cutter(dialectOf(FORMAT), 1);
  const blocks: Block[] = [];
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const size = sizes[i % sizes.length] ?? 1;
    blocks.push(...cutter.push(bytes.subarray(at, at + size), false));
    at += size;
  }
  return [...blocks, ...cutter.push(new Uint8Array(0), true)];
}

function flat(blocks: readonly Block[], format = FORMAT): Flat {
  const parsed = blocks.map((block) => parseBlock(format, block));
  return {
    rows: parsed.flatMap((p) => p.rows),
    lines: parsed.flatMap((p) => [...p.lines]),
    bad: parsed.flatMap((p) => p.bad),
    blank: parsed.reduce((n, p) => n + p.blank, 0),
  };
}

const bytesOf = (s: string): Uint8Array => Buffer.from(s, "utf8");
const piece = fc.constantFrom(
  "a",
  "b;",
  ";",
  '"',
  '""',
  "\n",
  "\r\n",
  "\r",
  "x;y;z\n",
  '"q";1;2\n',
  "è",
  "😀",
  " ",
  ";;\n",
);
const messy = fc.array(piece, { maxLength: 60 }).map((parts) => parts.join(""));

describe("cutting and parsing", () => {
  it("gives the same rows, lines and bad rows whatever the size of the pieces", () => {
    fc.assert(
      fc.property(
        messy,
        fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 5 }),
        (s, sizes) => {
          expect(flat(cutBy(bytesOf(s), sizes))).toEqual(flat(cutBy(bytesOf(s), [1_000_000])));
        },
      ),
      { numRuns: runs * 5 },
    );
  });

  it("numbers rows as an editor does and accounts for every line of a file without multi-line cells", () => {
    fc.assert(
      fc.property(messy, (s) => {
        const plain = s.replaceAll('"', "");
        const { rows, lines, bad, blank } = flat(cutBy(bytesOf(plain), [5]));
        const physical = plain === "" ? [] : plain.replace(/(?:\r\n|\r|\n)$/, "").split(/\r\n|\r|\n/);
        expect(rows.length + bad.length + blank).toBe(physical.length);
        rows.forEach((row, i) => {
          expect(row.join(";")).toBe(physical[(lines[i] ?? 0) - 1]);
        });
      }),
      { numRuns: runs },
    );
  });

  it("splits lines without quotes exactly as csv-parse would", () => {
    const line = fc.array(fc.constantFrom("a", ";", "è", " ", "=", "'", "\t", "\u2028", "1"), {
      maxLength: 20,
    });
    const lines = fc.array(
      line.map((parts) => parts.join("")),
      { minLength: 1, maxLength: 12 },
    );
    fc.assert(
      fc.property(lines, fc.constantFrom("\n", "\r\n", "\r"), (content, eol) => {
        const theirs = parseCsv(content.join(eol), FORMAT).filter((row) =>
          row.some((cell) => cell.trim() !== ""),
        );
        const ours = flat(cutBy(bytesOf(content.join(eol)), [3]));
        expect(ours.rows).toEqual(theirs.filter((row) => row.length === 3));
        expect(ours.bad).toHaveLength(theirs.filter((row) => row.length !== 3).length);
      }),
      { numRuns: runs * 2 },
    );
  });

  it("reads back what a correct writer wrote, with physical line numbers", () => {
    const cell = fc
      .array(fc.constantFrom("a", ";", '"', "\n", "\r\n", "è", " "), { maxLength: 6 })
      .map((p) => p.join(""));
    const row = fc.tuple(cell, cell, cell).filter((cells) => cells.some((c) => c.trim() !== ""));
    fc.assert(
      fc.property(fc.array(row, { maxLength: 10 }), (rows) => {
        const written = rows.map((cells) => cells.map((c) => `"${c.replaceAll('"', '""')}"`).join(";"));
        const result = flat(cutBy(bytesOf(written.join("\n")), [4]));
        expect(result.rows).toEqual(rows);
        expect(result.bad).toEqual([]);
        let line = 1;
        expect(result.lines).toEqual(
          written.map((record) => {
            const at = line;
            line += record.split("\n").length;
            return at;
          }),
        );
      }),
      { numRuns: runs },
    );
  });

  it.each([
    ['1;2;3\n4;"5;6\n7;8;9\n"a";b;c\n', [1, 3, 4], [2], "an unclosed quote that meets the next quote"],
    ['1;2;3\n4;"5;6\n7;8;9\n', [1, 3], [2], "an unclosed quote that meets the end of the file"],
    ['1;2;3\n4;5" x;6\n7;8;9\n', [1, 3], [2], "a quote inside an unquoted cell"],
    ['1;2;3\n4;"5"x;6\n7;8;9\n', [1, 3], [2], "text after a closing quote"],
    ['"1\n1";2;3\n4;"5;6\n7;8;9', [1, 4], [3], "lines counted through a multi-line cell"],
    ['1;2;3\n"4\n4";5\n7;8;9', [1, 4], [2], "a multi-line row with too few cells is one bad row"],
  ])("loses only the broken row: %j", (content, good, bad) => {
    const result = flat(cutBy(bytesOf(content), [2]));
    expect(result.lines).toEqual(good);
    expect(result.bad.map(({ line }) => line)).toEqual(bad);
  });

  it("lets an unclosed quote swallow at most 1 MiB and then goes on at the next line", () => {
    const rest = "1;2;3\n".repeat(300_000);
    const blocks = cutBy(bytesOf(`a;"b;c\n${rest}`), [256 * 1024]);
    const { rows, bad, lines } = flat(blocks);
    expect(bad).toMatchObject([{ line: 1, params: { motivo: "virgolette" } }]);
    expect(rows).toHaveLength(300_000);
    expect([lines[0], lines.at(-1)]).toEqual([2, 300_001]);
    for (const block of blocks)
      if (block.kind === "text") expect(block.bytes.length).toBeLessThan(2 * MAX_RECORD);
  });

  it.each([MAX_RECORD - 1, MAX_RECORD, MAX_RECORD + 1, MAX_RECORD + 2])(
    "draws the line at %i bytes in the same place for any piece size, quoted or not",
    (size) => {
      for (const record of [`${"x".repeat(size - 4)};2;3`, `"${"x".repeat(size - 6)}";2;3`]) {
        const bytes = bytesOf(`1;2;3\r\n${record}\r\n4;5;6\r\n`);
        const whole = flat(cutBy(bytes, [bytes.length]));
        expect(whole.rows).toHaveLength(size <= MAX_RECORD ? 3 : 2);
        expect(whole.bad).toHaveLength(size <= MAX_RECORD ? 0 : 1);
        expect(flat(cutBy(bytes, [65_537]))).toEqual(whole);
        expect(flat(cutBy(bytes, [MAX_RECORD]))).toEqual(whole);
      }
    },
  );

  it("stays linear when every line is a trap", () => {
    const traps = [
      `"a\n${'c;""\n'.repeat(400_000)}`,
      '"a\nb;"c\n'.repeat(200_000),
      '"'.repeat(4_000_000),
      'x;"""\n'.repeat(400_000),
    ];
    const start = performance.now();
    for (const trap of traps) flat(cutBy(bytesOf(trap), [256 * 1024]));
    expect(performance.now() - start).toBeLessThan(20_000);
  });

  it("marks a row that is not UTF-8 when the bytes changed under our feet", () => {
    const bytes = new Uint8Array([...Buffer.from("1;2;3\n4;"), 0xff, ...Buffer.from(";6\n7;8;9\n")]);
    const result = flat([{ kind: "text", bytes, firstLine: 10 }]);
    expect(result.lines).toEqual([10, 12]);
    expect(result.bad).toMatchObject([{ line: 11, code: "OC-F-001" }]);
  });

  it("knows no quotes in a file declared without them", () => {
    const { rows } = flat([{ kind: "text", bytes: new Uint8Array(Buffer.from('1";2;"3\n')), firstLine: 1 }], {
      ...FORMAT,
      quote: "",
    });
    expect(rows).toEqual([['1"', "2", '"3']]);
  });
});

describe("opening", () => {
  const HEADER = "cod_reg;data_amm;note\n";

  it.each([
    ["missing", () => fileOf("x").replace("f", "g-absent"), "SOURCE_MISSING"],
    [
      "a folder",
      () => {
        const p = fileOf("x");
        rmSync(p);
        mkdirSync(p);
        return p;
      },
      "SOURCE_NOT_A_FILE",
    ],
    ["empty", () => fileOf(""), "SOURCE_EMPTY"],
    ["blank", () => fileOf("\n \r\n"), "SOURCE_EMPTY"],
    ["header only", () => fileOf(HEADER), "SOURCE_HEADER_ONLY"],
    ["header and blank lines", () => fileOf(`${HEADER}\r\n\n\u001a`), "SOURCE_HEADER_ONLY"],
    ["xlsx", () => fileOf(Buffer.from("PK\u0003\u0004....xl/workbook.xml")), "SOURCE_XLSX"],
    ["xls", () => fileOf(Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 1, 2])), "SOURCE_SAVE_AS"],
    ["xml", () => fileOf('<?xml version="1.0"?><a/>'), "SOURCE_BINARY"],
    ["UTF-16 without mark", () => fileOf(Buffer.from(`${HEADER}1;2;3\n`, "utf16le")), "SOURCE_BINARY"],
    ["duplicate names", () => fileOf("a;B;b\n1;2;3\n"), "SOURCE_HEADER"],
    ["constructor", () => fileOf("a;constructor;b\n1;2;3\n"), "SOURCE_HEADER"],
    ["prototype", () => fileOf("a;prototype;b\n1;2;3\n"), "SOURCE_HEADER"],
    ["header with open quotes", () => fileOf('a;"b\n1;2\n'), "SOURCE_HEADER"],
    [
      "data where the header should be",
      () => fileOf("030;2026-01-01;x\n030;2026-01-02;y\n"),
      "SOURCE_HEADER",
    ],
    ["an identifier in the header", () => fileOf("cod_reg;RSSMRA85T10A562S\n030;x\n"), "SOURCE_HEADER"],
    ["one column of unknown name", () => fileOf("alfa\nbeta\n"), "SOURCE_DELIMITER"],
    [
      "100,000 columns",
      () =>
        fileOf(`${Array.from({ length: 100_000 }, (_, i) => `c${i}`).join(";")}\n${";".repeat(99_999)}\n`),
      "SOURCE_HEADER",
    ],
    ["a line of 64 MB and nothing else", () => fileOf("x".repeat(64 * 1024 * 1024)), "SOURCE_HEADER"],
  ])("refuses %s", async (_, make, code) => {
    const error = await refusal(readAll(make()));
    expect(error.code).toBe(code);
    expect(JSON.stringify(error.data)).not.toMatch(/RSSMRA|2026-01-01/);
  });

  it.skipIf(process.platform === "win32")(
    "refuses a FIFO at once instead of waiting for a writer",
    async () => {
      const path = fileOf("x");
      rmSync(path);
      execFileSync("mkfifo", [path]);
      expect((await refusal(readAll(path))).code).toBe("SOURCE_NOT_A_FILE");
    },
  );

  it("says what to do about every refusal, in both languages", async () => {
    const error = await refusal(readAll(fileOf("a;a\n1;2\n")));
    expect(text(`error.${error.code}` as "error.SOURCE_HEADER", error.data)).toMatch(
      /nomi di colonna ripetuti: a$/,
    );
  });

  it("refuses a declared delimiter the header does not have", async () => {
    const path = fileOf("a,b,c\n1,2,3\n");
    const error = await refusal(readAll(path, { file: { ...DEFAULT_FILE, delimiter: ";" } }));
    expect(error).toMatchObject({ code: "SOURCE_DELIMITER", data: { declared: ";", delimiter: "," } });
  });

  it.each([
    ["a\tb\n1\t2\n", "\t"],
    ["a~b\n1~2\n", "~"],
    ['"a;x",b\n"1;2;3",4\n', ","],
    ["a;b\n1,5;2,5\n3,1;4,2\n", ";"],
  ])("finds the delimiter of %j", async (content, delimiter) => {
    const source = await openSource(fileOf(content), { text });
    expect(source.format).toMatchObject({ delimiter });
  });

  it("passes over declared lines and counts them", async () => {
    const path = fileOf("Esportazione del 1/1/2026\n\ncod_reg;note\n030;x\n");
    const { header, lines } = await readAll(path, { file: { ...DEFAULT_FILE, skip_lines: 1 } });
    expect([header, lines]).toEqual([["cod_reg", "note"], [4]]);
  });

  it("counts rows of empty cells as blank: spreadsheets end with them", async () => {
    const { rows, blank } = await readAll(fileOf('cod_reg;a;b\n030;1;2\n;;\n"";"";""\n;;;;;\n\u001a'));
    expect([rows.length, blank]).toEqual([1, 4]);
  });

  it.each(["utf16le", "utf16-be"])(
    "reads %s by its byte order mark, whatever the surrogates",
    async (encoding) => {
      const content = `cod_reg;note\r\n${"030;caffè 😀 €\r\n".repeat(30_000)}`;
      const { rows, lines, notes } = await readAll(fileOf(iconv.encode(content, encoding, { addBOM: true })));
      expect(rows).toHaveLength(30_000);
      expect(new Set(rows.map((row) => row[1]))).toEqual(new Set(["caffè 😀 €"]));
      expect(lines.at(-1)).toBe(30_001);
      expect(notes).toContain("sources.note.bom");
    },
  );

  it("reads UTF-16 without its mark only when declared", async () => {
    const path = fileOf(Buffer.from("cod_reg;note\n030;è\n", "utf16le"));
    const { rows } = await readAll(path, { file: { ...DEFAULT_FILE, encoding: "utf-16le" } });
    expect(rows).toEqual([["030", "è"]]);
  });

  it("refuses UTF-16 with half a character, naming the line", async () => {
    const bytes = Buffer.concat([
      Buffer.from("\ufeffcod_reg;a\n1;2\n3;", "utf16le"),
      Buffer.from([0x00, 0xd8]),
      Buffer.from("x\n", "utf16le"),
    ]);
    expect(await refusal(readAll(fileOf(bytes)))).toMatchObject({
      code: "SOURCE_ENCODING",
      data: { line: 3 },
    });
  });

  it.each([
    ["declared UTF-8 with a stray byte", "utf-8", [0xe8], "SOURCE_ENCODING"],
    ["declared Windows-1252 with an undefined byte", "windows-1252", [0x81], "SOURCE_ENCODING"],
    ["declared ISO-8859-15 with Windows bytes", "iso-8859-15", [0x93], "SOURCE_ENCODING"],
    ["mixed UTF-8 and Windows-1252", "auto", [0xc3, 0xa8, 0x20, 0xe8], "SOURCE_ENCODING"],
    ["overlong UTF-8", "auto", [0xc0, 0xaf], "SOURCE_ENCODING"],
    ["undefined bytes", "auto", [0x8f, 0x41], "SOURCE_ENCODING"],
  ] as const)("refuses %s with its line", async (_, encoding, bytes, code) => {
    const filler = "030;x\r\n".repeat(200_000);
    const content = Buffer.concat([
      Buffer.from(`cod_reg;note\r\n${filler}030;`),
      Buffer.from(bytes),
      Buffer.from("\r\n"),
    ]);
    const error = await refusal(readAll(fileOf(content), { file: { ...DEFAULT_FILE, encoding } }));
    expect(error).toMatchObject({ code, data: { line: 200_002 } });
  });

  it.each(["CITTÀ D’ORO", "È «PERCHÉ»", "KOŠUTA già più – 10 €", "JOÃO", "“così” n° 3ª"])(
    "takes %s for Windows-1252 and says so",
    async (word) => {
      const { rows, notes } = await readAll(
        fileOf(iconv.encode(`cod_reg;note\n030;${word}\n`, "windows-1252")),
      );
      expect(rows).toEqual([["030", word]]);
      expect(notes).toContain("sources.note.windows1252");
    },
  );

  it("checks UTF-8 across the borders of its reads", async () => {
    for (const shift of [0, 1, 2, 3]) {
      const content = `cod_reg;note\n${"x".repeat(shift)};${"€😀".repeat(400_000 / 7)}\n${"è;😀\n".repeat(200_000)}`;
      const { rows, notes } = await readAll(fileOf(content));
      expect(rows).toHaveLength(200_001);
      expect(notes).not.toContain("sources.note.windows1252");
    }
  });

  it("finds the first invalid byte where TextDecoder finds one at all", () => {
    const decoder = new TextDecoder("utf-8", { fatal: true });
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 12 }), (bytes) => {
        const at = firstInvalid(bytes);
        if (at < 0) expect(() => decoder.decode(bytes)).not.toThrow();
        else {
          expect(() => decoder.decode(bytes.subarray(0, at))).not.toThrow();
          expect(() => decoder.decode(bytes)).toThrow();
        }
      }),
      { numRuns: runs * 10 },
    );
  });

  it("remarks that a file declared otherwise is UTF-8", async () => {
    const file = { ...DEFAULT_FILE, encoding: "windows-1252" } as const;
    const { notes } = await readAll(fileOf("cod_reg;note\n030;perché\n"), { file });
    expect(notes).toContain("sources.note.looksUtf8");
  });

  it("hashes the bytes of the file and counts its lines", async () => {
    const content = Buffer.concat([
      Buffer.from([0xef, 0xbb, 0xbf]),
      Buffer.from(`cod_reg;note\r\n${"030;à\r\n".repeat(100_000)}030;z`),
    ]);
    const { sha256, physicalLines } = await readAll(fileOf(content));
    expect(sha256).toBe(createHash("sha256").update(content).digest("hex"));
    expect(physicalLines).toBe(100_002);
  });

  it.each([
    [
      "grows",
      (path: string) => {
        appendFileSync(path, "030;9\n");
      },
    ],
    [
      "is touched",
      (path: string) => {
        utimesSync(path, new Date(), new Date(statSync(path).mtimeMs + 5000));
      },
    ],
    [
      "is replaced",
      (path: string) => {
        writeFileSync(`${path}.new`, "x");
        renameSync(`${path}.new`, path);
      },
    ],
    [
      "vanishes",
      (path: string) => {
        rmSync(path);
      },
    ],
  ])("refuses a file that %s while it is read", async (_, change) => {
    const path = fileOf(`cod_reg;note\n${"030;1\n".repeat(200_000)}`);
    const source = await openSource(path, { text });
    const reading = async (): Promise<void> => {
      let n = 0;
      for await (const block of source.blocks()) if (block.kind === "text" && n++ === 0) change(path);
    };
    expect((await refusal(reading())).code).toBe("SOURCE_CHANGED");
    expect(() => source.end()).toThrow();
  });

  it("gives blocks whose memory can be handed to a worker", async () => {
    const source = await openSource(fileOf(`cod_reg;note\n${"030;1\n".repeat(200_000)}`), { text });
    let rows = 0;
    for await (const block of source.blocks()) {
      if (block.kind !== "text") continue;
      rows += parseBlock(source.format, structuredClone(block, { transfer: [block.bytes.buffer] })).rows
        .length;
    }
    expect(rows).toBe(200_000);
  });
});

describe("large things", () => {
  const header = "cod_reg;data_amm;note\n";
  const row = "030;2026-01-01;x\n";

  it.each([
    ["a field of 10 MB in quotes", `030;"${"x".repeat(10_000_000)}";y\n`],
    ["a line of 64 MB", `${"x".repeat(64 * 1024 * 1024)}\n`],
    ["ten million quotes", `${'"'.repeat(10_000_001)}\n`],
  ])("%s is one bad row with its line, in bounded memory and under 5 s", async (_, monster) => {
    const path = fileOf(header + row + monster + row);
    const before = process.memoryUsage().arrayBuffers;
    const start = performance.now();
    const { bad, lines } = await readAll(path);
    expect(performance.now() - start).toBeLessThan(5000);
    expect(bad).toMatchObject([{ line: 3, code: "OC-F-003", params: { motivo: "lunghezza" } }]);
    expect(lines).toEqual([2, 4]);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(40 * 1024 * 1024);
    rmSync(path);
  });
});

describe("truncation", () => {
  it("at every byte of a file never throws anything unexpected and never invents a row", async () => {
    const content = Buffer.from(
      '\ufeffcod_reg;data_amm;note\r\n030;2026-01-01;"à ""b""\r\nc"\r\n"080";2026-02-01;d\r\n',
    );
    const whole = new Set((await readAll(fileOf(content))).rows.map((cells) => cells.join("|")));
    for (let n = 0; n < content.length; n++) {
      const outcome = await readAll(fileOf(content.subarray(0, n), "cut.csv")).catch(
        (error: unknown) => error,
      );
      if (outcome instanceof Error) expect(outcome.name).toBe("SiocError");
      else {
        const rows = (outcome as Awaited<ReturnType<typeof readAll>>).rows.map((cells) => cells.join("|"));
        // The last cell may be cut short, or the header: a row is the beginning of one that was there.
        for (const found of rows) expect([...whole].some((row) => row.startsWith(found))).toBe(true);
      }
    }
  });
});
