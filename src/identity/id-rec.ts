/**
 * Id_Rec, the key of a stay shared by both datasets. The Ministry's rule for it is not published: the text that is
 * hashed is declared by a template of columns (layout.md §1.4), with the same function as the CUNI.
 */
import { siocError } from "../core/errors.ts";
import { printable } from "../core/redact.ts";
import type { ClearRecord } from "../model/record.ts";

/** cod_reg(3) cod_asl(3) cod_str(6) data_amm(10) identifier: the first four have fixed lengths, so no two stays meet. */
export const ID_REC_TEMPLATE = "{cod_reg}{cod_asl}{cod_str}{data_amm}{cod_ident}";
/** In place of a template: Id_Rec comes with the input, and is never made here. */
export const PASSTHROUGH = "passthrough";

/** What a template may name: facts of the admission that are not corrected later, or Id_Rec would change. */
export const COLONNE_ID_REC = [
  "cod_reg",
  "cod_asl",
  "cod_str",
  "data_amm",
  "ora_amm",
  "cod_ident",
  "num_ric",
] as const;
type ColonnaIdRec = (typeof COLONNE_ID_REC)[number];

/** The text to hash for a stay; `identifier` is already normalised. */
export type IdRecSource = (record: ClearRecord, identifier: string) => string;

/**
 * Compiles a template once. `undefined` means passthrough.
 * @throws ID_REC_COLUMN for a column it may not name, ID_REC_TEMPLATE for a stray brace or when neither
 * `{cod_ident}` nor `{num_ric}` is there to tell two stays apart.
 */
export function compileIdRec(template: string = ID_REC_TEMPLATE): IdRecSource | undefined {
  if (template === PASSTHROUGH) return undefined;
  const parts = template.split(/\{([^{}]*)\}/).map(parsePart);
  const columns = parts.filter((part) => typeof part !== "string").map((part) => part.column);
  if (!columns.includes("cod_ident") && !columns.includes("num_ric")) throw invalid(template);
  return (record, identifier) => {
    let text = "";
    for (const part of parts) {
      if (typeof part === "string") text += part;
      else text += part.column === "cod_ident" ? identifier : record[part.column];
    }
    return text;
  };
}

/**
 * Stands for the identifier of a stay without one (anonymous, unknown): the local stay number, which alone tells
 * two anonymous stays of the same day and struttura apart. The lower-case prefix cannot begin an identifier,
 * since those are raised to upper case before they are hashed.
 */
export function localIdentity(record: ClearRecord): string {
  return `ric:${record.cod_reg}/${record.cod_asl}/${record.cod_str}/${record.num_ric}`;
}

/** `split` with one group alternates text and column names. */
function parsePart(piece: string, index: number): string | { readonly column: ColonnaIdRec } {
  if (index % 2 === 0) {
    if (/[{}]/.test(piece)) throw invalid(piece);
    return piece;
  }
  const column = COLONNE_ID_REC.find((name) => name === piece);
  if (column === undefined) {
    throw siocError("ID_REC_COLUMN", { column: printable(piece), allowed: COLONNE_ID_REC.join(", ") });
  }
  return { column };
}

function invalid(template: string): Error {
  return siocError("ID_REC_TEMPLATE", { template: printable(template), example: ID_REC_TEMPLATE });
}
