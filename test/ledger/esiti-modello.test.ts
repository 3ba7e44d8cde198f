import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { listRuns, markSent, openBusta, STORIA, type Ledger } from "../../src/ledger/index.ts";
import type { Ricevuta } from "../../src/model/ricevuta.ts";
import { engines, type Bench } from "./helpers.ts";
import { invia, staged, storie, type Riga } from "./invii.ts";
import { applica, fus, mx, scarto } from "./ricevute.ts";

/** What a region does over time, and what the Ministry answers, in any order. */
interface Invio {
  readonly righe: readonly Riga[];
  /** Of each dataset file. */
  readonly fine: readonly [Fine, Fine];
}
const FINI = ["tace", "MX20", "MX21", "MX11", "IF05", "scarti", "scarti prima", "a pezzi"] as const;
type Fine = (typeof FINI)[number];

const riga = fc.record({
  id: fc.constantFrom("a", "b", "c", "d", "e"),
  tipo: fc.constantFrom("II", "VV", "CC", "I-", "-V", "VI"),
  uno: fc.constantFrom("1", "2"),
  due: fc.constantFrom("1", "2", "3"),
});
const invio: fc.Arbitrary<Invio> = fc.record({
  righe: fc.uniqueArray(riga, { minLength: 1, maxLength: 5, selector: ({ id }) => id }),
  fine: fc.tuple(fc.constantFrom(...FINI), fc.constantFrom(...FINI)),
});
const anno = fc.array(invio, { minLength: 1, maxLength: 4 });

/** The refused rows of a file that ends with discards: every other one. */
function rifiutate(righe: readonly Riga[], d: 1 | 2): readonly Riga[] {
  return sent(righe, d).filter((_, i) => i % 2 === 0);
}

function sent(righe: readonly Riga[], d: 1 | 2): readonly Riga[] {
  return righe.filter(({ tipo = "II" }) => tipo[d - 1] !== "-");
}

/** What comes back for one file, in the order in which it comes. */
function answers(run: number, d: 1 | 2, { righe, fine }: Invio): readonly Ricevuta[] {
  const list = rifiutate(righe, d).map((one) => scarto(one, d));
  const whole = fus(run, d, list);
  if (list.length === 0) return [];
  const end = fine[d - 1] ?? "tace";
  switch (end) {
    case "tace":
      return [mx(run, d, "MX00")];
    case "scarti":
      return [mx(run, d, "MX00"), mx(run, d, "MX22"), whole];
    case "scarti prima":
      return [whole, mx(run, d, "MX22")];
    case "a pezzi":
      return [fus(run, d, list.slice(0, 1), false), mx(run, d, "MX22"), whole];
    case "IF05":
      return [mx(run, d, "IF05")];
    case "MX20":
    case "MX21":
    case "MX11":
      return [mx(run, d, "IF00"), mx(run, d, end)];
  }
}

interface Half {
  stato: 0 | 1 | 2;
  value: string;
}
/** The Ministry as a child would keep it: by key, the last operation accepted for each half. */
type Modello = Map<string, Record<1 | 2, Half>>;

function modelOf(invii: readonly Invio[]): Modello {
  const model: Modello = new Map();
  for (const one of invii)
    for (const d of [1, 2] as const)
      for (const riga of accepted(one, d)) {
        const halves = model.get(riga.id) ?? { 1: { stato: 0, value: "" }, 2: { stato: 0, value: "" } };
        const cancelled = riga.tipo?.[d - 1] === "C";
        halves[d] = { stato: cancelled ? 2 : 1, value: (d === 1 ? riga.uno : riga.due) ?? "" };
        model.set(riga.id, halves);
      }
  return model;
}

function accepted(one: Invio, d: 1 | 2): readonly Riga[] {
  const refused = rifiutate(one.righe, d);
  const fine = one.fine[d - 1];
  if (fine === "MX20" || fine === "MX21") return sent(one.righe, d);
  if (fine === "tace" || fine === "MX11" || fine === "IF05") return [];
  return sent(one.righe, d).filter((riga) => !refused.includes(riga));
}

/** Interleaves lists, each kept in its order. */
function shuffled<T>(lists: readonly (readonly T[])[], pick: readonly number[]): readonly T[] {
  const left = lists.map((list) => [...list]).filter((list) => list.length > 0);
  const out: T[] = [];
  for (let i = 0; left.length > 0; i++) {
    const at = (pick[i % pick.length] ?? 0) % left.length;
    const next = left[at]?.shift();
    if (next !== undefined) out.push(next);
    if (left[at]?.length === 0) left.splice(at, 1);
  }
  return out;
}

const picks = fc.array(fc.nat({ max: 97 }), { minLength: 8, maxLength: 8 });

async function wipe({ store }: Ledger): Promise<void> {
  for (const table of [
    "run",
    "run_azienda",
    "run_struttura",
    "file",
    "source",
    "sending",
    "record",
    "rejection",
    "receipt",
  ])
    // prettier-ignore
    await store.run(`DELETE FROM ${table}`);
}

/** Sends everything, then reads the answers in the given order. */
async function live(ledger: Ledger, invii: readonly Invio[], pick: readonly number[]): Promise<void> {
  await wipe(ledger);
  const lists: (readonly Ricevuta[])[] = [];
  for (const one of invii) {
    const run = await invia(ledger, one.righe);
    await markSent(ledger, run, { byFile: new Map([["1", `${run}.1`], ["2", `${run}.2`]]) }); // prettier-ignore
    for (const d of [1, 2] as const) lists.push(answers(run, d, one));
  }
  for (const answer of shuffled(lists, pick)) {
    const told = await applica(ledger, answer);
    expect(told).toMatchObject({ verdetto: "applied", unmatched: 0 });
  }
}

/** What the ledger holds but for when it learnt it, and the numbers of runs counted from the first. */
async function everything(ledger: Ledger): Promise<readonly unknown[]> {
  const { store } = ledger;
  const base = (await listRuns(ledger))[0]?.id ?? 0;
  const of = (sql: string): Promise<unknown> => store.rows(sql, [base]);
  return [
    await of("SELECT id - CAST(?1 AS INTEGER), stato FROM run ORDER BY id"),
    await of("SELECT run - CAST(?1 AS INTEGER), dataset, stato, codice FROM file ORDER BY run, dataset"),
    await of("SELECT run - CAST(?1 AS INTEGER), seq, esito1, esito2 FROM sending ORDER BY run, seq"),
    // An envelope is never closed twice alike: what counts is what is in it.
    (await store.rows("SELECT busta FROM record ORDER BY key")).map(([busta]) =>
      openBusta(ledger.keys, busta instanceof Uint8Array ? busta : new Uint8Array()),
    ),
    await of(`SELECT key, content1, content2, stato1, stato2, tipo, aperto, run - CAST(?1 AS INTEGER), row1, row2,
      CASE WHEN run1 = 0 THEN -1 ELSE run1 - CAST(?1 AS INTEGER) END,
      CASE WHEN run2 = 0 THEN -1 ELSE run2 - CAST(?1 AS INTEGER) END FROM record ORDER BY key`),
    await of(
      "SELECT run - CAST(?1 AS INTEGER), seq, dataset, codice, n FROM rejection ORDER BY run, seq, dataset, n",
    ),
  ];
}

describe.each(await engines())("outcomes over time on $name", (engine) => {
  const { name, skip } = engine;
  const numRuns = (process.env["SLOW"] === undefined ? 1 : 25) * (name === "sqlite" ? 30 : 8);
  let bench: Bench;
  beforeAll(async () => {
    if (skip === undefined) bench = await engine.make();
  });
  afterAll(async () => {
    if (skip === undefined) await bench.dispose();
  });

  it.skipIf(skip)("what the ledger says is at the Ministry is what was accepted last", async () => {
    const { ledger } = bench;
    await fc.assert(
      fc.asyncProperty(anno, picks, async (invii, pick) => {
        await live(ledger, invii, pick);
        const model = modelOf(invii);
        const righe: Riga[] = ["a", "b", "c", "d", "e"].map((id) => ({ id, uno: "1", due: "2" }));
        const stage = await staged(ledger, righe);
        const found = await storie(stage);
        righe.forEach(({ id }, seq) => {
          const told = found.get(seq) ?? 0;
          for (const d of [1, 2] as const) {
            const half = model.get(id)?.[d] ?? { stato: 0, value: "" };
            expect([id, d, (told & STORIA[`acquisito${d}`]) !== 0]).toEqual([id, d, half.stato === 1]);
            expect([id, d, (told & STORIA[`cancellato${d}`]) !== 0]).toEqual([id, d, half.stato === 2]);
            expect((told & STORIA[`uguale${d}`]) !== 0).toBe(half.stato === 1 && half.value === String(d));
          }
          const silent = invii.some(({ righe: rows, fine }) =>
            ([1, 2] as const).some((d) => fine[d - 1] === "tace" && sent(rows, d).some((r) => r.id === id)),
          );
          expect([id, (told & STORIA.inVolo) !== 0]).toEqual([id, silent]);
        });
        await stage.close();
      }),
      { numRuns },
    );
  });

  it.skipIf(skip)("the order in which the answers for different files come does not matter", async () => {
    const { ledger } = bench;
    await fc.assert(
      fc.asyncProperty(anno, picks, picks, async (invii, one, other) => {
        await live(ledger, invii, one);
        const first = await everything(ledger);
        await live(ledger, invii, other);
        expect(await everything(ledger)).toEqual(first);
      }),
      { numRuns: Math.ceil(numRuns / 2) },
    );
  });

  it.skipIf(skip)("answers read twice change nothing the second time", async () => {
    const { ledger } = bench;
    await fc.assert(
      fc.asyncProperty(anno, picks, async (invii, pick) => {
        await live(ledger, invii, pick);
        const first = await everything(ledger);
        const events = await ledger.store.rows("SELECT CAST(count(*) AS INTEGER) FROM event");
        const runs = await listRuns(ledger);
        for (const [i, one] of invii.entries())
          for (const d of [1, 2] as const)
            for (const answer of answers(runs[i]?.id ?? 0, d, one))
              expect((await applica(ledger, answer)).verdetto).toBe("duplicate");
        expect(await everything(ledger)).toEqual(first);
        expect(await ledger.store.rows("SELECT CAST(count(*) AS INTEGER) FROM event")).toEqual(events);
      }),
      { numRuns: Math.ceil(numRuns / 4) },
    );
  });
});
