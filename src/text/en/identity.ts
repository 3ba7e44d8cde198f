import type { identity as it } from "../it/identity.ts";

export const identity = {
  "error.ID_REC_TEMPLATE": "the Id_Rec template is not valid: {template}",
  "hint.ID_REC_TEMPLATE":
    "Write the names of the columns between braces, at least cod_ident or num_ric, for example {example}; or passthrough if Id_Rec already comes with the files.",
  "error.ID_REC_COLUMN": "the Id_Rec template names a column that is not allowed: {column}",
  "hint.ID_REC_COLUMN": "Use only these columns: {allowed}.",
} as const satisfies Record<keyof typeof it, string>;
