import { afterEach, beforeEach, describe, expect, it } from "vitest";

import {
  abandonRun,
  beginRun,
  listRuns,
  markSent,
  nextRunId,
  publishRun,
  recoverRuns,
  replaceable,
  runOf,
  sameContent,
  type Ledger,
  type RunInfo,
} from "../../src/ledger/index.ts";
import { runStatoOf } from "../../src/ledger/run-stato.ts";
import { engines, type Bench } from "./helpers.ts";
import { AZIENDA, infoOf, invia, nameOf, packed, staged, storie, type Riga } from "./invii.ts";
import { applica, fus, mx, scarto } from "./ricevute.ts";

const T3 = "2026T3";
const ONE = new Map([["1", "u1"]]);

it.each([
  { files: ["prepared", "prepared"], stato: "prepared" },
  { files: ["sent", "prepared"], stato: "sent" },
  { files: ["accepted", "pending"], stato: "sent" },
  { files: ["partial", "sent"], stato: "sent" },
  { files: ["accepted", "unknown"], stato: "unknown" },
  { files: ["accepted", "accepted"], stato: "accepted" },
  { files: ["accepted", "partial"], stato: "partial" },
  { files: ["accepted", "refused"], stato: "partial" },
  { files: ["refused", "refused"], stato: "refused" },
])("a run of files $files is $stato", ({ files, stato }) => {
  expect(runStatoOf(files.map((one) => ({ stato: one })))).toBe(stato);
});

describe.each(await engines())("runs on $name", (engine) => {
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

  /** Put down, its bundle without a name yet. */
  const begun = async (righe: readonly Riga[], given: Partial<RunInfo> = {}): Promise<number> => {
    const stage = await staged(ledger, righe);
    await stage.decide(0, righe.length, packed(righe));
    const id = await nextRunId(ledger);
    await beginRun(ledger, stage, infoOf(id, given), []);
    return id;
  };
  const stati = async (): Promise<readonly string[]> => (await listRuns(ledger)).map(({ stato }) => stato);
  const whats = async (): Promise<readonly unknown[]> =>
    (await ledger.store.rows("SELECT what, run FROM event ORDER BY seq")).slice(1);

  it.skipIf(skip)("keeps what was decided to go, with the azienda of its source", async () => {
    const run = await invia(ledger, [{ id: "a" }, { id: "b", file: 1, tipo: "V-" }, { id: "c", tipo: "--" }]);
    const rows = await ledger.store.rows(
      "SELECT run, seq, azienda, tipo1, tipo2, file1, ord1, file2, ord2, esito1 FROM sending ORDER BY seq",
    );
    expect(rows).toEqual([
      [run, 0, AZIENDA, "I", "I", 1, 1, 1, 1, null],
      [run, 1, "ATS-B", "V", null, 1, 2, null, null, null],
    ]);
    const { stato, files, versions } = await runOf(ledger, run);
    expect([stato, files.map(({ stato: one }) => one)]).toEqual(["prepared", ["prepared", "prepared"]]);
    expect(versions).toBe('{"layout":"1","sioc":"0.2.0"}');
    expect(await whats()).toEqual([["run.prepared", run]]);
  });

  it.skipIf(skip)("writes all of a run or nothing", async () => {
    const { sources } = infoOf(1);
    await expect(begun([{ id: "a", file: 7 }])).rejects.toThrow();
    await expect(begun([{ id: "a" }], { sources: [...sources, ...sources] })).rejects.toThrow();
    expect(await stati()).toEqual([]);
    for (const table of ["sending", "file", "source", "run_azienda", "run_struttura"])
      expect(await ledger.store.rows(`SELECT 1 FROM ${table}`)).toEqual([]);
  });

  it.skipIf(skip)("a cancellation goes with the envelope of the old record and no source row", async () => {
    const run = await invia(ledger, [{ id: "a" }]);
    for (const d of [1, 2] as const) await applica(ledger, mx(run, d, "MX20"));
    const stage = await staged(ledger, []);
    const [old] = await stage.gone({ periodo: T3, aziende: [AZIENDA] });
    if (!old) throw new Error("nothing gone");
    const next = await nextRunId(ledger);
    const c = { old, seq: 5, tipo1: "C", tipo2: "C", file1: 1, ord1: 1, file2: 1, ord2: 1 } as const;
    await beginRun(ledger, stage, infoOf(next), [c]);
    await publishRun(ledger, next);
    await applica(ledger, mx(next, 1, "MX20"));
    const { scarti } = await applica(ledger, fus(next, 2, [scarto({ id: "a" }, 2)]));
    expect(scarti).toMatchObject([{ seq: 5, azienda: AZIENDA, source: "", row: 0 }]);
    expect(await ledger.store.rows("SELECT stato1, stato2, content1 FROM record")).toEqual([[2, 1, null]]);
  });

  it.skipIf(skip)(
    "a run that died before the name of its bundle is forgotten, one that died after is finished",
    async () => {
      const old = await invia(ledger, [{ id: "a" }]);
      const dead = await begun([{ id: "a" }], { replaced: [old] });
      expect(await stati()).toEqual(["prepared", "preparing"]);
      expect(await recoverRuns(ledger, () => false)).toEqual([{ id: dead, finished: false }]);
      expect(await stati()).toEqual(["prepared"]);
      expect((await runOf(ledger, old)).supersededBy).toBeNull();
      expect(await ledger.store.rows("SELECT run FROM sending")).toEqual([[old]]);
      const whole = await begun([{ id: "a" }], { replaced: [old] });
      expect(whole).toBeGreaterThan(dead);
      const asked: unknown[] = [];
      const recovered = await recoverRuns(ledger, (run) => asked.push(run.manifestSha256, run.folder) > 0);
      expect(recovered).toEqual([{ id: whole, finished: true }]);
      expect(asked).toEqual(["ab".repeat(32), "/uscita"]);
      expect(await stati()).toEqual(["superseded", "prepared"]);
      expect(await recoverRuns(ledger, () => false)).toEqual([]);
      expect(await whats()).toEqual([
      ["run.prepared", old], ["run.rolled_back", dead], ["run.prepared", whole], ["run.superseded", old],
    ]); // prettier-ignore
    },
  );

  it.skipIf(skip)(
    "a prepared run is replaced by a new export of all its aziende, never by one of some",
    async () => {
      const [count] = infoOf(1).aziende;
      if (!count) throw new Error("no counts");
      const both = await invia(ledger, [{ id: "a" }], { aziende: [count, { ...count, azienda: "ATS-B" }] });
      expect(await replaceable(ledger, T3, [AZIENDA])).toEqual([]);
      expect(await replaceable(ledger, T3, [AZIENDA, "ATS-B", "ATS-C"])).toEqual([both]);
      expect(await replaceable(ledger, "2026T2", [AZIENDA, "ATS-B"])).toEqual([]);
      await markSent(ledger, both, { byFile: ONE });
      expect(await replaceable(ledger, T3, [AZIENDA, "ATS-B"])).toEqual([]);
    },
  );

  it.skipIf(skip)("the same content is found while it is waited for, not after", async () => {
    const content = Buffer.alloc(32, 9);
    const run = await invia(ledger, [{ id: "a" }], { content });
    const found = async (): Promise<number | undefined> => (await sameContent(ledger, T3, content))?.id;
    expect([await found(), (await sameContent(ledger, "2026T2", content))?.id]).toEqual([run, undefined]);
    await markSent(ledger, run, { all: "u", byFile: new Map() });
    expect(await found()).toBe(run);
    for (const d of [1, 2] as const) await applica(ledger, mx(run, d, "MX20"));
    expect(await found()).toBeUndefined();
  });

  it.skipIf(skip)("marks files as sent, once", async () => {
    const run = await invia(ledger, [{ id: "a" }]);
    const first = await markSent(ledger, run, { byFile: new Map([[nameOf(run, 1), "u1"]]) });
    expect([first.run.stato, first.files, first.superseder]).toEqual(["sent", [nameOf(run, 1)], null]);
    expect((await markSent(ledger, run, { byFile: ONE })).files).toEqual([]);
    await applica(ledger, mx(run, 1, "MX20"));
    expect((await markSent(ledger, run, { byFile: ONE })).files).toEqual([]);
    const again = markSent(ledger, run, { byFile: new Map([["1", "u2"]]) });
    await expect(again).rejects.toMatchObject({ code: "RUN_STATE" });
    const wrong = markSent(ledger, run, { byFile: new Map([["3", "u2"]]) });
    await expect(wrong).rejects.toMatchObject({ code: "RUN_FILE" });
    await expect(markSent(ledger, 99, { byFile: ONE })).rejects.toMatchObject({ code: "RUN_UNKNOWN" });
    expect(await whats()).toHaveLength(3);
  });

  it.skipIf(skip)(
    "what the gateway turned away can go again, until another run takes up its records",
    async () => {
      const run = await invia(ledger, [{ id: "a" }]);
      for (const d of [1, 2] as const) await applica(ledger, mx(run, d, "IF05"));
      await markSent(ledger, run, { all: "u1", byFile: new Map() });
      expect((await runOf(ledger, run)).closedAt).toBeNull();
      expect([...(await storie(await staged(ledger, [{ id: "a" }]))).values()]).toEqual([256 | 1024]);
      await applica(ledger, { specie: "caricamento", codice: "IF06", idUpload: "u1" });
      await invia(ledger, [{ id: "a" }]);
      const late = markSent(ledger, run, { all: "u2", byFile: new Map() });
      await expect(late).rejects.toMatchObject({ code: "RUN_STATE" });
    },
  );

  it.skipIf(skip)(
    "a superseded bundle that was sent all the same is sent, and says what took its place",
    async () => {
      const old = await invia(ledger, [{ id: "a" }]);
      const next = await invia(ledger, [{ id: "a" }], { replaced: [old] });
      const { run, superseder } = await markSent(ledger, old, { all: "u", byFile: new Map() });
      expect([run.stato, superseder]).toEqual(["sent", next]);
    },
  );

  it.skipIf(skip)("gives up only what was not sent", async () => {
    const run = await invia(ledger, [{ id: "a" }]);
    const sent = await invia(ledger, [{ id: "b" }]);
    await markSent(ledger, sent, { byFile: ONE });
    await abandonRun(ledger, run);
    expect(await storie(await staged(ledger, [{ id: "a" }]))).toEqual(new Map());
    for (const id of [run, sent])
      await expect(abandonRun(ledger, id)).rejects.toMatchObject({ code: "RUN_STATE" });
    await expect(markSent(ledger, run, { byFile: ONE })).rejects.toMatchObject({ code: "RUN_STATE" });
  });
});
