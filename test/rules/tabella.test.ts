import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

import { COLONNE, type Colonna } from "../../src/model/campi.ts";
import { isRegolaRecord, REGOLE, regolaDi, type Regola } from "../../src/rules/index.ts";
import type { Testo } from "../../src/tracciato/layout.ts";

interface Specificata {
  readonly code: string;
  readonly severity: string;
  readonly dataset: string;
  readonly fields: readonly string[];
}

const file = new URL("../../fixtures/rules/rules.json", import.meta.url);
const specificate = JSON.parse(readFileSync(file, "utf8")) as readonly Specificata[];
const nostre = REGOLE.filter(({ code }) => code.startsWith("OC-S-"));

/** The wildcards of the specification; `*` and `*obb` are any column, which our table says with none. */
const ALIAS: Readonly<Record<string, readonly string[]>> = {
  "*": [],
  "*obb": [],
  key: ["cod_reg", "cod_asl", "cod_str", "data_amm", "id_rec"],
  diag_con: ["diag_con1", "diag_con2", "diag_con3", "diag_con4", "diag_con5"],
};

/** Rules that judge a cancellation: rules.md, and the completions explained in the decisions. */
const SU_CANCELLAZIONE = [
  ..."1 2 3 4 5 6 7 8 9 14".split(" ").map((n) => `OC-F-${n.padStart(3, "0")}`),
  ..."OC-D-001 OC-D-002 OC-C-032 OC-X-001 OC-X-002 OC-X-005".split(" "),
  ..."1 2 3 4 5 6 7 8".split(" ").map((n) => `OC-H-00${n}`),
  ..."OC-F-015 OC-F-016 OC-S-001 OC-S-002 OC-S-003 OC-S-004 OC-S-005 OC-S-006".split(" "),
];

const FISSE = "OC-F-001 OC-F-002 OC-F-003 OC-F-009 OC-F-014 OC-F-016 OC-X-001 OC-X-002".split(" ");

function posti(template: string): readonly string[] {
  return [...template.matchAll(/\{(\w+)\}/g)].map(([, nome = ""]) => nome);
}

function testi(regola: Regola): readonly Testo[] {
  const { message, hint, condition, source, example } = regola;
  return [message, hint, condition, source, example.wrong, example.right];
}

describe("the table of rules", () => {
  it("has the 97 codes of the specification, and our own", () => {
    expect(specificate).toHaveLength(97);
    const attesi = [...specificate, ...nostre].map(({ code }) => code);
    expect(REGOLE.map(({ code }) => code).sort()).toEqual(attesi.sort());
    expect(nostre.map(({ code }) => code)).toEqual([1, 2, 3, 4, 5, 6].map((n) => `OC-S-00${n}`));
  });

  it.each(specificate)("$code has the severity, datasets and columns of the specification", (attesa) => {
    const regola = regolaDi(attesa.code)!;
    expect(regola.esito).toBe(attesa.severity);
    expect(regola.dataset.join(",")).toBe(attesa.dataset);
    const colonne = new Set(attesa.fields.flatMap((campo) => ALIAS[campo] ?? [campo]));
    expect(new Set(regola.campi)).toEqual(colonne);
  });

  it("names only columns of the tracciato", () => {
    const note = new Set<Colonna>([...COLONNE, "cod_ident", "num_ric"]);
    const nominate = REGOLE.flatMap((r) => [...r.campi, ...(isRegolaRecord(r) ? r.confronta : [])]);
    expect(nominate.filter((colonna) => !note.has(colonna))).toEqual([]);
  });

  it("judges cancellations with the rules of the specification only", () => {
    const nostri = REGOLE.filter((r) => r.suCancellazione).map(({ code }) => code);
    expect(nostri.sort()).toEqual([...SU_CANCELLAZIONE].sort());
  });

  it("fixes the severities of the specification, and of our own rules", () => {
    const fisse = REGOLE.filter((r) => r.fissa).map(({ code }) => code);
    expect(fisse.sort()).toEqual([...FISSE, ...nostre.map(({ code }) => code)].sort());
  });

  it("is in order of evaluation: S, F, D, O, C, X, H, then by number", () => {
    const ordine = REGOLE.map(({ code }) => `${"SFDOCXH".indexOf(code.charAt(3))}${code}`);
    expect(ordine).toEqual([...ordine].sort());
  });

  it.each(REGOLE)("$code says everything in both languages, without a full stop", (regola) => {
    for (const testo of testi(regola).flatMap(({ it, en }) => [it, en])) {
      expect(testo).toMatch(/\S/);
      expect(testo).toBe(testo.trim());
      expect(testo).not.toMatch(/[^.]\.$/);
    }
    expect(regola.message.it).not.toBe(regola.message.en);
    expect(regola.hint.it).not.toBe(regola.hint.en);
    expect(regola.example.wrong.it).not.toBe(regola.example.right.it);
  });

  it.each(REGOLE)(
    "$code leaves the same places open in both languages, and says who fills them",
    (regola) => {
      const { message, hint, params } = regola;
      expect(posti(message.it).toSorted()).toEqual(posti(message.en).toSorted());
      expect(
        posti(message.it)
          .filter((p) => p !== "campo")
          .toSorted(),
      ).toEqual([...params].sort());
      expect([...posti(hint.it), ...posti(hint.en)]).toEqual([]);
    },
  );

  it("mentions no rule that does not exist", () => {
    const citati = REGOLE.flatMap(testi).flatMap(({ it, en }) => [
      ...`${it} ${en}`.matchAll(/OC-[A-Z]-\d{3}/g),
    ]);
    expect(citati.map(([code]) => code).filter((code) => regolaDi(code) === undefined)).toEqual([]);
  });

  it("gives no rule to a code that has none", () => {
    expect(regolaDi("OC-H-009")).toBeUndefined();
    expect(regolaDi("__proto__")).toBeUndefined();
  });
});
