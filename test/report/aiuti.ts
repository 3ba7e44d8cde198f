import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { isoFrom } from "../../src/core/dates.ts";
import type { Finding } from "../../src/model/finding.ts";
import type { Fatti, FileTable, Regole } from "../../src/report/index.ts";

export function cartella(): string {
  return mkdtempSync(join(tmpdir(), "sioc-report-"));
}

export const FILES: FileTable = [
  { nome: "ricoveri.csv", azienda: "301", ruolo: "ricoveri" },
  { nome: "anagrafica.csv", azienda: "302", ruolo: "anagrafica" },
  { nome: "stays.csv", azienda: "302", ruolo: "ricoveri" },
];

export const REGOLE: Regole = (code) =>
  new Map([
    [
      "OC-C-001",
      {
        message: { it: "La dimissione precede l'ammissione", en: "The discharge precedes the admission" },
        hint: { it: "Correggere una delle due date", en: "Correct one of the two dates" },
      },
    ],
    [
      "OC-F-004",
      {
        message: { it: "Manca un campo obbligatorio: {campo}", en: "A mandatory field is missing: {campo}" },
        hint: { it: "Compilare il campo", en: "Fill the field in" },
      },
    ],
    [
      "OC-F-003",
      {
        message: { it: "La riga ha {n} campi invece di {m}", en: "The row has {n} fields, not {m}" },
        hint: { it: "Esportare di nuovo", en: "Export again" },
      },
    ],
  ]).get(code);

export const HEADER: Readonly<Record<string, string>> = {
  data_dim: "Data dimissione",
  data_amm: "Data ammissione",
};

export function finding(over: Partial<Finding> = {}): Finding {
  return {
    code: "OC-C-001",
    esito: "scarto",
    at: { file: 0, line: 482 },
    campi: ["data_dim", "data_amm"],
    struttura: "030123",
    numRic: "2026/0017",
    ...over,
  };
}

export const FATTI: Fatti = {
  comando: "prepare",
  run: 42,
  regione: "030",
  periodo: "2026T1",
  oggi: isoFrom(2026, 4, 20),
  versions: {
    tool: "0.1.0",
    rules: "2026.1",
    layout: { version: "ricostruzione-0.1", official: false, sha256: "a".repeat(64) },
  },
  files: [
    { sha256: "b".repeat(64), bytes: 1000, righe: 187, scartate: 3, note: [] },
    { sha256: null, bytes: 0, righe: 0, scartate: 0, note: [{ key: "report.righe.n", data: { n: 1234 } }] },
    { sha256: "c".repeat(64), bytes: 10, righe: 5, scartate: 0, note: [] },
  ],
  stages: [{ stage: "rules", in: 192, out: 189, discarded: 3 }],
  aziende: [
    { azienda: "301", righe: 187, record: 187, scartati: 3, segnalati: 2 },
    { azienda: "302", righe: 5, record: 5, scartati: 0, segnalati: 0 },
  ],
  sourceFailures: [{ azienda: "304", file: "vuoto.csv", code: "SOURCE_EMPTY" }],
  skippedRules: [{ code: "OC-D-004", reason: { key: "report.righe.1" } }],
};
