import { siocError } from "../core/errors.ts";
import type { DatasetLayout } from "../tracciato/layout.ts";
import { libxml2 } from "./libxml2.ts";
import type { Plan } from "./plan.ts";
import type { XsdProblem } from "./problem.ts";
import {
  descendants,
  readSchemaFiles,
  readSchemaTrees,
  type SchemaNode,
  type SchemaTrees,
} from "./schema-files.ts";
import type { Schema } from "./xsd.ts";

/** Why the records of a file cannot be judged a few at a time. */
export type NotChunkable =
  | "include-not-found"
  | "redefine"
  | "identity-constraint"
  | "id-type"
  | "root-not-found"
  | "root-not-a-repetition"
  | "bounded";

type Shape = Pick<DatasetLayout, "root" | "record" | "namespace">;

/**
 * True when judging mini-documents (the root around some of the records) is the same as judging the whole file:
 * the root is a plain, unbounded repetition of the record element, and nothing in the schema looks across records.
 * Read from the schema as written; whatever is not understood counts as a reason against.
 * @throws SCHEMA_INVALID with the path.
 */
export async function chunkable(path: string, shape: Shape): Promise<true | NotChunkable> {
  const lib = await libxml2();
  let trees: SchemaTrees;
  try {
    trees = readSchemaTrees(lib, readSchemaFiles(path));
  } catch (error) {
    throw siocError("SCHEMA_INVALID", { path }, { cause: error });
  }
  return acrossRecords(trees) ?? repetition(trees, shape) ?? true;
}

const CONSTRAINTS: ReadonlySet<string> = new Set(["key", "keyref", "unique"]);
const TYPE_ATTRIBUTES = ["type", "base", "itemType", "memberTypes"] as const;
/** A type of the same name that is the schema's own is taken for XML Schema's: slower then, never wrong. */
const ID_TYPE = /(?:^|[\s:])(?:ID|IDREFS?|ENTITY|ENTITIES)(?:\s|$)/;

function acrossRecords({ schemas, complete }: SchemaTrees): NotChunkable | undefined {
  if (!complete) return "include-not-found";
  for (const schema of schemas) {
    for (const { name, attributes } of descendants(schema)) {
      if (name === "redefine" || name === "override") return "redefine";
      if (CONSTRAINTS.has(name)) return "identity-constraint";
      if (TYPE_ATTRIBUTES.some((key) => ID_TYPE.test(attributes.get(key) ?? ""))) return "id-type";
    }
  }
  return undefined;
}

function repetition({ schemas }: SchemaTrees, shape: Shape): NotChunkable | undefined {
  const own = schemas.filter(
    (schema) => (schema.attributes.get("targetNamespace") ?? "") === shape.namespace,
  );
  const global = (kind: string, name: string | undefined): SchemaNode | undefined =>
    own
      .flatMap((schema) => schema.children)
      .find((c) => c.name === kind && c.attributes.get("name") === name);
  const root = global("element", shape.root);
  if (root === undefined) return "root-not-found";
  const type = meaningful(root)[0] ?? global("complexType", local(root.attributes.get("type")));
  const content = type?.name === "complexType" ? meaningful(type) : [];
  const [particle, ...others] = content.filter((node) => !ATTRIBUTES.has(node.name));
  if (particle?.name !== "sequence" || others.length > 0) return "root-not-a-repetition";
  const [element, ...siblings] = meaningful(particle);
  if (element?.name !== "element" || siblings.length > 0 || elementName(element) !== shape.record) {
    return "root-not-a-repetition";
  }
  return unbounded(particle, element) ? undefined : "bounded";
}

const ATTRIBUTES: ReadonlySet<string> = new Set(["attribute", "attributeGroup", "anyAttribute"]);

function meaningful(node: SchemaNode): SchemaNode[] {
  return node.children.filter((child) => child.name !== "annotation");
}

function elementName({ attributes }: SchemaNode): string | undefined {
  return attributes.get("name") ?? local(attributes.get("ref"));
}

function local(name: string | undefined): string | undefined {
  return name?.slice(name.indexOf(":") + 1);
}

/** One of the two repeats without end, neither asks for more than one. */
function unbounded(...particles: readonly SchemaNode[]): boolean {
  const max = particles.map(({ attributes }) => attributes.get("maxOccurs") ?? "1");
  const min = particles.map(({ attributes }) => Number(attributes.get("minOccurs") ?? "1"));
  return max.includes("unbounded") && !max.includes("0") && min.every((count) => count <= 1);
}

/** Some records within the root element: what is validated, and the part of it that goes to the file. */
export interface MiniDocument {
  readonly bytes: Uint8Array;
  /** The same memory without header and footer. */
  readonly body: Uint8Array;
}

/** Encodes the records once, for the schema and for the file; the memory is the document's own, a worker may hand it over. */
export function miniDocument(plan: Plan, fragments: readonly string[]): MiniDocument {
  const text = plan.header + fragments.join("") + plan.footer;
  const bytes = Buffer.allocUnsafeSlow(Buffer.byteLength(text));
  bytes.write(text);
  const start = Buffer.byteLength(plan.header);
  return { bytes, body: bytes.subarray(start, bytes.byteLength - Buffer.byteLength(plan.footer)) };
}

/**
 * Judges records as a mini-document: index of the record → the first thing wrong with it.
 * One fragment that is not well formed does not hide the others: then each is judged alone.
 * @throws SCHEMA_INVALID when the schema does not know the root element of the layout.
 */
export function validateMiniDocument(
  schema: Schema,
  plan: Plan,
  fragments: readonly string[],
  document: MiniDocument = miniDocument(plan, fragments),
): Map<number, XsdProblem> {
  if (fragments.length === 0) return new Map();
  const problems = schema.validate(document.bytes);
  if (problems.length === 0) return new Map();
  if (problems.some((problem) => problem.kind === "unknown-root"))
    throw siocError("SCHEMA_INVALID", { path: schema.path });
  if (fragments.length > 1 && problems.some((problem) => problem.kind === "not-well-formed")) {
    return oneByOne(schema, plan, fragments);
  }
  return byRecord(problems, startLines(plan, fragments));
}

function oneByOne(schema: Schema, plan: Plan, fragments: readonly string[]): Map<number, XsdProblem> {
  const found = new Map<number, XsdProblem>();
  fragments.forEach((fragment, index) => {
    const problem = validateMiniDocument(schema, plan, [fragment]).get(0);
    if (problem !== undefined) found.set(index, problem);
  });
  return found;
}

/** Line of the mini-document on which each record begins: what we write takes one line, what we read back may take more. */
function startLines(plan: Plan, fragments: readonly string[]): number[] {
  let line = lineFeeds(plan.header) + 1;
  return fragments.map((fragment) => {
    const start = line;
    line += lineFeeds(fragment);
    return start;
  });
}

function lineFeeds(text: string): number {
  let count = 0;
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) count++;
  return count;
}

function byRecord(problems: readonly XsdProblem[], starts: readonly number[]): Map<number, XsdProblem> {
  const found = new Map<number, XsdProblem>();
  for (const problem of problems) {
    // A problem on the root's own lines belongs to no record: the first one carries it, rather than nobody.
    const index = Math.max(
      0,
      starts.findLastIndex((start) => start <= problem.line),
    );
    if (!found.has(index)) found.set(index, problem);
  }
  return found;
}
