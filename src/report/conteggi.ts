import type { Esito } from "../model/finding.ts";
import type { Position } from "../model/record.ts";

/** A finding made safe to show: everything in it may be printed. */
export interface Voce {
  readonly code: string;
  readonly esito: Esito;
  readonly file: string;
  readonly azienda: string;
  /** Line of the file as an editor counts it; null when the whole file is concerned. */
  readonly riga: number | null;
  /** Which of the rows that begin on that line, from 1: dumps put thousands on one. Absent when it is alone. */
  readonly posto?: number;
  /** The user's own header of the column to correct. */
  readonly colonna: string | null;
  /** Our name of it. */
  readonly campo: string | null;
  readonly struttura: string | null;
  readonly num_ric: string | null;
  readonly messaggio: string;
}

export type Esempio = Omit<Voce, "code" | "esito">;

export interface ConteggioCodice {
  readonly code: string;
  readonly esito: Esito;
  /** Findings. */
  readonly count: number;
  /** Rows concerned, when the findings of a row arrive together. */
  readonly righe: number;
  /** The sentence all its findings share; undefined when they differ. */
  readonly frase: string | undefined;
  /** Findings of each azienda. */
  readonly aziende: ReadonlyMap<string, number>;
  /** The first rows in the order of the files, whatever the order they were found in. */
  readonly esempi: readonly Esempio[];
}

export interface Conteggi {
  readonly totale: Readonly<Record<Esito, number>>;
  readonly aziende: ReadonlyMap<string, Readonly<Record<Esito, number>>>;
  /** Discards first, then the most frequent. */
  readonly codici: readonly ConteggioCodice[];
}

interface Aperto {
  readonly code: string;
  readonly esito: Esito;
  count: number;
  righe: number;
  last: Position;
  frase: string | undefined;
  readonly aziende: Map<string, number>;
  readonly esempi: { readonly at: Position; readonly voce: Esempio }[];
}

/** Counts that grow with the codes and the aziende, never with the findings. */
export interface Contatore {
  add(at: Position, voce: Voce): void;
  conteggi(): Conteggi;
}

export function contatore(maxExamples: number): Contatore {
  const codici = new Map<string, Aperto>();
  const aziende = new Map<string, Record<Esito, number>>();
  const totale: Record<Esito, number> = { scarto: 0, segnalazione: 0 };
  return {
    add(at, voce) {
      totale[voce.esito] += 1;
      azienda(aziende, voce.azienda)[voce.esito] += 1;
      // A rule has one severity a run, yet nothing here depends on it.
      const key = `${voce.code}\n${voce.esito}`;
      const found = codici.get(key);
      if (found === undefined) codici.set(key, aperto(at, voce, maxExamples));
      else aggiungi(found, at, voce, maxExamples);
    },
    conteggi: () => ({
      totale: { ...totale },
      aziende: new Map([...aziende].map(([name, n]) => [name, { ...n }])),
      codici: [...codici.values()].sort(byWeight).map(chiuso),
    }),
  };
}

function azienda(all: Map<string, Record<Esito, number>>, name: string): Record<Esito, number> {
  const found = all.get(name);
  if (found !== undefined) return found;
  const fresh = { scarto: 0, segnalazione: 0 };
  all.set(name, fresh);
  return fresh;
}

function aperto(at: Position, voce: Voce, max: number): Aperto {
  const fresh: Aperto = {
    code: voce.code,
    esito: voce.esito,
    count: 1,
    righe: 1,
    last: at,
    frase: voce.messaggio,
    aziende: new Map([[voce.azienda, 1]]),
    esempi: [],
  };
  tieni(fresh, at, voce, max);
  return fresh;
}

function aggiungi(codice: Aperto, at: Position, voce: Voce, max: number): void {
  codice.count += 1;
  if (compare(codice.last, at) !== 0) codice.righe += 1;
  codice.last = at;
  if (codice.frase !== voce.messaggio) codice.frase = undefined;
  codice.aziende.set(voce.azienda, (codice.aziende.get(voce.azienda) ?? 0) + 1);
  tieni(codice, at, voce, max);
}

/** Keeps the `max` smallest positions, one example a row. */
function tieni(codice: Aperto, at: Position, voce: Voce, max: number): void {
  const { esempi } = codice;
  const place = esempi.findIndex((e) => compare(at, e.at) <= 0);
  const where = place === -1 ? esempi.length : place;
  const there = esempi[where];
  if (where >= max || (there !== undefined && compare(there.at, at) === 0)) return;
  esempi.splice(where, 0, { at, voce: esempio(voce) });
  if (esempi.length > max) esempi.pop();
}

function esempio(voce: Voce): Esempio {
  const { file, azienda, riga, posto, colonna, campo, struttura, num_ric, messaggio } = voce;
  const where = { file, azienda, riga, ...(posto === undefined ? {} : { posto }) };
  return { ...where, colonna, campo, struttura, num_ric, messaggio };
}

function compare(a: Position, b: Position): number {
  return a.file - b.file || a.line - b.line;
}

function byWeight(a: Aperto, b: Aperto): number {
  if (a.esito !== b.esito) return a.esito === "scarto" ? -1 : 1;
  return b.count - a.count || (a.code < b.code ? -1 : 1);
}

function chiuso(codice: Aperto): ConteggioCodice {
  const { code, esito, count, righe, frase } = codice;
  return {
    code,
    esito,
    count,
    righe,
    frase,
    aziende: new Map(codice.aziende),
    esempi: codice.esempi.map((e) => e.voce),
  };
}
