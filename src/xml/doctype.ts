import { siocError } from "../core/errors.ts";

const DOCTYPE = Buffer.from("<!DOCTYPE", "latin1");
/** Byte order marks and first bytes of UTF-16, UTF-32 and EBCDIC. */
const FOREIGN_STARTS = ["fffe", "feff", "3c00", "003c", "4c6fa7"];
const DECLARED = /^(?:\u00ef\u00bb\u00bf)?<\?xml[^>]*?\bencoding\s*=\s*["']([^"']*)["']/;

/** Encodings of the files sioc writes and reads back. */
const DATASET_ENCODINGS: readonly string[] = ["utf-8", "us-ascii", "ascii"];

/**
 * Refuses, before any parser sees them, bytes that are not UTF-8 or declare a document type: entity bombs,
 * external entities and files of the machine read into the document all begin there (reliability T6).
 * A DOCTYPE inside a comment is refused too: nothing sioc writes has one.
 * @throws XML_ENCODING, XML_DOCTYPE.
 */
export function refuseDoctype(bytes: Uint8Array, encodings: readonly string[] = DATASET_ENCODINGS): void {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = buffer.toString("hex", 0, 4);
  const declared = DECLARED.exec(buffer.toString("latin1", 0, 256))?.[1]?.toLowerCase();
  const foreign = FOREIGN_STARTS.some((prefix) => start.startsWith(prefix)) || buffer.includes(0);
  if (foreign || (declared !== undefined && !encodings.includes(declared))) throw siocError("XML_ENCODING");
  if (buffer.includes(DOCTYPE)) throw siocError("XML_DOCTYPE");
}
