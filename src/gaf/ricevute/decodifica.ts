import { unreadable, type Origine } from "./rifiuto.ts";

/** Encodings an answer may declare, and how Node calls them; UTF-16 only with its byte order mark. */
const ENCODINGS: Readonly<Record<string, string>> = {
  "utf-8": "utf-8",
  utf8: "utf-8",
  "us-ascii": "utf-8",
  ascii: "utf-8",
  "iso-8859-1": "windows-1252",
  latin1: "windows-1252",
  "iso-8859-15": "iso-8859-15",
  "windows-1252": "windows-1252",
  cp1252: "windows-1252",
};
const DECLARED = /^\s*<\?xml[^>]*?\bencoding\s*=\s*["']([^"']*)["']/;

/**
 * The text of an answer, in the encoding it declares; UTF-8 when it declares none.
 * @throws RECEIPT_SHAPE if the bytes are not what they say, or are no text (NUL).
 */
export function decode(bytes: Uint8Array, origine: Origine): string {
  const mark = Buffer.from(bytes.subarray(0, 3)).toString("hex");
  const wide = mark.startsWith("fffe") ? "utf-16le" : mark.startsWith("feff") ? "utf-16be" : undefined;
  const text = decodeAs(wide ?? declared(bytes, origine), bytes, origine);
  if (text.includes("\0")) throw unreadable(origine, "outcomes.shape.encoding");
  return text;
}

function declared(bytes: Uint8Array, origine: Origine): string {
  const head = Buffer.from(bytes.subarray(0, 256))
    .toString("latin1")
    .replace(/^\u00ef\u00bb\u00bf/, "");
  const name = DECLARED.exec(head)?.[1]?.toLowerCase() ?? "utf-8";
  const found = Object.hasOwn(ENCODINGS, name) ? ENCODINGS[name] : undefined;
  if (found === undefined) throw unreadable(origine, "outcomes.shape.encoding");
  return found;
}

function decodeAs(encoding: string, bytes: Uint8Array, origine: Origine): string {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    throw unreadable(origine, "outcomes.shape.encoding");
  }
}
