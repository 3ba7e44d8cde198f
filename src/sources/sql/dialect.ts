import { Buffer } from "node:buffer";

import type { SqlDialect } from "./modes.ts";

/** What speaks for a dialect, and how loudly. Names of tools are certain; the rest adds up, each thing once. */
const EVIDENCE: readonly (readonly [SqlDialect, RegExp, weight: number])[] = [
  ["postgres", /^-- PostgreSQL database (?:cluster )?dump/m, 1000],
  ["postgres", /^\\(?:restrict|connect)\b/m, 200],
  ["postgres", /^COPY\s[^;]*?\sFROM\s+stdin/im, 100],
  ["postgres", /\b(?:standard_conforming_strings|client_encoding|search_path|pg_catalog)\b/i, 100],
  ["postgres", /\bOVERRIDING\s+SYSTEM\b|\bOWNER\s+TO\b|\bON CONFLICT\b/i, 20],
  ["postgres", /[\s(,]E'|'::[a-z]|NULL::[a-z]|\bU&'/, 10],
  ["postgres", /\$([A-Za-z_]\w*)?\$[^$]*\$\1\$/, 10],
  ["mysql", /^-- (?:MySQL|MariaDB) dump |^-- phpMyAdmin SQL Dump|^-- HeidiSQL /m, 1000],
  ["mysql", /\/\*M?!\d{5}/, 100],
  ["mysql", /\b(?:INTO|TABLE|EXISTS|FROM|TABLES)\s+`/i, 60],
  ["mysql", /\bENGINE\s*=|\bAUTO_INCREMENT\b|\bsql_mode\b|\bUNLOCK TABLES\b/i, 60],
  ["mysql", /^DELIMITER\s/im, 60],
  ["mysql", /\w\\'\w/, 20],
  ["mysql", /^\s*SET NAMES\s/im, 15],
  ["mysql", /\bON DUPLICATE KEY\b|\bINSERT IGNORE\b|\bINSERT INTO \S+ SET\b/i, 30],
  ["mysql", /\b_(?:binary|utf8mb4|utf8mb3|utf8|latin1)\s*'/i, 20],
  ["sqlite", /^PRAGMA\s/im, 100],
  ["sqlite", /\bsqlite_(?:sequence|master|stat)/i, 100],
  ["sqlite", /\breplace\('[^\n]*\bchar\(1[03]\)\)|\bunistr\('/, 30],
  ["sqlite", /\bINSERT OR (?:REPLACE|IGNORE)\b|\bAUTOINCREMENT\b|\bWITHOUT ROWID\b/i, 30],
  ["mssql", /^\s*GO\s*$/im, 60],
  ["mssql", /\/\*{6} Object:/, 200],
  ["mssql", /\b(?:INTO|INSERT|TABLE|USE)\s+\[/i, 60],
  ["mssql", /\bSET (?:IDENTITY_INSERT|ANSI_NULLS|QUOTED_IDENTIFIER|NOCOUNT)\b/i, 60],
  ["mssql", /\bCAST\(N?'[^']*' AS (?:Date|DateTime|DateTime2|SmallDateTime|Decimal)\b/, 20],
  ["oracle", /^REM INSERTING|^SET (?:DEFINE|SCAN|SQLBLANKLINES) O(?:FF|N)\b/im, 200],
  ["oracle", /\bN?q'[^\w\s]/i, 30],
  ["oracle", /\b(?:TO_DATE|TO_TIMESTAMP|HEXTORAW|EMPTY_CLOB|TO_CLOB)\s*\(/i, 30],
  ["oracle", /\bVARCHAR2\b|\bNUMBER\s*\(|\bSYSDATE\b/i, 40],
  ["oracle", /\bINSERT ALL\b|\bFROM DUAL\b|\bEXECUTE IMMEDIATE\b/i, 40],
  ["oracle", /^\/\s*$/m, 15],
];

/** Who wrote a dump, by its beginning; `ansi` when nothing speaks for any of them. */
export function detectDialect(head: string): SqlDialect {
  const scores = new Map<SqlDialect, number>();
  for (const [dialect, sign, weight] of EVIDENCE)
    if (sign.test(head)) scores.set(dialect, (scores.get(dialect) ?? 0) + weight);
  const [best, second] = [...scores].sort((a, b) => b[1] - a[1]);
  return best === undefined || best[1] === second?.[1] ? "ansi" : best[0];
}

/** How statements begin that only SQL has: a first line of column names never reads like this. */
const STATEMENTS = new RegExp(
  [
    "^(?:INSERT|REPLACE)\\s+(?:INTO|IGNORE|ALL|OR|FIRST|DELAYED|LOW_PRIORITY|\\[)",
    "CREATE\\s+(?:TABLE|DATABASE|SCHEMA|SEQUENCE|TYPE|VIEW|INDEX|OR\\s+REPLACE|UNLOGGED|TEMP|GLOBAL|EXTENSION|FUNCTION|TRIGGER)\\b",
    "COPY\\s+[^;]+?\\sFROM\\s+stdin",
    "(?:DROP|ALTER|TRUNCATE|LOCK)\\s+(?:TABLE|DATABASE|SCHEMA|SESSION|TABLES|VIEW|SEQUENCE)\\b",
    "SET\\s+[\\w@.]+(?:\\s*=|\\s+(?:TO|ON|OFF|NAMES)\\b|\\s+\\w+\\s*;\\s*\\n)",
    "SET\\s+NAMES\\s",
    "PRAGMA\\s+\\w+",
    "(?:BEGIN|START)(?:\\s+TRANSACTION|\\s+WORK)?\\s*;\\s*(?:\\n|$)",
    "USE\\s+(?:\\w+\\s*;\\s*\\n|[\\[`][^\\n;]+[\\]`]\\s*(?:;|\\n))",
    "SELECT\\s+(?:pg_catalog\\.|\\S+\\s+FROM\\s)",
    "(?:UPDATE\\s+\\S+\\s+SET|DELETE\\s+FROM|MERGE\\s+INTO|LOAD\\s+DATA|BULK\\s+INSERT)\\s",
    "DELIMITER\\s+\\S+\\s*\\n",
    "\\\\(?:connect|restrict|i|ir|set|encoding)\\s",
    "(?:REM INSERTING|PROMPT|SPOOL|WHENEVER SQLERROR)\\s",
    "(?:BEGIN|DECLARE)\\s[^;]*\\b(?:INSERT|UPDATE|EXECUTE|NULL)\\b",
  ].join("|^"),
  "i",
);

/** Whether a file is SQL text, by its beginning; its name decides where that says nothing. */
export function looksLikeSql(file: string, head: Uint8Array): boolean {
  const text = headText(head);
  const rest = withoutComments(text);
  if (STATEMENTS.test(rest)) return true;
  if (!/\.(?:sql|dump|dmp|ddl|pgsql|mysql)(?:\.gz|\.zip)?$/i.test(file)) return false;
  return rest === "" || !/^[^\n;,\t|]*[;,\t|][^\n]*\n/.test(rest) || /\b(?:INSERT|COPY|CREATE)\b/i.test(rest);
}

/** The first bytes as text, good enough to recognise keywords: one character a byte, or UTF-16 by its mark. */
export function headText(head: Uint8Array): string {
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.length);
  const even = bytes.subarray(0, bytes.length - (bytes.length % 2));
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return even.toString("utf16le").slice(1);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return Buffer.from(even).swap16().toString("utf16le").slice(1);
  const text = bytes.toString("latin1");
  return text.startsWith("\u00ef\u00bb\u00bf") ? text.slice(3) : text;
}

/** The text from its first statement: blanks, comments and the marks of executable comments passed over. */
function withoutComments(text: string): string {
  let rest = text;
  for (;;) {
    const comment =
      /^\s+|^--[^\n]*(?:\n|$)|^#[^\n]*(?:\n|$)|^\/\*M?!\d{5} ?|^\/\*[\s\S]*?(?:\*\/|$)|^\*\/|^;|^GO\s/i.exec(
        rest,
      );
    if (comment === null) return rest;
    rest = rest.slice(comment[0].length);
  }
}
