import { MAX_RECORD } from "../source.ts";
import { BACKSLASH, CLOSE, isLetter, isWord, OPEN, SLASH } from "./bytes.ts";
import type { Cursor } from "./cursor.ts";
import type { Held } from "./effects.ts";
import { endOf, isSimple, parenthesesHold, startsAnother, type End } from "./statement.ts";

/** Words a statement is known by. */
const MAX_WORDS = 12;
/** What is kept of a statement too long to be held. */
const HEAD = 4096;
const MAX_WORD = 256;

/** A statement that was passed over. */
export interface Passed {
  /** The first words that are not quoted, in capitals. */
  readonly words: readonly string[];
  readonly held: Held;
  /** False where the text ended, or another statement began, before a terminator came. */
  readonly terminated: boolean;
}

/**
 * Passes over a statement up to its end, by the rules of its dialect: quotes, comments, dollar quotes, BEGIN … END,
 * GO, a line with a slash. Of a long one only the beginning is held; its length costs no memory.
 */
export class Skip {
  /** Line the statement begins on. */
  line = 0;
  readonly #cursor: Cursor;
  #words: string[] = [];
  #previous = "";
  #parentheses = 0;
  #blocks = 0;
  #end: { readonly end: End; readonly blocks: boolean } = { end: "terminator", blocks: false };
  /** What the statement was known to be before: of the tail of an INSERT, no words are its own. */
  #current = "";
  #limit = MAX_RECORD;
  #head: Buffer | undefined;

  constructor(cursor: Cursor) {
    this.#cursor = cursor;
  }

  /** Begins at `window.pos`. `current`: the statement whose rest this is. */
  begin(current = "", limit = MAX_RECORD): void {
    const { window } = this.#cursor;
    window.hold = window.pos;
    this.line = window.lineAt(window.pos);
    this.#words = [];
    this.#previous = "";
    this.#parentheses = 0;
    this.#blocks = 0;
    this.#end = { end: "terminator", blocks: false };
    this.#current = current;
    this.#limit = limit;
    this.#head = undefined;
  }

  /** The statement, or undefined when more bytes are needed. */
  step(): Passed | undefined {
    const passed = this.#go();
    if (passed === undefined) this.#starved();
    return passed;
  }

  #go(): Passed | undefined {
    const cursor = this.#cursor;
    const { window } = cursor;
    for (;;) {
      if (!cursor.passOpen()) return undefined;
      const i = this.#boring(window.pos);
      window.pos = i;
      if (i >= window.end) return window.final ? this.#passed(i, i, false) : undefined;
      const ended = this.#ended(i);
      if (ended !== false) return ended;
      const to = isLetter(window.bytes[i]) ? this.#word(i) : this.#sign(i);
      if (typeof to === "object") return to;
      if (to < 0) return undefined;
      window.pos = to;
    }
  }

  /** Over what can neither end a statement nor begin anything. */
  #boring(from: number): number {
    const { bytes, end } = this.#cursor.window;
    const first = this.#cursor.session.delimiter.charCodeAt(0);
    let i = from;
    for (; i < end; i++) {
      const c = bytes[i] ?? 0;
      // a letter after a digit begins no word
      if (c === first || (INTERESTING[c] === 1 && !(isLetter(c) && isWord(bytes[i - 1])))) break;
    }
    return i;
  }

  /** The statement, if its terminator is here; undefined when more bytes are needed to tell. */
  #ended(i: number): Passed | false | undefined {
    const here = this.#cursor.terminatorAt(i);
    if (here !== true) return here;
    const { delimiter, modes } = this.#cursor.session;
    const custom = delimiter !== ";";
    const inside =
      this.#end.end !== "terminator" ||
      this.#blocks > 0 ||
      (this.#parentheses > 0 && parenthesesHold(modes.dialect));
    if (inside && !custom) return false;
    return this.#passed(i, i + delimiter.length, true);
  }

  #sign(i: number): number | Passed {
    const cursor = this.#cursor;
    const c = cursor.window.bytes[i];
    if (c === OPEN) this.#parentheses++;
    else if (c === CLOSE) this.#parentheses = Math.max(0, this.#parentheses - 1);
    else if (c === SLASH && cursor.isLineStart(i) && this.#isSlashed()) {
      const alone = cursor.endsLine(i + 1);
      if (alone === undefined) return -1;
      if (alone) return this.#passed(i, i + 1, true);
    } else if (c === BACKSLASH && cursor.session.modes.dialect === "postgres")
      throw cursor.refused(cursor.window.lineAt(i), "\\g…");
    return cursor.pass(i);
  }

  #isSlashed(): boolean {
    return this.#end.end === "slash" || this.#cursor.session.modes.dialect === "oracle";
  }

  #word(i: number): number | Passed {
    const cursor = this.#cursor;
    const { bytes, end, final } = cursor.window;
    // DELIMITER $$: END$$ is a word and a terminator
    const { delimiter } = cursor.session;
    const stop = delimiter === ";" ? -1 : delimiter.charCodeAt(0);
    let to = i + 1;
    while (to < end && isWord(bytes[to]) && bytes[to] !== stop) to++;
    if (to >= end && !final && to - i < MAX_WORD) return -1;
    const word = to - i > 40 ? "" : bytes.toString("latin1", i, to).toUpperCase();
    const another = this.#another(word, i, to);
    if (another === undefined) return -1;
    if (another) return this.#passed(i, i, false);
    if (word === "INTO" && this.#previous === "INSERT" && isSimple(this.#words[0] ?? ""))
      throw cursor.senseless(this.line);
    this.#count(word);
    if (this.#words.length < MAX_WORDS) this.#learn(word);
    this.#previous = word;
    return to;
  }

  /** Whether a new statement or a batch's end begins here although no terminator came. */
  #another(word: string, i: number, to: number): boolean | undefined {
    const cursor = this.#cursor;
    const { dialect } = cursor.session.modes;
    if (dialect !== "mssql" && dialect !== "ansi") return false;
    if (this.#parentheses > 0 || (this.#words.length === 0 && this.#current === "")) return false;
    if (!cursor.isLineStart(i)) return false;
    if (word === "GO") return cursor.endsLine(to, true);
    if (this.#end.end !== "terminator" || this.#blocks > 0) return false;
    return startsAnother(word, this.#current === "" ? (this.#words[0] ?? "") : this.#current, dialect);
  }

  /** BEGIN and CASE open, END closes; END IF, END LOOP close what was not counted. */
  #count(word: string): void {
    if (!this.#end.blocks) return;
    const afterEnd = this.#previous === "END";
    if (word === "BEGIN" || (word === "CASE" && !afterEnd)) this.#blocks++;
    else if (word === "END") this.#blocks = Math.max(0, this.#blocks - 1);
    else if (afterEnd && ["IF", "LOOP", "WHILE", "REPEAT", "FOR"].includes(word)) this.#blocks++;
    else if (this.#previous === "BEGIN" && ["TRAN", "TRANSACTION"].includes(word)) this.#blocks--;
  }

  #learn(word: string): void {
    this.#words.push(word);
    const { blocks } = this.#end;
    this.#end = this.#current === "" ? endOf(this.#words, this.#cursor.session.modes.dialect) : this.#end;
    if (this.#end.blocks && !blocks)
      this.#blocks = this.#words.filter((w) => w === "BEGIN" || w === "CASE").length;
  }

  #starved(): void {
    const { window } = this.#cursor;
    if (window.hold < 0 || window.end - window.hold <= this.#limit) return;
    this.#head = Buffer.from(window.bytes.subarray(window.hold, window.hold + HEAD));
    window.hold = -1;
  }

  #passed(to: number, next: number, terminated: boolean): Passed {
    const { window } = this.#cursor;
    const head = this.#head;
    const held: Held =
      head === undefined
        ? { bytes: Buffer.from(window.bytes.subarray(window.hold, to)), cut: false }
        : { bytes: head, cut: true };
    window.hold = -1;
    window.pos = next;
    return { words: this.#words, held, terminated };
  }
}

/** Everything a statement's end or a piece could begin with, and the letters of words. */
const INTERESTING = Uint8Array.from({ length: 256 }, (_, c) =>
  isLetter(c) || "'\"`[$#-/()\\;".includes(String.fromCharCode(c)) ? 1 : 0,
);
