import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { caricaLayout } from "../../src/tracciato/carica.ts";
import { CATALOGUES, fill as say, textFor } from "../../src/text/index.ts";
import {
  compilePlan,
  compileSchema,
  fill,
  problemMessage,
  refuseDoctype,
  type Schema,
} from "../../src/xml/index.ts";
import { validRecord } from "./arbitrary.ts";

const FIXTURES = fileURLToPath(new URL("../../fixtures/xml/", import.meta.url));
const layout = caricaLayout();
const plan = compilePlan(layout.dataset[2]);
const folder = mkdtempSync(join(tmpdir(), "sioc-xsd-"));
let schemas: Record<1 | 2, Schema>;

beforeAll(async () => {
  schemas = { 1: await compileSchema(layout.dataset[1].xsd), 2: await compileSchema(layout.dataset[2].xsd) };
});
afterAll(() => {
  schemas[1].dispose();
  schemas[2].dispose();
  rmSync(folder, { recursive: true });
});

const document = (...fragments: readonly string[]) =>
  Buffer.from(plan.header + fragments.join("") + plan.footer);
const datasetOf = (name: string): 1 | 2 => (name.includes("_1_") ? 1 : 2);
const samples = readdirSync(FIXTURES).filter((name) => name.endsWith(".xml"));
const hasXmllint = spawnSync("xmllint", ["--version"]).status === 0;

describe("the samples of the specification", () => {
  it.each(samples)("%s", (name) => {
    const problems = schemas[datasetOf(name)].validate(readFileSync(join(FIXTURES, name)));
    expect(problems.length > 0).toBe(name.startsWith("invalid_"));
  });

  it.skipIf(!hasXmllint).each(samples)(
    "%s: xmllint is of the same opinion (skipped where it is not installed)",
    (name) => {
      const { xsd } = layout.dataset[datasetOf(name)];
      const { status } = spawnSync("xmllint", ["--noout", "--nonet", "--schema", xsd, join(FIXTURES, name)]);
      expect(status === 0).toBe(name.startsWith("valid_"));
    },
  );
});

describe("a problem", () => {
  it.each([
    {
      change: { tipo: "X" },
      problem: { element: "Trasmissione", attribute: "tipo", kind: "facet", facet: "enumeration" },
      why: "value not in the list",
    },
    {
      change: { tipo: "" },
      problem: { element: "Trasmissione", attribute: "tipo", kind: "missing-attribute" },
      why: "attribute missing",
    },
    {
      change: { data_amm: "2026-02-30" },
      problem: { element: "Ricovero", attribute: "DataAmmissione", kind: "type" },
      why: "no such day",
    },
    {
      change: { cod_asl: "" },
      problem: { element: "StrutturaErogatrice", kind: "unexpected-element", expected: ["CodiceASL"] },
      why: "element missing before another",
    },
    {
      change: { motivo: "", tipo_acc: "", diag_pri: "", diag_con1: "", diag_con2: "", perc_ssn: "" },
      problem: { element: "Patologia", kind: "unexpected-element", expected: ["MotivoRicovero"] },
      why: "element that must be there, empty",
    },
    {
      change: { cod_str: "" },
      problem: { element: "Erogatore", kind: "missing-element", expected: ["StrutturaErogatrice"] },
      why: "last element missing",
    },
    {
      change: { valutazioni: [] },
      problem: { element: "Prestazione", kind: "unexpected-element", expected: ["Valutazione"] },
      why: "no assessment",
    },
    {
      change: { diag_pri: "428.0" },
      problem: { element: "Principale", kind: "facet", facet: "pattern" },
      why: "pattern",
    },
  ])("says line, names and kind: $why", ({ change, problem }) => {
    const bytes = document(fill(plan, validRecord()), fill(plan, validRecord(change)));
    expect(schemas[2].validate(bytes)[0]).toEqual({ line: 4, ...problem });
  });

  it("never holds a value, whatever the value pretends to be", () => {
    const secret =
      "Zqx'] is not expected. Expected is ( {http://flussi.mds.it/FlsSioc_2}Zqx ).\nElement 'Zqx', attribute 'Zqx': Zqx";
    for (const colonna of ["tipo", "cod_asl", "data_amm", "perc_ssn", "diag_pri", "ora_amm"]) {
      const problems = schemas[2].validate(document(fill(plan, validRecord({ [colonna]: secret }))));
      expect(problems).not.toEqual([]);
      expect(JSON.stringify(problems)).not.toContain("Zqx");
    }
  });

  it("never holds a name the schema does not declare: in a foreign file it may be somebody's code", () => {
    const bad = [
      "<fls:RSSMRA85T10A562S/>",
      '<fls:Trasmissione RSSMRA85T10A562S="1" tipo="I"/>',
      "<RSSMRA85T10A562S>x</y>",
    ];
    for (const inner of bad) {
      const problems = schemas[2].validate(document(`<fls:Assistenza>${inner}</fls:Assistenza>\n`));
      expect(problems).not.toEqual([]);
      expect(JSON.stringify(problems)).not.toContain("RSSMRA");
    }
  });

  it("has its line right past 65,535, in one-line records without text between them", () => {
    const good = fill(plan, validRecord({ prestazioni: [] }));
    const bad = fill(plan, validRecord({ tipo: "X" }));
    const bytes = document(good.repeat(65_600), bad, good, bad);
    expect(schemas[2].validate(bytes).map((problem) => problem.line)).toEqual([65_603, 65_605]);
  });

  it("has a sentence for every kind, with every blank filled", () => {
    const problem = { line: 1, element: "E", attribute: "a", facet: "pattern", expected: ["X"] };
    const kinds = Object.keys(CATALOGUES.it).flatMap((key) =>
      key.startsWith("xml.problem.") ? key.slice(12) : [],
    );
    expect(kinds).toHaveLength(11);
    for (const kind of kinds) {
      const { key, data } = problemMessage({ ...problem, kind: kind as "facet" });
      for (const lingua of ["it", "en"] as const) expect(textFor(lingua)(key, data)).not.toMatch(/[{}]/);
      expect(say(CATALOGUES.it[key], {}, "it")).toBe(CATALOGUES.it[key]);
    }
  });
});

describe("refuseDoctype", () => {
  const utf16 = (text: string, bom: boolean) => Buffer.from((bom ? "\ufeff" : "") + text, "utf16le");
  const big = (text: string) => utf16(text, true).swap16();
  it.each([
    { bytes: Buffer.from("<!DOCTYPE a><a/>"), code: "XML_DOCTYPE", why: "plain" },
    {
      bytes: Buffer.from('<?xml version="1.0"?>\n<!-- x -->\n<!DOCTYPE a [<!ENTITY b "c">]><a/>'),
      code: "XML_DOCTYPE",
      why: "after a comment",
    },
    {
      bytes: Buffer.from(`${" ".repeat(200_000)}<!DOCTYPE a><a/>`),
      code: "XML_DOCTYPE",
      why: "far from the start",
    },
    { bytes: Buffer.from("\ufeff<!DOCTYPE a><a/>"), code: "XML_DOCTYPE", why: "after a byte order mark" },
    { bytes: utf16("<!DOCTYPE a><a/>", true), code: "XML_ENCODING", why: "UTF-16 LE, BOM" },
    { bytes: utf16("<!DOCTYPE a><a/>", false), code: "XML_ENCODING", why: "UTF-16 LE, no BOM" },
    { bytes: big("<!DOCTYPE a><a/>"), code: "XML_ENCODING", why: "UTF-16 BE" },
    {
      bytes: Buffer.from('<?xml version="1.0" encoding="UTF-7"?><a/>'),
      code: "XML_ENCODING",
      why: "UTF-7 by declaration",
    },
    {
      bytes: Buffer.from("<?xml version='1.0' encoding='ISO-8859-1'?><a/>"),
      code: "XML_ENCODING",
      why: "Latin-1 by declaration",
    },
    { bytes: Buffer.from([0x4c, 0x6f, 0xa7, 0x94]), code: "XML_ENCODING", why: "EBCDIC" },
    { bytes: Buffer.from("<a/>\0garbage"), code: "XML_ENCODING", why: "NUL" },
  ])("$code: $why", ({ bytes, code }) => {
    expect(() => {
      refuseDoctype(bytes);
    }).toThrow(code);
    expect(() => schemas[2].validate(bytes)).toThrow(code);
  });

  it("lets UTF-8 through, declared or not", () => {
    for (const text of [
      "<a/>",
      '<?xml version="1.0" encoding="utf-8"?><a/>',
      '\ufeff<?xml version="1.0"?><a/>',
    ]) {
      expect(() => {
        refuseDoctype(Buffer.from(text));
      }).not.toThrow();
    }
  });
});

describe("compileSchema", () => {
  const wrap = (body: string) =>
    `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns="urn:t" targetNamespace="urn:t">${body}</xs:schema>`;
  const uses = wrap('<xs:include schemaLocation="altri%20tipi.xsd"/><xs:element name="a" type="due"/>');
  const put = (name: string, content: string) => {
    mkdirSync(join(folder, name, ".."), { recursive: true });
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  const types = wrap(
    '<xs:simpleType name="due"><xs:restriction base="xs:string"><xs:length value="2"/></xs:restriction></xs:simpleType>',
  );

  it("takes an included file of the same folder", async () => {
    put("with/altri tipi.xsd", types);
    const schema = await compileSchema(put("with/main.xsd", uses));
    expect(schema.validate(Buffer.from('<a xmlns="urn:t">xy</a>'))).toEqual([]);
    expect(schema.validate(Buffer.from('<a xmlns="urn:t">xyz</a>'))).toMatchObject([
      { element: "a", facet: "length" },
    ]);
    schema.dispose();
  });

  it.each([
    { name: "x/a.xsd", content: "<xs:schema", why: "not well formed" },
    { name: "x/b.xsd", content: "<html/>", why: "not a schema" },
    { name: "x/c.xsd", content: "", why: "empty" },
    { name: "x/d.xsd", content: wrap('<xs:element name="a" type="nope"/>'), why: "a type nobody declares" },
    { name: "x/e.xsd", content: uses, why: "an include that is not there" },
    {
      name: "x/f.xsd",
      content: uses.replace("altri%20tipi.xsd", "../with/altri%20tipi.xsd"),
      why: "an include outside the folder",
    },
    {
      name: "x/g.xsd",
      content: uses.replace("altri%20tipi.xsd", "http://127.0.0.1:9/x.xsd"),
      why: "an include from the network",
    },
    {
      name: "x/h.xsd",
      content: uses.replace("altri%20tipi.xsd", "file:///etc/passwd"),
      why: "a file of the machine",
    },
    {
      name: "x/i.xsd",
      content: `<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>${types}`,
      why: "a DOCTYPE",
    },
    { name: "x/j.xsd", content: Buffer.from(types, "utf16le").toString("latin1"), why: "UTF-16" },
  ])("SCHEMA_INVALID with the path: $why", async ({ name, content }) => {
    put("with/altri tipi.xsd", types);
    await expect(compileSchema(put(name, content))).rejects.toThrow(
      `SCHEMA_INVALID {"path":${JSON.stringify(join(folder, name))}}`,
    );
  });

  it("SCHEMA_INVALID for a file that is not there", async () => {
    await expect(compileSchema(join(folder, "none.xsd"))).rejects.toThrow("SCHEMA_INVALID");
  });

  it("does not take an included file that has a DOCTYPE", async () => {
    put("dtd/altri tipi.xsd", `<!DOCTYPE xs:schema>${types}`);
    await expect(compileSchema(put("dtd/main.xsd", uses))).rejects.toThrow("SCHEMA_INVALID");
  });
});

describe("memory", () => {
  it("stays where it is over 10,000 mini-documents, valid, invalid and broken", () => {
    const docs = [
      document(fill(plan, validRecord())),
      document(fill(plan, validRecord({ tipo: "X", diag_pri: "" }))),
      document("<fls:Assistenza>"),
    ];
    const round = () => {
      for (let index = 0; index < 1_000; index++) schemas[2].validate(docs[index % 3]!);
    };
    round();
    const before = process.memoryUsage().external;
    for (let count = 0; count < 10; count++) round();
    // WebAssembly memory counts as external; one undisposed document each would be 10,000 × 20 kB.
    expect(process.memoryUsage().external - before).toBeLessThan(8 * 2 ** 20);
  });

  it("is given back when schemas are disposed of", async () => {
    const round = async () => {
      const schema = await compileSchema(layout.dataset[2].xsd);
      schema.validate(document(fill(plan, validRecord())));
      schema.dispose();
    };
    for (let count = 0; count < 20; count++) await round();
    const before = process.memoryUsage().external;
    for (let count = 0; count < 100; count++) await round();
    expect(process.memoryUsage().external - before).toBeLessThan(8 * 2 ** 20);
  });
});

it("libxml2 is loaded only when a schema is compiled: everywhere else it is imported as types", () => {
  const root = new URL("../../src/xml/", import.meta.url);
  const users = readdirSync(root).filter((name) =>
    readFileSync(new URL(name, root), "utf8").includes('from "libxml2-wasm"'),
  );
  expect(users.length).toBeGreaterThan(1);
  for (const name of users) {
    expect(readFileSync(new URL(name, root), "utf8")).not.toMatch(/^import (?!type )[^;]*"libxml2-wasm"/m);
  }
});
