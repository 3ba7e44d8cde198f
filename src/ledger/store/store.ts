/** What a cell of the ledger may hold. Bytes come back as `Buffer`. */
export type Value = string | number | null | Uint8Array;
export type Row = readonly Value[];

/**
 * The little of a database the ledger needs, the same on the embedded SQLite file and on PostgreSQL. One dialect:
 * places are `?1`, `?2`…; bytes are `BLOB`; whole numbers fit a JS number; `ON CONFLICT`, `RETURNING`, `WITH RECURSIVE`
 * and temporary tables are there on both. Where the two part, {@link Store.text}.
 */
export interface Store {
  readonly kind: "sqlite" | "postgres";
  /** Where it is, fit to be shown: a path, or `host:port/database`. */
  readonly where: string;
  /** All the rows. For few. @throws LEDGER_* */
  rows(sql: string, params?: readonly Value[]): Promise<readonly Row[]>;
  /** Row by row, in bounded memory. No other statement may run meanwhile. @throws LEDGER_* */
  each(sql: string, params: readonly Value[], take: (row: Row) => void): Promise<void>;
  /** Rows changed. @throws LEDGER_* */
  run(sql: string, params?: readonly Value[]): Promise<number>;
  /** All or nothing, durable when it returns. One inside another is a defect. @throws LEDGER_* */
  transaction<T>(work: () => Promise<T>): Promise<T>;
  /** SQL that reads bytes as text: `CAST(x AS TEXT)` or `convert_from(x, 'UTF8')`. */
  text(expression: string): string;
  /** The one lock of the ledger, held until release or the end of the process. @throws LEDGER_LOCKED at once */
  lock(): Promise<() => Promise<void>>;
  close(): Promise<void>;
}
