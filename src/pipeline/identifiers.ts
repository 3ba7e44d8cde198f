import { nothingRead } from "./file-finding.ts";
import { openPart, type PartFile } from "../core/atomic.ts";
import { siocError, SiocError } from "../core/errors.ts";
import type { Ruolo } from "../model/ruolo.ts";
import { tagOf, type Tag } from "../core/tag.ts";
import { guessTipoCi, isHashable, judgeIdentificativo, normalise } from "../identity/index.ts";
import { parseBlock } from "../sources/index.ts";
import type { Message } from "../text/index.ts";
import { campiDi, compilaCampo, scritturaDi, type Layout, type LettoreCampo } from "../tracciato/index.ts";
import {
  openInput,
  withTables,
  type FonteConfig,
  type FonteFailure,
  type InputFile,
  type InputOptions,
} from "./inputs.ts";
import type { Ambient } from "./setup.ts";

export interface ExportedAzienda {
  readonly azienda: string;
  readonly righe: number;
  /** New identifiers: one that an earlier azienda has is counted there. */
  readonly nuovi: number;
}

/** Counts only: the identifiers are in the file and nowhere else. */
export interface Exported {
  readonly aziende: readonly ExportedAzienda[];
  readonly righe: number;
  readonly scritti: number;
  readonly ripetuti: number;
  /** Rows of anonymous people (98), or without an identifier. */
  readonly senza: number;
  /** Rows whose identifier is not well formed; `validate` says which. */
  readonly malformati: number;
  /** Rows that could not be read at all. */
  readonly illeggibili: number;
  readonly failures: readonly FonteFailure[];
  readonly notes: readonly Message[];
}

export type ExportOptions = Pick<InputOptions, "layout" | "text"> & Pick<Ambient, "signal" | "progress">;

/**
 * Writes the distinct identifiers of all aziende, in the form that is hashed and in the order they are met, as
 * `cod_ident;tipo_ci`. It is the one file with clear identifiers the program ever writes: whole, 0600, or not at all.
 * @throws NOTHING_READ or the only failure when no file could be read; OUTPUT_UNWRITABLE, DISK, INTERRUPTED
 */
export async function exportIdentifiers(
  configs: readonly FonteConfig[],
  path: string,
  options: ExportOptions,
): Promise<Exported> {
  const { files, failures } = await openIdentified(configs, options);
  if (files.length === 0) throw nothingRead(failures, options.text);
  const part = openPart(path);
  try {
    part.write("cod_ident;tipo_ci\n");
    const tally = await copyAll(files, part, options);
    part.commit();
    return { ...tally, failures, notes: files.flatMap((file) => file.notes) };
  } catch (error) {
    part.discard();
    throw error;
  }
}

/** The files that carry identifiers. An azienda that cannot be read is named, and the others go on. */
async function openIdentified(
  configs: readonly FonteConfig[],
  { layout, text }: ExportOptions,
): Promise<{ files: InputFile[]; failures: FonteFailure[] }> {
  // val_ci is what this list is made to ask for: it need not be there.
  const options = { layout, text, tipo: "I", conEsiti: true } as const;
  const files: InputFile[] = [];
  const failures: FonteFailure[] = [];
  for (const config of configs.map((one) => withTables(one, text))) {
    const separate = (config.files.anagrafica ?? []).length > 0;
    const ruolo: Ruolo = separate ? "anagrafica" : "ricoveri";
    for (const path of config.files[ruolo] ?? []) {
      try {
        files.push(await openInput(files.length, ruolo, path, config, options));
      } catch (error) {
        if (!(error instanceof SiocError)) throw error;
        failures.push({ azienda: config.azienda, file: path, ruolo, error });
      }
    }
  }
  return { files, failures };
}

type Tally = Omit<Exported, "failures" | "notes">;

async function copyAll(files: readonly InputFile[], part: PartFile, options: ExportOptions): Promise<Tally> {
  const { layout, signal, progress } = options;
  const totalBytes = files.reduce((sum, { source }) => sum + source.sizeBytes, 0);
  const aziende = new Map<string, { righe: number; nuovi: number }>();
  const seen = new Set<bigint>();
  const counts = { righe: 0, scritti: 0, ripetuti: 0, senza: 0, malformati: 0, illeggibili: 0 };
  let before = 0;
  for (const file of files) {
    const read = identifierReader(layout, file);
    const azienda = aziende.get(file.azienda) ?? { righe: 0, nuovi: 0 };
    aziende.set(file.azienda, azienda);
    for await (const block of file.source.blocks()) {
      if (signal.aborted) throw siocError("INTERRUPTED");
      const parsed = parseBlock(file.spec.format, block);
      counts.illeggibili += parsed.bad.length;
      const lines: string[] = [];
      for (const cells of parsed.rows) {
        const found = read(cells);
        azienda.righe++;
        if (typeof found === "string") counts[found]++;
        else if (isNew(seen, found.codIdent)) lines.push(`${found.codIdent};${found.tipoCi}\n`);
        else counts.ripetuti++;
      }
      part.write(lines.join(""));
      counts.righe += parsed.rows.length;
      counts.scritti += lines.length;
      azienda.nuovi += lines.length;
      const bytes = before + file.source.consumed();
      progress({ fase: "lettura", rows: counts.righe, bytes, totalBytes, scarti: counts.malformati });
    }
    before += file.source.sizeBytes;
  }
  return { ...counts, aziende: [...aziende].map(([azienda, of]) => ({ azienda, ...of })) };
}

type Found = { readonly codIdent: string; readonly tipoCi: string } | "senza" | "malformati";

/** Judges as OC-F-011 … OC-F-013 do: what they refuse would be refused after the check too. */
function identifierReader(
  layout: Layout,
  { spec: { columns, mappa } }: InputFile,
): (cells: readonly string[]) => Found {
  const reader = (name: "cod_ident" | "tipo_ci"): LettoreCampo | undefined => {
    const campo = campiDi(layout).find(({ colonna }) => colonna === name);
    return campo && compilaCampo(campo, columns.get(name) ?? -1, layout, scritturaDi(mappa));
  };
  const [ident, tipo] = [reader("cod_ident"), reader("tipo_ci")];
  return (cells) => {
    const cell = ident?.leggi(cells);
    if (cell?.failed) return "malformati";
    const { text: codIdent } = normalise(cell?.value ?? "");
    const declared = tipo?.leggi(cells).value ?? "";
    const guessed = guessTipoCi(codIdent);
    if (declared === "98" || guessed === "99") return "senza";
    const tipoCi = declared === "" ? guessed : declared;
    if (tipoCi === undefined || !isHashable(codIdent)) return "malformati";
    // A free-form number (97, 99) with a delimiter or quote in it would not come back as one cell.
    if (judgeIdentificativo(codIdent, tipoCi).defect !== undefined || /[;"]/.test(codIdent))
      return "malformati";
    return { codIdent, tipoCi };
  };
}

const tag: Tag = { hi: 0, lo: 0 };

function isNew(seen: Set<bigint>, codIdent: string): boolean {
  tagOf(codIdent, tag);
  const before = seen.size;
  seen.add((BigInt(tag.hi) << 32n) | BigInt(tag.lo));
  return seen.size > before;
}
