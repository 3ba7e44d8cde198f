import { printable, redact } from "../core/redact.ts";
import type { Colonna } from "../model/campi.ts";
import type { Finding } from "../model/finding.ts";
import { fill, type Lingua, type Text } from "../text/index.ts";
import type { Voce } from "./conteggi.ts";
import { numRicSicuro, strutturaSicura } from "./sicuro.ts";

/** What this room needs of a rule: rules/ hands its own rows over as they are. */
export interface VoceRegola {
  readonly message: Readonly<Record<Lingua, string>>;
  readonly hint: Readonly<Record<Lingua, string>>;
}
export type Regole = (code: string) => VoceRegola | undefined;

/** The run's files, indexed by `Position.file`. */
export type FileTable = readonly {
  /** Base name. */
  readonly nome: string;
  readonly azienda: string;
  /** `ricoveri`, `anagrafica`, `valutazioni`, … */
  readonly ruolo: string;
  /** Where people find a row, when `Position.line` is its number; else it is the line itself. */
  readonly place?: (row: number) => Luogo;
}[];

/** Line, and which of the rows that begin on it. */
export interface Luogo {
  readonly line: number;
  readonly nth?: number;
}

/** `45`, or `45 (12)` for the twelfth row that begins on line 45: text that no spreadsheet takes for a date. */
export function posizione(line: number, nth?: number): string {
  return nth === undefined ? String(line) : `${line} (${nth})`;
}

/** Header of a column in a file, as the azienda wrote it; undefined or "" when the file has no such column. */
export type HeaderOf = (file: number, colonna: Colonna) => string | undefined;

/** A finding in words. `colonne` and `campi` list all the columns concerned, `rimedio` is the rule's hint. */
export interface VoceCompleta {
  readonly voce: Voce;
  readonly colonne: string;
  readonly campi: string;
  readonly rimedio: string;
}

export type Traduttore = (finding: Finding) => VoceCompleta;

/**
 * Turns findings into words, masking what could identify a person. Headers and sentences repeat, so they are kept:
 * as many as the columns of the files and the pairs (rule, column), not as many as the findings.
 * @throws Error if a finding names a file that is not in the table: a defect.
 */
export function traduttore(text: Text, files: FileTable, regole: Regole, headerOf: HeaderOf): Traduttore {
  const luoghi = files.map((f) => ({ file: printable(f.nome), azienda: printable(f.azienda) }));
  const header = intestazioni(headerOf);
  const frase = frasi(text, regole);
  const rimedi = new Map<string, string>();
  return (finding) => {
    const luogo = luoghi[finding.at.file];
    if (luogo === undefined) throw new Error(`finding of an unknown file: ${finding.at.file}`);
    const colonne = finding.campi.map((campo) => header(finding.at.file, campo));
    return {
      voce: {
        code: finding.code,
        esito: finding.esito,
        ...luogo,
        ...rigaDi(files[finding.at.file]?.place, finding.at.line),
        colonna: colonne[0] ?? null,
        campo: finding.campi[0] ?? null,
        struttura: finding.struttura ? strutturaSicura(finding.struttura) : null,
        num_ric: finding.numRic ? numRicSicuro(finding.numRic) : null,
        messaggio: frase(finding, colonne[0] ?? ""),
      },
      colonne: colonne.join(", "),
      campi: finding.campi.join(", "),
      rimedio: cached(rimedi, finding.code, () => regole(finding.code)?.hint[text.lingua] ?? ""),
    };
  };
}

function rigaDi(
  place: ((row: number) => Luogo) | undefined,
  row: number,
): { riga: number | null; posto?: number } {
  if (row === 0) return { riga: null };
  const { line, nth } = place?.(row) ?? { line: row };
  return { riga: line, ...(nth === undefined ? {} : { posto: nth }) };
}

/** The sentence of a code whose findings say different things: the places that vary become `…`. */
export function fraseGenerica(text: Text, regole: Regole, code: string): string {
  return (regole(code)?.message[text.lingua] ?? text("report.senza_regola")).replace(/\{\w+\}/g, "…");
}

function intestazioni(headerOf: HeaderOf): (file: number, colonna: Colonna) => string {
  const known: Map<Colonna, string>[] = [];
  return (file, colonna) => {
    const ofFile = (known[file] ??= new Map<Colonna, string>());
    return cached(ofFile, colonna, () => {
      const header = headerOf(file, colonna) ?? "";
      return printable(header === "" ? colonna : header);
    });
  };
}

function frasi(text: Text, regole: Regole): (finding: Finding, campo: string) => string {
  const known = new Map<string, string>();
  const put = (finding: Finding, campo: string): string => {
    const template = regole(finding.code)?.message[text.lingua] ?? text("report.senza_regola");
    return redact(printable(fill(template, { campo, ...finding.params }, text.lingua), 300));
  };
  return (finding, campo) =>
    finding.params === undefined
      ? cached(known, `${finding.code}\n${campo}`, () => put(finding, campo))
      : put(finding, campo);
}

function cached<K>(known: Map<K, string>, key: K, make: () => string): string {
  const found = known.get(key);
  if (found !== undefined) return found;
  const fresh = make();
  known.set(key, fresh);
  return fresh;
}
