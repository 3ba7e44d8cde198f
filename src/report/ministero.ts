import { join } from "node:path";

import { openPart, type PartFile } from "../core/atomic.ts";
import { printable } from "../core/redact.ts";
import type { Text } from "../text/index.ts";
import { BOM, rigaCsv } from "./csv.ts";
import { scrittore, type Scrittore } from "./scrittore.ts";
import { nomiWorklist, strutturaSicura } from "./sicuro.ts";

/** One rejection of the Ministry's as the azienda corrects it. */
export interface RigaMinistero {
  readonly azienda: string;
  /** The azienda's own file; null when the record comes from none. */
  readonly source: string | null;
  /** Line of that file. */
  readonly row: number | null;
  readonly struttura: string;
  readonly dataset: 1 | 2 | null;
  readonly codice: string;
  /** The Ministry's words. */
  readonly descrizione: string;
  readonly specie: "scarto" | "anomalia";
  readonly campo: string | null;
  /** It had come back before. */
  readonly known: boolean;
  readonly run: number;
  readonly idUpload: string | null;
}

const COLONNE = [
  "file",
  "riga",
  "struttura",
  "dataset",
  "codice",
  "descrizione",
  "specie",
  "campo",
  "noto",
  "run",
  "id_upload",
] as const;

/**
 * Writes `<azienda>-ministero.csv` of every azienda that has rows, in the order given: all of them or none. A list of
 * an azienda without rows stays as it is: somebody may be working on it, and only its own rows replace it.
 * @returns azienda → path. @throws OUTPUT_UNWRITABLE, DISK; then no list was renamed, unless a rename itself fails.
 */
export function writeMinistero(
  folder: string,
  righe: Iterable<RigaMinistero>,
  text: Text,
  open: (path: string) => PartFile = openPart,
): ReadonlyMap<string, string> {
  const rows = [...righe];
  const names = nomiWorklist(rows.map(({ azienda }) => printable(azienda)));
  const files = new Map<string, Scrittore>();
  try {
    for (const riga of rows) listOf(riga).append(rigaCsv(cells(riga, text)));
    for (const file of files.values()) file.flush();
    for (const file of files.values()) file.commit();
    return new Map([...files].map(([azienda, { path }]) => [azienda, path]));
  } finally {
    for (const file of files.values()) file.discard();
  }

  function listOf(riga: RigaMinistero): Scrittore {
    const azienda = printable(riga.azienda);
    const there = files.get(azienda);
    if (there !== undefined) return there;
    const file = scrittore(open(join(folder, `${names.get(azienda) ?? "azienda"}-ministero.csv`)));
    files.set(azienda, file);
    file.append(BOM + rigaCsv(COLONNE.map((colonna) => text(`outcomes.col.${colonna}`))));
    return file;
  }
}

function cells(riga: RigaMinistero, text: Text): string[] {
  const { source, row, dataset, codice, descrizione, campo, known, run, idUpload } = riga;
  return [
    source === null ? "" : printable(source),
    row === null ? "" : String(row),
    strutturaSicura(riga.struttura),
    dataset === null ? "" : String(dataset),
    printable(codice),
    printable(descrizione, 300),
    text(`outcomes.specie.${riga.specie}`),
    printable(campo ?? ""),
    text(known ? "outcomes.yes" : "outcomes.no"),
    String(run).padStart(6, "0"),
    printable(idUpload ?? ""),
  ];
}
