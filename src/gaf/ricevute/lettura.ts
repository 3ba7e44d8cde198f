import { foldValue, type MappaEsiti } from "./mappa.ts";
import {
  ANOMALIA_VALUES,
  campoDi,
  COMPLETO,
  isErrorName,
  PARZIALE,
  SCARTO_VALUES,
  specieDi,
  TOTALI,
  type CampoScarto,
} from "./nomi.ts";
import { code } from "./parole.ts";
import { fold } from "./xml.ts";

/** A way of reading a list of discards: the names we know, or a region's map. Places are folded paths from the root. */
export interface Lettura {
  /** The parts of a rejection a value is, by its path; `@name` for an attribute. */
  campi(path: readonly string[], value: string): readonly CampoScarto[];
  /** Whether the element that ends here is one rejection. */
  isRejection(name: string, codes: number): boolean;
  /** Discard or anomaly by the value given for it. */
  specie(value: string): "scarto" | "anomalia" | undefined;
  /** Discard or anomaly by the name of an element around. */
  specieByName(name: string): "scarto" | "anomalia" | undefined;
  readonly otherwise: "scarto" | "anomalia";
  dataset(value: string): 1 | 2 | undefined;
  /** Says, by a value, that the list is not whole. */
  isPartial(path: readonly string[], value: string): boolean;
  /** How many discards there are, by a value. */
  total(path: readonly string[], value: string): number | undefined;
}

const NOTHING: readonly CampoScarto[] = [];

/** By the names we know. */
export const LETTURA_NOSTRA: Lettura = {
  campi(path, value) {
    const [name, parent] = lastTwo(path);
    const campo = campoDi(name, parent);
    if (campo !== undefined) return [campo];
    if (!isErrorName(name)) return NOTHING;
    return [code(value) !== undefined && /\d/.test(value) ? "codice" : "descrizione"];
  },
  isRejection: (_, codes) => codes > 0,
  specie(value) {
    const folded = fold(value);
    if (SCARTO_VALUES.has(folded)) return "scarto";
    return ANOMALIA_VALUES.has(folded) ? "anomalia" : undefined;
  },
  specieByName: specieDi,
  otherwise: "scarto",
  dataset: datasetOf,
  isPartial(path, value) {
    const [name] = lastTwo(path);
    return (PARZIALE.has(name) && isYes(value)) || (COMPLETO.has(name) && isNo(value));
  },
  total: totalOf,
};

/** By a region's map. What it does not say is not guessed, but how many discards there are. */
export function letturaDi(mappa: MappaEsiti): Lettura {
  const { where, partial } = mappa;
  return {
    campi: (path) => suffixes(path).flatMap((place) => where.get(place) ?? NOTHING),
    isRejection: (name) => name === mappa.element,
    specie(value) {
      const folded = foldValue(value);
      if (mappa.scarto.has(folded)) return "scarto";
      if (mappa.anomalia.has(folded)) return "anomalia";
      return mappa.scarto.size + mappa.anomalia.size === 0 ? LETTURA_NOSTRA.specie(value) : undefined;
    },
    specieByName: () => undefined,
    otherwise: mappa.otherwise,
    dataset: (value) =>
      mappa.datasets.get(foldValue(value)) ?? (mappa.datasets.size > 0 ? undefined : datasetOf(value)),
    isPartial: (path, value) =>
      partial === undefined
        ? LETTURA_NOSTRA.isPartial(path, value)
        : suffixes(path).includes(partial.where) && partial.values.has(foldValue(value)),
    total: totalOf,
  };
}

/** `1`, `FlsSioc_2`, `anagrafica`: the two datasets of the layout. */
export function datasetOf(value: string): 1 | 2 | undefined {
  const digits = value.match(/(?<!\d)[12](?!\d)/g) ?? [];
  const [one, two] = [/anag/i.test(value), /ricover|prestaz|sanitar/i.test(value)];
  if (one !== two) return one ? 1 : 2;
  return digits.length === 1 ? (Number(digits[0]) as 1 | 2) : undefined;
}

function totalOf(path: readonly string[], value: string): number | undefined {
  const [name] = lastTwo(path);
  return TOTALI.has(name) && /^\d{1,9}$/.test(value) ? Number(value) : undefined;
}

/** Name of what has the value, without `@`, and of the element around it. */
function lastTwo(path: readonly string[]): [name: string, parent: string] {
  return [(path.at(-1) ?? "").replace("@", ""), path.at(-2) ?? ""];
}

/** The last step, the last two … of a path. */
function suffixes(path: readonly string[]): string[] {
  return path.map((_, n) => path.slice(n).join("/"));
}

const isYes = (value: string): boolean => /^(?:true|1|s|si|sì|y|yes)$/i.test(value.trim());
const isNo = (value: string): boolean => /^(?:false|0|n|no)$/i.test(value.trim());
