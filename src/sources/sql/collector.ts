import type { BadRow, ParsedRows, SqlFormat } from "../source.ts";
import { DEFAULT, NOT_A_DATUM, type Fault } from "./term.ts";

/** Gathers the rows of a block: puts values in their columns, tells blank and bad rows apart, numbers them all. */
export class Collector {
  readonly #format: SqlFormat;
  readonly #rows: (readonly string[])[] = [];
  readonly #numbers: number[] = [];
  readonly #bad: BadRow[] = [];
  #blank = 0;
  #next: number;
  #order: readonly number[] | undefined;
  /** First value of the row at hand that could not be read, and why. */
  #fault: Fault | 0 = 0;
  #place = 0;

  constructor(format: SqlFormat, firstRow: number) {
    this.#format = format;
    this.#next = firstRow;
  }

  /** Rows follow whose values stand in this order. */
  begin(order: readonly number[] | undefined): void {
    this.#order = order;
  }

  /** Column of the n-th value (from 0); -1 for none. */
  column(n: number): number {
    return this.#order === undefined ? n : (this.#order[n] ?? -1);
  }

  /** The n-th value (from 0) of the row at hand is not there to be read; "" stands for it. */
  fault(n: number, fault: Fault): string {
    const column = this.column(n);
    if (column < 0 || (fault === DEFAULT && this.#format.defaults[column] !== true)) return "";
    if (this.#fault === 0) {
      this.#fault = fault === DEFAULT ? NOT_A_DATUM : fault;
      this.#place = n + 1;
    }
    return "";
  }

  /** The row at hand is over; `values` as they are written. */
  add(values: string[]): void {
    const { width } = this.#format;
    const expected = this.#order === undefined ? width : this.#order.length;
    const [fault, place] = [this.#fault, this.#place];
    this.#fault = 0;
    if (values.length !== expected)
      this.#refuse("OC-F-003", { n: values.length, m: expected, motivo: "campi" });
    else if (fault === NOT_A_DATUM) this.#refuse("OC-S-005", { n: place, m: expected });
    else if (fault !== 0) this.#refuse("OC-F-001", { n: 0, m: width, motivo: "campi" });
    else this.#keep(this.#order === undefined ? values : this.#placed(values, this.#order));
  }

  refuse(code: "OC-S-005" | "OC-S-006", n: number): void {
    this.#refuse(code, { n, m: this.#format.width });
  }

  finish(): ParsedRows {
    return { rows: this.#rows, lines: Uint32Array.from(this.#numbers), bad: this.#bad, blank: this.#blank };
  }

  #keep(cells: readonly string[]): void {
    const number = this.#next++;
    if (cells.every(isBlank)) {
      this.#blank++;
      return;
    }
    this.#rows.push(cells);
    this.#numbers.push(number);
  }

  #refuse(code: BadRow["code"], params: BadRow["params"]): void {
    this.#bad.push({ line: this.#next++, code, params });
  }

  #placed(values: readonly string[], order: readonly number[]): readonly string[] {
    const cells = new Array<string>(this.#format.width).fill("");
    order.forEach((column, i) => {
      if (column >= 0) cells[column] = values[i] ?? "";
    });
    return cells;
  }
}

const isBlank = (cell: string): boolean => cell === "" || cell.trim() === "";
