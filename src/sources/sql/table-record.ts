import { MAX_COLUMNS } from "../source.ts";
import type { Charset } from "./charset.ts";
import type { Column, CreatedTable } from "./create-table.ts";
import type { RowsHead } from "./head.ts";
import type { SqlDialect } from "./modes.ts";
import type { TableName } from "./names.ts";
import type { Mark } from "./scanner.ts";

/** Why the rows of a table are not those that are written. */
export interface Spoiled {
  readonly line: number;
  readonly what: string;
}

/** What a dump says of one table, gathered as it streams by. */
export class TableRecord {
  readonly name: TableName;
  rows = 0;
  /** Bytes of its rows. */
  bytes = 0;
  /** Where its first rows are. */
  first: Mark | undefined;
  spoiled: Spoiled | undefined;
  /** Rows that may have replaced others, or been left out. */
  upserts = 0;
  /** A trigger on inserts stands before its rows. */
  triggered = false;
  /** Character sets its rows are in, by their names; the line each begins on. */
  readonly charsets = new Map<string, { readonly charset: Charset; readonly line: number }>();
  /** Columns with a default some statement leaves out. */
  readonly omitted = new Set<string>();
  #declared: readonly Column[] = [];
  /** Names in column lists, by what makes them one, in the order they first appear. */
  readonly #listed = new Map<string, string>();
  /** Line of a statement that names no columns, though they are declared nowhere; and how many values its row has. */
  #unlisted: { readonly line: number; width: number } | undefined;

  constructor(name: TableName) {
    this.name = name;
  }

  /** Columns of CREATE TABLE; empty if there is none. */
  get declared(): readonly Column[] {
    return this.#declared;
  }

  declare(created: CreatedTable, line: number, parents: readonly TableRecord[]): void {
    if (created.ifAbsent && this.#declared.length > 0) return;
    if (this.rows > 0 && !created.ifAbsent) this.spoil(line, "CREATE TABLE");
    if (created.filled) this.spoil(line, "CREATE TABLE … AS SELECT");
    const inherited = parents.flatMap((parent) => parent.declared);
    const own = created.columns.filter(({ name }) => !inherited.some((column) => same(column.name, name)));
    this.#declared = [...inherited, ...own];
  }

  spoil(line: number, what: string): void {
    this.spoiled ??= { line, what };
  }

  /** A statement with rows begins. */
  begin({ columns }: RowsHead, mark: Mark, charset: Charset | undefined): void {
    this.first ??= mark;
    if (charset !== undefined && !this.charsets.has(charset.name))
      this.charsets.set(charset.name, { charset, line: mark.line });
    if (columns === undefined) {
      if (this.#declared.length === 0) this.#unlisted ??= { line: mark.line, width: 0 };
      return;
    }
    const given = new Set(columns.map(folded));
    const here = new Set<string>();
    for (const column of columns) {
      // named twice in one list: twice in the header too, where it is refused
      const key = here.has(folded(column)) ? `${folded(column)}\u0000` : folded(column);
      here.add(key);
      if (this.#listed.size <= MAX_COLUMNS && !this.#listed.has(key)) this.#listed.set(key, column);
    }
    for (const { name, otherwise } of this.#declared)
      if (otherwise === "default" && !given.has(folded(name))) this.omitted.add(name);
  }

  /** A row of which only the number of values is asked, and that once. */
  measure(width: () => number): void {
    if (this.#unlisted?.width === 0) this.#unlisted.width = width();
  }

  /** Line of a row whose values may be of any columns: some statements name them, this one does not. */
  get disorder(): number | undefined {
    if (this.#declared.length > 0 || this.#unlisted === undefined) return undefined;
    return this.#listed.size > 1 || (this.#listed.size === 1 && this.#unlisted.width > 1)
      ? this.#unlisted.line
      : undefined;
  }

  /** True where neither CREATE TABLE nor a column list gives names. */
  get isNameless(): boolean {
    return this.#declared.length === 0 && this.#listed.size === 0;
  }

  /** Declared, else named in lists, else `col1` … */
  header(): readonly string[] {
    const declared = this.#declared.map(({ name }) => name);
    const known = new Set(declared.map(folded));
    const names = [
      ...declared,
      ...[...this.#listed].flatMap(([key, name]) => (known.has(key) ? [] : [name])),
    ];
    if (names.length > 0 || this.#unlisted === undefined) return names;
    return Array.from(
      { length: Math.min(this.#unlisted.width || 1, MAX_COLUMNS + 1) },
      (_, i) => `col${i + 1}`,
    );
  }

  /** Place in the header of each value of a row; -1 for one that is dropped, undefined where all are in order. */
  order({ columns, form }: RowsHead, dialect: SqlDialect): readonly number[] | undefined {
    const header = this.header();
    const oid = form.kind === "copy" && form.oids ? [-1] : [];
    if (columns !== undefined) {
      const places = new Map(header.map((name, i) => [folded(name), i]));
      return [...oid, ...columns.map((name) => places.get(folded(name)) ?? -1)];
    }
    const places = header.map((_, i) => i);
    // SQLite does not write computed columns, and does not say so
    const written = places.filter((i) => dialect !== "sqlite" || this.#declared[i]?.otherwise !== "computed");
    return oid.length === 0 && written.length === header.length ? undefined : [...oid, ...written];
  }
}

const folded = (name: string): string => name.toLowerCase();
const same = (a: string, b: string): boolean => folded(a) === folded(b);
