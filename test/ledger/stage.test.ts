import { createHash } from "node:crypto";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { keyTag, markSent, openStage, STORIA, type Ledger, type Stage } from "../../src/ledger/index.ts";
import { engines, type Bench } from "./helpers.ts";
import { AZIENDA, invia, packed, recordOf, staged, storie, tracesOf, type Riga } from "./invii.ts";
import { applica, mx } from "./ricevute.ts";

const SCOPE = { periodo: "2026T3", aziende: [AZIENDA] };

describe.each(await engines())("the stage on $name", (engine) => {
  const { skip } = engine;
  let bench: Bench;
  let ledger: Ledger;

  beforeEach(async () => {
    if (skip !== undefined) return;
    bench = await engine.make();
    ledger = bench.ledger;
  });
  afterEach(async () => {
    if (skip === undefined) await bench.dispose();
  });

  /** Sent and accepted, whole. */
  const acquire = async (righe: readonly Riga[], periodo = SCOPE.periodo): Promise<number> => {
    const run = await invia(ledger, righe, { periodo });
    await markSent(ledger, run, { all: `up-${run}`, byFile: new Map() });
    for (const d of [1, 2] as const) await applica(ledger, mx(run, d, "MX20"));
    return run;
  };
  const gone = async (stage: Stage): Promise<readonly string[]> =>
    (await stage.gone(SCOPE)).map(({ chiave }) => chiave.id_rec.replaceAll("=", "")).sort();

  it.skipIf(skip)("takes the rows as they were packed, and leaves out those without a key", async () => {
    const righe: Riga[] = [{ id: "a", num: "7", dim: "", line: 123 }, { id: "b", refused: true }, { id: "c", parte: 1, mod: "1", file: 1 }]; // prettier-ignore
    const traces = Buffer.concat([
      tracesOf(ledger, righe),
      new Uint8Array(tracesOf(ledger, [{ id: "z" }]).length),
    ]);
    const stage = await openStage(ledger);
    await stage.append(10, 4, traces);
    const rows = await ledger.store.rows(
      `SELECT seq, key, CASE WHEN stay IS NULL THEN 0 ELSE 1 END, CASE WHEN busta IS NULL THEN 0 ELSE 1 END, struttura,
        aperto, deceduto, source1, row1, source2, row2 FROM stage ORDER BY seq`,
    );
    const key = (id: string): Buffer => keyTag(ledger.keys, recordOf({ id }));
    expect(rows).toEqual([
      [10, key("a"), 1, 1, "030301000001", 1, 0, 0, 123, 0, 123],
      [11, key("b"), 0, 0, "030301000001", null, null, null, null, null, null],
      [12, key("c"), 0, 1, "030301000001", 0, 1, 1, 2, null, null],
    ]);
  });

  it.skipIf(skip)("says what is at the Ministry, whether it differs, and what is in flight", async () => {
    await acquire([{ id: "a", dim: "" }, { id: "b", mod: "1" }, { id: "c" }]);
    const waiting = await invia(ledger, [{ id: "c", due: "9", tipo: "V" }, { id: "d" }, { id: "e", due: "3" }, { id: "b", tipo: "C" }]); // prettier-ignore
    await markSent(ledger, waiting, { all: "w", byFile: new Map() });
    const s = STORIA;
    const both = s.acquisito1 | s.acquisito2;
    const stage = await staged(ledger, [
      { id: "a", dim: "" },
      { id: "a", dim: "2026-08-01" },
      { id: "b", mod: "1" },
      { id: "c", due: "9" },
      { id: "d" },
      { id: "e", due: "4" },
      { id: "new" },
      { id: "c", refused: true },
    ]);
    const expected: readonly [number, number][] = [
      [0, both | s.uguale1 | s.uguale2 | s.aperto],
      [1, both | s.uguale1 | s.aperto],
      [2, both | s.uguale1 | s.uguale2 | s.deceduto | s.inVolo],
      [3, both | s.uguale1 | s.inVolo | s.volante],
      [4, s.inVolo | s.volante],
      [5, s.inVolo],
      [7, both | s.inVolo | s.volante],
    ];
    expect([...(await storie(stage))].sort(([a], [b]) => a - b)).toEqual(expected);
    const without = await storie(stage, [waiting]);
    expect([...without.keys()].sort()).toEqual([0, 1, 2, 3, 7]);
    expect(without.get(2)).toBe(both | s.uguale1 | s.uguale2 | s.deceduto);
  });

  it.skipIf(skip).each<{ why: string; old: Riga; now: Riga; pair: boolean; spared?: boolean }>([
    { why: "the azienda's number is the same", old: { id: "a", num: "7" }, now: { id: "z", num: "7", persona: "other" }, pair: true },
    { why: "no number, same person and place", old: { id: "a" }, now: { id: "z", persona: "persona-a" }, pair: true },
    { why: "one of the two has no number", old: { id: "a", num: "7" }, now: { id: "z", persona: "persona-a" }, pair: true },
    { why: "two numbers are two stays", old: { id: "a", num: "7" }, now: { id: "z", num: "8", persona: "persona-a" }, pair: false },
    { why: "another place", old: { id: "a" }, now: { id: "z", str: "2", persona: "persona-a" }, pair: false },
    { why: "nobody known", old: { id: "a", persona: "" }, now: { id: "z", persona: "" }, pair: false },
    { why: "the new one is refused", old: { id: "a", num: "7" }, now: { id: "z", num: "7", refused: true }, pair: false, spared: true },
  ])("pairs a new key with the one it takes the place of: $why", async ({ old, now, pair, spared }) => {
    await acquire([{ ...old, line: 40 }]);
    const stage = await staged(ledger, [{ id: "b" }, now]);
    const pairs = await stage.pairs(SCOPE);
    expect(pairs).toMatchObject(pair ? [{ seq: 1, old: { row: 40, azienda: AZIENDA, stato1: 1, stato2: 1 } }] : []);
    // A refused row with the same number will take its place one day: it is not gone.
    expect(await gone(stage)).toEqual(spared ? [] : ["a"]);
  }); // prettier-ignore

  it.skipIf(skip)("pairs nobody where two could be meant", async () => {
    await acquire([{ id: "a", persona: "p" }]);
    const two = await staged(ledger, [
      { id: "y", persona: "p" },
      { id: "z", persona: "p" },
    ]);
    expect(await two.pairs(SCOPE)).toEqual([]);
    await acquire([{ id: "b", persona: "p" }]);
    const one = await staged(ledger, [{ id: "z", persona: "p" }]);
    expect(await one.pairs(SCOPE)).toEqual([]);
    expect(await gone(one)).toEqual(["a", "b"]);
  });

  it.skipIf(skip)(
    "what is gone is what is at the Ministry of these aziende and this quarter, and not in flight",
    async () => {
      await acquire([{ id: "a" }, { id: "b" }, { id: "c" }, { id: "other", file: 1 }]);
      await acquire([{ id: "old", dim: "" }, { id: "closed" }], "2026T2");
      await acquire([{ id: "b", tipo: "C" }]);
      const stage = await staged(ledger, [{ id: "c", refused: true }]);
      expect(await gone(stage)).toEqual(["a"]);
      expect((await stage.dormant(SCOPE)).map(({ chiave }) => chiave.id_rec.slice(0, 3))).toEqual(["old"]);
      await invia(ledger, [
        { id: "a", tipo: "C" },
        { id: "old", tipo: "V" },
      ]);
      const later = await staged(ledger, [{ id: "c" }]);
      expect([await gone(later), await later.dormant(SCOPE)]).toEqual([[], []]);
    },
  );

  it.skipIf(skip)("tells of a death accepted in another stay of the same person", async () => {
    await acquire(
      [
        { id: "a", persona: "p", mod: "1" },
        { id: "c", persona: "q", mod: "1" },
      ],
      "2026T2",
    );
    const deaths: [number, string][] = [];
    const stage = await staged(ledger, [
      { id: "a", persona: "p", mod: "1" },
      { id: "z", persona: "q" },
      { id: "n" },
    ]);
    await stage.deaths((seq, periodo) => deaths.push([seq, periodo]));
    expect(deaths).toEqual([[1, "2026T2"]]);
  });

  it.skipIf(skip)("a death whose key was corrected is not another's", async () => {
    await acquire([{ id: "a", persona: "p", mod: "1" }]);
    const stage = await staged(ledger, [{ id: "z", persona: "p", mod: "1" }]);
    expect(await stage.pairs(SCOPE)).toHaveLength(1);
    const deaths: number[] = [];
    await stage.deaths((seq) => deaths.push(seq));
    expect(deaths).toEqual([]);
  });

  it.skipIf(skip)("names the columns that changed", async () => {
    await acquire([{ id: "a" }, { id: "b" }]);
    const stage = await staged(ledger, [
      { id: "a", uno: "3", dim: "2026-07-21" },
      { id: "b" },
      { id: "new" },
    ]);
    const found: [number, readonly string[]][] = [];
    await stage.changes([2, 0, 1], (seq, colonne) => found.push([seq, colonne]));
    expect(found).toEqual([
      [0, ["stato_civ", "data_dim"]],
      [1, []],
    ]);
  });

  it.skipIf(skip)("forgets its rows and its decisions when another is opened", async () => {
    const first = await staged(ledger, [{ id: "a" }]);
    await first.decide(0, 1, packed([{ id: "a" }]));
    const second = await openStage(ledger);
    expect(await second.digest([])).toEqual(createHash("sha256").digest());
  });

  it.skipIf(skip)("the digest is of what goes, in whatever order and blocks it came", async () => {
    const riga = fc.record({ id: fc.string({ minLength: 1, maxLength: 4, unit: "grapheme-ascii" }), due: fc.constantFrom("1", "2"), tipo: fc.constantFrom("II", "VV", "--", "I-") }); // prettier-ignore
    const rows = fc.uniqueArray(riga, { maxLength: 8, selector: ({ id }) => id });
    const of = async (righe: readonly Riga[]): Promise<string> => {
      const stage = await staged(ledger, righe);
      await stage.decide(0, righe.length, packed(righe.map((one) => ({ ...one, tipo: "CC" }))));
      await stage.decide(0, righe.length, packed(righe));
      return (await stage.digest([])).toString("hex");
    };
    await fc.assert(
      fc.asyncProperty(rows, fc.nat({ max: 7 }), async (righe, at) => {
        const content = await of(righe);
        expect(await of([...righe.slice(at), ...righe.slice(0, at)])).toBe(content);
        const changed = righe.map((one, i) => (i === at ? { ...one, due: "9" } : one));
        const counts = (righe[at]?.tipo ?? "--")[1] !== "-";
        expect((await of(changed)) === content).toBe(!counts);
      }),
      { numRuns: 15 },
    );
  });

  it.skipIf(skip)("a cancellation is part of the digest, in its place among the keys", async () => {
    await acquire([{ id: "a" }, { id: "b" }]);
    const righe: Riga[] = [{ id: "x", tipo: "C", parte: 3 }, { id: "y" }];
    const stage = await staged(ledger, righe);
    await stage.decide(0, 2, packed(righe));
    const none = await stage.digest([]);
    const places = { tipo1: "C", tipo2: "C", file1: 1, ord1: 3, file2: 1, ord2: 3 } as const;
    const extra = (await stage.gone(SCOPE)).map((old, i) => ({ old, seq: 2 + i, ...places }));
    const [first, ...others] = await Promise.all(
      [extra, [...extra].reverse()].map((list) => stage.digest(list)),
    );
    expect(extra).toHaveLength(2);
    expect(first).not.toEqual(none);
    expect(others).toEqual([first]);
  });
});
