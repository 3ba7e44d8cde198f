import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { ERRORS } from "../../src/core/errors.ts";
import { PACKAGE_ROOT } from "../../src/core/package-root.ts";
import { CATALOGUES, fill, LINGUE, textFor, type Lingua, type TextData } from "../../src/text/index.ts";

const { it: it_, en } = CATALOGUES;
const KEYS = Object.keys(it_) as (keyof typeof it_)[];
const CODES = [...Object.keys(ERRORS), "BUG"];

function places(sentence: string): readonly string[] {
  return [...new Set(Array.from(sentence.matchAll(/\{(\w+)\}/g), ([, name]) => name!))].sort();
}

describe("the two catalogues", () => {
  it("have the same keys in the same rooms", () => {
    expect(Object.keys(en).sort()).toEqual([...KEYS].sort());
    for (const file of readdirSync(join(PACKAGE_ROOT, "src/text/it")))
      expect(readdirSync(join(PACKAGE_ROOT, "src/text/en"))).toContain(file);
  });

  it("say each thing with the same data", () => {
    const differ = KEYS.filter((key) => places(it_[key]).join() !== places(en[key]).join());
    expect(differ.map((key) => [key, places(it_[key]), places(en[key])])).toEqual([]);
  });

  it("hold every key once: a room does not overwrite the sentence of another", () => {
    for (const lingua of LINGUE) {
      const folder = join(PACKAGE_ROOT, "src/text", lingua);
      const declared = readdirSync(folder)
        .filter((file) => file !== "index.ts")
        .flatMap((file) =>
          Array.from(
            readFileSync(join(folder, file), "utf8").matchAll(/^ {2}"([\w.-]+)":/gm),
            ([, key]) => key!,
          ),
        );
      const twice = declared.filter((key, i) => declared.indexOf(key) !== i);
      expect(twice, lingua).toEqual([]);
    }
  });

  describe.each(LINGUE)("in %s", (lingua) => {
    const catalogue = CATALOGUES[lingua];

    it("have no empty sentence and no space at its ends", () => {
      expect(KEYS.filter((key) => catalogue[key] === "" || /^\n|\s$/.test(catalogue[key]))).toEqual([]);
    });

    it("have what happened and the remedy for every error, and for no other", () => {
      for (const kind of ["error", "hint"]) {
        const said = KEYS.filter((key) => key.startsWith(`${kind}.`)).map((key) =>
          key.slice(kind.length + 1),
        );
        expect(said.sort(), kind).toEqual([...CODES].sort());
      }
    });

    it("begin errors in lower case and end them without a full stop", () => {
      const errors = KEYS.filter((key) => key.startsWith("error."));
      const wrong = errors.filter(
        (key) => /^[A-ZÀ-Ý][a-zà-ÿ]/.test(catalogue[key]) || catalogue[key].endsWith("."),
      );
      expect(wrong).toEqual([]);
    });

    it("never leave a brace open", () => {
      expect(KEYS.filter((key) => /[{}]/.test(catalogue[key].replace(/\{\w+\}/g, "")))).toEqual([]);
    });
  });

  it("hold no sentence that nothing says", () => {
    const source = sources(join(PACKAGE_ROOT, "src")).join("\n");
    const literals = new Set(
      Array.from(source.matchAll(/["'`]([\w-]+(?:\.[\w-]+)+)["'`]/g), ([, key]) => key!),
    );
    const prefixes = Array.from(source.matchAll(/`([a-z_]+\.[\w.-]*)\$\{/g), ([, prefix]) => prefix!);
    const unused = KEYS.filter((key) => !/^(?:error|hint)\./.test(key))
      .filter((key) => !literals.has(key))
      .filter((key) => !prefixes.some((prefix) => key.startsWith(prefix)));
    expect(unused).toEqual([]);
  });

  it("have a sentence only for errors that something throws", () => {
    const source = sources(join(PACKAGE_ROOT, "src")).join("\n");
    const silent = CODES.filter((code) => code !== "BUG" && !new RegExp(`["'\`]${code}["'\`]`).test(source));
    expect(silent).toEqual([]);
  });
});

describe("filling a sentence", () => {
  it.each<[string, TextData, Lingua, string, string]>([
    ["{n} righe", { n: 1234 }, "it", "1.234 righe", "numbers take the separators of the language"],
    ["{n} rows", { n: 1234 }, "en", "1,234 rows", "English too"],
    ["{n} righe", { n: 0.5 }, "it", "0,5 righe", "decimal comma"],
    ["{a} {b}", { a: "{b}", b: "x" }, "it", "{b} x", "data are not read again as places"],
    ["{a}", {}, "it", "{a}", "what is missing stays visible"],
  ])("%s with %j in %s is %s: %s", (template, data, lingua, wanted) => {
    expect(fill(template, data, lingua)).toBe(wanted);
  });

  it("knows its own language", () => {
    expect(LINGUE.map((lingua) => textFor(lingua).lingua)).toEqual(["it", "en"]);
  });
});

/** Sources outside the catalogues. */
function sources(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === "it" || entry.name === "en" ? [] : sources(path);
    return path.endsWith(".ts") ? [readFileSync(path, "utf8")] : [];
  });
}
