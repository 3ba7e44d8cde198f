import { avvolgi, larghezza } from "../../report/index.ts";
import type { Terminal } from "../terminal.ts";

/**
 * `nota: …` for stderr: on a terminal, wrapped at its width and indented under the label; elsewhere one line stays
 * one line, as logs want it. Lines the sentence already has keep their own indent.
 */
export function labelled(
  label: string,
  gap: string,
  sentence: string,
  { isErrTty, errColumns }: Pick<Terminal, "isErrTty" | "errColumns">,
  paint: (label: string) => string = (plain) => plain,
): string {
  if (!isErrTty) return paint(label) + gap + sentence;
  const [first = "", ...more] = sentence.split("\n");
  const indent = larghezza(label + gap);
  const own = wrapped(first, errColumns, indent).join(`\n${" ".repeat(indent)}`);
  return [paint(label) + gap + own, ...more.map((line) => listed(line, errColumns))].join("\n");
}

/** `  - riga 3, …`: what follows stands under its words, not under its dash. */
function listed(line: string, columns: number): string {
  const lead = /^ *(?:- )?/.exec(line)?.[0] ?? "";
  return lead + wrapped(line.slice(lead.length), columns, lead.length).join(`\n${" ".repeat(lead.length)}`);
}

function wrapped(text: string, columns: number, indent: number): string[] {
  return avvolgi(text, Math.max(20, columns - indent));
}
