import { ERRORS, EXIT, type ErrorCode, type ExitCode } from "../../core/errors.ts";
import type { Lingua, Text, TextKey } from "../../text/index.ts";
import type { Scheda } from "./scheda.ts";

export type NomeUscita = keyof typeof EXIT;

/** Codes an error may carry: those of the catalogue, and BUG for what is in none. */
export type CodiceErrore = ErrorCode | "BUG";

export interface Uscita {
  readonly exit: ExitCode;
  readonly nome: NomeUscita;
  readonly significato: string;
  /** What a scheduler should do. */
  readonly automatico: string;
}

/** The exit codes in order. Source: EXIT of core/errors.ts; meanings of the contract in docs/reference/exit-codes.md. */
export function uscite(text: Text): readonly Uscita[] {
  return entries(EXIT).map(([nome, exit]) => ({
    exit,
    nome,
    significato: text(`explain.exit.${nome}`),
    automatico: text(`explain.exit.${nome}.todo`),
  }));
}

export function uscitaDi(exit: number, text: Text): Uscita | undefined {
  return uscite(text).find((uscita) => uscita.exit === exit);
}

export function codiciErrore(): readonly CodiceErrore[] {
  return [...entries(ERRORS).map(([code]) => code), "BUG"];
}

export function exitOf(code: CodiceErrore): ExitCode {
  return code === "BUG" ? EXIT.bug : ERRORS[code];
}

export function isCodiceErrore(code: string): code is CodiceErrore {
  return code === "BUG" || Object.hasOwn(ERRORS, code);
}

/** Names of the data of errors, where they are not already words of the language. */
const PAROLE: Readonly<Record<Lingua, Readonly<Record<string, string>>>> = {
  it: {
    algorithm: "algoritmo",
    allowed: "valori ammessi",
    available: "colonne",
    code: "codice",
    column: "colonna",
    columns: "colonne",
    command: "comando",
    count: "numero",
    declared: "dichiarato",
    delimiter: "separatore",
    encoding: "codifica",
    example: "esempio",
    expected: "atteso",
    flag: "opzione",
    found: "trovato",
    guesses: "codici",
    key: "chiave",
    length: "lunghezza",
    limit: "limite",
    line: "riga",
    megabyte: "numero",
    mode: "permessi",
    name: "nome",
    on: "giorno",
    path: "percorso",
    pinned: "fissato",
    problem: "problema",
    problems: "problemi",
    program: "programma",
    reason: "motivo",
    records: "record",
    status: "stato",
    template: "modello",
    what: "che cosa",
    where: "punto",
  },
  en: {
    campo: "field",
    oggi: "today",
    periodo: "period",
    righe: "rows",
    scarti: "rejects",
    tabella: "table",
  },
};

/** The sentence of an error with its data left as `<file>`. */
export function frase(kind: "error" | "hint", code: CodiceErrore, text: Text): string {
  const key: TextKey = `${kind}.${code}`;
  const words = PAROLE[text.lingua];
  return text(key)
    .replace(/\{(\w+)\}/g, (_, name: string) => `<${words[name] ?? name}>`)
    .replace(/\s*\n\s*/g, " ");
}

export function schedaErrore(code: CodiceErrore, text: Text): Scheda {
  const exit = exitOf(code);
  const uscita = uscitaDi(exit, text);
  const [message, hint] = [frase("error", code, text), frase("hint", code, text)];
  return {
    specie: "error",
    codice: code,
    titolo: message,
    voci: [
      [text("explain.label.rimedio"), hint],
      [text("explain.label.uscita"), `${exit}: ${uscita?.significato ?? ""}`],
      [text("explain.label.scheduler"), uscita?.automatico ?? ""],
    ],
    sezioni: [],
    data: { code, exit, message, hint },
  };
}

export function schedaUscita(uscita: Uscita, text: Text): Scheda {
  const { exit, nome, significato, automatico } = uscita;
  const errori = codiciErrore().filter((code) => exitOf(code) === exit);
  return {
    specie: "exit",
    codice: String(exit),
    titolo: significato,
    voci: [
      [text("explain.label.scheduler"), automatico],
      ...(exit < 4 ? [[text("explain.label.nota"), text("explain.exit.adjust")] as const] : []),
    ],
    sezioni:
      errori.length === 0
        ? []
        : [
            {
              titolo: text("explain.exit.errors", { exit: String(exit) }),
              righe: errori.map((code) => [code, frase("error", code, text)]),
            },
          ],
    data: { exit, name: nome, meaning: significato, scheduler: automatico, errors: errori },
  };
}

function entries<K extends string, V>(table: Readonly<Record<K, V>>): [K, V][] {
  return Object.entries(table) as [K, V][];
}
