import { castTerm, readType } from "./casts.ts";
import { unescapeUnicode } from "./escapes.ts";
import { isFault, NOT_A_DATUM, type Fault, type Reading, type Term } from "./term.ts";
import { readDate } from "./to-date.ts";

/** Functions exports write around a datum. They only undo the writing; any other is not read, and never run. */
const FUNCTIONS: Readonly<Record<string, (args: readonly Term[]) => Term | undefined>> = {
  TO_DATE: dated,
  TO_TIMESTAMP: dated,
  TO_TIMESTAMP_TZ: dated,
  HEXTORAW: ([hex]) => (hex?.kind === "text" && /^[\da-f]*$/i.test(hex.text) ? bytes(hex.text) : undefined),
  EMPTY_CLOB: (args) => (args.length === 0 ? { kind: "null", text: "" } : undefined),
  EMPTY_BLOB: (args) => (args.length === 0 ? { kind: "null", text: "" } : undefined),
  TO_CLOB: same,
  TO_NCLOB: same,
  UNISTR: ([escaped]) => (escaped?.kind === "text" ? text(unescapeUnicode(escaped.text)) : undefined),
  CHR: character,
  CHAR: character,
  NCHAR: character,
  REPLACE: replaced,
};

/** A call, the token after `(` at hand; the token after `)` when it is done. */
export function callFunction(name: string, reader: Reading): Term | Fault {
  if (name === "CAST") return cast(reader);
  if (name === "CONVERT") return convert(reader);
  const undo = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
  if (undo === undefined) return NOT_A_DATUM;
  const args: Term[] = [];
  while (!reader.tokens.take(")")) {
    if (args.length > 0 && !reader.tokens.take(",")) return NOT_A_DATUM;
    const term = reader.expression();
    if (isFault(term)) return term;
    args.push(term);
    if (args.length > 3) return NOT_A_DATUM;
  }
  return undo(args) ?? NOT_A_DATUM;
}

/** CAST(value AS type) */
function cast(reader: Reading): Term | Fault {
  const term = reader.expression();
  if (isFault(term)) return term;
  if (!reader.tokens.take("AS")) return NOT_A_DATUM;
  return typed(term, reader);
}

/** CONVERT(type, value) of SQL Server, CONVERT(value, type) and CONVERT(value USING charset) of MySQL. */
function convert(reader: Reading): Term | Fault {
  const { tokens } = reader;
  const { dialect } = reader.context.modes;
  if (dialect === "mysql") {
    const term = reader.expression();
    if (isFault(term)) return term;
    if (tokens.take(",")) return typed(term, reader);
    if (term.kind === "bytes" || !tokens.take("USING")) return NOT_A_DATUM;
    return tokens.next().take(")") ? term : NOT_A_DATUM;
  }
  const type = readType(tokens);
  if (type === undefined || !tokens.take(",")) return NOT_A_DATUM;
  const term = reader.expression();
  if (isFault(term)) return term;
  // the style says how the text is to be read: the mapping's date format does that here
  if (tokens.take(",")) tokens.next();
  return tokens.take(")") ? castTerm(term, type, dialect) : NOT_A_DATUM;
}

function typed(term: Term, reader: Reading): Term | Fault {
  const type = readType(reader.tokens);
  if (type === undefined || !reader.tokens.take(")")) return NOT_A_DATUM;
  return castTerm(term, type, reader.context.modes.dialect);
}

/** TO_DATE('…', 'format'): without a format it is read by a setting of the session we do not know. */
function dated([value, format]: readonly Term[]): Term | undefined {
  if (value?.kind === "null") return value;
  if (value?.kind !== "text" || format?.kind !== "text") return undefined;
  return text(readDate(value.text, format.text));
}

function same([value]: readonly Term[]): Term | undefined {
  return value?.kind === "text" || value?.kind === "null" ? value : undefined;
}

function character(args: readonly Term[]): Term | undefined {
  const [code] = args;
  const point = code?.kind === "number" && args.length === 1 ? Number(code.text) : -1;
  return Number.isInteger(point) && point > 0 && point < 128 ? text(String.fromCharCode(point)) : undefined;
}

function replaced([value, what, by]: readonly Term[]): Term | undefined {
  if (value?.kind !== "text" || what?.kind !== "text" || by?.kind !== "text" || what.text === "")
    return undefined;
  return text(value.text.replaceAll(what.text, () => by.text));
}

function text(value: string | undefined): Term | undefined {
  return value === undefined ? undefined : { kind: "text", text: value };
}

function bytes(hex: string): Term {
  return { kind: "bytes", text: hex === "" ? "" : `0x${hex}` };
}
