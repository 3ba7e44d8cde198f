import { readdirSync, rmdirSync, rmSync } from "node:fs";
import { join } from "node:path";

import { openPart, writeWhole, type PartFile } from "../core/atomic.ts";
import { printable } from "../core/redact.ts";
import type { Finding } from "../model/finding.ts";
import type { Text } from "../text/index.ts";
import { contatore, type Conteggi } from "./conteggi.ts";
import { BOM, rigaCsv } from "./csv.ts";
import { riepilogo, stampaRiepilogo, type Fatti, type Riepilogo } from "./riepilogo.ts";
import { scrittore, type Scrittore } from "./scrittore.ts";
import { nomiWorklist } from "./sicuro.ts";
import {
  posizione,
  traduttore,
  type FileTable,
  type HeaderOf,
  type Regole,
  type VoceCompleta,
} from "./voce.ts";

export const FINDINGS = "findings.ndjson";
export const SUMMARY = "summary.json";
export const CORREZIONI = "correzioni";

const COLONNE_WORKLIST = [
  "file",
  "riga",
  "struttura",
  "numero",
  "colonna",
  "campo",
  "codice",
  "esito",
  "frase",
  "rimedio",
] as const;

export interface RaccoltaOptions {
  /** Where findings.ndjson, summary.json and correzioni/ go; made if missing. */
  readonly folder: string;
  readonly text: Text;
  readonly files: FileTable;
  readonly regole: Regole;
  readonly headerOf: HeaderOf;
  /** Examples kept of each code; 3 by default. */
  readonly maxExamples?: number;
  /** Replaced in tests. */
  readonly open?: (path: string) => PartFile;
}

/** Takes findings one by one and writes them out; holds counts and buffers, never the findings. */
export interface Raccolta {
  /** @throws DISK when it cannot be written. */
  add(finding: Finding): void;
  /** Counts so far. */
  conteggi(): Conteggi;
  /**
   * Gives every file its name, summary.json last: where it is, the others are whole. A worklist left by an earlier
   * run for an azienda that now has nothing to correct is removed.
   * @throws DISK; then nothing more is renamed and what is pending is removed.
   */
  close(fatti: Fatti): Riepilogo;
  /** Removes what was written. Safe to call twice and after close. */
  discard(): void;
}

/** @throws OUTPUT_UNWRITABLE if the folder or its files cannot be made. */
export function openRaccolta(options: RaccoltaOptions): Raccolta {
  const { folder, text, files, regole } = options;
  const open = options.open ?? openPart;
  const traduci = traduttore(text, files, regole, options.headerOf);
  const counts = contatore(options.maxExamples ?? 3);
  const worklists = new Worklists(folder, text, files, open);
  const findings = scrittore(open(join(folder, FINDINGS)));
  let done = false;

  const discard = (): void => {
    if (done) return;
    done = true;
    findings.discard();
    worklists.discard();
  };
  return {
    add(finding) {
      const voce = traduci(finding);
      findings.append(`${JSON.stringify(voce.voce)}\n`);
      worklists.append(voce);
      counts.add(finding.at, voce.voce);
    },
    conteggi: () => counts.conteggi(),
    close(fatti) {
      try {
        const dati = riepilogo(fatti, counts.conteggi(), {
          text,
          files,
          regole,
          worklist: worklists.paths(),
        });
        findings.flush();
        worklists.flush();
        worklists.commit();
        findings.commit();
        writeWhole(join(folder, SUMMARY), stampaRiepilogo(dati));
        done = true;
        return dati;
      } catch (error) {
        discard();
        throw error;
      }
    },
    discard,
  };
}

/** One CSV an azienda, opened at its first finding. */
class Worklists {
  readonly #folder: string;
  readonly #text: Text;
  readonly #open: (path: string) => PartFile;
  readonly #names: ReadonlyMap<string, string>;
  readonly #files = new Map<string, Scrittore>();

  constructor(folder: string, text: Text, files: FileTable, open: (path: string) => PartFile) {
    this.#folder = join(folder, CORREZIONI);
    this.#text = text;
    this.#open = open;
    this.#names = nomiWorklist(files.map((f) => printable(f.azienda)));
  }

  append({ voce, colonne, campi, rimedio }: VoceCompleta): void {
    this.#of(voce.azienda).append(
      rigaCsv([
        voce.file,
        voce.riga === null ? "" : posizione(voce.riga, voce.posto),
        voce.struttura ?? "",
        voce.num_ric ?? "",
        colonne,
        campi,
        voce.code,
        this.#text(`report.esito.${voce.esito}`),
        voce.messaggio,
        rimedio,
      ]),
    );
  }

  /** Azienda → path below the report folder, of those that have something to correct. */
  paths(): ReadonlyMap<string, string> {
    return new Map(
      [...this.#files.keys()].map((azienda) => [azienda, `${CORREZIONI}/${this.#name(azienda)}`]),
    );
  }

  flush(): void {
    for (const file of this.#files.values()) file.flush();
  }

  commit(): void {
    for (const file of this.#files.values()) file.commit();
    for (const azienda of this.#names.keys()) {
      if (!this.#files.has(azienda)) rmSync(join(this.#folder, this.#name(azienda)), { force: true });
    }
  }

  discard(): void {
    for (const file of this.#files.values()) file.discard();
    if (this.#files.size > 0) removeIfEmpty(this.#folder);
  }

  #of(azienda: string): Scrittore {
    const found = this.#files.get(azienda);
    if (found !== undefined) return found;
    const fresh = scrittore(this.#open(join(this.#folder, this.#name(azienda))));
    this.#files.set(azienda, fresh);
    fresh.append(BOM + this.#header());
    return fresh;
  }

  #name(azienda: string): string {
    return `${this.#names.get(azienda) ?? "azienda"}.csv`;
  }

  #header(): string {
    return rigaCsv(COLONNE_WORKLIST.map((colonna) => this.#text(`report.col.${colonna}`)));
  }
}

function removeIfEmpty(folder: string): void {
  try {
    if (readdirSync(folder).length === 0) rmdirSync(folder);
  } catch {
    // Never made, or in use: nothing of ours is left in it.
  }
}
