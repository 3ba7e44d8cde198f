import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { COLONNE, type Colonna } from "../../src/model/campi.ts";
import type { Esito } from "../../src/model/finding.ts";
import { PARTE, type ClearRecord } from "../../src/model/record.ts";
import { regolaDi, tabellaDatata } from "../../src/rules/index.ts";
import { fill } from "../../src/text/index.ts";
import { codici, contesto, giudica } from "./contesto.ts";
import { ricoveroValido, type Patch } from "./riga-valida.ts";

const runs = process.env["SLOW"] ? 10_000 : 100;
const A = { file: 0, line: 5 };
const R = { file: 1, line: 9 };

describe("the evaluator", () => {
  it.each<{ why: string; patch: Patch; failed: readonly Colonna[]; codes: readonly string[] }>([
    {
      why: "the date that failed is not compared",
      patch: { data_dim: "2026-02-01" },
      failed: ["data_dim"],
      codes: [],
    },
    { why: "a blank that failed is not missing", patch: { mod_dim: "" }, failed: ["mod_dim"], codes: [] },
    {
      why: "a failed column leaves the other rules alone",
      patch: { genere: "", val_ci: "1" },
      failed: ["genere"],
      codes: ["OC-C-018"],
    },
    {
      why: "a malformed code has no check letter, year or gender",
      patch: { cod_ident: "RSSMRA85T10A5", genere: "2" },
      failed: [],
      codes: ["OC-F-011"],
    },
    {
      why: "a wrong check letter leaves year and gender in doubt",
      patch: { cod_ident: "RSSMRA85T10A562X", genere: "2" },
      failed: [],
      codes: ["OC-F-012"],
    },
    {
      why: "a score out of range is not judged further",
      patch: { punt: "103", auton: "3" },
      failed: [],
      codes: ["OC-D-015"],
    },
    { why: "a missing identifier is said once", patch: { cod_ident: "" }, failed: [], codes: ["OC-S-003"] },
  ])("makes no cascade: $why", ({ patch, failed, codes }) => {
    expect(codici(giudica(ricoveroValido(patch, { failed })))).toEqual(codes);
  });

  it("lets a D finding silence the C rules on the same column", () => {
    const tabelle = { comuni: tabellaDatata([]) };
    const lontano = ricoveroValido({ com_res: "058091" });
    expect(codici(giudica(lontano))).toEqual(["OC-C-010"]);
    expect(codici(giudica(lontano, contesto(tabelle)))).toEqual(["OC-D-010"]);
  });

  it("reports in the order S, F, D, O, C, and by number in each", () => {
    const patch = {
      cod_ident: "RSSMRA85T10A562X",
      punt: "101",
      mod_dim: "8",
      val_ci: "1",
      stato_est: "IT",
      data_rich: "2026-02-03",
    };
    expect(codici(giudica(ricoveroValido(patch)))).toEqual([
      "OC-F-012",
      "OC-D-015",
      "OC-O-007",
      "OC-C-013",
      "OC-C-014",
      "OC-C-018",
      "OC-C-019",
    ]);
  });

  it("points at the row of the dataset the rule is about", () => {
    const patch = { val_ci: "1", mod_dim: "8", cod_reg: "090" };
    const at = { 1: A, 2: R };
    const tutto = giudica(ricoveroValido(patch, { at }));
    expect(tutto.map((f) => [f.code, f.at])).toEqual([
      ["OC-O-007", R],
      ["OC-C-018", A],
      ["OC-C-032", A],
    ]);
    const soloRicovero = giudica(ricoveroValido(patch, { at, parte: PARTE.ricovero }));
    expect(soloRicovero.map((f) => [f.code, f.at])).toEqual([
      ["OC-O-007", R],
      ["OC-C-032", R],
    ]);
    expect(codici(giudica(ricoveroValido(patch, { at, parte: PARTE.anagrafica })))).toEqual([
      "OC-C-018",
      "OC-C-032",
    ]);
  });

  it("makes one finding for each offending row of a group, at that row", () => {
    const r = ricoveroValido({ punt: "63", punt_2: "71" });
    const rilievi = giudica(r);
    expect(codici(rilievi)).toEqual(["OC-C-031", "OC-C-031"]);
    expect(rilievi.map((f) => f.at)).toEqual(r.valutazioni.map((v) => v.at));
  });

  it("leaves alone a row of a group in which a compared column failed", () => {
    const r = ricoveroValido({ punt: "63", punt_2: "71" });
    (r.valutazioni[0]!.failed as Set<Colonna>).add("punt");
    expect(giudica(r).map((f) => f.at)).toEqual([r.valutazioni[1]!.at]);
  });

  it("does not miss the admission assessment where its moment could not be read", () => {
    const r = ricoveroValido({ val_mom: "" });
    (r.valutazioni[0]!.failed as Set<Colonna>).add("val_mom");
    expect(giudica(r)).toEqual([]);
  });

  it("judges a cancellation by its region and identifier only", () => {
    const rotto = {
      tipo: "C",
      val_ci: "1",
      mod_dim: "",
      punt: "999",
      cod_ident: "NON VALIDO",
      cod_reg: "090",
    };
    expect(codici(giudica(ricoveroValido(rotto)))).toEqual(["OC-C-032"]);
  });

  it("takes the configuration's severity, except where it is fixed", () => {
    const severities = new Map<string, Esito>([
      ["OC-C-018", "scarto"],
      ["OC-S-003", "segnalazione"],
    ]);
    const c = contesto();
    expect(giudica(ricoveroValido({ val_ci: "1" }), c).map((f) => f.esito)).toEqual(["segnalazione"]);
    expect(giudica(ricoveroValido({ val_ci: "1" }), c, severities).map((f) => f.esito)).toEqual(["scarto"]);
    expect(giudica(ricoveroValido({ cod_ident: "" }), c, severities).map((f) => f.esito)).toEqual(["scarto"]);
  });

  it("names the columns that are filled when discharge data lack their date", () => {
    const aperto = { data_dim: "", mod_dim: "", diag_dim: "", ora_dim: "11:00", str_dest: "080902" };
    const [f] = giudica(ricoveroValido(aperto)).filter(({ code }) => code === "OC-O-006");
    expect(f?.campi).toEqual(["ora_dim", "str_dest", "data_dim"]);
  });

  it("notes the provinces it does not know, and only those", () => {
    const provinceIgnote = new Set<string>();
    const c = { ...contesto(), provinceIgnote };
    for (const com_res of ["113006", "037006", "999999", "AB1006"])
      giudica(ricoveroValido({ com_res, reg_res: "999", asl_res: "999" }), c);
    for (const com_res of ["113006", "037006", "999999", "AB1006"]) giudica(ricoveroValido({ com_res }), c);
    expect([...provinceIgnote]).toEqual(["113"]);
  });

  it("lets a rule's own bug through", () => {
    const rotto = new Proxy(ricoveroValido(), {
      get(target, name: string) {
        if (name === "stato_est") throw new TypeError("bug");
        return Reflect.get(target, name) as unknown;
      },
    });
    expect(() => giudica(rotto)).toThrow("bug");
  });

  it("gives the same findings whatever was judged before", () => {
    const rotto = ricoveroValido({ cod_ident: "RSSMRA85T10A562X", val_ci: "1" });
    const prima = giudica(rotto);
    giudica(ricoveroValido());
    expect(giudica(rotto)).toEqual(prima);
    expect(rotto.failed.size).toBe(0);
  });
});

describe("whatever the cells hold", () => {
  // A marker that no table, label or number of ours contains.
  const cella = fc.oneof(
    fc.constantFrom(
      "",
      "I",
      "C",
      "0",
      "1",
      "2",
      "3",
      "4",
      "97",
      "99",
      "999",
      "2026-02-02",
      "2027-01-01",
      "11:00",
      "IT",
    ),
    fc.string({ unit: "binary", maxLength: 24 }).map((testo) => `¤${testo}`),
  );
  const patch = fc.dictionary(
    fc.constantFrom(...COLONNE, "cod_ident", "num_ric", "sosp_ini_2", "sosp_fin_2", "val_mom_3", "punt_3"),
    cella,
    { maxKeys: 30 },
  );
  const tabelle = {
    mra: tabellaDatata([]),
    sts11: tabellaDatata([]),
    comuni: tabellaDatata([]),
    icd9cm: tabellaDatata([]),
  };

  it("no rule throws, and no finding repeats a cell", () => {
    fc.assert(
      fc.property(patch, (celle) => {
        const trovati = giudica(ricoveroValido(celle), contesto(tabelle));
        expect(JSON.stringify(trovati)).not.toContain("¤");
        for (const f of trovati) {
          expect(f.campi.length).toBeGreaterThan(0);
          expect(f.esito).toBe(regolaDi(f.code)!.esito);
          const { message } = regolaDi(f.code)!;
          for (const lingua of ["it", "en"] as const) {
            expect(fill(message[lingua], { campo: f.campi[0]!, ...f.params }, lingua)).not.toMatch(/\{\w+\}/);
          }
        }
      }),
      { numRuns: runs },
    );
  });

  it("a half of a record is judged as the whole is, on that half's rules", () => {
    fc.assert(
      fc.property(patch, (celle) => {
        const intero = ricoveroValido({ ...celle, tipo: "I" });
        const meta = (parte: 1 | 2): ClearRecord => ({ ...intero, parte });
        const codes = new Set(codici(giudica(intero)));
        const alone = [...codici(giudica(meta(1))), ...codici(giudica(meta(2)))];
        expect(new Set(alone)).toEqual(codes);
      }),
      { numRuns: runs },
    );
  });
});
