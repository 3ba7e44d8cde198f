import { readFileSync } from "node:fs";
import { join } from "node:path";

import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { buildManifest, canonicalJson, parseManifest, printManifest } from "../../src/bundle/index.ts";
import { PACKAGE_ROOT } from "../../src/core/package-root.ts";
import { input, manifestOf } from "./aiuti.ts";

const RUNS = process.env["SLOW"] === undefined ? 100 : 10_000;

describe("canonical JSON", () => {
  it("sorts keys by code unit at every level, numbers-like ones too", () => {
    expect(canonicalJson({ b: 1, "10": { z: [], a: {} }, "9": [1, "à", null, true], B: undefined })).toBe(
      '{\n  "10": {\n    "a": {},\n    "z": []\n  },\n  "9": [\n    1,\n    "à",\n    null,\n    true\n  ],\n  "b": 1\n}\n',
    );
  });

  it("reads back what it printed and prints it the same, whatever the order of the keys", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value);
        const again: unknown = JSON.parse(text);
        expect(again).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonicalJson(again)).toBe(text);
        expect(canonicalJson(reversed(again))).toBe(text);
      }),
      { numRuns: RUNS },
    );
  });

  it.each([[Number.NaN], [Infinity], [() => 1], [Symbol("x")], [1n]])("has no words for %s", (value) => {
    expect(() => canonicalJson({ value })).toThrow("not for JSON");
  });
});

describe("manifest", () => {
  const { manifest } = manifestOf();

  it("follows its published schema", () => {
    const schema = JSON.parse(
      readFileSync(join(PACKAGE_ROOT, "docs/schema/manifest-1.json"), "utf8"),
    ) as object;
    const validate = new Ajv2020({ allErrors: true }).compile(schema);
    expect(validate(JSON.parse(printManifest(manifest))), JSON.stringify(validate.errors)).toBe(true);
    const unsigned = manifestOf({ signer: null, cuni: { key_check_value: null, id_rec_template: "x" } });
    expect(validate(unsigned.manifest), JSON.stringify(validate.errors)).toBe(true);
  });

  it("sums what follows from its files", () => {
    expect(manifest.totals).toEqual({
      1: { records: 1204, by_tipo: { I: 1150, V: 49, C: 5 } },
      2: { records: 1204, by_tipo: { I: 1150, V: 49, C: 5 } },
    });
    expect(manifest.datasets.map((d) => [d.nome, d.records])).toEqual([
      ["ANA", 1204],
      ["RIC", 1204],
    ]);
  });

  it("names source files without their folders, and nobody in them", () => {
    const { sources, xsd } = buildManifest(
      input({
        sources: [
          {
            azienda: "301",
            file: "C:\\dati\\Rossi Mario\\RSSMRA80A01H501U.csv",
            sha256: "e".repeat(64),
            rows: 1,
          },
        ],
      }),
    );
    expect(sources[0]?.file).toBe("[omesso].csv");
    expect(xsd[0]?.file).toBe("anagrafica.xsd");
  });

  it("takes along nothing that was not asked for", () => {
    const dirty = input();
    Object.assign(dirty, { note: "clear data" });
    for (const part of [dirty.tool, dirty.recipient, dirty.cuni, dirty.sources[0]!, dirty.datasets[0]!]) {
      Object.assign(part, { note: "clear data" });
    }
    expect(printManifest(buildManifest(dirty))).not.toContain("clear data");
  });

  it("stops at counts that do not add up", () => {
    const [first] = input().datasets;
    const datasets = [{ ...first!, by_azienda: new Map([["301", 1]]) }];
    expect(() => buildManifest(input({ datasets }))).toThrow("do not add up");
  });

  it("reads back what it printed and prints it the same", () => {
    const count = fc.nat(1000);
    const azienda = fc.oneof(
      fc.string({ minLength: 1, maxLength: 10 }),
      fc.constantFrom("__proto__", "10", "9"),
    );
    fc.assert(
      fc.property(count, count, count, azienda, fc.boolean(), (I, V, C, name, signed) => {
        const datasets = input().datasets.map((d) => ({
          ...d,
          by_tipo: { I, V, C },
          by_azienda: new Map([[name, I + V + C]]),
        }));
        const built = buildManifest(input({ datasets, ...(signed ? {} : { signer: null }) }));
        const bytes = Buffer.from(printManifest(built), "utf8");
        const parsed = parseManifest(bytes);
        if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
        expect(parsed.manifest).toEqual(JSON.parse(JSON.stringify(built)));
        expect(printManifest(parsed.manifest)).toBe(bytes.toString("utf8"));
      }),
      { numRuns: RUNS },
    );
  });

  it.each([
    ["not JSON", Buffer.from("{"), "bundle.detail.json"],
    ["not UTF-8", Buffer.from([0x22, 0xff, 0x22]), "bundle.detail.json"],
    ["another schema", change({ schema: "sioc/manifest@2" }), "bundle.detail.schema"],
    ["no datasets", change({ datasets: [] }), "bundle.detail.schema"],
    ["a region of two digits", change({ regione: "30" }), "bundle.detail.schema"],
    ["a hash too short", change({ layout: { ...manifest.layout, sha256: "ab" } }), "bundle.detail.schema"],
    ["negative records", change({ unpaired: { 1: -1, 2: 0 } }), "bundle.detail.schema"],
    [
      "a file that climbs",
      change({ attachments: [{ file: "../x", size: 1, sha256: "a".repeat(64) }] }),
      "bundle.detail.schema",
    ],
  ])("does not read %s", (_, bytes, key) => {
    const parsed = parseManifest(bytes);
    expect(parsed.ok).toBe(false);
    expect(parsed.ok ? undefined : parsed.problems[0]?.key).toBe(key);
  });

  it("reads one with fields of a later minor version", () => {
    expect(parseManifest(change({ later: 1 })).ok).toBe(true);
  });

  function change(over: object): Buffer {
    return Buffer.from(canonicalJson({ ...manifest, ...over }));
  }
});

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, v]) => [key, reversed(v)]),
  );
}
