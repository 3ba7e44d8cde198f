import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { SiocError } from "../../src/core/errors.ts";
import { DEFAULT_FILE } from "../../src/sources/index.ts";
import { fileOf, readAll, refusal, text } from "./helpers.ts";

const CSV = join(import.meta.dirname, "../../fixtures/corpus/csv");
const OWN = join(CSV, "own");

type Outcome =
  | { readonly refused: string; readonly line?: number }
  | {
      readonly rows: number;
      readonly bad?: readonly number[];
      readonly blank?: number;
      readonly notes?: readonly string[];
    };

const DELIMITER = "sources.note.delimiter";
const read = (rows: number, more: Omit<Extract<Outcome, { rows: number }>, "rows"> = {}): Outcome => ({
  rows,
  ...more,
});
const refused = (code: string, line?: number): Outcome =>
  line === undefined ? { refused: code } : { refused: code, line };

/** One row a file of expect.json. `why` is our reason, expect.json holds the demand. */
const OUTCOMES: Readonly<Record<string, readonly [Outcome, why: string]>> = {
  "utf8-bom.csv": [read(1, { notes: ["sources.note.bom"] }), "the mark is stripped and said"],
  "utf32.csv": [refused("SOURCE_BINARY"), "named as UTF-32, which nothing here reads"],
  "cp1252-euro.csv": [
    read(1, { notes: ["sources.note.windows1252"] }),
    "not UTF-8, plausible in Windows-1252, said",
  ],
  "cp850.csv": [refused("SOURCE_ENCODING", 2), "é of CP850 would read as a low quote: must be declared"],
  "utf8-invalid-bytes.csv": [refused("SOURCE_ENCODING", 2), "FF FE make no plausible Windows-1252 either"],
  "utf8-surrogates.csv": [
    refused("SOURCE_ENCODING", 2),
    "surrogates encoded as UTF-8 (CESU) are no encoding we read",
  ],
  "utf8-truncated-char.csv": [
    refused("SOURCE_ENCODING", 2),
    "an Ã with nothing after it is half a UTF-8 character",
  ],
  "nul-byte.csv": [
    refused("SOURCE_BINARY", 2),
    "NUL is in no text; often a file system zeroed after a crash",
  ],
  "control-chars.csv": [read(1), "well-formed row; OC-F-006 refuses it if the column is mapped (README)"],
  "mixed-eol.csv": [read(3, { notes: ["sources.note.lineEnds"] }), "all three line ends end a line; said"],
  "truncated-mid-record.csv": [read(49, { bad: [51] }), "the last row is short: that row only"],
  "truncated-in-quotes.csv": [read(0, { bad: [2] }), "quotes still open at the end of the file: that row"],
  "text-after-quote.csv": [read(0, { bad: [2] }), "text after a closing quote: that row"],
  "many-columns.csv": [read(0, { bad: [2] }), "13 cells where the header has 11"],
  "ragged.csv": [read(2, { bad: [3] }), "the short row is named, its neighbours are kept"],
  "header-spaces.csv": [read(1, { notes: ["sources.note.trimmed"] }), "names are trimmed, and it is said"],
  "header-proto.csv": [refused("SOURCE_HEADER"), "__proto__ must never become a key"],
  "header-only.csv": [refused("SOURCE_HEADER_ONLY"), "an empty quarter is declared, not sent by accident"],
  "empty.csv": [refused("SOURCE_EMPTY"), "0 bytes"],
  "only-bom.csv": [refused("SOURCE_EMPTY"), "nothing after the mark"],
  "blank-lines.csv": [
    read(1, { blank: 3 }),
    "blank lines are skipped and counted, line numbers stay physical",
  ],
  "comma-separated.csv": [read(1, { notes: [DELIMITER] }), "detected and said"],
  "pipe.csv": [read(1, { notes: [DELIMITER] }), "detected and said"],
  "sep-line.csv": [
    read(1, { notes: ["sources.note.sep"] }),
    "Excel's line is obeyed, said, and is not the header",
  ],
  "formula-1.csv": [read(1), "cells are data; the reports neutralise formulas"],
  "formula-2.csv": [read(1), "the same"],
  "formula-4.csv": [read(1), "the same, with doubled quotes"],
  "formula-7.csv": [read(1), "the same, full-width equals sign"],
  "formula-8.csv": [read(1), "the same"],
  "xml-metachar.csv": [read(1), "escaping is the serialiser's business"],
  "path-traversal-id.csv": [read(1), "well-formed row; no cell ever becomes a file name (README)"],
  "excel-date.csv": [read(1), "OC-F-007 refuses the serial number (README)"],
  "date-impossible.csv": [read(1), "OC-F-007 refuses 30 February (README)"],
  "date-year-0000.csv": [read(1), "rules (README)"],
  "discharge-before-admission.csv": [read(1), "rules (README)"],
  "cf-lowercase.csv": [read(1), "identity normalises and counts"],
  "cf-trailing-space.csv": [read(1), "identity normalises and counts"],
  "cf-nbsp.csv": [read(1), "OC-F-011 (README)"],
  "duplicate-records.csv": [read(2), "rules (README)"],
  "duplicate-key-different-data.csv": [read(2), "rules (README)"],
  "log-injection.csv": [read(1), "the line break stays inside the cell, one row on line 2"],
  "gzip-named-csv.csv": [
    read(1, { notes: ["sources.note.gzip"] }),
    "gzip of text is unwrapped whatever its name, and it is said (decision 0020)",
  ],
  "pdf-named-csv.csv": [refused("SOURCE_BINARY"), "named as PDF"],
  "html-named-csv.csv": [refused("SOURCE_BINARY"), "named as HTML"],
  "random.csv": [refused("SOURCE_BINARY"), "bytes with NUL among them"],
};

interface Expectation {
  readonly file: string;
  readonly expect: string;
  readonly why: string;
}
const EXPECTED = JSON.parse(readFileSync(join(OWN, "expect.json"), "utf8")) as readonly Expectation[];
/** Reading accepts these although expect.json says reject: see fixtures/corpus/csv/README.md. */
const LEFT_TO_RULES = new Set([
  "control-chars.csv",
  "path-traversal-id.csv",
  "excel-date.csv",
  "date-impossible.csv",
  "date-year-0000.csv",
  "discharge-before-admission.csv",
  "cf-nbsp.csv",
  "duplicate-records.csv",
  "duplicate-key-different-data.csv",
]);

/** The corpus asks to refuse it; since decision 0020 what was compressed is read, and said. */
const UNWRAPPED = new Set(["gzip-named-csv.csv"]);

/** Say-it files whose oddity is inside a cell: identity normalises the identifier, and counts. */
const SAID_BY_IDENTITY = new Set(["cf-lowercase.csv", "cf-trailing-space.csv"]);

describe("the corpus of bad CSV files", () => {
  it("has a recorded outcome for every file", () => {
    const files = readdirSync(OWN)
      .filter((name) => name.endsWith(".csv"))
      .sort();
    expect(Object.keys(OUTCOMES).sort()).toEqual(files);
    expect(EXPECTED.map(({ file }) => file).sort()).toEqual(files);
  });

  it.each(Object.entries(OUTCOMES).map(([file, [outcome, why]]) => ({ file, outcome, why })))(
    "$file: $why",
    async ({ file, outcome }) => {
      const path = join(OWN, file);
      if ("refused" in outcome) {
        const error = await refusal(readAll(path));
        expect(error.code).toBe(outcome.refused);
        expect(error.data["file"]).toBe(file);
        if (outcome.line !== undefined) expect(error.data["line"]).toBe(outcome.line);
        return;
      }
      const result = await readAll(path);
      expect(result.rows).toHaveLength(outcome.rows);
      expect(result.bad.map(({ line }) => line)).toEqual(outcome.bad ?? []);
      expect(result.blank).toBe(outcome.blank ?? 0);
      for (const note of outcome.notes ?? []) expect(result.notes).toContain(note);
    },
  );

  it.each(EXPECTED)("$file does what is demanded: $expect", async ({ file, expect: demand }) => {
    const result = await readAll(join(OWN, file)).catch((error: unknown) => {
      if (error instanceof SiocError) return undefined;
      throw error;
    });
    const clean = result?.bad.length === 0;
    if (demand === "accept") expect(clean).toBe(true);
    if (demand === "reject" && !LEFT_TO_RULES.has(file) && !UNWRAPPED.has(file)) expect(clean).toBe(false);
    if (!demand.startsWith("accept-or") || result === undefined || SAID_BY_IDENTITY.has(file)) return;
    // The delimiter note counts only where the delimiter is what is odd.
    const odd = file === "comma-separated.csv" || file === "pipe.csv";
    expect(result.notes.filter((note) => odd || note !== DELIMITER).length + result.blank).toBeGreaterThan(0);
  });

  it("repeats no cell of any file in an error", async () => {
    for (const { file } of EXPECTED) {
      const error = await readAll(join(OWN, file)).then(
        () => undefined,
        (e: unknown) => e as Error,
      );
      expect(`${error?.message} ${error?.stack} ${String(error?.cause)}`).not.toMatch(/RSSMRA85T10A562S/i);
    }
  });

  it("reads CP850 when it is declared", async () => {
    const { rows } = await readAll(join(OWN, "cp850.csv"), { file: { ...DEFAULT_FILE, encoding: "cp850" } });
    expect(rows[0]?.at(-1)).toBe("perché");
  });

  it("reads Windows-1252 with its own characters, not those of Latin-1", async () => {
    const { rows } = await readAll(join(OWN, "cp1252-euro.csv"));
    expect(rows[0]?.at(-1)).toBe("€ – “x”");
  });

  it("keeps a line break inside its cell and numbers the row by its first line", async () => {
    const { rows, lines } = await readAll(join(OWN, "log-injection.csv"));
    expect(rows[0]?.at(-1)).toBe("x\n2026-01-01T00:00:00Z INFO batch ACCEPTED");
    expect(lines).toEqual([2]);
  });
});

describe("csv-spectrum", () => {
  const folder = join(CSV, "csv-spectrum");
  const names = readdirSync(join(folder, "csvs")).map((name) => name.replace(".csv", ""));

  it.each(names.filter((name) => name !== "location_coordinates"))(
    "%s reads as its JSON says",
    async (name) => {
      const expected = JSON.parse(readFileSync(join(folder, "json", `${name}.json`), "utf8")) as Record<
        string,
        string
      >[];
      const content = readFileSync(join(folder, "csvs", `${name}.csv`), "utf8");
      // The snapshot's *_crlf files have lost their CR to a git filter; their JSON still expects it.
      const path = fileOf(name.endsWith("_crlf") ? content.replace(/\r?\n/g, "\r\n") : content);
      const { header, rows, bad } = await readAll(path);
      expect(bad).toEqual([]);
      expect(rows.map((row) => Object.fromEntries(header.map((h, i) => [h, row[i]])))).toEqual(expected);
    },
  );

  it("location_coordinates: quotes inside an unquoted cell make that row bad, since guessing them could shift cells", async () => {
    const { rows, bad } = await readAll(join(folder, "csvs", "location_coordinates.csv"));
    expect(rows).toEqual([]);
    expect(bad).toMatchObject([{ line: 2, code: "OC-F-003", params: { motivo: "virgolette" } }]);
  });
});

const quoted = (cell: string): string => `"${cell.replaceAll('"', '""')}"`;

describe("strings that hurt", () => {
  const blns = JSON.parse(readFileSync(join(CSV, "../text/blns.json"), "utf8")) as readonly string[];
  const payloads = ["payloadbox.txt", "patt-readme.md"].flatMap((name) =>
    readFileSync(join(CSV, "injection", name), "utf8").split("\n"),
  );
  const readable = [...blns, ...payloads].filter((s) => !s.includes("\0") && !/\p{Surrogate}/u.test(s));

  it("come back unchanged from a quoted cell, text or identifier", async () => {
    const lines = readable.map((s, i) => `${i};${quoted(s)};${quoted(s)};fine`);
    const { rows, bad, blank } = await readAll(fileOf(`num_ric;cod_ident;note;x\n${lines.join("\r\n")}\r\n`));
    expect([bad, blank]).toEqual([[], 0]);
    expect(rows).toEqual(readable.map((s, i) => [String(i), s, s, "fine"]));
  });

  it("written raw, each costs at most its own lines: the good row after each one is never lost", async () => {
    const lines = readable.flatMap((s, i) => [`${i};${s};x;y`, `sano;${i};x;y`]);
    const { rows } = await readAll(fileOf(`num_ric;cod_ident;note;x\n${lines.join("\n")}\n`), {
      file: { ...DEFAULT_FILE, delimiter: ";" },
    });
    expect(rows.filter((row) => row[0] === "sano").map((row) => row[1])).toEqual(
      readable.map((_, i) => String(i)),
    );
  });

  it("as file names are printed harmless", async () => {
    const path = fileOf("", "RSSMRA85T10A562S\u001b[31m.csv");
    const error = await refusal(readAll(path));
    expect(text("error.SOURCE_EMPTY", error.data)).toBe("il file [omesso]�[31m.csv è vuoto");
  });
});
