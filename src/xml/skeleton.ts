import { create } from "xmlbuilder2";

import type { Colonna } from "../model/campi.ts";
import type { DatasetLayout } from "../tracciato/layout.ts";
import { layoutInvalid } from "./layout-invalid.ts";

type Builder = ReturnType<typeof create>;

/** An element being built, with what has been put in it so far. */
interface Open {
  readonly name: string;
  readonly builder: Builder;
  readonly attributes: Set<string>;
  /** Names of the children, and whether each is a container (true) or a value (false). */
  readonly children: Map<string, boolean>;
  text: boolean;
}

/** Values of the skeleton: one private-use character a column, U+E000 onwards, in the order of `ordine`. */
const FIRST_MARKER = 0xe000;

/** The column a marker of the skeleton stands for. */
export function markedColumn(dataset: DatasetLayout, marker: string): Colonna | undefined {
  return dataset.ordine[(marker.codePointAt(0) ?? 0) - FIRST_MARKER];
}

/**
 * One whole document of one record with every field of the layout present once, each value a marker character,
 * as xmlbuilder2 writes it: names, order, namespace and syntax of everything sioc writes come from here.
 * @throws LAYOUT_INVALID when a path is not an XML name or `ordine` goes back to an element it has left.
 */
export function skeleton(dataset: DatasetLayout): string {
  const name = (local: string): string => (dataset.prefix === "" ? local : `${dataset.prefix}:${local}`);
  const child = (parent: Builder, local: string): Builder =>
    dataset.namespace === "" ? parent.ele(name(local)) : parent.ele(dataset.namespace, name(local));
  try {
    const document = create({ version: "1.0", encoding: "UTF-8" });
    const record = child(child(document, dataset.root), dataset.record);
    place(dataset, open(dataset.record, record), child);
    return document.end({ wellFormed: true });
  } catch (error) {
    throw layoutInvalid(dataset, "path", error);
  }
}

function place(
  dataset: DatasetLayout,
  record: Open,
  child: (parent: Builder, local: string) => Builder,
): void {
  const paths = new Map(dataset.campi.map((campo) => [campo.colonna, campo.path]));
  let stack: readonly Open[] = [record];
  dataset.ordine.forEach((colonna, index) => {
    const marker = String.fromCodePoint(FIRST_MARKER + index);
    const path = (paths.get(colonna) ?? "").split("/");
    const last = path.at(-1) ?? "";
    const back = (): Error => layoutInvalid(dataset, `ordine: ${colonna}`);
    const opened = isOpen(stack, path) ? stack[path.length] : undefined;
    if (opened !== undefined) {
      // Its attributes have just opened the element this value stands in.
      if (opened.text || opened.children.size > 0) throw back();
      opened.text = true;
      opened.builder.txt(marker);
      return;
    }
    stack = enter(stack, path.slice(0, -1), child, back);
    const parent = stack.at(-1) ?? record;
    if (last.startsWith("@")) setAttribute(parent, last.slice(1), marker, back);
    else setValue(parent, last, back, child).txt(marker);
  });
}

function isOpen(stack: readonly Open[], path: readonly string[]): boolean {
  return path.every((local, index) => stack[index + 1]?.name === local);
}

/** Closes and opens elements until the innermost open one is the one at `path`. */
function enter(
  stack: readonly Open[],
  path: readonly string[],
  child: (parent: Builder, local: string) => Builder,
  back: () => Error,
): readonly Open[] {
  let depth = 0;
  while (depth < path.length && stack[depth + 1]?.name === path[depth]) depth++;
  const next = stack.slice(0, depth + 1);
  for (const local of path.slice(depth)) {
    const parent = next.at(-1);
    if (parent === undefined || parent.text || parent.children.has(local)) throw back();
    parent.children.set(local, true);
    next.push(open(local, child(parent.builder, local)));
  }
  return next;
}

function setAttribute(parent: Open, name: string, marker: string, back: () => Error): void {
  if (parent.attributes.has(name) || parent.text || parent.children.size > 0) throw back();
  parent.attributes.add(name);
  parent.builder.att(name, marker);
}

/** The same name may come again for another value (Concomitante), never for an element that has been left. */
function setValue(
  parent: Open,
  local: string,
  back: () => Error,
  child: (parent: Builder, local: string) => Builder,
): Builder {
  if (parent.text || parent.children.get(local) === true) throw back();
  parent.children.set(local, false);
  return child(parent.builder, local);
}

function open(name: string, builder: Builder): Open {
  return { name, builder, attributes: new Set(), children: new Map(), text: false };
}
