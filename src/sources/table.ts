import { siocError } from "../core/errors.ts";
import type { Ruolo } from "../model/ruolo.ts";
import type { Message } from "../text/index.ts";
import { listed } from "./header-names.ts";
import { fold } from "./mappa/colonne.ts";
import type { OpenOptions } from "./source.ts";

/** Names a table or sheet may have by itself for its role to be plain. */
const NOMI: Readonly<Record<Ruolo, readonly string[]>> = {
  ricoveri: ["ricoveri", "ricovero"],
  anagrafica: ["anagrafica", "anagrafiche"],
  valutazioni: ["valutazioni", "valutazione"],
  prestazioni: ["prestazioni", "prestazione"],
  sospensioni: ["sospensioni", "sospensione"],
  esiti: ["esiti", "esito"],
};

export interface Chosen {
  readonly index: number;
  readonly notes: readonly Message[];
}

/**
 * Which of the tables (or sheets) of a file is to be read: the one the mapping names, else the only one, else the one
 * called as the role. A schema may be left out (`ricovero` for `public.ricovero`) when that leaves no doubt.
 * @throws SOURCE_TABLE_MISSING, SOURCE_TABLE_CHOOSE, both listing what the file holds
 */
export function chooseTable(
  file: string,
  names: readonly string[],
  { table, ruolo = "ricoveri" }: Pick<OpenOptions, "table" | "ruolo">,
): Chosen {
  const available = listed(names);
  if (table !== undefined) {
    const index = found(names, table);
    if (index < 0) throw siocError("SOURCE_TABLE_MISSING", { file, table: listed([table]), available });
    return { index, notes: [] };
  }
  const data = { ruolo, table: available };
  if (names.length === 1) return { index: 0, notes: [{ key: "sources.note.table", data }] };
  const index = NOMI[ruolo].map((name) => found(names, name)).find((at) => at >= 0);
  if (index === undefined) throw siocError("SOURCE_TABLE_CHOOSE", { file, ruolo, available });
  return {
    index,
    notes: [{ key: "sources.note.tableByName", data: { ruolo, table: listed([names[index] ?? ""]) } }],
  };
}

/** Exactly so, else but for case and accents, else without its schema; -1 when none or more than one fits. */
function found(names: readonly string[], wanted: string): number {
  const ways = [
    (name: string): boolean => name === wanted,
    (name: string): boolean => fold(name) === fold(wanted),
    (name: string): boolean => fold(name.slice(name.lastIndexOf(".") + 1)) === fold(wanted),
  ];
  for (const fits of ways) {
    const matching = names.flatMap((name, i) => (fits(name) ? [i] : []));
    if (matching.length > 0) return matching.length === 1 ? (matching[0] ?? -1) : -1;
  }
  return -1;
}
