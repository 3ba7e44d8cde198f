/** Cells joined into one: only the first has the value. Rows and columns from 1, both ends included. */
export interface Merge {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

const [NAME, AROUND, LONGEST] = [Buffer.from("sheetData"), 64, 512];
const MERGE = /<(?:\w+:)?mergeCell\s[^<>]*?\bref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"/g;

/**
 * Finds the merged cells of a sheet without reading its rows: they stand after the last of them, where a reader of
 * rows comes too late to judge the header. The end of the rows is sought as bytes, ten times faster than tag by tag;
 * that the rest is well-formed is seen when the rows are read.
 */
export class MergeScan {
  readonly #found: (merge: Merge) => void;
  #afterRows = false;
  #rest: Buffer = Buffer.alloc(0);

  constructor(found: (merge: Merge) => void) {
    this.#found = found;
  }

  push(piece: Uint8Array): void {
    const bytes = Buffer.concat([this.#rest, piece]);
    const from = this.#afterRows ? 0 : endOfRows(bytes);
    if (from < 0) {
      this.#rest = Buffer.from(bytes.subarray(-2 * AROUND));
      return;
    }
    this.#afterRows = true;
    const text = bytes.toString("latin1", from);
    let end = 0;
    for (const match of text.matchAll(MERGE)) {
      end = match.index + match[0].length;
      const [, left = "", top = "", right = "", bottom = ""] = match;
      this.#found({ left: columnNumber(left), top: +top, right: columnNumber(right), bottom: +bottom });
    }
    this.#rest = Buffer.from(text.slice(Math.max(end, text.length - LONGEST)), "latin1");
  }
}

/** After `</sheetData>` or `<sheetData/>`, or -1. */
function endOfRows(bytes: Buffer): number {
  for (let at = bytes.indexOf(NAME); at >= 0; at = bytes.indexOf(NAME, at + NAME.length)) {
    const before = bytes.toString("latin1", Math.max(0, at - AROUND), at);
    const after = bytes.toString("latin1", at + NAME.length, at + NAME.length + AROUND);
    const isEnd = /<\/(?:\w+:)?$/.test(before) && /^\s*>/.test(after);
    const isEmpty = /<(?:\w+:)?$/.test(before) && /^\s*\/>/.test(after);
    if (isEnd || isEmpty) return at + NAME.length;
  }
  return -1;
}

function columnNumber(letters: string): number {
  return Array.from(letters).reduce((column, letter) => column * 26 + letter.charCodeAt(0) - 64, 0);
}
