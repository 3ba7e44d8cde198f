import { siocError } from "../../core/errors.ts";
import type { Connessione, TipoDatabase } from "../../model/fonte.ts";
import type { Message, Text } from "../../text/index.ts";
import type { Block, SourceEnd } from "../source.ts";
import { judgeColumns, namesOf, oddNotes } from "./columns.ts";
import { CONNECT_MS, type Driver, type Limits, type Result, type Session, type Target } from "./driver.ts";
import { DRIVERS } from "./drivers.ts";
import { dbError, type Circumstances } from "./errors.ts";
import { DbFault } from "./fault.ts";
import type { Query } from "./query.ts";
import { nextRows, Reader } from "./reader.ts";
import { within } from "./wait.ts";

/** What is known of a result before its rows. */
export interface Look {
  readonly names: readonly string[];
  readonly hasRows: boolean;
  readonly version: string;
  readonly notes: readonly Message[];
}

/** One query on one server, run twice: for its columns, for its rows. */
export class Run {
  private readonly about: Omit<Circumstances, "rows">;
  private readonly driver: Driver;
  private readonly query: Query;
  private readonly target: Target;
  private readonly limits: Limits;
  private reader: Reader | undefined;
  /** What ended the session that is open. */
  private fault: unknown;
  /** Columns said at the opening not to be cells. */
  private odd: ReadonlySet<string> = new Set();

  constructor(
    tipo: TipoDatabase,
    query: Query,
    target: Target,
    { timeout }: Connessione,
    { text }: { readonly text: Text },
  ) {
    this.driver = DRIVERS[tipo];
    this.query = query;
    this.target = target;
    this.limits = { connectMs: CONNECT_MS, statementMs: timeout * 1000 };
    this.about = { tipo, driver: this.driver, text, target, file: query.name, seconds: timeout };
  }

  look(): Promise<Look> {
    return this.guarded(async () => {
      const session = await this.driver.connect(this.target, this.limits);
      try {
        const result = await this.result(session);
        const names = judgeColumns(result.columns, this.query.name, this.about.text);
        const rows = await nextRows(result, 1, this.limits.statementMs);
        this.odd = new Set(result.columns.flatMap(({ name, odd }) => (odd ? [name] : [])));
        const { version } = session.server;
        return { names, hasRows: rows.length > 0, version, notes: oddNotes(result.columns) };
      } catch (error) {
        this.fault = error;
        throw error;
      } finally {
        await this.leave(session);
      }
    });
  }

  async *blocks(names: readonly string[]): AsyncGenerator<Block, void, undefined> {
    this.reader = undefined;
    const session = await this.guarded(() => this.driver.connect(this.target, this.limits));
    try {
      const result = await this.guarded(() => this.result(session));
      const found = namesOf(result.columns);
      if (found.length !== names.length || found.some((name, i) => name !== names[i]))
        throw siocError("SOURCE_CHANGED", { file: this.query.name });
      this.reader = new Reader(result, this.limits.statementMs, this.odd);
      yield* this.told(this.reader);
    } finally {
      await this.leave(session);
    }
  }

  end(): SourceEnd {
    if (this.reader === undefined) throw new Error("sources: end() before blocks() was exhausted");
    return this.reader.end();
  }

  private result(session: Session): Promise<Result> {
    const late = new DbFault({ kind: "timeout" });
    return within(this.limits.statementMs, late, () => session.query(this.query.sql));
  }

  /** A server that did not answer in time is told to stop; one that is gone is not spoken to. */
  private async leave(session: Session): Promise<void> {
    const kind = this.fault instanceof DbFault ? this.fault.kind : undefined;
    this.fault = undefined;
    if (kind === "timeout") await session.cancel();
    await session.close(kind === "timeout" || kind === "lost");
  }

  /** The blocks of a reader, its faults put as errors. What the caller throws in between is not ours to judge. */
  private async *told(reader: Reader): AsyncGenerator<Block, void, undefined> {
    const blocks = reader.blocks();
    try {
      for (;;) {
        const step = await this.guarded(() => blocks.next());
        if (step.done === true) return;
        yield step.value;
      }
    } finally {
      await blocks.return();
    }
  }

  private async guarded<T>(action: () => Promise<T>): Promise<T> {
    try {
      return await action();
    } catch (error) {
      this.fault = error;
      throw dbError(error, { ...this.about, rows: this.reader?.rows ?? 0 });
    }
  }
}
