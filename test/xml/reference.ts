import { create } from "xmlbuilder2";

import type { Colonna } from "../../src/model/campi.ts";
import type { SafeRecord } from "../../src/model/record.ts";
import type { Campo, DatasetLayout } from "../../src/tracciato/layout.ts";

type Builder = ReturnType<typeof create>;
type Cells = Readonly<Partial<Record<Colonna, string>>>;
type Prepare = (value: string, attribute: boolean) => string;

const ROWS = { valutazione: "valutazioni", prestazione: "prestazioni", sospensione: "sospensioni" } as const;

/** The slow, obvious way: one xmlbuilder2 document a record, walked from the layout. What fill() must equal. */
export function reference(dataset: DatasetLayout, record: SafeRecord, prepare: Prepare): string {
  const campi = dataset.ordine.map((colonna) => dataset.campi.find((campo) => campo.colonna === colonna)!);
  const child = (parent: Builder, local: string) =>
    parent.ele(dataset.namespace, `${dataset.prefix}:${local}`);
  const top = child(child(create(), dataset.root), dataset.record);
  const single = new Element(top, [], child, prepare);
  const groups = new Set<string>();
  for (const campo of campi) {
    if (campo.gruppo === undefined) {
      single.put(campo, record, campi);
    } else if (!groups.has(campo.gruppo)) {
      groups.add(campo.gruppo);
      const fields = campi.filter((c) => c.gruppo === campo.gruppo);
      const parts = fields[0]!.path.split("/").slice(0, -1);
      for (const row of record[ROWS[campo.gruppo]]) {
        const element = new Element(
          child(single.at(parts.slice(0, -1)), parts.at(-1)!),
          parts,
          child,
          prepare,
        );
        for (const field of fields) element.put(field, row, fields);
      }
    }
  }
  const xml = top.doc().end({ headless: true });
  return `${xml.slice(xml.indexOf(">") + 1, xml.lastIndexOf("</"))}\n`;
}

/** The record, or one row of a group, with the elements made below it so far. */
class Element {
  readonly #made = new Map<string, Builder>();
  readonly #base: Builder;
  readonly #path: readonly string[];
  readonly #child: (parent: Builder, local: string) => Builder;
  readonly #prepare: Prepare;

  constructor(
    base: Builder,
    path: readonly string[],
    child: (parent: Builder, local: string) => Builder,
    prepare: Prepare,
  ) {
    this.#base = base;
    this.#path = path;
    this.#child = child;
    this.#prepare = prepare;
  }

  /** The element at a path below this one, made if need be. */
  at(parts: readonly string[]): Builder {
    if (parts.length === 0) return this.#base;
    const key = parts.join("/");
    const made = this.#made.get(key) ?? this.#child(this.at(parts.slice(0, -1)), parts.at(-1)!);
    this.#made.set(key, made);
    return made;
  }

  put(campo: Campo, cells: Cells, fields: readonly Campo[]): void {
    const value = cells[campo.colonna] ?? "";
    const parts = campo.path.split("/").slice(this.#path.length);
    const last = parts.pop()!;
    if (value === "") {
      // An element that holds a mandatory field is there even when empty.
      for (let end = parts.length; end > 0; end--) {
        const path = [...this.#path, ...parts.slice(0, end)].join("/");
        const mandatory = fields.filter((f) => f.gruppo === campo.gruppo && f.obbligo === "OBB");
        if (mandatory.some((f) => f.path.startsWith(`${path}/`))) this.at(parts.slice(0, end));
      }
      return;
    }
    if (last.startsWith("@")) this.at(parts).att(last.slice(1), this.#prepare(value, true));
    else this.#child(this.at(parts), last).txt(this.#prepare(value, false));
  }
}
