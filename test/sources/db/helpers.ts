import { connect } from "node:net";
import { inspect } from "node:util";

import type { SiocError } from "../../../src/core/errors.ts";
import type { Connessione } from "../../../src/model/fonte.ts";
import { CATALOGUES, textFor } from "../../../src/text/index.ts";
import { fileOf } from "../helpers.ts";

let serial = 0;

/** Writes a query to a new file. */
export function queryFile(sql: string, name = `query-${serial++}.sql`): string {
  return fileOf(sql, name);
}

export function byUrl(url: string, timeout = 60): Connessione {
  return { url: () => Promise.resolve(url), timeout };
}

/** True if somebody listens there. */
export function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    const answer = (yes: boolean) => (): void => {
      socket.destroy();
      resolve(yes);
    };
    socket.once("connect", answer(true)).once("error", answer(false)).setTimeout(2_000, answer(false));
  });
}

/** Everything an error could be printed as: sentence, hint, --debug with causes. */
export function everythingOf(error: SiocError): string {
  const texts = (["it", "en"] as const).flatMap((lingua) => {
    const text = textFor(lingua);
    return (["error", "hint"] as const).map((part) => {
      const key = `${part}.${error.code}` as const;
      if (!(key in CATALOGUES[lingua])) throw new Error(`no ${key} in ${lingua}`);
      return text(key, error.data);
    });
  });
  return [...texts, inspect(error, { depth: 9, showHidden: true })].join("\n");
}

export function random(): string {
  return `sioc_test_${Math.random().toString(36).slice(2, 10)}`;
}

export async function drain(blocks: AsyncIterable<unknown>): Promise<void> {
  for await (const block of blocks) {
    if (block === undefined) throw new Error("no block");
  }
}

/** @throws when it has not come true after ten seconds. */
export async function until(condition: () => Promise<boolean>): Promise<void> {
  for (let i = 0; i < 100; i++) {
    if (await condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("still not so");
}

/** Says on the screen why tests are skipped; for their title. */
export function skipped(reason: string): string {
  process.stderr.write(`skipped: ${reason}\n`);
  return ` (skipped: ${reason})`;
}
