import type { Gruppo } from "./campi.ts";

/** What a file (or a table, a sheet, a query) of an azienda holds. `ricoveri` alone is flat: both datasets in a row. */
export const RUOLI = [
  "ricoveri",
  "anagrafica",
  "valutazioni",
  "prestazioni",
  "sospensioni",
  "esiti",
] as const;
export type Ruolo = (typeof RUOLI)[number];

/** Roles a delivery may have: `esiti` is the region's own file. */
export const RUOLI_CONFIG = ["ricoveri", "anagrafica", "valutazioni", "prestazioni", "sospensioni"] as const;
export type RuoloConfig = (typeof RUOLI_CONFIG)[number];

export const GRUPPO_DI = {
  valutazioni: "valutazione",
  prestazioni: "prestazione",
  sospensioni: "sospensione",
} as const satisfies Partial<Record<Ruolo, Gruppo>>;
