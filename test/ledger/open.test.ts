import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { execFileSync } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";

import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { MIGRATIONS } from "../../src/ledger/schema.ts";
import { migrate, SCHEMA_VERSION } from "../../src/ledger/migrate.ts";
import { openLedger, openScratchLedger } from "../../src/ledger/index.ts";
import { damage } from "../../src/ledger/store/fault.ts";
import { openSqliteStore } from "../../src/ledger/store/sqlite.ts";
import { openPostgresStore } from "../../src/ledger/store/postgres.ts";
import { codeOf } from "../cli/helpers.ts";
import { engines, psql, SQLITE_SHELL, type Bench } from "./helpers.ts";

const mode = (path: string): string => (statSync(path).mode & 0o777).toString(8);
const all = await engines();

for (const engine of all) {
  describe.skipIf(engine.skip !== undefined)(`a ledger opened on ${engine.name}`, () => {
    let bench: Bench;

    beforeEach(async () => {
      bench = await engine.make();
    });
    afterEach(() => bench.dispose());

    const refused = (later: Parameters<Bench["another"]>[0]): Promise<string> =>
      codeOf(() => bench.another({ create: false, ...later }));

    it("is made with a key of 32 bytes for its owner alone, and the first event", async () => {
      const { keyFile } = bench.options;
      expect(readFileSync(keyFile, "latin1")).toMatch(/^[0-9a-f]{64}\n$/);
      expect(mode(keyFile)).toBe("600");
      const events = await bench.ledger.store.rows("SELECT what, who FROM event");
      expect(events).toEqual([["ledger.created", "prova@macchina"]]);
    });

    it("is the same ledger when opened again, by whoever may make one too", async () => {
      const { check } = bench.ledger.keys;
      const again = await bench.reopen();
      expect(again.keys.check).toBe(check);
      expect((await again.store.rows("SELECT CAST(count(*) AS INTEGER) FROM event"))[0]).toEqual([1]);
    });

    it("is refused to another region", async () => {
      expect(await refused({ regione: "050" })).toBe("LEDGER_REGION");
    });

    it("is refused with another key, with none and with what is no key", async () => {
      const { keyFile } = bench.options;
      writeFileSync(keyFile, `${"0".repeat(64)}\n`);
      expect(await refused({})).toBe("LEDGER_KEY");
      writeFileSync(keyFile, "chiave\n");
      expect(await refused({})).toBe("LEDGER_KEY");
      rmSync(keyFile);
      expect(await refused({})).toBe("LEDGER_KEY");
      expect(await refused({ create: true })).toBe("LEDGER_KEY");
      expect(existsSync(keyFile)).toBe(false);
    });

    it("wants its key closed to others", async () => {
      chmodSync(bench.options.keyFile, 0o640);
      expect(await refused({})).toBe("KEY_PERMISSIONS");
    });

    it("is refused by an older sioc, which changes nothing", async () => {
      await bench.ledger.store.run("UPDATE meta SET value = '999' WHERE name = 'schema'");
      expect(await refused({ create: true })).toBe("LEDGER_VERSION");
      const [row] = await bench.ledger.store.rows("SELECT value FROM meta WHERE name = 'schema'");
      expect(row).toEqual(["999"]);
    });

    it("brings an older ledger up, whole or not at all", async () => {
      const { store } = bench.ledger;
      const migrated = (...step: string[]): Promise<number> =>
        store.transaction(() => migrate(store, [...MIGRATIONS, step]));
      await expect(migrated("CREATE TABLE nuova (a BLOB)", "CREATE TABLE run (a BLOB)")).rejects.toThrow();
      expect(await store.rows("SELECT value FROM meta WHERE name = 'schema'")).toEqual([
        [String(SCHEMA_VERSION)],
      ]);
      expect(await migrated("CREATE TABLE nuova (a BLOB)")).toBe(SCHEMA_VERSION);
      expect(await store.rows("SELECT a FROM nuova")).toEqual([]);
      // Now it is newer than this sioc knows.
      expect(await refused({})).toBe("LEDGER_VERSION");
    });

    it("is read while another holds the lock", async () => {
      const release = await bench.ledger.store.lock();
      const reader = await bench.another({ create: false });
      await reader.store.run("CREATE TEMP TABLE scratch (a BLOB)");
      expect(await reader.store.rows("SELECT id FROM run")).toEqual([]);
      await release();
    });

    it("waits for another's write, and gives up with a code", async () => {
      const { store } = bench.ledger;
      const other = await bench.another({ create: false });
      await store.transaction(async () => {
        await store.run("UPDATE meta SET value = value");
        expect(await codeOf(() => other.store.transaction(() => Promise.resolve()))).toBe("LEDGER_LOCKED");
      });
      await other.store.transaction(() => other.store.run("UPDATE meta SET value = value"));
    });

    it("makes one ledger and one key when several ask at once", async () => {
      const other = await engine.make({});
      try {
        const opened = await Promise.allSettled(Array.from({ length: 5 }, () => other.another()));
        const checks = opened.flatMap((o) => (o.status === "fulfilled" ? [o.value.keys.check] : []));
        expect(new Set(checks)).toEqual(new Set([other.ledger.keys.check]));
      } finally {
        await other.dispose();
      }
    });
  });
}

describe("the ledger's file", () => {
  let folder: string;
  const at = (...names: string[]): string => join(folder, "registro", ...names);
  const options = () => ({
    file: at("registro.db"),
    keyFile: at("registro.key"),
    readKey: (path: string) => readFileSync(path),
    regione: "030",
    now: 0,
    who: "x@y",
  });
  const make = () => openLedger({ ...options(), create: true });
  const opening = (create = false): Promise<string> =>
    codeOf(async () => (await openLedger({ ...options(), create })).close());

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "sioc-open-"));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it("that is absent is said to be, and nothing is made", async () => {
    expect(await opening()).toBe("LEDGER_ABSENT");
    expect(readdirSync(folder)).toEqual([]);
  });

  it("and what stands beside it are for their owner alone", async () => {
    const ledger = await make();
    await ledger.store.transaction(() => ledger.store.run("UPDATE meta SET value = value"));
    expect(mode(at())).toBe("700");
    const names = readdirSync(at());
    expect(names).toContain("registro.db-wal");
    expect(names).toContain("registro.db-shm");
    expect(names.map((name) => [name, mode(at(name))])).toEqual(names.map((name) => [name, "600"]));
    await ledger.close();
  });

  it("that was open to others is closed to them", async () => {
    await (await make()).close();
    chmodSync(at("registro.db"), 0o644);
    const ledger = await openLedger({ ...options(), create: false });
    expect(mode(at("registro.db"))).toBe("600");
    await ledger.close();
  });

  it("keeps every commit on disk before it returns (WAL, synchronous FULL)", async () => {
    const ledger = await make();
    expect(await ledger.store.rows("PRAGMA journal_mode")).toEqual([["wal"]]);
    expect(await ledger.store.rows("PRAGMA synchronous")).toEqual([[2]]);
    await ledger.close();
  });

  it.skipIf(SQLITE_SHELL === undefined)("is what the sqlite3 shell calls intact", async () => {
    await (await make()).close();
    const said = execFileSync(SQLITE_SHELL ?? "", [at("registro.db"), "PRAGMA integrity_check"]);
    expect(String(said)).toBe("ok\n");
  });

  it("uses a key that is there, and leaves it as it is", async () => {
    mkdirSync(at(), { recursive: true });
    const key = `${"ab".repeat(32)}\n`;
    writeFileSync(at("registro.key"), key, { mode: 0o600 });
    await (await make()).close();
    expect(readFileSync(at("registro.key"), "latin1")).toBe(key);
  });

  it("starts over what was broken off before it had its name", async () => {
    mkdirSync(at(), { recursive: true });
    writeFileSync(at("registro.db.part"), "half");
    writeFileSync(at("registro.db.part-journal"), "half");
    await (await make()).close();
    expect(readdirSync(at()).filter((name) => name.includes("part"))).toEqual([]);
  });

  it.each<[string, (file: string) => unknown, string]>([
    ["cut to nothing", (file) => spoiled(truncateSync, file, 0), "LEDGER_DAMAGED"],
    ["cut to half a page", (file) => spoiled(truncateSync, file, 60), "LEDGER_DAMAGED"],
    ["cut in the middle", (file) => spoiled(truncateSync, file, 40_960), "LEDGER_DAMAGED"],
    ["overwritten", (file) => spoiled(writeFileSync, file, "testo ".repeat(5000)), "LEDGER_DAMAGED"],
    ["a folder", (file) => [spoiled(rmSync, file), spoiled(mkdirSync, file)], "LEDGER_DISK"],
    [
      "a link",
      (file) => [spoiled(renameSync, file, `${file}.2`), spoiled(symlinkSync, `${file}.2`, file)],
      "LEDGER_DISK",
    ],
    [
      "a link to nothing",
      (file) => [spoiled(rmSync, file), spoiled(symlinkSync, "/nonexistent/x", file)],
      "LEDGER_DISK",
    ],
  ])("that is %s is refused, and never made anew", async (_what, spoil, code) => {
    await (await make()).close();
    spoil(at("registro.db"));
    const before = readdirSync(at()).sort();
    expect(await opening(true)).toBe(code);
    expect(readdirSync(at()).filter((name) => !/-(wal|shm)$/.test(name))).toEqual(
      before.filter((name) => !/-(wal|shm)$/.test(name)),
    );
  });

  it("that belongs to another program is refused and left alone", async () => {
    mkdirSync(at(), { recursive: true });
    const store = await openSqliteStore(at("registro.db"));
    await store.run("CREATE TABLE altro (a TEXT)");
    await store.close();
    expect(await opening(true)).toBe("LEDGER_DAMAGED");
  });

  const root = process.getuid?.() === 0;

  it.skipIf(!root)("says when the disk is full, and works again after", async () => {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=400k", "tmpfs", folder]);
    try {
      const ledger = await make();
      const { store } = ledger;
      await store.run("CREATE TABLE big (a BLOB)");
      const fill = (): Promise<unknown> =>
        store.transaction(() => store.run("INSERT INTO big VALUES (?1)", [Buffer.alloc(600_000)]));
      expect(await codeOf(fill)).toBe("LEDGER_DISK");
      expect(await store.rows("SELECT count(*) FROM big")).toEqual([[0]]);
      execFileSync("mount", ["-o", "remount,size=8m", folder]);
      await fill();
      expect(await store.rows("SELECT count(*) FROM big")).toEqual([[1]]);
      await ledger.close();
    } finally {
      execFileSync("umount", ["-l", folder]);
    }
  });

  it.skipIf(!root)("says when the disk cannot be written", async () => {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=400k,ro", "tmpfs", folder]);
    try {
      expect(await opening(true)).toBe("LEDGER_DISK");
    } finally {
      execFileSync("umount", ["-l", folder]);
    }
  });
});

describe("what an engine or the disk refuses", () => {
  it.each<[string, string]>([
    ["EIO", "LEDGER_DISK"],
    ["ENOSPC", "LEDGER_DISK"],
    ["EROFS", "LEDGER_DISK"],
    ["SQLITE_FULL", "LEDGER_DISK"],
    ["SQLITE_IOERR_FSYNC", "LEDGER_DISK"],
    ["53100", "LEDGER_DISK"],
    ["SQLITE_CORRUPT_INDEX", "LEDGER_DAMAGED"],
    ["XX001", "LEDGER_DAMAGED"],
    ["SQLITE_BUSY_SNAPSHOT", "LEDGER_LOCKED"],
    ["55P03", "LEDGER_LOCKED"],
  ])("%s is said as %s", (code, said) => {
    expect(damage("x", Object.assign(new Error("parole"), { code }))).toMatchObject({ code: said });
  });

  it.each(["SQLITE_CONSTRAINT_UNIQUE", "SQLITE_ERROR", "ERR_INVALID_ARG_TYPE", "23505", ""])(
    "'%s' is a defect of ours and stays as it is",
    (code) => {
      const defect = Object.assign(new Error("parole"), { code });
      expect(damage("x", defect)).toBe(defect);
    },
  );
});

describe("a scratch ledger", () => {
  it("has the tables, gives the lock to whoever asks, and leaves nothing behind", async () => {
    const before = readdirSync(process.cwd());
    const ledger = await openScratchLedger({ secret: Buffer.alloc(32), regione: "030", now: 0, who: "x@y" });
    expect(await ledger.store.rows("SELECT id FROM run")).toEqual([]);
    await (
      await ledger.store.lock()
    )();
    await ledger.close();
    expect(readdirSync(process.cwd())).toEqual(before);
  });
});

/** What is done to a file, said in one line. */
function spoiled<Args extends readonly unknown[]>(how: (...args: Args) => unknown, ...args: Args): true {
  how(...args);
  return true;
}

const postgres = all.find(({ name }) => name === "postgres");

describe("the address of a ledger on PostgreSQL", () => {
  it.each<[string, string]>([
    ["is none", "registro"],
    ["of another kind", "mysql://u:segreto@h/d"],
    ["with an option nobody knows", "postgres://u:segreto@localhost/d?options=x"],
    ["that leaves encryption to the network", "postgres://u:segreto@h/d?sslmode=prefer"],
    ["with a schema that is no name", `postgres://u:segreto@localhost/d?schema=a"b`],
    ["with a certificate that is not there", "postgres://u:segreto@h/d?sslrootcert=/nessuno.pem"],
    ["without a database", "postgres://u:segreto@localhost/"],
    ["with a fragment", "postgres://u:se#greto@localhost/d"],
    ["where nobody answers", "postgres://u:segreto@127.0.0.1:1/d"],
    ["of nobody's name", "postgres://u:segreto@nessuno.invalid/d?sslmode=disable"],
  ])("is refused when it is one %s, without its password", async (_why, url) => {
    const error: unknown = await openPostgresStore(url).catch((e: unknown) => e);
    expect(error).toMatchObject({ code: "LEDGER_CONNECT", exit: 22 });
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain("segreto");
  });

  it.skipIf(!postgres)("asks for TLS of a server elsewhere, and says so when it has none", async () => {
    const url = "postgres://u:segreto@127.0.0.1:5432/d?sslmode=require";
    await expect(openPostgresStore(url)).rejects.toMatchObject({ data: { reason: "TLS" } });
  });

  it.skipIf(!postgres)("says a connection that breaks, and forgets the lock with it", async () => {
    const bench = await postgres?.make();
    if (!bench) return;
    const { store } = bench.ledger;
    await store.lock();
    const [pid] = (await store.rows("SELECT pg_backend_pid()"))[0] ?? [];
    await psql("postgres", `SELECT pg_terminate_backend(${String(pid)})`);
    expect(await codeOf(() => store.transaction(() => Promise.resolve()))).toBe("LEDGER_CONNECT");
    expect(await codeOf(() => store.rows("SELECT 1"))).toBe("LEDGER_CONNECT");
    const other = await bench.another();
    await (
      await other.store.lock()
    )();
    await bench.dispose();
  });

  it.skipIf(!postgres)("does not take for done what the server has undone", async () => {
    const bench = await postgres?.make();
    if (!bench) return;
    const { store } = bench.ledger;
    const swallowed = store.transaction(async () => {
      await store.run("DELETE FROM meta");
      await store.run("SELECT 1 / 0").catch(() => undefined);
    });
    await expect(swallowed).rejects.toThrow("failed before its end");
    expect((await store.rows("SELECT name FROM meta")).length).toBeGreaterThan(0);
    await bench.dispose();
  });
});
