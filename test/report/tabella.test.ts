import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { avvolgi, larghezza, raggruppa, tabella, type CodiceRiepilogo } from "../../src/report/index.ts";
import { textFor } from "../../src/text/index.ts";

const it_ = { lingua: "it" } as const;

describe("table", () => {
  it("aligns text left and numbers right, in the numbers of the language", () => {
    const rows = [
      ["301.csv", 1875, "ok"],
      ["a.csv", 3, "14 zeri iniziali"],
    ];
    expect(tabella(rows, { ...it_, intestazione: ["File", "Righe", "Esito"] })).toEqual([
      "File     Righe  Esito",
      "301.csv  1.875  ok",
      "a.csv        3  14 zeri iniziali",
    ]);
    expect(tabella(rows, { lingua: "en" })[0]).toBe("301.csv  1,875  ok");
  });

  it("stands a column of numbers with blanks to the right, with text to the left", () => {
    expect(tabella([[1], [""], [100]], it_)).toEqual(["  1", "", "100"]);
    expect(
      tabella(
        [
          [1, "x"],
          ["n.d.", "y"],
        ],
        it_,
      ),
    ).toEqual(["1     x", "n.d.  y"]);
  });

  it("wraps the last column under itself", () => {
    const lines = tabella([["a", "uno due tre quattro cinque sei"]], { ...it_, rientro: 2, larghezza: 25 });
    expect(lines).toEqual(["  a  uno due tre quattro", "     cinque sei"]);
  });

  it("has no lines for no rows", () => {
    expect(tabella([], it_)).toEqual([]);
  });

  it.each([
    ["perché", 6, "precomposed"],
    ["perche\u0301", 6, "combining"],
    ["日本", 4, "wide"],
    ["Ａ", 2, "full width"],
    ["a\u200bb", 2, "zero width"],
    ["…", 1, "ellipsis"],
  ])("gives %j the width %i: %s", (text, width) => {
    expect(larghezza(text)).toBe(width);
  });

  it("keeps every word and no line longer than asked, unless one word is", () => {
    const word = fc.string({ unit: fc.constantFrom("a", "è", "日"), minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(fc.array(word, { minLength: 1 }), fc.integer({ min: 5, max: 40 }), (words, width) => {
        const lines = avvolgi(words.join(" "), width);
        expect(lines.join(" ")).toBe(words.join(" "));
        for (const line of lines) expect(larghezza(line) <= width || !line.includes(" ")).toBe(true);
      }),
    );
  });
});

describe("block of a code", () => {
  const esempio = (riga: number | null, colonna: string | null): CodiceRiepilogo["examples"][number] => ({
    file: "ricoveri.csv",
    azienda: "301",
    riga,
    colonna,
    campo: null,
    struttura: null,
    num_ric: null,
    messaggio: "",
  });
  const codice: CodiceRiepilogo = {
    code: "OC-C-001",
    esito: "scarto",
    count: 12,
    righe: 12,
    messaggio: "La dimissione precede l'ammissione",
    rimedio: "correggere una delle due date nel gestionale di reparto",
    aziende: { "301": 12 },
    examples: [esempio(482, "Data dimissione"), esempio(1517, "Data dimissione"), esempio(1600, "Data dim")],
  };

  it("says what, where, how many more and the remedy", () => {
    expect(raggruppa(codice, textFor("it"), { dove: "correzioni/301.csv" })).toEqual([
      "SCARTO OC-C-001  La dimissione precede l'ammissione                   12 righe",
      "  ricoveri.csv:482   Data dimissione",
      "  ricoveri.csv:1517  Data dimissione",
      "  … e altre 10   (tutte: correzioni/301.csv)",
      "  rimedio  correggere una delle due date nel gestionale di reparto",
    ]);
  });

  it("shows three when asked, and says it in English", () => {
    const lines = raggruppa({ ...codice, righe: 1234 }, textFor("en"), { esempi: 3 });
    expect(lines[0]).toMatch(/^REJECTED OC-C-001 .* 1,234 rows$/);
    expect(lines[4]).toBe("  … and 1,231 more");
  });

  it("speaks in the singular, of the whole file, and says nothing when nothing is left out", () => {
    const one = { ...codice, righe: 1, examples: [esempio(null, null)], rimedio: "" };
    expect(raggruppa(one, textFor("it"))).toEqual([
      "SCARTO OC-C-001  La dimissione precede l'ammissione                     1 riga",
      "  ricoveri.csv",
    ]);
    expect(raggruppa({ ...codice, righe: 3 }, textFor("it"))[3]).toBe("  … e un'altra");
  });

  it("never writes past the width, however long the sentences", () => {
    const long = { ...codice, messaggio: "parola ".repeat(40).trim(), rimedio: "rimedio ".repeat(40).trim() };
    for (const line of raggruppa(long, textFor("it"))) expect(larghezza(line)).toBeLessThanOrEqual(78);
  });
});
