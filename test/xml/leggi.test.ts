import { readFileSync } from "node:fs";

import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { caricaLayout } from "../../src/tracciato/carica.ts";
import { compilePlan, fill, records, type Lotto } from "../../src/xml/index.ts";
import { leaves } from "../../src/xml/leaves.ts";
import { anyRecord, HASH, hostile, validRecord } from "./arbitrary.ts";

const layout = caricaLayout();
const plans = { 1: compilePlan(layout.dataset[1]), 2: compilePlan(layout.dataset[2]) };

async function* inChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  await Promise.resolve();
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function read(text: string | Uint8Array, size = 65_536, n: 1 | 2 = 2): Promise<Lotto> {
  const all = {
    lines: [] as number[],
    fragments: [] as string[],
    tipi: [] as string[],
    chiavi: [] as string[],
  };
  const bytes = typeof text === "string" ? Buffer.from(text) : text;
  for await (const lotto of records(inChunks(bytes, size), plans[n])) {
    all.lines.push(...lotto.lines);
    all.fragments.push(...lotto.fragments);
    all.tipi.push(...lotto.tipi);
    all.chiavi.push(...lotto.chiavi);
  }
  return all;
}

const one = fill(plans[2], validRecord());
const file = (...fragments: readonly string[]) => plans[2].header + fragments.join("") + plans[2].footer;

describe("records", () => {
  it.each([1, 2] as const)("gives back what fill wrote to dataset %d, however it is cut", async (n) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyRecord(layout, hostile), { maxLength: 8 }),
        fc.integer({ min: 1, max: 700 }),
        async (rows, size) => {
          const fragments = rows.map((row) => fill(plans[n], row));
          const text = plans[n].header + fragments.join("") + plans[n].footer;
          const found = await read(text, size, n);
          expect(found.fragments).toEqual(fragments);
          expect(found.lines).toEqual(fragments.map((_, index) => index + 3));
          expect(found.tipi).toEqual(rows.map((row) => row.tipo));
          expect(found.chiavi).toEqual(
            rows.map((r) => [r.cod_reg, r.cod_asl, r.cod_str, r.data_amm, r.id_rec].join("|")),
          );
        },
      ),
    );
  });

  it("gives the same keys for the two datasets of a stay", async () => {
    const stay = validRecord({ tipo: "V" });
    const first = await read(plans[1].header + fill(plans[1], stay) + plans[1].footer, 99, 1);
    const second = await read(file(fill(plans[2], stay)));
    expect(first.chiavi).toEqual([`080|103|080777|2026-01-12|${HASH}`]);
    expect(second.chiavi).toEqual(first.chiavi);
    expect(second.tipi).toEqual(["V"]);
  });

  it("reads the samples of the specification, with their comments and blanks", async () => {
    const sample = readFileSync(new URL("../../fixtures/xml/valid_2_ricovero.xml", import.meta.url));
    const found = await read(sample, 7);
    expect(found.lines).toEqual([4, 17]);
    expect(found.tipi).toEqual(["I", "I"]);
  });

  it("in batches, so that memory does not grow with the file", async () => {
    const sizes: number[] = [];
    for await (const { fragments } of records(
      inChunks(Buffer.from(file(one.repeat(1_200))), 65_536),
      plans[2],
    ))
      sizes.push(fragments.length);
    expect(sizes).toEqual([500, 500, 200]);
  });

  it("holds one record at most, and refuses one that never ends", async () => {
    async function* endless() {
      yield Buffer.from(`${plans[2].header}<fls:Assistenza>`);
      for (let count = 0; count < 1_000; count++) {
        await Promise.resolve();
        yield Buffer.alloc(65_536, 32);
      }
    }
    const reading = (async () => {
      for await (const lotto of records(endless(), plans[2])) expect(lotto).toBeUndefined();
    })();
    await expect(reading).rejects.toThrow('XML_FOREIGN {"line":3}');
  });

  it.each([
    { text: plans[2].header + plans[2].footer, why: "no records: that is for the schema to say" },
    { text: `\ufeff${file(one)}`, why: "a byte order mark" },
    { text: file(one).replaceAll("\n", "\r\n"), why: "Windows line ends" },
    { text: file(one).replace("?>\n", "?>\n<!-- prova -->\n"), why: "a comment before the root" },
    { text: file(one).slice(file(one).indexOf("\n") + 1), why: "no declaration" },
    { text: file(one).replace(/"(http:[^"]*)"/, "'$1'"), why: "single quotes" },
  ])("accepts $why", async ({ text }) => {
    await expect(read(text, 50)).resolves.toBeDefined();
  });

  it.each([
    { text: "", code: 'XML_TRUNCATED {"records":0}', why: "an empty file" },
    { text: plans[2].header.slice(0, 50), code: 'XML_TRUNCATED {"records":0}', why: "cut in the root's tag" },
    { text: plans[2].header, code: 'XML_TRUNCATED {"records":0}', why: "cut after the root's tag" },
    { text: file(one, one).slice(0, -18), code: 'XML_TRUNCATED {"records":2}', why: "cut before the end" },
    { text: file(one, one).slice(0, -8), code: 'XML_TRUNCATED {"records":2}', why: "cut within the end" },
    { text: file(one, one).slice(0, -500), code: 'XML_TRUNCATED {"records":1}', why: "cut in a record" },
    { text: `<!DOCTYPE x>${file(one)}`, code: "XML_DOCTYPE", why: "a DOCTYPE first" },
    {
      text: file(one).replace("?>\n", '?>\n<!DOCTYPE x [<!ENTITY a "b">]>\n'),
      code: "XML_DOCTYPE",
      why: "a DOCTYPE before the root",
    },
    { text: file(one, "<!DOCTYPE x>", one), code: "XML_DOCTYPE", why: "a DOCTYPE between records" },
    { text: file(one).replace("UTF-8", "UTF-16"), code: "XML_ENCODING", why: "another encoding declared" },
    { text: Buffer.from(file(one), "utf16le"), code: "XML_ENCODING", why: "UTF-16" },
    {
      text: Buffer.from(file(fill(plans[2], validRecord({ diag_pri: "è" }))), "latin1"),
      code: "XML_ENCODING",
      why: "Latin-1 bytes",
    },
    { text: Buffer.from(`${file(one)}\0`), code: "XML_ENCODING", why: "NUL after the end" },
    {
      text: file(one).replaceAll("FlsSioc_2", "FlsSioc_1"),
      code: 'XML_FOREIGN {"line":1}',
      why: "the other dataset",
    },
    {
      text: file(one).replace("mds.it", "evil.it"),
      code: 'XML_FOREIGN {"line":1}',
      why: "another namespace",
    },
    {
      text: file(one).replace(">\n<fls:A", ' x="1">\n<fls:A'),
      code: 'XML_FOREIGN {"line":1}',
      why: "an attribute on the root",
    },
    { text: "<html><body>Accesso negato</body></html>", code: 'XML_FOREIGN {"line":1}', why: "a web page" },
    { text: "not XML at all", code: 'XML_FOREIGN {"line":1}', why: "text" },
    {
      text: file(one, "<fls:Altro/>", one),
      code: 'XML_FOREIGN {"line":4}',
      why: "something else between records",
    },
    { text: file(one, "<!-- -->", one), code: 'XML_FOREIGN {"line":4}', why: "a comment between records" },
    {
      text: file(one, one.replace("tipo", "<![CDATA[x]]>")),
      code: 'XML_FOREIGN {"line":4}',
      why: "CDATA in a record",
    },
    {
      text: file(one, one.replace("<fls:Erog", "<?php ?><fls:Erog")),
      code: 'XML_FOREIGN {"line":4}',
      why: "an instruction in a record",
    },
    {
      text: file(one, one.replace("</fls:Assistenza>", "</fls:Assistenza >"), one),
      code: 'XML_FOREIGN {"line":4}',
      why: "a record hidden behind another way to close one",
    },
    {
      text: file(one, "<fls:Assistenza/>", one),
      code: 'XML_FOREIGN {"line":4}',
      why: "an empty record hidden before another",
    },
    {
      text: `${file(one)}<fls:Assistenza></fls:Assistenza>`,
      code: "XML_FOREIGN",
      why: "a record after the end",
    },
    { text: `${file(one)}garbage`, code: "XML_FOREIGN", why: "text after the end" },
  ])("$code: $why", async ({ text, code }) => {
    for (const size of [1, 40, 100_000]) await expect(read(text, size)).rejects.toThrow(code);
  });
});

describe("leaves", () => {
  it("reads every value back as it was before it was escaped", () => {
    fc.assert(
      fc.property(hostile, hostile, (text, attribute) => {
        const record = validRecord({ motivo: text, sogg_rich: attribute });
        const found = new Map(leaves(fill(plans[2], record)));
        expect(found.get("Eventi/Ammissione/MotivoRicovero")).toBe(text);
        expect(found.get("Eventi/Ammissione/@SoggettoRichiedente")).toBe(attribute);
      }),
    );
  });

  it.each([
    { xml: "<r><a>&#x1F600;&#65;</a></r>", want: [["a", "😀A"]], why: "numeric references" },
    {
      xml: "<r><a b='x' c=\"y>\"/></r>",
      want: [
        ["a/@b", "x"],
        ["a/@c", "y>"],
      ],
      why: "both quotes",
    },
    {
      xml: "<r><a>&foo;&#x110000;</a></r>",
      want: [["a", "&foo;&#x110000;"]],
      why: "references it does not know stay",
    },
  ])("$why", ({ xml, want }) => {
    expect([...leaves(xml)]).toEqual(want);
  });
});
