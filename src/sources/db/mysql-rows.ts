import type { DbFault } from "./fault.ts";
import { queryFault } from "./mysql-faults.ts";
import type { Field } from "./mysql-values.ts";

export type Raw = readonly (Buffer | null)[];

/** As much of mysql2's Connection as is used here. */
export interface Connection {
  readonly threadId: number | null;
  connect(done: (error: unknown) => void): void;
  query(sql: string, done: (error: unknown, rows: unknown) => void): void;
  query(options: Readonly<Record<string, unknown>>): Command;
  end(done: () => void): void;
  on(event: "error", listener: (error: unknown) => void): void;
  readonly stream: unknown;
}

interface Command {
  on(event: "fields", listener: (fields: readonly Field[]) => void): void;
  stream(options: { readonly highWaterMark: number }): RowStream;
}

interface RowStream {
  read(): Raw | null;
  on(event: "error", listener: (error: unknown) => void): void;
  on(event: "readable" | "end", listener: () => void): void;
}

/** Rows mysql2 may hold before it stops reading from the socket. */
const AHEAD = 256;
/** The rows of a query, pulled off their stream. */
export class Rows {
  fields: readonly Field[] = [];
  /** The last row has come. */
  ended = false;
  private readonly stream: RowStream;
  private fault: DbFault | undefined;
  private wake: () => void = () => undefined;

  constructor(connection: Connection, sql: string) {
    // A connection that breaks says so to itself, not to its query.
    connection.on("error", (error) => {
      this.fail(error);
    });
    // typeCast false: bytes as they came, so that no number or date is made of them.
    const command = connection.query({ sql, rowsAsArray: true, typeCast: false });
    command.on("fields", (fields) => {
      this.fields = fields;
    });
    this.stream = command.stream({ highWaterMark: AHEAD });
    this.stream.on("readable", () => {
      this.wake();
    });
    this.stream.on("end", () => {
      this.ended = true;
      this.wake();
    });
    this.stream.on("error", (error) => {
      this.fail(error);
    });
  }

  /** At most `max` rows; none at the end. @throws DbFault */
  async next(max: number): Promise<readonly Raw[]> {
    const rows: Raw[] = [];
    while (rows.length < max) {
      const row = this.stream.read();
      if (row !== null) rows.push(row);
      else if (rows.length > 0) break;
      else if (this.fault !== undefined) throw this.fault;
      else if (this.ended) break;
      else
        await new Promise<void>((resolve) => {
          this.wake = resolve;
        });
    }
    return rows;
  }

  private fail(error: unknown): void {
    this.fault ??= queryFault(error);
    this.wake();
  }
}
