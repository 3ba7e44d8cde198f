import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { PACKAGE_ROOT } from "../../src/core/package-root.ts";
import { MAPPA_VUOTA, parseMappa, readRecord } from "../../src/sources/index.ts";
import { correzioni, lettaDa, proponi, valoriPresenti } from "./correzioni.ts";
import { text } from "./helpers.ts";

interface Vendor {
  readonly folder: string;
  readonly file: string;
  /** Description of the record that came with it. */
  readonly record?: string;
  readonly regione: string;
  readonly azienda: string;
  /** Lines of `[values]` to be written by hand: an azienda's own numbers and letters, that nothing in the delivery explains. */
  readonly valori: number;
}

/**
 * Lines of the proposal that a person must change to read the delivery as the expert's mapping does. First figures, as
 * the wizard came to these files (22-11-2026, lines of [values] that the delivery has not included): adtplus 89,
 * careflow 138, sanigest 169, siapas 195, ward 284.
 */
const VENDORS: readonly Vendor[] = [
  {
    folder: "adtplus-csv",
    file: "ESTR_ODC_120101_20260403.csv",
    regione: "120",
    azienda: "101",
    // Proven., in single letters.
    valori: 6,
  },
  {
    folder: "careflow-postgres",
    file: "careflow_export.sql",
    regione: "050",
    azienda: "101",
    // Service codes that its catalogue lacks, and the two of a column that was not recognised.
    valori: 15,
  },
  {
    folder: "sanigest-mariadb",
    file: "SANIGEST_20260402.sql",
    regione: "070",
    azienda: "101",
    // Numbers of its own for everything; three lists of them are in the dump, and are read.
    valori: 66,
  },
  {
    folder: "siapas-fixed",
    file: "OC.SIOC.T12026.TXT",
    record: "tracciato_record_OC.csv",
    regione: "190",
    azienda: "101",
    valori: 0,
  },
  {
    folder: "ward-workbook",
    file: "Ricoveri OdC 1 trim 2026.xlsx",
    regione: "080",
    azienda: "101",
    valori: 0,
  },
];

/** Times the expert left out because the program did not read them then (`15:20:00`, `1520`); it does now. */
const ORE = /^\[columns\] ora_(?:amm|dim): \S+ → –$/;

async function measured({ folder, file, record, regione, azienda }: Vendor): Promise<readonly string[]> {
  const path = (name: string): string => join(PACKAGE_ROOT, "fixtures/vendors", folder, name);
  const voluta = parseMappa(path("atteso.toml"), { text });
  const { fixed, liste } =
    record === undefined ? { fixed: [], liste: [] } : await readRecord(path(record), text);
  const noto = { regione, azienda, declared: { ...MAPPA_VUOTA, fixed }, liste };
  const proposta = await proponi([path(file)], noto);
  const lines = correzioni(lettaDa(proposta), voluta, { presenti: valoriPresenti(proposta, voluta) });
  return lines.filter((line) => !ORE.test(line));
}

describe("the mapping proposed for five vendors who never saw the wizard", () => {
  it.each(VENDORS)(
    "$folder: files, tables, columns and defaults with at most two corrections",
    async (vendor) => {
      const lines = await measured(vendor);
      expect(lines.filter((line) => !line.startsWith("[values]")).slice(2)).toEqual([]);
      expect(lines.filter((line) => line.startsWith("[values]")).slice(vendor.valori)).toEqual([]);
    },
  );

  it("never translates a value into another code than the expert's", async () => {
    for (const vendor of VENDORS) {
      const wrong = (await measured(vendor)).filter((line) => /^\[values\].*: [^–\s]\S* → /.test(line));
      expect(wrong, vendor.folder).toEqual([]);
    }
  });
});
