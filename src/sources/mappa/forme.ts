/** What a table is by itself: `piatto` carries both datasets, `ricoveri` the stays alone. */
export const FORME_FILE = [
  "piatto",
  "ricoveri",
  "anagrafica",
  "valutazioni",
  "prestazioni",
  "sospensioni",
] as const;
export type FormaFile = (typeof FORME_FILE)[number];

/** Rows that hang on a stay: many a stay, each group once a row. */
export function isDetail(forma: FormaFile): boolean {
  return forma === "valutazioni" || forma === "prestazioni" || forma === "sospensioni";
}
