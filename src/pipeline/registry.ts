import { TagIndex } from "../core/tag.ts";
import type { RegistryBlock } from "./jobs.ts";

/** Joins the cells of a packed row. A cell that holds it gets another control character: both are OC-F-006. */
export const SEPARATOR = "\u001f";

/**
 * The anagrafica file of an azienda that sends it apart from the stays: its rows as packed text in shared
 * memory, found by local stay number. About 130 bytes a row.
 */
export interface SharedRegistry {
  readonly index: SharedArrayBuffer;
  readonly packed: Uint8Array<SharedArrayBuffer>;
  /** Row r is packed[ends[r] .. ends[r + 1]]; ends[0] = 0. */
  readonly ends: Float64Array<SharedArrayBuffer>;
  readonly files: Uint16Array<SharedArrayBuffer>;
  readonly lines: Uint32Array<SharedArrayBuffer>;
  /** Set to 1 by the worker that joins the row to a stay. */
  readonly taken: Uint8Array<SharedArrayBuffer>;
}

export class RegistryBuilder {
  readonly #blocks: { readonly file: number; readonly block: RegistryBlock }[] = [];
  #count = 0;
  #bytes = 0;

  add(file: number, block: RegistryBlock): void {
    this.#blocks.push({ file, block });
    this.#count += block.count;
    this.#bytes += block.packed.length;
  }

  /** A second row with the same stay number is left out of the index: it comes back as an unmatched row. */
  build(): SharedRegistry {
    const n = this.#count;
    const index = TagIndex.withRoomFor(n);
    const shared: SharedRegistry = {
      index: index.memory,
      packed: new Uint8Array(new SharedArrayBuffer(this.#bytes)),
      ends: new Float64Array(new SharedArrayBuffer((n + 1) * 8)),
      files: new Uint16Array(new SharedArrayBuffer(n * 2)),
      lines: new Uint32Array(new SharedArrayBuffer(n * 4)),
      taken: new Uint8Array(new SharedArrayBuffer(n)),
    };
    let row = 0;
    let base = 0;
    for (const { file, block } of this.#blocks.splice(0)) {
      shared.packed.set(block.packed, base);
      shared.lines.set(block.lines, row);
      shared.files.fill(file, row, row + block.count);
      for (let i = 0; i < block.count; i++, row++) {
        index.add({ hi: block.hi[i] ?? 0, lo: block.lo[i] ?? 0 }, row);
        shared.ends[row + 1] = base + (block.ends[i] ?? 0);
      }
      base += block.packed.length;
    }
    return shared;
  }
}

/** The cells of a row. */
export function unpack(registry: SharedRegistry, row: number): string[] {
  const from = registry.ends[row] ?? 0;
  const to = registry.ends[row + 1] ?? 0;
  return Buffer.from(registry.packed.buffer, from, to - from)
    .toString("utf8")
    .split(SEPARATOR);
}
