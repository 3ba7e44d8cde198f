import { mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";

import { run } from "../../src/cli/commands/deadlines.ts";
import type { Result } from "../../src/cli/result.ts";
import { readCalendar, readText, valueOf } from "../core/icalendar.ts";
import { seminaStoria } from "../ledger/semina.ts";
import { codeOf, fakeContext, tempFolder, type Fake, type FakeOptions } from "./helpers.ts";
import { registroIn } from "./registro-finto.ts";

const root = tempFolder();
const cwd = join(root, "storia");
const assente = join(root, "assente");
beforeAll(async () => {
  for (const folder of [cwd, assente]) mkdirSync(folder);
  await registroIn(cwd, seminaStoria);
});

function fake(options: Partial<FakeOptions> = {}): Fake {
  return fakeContext({ cwd, today: "2026-08-05", ...options, flags: { regione: "030", ...options.flags } });
}

function deadlines(options: Partial<FakeOptions> = {}): Promise<Result> {
  return run(fake(options).context);
}

/** What a shell would catch. */
async function printed(options: Partial<FakeOptions> = {}): Promise<Buffer> {
  const made = fake(options);
  for (const line of (await run(made.context)).lines) made.context.terminal.out(line);
  return Buffer.from(made.out());
}

describe("sioc deadlines", () => {
  it("lists the quarters with their state, up to the one after the current", async () => {
    const { lines, exit, next } = await deadlines();
    expect(exit).toBe(0);
    expect(lines).toEqual([
      "Periodo  Ordinaria   Ultima      Giorni              Stato",
      "2026T1   15/05/2026  14/06/2026                      accettata con scarti il 11/05/2026 (id 412233)",
      "2026T2   14/08/2026  13/09/2026  mancano 9 giorni    inviata, in attesa dell'esito",
      "2026T3   14/11/2026  14/12/2026  mancano 101 giorni  trimestre in corso",
      "2026T4   14/02/2027  16/03/2027  mancano 193 giorni  non ancora cominciato",
      "",
      "2026 in via sperimentale (art. 5); dal 01/01/2027 conta per il finanziamento (art. 6).",
    ]);
    expect(next).toEqual(["sioc status"]);
  });

  it.each([
    ["2026-05-14", "1 day left", "to be sent", "the eve"],
    ["2026-05-15", "due today", "to be sent", "the day"],
    ["2026-05-16", "1 d late, 29 left", "TO BE SENT", "the day after"],
    ["2026-06-14", "30 d late, today is the last", "TO BE SENT", "the last day"],
    ["2026-06-15", "over since 1 d", "NOT SENT, deadlines over", "over"],
  ])("without a ledger, on %s 2026T1 has «%s» and is «%s»: %s", async (today, days, state) => {
    const { lines, exit } = await deadlines({ cwd: assente, today, lang: "en" });
    expect(exit).toBe(0);
    expect(lines[1]?.split(/ {2,}/)).toEqual(["2026T1", "15/05/2026", "14/06/2026", days, state]);
    expect(lines.at(-1)).toMatch(/no ledger/);
    expect(readdirSync(assente)).toEqual([]);
  });

  it("needs neither a region nor sioc.toml", async () => {
    const { context } = fakeContext({ cwd: assente, today: "2026-08-05" });
    expect((await run(context)).summary).toMatchObject({ ledger: false, periodo: "2026T2", days_left: 9 });
  });

  it("shows the dates also when the ledger cannot be read, and ends with its code", async () => {
    const made = fake({ flags: { regione: "080" } });
    const { lines, exit } = await run(made.context);
    expect(exit).toBe(22);
    expect(made.err()).toContain("[LEDGER_REGION]");
    expect(lines[2]).toContain("14/08/2026");
  });

  it("gives everything to programs", async () => {
    const { data } = await deadlines();
    expect(data).toMatchObject({
      quarters: [
        { periodo: "2026T1", state: "parziale", accepted_on: "2026-05-11", experimental: true },
        { periodo: "2026T2", days_left: 9, days_left_last: 39, phase: "ordinario" },
        { periodo: "2026T3", state: "in_corso" },
        { periodo: "2026T4", state: "futuro" },
      ],
    });
  });
});

describe("sioc deadlines --ics", () => {
  const flags = { ics: true };

  it("is a calendar by RFC 5545: two all-day events a quarter, reminded 14, 7 and 1 day before", async () => {
    const calendar = readCalendar(await printed({ flags }));
    expect(calendar.children).toHaveLength(8);
    const [termine, ultimo] = calendar.children;
    if (!termine || !ultimo) throw new Error("no events");
    expect(termine.properties).toContainEqual({ name: "DTSTART", params: ";VALUE=DATE", value: "20260515" });
    expect(ultimo.properties).toContainEqual({ name: "DTSTART", params: ";VALUE=DATE", value: "20260614" });
    expect(readText(valueOf(termine, "SUMMARY"))).toBe("SIOC 2026T1: termine ordinario");
    expect(readText(valueOf(termine, "DESCRIPTION"))).toContain("dal 01/01/2026 al 31/03/2026.\nTermine");
    for (const event of calendar.children)
      expect(event.children.map((alarm) => valueOf(alarm, "TRIGGER"))).toEqual(["-P14D", "-P7D", "-P1D"]);
  });

  it("has the same identifiers on another day, so that importing again adds nothing", async () => {
    const uids = async (today: string): Promise<string[]> =>
      readCalendar(await printed({ flags, today })).children.map((event) => valueOf(event, "UID"));
    const [before, after] = [await uids("2026-08-05"), await uids("2026-11-05")];
    expect(after.slice(0, before.length)).toEqual(before);
    expect(new Set(after).size).toBe(10);
  });

  it("of the same day is the same, byte by byte, on screen and in the file", async () => {
    const file = join(root, "scadenze.ics");
    const { summary } = await deadlines({ flags: { ...flags, file } });
    expect(summary).toEqual({ events: 8, file });
    expect(readFileSync(file)).toEqual(await printed({ flags }));
    expect(statSync(file).mode & 0o777).toBe(process.platform === "win32" ? 0o666 : 0o600);
    expect(await codeOf(() => deadlines({ flags: { ...flags, file } }))).toBe("OUTPUT_EXISTS");
    await deadlines({ flags: { ...flags, file, force: true }, lang: "en" });
    expect(readFileSync(file, "utf8")).toContain("ordinary deadline");
  });

  it("is asked for: --file alone is a mistake", async () => {
    expect(await codeOf(() => deadlines({ flags: { file: "x.ics" } }))).toBe("USAGE");
  });
});
