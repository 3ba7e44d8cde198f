import type { Place } from "../source.ts";

const PIECE = 65_536;

/** Line of every row given so far, four bytes each. */
export class Places {
  readonly #pieces: Uint32Array[] = [];
  #count = 0;

  add(line: number): void {
    const at = this.#count % PIECE;
    if (at === 0) this.#pieces.push(new Uint32Array(PIECE));
    const piece = this.#pieces.at(-1);
    if (piece) piece[at] = line;
    this.#count++;
  }

  /** Where a row (from 1) is: the line it begins on, and which of the rows that begin there it is. */
  of(row: number): Place {
    const index = row - 1;
    const line = this.#line(index);
    const nth = index - this.#firstOn(line, index) + 1;
    return nth > 1 || this.#line(row) === line ? { line, nth } : { line };
  }

  #line(index: number): number {
    if (index >= this.#count) return 0;
    return this.#pieces[Math.floor(index / PIECE)]?.[index % PIECE] ?? 0;
  }

  /** Lines never decrease: the first row on a line is found by halving. */
  #firstOn(line: number, known: number): number {
    let [low, high] = [0, known];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (this.#line(middle) < line) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
