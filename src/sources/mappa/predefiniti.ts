import { COLONNE, type Colonna } from "../../model/campi.ts";
import type { TextKey } from "../../text/index.ts";
import { campiDi, type Layout } from "../../tracciato/index.ts";
import { colonnaDi, gruppoDi } from "./colonne.ts";
import { readName } from "./nome.ts";
import { notaDi } from "./nota.ts";
import { tokens } from "./parole.ts";
import type { Profilo } from "./profilo.ts";
import type { PropostaOptions, TavolaProposta } from "./proposta.ts";
import { readValues } from "./valori.ts";

/** A value for all rows, of a column the files lack, and what it is drawn from. */
export interface Predefinito {
  readonly value: string;
  readonly why: TextKey;
}

/** `val_mom_2` → 2 */
export function occurrenceOf(name: string): number {
  return name === colonnaDi(name) ? 1 : Number(/\d+$/.exec(name)?.[0] ?? 1);
}

const nth = (colonna: string, n: number): string => (n === 1 ? colonna : `${colonna}_${n}`);

/** Values to be confirmed: the sender's codes, and what the headers say without a column that says it. */
export function defaultsFor(
  tavole: readonly TavolaProposta[],
  { regione, azienda, layout }: Pick<PropostaOptions, "regione" | "azienda" | "layout">,
): ReadonlyMap<string, Predefinito> {
  const carried = new Set(tavole.flatMap(({ abbinamenti }) => abbinamenti.map(({ colonna }) => colonna)));
  const needed = new Set<string>(tavole.flatMap(({ missing }) => missing));
  const found = new Map<string, Predefinito>();
  const config = "sources.proposta.fromConfig";
  if (regione !== undefined && needed.has("cod_reg")) found.set("cod_reg", { value: regione, why: config });
  if (needed.has("cod_asl") && /^\d{3}$/.test(azienda ?? ""))
    found.set("cod_asl", { value: azienda ?? "", why: config });
  for (const [name, given] of blanks(tavole, layout)) found.set(name, given);
  for (const tavola of tavole)
    for (const [name, given] of [...moments(tavola), ...scales(tavola), ...quantities(tavola)])
      if (!carried.has(name)) found.set(name, given);
  return found;
}

/** Mandatory columns left blank here and there, of which the layout has a code for "not recorded" that is never used. */
function blanks(
  tavole: readonly TavolaProposta[],
  layout: Layout,
): readonly (readonly [string, Predefinito])[] {
  const pairs = tavole.flatMap(({ abbinamenti }) => abbinamenti);
  return COLONNE.flatMap((colonna): readonly (readonly [string, Predefinito])[] => {
    const campo = campiDi(layout).find((each) => each.colonna === colonna);
    const codici = campo?.codici === undefined ? undefined : layout.codici.get(campo.codici);
    const [code] = [...(codici?.valori ?? [])].find(([, { it }]) => it === NON_RILEVATO) ?? [];
    const mine = pairs.filter(
      (pair) => colonnaDi(pair.colonna) === colonna && occurrenceOf(pair.colonna) === 1,
    );
    if (code === undefined || campo?.obbligo !== "OBB" || mine.length === 0) return [];
    const isSilent = mine.every(
      ({ profilo }) =>
        profilo.filled < profilo.rows && readsOf(colonna, profilo, layout).every((own) => own !== code),
    );
    return isSilent ? [[colonna, { value: code, why: "sources.proposta.fromBlank" }]] : [];
  });
}

const NON_RILEVATO = "non rilevato";

/** The codes a column's values come to. */
function readsOf(colonna: Colonna, { values }: Profilo, layout: Layout): readonly string[] {
  const counts = values ?? new Map<string, number>();
  const { parole } = readValues(notaDi(colonna, layout), counts);
  return [...counts.keys()].map((value) => parole.get(value) ?? value);
}

/** `Barthel ingresso`, `Barthel dimissione`: the header says when, no column does. */
function moments({ abbinamenti, forma }: TavolaProposta): readonly (readonly [string, Predefinito])[] {
  if (forma !== "piatto" && forma !== "ricoveri") return [];
  const times = new Map<number, Set<number | undefined>>();
  for (const { colonna, profilo } of abbinamenti) {
    const base = colonnaDi(colonna);
    if (base === undefined || gruppoDi(base) !== "valutazione") continue;
    const n = occurrenceOf(colonna);
    times.set(n, (times.get(n) ?? new Set()).add(readName(profilo.header).momento));
  }
  return [...times].flatMap(([n, momenti]) => {
    const [only, ...others] = [...momenti].filter((momento) => momento !== undefined);
    const alone = times.size <= 2 && only === undefined ? (n === 1 ? 1 : 3) : undefined;
    const value = others.length > 0 ? undefined : (only ?? alone);
    return value === undefined
      ? []
      : [[nth("val_mom", n), { value: String(value), why: "sources.proposta.fromMoment" }] as const];
  });
}

const SCALE: readonly (readonly [code: string, words: RegExp])[] = [
  ["2", /barthel.*(?:mod|shah)|(?:mod).*barthel/],
  ["1", /barthel/],
  ["3", /katz|\badl\b/],
  ["4", /\bfim\b/],
];

/** `Indice di Barthel`: the header of the score names its scale. */
function scales({ abbinamenti }: TavolaProposta): readonly (readonly [string, Predefinito])[] {
  return abbinamenti.flatMap(({ colonna, profilo }) => {
    if (colonnaDi(colonna) !== "punt") return [];
    const words = tokens(profilo.header).join(" ");
    const code = SCALE.find(([, pattern]) => pattern.test(words))?.[0];
    const name = nth("scala", occurrenceOf(colonna));
    return code === undefined ? [] : [[name, { value: code, why: "sources.proposta.fromScale" }] as const];
  });
}

/** A service a row, where nothing counts them. */
function quantities({ abbinamenti }: TavolaProposta): readonly (readonly [string, Predefinito])[] {
  return abbinamenti.flatMap(({ colonna }) =>
    colonnaDi(colonna) === "pre_tipo"
      ? [[nth("pre_qta", occurrenceOf(colonna)), { value: "1", why: "sources.proposta.fromRow" }] as const]
      : [],
  );
}
