import { GRUPPI, MAX_OCCORRENZE, type Gruppo } from "../../model/campi.ts";
import { assign } from "./assegna.ts";
import { colonnaDi, gruppoDi, isFiglio, type NomeColonna } from "./colonne.ts";
import { contents, type Contenuto } from "./contenuto.ts";
import { isDetail, type FormaFile } from "./forme.ts";
import { holdsData } from "./intestazioni.ts";
import { commonPrefix, isSecondary, nameScore, readName, type Nome } from "./nome.ts";
import type { ColonnaNota } from "./nota.ts";
import type { Profilo } from "./profilo.ts";

/** How sure a pairing is: the name says it all · name and shape together · a likeness to be confirmed. */
export type Fiducia = "alta" | "media" | "bassa";

export interface Abbinamento {
  /** `data_amm`, or `val_data_2` for a repeated one. */
  readonly colonna: string;
  readonly profilo: Profilo;
  readonly fiducia: Fiducia;
  /** 0–1 */
  readonly score: number;
  /** Its header is one of the names we know, and not only its cells are of the kind. */
  readonly named: boolean;
  /** Headers nearly as likely, that nothing else claims. */
  readonly anche: readonly string[];
}

/** Below this a likeness is not worth a line. */
const LEAST = 0.5;
/** How much less likely a second meaning may be. */
const CLEAR = 0.35;

/**
 * Which of a table's columns are ours, looking at all of them at once. Headers that hold data, and those of names and
 * addresses, are for nobody.
 */
export function pair(
  profili: readonly Profilo[],
  note: readonly ColonnaNota[],
  forma: FormaFile,
): readonly Abbinamento[] {
  const prefix = commonPrefix(profili.map(({ header }) => header));
  const seen = profili
    .filter(({ header }) => header !== "" && !holdsData(header))
    .map((profilo): Vista => ({ profilo, nome: readName(profilo.header, prefix) }))
    .filter(({ nome }) => !isPersonal(nome));
  const likely = seen.map((vista) => note.map((nota) => score(nota, vista, forma)));
  const slots = slotsOf(note, seen, likely, isDetail(forma));
  const scores = seen.map((vista, i) =>
    slots.map((slot) => slotScore(slot, vista, likely[i]?.[slot.nota] ?? 0)),
  );
  const chosen = assign(scores.map(worth));
  const taken = new Set(chosen.flatMap((slot, i) => (slot < 0 ? [] : [i])));
  const pairs = chosen.flatMap((slot, i): readonly Abbinamento[] => {
    const [vista, value, name] = [seen[i], scores[i]?.[slot], slots[slot]?.name];
    if (vista === undefined || value === undefined || name === undefined) return [];
    const anche = seen.flatMap(({ profilo }, other) =>
      !taken.has(other) && (scores[other]?.[slot] ?? 0) > value - 0.12 ? [profilo.header] : [],
    );
    const colonna = colonnaDi(name) ?? "tipo";
    const named = NUMERATA.test(vista.nome.header) || nameScore(colonna, vista.nome, forma) >= 0.5;
    const trusted = trust(value, anche);
    return [{ colonna: name, profilo: vista.profilo, score: value, anche, fiducia: trusted, named }];
  });
  // Where no name is known the first row is no header: what is in its place may be data.
  return pairs.some(({ named }) => named) ? pairs : [];
}

/** Names the wizard gave. */
const NUMERATA = /^campo_\d+$/;

/**
 * Weights for the choice: a sure pair is worth more than two doubtful ones, and a header that says one thing clearly is
 * not taken for another because the first has its column already.
 */
function worth(row: readonly number[]): readonly number[] {
  const least = Math.max(LEAST, Math.max(0, ...row) - CLEAR);
  return row.map((value) => (value < least ? 0 : value ** 3));
}

function trust(value: number, anche: readonly string[]): Fiducia {
  if (value >= 0.9 && anche.length === 0) return "alta";
  return value >= 0.7 ? "media" : "bassa";
}

interface Vista {
  readonly profilo: Profilo;
  readonly nome: Nome;
}

const PERSONALI =
  /^(?:cognome|nominativo|surname|lastname|firstname|telefono|cellulare|tel|cell|e?mail|indirizzo)$/;

/** Names and addresses of people. */
function isPersonal({ ways }: Nome): boolean {
  const words = ways[0]?.[0] ?? [];
  const alone = words.every((word) =>
    /^(?:nome|name|assistito|paziente|utente|ass|paz|nom|first|last)$/.test(word),
  );
  return (
    words.some((word) => PERSONALI.test(word)) || (alone && words.some((word) => /^nom|name/.test(word)))
  );
}

function score(nota: ColonnaNota, { nome, profilo }: Vista, forma: FormaFile): number {
  const name = diagnosisScore(nota, nome, nameScore(nota.colonna, nome, forma));
  const cells = contents(nota, profilo, isDetail(forma));
  const both = name * cells.fit;
  if (name < 0.25) return blind(nota, profilo, cells);
  const told = cells.telling >= 0.8 ? 0.35 * cells.telling * (1 - name) : 0;
  return Math.max(both + told, blind(nota, profilo, cells));
}

/** `Diagnosi 1` is the principal one, `Diagnosi 2` one of the others. */
function diagnosisScore({ colonna }: ColonnaNota, nome: Nome, name: number): number {
  const { n } = nome;
  if (n === undefined || !(colonna === "diag_pri" || isSecondary(colonna))) return name;
  if (colonna === "diag_pri") return n === 1 ? name : n === 0 ? name * 0.8 : name * 0.3;
  const plain = nameScore("diag_pri", nome, "piatto");
  return n > 1 && plain > 0.85 ? Math.max(name, 0.9) : name;
}

/** Columns the cells give away whatever the header says. */
function blind({ colonna }: ColonnaNota, { values }: Profilo, { fit, telling }: Contenuto): number {
  if (fit < 0.5) return 0;
  if (colonna === "cod_ident") return telling > 0.4 ? 0.7 + 0.08 * telling : 0;
  if (colonna === "genere") return telling > 0.95 && values?.size === 2 ? 0.54 : 0;
  const long = [...(values?.keys() ?? [])].filter((value) => /[a-z]{4}/i.test(value)).length;
  return PARLANTI.has(colonna) && telling > 0.9 && long >= 3 ? 0.52 : 0;
}

const PARLANTI: ReadonlySet<string> = new Set(
  "stato_civ tit_stud cond_prof sogg_rich prov motivo mod_dim pre_oper pre_tipo auton mobil dist_cogn dist_comp".split(
    " ",
  ),
);

interface Slot {
  readonly name: NomeColonna;
  /** Index of its column among those looked for. */
  readonly nota: number;
  /** Number the header must carry, for what is repeated; undefined where it does not matter. */
  readonly n?: number;
  readonly gruppo?: Gruppo;
  /** Of the other diagnoses: the header it is kept for. */
  readonly solo?: Vista;
}

/** The places to be filled: one a column, and one an occurrence for the columns of groups. */
function slotsOf(
  note: readonly ColonnaNota[],
  seen: readonly Vista[],
  likely: readonly (readonly number[])[],
  single: boolean,
): readonly Slot[] {
  const numbers = new Map(GRUPPI.map((gruppo) => [gruppo, numbersOf(gruppo, note, seen, likely)]));
  const secondary = secondaryOf(note, seen, likely);
  return note.flatMap(({ colonna }, nota): readonly Slot[] => {
    if (isSecondary(colonna)) {
      const solo = secondary[Number(colonna.slice(-1)) - 1];
      return solo === undefined ? [] : [{ name: colonna, nota, solo }];
    }
    const gruppo = gruppoDi(colonna);
    if (gruppo === undefined || !isFiglio(colonna)) return [{ name: colonna, nota }];
    if (single) return [{ name: colonna, nota }];
    return (numbers.get(gruppo) ?? []).map((n, i): Slot =>
      i === 0 ? { name: colonna, nota, n, gruppo } : { name: `${colonna}_${i + 1}`, nota, n, gruppo },
    );
  });
}

/** Numbers that the headers of a group carry, in order: 1 and 2, or 0 and 1, or none and 2. */
function numbersOf(
  gruppo: Gruppo,
  note: readonly ColonnaNota[],
  seen: readonly Vista[],
  likely: readonly (readonly number[])[],
): readonly number[] {
  const own = note.flatMap(({ colonna }, i) => (gruppoDi(colonna) === gruppo ? [i] : []));
  const found = seen.flatMap(({ nome }, i) => {
    const row = likely[i] ?? [];
    const best = Math.max(0, ...own.map((column) => row[column] ?? 0));
    return best >= 0.6 && best >= Math.max(...row) - 0.05 ? [numberOf(nome, gruppo)] : [];
  });
  const numbers = [...new Set(found)].sort((a, b) => a - b).slice(0, MAX_OCCORRENZE);
  return numbers.length === 0 ? [1] : numbers;
}

const numberOf = ({ n, momento }: Nome, gruppo: Gruppo): number =>
  n ?? (gruppo === "valutazione" ? momento : undefined) ?? 1;

/** The headers of the other diagnoses, by their number and then as they stand. */
function secondaryOf(
  note: readonly ColonnaNota[],
  seen: readonly Vista[],
  likely: readonly (readonly number[])[],
): readonly Vista[] {
  const own = note.flatMap(({ colonna }, i) => (isSecondary(colonna) ? [i] : []));
  const found = seen.flatMap((vista, i) => {
    const row = likely[i] ?? [];
    const mine = Math.max(0, ...own.map((column) => row[column] ?? 0));
    return mine >= LEAST && mine >= Math.max(...row) - 0.001 ? [vista] : [];
  });
  return [...found].sort((a, b) => (a.nome.n ?? 0) - (b.nome.n ?? 0));
}

function slotScore({ n, gruppo, solo }: Slot, vista: Vista, value: number): number {
  if (solo !== undefined) return solo === vista ? value : 0;
  return n === undefined || gruppo === undefined || numberOf(vista.nome, gruppo) === n ? value : 0;
}
