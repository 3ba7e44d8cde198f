import { beforeAll, describe, expect, it } from "vitest";

import { parsePeriodo } from "../../src/core/periodo.ts";
import { parseMappa } from "../../src/sources/index.ts";
import { generate, type AziendaGenerata } from "../../src/synthetic/index.ts";
import { tempFolder } from "../cli/helpers.ts";
import { correzioni, lettaDa, proponi } from "./correzioni.ts";
import { text } from "./helpers.ts";

const FORME = ["a", "b", "c", "d", "e"] as const;
const folder = tempFolder();
let aziende: readonly AziendaGenerata[] = [];
beforeAll(async () => {
  const periodo = parsePeriodo("2026T1")!;
  const options = { ricoveri: 1000, aziende: FORME.length, seed: 11, periodo, regione: "030", errors: 20 };
  ({ aziende } = await generate({ ...options, shapes: FORME }, folder));
});

describe("the mapping proposed for synthetic aziende", () => {
  it.each(FORME)("shape %s needs no correction", async (forma) => {
    const azienda = aziende.find((one) => one.forma === forma)!;
    const proposta = await proponi(Object.values(azienda.files), { regione: "030", azienda: azienda.codAsl });
    // Their mappings put zeros back where none is lost, and say that there are no quotes where there are none.
    const ignora = azienda.zeriPersi ? ["quote"] : ["quote", "pad_zeros"];
    expect(correzioni(lettaDa(proposta), parseMappa(azienda.mappa, { text }), { ignora })).toEqual([]);
  });
});
