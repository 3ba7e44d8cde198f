import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";

import { CARTELLA_PREDEFINITA, caricaLayout } from "../../src/tracciato/carica.ts";
import type { Layout } from "../../src/tracciato/layout.ts";
import { compilePlan, fill, header } from "../../src/xml/index.ts";
import { anyRecord, HASH, validRecord } from "./arbitrary.ts";
import { reference } from "./reference.ts";

const folder = mkdtempSync(join(tmpdir(), "sioc-layout-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** The shipped specification with its layout.toml edited, loaded like any other. */
function altered(...edits: readonly (readonly [from: string, to: string])[]): Layout {
  const copy = mkdtempSync(join(folder, "copy-"));
  cpSync(CARTELLA_PREDEFINITA, copy, { recursive: true });
  const path = join(copy, "layout.toml");
  let toml = readFileSync(path, "utf8");
  for (const [from, to] of edits) {
    expect(toml).toContain(from);
    toml = toml.replaceAll(from, to);
  }
  writeFileSync(path, toml);
  return caricaLayout(copy);
}

const first = (layout: Layout) => fill(compilePlan(layout.dataset[1]), validRecord());
const second = (layout: Layout) => fill(compilePlan(layout.dataset[2]), validRecord());

describe("a changed layout.toml changes the XML", () => {
  it("renamed element", () => {
    const layout = altered(["Erogatore/CodiceASL", "Erogatore/CodiceAzienda"]);
    expect(first(layout)).toContain("<fls:CodiceAzienda>103</fls:CodiceAzienda>");
    expect(first(layout)).not.toContain("<fls:CodiceASL>");
  });

  it("renamed record, root, prefix and namespace", () => {
    const layout = altered(
      ['record = "Assistenza"', 'record = "Ricovero-1"'],
      ['root = "FlsSioc_1"', 'root = "Odc"'],
      ['prefix = "fls"', 'prefix = "odc"'],
      ["http://flussi.mds.it/FlsSioc_1", "urn:odc"],
    );
    expect(header(compilePlan(layout.dataset[1]))).toContain('<odc:Odc xmlns:odc="urn:odc">\n');
    expect(first(layout)).toMatch(/^<odc:Ricovero-1><odc:Trasmissione tipo="I"\/>.*<\/odc:Ricovero-1>\n$/);
  });

  it("moved field, within its element and to another", () => {
    const layout = altered(
      ['"genere", "cittad"', '"cittad", "genere"'],
      ["DatiAnagrafici/Cittadinanza", "DatiAnagrafici/Stato/Cittadinanza"],
    );
    expect(first(layout)).toContain(
      "<fls:Stato><fls:Cittadinanza>IT</fls:Cittadinanza></fls:Stato><fls:Genere>2</fls:Genere>",
    );
  });

  it("element turned into an attribute", () => {
    const layout = altered(["Eventi/Ricovero/Id_Rec", "Eventi/Ricovero/@Id"]);
    expect(first(layout)).toContain(`<fls:Ricovero DataAmmissione="2026-01-12" Id="${HASH}"/>`);
  });

  it("attribute on an element that holds a value", () => {
    const layout = altered(
      ['"tipo", "cuni", "reg_res"', '"tipo", "val_ci", "cuni", "reg_res"'],
      ['"val_ci", "tipo_ci", "team"', '"tipo_ci", "team"'],
      ["DatiAnagrafici/validitaCI", "DatiAnagrafici/CUNI/@valido"],
    );
    const written = (changes: object) => fill(compilePlan(layout.dataset[1]), validRecord({ ...changes }));
    expect(written({})).toContain(`<fls:CUNI valido="0">${HASH}</fls:CUNI>`);
    expect(written({ val_ci: "" })).toContain(`<fls:CUNI>${HASH}</fls:CUNI>`);
    expect(written({ cuni: "" })).toContain(`<fls:CUNI valido="0"/>`);
  });

  it("rows wrapped in a list", () => {
    const layout = altered(["Eventi/Prestazione/", "Eventi/Prestazioni/Prestazione/"]);
    expect(second(layout)).toContain(
      "<fls:Prestazioni><fls:Prestazione><fls:TipoOperatore>8</fls:TipoOperatore>",
    );
    const none = fill(compilePlan(layout.dataset[2]), validRecord({ prestazioni: [] }));
    expect(none).not.toContain("Prestazion");
  });

  it("no namespace", () => {
    const layout = altered(['prefix = "fls"', 'prefix = ""'], ["http://flussi.mds.it/FlsSioc_1", ""]);
    expect(header(compilePlan(layout.dataset[1]))).toContain("\n<FlsSioc_1>\n");
    expect(first(layout)).toMatch(/^<Assistenza><Trasmissione tipo="I"\/>/);
  });

  it("and is still what xmlbuilder2 writes", () => {
    const layout = altered(
      ["Erogatore/CodiceASL", "Erogatore/Azienda/Codice"],
      ["Eventi/Ammissione/Patologia/", "Eventi/Ammissione/"],
      ["Eventi/Sospensione/Motivazione", "Eventi/Sospensione/@Motivazione"],
      ["Eventi/Valutazione/ScalaAutonomia", "Eventi/Valutazione/Misura/Scala"],
      ["Eventi/Valutazione/PunteggioAutonomia", "Eventi/Valutazione/Misura/Punteggio"],
    );
    const plan = compilePlan(layout.dataset[2]);
    fc.assert(
      fc.property(anyRecord(layout, fc.constantFrom("1", "<è>", '"')), (record) => {
        expect(fill(plan, record)).toBe(reference(layout.dataset[2], record, (value) => value));
      }),
    );
  });
});

describe("compilePlan", () => {
  it("is plain data, which a worker can be given", () => {
    const plan = compilePlan(caricaLayout().dataset[2]);
    expect(fill(structuredClone(plan), validRecord())).toBe(fill(plan, validRecord()));
  });

  it.each([
    { from: "Erogatore/CodiceASL", to: "Erogatore/Codice ASL", why: "a blank in a name" },
    { from: "Erogatore/CodiceASL", to: "Erogatore/1ASL", why: "a name that begins with a digit" },
    { from: "Erogatore/CodiceASL", to: "", why: "no path" },
    { from: "Erogatore/CodiceASL", to: "Erogatore/", why: "a path without a name at its end" },
    { from: "Erogatore/CodiceASL", to: "Erogatore/@", why: "an attribute without a name" },
    {
      from: "Erogatore/CodiceASL",
      to: "Eventi/Ricovero/CodiceASL",
      why: "an element left and taken up again",
    },
    { from: "Erogatore/CodiceASL", to: "Erogatore/@CodiceASL", why: "an attribute after an element" },
    { from: "Erogatore/CodiceASL", to: "Erogatore/CodiceRegione/Asl", why: "an element within a value" },
    {
      from: "Eventi/Sospensione/@DataFine",
      to: "Eventi/Sospensione/@DataInizio",
      why: "the same attribute twice",
    },
    {
      from: "Eventi/Sospensione/Motivazione",
      to: "Eventi/Motivazione",
      why: "rows without an element of their own",
    },
  ])("refuses $why", ({ from, to }) => {
    const layout = altered([from, to]);
    expect(() => {
      compilePlan(layout.dataset[1]);
      compilePlan(layout.dataset[2]);
    }).toThrow(/^LAYOUT_INVALID \{"path":".*layout\.toml","where":"dataset\.\d /);
  });
});
