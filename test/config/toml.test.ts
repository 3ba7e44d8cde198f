import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { distance, nearest } from "../../src/config/nearest.ts";
import { lineOfKey, loadToml, parseToml, type SchemaOf } from "../../src/config/toml.ts";
import { SiocError } from "../../src/core/errors.ts";
import { textFor } from "../../src/text/index.ts";

interface Sample {
  readonly regione: string;
  readonly output?: { readonly max_records?: number; readonly formato?: "cms" | "openpgp" };
  readonly source?: readonly { readonly path: string }[];
}
const SCHEMA: SchemaOf<Sample> = {
  type: "object",
  additionalProperties: false,
  required: ["regione"],
  properties: {
    regione: { type: "string", minLength: 3, pattern: "^\\d+$" },
    output: {
      type: "object",
      additionalProperties: false,
      properties: {
        max_records: { type: "integer", minimum: 1, maximum: 10 },
        formato: { enum: ["cms", "openpgp"] },
      },
    },
    source: {
      type: "array",
      items: {
        type: "object",
        required: ["path"],
        additionalProperties: false,
        properties: { path: { type: "string" } },
      },
    },
  },
};
const options = { code: "CONFIG_INVALID", text: textFor("it") } as const;

function problems(toml: string, text = options.text): string {
  try {
    parseToml(toml, "sioc.toml", SCHEMA, { ...options, text });
  } catch (error) {
    if (error instanceof SiocError)
      return `${error.code} ${String(error.data["count"])}\n${String(error.data["problems"])}`;
    throw error;
  }
  return "";
}

describe("loadToml", () => {
  const folder = mkdtempSync(join(tmpdir(), "sioc-toml-"));

  it("reads what satisfies its schema, typed", () => {
    const path = join(folder, "good.toml");
    writeFileSync(path, 'regione = "030"\n[[source]]\npath = "a.csv"\n');
    expect(loadToml(path, SCHEMA, options).source?.[0]?.path).toBe("a.csv");
  });

  it("names a file that is not there, without its folder", () => {
    expect(() => loadToml(join(folder, "none.toml"), SCHEMA, options)).toThrow(
      expect.objectContaining({
        code: "CONFIG_MISSING",
        data: { file: "none.toml", reason: "ENOENT" },
      }) as Error,
    );
  });

  it("refuses bytes that are not UTF-8", () => {
    const path = join(folder, "latin.toml");
    writeFileSync(path, Buffer.from([0x61, 0x3d, 0x22, 0xe8, 0x22]));
    expect(() => loadToml(path, SCHEMA, options)).toThrow(/CONFIG_INVALID.*UTF-8/);
  });

  it("tells every mistake at once, with line, key and the word meant", () => {
    const toml =
      'regone = "030"\n\n[output]\nmax_records = 99\nformato = "opnpgp"\n\n[[source]]\npaht = "x"\n';
    expect(problems(toml).split("\n")).toEqual([
      "CONFIG_INVALID 6",
      "  - regione: manca ed è obbligatorio",
      "  - riga 1, regone: nome non previsto, forse intendevi «regione»",
      "  - riga 4, output.max_records: numero fuori dai limiti: deve essere ≤ 10",
      '  - riga 5, output.formato: valore non ammesso; ammessi: "cms", "openpgp"; forse intendevi «openpgp»',
      expect.stringMatching(/source\.0\.path: manca/),
      "  - riga 8, source.0.paht: nome non previsto, forse intendevi «path»",
    ]);
  });

  it("speaks English too", () => {
    expect(problems('regone = "030"', textFor("en"))).toContain("did you mean “regione”");
  });

  it.each([
    ['regione = "030\n', /riga 1: virgolette non chiuse$/, "unclosed string"],
    ['[identity]\nid_rec = "x"\n[identity]\n', /riga 3: la sezione \[identity\] c'è già/, "table twice"],
    ['lang = "it"\nlang = "it"\n', /riga 2: la stessa impostazione c'è già/, "key twice"],
    ["regione 030\n", /riga 1, colonna \d+: non è TOML valido/, "no equals sign"],
    [
      "regione = 030\n",
      /riga 1, colonna \d+: un numero non può cominciare con zero; i codici vanno tra virgolette/,
      "030",
    ],
    ["regione = 30\n", /ci si aspetta un testo tra virgolette: scriverlo tra virgolette/, "number for text"],
    ['regione = "abc"\n', /forma non ammessa/, "pattern"],
    ['regione = "1"\n', /servono almeno 3/, "too short"],
  ])("explains %j", (toml, sentence) => {
    expect(problems(toml)).toMatch(sentence);
  });

  it("never repeats a value or a line of the file", () => {
    const secret = "hunter2hunter2";
    for (const toml of [
      `regione = "${secret}"`,
      `regione = "x\n${secret}`,
      `regione = ${secret}`,
      `[output]\nformato = "${secret}"`,
    ]) {
      const told = problems(toml);
      expect(told).not.toBe("");
      expect(told).not.toContain(secret);
    }
  });

  it("does not let a file reach the prototype of objects", () => {
    expect(problems('regione = "030"\n[__proto__]\npolluted = "yes"\n')).toContain("__proto__");
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });
});

describe("lineOfKey", () => {
  const toml = 'a = 1\n[b]\n"c d" = 2\n# e = 3\n[b.f]\ng.h = 4\n';
  it.each([
    [["a"], 1],
    [["b"], 2],
    [["b", "c d"], 3],
    [["b", "f", "g", "h"], 6],
    [["b", "e"], 2],
    [["z"], undefined],
  ])("finds %j on line %s, or its nearest table", (path, line) => {
    expect(lineOfKey(toml, path)).toBe(line);
  });
});

describe("nearest", () => {
  it.each<[string, string | undefined, string]>([
    ["regone", "regione", "a letter forgotten"],
    ["reigone", "regione", "two letters swapped"],
    ["REGIONE", "regione", "another case"],
    ["xyz", undefined, "nothing like it"],
    ["", undefined, "nothing at all"],
  ])("%s → %s: %s", (typed, meant) => {
    expect(nearest(typed, ["output", "regione", "periodo"])).toBe(meant);
  });

  it("measures a distance: zero only to itself, the same both ways, never longer than the words", () => {
    const word = fc.string({ maxLength: 8 });
    fc.assert(
      fc.property(word, word, (a, b) => {
        expect(distance(a, b)).toBe(distance(b, a));
        expect(distance(a, b) === 0).toBe(a === b);
        expect(distance(a, b)).toBeLessThanOrEqual(Math.max(a.length, b.length));
        expect(distance(a, b)).toBeGreaterThanOrEqual(Math.abs(a.length - b.length));
      }),
    );
  });
});
