import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { generateTestKeys, testKeyFiles } from "../../src/crypto/index.ts";
import { events, seen } from "../ledger/audit-helpers.ts";
import { CF, TODAY } from "../crypto/helpers.ts";
import { chiama, type Chiamata } from "./chiamata.ts";
import { tempFolder } from "./helpers.ts";
import { registroIn } from "./registro-finto.ts";

const keys = tempFolder();
beforeAll(async () => {
  for (const { name, content } of testKeyFiles(await generateTestKeys({ today: TODAY, codiceFiscale: CF })))
    writeFileSync(join(keys, name), content, { mode: 0o600 });
});

let cwd: string;
beforeEach(async () => {
  cwd = mkdtempSync(join(tmpdir(), "sioc-cli-audit-"));
  // Made on 2 August 2026; five more events in September.
  await registroIn(cwd, (ledger) => events(seen(ledger, "2026-09-10T10:00:00Z"), "2026-09-10T10:00:00Z", 5));
});
afterEach(() => {
  rmSync(cwd, { recursive: true, force: true });
});

const registro = (name: string): string => join(cwd, "registro", name);
const HERE = (): string[] => ["--regione", "030", "--ledger", registro("registro.db"), "--ledger-key-file", registro("registro.key")]; // prettier-ignore
const audit = (...argv: readonly string[]): Promise<Chiamata> =>
  chiama("audit", ...argv, ...HERE(), "--today", TODAY);
const SIGNER = ["--signer-key", join(keys, "firmatario-test-privata.asc")];
const tamper = async (sql: string): Promise<void> => {
  await registroIn(cwd, async ({ store }) => {
    await store.run(sql);
  });
};
interface Told {
  readonly ok: boolean;
  readonly exit: number;
  readonly summary: Readonly<Record<string, unknown>>;
  readonly data: Readonly<Record<string, unknown>>;
}
const told = ({ out }: Chiamata): Told => JSON.parse(out) as Told;

describe("sioc audit verify", () => {
  it("says that the log is intact, and what to do next", async () => {
    const { out, err, exit } = await audit("verify");
    expect(out).toContain("Registro delle operazioni integro: 6 eventi, dal 1 al 6.");
    expect(err).toContain("sioc audit seal");
    expect(exit).toBe(0);
  });

  it.each([
    ["UPDATE event SET who = 'altri@macchina' WHERE seq = 4", 4, "altered", "alterato"],
    ["DELETE FROM event WHERE seq >= 5", 5, "missing", "manca"],
  ])("names the first bad event and ends with 22: %s", async (sql, seq, why, word) => {
    await tamper(sql);
    const { out, err, exit } = await audit("verify");
    expect(out).toContain(`NON integro. Primo evento che non va: ${seq}, ${word}.`);
    expect(err).toContain("sioc audit export");
    expect(exit).toBe(22);
    expect(told(await audit("verify", "--json"))).toMatchObject({
      ok: false,
      exit: 22,
      summary: { bad: { seq, why } },
    });
  });

  it("speaks English", async () => {
    expect((await audit("verify", "--lang", "en")).out).toContain(
      "Log of operations intact: 6 events, from 1 to 6.",
    );
  });

  it("says when there is no ledger, and no file", async () => {
    rmSync(registro("registro.db"));
    expect(await audit("verify")).toMatchObject({
      exit: 22,
      err: expect.stringContaining("LEDGER_ABSENT") as string,
    });
    expect(await audit("verify", join(cwd, "manca.jsonl"))).toMatchObject({
      exit: 20,
      err: expect.stringContaining("SOURCE_MISSING") as string,
    });
  });
});

describe("sioc audit export", () => {
  it("writes a file for its owner that verify finds right, and right no more when a byte is changed", async () => {
    const file = join(cwd, "operazioni.jsonl");
    const { out, exit } = await audit("export", "--file", file);
    expect(out).toContain("Scritti 6 eventi");
    expect(exit).toBe(0);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(await audit("verify", file)).toMatchObject({ exit: 0 });
    writeFileSync(file, readFileSync(file, "utf8").replace('"run":3', '"run":4'));
    const bad = await audit("verify", file);
    expect(bad.out).toContain("File NON integro. Prima riga che non va: 4, evento 4, alterato.");
    expect(bad.exit).toBe(22);
  });

  it("prints on the screen lines that are JSON, and nothing else", async () => {
    const { out, exit } = await audit("export");
    const lines = out.trimEnd().split("\n");
    expect(lines.map((line) => Object.keys(JSON.parse(line) as object).length)).toEqual([
      7, 7, 7, 7, 7, 7, 9,
    ]);
    expect(exit).toBe(0);
    expect((await audit("export", "--json")).exit).toBe(2);
  });

  it("does not write over a file unless told to", async () => {
    const file = join(cwd, "c'è.jsonl");
    writeFileSync(file, "mio");
    expect(await audit("export", "--file", file)).toMatchObject({ exit: 2 });
    expect(readFileSync(file, "utf8")).toBe("mio");
    expect(await audit("export", "--file", file, "--force")).toMatchObject({ exit: 0 });
  });

  it("takes a sealed month only", async () => {
    const { err, exit } = await audit("export", "--month", "2026-09");
    expect(exit).toBe(2);
    expect(err).toContain("--month");
    await audit("seal");
    expect((await audit("export", "--month", "2026-09")).out.trimEnd().split("\n")).toHaveLength(6);
  });
});

describe("sioc audit seal", () => {
  it("closes the finished months, unsigned when there is no signer, and says so", async () => {
    const { out, exit } = await audit("seal");
    expect(exit).toBe(0);
    expect(out).toContain("Sigillato 2026-08: eventi dal 1 al 1.");
    expect(out).toContain("Sigillato 2026-09: eventi dal 2 al 6.");
    expect(out).toContain("Senza firma: manca signer.key");
    expect(out).toContain("portarli fuori da questa macchina");
    expect(readdirSync(registro("sigilli")).sort()).toEqual(["2026-08.json", "2026-09.json"]);
    expect((await audit("seal")).out).toContain("Nessun mese concluso da sigillare.");
    expect((await audit("verify")).out).toMatch(/2026-09 +2-6 +conservato +senza firma/);
  });

  it("signs with the signer of the configuration; verify checks with the public key", async () => {
    expect(told(await audit("seal", ...SIGNER, "--json")).summary).toMatchObject({
      signed: true,
    });
    expect((await audit("verify")).out).toMatch(/2026-09.*non verificata: indicare --verify-key/);
    const good = await audit("verify", "--verify-key", join(keys, "firmatario-test.asc"));
    expect(good.out).toMatch(/2026-09 +2-6 +conservato +valida/);
    expect(good.exit).toBe(0);
    const bad = await audit("verify", "--verify-key", join(keys, "destinatario-test.asc"));
    expect(bad.out).toContain("il sigillo non vale per questi eventi (2026-08)");
    expect(bad.exit).toBe(22);
  });
});

describe("a seal taken off the machine", () => {
  const key = ["--verify-key", join(keys, "firmatario-test.asc")];
  const away = (name: string): string => join(cwd, "altrove", name);
  const seal = async (): Promise<void> => {
    await audit("seal", ...SIGNER);
    await audit("export", "--month", "2026-09", "--file", away("2026-09.jsonl"));
    for (const name of readdirSync(registro("sigilli")))
      writeFileSync(away(name), readFileSync(registro(join("sigilli", name))));
  };

  it("is held against the ledger", async () => {
    await seal();
    const { out, exit } = await audit("verify", away("2026-09.json"), ...key);
    expect(out).toContain("Sigillo di 2026-09: eventi dal 2 al 6.");
    expect(out).toMatch(/Firma: valida \([0-9A-F]{40}\)\./);
    expect(out).toContain("Il registro ha lo stesso sigillo.");
    expect(exit).toBe(0);
    await tamper("UPDATE segment SET sha256 = 'x' WHERE month = '2026-09'");
    const differs = await audit("verify", away("2026-09.json"), ...key);
    expect(differs.out).toContain("Il registro NON ha lo stesso sigillo");
    expect(differs.exit).toBe(22);
  });

  it("judges an exported month where there is no ledger and no key of it", async () => {
    await seal();
    rmSync(join(cwd, "registro"), { recursive: true });
    const alone = await audit("verify", away("2026-09.json"), ...key);
    expect(alone.out).toContain("Il registro non è qui");
    expect(alone.exit).toBe(0);
    const month = await audit("verify", away("2026-09.jsonl"), "--seal", away("2026-09.json"), ...key);
    expect(month.out).toContain("Le righe sono quelle sigillate: 5 eventi, dal 2 al 6.");
    expect(month.out).toContain("la catena non si può seguire senza la sua chiave");
    expect(month.exit).toBe(0);
    writeFileSync(
      away("2026-09.jsonl"),
      readFileSync(away("2026-09.jsonl"), "utf8").replace('"run":3', '"run":4'),
    );
    const changed = await audit("verify", away("2026-09.jsonl"), "--seal", away("2026-09.json"), ...key);
    expect(changed.out).toContain("il sigillo non vale per questi eventi (2026-09)");
    expect(changed.exit).toBe(22);
    expect(await audit("verify", away("2026-09.jsonl"))).toMatchObject({ exit: 22 });
    expect(await audit("verify", away("2026-09.jsonl"), "--seal", away("2026-09.jsonl"))).toMatchObject({
      exit: 2,
    });
  });

  it("is not valid once changed", async () => {
    await seal();
    writeFileSync(
      away("2026-09.json"),
      readFileSync(away("2026-09.json"), "utf8").replace('"last":6', '"last":5'),
    );
    const { out, exit } = await audit("verify", away("2026-09.json"), ...key);
    expect(out).toContain("Firma: NON valida");
    expect(exit).toBe(22);
  });
});
