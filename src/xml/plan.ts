import type { Colonna, Gruppo } from "../model/campi.ts";
import type { Campo, DatasetLayout } from "../tracciato/layout.ts";
import { layoutInvalid } from "./layout-invalid.ts";
import { markedColumn, skeleton } from "./skeleton.ts";

/** A value: an attribute or an element with text, written only when the cell is not blank. */
export interface Foglia {
  readonly kind: "value";
  readonly colonna: Colonna;
  readonly attribute: boolean;
  /** Made by identity/: proven by its shape, not searched for identifiers. */
  readonly hash: boolean;
  /** `<fls:CodiceASL>` or ` tipo="`. */
  readonly before: string;
  readonly after: string;
  /** What was written for the short values met so far, kept by fill(). */
  readonly written: Map<string, string>;
}

/** An element that holds others. */
export interface Elemento {
  readonly kind: "element";
  /** `<fls:Eventi`, without the end of the tag: attributes follow. */
  readonly open: string;
  readonly attributes: readonly Foglia[];
  readonly children: readonly Nodo[];
  /** `</fls:Eventi>`. */
  readonly close: string;
  /** Holds a mandatory field: written even when empty, so that the schema names what is missing inside it. */
  readonly always: boolean;
  /** One of its child elements is always written, so it is never empty. */
  readonly solid: boolean;
}

/** An element written once for each row of a repeating group. */
export interface Ripetizione {
  readonly kind: "rows";
  readonly gruppo: Gruppo;
  readonly element: Elemento;
}

export type Nodo = Foglia | Elemento | Ripetizione;

/**
 * How a record of one dataset is written, compiled once from the layout. Plain data: it can be handed to a worker.
 */
export interface Plan {
  readonly dataset: 1 | 2;
  readonly rootName: string;
  readonly namespace: string;
  readonly prefix: string;
  /** Everything before the first record, ends in a line feed. */
  readonly header: string;
  /** Everything after the last record. */
  readonly footer: string;
  readonly record: Elemento;
  /** The fields whose value `sioc verify` reads back: `tipo` and the key columns. */
  readonly readBack: readonly ReadBack[];
}

/** A field whose value is read back from a record. */
export interface ReadBack {
  readonly colonna: Colonna;
  /** Path below the record element. */
  readonly path: string;
  /** What stands right before the value, when that can stand nowhere else in a record: `<fls:CodiceASL>`. */
  readonly literal?: string;
}

/**
 * Compiles the layout of a dataset into a plan: xmlbuilder2 writes one skeleton, which is cut where values go.
 *
 * Every value is optional if blank, also the mandatory ones: a blank mandatory field is the rules' finding
 * (OC-F-004) and, should it get this far, the schema says "missing" instead of "empty is not a valid code".
 * @throws LAYOUT_INVALID naming the entry that cannot become XML.
 */
export function compilePlan(dataset: DatasetLayout): Plan {
  const name = dataset.prefix === "" ? dataset.record : `${dataset.prefix}:${dataset.record}`;
  const xml = skeleton(dataset);
  const start = xml.indexOf(`<${name}`, xml.indexOf(`?>`) + 3);
  const end = xml.lastIndexOf(`</${name}>`) + name.length + 3;
  const [declaration = "", root = ""] = xml.slice(0, start).split(/(?<=\?>)/);
  return {
    dataset: dataset.numero,
    rootName: root.slice(1).split(/[\s>]/, 1)[0] ?? "",
    namespace: dataset.namespace,
    prefix: dataset.prefix,
    header: `${declaration}\n${root}\n`,
    footer: `${xml.slice(end)}\n`,
    record: cut(xml.slice(start, end), dataset),
    readBack: dataset.campi
      .filter((campo) => campo.chiave || campo.colonna === "tipo")
      .map((campo) => readBack(campo, dataset)),
  };
}

/** What stands right before `tipo` in every fragment: where the operation is written when it is known at last. */
export function beforeTipo(plan: Plan): string {
  const leaf = leaves(plan.record).find(({ colonna }) => colonna === "tipo");
  if (!leaf) throw new Error("the layout has no tipo");
  return leaf.before;
}

function leaves(node: Nodo): Foglia[] {
  if (node.kind === "value") return [node];
  if (node.kind === "rows") return leaves(node.element);
  return [...node.attributes, ...node.children.flatMap(leaves)];
}

function readBack({ colonna, path, gruppo }: Campo, dataset: DatasetLayout): ReadBack {
  const parts = path.split("/");
  const attribute = parts.at(-1)?.startsWith("@") === true ? parts.pop()?.slice(1) : undefined;
  const element = parts.at(-1) ?? "";
  const elsewhere = dataset.campi.some((campo) => {
    const at = campo.path.split("/").indexOf(element);
    return campo.colonna !== colonna && at !== -1 && (attribute === undefined || at !== parts.length - 1);
  });
  if (elsewhere || gruppo !== undefined) return { colonna, path };
  const name = dataset.prefix === "" ? element : `${dataset.prefix}:${element}`;
  return { colonna, path, literal: attribute === undefined ? `<${name}>` : `<${name} ${attribute}="` };
}

interface Building {
  readonly path: readonly string[];
  readonly open: string;
  readonly attributes: readonly Foglia[];
  readonly children: Nodo[];
}

/** Tags and markers of the skeleton: it is our own, so it has nothing else in it. */
const TOKEN = /<\/([^>]+)>|<([^\s/>]+)([^>]*?)(\/?)>|([^<]+)/g;
const ATTRIBUTE = /\s([^\s=]+="([^"]*)")/g;

function cut(xml: string, dataset: DatasetLayout): Elemento {
  const groups = groupRoots(dataset);
  const stack: Building[] = [{ path: [], open: "", attributes: [], children: [] }];
  const fail = (): Error => layoutInvalid(dataset, "ordine");
  for (const [, close, name = "", attributes = "", empty = "", text] of xml.matchAll(TOKEN)) {
    if (text !== undefined) {
      stack.at(-1)?.children.push(value(dataset, text, "", ""));
      continue;
    }
    if (close === undefined) {
      stack.push(start(name, attributes, stack, dataset));
      if (empty === "") continue;
    }
    const done = stack.pop();
    const parent = stack.at(-1);
    if (done === undefined || parent === undefined) throw fail();
    parent.children.push(finish(done, dataset, groups));
  }
  const record = stack[0]?.children[0];
  if (record?.kind !== "element") throw fail();
  return record;
}

function start(
  name: string,
  attributes: string,
  stack: readonly Building[],
  dataset: DatasetLayout,
): Building {
  const local = name.slice(name.indexOf(":") + 1);
  // The record element itself is where paths begin.
  const path = stack.length === 1 ? [] : [...(stack.at(-1)?.path ?? []), local];
  const found = [...attributes.matchAll(ATTRIBUTE)].map(([, whole = "", marker = ""]) =>
    value(dataset, marker, ` ${whole.slice(0, whole.indexOf('"') + 1)}`, '"'),
  );
  return { path, open: `<${name}`, attributes: found, children: [] };
}

function finish(done: Building, dataset: DatasetLayout, groups: ReadonlyMap<string, Gruppo>): Nodo {
  const close = `</${done.open.slice(1)}>`;
  const [only] = done.children;
  if (only?.kind === "value" && only.before === "" && done.attributes.length === 0) {
    return { ...only, before: `${done.open}>`, after: close, written: new Map() };
  }
  const path = done.path.join("/");
  const gruppo = groups.get(path);
  const element: Elemento = {
    kind: "element",
    open: done.open,
    attributes: done.attributes,
    children: done.children,
    close,
    always: gruppo !== undefined || path === "" || holdsMandatory(dataset, path),
    solid: done.children.some((node) => node.kind === "element" && node.always),
  };
  return gruppo === undefined ? element : { kind: "rows", gruppo, element };
}

function value(dataset: DatasetLayout, marker: string, before: string, after: string): Foglia {
  const colonna = markedColumn(dataset, marker);
  const campo = dataset.campi.find((c) => c.colonna === colonna);
  if (colonna === undefined || campo === undefined) throw layoutInvalid(dataset, "ordine");
  return {
    kind: "value",
    colonna,
    attribute: after === '"',
    hash: campo.hash,
    before,
    after,
    written: new Map(),
  };
}

/** A field of a repeating group is mandatory within its row only: it does not force what holds the rows. */
function holdsMandatory(dataset: DatasetLayout, path: string): boolean {
  const groups = groupRoots(dataset);
  return dataset.campi.some(
    (campo) =>
      campo.obbligo === "OBB" &&
      campo.path.startsWith(`${path}/`) &&
      (campo.gruppo === undefined ||
        [...groups].some(([root, g]) => g === campo.gruppo && path.startsWith(root))),
  );
}

/** Path of the element repeated for each group: the innermost one that holds all the group's fields, and no other. */
function groupRoots(dataset: DatasetLayout): Map<string, Gruppo> {
  const byGroup = new Map<Gruppo, Campo[]>();
  for (const campo of dataset.campi) {
    if (campo.gruppo !== undefined) byGroup.set(campo.gruppo, [...(byGroup.get(campo.gruppo) ?? []), campo]);
  }
  return new Map(
    [...byGroup].map(([gruppo, campi]) => {
      const root = commonElement(campi);
      const alien = dataset.campi.some((c) => c.gruppo !== gruppo && c.path.startsWith(`${root}/`));
      if (root === "" || alien) throw layoutInvalid(dataset, `gruppo ${gruppo}`);
      return [root, gruppo];
    }),
  );
}

function commonElement(campi: readonly Campo[]): string {
  const [first = [], ...others] = campi.map((campo) => campo.path.split("/").slice(0, -1));
  const end = first.findIndex((part, index) => others.some((other) => other[index] !== part));
  return (end === -1 ? first : first.slice(0, end)).join("/");
}
