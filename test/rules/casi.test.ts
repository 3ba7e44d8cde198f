import { describe, expect, it } from "vitest";

import { COLONNE } from "../../src/model/campi.ts";
import { isRegolaRecord, REGOLE, regolaDi } from "../../src/rules/index.ts";
import { CASI, type Ingresso } from "./casi.ts";
import { codici, contesto, giudica, tabelleDi } from "./contesto.ts";
import { ricoveroValido, rigaValida } from "./riga-valida.ts";

const deiRecord = CASI.filter(({ code }) => {
  const regola = regolaDi(code);
  return regola !== undefined && isRegolaRecord(regola);
});

function codiciDi(ingresso: Ingresso): readonly string[] {
  const c = contesto(tabelleDi(ingresso), ingresso.today);
  return (ingresso.righe ?? [{}]).flatMap((patch) => codici(giudica(ricoveroValido(patch), c)));
}

describe("the cases of the rules", () => {
  it("cover every rule of the table but those of the history, and no other", () => {
    const here = REGOLE.filter(({ specie }) => specie !== "storia").map(({ code }) => code);
    expect(new Set(CASI.map(({ code }) => code))).toEqual(new Set(here));
  });

  it("start from a row that no rule minds", () => {
    expect(codiciDi({})).toEqual([]);
  });

  it("name only columns a file may have", () => {
    const note = new Set([...Object.keys(rigaValida()), ...COLONNE]);
    const ingressi = CASI.flatMap(({ pass, fail }) => [pass, fail]);
    const righe = ingressi.flatMap((i) => [
      ...(i.righe ?? []),
      ...(i.separati?.anagrafica ?? []),
      ...(i.separati?.ricovero ?? []),
      ...Object.values(i.dettaglio ?? {}).flat(),
    ]);
    const nomi = righe.flatMap((riga) => Object.keys(riga)).map((nome) => nome.replace(/_[2-9]$/, ""));
    expect(nomi.filter((nome) => !note.has(nome))).toEqual([]);
  });

  it("differ between passing and failing", () => {
    const uguali = CASI.filter(
      ({ pass, fail }) => JSON.stringify([pass, fail.guasta]) === JSON.stringify([fail, pass.guasta]),
    );
    expect(uguali.filter(({ pass, fail }) => pass.guasta === fail.guasta)).toEqual([]);
  });

  it.each(deiRecord)("$code is silent: not when $why", ({ pass, ancheInPass = [] }) => {
    expect([...codiciDi(pass)].sort()).toEqual([...ancheInPass].sort());
  });

  it.each(deiRecord)("$code speaks: $why", ({ code, fail, anche = [] }) => {
    expect([...codiciDi(fail)].sort()).toEqual([code, ...anche].sort());
  });
});
