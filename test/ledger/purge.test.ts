import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs"; // prettier-ignore
import { dirname, join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";

import { sealMonths, verifyAudit, type Ledger } from "../../src/ledger/index.ts";
import { expiryOf, monthAfter } from "../../src/ledger/audit/months.ts";
import { clean, type CleanOptions, type Cleaned } from "../../src/pipeline/clean.ts";
import { textFor } from "../../src/text/index.ts";
import { events, log, seen } from "./audit-helpers.ts";
import { engines, type Bench } from "./helpers.ts";
import { bundleName, seedRun, type SeedRun } from "./purge-helpers.ts";

const ENGINES = await engines();
const open: Bench[] = [];
afterEach(async () => {
  for (const bench of open.splice(0)) await bench.dispose();
});

const tidy = (ledger: Ledger, options: Partial<CleanOptions> = {}): Promise<Cleaned> =>
  clean(ledger, { dryRun: false, text: textFor("it"), signal: new AbortController().signal, ...options });

/** Every file below a folder, with its content. */
function tree(folder: string): Readonly<Record<string, string>> {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true });
  return Object.fromEntries(
    names
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [path.slice(folder.length + 1), readFileSync(path, "latin1")]),
  );
}

const purgedRuns = async (ledger: Ledger): Promise<number[]> =>
  (await ledger.store.rows("SELECT id FROM run WHERE purged_at IS NOT NULL ORDER BY id")).map(([id]) =>
    Number(id),
  );

const whats = async (ledger: Ledger): Promise<string[]> =>
  (await log(ledger))
    .filter(({ run }) => run !== null)
    .map(({ what, run, data }) => `${what} ${run} ${data}`);

describe.each(ENGINES)("bundles, with the ledger on $name", (engine) => {
  const make = async (...seeds: readonly SeedRun[]): Promise<{ ledger: Ledger; out: string }> => {
    const bench = await engine.make();
    open.push(bench);
    const out = join(dirname(dirname(bench.options.file)), "uscita");
    mkdirSync(out, { recursive: true });
    for (const seed of seeds) await seedRun(bench.ledger, out, seed);
    return { ledger: bench.ledger, out };
  };

  describe.skipIf(engine.skip !== undefined)("are", () => {
    it.each<[Omit<SeedRun, "id">, string, string]>([
      [{ stato: "accepted" }, "outcome", "all acquired"],
      [{ stato: "partial", files: ["accepted", "partial"] }, "outcome", "with discards"],
      [{ stato: "refused", files: ["refused", "refused"] }, "outcome", "refused is an answer too"],
      [{ stato: "superseded", files: ["prepared", "prepared"] }, "superseded", "never sent"],
      [{ stato: "abandoned", files: ["prepared", "prepared"] }, "abandoned", "declared unsent"],
      [{ stato: "accepted", form: "zip" }, "outcome", "a zip"],
      [{ stato: "accepted", form: "both" }, "outcome", "folder and zip"],
    ])("deleted when %j (%s): %s", async (seed, why) => {
      const { ledger, out } = await make({ id: 1, ...seed });
      const { bundles, kept } = await tidy(ledger);
      expect(kept).toEqual([]);
      expect(bundles).toMatchObject([{ run: 1, why, found: "bundle", strangers: [] }]);
      expect(readdirSync(out)).toEqual(["ricevute"]);
      expect(await purgedRuns(ledger)).toEqual([1]);
      const files = { folder: 5, zip: 1, both: 6, none: 0 }[seed.form ?? "folder"];
      expect(await whats(ledger)).toEqual([
        `run.purging 1 {"bundle":"${bundleName(1)}","why":"${why}"}`,
        `run.purged 1 {"bundle":"${bundleName(1)}","files":${files},"missing":false,"why":"${why}"}`,
      ]);
      expect((await verifyAudit(ledger)).ok).toBe(true);
    });

    it.each<[Omit<SeedRun, "id">, string, string]>([
      [{ stato: "prepared", files: ["prepared", "prepared"] }, "prepared", "not sent yet"],
      [{ stato: "sent", files: ["sent", "sent"] }, "sent", "no outcome"],
      [{ stato: "unknown", files: ["unknown", "unknown"] }, "unknown", "nobody knows"],
      [{ stato: "accepted", files: ["accepted", "pending"] }, "incomplete", "one file without outcome"],
      [{ stato: "accepted", files: [] }, "incomplete", "no file at all"],
      [
        { stato: "superseded", files: ["prepared", "sent"], idUpload: "7" },
        "was_sent",
        "a file has an upload",
      ],
      [{ stato: "abandoned", sentAt: "2026-05-11T10:00:00.000Z" }, "was_sent", "it has a day of sending"],
      [{ stato: "di domani" }, "unknown", "a state of a later version"],
    ])("kept when %j (%s): %s", async (seed, reason) => {
      const { ledger, out } = await make({ id: 1, ...seed });
      const before = tree(out);
      const { bundles, kept } = await tidy(ledger);
      expect(bundles).toEqual([]);
      expect(kept).toMatchObject([{ run: 1, reason }]);
      expect(tree(out)).toEqual(before);
      expect(await purgedRuns(ledger)).toEqual([]);
    });

    it("deleted once, with the log of sends and the receipts left", async () => {
      const { ledger, out } = await make(
        { id: 1, stato: "accepted" },
        { id: 2, stato: "prepared", files: ["prepared"] },
      );
      const count = async (): Promise<unknown> =>
        (await ledger.store.rows("SELECT CAST((SELECT count(*) FROM run) + (SELECT count(*) FROM file) + (SELECT count(*) FROM receipt) AS INTEGER)"))[0]?.[0]; // prettier-ignore
      const rows = await count();
      await tidy(ledger);
      expect(await tidy(ledger)).toMatchObject({ bundles: [], kept: [{ run: 2 }] });
      expect(await count()).toBe(rows);
      expect(Object.keys(tree(join(out, "ricevute"))).sort()).toEqual(["1.xml", "2.xml"]);
      expect(existsSync(join(out, bundleName(2)))).toBe(true);
    });
  });
});

describe("cleaning", () => {
  const make = async (...seeds: readonly SeedRun[]): Promise<{ ledger: Ledger; out: string }> => {
    const [engine] = await engines();
    const bench = await engine!.make();
    open.push(bench);
    const out = join(dirname(dirname(bench.options.file)), "uscita");
    mkdirSync(out, { recursive: true });
    for (const seed of seeds) await seedRun(bench.ledger, out, seed);
    return { ledger: bench.ledger, out };
  };

  it("says everything and writes nothing with --dry-run", async () => {
    const { ledger, out } = await make(
      { id: 1, stato: "accepted" },
      { id: 2, stato: "sent", files: ["sent"] },
    );
    const before = [tree(out), await log(ledger)];
    const told = await tidy(ledger, { dryRun: true });
    expect([tree(out), await log(ledger)]).toEqual(before);
    expect(await purgedRuns(ledger)).toEqual([]);
    const { bundles, kept } = await tidy(ledger);
    expect(told.bundles).toEqual(bundles);
    expect(told.kept).toEqual(kept);
  });

  it.each(["folder", "zip", "both"] as const)(
    "stopped at any step, ends when run again (%s)",
    async (form) => {
      let stops = 0;
      for (let stop = 1; ; stop++) {
        const { ledger, out } = await make(
          { id: 1, stato: "accepted", form },
          { id: 2, stato: "accepted", form },
        );
        let steps = 0;
        const step = (): void => {
          if (++steps === stop) throw new Error("killed");
        };
        const first = await tidy(ledger, { step }).catch((error: unknown) => String(error));
        if (typeof first !== "string") break;
        expect(first).toBe("Error: killed");
        stops++;
        // What is said to be gone is gone.
        for (const run of await purgedRuns(ledger))
          expect(readdirSync(out).filter((name) => name.includes(bundleName(run)))).toEqual([]);
        await tidy(ledger);
        expect(readdirSync(out)).toEqual(["ricevute"]);
        expect(await purgedRuns(ledger)).toEqual([1, 2]);
        const said = await whats(ledger);
        expect(said.filter((line) => line.startsWith("run.purging"))).toHaveLength(2);
        expect(said.filter((line) => line.startsWith("run.purged"))).toHaveLength(2);
        expect(said.join()).not.toContain('"missing":true');
        expect((await verifyAudit(ledger)).ok).toBe(true);
      }
      expect(stops).toBe({ folder: 16, zip: 6, both: 18 }[form]);
    },
  );

  it("says when the bundle was not where it should be", async () => {
    const { ledger } = await make({ id: 1, stato: "accepted", form: "none" });
    expect((await tidy(ledger)).bundles).toMatchObject([{ run: 1, found: "absent" }]);
    expect((await whats(ledger)).at(-1)).toContain('"files":0,"missing":true');
  });

  it("leaves what is not the bundle's, and its folder, and names it without identifiers", async () => {
    const { ledger, out } = await make({ id: 1, stato: "accepted" });
    const folder = join(out, bundleName(1));
    writeFileSync(join(folder, "appunti RSSMRA80A01H501U.txt"), "mio");
    const { bundles } = await tidy(ledger);
    expect(bundles).toMatchObject([{ found: "bundle", strangers: ["appunti [omesso].txt"] }]);
    expect(readdirSync(folder)).toEqual(["appunti RSSMRA80A01H501U.txt"]);
    expect(await purgedRuns(ledger)).toEqual([1]);
  });

  it.each<[string, (out: string) => void, string]>([
    [
      "another bundle under the same name",
      (out) => {
        writeFileSync(join(out, bundleName(1), "manifest.json"), "{}");
      },
      "other",
    ],
    [
      "a folder without manifest",
      (out) => {
        rmSync(join(out, bundleName(1), "manifest.json"));
      },
      "other",
    ],
    [
      "a file",
      (out) => {
        rmSync(join(out, bundleName(1)), { recursive: true });
        writeFileSync(join(out, bundleName(1)), "");
      },
      "other",
    ],
    [
      "a zip that is none",
      (out) => {
        writeFileSync(join(out, `${bundleName(1)}.zip`), "PK");
      },
      "other",
    ],
    [
      "a link to a folder",
      (out) => {
        renameSync(join(out, bundleName(1)), join(out, "altrove"));
        symlinkSync(join(out, "altrove"), join(out, bundleName(1)));
      },
      "link",
    ],
    [
      "a link for a zip",
      (out) => {
        symlinkSync("/etc/hostname", join(out, `${bundleName(1)}.zip`));
      },
      "link",
    ],
    [
      "a link for the manifest",
      (out) => {
        const m = join(out, bundleName(1), "manifest.json");
        renameSync(m, join(out, "m"));
        symlinkSync(join(out, "m"), m);
      },
      "link",
    ],
  ])("does not touch %s", async (_what, change, reason) => {
    // prettier-ignore
    const { ledger, out } = await make({ id: 1, stato: "accepted" });
    change(out);
    const before = tree(out);
    const { bundles, kept } = await tidy(ledger);
    expect(bundles).toEqual([]);
    expect(kept).toMatchObject([{ run: 1, reason }]);
    expect(tree(out)).toEqual(before);
    expect(await purgedRuns(ledger)).toEqual([]);
  });

  it("does not follow a link in the place of a dataset", async () => {
    const { ledger, out } = await make({ id: 1, stato: "accepted" });
    const target = join(out, "importante.txt");
    writeFileSync(target, "resta");
    const [dataset] = readdirSync(join(out, bundleName(1))).filter((name) => name.endsWith(".gpg"));
    rmSync(join(out, bundleName(1), dataset!));
    symlinkSync(target, join(out, bundleName(1), dataset!));
    expect((await tidy(ledger)).bundles).toMatchObject([{ strangers: [dataset] }]);
    expect(readFileSync(target, "utf8")).toBe("resta");
  });

  it.each(["../fuori", "/etc", "SIOC_030_2026T1_1/../x", "altro", ".", "", "SIOC_030_2026T1_000001/x"])(
    "takes no name such as %j from the ledger",
    async (bundle) => {
      const { ledger, out } = await make({ id: 1, stato: "accepted", bundle });
      mkdirSync(join(out, "..", "fuori"), { recursive: true });
      const before = tree(join(out, ".."));
      expect((await tidy(ledger)).kept).toMatchObject([{ reason: "name" }]);
      const after = tree(join(out, ".."));
      expect(Object.keys(after)).toEqual(Object.keys(before));
    },
  );

  it("takes no name of a file that climbs", async () => {
    const { ledger, out } = await make({ id: 1, stato: "accepted" });
    writeFileSync(join(out, "segreto"), "resta");
    await ledger.store.run("UPDATE file SET name = '../segreto' WHERE prog = 1");
    expect((await tidy(ledger)).kept).toMatchObject([{ reason: "name" }]);
    expect(existsSync(join(out, "segreto"))).toBe(true);
  });

  it("stops between two bundles when it is asked to", async () => {
    const { ledger } = await make({ id: 1, stato: "accepted" }, { id: 2, stato: "accepted" });
    const controller = new AbortController();
    const step = (name: string): void => {
      if (name === "end") controller.abort();
    };
    await expect(tidy(ledger, { signal: controller.signal, step })).rejects.toThrow();
    expect(await purgedRuns(ledger)).toEqual([1]);
  });
});

describe("the months of the log", () => {
  it.each([
    ["2026-05", "2027-06"],
    ["2026-12", "2028-01"],
    ["2027-11", "2028-12"],
    ["2028-02", "2029-03"],
    ["2027-02", "2028-03"],
  ])("%s goes from the first of %s", (month, expiry) => {
    expect(expiryOf(month)).toBe(expiry);
    expect(monthAfter(month).slice(5)).toBe(expiry.slice(5));
  });

  const make = async (engine: Awaited<ReturnType<typeof engines>>[number], at: string): Promise<Ledger> => {
    const bench = await engine.make({ now: Date.parse(at), who: "operatore@macchina" });
    open.push(bench);
    return bench.ledger;
  };

  describe.each(ENGINES)("on $name", (engine) => {
    it.skipIf(engine.skip !== undefined).each([
      [
        "2026-05-31T21:59:00Z",
        "2027-05-31T21:59:59Z",
        "2027-05-31T22:00:00Z",
        "summer: midnight in Rome is 22.00 UTC",
      ],
      [
        "2026-05-01T10:00:00Z",
        "2027-05-31T21:59:59Z",
        "2027-05-31T22:00:00Z",
        "the month goes whole, with its last day",
      ],
      [
        "2026-10-31T10:00:00Z",
        "2027-10-31T22:59:59Z",
        "2027-10-31T23:00:00Z",
        "the clock changes on that very day",
      ],
      ["2027-03-15T10:00:00Z", "2028-03-31T21:59:59Z", "2028-03-31T22:00:00Z", "summer time came meanwhile"],
      ["2026-12-31T22:59:59Z", "2027-12-31T22:59:59Z", "2027-12-31T23:00:00Z", "year end"],
      ["2028-02-29T10:00:00Z", "2029-02-28T22:59:59Z", "2029-02-28T23:00:00Z", "29 February"],
    ])("of %s are kept at %s and gone at %s: %s", async (at, before, from) => {
      const ledger = await make(engine, at);
      await events(ledger, at, 2);
      const sealing = seen(ledger, `${monthAfter(at.slice(0, 7))}-20T10:00:00Z`, "sigilli@macchina");
      await sealMonths(sealing);
      expect((await tidy(seen(ledger, before, "pulizia@macchina"))).months).toEqual([]);
      expect((await log(ledger)).filter(({ who }) => who === "operatore@macchina")).toHaveLength(3);
      const { months } = await tidy(seen(ledger, from, "pulizia@macchina"));
      expect(months).toMatchObject([{ month: at.slice(0, 7), events: 3 }]);
      expect((await log(ledger)).filter(({ who }) => who === "operatore@macchina")).toEqual([]);
      expect(await verifyAudit(ledger)).toMatchObject({ ok: true, first: 4 });
      expect((await tidy(seen(ledger, from))).months).toEqual([]);
      await events(ledger, from);
      expect((await verifyAudit(ledger)).ok).toBe(true);
    });
  });

  it("are deleted in order over years, and the chain holds", async () => {
    const [engine] = await engines();
    const ledger = await make(engine!, "2026-01-10T10:00:00Z");
    let month = "2026-01";
    for (let i = 0; i < 40; i++) {
      month = monthAfter(month);
      const now = seen(ledger, `${month}-01T00:30:00Z`);
      await sealMonths(now);
      await tidy(now);
      await events(now, `${month}-15T10:00:00Z`, 2);
      const [first] = await log(ledger);
      // Never less than twelve whole months, never more than thirteen begun.
      const oldest = String(first?.at).slice(0, 7);
      expect(expiryOf(oldest) > month).toBe(true);
    }
    const report = await verifyAudit(ledger);
    expect(report.ok).toBe(true);
    expect(report.segments.filter(({ deleted_at }) => deleted_at !== null)).toHaveLength(28);
    await ledger.store.run("DELETE FROM segment WHERE month = '2027-01'");
    expect((await verifyAudit(ledger)).bad).toMatchObject({ why: "segment" });
  });

  it("are not deleted before they are sealed, and that is said", async () => {
    const [engine] = await engines();
    const ledger = await make(engine!, "2026-05-10T10:00:00Z");
    const now = seen(ledger, "2027-08-01T10:00:00Z");
    expect(await tidy(now)).toMatchObject({ months: [], unsealed: "2026-05" });
    expect(await log(ledger)).toHaveLength(1);
    await sealMonths(now);
    expect(await tidy(now)).toMatchObject({ months: [{ month: "2026-05" }] });
    expect((await tidy(now)).unsealed).toBeUndefined();
  });

  it("stay when the log is not intact, and that is said", async () => {
    const [engine] = await engines();
    const ledger = await make(engine!, "2026-05-10T10:00:00Z");
    await sealMonths(seen(ledger, "2026-06-10T10:00:00Z"));
    await ledger.store.run("UPDATE event SET who = 'altri' WHERE seq = 1");
    const now = seen(ledger, "2027-08-01T10:00:00Z");
    expect(await tidy(now)).toMatchObject({ months: [], broken: { seq: 1, why: "altered" } });
    expect(await log(ledger)).toHaveLength(2);
  });

  it("go all or not at all when it is stopped", async () => {
    const [engine] = await engines();
    const ledger = await make(engine!, "2026-05-10T10:00:00Z");
    await events(ledger, "2026-06-10T10:00:00Z");
    await sealMonths(seen(ledger, "2026-07-10T10:00:00Z"));
    const now = seen(ledger, "2027-08-01T10:00:00Z");
    for (const what of ["DELETE", "INSERT INTO segment", "INSERT INTO event", "INSERT INTO meta"]) {
      const store: Ledger["store"] = {
        ...ledger.store,
        run: (sql, params) =>
          sql.startsWith(what) ? Promise.reject(new Error("killed")) : ledger.store.run(sql, params),
      };
      await expect(tidy({ ...now, store })).rejects.toThrow("killed");
      expect(await verifyAudit(ledger)).toMatchObject({ ok: true, first: 1 });
    }
    expect((await tidy(now)).months).toMatchObject([{ month: "2026-05" }, { month: "2026-06" }]);
    expect((await verifyAudit(ledger)).ok).toBe(true);
  });

  it("leave no byte in the file: not in free pages, not in the journal", async () => {
    const [engine] = await engines();
    const ledger = await make(engine!, "2026-05-10T10:00:00Z");
    const anna = { ...ledger, who: "annabianchi@macchina" };
    await events(anna, "2026-05-11T10:00:00Z", 200);
    await sealMonths(seen(ledger, "2026-06-10T10:00:00Z", "sigilli@macchina"));
    const found = (): string =>
      execFileSync("sh", ["-c", `cat "${ledger.store.where}"* | grep -ac annabianchi || true`], {
        encoding: "utf8",
      }).trim();
    expect(Number(found())).toBeGreaterThan(0);
    await tidy(seen(ledger, "2027-06-01T10:00:00Z", "pulizia@macchina"));
    expect(found()).toBe("0");
  });
});
