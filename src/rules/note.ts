import type { Tabelle } from "../model/tabelle.ts";
import type { Message } from "../text/index.ts";
import { REGOLE } from "./regole.ts";
import { tabelleAssenti } from "./tabelle.ts";

/** One note for each table not loaded, with the rules that are skipped, in whole or in part. For once a run. */
export function noteTabelle(tabelle: Tabelle): readonly Message[] {
  return tabelleAssenti(tabelle).map((tabella) => ({
    key: "rules.note.table",
    data: {
      tabella,
      regole: REGOLE.filter((r) => r.needs.includes(tabella))
        .map((r) => r.code)
        .join(", "),
    },
  }));
}

/** One note for the provinces OC-C-010 does not know, none if it knows them all. */
export function noteProvince(province: ReadonlySet<string>): readonly Message[] {
  if (province.size === 0) return [];
  return [{ key: "rules.note.province", data: { province: [...province].sort().join(", ") } }];
}
