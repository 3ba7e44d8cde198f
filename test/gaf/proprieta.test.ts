import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { mappaEsiti } from "../../src/gaf/ricevute/mappa.ts";
import { fus, outcome, read, text } from "./aiuti.ts";

/** Names that differ also when folded, and are none of those we know. */
const nomi = fc
  .uniqueArray(fc.stringMatching(/^[a-z]{3,8}$/), { minLength: 9, maxLength: 9 })
  .map((names) => names.map((n) => `q${n}`));
const valore = fc.stringMatching(/^[A-Z0-9]{1,12}$/);
const riga = fc.record({
  id_rec: valore,
  cod_str: fc.stringMatching(/^[0-9]{6}$/),
  codice: fc.stringMatching(/^[A-Z][0-9]{1,3}$/),
  ordinale: fc.integer({ min: 1, max: 99_999 }),
  anomalia: fc.boolean(),
});

describe("a list of discards of any names", () => {
  it("is read with the map made for it: elements or attributes, at any depth", async () => {
    await fc.assert(
      fc.asyncProperty(
        nomi,
        fc.array(riga, { minLength: 1, maxLength: 12 }),
        fc.boolean(),
        fc.nat(3),
        async (names, rows, asAttributes, depth) => {
          const [root = "", item = "", box = "", ...parts] = names;
          const cells = (r: (typeof rows)[number]): string[] => [
            r.id_rec,
            r.cod_str,
            r.codice,
            String(r.ordinale),
            r.anomalia ? "X" : "Y",
          ];
          const record = (r: (typeof rows)[number]): string =>
            asAttributes
              ? `<${item} ${cells(r)
                  .map((cell, i) => `${parts[i] ?? ""}="${cell}"`)
                  .join(" ")}/>`
              : `<p:${item} xmlns:p="urn:x">${`<${box}>`.repeat(depth)}${cells(r)
                  .map((cell, i) => `<${parts[i] ?? ""}>${cell}</${parts[i] ?? ""}>`)
                  .join("")}${`</${box}>`.repeat(depth)}</p:${item}>`;
          const at = (i: number): string => `"${asAttributes ? "@" : ""}${parts[i] ?? ""}"`;
          const map = mappaEsiti(
            `element = "${item.toUpperCase()}"\n[key]\nid_rec = ${at(0)}\ncod_str = ${at(1)}\n[fields]\ncode = ${at(2)}\nordinal = ${at(3)}\nkind = ${at(4)}\n[kinds]\nanomalia = ["x"]\nscarto = ["y"]\n`,
            "m.toml",
            text,
          );
          const { righe } = await fus(`<${root}>${rows.map(record).join("\n")}</${root}>`, map);
          expect(
            righe.map((r) => ({
              ...r.chiave,
              codice: r.codice,
              ordinale: r.ordinale,
              anomalia: r.specie === "anomalia",
            })),
          ).toEqual(rows);
        },
      ),
    );
  });
});

describe("identifiers in an answer", () => {
  const IDENTIFIERS = [
    "RSSMRA80A01H501U",
    "rss mra 80a01 h501u",
    "STP1234567890123",
    "ENI1234567890123",
    "80380001234567890123",
    "12345678901",
    "RSSMRA80A01",
    `${"A".repeat(43)}=${"b".repeat(43)}=`,
  ] as const;

  it.each(IDENTIFIERS)("are not in what is read, wherever %s stands", async (id) => {
    const row = `<Scarto><Id_Rec>K1</Id_Rec><CodErrore>E1</CodErrore><Descrizione>assistito ${id} errato</Descrizione><Campo>${id}</Campo></Scarto>`;
    const nested = `<Scarto><Id_Rec>K1</Id_Rec><Errore codice="${id}">Valore '${id}'</Errore><NomeFile>${id}.xml</NomeFile></Scarto>`;
    const json = JSON.stringify({
      result: id,
      message: `errore su ${id}`,
      errorCode: "IF01",
      fileName: "x.xml",
    });
    const lists = await Promise.all([row, nested].map((r) => fus(`<a>${r}</a>`)));
    const others = [
      ...(await read(json)),
      ...(await read(`cvc-type: Value '${id}' di ${id}`, "1_validazione.txt")),
    ];
    const shown = JSON.stringify([lists.map(({ righe }) => righe), others]).toLowerCase();
    expect(shown).not.toContain(id.toLowerCase());
    expect(shown).toContain("[omesso]");
  });

  it("are not in what is said of a shape that is not known", async () => {
    for (const id of IDENTIFIERS.map((each) => each.replace(/\W/g, "")))
      for (const shape of [
        `<x${id}><y>${id}</y></x${id}>`,
        `<a><RSSMRA80A01H501U/></a>`,
        JSON.stringify({ [id]: id }),
      ])
        expect((await outcome(shape, `${id}.xml`)).toUpperCase()).not.toContain("RSSMRA80A01H501U");
  });
});
