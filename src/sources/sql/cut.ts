import { CHUNK, type SqlBlock, type SqlRun, type SqlShape } from "../source.ts";
import type { RowsHead } from "./head.ts";
import type { SqlDialect } from "./modes.ts";
import { Places } from "./place.ts";
import { RowSink } from "./row-sink.ts";
import type { Mark } from "./scanner.ts";
import type { TableRecord } from "./table-record.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** Rows of a block, at most. */
const MAX_ROWS = 16_384;
/** Shapes a dump may alternate between before they are made anew. */
const MAX_SHAPES = 256;

/** Packs the rows of one table, as the scanner comes upon them, into blocks. */
export class Packer extends RowSink<SqlBlock> {
  readonly places = new Places();
  readonly #dialect: SqlDialect;
  readonly #ready: SqlBlock[] = [];
  readonly #shapes = new Map<string, SqlShape>();
  #shape: SqlShape | undefined;
  #bytes: Bytes = new Uint8Array(CHUNK);
  #size = 0;
  #firstRow = 1;
  #runs: SqlRun[] = [];
  /** The run at hand: how its rows are written, where it begins, how many there are. */
  #runShape: SqlShape | undefined;
  #runFrom = 0;
  #runRows = 0;

  constructor(table: TableRecord, dialect: SqlDialect) {
    super(table);
    this.#dialect = dialect;
  }

  /** Blocks that are full; with `last`, all there is. */
  override take(last: boolean): readonly SqlBlock[] {
    if (last) this.#flush(this.count + 1);
    return this.#ready.splice(0);
  }

  protected override begin(head: RowsHead, { session }: Mark): void {
    this.#shape = this.#shapeOf(head, session.modes);
  }

  protected override add(bytes: Buffer, from: number, to: number, line: number): void {
    const shape = this.#shape;
    if (shape === undefined) throw new Error("sql: a row before its head");
    const length = to - from;
    this.#open(line, length);
    if (shape !== this.#runShape) this.#endRun();
    this.#runShape = shape;
    this.#runRows++;
    this.#bytes.set(bytes.subarray(from, to), this.#size);
    this.#size += length;
  }

  protected override refuse(refused: "OC-S-005" | "OC-S-006", n: number, line: number): void {
    this.#open(line, 0);
    this.#endRun();
    this.#runs.push({ rows: 1, length: 0, refused, n });
  }

  /** A full block leaves only now that the next row is there: whether both begin on one line is known. */
  #open(line: number, length: number): void {
    this.places.add(line);
    if (this.#size + length > this.#bytes.length || this.count - this.#firstRow >= MAX_ROWS)
      this.#flush(this.count);
    if (length > this.#bytes.length) this.#bytes = new Uint8Array(length);
  }

  #endRun(): void {
    if (this.#runShape !== undefined)
      this.#runs.push({ rows: this.#runRows, length: this.#size - this.#runFrom, shape: this.#runShape });
    this.#runShape = undefined;
    this.#runRows = 0;
    this.#runFrom = this.#size;
  }

  #flush(nextRow: number): void {
    this.#endRun();
    if (this.#runs.length > 0) {
      const bytes = this.#bytes.subarray(0, this.#size);
      this.#ready.push({ kind: "sql", bytes, firstRow: this.#firstRow, runs: this.#runs });
      this.#bytes = new Uint8Array(CHUNK);
    }
    this.#runs = [];
    this.#size = 0;
    this.#runFrom = 0;
    this.#firstRow = nextRow;
  }

  /** Equal shapes are one object, so that rows of equal statements make one run. */
  #shapeOf(head: RowsHead, { backslash, doubleIsString }: Mark["session"]["modes"]): SqlShape {
    const order = this.table.order(head, this.#dialect);
    const made: SqlShape = {
      ...formOf(head, backslash, doubleIsString),
      ...(order === undefined ? {} : { order }),
    };
    const key = JSON.stringify(made);
    const known = this.#shapes.get(key);
    if (known !== undefined) return known;
    if (this.#shapes.size >= MAX_SHAPES) this.#shapes.clear();
    this.#shapes.set(key, made);
    return made;
  }
}

function formOf({ form }: RowsHead, backslash: boolean, doubleIsString: boolean): SqlShape {
  if (form.kind === "values") return { form: "values", backslash, doubleIsString };
  const { csv, delimiter, nullText, quote, escape } = form;
  return csv ? { form: "csv", delimiter, nullText, quote, escape } : { form: "copy", delimiter, nullText };
}
