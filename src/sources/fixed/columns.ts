import { SiocError, siocError } from "../../core/errors.ts";
import type { CampoFisso } from "../../model/mappa.ts";
import type { Message, Text } from "../../text/index.ts";
import { judgeNames, listed } from "../header-names.ts";
import type { FixedFormat } from "../source.ts";

export interface Columns {
  readonly names: readonly string[];
  readonly spans: FixedFormat["spans"];
  /** Where the last column ends. */
  readonly length: number;
  readonly notes: readonly Message[];
}

/**
 * The columns the mapping declares, judged as a header would be.
 * @throws SOURCE_FIXED if there is none, or names are repeated, hostile or identifiers of people
 */
export function columnsOf(fixed: readonly CampoFisso[], file: string, text: Text): Columns {
  if (fixed.length === 0) throw siocError("SOURCE_FIXED", { file, reason: text("sources.fixed.none") });
  const names = fixed.map(({ name }) => name);
  refuseNames(names, file, text);
  const spans = fixed.map(({ from, length }) => [from - 1, from - 1 + length] as const);
  const overlapping = names.filter((_, i) => spans.some((other, j) => i !== j && overlap(spans[i], other)));
  const note = { key: "sources.note.fixedOverlap", data: { names: listed(overlapping) } } as const;
  return {
    names,
    spans,
    length: spans.reduce((end, [, to]) => Math.max(end, to), 0),
    notes: overlapping.length === 0 ? [] : [note],
  };
}

function refuseNames(names: readonly string[], file: string, text: Text): void {
  try {
    judgeNames(names, { name: file, known: names, text });
  } catch (error) {
    // The same reasons, but what is to be corrected is the mapping.
    const reason = error instanceof SiocError ? error.data["reason"] : undefined;
    throw reason === undefined ? error : siocError("SOURCE_FIXED", { file, reason });
  }
}

type Span = readonly [from: number, to: number];

function overlap(one: Span | undefined, other: Span): boolean {
  return one !== undefined && one[0] < other[1] && other[0] < one[1];
}
