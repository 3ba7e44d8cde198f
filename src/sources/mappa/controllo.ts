import { COLONNE, type Colonna } from "../../model/campi.ts";
import type { Mappa } from "../../model/mappa.ts";
import type { Text } from "../../text/index.ts";
import { colonnaDi } from "./colonne.ts";
import { resolveColumns } from "./mappa.ts";
import type { ColonnaNota } from "./nota.ts";
import { examine, mask, type DateShape, type Profilo } from "./profilo.ts";
import type { OpenedSource } from "../source.ts";

export interface ValoreIgnoto {
  /** The value if short and harmless, else its shape (`AAAA 99`). */
  readonly shown: string;
  readonly masked: boolean;
  readonly rows: number;
}

export interface ColonnaVista {
  /** `data_amm`, `val_data_2`. */
  readonly colonna: string;
  /** Header it is read from. */
  readonly header: string;
  /** 0–1 */
  readonly filled: number;
  readonly dates: ReadonlyMap<DateShape, number>;
  /** Values that are neither codes of the layout nor translated by the mapping. */
  readonly unknown: readonly ValoreIgnoto[];
}

export interface Controllo {
  readonly rows: number;
  readonly bad: number;
  readonly blank: number;
  /** Only the first rows were looked at. */
  readonly cut: boolean;
  readonly columns: readonly ColonnaVista[];
  readonly missing: readonly Colonna[];
  readonly unused: readonly string[];
}

export interface ControlloOptions {
  readonly text: Text;
  readonly columns?: readonly ColonnaNota[];
  readonly maxRows?: number;
}

/** Longest value shown in clear, in columns that are not sensitive. */
const SHORT = 3;

/** Tries a mapping on a file: what is found, what is missing, what would not be understood. @throws SOURCE_COLUMNS. */
export async function checkMappa(
  source: OpenedSource,
  mappa: Mappa,
  options: ControlloOptions,
): Promise<Controllo> {
  const notes = new Map((options.columns ?? []).map((nota) => [nota.colonna, nota]));
  const columns = options.columns?.map((nota) => nota.colonna) ?? COLONNE;
  const resolved = resolveColumns(source.header, mappa, { name: source.name, text: options.text, columns });
  const esame = await examine(source, options.maxRows ?? 50_000);
  return {
    rows: esame.rows,
    bad: esame.bad,
    blank: esame.blank,
    cut: esame.cut,
    columns: [...resolved.index].flatMap(([name, i]) => {
      const profilo = esame.columns[i];
      return profilo === undefined ? [] : [seen(name, profilo, mappa, notes)];
    }),
    missing: resolved.missing.filter((colonna) => !mappa.defaults.has(colonna)),
    unused: resolved.unused,
  };
}

function seen(
  name: string,
  profilo: Profilo,
  mappa: Mappa,
  notes: ReadonlyMap<Colonna, ColonnaNota>,
): ColonnaVista {
  const colonna = colonnaDi(name);
  const nota = colonna === undefined ? undefined : notes.get(colonna);
  return {
    colonna: name,
    header: profilo.header,
    filled: profilo.rows === 0 ? 0 : profilo.filled / profilo.rows,
    dates: profilo.dates,
    unknown: nota === undefined ? [] : unknownValues(profilo, nota, mappa),
  };
}

/** Masked values of one shape are counted together: apart they would tell how many there are of each. */
function unknownValues({ values }: Profilo, nota: ColonnaNota, mappa: Mappa): readonly ValoreIgnoto[] {
  const { codici } = nota;
  if (codici === undefined || values === undefined) return [];
  const translated = mappa.values.get(nota.colonna);
  const counts = new Map<string, ValoreIgnoto>();
  for (const [value, rows] of values) {
    const ours = padded(translated?.get(value) ?? value, nota, mappa);
    if (codici.has(ours)) continue;
    const masked = nota.sensibile || value.length > SHORT;
    const shown = masked ? mask(value) : value.replace(/[^\p{L}\p{N} .-]/gu, "?");
    const before = counts.get(`${shown}/${masked}`)?.rows ?? 0;
    counts.set(`${shown}/${masked}`, { shown, masked, rows: before + rows });
  }
  return [...counts.values()].sort((a, b) => b.rows - a.rows);
}

/** As the reading of the rows will do it: zeros on the left put back (OC-F-015), or of no meaning in a number. */
function padded(value: string, { lunghezza = 0, tipo }: ColonnaNota, mappa: Mappa): string {
  if (!/^\d+$/.test(value)) return value;
  if (tipo === "N") return value.replace(/^0+(?=\d)/, "");
  return mappa.file.pad_zeros ? value.padStart(lunghezza, "0") : value;
}
