import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";

import { writeWhole, FOLDER_MODE } from "../core/atomic.ts";
import { errnoOf, EXIT, SiocError, siocError, type ExitCode } from "../core/errors.ts";
import { printable } from "../core/redact.ts";
import { MAX_RICEVUTA_BYTES, readRicevute, type MappaEsiti } from "../gaf/index.ts";
import {
  applyRicevuta,
  caricamentiNoti,
  rigettatiDelRun,
  type Applicata,
  type CaricamentiNoti,
  type Ledger,
} from "../ledger/index.ts";
import type { Ricevuta } from "../model/ricevuta.ts";
import { CORREZIONI, writeMinistero, type RigaMinistero } from "../report/index.ts";
import type { Text } from "../text/index.ts";

export interface EsitiOptions {
  readonly text: Text;
  /** Where the original bytes are kept, for good. */
  readonly keep: string;
  /** Folder of bundles and lists. */
  readonly output: string;
  readonly map?: MappaEsiti;
  /** Run the answers are of, when they do not say it. */
  readonly run?: number;
}

export interface RispostaLetta {
  readonly ricevuta: Ricevuta;
  readonly applicata: Applicata;
}

export interface FileLetto {
  /** As given, without folders. */
  readonly name: string;
  readonly risposte: readonly RispostaLetta[];
  /** Answers about uploads of others, in a file that has ours too: the monitor lists all those of the sender. */
  readonly altrui: number;
  readonly error?: SiocError;
}

export interface EsitiLetti {
  readonly files: readonly FileLetto[];
  readonly liste: readonly { readonly azienda: string; readonly path: string }[];
  readonly exit: ExitCode;
}

/**
 * Reads what the Ministry sent back, keeps its bytes, tells the ledger, writes the lists of the aziende concerned. A file
 * that cannot be read does not stop the others.
 * @throws LEDGER_*, OUTPUT_UNWRITABLE, DISK; what was applied before stays, and the same files again are duplicates.
 */
export async function readEsiti(
  ledger: Ledger,
  paths: readonly string[],
  options: EsitiOptions,
): Promise<EsitiLetti> {
  const files: FileLetto[] = [];
  for (const path of paths) files.push(await readOne(ledger, path, options));
  return { files, liste: await writeLists(ledger, runsOf(files), options), exit: exitOf(files) };
}

async function readOne(ledger: Ledger, path: string, options: EsitiOptions): Promise<FileLetto> {
  const name = printable(basename(path));
  try {
    const bytes = bytesOf(path);
    const { text, map } = options;
    const ricevute = await readRicevute(bytes, { name: basename(path), text, ...(map && { map }) });
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    const file = { name, sha256, kept: keep(bytes, sha256, options.keep) };
    const ours = ricevute.length > 1 ? nostre(ricevute, await caricamentiNoti(ledger)) : ricevute;
    const risposte: RispostaLetta[] = [];
    for (const ricevuta of ours) {
      const run = options.run === undefined ? {} : { run: options.run };
      risposte.push({ ricevuta, applicata: await applyRicevuta(ledger, ricevuta, file, run) });
    }
    return { name, risposte, altrui: ricevute.length - ours.length };
  } catch (error) {
    if (error instanceof SiocError && error.exit === EXIT.source)
      return { name, risposte: [], altrui: 0, error };
    throw error;
  }
}

/** Those about uploads the ledger knows; all of them when none is: then there is something to look into. */
function nostre(ricevute: readonly Ricevuta[], { ids, names }: CaricamentiNoti): readonly Ricevuta[] {
  const ours = ricevute.filter(
    ({ idUpload, nomeFile }) =>
      ids.has(idUpload ?? "") || names.has(nomeFile ?? "") || idUpload === undefined,
  );
  return ours.length === 0 ? ricevute : ours;
}

/** @throws SOURCE_MISSING, SOURCE_NOT_A_FILE, SOURCE_UNREADABLE */
function bytesOf(path: string): Uint8Array {
  const file = printable(basename(path));
  try {
    const stats = statSync(path);
    if (!stats.isFile()) throw siocError("SOURCE_NOT_A_FILE", { file });
    // One byte more than is read: the reader says that it is too large.
    return stats.size > MAX_RICEVUTA_BYTES ? new Uint8Array(MAX_RICEVUTA_BYTES + 1) : readFileSync(path);
  } catch (error) {
    if (error instanceof SiocError) throw error;
    const reason = errnoOf(error) ?? "?";
    if (reason === "ENOENT") throw siocError("SOURCE_MISSING", { file });
    throw siocError("SOURCE_UNREADABLE", { file, reason });
  }
}

/** The original bytes, under their own hash: once, however many times they come. */
function keep(bytes: Uint8Array, sha256: string, folder: string): string {
  const name = `${sha256}.${extensionOf(bytes)}`;
  mkdirSync(folder, { recursive: true, mode: FOLDER_MODE });
  if (!existsSync(join(folder, name))) writeWhole(join(folder, name), bytes);
  return name;
}

function extensionOf(bytes: Uint8Array): "xml" | "json" | "zip" | "txt" {
  const [first = ""] = Buffer.from(bytes.subarray(0, 1024))
    .toString("latin1")
    .replace(/[\s\0]|^\u00ef\u00bb\u00bf|^\u00ff\u00fe|^\u00fe\u00ff/g, "");
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) return "zip";
  if (first === "<") return "xml";
  return first === "{" || first === "[" ? "json" : "txt";
}

function runsOf(files: readonly FileLetto[]): readonly number[] {
  const runs = files.flatMap(({ risposte }) =>
    risposte.flatMap(({ ricevuta, applicata: { verdetto, run } }) =>
      ricevuta.specie === "scarti" && verdetto !== "quarantined" && run !== undefined ? [run] : [],
    ),
  );
  return [...new Set(runs)].sort((a, b) => a - b);
}

/** All the rejections of these runs, not only those just read: a list must not lose what came in another file. */
async function writeLists(
  ledger: Ledger,
  runs: readonly number[],
  { output, text }: EsitiOptions,
): Promise<EsitiLetti["liste"]> {
  const byPeriodo = new Map<string, RigaMinistero[]>();
  for (const run of runs)
    for (const { periodo, ...rigettato } of await rigettatiDelRun(ledger, run)) {
      // The ledger has region, ASL and facility; the lists of validate show the last.
      const riga = { ...rigettato, struttura: rigettato.struttura.slice(-6) };
      const righe = byPeriodo.get(periodo);
      if (righe) righe.push(riga);
      else byPeriodo.set(periodo, [riga]);
    }
  return [...byPeriodo].flatMap(([periodo, righe]) => {
    const written = writeMinistero(join(output, "controlli", periodo, CORREZIONI), righe, text);
    return [...written].map(([azienda, path]) => ({ azienda, path }));
  });
}

/** The gravest wins: set aside, refused, unreadable, discards. */
function exitOf(files: readonly FileLetto[]): ExitCode {
  const all = files.flatMap(({ risposte }) => risposte);
  if (all.some(({ applicata }) => applicata.verdetto === "quarantined")) return EXIT.ledger;
  if (all.some(isRefused)) return EXIT.refused;
  if (files.some(({ error }) => error !== undefined)) return EXIT.source;
  return all.some(hasDiscards) ? EXIT.partial : EXIT.ok;
}

function isRefused({ ricevuta, applicata }: RispostaLetta): boolean {
  const codice = "codice" in ricevuta ? ricevuta.codice : "";
  return (
    applicata.stato === "refused" || codice === "AE00" || codice === "MX11" || /^IF(?!00)\d\d$/.test(codice)
  );
}

/** Also while their list has not come, or the Ministry has not said its last word. */
function hasDiscards({ ricevuta, applicata }: RispostaLetta): boolean {
  const { stato, scarti } = applicata;
  const told = ricevuta.specie === "elaborazione" && ricevuta.codice === "MX22";
  return (
    told || stato === "partial" || stato === "unknown" || scarti.some(({ specie }) => specie === "scarto")
  );
}
