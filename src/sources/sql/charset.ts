import type { ByteEncoding } from "../source.ts";

/** A character set as a dump names it. */
export interface Charset {
  readonly name: string;
  /** How we read it; undefined when we do not, or when it says nothing (`binary`, SQL_ASCII). */
  readonly encoding: ByteEncoding | undefined;
  readonly kind: "known" | "silent" | "unknown" | "unsafe";
}

/** MySQL's latin1 is Windows-1252, and what databases called LATIN1 hold is what Windows wrote. */
const KNOWN: Readonly<Record<string, ByteEncoding>> = {
  utf8: "utf-8",
  utf8mb3: "utf-8",
  utf8mb4: "utf-8",
  unicode: "utf-8",
  ascii: "utf-8",
  usascii: "utf-8",
  latin1: "windows-1252",
  iso88591: "windows-1252",
  win1252: "windows-1252",
  cp1252: "windows-1252",
  windows1252: "windows-1252",
  latin9: "iso-8859-15",
  iso885915: "iso-8859-15",
  cp850: "cp850",
};

const SILENT: ReadonlySet<string> = new Set(["binary", "sqlascii", "default", "auto"]);

/** In these a byte that looks like a quote or a backslash may be half a character: cutting would go wrong. */
const UNSAFE: ReadonlySet<string> = new Set(
  "gbk gb18030 big5 big5hkscs sjis shiftjis shiftjis2004 cp932 mskanji uhc johab win949 win950 cp936 ucs2 utf16 utf16le utf32".split(
    " ",
  ),
);

export function charsetOf(name: string): Charset {
  const folded = name.toLowerCase().replace(/[^a-z0-9]/g, "");
  const encoding = Object.hasOwn(KNOWN, folded) ? KNOWN[folded] : undefined;
  if (encoding !== undefined) return { name, encoding, kind: "known" };
  if (SILENT.has(folded)) return { name, encoding: undefined, kind: "silent" };
  return { name, encoding: undefined, kind: UNSAFE.has(folded) ? "unsafe" : "unknown" };
}

export function isUnsafe(charset: Charset | undefined): boolean {
  return charset?.kind === "unsafe";
}
