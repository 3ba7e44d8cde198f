import type { TipoDatabase } from "../../model/fonte.ts";

export interface Words {
  /** Bare words outside quotes and comments, in capitals. */
  readonly names: readonly string[];
  /** Something follows the first `;`. */
  readonly several: boolean;
  /** Where the statement ends: its `;`, or the end of the text. */
  readonly end: number;
  /** A comment that MySQL runs: it begins with an exclamation mark. */
  readonly executable: boolean;
}

const COMMENTS = String.raw`--[^\n]*|/\*`;
const QUOTES = String.raw`"(?:[^"]|"")*"`;
const PLAIN = String.raw`'(?:[^']|'')*'`;
const ESCAPED = String.raw`'(?:[^'\\]|\\[^]|'')*'`;
const BACKTICKS = "`(?:[^`]|``)*`";

/** What each database quotes and comments with; of `/*`, `$tag$` and `q'[` only the beginning. */
const SHAPES: Readonly<Record<TipoDatabase, readonly string[]>> = {
  postgres: [
    COMMENTS,
    String.raw`\b[eE]${ESCAPED}`,
    String.raw`\$(?:[\p{L}_][\p{L}\p{N}_]*)?\$`,
    PLAIN,
    QUOTES,
  ],
  // `--` needs a blank after it: 5--3 is 8.
  mysql: [String.raw`--(?=\s|$)[^\n]*|#[^\n]*|/\*`, ESCAPED, String.raw`"(?:[^"\\]|\\[^]|"")*"`, BACKTICKS],
  mssql: [COMMENTS, PLAIN, QUOTES, String.raw`\[(?:[^\]]|\]\])*\]`],
  oracle: [COMMENTS, String.raw`\b[nN]?[qQ]'\S`, PLAIN, QUOTES],
  sqlite: [COMMENTS, PLAIN, QUOTES, BACKTICKS, String.raw`\[[^\]]*\]`],
};
/** Words, numbers, `;`, and a quote that opened none of the above. */
const REST = String.raw`[\p{L}_@$][\p{L}\p{N}_@$#]*|\p{N}[\p{L}\p{N}_]*|['"\x60;]`;

/** The words of a statement; undefined when a quote or a comment is left open. */
export function wordsOf(sql: string, tipo: TipoDatabase): Words | undefined {
  // An array subscript elsewhere, here `[` always quotes.
  const brackets = tipo === "mssql" || tipo === "sqlite" ? String.raw`|\[` : "";
  const shape = new RegExp([...SHAPES[tipo], REST].join("|") + brackets, "gu");
  const names: string[] = [];
  let end = -1;
  let several = false;
  let executable = false;
  for (let m = shape.exec(sql); m !== null; m = shape.exec(sql)) {
    const [token] = m;
    const next = swallowed(sql, token, shape.lastIndex, tipo);
    if (next < 0) return undefined;
    executable ||= tipo === "mysql" && token === "/*" && /^M?!/.test(sql.slice(m.index + 2, m.index + 4));
    shape.lastIndex = next;
    if (isComment(token, tipo)) continue;
    if (token === ";" && end < 0) end = m.index;
    else if (token !== ";") several ||= end >= 0;
    if (/^[\p{L}_][\p{L}\p{N}_]*$/u.test(token)) names.push(token.toUpperCase());
  }
  return { names, several, end: end < 0 ? sql.length : end, executable };
}

/** Where to go on after a token that opens a stretch of text; -1 when it is never closed. */
function swallowed(sql: string, token: string, from: number, tipo: TipoDatabase): number {
  if (token === "/*") return endOfComment(sql, from, tipo);
  if (tipo === "postgres" && token.startsWith("$") && token.endsWith("$") && token.length > 1)
    return after(sql, token, from);
  if (tipo === "oracle" && /^n?q'/i.test(token)) {
    const open = token.slice(-1);
    return after(sql, `${CLOSING[open] ?? open}'`, from);
  }
  return /^['"`[]$/.test(token) ? -1 : from;
}

const CLOSING: Readonly<Record<string, string>> = { "[": "]", "{": "}", "(": ")", "<": ">" };

function after(sql: string, mark: string, from: number): number {
  const at = sql.indexOf(mark, from);
  return at < 0 ? -1 : at + mark.length;
}

function isComment(token: string, tipo: TipoDatabase): boolean {
  return token.startsWith("--") || token === "/*" || (tipo === "mysql" && token.startsWith("#"));
}

/** PostgreSQL and SQL Server nest comments, the others do not. -1 if it never ends. */
function endOfComment(sql: string, from: number, tipo: TipoDatabase): number {
  const nests = tipo === "postgres" || tipo === "mssql";
  const mark = /\/\*|\*\//g;
  mark.lastIndex = from;
  let depth = 1;
  for (let m = mark.exec(sql); m !== null; m = mark.exec(sql)) {
    if (m[0] === "*/" && --depth === 0) return mark.lastIndex;
    if (m[0] === "/*" && nests) depth++;
  }
  return -1;
}
