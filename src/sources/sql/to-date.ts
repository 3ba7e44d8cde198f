import { isCalendarDay } from "../../core/dates.ts";

/** Month names exports are written with: Italian and English, abbreviated to three letters. */
const MONTHS: ReadonlyMap<string, number> = new Map(
  [
    "GEN FEB MAR APR MAG GIU LUG AGO SET OTT NOV DIC",
    "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC",
  ].flatMap((names) => names.split(" ").map((name, i) => [name, i + 1] as const)),
);

/** Elements of a format, the longest first: what they match and the part of the date they give. */
const ELEMENTS: readonly (readonly [element: string, pattern: string, part: string])[] = [
  ["SYYYY", "\\d{4}", "year"],
  ["YYYY", "\\d{4}", "year"],
  ["RRRR", "\\d{4}|\\d{2}", "round"],
  ["MONTH", "[A-Z]+ *", "name"],
  ["HH24", "\\d{1,2}", "hour"],
  ["HH12", "\\d{1,2}", "hour12"],
  ["A.M.", "[AP]\\.M\\.", "half"],
  ["P.M.", "[AP]\\.M\\.", "half"],
  ["XFF", "[.,]\\d{1,9}", "fraction"],
  ["MON", "[A-Z]{3}", "name"],
  ["TZH", "[+-]?\\d{1,2}", "zone"],
  ["TZM", "\\d{2}", "zone"],
  ["TZR", "[A-Z0-9:+-]+", "zone"],
  ["YY", "\\d{2}", "century"],
  ["RR", "\\d{2}", "round"],
  ["MM", "\\d{1,2}", "month"],
  ["DD", "\\d{1,2}", "day"],
  ["HH", "\\d{1,2}", "hour12"],
  ["MI", "\\d{1,2}", "minute"],
  ["SS", "\\d{1,2}", "second"],
  ["FF", "\\d{1,9}", "fraction"],
  ["AM", "[AP]M", "half"],
  ["PM", "[AP]M", "half"],
];

/**
 * What TO_DATE and TO_TIMESTAMP make of a text: `aaaa-mm-gg`, or `aaaa-mm-gg hh:mm:ss` (with its fraction, if it has
 * one) when the format has a time. Two-digit years as Oracle reads them until 2049: RR 50–99 is 1950–1999, YY is 20YY.
 * @returns undefined for a format with elements we do not read (Julian days, eras, …) or a text that does not fit it.
 */
export function readDate(text: string, format: string): string | undefined {
  const compiled = compiledOf(format);
  const match = compiled?.pattern.exec(text.toUpperCase());
  if (!compiled || !match) return undefined;
  const parts = new Map(compiled.parts.map((part, i) => [part, match[i + 1] ?? ""] as const));
  const year = yearOf(parts);
  const month = parts.has("name")
    ? MONTHS.get((parts.get("name") ?? "").slice(0, 3))
    : numberOf(parts, "month");
  const day = numberOf(parts, "day");
  if (year === undefined || month === undefined || day === undefined) return undefined;
  if (!isCalendarDay(year, month, day)) return undefined;
  const date = `${pad(year, 4)}-${pad(month)}-${pad(day)}`;
  return withTime(date, parts);
}

type Parts = ReadonlyMap<string, string>;

interface Compiled {
  readonly pattern: RegExp;
  readonly parts: readonly string[];
}

/** An export has a handful of formats; a hostile one may have as many as it likes. */
const MAX_COMPILED = 64;
const compiled = new Map<string, Compiled | undefined>();

function compiledOf(format: string): Compiled | undefined {
  if (compiled.has(format)) return compiled.get(format);
  if (compiled.size >= MAX_COMPILED) compiled.clear();
  const made = format.length > 200 ? undefined : compile(format.toUpperCase());
  compiled.set(format, made);
  return made;
}

function compile(format: string): Compiled | undefined {
  const parts: string[] = [];
  let pattern = "";
  for (let i = 0; i < format.length;) {
    const rest = format.slice(i);
    const found = ELEMENTS.find(([element]) => rest.startsWith(element));
    const quoted = /^"([^"]*)"/.exec(rest);
    if (found) {
      parts.push(found[2]);
      pattern += `(${found[1]})`;
      i += found[0].length;
      // FF3: the digits of a fraction, which we take as they are
      if (found[2] === "fraction" && /^\d/.test(format.slice(i))) i++;
    } else if (quoted) {
      pattern += escaped(quoted[1] ?? "");
      i += quoted[0].length;
    } else if (/^[\s/.,:;-]/.test(rest)) {
      pattern += rest.startsWith(" ") ? "\\s+" : escaped(rest.charAt(0));
      i++;
    } else return undefined;
  }
  const single = parts.filter((part) => part !== "zone");
  if (new Set(single).size < single.length) return undefined;
  return { pattern: new RegExp(`^\\s*${pattern}\\s*$`), parts };
}

function yearOf(parts: Parts): number | undefined {
  const full = parts.get("year");
  if (full !== undefined) return Number(full);
  const two = parts.get("century");
  if (two !== undefined) return 2000 + Number(two);
  const round = parts.get("round");
  if (round === undefined) return undefined;
  if (round.length === 4) return Number(round);
  return Number(round) < 50 ? 2000 + Number(round) : 1900 + Number(round);
}

function withTime(date: string, parts: Parts): string | undefined {
  const twelve = numberOf(parts, "hour12");
  const half = parts.get("half");
  if (twelve !== undefined && (half === undefined || twelve < 1 || twelve > 12)) return undefined;
  const hour =
    twelve === undefined ? numberOf(parts, "hour") : (twelve % 12) + (half?.startsWith("P") ? 12 : 0);
  const minute = numberOf(parts, "minute");
  if (hour === undefined && minute === undefined) return date;
  const second = numberOf(parts, "second") ?? 0;
  if ((hour ?? 0) > 23 || (minute ?? 0) > 59 || second > 59) return undefined;
  const fraction = (parts.get("fraction") ?? "").replace(",", ".").replace(/^(?=\d)/, ".");
  return `${date} ${pad(hour ?? 0)}:${pad(minute ?? 0)}:${pad(second)}${/[1-9]/.test(fraction) ? fraction : ""}`;
}

function numberOf(parts: Parts, part: string): number | undefined {
  const digits = parts.get(part);
  return digits === undefined ? undefined : Number(digits);
}

const pad = (n: number, width = 2): string => String(n).padStart(width, "0");
const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
