import type { IsoDate } from "../core/dates.ts";
import type { ErrorCode } from "../core/errors.ts";
import { printable, redact } from "../core/redact.ts";
import type { Esito } from "../model/finding.ts";
import type { Message, Text } from "../text/index.ts";
import type { Conteggi, Esempio } from "./conteggi.ts";
import { fraseGenerica, type FileTable, type Regole } from "./voce.ts";

/** Data of summary.json; published as docs/schema/summary-1.json. Within a major version fields are only added. */
export interface Riepilogo {
  readonly schema: "sioc/summary@1";
  readonly comando: string;
  /** Six digits; null when the command makes no bundle. */
  readonly run: string | null;
  readonly regione: string;
  /** `2026T1` */
  readonly periodo: string;
  readonly oggi: IsoDate;
  readonly versions: Versions;
  readonly totals: TotaliRiepilogo;
  readonly aziende: readonly AziendaRiepilogo[];
  readonly codici: readonly CodiceRiepilogo[];
  readonly files: readonly FileRiepilogo[];
  readonly stages: readonly Stage[];
  readonly source_failures: readonly SourceFailure[];
  readonly skipped_rules: readonly SkippedRule[];
}

export interface Versions {
  readonly tool: string;
  readonly rules: string;
  readonly layout: { readonly version: string; readonly official: boolean; readonly sha256: string };
}

/** `righe` rows read, `record` stays made of them, of which `scartati` left out and `segnalati` kept with a remark. */
export interface Misure {
  readonly righe: number;
  readonly record: number;
  readonly scartati: number;
  readonly segnalati: number;
}

export interface TotaliRiepilogo extends Misure {
  readonly findings: Readonly<Record<Esito, number>>;
}

export interface AziendaRiepilogo extends Misure {
  readonly azienda: string;
  readonly findings: Readonly<Record<Esito, number>>;
  /** Path below the folder of the report, with `/`; null when there is nothing to correct. */
  readonly worklist: string | null;
}

export interface CodiceRiepilogo {
  readonly code: string;
  readonly esito: Esito;
  /** Findings. */
  readonly count: number;
  /** Rows concerned. */
  readonly righe: number;
  readonly messaggio: string;
  readonly rimedio: string;
  readonly aziende: Readonly<Record<string, number>>;
  readonly examples: readonly Esempio[];
}

export interface FileRiepilogo {
  readonly nome: string;
  readonly azienda: string;
  readonly ruolo: string;
  /** Null when the file could not be read to its end. */
  readonly sha256: string | null;
  readonly bytes: number;
  readonly righe: number;
  readonly scartate: number;
  readonly note: readonly Nota[];
}

export interface Nota {
  readonly key: string;
  readonly text: string;
}

/** Rows or records into and out of a stage of the pipeline: `in = out + discarded`. */
export interface Stage {
  readonly stage: string;
  readonly in: number;
  readonly out: number;
  readonly discarded: number;
}

export interface SourceFailure {
  readonly azienda: string;
  readonly file: string;
  readonly code: ErrorCode;
}

export interface SkippedRule {
  readonly code: string;
  readonly reason: string;
}

/** What the pipeline knows and the findings do not say. */
export interface Fatti {
  readonly comando: string;
  readonly run?: number;
  readonly regione: string;
  readonly periodo: string;
  readonly oggi: IsoDate;
  readonly versions: Versions;
  /** One each file of the run's file table, in the same order. */
  readonly files: readonly FileLetto[];
  readonly stages: readonly Stage[];
  /** A record counts once in `scartati` or `segnalati`, whatever the number of its findings. */
  readonly aziende: readonly (Misure & { readonly azienda: string })[];
  readonly sourceFailures: readonly SourceFailure[];
  readonly skippedRules: readonly { readonly code: string; readonly reason: Message }[];
}

export interface FileLetto {
  readonly sha256: string | null;
  readonly bytes: number;
  readonly righe: number;
  readonly scartate: number;
  readonly note: readonly Message[];
}

export interface Contesto {
  readonly text: Text;
  readonly files: FileTable;
  readonly regole: Regole;
  /** Azienda (printable) → path of its worklist. */
  readonly worklist: ReadonlyMap<string, string>;
}

/**
 * Puts facts and counts together. Strings of the user's are made printable.
 * @throws Error if a stage lost or invented rows, or the files are not those of the table: a defect, never data.
 */
export function riepilogo(fatti: Fatti, conteggi: Conteggi, contesto: Contesto): Riepilogo {
  fatti.stages.forEach(controllaStage);
  if (fatti.files.length !== contesto.files.length)
    throw new Error("summary: files differ from the file table");
  return {
    schema: "sioc/summary@1",
    comando: fatti.comando,
    run: fatti.run === undefined ? null : String(fatti.run).padStart(6, "0"),
    regione: fatti.regione,
    periodo: fatti.periodo,
    oggi: fatti.oggi,
    versions: fatti.versions,
    totals: { ...somma(fatti.aziende), findings: conteggi.totale },
    aziende: aziende(fatti, conteggi, contesto),
    codici: codici(conteggi, contesto),
    files: files(fatti, contesto),
    stages: fatti.stages,
    source_failures: fatti.sourceFailures.map((f) => ({
      azienda: printable(f.azienda),
      file: printable(f.file),
      code: f.code,
    })),
    skipped_rules: fatti.skippedRules.map(({ code, reason }) => ({
      code,
      reason: redact(contesto.text(reason.key, reason.data)),
    })),
  };
}

/** The bytes of summary.json. */
export function stampaRiepilogo(dati: Riepilogo): string {
  return `${JSON.stringify(dati, null, 2)}\n`;
}

function controllaStage({ stage, in: entered, out, discarded }: Stage): void {
  if (entered !== out + discarded) {
    throw new Error(`stage ${stage}: ${entered} in, ${out} out, ${discarded} discarded`);
  }
}

function somma(parti: readonly Misure[]): Misure {
  const total = { righe: 0, record: 0, scartati: 0, segnalati: 0 };
  for (const parte of parti) {
    total.righe += parte.righe;
    total.record += parte.record;
    total.scartati += parte.scartati;
    total.segnalati += parte.segnalati;
  }
  return total;
}

/** Every azienda once: those the pipeline measured, then those that only have findings or failures. */
function aziende(fatti: Fatti, conteggi: Conteggi, { files: table, worklist }: Contesto): AziendaRiepilogo[] {
  const misure = new Map<string, Misure>();
  for (const m of fatti.aziende) misure.set(printable(m.azienda), m);
  for (const { azienda } of [...table, ...fatti.sourceFailures]) {
    const name = printable(azienda);
    if (!misure.has(name)) misure.set(name, somma([]));
  }
  return [...misure].map(([azienda, m]) => ({
    azienda,
    ...somma([m]),
    findings: conteggi.aziende.get(azienda) ?? { scarto: 0, segnalazione: 0 },
    worklist: worklist.get(azienda) ?? null,
  }));
}

function codici(conteggi: Conteggi, { text, regole }: Contesto): CodiceRiepilogo[] {
  return conteggi.codici.map((c) => ({
    code: c.code,
    esito: c.esito,
    count: c.count,
    righe: c.righe,
    messaggio: c.frase ?? fraseGenerica(text, regole, c.code),
    rimedio: regole(c.code)?.hint[text.lingua] ?? "",
    aziende: Object.fromEntries(c.aziende),
    examples: c.esempi,
  }));
}

function files(fatti: Fatti, { files: table, text }: Contesto): FileRiepilogo[] {
  return table.flatMap((entry, index) => {
    const letto = fatti.files[index];
    if (letto === undefined) return [];
    return {
      nome: printable(entry.nome),
      azienda: printable(entry.azienda),
      ruolo: entry.ruolo,
      sha256: letto.sha256,
      bytes: letto.bytes,
      righe: letto.righe,
      scartate: letto.scartate,
      note: letto.note.map(({ key, data }) => ({ key, text: redact(text(key, data)) })),
    };
  });
}
