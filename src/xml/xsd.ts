import type { XmlDocument, XsdValidator } from "libxml2-wasm";

import { siocError } from "../core/errors.ts";
import { refuseDoctype } from "./doctype.ts";
import { libxml2, parseDocument, type Libxml2 } from "./libxml2.ts";
import { readProblem, type XsdProblem } from "./problem.ts";
import { descendants, parseSchema, readSchemaFiles, readSchemaTrees, virtualFolder } from "./schema-files.ts";
import type { SchemaFiles } from "./schema-files.ts";

/** libxml2 has 2 GiB of memory and takes 4.3 times the document (measured). */
const MAX_MEGABYTES = 384;

/** A compiled schema. Holds memory outside the garbage collector: `dispose()` it. */
export interface Schema {
  readonly path: string;
  /** Names of the elements and attributes it declares. */
  readonly names: ReadonlySet<string>;
  /**
   * Everything wrong with a document, or nothing. libxml2 stops looking inside an element after the first child out
   * of place: the list is a verdict, not an inventory.
   * @throws XML_ENCODING, XML_DOCTYPE, XML_TOO_LARGE before anything is parsed.
   */
  readonly validate: (bytes: Uint8Array) => XsdProblem[];
  readonly dispose: () => void;
}

/**
 * Compiles a schema. It may include or import other .xsd files of its own folder; nothing else is opened, no network.
 * @throws SCHEMA_INVALID with the path.
 */
export async function compileSchema(path: string): Promise<Schema> {
  const lib = await libxml2();
  try {
    return compile(lib, path, readSchemaFiles(path));
  } catch (error) {
    // The cause quotes the schema, never data.
    throw siocError("SCHEMA_INVALID", { path }, { cause: error });
  }
}

function compile(lib: Libxml2, path: string, files: SchemaFiles): Schema {
  const names = declaredNames(lib, files);
  const document = parseSchema(lib, files);
  lib.xmlRegisterInputProvider(new lib.XmlBufferInputProvider(virtualFolder(files)));
  try {
    return schema(lib, path, names, document, lib.XsdValidator.fromDoc(document));
  } catch (error) {
    document.dispose();
    throw error;
  } finally {
    lib.xmlCleanupInputProvider();
  }
}

function schema(
  lib: Libxml2,
  path: string,
  names: ReadonlySet<string>,
  document: XmlDocument,
  validator: XsdValidator,
): Schema {
  return {
    path,
    names,
    validate: (bytes) => {
      if (bytes.byteLength > MAX_MEGABYTES * 2 ** 20)
        throw siocError("XML_TOO_LARGE", { megabyte: MAX_MEGABYTES });
      refuseDoctype(bytes);
      return judge(lib, validator, names, bytes);
    },
    dispose: () => {
      // The compiled schema points into its document: freed last.
      validator.dispose();
      document.dispose();
    },
  };
}

/** libxml2 reports by throwing; its errors hold the values, so none of them leaves this function. */
function judge(
  lib: Libxml2,
  validator: XsdValidator,
  names: ReadonlySet<string>,
  bytes: Uint8Array,
): XsdProblem[] {
  let document: XmlDocument | undefined;
  try {
    document = parseDocument(lib, bytes);
    validator.validate(document);
    return [];
  } catch (error) {
    if (error instanceof lib.XmlParseError) return [notWellFormed(error.details[0]?.line)];
    if (error instanceof lib.XmlValidateError)
      return error.details.map((detail) => readProblem(detail, names));
    throw new Error("libxml2 could not judge the document");
  } finally {
    document?.dispose();
  }
}

function notWellFormed(line: number | undefined): XsdProblem {
  return { line: line ?? 1, element: "", kind: "not-well-formed" };
}

function declaredNames(lib: Libxml2, files: SchemaFiles): ReadonlySet<string> {
  const names = new Set<string>();
  for (const tree of readSchemaTrees(lib, files).schemas) {
    for (const { name, attributes } of descendants(tree)) {
      const declared = attributes.get("name");
      if ((name === "element" || name === "attribute") && declared !== undefined) names.add(declared);
    }
  }
  return names;
}
