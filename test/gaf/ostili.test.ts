import { readdirSync, readFileSync } from "node:fs";

import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { outcome, sample, SAMPLES, zipOf } from "./aiuti.ts";

const CORPUS = new URL("../../fixtures/corpus/esiti/", import.meta.url);
const many = (count: number, part: (index: number) => string): string =>
  Array.from({ length: count }, (_, i) => part(i)).join("");
const RIGA = "<Scarto><Id_Rec>1</Id_Rec><CodiceErrore>E1</CodiceErrore></Scarto>";
const FUS = `<Scarti>${RIGA}</Scarti>`;

const GENERATED: Readonly<Record<string, () => string | Uint8Array>> = {
  "attrs-100k.xml": () => `<a${many(100_000, (i) => ` a${i}="1"`)}/>`,
  "attr-long.xml": () => `<a b="${"x".repeat(1_000_000)}"/>`,
  "deep-100k.xml": () => "<a>".repeat(100_000) + "</a>".repeat(100_000),
  "deep.json": () => "[".repeat(100_000) + "]".repeat(100_000),
  "names-100k.xml": () => `<a>${many(100_000, (i) => `<b${i}/>`)}</a>`,
  "text-long.xml": () =>
    `<Scarti><Scarto><Id_Rec>1</Id_Rec><CodiceErrore>E1</CodiceErrore><Descrizione>${"x ".repeat(2_000_000)}</Descrizione></Scarto></Scarti>`,
  "too-large.xml": () => Buffer.alloc(64 * 1024 ** 2 + 1, 0x20),
  "bomb.zip": () => zipOf([["a.xml", Buffer.alloc(64 * 1024 ** 2, 0x20)]]),
  "bomb-that-lies.zip": () => zipOf([["a.xml", Buffer.alloc(8 * 1024 ** 2, 0x20)]], { declared: 1000 }),
  "climbs.zip": () => zipOf([["../../x.xml", FUS]]),
  "climbs-windows.zip": () => zipOf([["..\\x.xml", FUS]]),
  "absolute.zip": () => zipOf([["/etc/x.xml", FUS]]),
  "drive.zip": () => zipOf([["C:x.xml", FUS]]),
  "in-folder.zip": () =>
    zipOf([
      ["fus/", ""],
      ["fus/4711.xml", FUS],
    ]),
  "two.zip": () =>
    zipOf([
      ["a.xml", FUS],
      ["b.xml", FUS],
    ]),
  "none.zip": () => zipOf([]),
  "many.zip": () => zipOf(Array.from({ length: 500 }, (_, i) => [`${i}.xml`, ""])),
  "nested.zip": () => zipOf([["a.zip", zipOf([["a.xml", FUS]])]]),
  "password.zip": () => zipOf([["a.xml", FUS]], { flags: 1 }),
  "checksum.zip": () => zipOf([["a.xml", FUS]], { crc: 1 }),
  "as-txt.zip": () => zipOf([["4711.txt", FUS]]),
  "utf16.xml": () => Buffer.from(`\ufeff<?xml version="1.0" encoding="UTF-16"?>${FUS}`, "utf16le"),
  "utf16-doctype.xml": () => Buffer.from(`\ufeff<!DOCTYPE a><a/>`, "utf16le"),
  "no-record.xml": () => "<a><Errore><Codice>E1</Codice></Errore></a>",
};

/** What is read, or what the error says was seen, and why. */
const OUTCOMES: Readonly<Record<string, readonly [outcome: string, why: string]>> = {
  "login.html": ["pagina web", "a portal answers 200 with its sign-in page"],
  "errore-502.html": ["pagina web", "a proxy answers for the service"],
  "spring-error.json": [
    "JSON con le chiavi timestamp, status, error, path",
    "an error of the server is not an answer to an upload",
  ],
  "soap-fault.xml": ["errore SOAP", "not an outcome, and its words are not repeated"],
  "billion-laughs.xml": ["DOCTYPE", "refused before the parser"],
  "xxe.xml": ["DOCTYPE", "no file of the machine is read"],
  "entity.xml": ["malformato", "an entity nobody declared"],
  "nul.xml": ["codifica", "not text"],
  "utf7.xml": ["codifica", "an encoding in which < can be hidden"],
  "latin1-as-utf8.xml": ["codifica", "declares UTF-8 and is not: words would be damaged"],
  "empty.xml": ["vuoto", "nothing arrived"],
  "blank.txt": ["vuoto", "nothing arrived"],
  "lista-vuota.xml": [
    "elemento radice FileUnicoScarti",
    "not taken for 'no discards': that would accept every record",
  ],
  "coda.xml": ["malformato", "something after the end"],
  "proto.json": ["JSON con le chiavi proto, constructor", "keys are only compared"],
  "lista-vuota.json": ["JSON con le chiavi totalpages", "a search that found no upload says nothing of ours"],
  "numeri.csv": ["testo", "one of our own lists, given by mistake"],
  "pdf.pdf": ["codifica", "not text"],
  "attrs-100k.xml": ["senza fine", "200 attributes are more than any answer has"],
  "attr-long.xml": ["senza fine", "a tag of a megabyte is not held"],
  "deep-100k.xml": ["senza fine", "64 levels"],
  "deep.json": ["JSON con le chiavi -", "parsed without recursion, then nothing in it"],
  "names-100k.xml": ["elemento radice a", "names are counted up to a bound"],
  "text-long.xml": ["scarti", "a text is cut, the rejection kept"],
  "too-large.xml": ["più grande", "not read at all"],
  "bomb.zip": ["si espande", "64 MB from 64 kB"],
  "bomb-that-lies.zip": ["danneggiato", "more than its directory declares"],
  "climbs.zip": ["percorso", "no name of the zip is ever written to, and such a zip is not the Ministry's"],
  "climbs-windows.zip": ["percorso", "as Windows writes it"],
  "absolute.zip": ["percorso", "absolute"],
  "drive.zip": ["percorso", "a drive of Windows"],
  "in-folder.zip": ["scarti", "one file in one folder is one file"],
  "two.zip": ["2 file", "which of the two is the list?"],
  "none.zip": ["vuoto", "no file"],
  "many.zip": ["500 file", "not listed one by one"],
  "nested.zip": ["altro zip", "one wrapper only"],
  "password.zip": ["parola chiave", "nobody asked for a password"],
  "checksum.zip": ["danneggiato", "yauzl looks at no checksum: we do"],
  "as-txt.zip": ["scarti", "decided by content, not by the name"],
  "utf16.xml": ["scarti", "with its byte order mark"],
  "utf16-doctype.xml": ["DOCTYPE", "looked for in the text, not in the bytes"],
  "no-record.xml": ["elemento radice a", "a code that cannot be joined to any record is no list of discards"],
};

function load(name: string): string | Uint8Array {
  return GENERATED[name]?.() ?? readFileSync(new URL(name, CORPUS));
}

describe("what is not an answer", () => {
  it("has a recorded outcome for every hostile file", () => {
    const files = readdirSync(CORPUS).filter((name) => name !== "README.md");
    expect([...files, ...Object.keys(GENERATED)].sort()).toEqual(Object.keys(OUTCOMES).sort());
  });

  it.each(Object.entries(OUTCOMES))("%s", async (name, [expected]) => {
    const found = await outcome(load(name), name);
    expect(found).toContain(expected);
    expect(found).toMatch(/^(?:scarti$|RECEIPT_SHAPE: )/);
    expect(found).not.toContain("RSSMRA");
  });

  it.each(SAMPLES)("is read or refused with one error wherever %s is cut", async (name) => {
    const whole = sample(name);
    const step = Math.max(1, Math.floor(whole.length / 400));
    for (let length = 0; length < whole.length; length += step) {
      const found = await outcome(whole.subarray(0, length), name);
      expect(found).toMatch(/^(?:RECEIPT_SHAPE: .+|validazione|[a-z ]+)$/);
      // Half a list is never taken for a list.
      if (length < whole.length - 2) expect(found).not.toMatch(/^scarti/);
    }
  });

  it("answers random bytes with one error or a receipt", async () => {
    const heads = ["", "{", "[", "<", "<?xml ", "PK\x03\x04", "\ufeff<", "cvc-"].map((head) =>
      Buffer.from(head),
    );
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...heads), fc.uint8Array({ maxLength: 300 }), async (head, tail) => {
        expect(await outcome(Buffer.concat([head, tail]))).toMatch(/^(?:RECEIPT_SHAPE: |validazione$)/);
      }),
    );
  });

  it("answers samples with flipped bytes with one error or a receipt", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...SAMPLES),
        fc.nat(),
        fc.integer({ min: 0, max: 255 }),
        async (name, at, byte) => {
          const bytes = Buffer.from(sample(name));
          bytes[at % bytes.length] = byte;
          expect(await outcome(bytes, name)).toMatch(/^(?:RECEIPT_SHAPE: |[a-z ]+$)/);
        },
      ),
    );
  });
});
