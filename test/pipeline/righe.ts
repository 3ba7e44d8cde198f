import { rigaValida, type Patch } from "../rules/riga-valida.ts";

/** Rows as an azienda's file, with the columns any of them has. */
export function csv(rows: readonly Patch[]): string {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return (
    [names, ...rows.map((row) => names.map((name) => row[name] ?? ""))]
      .map((cells) => cells.join(";"))
      .join("\n") + "\n"
  );
}

/** Sound rows, each with its own changes. */
export const flat = (...patches: Patch[]): string => csv(patches.map((patch) => rigaValida(patch)));

/** Blanks the second assessment of a row. */
export const senzaSeconda: Patch = Object.fromEntries(
  ["val_data", "val_mom", "auton", "mobil", "dist_cogn", "dist_comp", "scala", "punt"].map((name) => [
    `${name}_2`,
    "",
  ]),
);
