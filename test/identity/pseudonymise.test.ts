import { describe, expect, expectTypeOf, it } from "vitest";

import { SiocError } from "../../src/core/errors.ts";
import {
  compileIdRec,
  CUNI_ANONIMO,
  cuniFunction,
  idRecText,
  parseChiave,
  pseudonymDeps,
  pseudonymise,
  type PseudonymOptions,
} from "../../src/identity/index.ts";
import type { ClearRecord, SafeRecord } from "../../src/model/record.ts";

const key = parseChiave("fb1d2e4a57bb1a52ef44868618abfccf42ceb952d417d5416323cf2f078b0ef9");
const hash = cuniFunction(key);
const CF = "RSSMRA85T10A562S";
/** What the default template puts before the identifier. */
const FIXED = "0801010801012026-01-05";

function record(fields: Partial<ClearRecord> = {}): ClearRecord {
  return {
    tipo: "I",
    cod_reg: "080",
    cod_asl: "101",
    cod_str: "080101",
    data_amm: "2026-01-05",
    ora_amm: "",
    tipo_ci: "0",
    cod_ident: CF,
    num_ric: "2026000123",
    cuni: "",
    id_rec: "",
    ...fields,
  } as ClearRecord;
}

const run = (fields: Partial<ClearRecord> = {}, options: Partial<PseudonymOptions> = {}) =>
  pseudonymise(record(fields), pseudonymDeps({ key, ...options }));

describe("pseudonymise", () => {
  it("sets CUNI and Id_Rec and leaves no identifier on the object", () => {
    const clear = record();
    const result = pseudonymise(clear, pseudonymDeps({ key }));
    expect(result.record).toBe(clear);
    expect(result.record.cuni).toBe(hash(CF));
    expect(result.record.id_rec).toBe(hash(FIXED + CF));
    expect(result).toMatchObject({ cuni: "ok", idRec: "ok", normalised: false });
    expect(JSON.stringify(result)).not.toMatch(/RSSMRA85T10A562S|2026000123/);
  });

  it("gives a type that a ClearRecord does not fit", () => {
    expectTypeOf<ClearRecord>().not.toExtend<SafeRecord>();
    expectTypeOf(run().record).toEqualTypeOf<SafeRecord>();
  });

  it("normalises before hashing and says so", () => {
    const result = run({ cod_ident: ` ${CF.toLowerCase()} ` });
    expect(result.record.cuni).toBe(hash(CF));
    expect(result.record.id_rec).toBe(run().record.id_rec);
    expect(result.normalised).toBe(true);
  });

  it.each([
    { why: "anonymous: the Ministry's constant", tipo: "98", id: "", cuni: CUNI_ANONIMO },
    { why: "anonymous: what stands in the identifier is not used", tipo: "98", id: CF, cuni: CUNI_ANONIMO },
    { why: "unknown without identifier", tipo: "99", id: "", cuni: hash("XXXXXXXXXXXXXXXX") },
    { why: "unknown STP without identifier", tipo: "97", id: " ", cuni: hash("XXXXXXXXXXXXXXXX") },
    { why: "unknown with a code of theirs", tipo: "99", id: "AB12", cuni: hash("AB12") },
  ])("$why", ({ tipo, id, cuni }) => {
    expect(run({ tipo_ci: tipo, cod_ident: id }).record.cuni).toBe(cuni);
  });

  it("hashes the configured placeholders instead, a constant of 88 characters as it is", () => {
    const other = hash("QUALUNQUE");
    expect(run({ tipo_ci: "98" }, { anonimo: "ANONIMO" }).record.cuni).toBe(hash("ANONIMO"));
    expect(run({ tipo_ci: "98" }, { anonimo: other }).record.cuni).toBe(other);
    expect(run({ tipo_ci: "99", cod_ident: "" }, { sconosciuto: "IGNOTO" }).record.cuni).toBe(hash("IGNOTO"));
  });

  it.each([
    { why: "blank codice fiscale", tipo: "0", id: "" },
    { why: "no-break space", tipo: "0", id: `${CF}\u00a0` },
    { why: "lone surrogate", tipo: "99", id: "A\ud800" },
    { why: "only invisible characters", tipo: "99", id: "\u200b" },
  ])("leaves CUNI and Id_Rec empty for what cannot be hashed: $why", ({ tipo, id }) => {
    const result = run({ tipo_ci: tipo, cod_ident: id });
    expect([result.record.cuni, result.record.id_rec]).toEqual(["", ""]);
    expect([result.cuni, result.idRec]).toEqual(["length", "length"]);
  });
});

describe("Id_Rec of stays without an identifier", () => {
  it.each(["98", "99", "97"])("tells two stays of the same day apart (tipo_ci %s)", (tipo_ci) => {
    const ids = ["1", "2", "1"].map((num_ric) => run({ tipo_ci, cod_ident: "", num_ric }).record.id_rec);
    expect(ids[0]).not.toBe(ids[1]);
    expect(ids[0]).toBe(ids[2]);
  });

  it("tells them apart also when the placeholder is written out", () => {
    const ids = ["1", "2"].map(
      (num_ric) => run({ tipo_ci: "99", cod_ident: "X".repeat(16), num_ric }).record.id_rec,
    );
    expect(new Set(ids).size).toBe(2);
  });

  it("never equals that of a person whose identifier is the stay number", () => {
    const anonymous = run({ tipo_ci: "98", cod_ident: "", num_ric: "123" }).record.id_rec;
    const local = "ric:080/101/080101/123";
    expect(anonymous).toBe(hash(FIXED + local));
    expect(run({ tipo_ci: "99", cod_ident: local }).record.id_rec).not.toBe(anonymous);
  });
});

describe("input already pseudonymised", () => {
  const given = { cod_ident: "", cuni: hash(CF), id_rec: hash("qualcosa") };

  it("passes through, verified", () => {
    const result = run(given);
    expect(result.record).toMatchObject({ cuni: given.cuni, id_rec: given.id_rec });
    expect(result).toMatchObject({ cuni: "ok", idRec: "ok" });
  });

  it.each([
    { why: "short", fields: { cuni: "abc" }, cuni: "length", idRec: "ok" },
    { why: "not Base64", fields: { id_rec: "*".repeat(88) }, cuni: "ok", idRec: "shape" },
    {
      why: "made with another key",
      fields: { cuni: CUNI_ANONIMO.replace("T", "U") },
      cuni: "checksum",
      idRec: "ok",
    },
    {
      why: "of another person than the identifier beside it",
      fields: { cod_ident: "RSSMRA80A01H501U" },
      cuni: "mismatch",
      idRec: "ok",
    },
    { why: "of the same person", fields: { cod_ident: CF.toLowerCase() }, cuni: "ok", idRec: "ok" },
    {
      why: "the anonymous constant, made with the national key",
      fields: { cuni: CUNI_ANONIMO, tipo_ci: "98" },
      cuni: "ok",
      idRec: "ok",
    },
  ])("$why: cuni $cuni, id_rec $idRec", ({ fields, cuni, idRec }) => {
    expect(run({ ...given, ...fields })).toMatchObject({ cuni, idRec });
  });

  it("makes Id_Rec from the CUNI when only that came", () => {
    const result = run({ ...given, id_rec: "" });
    expect(result.record.id_rec).toBe(hash(FIXED + given.cuni));
  });

  it("in passthrough never makes an Id_Rec", () => {
    const result = run({}, { idRecTemplate: "passthrough" });
    expect([result.record.id_rec, result.idRec]).toEqual(["", "length"]);
  });
});

describe("Id_Rec template", () => {
  it("is compiled from columns and fixed text", () => {
    const source = compileIdRec("SIOC|{num_ric}|{data_amm}");
    expect(source?.(record(), CF)).toBe("SIOC|2026000123|2026-01-05");
  });

  it("by default is that of layout.md §1.4", () => {
    expect(compileIdRec()?.(record(), CF)).toBe(FIXED + CF);
  });

  it.each([
    { template: "{cod_reg}{data_amm}", code: "ID_REC_TEMPLATE", why: "nothing of the person or of the stay" },
    { template: "", code: "ID_REC_TEMPLATE", why: "empty" },
    { template: "{cod_ident}}", code: "ID_REC_TEMPLATE", why: "stray brace" },
    { template: "{cod_ident", code: "ID_REC_TEMPLATE", why: "open brace" },
    { template: "{cod_ident}{nome}", code: "ID_REC_COLUMN", why: "unknown column" },
    {
      template: "{cod_ident}{data_dim}",
      code: "ID_REC_COLUMN",
      why: "a fact that changes after the admission",
    },
    { template: "{__proto__}{cod_ident}", code: "ID_REC_COLUMN", why: "hostile name" },
  ])("is refused: $why", ({ template, code }) => {
    let error: unknown;
    try {
      compileIdRec(template);
    } catch (caught) {
      error = caught;
    }
    expect(error).toBeInstanceOf(SiocError);
    expect((error as SiocError).code).toBe(code);
  });
});

describe("the text of Id_Rec, without a key", () => {
  const compiled = compileIdRec();

  it.each([
    { why: "codice fiscale", fields: {}, text: FIXED + CF },
    { why: "normalised", fields: { cod_ident: ` ${CF.toLowerCase()}` }, text: FIXED + CF },
    { why: "anonymous", fields: { tipo_ci: "98" }, text: `${FIXED}ric:080/101/080101/2026000123` },
    { why: "came with the input", fields: { id_rec: hash("x") }, text: hash("x") },
    { why: "only the CUNI came", fields: { cod_ident: "", cuni: hash(CF) }, text: FIXED + hash(CF) },
    { why: "nothing to make it from", fields: { cod_ident: "" }, text: "" },
    { why: "lone surrogate in another column", fields: { tipo_ci: "98", num_ric: "\ud800" }, text: "" },
  ])("$why", ({ fields, text }) => {
    expect(idRecText(record(fields), compiled)).toBe(text);
  });

  it("is what the hash is made from", () => {
    for (const fields of [{}, { tipo_ci: "98" }, { tipo_ci: "99", cod_ident: "" }, { num_ric: "è" }]) {
      expect(run(fields).record.id_rec).toBe(hash(idRecText(record(fields), compiled)));
    }
  });

  it("is nothing in passthrough", () => {
    expect(idRecText(record(), undefined)).toBe("");
  });
});
