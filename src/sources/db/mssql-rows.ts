import { rowsOf, type Result } from "./driver.ts";
import { DbFault } from "./fault.ts";
import { faultOf } from "./mssql-faults.ts";
import { columnOf, textOf, type MssqlColumn } from "./mssql-values.ts";

/** As much of mssql's Request as is used here. */
export interface Request {
  stream: boolean;
  arrayRowMode: boolean;
  query(sql: string): Promise<{ readonly recordset?: readonly (readonly unknown[])[] }> | undefined;
  pause(): boolean;
  resume(): boolean;
  cancel(): boolean;
  on(event: "recordset", listener: (columns: readonly MssqlColumn[]) => void): void;
  on(event: "row", listener: (row: readonly unknown[]) => void): void;
  on(event: "error", listener: (error: unknown) => void): void;
  on(event: "done", listener: () => void): void;
}

/** Rows held while nobody asks. */
const AHEAD = 256;

/** The rows of a request in streaming mode, pulled: it is paused while more than {@link AHEAD} wait. */
export class Rows {
  private readonly request: Request;
  private columns: readonly MssqlColumn[] | undefined;
  private waiting: (readonly unknown[])[] = [];
  private fault: unknown;
  private done = false;
  private readonly over: Promise<void>;
  private wake: () => void = () => undefined;

  constructor(request: Request, statement: string) {
    this.request = request;
    request.stream = true;
    request.arrayRowMode = true;
    request.on("recordset", (columns) => {
      if (this.columns === undefined) this.columns = columns;
      else this.fail(new DbFault({ kind: "query", reason: "several" }));
    });
    request.on("row", (row) => {
      // FOR JSON and FOR XML give one object, not rows.
      if (!Array.isArray(row)) this.fail(new DbFault({ kind: "query", reason: "notRows" }));
      else if (this.fault === undefined) this.waiting.push(row);
      if (this.waiting.length >= AHEAD) request.pause();
      this.wake();
    });
    request.on("error", (error) => {
      this.fail(faultOf(error, "query"));
    });
    this.over = new Promise((resolve) => {
      request.on("done", () => {
        this.done = true;
        resolve();
        this.wake();
      });
    });
    void request.query(statement);
  }

  async result(): Promise<Result> {
    await this.until(() => this.waiting.length > 0);
    const columns = this.columns ?? [];
    return {
      columns: columns.map(columnOf),
      next: async (max) => {
        if (this.waiting.length === 0 && !this.done) this.request.resume();
        await this.until(() => this.waiting.length > 0);
        return rowsOf(this.waiting.splice(0, max), (row) =>
          columns.map((column, i) => textOf(row[i], column)),
        );
      },
    };
  }

  /** Ends a request that is still sending, and waits until it has. */
  async stop(): Promise<void> {
    if (this.done) return;
    this.request.cancel();
    this.request.resume();
    await this.over;
  }

  private async until(ready: () => boolean): Promise<void> {
    while (!ready()) {
      if (this.fault instanceof Error) throw this.fault;
      if (this.done) return;
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
  }

  private fail(fault: unknown): void {
    this.fault ??= fault;
    this.wake();
  }
}
