import { distance, nearest } from "../../config/nearest.ts";
import { siocError } from "../../core/errors.ts";
import { printable } from "../../core/redact.ts";
import { CODICI_GAF, codiceGaf } from "../../gaf/index.ts";
import { NOMI_TABELLE } from "../../model/tabelle.ts";
import { REGOLE } from "../../rules/index.ts";
import { colonnaDi } from "../../sources/index.ts";
import type { Layout } from "../../tracciato/index.ts";
import type { Text } from "../../text/index.ts";
import { ARGOMENTI, NOMI_ARGOMENTI, schedaArgomento } from "./argomenti.ts";
import { colonneDi, schedaCampo, schedaElenco } from "./campi.ts";
import { FAMIGLIE_GAF, schedaGaf } from "./gaf.ts";
import { schedaCampi, schedaErrori, schedaFamiglia, schedaFamigliaGaf, schedaIndice } from "./indice.ts";
import { cercaNome } from "./nomi.ts";
import { FAMIGLIE, schedaRegola, trovaRegola } from "./regole.ts";
import type { Scheda } from "./scheda.ts";
import { codiciErrore, isCodiceErrore, schedaErrore, schedaUscita, uscitaDi } from "./uscite.ts";

type Ricerca = (typed: string, layout: Layout, text: Text) => Scheda | undefined;

/** The first that knows the word answers: codes, then families and topics, then columns and names. */
const RICERCHE: readonly Ricerca[] = [regola, uscita, errore, gaf, gruppo, argomento, campo, elenco, nome];

/**
 * The card of a code, however it is written; the index when none is given.
 * @throws CODE_UNKNOWN with what comes nearest.
 */
export function cerca(typed: string, layout: Layout, text: Text): Scheda {
  const asked = typed.trim();
  if (asked === "") return schedaIndice(layout, text);
  for (const ricerca of RICERCHE) {
    const scheda = ricerca(asked, layout, text);
    if (scheda) return scheda;
  }
  const guesses = simili(asked, layout, text).join(", ") || text("explain.none");
  throw siocError("CODE_UNKNOWN", { code: printable(asked, 40), guesses });
}

function regola(typed: string, _: Layout, text: Text): Scheda | undefined {
  const found = trovaRegola(typed);
  return found && schedaRegola(found, text);
}

/** `3`, `exit-3`, `uscita 3`. */
function uscita(typed: string, _: Layout, text: Text): Scheda | undefined {
  const m = /^(?:exit|uscita)?[-_ ]?(\d{1,3})$/i.exec(typed);
  const found = m && uscitaDi(Number(m[1]), text);
  return found ? schedaUscita(found, text) : undefined;
}

function errore(typed: string, _: Layout, text: Text): Scheda | undefined {
  const code = typed.toUpperCase().replace(/[- ]/g, "_");
  return isCodiceErrore(code) ? schedaErrore(code, text) : undefined;
}

function gaf(typed: string, _: Layout, text: Text): Scheda | undefined {
  const found = codiceGaf(typed);
  return found && schedaGaf(found, text);
}

/** Families: `OC-F`, `OC`, `IF`, and the plain words for all of a kind. */
function gruppo(typed: string, layout: Layout, text: Text): Scheda | undefined {
  const word = typed.toUpperCase();
  const lettera = /^OC[-_ ]?([A-Z])$/.exec(word)?.[1];
  const famigliaGaf = FAMIGLIE_GAF.find((famiglia) => famiglia === word);
  if (lettera !== undefined && FAMIGLIE.includes(lettera))
    return schedaFamiglia([lettera], `OC-${lettera}`, text);
  if (famigliaGaf) return schedaFamigliaGaf([famigliaGaf], famigliaGaf, text);
  if (/^(?:OC|RULES?|REGOL[AE])$/.test(word)) return schedaFamiglia(FAMIGLIE, "", text);
  if (/^(?:ERRORS?|ERROR[EI])$/.test(word)) return schedaErrori(text);
  if (word === "GAF") return schedaFamigliaGaf(FAMIGLIE_GAF, "GAF", text);
  if (!/^(?:FIELDS?|CAMP[OI]|TRACCIATO)$/.test(word)) return undefined;
  const campi = colonneDi(layout);
  return schedaCampi(campi, `${text("explain.index.fields")} (${campi.length})`, text);
}

function argomento(typed: string, _: Layout, text: Text): Scheda | undefined {
  const word = typed.toLowerCase().replace(/[_ ]/g, "-");
  const isTabella = NOMI_TABELLE.some((nome) => nome.replaceAll("_", "-") === word);
  const found = isTabella ? "tables" : ARGOMENTI.find((nome) => NOMI_ARGOMENTI[nome].includes(word));
  return found && schedaArgomento(found, text);
}

/** `data_amm`, `val_data_2`, `1.14`, `2.15` (the first of the five). */
function campo(typed: string, layout: Layout, text: Text): Scheda | undefined {
  const colonna = colonnaDi(typed.toLowerCase());
  const campi = colonneDi(layout);
  const numbered = (numero: string): boolean => numero === typed || numero.startsWith(`${typed}.`);
  const byNumber = /^\d+\.\d/.test(typed)
    ? [...layout.dataset[1].campi, ...layout.dataset[2].campi, ...layout.locali].find((c) =>
        numbered(c.numero),
      )
    : undefined;
  const wanted = byNumber?.colonna ?? colonna;
  const found = campi.find((c) => c.colonna === wanted);
  return found && schedaCampo(found, layout, text);
}

function elenco(typed: string, layout: Layout, text: Text): Scheda | undefined {
  const found = layout.codici.get(typed.toLowerCase());
  return found && schedaElenco(found, layout, text);
}

/** A name loosely written: one field, or the list of those it may be. */
function nome(typed: string, layout: Layout, text: Text): Scheda | undefined {
  const found = cercaNome(typed, layout);
  const [only] = found;
  if (only === undefined) return undefined;
  if (found.length === 1) return schedaCampo(only, layout, text);
  return schedaCampi(found, text("explain.fields.found", { count: found.length }), text);
}

/** Up to three, the nearest of each kind first. */
function simili(typed: string, layout: Layout, text: Text): readonly string[] {
  const kinds: readonly (readonly string[])[] = [
    REGOLE.map(({ code }) => code),
    codiciErrore(),
    CODICI_GAF.map(({ codice }) => codice),
    colonneDi(layout).map(({ colonna }) => colonna),
    ARGOMENTI.flatMap((argomento) => NOMI_ARGOMENTI[argomento]),
    colonneDi(layout).map(({ nome }) => nome[text.lingua]),
  ];
  const word = typed.slice(0, 64).toLowerCase();
  const prefix = (codes: readonly string[]): string | undefined =>
    word.length < 2 ? undefined : codes.find((code) => code.toLowerCase().startsWith(word));
  const found = kinds.flatMap((codes) => nearest(word, codes) ?? prefix(codes) ?? []);
  const far = (code: string): number => distance(word, code.toLowerCase());
  return [...new Set(found)].sort((a, b) => far(a) - far(b)).slice(0, 3);
}
