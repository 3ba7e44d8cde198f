import fc from "fast-check";

/** Strings that have broken a reader of SQL or of CSV somewhere. */
export const HOSTILE: readonly string[] = [
  "",
  " ",
  "  a margine  ",
  "NULL",
  String.raw`\N`,
  String.raw`\\`,
  "\\",
  "'",
  "''",
  '"',
  '""',
  "O'Brien; DROP TABLE r; --",
  "a,b;c\td|e",
  "riga\nnuova",
  "riga\r\nnuova",
  "solo\rcr",
  "\ttab",
  "=1+1",
  "$$",
  "$1",
  "%s %n ?",
  "/* */ -- #",
  "è à € ß",
  "😀 𝄞",
  "e\u0301",
  "\u200b\u2028\ufeff",
  "{}",
  "[object Object]",
  "2026-01-10T10:00:00Z",
  "x".repeat(70_000),
];

/** Strings of every kind of character that all servers store: no NUL, no lone surrogate. */
export function anyStrings(count: number): readonly string[] {
  const text = fc.string({ unit: "binary", maxLength: 40 }).map((s) => s.replaceAll("\0", ""));
  const marks = fc.string({
    unit: fc.constantFrom("'", '"', "\\", "\n", "\r", ",", ";", "`", "$", "-", "\t", "N"),
    maxLength: 12,
  });
  return fc.sample(fc.oneof(text, marks), { seed: 20260329, numRuns: count });
}

/** Days that a time zone, a calendar or a library gets wrong; some of Italy's summer times began at midnight. */
export const DAYS: readonly string[] = [
  "1899-12-31",
  "1900-02-28",
  "1582-10-10",
  "1800-03-04",
  "1966-05-22",
  "1979-05-27",
  "1970-01-01",
  "2026-03-29",
  "2026-10-25",
  "9999-12-31",
];
/** The hour that summer time skips, and the one it repeats. */
export const HOURS: readonly string[] = ["00:00:00", "02:30:00", "00:30:00", "23:59:59"];
