import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import {
  checkTemplate,
  isSafeName,
  nextRun,
  nomeBundle,
  nomeDataset,
  prefissoBundle,
  problemaTemplate,
  TEMPLATE,
} from "../../src/bundle/index.ts";
import { nomiRipetuti } from "../../src/bundle/nomi.ts";
import { SiocError } from "../../src/core/errors.ts";
import { textFor } from "../../src/text/index.ts";
import { cartella } from "./aiuti.ts";

const DATI = { dataset: 2, regione: "030", anno: 2026, periodo: "T1", run: 42, prog: 7 } as const;

describe("dataset names", () => {
  it("follow the default template", () => {
    expect(nomeDataset(TEMPLATE, DATI)).toBe("SIOC_2_RIC_030_2026_T1_007.xml");
    expect(nomeDataset(TEMPLATE, { ...DATI, dataset: 1, prog: 1234 })).toBe(
      "SIOC_1_ANA_030_2026_T1_1234.xml",
    );
  });

  it("follow the template of the region", () => {
    expect(nomeDataset("SDK_OSP_{nome}_{anno}{periodo}_{run}_{prog}.xml", DATI)).toBe(
      "SDK_OSP_RIC_2026T1_000042_007.xml",
    );
  });

  it("finds the default template right", () => {
    expect(problemaTemplate(TEMPLATE)).toBeUndefined();
  });

  it.each([
    ["SIOC_{dataset}.xml", "required", "two parts would have the same name"],
    ["SIOC_{prog}.xml", "required", "two datasets would have the same name"],
    ["SIOC_{dataset}_{prog}_{cognome}.xml", "placeholder", "no such placeholder"],
    ["SIOC_{dataset}_{prog}_{}.xml", "placeholder", "empty placeholder"],
    ["SIOC_{dataset}_{prog}_{toString}.xml", "placeholder", "not a property of objects either"],
    ["SIOC_{dataset}_{prog}.zip", "extension", "IF04"],
    ["SIOC_{dataset}_{prog}", "extension", "no extension"],
    ["SIOC {dataset}_{prog}.xml", "characters", "space"],
    ["SIOC_{dataset}_{prog}_à.xml", "characters", "accent"],
    ["../{dataset}_{prog}.xml", "characters", "climbs"],
    ["a..{dataset}_{prog}.xml", "characters", "two dots"],
    ["C:{dataset}_{prog}.xml", "characters", "drive"],
    ["-{dataset}_{prog}.xml", "characters", "looks like an option"],
    [".{dataset}_{prog}.xml", "characters", "hidden"],
    ["{dataset_{prog}.xml", "required", "unclosed brace hides the placeholder"],
    [`${"x".repeat(83)}_{dataset}_{prog}.xml`, "length", "no room for the suffix"],
  ])("finds %s wrong (%s): %s", (template, key) => {
    expect(problemaTemplate(template)?.key).toBe(`bundle.template.${key}`);
  });

  it("says it as a mistake of the configuration, with its file", () => {
    try {
      checkTemplate("SIOC_{dataset}.xml", "sioc.toml", textFor("it"));
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(SiocError);
      expect(error).toMatchObject({ code: "CONFIG_INVALID", data: { file: "sioc.toml", count: 1 } });
      expect((error as SiocError).data["problems"]).toContain("manca {prog}");
    }
  });

  it("refuses to make a name that is not safe", () => {
    expect(() => nomeDataset(TEMPLATE, { ...DATI, regione: "../0" })).toThrow("not safe");
  });

  it.each([
    ["a.xml", true],
    ["_a", true],
    [".a", false],
    ["-a", false],
    ["a/b", false],
    ["a\\b", false],
    ["a..b", false],
    ["a b", false],
    ["", false],
    ["x".repeat(101), false],
  ])("takes %j for a safe name: %s", (name, safe) => {
    expect(isSafeName(name)).toBe(safe);
  });

  it("finds repeated names, also without capitals (IF12)", () => {
    expect(nomiRipetuti(["a.xml", "b.xml", "A.xml", "a.xml"])).toEqual(["A.xml", "a.xml"]);
  });
});

describe("bundle names and run numbers", () => {
  it("carry region, quarter and six digits", () => {
    expect(nomeBundle("030", "2026T1", 42)).toBe("SIOC_030_2026T1_000042");
  });

  it("go on from the highest of folders, zips and unfinished ones, each quarter on its own", () => {
    const folder = cartella();
    const prefix = prefissoBundle("030", "2026T1");
    expect(nextRun(join(folder, "not-there"), prefix)).toBe(1);
    expect(nextRun(folder, prefix)).toBe(1);
    mkdirSync(join(folder, nomeBundle("030", "2026T1", 3)));
    writeFileSync(join(folder, `${nomeBundle("030", "2026T1", 12)}.zip`), "");
    writeFileSync(join(folder, nomeBundle("030", "2026T2", 90)), "");
    writeFileSync(join(folder, `${prefix}_99`), "");
    writeFileSync(join(folder, `${prefix}_000055x`), "");
    expect(nextRun(folder, prefix)).toBe(13);
    mkdirSync(join(folder, `.${nomeBundle("030", "2026T1", 20)}.part`));
    expect(nextRun(folder, prefix)).toBe(21);
  });
});
