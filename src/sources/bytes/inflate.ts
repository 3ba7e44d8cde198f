import { createInflateRaw } from "node:zlib";

/** Bytes of content at a time: small, since a file of many members makes an engine for each. */
const PIECE = 64 * 1024;

/** The deflate stream is no deflate stream, or stops before its end. */
export class NotDeflate extends Error {
  override readonly name = "NotDeflate";
}

/**
 * One deflate stream, fed a piece at a time: nothing is going on between two calls, so the piece may be overwritten
 * afterwards, and whoever does not ask for more is not sent more. It tells where the stream ended, which zlib's own
 * gunzip does not: that one drops a member that comes after padding, without a word.
 */
export class Inflater {
  readonly #engine = createInflateRaw({ chunkSize: PIECE });
  #fed = 0;
  #failed = false;
  #ended = false;
  #wake: () => void = () => undefined;

  constructor() {
    const wake = (): void => {
      this.#wake();
    };
    this.#engine.on("readable", wake);
    this.#engine.on("end", () => {
      this.#ended = true;
      wake();
    });
    this.#engine.on("error", () => {
      this.#failed = true;
      wake();
    });
  }

  /** Bytes of the last piece that came after the end of the stream. */
  get unused(): number {
    return this.#fed - this.#engine.bytesWritten;
  }

  /** The content a piece gives. @throws NotDeflate */
  async *push(piece: Uint8Array): AsyncGenerator<Uint8Array, void, undefined> {
    let taken = false;
    this.#fed += piece.length;
    this.#engine.write(piece, () => {
      taken = true;
      this.#wake();
    });
    yield* this.#output(() => taken);
  }

  /** Nothing more will come. @throws NotDeflate if the stream has not ended. */
  async *finish(): AsyncGenerator<Uint8Array, void, undefined> {
    this.#engine.end();
    yield* this.#output(() => this.#ended);
  }

  close(): void {
    this.#engine.destroy();
  }

  async *#output(isOver: () => boolean): AsyncGenerator<Uint8Array, void, undefined> {
    for (;;) {
      const content = this.#engine.read() as Uint8Array | null;
      if (content !== null) yield content;
      else if (this.#failed) throw new NotDeflate();
      else if (isOver()) return;
      else
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
    }
  }
}
