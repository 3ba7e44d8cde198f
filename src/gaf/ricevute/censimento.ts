import type { SiocError } from "../../core/errors.ts";
import { printable } from "../../core/redact.ts";
import { words } from "./parole.ts";
import { unreadable, type Origine } from "./rifiuto.ts";
import { fold, walk } from "./xml.ts";

/** The names in an XML text: what can be told of it when it is not understood. */
export interface Censimento {
  readonly root: string;
  /** Folded name → how it is written and how many times. */
  readonly elements: ReadonlyMap<string, { readonly name: string; readonly count: number }>;
}

/** Names beyond these are not counted: a schema has a few hundred. */
const MAX_NAMES = 2000;
const SHOWN = 8;

/** @throws RECEIPT_SHAPE as {@link walk}. */
export function censusOf(xml: string, origine: Origine): Censimento {
  const elements = new Map<string, { name: string; count: number }>();
  let root = "";
  const open = (name: string): void => {
    if (root === "") root = name;
    const folded = fold(name);
    const there = elements.get(folded);
    if (there) there.count += 1;
    else if (elements.size < MAX_NAMES) elements.set(folded, { name, count: 1 });
  };
  walk(xml, { open, close: () => undefined }, origine);
  return { root, elements };
}

/** Root and most repeated elements, with counts: what is needed to write a map. */
export function shapeOf({ root, elements }: Censimento, origine: Origine): SiocError {
  if (elements.has("fault")) return unreadable(origine, "outcomes.shape.fault");
  const most = [...elements.values()].sort((a, b) => b.count - a.count).slice(0, SHOWN);
  const list = most.map(({ name, count }) => `${shown(name)} ×${count}`).join(", ");
  return unreadable(origine, "outcomes.shape.elements", { root: shown(root), elements: list });
}

/** Names too may hold what they should not. */
function shown(name: string): string {
  return printable(words(name), 40);
}
