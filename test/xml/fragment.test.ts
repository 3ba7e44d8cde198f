import { readFileSync } from "node:fs";

import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { COLONNE } from "../../src/model/campi.ts";
import { caricaLayout } from "../../src/tracciato/carica.ts";
import { compilePlan, fill, footer, guardValue, header } from "../../src/xml/index.ts";
import { anyRecord, base64, HASH, hostile, runs, validRecord } from "./arbitrary.ts";
import { reference } from "./reference.ts";

const layout = caricaLayout();
const plans = { 1: compilePlan(layout.dataset[1]), 2: compilePlan(layout.dataset[2]) };
const DATASETS = [1, 2] as const;

/**
 * The two declared differences from xmlbuilder2, given to it ready-made: it leaves references it finds alone, so
 * what it then writes is exactly what fill() must write.
 */
function prepared(value: string, attribute: boolean): string {
  const text = value.replaceAll("&", "&amp;").replaceAll("\n", "&#10;").replaceAll("\r", "&#13;");
  return attribute ? text.replaceAll("\t", "&#9;") : text;
}

describe("fill equals xmlbuilder2, byte for byte", () => {
  it.each(DATASETS)("dataset %d, records of every shape with hostile values", (numero) => {
    fc.assert(
      fc.property(anyRecord(layout, hostile), (record) => {
        expect(fill(plans[numero], record)).toBe(reference(layout.dataset[numero], record, prepared));
      }),
      runs(1500),
    );
  });

  it.each(DATASETS)("dataset %d, with nothing prepared, where xmlbuilder2 reads back right", (numero) => {
    const plain = hostile.map((value) => value.replace(/[&\n\r\t]/g, "") || "x");
    fc.assert(
      fc.property(anyRecord(layout, plain), (record) => {
        expect(fill(plans[numero], record)).toBe(reference(layout.dataset[numero], record, (value) => value));
      }),
      runs(500),
    );
  });

  it("xmlbuilder2 still needs the two differences", () => {
    const record = validRecord({ team: "A&amp;B" });
    expect(reference(layout.dataset[1], record, (value) => value)).toContain("TEAM>A&amp;B<");
    expect(fill(plans[1], record)).toContain("TEAM>A&amp;amp;B<");
  });

  it("does not depend on what was written before", () => {
    const fresh = () => compilePlan(layout.dataset[2]);
    fc.assert(
      fc.property(fc.array(anyRecord(layout, hostile), { maxLength: 4 }), validCells, (earlier, record) => {
        const used = fresh();
        for (const other of earlier) fill(used, other);
        expect(fill(used, record)).toBe(fill(fresh(), record));
      }),
    );
  });
});

const validCells = fc.constantFrom(
  validRecord(),
  validRecord({ diag_pri: "&<>" }),
  validRecord({ data_dim: "" }),
);

describe("fill", () => {
  it("writes one line a record, whatever the values hold", () => {
    fc.assert(
      fc.property(anyRecord(layout, hostile), (record) => {
        for (const numero of DATASETS)
          expect(fill(plans[numero], record).indexOf("\n")).toBe(fill(plans[numero], record).length - 1);
      }),
    );
  });

  it.each([
    { value: "\u0000", why: "NUL" },
    { value: "a\u0008b", why: "backspace" },
    { value: "\u001b[31m", why: "terminal sequence" },
    { value: "\ud800", why: "lone high surrogate" },
    { value: "a\udc00", why: "lone low surrogate" },
    { value: "\ufffe", why: "not a character" },
    { value: "\uffff", why: "not a character" },
  ])("stops, naming only the column, at $why", ({ value }) => {
    expect(() => fill(plans[1], validRecord({ team: value }))).toThrow(
      /^column team: a character not allowed in XML reached the writer$/,
    );
  });

  it("leaves out the discharge of an open stay", () => {
    const open = validRecord({ data_dim: "", ora_dim: "", mod_dim: "", diag_dim: "" });
    expect(fill(plans[2], open)).not.toContain("Dimissione");
  });

  it("writes an element that must be there even when all of it is blank, so that the schema names what is missing", () => {
    const text = fill(plans[1], validRecord({ tipo: "", reg_res: "", asl_res: "", com_res: "" }));
    expect(text).toContain("<fls:Trasmissione/>");
    expect(text).toContain("<fls:Residenza/>");
  });

  it("skips the blanks among the five concomitant diagnoses", () => {
    const text = fill(plans[2], validRecord({ diag_con1: "", diag_con2: "4019", diag_con5: "V10" }));
    expect(text).toContain(
      "</fls:Principale><fls:Concomitante>4019</fls:Concomitante><fls:Concomitante>V10</fls:Concomitante></fls:Patologia>",
    );
  });

  it("never writes the local columns, even if a record carries them", () => {
    const record = validRecord({ cod_ident: "RSSMRA85T10A562S", num_ric: "77001234" });
    for (const numero of DATASETS) expect(fill(plans[numero], record)).not.toMatch(/RSSMRA|77001234/);
  });

  it("joined by header and footer gives the whole document", () => {
    expect(header(plans[1])).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n<fls:FlsSioc_1 xmlns:fls="http://flussi.mds.it/FlsSioc_1">\n',
    );
    expect(footer(plans[2])).toBe("</fls:FlsSioc_2>\n");
  });
});

const CLEAR = "RSSMRA85T10A562S";

describe("the output guard OC-F-014", () => {
  it.each([
    { value: CLEAR, why: "codice fiscale" },
    { value: "rssmra85t10a562s", why: "in lower case" },
    { value: "RSSMRAURTMLARSNS", why: "with all seven omocodia letters" },
    { value: `AUSL ${CLEAR}`, why: "within other text" },
    { value: `X${CLEAR}9`, why: "glued to other characters" },
    { value: "RSS MRA 85T10 A562S", why: "in groups" },
    { value: "RSSMRA-85T10-A562S", why: "with dashes" },
    { value: "STP0801031234567", why: "STP" },
    { value: "ENI0801031234567", why: "ENI" },
    { value: "GIU0801031234567", why: "Giubileo" },
    { value: "12345678903", why: "provisional, 11 digits" },
    { value: "cod. 12345678903", why: "provisional, in other text" },
    { value: "80380000300123456789", why: "TEAM card number" },
  ])("refuses $why in a field, without repeating it", ({ value }) => {
    expect(() => fill(plans[1], validRecord({ team: value }))).toThrow(
      /^CLEAR_IDENTIFIER \{"campo":"team"\}$/,
    );
  });

  it.each([
    { value: "AOK - 1234567890", why: "an institution of 10 digits, the longest" },
    { value: "0300 - ASL CITTA DI TORINO", why: "28 characters of text" },
    { value: "123456789012", why: "12 digits are no code" },
    { value: "2026-01-12T10", why: "digits in groups" },
  ])("lets $why through", ({ value }) => {
    expect(() => {
      guardValue("team", value);
    }).not.toThrow();
  });

  it.each(COLONNE.filter((c) => layout.dataset[1].campi.some((f) => f.colonna === c)))(
    "watches column %s, hash fields too",
    (colonna) => {
      expect(() => fill(plans[1], validRecord({ [colonna]: CLEAR }))).toThrow("CLEAR_IDENTIFIER");
    },
  );

  it("watches the rows of the groups", () => {
    const record = validRecord({
      prestazioni: [{ pre_data: "", pre_oper: CLEAR, pre_tipo: "1", pre_qta: "1" }],
    });
    expect(() => fill(plans[2], record)).toThrow("CLEAR_IDENTIFIER");
  });

  it.each([
    { value: HASH, ok: true, why: "two Base64 blocks" },
    { value: `ABCDEF85T10A562S${HASH.slice(16)}`, ok: true, why: "a hash that looks like a code by chance" },
    {
      value: `${CLEAR}${"A".repeat(72)}`,
      ok: false,
      why: "88 characters, not of that shape, holding a code",
    },
    { value: "A".repeat(88), ok: true, why: "88 opaque characters: OC-F-010 remarks, the schema admits" },
    { value: "ROSSI MARIO", ok: false, why: "text" },
    { value: "1", ok: false, why: "a short value" },
    { value: HASH.slice(1), ok: false, why: "87 characters" },
  ])("a hash field with $why: $ok", ({ value, ok }) => {
    const write = () => fill(plans[2], validRecord({ id_rec: value }));
    if (ok) expect(write()).toContain(`<fls:Id_Rec>${value}</fls:Id_Rec>`);
    else expect(write).toThrow(/^CLEAR_IDENTIFIER \{"campo":"id_rec"\}$/);
  });

  it("never stops a hash made by identity", () => {
    fc.assert(
      fc.property(base64, (value) => {
        expect(fill(plans[2], validRecord({ id_rec: value }))).toContain(value);
      }),
    );
  });
});

describe("the samples of the specification", () => {
  it("fill gives the first record of valid_2_ricovero.xml, blanks between elements apart", () => {
    const sample = readFileSync(new URL("../../fixtures/xml/valid_2_ricovero.xml", import.meta.url), "utf8");
    const record = sample.slice(sample.indexOf("<fls:Assistenza>"), sample.indexOf("</fls:Assistenza>") + 17);
    const valutazione = { mobil: "2", dist_cogn: "1", dist_comp: "1", scala: "1" };
    const written = fill(
      plans[2],
      validRecord({
        valutazioni: [
          { ...valutazione, val_data: "2026-01-12", val_mom: "1", auton: "3", punt: "35" },
          { ...valutazione, val_data: "2026-01-29", val_mom: "3", auton: "2", punt: "60" },
        ],
        prestazioni: [
          { pre_data: "2026-01-12", pre_oper: "3", pre_tipo: "16", pre_qta: "2" },
          { pre_data: "", pre_oper: "8", pre_tipo: "19", pre_qta: "9" },
        ],
      }),
    );
    expect(written.trim()).toBe(record.replace(/[\n\t]/g, ""));
  });
});
