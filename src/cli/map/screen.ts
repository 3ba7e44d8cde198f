import { printable } from "../../core/redact.ts";
import { avvolgi, larghezza, tabella } from "../../report/index.ts";
import type { OpenedSource } from "../../sources/index.ts";
import type { Text } from "../../text/index.ts";

/** What was said of a source, but for what was `told` already of another table of the same file. */
export function newNotes({ name, notes }: OpenedSource, text: Text, told: Set<string>): string[] {
  return notes.flatMap(({ key, data }) => {
    const sentence = text(key, data);
    const known = told.has(`${name}/${sentence}`);
    told.add(`${name}/${sentence}`);
    return known ? [] : [sentence];
  });
}

/** What was opened, how it was read, what was said of it. */
export function seenLines(
  source: OpenedSource,
  { rows, bad, cut }: { readonly rows: number; readonly bad: number; readonly cut: boolean },
  text: Text,
  screen: number,
  told = new Set<string>(),
): string[] {
  const what = text(source.what.key, source.what.data);
  // Of a sheet `what` says which.
  const file =
    source.tipo === "sql" && source.table !== undefined ? `${source.name}[${source.table}]` : source.name;
  const facts = { file, what, columns: source.header.length, rows };
  return wrapped(
    [
      text(cut ? "setup.map.seen_some" : "setup.map.seen_all", facts),
      ...newNotes(source, text, told),
      ...(bad > 0 ? [text("setup.map.bad", { bad })] : []),
    ],
    screen,
  );
}

/** Sentences in lines that fit the screen; what goes on is indented, lines a sentence already has keep their place. */
export function wrapped(sentences: readonly string[], columns: number): string[] {
  const width = Math.max(60, Math.min(columns, 120));
  return sentences
    .flatMap((sentence) => sentence.split("\n"))
    .flatMap((line) => {
      const [lead = ""] = /^ */.exec(line) ?? [];
      const [first = "", ...more] = avvolgi(line.slice(lead.length), width - lead.length - 2);
      return [lead + first, ...more.map((rest) => `${lead}  ${rest}`)];
    });
}

/** `title  name, name, …`, wrapped. */
export function named(title: string, names: readonly string[], columns: number): string[] {
  if (names.length === 0) return [];
  const larghezza = Math.max(80, Math.min(columns, 120));
  return ["", ...tabella([[title, names.join(", ")]], { lingua: "it", larghezza })];
}

export function percent(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.floor((part * 100) / whole);
}

/** Room for the names of their columns, so that the rest of the row fits the screen. */
export function shortName(name: string, columns: number, rest: number): string {
  return printable(name, Math.max(16, Math.min(40, columns - rest)));
}

export function sourceData({ name, tipo, table, encoding, format }: OpenedSource): object {
  return {
    file: name,
    tipo,
    table: table ?? null,
    encoding,
    delimiter: format.kind === "csv" ? format.delimiter : null,
  };
}

/** A table of their headers and what is told of each, no wider than the screen: the names give way. */
export function withNames(
  names: readonly string[],
  rows: readonly (readonly string[])[],
  titles: readonly string[],
  text: Text,
  columns: number,
): string[] {
  const widths = titles.map((title, i) =>
    Math.max(...[title, ...rows.map((row) => row[i] ?? "")].map(larghezza)),
  );
  const beside = widths.reduce((sum, width) => sum + width + 2, 2);
  return tabella(
    rows.map((row, i) => [shortName(names[i] ?? "", columns, beside), ...row]),
    { lingua: text.lingua, rientro: 2, intestazione: [text("setup.map.col.theirs"), ...titles] },
  );
}
