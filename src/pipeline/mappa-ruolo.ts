import type { Colonna } from "../model/campi.ts";
import type { Mappa } from "../model/mappa.ts";
import { colonnaDi } from "../sources/index.ts";
import type { Layout } from "../tracciato/index.ts";

/** The part of an azienda's mapping that speaks of this file: one mapping serves all its files. */
export function mappaFor(
  mappa: Mappa,
  columns: readonly Colonna[],
  header: readonly string[],
  layout: Layout,
): Mappa {
  const known = new Set<string>(columns);
  const theirs = new Set(header.map(lower));
  const there = (names: readonly string[]): boolean => names.some((one) => theirs.has(lower(one)));
  const gruppoDi = new Map(layout.dataset[2].campi.map(({ colonna, gruppo }) => [colonna, gruppo]));
  const gruppoOf = (name: string): string | undefined => gruppoDi.get(colonnaDi(name) ?? "tipo");
  // A group of which the file has nothing stands in a file of its own.
  const present = new Set(
    [...mappa.columns].filter(([, names]) => there(names)).map(([name]) => gruppoOf(name)),
  );
  const kept = [...mappa.columns].filter(([name, names]) => {
    if (!known.has(colonnaDi(name) ?? name)) return false;
    if (name === "cod_str") return there(names);
    return gruppoOf(name) === undefined || present.has(gruppoOf(name));
  });
  return { ...mappa, columns: new Map(kept) };
}

const lower = (name: string): string => name.trim().toLowerCase();
