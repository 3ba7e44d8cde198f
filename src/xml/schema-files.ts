import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";

import type { XmlDocument, XmlElement } from "libxml2-wasm";

import { refuseDoctype } from "./doctype.ts";
import { parseDocument, type Libxml2 } from "./libxml2.ts";

/** A schema's own text is no secret and may come in an older encoding. */
const ENCODINGS: readonly string[] = ["utf-8", "us-ascii", "ascii", "iso-8859-1"];

/** Virtual folder under which libxml2 sees the schema's own folder, and nothing else of the machine. */
const FOLDER = "sioc-xsd/";

/** An element of a schema document, as plain data. */
export interface SchemaNode {
  /** Local name; "" for an element that is not of XML Schema. */
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly SchemaNode[];
}

/** The schema and the other schemas of its folder: file name → content. */
export interface SchemaFiles {
  readonly main: string;
  readonly contents: ReadonlyMap<string, Uint8Array>;
}

/**
 * Reads the schema and the plain .xsd files beside it. One that declares a DOCTYPE is left out, as if it were not there.
 * @throws the system's error, or XML_DOCTYPE / XML_ENCODING, for the schema itself.
 */
export function readSchemaFiles(path: string): SchemaFiles {
  const main = basename(path);
  const content = readFileSync(path);
  refuseDoctype(content, ENCODINGS);
  const contents = new Map<string, Uint8Array>([[main, content]]);
  for (const entry of readdirSync(dirname(path), { withFileTypes: true })) {
    if (entry.name === main || !entry.isFile() || !entry.name.toLowerCase().endsWith(".xsd")) continue;
    const other = readFileSync(join(dirname(path), entry.name));
    if (isAccepted(other)) contents.set(entry.name, other);
  }
  return { main, contents };
}

function isAccepted(content: Uint8Array): boolean {
  try {
    refuseDoctype(content, ENCODINGS);
    return true;
  } catch {
    return false;
  }
}

/** The files as libxml2 is to find them, under their name as written and as an address. */
export function virtualFolder({ contents }: SchemaFiles): Record<string, Uint8Array> {
  return Object.fromEntries(
    [...contents].flatMap(([name, content]) => [
      [FOLDER + name, content],
      [FOLDER + encodeURIComponent(name), content],
    ]),
  );
}

/** The schema itself, parsed; the caller disposes of it. */
export function parseSchema(lib: Libxml2, { main, contents }: SchemaFiles): XmlDocument {
  return parseDocument(lib, contents.get(main) ?? new Uint8Array(), FOLDER + encodeURIComponent(main));
}

export interface SchemaTrees {
  /** The `schema` element of each file reached from the main one, which comes first. */
  readonly schemas: readonly SchemaNode[];
  /** False when an include or import leads to a file that is not in the folder. */
  readonly complete: boolean;
}

const REFERENCES: ReadonlySet<string> = new Set(["include", "import", "redefine", "override"]);

export function readSchemaTrees(lib: Libxml2, { main, contents }: SchemaFiles): SchemaTrees {
  const reached = new Map<string, SchemaNode>();
  const waiting = [main];
  let complete = true;
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const content = contents.get(name);
    if (content === undefined) complete = false;
    if (content === undefined || reached.has(name)) continue;
    const tree = readTree(lib, content);
    reached.set(name, tree);
    for (const { name: kind, attributes } of tree.children) {
      const location = attributes.get("schemaLocation");
      if (REFERENCES.has(kind) && location !== undefined) waiting.push(decodeName(location));
    }
  }
  return { schemas: [...reached.values()], complete };
}

/** `./altri%20tipi.xsd` → `altri tipi.xsd`; an address outside the folder stays one, and is not found. */
function decodeName(location: string): string {
  try {
    return decodeURIComponent(location.replace(/^\.\//, ""));
  } catch {
    return location;
  }
}

function readTree(lib: Libxml2, content: Uint8Array): SchemaNode {
  const document = parseDocument(lib, content);
  try {
    return plain(lib, document.root);
  } finally {
    document.dispose();
  }
}

function plain(lib: Libxml2, element: XmlElement): SchemaNode {
  const children: SchemaNode[] = [];
  for (let node = element.firstChild; node !== null; node = node.next) {
    if (node instanceof lib.XmlElement) children.push(plain(lib, node));
  }
  return {
    name: element.namespaceUri === "http://www.w3.org/2001/XMLSchema" ? element.name : "",
    attributes: new Map(element.attrs.map((attribute) => [attribute.name, attribute.value])),
    children,
  };
}

/** Every element of a tree, the top one first. */
export function* descendants(node: SchemaNode): Generator<SchemaNode> {
  yield node;
  for (const child of node.children) yield* descendants(child);
}
