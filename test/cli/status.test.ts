import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";

import { run } from "../../src/cli/commands/status.ts";
import type { Result } from "../../src/cli/result.ts";
import { PACKAGE_ROOT } from "../../src/core/package-root.ts";
import { SOGLIE } from "../../src/pipeline/controllo.ts";
import { seminaStoria, semina } from "../ledger/semina.ts";
import { codeOf, fakeContext, tempFolder, type FakeOptions } from "./helpers.ts";
import { registroIn } from "./registro-finto.ts";

const root = tempFolder();
const cwd = join(root, "storia");
const vuoto = join(root, "vuoto");
const assente = join(root, "assente");
beforeAll(async () => {
  for (const folder of [cwd, vuoto, assente]) mkdirSync(folder);
  await registroIn(cwd, seminaStoria);
  await registroIn(vuoto, () => Promise.resolve());
});

const FLAGS = { regione: "030" };
/** `today`: nine days before the deadline of 2026T2. */
function status(options: Partial<FakeOptions> = {}, ...args: readonly string[]): Promise<Result> {
  const flags = { ...FLAGS, ...options.flags };
  return run(fakeContext({ cwd, today: "2026-08-05", ...options, flags }).context, args);
}

describe("sioc status", () => {
  it("tells quarter by quarter what was received, sent and came back, newest first", async () => {
    const { lines, exit } = await status();
    expect(exit).toBe(0);
    expect(lines.slice(2)).toEqual([
      "2026T2  inviata, in attesa dell'esito, mancano 9 giorni",
      "  azienda  righe  ricoveri  da inviare  inviati  accettati  respinti  in attesa",
      "  301        130        98           0       98          0         0          1",
      "  302         50        40           0       40          0         0          0",
      "  Non hanno mandato nulla le aziende attese: 303",
      "  Non hanno mandato nulla le strutture viste nell'ultimo anno o con posti letto: 030002 (azienda 301)",
      "  Meno ricoveri del trimestre prima: azienda 302, da 80 a 40 (-50 %)",
      "",
      "2026T1  accettata con scarti il 11/05/2026 (id 412233)",
      "  azienda  righe  ricoveri  da inviare  inviati  accettati  respinti  in attesa  da correggere  da giorni",
      "  301        120       100           0      100          1         1          0              1         86",
      "  302         90        80           0       80          0         1          0              1         86",
      "  303         30        20           0       20          0         0          0              0",
      "",
      "Invii",
      "  n.  periodo  stato                 pacchetto               preparato   inviato     esito       id upload",
      "  3   2026T2   inviato               SIOC_030_2026T2_000003  01/08/2026  02/08/2026              420001",
      "  2   2026T1   accettato con scarti  SIOC_030_2026T1_000002  08/05/2026  09/05/2026  11/05/2026  412233",
      "  1   2026T1   RIFIUTATO             SIOC_030_2026T1_000001  04/05/2026  05/05/2026  06/05/2026  410000",
    ]);
  });

  it("says what to type now, the most recent quarter first", async () => {
    const { next } = await status();
    expect(next).toEqual(["sioc outcomes FILE", "sioc prepare --periodo 2026T1", "sioc clean --dry-run"]);
  });

  it("tells one quarter when asked", async () => {
    const { lines, data } = await status({ flags: { periodo: "2026T1" } });
    expect(lines.join("\n")).not.toContain("2026T2");
    expect(data).toMatchObject({ quarters: [{ periodo: "2026T1", state: "parziale" }] });
  });

  it("gives everything to programs", async () => {
    const { data, summary } = await status();
    expect(summary).toMatchObject({ regione: "030", runs: 3, open_rejections: 2 });
    expect(data).toMatchObject({
      quarters: [
        { periodo: "2026T1", accepted_on: "2026-05-11", days_left: -82, id_upload: ["412233"] },
        {
          periodo: "2026T2",
          days_left: 9,
          missing_aziende: ["303"],
          missing_strutture: [{ struttura: "030002" }, { struttura: "030004" }],
          drops: [{ azienda: "302", before: 80, now: 40, percent: 50 }],
          runs: [{ run: 3, state: "sent" }],
        },
      ],
    });
  });

  it("expects the strutture of the region's own table of beds", async () => {
    const posti = ["cod_reg;cod_asl;cod_str;posti", "030;301;030009;12", "080;301;030010;12"].join("\n");
    writeFileSync(join(root, "posti.csv"), posti);
    const config = join(root, "posti.toml");
    writeFileSync(config, `regione = "030"\n[tables]\nposti_letto = "posti.csv"\n`);
    const ledger = { ledger: join(cwd, "registro/registro.db") };
    const key = { "ledger-key-file": join(cwd, "registro/registro.key") };
    const { lines } = await status({ flags: { config, ...ledger, ...key } });
    expect(lines.join("\n")).toContain("posti letto: 030002 (azienda 301), 030009 (azienda 301)");
    expect(lines.join("\n")).not.toContain("030010");
  });

  it("names the quarters it does not show", async () => {
    const { lines } = await status({ today: "2027-08-05", lang: "en" });
    expect(lines.at(-1)).toBe("2 more, older quarters: 2026T1, 2026T2; to see one, sioc status --periodo.");
  });

  it("of an empty ledger shows the quarter to prepare", async () => {
    const { lines, next } = await status({ cwd: vuoto });
    expect(lines.slice(1)).toEqual([
      "Nel registro non c'è ancora nessun invio.",
      "",
      "2026T2  da inviare, mancano 9 giorni",
      "  nessuna consegna",
    ]);
    expect(next).toEqual(["sioc prepare --periodo 2026T2"]);
  });

  it("without a ledger fails, and makes none", async () => {
    expect(await codeOf(() => status({ cwd: assente }))).toBe("LEDGER_ABSENT");
    expect(readdirSync(assente)).toEqual([]);
  });

  it("refuses a quarter that is none of the flow", async () => {
    expect(await codeOf(() => status({ flags: { periodo: "2025T4" } }))).toBe("SETTING_INVALID");
  });
});

describe("sioc status RUN", () => {
  it("tells the life of a run", async () => {
    const { lines, summary, next } = await status({}, "2");
    const text = lines.join("\n");
    expect(lines[0]).toBe("Invio 2, 2026T1: accettato con scarti");
    expect(text).toContain("08/05/2026, prova@macchina");
    expect(text).toContain("15/05/2026, ultimo 14/06/2026");
    expect(text).toMatch(/SIOC_030_2026T1_1\.xml\.p7m +10 +accettato con scarti +412233/);
    expect(summary).toMatchObject({ run: 2, state: "partial" });
    expect(next).toEqual(["sioc prepare"]);
  });

  it("shows receipts and events, with their hour in Italy", async () => {
    const folder = join(root, "vita");
    mkdirSync(folder);
    await registroIn(folder, async (ledger) => {
      await semina(ledger, { id: 7, periodo: "2026T1", stato: "accepted", idUpload: "1" });
      await ledger.store.run(
        `INSERT INTO receipt (id, sha256, at, specie, name, run, codice, verdetto)
          VALUES (1, '00', '2026-05-11T07:05:00.000Z', 'caricamento', 'esito.xml', 7, 'AE00', 'applied')`,
      );
      await ledger.store.run(
        `INSERT INTO event (seq, at, who, what, run, data, mac)
          VALUES (1000, '2026-05-11T07:05:00.000Z', 'prova@macchina', 'run.outcome', 7, '{"records":12}', ?1)`,
        [Buffer.alloc(32)],
      );
    });
    const { lines, data } = await status({ cwd: folder }, "7");
    const text = lines.join("\n");
    expect(text).toMatch(/11\/05\/2026 09:05 +caricamento +esito\.xml +AE00 +letto/);
    expect(text).toMatch(/11\/05\/2026 09:05 +prova@macchina +run\.outcome +records 12/);
    expect(data).toMatchObject({ receipts: [{ code: "AE00" }], events: [{ what: "run.outcome" }] });
  });

  it.each(["99", "0", "due", "2; DROP"])("does not know %s", async (asked) => {
    expect(await codeOf(() => status({}, asked))).toBe("RUN_UNKNOWN");
  });
});

describe("sioc status --check", () => {
  const check = (options: Partial<FakeOptions>): Promise<Result> =>
    status({ ...options, flags: { check: true, ...options.flags } });

  it.each<[string, string, number, string]>([
    [
      "2026-08-05",
      "it",
      1,
      "SIOC WARNING - 2026T1 scarti da correggere da 86 giorni, azienda 301, 302; 2026T2 manca azienda 303 | days_left=9 open=2 waiting=1 missing=1",
    ],
    [
      "2026-08-05",
      "en",
      1,
      "SIOC WARNING - 2026T1 rejects to correct for 86 days, azienda 301, 302; 2026T2 azienda 303 is missing | days_left=9 open=2 waiting=1 missing=1",
    ],
    [
      "2026-08-15",
      "it",
      2,
      "SIOC CRITICAL - 2026T2 nulla di accettato, giorni di ritardo 1; 2026T1 scarti da correggere da 96 giorni, azienda 301, 302; 2026T2 invio 3 senza esito da 13 giorni | days_left=-1 open=2 waiting=1 missing=1",
    ],
    [
      "2026-05-20",
      "it",
      0,
      "SIOC OK - 2026T1 accettata con scarti il 11/05/2026 (id 412233); 2026T2 inviata, in attesa dell'esito, mancano 86 giorni | days_left=86 open=2 waiting=1 missing=0",
    ],
  ])("on %s, in %s, ends with %s: %s", async (today, lang, exit, line) => {
    const result = await check({ today, lang: lang === "en" ? "en" : "it" });
    expect(result.lines).toEqual([line]);
    expect(result.exit).toBe(exit);
    // Nothing after the line, also on stderr.
    expect(result.next).toEqual([]);
  });

  it.each<[string, Partial<FakeOptions>, RegExp, string]>([
    ["no ledger", { cwd: assente }, /^SIOC UNKNOWN - .+ \[LEDGER_ABSENT\]$/, "nothing is known"],
    ["another region's", { flags: { regione: "080" } }, /\[LEDGER_REGION\]$/, "not ours"],
    ["a setting is wrong", { flags: { regione: "999" } }, /\[SETTING_INVALID\]$/, "our 2 would be CRITICAL"],
    ["sioc.toml is missing", { flags: { config: "manca.toml" } }, /\[CONFIG_MISSING\]$/, "the same"],
  ])("is UNKNOWN and one line when %s", async (_, options, wanted) => {
    const { lines, exit } = await check(options);
    expect(exit).toBe(3);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(wanted);
    expect(lines[0]).toMatch(/^SIOC UNKNOWN - [^|\n]+$/);
  });

  it("is UNKNOWN also when the ledger is not a ledger", async () => {
    const folder = join(root, "rotto");
    mkdirSync(join(folder, "registro"), { recursive: true });
    writeFileSync(join(folder, "registro", "registro.db"), "non è una base dati ".repeat(100), {
      mode: 0o600,
    });
    const { lines, exit } = await check({ cwd: folder });
    expect([lines.length, exit]).toEqual([1, 3]);
    expect(lines[0]).toMatch(/^SIOC UNKNOWN - .+ \[LEDGER_\w+\]$/);
  });

  it("does not let the name of an azienda forge measures or a second line", async () => {
    const folder = join(root, "nomi");
    mkdirSync(folder);
    await registroIn(folder, async (ledger) => {
      const aziende = { "3|x=1\nOK": { righe: 1, ricoveri: 1 } };
      await semina(ledger, { id: 1, periodo: "2026T1", stato: "accepted", closedAt: "2026-05-10", aziende });
      await semina(ledger, { id: 2, periodo: "2026T2", stato: "sent", sentAt: "2026-08-04", aziende: {} });
    });
    const { lines } = await check({ cwd: folder });
    expect(lines[0]).toBe(
      "SIOC WARNING - 2026T2 manca azienda 3/x=1 OK | days_left=9 open=0 waiting=1 missing=1",
    );
  });

  it("has its thresholds in docs/monitoring.md", () => {
    const page = readFileSync(join(PACKAGE_ROOT, "docs/monitoring.md"), "utf8");
    const rows = Array.from(page.matchAll(/^\| `(\w+)` \| (\d+) \|/gm), ([, name, days]) => [
      name,
      Number(days),
    ]);
    expect(rows).toEqual(Object.entries(SOGLIE));
  });
});
