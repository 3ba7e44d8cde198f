import fc from "fast-check";
import iconv from "iconv-lite";
import { describe, expect, it } from "vitest";

import type { CampoFisso, Encoding } from "../../src/model/mappa.ts";
import { DEFAULT_FILE, openSource, parseBlock, type OpenOptions } from "../../src/sources/index.ts";
import { CHUNK, MAX_RECORD, type FixedFormat } from "../../src/sources/source.ts";
import { fileOf, readAll, refusal, text, type ReadResult } from "./helpers.ts";

const runs = process.env["SLOW"] ? 10_000 : 100;

/** `{ a: 3, b: 5 }`: columns one after the other. */
function columns(widths: Readonly<Record<string, number>>): readonly CampoFisso[] {
  let from = 1;
  return Object.entries(widths).map(([name, length]) => {
    const campo = { name, from, length };
    from += length;
    return campo;
  });
}

const FIXED = columns({ num_ric: 4, data_amm: 8, nome: 6 });
const LENGTH = 18;

function read(content: string | Uint8Array, options: Partial<OpenOptions> = {}): Promise<ReadResult> {
  return readAll(fileOf(content), { fixed: FIXED, ...options });
}

const LINES = [
  "A001" + "20260101" + "Maria ",
  "A002" + "20260102" + "Nicolò",
  " A3 " + "        " + "Zoë   ",
];
const ROWS = [
  ["A001", "20260101", "Maria"],
  ["A002", "20260102", "Nicolò"],
  ["A3", "", "Zoë"],
];

describe("a fixed width file", () => {
  it("is cut at the declared positions, without the padding on either side", async () => {
    const source = await openSource(fileOf(`${LINES.join("\n")}\n`), { text, fixed: FIXED });
    expect(source).toMatchObject({ tipo: "fixed", header: ["num_ric", "data_amm", "nome"], headerLine: 0 });
    expect(text(source.what.key, source.what.data)).toBe("larghezza fissa, UTF-8, 18 caratteri");
    const { rows, lines, bad, blank, notes } = await read(`${LINES.join("\n")}\n`);
    expect({ rows, lines, bad, blank, notes }).toEqual({
      rows: ROWS,
      lines: [1, 2, 3],
      bad: [],
      blank: 0,
      notes: [],
    });
  });

  it.each([
    ["LF", "\n", []],
    ["CRLF", "\r\n", []],
    ["CR", "\r", ["sources.note.lineEnds"]],
  ])("may end its lines with %s, the last one or not", async (_, eol, said) => {
    for (const end of ["", eol, `${eol}\u001a`, "\u001a"]) {
      const { rows, bad, notes, physicalLines } = await read(LINES.join(eol) + end);
      expect([rows, bad, notes]).toEqual([ROWS, [], said]);
      expect(physicalLines).toBe(end === `${eol}\u001a` ? 4 : 3);
    }
  });

  it("counts blank lines, and lines whose columns are all blank", async () => {
    const [first = "", second = ""] = LINES;
    const { rows, lines, blank, bad } = await read(
      `\n${first}\r\n   \r\n${" ".repeat(18)}\r\n${second}\r\n\r\n\u001a`,
    );
    expect({ n: rows.length, lines, blank, bad }).toEqual({ n: 2, lines: [2, 5], blank: 5, bad: [] });
  });

  it("begins after the lines to be skipped, whose length is nobody's business", async () => {
    const file = { ...DEFAULT_FILE, skip_lines: 2 };
    const { rows, lines } = await read(`Esportazione del 1/1\n\n${LINES.join("\n")}\n`, { file });
    expect([rows, lines]).toEqual([ROWS, [3, 4, 5]]);
  });

  it("may leave places between its columns, and take them in any order", async () => {
    const fixed = [
      { name: "nome", from: 13, length: 6 },
      { name: "num_ric", from: 1, length: 4 },
    ];
    const { header, rows } = await read(`${LINES.join("\n")}\n`, { fixed });
    expect([header, rows[0]]).toEqual([
      ["nome", "num_ric"],
      ["Maria", "A001"],
    ]);
  });

  it("says which columns overlap, and reads them", async () => {
    const fixed = [...FIXED, { name: "anno", from: 5, length: 4 }];
    const { rows, notes } = await read(`${LINES.join("\n")}\n`, { fixed });
    expect(notes).toEqual(["sources.note.fixedOverlap"]);
    expect(rows[0]).toEqual(["A001", "20260101", "Maria", "2026"]);
  });

  it("loses only the line of another length, which is named with what was found", async () => {
    const content = [...LINES, "A00420260101Anna", "A005 20260101Luigia", "A006", ...LINES].join("\n");
    const { rows, bad, lines } = await read(`${content}\n`);
    expect(bad).toEqual([
      { line: 4, code: "OC-S-004", params: { n: 16, m: 18 } },
      { line: 5, code: "OC-S-004", params: { n: 19, m: 18 } },
      { line: 6, code: "OC-S-004", params: { n: 4, m: 18 } },
    ]);
    expect([rows, lines]).toEqual([
      [...ROWS, ...ROWS],
      [1, 2, 3, 7, 8, 9],
    ]);
  });

  it("may have blanks after its last column", async () => {
    const { rows, bad, notes } = await read(LINES.map((line) => `${line}${" ".repeat(12)}\r\n`).join(""));
    expect([rows, bad, notes]).toEqual([ROWS, [], []]);
  });

  it("may have lost the blanks at the end of its lines, which is said", async () => {
    const content = LINES.map((line) => `${line.trimEnd()}\n`).join("");
    const { rows, bad, notes } = await read(content);
    expect([rows, bad, notes]).toEqual([ROWS, [], ["sources.note.fixedStripped"]]);
    expect((await read(`${content}A009   \n`)).bad).toHaveLength(3); // one blank at the end of a line: they were not lost
  });

  it.each<[string, string, readonly number[], readonly string[]]>([
    ["a last line cut off", `${LINES.join("\n")}\nA00420260101An`, [4], []],
    [
      "a last line cut off, the blanks lost",
      `${LINES.map((l) => l.trimEnd()).join("\n")}\nA00420260101An`,
      [4],
      ["sources.note.fixedStripped"],
    ],
    [
      "lines all too short by the same",
      "A00120260101Mari\nA00220260102Nico\nA00320260103Zoes\n",
      [1, 2, 3],
      ["sources.note.fixedLength"],
    ],
    [
      "lines all longer",
      "A00120260101Maria RM1\nA00220260102NicolòTO1\n",
      [1, 2],
      ["sources.note.fixedLength"],
    ],
    [
      "lines of all lengths",
      "A001 20260101 Maria Rossi\nA00\nA002 20260102 Nicolò\n",
      [1, 2, 3],
      ["sources.note.fixedVaries"],
    ],
    [
      "a CSV",
      "A001;20260101;Maria;x\nA002;20260102;Nicolò\nA3;;Zoë\n",
      [1, 2, 3],
      ["sources.note.fixedDelimiter"],
    ],
    [
      "tabs, in lines of the right length",
      "A001\t20260101\tMari\nA002\t20260102\tAnna\n",
      [],
      ["sources.note.fixedDelimiter"],
    ],
  ])("with %s", async (_, content, wrong, said) => {
    const { bad, notes } = await read(content);
    expect([bad.map(({ line }) => line), notes]).toEqual([wrong, said]);
  });
});

describe("characters", () => {
  const line = (name: string): string => `A00120260101${name}`;
  const CASES: readonly (readonly [Encoding, string, string])[] = [
    ["utf-8", "è€😀  x", "utf8"],
    ["windows-1252", "è€ n. x", "windows-1252"],
    ["iso-8859-15", "è€ n. x", "iso-8859-15"],
    ["cp850", "è à ùx", "cp850"],
    ["utf-16le", "è€😀  x", "utf16le"],
    ["utf-16be", "è€😀  x", "utf16-be"],
  ];
  it.each(CASES)("are counted after decoding %s, one each", async (encoding, name, codec) => {
    const padded = Array.from(`${name}      `).slice(0, 6).join("");
    const content = iconv.encode(`${line(padded)}\n${line("Maria ")}\n`, codec);
    const { rows, bad } = await read(content, { file: { ...DEFAULT_FILE, encoding } });
    expect(bad).toEqual([]);
    expect(rows[0]?.[2]).toBe(padded.trim());
  });

  it("are found out like those of a CSV: mark, UTF-8, Windows-1252", async () => {
    const content = `${line("Nicolò")}\n`;
    for (const [bytes, note] of [
      [iconv.encode(content, "utf8", { addBOM: true }), "sources.note.bom"],
      [iconv.encode(content, "utf16le", { addBOM: true }), "sources.note.bom"],
      [iconv.encode(content, "windows-1252"), "sources.note.windows1252"],
    ] as const) {
      const { rows, notes } = await read(bytes);
      expect([rows[0]?.[2], notes]).toEqual(["Nicolò", [note]]);
    }
  });

  it("that were counted in bytes are remarked upon, and their lines refused", async () => {
    const utf8 = (name: string): string => line(name + " ".repeat(6 - Buffer.byteLength(name)));
    const { bad, notes, rows } = await read(
      ["Maria", "Zoë", "Perù", "Anna"].map((n) => `${utf8(n)}\n`).join(""),
    );
    expect(notes).toEqual(["sources.note.fixedBytes"]);
    expect([rows.length, bad.map((row) => row.params)]).toEqual([
      2,
      [
        { n: 17, m: 18 },
        { n: 17, m: 18 },
      ],
    ]);
  });

  it("inside a cell stay as they are: only blanks are padding", async () => {
    const { rows } = await read(`${line("\u00a0a b\u00a0 ")}\n${line("0 0012")}\n`);
    expect(rows.map((row) => row[2])).toEqual(["\u00a0a b\u00a0", "0 0012"]);
  });

  it("that are not of the encoding are refused with their line", async () => {
    const content = Buffer.concat([
      Buffer.from(`${line("Maria ")}\n${line("Mar")}`),
      Buffer.from([0xff, 0xfe, 0x81]),
      Buffer.from("\n"),
    ]);
    expect(await refusal(read(content))).toMatchObject({ code: "SOURCE_ENCODING", data: { line: 2 } });
  });

  it("that stopped being UTF-8 since the file was checked cost their line", () => {
    const bytes = new Uint8Array(
      Buffer.concat([Buffer.from("abc\n"), Buffer.from([0xff, 0x61, 0x62]), Buffer.from("\ndef\n")]),
    );
    const format: FixedFormat = {
      kind: "fixed",
      encoding: "utf-8",
      spans: [[0, 3]],
      length: 3,
      stripped: false,
      width: 1,
    };
    const parsed = parseBlock(format, { kind: "text", bytes, firstLine: 7 });
    expect(parsed.rows).toEqual([["abc"], ["def"]]);
    expect(parsed.bad).toMatchObject([{ line: 8, code: "OC-F-001" }]);
  });
});

describe("opening a fixed width file", () => {
  it.each<[string, string, Partial<OpenOptions>, string, string?]>([
    ["without columns", "x", { fixed: [], tipo: "fixed" }, "SOURCE_FIXED", "non dichiara le colonne"],
    [
      "with a name twice",
      "x",
      { fixed: [...columns({ a: 1, b: 1 }), { name: "A", from: 9, length: 1 }] },
      "SOURCE_FIXED",
      "ripetuti: A",
    ],
    [
      "with a hostile name",
      "x",
      { fixed: columns({ a: 1, constructor: 4 }) },
      "SOURCE_FIXED",
      "non ammessi: constructor",
    ],
    [
      "with an identifier for a name",
      "x",
      { fixed: columns({ RSSMRA85T10A562S: 4 }) },
      "SOURCE_FIXED",
      "dati",
    ],
    ["of nothing but blanks", " \r\n\n\u001a", {}, "SOURCE_EMPTY"],
    [
      "of lines to be skipped alone",
      "a\nb\n",
      { file: { ...DEFAULT_FILE, skip_lines: 2 } },
      "SOURCE_HEADER_ONLY",
    ],
    ["without line ends", LINES.join(""), {}, "SOURCE_FIXED", "fine riga"],
    ["of one line of 64 MB", "x".repeat(64 * 1024 * 1024), {}, "SOURCE_FIXED", "fine riga"],
    ["with a NUL", `${LINES.join("\n")}\n\0`, {}, "SOURCE_BINARY"],
    ["that is a PDF", "%PDF-1.7", {}, "SOURCE_BINARY"],
    [
      "declared to skip more than can be looked at",
      `${"x".repeat(100_000)}\n`.repeat(40),
      { file: { ...DEFAULT_FILE, skip_lines: 40 } },
      "SOURCE_FIXED",
      "skip_lines",
    ],
  ])("%s is refused", async (_, content, options, code, reason = "") => {
    const error = await refusal(read(content, options));
    expect(error.code).toBe(code);
    expect(String(error.data["reason"] ?? "")).toContain(reason);
    expect(JSON.stringify(error.data)).not.toMatch(/RSSMRA|A00/);
  });

  it("shows what to write when no column is declared", async () => {
    const error = await refusal(read("x", { fixed: [], tipo: "fixed" }));
    expect(text(`hint.${error.code}`, error.data)).toContain("num_ric = [1, 10]");
  });

  it("accepts one without rows where that says something", async () => {
    const { rows } = await read("Estrazione vuota\n", {
      file: { ...DEFAULT_FILE, skip_lines: 1 },
      mayBeEmpty: true,
    });
    expect(rows).toEqual([]);
  });
});

describe("large and hostile", () => {
  it("reads the same in blocks as in one, and numbers its lines", async () => {
    const n = Math.ceil((3 * CHUNK) / 20);
    const rows = Array.from(
      { length: n },
      (_, i) => `${String(i).padStart(6, "0")}${i % 7 === 3 ? "è€" : "  "}😀${" ".repeat(9)}`,
    );
    const { rows: got, lines, bad } = await read(`${rows.join("\r\n")}\r\n`);
    expect(got).toEqual(rows.map(cellsOf));
    expect([lines.at(0), lines.at(-1), bad.length]).toEqual([1, n, 0]);
  });

  it.each([MAX_RECORD - 1, MAX_RECORD, MAX_RECORD + 1, 3 * MAX_RECORD])(
    "names a line of %i bytes and goes on",
    async (size) => {
      const { rows, bad, lines } = await read(`${LINES[0] ?? ""}\n${"x".repeat(size)}\n${LINES[1] ?? ""}\n`);
      expect([rows.length, lines]).toEqual([2, [1, 3]]);
      const n = size <= MAX_RECORD ? size : 0;
      expect(bad).toMatchObject([{ line: 2, code: "OC-S-004", params: { n, m: LENGTH } }]);
    },
  );
});

/** The cells of a line, cut the slow way. */
function cellsOf(line: string): readonly string[] {
  const chars = Array.from(line);
  const cell = ({ from, length }: CampoFisso): string => chars.slice(from - 1, from - 1 + length).join("");
  return FIXED.map((campo) => cell(campo).replace(/^ +| +$/g, ""));
}

describe("padded rows", () => {
  const CODECS = [
    ["utf-8", "utf8", ["a", "è", "€", "😀", " ", "0", ";", "\t", "'", "Ω"]],
    ["windows-1252", "windows-1252", ["a", "è", "€", "ß", " ", "0", ";", "“", "’"]],
    ["cp850", "cp850", ["a", "è", "ù", "ß", " ", "0", ";", '"', "½"]],
    ["utf-16le", "utf16le", ["a", "è", "€", "😀", " ", "0", ";", "\t", "\u2028"]],
  ] as const;

  it.each(CODECS)("in %s come back as they were", async (encoding, codec, letters) => {
    const width = fc.integer({ min: 1, max: 9 });
    const table = fc.array(width, { minLength: 1, maxLength: 5 }).chain((widths) => {
      const cell = (n: number) =>
        fc
          .array(fc.constantFrom(...letters), { maxLength: n })
          .map((chars) => chars.join("").replace(/^ +| +$/g, ""));
      const row = fc.tuple(...widths.map(cell)).filter((cells) => cells.some((value) => value.trim() !== ""));
      return fc.record({
        widths: fc.constant(widths),
        rows: fc.array(row, { minLength: 1, maxLength: 12 }),
        right: fc.boolean(),
        eol: fc.constantFrom("\n", "\r\n", "\r"),
        filler: fc.constantFrom("", "   "),
      });
    });
    await fc.assert(
      fc.asyncProperty(table, async ({ widths, rows, right, eol, filler }) => {
        const pad = (value: string, n: number): string => {
          const blanks = " ".repeat(n - Array.from(value).length);
          return right ? blanks + value : value + blanks;
        };
        const lines = rows.map(
          (cells) => cells.map((value, i) => pad(value, widths[i] ?? 0)).join("") + filler,
        );
        const fixed = columns(Object.fromEntries(widths.map((n, i) => [`c${i}`, n])));
        const file = { ...DEFAULT_FILE, encoding };
        const path = fileOf(iconv.encode(lines.join(eol) + eol, codec), `padded-${encoding}.txt`);
        const result = await readAll(path, { fixed, file });
        expect(result.bad).toEqual([]);
        expect(result.rows).toEqual(rows);
      }),
      { numRuns: runs },
    );
  });

  it("and lines of any kind are all accounted for", async () => {
    const piece = fc.constantFrom(
      "A00120260101Maria ",
      "A001",
      "\n",
      "\r\n",
      "\r",
      " ",
      "\u001a",
      "è",
      "😀",
      "\t",
      "A00120260101Mari",
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { minLength: 1, maxLength: 30 }), async (pieces) => {
        const content = `${LINES[0] ?? ""}\n${pieces.join("")}`;
        const { rows, bad, blank, physicalLines } = await read(content);
        expect(rows.length + bad.length + blank).toBe(physicalLines);
        expect(physicalLines).toBe(content.replace(/(?:\r\n|\r|\n)$/, "").split(/\r\n|\r|\n/).length);
      }),
      { numRuns: runs * 2 },
    );
  });
});
