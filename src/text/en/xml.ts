import type { xml as it } from "../it/xml.ts";

export const xml = {
  "error.SCHEMA_INVALID": "the XSD schema cannot be used: {path}",
  "hint.SCHEMA_INVALID":
    "check that the file exists, is a complete XSD schema and describes the same layout as layout.toml; schemas it includes must be in the same folder",
  "error.CLEAR_IDENTIFIER":
    "a value about to be written (field {campo}) is or looks like a personal identifier in clear: writing stopped",
  "hint.CLEAR_IDENTIFIER":
    "nothing was written; look in the aziende's files for a codice fiscale, STP, ENI or TEAM code that ended up in a column other than cod_ident, and correct the file or the mapping",
  "error.XML_ENCODING": "the XML file is not UTF-8",
  "hint.XML_ENCODING": "sioc writes UTF-8 only: the file was changed or comes from another program",
  "error.XML_DOCTYPE": "the XML file contains a DOCTYPE declaration",
  "hint.XML_DOCTYPE":
    "sioc never writes one and does not read it, because it can load other files: the file does not come from sioc or was tampered with",
  "error.XML_FOREIGN": "the XML file is not a dataset of this layout (line {line})",
  "hint.XML_FOREIGN":
    "check that the file belongs to the SIOC flow and to the same version of the layout; make the bundle again with sioc prepare",
  "error.XML_TRUNCATED": "the XML file ends before it is closed, after {records} records",
  "hint.XML_TRUNCATED":
    "the copy is incomplete: take the original file again or make the bundle again with sioc prepare",
  "error.XML_TOO_LARGE": "the XML file is larger than {megabyte} MB and this schema has to judge it whole",
  "hint.XML_TOO_LARGE": "lower [output] max_records, so that the datasets are split into more files",
  "xml.problem.facet": "{where}: value not admitted by the schema ({facet})",
  "xml.problem.type": "{where}: value of the wrong type",
  "xml.problem.unexpected-element": "{where}: element out of place, expected {expected}",
  "xml.problem.missing-element": "{where}: an element is missing, expected {expected}",
  "xml.problem.missing-attribute": "{where}: the attribute is missing",
  "xml.problem.unexpected-attribute": "{where}: attribute not admitted",
  "xml.problem.unexpected-text": "{where}: text not admitted",
  "xml.problem.unknown-root": "the root element is not the schema's",
  "xml.problem.identity": "{where}: key repeated or missing",
  "xml.problem.not-well-formed": "XML not well formed",
  "xml.problem.other": "{where}: does not conform to the schema",
  "xml.whole.include-not-found": "the schema refers to a file that is not in its folder",
  "xml.whole.redefine": "the schema redefines parts of another schema",
  "xml.whole.identity-constraint": "the schema compares records with one another (keys or unique values)",
  "xml.whole.id-type": "the schema uses identifiers unique in the whole file (ID, IDREF)",
  "xml.whole.root-not-found": "the schema does not declare the layout's root element",
  "xml.whole.root-not-a-repetition": "the root element is not a plain repetition of records",
  "xml.whole.bounded": "the schema limits the number of records in a file",
} as const satisfies Record<keyof typeof it, string>;
