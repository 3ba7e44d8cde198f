import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { run as abandon } from "../../src/cli/commands/abandon.ts";
import { run as outcomes } from "../../src/cli/commands/outcomes.ts";
import { run as sent } from "../../src/cli/commands/sent.ts";
import { parseRun } from "../../src/cli/run-number.ts";
import type { Flags } from "../../src/config/options.ts";
import { readKeyFile } from "../../src/crypto/index.ts";
import { openLedger } from "../../src/ledger/index.ts";
import { NOW, REGIONE } from "../ledger/helpers.ts";
import { AZIENDA, invia, nameOf } from "../ledger/invii.ts";
import { fakeContext, type Fake } from "./helpers.ts";

const FUS =
  `<Fus><IdUpload>4711</IdUpload><Scarto><Id_Rec>${"k1".padEnd(88, "=")}</Id_Rec><CodiceRegione>030</CodiceRegione>` +
  `<CodiceASL>301</CodiceASL><CodiceStruttura>000001</CodiceStruttura><DataAmmissione>2026-07-01</DataAmmissione>` +
  `<CodiceErrore>E1</CodiceErrore><Descrizione>Già presente</Descrizione></Scarto></Fus>`;

describe("sent, outcomes, abandon", () => {
  let cwd: string;
  const fake = (flags: Flags = {}, lang: "it" | "en" = "it"): Fake =>
    fakeContext({ cwd, lang, flags: { regione: REGIONE, ...flags } });
  const file = (name: string, content: string): string => {
    writeFileSync(join(cwd, name), content);
    return name;
  };

  beforeEach(async () => {
    cwd = mkdtempSync(join(tmpdir(), "sioc-cli-esiti-"));
    const ledger = await openLedger({
      file: join(cwd, "registro/registro.db"),
      keyFile: join(cwd, "registro/registro.key"),
      readKey: readKeyFile,
      regione: REGIONE,
      now: NOW,
      who: "prova@macchina",
      create: true,
    });
    await invia(ledger, [{ id: "k1" }, { id: "k2", amm: "2026-07-02", line: 3 }]);
    await ledger.close();
  });
  afterEach(() => {
    rmSync(cwd, { recursive: true, force: true });
  });

  it("go from the upload by hand to the azienda's list", async () => {
    const first = await sent(fake({ "id-upload": "1=4711" }).context, ["1"]);
    expect(first.lines.join("\n")).toMatch(/Invio 000001: annotati 1 caricamenti/);
    expect(first.next).toEqual(["sioc sent 1 --id-upload FILE=N"]);
    await sent(fake({ "id-upload": `${nameOf(1, 2)}=4712` }).context, ["SIOC_030_2026T3_000001"]);
    const again = await sent(fake({ "id-upload": "2=4712" }).context, ["000001"]);
    expect(again.lines[0]).toContain("nulla cambia");

    const result = await outcomes(fake().context, [
      file("fus.xml", FUS),
      file("a.json", `{"uploadList":[{"idUpload":"4712","monEsiUpload":"MX20"}]}`),
    ]);
    expect(result.exit).toBe(3);
    const screen = result.lines.join("\n");
    expect(screen).toContain("fus.xml: letto: 1 scarti e 0 anomalie · invio 000001");
    expect(screen).toContain("a.json: letto: MX20, elaborazione conclusa, senza scarti");
    expect(screen).toMatch(new RegExp(`E1 +SCARTO +1 +0 +${AZIENDA} +Già presente`));
    expect(screen).toContain(`uscita/controlli/2026T3/correzioni/${AZIENDA}-ministero.csv`);
    expect(result.summary).toMatchObject({ files: 2, applied: 2, discards: 1, quarantined: 0 });
    expect(result.next).toEqual(["sioc diff", "sioc status 1"]);
    expect(JSON.stringify(result)).not.toContain("k1=");
  });

  it("say the same in English", async () => {
    await sent(fake({ "id-upload": "4711" }, "en").context, ["1"]);
    const { lines, exit, next } = await outcomes(fake({}, "en").context, [
      file("a.json", `{"errorCode":"IF01","uploadId":"4711"}`),
    ]);
    expect(exit).toBe(24);
    expect(lines.join("\n")).toContain("IF01, the codice fiscale of the signer differs");
    expect(next[0]).toBe("sioc explain IF01");
  });

  it.each([["1=a b"], ["1=1,1=2"], ["5,6"], [""]])("refuse --id-upload %s", async (given) => {
    await expect(sent(fake({ "id-upload": given }).context, ["1"])).rejects.toMatchObject({
      code: "SETTING_INVALID",
    });
  });

  it("abandon a bundle only while it was not uploaded", async () => {
    await sent(fake({ "id-upload": "4711" }).context, ["1"]);
    await expect(abandon(fake().context, ["1"])).rejects.toMatchObject({ code: "RUN_STATE" });
  });

  it("abandon a bundle that will not be uploaded", async () => {
    const { exit, next } = await abandon(fake().context, ["1"]);
    expect({ exit, next }).toEqual({ exit: 0, next: ["sioc diff", "sioc prepare"] });
    await expect(abandon(fake().context, ["9"])).rejects.toMatchObject({ code: "RUN_UNKNOWN" });
  });

  it.each([
    ["42", 42],
    ["000042", 42],
    ["SIOC_030_2026T1_000042", 42],
    ["uscita/SIOC_030_2026T1_000042/", 42],
    ["SIOC_030_2026T1_000042.zip", 42],
  ])("take %s for run %i", (typed, run) => {
    expect(parseRun(typed, "invio")).toBe(run);
  });
});
