import type { NomeTabella, Tabelle } from "../model/tabelle.ts";
import type { Message } from "../text/index.ts";
import { REGOLE } from "./regole.ts";
import { tabelleAssenti } from "./tabelle.ts";

/** A table not loaded, and the rules that are skipped without it, in whole or in part. */
export interface RegoleSaltate {
  readonly tabella: NomeTabella;
  readonly codici: readonly string[];
  readonly nota: Message;
}

/** One for each table not loaded. For once a run. */
export function regoleSaltate(tabelle: Tabelle): readonly RegoleSaltate[] {
  return tabelleAssenti(tabelle).map((tabella) => {
    const codici = REGOLE.filter((r) => r.needs.includes(tabella)).map((r) => r.code);
    return {
      tabella,
      codici,
      nota: { key: "rules.note.table", data: { tabella, regole: codici.join(", ") } },
    };
  });
}

/** One note for the provinces OC-C-010 does not know, none if it knows them all. */
export function noteProvince(province: ReadonlySet<string>): readonly Message[] {
  if (province.size === 0) return [];
  return [{ key: "rules.note.province", data: { province: [...province].sort().join(", ") } }];
}
