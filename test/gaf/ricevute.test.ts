import { describe, expect, it } from "vitest";

import { mappaEsiti } from "../../src/gaf/ricevute/mappa.ts";
import { fus, outcome, read, sample, SAMPLES, text, zipOf } from "./aiuti.ts";

const MAPPA = mappaEsiti(sample("mappa.toml").toString(), "mappa.toml", text);

describe("an answer of the Ministry", () => {
  it.each([...SAMPLES, "mappa.toml"])("%s says that it is ours", (name) => {
    const bytes = sample(name);
    const inside = name.endsWith(".zip") ? sample("fus.xml") : bytes;
    expect(inside.toString("latin1")).toContain("campione nostro, non del Ministero");
  });

  it.each([
    ["caricamento-accolto.json", [{ specie: "caricamento", codice: "IF00", idUpload: "4711" }]],
    ["caricamento-rifiutato.json", [{ specie: "caricamento", codice: "IF07" }]],
    [
      "ricerca.json",
      [
        { specie: "elaborazione", codice: "MX22", idUpload: "4711" },
        { specie: "elaborazione", codice: "1/0", idUpload: "4712", testo: "In coda" },
        { specie: "elaborazione", codice: "MX11", idUpload: "4713" },
      ],
    ],
    ["dettaglio.json", [{ specie: "elaborazione", codice: "MX22", record: 120, scartati: 3 }]],
    ["4711.log", [{ specie: "elaborazione", codice: "MX22", idUpload: "4711" }]],
    [
      "invio-flussi.xml",
      [
        {
          specie: "caricamento",
          codice: "IF00",
          idUpload: "4711",
          nomeFile: "SIOC_1_ANAG_030_2026_T1_001.xml",
        },
        { specie: "caricamento", codice: "IF08", nomeFile: "SIOC_2_PREST_030_2026_T1_001.xml" },
      ],
    ],
    [
      "monitoraggio.xml",
      [
        { specie: "elaborazione", codice: "MX20", idUpload: "4711" },
        { specie: "elaborazione", codice: "MX00", idUpload: "4712" },
      ],
    ],
    ["4711_validazione.txt", [{ specie: "validazione", idUpload: "4711", errori: 3 }]],
  ])("reads %s", async (name, expected) => {
    const found = await read(sample(name), name);
    expect(found).toHaveLength(expected.length);
    expect(found).toMatchObject(expected);
  });

  it.each<[why: string, json: string, codice: string | RegExp]>([
    ["no code and an identifier: taken (A.4)", `{"result":"OK","errorCode":null,"uploadId":12}`, "IF00"],
    ["errorCode wins over result", `{"result":"IF00","errorCode":"if05","uploadId":"1"}`, "IF05"],
    ["no outcome yet", `{"idUpload":"1","codiceStatoRun":"OK","esitoElaborazioneMds":null}`, "MX00"],
    [
      "an anomaly: fus present, nothing discarded",
      `{"detailsInfo":[{"elabState":3,"isDiscardedXMLPresent":true}],"recordInfo":[{"numRecordDiscarded":0}]}`,
      "MX21",
    ],
    [
      "all false says nothing: also a file not yet looked at",
      `{"uploadList":[{"idUpload":"1","elabState":7,"outcomeState":4,"isXsdErrorPresent":false}]}`,
      "7/4",
    ],
    [
      "the code in a description",
      `{"uploadList":[{"idUpload":"1","elabState":7,"elabStateDesc":"Mx20 - completata"}]}`,
      "MX20",
    ],
  ])("%s", async (_, json, codice) => {
    const [first] = await read(json, "esito.json");
    expect(first).toMatchObject({ codice });
  });

  it("drops an identifier it cannot repeat exactly", async () => {
    const [first] = await read(`{"result":"IF00","errorCode":"","uploadId":12345678901234567890}`);
    expect(first).toEqual({ specie: "caricamento", codice: "IF00" });
  });
});

describe("a list of discards", () => {
  it("is the same in a zip, in UTF-16 and with any prefix", async () => {
    const plain = await fus(sample("fus.xml"));
    const prefixed = sample("fus.xml")
      .toString()
      .replace(/<(\/?)([A-Z])/g, "<$1ns2:$2");
    const wide = `\ufeff${sample("fus.xml").toString().replace("UTF-8", "UTF-16")}`;
    expect(await fus(sample("4711.zip"))).toEqual(plain);
    expect(await fus(prefixed)).toEqual(plain);
    expect(await fus(Buffer.from(wide, "utf16le"))).toEqual(plain);
  });

  it("gives every rejection its record's key, its own code and whether it is one", async () => {
    const { righe, completo, idUpload } = await fus(sample("fus-annidato.xml"));
    expect({ completo, idUpload }).toEqual({ completo: false, idUpload: "4712" });
    expect(
      righe.map(({ specie, codice, chiave, dataset }) => [specie, codice, chiave.data_amm, dataset]),
    ).toEqual([
      ["scarto", "E1", "2026-02-03", 2],
      ["anomalia", "A2", "2026-02-03", 2],
      ["scarto", "E3", "2026-02-04", 2],
    ]);
    expect(righe[0]?.chiave.id_rec).not.toBe(righe[2]?.chiave.id_rec);
  });

  it.each<[why: string, xml: string, expected: readonly (readonly [string, string | undefined])[]]>([
    [
      "never takes the key of a neighbour",
      "<a><Rec><Id_Rec>A1</Id_Rec></Rec><Rec><Id_Rec>B2</Id_Rec><Errore><Codice>E1</Codice></Errore></Rec><Rec><Errore><Codice>E2</Codice></Errore></Rec></a>",
      [
        ["E1", "B2"],
        ["E2", undefined],
      ],
    ],
    [
      "takes a key that stands after the error",
      "<a><Rec><Errore><Codice>E1</Codice></Errore><Chiave><Id_Rec>A1</Id_Rec></Chiave></Rec></a>",
      [["E1", "A1"]],
    ],
    [
      "gives up a key said twice, differently",
      "<a><Rec><Id_Rec>A1</Id_Rec><k><Id_Rec>B2</Id_Rec></k><Id_Rec>C3</Id_Rec><CodStruttura>030123</CodStruttura><CodErrore>E1</CodErrore></Rec></a>",
      [["E1", undefined]],
    ],
    [
      "keeps two codes of one record",
      "<a><Scarto><Id_Rec>A1</Id_Rec><CodErrore>E1</CodErrore><CodErrore>E2</CodErrore></Scarto></a>",
      [
        ["E1", "A1"],
        ["E2", "A1"],
      ],
    ],
    [
      "keeps a rejection whose code cannot be shown",
      "<a><Scarto><Id_Rec>A1</Id_Rec><CodErrore>RSSMRA80A01H501U</CodErrore></Scarto></a>",
      [["?", "A1"]],
    ],
    [
      "takes no region for an error",
      "<a><Scarto><Regione><Codice>030</Codice></Regione><Id_Rec>A1</Id_Rec><Errore>E9</Errore></Scarto></a>",
      [["E9", "A1"]],
    ],
  ])("%s", async (_, xml, expected) => {
    const { righe } = await fus(xml);
    expect(righe.map(({ codice, chiave }) => [codice, chiave.id_rec])).toEqual(expected);
  });

  it.each<[why: string, xml: string, completo: boolean]>([
    ["all listed", "<a><NumeroScarti>1</NumeroScarti>R</a>", true],
    ["fewer listed than counted", "<a><NumeroScarti>5</NumeroScarti>R</a>", false],
    ["the cap is reached", `<a isLimitDiscardedRowsPresent="true">R</a>`, false],
    ["the cap is not reached", `<a isLimitDiscardedRowsPresent="false">R</a>`, true],
    ["says that it is not complete", "<a>R<Completo>NO</Completo></a>", false],
    [
      "a record with a key and no code beside the rejected",
      "<a>R<Scarto><Id_Rec>2</Id_Rec></Scarto></a>",
      false,
    ],
  ])("knows whether it is whole: %s", async (_, xml, completo) => {
    const row = "<Scarto><Id_Rec>1</Id_Rec><CodErrore>E1</CodErrore></Scarto>";
    expect((await fus(xml.replace("R<", `${row}<`))).completo).toBe(completo);
  });

  it("takes for a discard what says neither: a record lost is worse than one sent twice", async () => {
    const { righe } = await fus(
      "<a><Riga><Id_Rec>1</Id_Rec><CodErrore>E1</CodErrore><Tipo>V</Tipo></Riga></a>",
    );
    expect(righe[0]?.specie).toBe("scarto");
  });

  it("takes the upload from the zip's name when the content does not say it", async () => {
    const zip = zipOf([["lista.xml", "<a><Scarto><Id_Rec>1</Id_Rec><CodErrore>E1</CodErrore></Scarto></a>"]]);
    expect((await fus(zip, undefined, "123.zip")).idUpload).toBe("123");
    expect((await fus(zip, undefined, "SIOC_1_2026.zip")).idUpload).toBeUndefined();
  });

  it("tells what it saw of one it does not know, and reads it with a map", async () => {
    expect(await outcome(sample("fus-ignoto.xml"))).toContain("radice R; i più frequenti: Z ×2, q1 ×2");
    const { righe, completo } = await fus(sample("fus-ignoto.xml"), MAPPA, "fus-2-x.xml");
    expect(completo).toBe(false);
    expect(
      righe.map(({ specie, codice, dataset, descrizione }) => [specie, codice, dataset, descrizione]),
    ).toEqual([
      ["scarto", "17", 2, "Testo"],
      ["anomalia", "18", 2, "Altro"],
    ]);
  });
});
