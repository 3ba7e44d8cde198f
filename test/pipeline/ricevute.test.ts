import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { markSent, runOf } from "../../src/ledger/index.ts";
import { readEsiti, type EsitiLetti } from "../../src/pipeline/ricevute.ts";
import { textFor } from "../../src/text/index.ts";
import { engines, type Bench } from "../ledger/helpers.ts";
import { AZIENDA, invia, nameOf, type Riga } from "../ledger/invii.ts";

const text = textFor("it");
const RIGHE: readonly Riga[] = [
  { id: "k1", line: 2 },
  { id: "k2", line: 3, amm: "2026-07-02" },
  { id: "k3", line: 4, amm: "2026-07-03" },
];

/** A list of ours: the record's number in its file, its Id_Rec, what is wrong. */
function fus(
  idUpload: string,
  scarti: readonly (readonly [id: string, codice: string, tipo: "S" | "A"])[],
): string {
  const rows = scarti.map(
    ([id, codice, tipo]) =>
      `<Scarto><CodiceRegione>030</CodiceRegione><CodiceASL>301</CodiceASL><CodiceStruttura>000001</CodiceStruttura>` +
      `<DataAmmissione>2026-07-0${id.slice(1)}</DataAmmissione><Id_Rec>${id.padEnd(88, "=")}</Id_Rec>` +
      `<Tipo>${tipo}</Tipo><CodiceErrore>${codice}</CodiceErrore><Descrizione>=errore ${codice}</Descrizione></Scarto>`,
  );
  return `<Fus><IdUpload>${idUpload}</IdUpload>${rows.join("")}</Fus>`;
}

const [sqlite] = await engines();

describe("what the Ministry sent back", () => {
  let bench: Bench;
  let folder: string;
  let run: number;

  beforeEach(async () => {
    if (sqlite === undefined) throw new Error("no engine");
    bench = await sqlite.make();
    folder = mkdtempSync(join(tmpdir(), "sioc-esiti-"));
    run = await invia(bench.ledger, RIGHE, {
      files: ([1, 2] as const).map((dataset) => ({
        name: nameOf(1, dataset),
        dataset,
        prog: 1,
        records: 3,
        sha256: "cd".repeat(32),
      })),
    });
    await markSent(bench.ledger, run, {
      byFile: new Map([
        ["1", "4711"],
        ["2", "4712"],
      ]),
    });
  });
  afterEach(async () => {
    await bench.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  function esiti(...contents: readonly string[]): Promise<EsitiLetti> {
    const paths = contents.map((content, i) => {
      const path = join(folder, `esito${i}.dat`);
      writeFileSync(path, content);
      return path;
    });
    return readEsiti(bench.ledger, paths, {
      text,
      keep: join(folder, "ricevute"),
      output: join(folder, "uscita"),
    });
  }

  const stato = (idUpload: string, codice: string): string =>
    JSON.stringify({ uploadList: [{ idUpload, elabState: codice }] });
  const list = (): string =>
    readFileSync(join(folder, "uscita/controlli/2026T3/correzioni", `${AZIENDA}-ministero.csv`), "utf8");

  it("is 0 when all is accepted", async () => {
    const { exit, liste } = await esiti(stato("4711", "MX20"), stato("4712", "mx20"));
    expect({ exit, liste }).toEqual({ exit: 0, liste: [] });
    expect((await runOf(bench.ledger, run)).stato).toBe("accepted");
  });

  it("ties discards to the azienda's rows, in a list without formulas", async () => {
    const { exit, liste } = await esiti(
      stato("4711", "MX20"),
      stato("4712", "MX22"),
      fus("4712", [
        ["k2", "E205", "S"],
        ["k3", "A1", "A"],
      ]),
    );
    expect(exit).toBe(3);
    expect(liste.map(({ azienda }) => azienda)).toEqual([AZIENDA]);
    const rows = list().trimEnd().split("\r\n");
    expect(rows[0]).toMatch(/^\ufefffile;riga;struttura;dataset;codice;/);
    expect(rows.slice(1)).toEqual([
      "r1.csv;3;000001;2;E205;'=errore E205;SCARTO;;no;000001;4712",
      "r1.csv;4;000001;2;A1;'=errore A1;ANOMALIA;;no;000001;4712",
    ]);
    expect(list()).not.toContain("k2=");
  });

  it("keeps in the list what came in another file of the same run", async () => {
    await esiti(fus("4711", [["k1", "E1", "S"]]));
    await esiti(fus("4712", [["k2", "E2", "S"]]));
    expect(list()).toContain(";E1;");
    expect(list()).toContain(";E2;");
  });

  it("keeps the original bytes once, for the owner alone", async () => {
    const content = fus("4711", [["k1", "E1", "S"]]);
    await esiti(content);
    const again = await esiti(content);
    expect(again.files[0]?.risposte[0]?.applicata.verdetto).toBe("duplicate");
    const [kept = "", ...others] = readdirSync(join(folder, "ricevute"));
    expect(others).toEqual([]);
    expect(kept).toMatch(/^[0-9a-f]{64}\.xml$/);
    expect(readFileSync(join(folder, "ricevute", kept), "utf8")).toBe(content);
    if (process.platform !== "win32")
      expect(statSync(join(folder, "ricevute", kept)).mode & 0o777).toBe(0o600);
  });

  it.each<[why: string, content: () => string, exit: number]>([
    ["24: refused at the door", () => `{"result":"KO","errorCode":"IF07","fileName":"${nameOf(1, 1)}"}`, 24],
    ["24: the schema refuses it", () => stato("4711", "MX11"), 24],
    ["22: of an upload nobody knows", () => stato("9999", "MX20"), 22],
    ["20: not an answer", () => "<html><body>accesso</body></html>", 20],
    ["3: discards whose list has not come", () => stato("4711", "MX22"), 3],
    ["0: still in the queue", () => stato("4711", "MX00"), 0],
  ])("exits with %s", async (_, content, exit) => {
    expect((await esiti(content())).exit).toBe(exit);
  });

  it("passes over the uploads of other flows in the monitor's list", async () => {
    const both = {
      uploadList: [
        { idUpload: "4711", elabState: "MX20" },
        { idUpload: "55", elabState: "MX22" },
      ],
    };
    const { exit, files } = await esiti(JSON.stringify(both));
    expect({ exit, altrui: files[0]?.altrui, read: files[0]?.risposte.length }).toEqual({
      exit: 0,
      altrui: 1,
      read: 1,
    });
  });

  it("reads the others when one cannot be read", async () => {
    const { exit, files } = await esiti("<html></html>", stato("4711", "MX20"));
    expect(exit).toBe(20);
    expect(files.map(({ error, risposte }) => [error?.code, risposte.length])).toEqual([
      ["RECEIPT_SHAPE", 0],
      [undefined, 1],
    ]);
  });

  it("leaves the list of an azienda that has no rows as it is", async () => {
    await esiti(fus("4711", [["k1", "E1", "S"]]));
    const before = list();
    const { liste } = await esiti(stato("4712", "MX20"));
    expect(liste).toEqual([]);
    expect(list()).toBe(before);
  });
});
