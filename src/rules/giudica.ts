import type { Colonna } from "../model/campi.ts";
import type { Esito, Finding } from "../model/finding.ts";
import { PARTE, type ClearRecord, type Parte } from "../model/record.ts";
import type { Tabelle } from "../model/tabelle.ts";
import { luogoDi, type Luogo } from "./luogo.ts";
import { misure, type MisureDelRecord } from "./misure.ts";
import { isRegolaRecord, type Contesto, type RegolaRecord, type Rilievo, type Verdetto } from "./regola.ts";
import { esitoDi, REGOLE } from "./regole.ts";
import { fallita } from "./righe.ts";

export interface OpzioniRegole {
  /** Severities of the configuration, checked with checkSeverities. */
  readonly severities?: ReadonlyMap<string, Esito>;
  /** The tables of the Contesto the judge will be called with: rules without any of theirs are left out. */
  readonly tabelle: Tabelle;
}

/** Reports every finding of the record rules, in the order F, D, O, C; our own S before them. */
export type Giudice = (r: ClearRecord, c: Contesto, report: (f: Finding) => void) => void;

interface Compilata {
  readonly regola: RegolaRecord;
  // Beside the rule, to reach them in one step: this is the loop of every record.
  readonly confronta: RegolaRecord["confronta"];
  readonly fails: RegolaRecord["fails"];
  readonly esito: Esito;
  /** F and D findings make their column unfit for the rules after them. */
  readonly propaga: boolean;
}

/**
 * Prepares the evaluator. A rule is skipped when a column it compares already failed, at reading or by an F or
 * D rule here: no cascades. A rule that throws is a bug and stops the run. On a sound record nothing is allocated
 * but the verdict on its identifier.
 */
export function compileRules(options: OpzioniRegole): Giudice {
  const compilate = REGOLE.filter(isRegolaRecord)
    .filter((regola) => isApplicabile(regola, options.tabelle))
    .map((regola) => compila(regola, options.severities));
  const perParte = selezioni(compilate);
  const perCancellazione = selezioni(compilate.filter(({ regola }) => regola.suCancellazione));
  let m: MisureDelRecord | undefined;
  return (r, c, report) => {
    m ??= misure(r, c);
    m.volgi(r, c);
    const attive = (r.tipo === "C" ? perCancellazione : perParte)[r.parte];
    let failed = r.failed;
    for (const compilata of attive) {
      if (failed.size !== 0 && fallita(failed, compilata.confronta)) continue;
      const verdetto = compilata.fails(r, c, m);
      if (verdetto !== false) failed = riferisci(compilata, verdetto, r, failed, report);
    }
  };
}

function isApplicabile(regola: RegolaRecord, tabelle: Tabelle): boolean {
  return regola.needs.length === 0 || regola.needs.some((nome) => tabelle[nome] !== undefined);
}

function compila(regola: RegolaRecord, severities: ReadonlyMap<string, Esito> | undefined): Compilata {
  const { code, confronta, fails } = regola;
  return { regola, confronta, fails, esito: esitoDi(code, severities), propaga: /^OC-[FD]/.test(code) };
}

/** The rules that concern a record, by the halves it has. */
function selezioni(tutte: readonly Compilata[]): Readonly<Record<Parte, readonly Compilata[]>> {
  const per = (parte: Parte): readonly Compilata[] =>
    tutte.filter(({ regola }) => regola.dataset.some((dataset) => (parte & dataset) !== 0));
  return { 1: per(PARTE.anagrafica), 2: per(PARTE.ricovero), 3: per(PARTE.entrambe) };
}

const INTERO: readonly Rilievo[] = [{}];

/** Puts a verdict in words nobody's data enter; returns the columns failed so far. */
function riferisci(
  { regola, esito, propaga }: Compilata,
  verdetto: Exclude<Verdetto, false>,
  r: ClearRecord,
  failed: ReadonlySet<Colonna>,
  report: (f: Finding) => void,
): ReadonlySet<Colonna> {
  const luogo = luogoDi(r);
  const rilievi = verdetto === true ? INTERO : verdetto;
  for (const rilievo of rilievi) report(finding(regola, esito, rilievo, r, luogo));
  if (!propaga) return failed;
  // Of the columns named, the first is the one at fault. A row of a group keeps its faults to itself.
  const colpite = rilievi.filter(({ at }) => at === undefined).map(({ campi = regola.campi }) => campi[0]);
  return new Set([...failed, ...colpite.filter((colonna) => colonna !== undefined)]);
}

function finding(
  regola: RegolaRecord,
  esito: Esito,
  rilievo: Rilievo,
  r: ClearRecord,
  luogo: Luogo,
): Finding {
  return {
    code: regola.code,
    esito,
    at: rilievo.at ?? r.at[datasetDi(regola, r.parte)],
    campi: rilievo.campi ?? regola.campi,
    ...(rilievo.params && { params: rilievo.params }),
    ...luogo,
  };
}

/** The row to point at: the first half the rule is about that the record has. */
function datasetDi(regola: RegolaRecord, parte: Parte): 1 | 2 {
  return regola.dataset.find((dataset) => (parte & dataset) !== 0) ?? 1;
}
