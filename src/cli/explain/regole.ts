import { regolaDi, REGOLE, VERSIONE_REGOLE, type Regola } from "../../rules/index.ts";
import type { Text } from "../../text/index.ts";
import { mostrabile, type Scheda, type Voce } from "./scheda.ts";

/** Letters of the families that have rules, in the order of evaluation. */
export const FAMIGLIE: readonly string[] = [...new Set(REGOLE.map((regola) => regola.code.charAt(3)))];

export function famiglia(lettera: string): readonly Regola[] {
  return REGOLE.filter((regola) => regola.code.charAt(3) === lettera);
}

export function nomeFamiglia(lettera: string, text: Text): string {
  switch (lettera) {
    case "S":
    case "F":
    case "D":
    case "O":
    case "C":
    case "X":
    case "H":
      return text(`explain.family.${lettera}`);
    default:
      return "";
  }
}

/** `OC-F-012`, `oc_f_012`, `F-012`, `ocf012` → the rule. */
export function trovaRegola(typed: string): Regola | undefined {
  const m = /^(?:OC)?[-_ ]?([A-Z])[-_ ]?(\d{3})$/i.exec(typed);
  return m?.[1] && m[2] ? regolaDi(`OC-${m[1].toUpperCase()}-${m[2]}`) : undefined;
}

export function schedaRegola(regola: Regola, text: Text): Scheda {
  const l = text.lingua;
  const { code, example } = regola;
  const esempi = [example.wrong[l], example.right[l]];
  const voci: Voce[] = [
    [text("explain.label.esito"), esito(regola, text)],
    [text("explain.label.dataset"), regola.dataset.join(", ")],
    [text("explain.label.campi"), campi(regola, text)],
    [text("explain.label.controllo"), controllo(regola, text)],
    [text("explain.label.quando"), regola.condition[l]],
    [text("explain.label.sbagliato"), example.wrong[l]],
    [text("explain.label.giusto"), example.right[l]],
    [text("explain.label.rimedio"), regola.hint[l]],
    ...tabelle(regola, text),
    [text("explain.label.fonte"), regola.source[l]],
    [text("explain.label.stato"), text("explain.rule.state", { version: VERSIONE_REGOLE })],
    [text("explain.label.dal"), regola.from],
  ];
  if (esempi.some((esempio) => mostrabile(esempio) !== esempio))
    voci.push([text("explain.label.nota"), text("explain.note.spaced")]);
  return {
    specie: "rule",
    codice: code,
    titolo: messaggio(regola, text),
    voci,
    sezioni: [],
    data: dati(regola, text),
  };
}

/** The sentence of the rule, its places left as `<campo>`. */
export function messaggio(regola: Regola, text: Text): string {
  return regola.message[text.lingua].replace(/\{(\w+)\}/g, "<$1>");
}

function esito(regola: Regola, text: Text): string {
  const change = text(regola.fissa ? "explain.rule.fixed" : "explain.rule.changeable");
  return `${text(`explain.rule.${regola.esito}`)}; ${change}`;
}

export function campi(regola: Regola, text: Text): string {
  return regola.campi.length === 0 ? text("explain.rule.any_field") : regola.campi.join(", ");
}

export function controllo(regola: Regola, text: Text): string {
  const where = text(`explain.specie.${regola.specie}`);
  return regola.suCancellazione ? `${where}; ${text("explain.rule.cancellation")}` : where;
}

function tabelle({ needs }: Regola, text: Text): readonly Voce[] {
  if (needs.length === 0) return [];
  return [[text("explain.label.tabelle"), text("explain.rule.needs", { tables: needs.join(", ") })]];
}

function dati(regola: Regola, text: Text): Scheda["data"] {
  const l = text.lingua;
  return {
    code: regola.code,
    esito: regola.esito,
    fixed: regola.fissa,
    dataset: regola.dataset,
    fields: regola.campi,
    check: regola.specie,
    on_cancellation: regola.suCancellazione,
    message: regola.message[l],
    condition: regola.condition[l],
    hint: regola.hint[l],
    example: { wrong: mostrabile(regola.example.wrong[l]), right: mostrabile(regola.example.right[l]) },
    tables: regola.needs,
    source: regola.source[l],
    from: regola.from,
    rules_version: VERSIONE_REGOLE,
    official: false,
  };
}
