import { createHash } from "node:crypto";

import type { Message } from "../../text/index.ts";
import type { Bytes } from "../bytes/bytes.ts";
import type { Detected } from "../bytes/encoding.ts";
import { decodedChunks } from "../bytes/transcode.ts";
import { MAX_RECORD, type Block, type SourceEnd } from "../source.ts";
import { Cutter } from "./cut.ts";
import type { Dialect } from "./scan.ts";

/** The decoded bytes a text begins with: enough for the longest header and a sample of rows. */
export interface TextHead {
  readonly head: Uint8Array;
  /** The head is the whole file. */
  readonly whole: boolean;
}

export async function decodedHead(bytes: Bytes, detected: Detected): Promise<TextHead> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of decodedChunks(bytes, detected)) {
    pieces.push(piece.slice());
    size += piece.length;
    if (size > 2 * MAX_RECORD) return { head: Buffer.concat(pieces), whole: false };
  }
  return { head: Buffer.concat(pieces), whole: true };
}

/** Where the rows begin, in the decoded bytes, and on which line; what was said of the lines before them. */
export interface RowsStart {
  readonly dataOffset: number;
  readonly dataLine: number;
  readonly notes: readonly Message[];
}

/** One pass over the rows of a text: cut, number, hash. */
export class RowReader {
  /** Bytes of the delivered file read so far. */
  consumed = 0;
  private done: SourceEnd | undefined;
  private readonly bytes: Bytes;
  private readonly detected: Detected;
  private readonly start: RowsStart;
  private readonly dialect: Dialect;

  constructor(bytes: Bytes, detected: Detected, start: RowsStart, dialect: Dialect) {
    this.bytes = bytes;
    this.detected = detected;
    this.start = start;
    this.dialect = dialect;
  }

  async *blocks(): AsyncGenerator<Block, void, undefined> {
    const hash = createHash("sha256");
    this.consumed = 0;
    const seen = (piece: Uint8Array): void => {
      hash.update(piece);
      this.consumed += piece.length;
    };
    const cutter = new Cutter(this.dialect, this.start.dataLine);
    let before = this.start.dataOffset;
    for await (const piece of decodedChunks(this.bytes, this.detected, seen)) {
      const rows = piece.subarray(before);
      before -= piece.length - rows.length;
      yield* cutter.push(rows, false);
    }
    yield* cutter.push(new Uint8Array(0), true);
    this.done = this.summary(hash.digest("hex"), cutter);
  }

  end(): SourceEnd {
    if (this.done === undefined) throw new Error("sources: end() before blocks() was exhausted");
    return this.done;
  }

  private summary(sha256: string, { lineEnds, lastLine }: Cutter): SourceEnd {
    const { lf, crlf, cr } = lineEnds;
    const kinds = Object.entries({ LF: lf, CRLF: crlf, CR: cr }).flatMap(([kind, n]) =>
      n > 0 ? [kind] : [],
    );
    const said = this.start.notes.some((note) => note.key === "sources.note.lineEnds");
    const note: Message = { key: "sources.note.lineEnds", data: { kinds: kinds.join(", ") } };
    return {
      sha256,
      bytes: this.bytes.sizeBytes,
      lines: lastLine,
      notes: !said && (kinds.length > 1 || cr > 0) ? [note] : [],
    };
  }
}
