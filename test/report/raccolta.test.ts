import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

import type { PartFile } from "../../src/core/atomic.ts";
import { PACKAGE_ROOT } from "../../src/core/package-root.ts";
import type { Finding } from "../../src/model/finding.ts";
import { openRaccolta, type Raccolta, type RaccoltaOptions, type Riepilogo } from "../../src/report/index.ts";
import { BUFFER_BYTES } from "../../src/report/scrittore.ts";
import { textFor } from "../../src/text/index.ts";
import { cartella, FATTI, FILES, finding, HEADER, REGOLE } from "./aiuti.ts";

const RUNS = process.env["SLOW"] === undefined ? 100 : 10_000;

function open(folder: string, over: Partial<RaccoltaOptions> = {}): Raccolta {
  return openRaccolta({
    folder,
    text: textFor("it"),
    files: FILES,
    regole: REGOLE,
    headerOf: (_, colonna) => HEADER[colonna],
    ...over,
  });
}

function schema(name: string): object {
  return JSON.parse(readFileSync(join(PACKAGE_ROOT, "docs", "schema", name), "utf8")) as object;
}

function lines(folder: string): Record<string, unknown>[] {
  const text = readFileSync(join(folder, "findings.ndjson"), "utf8");
  return text
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

function worklist(folder: string, azienda: string): string {
  return readFileSync(join(folder, "correzioni", `${azienda}.csv`), "utf8");
}

describe("the three kinds of file", () => {
  it("writes a finding as one line with the same keys in the same order, absent ones null", () => {
    const folder = cartella();
    const raccolta = open(folder);
    raccolta.add(finding());
    raccolta.add({ code: "OC-X", esito: "segnalazione", at: { file: 1, line: 0 }, campi: [] });
    raccolta.close(FATTI);
    const [first, second] = lines(folder);
    expect(first).toEqual({
      code: "OC-C-001",
      esito: "scarto",
      file: "ricoveri.csv",
      azienda: "301",
      riga: 482,
      colonna: "Data dimissione",
      campo: "data_dim",
      struttura: "030123",
      num_ric: "2026/0017",
      messaggio: "La dimissione precede l'ammissione",
    });
    expect(Object.keys(second ?? {})).toEqual(Object.keys(first ?? {}));
    expect(second).toMatchObject({ riga: null, colonna: null, campo: null, struttura: null, num_ric: null });
  });

  it("writes findings that follow their published schema", () => {
    const folder = cartella();
    const raccolta = open(folder);
    raccolta.add(finding());
    raccolta.add({ code: "OC-X", esito: "segnalazione", at: { file: 2, line: 9 }, campi: ["tipo"] });
    raccolta.close(FATTI);
    const validate = new Ajv2020().compile(schema("finding-1.json"));
    for (const line of lines(folder)) expect(validate(line), JSON.stringify(validate.errors)).toBe(true);
  });

  it("writes a worklist an Italian Excel opens: BOM, semicolons, CRLF, header in the language", () => {
    const folder = cartella();
    const raccolta = open(folder);
    raccolta.add(finding());
    raccolta.add(finding({ code: "OC-F-004", at: { file: 0, line: 500 }, campi: ["genere"] }));
    raccolta.close(FATTI);
    expect(worklist(folder, "301").split("\r\n")).toEqual([
      "\ufefffile;riga;struttura;numero ricovero;colonna;campo;codice;esito;che cosa non va;rimedio",
      "ricoveri.csv;482;030123;2026/0017;Data dimissione, Data ammissione;data_dim, data_amm;OC-C-001;SCARTO;La dimissione precede l'ammissione;Correggere una delle due date",
      "ricoveri.csv;500;030123;2026/0017;genere;genere;OC-F-004;SCARTO;Manca un campo obbligatorio: genere;Compilare il campo",
      "",
    ]);
  });

  it("writes the English worklist for who chose English", () => {
    const folder = cartella();
    const raccolta = open(folder, { text: textFor("en") });
    raccolta.add(finding({ code: "OC-F-003", params: { n: 1234, m: 38 } }));
    raccolta.close(FATTI);
    expect(worklist(folder, "301")).toContain("what is wrong;remedy");
    expect(worklist(folder, "301")).toContain("REJECTED;The row has 1,234 fields, not 38;Export again");
  });

  it("writes a summary that follows its published schema and says where the worklists are", () => {
    const folder = cartella();
    const raccolta = open(folder);
    raccolta.add(finding());
    const dati = raccolta.close(FATTI);
    const written = JSON.parse(readFileSync(join(folder, "summary.json"), "utf8")) as Riepilogo;
    expect(written).toEqual(dati);
    const validate = new Ajv2020().compile(schema("summary-1.json"));
    expect(validate(written), JSON.stringify(validate.errors)).toBe(true);
    expect(written.aziende.map((a) => [a.azienda, a.worklist, a.findings.scarto])).toEqual([
      ["301", "correzioni/301.csv", 1],
      ["302", null, 0],
      ["304", null, 0],
    ]);
    expect(written.totals).toEqual({
      righe: 192,
      record: 192,
      scartati: 3,
      segnalati: 2,
      findings: { scarto: 1, segnalazione: 0 },
    });
  });

  it("makes files only their owner can read", () => {
    if (process.platform === "win32") return;
    const folder = cartella();
    const raccolta = open(folder);
    raccolta.add(finding());
    raccolta.close(FATTI);
    for (const file of ["findings.ndjson", "summary.json", "correzioni/301.csv"]) {
      expect(statSync(join(folder, file)).mode & 0o777, file).toBe(0o600);
    }
  });
});

describe("whole or not at all", () => {
  it("shows no file under its name before close", () => {
    const folder = cartella();
    const raccolta = open(folder);
    raccolta.add(finding());
    expect(readdirSync(folder).sort()).toEqual(["correzioni", "findings.ndjson.part"]);
    expect(readdirSync(join(folder, "correzioni"))).toEqual(["301.csv.part"]);
    raccolta.discard();
  });

  it("leaves nothing after discard, and nothing of an earlier report is touched", () => {
    const folder = cartella();
    writeFileSync(join(folder, "summary.json"), "earlier");
    const raccolta = open(folder);
    raccolta.add(finding());
    raccolta.discard();
    raccolta.discard();
    expect(readdirSync(folder)).toEqual(["summary.json"]);
    expect(readFileSync(join(folder, "summary.json"), "utf8")).toBe("earlier");
  });

  it("keeps what was closed when discard comes after", () => {
    const folder = cartella();
    const raccolta = open(folder);
    raccolta.add(finding());
    raccolta.close(FATTI);
    raccolta.discard();
    expect(readdirSync(folder).sort()).toEqual(["correzioni", "findings.ndjson", "summary.json"]);
  });

  it("leaves nothing when a stage lost rows", () => {
    const folder = cartella();
    const raccolta = open(folder);
    raccolta.add(finding());
    const stages = [{ stage: "xml", in: 10, out: 8, discarded: 1 }];
    expect(() => raccolta.close({ ...FATTI, stages })).toThrow("stage xml: 10 in, 8 out, 1 discarded");
    expect(readdirSync(folder)).toEqual([]);
  });

  it("leaves nothing when the disk fills while closing", () => {
    const folder = cartella();
    const full = (path: string): PartFile => ({
      path,
      write: () => {
        throw new Error("ENOSPC");
      },
      commit: () => undefined,
      discard: () => undefined,
    });
    const raccolta = open(folder, { open: full });
    raccolta.add(finding());
    expect(() => raccolta.close(FATTI)).toThrow("ENOSPC");
    expect(readdirSync(folder)).toEqual([]);
  });

  it("removes the worklist of an earlier run from an azienda that has nothing left to correct", () => {
    const folder = cartella();
    mkdirSync(join(folder, "correzioni"));
    for (const name of ["301.csv", "302.csv", "999.csv", "302-ministero.csv"]) {
      writeFileSync(join(folder, "correzioni", name), "old");
    }
    const raccolta = open(folder);
    raccolta.add(finding());
    raccolta.close(FATTI);
    expect(readdirSync(join(folder, "correzioni")).sort()).toEqual([
      "301.csv",
      "302-ministero.csv",
      "999.csv",
    ]);
    expect(worklist(folder, "301")).not.toContain("old");
  });
});

describe("counts", () => {
  it("keeps the first rows in the order of the files, whatever the order of arrival, and tells how many in all", () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ file: fc.nat(2), line: fc.integer({ min: 1, max: 50 }) }), { minLength: 1 }),
        (places) => {
          const folder = cartella();
          const raccolta = open(folder);
          for (const at of places) raccolta.add(finding({ at }));
          const [codice] = raccolta.conteggi().codici;
          raccolta.discard();
          const rows = [...new Set(places.map((p) => p.file * 1000 + p.line))].sort((a, b) => a - b);
          const shown = codice?.esempi.map(
            (e) => FILES.findIndex((f) => f.nome === e.file) * 1000 + (e.riga ?? 0),
          );
          expect(shown).toEqual(rows.slice(0, 3));
          expect(codice?.count).toBe(places.length);
        },
      ),
      { numRuns: RUNS },
    );
  });

  it("counts a row once though two of its columns are wrong, and a code of each azienda apart", () => {
    const folder = cartella();
    const raccolta = open(folder);
    raccolta.add(finding({ code: "OC-F-004", campi: ["genere"] }));
    raccolta.add(finding({ code: "OC-F-004", campi: ["cittad"] }));
    raccolta.add(finding({ code: "OC-F-004", campi: ["cittad"], at: { file: 2, line: 3 } }));
    const { codici } = raccolta.close(FATTI);
    expect(codici).toMatchObject([
      { count: 3, righe: 2, aziende: { "301": 2, "302": 1 }, messaggio: "Manca un campo obbligatorio: …" },
    ]);
  });

  it("says the sentence in full when all findings of a code say the same", () => {
    const raccolta = open(cartella());
    raccolta.add(finding({ code: "OC-F-004", campi: ["genere"] }));
    raccolta.add(finding({ code: "OC-F-004", campi: ["genere"], at: { file: 0, line: 3 } }));
    expect(raccolta.close(FATTI).codici[0]?.messaggio).toBe("Manca un campo obbligatorio: genere");
  });

  it("lists discards before remarks, the frequent first", () => {
    const raccolta = open(cartella());
    const add = (code: string, esito: Finding["esito"], times: number): void => {
      for (let n = 0; n < times; n += 1) raccolta.add(finding({ code, esito, at: { file: 0, line: n + 1 } }));
    };
    add("W-MANY", "segnalazione", 9);
    add("S-TWO-B", "scarto", 2);
    add("S-TWO-A", "scarto", 2);
    add("S-MANY", "scarto", 5);
    const { codici } = raccolta.close(FATTI);
    expect(codici.map((c) => c.code)).toEqual(["S-MANY", "S-TWO-A", "S-TWO-B", "W-MANY"]);
  });

  it("has a sentence for a code without a rule and stops at a file that is not of the run", () => {
    const raccolta = open(cartella());
    raccolta.add(finding({ code: "OC-Z-999" }));
    expect(raccolta.conteggi().codici[0]?.frase).toBe("controllo senza descrizione");
    expect(() => {
      raccolta.add(finding({ at: { file: 7, line: 1 } }));
    }).toThrow("unknown file");
    raccolta.discard();
  });
});

describe("nothing that identifies", () => {
  const CF = "RSSMRA80A01H501U";

  it("masks identifiers in file names, headers, stay numbers, facilities and sentences, everywhere", () => {
    const folder = cartella();
    const files = [{ nome: `${CF}.csv`, azienda: `ASL ${CF}`, ruolo: "ricoveri" }];
    const raccolta = open(folder, { files, headerOf: () => `colonna ${CF}` });
    raccolta.add(finding({ struttura: CF, numRic: CF, code: "OC-F-004", campi: ["genere"] }));
    raccolta.add(finding({ numRic: `n-${CF.toLowerCase()}`, code: "OC-F-003", params: { n: CF, m: 3 } }));
    raccolta.close({ ...FATTI, files: FATTI.files.slice(0, 1), aziende: [] });
    const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
    const all = names.join("\n") + contents(folder, names);
    expect(all.toUpperCase()).not.toContain(CF);
    expect(all).toContain("[omesso]");
  });

  it("takes the power from cells a spreadsheet would run, wherever they come from", () => {
    const folder = cartella();
    const files = [{ nome: "=cmd|' /C calc'!A0.csv", azienda: "301", ruolo: "ricoveri" }];
    const raccolta = open(folder, { files, headerOf: () => '@SUM(1;2)"x' });
    raccolta.add(finding());
    raccolta.close({ ...FATTI, files: FATTI.files.slice(0, 1) });
    expect(worklist(folder, "301").split("\r\n")[1]).toMatch(
      /^'=cmd\|' \/C calc'!A0\.csv;482;030123;2026\/0017;"'@SUM\(1;2\)""x, @SUM\(1;2\)""x";/,
    );
  });

  it("keeps a finding on one line whatever the file is called", () => {
    const folder = cartella();
    const files = [{ nome: "a\r\nb\u2028c\u202egpj.csv", azienda: "301", ruolo: "ricoveri" }];
    const raccolta = open(folder, { files });
    raccolta.add(finding());
    raccolta.close({ ...FATTI, files: FATTI.files.slice(0, 1) });
    expect(lines(folder)[0]?.["file"]).toBe("a��b�c�gpj.csv");
    expect(worklist(folder, "301").split(/[\r\n\u2028]+/)).toHaveLength(3);
  });

  function contents(folder: string, names: readonly string[]): string {
    return names
      .map((name) => join(folder, name))
      .filter((path) => existsSync(path) && statSync(path).isFile())
      .map((path) => readFileSync(path, "utf8"))
      .join("\n");
  }
});

describe("memory", () => {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;

  it("holds buffers, examples and counts for a million findings, never the findings", () => {
    let largest = 0;
    let written = 0;
    const counting = (path: string): PartFile => ({
      path,
      write(bytes) {
        largest = Math.max(largest, bytes.length);
        written += bytes.length;
      },
      commit: () => undefined,
      discard: () => undefined,
    });
    const raccolta = open(cartella(), { open: counting });
    collect();
    const before = process.memoryUsage().heapUsed;
    for (let n = 0; n < 1_000_000; n += 1) {
      raccolta.add(finding({ code: `OC-${n % 90}`, at: { file: n % 3, line: n }, numRic: `2026/${n}` }));
    }
    collect();
    const grown = process.memoryUsage().heapUsed - before;
    raccolta.discard();
    expect(written).toBeGreaterThan(300_000_000);
    expect(largest).toBeLessThan(BUFFER_BYTES + 1024);
    expect(grown).toBeLessThan(8_000_000);
  });
});
