import { TextDecoder } from "node:util";

import { siocError, type SiocError } from "../core/errors.ts";
import { COLONNE, type Colonna } from "../model/campi.ts";
import { leaves } from "./leaves.ts";
import type { Plan } from "./plan.ts";

/** Some consecutive records of a dataset, as they stand in the file. */
export interface Lotto {
  /** Line of the file on which each record begins, from 1. */
  readonly lines: readonly number[];
  /** Each record's own text, a line feed added: what validateMiniDocument() takes. */
  readonly fragments: readonly string[];
  /** `I`, `V` or `C` of each record; "" when it has none. */
  readonly tipi: readonly string[];
  /** The key columns of each record joined by `|`: equal in the two datasets for the same stay. */
  readonly chiavi: readonly string[];
}

/** Records of a batch, enough for a mini-document; a batch also ends when it holds this much text. */
const BATCH_RECORDS = 500;
const BATCH_LENGTH = 2 ** 20;
/** A stay of 60 days with 100 services a day takes 1 MB. */
const MAX_RECORD_LENGTH = 8 * 2 ** 20;
const MAX_PROLOG_LENGTH = 64 * 1024;

/**
 * Reads a dataset file back, a batch of records at a time, in memory that does not grow with the file.
 * It accepts what sioc writes (and the same with other blanks and comments before the root): our root element and
 * namespace, nothing but records in it, no DOCTYPE, CDATA, comment or instruction among them. Whether each record
 * is right is the schema's to say.
 * @throws XML_ENCODING, XML_DOCTYPE, XML_FOREIGN with the line, XML_TRUNCATED with the records read.
 */
export async function* records(chunks: AsyncIterable<Uint8Array>, plan: Plan): AsyncGenerator<Lotto> {
  const cutter = new Cutter(plan);
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: false });
  for await (const chunk of chunks) yield* cutter.take(decode(decoder, chunk));
  yield* cutter.take(decode(decoder));
  yield* cutter.end();
}

function decode(decoder: TextDecoder, chunk?: Uint8Array): string {
  try {
    const text = chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true });
    if (!text.includes("\0")) return text;
  } catch {
    // Not UTF-8: the same answer as for NUL, which UTF-16 is full of.
  }
  throw siocError("XML_ENCODING");
}

/** Cuts the text into records as it arrives. Its life is one file. */
class Cutter {
  readonly #plan: Plan;
  readonly #start: string;
  readonly #end: string;
  readonly #read: (fragment: string) => { tipo: string; chiave: string };
  #text = "";
  #searched = 0;
  #line = 1;
  #count = 0;
  #prolog = true;
  #batch = emptyBatch();

  constructor(plan: Plan) {
    this.#plan = plan;
    this.#start = plan.record.open;
    this.#end = plan.record.close;
    this.#read = keyReader(plan);
  }

  *take(text: string): Generator<Lotto> {
    this.#text += text;
    if (this.#prolog && !this.#skipProlog()) return;
    for (let end = this.#find(); end !== -1; end = this.#find()) {
      this.#record(this.#text.slice(0, end));
      this.#text = this.#text.slice(end);
      this.#searched = 0;
      if (this.#batch.fragments.length >= BATCH_RECORDS || this.#batch.length >= BATCH_LENGTH)
        yield this.#flush();
    }
    if (this.#text.length > MAX_RECORD_LENGTH) throw this.#foreign();
  }

  *end(): Generator<Lotto> {
    if (this.#batch.fragments.length > 0) yield this.#flush();
    const rest = trim(this.#text);
    const footer = trim(this.#plan.footer);
    if (!this.#prolog && rest === footer) return;
    const cut = this.#prolog
      ? BEGUN.test(rest)
      : footer.startsWith(rest) || rest.startsWith(this.#start) || this.#start.startsWith(rest);
    throw cut ? siocError("XML_TRUNCATED", { records: this.#count }) : this.#foreign();
  }

  /** End of the next whole record, or -1. */
  #find(): number {
    const at = this.#text.indexOf(this.#end, this.#searched);
    if (at !== -1) return at + this.#end.length;
    this.#searched = Math.max(0, this.#text.length - this.#end.length);
    return -1;
  }

  #record(text: string): void {
    const start = text.length - text.replace(LEADING_BLANKS, "").length;
    const fragment = text.slice(start);
    this.#line += lineFeeds(text.slice(0, start));
    if (fragment.includes("<!DOCTYPE")) throw siocError("XML_DOCTYPE");
    // Anything else here would be in the file without being counted or judged.
    const other = fragment.includes("<!") || fragment.includes("<?");
    if (other || !fragment.startsWith(this.#start) || this.#starts(fragment) !== 1) throw foreign(this.#line);
    const { tipo, chiave } = this.#read(fragment);
    this.#batch.lines.push(this.#line);
    this.#batch.fragments.push(`${fragment}\n`);
    this.#batch.tipi.push(tipo);
    this.#batch.chiavi.push(chiave);
    this.#batch.length += fragment.length;
    this.#line += lineFeeds(fragment);
    this.#count++;
  }

  #starts(fragment: string): number {
    let count = 0;
    for (let at = fragment.indexOf(this.#start); at !== -1; at = fragment.indexOf(this.#start, at + 1)) {
      if (/[\s/>]/.test(fragment.charAt(at + this.#start.length))) count++;
    }
    return count;
  }

  #flush(): Lotto {
    const { lines, fragments, tipi, chiavi } = this.#batch;
    this.#batch = emptyBatch();
    return { lines, fragments, tipi, chiavi };
  }

  /** True once declaration and root element are behind. */
  #skipProlog(): boolean {
    if (this.#text.includes("<!DOCTYPE")) throw siocError("XML_DOCTYPE");
    const found = PROLOG.exec(this.#text);
    if (found === null) {
      if (this.#text.length > MAX_PROLOG_LENGTH) throw this.#foreign();
      return false;
    }
    if (!UTF8.test(found[1] ?? "")) throw siocError("XML_ENCODING");
    if (!isRoot(found[2] ?? "", this.#plan)) throw this.#foreign();
    this.#line += lineFeeds(found[0]);
    this.#text = this.#text.slice(found[0].length);
    this.#prolog = false;
    return true;
  }

  /** For what is left to read, which begins where the last record ended. */
  #foreign(): SiocError {
    return foreign(this.#line + lineFeeds(LEADING_BLANKS.exec(this.#text)?.[0] ?? ""));
  }
}

function foreign(line: number): SiocError {
  return siocError("XML_FOREIGN", { line });
}

/** What XML counts as blank: fewer characters than JavaScript does. */
const LEADING_BLANKS = /^[ \t\r\n]+/;

function trim(text: string): string {
  return text.replace(LEADING_BLANKS, "").replace(/[ \t\r\n]+$/, "");
}

/** Declaration, blanks and comments, then the root's whole start tag. */
const PROLOG = /^[ \t\r\n]*(<\?xml\s[^>]*\?>)?(?:[ \t\r\n]|<!--(?:(?!-->)[^])*-->)*(<[^!?>][^>]*>)/;
/** The same, when it ends before the root's start tag does. */
const BEGUN = /^(?:<\?xml\s[^>]*\?>)?(?:[ \t\r\n]|<!--(?:(?!-->)[^])*-->)*(?:<[^>]*)?$/;
const UTF8 = /^$|^<\?xml(?![^]*encoding)|\bencoding\s*=\s*["'](?:utf-8|us-ascii)["']/i;

/** The root element and its namespace as the plan writes them, and no other attribute. */
function isRoot(tag: string, plan: Plan): boolean {
  const [, name, attributes = ""] = /^<([^\s>]+)([^>]*)>$/.exec(tag) ?? [];
  const prefix = plan.prefix === "" ? "xmlns" : `xmlns:${plan.prefix}`;
  const declared = [`"${plan.namespace}"`, `'${plan.namespace}'`].map((value) => `${prefix}=${value}`);
  const wanted = plan.namespace === "" ? [""] : declared;
  return name === plan.rootName && wanted.includes(trim(attributes));
}

/** Values of the wanted columns: looked for by what stands before them, or by reading every tag of the record. */
function keyReader(plan: Plan): (fragment: string) => { tipo: string; chiave: string } {
  const keys = COLONNE.filter(
    (colonna) => colonna !== "tipo" && plan.readBack.some((f) => f.colonna === colonna),
  );
  const byPath = new Map(plan.readBack.map(({ path, colonna }) => [path, colonna]));
  return (fragment) => {
    const found = findLiterals(plan, fragment) ?? readAll(byPath, fragment);
    return { tipo: found.get("tipo") ?? "", chiave: keys.map((key) => found.get(key) ?? "").join("|") };
  };
}

function findLiterals(plan: Plan, fragment: string): Map<Colonna, string> | undefined {
  const found = new Map<Colonna, string>();
  for (const { colonna, literal } of plan.readBack) {
    const at = literal === undefined ? -1 : fragment.indexOf(literal);
    if (literal === undefined || at === -1) return undefined;
    const start = at + literal.length;
    const value = fragment.slice(start, fragment.indexOf(literal.endsWith(">") ? "<" : '"', start));
    // A reference or a line end is read by those who know how.
    if (/[&\n\r\t]/.test(value)) return undefined;
    found.set(colonna, value);
  }
  return found;
}

function readAll(byPath: ReadonlyMap<string, Colonna>, fragment: string): Map<Colonna, string> {
  const found = new Map<Colonna, string>();
  for (const [path, value] of leaves(fragment)) {
    const colonna = byPath.get(path);
    if (colonna !== undefined) found.set(colonna, value);
  }
  return found;
}

function emptyBatch(): {
  lines: number[];
  fragments: string[];
  tipi: string[];
  chiavi: string[];
  length: number;
} {
  return { lines: [], fragments: [], tipi: [], chiavi: [], length: 0 };
}

function lineFeeds(text: string): number {
  let count = 0;
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) count++;
  return count;
}
