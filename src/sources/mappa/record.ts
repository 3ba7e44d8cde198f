import { siocError } from "../../core/errors.ts";
import { COLONNE } from "../../model/campi.ts";
import type { CampoFisso } from "../../model/mappa.ts";
import type { Text } from "../../text/index.ts";
import { openSource } from "../open.ts";
import { parseBlock } from "../parse.ts";
import { fold } from "./colonne.ts";
import type { Lista } from "./decodifiche.ts";
import { nameScore, readName } from "./nome.ts";
import { likeness, tokens } from "./parole.ts";

/** Fields a record may have; more are not the description of one. */
const MAX_FIELDS = 2000;

/** The record of a fixed-width file, as described. */
export interface TracciatoRecord {
  readonly fixed: readonly CampoFisso[];
  /** Codes told in the remarks of a field (`S presente, N assente`). */
  readonly liste: readonly Lista[];
}

/**
 * The columns of a fixed-width file from the description of its record: a table (CSV, sheet) with a row a field, which
 * comes with every such file. Names and positions are found by what they are, not by what the columns are called.
 * @throws as openSource; SOURCE_RECORD if no positions are found in it
 */
export async function readRecord(path: string, text: Text): Promise<TracciatoRecord> {
  const source = await openSource(path, { text, known: NOTE });
  const rows: (readonly string[])[] = [];
  for await (const block of source.blocks()) {
    rows.push(...parseBlock(source.format, block).rows);
    if (rows.length > MAX_FIELDS) break;
  }
  const fields = rows.slice(0, MAX_FIELDS).map((row) => row.map((cell) => cell.trim()));
  const found = positions(fields, source.header);
  const at = found && nameColumn(found.rows, source.header, new Set(found.columns));
  if (found === undefined || at === undefined) throw siocError("SOURCE_RECORD", { file: source.name });
  const named = found.rows.map((row, i) => ({ name: row[at] ?? "", ...(found.spans[i] ?? NOWHERE) }));
  const liste = found.rows.flatMap((row) =>
    row.flatMap((cell, i) => (i === at ? [] : listIn(row[at] ?? "", cell))),
  );
  return { fixed: distinct(named.flatMap(apart)), liste };
}

/** `1 home, 2 hospital`; `S = yes; N = no`. */
function listIn(nome: string, remark: string): readonly Lista[] {
  const entries = remark.split(/[,;]\s*/).flatMap((entry): readonly (readonly [string, string])[] => {
    const [, code, words] = /^([A-Z\d]{1,4}|\?)\s*(?:[=:)–-]\s*|\s)(\p{L}.*)$/u.exec(entry.trim()) ?? [];
    return code === undefined || words === undefined ? [] : [[code, words]];
  });
  return entries.length < 2 ? [] : [{ nome, voci: new Map(entries) }];
}

/** Region and ASL are often one code of six: two columns, here. */
function apart(campo: CampoFisso): readonly CampoFisso[] {
  const words = tokens(campo.name);
  const [reg, asl] = ["regione", "asl"].map((word) => words.findIndex((own) => likeness(own, word) > 0.9));
  if (campo.length !== 6 || reg === undefined || asl === undefined || reg < 0 || asl !== reg + 1)
    return [campo];
  const rest = words.filter((_, i) => i !== reg && i !== asl);
  const part = (word: string, from: number): CampoFisso => ({
    name: [word, ...rest].join(" ").toUpperCase(),
    from,
    length: 3,
  });
  return [part("regione", campo.from), part("asl", campo.from + 3)];
}

const NOTE = [
  "campo",
  "nome campo",
  "posizione",
  "lunghezza",
  "descrizione",
  "da",
  "a",
  "tipo",
  "progressivo",
];
const NOWHERE = { from: 1, length: 1 };

interface Span {
  readonly from: number;
  readonly length: number;
}

interface Positions {
  readonly rows: readonly (readonly string[])[];
  readonly spans: readonly Span[];
  /** Columns the positions were taken from. */
  readonly columns: readonly number[];
}

/** Two columns of numbers that make a chain: start and length, start and end; `1-3`; lengths alone. */
function positions(all: readonly (readonly string[])[], header: readonly string[]): Positions | undefined {
  const rows = all.filter((row) => row.some((cell) => /\d/.test(cell)));
  const width = Math.max(0, ...rows.map((row) => row.length));
  const columns = Array.from({ length: width }, (_, i) => i);
  const ways: (readonly [columns: readonly number[], span: (row: readonly string[]) => Span | undefined])[] =
    [
      ...columns.map((c) => [[c], (row: readonly string[]) => range(row[c])] as const),
      ...columns.flatMap((a) =>
        columns
          .filter((b) => b !== a)
          .flatMap((b) => [
            [[a, b], (row: readonly string[]) => startAndEnd(row[a], row[b])] as const,
            [[a, b], (row: readonly string[]) => startAndLength(row[a], row[b])] as const,
          ]),
      ),
    ];
  const found = ways.flatMap(([used, span]): readonly Positions[] => {
    const places = rows.flatMap((row) => {
      const place = span(row);
      return place === undefined ? [] : [{ row, place }];
    });
    const spans = places.map(({ place }) => place);
    if (spans.length < 3 || spans.length < 0.7 * rows.length || !isChain(spans)) return [];
    return [{ rows: places.map(({ row }) => row), spans, columns: used }];
  });
  // Numbers in order are a chain too, of fields of one character: the true one goes further.
  found.sort((a, b) => endOf(b) - endOf(a));
  return found[0] ?? lengthsAlone(rows, header);
}

const endOf = ({ spans }: Positions): number => Math.max(...spans.map(({ from, length }) => from + length));

const whole = (cell: string | undefined): number | undefined =>
  cell !== undefined && /^\d{1,5}(?:[.,]0+)?$/.test(cell)
    ? Math.floor(Number(cell.replace(",", ".")))
    : undefined;

function range(cell = ""): Span | undefined {
  const [, from, to] = /^(\d{1,5})\s*(?:-|–|÷|a|al|\/)\s*(\d{1,5})$/i.exec(cell) ?? [];
  return startAndEnd(from, to);
}

function startAndEnd(a: string | undefined, b: string | undefined): Span | undefined {
  const [from, to] = [whole(a), whole(b)];
  return from === undefined || to === undefined || from < 1 || to < from
    ? undefined
    : { from, length: to - from + 1 };
}

function startAndLength(a: string | undefined, b: string | undefined): Span | undefined {
  const [from, length] = [whole(a), whole(b)];
  return from === undefined || length === undefined || from < 1 || length < 1 ? undefined : { from, length };
}

/** Each begins where the one before it ended; single gaps are allowed. */
function isChain(spans: readonly Span[]): boolean {
  const next = spans.slice(1).filter(({ from }, i) => {
    const before = spans[i];
    return before !== undefined && from === before.from + before.length;
  });
  return spans[0]?.from === 1 && next.length >= 0.85 * (spans.length - 1);
}

/** Fields one after the other, of which only the length is told. */
function lengthsAlone(
  rows: readonly (readonly string[])[],
  header: readonly string[],
): Positions | undefined {
  const at = header.findIndex((name) => /^(?:lung|len|char|caratter|dim|byte|size)/.test(fold(name)));
  const lengths = rows.map((row) => (at < 0 ? undefined : whole(row[at])));
  if (rows.length < 3 || lengths.some((length) => length === undefined || length < 1)) return undefined;
  let from = 1;
  const spans = lengths.map((length = 1) => {
    const span = { from, length };
    from += length;
    return span;
  });
  return { rows, spans, columns: [at] };
}

/** The column whose texts are most like the names we know. */
function nameColumn(
  rows: readonly (readonly string[])[],
  header: readonly string[],
  used: ReadonlySet<number>,
): number | undefined {
  const scored = header.flatMap((_, column) => {
    const cells = rows.map((row) => row[column] ?? "");
    const named = cells.filter((cell) => /\p{L}{2}/u.test(cell)).length;
    if (used.has(column) || named < 0.8 * rows.length || new Set(cells).size < 0.6 * rows.length) return [];
    const known = cells.map((cell) => {
      const nome = readName(cell);
      return Math.max(...COLONNE.map((colonna) => nameScore(colonna, nome, "piatto")));
    });
    return [{ column, score: known.reduce((sum, score) => sum + (score > 0.5 ? score : 0), 0) }];
  });
  return scored.sort((a, b) => b.score - a.score || a.column - b.column)[0]?.column;
}

/** Names occur once in a mapping: the fillers are numbered. */
function distinct(fields: readonly CampoFisso[]): readonly CampoFisso[] {
  const seen = new Map<string, number>();
  return fields.map((field, i) => {
    const name = field.name.slice(0, 200) || `campo_${i + 1}`;
    const n = (seen.get(fold(name)) ?? 0) + 1;
    seen.set(fold(name), n);
    return { ...field, name: n === 1 ? name : `${name} [${n}]` };
  });
}
