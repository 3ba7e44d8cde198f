/** What a file that is not CSV text really is, by its first bytes. Names are the same in every language. */

interface Signature {
  readonly what: string;
  readonly bytes: readonly number[];
  /** Where they are; 0 when absent. */
  readonly at?: number;
}

const SIGNATURES: readonly Signature[] = [
  { what: "UTF-32", bytes: [0xff, 0xfe, 0x00, 0x00] },
  { what: "UTF-32", bytes: [0x00, 0x00, 0xfe, 0xff] },
  { what: "gzip", bytes: [0x1f, 0x8b] },
  { what: "Excel (.xls)", bytes: [0xd0, 0xcf, 0x11, 0xe0] },
  { what: "PDF", bytes: [...Buffer.from("%PDF")] },
  { what: "7-Zip", bytes: [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c] },
  { what: "bzip2", bytes: [...Buffer.from("BZh")] },
  { what: "xz", bytes: [0xfd, 0x37, 0x7a, 0x58, 0x5a] },
  { what: "Zstandard", bytes: [0x28, 0xb5, 0x2f, 0xfd] },
  { what: "SQLite", bytes: [...Buffer.from("SQLite format 3\0")] },
  { what: "PostgreSQL (pg_dump -Fc)", bytes: [...Buffer.from("PGDMP")] },
  { what: "RTF", bytes: [...Buffer.from("{\\rtf")] },
  { what: "Parquet", bytes: [...Buffer.from("PAR1")] },
  { what: "PGP", bytes: [...Buffer.from("-----BEGIN PGP")] },
  { what: "tar", bytes: [...Buffer.from("ustar")], at: 257 },
];

/** The name of what the head of a file shows it to be, or undefined if it may be delimited text. */
export function notText(head: Uint8Array): string | undefined {
  const known = SIGNATURES.find(({ bytes, at = 0 }) => bytes.every((byte, i) => head[at + i] === byte));
  return known?.what ?? zipped(head) ?? marked(head);
}

function zipped(head: Uint8Array): string | undefined {
  const text = Buffer.from(head.subarray(0, 4096)).toString("latin1");
  if (!/^PK(?:\x03\x04|\x05\x06|\x07\x08)/.test(text)) return undefined;
  if (text.includes("opendocument.spreadsheet")) return "OpenDocument (.ods)";
  return text.includes("xl/") || text.includes("[Content_Types].xml") ? "Excel (.xlsx)" : "ZIP";
}

function marked(head: Uint8Array): string | undefined {
  const text = Buffer.from(head.subarray(0, 4096))
    .toString("utf8")
    .replace(/^\ufeff/, "")
    .trimStart();
  if (/^<\?xml/i.test(text)) return /<(?:html|table)\b/i.test(text) ? "HTML" : "XML";
  if (/^(?:<!doctype html|<html|<head|<body|<table|<!--)/i.test(text)) return "HTML";
  if (/^<[a-z!][^;,\t|\n]*>/i.test(text)) return "XML";
  return /^[{[]\s*["{[]/.test(text) ? "JSON" : undefined;
}

/** NUL in nearly every second byte: UTF-16 that lost its byte order mark. */
export function looksUtf16(head: Uint8Array): boolean {
  const half = Math.floor(Math.min(head.length, 4096) / 2);
  const nulls = [0, 0];
  for (let i = 0; i < half * 2; i++) if (head[i] === 0) nulls[i % 2] = (nulls[i % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = nulls;
  return half > 4 && Math.max(even, odd) > half * 0.7 && Math.min(even, odd) < half * 0.1;
}
