import { SINONIMI } from "../../sources/index.ts";
import type { Campo, Layout } from "../../tracciato/index.ts";
import { colonneDi } from "./campi.ts";

/** Fields by what people call them: the names of the layout, of the XML, and the headers aziende use. */
export function cercaNome(typed: string, layout: Layout): readonly Campo[] {
  const asked = parole(typed);
  if (asked.length === 0) return [];
  const campi = colonneDi(layout);
  const key = asked.join("");
  const exact = campi.filter((campo) => nomiDi(campo).some((nome) => parole(nome).join("") === key));
  if (exact.length > 0) return exact;
  return campi.filter((campo) => {
    const called = SINONIMI[campo.colonna].some((nome) => parole(nome).join("") === key);
    return called || nomiDi(campo).some((nome) => contains(parole(nome), asked));
  });
}

function nomiDi({ nome, path }: Campo): readonly string[] {
  const element = path.split("/").at(-1)?.replace("@", "") ?? "";
  return [nome.it, nome.en, element];
}

function contains(name: readonly string[], asked: readonly string[]): boolean {
  return asked.every((word) => name.includes(word));
}

const VUOTE = new Set(
  "a al alla allo all con d da dal dalla dall degli dei del della delle dell di e i il in l la le lo per of the to".split(
    " ",
  ),
);

/** `Modalità e destinazione di dimissione`, `ModalitaDimissione` → words without accents, articles, capitals. */
function parole(text: string): readonly string[] {
  const plain = text
    .slice(0, 100)
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .toLowerCase();
  return (plain.match(/[a-z]+|\d+/g) ?? []).filter((word) => !VUOTE.has(word));
}
