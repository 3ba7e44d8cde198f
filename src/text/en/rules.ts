import type { rules as it } from "../it/rules.ts";

export const rules = {
  "rules.severity.unknown": "there is no rule {code}",
  "rules.severity.fixed": "the severity of {code} cannot be changed: it stays {esito}",
  "rules.note.table": "table {tabella} not loaded: rules not applied, in whole or in part: {regole}",
  "rules.note.province":
    "unknown provinces in the municipalities of residence, not compared with the region (OC-C-010): {province}",
} as const satisfies Record<keyof typeof it, string>;
