import { Buffer, isAscii, isUtf8 } from "node:buffer";

import { decode as decodeBytes } from "../csv/parse.ts";
import type { ByteEncoding } from "../source.ts";
import { castTerm, readType } from "./casts.ts";
import { charsetOf } from "./charset.ts";
import type { Column } from "./create-table.ts";
import { unescapeMysql, unescapePostgres, unescapeUnicode } from "./escapes.ts";
import { callFunction } from "./functions.ts";
import type { Modes } from "./modes.ts";
import {
  DEFAULT,
  isFault,
  NOT_A_DATUM,
  UNDECODABLE,
  type Fault,
  type Reading,
  type Term,
  type ValueContext,
} from "./term.ts";
import { Tokens } from "./tokens.ts";

/** Calls within calls a value may have: `replace(replace('a\nb', …), …)` of SQLite needs two. */
const MAX_CALLS = 8;
const NULL: Term = { kind: "null", text: "" };

/**
 * The text of one value, in every way an export may write a datum. Nothing is computed but what undoes the writing:
 * escapes, casts that change nothing, dates in a declared format, pieces of one text.
 */
export function evaluate(
  bytes: Buffer,
  from: number,
  to: number,
  context: ValueContext,
  holds: Column["holds"] = "text",
): string | Fault {
  const reader = new ValueReader(new Tokens(bytes, from, to, true, context.modes), context, holds);
  const term = reader.whole();
  return isFault(term) ? term : term.text;
}

/** A string in an option of COPY; the token after it is then at hand. */
export function literal(tokens: Tokens, modes: Modes): string | undefined {
  const term = new ValueReader(tokens, { modes, encoding: "utf-8" }, "text").string();
  return isFault(term) ? undefined : term.text;
}

export class ValueReader implements Reading {
  readonly tokens: Tokens;
  readonly context: ValueContext;
  readonly #holds: Column["holds"];
  #calls = 0;

  constructor(tokens: Tokens, context: ValueContext, holds: Column["holds"]) {
    this.tokens = tokens;
    this.context = context;
    this.#holds = context.modes.dialect === "mysql" ? holds : "text";
  }

  whole(): Term | Fault {
    this.tokens.next();
    const term = this.expression();
    return !isFault(term) && (this.tokens.type !== "end" || this.tokens.ranOut) ? NOT_A_DATUM : term;
  }

  /** Texts joined with || (+ in T-SQL). */
  expression(): Term | Fault {
    let term = this.#cast();
    while (!isFault(term) && this.#joins()) {
      const more = this.#cast();
      if (isFault(more)) return more;
      if (term.kind !== "text" || more.kind !== "text") return NOT_A_DATUM;
      term = { kind: "text", text: term.text + more.text };
    }
    return term;
  }

  #joins(): boolean {
    const { dialect } = this.context.modes;
    if (dialect === "mssql") return this.tokens.take("+");
    return dialect !== "mysql" && this.tokens.sign === "|" && this.tokens.takeAll("|", "|");
  }

  /** A term and the `::type` after it. */
  #cast(): Term | Fault {
    let term = this.#term();
    while (!isFault(term) && this.tokens.sign === ":" && this.tokens.takeAll(":", ":")) {
      const type = readType(this.tokens);
      term = type === undefined ? NOT_A_DATUM : castTerm(term, type, this.context.modes.dialect);
    }
    return term;
  }

  #term(): Term | Fault {
    const { tokens } = this;
    switch (tokens.type) {
      case "string":
      case "dollar":
        return this.string();
      case "name":
        return this.context.modes.doubleIsString ? this.string() : NOT_A_DATUM;
      case "number":
        return this.#number("");
      case "word":
        return this.#word();
      case "sign":
        return this.#signed();
      case "end":
        return NOT_A_DATUM;
    }
  }

  #signed(): Term | Fault {
    const { tokens } = this;
    const { sign } = tokens;
    tokens.next();
    if (sign === "{") return this.#odbc();
    if ((sign !== "-" && sign !== "+") || tokens.type !== "number") return NOT_A_DATUM;
    return this.#number(sign === "-" ? "-" : "");
  }

  /** `{d '2026-01-10'}`, `{ts '…'}` */
  #odbc(): Term | Fault {
    if (!["D", "T", "TS"].includes(this.tokens.word)) return NOT_A_DATUM;
    this.tokens.next();
    const term = this.string();
    return this.tokens.take("}") ? term : NOT_A_DATUM;
  }

  #number(sign: string): Term | Fault {
    const { tokens } = this;
    const text = tokens.bytes.toString("latin1", tokens.from, Math.min(tokens.to, tokens.from + 1024 * 1024));
    tokens.next();
    if (/^(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text)) return { kind: "number", text: sign + text };
    if (sign === "" && /^0b[01]+$/.test(text) && this.context.modes.dialect === "mysql")
      return this.#binary(text.slice(2));
    if (sign === "" && /^0x[\da-f]*$/i.test(text)) return this.#hexadecimal(text);
    return NOT_A_DATUM;
  }

  /** 0xFF: bytes in MySQL and SQL Server, a number we do not convert elsewhere. */
  #hexadecimal(text: string): Term | Fault {
    const { dialect } = this.context.modes;
    if (dialect !== "mysql" && dialect !== "mssql" && dialect !== "ansi") return NOT_A_DATUM;
    return this.#bytes(text.slice(2), text);
  }

  #bytes(hex: string, written: string): Term {
    if (hex === "") return { kind: "bytes", text: "" };
    if (this.#holds === "bits")
      return bitsOf(Buffer.from(hex.padStart(hex.length + (hex.length % 2), "0"), "hex"));
    return { kind: "bytes", text: written };
  }

  #word(): Term | Fault {
    const { tokens } = this;
    const { word, to } = tokens;
    tokens.next();
    const adjacent = tokens.type === "string" && tokens.from === to;
    if (adjacent && word === "B") return this.#bits();
    if (adjacent && word === "X") return this.#hex();
    if (adjacent && ["E", "N", "Q", "NQ"].includes(word)) return this.#text(word);
    if (word === "U" && tokens.sign === "&" && tokens.from === to) return this.#unicode();
    if (word.startsWith("_") && this.context.modes.dialect === "mysql") return this.#introduced(word);
    if (tokens.sign === "(") return this.#call(word);
    return this.#keyword(word);
  }

  #keyword(word: string): Term | Fault {
    const { tokens } = this;
    const postgres = this.context.modes.dialect === "postgres";
    switch (word) {
      case "NULL":
        return NULL;
      case "TRUE":
        return { kind: "boolean", text: postgres ? "t" : "1" };
      case "FALSE":
        return { kind: "boolean", text: postgres ? "f" : "0" };
      case "DEFAULT":
        return tokens.type === "end" ? DEFAULT : NOT_A_DATUM;
      case "TIMESTAMP":
      case "TIME":
        if (tokens.word === "WITH" || tokens.word === "WITHOUT") tokens.next().takeAll("TIME", "ZONE");
        return this.string();
      case "DATE":
      case "DATETIME":
        return this.string();
      default:
        return NOT_A_DATUM;
    }
  }

  #call(name: string): Term | Fault {
    if (++this.#calls > MAX_CALLS) return NOT_A_DATUM;
    this.tokens.next();
    return callFunction(name, this);
  }

  /** The string at hand, and those that follow it where a dialect makes them one. */
  string(): Term | Fault {
    const { type } = this.tokens;
    if (type === "string") return this.#text("");
    if (type === "name" && this.context.modes.doubleIsString) return this.#text("");
    return type === "dollar" ? this.#dollar() : NOT_A_DATUM;
  }

  #text(prefix: string): Term | Fault {
    const first = this.#one(prefix);
    if (isFault(first) || this.tokens.type !== "string") return first;
    // 'a' 'b': one text in MySQL, elsewhere only over a line end, which no export makes
    if (this.context.modes.dialect !== "mysql") return NOT_A_DATUM;
    const more = this.#text("");
    return isFault(more) ? more : { kind: "text", text: first.text + more.text };
  }

  #one(prefix: string): Term | Fault {
    const { tokens } = this;
    const inner = tokens.bytes.toString("latin1", tokens.from + 1, tokens.to - 1);
    const quote = tokens.type === "string" ? "'" : '"';
    tokens.next();
    if (prefix.endsWith("Q")) return this.#decoded(inner.slice(1, -1));
    const { dialect, backslash } = this.context.modes;
    const single = inner.includes(quote) ? inner.replaceAll(quote + quote, quote) : inner;
    if (!(backslash || prefix === "E") || !single.includes("\\")) return this.#decoded(single);
    const raw =
      dialect === "mysql"
        ? unescapeMysql(single)
        : unescapePostgres(single, this.context.encoding === "utf-8");
    return raw === undefined ? NOT_A_DATUM : this.#decoded(raw);
  }

  #dollar(): Term | Fault {
    const { tokens } = this;
    const text = tokens.bytes.toString("latin1", tokens.from, tokens.to);
    const tag = text.indexOf("$", 1) + 1;
    tokens.next();
    return this.#decoded(text.slice(tag, text.length - tag));
  }

  #decoded(raw: string): Term | Fault {
    if (this.#holds === "bits") return bitsOf(Buffer.from(raw, "latin1"));
    const text = decodeLatin1(raw, this.context.encoding);
    if (text !== undefined) return { kind: "text", text };
    return this.#holds === "bytes" ? hexOf(raw) : UNDECODABLE;
  }

  #hex(): Term | Fault {
    const digits = this.#digits(/^[\da-f]*$/i);
    return digits === undefined ? NOT_A_DATUM : this.#bytes(digits, `0x${digits}`);
  }

  #bits(): Term | Fault {
    const digits = this.#digits(/^[01]*$/);
    return digits === undefined ? NOT_A_DATUM : this.#binary(digits);
  }

  #binary(digits: string): Term {
    if (this.#holds !== "bits" || digits === "") return { kind: "bytes", text: digits };
    return { kind: "number", text: BigInt(`0b${digits}`).toString() };
  }

  #digits(shape: RegExp): string | undefined {
    const { tokens } = this;
    const digits = tokens.bytes.toString("latin1", tokens.from + 1, tokens.to - 1);
    tokens.next();
    return shape.test(digits) ? digits : undefined;
  }

  /** U&'…', with an escape character of its own after UESCAPE. */
  #unicode(): Term | Fault {
    const { tokens } = this;
    tokens.next();
    const term = tokens.type === "string" ? this.#one("") : NOT_A_DATUM;
    const escape = tokens.take("UESCAPE") ? this.string() : { text: "\\" };
    if (isFault(term) || isFault(escape) || escape.text.length !== 1) return NOT_A_DATUM;
    const text = unescapeUnicode(term.text, escape.text);
    return text === undefined ? NOT_A_DATUM : { kind: "text", text };
  }

  /** `_utf8mb4'…'`, `_binary '…'`: bytes of another character set than the file's are not guessed at. */
  #introduced(word: string): Term | Fault {
    const { kind, encoding } = charsetOf(word.slice(1));
    if (this.tokens.type !== "string") return NOT_A_DATUM;
    if (kind === "silent") {
      const reader = new ValueReader(this.tokens, this.context, this.#holds === "bits" ? "bits" : "bytes");
      return reader.string();
    }
    const plain = isAscii(this.tokens.bytes.subarray(this.tokens.from, this.tokens.to));
    return plain || (kind === "known" && encoding === this.context.encoding) ? this.string() : NOT_A_DATUM;
  }
}

/** MySQL's BIT columns, as the number they are: BIT(1) is how many programs keep yes and no. */
function bitsOf(bytes: Uint8Array): Term {
  let n = 0n;
  for (const byte of bytes.subarray(0, 8)) n = n * 256n + BigInt(byte);
  return { kind: "number", text: bytes.length === 0 ? "" : n.toString() };
}

function hexOf(raw: string): Term {
  return { kind: "bytes", text: `0x${Buffer.from(raw, "latin1").toString("hex")}` };
}

/** Text of bytes that were read as Latin-1; undefined where they are none in the encoding. */
export function decodeLatin1(raw: string, encoding: ByteEncoding): string | undefined {
  if (/^[\u0000-\u007f]*$/.test(raw)) return raw;
  const bytes = Buffer.from(raw, "latin1");
  if (encoding === "utf-8") return isUtf8(bytes) ? bytes.toString("utf8") : undefined;
  const text = decodeBytes(bytes, encoding);
  return text.includes("\ufffd") ? undefined : text;
}
