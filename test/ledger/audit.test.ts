import * as fc from "fast-check";
import { createHmac } from "node:crypto";
import { afterEach, describe, expect, it } from "vitest";

import { looksLikeIdentifier } from "../../src/core/redact.ts";
import { GENESIS } from "../../src/ledger/audit/chain.ts";
import { loggedWho, sealMonths, verifyAudit, type Ledger } from "../../src/ledger/index.ts";
import { append, events, log, seen, shell } from "./audit-helpers.ts";
import { engines, NOW, SQLITE_SHELL, type Bench } from "./helpers.ts";

const noShell = SQLITE_SHELL === undefined ? " (skipped: no sqlite3)" : "";
const open: Bench[] = [];
afterEach(async () => {
  for (const bench of open.splice(0)) await bench.dispose();
});

describe.each(await engines())("the log on $name", (engine) => {
  const make = async (): Promise<Ledger> => {
    const bench = await engine.make();
    open.push(bench);
    return bench.ledger;
  };

  describe.skipIf(engine.skip !== undefined)("appended to", () => {
    it("chains each event to the one before with the key, as the documentation says", async () => {
      const ledger = await make();
      await events(ledger, "2026-11-22T10:00:00.000Z", 3);
      let previous = GENESIS.mac;
      const macs = await ledger.store.rows("SELECT mac FROM event ORDER BY seq");
      for (const [i, { seq, at, who, what, run, data }] of (await log(ledger)).entries()) {
        const line = JSON.stringify({ at, data: JSON.parse(data) as unknown, run, seq, what, who });
        previous = createHmac("sha256", ledger.keys.audit).update(previous).update(line).digest();
        expect(Buffer.from(macs[i]?.[0] as Uint8Array).equals(previous)).toBe(true);
      }
      expect(await verifyAudit(ledger)).toMatchObject({ ok: true, events: 4, first: 1, last: 4 });
    });

    it("forgets an event whose change was rolled back", async () => {
      const ledger = await make();
      const failing = ledger.store.transaction(async () => {
        const { appendEvent } = await import("../../src/ledger/index.ts");
        await appendEvent(ledger, { what: "run.sent", run: 1, data: {} });
        throw new Error("no");
      });
      await expect(failing).rejects.toThrow("no");
      expect(await verifyAudit(ledger)).toMatchObject({ ok: true, events: 1 });
    });

    it.each([
      [-9, 0, "nine minutes are an ordinary correction"],
      [-11, 1, "eleven are told"],
      [-60 * 24 * 40, 1, "forty days are told"],
      [60 * 24 * 40, 0, "forwards nothing is told"],
    ])("of a clock moved by %i minutes tells %i times: %s", async (minutes, count) => {
      const ledger = await make();
      await append({ ...ledger, now: NOW + minutes * 60_000 }, { what: "run.sent", run: 1, data: {} });
      await append({ ...ledger, now: NOW + minutes * 60_000 }, { what: "run.sent", run: 2, data: {} });
      const told = (await log(ledger)).filter(({ what }) => what === "clock.backwards");
      expect(told).toHaveLength(count);
      if (count > 0) expect(told[0]).toMatchObject({ seq: 2, data: `{"last":"2026-11-22T09:00:00.000Z"}` });
      expect((await verifyAudit(ledger)).ok).toBe(true);
    });
  });
});

describe("what an event may say", () => {
  // Synthetic, one of each kind, in the shapes they come in.
  const IDENTIFIERS = ["RSSMRA80A01H501U", "rssmra80a01h501u", "RSSMRA80A01H5L1X", "STP0301234567890", "ENI0301234567890", "80380001234567890123"]; // prettier-ignore

  it.each(IDENTIFIERS)("keeps %s out of every place", async (identifier) => {
    const [engine] = await engines();
    const bench = await engine!.make({ who: `${identifier}@${identifier}` });
    open.push(bench);
    await append(bench.ledger, {
      what: "run.prepared",
      run: 1,
      data: {
        bundle: identifier,
        name: `dimissione ${identifier}.csv`,
        [identifier]: 1,
        [`x ${identifier}`]: identifier,
        path: `/srv/${identifier}/${identifier}_esito.xml`,
      },
    });
    await append({ ...bench.ledger, who: `adm_${identifier}` }, { what: "run.sent", data: {} });
    const rows = JSON.stringify(await log(bench.ledger));
    expect(rows.toLowerCase()).not.toContain(identifier.toLowerCase());
    expect(looksLikeIdentifier(rows)).toBe(false);
    expect(rows).toMatch(/"who":"utente-[0-9a-f]{8}"/);
    expect((await verifyAudit(bench.ledger)).ok).toBe(true);
  });

  it("gives the same user the same name whatever the case, and other users others", async () => {
    const [engine] = await engines();
    const bench = await engine!.make();
    open.push(bench);
    const named = (who: string): string => loggedWho({ ...bench.ledger, who });
    expect(named("RSSMRA80A01H501U@srv1")).toMatch(/^utente-[0-9a-f]{8}@srv1$/);
    expect(named("rssmra80a01h501u@srv1")).toBe(named("RSSMRA80A01H501U@srv1"));
    expect(named("VRDLGI80A01H501X@srv1")).not.toBe(named("RSSMRA80A01H501U@srv1"));
    expect(named("adm-rssmra80a01h501u2@srv1")).toMatch(/^utente-/);
    expect(named("m.rossi@srv1")).toBe("m.rossi@srv1");
  });

  it("cannot be broken into two lines, nor hold a number that counts nothing", async () => {
    const [engine] = await engines();
    const bench = await engine!.make({ who: "a\nb\u202e@c" });
    open.push(bench);
    await append(bench.ledger, { what: "run.sent", data: { name: "x\r\n\u0000y\u2028" } });
    expect(JSON.stringify(await log(bench.ledger))).not.toMatch(/\\[nru]/);
    await expect(
      append(bench.ledger, { what: "run.sent", data: { n: 80_380_001_234_567_890_123 } }),
    ).rejects.toThrow();
  });

  it("stays whole for any text in any place", async () => {
    const [engine] = await engines();
    const bench = await engine!.make();
    open.push(bench);
    const value = fc.oneof(fc.string({ unit: "binary" }), fc.integer(), fc.boolean(), fc.constant(null));
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(fc.string({ unit: "binary" }), value),
        fc.string({ unit: "binary" }),
        async (data, who) => {
          await append({ ...bench.ledger, who }, { what: "run.sent", data });
          expect(await verifyAudit(bench.ledger)).toMatchObject({ ok: true });
        },
      ),
      { numRuns: process.env["SLOW"] ? 1000 : 60 },
    );
  });
});

describe.skipIf(noShell !== "")(`a log tampered with from outside${noShell}`, () => {
  /** Eight events: two of September and October (sealed in November with an event each), one of November. */
  const make = async (): Promise<Ledger> => {
    const [engine] = await engines();
    const bench = await engine!.make({ now: Date.parse("2026-09-01T10:00:00Z") });
    open.push(bench);
    const { ledger } = bench;
    await events(ledger, "2026-09-10T10:00:00Z", 2);
    await events(ledger, "2026-10-10T10:00:00Z", 2);
    await sealMonths(seen(ledger, "2026-11-02T10:00:00Z"));
    await events(ledger, "2026-11-10T10:00:00Z");
    expect(await verifyAudit(ledger)).toMatchObject({ ok: true, events: 8 });
    return ledger;
  };
  const SWAP = (columns: string): string =>
    `CREATE TEMP TABLE t AS SELECT * FROM event WHERE seq IN (2, 3);` +
    columns
      .split(" ")
      .map(
        (c) =>
          `UPDATE event SET ${c} = (SELECT ${c} FROM t WHERE t.seq = 5 - event.seq) WHERE seq IN (2, 3);`,
      )
      .join("");

  it.each([
    ["UPDATE event SET who = 'altri@macchina' WHERE seq = 4", 4, "altered", "another user"],
    ["UPDATE event SET at = '2026-10-10T10:00:01.000Z' WHERE seq = 4", 4, "altered", "another time"],
    ["UPDATE event SET run = NULL WHERE seq = 2", 2, "altered", "no run"],
    ["UPDATE event SET run = 'uno' WHERE seq = 2", 2, "malformed", "a run that is no number"],
    ["UPDATE event SET who = CAST(who AS BLOB) WHERE seq = 2", 2, "malformed", "text as bytes"],
    ["UPDATE event SET data = data || ' ' WHERE seq = 4", 4, "malformed", "a blank more"],
    ["UPDATE event SET data = CAST(x'ff' AS TEXT) WHERE seq = 4", 4, "malformed", "what is not UTF-8"],
    ["UPDATE event SET mac = randomblob(32) WHERE seq = 8", 8, "altered", "another MAC at the end"],
    ["DELETE FROM event WHERE seq = 3", 3, "missing", "one taken out"],
    ["DELETE FROM event WHERE seq = 1", 1, "missing", "the first taken out"],
    ["DELETE FROM event WHERE seq <= 3", 1, "missing", "the beginning cut"],
    [
      "DELETE FROM event WHERE seq <= 4; DELETE FROM segment WHERE month = '2026-09'",
      1,
      "segment",
      "the beginning cut with its seal",
    ],
    ["DELETE FROM event WHERE seq = 8", 8, "missing", "the last taken out"],
    ["DELETE FROM event WHERE seq >= 6", 6, "missing", "the tail cut"],
    ["DELETE FROM event", 1, "missing", "all of it"],
    [
      "DELETE FROM event; DELETE FROM meta WHERE name = 'audit.head'; DELETE FROM segment",
      1,
      "missing",
      "all of it, head and segments too",
    ],
    [SWAP("mac at who what run data"), 2, "altered", "two swapped whole"],
    [SWAP("run data"), 2, "altered", "two swapped in part"],
    [
      "UPDATE event SET seq = -seq WHERE seq IN (2, 3); UPDATE event SET seq = 5 + seq WHERE seq < 0",
      2,
      "altered",
      "two renumbered",
    ],
    [
      "INSERT INTO event SELECT 9, at, who, what, run, data, mac FROM event WHERE seq = 8",
      9,
      "beyond",
      "one put at the end",
    ],
    [
      "INSERT INTO event SELECT 900, at, who, what, run, data, mac FROM event WHERE seq = 8",
      9,
      "beyond",
      "one put far after the end",
    ],
    [
      "INSERT INTO event SELECT 0, at, who, what, run, data, mac FROM event WHERE seq = 8",
      0,
      "extra",
      "one put before the first",
    ],
    [
      "UPDATE event SET seq = seq + 100 WHERE seq > 3; UPDATE event SET seq = seq - 99 WHERE seq > 100; INSERT INTO event SELECT 4, at, who, what, run, data, mac FROM event WHERE seq = 3",
      4,
      "altered",
      "one put between",
    ],
    [
      "UPDATE meta SET value = replace(value, '8 ', '7 ') WHERE name = 'audit.head'",
      9,
      "head",
      "the head rewritten",
    ],
    ["UPDATE meta SET value = CAST(x'ff' AS TEXT) WHERE name = 'audit.head'", 9, "head", "the head broken"],
    ["DELETE FROM meta WHERE name = 'audit.head'", 9, "head", "the head taken out"],
    ["UPDATE segment SET last = 3 WHERE month = '2026-10'", 4, "segment", "a segment made shorter"],
    [
      "UPDATE segment SET month = '2026-08' WHERE month = '2026-10'",
      4,
      "segment",
      "a segment of another month",
    ],
    [
      "UPDATE segment SET deleted_at = '2026-11-30T10:00:00.000Z' WHERE month = '2026-09'",
      1,
      "segment",
      "a segment called deleted",
    ],
    [
      "UPDATE segment SET sha256 = replace(sha256, substr(sha256, 1, 1), 'x') WHERE month = '2026-10'",
      4,
      "segment",
      "another digest",
    ],
    ["UPDATE segment SET signer = 'A'", 1, "segment", "another signer"],
    ["UPDATE segment SET signature = x'00' WHERE month = '2026-10'", 4, "segment", "a signature put in"],
    ["DELETE FROM segment WHERE month = '2026-10'", 4, "segment", "the last segment taken out"],
    ["DELETE FROM segment WHERE month = '2026-09'", 1, "segment", "the first segment taken out"],
    ["DELETE FROM segment", 1, "segment", "every segment taken out"],
    [
      "UPDATE event SET who = 'x' WHERE seq = 5; UPDATE event SET who = 'x' WHERE seq = 2",
      2,
      "altered",
      "the first of two",
    ],
    [
      "UPDATE event SET who = 'x' WHERE seq = 2; UPDATE segment SET signer = 'A' WHERE month = '2026-10'",
      2,
      "altered",
      "before a bad segment",
    ],
  ])("%s: event %i is %s (%s)", async (sql, seq, why) => {
    // prettier-ignore
    const ledger = await make();
    shell(ledger, sql);
    expect((await verifyAudit(ledger)).bad).toMatchObject({ seq, why });
  });

  it("finds every byte of every column flipped", async () => {
    const ledger = await make();
    const rows = await ledger.store.rows("SELECT seq, at, who, what, data, mac FROM event ORDER BY seq");
    const found: string[] = [];
    let flips = 0;
    for (const [seq, ...cells] of rows) {
      for (const [i, column] of ["at", "who", "what", "data", "mac"].entries()) {
        const bytes = Buffer.from(cells[i] as string | Uint8Array as Uint8Array);
        const cast = column === "mac" ? "?2" : "CAST(?2 AS TEXT)";
        const put = (value: Buffer): Promise<number> =>
          ledger.store.run(`UPDATE event SET ${column} = ${cast} WHERE seq = ?1`, [Number(seq), value]);
        // A different bit each time.
        for (let at = 0; at < bytes.length; at++) {
          const flipped = Buffer.from(bytes);
          flipped[at] = (bytes[at] ?? 0) ^ (1 << (flips++ % 8));
          await put(flipped);
          const { bad } = await verifyAudit(ledger);
          if (bad?.seq !== Number(seq)) found.push(`${String(seq)} ${column} ${at}: ${JSON.stringify(bad)}`);
        }
        await put(bytes);
      }
    }
    expect(found).toEqual([]);
    expect(flips).toBeGreaterThan(1000);
    expect((await verifyAudit(ledger)).ok).toBe(true);
  });

  it("is not written over: what follows a cut tail leaves the gap to be seen", async () => {
    const ledger = await make();
    shell(ledger, "DELETE FROM event WHERE seq = 8");
    await events(ledger, "2026-11-11T10:00:00Z", 2);
    expect((await verifyAudit(ledger)).bad).toEqual({ seq: 8, why: "missing" });
  });

  it.each([
    "UPDATE meta SET value = '' WHERE name = 'audit.head'",
    "DELETE FROM meta WHERE name = 'audit.head'",
  ])("takes no more events without its head: %s", async (sql) => {
    const ledger = await make();
    shell(ledger, sql);
    await expect(events(ledger, "2026-11-11T10:00:00Z")).rejects.toMatchObject({ code: "AUDIT_BROKEN" });
  });

  it("shows when head and events are put back as they were before a seal", async () => {
    const ledger = await make();
    const head = shell(ledger, "SELECT value FROM meta WHERE name = 'audit.head'");
    await sealMonths(seen(ledger, "2026-12-02T10:00:00Z"));
    shell(
      ledger,
      `UPDATE meta SET value = '${head}' WHERE name = 'audit.head'; DELETE FROM event WHERE seq > 8`,
    );
    // The row of November is there, and no event says that it was sealed.
    expect((await verifyAudit(ledger)).bad).toEqual({ seq: 9, why: "missing" });
    shell(ledger, "DELETE FROM event WHERE seq > 5");
    expect((await verifyAudit(ledger)).bad).toEqual({ seq: 6, why: "missing" });
  });
});
