import fc from "fast-check";

import type { SafeRecord } from "../../src/model/record.ts";
import type { Layout } from "../../src/tracciato/layout.ts";

export const HASH =
  "GzF/c7JgxKv3Fujvg4j30+lzrsfuZvUuMNldakB4kBg=dUbPAjxZW8bXkXBnMUyI6FhCLEH4AfleHma6MwOZaZI=";

/** 10,000 in the long run, `usual` otherwise. */
export const runs = (usual: number) => ({ numRuns: process.env["SLOW"] === undefined ? usual : 10_000 });

export const base64 = fc
  .uint8Array({ minLength: 64, maxLength: 64 })
  .map((b) => Buffer.from(b.slice(0, 32)).toString("base64") + Buffer.from(b.slice(32)).toString("base64"));

const HOSTILE = [
  "&",
  "<",
  ">",
  '"',
  "'",
  "]]>",
  "&amp;",
  "&#10;",
  "&foo;",
  "\t",
  "\n",
  "\r",
  "\r\n",
  " ",
  "  ",
  "<!--",
  "<?x?>",
];
const UNICODE = [
  "è",
  "e\u0301",
  "😀",
  "𝔘",
  "שלום",
  "\u202e",
  "\u00a0",
  "\u0085",
  "\u2028",
  "\u200b",
  "\ufeff",
  "ﬀ",
  "\u{10ffff}",
];

/** A value no identifier hides in: short pieces, no digits in a row. */
export const hostile = fc
  .array(fc.constantFrom(...HOSTILE, ...UNICODE, "a", "B", "7"), { minLength: 1, maxLength: 9 })
  .map((parts) => parts.join(""));

const filled = (value: fc.Arbitrary<string>) => fc.option(value, { nil: "", freq: 3 });

/** Records of a dataset with any cell blank or not, any number of rows, and values made by `value`. */
export function anyRecord(layout: Layout, value: fc.Arbitrary<string>): fc.Arbitrary<SafeRecord> {
  const campi = [...layout.dataset[1].campi, ...layout.dataset[2].campi];
  const cells = (gruppo: string | undefined) =>
    fc.record(
      Object.fromEntries(
        campi
          .filter((campo) => campo.gruppo === gruppo)
          .map((campo) => [campo.colonna, filled(campo.hash ? base64 : value)]),
      ),
    );
  const rows = (gruppo: string) => fc.array(cells(gruppo), { maxLength: 3 });
  return fc
    .tuple(cells(undefined), rows("valutazione"), rows("prestazione"), rows("sospensione"))
    .map(([single, valutazioni, prestazioni, sospensioni]) => {
      const record: unknown = { ...single, valutazioni, prestazioni, sospensioni };
      return record as SafeRecord;
    });
}

/** A valid record of both datasets; `changes` replaces cells. */
export function validRecord(changes: Readonly<Record<string, unknown>> = {}): SafeRecord {
  const record: unknown = {
    tipo: "I",
    cod_reg: "080",
    cod_asl: "103",
    cod_str: "080777",
    data_amm: "2026-01-12",
    id_rec: HASH,
    cuni: HASH,
    val_ci: "0",
    tipo_ci: "0",
    team: "",
    anno_nasc: "1940",
    genere: "2",
    cittad: "IT",
    stato_civ: "5",
    resp_gen: "",
    tit_stud: "2",
    cond_prof: "6",
    reg_res: "080",
    asl_res: "103",
    com_res: "035033",
    stato_est: "",
    nucleo: "1",
    caregiver: "1",
    supp_soc: "2",
    ora_amm: "15:20",
    sogg_rich: "4",
    data_rich: "2026-01-12",
    prov: "2",
    str_prov: "080053",
    motivo: "2",
    tipo_acc: "1",
    diag_pri: "4280",
    diag_con1: "25000",
    diag_con2: "V5867",
    diag_con3: "",
    diag_con4: "",
    diag_con5: "",
    perc_ssn: "100",
    pian_cond: "",
    data_dim: "2026-01-29",
    ora_dim: "11:30",
    mod_dim: "9",
    str_dest: "",
    mot_trasf: "",
    diag_dim: "4280",
    valutazioni: [
      {
        val_data: "2026-01-12",
        val_mom: "1",
        auton: "3",
        mobil: "2",
        dist_cogn: "1",
        dist_comp: "1",
        scala: "1",
        punt: "35",
      },
      {
        val_data: "2026-01-29",
        val_mom: "3",
        auton: "2",
        mobil: "2",
        dist_cogn: "1",
        dist_comp: "1",
        scala: "",
        punt: "",
      },
    ],
    prestazioni: [{ pre_data: "", pre_oper: "8", pre_tipo: "19", pre_qta: "9" }],
    sospensioni: [],
    ...changes,
  };
  return record as SafeRecord;
}
