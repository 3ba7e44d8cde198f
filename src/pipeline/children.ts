import { TagIndex, type Tag } from "../core/tag.ts";
import type { Gruppo } from "../model/campi.ts";
import type { ChildBlock } from "./jobs.ts";

/** Values of a child column: a number, or one of these. Dates are the number AAAAMMGG. */
export const VUOTO = -1;
export const ILLEGGIBILE = -2;
/** Mark of a child row that broke a rule of esito scarto: its stay is refused with it. */
export const RIGA_SCARTO = 1 << 15;

/**
 * The rows of one child file kind of one azienda, in shared memory, grouped by stay: rows
 * `order[starts[g] .. starts[g + 1]]` belong to group g. 20–40 bytes a row; two million rows fit in 80 MB.
 */
export interface SharedChildren {
  readonly gruppo: Gruppo;
  /** True if the child rows name their struttura, so that the join is on both. */
  readonly conStruttura: boolean;
  readonly index: SharedArrayBuffer;
  readonly starts: Uint32Array<SharedArrayBuffer>;
  readonly order: Uint32Array<SharedArrayBuffer>;
  readonly files: Uint16Array<SharedArrayBuffer>;
  readonly lines: Uint32Array<SharedArrayBuffer>;
  readonly values: readonly Int32Array<SharedArrayBuffer>[];
  readonly marks: Uint16Array<SharedArrayBuffer>;
  /** Set to 1 by the worker that hands a group to its stay. */
  readonly taken: Uint8Array<SharedArrayBuffer>;
}

/** Gathers blocks as they come; {@link ChildrenBuilder.build} groups them. */
export class ChildrenBuilder {
  readonly #blocks: { readonly file: number; readonly block: ChildBlock }[] = [];
  #count = 0;

  add(file: number, block: ChildBlock): void {
    this.#blocks.push({ file, block });
    this.#count += block.count;
  }

  build(gruppo: Gruppo, conStruttura: boolean): SharedChildren {
    const rows = this.#gather();
    const index = TagIndex.withRoomFor(this.#count);
    const groups = groupRows(rows.hi, rows.lo, index);
    const { starts, order } = compressedRows(groups.of, groups.count);
    return {
      gruppo,
      conStruttura,
      index: index.memory,
      starts,
      order,
      files: rows.files,
      lines: rows.lines,
      values: rows.values,
      marks: rows.marks,
      taken: new Uint8Array(new SharedArrayBuffer(groups.count)),
    };
  }

  #gather(): GatheredRows {
    const n = this.#count;
    const columns = this.#blocks[0]?.block.values.length ?? 0;
    const rows: GatheredRows = {
      hi: new Uint32Array(n),
      lo: new Uint32Array(n),
      files: new Uint16Array(new SharedArrayBuffer(n * 2)),
      lines: new Uint32Array(new SharedArrayBuffer(n * 4)),
      marks: new Uint16Array(new SharedArrayBuffer(n * 2)),
      values: Array.from({ length: columns }, () => new Int32Array(new SharedArrayBuffer(n * 4))),
    };
    let at = 0;
    for (const { file, block } of this.#blocks.splice(0)) {
      rows.hi.set(block.hi, at);
      rows.lo.set(block.lo, at);
      rows.lines.set(block.lines, at);
      rows.marks.set(block.marks, at);
      rows.files.fill(file, at, at + block.count);
      block.values.forEach((values, i) => rows.values[i]?.set(values, at));
      at += block.count;
    }
    return rows;
  }
}

interface GatheredRows {
  readonly hi: Uint32Array;
  readonly lo: Uint32Array;
  readonly files: Uint16Array<SharedArrayBuffer>;
  readonly lines: Uint32Array<SharedArrayBuffer>;
  readonly marks: Uint16Array<SharedArrayBuffer>;
  readonly values: Int32Array<SharedArrayBuffer>[];
}

/** The group number of each row: rows with the same tag share one, numbered as they first occur. */
function groupRows(hi: Uint32Array, lo: Uint32Array, index: TagIndex): { of: Uint32Array; count: number } {
  const of = new Uint32Array(hi.length);
  const tag: Tag = { hi: 0, lo: 0 };
  let count = 0;
  for (let row = 0; row < hi.length; row++) {
    tag.hi = hi[row] ?? 0;
    tag.lo = lo[row] ?? 0;
    const known = index.add(tag, count);
    of[row] = known === -1 ? count++ : known;
  }
  return { of, count };
}

/** Counting sort: rows of a group next to each other, in file order. */
function compressedRows(of: Uint32Array, groups: number): Pick<SharedChildren, "starts" | "order"> {
  const starts = new Uint32Array(new SharedArrayBuffer((groups + 1) * 4));
  for (const group of of) starts[group + 1] = (starts[group + 1] ?? 0) + 1;
  for (let g = 0; g < groups; g++) starts[g + 1] = (starts[g + 1] ?? 0) + (starts[g] ?? 0);
  const next = starts.slice(0, groups);
  const order = new Uint32Array(new SharedArrayBuffer(of.length * 4));
  of.forEach((group, row) => {
    const at = next[group] ?? 0;
    order[at] = row;
    next[group] = at + 1;
  });
  return { starts, order };
}
