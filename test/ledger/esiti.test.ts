import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { abandonRun, markSent, runOf, STORIA, type Ledger } from "../../src/ledger/index.ts";
import type { RigaScarto } from "../../src/model/ricevuta.ts";
import { engines, type Bench } from "./helpers.ts";
import { AZIENDA, invia, staged, storie, type Riga } from "./invii.ts";
import { applica, fus, mx, scarto } from "./ricevute.ts";

const A: Riga = { id: "a", line: 11 };
const B: Riga = { id: "b", line: 12 };
const SCOPE = { periodo: "2026T3", aziende: [AZIENDA] };

describe.each(await engines())("outcomes on $name", (engine) => {
  const { skip } = engine;
  let bench: Bench;
  let ledger: Ledger;
  let run: number;

  beforeEach(async () => {
    if (skip !== undefined) return;
    bench = await engine.make();
    ledger = bench.ledger;
    run = await invia(ledger, [A, B]);
    await markSent(ledger, run, { byFile: new Map([["1", "11"], ["2", "12"]]) }); // prettier-ignore
  });
  afterEach(async () => {
    if (skip === undefined) await bench.dispose();
  });

  const stati = async (): Promise<string> => {
    const { stato, files } = await runOf(ledger, run);
    return [stato, ...files.map((file) => file.stato)].join(" ");
  };
  const halves = async (): Promise<string> =>
    (await ledger.store.rows("SELECT coalesce(esito1, '-'), coalesce(esito2, '-') FROM sending ORDER BY seq"))
      .map((row) => row.join(""))
      .join(" ");

  it.skipIf(skip).each([
    { say: ["1 IF00"], then: "sent sent sent", halves: "-- --", why: "the gateway took it" },
    { say: ["1 AE00"], then: "sent sent sent", halves: "-- --", why: "who asked was not let in" },
    { say: ["1 MX00"], then: "sent pending sent", halves: "-- --", why: "not processed yet" },
    { say: ["1 MX01"], then: "unknown unknown sent", halves: "-- --", why: "the Ministry does not find it" },
    { say: ["1 MX01", "1 MX20"], then: "sent accepted sent", halves: "A- A-", why: "it found it later" },
    { say: ["1 mx20", "2 Mx20"], then: "accepted accepted accepted", halves: "AA AA", why: "in any case" },
    { say: ["1 MX20", "2 MX21"], then: "accepted accepted accepted", halves: "AA AA", why: "anomalies" },
    { say: ["1 MX20", "2 MX11"], then: "partial accepted refused", halves: "AS AS", why: "one file refused" },
    { say: ["1 IF05", "2 IF05"], then: "refused refused refused", halves: "SS SS", why: "turned away" },
    { say: ["1 MX22"], then: "sent pending sent", halves: "-- --", why: "its list has not come" },
    { say: ["1 MX23"], then: "unknown unknown sent", halves: "-- --", why: "a person must look" },
    { say: ["1 MX99", "1 MX00"], then: "sent pending sent", halves: "-- --", why: "it is tried again" },
  ])("$say: $why", async ({ say, then, halves: expected }) => {
    for (const one of say) {
      const [dataset, codice = ""] = one.split(" ");
      const { verdetto } = await applica(ledger, mx(run, dataset === "1" ? 1 : 2, codice));
      expect(verdetto).toBe("applied");
    }
    expect(await stati()).toBe(then);
    expect(await halves()).toBe(expected);
  });

  it.skipIf(skip).each([
    { first: "MX20", then: "MX22", motivo: "contradictory" },
    { first: "MX20", then: "MX11", motivo: "contradictory" },
    { first: "MX20", then: "MX00", motivo: "late" },
    { first: "MX20", then: "MX99", motivo: "contradictory" },
    { first: "MX20", then: "IF05", motivo: "contradictory" },
    { first: "MX21", then: "MX20", motivo: "contradictory" },
    { first: "MX22", then: "MX20", motivo: "contradictory" },
    { first: "MX22", then: "MX11", motivo: "contradictory" },
    { first: "MX22", then: "MX00", motivo: "late" },
    { first: "MX11", then: "MX20", motivo: "contradictory" },
    { first: "IF05", then: "IF00", motivo: "contradictory" },
    { first: "MX00", then: "ZZ12", motivo: "unknown_code" },
  ])("$then after $first is set aside and changes nothing", async ({ first, then, motivo }) => {
    await applica(ledger, mx(run, 1, first));
    const before = [await stati(), await halves()];
    expect(await applica(ledger, mx(run, 1, then))).toMatchObject({ verdetto: "quarantined", motivo });
    expect([await stati(), await halves()]).toEqual(before);
    const kept = await ledger.store.rows("SELECT verdetto, motivo FROM receipt ORDER BY id");
    expect(kept.at(-1)).toEqual(["quarantined", motivo]);
  });

  it.skipIf(skip)(
    "a complete list refuses what it names and accepts the rest, before or after its MX22",
    async () => {
      const righe = [scarto(B, 2)];
      await applica(ledger, mx(run, 2, "MX22"));
      const { scarti, stato } = await applica(ledger, fus(run, 2, righe));
      expect(scarti).toEqual([
      {
        seq: 1, azienda: AZIENDA, source: `r${run}.csv`, row: 12, struttura: "030301000001", dataset: 2,
        codice: "S.1.1", descrizione: "valore non ammesso", specie: "scarto", known: false,
      },
    ]); // prettier-ignore
      expect([stato, await halves()]).toEqual(["sent", "-A -S"]);
      const next = await invia(ledger, [A, B]);
      expect((await applica(ledger, fus(next, 2, [scarto(B, 2)]))).scarti[0]?.known).toBe(true);
      expect((await applica(ledger, mx(next, 2, "MX22"))).verdetto).toBe("applied");
      expect((await runOf(ledger, next)).files[1]).toMatchObject({ stato: "partial", codice: "MX22" });
    },
  );

  it.skipIf(skip)(
    "the same list read from other bytes says nothing new; one that says more is set aside",
    async () => {
      await applica(ledger, fus(run, 2, [scarto(B, 2)]));
      const again = await applica(ledger, fus(run, 2, [scarto(B, 2, { descrizione: "in altre parole" })]));
      expect(again).toMatchObject({ verdetto: "applied", unmatched: 0 });
      const more = await applica(ledger, fus(run, 2, [scarto(B, 2), scarto(A, 2)]));
      expect(more).toMatchObject({ verdetto: "quarantined", motivo: "contradictory" });
      expect(await halves()).toBe("-A -S");
      expect(await ledger.store.rows("SELECT seq, dataset, n FROM rejection")).toEqual([[1, 2, 1]]);
    },
  );

  it.skipIf(skip)(
    "after an incomplete list the records it does not name stay unknown until the whole one",
    async () => {
      const first = await applica(ledger, fus(run, 2, [scarto(B, 2)], false));
      expect(first).toMatchObject({ verdetto: "applied", motivo: "incomplete_list", stato: "unknown" });
      expect(await halves()).toBe("-- -S");
      expect((await applica(ledger, mx(run, 2, "MX20"))).motivo).toBe("contradictory");
      expect((await applica(ledger, mx(run, 2, "MX22"))).verdetto).toBe("applied");
      expect((await applica(ledger, fus(run, 2, [scarto(A, 2)]))).motivo).toBe("contradictory");
      expect((await applica(ledger, fus(run, 2, [scarto(B, 2)]))).verdetto).toBe("applied");
      expect(await halves()).toBe("-A -S");
    },
  );

  it.skipIf(skip)("a list that refuses all refuses the file, and one of anomalies accepts it", async () => {
    await applica(ledger, fus(run, 1, [scarto(A, 1), scarto(B, 1)]));
    await applica(ledger, fus(run, 2, [scarto(A, 2, { specie: "anomalia" })]));
    expect(await stati()).toBe("partial refused accepted");
    expect((await applica(ledger, mx(run, 2, "MX21"))).verdetto).toBe("applied");
    expect((await applica(ledger, fus(run, 2, [scarto(A, 2)]))).motivo).toBe("contradictory");
  });

  it.skipIf(skip)("an empty list says nothing", async () => {
    expect((await applica(ledger, fus(run, 2, []))).motivo).toBe("empty_list");
    expect(await stati()).toBe("sent sent sent");
  });

  const { id_rec } = scarto(B, 2).chiave;
  it.skipIf(skip).each<{ why: string; riga: Partial<RigaScarto>; matched: boolean }>([
    { why: "id_rec alone is enough", riga: { chiave: { id_rec: id_rec ?? "" } }, matched: true },
    { why: "its place in the file", riga: { chiave: {}, ordinale: 2 }, matched: true },
    { why: "parts that fit several, and a place", riga: { chiave: { data_amm: "2026-07-01" }, ordinale: 2 }, matched: true }, // prettier-ignore
    { why: "parts that fit several", riga: { chiave: { data_amm: "2026-07-01" } }, matched: false },
    { why: "nothing to go by", riga: { chiave: {} }, matched: false },
    { why: "a place that is not there", riga: { chiave: {}, ordinale: 3 }, matched: false },
    { why: "a record of the other dataset", riga: { dataset: 1 }, matched: false },
    { why: "a key that was not sent", riga: scarto({ id: "z" }, 2), matched: false },
  ])("joins a row to its record: $why", async ({ riga, matched }) => {
    const told = await applica(ledger, fus(run, 2, [scarto(B, 2, riga)]));
    expect(told).toMatchObject(
      matched
        ? { verdetto: "applied", unmatched: 0, scarti: [{ seq: 1 }] }
        : { verdetto: "quarantined", motivo: "unmatched_rows", unmatched: 1 },
    );
    expect(await halves()).toBe(matched ? "-A -S" : "-- --");
  });

  it.skipIf(skip)("a refusal of who knows what leaves the rest unknown, not accepted", async () => {
    const told = await applica(ledger, fus(run, 2, [scarto(B, 2), scarto({ id: "z" }, 2)]));
    expect(told).toMatchObject({ verdetto: "applied", motivo: "unmatched_rows", unmatched: 1 });
    expect([await stati(), await halves()]).toEqual(["unknown sent unknown", "-- -S"]);
  });

  it.skipIf(skip)("an answer to an upload of both files is of both", async () => {
    const both = await invia(ledger, [{ id: "c" }, { id: "d" }]);
    await markSent(ledger, both, { all: "77", byFile: new Map() });
    await applica(ledger, { specie: "elaborazione", codice: "MX22", idUpload: "77" });
    const righe = [scarto({ id: "d" }, 2)];
    const told = await applica(ledger, { specie: "scarti", idUpload: "77", completo: true, righe });
    expect(told).toMatchObject({ verdetto: "applied", stato: "partial" });
    expect((await runOf(ledger, both)).files.map((file) => file.stato)).toEqual(["accepted", "partial"]);
  });

  it.skipIf(skip).each([
    { why: "an identifier nobody gave", ricevuta: { idUpload: "999" }, motivo: "unknown_upload" },
    { why: "a file nobody made", ricevuta: { nomeFile: "ALTRO.xml" }, motivo: "unknown_upload" },
    { why: "nothing to go by", ricevuta: {}, motivo: "unknown_upload" },
    { why: "the identifier of another file", ricevuta: { idUpload: "11", nomeFile: "SIOC2_1.xml" }, motivo: "foreign" }, // prettier-ignore
    { why: "another identifier than the one declared", ricevuta: { idUpload: "9", nomeFile: "SIOC1_1.xml" }, motivo: "foreign" }, // prettier-ignore
  ])("sets aside what is of nobody: $why", async ({ ricevuta, motivo }) => {
    const told = await applica(ledger, { specie: "elaborazione", codice: "MX20", ...ricevuta });
    expect(told).toMatchObject({ verdetto: "quarantined", motivo });
    expect(await stati()).toBe("sent sent sent");
  });

  it.skipIf(skip)(
    "finds a file by its name without extensions, in a folder, or in the run a person names",
    async () => {
      const by = { specie: "elaborazione", codice: "MX00" } as const;
      expect((await applica(ledger, { ...by, nomeFile: "esiti/SIOC1_1" })).file).toBe("SIOC1_1.xml.p7m");
      expect((await applica(ledger, { ...by, nomeFile: "SIOC2_1.xml.p7m.txt" }, { run })).file).toBe(
        "SIOC2_1.xml.p7m",
      );
      await expect(applica(ledger, { ...by, nomeFile: "SIOC1_1" }, { run: 99 })).rejects.toMatchObject({
        code: "RUN_UNKNOWN",
      });
    },
  );

  it.skipIf(skip)("an answer for a bundle that was given up comes too late", async () => {
    const other = await invia(ledger, [{ id: "x" }]);
    await abandonRun(ledger, other);
    expect((await applica(ledger, mx(other, 1, "MX20"), { run: other })).motivo).toBe("late");
  });

  it.skipIf(skip)("what waited for its upload to be declared is applied when it is read again", async () => {
    const answer = { specie: "elaborazione", codice: "MX20", idUpload: "55" } as const;
    expect((await applica(ledger, answer)).motivo).toBe("unknown_upload");
    await applica(ledger, answer);
    const other = await invia(ledger, [{ id: "x" }]);
    await markSent(ledger, other, { byFile: new Map([["2", "55"]]) });
    expect((await applica(ledger, answer)).verdetto).toBe("applied");
    expect((await applica(ledger, answer)).verdetto).toBe("duplicate");
    const kept = await ledger.store.rows("SELECT verdetto FROM receipt ORDER BY id");
    expect(kept.flat()).toEqual(["quarantined", "applied"]);
  });

  it.skipIf(skip)("an answer that names its file gives its upload an identifier", async () => {
    const other = await invia(ledger, [{ id: "x" }]);
    await applica(ledger, { ...mx(other, 1, "IF00"), idUpload: "88" });
    expect((await runOf(ledger, other)).files.map((file) => file.idUpload)).toEqual(["88", null]);
    expect((await runOf(ledger, other)).stato).toBe("sent");
  });

  it.skipIf(skip)(
    "what was accepted is at the Ministry, what was refused is not, and is remembered as refused",
    async () => {
      await applica(ledger, mx(run, 1, "MX20"));
      await applica(ledger, fus(run, 2, [scarto(B, 2)]));
      const stage = await staged(ledger, [A, { ...B, due: "2" }]);
      const { acquisito1, acquisito2, uguale1, uguale2, scartato } = STORIA;
      expect([...(await storie(stage))].sort()).toEqual([
        [0, acquisito1 | acquisito2 | uguale1 | uguale2],
        [1, acquisito1 | uguale1 | scartato],
      ]);
      expect(await stage.unsent(SCOPE)).toEqual([]);
      const without = await staged(ledger, [A]);
      expect(await without.unsent(SCOPE)).toMatchObject([
        { file: `r${run}.csv`, row: 12, stato1: 1, stato2: 0 },
      ]);
      const next = await invia(ledger, [{ ...B, tipo: "VI" }]);
      const resent = await staged(ledger, [A]);
      expect(await resent.unsent(SCOPE)).toEqual([]);
      await applica(ledger, mx(next, 1, "MX20"));
      await applica(ledger, mx(next, 2, "MX20"));
      const after = await staged(ledger, [B]);
      expect((await storie(after)).get(0)).toBe(acquisito1 | acquisito2 | uguale1 | uguale2);
    },
  );
});
