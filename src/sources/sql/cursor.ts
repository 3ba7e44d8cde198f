import { siocError, type SiocError } from "../../core/errors.ts";
import { printable } from "../../core/redact.ts";
import { CR, isBlank, isDigit, LF, SLASH, SPACE, STAR, TAB } from "./bytes.ts";
import { LEXIS } from "./modes.ts";
import { Opaque, OPEN_ENDED } from "./opaque.ts";
import type { Session } from "./session.ts";
import type { Window } from "./window.ts";

/** What every part of the scanner works on: the bytes at hand, the piece that is open, the settings in force. */
export class Cursor {
  readonly file: string;
  readonly window: Window;
  readonly opaque: Opaque;
  /** Line the open piece begins on. */
  openLine = 0;
  #session: Session;

  constructor(file: string, window: Window, session: Session) {
    this.file = file;
    this.window = window;
    this.opaque = new Opaque(session.modes);
    this.#session = session;
  }

  get session(): Session {
    return this.#session;
  }

  set session(session: Session) {
    this.#session = session;
    this.opaque.modes = session.modes;
  }

  /**
   * Passes over the piece that begins at an index, or goes on with the one that is open. -1 when more bytes are
   * needed: `window.pos` is then where to go on.
   */
  pass(i: number): number {
    const { window, opaque } = this;
    const { bytes, end, final } = window;
    const resumed = opaque.piece !== undefined;
    const to = resumed ? opaque.resume(bytes, i, end, final) : opaque.skip(bytes, i, end, final);
    if (to >= 0) return to;
    if (to === OPEN_ENDED && !resumed) this.openLine = window.lineAt(i);
    window.pos = to === OPEN_ENDED ? opaque.at : i;
    return -1;
  }

  /** Goes on with an open piece, if there is one; false when it needs more bytes. */
  passOpen(): boolean {
    if (this.opaque.piece === undefined) return true;
    const to = this.pass(this.window.pos);
    if (to >= 0) this.window.pos = to;
    return to >= 0;
  }

  /** Whether the terminator in force begins at an index; undefined when more bytes are needed to tell. */
  terminatorAt(i: number): boolean | undefined {
    const { bytes, end, final } = this.window;
    const { delimiter } = this.#session;
    for (let k = 0; k < delimiter.length; k++) {
      if (i + k >= end) return final ? false : undefined;
      if (bytes[i + k] !== delimiter.charCodeAt(k)) return false;
    }
    return true;
  }

  /** Whether the end of an executable comment is here; undefined when more bytes are needed to tell. */
  closesExecutable(i: number): boolean | undefined {
    const { bytes, end, final } = this.window;
    if (!LEXIS[this.#session.modes.dialect].executable || bytes[i] !== STAR) return false;
    if (i + 1 >= end && !final) return undefined;
    return bytes[i + 1] === SLASH;
  }

  /** Nothing but blanks stands before an index on its line. */
  isLineStart(i: number): boolean {
    const { bytes } = this.window;
    let at = i - 1;
    while (at >= 0 && (bytes[at] === SPACE || bytes[at] === TAB)) at--;
    if (at < 0) return this.window.offsetOf(0) === 0;
    return bytes[at] === LF;
  }

  /** Whether nothing but blanks (and digits) follows on the line; undefined when more bytes are needed to tell. */
  endsLine(from: number, digits = false): boolean | undefined {
    const { bytes, end, final } = this.window;
    for (let i = from; i < end; i++) {
      const c = bytes[i];
      if (c === LF) return true;
      if (c !== CR && !isBlank(c) && !(digits && isDigit(c))) return false;
      if (i - from > 200) return false;
    }
    return final ? true : undefined;
  }

  truncated(line: number, what: string): SiocError {
    return siocError("SOURCE_SQL_TRUNCATED", { file: this.file, line, what });
  }

  /** Something that is not read, and cannot be left aside either. `what`: keywords only. */
  refused(line: number, what: string): SiocError {
    return siocError("SOURCE_SQL_REFUSED", { file: this.file, line, what });
  }

  /** A character set in which the text cannot be cut, or rows cannot be read. */
  charsetRefused(line: number, charset: string): SiocError {
    return siocError("SOURCE_SQL_CHARSET", { file: this.file, line, charset: printable(charset, 20) });
  }

  /** The text makes no sense in the dialect it is read as. */
  senseless(line: number): SiocError {
    return siocError("SOURCE_SQL_SYNTAX", { file: this.file, line, dialect: this.#session.modes.dialect });
  }
}
