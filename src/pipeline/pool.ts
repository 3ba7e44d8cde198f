import { Worker } from "node:worker_threads";

import { siocError, type ErrorCode, type ErrorData } from "../core/errors.ts";
import type { Job, JobResult, ResultOf, StationInit } from "./jobs.ts";
import { openStation, type Station } from "./station.ts";

export interface Question {
  readonly id: number;
  readonly job: Job;
}

export type Answer =
  | { readonly id: number; readonly result: JobResult }
  | { readonly id: number; readonly error: { readonly code: ErrorCode; readonly data: ErrorData } }
  | { readonly id: number; readonly bug: string };

/** Threads that do jobs. */
export interface Pool {
  readonly size: number;
  run<K extends Job["kind"]>(job: Extract<Job, { kind: K }>): Promise<ResultOf<K>>;
  /** The same job for every thread, done before any job sent later. */
  tellAll(job: Extract<Job, { kind: "context" }>): Promise<void>;
  close(): Promise<void>;
}

/** `threads` = 0: no workers, jobs are done here, one at a time (small inputs, tests). */
export async function openPool(init: StationInit, threads: number): Promise<Pool> {
  return threads === 0 ? hereOnly(await openStation(init)) : new Threads(init, threads);
}

function hereOnly(station: Station): Pool {
  let last: Promise<unknown> = Promise.resolve();
  const run = <K extends Job["kind"]>(job: Extract<Job, { kind: K }>): Promise<ResultOf<K>> => {
    const mine = last.then(() => station.handle(job));
    last = mine.catch(() => undefined);
    return mine as Promise<ResultOf<K>>;
  };
  return {
    size: 1,
    run,
    tellAll: async (job) => {
      await run(job);
    },
    close: async () => {
      await last;
    },
  };
}

interface Thread {
  readonly worker: Worker;
  /** Why it answers no more. */
  failure?: Error;
  readonly waiting: Map<number, { resolve: (result: JobResult) => void; reject: (error: Error) => void }>;
}

class Threads implements Pool {
  readonly #threads: readonly Thread[];
  #nextId = 0;
  #closing = false;

  constructor(init: StationInit, count: number) {
    this.#threads = Array.from({ length: count }, () => this.#start(init));
  }

  get size(): number {
    return this.#threads.length;
  }

  run<K extends Job["kind"]>(job: Extract<Job, { kind: K }>): Promise<ResultOf<K>> {
    const idle = this.#threads.reduce((best, thread) =>
      thread.waiting.size < best.waiting.size ? thread : best,
    );
    return this.#ask(idle, job) as Promise<ResultOf<K>>;
  }

  async tellAll(job: Extract<Job, { kind: "context" }>): Promise<void> {
    await Promise.all(this.#threads.map((thread) => this.#ask(thread, job)));
  }

  async close(): Promise<void> {
    this.#closing = true;
    await Promise.all(this.#threads.map(({ worker }) => worker.terminate()));
  }

  #start(init: StationInit): Thread {
    const worker = new Worker(new URL("./worker.js", import.meta.url), { workerData: init });
    const thread: Thread = { worker, waiting: new Map() };
    worker.on("message", (answer: Answer) => {
      this.#settle(thread, answer);
    });
    worker.on("error", (error) => {
      this.#fail(thread, error);
    });
    worker.on("exit", () => {
      if (!this.#closing) this.#fail(thread, new Error("a worker thread ended by itself"));
    });
    return thread;
  }

  #ask(thread: Thread, job: Job): Promise<JobResult> {
    const id = this.#nextId++;
    if (thread.failure) return Promise.reject(thread.failure);
    return new Promise((resolve, reject) => {
      thread.waiting.set(id, { resolve, reject });
      thread.worker.postMessage({ id, job } satisfies Question, moved(job));
    });
  }

  #settle(thread: Thread, answer: Answer): void {
    const waiting = thread.waiting.get(answer.id);
    thread.waiting.delete(answer.id);
    if ("result" in answer) waiting?.resolve(answer.result);
    else if ("error" in answer) waiting?.reject(siocError(answer.error.code, answer.error.data));
    else waiting?.reject(new Error(answer.bug));
  }

  #fail(thread: Thread, error: Error): void {
    thread.failure ??= error;
    for (const { reject } of thread.waiting.values()) reject(error);
    thread.waiting.clear();
  }
}

/** The buffers of a block move to the worker. */
function moved(job: Job): ArrayBuffer[] {
  if (!("block" in job)) return [];
  const { block } = job;
  switch (block.kind) {
    case "text":
    case "sql":
      return [block.bytes.buffer];
    case "cells":
      return [block.ends.buffer, block.lines.buffer];
    case "refused":
      return [];
  }
}

/**
 * Runs jobs with a bounded number in flight and hands their results over in the order they were asked:
 * memory stays flat and the output does not depend on which thread was faster.
 */
export async function inOrder<K extends Job["kind"]>(
  pool: Pool,
  jobs: AsyncIterable<Extract<Job, { kind: K }>>,
  take: (result: ResultOf<K>) => void | Promise<void>,
): Promise<void> {
  const flying: Promise<ResultOf<K>>[] = [];
  const limit = pool.size * 2 + 1;
  try {
    for await (const job of jobs) {
      const answer = pool.run<K>(job);
      // Waited for in order: one that fails before its turn must not count as unhandled meanwhile.
      answer.catch(() => undefined);
      flying.push(answer);
      if (flying.length >= limit) await takeFirst(flying, take);
    }
    while (flying.length > 0) await takeFirst(flying, take);
  } finally {
    flying.length = 0;
  }
}

async function takeFirst<T>(flying: Promise<T>[], take: (result: T) => void | Promise<void>): Promise<void> {
  const first = flying.shift();
  if (first) await take(await first);
}
