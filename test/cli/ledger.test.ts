import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { readKeyFile } from "../../src/crypto/index.ts";
import { openLedger, keyTag, TRACCIA } from "../../src/ledger/index.ts";
import type { OpenLedger } from "../../src/ledger/index.ts";
import { engines, NOW, REGIONE, SQLITE_SHELL, type Bench } from "../ledger/helpers.ts";
import { recordOf, tracesOf } from "../ledger/invii.ts";
import { checkLedgerHere } from "../../src/cli/doctor/ledger.ts";
import { machineHere } from "../../src/cli/doctor/index.ts";
import { fakeContext } from "./helpers.ts";
import { chiama, type Chiamata } from "./chiamata.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sioc-cli-ledger-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** The command line of a ledger of the bench's. */
function commandsOf({ options }: Bench): (...argv: readonly string[]) => Promise<Chiamata> {
  const { url, file, keyFile } = options;
  const urlFile = join(folder, "url");
  if (url !== undefined) writeFileSync(urlFile, `${url}\n`, { mode: 0o600 });
  const place = url === undefined ? [] : ["--ledger-url-file", urlFile];
  const own = ["--regione", REGIONE, "--ledger", file, "--ledger-key-file", keyFile, ...place];
  return (...argv) => chiama(...argv, ...own, "--today", "2026-11-22");
}

/** Its Id_Rec must be seen nowhere. */
const RIGA = { id: "ID-SEGRETO-1" };
const RECORD = recordOf(RIGA);

/** A run with one record, as the tables hold it. */
async function populate(ledger: OpenLedger): Promise<void> {
  const { store, keys } = ledger;
  await store.run(
    `INSERT INTO run (id, periodo, stato, bundle, folder, manifest_sha256, content, prepared_at, prepared_on, who,
       versions, key_check, id_rec) VALUES (1, '2026T3', 'accepted', 'SIOC_030_2026T3_000001', 'f', 'ab', ?1,
       '2026-10-20T08:00:00.000Z', '2026-10-20', 'prova@macchina', '{}', 'AAAA-BBBB', 'x')`,
    [Buffer.alloc(16, 1)],
  );
  await store.run(
    `INSERT INTO record (key, busta, struttura, azienda, aperto, deceduto, stato1, stato2, tipo, periodo, run, run1,
       run2) VALUES (?1, ?2, '030301301001', '301', 0, 0, 1, 1, 'I', '2026T3', 1, 1, 1)`,
    [keyTag(keys, RECORD), bustaOf(ledger)],
  );
}

function bustaOf(ledger: OpenLedger): Buffer {
  const { at, length } = TRACCIA.busta;
  return Buffer.from(tracesOf(ledger, [RIGA]).subarray(at, at + length));
}

for (const engine of await engines()) {
  describe.skipIf(engine.skip !== undefined)(`sioc ledger on ${engine.name}`, () => {
    let bench: Bench;
    let sioc: ReturnType<typeof commandsOf>;

    beforeEach(async () => {
      bench = await engine.make();
      sioc = commandsOf(bench);
    });
    afterEach(() => bench.dispose());

    it("check finds a sound ledger sound", async () => {
      await populate(bench.ledger);
      const { out, exit } = await sioc("ledger", "check");
      expect(out).toContain("Il registro è integro.");
      expect(exit).toBe(0);
      const { out: json } = await sioc("ledger", "check", "--json");
      expect(JSON.parse(json)).toMatchObject({
        ok: true,
        data: { counts: { run: 1, record: 1, event: 1 }, checks: [{}, {}, {}, { seen: 1, wrong: 0 }] },
      });
    });

    it.each<[string, string, string]>([
      ["an envelope changed by one byte", "UPDATE record SET busta = ?1", "buste"],
      [
        "rows of a run that is not there",
        "INSERT INTO run_struttura VALUES (9, '301', 's', 1)",
        "collegamenti",
      ],
      ["a table that is gone", "DROP TABLE rejection", "tabelle"],
    ])("check ends with 22 and says where: %s", async (_what, sql, where) => {
      await populate(bench.ledger);
      const other = bustaOf(bench.ledger);
      other[40] = (other[40] ?? 0) ^ 1;
      await bench.ledger.store.run(sql, sql.includes("?1") ? [other] : []);
      const { out, exit } = await sioc("ledger", "check");
      expect(exit).toBe(22);
      const wrong = out.split("\n").filter((line) => /errore|non vanno/.test(line));
      expect(wrong.join("\n")).toContain(where);
      expect(out).toContain("NON è integro");
    });

    it("export gives counts and nothing that could name anybody", async () => {
      await populate(bench.ledger);
      const file = join(folder, "registro.jsonl");
      expect((await sioc("ledger", "export", "--file", file)).exit).toBe(0);
      const text = readFileSync(file, "utf8");
      expect(statSync(file).mode & 0o777).toBe(0o600);
      expect(text).not.toContain("SEGRETO");
      expect(text).not.toContain(keyTag(bench.ledger.keys, RECORD).toString("hex"));
      const lines = text.trimEnd().split("\n");
      expect(lines.map((line) => (JSON.parse(line) as { type: string }).type)).toEqual([
        "ledger",
        "run",
        "azienda",
      ]);
      expect(lines[2]).toBe(
        '{"type":"azienda","azienda":"301","periodo":"2026T3","stato1":1,"stato2":1,"records":1}',
      );
      expect((await sioc("ledger", "export", "--file", file)).exit).toBe(2);
      expect((await sioc("ledger", "export")).out).toBe(text);
    });
  });
}

describe("sioc ledger on a file", () => {
  let bench: Bench;
  let sioc: ReturnType<typeof commandsOf>;

  beforeEach(async () => {
    bench = (await (await engines())[0]?.make()) ?? fail();
    sioc = commandsOf(bench);
    await populate(bench.ledger);
  });
  afterEach(() => bench.dispose());

  it("backup copies it while it is locked and being written, without the key", async () => {
    const file = join(folder, "copie", "copia.db");
    const release = await bench.ledger.store.lock();
    const { out, exit } = await sioc("ledger", "backup", "--file", file);
    await release();
    expect(exit).toBe(0);
    expect(out).toContain("registro.key");
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(existsSync(`${file}.part`)).toBe(false);
    const copy = await openLedger({ ...bench.options, file, readKey: readKeyFile, now: NOW, create: false });
    expect(await copy.store.rows("SELECT id FROM run")).toEqual([[1]]);
    await copy.close();
    const events = await bench.ledger.store.rows("SELECT what FROM event ORDER BY seq");
    expect(events).toEqual([["ledger.created"], ["ledger.backup"]]);
  });

  it.skipIf(SQLITE_SHELL === undefined)("backup makes what the sqlite3 shell calls intact", async () => {
    const file = join(folder, "copia.db");
    await sioc("ledger", "backup", "--file", file);
    const said = execFileSync(SQLITE_SHELL ?? "", [
      file,
      "PRAGMA integrity_check; SELECT count(*) FROM record",
    ]);
    expect(String(said)).toBe("ok\n1\n");
  });

  it("backup writes over nothing, and never over the ledger or its key", async () => {
    const file = join(folder, "copia.db");
    writeFileSync(file, "altro");
    expect((await sioc("ledger", "backup", "--file", file)).exit).toBe(2);
    expect(readFileSync(file, "utf8")).toBe("altro");
    expect((await sioc("ledger", "backup", "--file", file, "--force")).exit).toBe(0);
    for (const own of [bench.options.file, bench.options.keyFile])
      expect((await sioc("ledger", "backup", "--file", own, "--force")).exit).toBe(2);
    expect((await sioc("ledger", "check")).exit).toBe(0);
  });

  it("backup wants to know where, and says when there is nothing to copy", async () => {
    expect((await sioc("ledger", "backup")).exit).toBe(2);
    const nowhere = ["--ledger", join(folder, "nessuno.db"), "--regione", REGIONE];
    const { err, exit } = await chiama("ledger", "backup", "--file", join(folder, "c.db"), ...nowhere);
    expect(exit).toBe(22);
    expect(err).toContain("LEDGER_ABSENT");
    expect(existsSync(join(folder, "c.db"))).toBe(false);
  });

  it("doctor says whether it opens, is free, and when it was copied", async () => {
    expect(await diagnosis(bench)).toMatchObject({
      status: "avviso",
      command: expect.stringMatching(/ledger backup/) as string,
    });
    await sioc("ledger", "backup", "--file", join(folder, "copia.db"));
    expect(await diagnosis(bench)).toMatchObject({
      status: "ok",
      observed: expect.stringMatching(/ultima copia il 22\/11\/2026/) as string,
    });
    const release = await bench.ledger.store.lock();
    expect(await diagnosis(bench)).toMatchObject({
      status: "ok",
      observed: expect.stringMatching(/in uso/) as string,
    });
    await release();
    expect(await diagnosis(bench, "2027-03-01")).toMatchObject({ status: "avviso" });
    writeFileSync(bench.options.keyFile, `${"0".repeat(64)}\n`);
    expect(await diagnosis(bench)).toMatchObject({ status: "errore", code: "LEDGER_KEY", exit: 22 });
  });

  it("doctor calls a ledger that is not there yet no error", async () => {
    const options = { ...bench.options, file: join(folder, "nessuno.db") };
    expect(await diagnosis({ ...bench, options })).toMatchObject({
      status: "ok",
      observed: expect.stringMatching(/non c'è ancora/) as string,
    });
  });
});

async function diagnosis({ options }: Bench, today?: string): Promise<Record<string, unknown>> {
  const env = { SIOC_REGIONE: REGIONE, SIOC_LEDGER: options.file, SIOC_LEDGER_KEY_FILE: options.keyFile };
  const { context } = fakeContext({ cwd: folder, env, ...(today === undefined ? {} : { today }) });
  const machine = machineHere();
  const { text } = context;
  return {
    ...(await checkLedgerHere({ context, text, machine, config: context.config(), layout: undefined })),
  };
}

function fail(): never {
  throw new Error("no engine");
}
