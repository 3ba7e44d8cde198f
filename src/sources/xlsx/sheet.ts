import { MAX_RECORD } from "../source.ts";
import type { CellReader } from "./cell.ts";
import { refusal, type Naming } from "./refusal.ts";
import { BoundedText, RichText, TOO_LONG, type CellText } from "./rich-text.ts";
import { isTrue } from "./workbook.ts";
import type { Attributes, XmlHandler } from "./xml.ts";

/** What a sheet of Excel holds at most; column 16,384 is XFD. */
const [MAX_ROW, MAX_COLUMN] = [1_048_576, 16_384];
/** All the text of a sheet: a text of a megabyte named by a million cells is a bomb too. */
const MAX_UNITS = 8 * 1024 ** 3;

/** A row that holds something. */
export interface SheetRow {
  /** As shown at its left. */
  readonly number: number;
  readonly hidden: boolean;
  /** Up to the last one that is not blank. */
  readonly cells: readonly string[];
  /** Place, from 1, of the cell that makes it longer than {@link MAX_RECORD}. */
  readonly tooLong?: number;
}

/** Where in the part of a sheet the reading is. */
type Place = "outside" | "sheetData" | "row" | "c" | "v" | "is";

/** xl/worksheets/sheet1.xml: the rows, from `sheetData`. What else stands there passes by. */
export class SheetHandler implements XmlHandler {
  /** Number of the last row seen, blank or not. */
  lastRow = 0;
  #rows: SheetRow[] = [];
  #place: Place = "outside";
  /** Tags that are not ours and are still open; within `is`, tags of the text. */
  #nested = 0;
  #hidden = false;
  #cells: string[] = [];
  #filled = 0;
  #column = 0;
  #rowUnits = 0;
  #units = 0;
  #tooLong = 0;
  #type = "";
  #style: string | undefined;
  #isFormula = false;
  readonly #value = new BoundedText();
  readonly #rich = new RichText();
  readonly #reader: CellReader;
  readonly #naming: Naming;

  constructor(reader: CellReader, naming: Naming) {
    this.#reader = reader;
    this.#naming = naming;
  }

  /** The rows that came since the last call; blank ones are not given. */
  take(): readonly SheetRow[] {
    const rows = this.#rows;
    this.#rows = [];
    return rows;
  }

  open(name: string, attributes: Attributes): void {
    if (this.#place === "is") {
      this.#nested++;
      this.#rich.open(name);
    } else if (this.#nested > 0) this.#nested++;
    else if (this.#place === "outside") {
      if (name === "sheetData") this.#place = "sheetData";
    } else if (this.#place === "sheetData" && name === "row") this.#startRow(attributes);
    else if (this.#place === "row" && name === "c") this.#startCell(attributes);
    else if (this.#place === "c" && (name === "v" || name === "is")) this.#startValue(name);
    else {
      if (this.#place === "c" && name === "f") this.#isFormula = true;
      this.#nested++;
    }
  }

  close(name: string): void {
    if (this.#nested > 0) {
      this.#nested--;
      if (this.#place === "is") this.#rich.close(name);
    } else if (this.#place === "v" || this.#place === "is") this.#place = "c";
    else if (this.#place === "c") this.#endCell();
    else if (this.#place === "row") this.#endRow();
    else this.#place = "outside";
  }

  text(text: string): void {
    if (this.#place === "v" && this.#nested === 0) this.#value.add(text);
    else if (this.#place === "is") this.#rich.text(text);
  }

  #startRow({ r, hidden }: Attributes): void {
    const number = r === undefined ? this.lastRow + 1 : Number(r);
    if (!Number.isInteger(number) || number <= this.lastRow || number > MAX_ROW)
      throw refusal(this.#naming, "rows", { line: this.lastRow });
    this.lastRow = number;
    this.#hidden = isTrue(hidden);
    this.#cells = [];
    [this.#filled, this.#column, this.#rowUnits, this.#tooLong] = [0, 0, 0, 0];
    this.#place = "row";
  }

  #startCell({ r, t, s }: Attributes): void {
    const column = r === undefined ? this.#column + 1 : columnOf(r);
    if (column <= this.#column || column > MAX_COLUMN)
      throw refusal(this.#naming, "cells", { line: this.lastRow });
    this.#column = column;
    this.#type = t ?? "n";
    this.#style = s;
    this.#isFormula = false;
    this.#place = "c";
  }

  /** Of two values, which no program writes, the last. */
  #startValue(place: "v" | "is"): void {
    this.#place = place;
    this.#value.take();
    this.#rich.take();
  }

  #endCell(): void {
    this.#place = "row";
    const value = this.#type === "inlineStr" ? this.#rich.take() : this.#value.take();
    const text = this.#reader.text({
      type: this.#type,
      style: this.#style,
      isFormula: this.#isFormula,
      value,
    });
    if (text === undefined) throw refusal(this.#naming, "stringIndex", { line: this.lastRow });
    this.#put(text);
  }

  #put(text: CellText): void {
    if (text === "") return;
    const units = text === TOO_LONG ? MAX_RECORD + 1 : text.length;
    this.#rowUnits += units;
    if (this.#rowUnits > MAX_RECORD) this.#tooLong ||= this.#column;
    if (text === TOO_LONG) return;
    while (this.#cells.length < this.#column - 1) this.#cells.push("");
    this.#cells.push(text);
    if (text.trim() !== "") this.#filled = this.#column;
  }

  #endRow(): void {
    this.#place = "sheetData";
    const [number, hidden, cells] = [this.lastRow, this.#hidden, this.#cells];
    if (this.#tooLong > 0) {
      this.#rows.push({ number, hidden, cells: [], tooLong: this.#tooLong });
      return;
    }
    if (this.#filled === 0) return;
    this.#units += this.#rowUnits;
    if (this.#units > MAX_UNITS) throw refusal(this.#naming, "expands");
    cells.length = this.#filled;
    this.#rows.push({ number, hidden, cells });
  }
}

/** AB12 → 28; 0 if it is no reference. */
function columnOf(reference: string): number {
  let column = 0;
  for (let i = 0; i < reference.length; i++) {
    const code = reference.charCodeAt(i);
    if (code < 65 || code > 90) return i > 0 && i <= 3 ? column : 0;
    column = column * 26 + code - 64;
  }
  return 0;
}
