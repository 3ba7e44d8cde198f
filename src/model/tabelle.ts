/**
 * Reference tables a region may supply as CSV, each row with its own validity. All optional: a rule that needs
 * an absent one is skipped, and the run says so once (rules/tabelle.ts makes them from rows).
 */
export const NOMI_TABELLE = ["mra", "sts11", "comuni", "icd9cm", "posti_letto"] as const;
export type NomeTabella = (typeof NOMI_TABELLE)[number];

/** Codes with validity dates. Source: the Ministry's SDK (valid_from, valid_to), spec/codes.md §3. */
export interface TabellaDatata {
  /** True if any row of the code covers the day (`AAAA-MM-GG`). */
  valid(chiave: string, on: string): boolean;
}

export interface TabellaPosti {
  /** Beds of the struttura on a day, undefined if the table does not know it. */
  posti(struttura: string, on: string): number | undefined;
}

export interface Tabelle {
  /** Key cod_reg + cod_asl. */
  readonly mra?: TabellaDatata;
  /** Key cod_reg + cod_asl + cod_str. */
  readonly sts11?: TabellaDatata;
  /** Key: ISTAT code of the comune, six digits. */
  readonly comuni?: TabellaDatata;
  /** Key: ICD-9-CM code without dot; only leaves are valid. */
  readonly icd9cm?: TabellaDatata;
  /** Key cod_reg + cod_asl + cod_str. */
  readonly posti_letto?: TabellaPosti;
}
