import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { chiama, type Chiamata } from "../cli/chiamata.ts";
import { apriCorsa, type Corsa } from "../pipeline/corsa.ts";
import type { Mittente, Passo, Preparato } from "./anno.ts";
import { apriFornitura } from "./consegna.ts";
import type { EsitoFile } from "./ministero.ts";
import { MANIERE, ricevuteCaricamento, ricevuteElaborazione, type Risposta } from "./risposte.ts";
import { REGIONE } from "./verita.ts";

export interface OpzioniProgramma {
  /** Chooses the manner of the Ministry's answers. */
  readonly seed: number;
  /** Address of a PostgreSQL database, empty: the ledger is kept there. */
  readonly url?: string;
  /** Records of a dataset file. */
  readonly maxRecords?: number;
  /** How a command is run; in this very process if absent. */
  readonly sioc?: (args: readonly string[], folder: string) => Promise<Chiamata>;
}

interface Sommario {
  readonly paths: readonly string[];
  readonly totals: { readonly righe: number; readonly scartati: number };
  readonly sent: number;
  readonly unchanged: number;
  readonly waiting: number;
}

/** The program as the region's operator drives it: files in a folder, command lines, answers saved one by one. */
export class Programma implements Mittente {
  readonly folder: string;
  readonly #corsa: Corsa;
  readonly #options: OpzioniProgramma;
  #numero = 0;
  #bundle: string | undefined;
  #run = "";

  private constructor(corsa: Corsa, options: OpzioniProgramma) {
    this.folder = corsa.folder;
    this.#corsa = corsa;
    this.#options = options;
  }

  static async apri(options: OpzioniProgramma): Promise<Programma> {
    const corsa = await apriCorsa("", { chiavi: true });
    corsa.write("m.toml", '[file]\nencoding = "utf-8"\ndelimiter = ";"\nquote = ""\n');
    if (options.url !== undefined) corsa.write("chiavi/registro.url", `${options.url}\n`);
    return new Programma(corsa, options);
  }

  get chiaveCuni(): string {
    return readFileSync(join(this.folder, "chiavi/cuni-test.key"), "utf8").trim();
  }

  async prepara({ periodo, oggi, consegne, assenti }: Passo): Promise<Preparato> {
    this.#numero += 1;
    for (const { azienda, csv } of consegne) this.#corsa.write(`arrivo/${azienda.codice}.csv`, csv);
    const aziende = consegne.map(({ azienda }) => azienda.codice);
    this.#corsa.write("sioc.toml", this.#toml(periodo.code, aziende));
    const { coppie, sparite, concordate } = assenti;
    const confirm = ["--cancel-missing", "--confirm", String(coppie.length + sparite.length)];
    const { summary } = await this.#json(oggi, "prepare", concordate ? confirm : []);
    const { paths, totals, sent, unchanged, waiting } = summary as unknown as Sommario;
    const conti = {
      righe: totals.righe,
      inviate: sent,
      scartate: totals.scartati,
      invariate: unchanged,
      inAttesa: waiting,
    };
    this.#bundle = paths[0];
    if (this.#bundle === undefined) return { files: [], conti };
    const key = join(this.folder, "chiavi/destinatario-test-privata.asc");
    return { conti, files: await apriFornitura(this.#bundle, key, Date.parse(`${oggi}T12:00:00Z`)) };
  }

  async inviato(esiti: readonly EsitoFile[], { oggi }: Passo): Promise<void> {
    this.#run = String(Number(this.#bundle?.slice(-6)));
    const taken = esiti.filter(({ caricamento }) => caricamento === "IF00");
    const ids = taken.flatMap(({ nome, idUpload }) => ["--id-upload", `${nome}=${idUpload}`]);
    if (ids.length > 0) await this.#json(oggi, "sent", [this.#run, ...ids]);
  }

  async esiti(esiti: readonly EsitoFile[], { oggi }: Passo): Promise<void> {
    if (esiti.length === 0) return;
    const maniera = MANIERE[(this.#options.seed + this.#numero) % MANIERE.length] ?? MANIERE[0]!;
    const upload = this.#salva(ricevuteCaricamento(esiti, maniera));
    await this.#json(oggi, "outcomes", [...upload, "--run", this.#run]);
    const rest = this.#salva(ricevuteElaborazione(esiti, maniera));
    if (rest.length > 0) await this.#json(oggi, "outcomes", rest);
  }

  /** A command that must end well. */
  async comando(oggi: string, ...argv: readonly string[]): Promise<Risultato["summary"]> {
    return (await this.#json(oggi, argv[0] ?? "", argv.slice(1))).summary;
  }

  /** Where something that must be nowhere is: in what the program keeps, writes or says. */
  tracce(vietati: readonly string[]): string[] {
    const needles = vietati.filter((text) => text !== "");
    const found = (bytes: Buffer | string): boolean => needles.some((text) => bytes.includes(text));
    const files = ["registro", "uscita"].flatMap((name) => filesBelow(join(this.folder, name)));
    return [
      ...files.filter((path) => found(readFileSync(path))),
      ...(found(this.#detto) ? ["(screen)"] : []),
    ];
  }

  /** As {@link tracce}, in the ledger alone: neither Id_Rec nor CUNI may be there. */
  tracceNelRegistro(vietati: readonly string[]): string[] {
    const files = filesBelow(join(this.folder, "registro")).filter((path) => path.includes("registro.db"));
    return files.filter((path) => {
      const bytes = readFileSync(path);
      return vietati.some((text) => bytes.includes(text));
    });
  }

  chiudi(): void {
    this.#corsa.remove();
  }

  #detto = "";

  async #json(oggi: string, command: string, args: readonly string[]): Promise<Risultato> {
    const argv = [command, ...args, "--config", join(this.folder, "sioc.toml"), "--today", oggi, "--json"];
    const { out, err, exit } = await (this.#options.sioc?.(argv, this.folder) ?? chiama(...argv));
    this.#detto += out + err;
    const bad = `${command} ended with ${exit}: ${err}${out.slice(0, 1200)}`;
    if (!out.startsWith("{")) throw new Error(bad);
    const result = JSON.parse(out) as Risultato;
    // The very same content is on its way already: said, and nothing made.
    const again = result.summary["refused"] === "RUN_AGAIN";
    if (result.error !== undefined || !(ATTESI.has(exit) || again)) throw new Error(bad);
    return result;
  }

  #salva(risposte: readonly Risposta[]): string[] {
    const folder = join(this.folder, "risposte", String(this.#numero));
    mkdirSync(folder, { recursive: true });
    return risposte.map(({ nome, contenuto }) => {
      const path = join(folder, nome);
      writeFileSync(path, contenuto, { mode: 0o600 });
      return path;
    });
  }

  #toml(periodo: string, aziende: readonly string[]): string {
    const { url, maxRecords } = this.#options;
    return [
      `regione = "${REGIONE}"`,
      `periodo = "${periodo}"`,
      "[recipient]",
      'file = "chiavi/destinatario-test.asc"',
      "[signer]",
      'key = "chiavi/firmatario-test-privata.asc"',
      "[identity]",
      'key_file = "chiavi/cuni-test.key"',
      ...(maxRecords === undefined ? [] : ["[output]", `max_records = ${maxRecords}`]),
      ...(url === undefined ? [] : ["[ledger]", 'url_file = "chiavi/registro.url"']),
      ...aziende.flatMap((codice) => [
        "[[source]]",
        `azienda = "${codice}"`,
        'mapping = "m.toml"',
        `ricoveri = "arrivo/${codice}.csv"`,
      ]),
      "",
    ].join("\n");
  }
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

interface Risultato {
  readonly summary: Readonly<Record<string, unknown>>;
  readonly error?: unknown;
}

/** Done; rows or records discarded; a file refused. Nothing set aside, nothing unreadable, no defect. */
const ATTESI: ReadonlySet<number> = new Set([0, 1, 3, 24]);
