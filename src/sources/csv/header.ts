import { siocError } from "../../core/errors.ts";
import type { Mappa } from "../../model/mappa.ts";
import type { Message, Text } from "../../text/index.ts";
import { cleanName, headerRefusal, judgeNames, knownNames, nameNotes } from "../header-names.ts";
import { fold } from "../mappa/colonne.ts";
import { delimiterName, detectDelimiter } from "./delimiter.ts";
import { decode, dialectOf, parseRecord } from "./parse.ts";
import { endOfLine, afterEndOfLine, lineEndsOf, RecordScanner, total } from "./scan.ts";
import { MAX_RECORD, type ByteEncoding } from "../source.ts";

export interface HeaderRead {
  readonly names: readonly string[];
  readonly line: number;
  readonly delimiter: string;
  /** Where the rows begin, in the decoded bytes, and on which line. */
  readonly dataOffset: number;
  readonly dataLine: number;
  readonly notes: readonly Message[];
}

interface Context {
  readonly head: Uint8Array;
  /** The head is the whole file. */
  readonly whole: boolean;
  readonly encoding: ByteEncoding;
  readonly file: Mappa["file"];
  readonly known: Iterable<string>;
  readonly name: string;
  readonly text: Text;
  /** True where a file without rows is a sound answer. */
  readonly mayBeEmpty: boolean;
}

/**
 * Finds and judges the header in the first bytes of a file.
 * @throws SOURCE_EMPTY, SOURCE_HEADER, SOURCE_HEADER_ONLY, SOURCE_DELIMITER.
 */
export function readHeader(context: Context): HeaderRead {
  const { head, encoding, file, name } = context;
  const start = findStart(context);
  const notes = [...start.notes];
  const delimiter = start.delimiter ?? chosenDelimiter(context, start.offset, notes);
  const format = { delimiter, quote: file.quote, encoding };
  const scanner = new RecordScanner(head.subarray(start.offset), dialectOf(format), context.whole);
  const status = scanner.next();
  if (status === "overlong" || status === "incomplete") throw headerRefusal(context, "sources.header.long");
  if (status === "bad") throw headerRefusal(context, "sources.header.quotes");
  const record = head.subarray(start.offset, start.offset + scanner.contentEnd);
  const cells = parseRecord(record, format);
  const names = cells.map(cleanName);
  judgeNames(names, context);
  const dataOffset = start.offset + scanner.end;
  if (!context.mayBeEmpty && context.whole && isBlank(head.subarray(dataOffset)))
    throw siocError("SOURCE_HEADER_ONLY", { file: name });
  const dataLine = start.line + total(lineEndsOf(head, start.offset, dataOffset));
  notes.push(...nameNotes(cells, names), ...lineEndNotes(head));
  return { names, line: start.line, delimiter, dataOffset, dataLine, notes };
}

interface Start {
  readonly offset: number;
  readonly line: number;
  /** From a `sep=` line. */
  readonly delimiter?: string;
  readonly notes: readonly Message[];
}

/** Passes over the declared lines, blank ones and Excel's `sep=;`. */
function findStart(context: Context): Start {
  const { head, file, name } = context;
  const notes: Message[] = [];
  let delimiter: string | undefined;
  let [offset, line] = [0, 1];
  for (; offset < head.length; line++) {
    const eol = endOfLine(head, offset, head.length);
    const content = decode(head.subarray(offset, eol), context.encoding);
    const sep = /^"?sep=(.)"?$/i.exec(content.trimEnd() === "sep=" ? content : content.trim())?.[1];
    if (sep !== undefined && delimiter === undefined) {
      delimiter = sep;
      notes.push({ key: "sources.note.sep", data: { delimiter: delimiterName(sep) } });
    } else if (line > file.skip_lines && !isBlankText(content)) {
      return { offset, line, notes, ...(delimiter === undefined ? {} : { delimiter }) };
    }
    offset = afterEndOfLine(head, eol);
  }
  throw siocError("SOURCE_EMPTY", { file: name });
}

function chosenDelimiter(context: Context, offset: number, notes: Message[]): string {
  const { file, head, encoding, name } = context;
  const sample = head.subarray(offset, offset + 256 * 1024);
  const found = detectDelimiter(sample, file.quote, encoding);
  if (file.delimiter !== "auto") {
    const declared = new RecordScanner(sample, dialectOf(file), true);
    declared.next();
    const alone = !sample.subarray(0, declared.contentEnd).includes(file.delimiter.charCodeAt(0));
    if (!alone || found === undefined || found.agreement < 0.5) return file.delimiter;
    const data = {
      file: name,
      declared: delimiterName(file.delimiter),
      delimiter: delimiterName(found.delimiter),
    };
    throw siocError("SOURCE_DELIMITER", data);
  }
  if (found === undefined) return soleColumn(context, head.subarray(offset));
  notes.push({ key: "sources.note.delimiter", data: { delimiter: delimiterName(found.delimiter) } });
  return found.delimiter;
}

/** A list of one column is a file too, if its name is one we know. */
function soleColumn(context: Context, rest: Uint8Array): string {
  const length = endOfLine(rest, 0, rest.length);
  if (length > MAX_RECORD) throw headerRefusal(context, "sources.header.long");
  const first = decode(rest.subarray(0, length), context.encoding);
  if (knownNames(context.known).has(fold(cleanName(first)))) return ";";
  judgeNames([cleanName(first)], context);
  throw siocError("SOURCE_DELIMITER", { file: context.name, declared: "auto", delimiter: "?" });
}

const isBlankText = (text: string): boolean => /^[\s\u001a]*$/.test(text);

function isBlank(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 32 || byte === 26 || (byte >= 9 && byte <= 13));
}

/** Said when lines end in more than one way, or in the way of very old Macs. */
export function lineEndNotes(bytes: Uint8Array): readonly Message[] {
  const { lf, crlf, cr } = lineEndsOf(bytes);
  const kinds = [lf > 0 ? "LF" : "", crlf > 0 ? "CRLF" : "", cr > 0 ? "CR" : ""].filter(
    (kind) => kind !== "",
  );
  return kinds.length > 1 || cr > 0
    ? [{ key: "sources.note.lineEnds", data: { kinds: kinds.join(", ") } }]
    : [];
}
