import type { RowsHead } from "./head.ts";
import type { Mark, SqlSink } from "./scanner.ts";
import type { TableRecord } from "./table-record.ts";

/** A sink for the rows of one table; all else the survey has already told. */
export abstract class RowSink<T> implements SqlSink {
  /** Rows so far. */
  count = 0;
  readonly table: TableRecord;
  #head: RowsHead | undefined;
  #wanted = false;

  constructor(table: TableRecord) {
    this.table = table;
  }

  /** What has been gathered and is ready; with `last`, all of it. */
  abstract take(last: boolean): readonly T[];

  /** A statement with rows of the table begins, written in a way that is not that of the last one. */
  protected abstract begin(head: RowsHead, mark: Mark): void;
  protected abstract add(bytes: Buffer, from: number, to: number, line: number): void;
  /** A row of which nothing can be read. */
  protected abstract refuse(code: "OC-S-005" | "OC-S-006", place: number, line: number): void;

  rows(head: RowsHead, mark: Mark): void {
    if (head === this.#head) return;
    this.#head = head;
    this.#wanted = head.table.key === this.table.name.key;
    if (this.#wanted) this.begin(head, mark);
  }

  row(bytes: Buffer, from: number, to: number, line: number): void {
    if (!this.#wanted) return;
    this.count++;
    this.add(bytes, from, to, line);
  }

  overlong(place: number, line: number): void {
    this.#refused("OC-S-006", place, line);
  }

  unwritten(line: number): void {
    this.#refused("OC-S-005", 1, line);
  }

  #refused(code: "OC-S-005" | "OC-S-006", place: number, line: number): void {
    if (!this.#wanted) return;
    this.count++;
    this.refuse(code, place, line);
  }

  upsert(): void {
    // told by the survey
  }
  created(): void {
    // told by the survey
  }
  effect(): void {
    // told by the survey
  }
  skipped(): void {
    // told by the survey
  }
  repeated(): void {
    // told by the survey
  }
}
