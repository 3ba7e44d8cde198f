import { numero, type Lingua } from "../text/index.ts";

export type Cella = string | number;

export interface TabellaOptions {
  readonly lingua: Lingua;
  readonly intestazione?: readonly string[];
  /** Spaces before each line; 0 by default. */
  readonly rientro?: number;
  /** Where lines end: the last column goes to more lines. Endless by default. */
  readonly larghezza?: number;
}

const GAP = "  ";

/**
 * Rows in aligned columns: no drawing, no trailing spaces. Numbers take the language's separators; a column that
 * holds only numbers (and blanks) is aligned right.
 */
export function tabella(righe: readonly (readonly Cella[])[], options: TabellaOptions): string[] {
  const columns = Math.max(0, options.intestazione?.length ?? 0, ...righe.map((r) => r.length));
  const right = Array.from({ length: columns }, (_, c) => soloNumeri(righe, c));
  const body = righe.map((riga) => riga.map((cella) => testo(cella, options.lingua)));
  const all = options.intestazione === undefined ? body : [options.intestazione, ...body];
  const widths = right.map((_, c) => Math.max(0, ...all.map((riga) => larghezza(riga[c] ?? ""))));
  return all.flatMap((riga) => disponi(riga, widths, right, options));
}

function disponi(
  riga: readonly string[],
  widths: readonly number[],
  right: readonly boolean[],
  options: TabellaOptions,
): string[] {
  const indent = " ".repeat(options.rientro ?? 0);
  const last = widths.length - 1;
  const before = widths.slice(0, last).map((w, c) => allinea(riga[c] ?? "", w, right[c] === true) + GAP);
  const lead = indent + before.join("");
  const final = riga[last] ?? "";
  if (right[last] === true) return [(lead + allinea(final, widths[last] ?? 0, true)).trimEnd()];
  const room = (options.larghezza ?? Infinity) - larghezza(lead);
  const lines = avvolgi(final, Math.max(room, 20));
  return lines.map((line, n) => ((n === 0 ? lead : " ".repeat(larghezza(lead))) + line).trimEnd());
}

function soloNumeri(righe: readonly (readonly Cella[])[], column: number): boolean {
  const cells = righe.map((riga) => riga[column] ?? "").filter((cella) => cella !== "");
  return cells.length > 0 && cells.every((cella) => typeof cella === "number");
}

function testo(cella: Cella, lingua: Lingua): string {
  return typeof cella === "number" ? numero(cella, lingua) : cella;
}

function allinea(text: string, width: number, right: boolean): string {
  const space = " ".repeat(Math.max(0, width - larghezza(text)));
  return right ? space + text : text + space;
}

const ZERO = /^[\p{Mn}\p{Me}\p{Cf}\p{Cc}]$/u;
// East Asian wide and full-width blocks, and emoji: what terminals show in two places.
const DOPPIO =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]$/u;
// Plain ASCII is the common case: one place a character.
const ASCII = /^[\x20-\x7e]*$/;

/** Places a text takes on a terminal: combining marks none, East Asian characters two. */
export function larghezza(text: string): number {
  if (ASCII.test(text)) return text.length;
  let width = 0;
  for (const char of text) width += ZERO.test(char) ? 0 : DOPPIO.test(char) ? 2 : 1;
  return width;
}

/** Text in lines of at most `width` places, broken at spaces; a longer word stands alone. */
export function avvolgi(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (line !== "" && larghezza(longer) > width) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line];
}
