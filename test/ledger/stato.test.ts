import { afterAll, beforeAll, beforeEach, afterEach, describe, expect, it } from "vitest";

import { fromDay, toDay, type IsoDate } from "../../src/core/dates.ts";
import { periodiTra } from "../../src/core/calendario.ts";
import { MONITOR } from "../../src/core/monitor.ts";
import { lastEndedPeriodo } from "../../src/core/periodo.ts";
import {
  esitiDeiRun,
  runRegistrati,
  scartiAperti,
  strutturePresenti,
  type RunRegistrato,
} from "../../src/ledger/index.ts";
import { controlla, SOGLIE } from "../../src/pipeline/controllo.ts";
import {
  leggiStato,
  NESSUN_DATO,
  periodiDi,
  quadri,
  vitaRun,
  type Attese,
  type QuadroPeriodo,
} from "../../src/pipeline/stato.ts";
import { engines, type Bench } from "./helpers.ts";
import { semina, seminaAccettato, seminaRecord, seminaScarto, seminaStoria } from "./semina.ts";

const day = (text: string): IsoDate => fromDay(toDay(text));
const ALL = { dal: "2026T1", al: "2099T4" };

describe.each(await engines())("the state, from the ledger on $name", (engine) => {
  describe.skipIf(engine.skip !== undefined)("", () => {
    let bench: Bench;
    beforeAll(async () => {
      bench = await engine.make();
      await seminaStoria(bench.ledger);
    });
    afterAll(() => bench.dispose());

    const tell = async (today: string, more: Partial<Attese> = {}): Promise<readonly QuadroPeriodo[]> => {
      const dati = await leggiStato(bench.ledger, ALL);
      return quadri(periodiDi(dati.runs, day(today)), dati, day(today), { aziende: [], posti: [], ...more });
    };

    it("lists the runs with the identifiers of their uploads, each once", async () => {
      const runs = await runRegistrati(bench.ledger);
      expect(runs.map(({ id, stato, idUpload }) => [id, stato, idUpload])).toEqual([
        [1, "refused", ["410000"]],
        [2, "partial", ["412233"]],
        [3, "sent", ["420001"]],
      ]);
    });

    it("counts what came back record by record: one refused half refuses the record", async () => {
      expect(await esitiDeiRun(bench.ledger, "2026T1", "2026T1")).toEqual([
        { run: 1, azienda: "301", accettati: 0, respinti: 0, inAttesa: 1 },
        { run: 2, azienda: "301", accettati: 1, respinti: 1, inAttesa: 0 },
        { run: 2, azienda: "302", accettati: 0, respinti: 1, inAttesa: 0 },
      ]);
    });

    it("counts a refused record once, however many reasons, and no anomaly", async () => {
      const dal = "2026-05-10T22:30:00.000Z";
      expect(await scartiAperti(bench.ledger)).toEqual([
        { periodo: "2026T1", azienda: "301", record: 1, dal },
        { periodo: "2026T1", azienda: "302", record: 1, dal },
      ]);
    });

    it("knows the strutture of runs that count, not of refused ones", async () => {
      const found = await strutturePresenti(bench.ledger);
      expect(found.map(({ periodo, struttura }) => `${periodo} ${struttura}`)).toEqual([
        "2026T1 030001",
        "2026T1 030002",
        "2026T1 030003",
        "2026T1 030004",
        "2026T2 030001",
        "2026T2 030003",
      ]);
    });

    it("tells a quarter azienda by azienda", async () => {
      const [t1, t2] = await tell("2026-08-05");
      expect(t1?.stato.situazione).toBe("parziale");
      // 00:30 of the 11th in Rome.
      expect([t1?.accettatoIl, t1?.idUpload]).toEqual(["2026-05-11", ["412233"]]);
      expect(t1?.aziende[0]).toEqual({
        azienda: "301",
        righe: 120,
        ricoveri: 100,
        scartati: 1,
        preparati: 0,
        inviati: 100,
        accettati: 1,
        respinti: 1,
        inAttesa: 0,
        daCorreggere: 1,
        daGiorni: 86,
      });
      expect(t2?.aziende.map((a) => [a.azienda, a.inviati, a.inAttesa, a.daGiorni])).toEqual([
        ["301", 98, 1, null],
        ["302", 40, 0, null],
      ]);
    });

    it("counts a whole refusal as one of every record, until it is done again", async () => {
      const dati = await leggiStato(bench.ledger, ALL);
      const alone = { ...dati, runs: dati.runs.filter(({ id }) => id === 1) };
      const [t1] = quadri(periodiDi(alone.runs, day("2026-05-07")), alone, day("2026-05-07"));
      expect(t1?.stato.situazione).toBe("rifiutato");
      expect(t1?.aziende[0]).toMatchObject({ inviati: 100, respinti: 1, inAttesa: 0 });
    });

    it("says who is missing and who fell, once the quarter has ended", async () => {
      const [t1, t2] = await tell("2026-08-05", { aziende: ["301", "304"] });
      expect(t1?.aziendeMancanti).toEqual([]);
      expect(t2?.aziendeMancanti).toEqual(["303", "304"]);
      expect(t2?.struttureMancanti).toEqual([
        { azienda: "301", struttura: "030002" },
        { azienda: "303", struttura: "030004" },
      ]);
      expect(t2?.cali).toEqual([{ azienda: "302", prima: 80, ora: 40, percento: 50 }]);
      const running = (await tell("2026-06-30", { aziende: ["304"] }))[1];
      expect([running?.aziendeMancanti, running?.struttureMancanti]).toEqual([[], []]);
    });

    it.each([
      ["2026-04-01", "9999-12-31", 10, ["030301030009"], "open all the quarter"],
      ["2026-06-30", "2026-06-30", 1, ["030301030009"], "open one day of it"],
      ["2026-07-01", "9999-12-31", 10, [], "opened after it"],
      ["1900-01-01", "2026-03-31", 10, [], "closed before it"],
      ["1900-01-01", "9999-12-31", 0, [], "without beds"],
    ])("a struttura with beds from %s to %s (%i) is expected as %j: %s", async (dal, al, posti, wanted) => {
      const t2 = (await tell("2026-08-05", { posti: [{ chiave: "030301030009", dal, al, posti }] }))[1];
      const found = t2?.struttureMancanti.map(({ struttura }) => struttura);
      expect(found?.filter((struttura) => struttura.length === 12)).toEqual(wanted);
    });

    it("expects nobody who was last seen more than four quarters ago", async () => {
      const far = (await tell("2027-09-01")).find(({ stato }) => stato.periodo.code === "2027T2");
      expect(far?.aziendeMancanti).toEqual(["301", "302"]);
      const farther = (await tell("2027-11-01")).find(({ stato }) => stato.periodo.code === "2027T3");
      expect([farther?.aziendeMancanti, farther?.struttureMancanti]).toEqual([[], []]);
    });

    it("tells the life of one run, and nothing of one it does not know", async () => {
      const vita = await vitaRun(bench.ledger, 2);
      expect(vita?.files.map(({ dataset, idUpload }) => [dataset, idUpload])).toEqual([
        [1, "412233"],
        [2, "412233"],
      ]);
      expect(vita?.aziende.map(({ azienda }) => azienda)).toEqual(["301", "302", "303"]);
      expect(vita?.esiti).toHaveLength(2);
      expect(await vitaRun(bench.ledger, 99)).toBeUndefined();
    });
  });

  describe.skipIf(engine.skip !== undefined)("a refused record", () => {
    let bench: Bench;
    const at = "2026-05-10T10:00:00.000Z";
    beforeEach(async () => {
      bench = await engine.make();
      await semina(bench.ledger, { id: 1, periodo: "2026T1", stato: "partial" });
      await semina(bench.ledger, { id: 2, periodo: "2026T1", stato: "accepted" });
      await seminaRecord(bench.ledger, {
        run: 1,
        seq: 1,
        key: "a",
        stay: "s",
        azienda: "301",
        esiti: ["S", "A"],
      });
      await seminaScarto(bench.ledger, { run: 1, seq: 1, key: "a", at });
    });
    afterEach(() => bench.dispose());
    const open = async (): Promise<number> =>
      (await scartiAperti(bench.ledger)).reduce((n, { record }) => n + record, 0);

    it("is open until something happens", async () => {
      expect(await open()).toBe(1);
    });

    it.each([
      ["its key is accepted by a later run", { key: "a", runs: [2, 2] as const }, 0],
      ["the stay comes in under a corrected key", { key: "b", stay: "s", runs: [2, 2] as const }, 0],
      ["the other half alone is accepted", { key: "a", runs: [0, 2] as const }, 1],
      ["what is there was accepted before", { key: "a", runs: [1, 1] as const }, 1],
      ["another stay is accepted", { key: "z", stay: "t", runs: [2, 2] as const }, 1],
    ])("when %s: %j leaves %i", async (_, record, left) => {
      await seminaAccettato(bench.ledger, { ...record, azienda: "301", periodo: "2026T1" });
      expect(await open()).toBe(left);
    });
  });

  describe.skipIf(engine.skip !== undefined)("what monitoring is told", () => {
    let bench: Bench;
    beforeEach(async () => {
      bench = await engine.make();
    });
    afterEach(() => bench.dispose());
    const check = async (today: string, attese: readonly string[] = []): Promise<readonly string[]> => {
      const dati = await leggiStato(bench.ledger);
      const all = quadri(periodiDi(dati.runs, day(today)), dati, day(today), { aziende: attese, posti: [] });
      const { livello, rilievi, misure } = controlla(all, day(today));
      return [
        livello,
        ...rilievi.map((r) => r.message.key.replace("status.check.", "")),
        `${misure.days_left}`,
      ];
    };
    const azienda = { "301": { righe: 1, ricoveri: 1, strutture: { "030001": 1 } } };
    const T1 = { id: 1, periodo: "2026T1", aziende: azienda } as const;

    it.each([
      ["2026-02-01", ["OK", "103"], "the first quarter is running"],
      ["2026-04-30", ["OK", "15"], "fifteen days are left"],
      ["2026-05-01", ["WARNING", "near", "14"], "fourteen are"],
      ["2026-05-15", ["WARNING", "near", "0"], "the last day"],
      ["2026-05-16", ["CRITICAL", "late", "-1"], "the day after"],
      ["2026-06-15", ["CRITICAL", "late", "-31"], "all deadlines over"],
    ])("of an empty ledger on %s is %j: %s", async (today, wanted) => {
      expect(await check(today)).toEqual(wanted);
    });

    it.each<[string, string | undefined, string, readonly string[], string]>([
      ["prepared", undefined, "2026-05-10", ["WARNING", "near", "5"], "prepared is not sent"],
      ["sent", "2026-05-03T08:00:00.000Z", "2026-05-10", ["OK", "5"], "sent seven days ago"],
      ["sent", "2026-05-02T08:00:00.000Z", "2026-05-10", ["WARNING", "waiting", "5"], "eight days ago"],
      ["sent", "2026-05-02T08:00:00.000Z", "2026-05-16", ["CRITICAL", "late", "waiting", "-1"], "late too"],
      ["refused", "2026-05-02T08:00:00.000Z", "2026-04-20", ["CRITICAL", "refused", "25"], "however early"],
      ["unknown", "2026-05-02T08:00:00.000Z", "2026-04-20", ["CRITICAL", "unknown", "25"], "however early"],
      ["accepted", "2026-05-02T08:00:00.000Z", "2026-05-20", ["OK", "86"], "then the next quarter counts"],
      ["partial", "2026-05-02T08:00:00.000Z", "2026-05-20", ["OK", "86"], "with discards too"],
      ["abandoned", undefined, "2026-05-10", ["WARNING", "near", "5"], "nothing is left"],
    ])("of one run %s at %s, on %s is %j: %s", async (stato, sentAt, today, wanted) => {
      await semina(bench.ledger, { ...T1, stato, ...(sentAt && { sentAt, closedAt: sentAt }) });
      expect(await check(today)).toEqual(wanted);
    });

    it("a refused run is forgotten when a later one takes its place", async () => {
      await semina(bench.ledger, { ...T1, stato: "refused", sentAt: "2026-04-20T08:00:00.000Z" });
      await semina(bench.ledger, { ...T1, id: 2, stato: "sent", sentAt: "2026-04-21T08:00:00.000Z" });
      expect(await check("2026-04-22")).toEqual(["OK", "23"]);
    });

    it("an azienda that sioc.toml names and that sent nothing is missing", async () => {
      await semina(bench.ledger, { ...T1, stato: "sent", sentAt: "2026-05-04T08:00:00.000Z" });
      expect(await check("2026-05-05", ["301", "302"])).toEqual(["WARNING", "missing", "10"]);
      expect(await check("2026-04-30", ["301", "302"])).toEqual(["OK", "15"]);
    });

    it.each([
      ["2026-05-24", ["OK", "82"], "fourteen days old"],
      ["2026-05-25", ["WARNING", "worklists", "81"], "fifteen"],
    ])("of refusals of 10 May not put right, on %s is %j: %s", async (today, wanted) => {
      await semina(bench.ledger, { ...T1, stato: "partial", closedAt: "2026-05-10T10:00:00.000Z" });
      await seminaRecord(bench.ledger, { run: 1, seq: 1, key: "a", azienda: "301", esiti: ["S", "A"] });
      await seminaScarto(bench.ledger, { run: 1, seq: 1, key: "a", at: "2026-05-10T10:00:00.000Z" });
      expect(await check(today)).toEqual(wanted);
    });

    it("does not look at a quarter a year after its last deadline", async () => {
      await semina(bench.ledger, { ...T1, stato: "abandoned" });
      const over = toDay("2026-06-14") + SOGLIE.memoria;
      const lates = async (today: IsoDate): Promise<number> =>
        (await check(today)).filter((word) => word === "late").length;
      expect((await lates(fromDay(over))) - (await lates(fromDay(over + 1)))).toBe(1);
    });
  });
});

describe("the quarters shown", () => {
  it.each([
    ["2026-01-15", ["2026T1"], "before the first has ended, the first"],
    ["2026-08-05", ["2026T2"], "without a run, the last that ended"],
    ["2027-01-01", ["2026T4"], "over the year's end"],
  ])("on %s of an empty ledger are %j: %s", (today, wanted) => {
    expect(periodiDi([], day(today)).map(({ code }) => code)).toEqual(wanted);
    if (today > "2026-04-01") expect(wanted).toEqual([lastEndedPeriodo(day(today)).code]);
  });
});

describe("without events, day after day", () => {
  it.each(["prepared", "sent", "accepted", "refused", "unknown", "abandoned"] as const)(
    "the level of a quarter with one run %s never falls until its last deadline",
    (stato) => {
      const run: RunRegistrato = {
        id: 1,
        periodo: "2026T4",
        stato,
        bundle: "x",
        folder: "x",
        preparedOn: "2027-01-02",
        preparedAt: "2027-01-02T08:00:00.000Z",
        who: "x",
        sentAt: "2027-01-02T23:30:00.000Z",
        closedAt: "2027-01-03T08:00:00.000Z",
        purgedAt: null,
        supersededBy: null,
        idUpload: [],
      };
      const [from, to] = [toDay("2027-01-03"), toDay("2027-03-16")];
      const levels = Array.from({ length: to - from + 1 }, (_, i) => {
        const today = fromDay(from + i);
        const all = quadri(periodiTra("2026T4", "2026T4"), { ...NESSUN_DATO, runs: [run] }, today);
        return MONITOR[controlla(all, today).livello];
      });
      expect(levels).toEqual([...levels].sort((a, b) => a - b));
      expect(levels.at(-1)).toBe(stato === "accepted" ? MONITOR.OK : MONITOR.CRITICAL);
    },
  );
});
