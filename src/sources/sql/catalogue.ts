import { siocError } from "../../core/errors.ts";
import type { Charset } from "./charset.ts";
import type { CreatedTable } from "./create-table.ts";
import type { Effect } from "./effects.ts";
import type { RowsHead } from "./head.ts";
import type { TableName } from "./names.ts";
import type { Mark, SqlSink } from "./scanner.ts";
import { TableRecord, type Spoiled } from "./table-record.ts";

/** Tables a dump may have: no database of an azienda comes near. */
const MAX_TABLES = 10_000;

/** What a dump holds, as the scanner tells it: the survey. */
export class Catalogue implements SqlSink {
  /** Statements passed over, by what they begin with. */
  readonly passed = new Map<string, number>();
  /** Finished inserts SQL*Plus would run again. */
  repetitions = 0;
  readonly #file: string;
  readonly #tables = new Map<string, TableRecord>();
  readonly #triggered = new Set<string>();
  /** Something that may have touched any table. */
  #clouded: Spoiled | undefined;
  #head: RowsHead | undefined;
  #table: TableRecord | undefined;

  constructor(file: string) {
    this.#file = file;
  }

  /** In the order they first appear. */
  get tables(): readonly TableRecord[] {
    return [...this.#tables.values()];
  }

  /** Names as a mapping writes them; with their database in front where there are several. */
  names(): readonly string[] {
    const { tables } = this;
    const several = new Set(tables.map(({ name }) => name.database)).size > 1;
    return tables.map(({ name: { shown, database } }) =>
      several && database !== "" ? `${database}.${shown}` : shown,
    );
  }

  /** Why the rows of a table are not those written, if they are not. */
  spoiled(table: TableRecord): Spoiled | undefined {
    return table.spoiled ?? this.#clouded;
  }

  rows(head: RowsHead, mark: Mark, charset: Charset | undefined): void {
    if (head === this.#head) return;
    this.#head = head;
    this.#table = this.#record(head.table);
    this.#table.begin(head, mark, charset);
  }

  row(bytes: Buffer, from: number, to: number, _line: number, values: number): void {
    const table = this.#counted(to - from);
    table?.measure(() => (values > 0 ? values : valuesIn(bytes.subarray(from, to), this.#head)));
  }

  overlong(): void {
    this.#counted(0);
  }

  unwritten(): void {
    this.#counted(0);
  }

  upsert(rows: number): void {
    if (this.#table) this.#table.upserts += rows;
  }

  created(created: CreatedTable, line: number): void {
    const parents = created.parents.flatMap((parent) => this.#tables.get(parent.key) ?? []);
    this.#record(created.table).declare(created, line, parents);
    this.#head = undefined;
  }

  effect({ table, does, what }: Effect, line: number): void {
    if (table === undefined) {
      this.#anyTable(does, line, what);
      return;
    }
    if (does === "trigger") this.#triggered.add(table.key);
    const known = does === "inserts" ? this.#record(table) : this.#tables.get(table.key);
    if (known === undefined || does === "trigger") return;
    if (does === "removes" && known.rows === 0) this.#tables.delete(table.key);
    else if (does === "inserts" || does === "columns" || known.rows > 0) known.spoil(line, what);
    this.#head = undefined;
  }

  /** What may have touched any table: those that have rows by now, or all that will have some. */
  #anyTable(does: Effect["does"], line: number, what: string): void {
    if (does === "inserts") this.#clouded ??= { line, what };
    for (const table of this.#tables.values()) if (table.rows > 0) table.spoil(line, what);
  }

  skipped(label: string): void {
    this.passed.set(label, (this.passed.get(label) ?? 0) + 1);
  }

  repeated(): void {
    this.repetitions++;
  }

  #counted(bytes: number): TableRecord | undefined {
    const table = this.#table;
    if (table === undefined) return undefined;
    table.rows++;
    table.bytes += bytes;
    if (this.#head?.upsert === true) table.upserts++;
    return table;
  }

  #record(name: TableName): TableRecord {
    const known = this.#tables.get(name.key);
    if (known !== undefined) return known;
    if (this.#tables.size >= MAX_TABLES)
      throw siocError("SOURCE_SQL_REFUSED", {
        file: this.#file,
        line: 1,
        what: `CREATE TABLE × ${MAX_TABLES}`,
      });
    const made = new TableRecord(name);
    made.triggered = this.#triggered.has(name.key);
    this.#tables.set(name.key, made);
    return made;
  }
}

/** Values of a COPY's row. */
function valuesIn(row: Buffer, head: RowsHead | undefined): number {
  if (head?.form.kind !== "copy") return 0;
  const comma = head.form.delimiter.charCodeAt(0);
  const quote = head.form.csv ? head.form.quote.charCodeAt(0) : -1;
  let [n, quoted] = [1, false];
  for (const byte of row)
    if (byte === quote) quoted = !quoted;
    else if (byte === comma && !quoted) n++;
  return n;
}
