import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { caricaLayout } from "../../src/tracciato/carica.ts";
import {
  chunkable,
  compilePlan,
  compileSchema,
  fill,
  miniDocument,
  notChunkableMessage,
  validateMiniDocument,
  type Schema,
} from "../../src/xml/index.ts";
import { CATALOGUES } from "../../src/text/index.ts";
import { runs, validRecord } from "./arbitrary.ts";

const layout = caricaLayout();
const plans = { 1: compilePlan(layout.dataset[1]), 2: compilePlan(layout.dataset[2]) };
const folder = mkdtempSync(join(tmpdir(), "sioc-chunk-"));
let schemas: Record<1 | 2, Schema>;

beforeAll(async () => {
  schemas = { 1: await compileSchema(layout.dataset[1].xsd), 2: await compileSchema(layout.dataset[2].xsd) };
});
afterAll(() => {
  schemas[1].dispose();
  schemas[2].dispose();
  rmSync(folder, { recursive: true });
});

const breakages = fc.constantFrom<Record<string, unknown>>(
  {},
  {},
  {},
  { tipo: "X" },
  { tipo: "" },
  { cod_reg: "015" },
  { data_amm: "2026-02-30" },
  { cod_asl: "", cod_str: "" },
  { diag_pri: "428.0", cuni: "" },
  { valutazioni: [], reg_res: "000" },
  { ora_amm: "24:10", genere: "&<>\n" },
);

describe("mini-documents", () => {
  it.each([1, 2] as const)(
    "dataset %d: judged in pieces of any size, the same records are wrong as in the whole file",
    (n) => {
      fc.assert(
        fc.property(
          fc.array(breakages, { minLength: 1, maxLength: 25 }),
          fc.integer({ min: 1, max: 9 }),
          (changes, size) => {
            const fragments = changes.map((change) => fill(plans[n], validRecord(change)));
            const whole = new Map<number, unknown>();
            for (const { line, ...problem } of schemas[n].validate(miniDocument(plans[n], fragments).bytes)) {
              if (!whole.has(line - 3)) whole.set(line - 3, problem);
            }
            const pieces = new Map<number, unknown>();
            for (let start = 0; start < fragments.length; start += size) {
              const piece = fragments.slice(start, start + size);
              for (const [index, { line, ...problem }] of validateMiniDocument(schemas[n], plans[n], piece)) {
                expect(line).toBe(index + 3);
                pieces.set(start + index, problem);
              }
            }
            expect(pieces).toEqual(whole);
          },
        ),
        runs(150),
      );
    },
  );

  it.each([
    { values: ["", ""], why: "ASCII" },
    { values: ["èé😀", ""], why: "a few characters of more bytes" },
    { values: [], why: "no records" },
  ])("the bytes validated are the bytes of the file: $why", ({ values }) => {
    const fragments = values.map((team) => fill(plans[1], validRecord({ team })));
    const { bytes, body } = miniDocument(plans[1], fragments);
    expect(Buffer.from(body).toString()).toBe(fragments.join(""));
    expect(Buffer.from(bytes).toString()).toBe(plans[1].header + fragments.join("") + plans[1].footer);
    expect(body.buffer).toBe(bytes.buffer);
    expect(bytes.buffer.byteLength).toBe(bytes.byteLength);
  });

  it("one record that is not well formed does not hide what is wrong with the others", () => {
    const fragments = [
      fill(plans[2], validRecord()),
      "<fls:Assistenza><fls:Trasmissione></fls:Assistenza>\n",
      fill(plans[2], validRecord({ tipo: "X" })),
    ];
    const found = validateMiniDocument(schemas[2], plans[2], fragments);
    expect([...found].map(([index, { kind }]) => [index, kind])).toEqual([
      [1, "not-well-formed"],
      [2, "facet"],
    ]);
  });

  it("finds the record also when records take several lines", () => {
    const lines = fill(plans[2], validRecord({ tipo: "X" })).replaceAll("><", ">\n<");
    const good = fill(plans[2], validRecord()).replaceAll("><", ">\n<");
    expect([...validateMiniDocument(schemas[2], plans[2], [good, good, lines, good]).keys()]).toEqual([2]);
  });

  it("no records, nothing to judge", () => {
    expect(validateMiniDocument(schemas[2], plans[2], [])).toEqual(new Map());
  });

  it("a schema that does not know the root is not this layout's", () => {
    expect(() => validateMiniDocument(schemas[1], plans[2], [fill(plans[2], validRecord())])).toThrow(
      "SCHEMA_INVALID",
    );
  });
});

describe("chunkable", () => {
  const shape = { root: "Flusso", record: "Caso", namespace: "urn:t" };
  const xsd = (body: string) =>
    `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:t="urn:t" targetNamespace="urn:t" elementFormDefault="qualified">${body}</xs:schema>`;
  const caso = '<xs:element name="Caso" type="xs:string"/>';
  const root = (content: string, after = "") =>
    `<xs:element name="Flusso"><xs:complexType>${content}</xs:complexType>${after}</xs:element>`;
  const many = '<xs:sequence><xs:element ref="t:Caso" maxOccurs="unbounded"/></xs:sequence>';
  let count = 0;
  const put = (text: string) => {
    const path = join(folder, `s${++count}.xsd`);
    writeFileSync(path, text);
    return path;
  };

  it.each([1, 2] as const)("the schema of dataset %d is", async (n) => {
    expect(await chunkable(layout.dataset[n].xsd, layout.dataset[n])).toBe(true);
  });

  it.each([
    { body: caso + root(many), want: true, why: "a plain repetition" },
    {
      body: `${caso}<xs:element name="Flusso" type="t:F"/><xs:complexType name="F">${many}</xs:complexType>`,
      want: true,
      why: "with its type by name",
    },
    {
      body: root(
        '<xs:annotation/><xs:sequence maxOccurs="unbounded"><xs:element name="Caso" type="xs:string"/></xs:sequence>',
      ),
      want: true,
      why: "the sequence repeated instead of the element",
    },
    {
      body: caso + root(`${many}<xs:attribute name="versione"/>`),
      want: true,
      why: "an attribute on the root",
    },
    {
      body:
        caso +
        root(many, '<xs:unique name="u"><xs:selector xpath="t:Caso"/><xs:field xpath="."/></xs:unique>'),
      want: "identity-constraint",
      why: "xs:unique",
    },
    {
      body: caso + root(many, '<xs:key name="u"><xs:selector xpath="t:Caso"/><xs:field xpath="."/></xs:key>'),
      want: "identity-constraint",
      why: "xs:key",
    },
    { body: `<xs:element name="Caso" type="xs:ID"/>${root(many)}`, want: "id-type", why: "xs:ID" },
    {
      body: `<xs:element name="Caso"><xs:simpleType><xs:union memberTypes="xs:string xs:IDREFS"/></xs:simpleType></xs:element>${root(many)}`,
      want: "id-type",
      why: "xs:IDREFS in a union",
    },
    { body: caso + root(many.replace("unbounded", "5000")), want: "bounded", why: "at most 5,000 records" },
    {
      body: caso + root(many.replace("max", 'minOccurs="2" max')),
      want: "bounded",
      why: "at least two records",
    },
    { body: caso + root(many.replace(' maxOccurs="unbounded"', "")), want: "bounded", why: "one record" },
    {
      body:
        caso +
        root(many.replace("<xs:sequence>", '<xs:sequence><xs:element name="Testata" type="xs:string"/>')),
      want: "root-not-a-repetition",
      why: "a header that occurs once",
    },
    {
      body: caso + root(many.replaceAll("sequence", "choice")),
      want: "root-not-a-repetition",
      why: "a choice",
    },
    {
      body: caso + root('<xs:sequence><xs:any maxOccurs="unbounded"/></xs:sequence>'),
      want: "root-not-a-repetition",
      why: "anything",
    },
    {
      body: caso + root(many).replaceAll("t:Caso", "t:Flusso"),
      want: "root-not-a-repetition",
      why: "other elements repeated",
    },
    {
      body: `${caso}<xs:element name="Flusso" type="xs:string"/>`,
      want: "root-not-a-repetition",
      why: "text",
    },
    {
      body: `${caso}<xs:complexType name="B">${many}</xs:complexType>${root('<xs:complexContent><xs:extension base="t:B"/></xs:complexContent>')}`,
      want: "root-not-a-repetition",
      why: "an extension",
    },
    { body: caso + root(many).replace("Flusso", "Altro"), want: "root-not-found", why: "another root" },
    {
      body: `<xs:include schemaLocation="manca.xsd"/>${caso}${root(many)}`,
      want: "include-not-found",
      why: "a missing include",
    },
    { body: `<xs:redefine schemaLocation="s1.xsd"/>${caso}`, want: "redefine", why: "a redefinition" },
  ])("$want: $why", async ({ body, want }) => {
    expect(await chunkable(put(xsd(body)), shape)).toBe(want);
  });

  it("looks into included files", async () => {
    writeFileSync(
      join(folder, "inclusa.xsd"),
      xsd('<xs:simpleType name="x"><xs:restriction base="xs:ID"/></xs:simpleType>'),
    );
    const body = `<xs:include schemaLocation="./inclusa.xsd"/>${caso}${root(many)}`;
    expect(await chunkable(put(xsd(body)), shape)).toBe("id-type");
  });

  it("what it refuses does differ: a value repeated in two pieces is only seen in the whole file", async () => {
    const unique = '<xs:unique name="u"><xs:selector xpath="t:Caso"/><xs:field xpath="."/></xs:unique>';
    const schema = await compileSchema(put(xsd(caso + root(many, unique))));
    const doc = (...values: readonly string[]) =>
      Buffer.from(`<Flusso xmlns="urn:t">${values.map((v) => `<Caso>${v}</Caso>`).join("\n")}</Flusso>`);
    expect(schema.validate(doc("a"))).toEqual([]);
    const problems = schema.validate(doc("Zqx", "b", "Zqx"));
    expect(problems).toMatchObject([{ line: 3, kind: "identity" }]);
    expect(JSON.stringify(problems)).not.toContain("Zqx");
    schema.dispose();
  });

  it("SCHEMA_INVALID when it cannot be read", async () => {
    await expect(chunkable(put("no"), shape)).rejects.toThrow("SCHEMA_INVALID");
    await expect(chunkable(join(folder, "none.xsd"), shape)).rejects.toThrow("SCHEMA_INVALID");
  });

  it("has a sentence for every reason", () => {
    const source = readFileSync(new URL("../../src/xml/chunk.ts", import.meta.url), "utf8");
    const reasons = [...source.slice(0, source.indexOf(";\n\ntype Shape")).matchAll(/\| "([a-z-]+)"/g)].map(
      (m) => m[1]!,
    );
    expect(reasons).toHaveLength(7);
    for (const reason of reasons)
      expect(CATALOGUES.it).toHaveProperty([notChunkableMessage(reason as "bounded").key]);
  });
});
