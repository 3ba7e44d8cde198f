import type { CampoFisso, Mappa } from "../../model/mappa.ts";
import { headOf } from "../bytes/bytes.ts";
import { detectEncoding } from "../bytes/encoding.ts";
import { openBytes } from "../bytes/open.ts";
import { byteEncoding } from "../bytes/transcode.ts";
import { detectDelimiter } from "../csv/delimiter.ts";
import { decode } from "../csv/parse.ts";
import { decodedHead } from "../csv/reader.ts";
import type { OpenOptions } from "../source.ts";

const LINES = 1000;
/** Shorter lines are a list, not a record. */
const MIN_LENGTH = 24;

/**
 * Where the columns of a fixed-width file seem to be, or undefined if it does not look like one: lines as long as
 * each other, and no delimiter. A first guess, by what stands in the same place in every line.
 * @throws as openSource, for what cannot be read as text
 */
export async function guessFixed(
  path: string,
  file: Mappa["file"],
  options: Pick<OpenOptions, "text" | "stdin">,
): Promise<readonly CampoFisso[] | undefined> {
  const bytes = await openBytes(path, options);
  const detected = await detectEncoding(bytes, await headOf(bytes), file.encoding);
  const { head } = await decodedHead(bytes, detected);
  const encoding = byteEncoding(detected.encoding);
  const delimited = detectDelimiter(head.subarray(0, 256 * 1024), file.quote, encoding);
  if (delimited !== undefined && delimited.agreement > 0.8) return undefined;
  const all = decode(head, encoding).split(/\r\n|\n|\r/, LINES + file.skip_lines);
  const lines = all.slice(file.skip_lines).filter((line) => line.trim() !== "");
  const length = lengthOf(lines);
  if (lines.length < 2 || length < MIN_LENGTH) return undefined;
  return spansOf(lines.filter((line) => line.length <= length).map((line) => line.padEnd(length)));
}

/** The length most lines have; of lines that lost the blanks at their end the longest. */
function lengthOf(lines: readonly string[]): number {
  const counts = new Map<number, number>();
  for (const { length } of lines) counts.set(length, (counts.get(length) ?? 0) + 1);
  const [most = 0, n = 0] = [...counts].sort((a, b) => b[1] - a[1])[0] ?? [];
  return n >= 0.6 * lines.length ? most : Math.max(0, ...counts.keys());
}

/** Things recognised wherever they stand. */
const NOTI: readonly (readonly [length: number, RegExp])[] = [
  [16, /^[A-Z]{6}[0-9LMNP-V]{2}[A-Z][0-9LMNP-V]{2}[A-Z][0-9LMNP-V]{3}[A-Z]$/i],
  [10, /^(?:\d{4}[-/]\d{2}[-/]\d{2}|\d{2}[-/.]\d{2}[-/.]\d{4})$/],
  [8, /^(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])$/],
  [5, /^(?:[01]\d|2[0-3]):[0-5]\d$/],
];

/** All the characters of the lines, cut into columns. */
export function spansOf(lines: readonly string[]): readonly CampoFisso[] {
  const length = lines[0]?.length ?? 0;
  const starts = new Set<number>([0]);
  const inside = new Set<number>();
  for (let at = 0; at < length; at++) {
    const known = NOTI.find(([size, pattern]) => !inside.has(at) && holds(lines, at, size, pattern))?.[0];
    if (known === undefined) continue;
    starts.add(at).add(at + known);
    for (let i = 1; i < known; i++) inside.add(at + i);
    at += known - 1;
  }
  const places = Array.from({ length }, (_, at) => placeOf(lines, at));
  for (let at = 1; at < length; at++)
    if (!inside.has(at) && begins(at, places, lines, starts)) starts.add(at);
  const edges = [...starts].filter((at) => at < length).sort((a, b) => a - b);
  return edges
    .flatMap((from, i) => sender(lines, from, edges[i + 1] ?? length))
    .map(([from, to], i) => ({ name: `campo_${i + 1}`, from: from + 1, length: to - from }));
}

/** Most lines that are not blank there have it, and it is not rare. */
function holds(lines: readonly string[], at: number, size: number, pattern: RegExp): boolean {
  const cells = lines.map((line) => line.slice(at, at + size)).filter((cell) => cell.trim() !== "");
  return (
    cells.length >= 0.2 * lines.length &&
    cells.filter((cell) => pattern.test(cell)).length > 0.9 * cells.length
  );
}

interface Place {
  /** Share of lines blank there. */
  readonly blank: number;
  /** Digits, letters, either, or nothing at all. */
  readonly kind: "9" | "A" | "?" | "";
}

function placeOf(lines: readonly string[], at: number): Place {
  const chars = lines.map((line) => line[at] ?? " ").filter((char) => char !== " ");
  const share = (pattern: RegExp): number => chars.filter((char) => pattern.test(char)).length / chars.length;
  const blank = 1 - chars.length / lines.length;
  if (chars.length === 0) return { blank, kind: "" };
  return { blank, kind: share(/\d/) > 0.9 ? "9" : share(/\p{L}/u) > 0.9 ? "A" : "?" };
}

/** Another kind of character, or text that begins again after the blanks that filled up what was before it. */
function begins(
  at: number,
  places: readonly Place[],
  lines: readonly string[],
  starts: ReadonlySet<number>,
): boolean {
  const [before, here] = [places[at - 1], places[at]];
  if (before === undefined || here === undefined || here.kind === "") return false;
  if (before.kind === "") return true;
  if (before.blank - here.blank > 0.2)
    return endsInBlanks(lines, Math.max(...[...starts].filter((s) => s < at)), at);
  return before.kind !== here.kind && before.blank < 0.5 && Math.abs(before.blank - here.blank) < 0.05;
}

/** Text on the left, blanks on its right: a number is the other way round, and goes on. */
const endsInBlanks = (lines: readonly string[], from: number, at: number): boolean =>
  lines.some((line) => line[at - 1] === " " && line.slice(from, at).trim() !== "");

const REGIONE = /^(?:0[1235-9]0|04[12]|1[0-9]0|200)$/;

/** Region, azienda and struttura stand together at the head of many records, without anything between. */
function sender(lines: readonly string[], from: number, to: number): readonly (readonly [number, number])[] {
  const regioni = new Set(lines.map((line) => line.slice(from, from + 3)));
  const [only = ""] = regioni;
  if (to - from < 12 || regioni.size !== 1 || !REGIONE.test(only)) return [[from, to]];
  const edges = [from, from + 3, from + 6, from + 12, to];
  return edges
    .slice(1)
    .flatMap((edge, i) => (edge > (edges[i] ?? 0) ? [[edges[i] ?? 0, edge] as const] : []));
}
