import type { Colonna } from "../model/campi.ts";

/** What each ASCII character asks for: nothing, a reference, a reference in attributes only, or it may not be in XML at all. */
const PLAIN = 0;
const MARKUP = 1;
const ATTRIBUTE_MARKUP = 2;
const ILLEGAL = 3;
const HIGH = 128;

const CLASS = new Uint8Array(HIGH);
CLASS.fill(ILLEGAL, 0, 0x20);
for (const char of "&<>\n\r") CLASS[char.charCodeAt(0)] = MARKUP;
for (const char of '"\t') CLASS[char.charCodeAt(0)] = ATTRIBUTE_MARKUP;

const REFERENCES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "\t": "&#9;",
  "\n": "&#10;",
  "\r": "&#13;",
};

/**
 * The value as it stands in XML, text or attribute; the same string when nothing needs escaping.
 *
 * As xmlbuilder2 writes it, with two differences, because its output would not read back as the same value:
 * every `&` is escaped (xmlbuilder2 leaves `&amp;`, `&foo;` and `&#10;` alone), and line ends (in attributes also
 * tabs) become character references, since an XML reader turns CR into LF and, in attributes, all three into blanks.
 * A record thereby always fills exactly one line.
 * @throws Error naming only the column: a character XML cannot hold was to be refused at reading (OC-F-006).
 */
export function escapeValue(value: string, attribute: boolean, colonna: Colonna): string {
  for (let index = 0; index < value.length; index++) {
    const code = value.charCodeAt(index);
    if (code >= HIGH || CLASS[code] !== PLAIN) return escapeFrom(value, index, attribute, colonna);
  }
  return value;
}

function escapeFrom(value: string, first: number, attribute: boolean, colonna: Colonna): string {
  let out = value.slice(0, first);
  for (const char of value.slice(first)) {
    const code = char.codePointAt(0) ?? 0;
    if (!isXmlChar(code))
      throw new Error(`column ${colonna}: a character not allowed in XML reached the writer`);
    const kind = code < HIGH ? CLASS[code] : PLAIN;
    out += kind === MARKUP || (attribute && kind === ATTRIBUTE_MARKUP) ? (REFERENCES[char] ?? char) : char;
  }
  return out;
}

/** Production [2] Char of XML 1.0; a lone surrogate comes here as itself. */
function isXmlChar(code: number): boolean {
  if (code < HIGH) return CLASS[code] !== ILLEGAL;
  return (code < 0xd800 || code > 0xdfff) && code !== 0xfffe && code !== 0xffff;
}
