import { looksLikeIdentifier, printable } from "../../core/redact.ts";
import { tag16 } from "../keys.ts";
import type { Ledger } from "../ledger.ts";

/** A codice fiscale inside a longer word, as in `adm_rssmra…`: in a user name also that is too much. */
const INSIDE = /[A-Z]{6}[0-9LMNPQRSTUV]{2}[A-EHLMPRST][0-9LMNPQRSTUV]{2}[A-Z][0-9LMNPQRSTUV]{3}[A-Z]/i;

/**
 * Who does it, fit to be kept. Regions make user names of codici fiscali: such a one becomes `utente-` and eight
 * digits, always the same for the same user, that only whoever has the ledger key can tie to a name.
 */
export function loggedWho({ who, keys }: Pick<Ledger, "who" | "keys">): string {
  const at = who.lastIndexOf("@");
  const [user, machine] = at < 0 ? [who, ""] : [who.slice(0, at), who.slice(at)];
  const name = isIdentifier(user)
    ? `utente-${tag16(keys.tags, "who", user.toUpperCase()).toString("hex").slice(0, 8)}`
    : user;
  return printable(isIdentifier(name + machine) ? name : name + machine);
}

function isIdentifier(text: string): boolean {
  const squeezed = text.replace(/[^A-Za-z0-9]/g, "");
  return looksLikeIdentifier(text) || looksLikeIdentifier(squeezed) || INSIDE.test(squeezed);
}
