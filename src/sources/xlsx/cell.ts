import type { CellFormat } from "./formats.ts";
import { decimalText, isBeyondDigits, numberText, parseNumber } from "./number.ts";
import { TOO_LONG, unescaped, type CellText } from "./rich-text.ts";
import { isoMoment, momentOf } from "./serial.ts";
import type { Styles } from "./styles.ts";
import type { Strings } from "./strings.ts";

/** What is to be said of the cells of a sheet, once they have all been read. */
export interface CellCounts {
  dates: number;
  zeros: number;
  percent: number;
  booleans: number;
  errors: number;
  digits: number;
  uncomputed: number;
}

/** A cell as it stands in the sheet. */
export interface RawCell {
  /** `s` shared text, `inlineStr`, `str` text of a formula, `b`, `e`, `d`, else a number. */
  readonly type: string;
  readonly style: string | undefined;
  readonly isFormula: boolean;
  /** Content of `v` or of `is`. */
  readonly value: CellText;
}

export interface CellReading {
  readonly styles: Styles;
  readonly strings: Strings;
  readonly is1904: boolean;
}

/** Makes text of cells, as a careful person would type it in a CSV file. */
export class CellReader {
  readonly counts: CellCounts = {
    dates: 0,
    zeros: 0,
    percent: 0,
    booleans: 0,
    errors: 0,
    digits: 0,
    uncomputed: 0,
  };
  readonly #reading: CellReading;

  constructor(reading: CellReading) {
    this.#reading = reading;
  }

  /** Undefined if a shared text is not there. */
  text({ type, style, isFormula, value }: RawCell): CellText | undefined {
    if (value === TOO_LONG) return value;
    if (type === "inlineStr") return value;
    if (type === "str") return unescaped(value);
    const raw = value.trim();
    if (raw === "") {
      if (isFormula) this.counts.uncomputed++;
      return "";
    }
    if (type === "s") return /^\d{1,9}$/.test(raw) ? this.#reading.strings.at(Number(raw)) : undefined;
    if (type === "b") return this.#boolean(raw);
    if (type === "e") return this.#counted("errors", raw);
    const format = this.#reading.styles(style);
    if (type === "d") return this.#counted("dates", isoMoment(raw, format)) ?? raw;
    return this.#number(raw, format);
  }

  /** A word and not a digit: 1 and 0 could be taken for codes, which they are not. */
  #boolean(raw: string): string {
    this.counts.booleans++;
    return raw === "1" || raw === "true" ? "VERO" : "FALSO";
  }

  #number(raw: string, format: CellFormat): string {
    const value = parseNumber(raw);
    if (value === undefined) return raw;
    if (isBeyondDigits(value)) this.counts.digits++;
    switch (format.kind) {
      case "plain":
        return numberText(raw, value);
      case "percent":
        return this.#counted("percent", decimalText(value * 100));
      case "zeros":
        return this.#padded(numberText(raw, value), format.width);
      case "date":
      case "dateTime":
      case "time":
      case "elapsed":
        return (
          this.#counted("dates", momentOf(value, format, this.#reading.is1904)) ?? numberText(raw, value)
        );
    }
  }

  #padded(text: string, width: number): string {
    if (text.length >= width || !/^\d+$/.test(text)) return text;
    return this.#counted("zeros", text.padStart(width, "0"));
  }

  #counted<T extends string | undefined>(what: keyof CellCounts, text: T): T {
    if (text !== undefined) this.counts[what]++;
    return text;
  }
}
