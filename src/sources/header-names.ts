import { siocError, type SiocError } from "../core/errors.ts";
import { looksLikeIdentifier, printable } from "../core/redact.ts";
import { COLONNE } from "../model/campi.ts";
import type { Message, Text, TextData, TextKey } from "../text/index.ts";
import { fold, occurrences } from "./mappa/colonne.ts";
import { SINONIMI } from "./mappa/sinonimi.ts";
import { MAX_COLUMNS } from "./source.ts";

/** What is needed to judge the names of columns, whatever they come from. */
export interface NamesContext {
  /** Printable. */
  readonly name: string;
  /** Header names expected besides those of the tracciato. */
  readonly known: Iterable<string>;
  readonly text: Text;
}

/** Trimmed, without byte order mark and without quotes left round it. */
export function cleanName(cell: string): string {
  return cell
    .replace(/\ufeff/g, "")
    .trim()
    .replace(/^(["'])(.*)\1$/s, "$2")
    .replace(/\s+/g, " ")
    .trim();
}

/** @throws SOURCE_HEADER; data in place of names is never repeated in the error. */
export function judgeNames(names: readonly string[], context: NamesContext): void {
  if (names.length > MAX_COLUMNS)
    throw headerRefusal(context, "sources.header.many", { n: names.length, max: MAX_COLUMNS });
  if (looksLikeData(names, context.known)) throw headerRefusal(context, "sources.header.data");
  const hostile = names.filter(isHostile);
  if (hostile.length > 0) throw headerRefusal(context, "sources.header.hostile", { names: listed(hostile) });
  const seen = new Set<string>();
  const twice = names.filter((n) => n !== "" && seen.size === seen.add(n.toLowerCase()).size);
  if (twice.length > 0)
    throw headerRefusal(context, "sources.header.twice", { names: listed([...new Set(twice)]) });
}

/** What is said of names that were cleaned, and of columns that have none. */
export function nameNotes(cells: readonly string[], names: readonly string[]): readonly Message[] {
  const nameless = names.filter((name) => name === "").length;
  const trimmed = cells.filter((cell, i) => cell !== names[i]).length;
  return [
    ...(trimmed > 0 ? [{ key: "sources.note.trimmed", data: { n: trimmed } } as const] : []),
    ...(nameless > 0 ? [{ key: "sources.note.nameless", data: { n: nameless } } as const] : []),
  ];
}

/** Names every object already has: in the wrong hands they change the program's own objects. */
function isHostile(name: string): boolean {
  return name === "prototype" || name in Object.prototype;
}

/** Cells shaped as identifiers, or — when no name is known — as dates or numbers. */
export function looksLikeData(names: readonly string[], known: Iterable<string>): boolean {
  if (names.some((name) => looksLikeIdentifier(name))) return true;
  const expected = knownNames(known);
  if (names.some((name) => expected.has(fold(name)))) return false;
  return names.some((name) => /^[\d\s./:,-]*\d[\d\s./:,-]*$/.test(name));
}

/** Folded names of the tracciato, of the mapping and of the synonyms table. */
export function knownNames(known: Iterable<string>): ReadonlySet<string> {
  return new Set([...CANONICAL, ...[...known].map(fold)]);
}

const CANONICAL: readonly string[] = [...occurrences(COLONNE), ...Object.values(SINONIMI).flat()].map(fold);

export function headerRefusal({ name, text }: NamesContext, reason: TextKey, data: TextData = {}): SiocError {
  return siocError("SOURCE_HEADER", { file: name, reason: text(reason, data) });
}

/** Names from a file, in one line, without what could be an identifier or forge a line. */
export function listed(names: readonly string[], max = 40): string {
  const shown = names.slice(0, max).map((name) => printable(name, 40));
  return shown.join(", ") + (names.length > max ? `, … (${names.length})` : "");
}
