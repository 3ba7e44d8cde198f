import { CellsPacker } from "../cells.ts";
import { MAX_RECORD, type Block, type SourceEnd } from "../source.ts";
import type { Message } from "../../text/index.ts";
import { namesOf, oddNotes } from "./columns.ts";
import { Digest } from "./digest.ts";
import type { Result, Row } from "./driver.ts";
import { DbFault } from "./fault.ts";
import { within } from "./wait.ts";

/** Characters a batch should hold, roughly; and the most rows asked for at once. */
const BATCH = 256 * 1024;
const MAX_ROWS = 1024;

/** Turns the rows of a result into blocks. */
export class Reader {
  /** Rows given so far. */
  rows = 0;
  private readonly result: Result;
  private readonly statementMs: number;
  private readonly digest: Digest;
  private replaced = 0;
  private done = false;
  /** Columns already said not to be cells. */
  private readonly said: ReadonlySet<string>;

  constructor(result: Result, statementMs: number, said: ReadonlySet<string>) {
    this.result = result;
    this.digest = new Digest(namesOf(result.columns));
    this.statementMs = statementMs;
    this.said = said;
  }

  /** @throws DbFault */
  async *blocks(): AsyncGenerator<Block, void, undefined> {
    const packer = new CellsPacker(this.result.columns.length);
    for (let want = 64; ;) {
      const batch = await nextRows(this.result, want, this.statementMs);
      if (batch.length === 0) break;
      let size = 0;
      for (const row of batch) {
        size += this.add(packer, row);
        if (packer.isFull) yield* this.taken(packer);
      }
      want = size > BATCH ? Math.max(1, want >> 1) : size < BATCH / 2 ? Math.min(MAX_ROWS, want << 1) : want;
    }
    yield* this.taken(packer);
    this.done = true;
  }

  end(): SourceEnd {
    if (!this.done) throw new Error("sources: end() before blocks() was exhausted");
    const note: Message = { key: "sources.note.dbReplaced", data: { row: this.replaced } };
    const found = this.result.columns.filter(({ name, odd }) => odd && !this.said.has(name));
    return {
      sha256: this.digest.hex(),
      bytes: this.digest.bytes,
      lines: this.rows,
      notes: [...oddNotes(found), ...(this.replaced > 0 ? [note] : [])],
    };
  }

  /** @returns the characters it took. */
  private add(packer: CellsPacker, row: Row): number {
    this.rows++;
    const cells: string[] = [];
    let size = 0;
    let tooLong = 0;
    for (const value of row) {
      const cell = value ?? "";
      size += cell.length;
      cells.push(cell);
      if (cell.length > MAX_RECORD && tooLong === 0) tooLong = cells.length;
    }
    const params = { n: tooLong, m: cells.length };
    if (tooLong === 0) packer.add(cells, this.rows);
    else packer.addBad({ line: this.rows, code: "OC-S-006", params });
    this.digest.add(cells, size);
    return size;
  }

  private *taken(packer: CellsPacker): Generator<Block, void, undefined> {
    const block = packer.take();
    if (block === undefined) return;
    // A character that was not in its encoding; one look a block, not one a cell.
    if (this.replaced === 0 && block.text.includes("\ufffd")) this.replaced = block.lines[0] ?? 0;
    yield block;
  }
}

/** @throws DbFault, "timeout" when nothing comes in time */
export function nextRows(result: Result, max: number, statementMs: number): Promise<readonly Row[]> {
  return within(statementMs, new DbFault({ kind: "timeout" }), () => result.next(max));
}
