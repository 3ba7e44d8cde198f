import type { Text } from "../text/index.ts";
import type { CodiceRiepilogo } from "./riepilogo.ts";
import { avvolgi, larghezza, tabella } from "./tabella.ts";
import { posizione } from "./voce.ts";

export interface RaggruppaOptions {
  /** Examples shown, at most those the summary holds; 2 by default. */
  readonly esempi?: number;
  /** Where lines end; 78 by default. */
  readonly larghezza?: number;
  /** Name the azienda of each example: the files of two may have one name. */
  readonly aziende?: boolean;
  /** Where all of them are: a worklist, or the command that lists them. */
  readonly dove?: string;
}

/**
 * The block of a code: what is wrong and in how many rows, the first examples, how many more, the remedy.
 * The first word is the outcome, for who wants to colour it.
 */
export function raggruppa(codice: CodiceRiepilogo, text: Text, options: RaggruppaOptions = {}): string[] {
  const width = options.larghezza ?? 78;
  const shown = codice.examples.slice(0, options.esempi ?? 2);
  const righe = shown.map((e) => [
    ...(options.aziende === true ? [e.azienda] : []),
    e.riga === null ? e.file : `${e.file}:${posizione(e.riga, e.posto)}`,
    e.colonna ?? "",
  ]);
  return [
    ...testata(codice, text, width),
    ...tabella(righe, { lingua: text.lingua, rientro: 2, larghezza: width }),
    ...altre(codice.righe - shown.length, text, options.dove),
    ...rimedio(codice.rimedio, text, width),
  ];
}

/** Outcome, code, sentence; the count at the end of the first line. */
function testata(codice: CodiceRiepilogo, text: Text, width: number): string[] {
  const lead = `${text(`report.esito.${codice.esito}`)} ${codice.code}  `;
  const count = codice.righe === 1 ? text("report.righe.1") : text("report.righe.n", { n: codice.righe });
  const room = Math.max(20, width - larghezza(lead) - larghezza(count) - 2);
  const [first = "", ...rest] = avvolgi(codice.messaggio, room);
  const space = " ".repeat(Math.max(2, width - larghezza(lead) - larghezza(first) - larghezza(count)));
  return [lead + first + space + count, ...rest.map((line) => " ".repeat(larghezza(lead)) + line)];
}

function altre(n: number, text: Text, dove: string | undefined): string[] {
  if (n <= 0) return [];
  const line = n === 1 ? text("report.altre.1") : text("report.altre.n", { n });
  return [`  ${line}${dove === undefined ? "" : `   ${text("report.tutte", { dove })}`}`];
}

function rimedio(hint: string, text: Text, width: number): string[] {
  if (hint === "") return [];
  const lead = `  ${text("report.rimedio")}  `;
  return avvolgi(hint, width - larghezza(lead)).map((line, n) =>
    n === 0 ? lead + line : " ".repeat(larghezza(lead)) + line,
  );
}
