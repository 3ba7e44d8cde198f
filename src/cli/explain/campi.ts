import { MAPPA_VUOTA, SINONIMI } from "../../sources/index.ts";
import { REGOLE } from "../../rules/index.ts";
import {
  campiDi,
  compilaCampo,
  scritturaDi,
  type Campo,
  type CodeList,
  type Layout,
} from "../../tracciato/index.ts";
import type { Text } from "../../text/index.ts";
import { provenienza } from "./fonte.ts";
import type { Scheda, Sezione, Voce } from "./scheda.ts";

/** Longer lists are shown in part; `--json` gives them whole. */
const MAX_CODICI = 40;

/** A column once, though it may stand in both datasets: what is shown is its first place. */
export function colonneDi(layout: Layout): readonly Campo[] {
  const seen = new Set<Campo["colonna"]>();
  return campiDi(layout).filter(({ colonna }) => seen.size !== seen.add(colonna).size);
}

export function schedaCampo(campo: Campo, layout: Layout, text: Text): Scheda {
  const places = campiDi(layout).filter(({ colonna }) => colonna === campo.colonna);
  const lista = campo.codici === undefined ? undefined : layout.codici.get(campo.codici);
  return {
    specie: "field",
    codice: campo.colonna,
    titolo: campo.nome[text.lingua],
    voci: vociCampo(campo, places, lista, layout, text),
    sezioni: lista ? [sezioneCodici(lista, text)] : [],
    data: datiCampo(campo, places, lista, layout, text),
  };
}

function vociCampo(
  campo: Campo,
  places: readonly Campo[],
  lista: CodeList | undefined,
  layout: Layout,
  text: Text,
): readonly Voce[] {
  const optional = (shown: boolean, voce: () => Voce): readonly Voce[] => (shown ? [voce()] : []);
  return [
    [text("explain.label.numero"), places.map(({ numero }) => numero).join(", ")],
    [text("explain.label.dataset"), datasetDi(campo, places, layout, text)],
    ...optional(campo.chiave, () => [text("explain.label.chiave"), text("explain.field.key")]),
    ...optional(campo.path !== "", () => [text("explain.label.xml"), campo.path]),
    [text("explain.label.tipo"), tipoDi(campo, text)],
    [text("explain.label.obbligo"), obbligoDi(campo, text)],
    ...optional(lista === undefined && campo.pattern !== undefined, () => [
      text("explain.label.forma"),
      formaDi(campo),
    ]),
    ...ricondotti(lista, text),
    ...esempi(campo, layout, text),
    ...optional(campo.inCancellazione !== undefined, () => [
      text("explain.label.cancellazione"),
      neutro(campo, text),
    ]),
    ...optional(campo.hash, () => [text("explain.label.nota"), text("explain.field.hash")]),
    ...optional(campo.sensibile, () => [text("explain.label.riservato"), text("explain.field.sensitive")]),
    [text("explain.label.regole"), regoleDi(campo).join(", ")],
    [
      text("explain.label.intestazioni"),
      text("explain.field.map", { names: SINONIMI[campo.colonna].join(", ") }),
    ],
    [text("explain.label.fonte"), provenienza(campo.provenienza, text)],
    ...optional(!layout.ufficiale, () => [text("explain.label.stato"), layout.nota[text.lingua]]),
  ];
}

function datasetDi(campo: Campo, places: readonly Campo[], layout: Layout, text: Text): string {
  if (layout.locali.includes(campo)) return text("explain.field.local");
  if (places.length > 1) return text("explain.field.both");
  return `${campo.dataset} (${layout.dataset[campo.dataset].nome})`;
}

export function tipoDi(campo: Campo, text: Text): string {
  const tipo = text(`explain.tipo.${campo.tipo}`);
  if (campo.tipo === "D" || campo.tipo === "T") return tipo;
  return `${tipo}, ${text(campo.esatta ? "explain.length.exact" : "explain.length.max", { n: campo.lunghezza })}`;
}

export function obbligoDi(campo: Campo, text: Text): string {
  const condition = campo.condizione?.[text.lingua] ?? "";
  const obbligo = text(`explain.obbligo.${campo.obbligo}`, { condition });
  if (campo.gruppo === undefined || campo.obbligo === "FAC") return obbligo;
  return `${obbligo}, ${text("explain.obbligo.gruppo", { gruppo: campo.gruppo })}`;
}

/** The pattern without the anchors the reader adds. */
export function formaDi({ pattern }: Campo): string {
  return pattern?.source.replace(/^\^\(\?:(.*)\)\$$/, "$1") ?? "";
}

function ricondotti(lista: CodeList | undefined, text: Text): readonly Voce[] {
  if (lista === undefined || lista.ricondotti.size === 0) return [];
  const pairs = [...lista.ricondotti].map(([theirs, ours]) => `${theirs} → ${ours}`);
  return [[text("explain.label.ricondotti"), `${pairs.join(", ")} (OC-C-012)`]];
}

function neutro({ inCancellazione = "" }: Campo, text: Text): string {
  const value = inCancellazione.startsWith("@") ? text("explain.field.same_day") : inCancellazione;
  return text("explain.field.cancellation", { value });
}

function esempi(campo: Campo, layout: Layout, text: Text): readonly Voce[] {
  if (campo.esempio === "") return [];
  const wrong = sbagliato(campo, layout);
  return [
    ...(wrong === undefined
      ? []
      : [[text("explain.label.sbagliato"), text("explain.field.raises", { ...wrong })] as const]),
    [text("explain.label.giusto"), campo.esempio],
  ];
}

/** A value the field refuses and the rule that says so, found by asking the reader itself: never out of date. */
function sbagliato(campo: Campo, layout: Layout): { value: string; code: string } | undefined {
  const reader = compilaCampo(campo, 0, layout, scritturaDi(MAPPA_VUOTA));
  for (const value of tentativi(campo)) {
    const { codes, failed } = reader.leggi([value]);
    const [code] = codes;
    if (failed && code !== undefined) return { value, code };
  }
  return undefined;
}

function tentativi({ tipo, esempio, codici }: Campo): readonly string[] {
  if (tipo === "D") return ["2026-02-31"];
  if (tipo === "T") return ["24:30"];
  const others = ["0", "7", "77", "ZQ", "N"];
  return codici === undefined ? [`${esempio}9`, esempio.slice(0, -1), "A", ...others] : others;
}

/** The rule of the field's own check, then every rule that names it. */
export function regoleDi({ colonna, regola }: Campo): readonly string[] {
  const named = REGOLE.filter(({ campi }) => campi.includes(colonna)).map(({ code }) => code);
  return [...new Set([...(regola === undefined ? [] : [regola]), ...named])];
}

function sezioneCodici(lista: CodeList, text: Text): Sezione {
  const all = [...lista.valori].map(([code, label]) => [code, label[text.lingua]] as const);
  const shown = all.length > MAX_CODICI ? all.slice(0, MAX_CODICI / 4) : all;
  return {
    titolo: text("explain.codes.title", { count: all.length }),
    righe: shown,
    ...(shown.length < all.length && {
      nota: text("explain.and_more", { count: all.length - shown.length }),
    }),
  };
}

/** A code list asked by its own name: `regione`, `disturbi`. */
export function schedaElenco(lista: CodeList, layout: Layout, text: Text): Scheda {
  const users = colonneDi(layout)
    .filter(({ codici }) => codici === lista.nome)
    .map(({ colonna }) => colonna);
  return {
    specie: "codes",
    codice: lista.nome,
    titolo: lista.titolo[text.lingua],
    voci: [
      [text("explain.codes.used"), users.join(", ")],
      ...ricondotti(lista, text),
      [text("explain.label.fonte"), provenienza(lista.provenienza, text)],
      ...(layout.ufficiale ? [] : [[text("explain.label.stato"), layout.nota[text.lingua]] as const]),
    ],
    sezioni: [sezioneCodici(lista, text)],
    data: { list: lista.nome, title: lista.titolo[text.lingua], used_by: users, codes: codici(lista, text) },
  };
}

function codici(lista: CodeList, text: Text): Readonly<Record<string, string>> {
  return Object.fromEntries([...lista.valori].map(([code, label]) => [code, label[text.lingua]]));
}

function datiCampo(
  campo: Campo,
  places: readonly Campo[],
  lista: CodeList | undefined,
  layout: Layout,
  text: Text,
): Scheda["data"] {
  const local = layout.locali.includes(campo);
  return {
    column: campo.colonna,
    numbers: places.map(({ numero }) => numero),
    name: campo.nome,
    dataset: local ? [] : places.map(({ dataset }) => dataset),
    path: campo.path,
    type: campo.tipo,
    length: campo.lunghezza,
    exact_length: campo.esatta,
    key: campo.chiave,
    obligation: campo.obbligo,
    ...(campo.condizione && { condition: campo.condizione[text.lingua] }),
    ...(campo.gruppo && { group: campo.gruppo }),
    ...(campo.pattern && { pattern: formaDi(campo) }),
    ...(lista && { list: lista.nome, codes: codici(lista, text) }),
    sensitive: campo.sensibile,
    rules: regoleDi(campo),
    provenance: campo.provenienza,
    layout: layout.versione,
    official: layout.ufficiale,
    example: campo.esempio,
  };
}
