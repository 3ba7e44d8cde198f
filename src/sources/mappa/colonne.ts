import {
  COLONNE,
  GRUPPI,
  MAX_OCCORRENZE,
  type CampoFiglio,
  type Colonna,
  type Gruppo,
} from "../../model/campi.ts";

/** Columns that may occur more than once a stay in a flat file (`val_data`, `val_data_2` …). */
const FIGLI: Readonly<Record<CampoFiglio, Gruppo>> = {
  val_data: GRUPPI[0],
  val_mom: GRUPPI[0],
  auton: GRUPPI[0],
  mobil: GRUPPI[0],
  dist_cogn: GRUPPI[0],
  dist_comp: GRUPPI[0],
  scala: GRUPPI[0],
  punt: GRUPPI[0],
  pre_data: GRUPPI[1],
  pre_oper: GRUPPI[1],
  pre_tipo: GRUPPI[1],
  pre_qta: GRUPPI[1],
  sosp_ini: GRUPPI[2],
  sosp_fin: GRUPPI[2],
  sosp_mot: GRUPPI[2],
};

const NOTE: ReadonlySet<string> = new Set(COLONNE);

export function isColonna(name: string): name is Colonna {
  return NOTE.has(name);
}

/** What a header may be called: `val_data`, `val_data_2`. */
export type NomeColonna = Colonna | `${CampoFiglio}_${number}`;

/** The columns given, those of repeating groups also with their suffixes. */
export function occurrences(columns: Iterable<Colonna>): readonly NomeColonna[] {
  return [...columns].flatMap((colonna): readonly NomeColonna[] => {
    if (!isFiglio(colonna)) return [colonna];
    const others = Array.from({ length: MAX_OCCORRENZE - 1 }, (_, i) => `${colonna}_${i + 2}` as const);
    return [colonna, ...others];
  });
}

export function isFiglio(colonna: Colonna): colonna is CampoFiglio {
  return Object.hasOwn(FIGLI, colonna);
}

/** The repeating group a column is of. */
export function gruppoDi(colonna: Colonna): Gruppo | undefined {
  return isFiglio(colonna) ? FIGLI[colonna] : undefined;
}

/** The column of an occurrence: `val_data_2` → `val_data`. */
export function colonnaDi(name: string): Colonna | undefined {
  if (isColonna(name)) return name;
  const [, base = "", n] = /^(.*)_([1-9]\d?)$/.exec(name) ?? [];
  return isColonna(base) && isFiglio(base) && Number(n) <= MAX_OCCORRENZE ? base : undefined;
}

/** A header name reduced to what is compared: `Città di nascita` → `cittadinascita`. */
export function fold(name: string): string {
  return name
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]/g, "");
}
