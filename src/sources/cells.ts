import type { BadRow, CellsBlock, CellsFormat, ParsedRows } from "./source.ts";

/** Rows are sent off in runs of about this many characters. */
const BLOCK = 256 * 1024;

/** Gathers rows of cells into blocks. */
export class CellsPacker {
  readonly #width: number;
  #pieces: string[] = [];
  #ends: number[] = [];
  #lines: number[] = [];
  #bad: BadRow[] = [];
  #blank = 0;
  #size = 0;

  constructor(width: number) {
    this.#width = width;
  }

  /** `cells` longer than the width are a bug of the caller; missing ones are blank. */
  add(cells: readonly string[], line: number): void {
    if (cells.length > this.#width) throw new Error("cells: a row wider than its header");
    for (let i = 0; i < this.#width; i++) {
      const cell = cells[i] ?? "";
      this.#pieces.push(cell);
      this.#ends.push((this.#size += cell.length));
    }
    this.#lines.push(line);
  }

  /** A row that cannot be given as cells. */
  addBad(row: BadRow): void {
    this.#bad.push(row);
  }

  /** Rows that were there and hold nothing: they cost no more than their number. */
  addBlank(rows: number): void {
    this.#blank += rows;
  }

  get isFull(): boolean {
    return this.#size >= BLOCK || this.#lines.length + this.#bad.length >= 4096;
  }

  /** The rows so far, or undefined if there are none, not even bad or blank ones. */
  take(): CellsBlock | undefined {
    if (this.#lines.length + this.#bad.length + this.#blank === 0) return undefined;
    const block: CellsBlock = {
      kind: "cells",
      text: this.#pieces.join(""),
      ends: Uint32Array.from(this.#ends),
      lines: Uint32Array.from(this.#lines),
      ...(this.#bad.length === 0 ? {} : { bad: this.#bad }),
      ...(this.#blank === 0 ? {} : { blank: this.#blank }),
    };
    this.#pieces = [];
    this.#ends = [];
    this.#lines = [];
    this.#bad = [];
    this.#blank = 0;
    this.#size = 0;
    return block;
  }
}

/** Rows whose cells are all blank are counted, not given. */
export function parseCells({ width }: CellsFormat, block: CellsBlock): ParsedRows {
  const { text, ends, lines, bad = [], blank = 0 } = block;
  const rows: string[][] = [];
  const kept: number[] = [];
  let from = 0;
  for (let row = 0; row < lines.length; row++) {
    const cells: string[] = [];
    let filled = false;
    for (let i = 0; i < width; i++) {
      const to = ends[row * width + i] ?? from;
      const cell = text.slice(from, to);
      from = to;
      filled ||= cell.trim() !== "";
      cells.push(cell);
    }
    if (!filled) continue;
    rows.push(cells);
    kept.push(lines[row] ?? 0);
  }
  return { rows, lines: Uint32Array.from(kept), bad, blank: blank + lines.length - rows.length };
}
