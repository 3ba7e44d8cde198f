import { regoleDi } from "../../src/cli/map/forma.ts";
import type { Mappa } from "../../src/model/mappa.ts";
import {
  mappaFromToml,
  proposeMappa,
  resolveColumns,
  type Ingresso,
  type Proposta,
  type PropostaOptions,
} from "../../src/sources/index.ts";
import { COLONNE } from "../../src/model/campi.ts";
import { colonnaDi, fold, occurrences } from "../../src/sources/mappa/colonne.ts";
import { caricaLayout } from "../../src/tracciato/index.ts";
import { text } from "./helpers.ts";

export const layout = caricaLayout();

type Noto = Partial<Omit<PropostaOptions, "text" | "layout" | "regole">>;

/** As `sioc map` proposes. */
export function proponi(files: readonly (string | Ingresso)[], noto: Noto = {}): Promise<Proposta> {
  const inputs = files.map((file) => (typeof file === "string" ? { path: file } : file));
  return proposeMappa(inputs, { text, layout, regole: regoleDi(layout, { text, conEsiti: false }), ...noto });
}

/** What the proposal says, as the program will read it. */
export const lettaDa = ({ toml }: Proposta): Mappa => mappaFromToml(toml, "proposta.toml", { text });

/**
 * The lines of a proposal that must be changed, added or taken away for it to read as the mapping wanted: one entry a
 * line. `auto` needs no correction where it finds what the other declares; of a name without its schema neither.
 */
export function correzioni(
  proposta: Mappa,
  voluta: Mappa,
  { ignora = [], presenti }: Confronto = {},
): readonly string[] {
  const occurs = (line: string): boolean => presenti === undefined || presenti.has(line);
  const wanted = new Map([...valoriDi(voluta)].filter(([line]) => occurs(line)));
  return [
    ...differenze(
      "file",
      fileDi(proposta, ignora),
      fileDi(voluta, ignora),
      (a, b) => a === b || a === "auto" || b === "auto",
    ),
    ...differenze("tables", new Map(proposta.tables), new Map(voluta.tables), sameTable),
    ...differenze("columns", colonneDi(proposta), colonneDi(voluta)),
    ...differenze("values", valoriDi(proposta), wanted),
    ...differenze("defaults", senzaTipo(proposta), senzaTipo(voluta)),
  ];
}

interface Confronto {
  /** Keys of `[file]` that make no difference to the file at hand. */
  readonly ignora?: readonly string[];
  /** Values the files hold: the wizard cannot see others, nor does reading these files need them. */
  readonly presenti?: ReadonlySet<string>;
}

/** The values of every column, as lines of `[values]`, where the mapping wanted reads them. */
export function valoriPresenti({ tavole }: Proposta, voluta: Mappa): ReadonlySet<string> {
  const lines = new Set<string>();
  for (const { source, esame } of tavole) {
    const { index } = resolveColumns(source.header, { ...voluta, defaults: TUTTI }, { name: "x", text });
    for (const [name, i] of index)
      for (const value of esame.columns[i]?.values?.keys() ?? [])
        lines.add(`${colonnaDi(name) ?? name} «${value}»`);
  }
  return lines;
}

/** A default for every column: no table has them all. */
const TUTTI: Mappa["defaults"] = new Map(occurrences(COLONNE).map((name) => [name, ""]));

type Righe = ReadonlyMap<string, string>;

function differenze(
  part: string,
  mine: Righe,
  wanted: Righe,
  same: (mine: string, wanted: string) => boolean = (a, b) => a === b,
): readonly string[] {
  const keys = new Set([...mine.keys(), ...wanted.keys()]);
  return [...keys].flatMap((key) => {
    const [a, b] = [mine.get(key), wanted.get(key)];
    if (a !== undefined && b !== undefined && same(a, b)) return [];
    return [`[${part}] ${key}: ${a ?? "–"} → ${b ?? "–"}`];
  });
}

/** Only what was declared: the rest is read as by default. */
function fileDi({ file }: Mappa, ignora: readonly string[]): Righe {
  const shown = Object.entries(file).filter(([key]) => !ignora.includes(key));
  return new Map(shown.map(([key, value]) => [key, String(value)]));
}

const sameTable = (a: string, b: string): boolean =>
  fold(a) === fold(b) || fold(a.split(".").at(-1) ?? "") === fold(b.split(".").at(-1) ?? "");

/** Column → the names it is read from; of fixed width, the characters. */
function colonneDi({ columns, fixed }: Mappa): Righe {
  const spans = new Map(fixed.map(({ name, from, length }) => [fold(name), `${from}+${length}`]));
  const own = fixed.flatMap(({ name }) => (columns.has(name) ? [] : [[name, [name]] as const]));
  const all = fixed.length === 0 ? [...columns] : [...columns, ...own.filter(([name]) => layoutColumn(name))];
  const place = (name: string): string => spans.get(fold(name)) ?? fold(name);
  return new Map(all.map(([colonna, names]) => [colonna, [...new Set(names.map(place))].sort().join(" | ")]));
}

const NOMI = new Set(mappaColumns());
const layoutColumn = (name: string): boolean => NOMI.has(name.replace(/_\d+$/, ""));

function mappaColumns(): readonly string[] {
  const campi = [...layout.dataset[1].campi, ...layout.dataset[2].campi, ...layout.locali];
  return campi.map(({ colonna }) => colonna);
}

function valoriDi({ values }: Mappa): Righe {
  return new Map(
    [...values].flatMap(([colonna, words]) =>
      // Zeros before a number need no translation.
      [...words]
        .filter(([word, code]) => !(/^0+\d/.test(word) && code === String(Number(word))))
        .map(([word, code]) => [`${colonna} «${word}»`, code] as const),
    ),
  );
}

/** Rows without tipo are I unless told otherwise: saying so changes nothing. */
function senzaTipo({ defaults }: Mappa): Righe {
  return new Map([...defaults].filter(([name, value]) => name !== "tipo" || value !== "I"));
}
