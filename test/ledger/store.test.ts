import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "vitest";
import fc from "fast-check";

import { PACKAGE_ROOT } from "../../src/core/package-root.ts";
import type { Store, Value } from "../../src/ledger/store/store.ts";
import { codeOf } from "../cli/helpers.ts";
import { engines, type Bench } from "./helpers.ts";

/** What must hold on both engines: the rest of the ledger is written against this. */
for (const engine of await engines()) {
  describe.skipIf(engine.skip !== undefined)(`the ledger's store on ${engine.name}`, () => {
    let bench: Bench;
    let store: Store;

    beforeEach(async () => {
      bench = await engine.make();
      ({ store } = bench.ledger);
      await store.run("CREATE TABLE t (a INTEGER PRIMARY KEY, b BLOB, c TEXT, d INTEGER)");
    });
    afterEach(() => bench.dispose());

    const put = (a: number, b: Value, c: Value, d: Value): Promise<number> =>
      store.run("INSERT INTO t (a, b, c, d) VALUES (?1, ?2, ?3, ?4)", [a, b, c, d]);
    const count = async (): Promise<Value | undefined> =>
      (await store.rows("SELECT CAST(count(*) AS INTEGER) FROM t"))[0]?.[0];

    it.each<[string, Value, Value, Value]>([
      ["nulls", null, null, null],
      ["bytes of every value", Buffer.from(Array.from({ length: 256 }, (_, i) => i)), "x", 1],
      ["no bytes, which are not null", Buffer.alloc(0), "", 0],
      ["accents, quotes, places and BLOB in a text", Buffer.from("'"), `à'"?1 BLOB $1\n\\`, -1],
      ["the largest and smallest of 32 bits", null, "", 2147483647],
      ["the smallest", null, "", -2147483648],
    ])("gives back what it was given: %s", async (_why, b, c, d) => {
      expect(await put(7, b, c, d)).toBe(1);
      expect(await store.rows("SELECT a, b, c, d FROM t")).toEqual([[7, b, c, d]]);
    });

    it("takes a view of bytes as its bytes alone", async () => {
      await put(1, new Uint8Array([9, 1, 2, 9]).subarray(1, 3), null, null);
      expect(await store.rows("SELECT b FROM t")).toEqual([[Buffer.from([1, 2])]]);
    });

    it("keeps a whole number whole where no column says its type", async () => {
      await store.run("CREATE TEMP TABLE temporary AS SELECT ?1 AS n", [5]);
      expect(
        await store.rows("SELECT CAST(n AS TEXT), CAST(?1 AS TEXT), 7 / ?2 FROM temporary", [6, 2]),
      ).toEqual([["5", "6", 3]]);
      expect(await store.rows("SELECT ?1", [2 ** 53 - 1])).toEqual([[2 ** 53 - 1]]);
    });

    it.each<[string, unknown]>([
      ["a boolean", true],
      ["undefined", undefined],
      ["a list", [1]],
    ])("refuses %s instead of ending the process", async (_what, value) => {
      await expect(put(1, value as Value, null, null)).rejects.toThrow(/value/);
    });

    it("takes one Buffer as the only value", async () => {
      expect(await store.rows("SELECT ?1", [Buffer.from("solo")])).toEqual([[Buffer.from("solo")]]);
    });

    it("uses a value as often as the statement names it, null or not", async () => {
      const sql = "SELECT ?2, ?1, ?2 FROM t WHERE ?2 IS NULL OR c = ?2";
      await put(1, null, "x", 1);
      expect(await store.rows(sql, [1, "x"])).toEqual([["x", 1, "x"]]);
      expect(await store.rows(sql, [1, null])).toEqual([[null, 1, null]]);
    });

    it("gives the answer to a question as 1 or 0", async () => {
      expect(await store.rows("SELECT 1 = 1, 1 = 2")).toEqual([[1, 0]]);
    });

    it("inserts, changes on conflict and counts the rows changed", async () => {
      await put(1, null, "uno", 1);
      await put(2, null, "due", 2);
      const upsert = `INSERT INTO t (a, c) SELECT a + 1, 'nuovo' FROM t WHERE true
        ON CONFLICT (a) DO UPDATE SET c = excluded.c`;
      expect(await store.run(upsert)).toBe(2);
      expect(await store.rows("SELECT a, c FROM t ORDER BY a")).toEqual([
        [1, "uno"],
        [2, "nuovo"],
        [3, "nuovo"],
      ]);
      expect(await store.rows("DELETE FROM t WHERE a > ?1 RETURNING a", [2])).toEqual([[3]]);
      expect(await store.run("UPDATE t SET d = 0 WHERE a = 99")).toBe(0);
    });

    it("cuts a block of records given as one value", async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.uint8Array({ minLength: 16, maxLength: 16 }), { maxLength: 50 }),
          async (tags) => {
            await store.run("DELETE FROM t");
            const block = Buffer.concat(tags.map((tag, i) => Buffer.concat([tag, decimal(i)])));
            const sql = `WITH RECURSIVE n(i) AS (SELECT 0 WHERE ?2 > 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ?2)
              INSERT INTO t (a, b, d) SELECT CAST(?2 AS INTEGER) + i, substr(?1, i * 21 + 1, 16),
                CAST(${store.text("substr(?1, i * 21 + 17, 5)")} AS INTEGER) FROM n`;
            expect(await store.run(sql, [block, tags.length])).toBe(tags.length);
            const rows = await store.rows("SELECT b, d FROM t ORDER BY a");
            expect(rows).toEqual(tags.map((tag, i) => [Buffer.from(tag), i]));
          },
        ),
        { numRuns: 15 },
      );
    });

    it("reads row by row more than a portion, in order", async () => {
      const sql = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1) SELECT i FROM n`;
      const seen: Value[] = [];
      await store.each(sql, [2500], ([i]) => seen.push(i ?? null));
      expect(seen).toEqual(Array.from({ length: 2500 }, (_, i) => i + 1));
    });

    it("is fit for use after a reader that threw", async () => {
      await put(1, null, null, 1);
      await put(2, null, null, 2);
      const stop = (): never => {
        throw new Error("stop");
      };
      await expect(store.each("SELECT a FROM t", [], stop)).rejects.toThrow("stop");
      await store.transaction(() => put(3, null, null, 3));
      await store.run("DROP TABLE t");
      expect(await store.rows("SELECT 1")).toEqual([[1]]);
    });

    it("keeps all of a transaction, or nothing", async () => {
      await store.transaction(async () => {
        await put(1, null, null, null);
        await put(2, null, null, null);
      });
      const half = store.transaction(async () => {
        await put(3, null, null, null);
        throw new Error("no more");
      });
      await expect(half).rejects.toThrow("no more");
      expect(await count()).toBe(2);
    });

    it("undoes a transaction that breaks a constraint, and serves the next", async () => {
      const twice = store.transaction(async () => {
        await put(1, null, null, null);
        await put(1, null, null, null);
      });
      await expect(twice).rejects.toThrow();
      expect(await count()).toBe(0);
      await store.transaction(() => put(1, null, null, null));
      expect(await count()).toBe(1);
    });

    it("undoes its tables too", async () => {
      const making = store.transaction(async () => {
        await store.run("CREATE TABLE u (a BLOB)");
        throw new Error("no");
      });
      await expect(making).rejects.toThrow("no");
      await store.run("CREATE TABLE u (a BLOB)");
    });

    it("calls a transaction inside another a defect", async () => {
      const nested = store.transaction(() => store.transaction(() => Promise.resolve()));
      await expect(nested).rejects.toThrow("inside another");
      await store.transaction(() => put(1, null, null, null));
    });

    it("shows a transaction to others when it is over, and to nobody before", async () => {
      const other = (await bench.another()).store;
      await store.transaction(async () => {
        await put(1, null, null, null);
        expect(await other.rows("SELECT a FROM t")).toEqual([]);
      });
      expect(await other.rows("SELECT a FROM t")).toEqual([[1]]);
    });

    it("has one lock, free again after release, whoever asks", async () => {
      const other = (await bench.another()).store;
      const release = await store.lock();
      expect(await codeOf(() => other.lock())).toBe("LEDGER_LOCKED");
      expect(await codeOf(() => store.lock())).toBe("LEDGER_LOCKED");
      // Whoever only reads is let in.
      expect(await other.rows("SELECT a FROM t")).toEqual([]);
      await release();
      await (
        await other.lock()
      )();
      await (
        await store.lock()
      )();
    });

    it("lets one of two processes in, the other ends at once with code 22", async () => {
      const first = hold(bench);
      await first.locked;
      expect(await tried(bench)).toEqual({ said: "LEDGER_LOCKED\n", exit: 22 });
      first.process.stdin.end();
      await first.gone;
      expect(await tried(bench)).toEqual({ said: "LOCKED\nDONE\n", exit: 0 });
    });

    it("is free again when the process that held the lock is killed", async () => {
      const first = hold(bench);
      await first.locked;
      first.process.kill("SIGKILL");
      await first.gone;
      await untilFree(store);
    });

    it("lets exactly one of twenty parallel starts in", async () => {
      const first = hold(bench);
      await first.locked;
      const others = await Promise.all(Array.from({ length: 19 }, () => tried(bench)));
      expect(others.map(({ said }) => said)).toEqual(Array.from({ length: 19 }, () => "LEDGER_LOCKED\n"));
      first.process.stdin.end();
      await first.gone;
    });
  });
}

const decimal = (n: number): Buffer => Buffer.from(String(n).padStart(5, "0"));

const CHILD = join(PACKAGE_ROOT, "test/harness/ledger-child.js");

function argumentsOf({ options }: Bench): string[] {
  const { file, keyFile, url } = options;
  return [CHILD, JSON.stringify({ mode: "hold", file, keyFile, ...(url === undefined ? {} : { url }) })];
}

function hold(bench: Bench): {
  readonly process: ReturnType<typeof start>;
  readonly locked: Promise<void>;
  readonly gone: Promise<unknown>;
} {
  const process = start(bench);
  const locked = once(process.stdout, "data").then(([said]) => {
    if (String(said) !== "LOCKED\n") throw new Error(String(said));
  });
  return { process, locked, gone: once(process, "exit") };
}

function start(bench: Bench) {
  return spawn(globalThis.process.execPath, argumentsOf(bench), { stdio: ["pipe", "pipe", "inherit"] });
}

/** A start that does not wait for anything. */
function tried(bench: Bench): Promise<{ readonly said: string; readonly exit: number | null }> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, argumentsOf(bench), (_error, said) => {
      resolve({ said, exit: child.exitCode });
    });
    child.stdin?.end();
  });
}

/** A server takes a moment to see that a connection is gone. */
async function untilFree(store: Store): Promise<void> {
  for (let i = 0; i < 50; i++) {
    if ((await codeOf(async () => (await store.lock())())) === "") return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("the lock of a killed process is still held");
}
