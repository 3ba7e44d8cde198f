import { COLONNE, type Colonna } from "../../model/campi.ts";
import type { Layout } from "../../tracciato/index.ts";
import type { Abbinamento } from "./abbina.ts";
import { guessed } from "./abbreviati.ts";
import { colonnaDi, fold } from "./colonne.ts";
import { translated, type Lista } from "./decodifiche.ts";
import { kindsBeside, reversedValidity, shiftedLevels, shiftedSupport } from "./incroci.ts";
import { notaDi, type ColonnaNota } from "./nota.ts";
import type { Profilo } from "./profilo.ts";
import type { TavolaProposta } from "./proposta.ts";
import { readValues, type Lettura } from "./valori.ts";

/** What the values of a column mean, and those to be translated by hand. */
export interface RigheValori {
  readonly colonna: Colonna;
  readonly parole: ReadonlyMap<string, string>;
  /** Translations drawn from shortened words, or from the other columns: to be confirmed one by one. */
  readonly incerte: ReadonlyMap<string, string>;
  /** Short codes that tell nothing of anybody, with their rows. */
  readonly ignoti: ReadonlyMap<string, number>;
  /** Values too long to be shown. */
  readonly nascosti: number;
}

/** Longest value shown in clear, in columns that are not sensitive. */
const SHORT = 3;
/** A column of more different unknown values is not one of codes. */
const FEW = 40;
/** Beyond this share of understood cells the others are mistakes, not codes. */
const ERRORI = 0.97;

type Values = ReadonlyMap<string, number>;

/**
 * Columns of numbers that happen to be codes of ours, under a name of theirs: an azienda's own numbers look the same
 * and mean something else, and no rule would tell.
 */
export function takenAsOurs(
  tavole: readonly TavolaProposta[],
  valori: readonly RigheValori[],
  layout: Layout,
): readonly Colonna[] {
  const translated = new Set(valori.map(({ colonna }) => colonna));
  const pairs = tavole.flatMap(({ abbinamenti }) => abbinamenti);
  return COLONNE.filter((colonna) => {
    const { codici, tipo } = notaDi(colonna, layout);
    const mine = pairs.filter((pair) => colonnaDi(pair.colonna) === colonna);
    const foreign = mine.some((pair) => fold(pair.profilo.header) !== fold(pair.colonna));
    const numbers = mine.some(({ profilo }) => profilo.digits > 0.5 * profilo.filled);
    return codici !== undefined && tipo === "N" && foreign && numbers && !translated.has(colonna);
  });
}

/** Tables of values, of the tables together; `lists` are the azienda's own codes, where they came with the data. */
export function valueLines(
  tavole: readonly TavolaProposta[],
  layout: Layout,
  lists: readonly Lista[] = [],
): readonly RigheValori[] {
  const pairs = tavole.flatMap(({ abbinamenti }) => abbinamenti);
  return COLONNE.flatMap((colonna): readonly RigheValori[] => {
    const nota = notaDi(colonna, layout);
    const mine = pairs.filter((pair) => colonnaDi(pair.colonna) === colonna);
    const counts = together(mine.map(({ profilo }) => profilo));
    if (counts === undefined || mine.length === 0) return [];
    const fixed = tavole.some(({ source }) => source.tipo === "fixed");
    const [blank, rest] = withoutZeros(nota, counts, fixed);
    const found = nota.codici === undefined ? NIENTE : coded(nota, rest, mine, tavole, lists);
    const parole = new Map([...found.parole, ...[...blank].map(([value]) => [value, ""] as const)]);
    const incerte = nota.sensibile
      ? new Map<string, string>()
      : guessed(nota, found.ignoti.keys(), [...parole.values(), ...found.own]);
    const left = [...found.ignoti].filter(([value]) => !incerte.has(value) && !isPadded(nota, value));
    const sure = mine.every(({ fiducia }) => fiducia !== "bassa") && left.length <= FEW && !nota.sensibile;
    const short = left.filter(([value]) => sure && value.length <= SHORT);
    if (parole.size + found.incerte.size + incerte.size + left.length === 0) return [];
    return [
      {
        colonna,
        parole,
        incerte: new Map([...found.incerte, ...incerte]),
        ignoti: new Map(short),
        nascosti: left.length - short.length,
      },
    ];
  });
}

/** Codes that only lost their zeros are put back by pad_zeros. */
function isPadded({ lunghezza, codici }: ColonnaNota, value: string): boolean {
  return lunghezza !== undefined && codici?.has(value.padStart(lunghezza, "0")) === true;
}

/** How mainframes and MySQL write that there is nothing: zeros, where zero is neither a day nor a code. */
function withoutZeros(
  nota: ColonnaNota,
  counts: Values,
  fixed: boolean,
): readonly [blank: Values, rest: Values] {
  const { tipo, codici, colonna } = nota;
  // One zero alone is a code like any other, but where every place must have a character.
  const zeros = fixed ? /^0+$/ : /^00+$/;
  const isBlank = (value: string): boolean => {
    if (tipo === "D") return /^0{6,}$|^0000-00-00/.test(value);
    if (codici !== undefined)
      return tipo === "N" && !codici.has("0") && zeros.test(value) && !SI_NO.has(colonna);
    return colonna === "pre_qta" && /^0+$/.test(value);
  };
  const parts = [new Map<string, number>(), new Map<string, number>()] as const;
  for (const [value, rows] of counts) parts[isBlank(value) ? 0 : 1].set(value, rows);
  return parts;
}

/** Where 0 is no. */
const SI_NO: ReadonlySet<Colonna> = new Set<Colonna>(["caregiver", "pian_cond", "tipo_acc"]);

interface Trovati {
  readonly parole: ReadonlyMap<string, string>;
  readonly incerte: ReadonlyMap<string, string>;
  readonly ignoti: Values;
  /** Values that are our codes already. */
  readonly own: readonly string[];
}

const NIENTE: Trovati = { parole: new Map(), incerte: new Map(), ignoti: new Map(), own: [] };

function coded(
  nota: ColonnaNota,
  counts: Values,
  mine: readonly Abbinamento[],
  tavole: readonly TavolaProposta[],
  lists: readonly Lista[],
): Trovati {
  const header = mine[0]?.profilo.header ?? "";
  const listed = translated(nota, header, counts, lists);
  if (listed !== undefined)
    return { parole: changed(listed.parole), incerte: new Map(), ignoti: listed.ignoti, own: [] };
  const read = readValues(nota, counts);
  const own = [...counts.keys()].filter((value) => !read.parole.has(value) && !read.ignoti.has(value));
  const crossed = INCROCI[nota.colonna]?.(counts, read, tavole);
  if (crossed !== undefined) {
    const left = [...counts].filter(([value]) => !crossed.has(value));
    return { parole: new Map(), incerte: changed(crossed), ignoti: new Map(left), own: [] };
  }
  const mistaken = read.codici > ERRORI;
  return { parole: read.parole, incerte: new Map(), ignoti: mistaken ? new Map() : read.ignoti, own };
}

/** Without those the readers take for the same: `01` is 1. */
const changed = (codes: ReadonlyMap<string, string>): ReadonlyMap<string, string> =>
  new Map([...codes].filter(([value, code]) => value !== code && value.replace(/^0+(?=\d)/, "") !== code));

type Incrocio = (counts: Values, read: Lettura, tavole: readonly TavolaProposta[]) => Codici | undefined;

type Codici = ReadonlyMap<string, string>;

/** What the other columns, or the codes together, say of codes that no word explains. */
const INCROCI: Readonly<Partial<Record<Colonna, Incrocio>>> = {
  val_ci: reversedValidity,
  auton: shiftedLevels,
  mobil: shiftedLevels,
  dist_cogn: shiftedLevels,
  dist_comp: shiftedLevels,
  supp_soc: shiftedSupport,
  tipo_ci: (_counts, { codici, capiti }, tavole) => {
    const found = kindsIn(tavole);
    const contrary = [...(found ?? [])].some(([value, code]) => code === "0" && Number(value) !== 0);
    return capiti < 0.5 && (codici < 0.5 || contrary) ? found : undefined;
  },
};

function kindsIn(tavole: readonly TavolaProposta[]): ReadonlyMap<string, string> | undefined {
  const beside = tavole.flatMap(({ abbinamenti }) => {
    const of = (name: string): Profilo | undefined =>
      abbinamenti.find((pair) => pair.colonna === name)?.profilo;
    const [kinds, identifiers] = [of("tipo_ci"), of("cod_ident")];
    return kinds === undefined || identifiers === undefined ? [] : [kindsBeside(kinds, identifiers)];
  });
  return beside.find((found) => found.size > 0);
}

function together(profili: readonly Profilo[]): Values | undefined {
  const counts = new Map<string, number>();
  for (const { values } of profili) {
    if (values === undefined) return undefined;
    for (const [value, rows] of values) counts.set(value, (counts.get(value) ?? 0) + rows);
  }
  return counts;
}
