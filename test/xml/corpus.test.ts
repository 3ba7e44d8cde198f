import { readdirSync, readFileSync } from "node:fs";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { SiocError } from "../../src/core/errors.ts";
import { caricaLayout } from "../../src/tracciato/carica.ts";
import { compilePlan, compileSchema, records, type Schema } from "../../src/xml/index.ts";

const CORPUS = new URL("../../fixtures/corpus/xml/", import.meta.url);
const layout = caricaLayout();
const plan = compilePlan(layout.dataset[2]);

const many = (count: number, part: (index: number) => string) =>
  Array.from({ length: count }, (_, i) => part(i)).join("");
const GENERATED: Readonly<Record<string, () => string>> = {
  "attrs-100k.xml": () => `<a${many(100_000, (i) => ` a${i}="1"`)}/>`,
  "deep-100k.xml": () => "<a>".repeat(100_000) + "</a>".repeat(100_000),
  "ns-100k.xml": () => `<a${many(20_000, (i) => ` xmlns:n${i}="u${i}"`)}/>`,
};

/** What verify's reader says, what the schema's judge says of the bytes alone, and why. */
const OUTCOMES: Readonly<Record<string, readonly [reader: string, judge: string, why: string]>> = {
  "attrs-100k.xml": [
    "XML_FOREIGN",
    "unknown-root",
    "parsed in well under a second, then another root; the reader never parses it",
  ],
  "deep-100k.xml": ["XML_FOREIGN", "not-well-formed", "libxml2 stops at 256 levels"],
  "ns-100k.xml": ["XML_FOREIGN", "unknown-root", "20,000 namespaces are not quadratic"],
  "billion-laughs.xml": ["XML_DOCTYPE", "XML_DOCTYPE", "refused before any entity is read"],
  "cdata-end.xml": ["XML_FOREIGN", "not-well-formed", "]]> in text is not XML"],
  "charref-surrogate.xml": [
    "XML_FOREIGN",
    "not-well-formed",
    "a surrogate is no character, also as a reference",
  ],
  "enc-mismatch.xml": ["XML_ENCODING", "XML_ENCODING", "declared UTF-16, is ASCII"],
  "ext-dtd.xml": ["XML_DOCTYPE", "XML_DOCTYPE", "nothing is fetched"],
  "junk-after.xml": ["XML_ENCODING", "XML_ENCODING", "NUL and text after the root: not text at all"],
  "pi-stylesheet.xml": ["XML_FOREIGN", "unknown-root", "an instruction loads nothing; then another root"],
  "proto-elements.xml": ["XML_FOREIGN", "unknown-root", "names are only compared, never keys of an object"],
  "soap-fault.xml": ["XML_FOREIGN", "unknown-root", "an answer of a server in place of a dataset"],
  "utf7.xml": ["XML_ENCODING", "XML_ENCODING", "declared UTF-7"],
  "wrong-ns.xml": ["XML_FOREIGN", "unknown-root", "another namespace"],
  "xxe-file.xml": ["XML_DOCTYPE", "XML_DOCTYPE", "no file of the machine is read"],
  "xxe-http.xml": ["XML_DOCTYPE", "XML_DOCTYPE", "no network"],
};

let schema: Schema;
beforeAll(async () => {
  schema = await compileSchema(layout.dataset[2].xsd);
});
afterAll(() => {
  schema.dispose();
});

function load(name: string): Uint8Array {
  const generate = GENERATED[name];
  return generate === undefined ? readFileSync(new URL(name, CORPUS)) : Buffer.from(generate());
}

async function byReader(bytes: Uint8Array): Promise<string> {
  async function* chunks() {
    await Promise.resolve();
    for (let at = 0; at < bytes.length; at += 4096) yield bytes.subarray(at, at + 4096);
  }
  try {
    for await (const lotto of records(chunks(), plan)) expect(lotto).toBeUndefined();
    return "accepted";
  } catch (error) {
    return error instanceof SiocError ? error.code : "crashed";
  }
}

function byJudge(bytes: Uint8Array): string {
  try {
    return schema.validate(bytes)[0]?.kind ?? "accepted";
  } catch (error) {
    return error instanceof SiocError ? error.code : "crashed";
  }
}

describe("the corpus of hostile XML", () => {
  it("has a recorded outcome for every file", () => {
    const files = readdirSync(CORPUS).filter((name) => name.endsWith(".xml"));
    expect([...files, ...Object.keys(GENERATED)].sort()).toEqual(Object.keys(OUTCOMES).sort());
  });

  it.each(Object.entries(OUTCOMES).map(([name, [reader, judge, why]]) => ({ name, reader, judge, why })))(
    "$name: $reader, $judge — $why",
    { timeout: 10_000 },
    async ({ name, reader, judge }) => {
      const bytes = load(name);
      expect(await byReader(bytes)).toBe(reader);
      expect(byJudge(bytes)).toBe(judge);
    },
  );
});
