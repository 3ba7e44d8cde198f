import { EventEmitter } from "node:events";

import type { MssqlColumn } from "../../../src/sources/db/mssql-values.ts";

/** What a query of the fake gives. */
export interface FakeResult {
  readonly columns: readonly MssqlColumn[];
  readonly rows: Iterable<readonly unknown[]>;
  /** Told after the rows. */
  readonly error?: unknown;
  /** A second result. */
  readonly second?: boolean;
}

/**
 * mssql 12 as far as the adapter goes, after its sources (lib/base, lib/tedious/request.js): a streaming request
 * emits `recordset`, a `row` for each while it is not paused, any number of `error`s, and always `done` at the end.
 */
export function fakeMssql(result: FakeResult, connectError?: Error) {
  const seen = { config: {} as Record<string, unknown>, calls: [] as string[], sql: "", emitted: 0 };

  class ConnectionPool extends EventEmitter {
    constructor(config: Record<string, unknown>) {
      super();
      seen.config = config;
    }
    connect(): Promise<this> {
      return connectError === undefined ? Promise.resolve(this) : Promise.reject(connectError);
    }
    close(): Promise<void> {
      seen.calls.push("close");
      return Promise.resolve();
    }
  }

  class Transaction extends EventEmitter {
    begin(isolation: number): Promise<this> {
      seen.calls.push(`begin ${isolation}`);
      return Promise.resolve(this);
    }
    rollback(): Promise<void> {
      seen.calls.push("rollback");
      return Promise.resolve();
    }
  }

  class Request extends EventEmitter {
    stream = false;
    arrayRowMode = false;
    private paused = false;
    private canceled = false;
    private go: () => void = () => undefined;

    query(sql: string): unknown {
      if (!this.stream) {
        const state = sql.includes("snapshot_isolation_state") ? 1 : "15.0.4.1";
        return Promise.resolve({ recordset: [[state]] });
      }
      seen.sql = sql;
      setImmediate(() => void this.send());
      return this;
    }
    pause(): boolean {
      return (this.paused = true);
    }
    resume(): boolean {
      this.paused = false;
      this.go();
      return true;
    }
    cancel(): boolean {
      seen.calls.push("cancel");
      this.canceled = true;
      this.go();
      return true;
    }
    private async send(): Promise<void> {
      if (result.columns.length > 0) this.emit("recordset", result.columns);
      for (const row of result.rows) {
        while (this.paused && !this.canceled) await new Promise<void>((resolve) => (this.go = resolve));
        if (this.canceled) break;
        seen.emitted++;
        this.emit("row", row);
      }
      if (this.canceled) this.emit("error", Object.assign(new Error("Canceled."), { code: "ECANCEL" }));
      if (result.second === true) {
        this.emit("recordset", result.columns);
        this.emit("row", ["second"]);
      }
      if (result.error !== undefined) this.emit("error", result.error);
      this.emit("done", { rowsAffected: [] });
    }
  }

  const module = {
    ConnectionPool,
    Transaction,
    Request,
    ISOLATION_LEVEL: { READ_COMMITTED: 2, SNAPSHOT: 5 },
  };
  return { module, seen };
}
