import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { cerca } from "../../src/cli/explain/cerca.ts";
import { ARGOMENTI, NOMI_ARGOMENTI } from "../../src/cli/explain/argomenti.ts";
import { provenienza } from "../../src/cli/explain/fonte.ts";
import { LARGHEZZA, mostrabile, righeDi, type Scheda } from "../../src/cli/explain/scheda.ts";
import { codiciErrore } from "../../src/cli/explain/uscite.ts";
import { EXIT, SiocError } from "../../src/core/errors.ts";
import { redact } from "../../src/core/redact.ts";
import { CODICI_GAF, codiceGaf } from "../../src/gaf/index.ts";
import { COLONNE } from "../../src/model/campi.ts";
import { larghezza } from "../../src/report/index.ts";
import { REGOLE } from "../../src/rules/index.ts";
import { LINGUE, textFor } from "../../src/text/index.ts";
import { caricaLayout, compilaCampo, scritturaDi } from "../../src/tracciato/index.ts";
import { MAPPA_VUOTA } from "../../src/sources/index.ts";
import { colonneDi } from "../../src/cli/explain/campi.ts";
import { chiama } from "./chiamata.ts";

const RUNS = process.env["SLOW"] === undefined ? 100 : 10_000;
const layout = caricaLayout();
const it_ = textFor("it");

/** Everything that can be asked by its own code. */
const TUTTI: readonly string[] = [
  "",
  ...REGOLE.map(({ code }) => code),
  ...codiciErrore(),
  ...Object.values(EXIT).map(String),
  ...CODICI_GAF.map(({ codice }) => codice),
  ...COLONNE,
  ...layout.codici.keys(),
  ...ARGOMENTI.flatMap((nome) => NOMI_ARGOMENTI[nome]),
  ...[
    "OC",
    "OC-S",
    "OC-F",
    "OC-D",
    "OC-O",
    "OC-C",
    "OC-X",
    "AE",
    "IF",
    "MX",
    "DF",
    "GAF",
    "errors",
    "fields",
  ],
];

function scheda(typed: string): Scheda {
  return cerca(typed, layout, it_);
}

describe.each(LINGUE)("every card in %s", (lingua) => {
  const text = textFor(lingua);

  it.each(TUTTI)("%s is whole, wrapped and passes the output guard unchanged", (code) => {
    const lines = righeDi(cerca(code, layout, text), lingua);
    expect(lines.length).toBeGreaterThan(1);
    for (const line of lines) {
      expect(larghezza(line), line).toBeLessThanOrEqual(LARGHEZZA);
      expect(redact(line)).toBe(line);
      expect(line).not.toMatch(/\s$|undefined|\{(?!prog|dataset|nome|regione|anno|periodo)[a-z_]+\}/);
    }
  });
});

describe("looking a code up", () => {
  it.each([
    ["OC-F-012", "rule", "OC-F-012", "as written"],
    ["oc-f-012", "rule", "OC-F-012", "capitals do not matter"],
    ["F-012", "rule", "OC-F-012", "the part people remember"],
    ["OCF012", "rule", "OC-F-012", "without hyphens"],
    ["KEY_EXPIRED", "error", "KEY_EXPIRED", "as written"],
    ["key-expired", "error", "KEY_EXPIRED", "as one would type it"],
    ["BUG", "error", "BUG", "what an unknown failure says"],
    ["3", "exit", "3", "a bare exit code"],
    ["exit-3", "exit", "3", "an exit code by name"],
    ["uscita 70", "exit", "70", "in Italian"],
    ["Mx11", "gaf", "MX11", "as the Ministry's papers write it"],
    ["if01", "gaf", "IF01", "capitals do not matter"],
    ["data_amm", "field", "data_amm", "a column"],
    ["DATA_AMM", "field", "data_amm", "as some headers write it"],
    ["val_data_2", "field", "val_data", "a repeated column"],
    ["1.14", "field", "stato_civ", "a number of the tracciato"],
    ["2.15", "field", "diag_con1", "a number that stands for five columns"],
    ["1.1", "field", "tipo", "not 1.10"],
    ["0.1", "field", "cod_ident", "a field that is only read"],
    ["stato civile", "field", "stato_civ", "the Italian name"],
    ["Validità codice identificativo", "field", "val_ci", "without the article, with the accent"],
    ["modalita e destinazione dimissione", "field", "mod_dim", "without accents"],
    ["ModalitaDimissione", "field", "mod_dim", "the element of the XML"],
    ["marital status", "field", "stato_civ", "the English name"],
    ["sesso", "field", "genere", "what aziende call it"],
    ["tipo", "field", "tipo", "a field before the code list of the same name"],
    ["regione", "codes", "regione", "a code list"],
    ["residenza", "fields", "", "a word of several names"],
    ["opzioni", "topic", "", "a topic"],
    ["options", "topic", "", "the same in English"],
    ["exit codes", "topic", "", "two words"],
    ["OC-X", "family", "OC-X", "a family of rules"],
    ["mx", "family", "MX", "a family of GAF codes"],
    ["errori", "family", "", "all errors"],
    ["  ", "index", "", "nothing at all"],
  ])("%s is found as a %s (%s): %s", (typed, specie, codice) => {
    expect(scheda(typed)).toMatchObject({ specie, codice });
  });

  it.each([
    ["OC-F-112", "OC-F-012", "a digit too many"],
    ["KEY_EXPIERD", "KEY_EXPIRED", "swapped letters"],
    ["IF77", "IF07", "a code GAF does not have"],
    ["data_ammm", "data_amm", "a letter twice"],
    ["opzionni", "opzioni", "a mistyped topic"],
    ["SOURCE", "SOURCE_MISSING", "the beginning of several"],
  ])("%s is unknown and %s is proposed: %s", (typed, guess) => {
    const error = failure(typed);
    expect(error.code).toBe("CODE_UNKNOWN");
    expect(String(error.data["guesses"]).split(", ")).toContain(guess);
  });

  it("says so when nothing is near", () => {
    expect(failure("xyzxyzxyzxyzxyz").data["guesses"]).toBe("nessuno");
  });

  it("does not repeat an identifier typed by mistake", () => {
    expect(failure("RSSMRA85T10A562S").data["code"]).toBe("[omesso]");
  });

  it("answers or refuses any text, with nothing else", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 80 }), (typed) => {
        try {
          expect(scheda(typed).specie).toBeTruthy();
        } catch (error) {
          expect(error).toBeInstanceOf(SiocError);
        }
      }),
      { numRuns: RUNS },
    );
  });
});

describe("the card of a field", () => {
  it.each(
    colonneDi(layout)
      .filter(({ esempio }) => esempio !== "")
      .map((campo) => [campo.colonna, campo] as const),
  )("%s: the right example is read and the wrong one refused", (_, campo) => {
    const { voci } = scheda(campo.colonna);
    const reader = compilaCampo(campo, 0, layout, scritturaDi(MAPPA_VUOTA));
    expect(reader.leggi([campo.esempio]).codes).toEqual([]);
    const wrong = voci.find(([label]) => label === "sbagliato")?.[1];
    // Two fields are free text shorter than their length: nothing short is wrong for them.
    if (wrong === undefined) expect(["team", "num_ric"]).toContain(campo.colonna);
    else {
      const [value = "", code = ""] = wrong.split("   ");
      expect(reader.leggi([value])).toMatchObject({ failed: true, codes: [code.slice(1, -1)] });
    }
  });

  it("tells the codes with their labels, and the whole list of countries only in JSON", () => {
    expect(righeDi(scheda("mod_dim"), "it")).toContain("  11  altro ospedale di comunità");
    const cittad = scheda("cittad");
    expect(righeDi(cittad, "it").length).toBeLessThan(40);
    expect(Object.keys(cittad.data["codes"] as object).length).toBeGreaterThan(240);
  });

  it("says that layout and lists are a reconstruction, and stops when they are not", () => {
    const official = { ...layout, ufficiale: true };
    for (const code of ["stato_civ", "regione"]) {
      const said = (l: typeof layout): string => righeDi(cerca(code, l, it_), "it").join(" ");
      expect(said(layout)).toContain("NON pubblicati dal Ministero");
      expect(said(official)).not.toContain("NON pubblicati");
    }
  });
});

describe("provenance in words", () => {
  it.each([
    ["S: SIAR, EMUR", "flusso affine: SIAR, EMUR"],
    ["D gruppo c; S: SIAD", "decreto (D.M. 4-8-2025), gruppo c; flusso affine: SIAD"],
    ["P", "proposta di sioc"],
    ["S: SIAR; composizione P", "flusso affine: SIAR; composizione: proposta di sioc"],
    [
      "S: SIAR, EMUR; controllo: D all. 1 §4.3",
      "flusso affine: SIAR, EMUR; controllo: decreto (D.M. 4-8-2025), all. 1 §4.3",
    ],
    ["R: Veneto ODC usa STS.11", "prassi regionale: Veneto ODC usa STS.11"],
    ["D.M. 17-9-1986; S: SIAR", "D.M. 17-9-1986; flusso affine: SIAR"],
  ])("%s", (tags, words) => {
    expect(provenienza(tags, it_)).toBe(words);
  });

  it("leaves no bare tag in any field or list", () => {
    const all = [...colonneDi(layout), ...layout.codici.values()];
    for (const { provenienza: tags } of all) {
      expect(provenienza(tags, it_), tags).not.toMatch(/(?:^|; )[DSRP](?:$|[ :;])| [DP]$/);
    }
  });
});

describe("codes of GAF", () => {
  it("has every code of the Ministry's libraries once", () => {
    const wanted = [
      "AE00",
      ...[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 99].map(
        (n) => `IF${String(n).padStart(2, "0")}`,
      ),
      ..."MX00 MX01 MX11 MX20 MX21 MX22 MX23 MX99 DF01 DF02 DF03 DF99".split(" "),
    ];
    expect(CODICI_GAF.map(({ codice }) => codice)).toEqual(wanted);
  });

  it.each([["Mx22"], [" mx22 "], ["MX22"]])("reads %s", (typed) => {
    expect(codiceGaf(typed)?.codice).toBe("MX22");
  });

  it.each([["IF01"], ["IF03"], ["IF04"], ["IF07"], ["IF08"], ["IF12"], ["MX11"]])(
    "says what sioc does beforehand about %s",
    (codice) => {
      expect(scheda(codice).data["foreseen"]).toMatch(/prepare|verify|periodo/);
    },
  );

  it("names only rules, errors and settings that exist", () => {
    const known = new Set<string>([...REGOLE.map(({ code }) => code), ...codiciErrore()]);
    const said = CODICI_GAF.flatMap(({ rimedio, previsto }) =>
      [rimedio, previsto].flatMap((t) => (t ? [t.it, t.en] : [])),
    );
    const named = said.flatMap((sentence) => sentence.match(/OC-[A-Z]-\d{3}|\b[A-Z]+_[A-Z_]+\b/g) ?? []);
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((code) => !known.has(code))).toEqual([]);
  });
});

describe("the made-up identifiers of the examples", () => {
  it.each([
    ["cod_ident RSSMRA85T10A562S, tipo_ci 0", "cod_ident RSSMRA 85T10 A562S, tipo_ci 0"],
    ["STP0801050000001", "STP 0801050000001"],
    ["nothing to space", "nothing to space"],
  ])("%s is shown as %s", (text, shown) => {
    expect(mostrabile(text)).toBe(shown);
    expect(redact(shown)).toBe(shown);
  });
});

describe("the command", () => {
  it("prints the card on stdout and nothing on stderr", async () => {
    const { out, err, exit } = await chiama("explain", "IF01");
    expect(exit).toBe(0);
    expect(out).toMatch(/^IF01 {2}il codice fiscale di chi ha firmato/);
    expect(err).toBe("");
  });

  it("answers in English when asked to", async () => {
    const { out } = await chiama("explain", "3", "--lang", "en");
    expect(out).toMatch(/^3 {2}done, with some records discarded/);
  });

  it("gives the same in JSON, structured", async () => {
    const { out, exit } = await chiama("explain", "OC-C-001", "--json");
    expect(exit).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      schema: "sioc/explain@1",
      ok: true,
      summary: { kind: "rule", code: "OC-C-001" },
      data: { esito: "scarto", fields: ["data_amm", "data_dim"], official: false },
    });
  });

  it("exits with 2 and the nearest codes on an unknown one", async () => {
    const { out, err, exit } = await chiama("explain", "OC-F-112");
    expect(exit).toBe(2);
    expect(out).toBe("");
    expect(err).toContain("OC-F-012");
  });

  it("still explains when sioc.toml has mistakes, and says so", async () => {
    const toml = join(mkdtempSync(join(tmpdir(), "sioc-")), "sioc.toml");
    writeFileSync(toml, 'regine = "030"\n');
    const { out, err, exit } = await chiama("explain", "CONFIG_INVALID", "--config", toml);
    expect(exit).toBe(0);
    expect(out).toMatch(/^CONFIG_INVALID/);
    expect(err).toContain("CONFIG_INVALID");
  });
});

function failure(typed: string): SiocError {
  try {
    scheda(typed);
  } catch (error) {
    if (error instanceof SiocError) return error;
    throw error;
  }
  throw new Error(`${typed} was found`);
}
