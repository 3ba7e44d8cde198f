import { readdirSync, readFileSync } from "node:fs";

import { describe, expect, it } from "vitest";

import { openPart } from "../../src/core/atomic.ts";
import { writeMinistero, type RigaMinistero } from "../../src/report/index.ts";
import { textFor } from "../../src/text/index.ts";
import { cartella } from "./aiuti.ts";

const text = textFor("it");
const riga = (more: Partial<RigaMinistero> = {}): RigaMinistero => ({
  azienda: "301",
  source: "ricoveri.csv",
  row: 12,
  struttura: "030123",
  dataset: 1,
  codice: "E101",
  descrizione: "Chiave già presente",
  specie: "scarto",
  campo: "Id_Rec",
  known: true,
  run: 7,
  idUpload: "4711",
  ...more,
});

describe("the list of what the Ministry rejected", () => {
  it("is one file an azienda, as spreadsheets read it", () => {
    const folder = cartella();
    const written = writeMinistero(
      folder,
      [riga(), riga({ azienda: "302", source: null, row: null, campo: null })],
      text,
    );
    expect([...written.keys()]).toEqual(["301", "302"]);
    expect(readFileSync(`${folder}/301-ministero.csv`, "utf8")).toBe(
      "\ufefffile;riga;struttura;dataset;codice;parole del Ministero;scarto o anomalia;campo;già tornato prima;invio;caricamento\r\n" +
        "ricoveri.csv;12;030123;1;E101;Chiave già presente;SCARTO;Id_Rec;sì;000007;4711\r\n",
    );
    expect(readFileSync(`${folder}/302-ministero.csv`, "utf8")).toContain("\r\n;;030123;1;");
  });

  it("holds no formula and no identifier, whatever the Ministry wrote", () => {
    const folder = cartella();
    writeMinistero(
      folder,
      [riga({ descrizione: "=cmd|' /C calc'!A0", campo: "RSSMRA80A01H501U", struttura: "MARIO ROSSI" })],
      text,
    );
    const content = readFileSync(`${folder}/301-ministero.csv`, "utf8");
    expect(content).toContain(";'=cmd");
    expect(content).not.toMatch(/RSSMRA|ROSSI/);
  });

  it("gives no list its name when one cannot be written", () => {
    const folder = cartella();
    const failing = (path: string): ReturnType<typeof openPart> => {
      const part = openPart(path);
      return path.includes("302")
        ? {
            ...part,
            write: () => {
              throw new Error("disk");
            },
          }
        : part;
    };
    expect(() => writeMinistero(folder, [riga(), riga({ azienda: "302" })], text, failing)).toThrow("disk");
    expect(readdirSync(folder)).toEqual([]);
  });
});
