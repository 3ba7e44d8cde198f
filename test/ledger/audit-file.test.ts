import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { looksLikeIdentifier } from "../../src/core/redact.ts";
import { exportAudit, readSegments, sealMonths, verifyExport, type Ledger } from "../../src/ledger/index.ts";
import { append, events, seen, shell } from "./audit-helpers.ts";
import { engines, SQLITE_SHELL, type Bench } from "./helpers.ts";

let bench: Bench;
let ledger: Ledger;
/** Six events: one of August, four of September, one that seals them (in October). */
let whole: Buffer;

async function exported(from: Ledger, month?: string): Promise<Buffer> {
  const lines: string[] = [];
  await exportAudit(from, (line) => lines.push(line), month);
  return Buffer.from(lines.join(""), "utf8");
}

const judge = (
  bytes: Buffer,
  key: Uint8Array | undefined = ledger.keys.audit,
): ReturnType<typeof verifyExport> => verifyExport([bytes], key);

beforeAll(async () => {
  const [engine] = await engines();
  bench = await engine!.make({ now: Date.parse("2026-09-01T10:00:00Z") });
  ledger = bench.ledger;
  await events(ledger, "2026-09-10T10:00:00Z", 2);
  await append(seen(ledger, "2026-09-11T10:00:00Z"), {
    what: "receipt.applied",
    data: { name: "città €.xml" },
  });
  await append(seen(ledger, "2026-09-12T10:00:00Z", "a\u0000b@c"), { what: "run.outcome", run: 2, data: {} });
  await sealMonths(seen(ledger, "2026-10-02T10:00:00Z"));
  whole = await exported(ledger);
});
afterAll(async () => {
  await bench.dispose();
});

describe("an exported log", () => {
  it("is JSON lines that any program reads, the head last", () => {
    const parsed = whole.toString("utf8").trimEnd().split("\n").map((line) => JSON.parse(line) as object); // prettier-ignore
    expect(parsed).toHaveLength(7);
    expect(parsed[0]).toMatchObject({ seq: 1, what: "ledger.created", who: "prova@macchina", run: null });
    expect(parsed[6]).toMatchObject({ schema: "sioc/audit-export@1", first: 1, last: 6, month: null });
    expect(looksLikeIdentifier(whole.toString("utf8"))).toBe(false);
  });

  it("is found right, in chunks of any size", async () => {
    for (const size of [1, 7, 64, 1_000_000]) {
      const chunks = Array.from({ length: Math.ceil(whole.length / size) }, (_, i) =>
        whole.subarray(i * size, (i + 1) * size),
      );
      expect(await verifyExport(chunks, ledger.keys.audit)).toMatchObject({
        ok: true,
        events: 6,
        first: 1,
        last: 6,
      });
    }
  });

  it("shows every byte flipped, and names the first bad line", async () => {
    const wrong: string[] = [];
    for (let at = 0; at < whole.length; at++) {
      const line = 1 + whole.subarray(0, at).filter((byte) => byte === 10).length;
      for (const bit of process.env["SLOW"] ? [0, 1, 2, 3, 4, 5, 6, 7] : [at % 8, 5]) {
        const bytes = Buffer.from(whole);
        bytes[at] = (whole[at] ?? 0) ^ (1 << bit);
        const { ok, bad } = await judge(bytes);
        if (ok || bad?.line !== line)
          wrong.push(`byte ${at} bit ${bit}: line ${line}, said ${JSON.stringify(bad)}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(whole.length).toBeGreaterThan(1000);
  }, 120_000);

  it("shows every cut, and names the line where something is missing", async () => {
    for (let length = 0; length < whole.length; length++) {
      const { ok, bad } = await judge(whole.subarray(0, length));
      const ends = whole.subarray(0, length).filter((byte) => byte === 10).length;
      expect({ length, ok, line: bad?.line }).toEqual({ length, ok: false, line: ends + 1 });
    }
  });

  const edited = (edit: (lines: string[]) => string[]): Buffer =>
    Buffer.from(`${edit(whole.toString("utf8").trimEnd().split("\n")).join("\n")}\n`, "utf8");

  it.each<[string, (lines: string[]) => string[], number, number, string]>([
    ["one line taken out", (l) => l.toSpliced(2, 1), 3, 3, "missing"],
    ["the first taken out", (l) => l.slice(1), 1, 1, "missing"],
    ["the beginning cut", (l) => l.slice(3), 1, 1, "missing"],
    ["the last event taken out", (l) => l.toSpliced(5, 1), 6, 6, "missing"],
    ["the tail cut, head and all", (l) => l.slice(0, 4), 5, 5, "missing"],
    ["all events taken out", (l) => l.slice(6), 1, 1, "missing"],
    ["two swapped", (l) => [l[0]!, l[1]!, l[3]!, l[2]!, ...l.slice(4)], 3, 3, "order"],
    ["the first two swapped", (l) => [l[1]!, l[0]!, ...l.slice(2)], 1, 1, "missing"],
    ["one said twice", (l) => l.toSpliced(3, 0, l[2]!), 4, 4, "order"],
    ["one put at the end", (l) => l.toSpliced(6, 0, l[5]!), 7, 7, "missing"],
    ["one made up", (l) => l.toSpliced(6, 0, l[5]!.replace('"seq":6', '"seq":7')), 7, 7, "altered"],
    ["an empty line", (l) => l.toSpliced(3, 0, ""), 4, 4, "malformed"],
    ["a blank inside a line", (l) => l.with(3, l[3]!.replace(",", ", ")), 4, 4, "malformed"],
    [
      "a letter written as an escape",
      (l) => l.with(3, l[3]!.replace('"run"', String.raw`"\u0072un"`)),
      4,
      4,
      "malformed",
    ],
    ["a field said twice", (l) => l.with(3, l[3]!.replace("{", '{"at":"x",')), 4, 4, "malformed"],
    ["the head of less", (l) => l.with(6, l[6]!.replace('"last":6', '"last":5')), 7, 7, "head"],
    ["something after the head", (l) => [...l, "{}"], 7, 7, "malformed"],
  ])("with %s", async (_why, edit, line, seq, why) => {
    // prettier-ignore
    expect((await judge(edited(edit))).bad).toEqual({ line, seq, why });
  });

  it("is not right under another key", async () => {
    expect((await judge(whole, Buffer.alloc(32, 7))).bad).toMatchObject({ line: 2, why: "altered" });
  });

  it.each(["", "\n", "x", "[]\n", "null\n", '{"schema":"sioc/audit-export@1"}\n', "{}\n".repeat(3)])(
    "is not %j",
    async (text) => {
      expect((await judge(Buffer.from(text))).ok).toBe(false);
    },
  );

  it("cannot be anything else at all", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
        expect((await judge(Buffer.from(bytes))).ok).toBe(false);
      }),
    );
  });

  it("refuses a line without end", async () => {
    expect((await judge(Buffer.alloc(3 * 1024 * 1024, 0x61))).bad).toMatchObject({ line: 1 });
  });
});

describe("an exported month", () => {
  it("hashes to what its seal says, for sha256sum too", async () => {
    const month = await exported(ledger, "2026-09");
    const { segments } = await readSegments(ledger);
    const sealed = segments.find((segment) => segment.month === "2026-09");
    const lines = month.subarray(0, month.lastIndexOf("\n", month.length - 2) + 1);
    expect(createHash("sha256").update(lines).digest("hex")).toBe(sealed?.sha256);
    expect(execFileSync("sha256sum", { input: lines, encoding: "utf8" }).slice(0, 64)).toBe(sealed?.sha256);
    expect(await judge(month)).toMatchObject({
      ok: true,
      month: "2026-09",
      sha256: sealed?.sha256,
      first: 1,
      last: 5,
    });
  });

  it("is judged without the key by form, order and digest", async () => {
    const month = await exported(ledger, "2026-09");
    const { segments } = await readSegments(ledger);
    expect(await judge(month, undefined)).toMatchObject({ ok: true, sha256: segments[0]?.sha256 });
    const other = Buffer.from(month.toString("utf8").replace("prova@macchina", "altri@macchina"));
    const report = await verifyExport([other], undefined);
    expect(report.sha256).not.toBe(segments[0]?.sha256);
  });

  it("must be sealed", async () => {
    await expect(exported(ledger, "2026-10")).rejects.toMatchObject({
      code: "SETTING_INVALID",
      data: { allowed: "2026-09" },
    });
  });
});

describe.skipIf(SQLITE_SHELL === undefined)("a tampered log", () => {
  it.each([
    ["UPDATE event SET who = 'altri' WHERE seq = 3", 3, "altered"],
    ["UPDATE event SET data = CAST(x'ff' AS TEXT) WHERE seq = 3", 3, "malformed"],
    ["DELETE FROM event WHERE seq = 3", 3, "missing"],
    ["DELETE FROM event WHERE seq = 6", 6, "missing"],
    ["DELETE FROM event", 1, "missing"],
    ["UPDATE meta SET value = 'x' WHERE name = 'audit.head'", 1, "beyond"],
  ])("is exported as it is, and found out there: %s", async (sql, seq, why) => {
    const [engine] = await engines();
    const other = await engine!.make();
    try {
      await events(other.ledger, "2026-11-23T10:00:00Z", 5);
      shell(other.ledger, sql);
      const { bad } = await verifyExport([await exported(other.ledger)], other.ledger.keys.audit);
      expect(bad).toMatchObject({ seq, why });
    } finally {
      await other.dispose();
    }
  });
});
