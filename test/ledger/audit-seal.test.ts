import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeAll, describe, expect, it } from "vitest";

import { fromDay } from "../../src/core/dates.ts";
import { generateTestKeys, loadSigner, testKeyFiles, type Signer } from "../../src/crypto/index.ts";
import { readSegments, sealMonths, verifyAudit, type Ledger } from "../../src/ledger/index.ts";
import { checkSeals, readSealFile, sealLog } from "../../src/pipeline/audit.ts";
import { CF, days, folder, noGpg, noOpenssl, NOW, run, TODAY } from "../crypto/helpers.ts";
import { append, events, log, seen } from "./audit-helpers.ts";
import { engines, type Bench } from "./helpers.ts";

const open: Bench[] = [];
afterEach(async () => {
  for (const bench of open.splice(0)) await bench.dispose();
});

const months = async (ledger: Ledger): Promise<string[]> =>
  (await readSegments(ledger)).segments.map(({ month, first, last }) => `${month} ${first}-${last}`);

describe.each(await engines())("sealing on $name", (engine) => {
  const make = async (now: string): Promise<Ledger> => {
    const bench = await engine.make({ now: Date.parse(now) });
    open.push(bench);
    return bench.ledger;
  };

  describe.skipIf(engine.skip !== undefined)("months", () => {
    it("closes each finished month that has events, once", async () => {
      const ledger = await make("2026-07-31T10:00:00Z");
      await events(ledger, "2026-08-10T10:00:00Z", 2);
      await events(ledger, "2026-10-10T10:00:00Z", 1);
      await events(ledger, "2026-11-10T10:00:00Z", 1);
      const november = seen(ledger, "2026-11-20T10:00:00Z");
      expect((await sealMonths(november)).map(({ month }) => month)).toEqual([
        "2026-07",
        "2026-08",
        "2026-10",
      ]);
      expect(await months(ledger)).toEqual(["2026-07 1-1", "2026-08 2-3", "2026-10 4-4"]);
      expect(await sealMonths(november)).toEqual([]);
      await sealMonths(seen(ledger, "2026-12-01T10:00:00Z"));
      expect((await months(ledger)).at(-1)).toBe("2026-11 5-8");
      expect((await verifyAudit(ledger)).ok).toBe(true);
    });

    it.each([
      ["2026-03-31T21:59:59.999Z", "2026-03", "23.59 in Rome, summer time since two days"],
      ["2026-03-31T22:00:00.000Z", "2026-04", "midnight in Rome is 22.00 UTC in summer"],
      ["2026-10-31T22:59:59.999Z", "2026-10", "23.59 in Rome, winter time since six days"],
      ["2026-10-31T23:00:00.000Z", "2026-11", "midnight in Rome is 23.00 UTC in winter"],
      ["2026-12-31T22:59:59.999Z", "2026-12", "the last minute of the year"],
      ["2026-12-31T23:00:00.000Z", "2027-01", "the year is new in Rome, not in UTC"],
      ["2028-02-29T12:00:00.000Z", "2028-02", "29 February"],
    ])("puts %s in %s: %s", async (at, month) => {
      const ledger = await make(at);
      const [sealed] = await sealMonths(seen(ledger, "2028-05-01T10:00:00Z"));
      expect(sealed?.month).toBe(month);
    });

    it.each([
      ["2026-04-30T21:59:59Z", 0],
      ["2026-04-30T22:00:00Z", 1],
    ])("has April finished at %s: %i", async (at, count) => {
      const ledger = await make("2026-04-15T10:00:00Z");
      expect(await sealMonths(seen(ledger, at))).toHaveLength(count);
    });

    it("lets a sealed month take no more events when the clock goes back", async () => {
      const ledger = await make("2026-09-10T10:00:00Z");
      await sealMonths(seen(ledger, "2026-10-02T10:00:00Z"));
      await events(ledger, "2026-09-20T10:00:00Z", 1);
      await sealMonths(seen(ledger, "2026-11-02T10:00:00Z"));
      // Created; sealed; clock.backwards and one of September, after October was reached: they are October's.
      expect(await months(ledger)).toEqual(["2026-09 1-1", "2026-10 2-4"]);
      expect((await verifyAudit(ledger)).ok).toBe(true);
    });

    it("does not let one event of the future keep a month open", async () => {
      const ledger = await make("2026-09-10T10:00:00Z");
      await events(ledger, "2031-01-01T10:00:00Z", 1);
      await events(ledger, "2026-09-12T10:00:00Z", 1);
      await sealMonths(seen(ledger, "2026-10-02T10:00:00Z"));
      expect(await months(ledger)).toEqual(["2026-09 1-4"]);
    });

    it("gives the next month what comes after a seal made too early", async () => {
      const ledger = await make("2026-09-10T10:00:00Z");
      await sealMonths(seen(ledger, "2027-01-02T10:00:00Z"));
      await events(ledger, "2026-09-12T10:00:00Z", 1);
      await sealMonths(seen(ledger, "2026-11-02T10:00:00Z"));
      expect(await months(ledger)).toEqual(["2026-09 1-1", "2026-10 2-4"]);
      expect((await verifyAudit(ledger)).ok).toBe(true);
    });

    it.each([
      ["UPDATE event SET who = 'x' WHERE seq = 2", 2],
      ["DELETE FROM event WHERE seq = 3", 3],
    ])("does not seal a log that is not intact: %s", async (sql, seq) => {
      const ledger = await make("2026-09-10T10:00:00Z");
      await events(ledger, "2026-09-12T10:00:00Z", 2);
      await ledger.store.run(sql);
      await expect(sealMonths(seen(ledger, "2026-10-02T10:00:00Z"))).rejects.toMatchObject({
        code: "AUDIT_BROKEN",
        data: { seq },
      });
      expect(await months(ledger)).toEqual([]);
    });

    it("leaves no segment without its event when it is stopped", async () => {
      const ledger = await make("2026-09-10T10:00:00Z");
      const failing: Ledger = {
        ...ledger,
        now: Date.parse("2026-10-02T10:00:00Z"),
        store: {
          ...ledger.store,
          run: (sql, params) =>
            sql.startsWith("INSERT INTO event")
              ? Promise.reject(new Error("stop"))
              : ledger.store.run(sql, params),
        },
      };
      await expect(sealMonths(failing)).rejects.toThrow("stop");
      expect(await months(ledger)).toEqual([]);
      expect((await verifyAudit(ledger)).ok).toBe(true);
    });
  });
});

describe("a signed seal", () => {
  const room = folder();
  const file = (name: string): string => join(room.path, name);
  let pgp: Signer;
  let cades: Signer;
  let pgpPublic: Uint8Array;

  beforeAll(async () => {
    for (const { name, content } of testKeyFiles(await generateTestKeys({ today: TODAY, codiceFiscale: CF })))
      room.write(name, content);
    pgp = await loadSigner({ key: file("firmatario-test-privata.asc") }, { now: NOW });
    if (pgp.format === "openpgp") pgpPublic = pgp.publicKey;
    const pem = { key: file("firmatario-test-privata.pem"), certificate: file("firmatario-test.pem") };
    cades = await loadSigner(pem, { now: NOW, senderCodiceFiscale: CF });
  });

  /** A ledger of last month, sealed now: other programs judge by the real clock. */
  const sealedNow = async (
    signer: Signer | undefined,
  ): Promise<{ ledger: Ledger; out: string; month: string }> => {
    const [engine] = await engines();
    const bench = await engine!.make({ now: NOW - days(40) });
    open.push(bench);
    const ledger = { ...bench.ledger, now: NOW };
    const out = join(bench.options.file, "..", "sigilli");
    await sealLog(ledger, signer, { folder: out, now: NOW });
    return { ledger, out, month: fromDay(Math.floor((NOW - days(40)) / days(1))).slice(0, 7) };
  };

  it.skipIf(noGpg)(`gpg verifies it${noGpg}`, async () => {
    const { out, month, ledger } = await sealedNow(pgp);
    const env = { GNUPGHOME: join(room.path, "gpg") };
    run("mkdir", ["-m", "700", env.GNUPGHOME]);
    const gpg = (...args: string[]): Buffer => run("gpg", ["--batch", "--no-tty", "--trust-model", "always", ...args], undefined, env); // prettier-ignore
    try {
      gpg("--import", file("firmatario-test.asc"));
      gpg("--verify", join(out, `${month}.json.asc`), join(out, `${month}.json`));
      writeFileSync(
        join(out, "altro.json"),
        readFileSync(join(out, `${month}.json`), "utf8").replace("030", "040"),
      );
      expect(() => gpg("--verify", join(out, `${month}.json.asc`), join(out, "altro.json"))).toThrow();
    } finally {
      run("gpgconf", ["--kill", "all"], undefined, env);
    }
    const { segments } = await readSegments(ledger);
    expect(await checkSeals(ledger, segments, [pgpPublic])).toMatchObject([{ month, status: "ok", fingerprint: pgp.fingerprint }]); // prettier-ignore
    expect(await checkSeals(ledger, segments, [])).toMatchObject([{ status: "unchecked" }]);
  });

  it.skipIf(noOpenssl)(`openssl verifies it${noOpenssl}`, async () => {
    const { out, month, ledger } = await sealedNow(cades);
    const verify = (content: string): Buffer =>
      run("openssl", ["cms", "-verify", "-cades", "-binary", "-inform", "DER", "-CAfile", file("firmatario-test.pem"), "-in", join(out, `${month}.json.p7s`), "-content", content]); // prettier-ignore
    expect(verify(join(out, `${month}.json`)).toString()).toBe(
      readFileSync(join(out, `${month}.json`), "utf8"),
    );
    writeFileSync(
      join(out, "altro.json"),
      readFileSync(join(out, `${month}.json`), "utf8").replace("030", "040"),
    );
    expect(() => verify(join(out, "altro.json"))).toThrow();
    const { segments } = await readSegments(ledger);
    expect(await checkSeals(ledger, segments, [])).toMatchObject([
      { status: "ok", fingerprint: cades.fingerprint },
    ]);
  });

  it("is not valid when somebody else signed", async () => {
    const { ledger } = await sealedNow(cades);
    const { segments } = await readSegments(ledger);
    const other = segments.map((segment) => ({ ...segment, signer: pgp.fingerprint }));
    expect(await checkSeals(ledger, other, [])).toMatchObject([{ status: "bad" }]);
    const moved = segments.map((segment) => ({ ...segment, last: segment.last + 1 }));
    expect(await checkSeals(ledger, moved, [])).toMatchObject([{ status: "bad" }]);
  });

  it("puts no codice fiscale of its signer in the ledger", async () => {
    const { ledger, out, month } = await sealedNow(cades);
    expect(readFileSync(join(out, `${month}.json.p7s`)).includes(CF)).toBe(true);
    for (const end of ["", "-wal"]) expect(readFileSync(ledger.store.where + end).includes(CF)).toBe(false);
  });

  it("is read from its file with the signature beside it", async () => {
    const { out, month } = await sealedNow(cades);
    const path = join(out, `${month}.json`);
    expect(await readSealFile(path, [])).toMatchObject({ month, first: 1, last: 1, status: "ok" });
    writeFileSync(path, readFileSync(path, "utf8").replace('"last":1', '"last":2'));
    expect(await readSealFile(path, [])).toMatchObject({ last: 2, status: "bad" });
    rmSync(`${path}.p7s`);
    expect(await readSealFile(path, [])).toMatchObject({ status: "unsigned" });
    writeFileSync(path, "{}");
    expect(await readSealFile(path, [])).toBeUndefined();
  });

  it("is for its owner only, and written again if it was moved away", async () => {
    const { ledger, out, month } = await sealedNow(pgp);
    const names = [`${month}.json`, `${month}.json.asc`];
    expect(readdirSync(out).sort()).toEqual(names);
    expect(names.map((name) => statSync(join(out, name)).mode & 0o777)).toEqual([0o600, 0o600]);
    const before = readFileSync(join(out, names[1]!));
    rmSync(out, { recursive: true });
    const again = await sealLog(ledger, undefined, { folder: out, now: NOW });
    expect(again).toMatchObject({ sealed: [], files: names.map((name) => join(out, name)) });
    expect(readFileSync(join(out, names[1]!)).equals(before)).toBe(true);
  });

  it("is signed later when there was no signer", async () => {
    const { ledger, out, month } = await sealedNow(undefined);
    expect(existsSync(join(out, `${month}.json`))).toBe(true);
    expect((await readSegments(ledger)).segments).toMatchObject([{ signer: null, signature: null }]);
    const text = readFileSync(join(out, `${month}.json`), "utf8");
    const { sealed } = await sealLog(ledger, cades, { folder: out, now: NOW });
    expect(sealed).toMatchObject([{ month, signer: cades.fingerprint }]);
    expect(readFileSync(join(out, `${month}.json`), "utf8")).toBe(text);
    expect(existsSync(join(out, `${month}.json.p7s`))).toBe(true);
    expect((await verifyAudit(ledger)).ok).toBe(true);
    expect((await log(ledger)).map(({ what }) => what)).toEqual([
      "ledger.created",
      "audit.sealed",
      "audit.sealed",
    ]);
  });

  it("stands against who has the key and writes the past again", async () => {
    const { ledger, out, month } = await sealedNow(cades);
    // Root, with the ledger key, makes another month of the same shape: every MAC is right.
    const [engine] = await engines();
    const forged = await engine!.make({ now: NOW - days(40), who: "altri@macchina", keyFile: join(ledger.store.where, "..", "registro.key") }); // prettier-ignore
    open.push(forged);
    const theirs = { ...forged.ledger, now: NOW };
    await sealMonths(theirs);
    await append(theirs, { what: "run.sent", data: {} });
    expect((await verifyAudit(theirs)).ok).toBe(true);
    const kept = await readSealFile(join(out, `${month}.json`), []);
    const { segments } = await readSegments(theirs);
    expect(kept?.status).toBe("ok");
    expect(segments[0]?.month).toBe(month);
    expect(segments[0]?.sha256).not.toBe(kept?.sha256);
  });
});
