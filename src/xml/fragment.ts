import type { Colonna, Gruppo } from "../model/campi.ts";
import type { SafeRecord } from "../model/record.ts";
import { escapeValue } from "./escape.ts";
import { guardValue, GUARDED_LENGTH, isHash } from "./guard.ts";
import type { Elemento, Foglia, Nodo, Plan } from "./plan.ts";

type Cells = Readonly<Partial<Record<Colonna, string>>>;

/** Where a record keeps the rows of each group. */
const ROWS = {
  valutazione: "valutazioni",
  prestazione: "prestazioni",
  sospensione: "sospensioni",
} as const satisfies Record<Gruppo, keyof SafeRecord>;

/** Values kept for each field: an ICD-9-CM code list has about 16,000, everything else far fewer. */
const REMEMBERED = 20_000;

/** The start of a dataset file: declaration and root element, one line each. */
export function header(plan: Plan): string {
  return plan.header;
}

/** The end of a dataset file. */
export function footer(plan: Plan): string {
  return plan.footer;
}

/**
 * One record as one line of XML, line feed included and no other in it.
 * @throws CLEAR_IDENTIFIER when a value looks like an identifier of a person (OC-F-014): nothing may be written.
 * @throws Error, ours to mend, for a character XML cannot hold.
 */
export function fill(plan: Plan, record: SafeRecord): string {
  return `${element(plan.record, record, record, "")}\n`;
}

// The hot path: text is appended to `out` and handed on, no object is made for a value.

function element(node: Elemento, cells: Cells, record: SafeRecord, out: string): string {
  const full = node.solid || anyWritten(node.children, cells, record);
  if (!full && !node.always && !anyWritten(node.attributes, cells, record)) return out;
  out += node.open;
  for (const leaf of node.attributes) out = value(leaf, cells, out);
  if (!full) return `${out}/>`;
  out += ">";
  for (const child of node.children) out = write(child, cells, record, out);
  return out + node.close;
}

function write(node: Nodo, cells: Cells, record: SafeRecord, out: string): string {
  switch (node.kind) {
    case "value":
      return value(node, cells, out);
    case "element":
      return element(node, cells, record, out);
    case "rows":
      for (const row of record[ROWS[node.gruppo]]) out = element(node.element, row, record, out);
      return out;
  }
}

function value(leaf: Foglia, cells: Cells, out: string): string {
  const cell = cells[leaf.colonna];
  if (cell === undefined || cell === "") return out;
  if (cell.length >= GUARDED_LENGTH) return out + leaf.before + guarded(leaf, cell) + leaf.after;
  return out + (leaf.written.get(cell) ?? remember(leaf, cell));
}

function guarded(leaf: Foglia, cell: string): string {
  if (leaf.hash && isHash(cell)) return cell;
  guardValue(leaf.colonna, cell, leaf.hash);
  return escapeValue(cell, leaf.attribute, leaf.colonna);
}

/** Short values are codes and dates: few and often repeated, so what is written for each is kept. */
function remember(leaf: Foglia, cell: string): string {
  if (leaf.hash) guardValue(leaf.colonna, cell, true);
  const written = leaf.before + escapeValue(cell, leaf.attribute, leaf.colonna) + leaf.after;
  if (leaf.written.size < REMEMBERED) leaf.written.set(cell, written);
  return written;
}

function anyWritten(nodes: readonly Nodo[], cells: Cells, record: SafeRecord): boolean {
  for (const node of nodes) if (isWritten(node, cells, record)) return true;
  return false;
}

function isWritten(node: Nodo, cells: Cells, record: SafeRecord): boolean {
  switch (node.kind) {
    case "value":
      return (cells[node.colonna] ?? "") !== "";
    case "rows":
      return record[ROWS[node.gruppo]].length > 0;
    case "element":
      return (
        node.always || anyWritten(node.attributes, cells, record) || anyWritten(node.children, cells, record)
      );
  }
}
