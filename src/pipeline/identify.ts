import { tagOf, type Tag } from "../core/tag.ts";
import { CUNI_LENGTH, guessTipoCi, judgeShape, normalise } from "../identity/index.ts";
import { PARTE } from "../model/record.ts";
import type { Bozza, Segnala } from "../tracciato/index.ts";
import { answerFor, type SharedOutcomes } from "./outcomes.ts";

export interface IdentityNotes {
  /** Blanks or case of the identifier were changed. */
  readonly normalised: boolean;
  /** tipo_ci came from the shape of the identifier. */
  readonly guessed: boolean;
}

/**
 * Puts the identifier in the form that is judged and hashed, and fills validitaCI and tipologiaCI where the row
 * has none: from the TS/ANA outcomes, and tipologia alone from the identifier's shape. Validity is never invented.
 */
export function completeIdentity(
  bozza: Bozza,
  segnala: Segnala,
  outcomes: SharedOutcomes | undefined,
): IdentityNotes {
  const { text, changed } = normalise(bozza.cod_ident);
  bozza.cod_ident = text;
  if ((bozza.parte & PARTE.anagrafica) === 0) return { normalised: changed, guessed: false };
  if (outcomes) applyOutcome(bozza, outcomes);
  const guessed = guessTipologia(bozza);
  requireIdentity(bozza, segnala);
  return { normalised: changed, guessed };
}

const tag: Tag = { hi: 0, lo: 0 };

function applyOutcome(bozza: Bozza, outcomes: SharedOutcomes): void {
  if (bozza.cod_ident === "") return;
  const answer = answerFor(outcomes, tagOf(bozza.cod_ident, tag));
  // The check the region ran is fresher than what the azienda wrote.
  if (answer.val_ci !== "") bozza.val_ci = answer.val_ci;
  if (answer.tipo_ci !== "") bozza.tipo_ci = answer.tipo_ci;
}

function guessTipologia(bozza: Bozza): boolean {
  if (bozza.tipo_ci !== "" || bozza.cod_ident === "" || bozza.failed.has("tipo_ci")) return false;
  bozza.tipo_ci = guessTipoCi(bozza.cod_ident) ?? "";
  return bozza.tipo_ci !== "";
}

/** OC-F-004 for what only now is known to be missing. */
function requireIdentity(bozza: Bozza, segnala: Segnala): void {
  if (bozza.tipo === "C") return;
  for (const colonna of ["val_ci", "tipo_ci"] as const) {
    if (bozza[colonna] !== "" || bozza.failed.has(colonna)) continue;
    segnala("OC-F-004", colonna, bozza.at[1]);
    bozza.failed.add(colonna);
  }
}

/** OC-F-009 and the shape half of OC-F-010 for CUNI and Id_Rec that came with the input; needs no key. */
export function judgeGivenHashes(bozza: Bozza, segnala: Segnala): void {
  for (const colonna of ["cuni", "id_rec"] as const) {
    const value = bozza[colonna];
    if (value === "" || judgeShape(value) === "ok") continue;
    segnala(value.length === CUNI_LENGTH ? "OC-F-010" : "OC-F-009", colonna, bozza.at[1]);
  }
}
