import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { seedRun } from "../ledger/purge-helpers.ts";
import { chiama, type Chiamata } from "./chiamata.ts";
import { registroIn } from "./registro-finto.ts";

let cwd: string;
beforeEach(async () => {
  cwd = mkdtempSync(join(tmpdir(), "sioc-cli-clean-"));
  await registroIn(cwd, async (ledger) => {
    const out = join(cwd, "uscita");
    await seedRun(ledger, out, { id: 1, stato: "accepted" });
    await seedRun(ledger, out, { id: 2, stato: "superseded", files: ["prepared"] });
    await seedRun(ledger, out, { id: 3, stato: "sent", files: ["sent"] });
  });
});
afterEach(() => {
  rmSync(cwd, { recursive: true, force: true });
});

const registro = (name: string): string => join(cwd, "registro", name);
const here = (command: readonly string[], today: string): Promise<Chiamata> =>
  chiama(...command, "--regione", "030", "--ledger", registro("registro.db"), "--ledger-key-file", registro("registro.key"), "--today", today); // prettier-ignore
const clean = (today: string, ...argv: readonly string[]): Promise<Chiamata> =>
  here(["clean", ...argv], today);

describe("sioc clean", () => {
  it("says with --dry-run what it would delete and why, and what it keeps and why", async () => {
    const { out, err, exit } = await clean("2026-08-03", "--dry-run");
    expect(exit).toBe(0);
    expect(out).toContain("Pacchetti che si cancellerebbero: 2");
    expect(out).toMatch(/SIOC_030_2026T1_000001 +il Ministero ha risposto per tutti i suoi file/);
    expect(out).toMatch(/SIOC_030_2026T1_000002 +mai inviato: sostituito/);
    expect(out).toMatch(/SIOC_030_2026T1_000003 +inviato, senza esito/);
    expect(out).toContain("Restano il registro degli invii e le ricevute");
    expect(err).toContain("sioc clean");
    expect(readdirSync(join(cwd, "uscita"))).toHaveLength(4);
  });

  it("does it, once", async () => {
    const { out } = await clean("2026-08-03");
    expect(out).toContain("Pacchetti cancellati: 2");
    expect(readdirSync(join(cwd, "uscita"))).toEqual(["SIOC_030_2026T1_000003", "ricevute"]);
    expect((await clean("2026-08-03")).out).toContain("Nulla da cancellare.");
    expect((await here(["audit", "verify"], "2026-08-03")).out).toContain("integro: 5 eventi");
  });

  it("deletes a month of the log when it has expired, and asks for the seal first", async () => {
    const asked = await clean("2027-09-01");
    expect(asked.out).toContain("Il mese 2026-08 del registro delle operazioni è scaduto ma non è sigillato");
    expect(asked.err).toContain("sioc audit seal");
    await here(["audit", "seal"], "2027-09-01");
    const dry = JSON.parse((await clean("2027-09-01", "--dry-run", "--json")).out) as {
      data: { months: unknown };
    };
    expect(dry.data.months).toEqual([{ month: "2026-08", events: 1 }]);
    expect((await clean("2027-09-01")).out).toMatch(/2026-08 +eventi: 1, conservati dodici mesi/);
    expect((await here(["audit", "verify"], "2027-09-02")).out).toMatch(
      /2026-08 +1-1 +cancellato alla scadenza/,
    );
  });

  it("ends with 22 when the log it should shorten is not intact", async () => {
    await here(["audit", "seal"], "2026-09-02");
    await registroIn(cwd, async ({ store }) => {
      await store.run("UPDATE event SET who = 'altri' WHERE seq = 1");
    });
    const { out, err, exit } = await clean("2027-09-01");
    expect(out).toContain("non è integro (evento 1)");
    expect(err).toContain("sioc audit verify");
    expect(exit).toBe(22);
  });

  it("speaks English", async () => {
    expect((await clean("2026-08-03", "--dry-run", "--lang", "en")).out).toContain(
      "Bundles that would be deleted: 2",
    );
  });

  it("waits for nobody: 22 while another run holds the ledger, and not to look", async () => {
    await registroIn(cwd, async ({ store }) => {
      const release = await store.lock();
      expect((await clean("2026-08-03")).exit).toBe(22);
      expect((await clean("2026-08-03", "--dry-run")).exit).toBe(0);
      await release();
    });
  });
});
