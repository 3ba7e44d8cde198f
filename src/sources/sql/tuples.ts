import { MAX_RECORD } from "../source.ts";
import {
  BACKSLASH,
  COMMA,
  HASH,
  isBlank,
  isWord,
  MINUS,
  OPEN,
  QUOTE,
  SEMICOLON,
  SLASH,
  STAR,
  table,
} from "./bytes.ts";
import type { Cursor } from "./cursor.ts";
import type { SqlDialect } from "./modes.ts";
import type { Opaque } from "./opaque.ts";

/** A row of values may be this long as a whole (bytes); each value at most MAX_RECORD. */
export const MAX_ROW = 4 * MAX_RECORD;

/** What a byte may be inside a row: 0 nothing · 1 a piece may begin · the rest as named. */
const PIECE = 1;
const DOWN = 2;
const UP = 3;
const BETWEEN = 4;
const NEVER = 5;

/** One table a dialect. In PostgreSQL commas between brackets belong to an array. */
const KINDS: Readonly<Record<SqlDialect, Uint8Array>> = {
  postgres: kinds("'\"$-/", "([", ")]"),
  mysql: kinds("'\"`#-/", "(", ")"),
  sqlite: kinds("'\"`[-/", "(", ")"),
  mssql: kinds("'\"[-/", "(", ")"),
  oracle: kinds("'\"-/", "(", ")"),
  ansi: kinds("'\"`-/", "(", ")"),
};

function kinds(pieces: string, down: string, up: string): Uint8Array {
  const of = (c: number): number => {
    const char = String.fromCharCode(c);
    if (pieces.includes(char)) return PIECE;
    if (down.includes(char)) return DOWN;
    if (up.includes(char)) return UP;
    if (c === COMMA) return BETWEEN;
    // outside of strings neither has a place in a row: quotes were not read as they were meant
    return c === SEMICOLON || c === BACKSLASH ? NEVER : 0;
  };
  return table(() => false).map((_, c) => of(c));
}

/** Rows as they are found; an overlong one is told by the place of the value that is too long. */
export interface TupleSink {
  row(bytes: Buffer, from: number, to: number, line: number, values: number): void;
  overlong(place: number, line: number): void;
}

/**
 * Finds the rows of INSERT … VALUES, one after the other, without reading them. A row is held until it is whole, or
 * too long; a statement never is. `window.pos` is after VALUES when it begins.
 */
export class Tuples {
  /** How many rows have been found since `begin`. */
  count = 0;
  readonly #cursor: Cursor;
  readonly #sink: TupleSink;
  #depth = 0;
  /** Values begun in the row at hand. */
  #values = 0;
  #line = 0;
  /** Offsets, not indices: the window moves. */
  #rowAt = 0;
  #valueAt = 0;
  /** Place of the value that is too long; 0 for none. */
  #overlong = 0;
  #comma = true;

  constructor(cursor: Cursor, sink: TupleSink) {
    this.#cursor = cursor;
    this.#sink = sink;
  }

  begin(): void {
    this.count = 0;
    this.#comma = true;
    this.#depth = 0;
  }

  /** A row must follow: none has come yet, or a comma was the last thing. */
  get isExpecting(): boolean {
    return this.#comma;
  }

  /** Line of the row that is open, 0 outside of one. */
  get openLine(): number {
    return this.#depth > 0 ? this.#line : 0;
  }

  /** Goes on: "more" bytes are needed, or what follows at `window.pos` is no row. */
  step(): "more" | "done" {
    for (;;) {
      if (this.#depth > 0) {
        if (!this.#inside()) return this.#starved();
      } else {
        const next = this.#outside();
        if (next !== "row") return next;
      }
    }
  }

  /** Up to the parenthesis a row begins with. */
  #outside(): "row" | "more" | "done" {
    const cursor = this.#cursor;
    const { window } = cursor;
    for (;;) {
      if (!cursor.passOpen()) return "more";
      const { bytes, end, final } = window;
      let i = window.pos;
      while (i < end && isBlank(bytes[i])) i++;
      window.pos = i;
      if (i >= end) return final ? "done" : "more";
      const c = bytes[i];
      if (c === OPEN && this.#comma) {
        this.#open(i);
        return "row";
      }
      if (c === COMMA && !this.#comma) {
        this.#comma = true;
        window.pos = i + 1;
        continue;
      }
      const to = this.#passed(i, c ?? 0);
      if (to < 0) return "more";
      if (to === i) return "done";
      window.pos = to;
    }
  }

  /** Index after a comment or the word ROW, `i` if neither is there; -1 when more bytes are needed. */
  #passed(i: number, c: number): number {
    if ((c | 32) === 114) return this.#rowWord(i);
    if (c === STAR) return this.#star(i);
    if (c !== MINUS && c !== SLASH && c !== HASH) return i;
    const to = this.#cursor.pass(i);
    return to === i + 1 ? i : to;
  }

  #star(i: number): number {
    const closes = this.#cursor.closesExecutable(i);
    if (closes === undefined) return -1;
    return closes ? i + 2 : i;
  }

  /** `VALUES ROW(1), ROW(2)` of MySQL 8. */
  #rowWord(i: number): number {
    const { bytes, end, final } = this.#cursor.window;
    if (i + 4 > end) return final ? i : -1;
    const isRow = bytes.toString("latin1", i, i + 3).toUpperCase() === "ROW" && !isWord(bytes[i + 3]);
    return isRow && this.#comma ? i + 3 : i;
  }

  #open(i: number): void {
    const { window } = this.#cursor;
    window.hold = i;
    window.pos = i + 1;
    this.#line = window.lineAt(i);
    this.#depth = 1;
    this.#values = 1;
    this.#overlong = 0;
    this.#comma = false;
    this.#rowAt = window.offsetOf(i);
    this.#valueAt = this.#rowAt + 1;
  }

  /** True when the row at hand ended; false when more bytes are needed. */
  #inside(): boolean {
    const cursor = this.#cursor;
    if (!cursor.passOpen()) return false;
    const { window, opaque } = cursor;
    const { bytes, end, final } = window;
    const kind = KINDS[cursor.session.modes.dialect];
    let depth = this.#depth;
    let values = this.#values;
    // index of the value at hand; may lie before the window
    let valueFrom = window.indexOf(this.#valueAt);
    const rowFrom = window.indexOf(this.#rowAt);
    let i = window.pos;
    for (;;) {
      while (i < end && kind[bytes[i] ?? 0] === 0) i++;
      if (i >= end) break;
      switch (kind[bytes[i] ?? 0] ?? 0) {
        case PIECE: {
          const short = bytes[i] === QUOTE ? shortString(bytes, i, end) : 0;
          const to = short > 0 ? short : opaque.skip(bytes, i, end, final);
          if (to < 0) {
            this.#keep(depth, values, valueFrom);
            if (opaque.piece !== undefined) cursor.openLine = window.lineAt(i);
            window.pos = opaque.piece === undefined ? i : opaque.at;
            return false;
          }
          i = to;
          break;
        }
        case DOWN:
          depth++;
          i++;
          break;
        case UP:
          if (--depth === 0) {
            this.#keep(0, values, valueFrom);
            this.#measure(i);
            this.#close(i);
            return true;
          }
          i++;
          break;
        case BETWEEN:
          if (depth === 1) {
            if (i - valueFrom > MAX_RECORD || i - rowFrom > MAX_ROW) this.#overlong ||= values;
            values++;
            valueFrom = i + 1;
          }
          i++;
          break;
        default:
          throw cursor.senseless(this.#line);
      }
    }
    this.#keep(depth, values, valueFrom);
    window.pos = i;
    return false;
  }

  #keep(depth: number, values: number, valueFrom: number): void {
    this.#depth = depth;
    this.#values = values;
    this.#valueAt = this.#cursor.window.offsetOf(valueFrom);
  }

  /** Whether the value at hand, which goes as far as an index at least, is too long. */
  #measure(i: number): void {
    const at = this.#cursor.window.offsetOf(i);
    if (at - this.#valueAt > MAX_RECORD || at - this.#rowAt > MAX_ROW) this.#overlong ||= this.#values;
  }

  #close(i: number): void {
    const { window } = this.#cursor;
    this.count++;
    if (this.#overlong > 0) this.#sink.overlong(this.#overlong, this.#line);
    else this.#sink.row(window.bytes, window.hold, i + 1, this.#line, this.#values);
    window.hold = -1;
    window.pos = i + 1;
  }

  #starved(): "more" {
    const { window } = this.#cursor;
    this.#measure(window.pos);
    if (this.#overlong > 0) window.hold = -1;
    return "more";
  }
}

/**
 * Index after a string that is short and has nothing in it to look at twice; 0 for any other. Nine values in ten are
 * such, and need none of what `Opaque` can do.
 */
function shortString(bytes: Buffer, i: number, end: number): number {
  const before = (bytes[i - 1] ?? 0) | 32;
  if (before === 101 || before === 113) return 0; // E'…', q'…'
  const limit = Math.min(end, i + 64) - 1;
  let to = i + 1;
  while (to < limit && bytes[to] !== QUOTE && bytes[to] !== BACKSLASH) to++;
  return to < limit && bytes[to] === QUOTE && bytes[to + 1] !== QUOTE ? to + 1 : 0;
}

/** Index of the comma or parenthesis after the value that begins at an index; the bytes hold whole rows. */
export function endOfValue(bytes: Buffer, from: number, opaque: Opaque): number {
  const kind = KINDS[opaque.modes.dialect];
  const end = bytes.length;
  let depth = 0;
  for (let i = from; i < end;) {
    switch (kind[bytes[i] ?? 0] ?? 0) {
      case PIECE:
        i = opaque.skip(bytes, i, end, true);
        if (i < 0) return end;
        continue;
      case DOWN:
        depth++;
        break;
      case UP:
        if (depth-- === 0) return i;
        break;
      case BETWEEN:
        if (depth === 0) return i;
        break;
      default:
    }
    i++;
  }
  return end;
}
