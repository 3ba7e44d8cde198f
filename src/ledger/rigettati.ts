import type { Ledger } from "./ledger.ts";
import type { Value } from "./store/store.ts";

/** One rejection or anomaly of a run, with the row of the azienda's file it came from. */
export interface Rigettato {
  readonly run: number;
  readonly periodo: string;
  readonly azienda: string;
  /** Name of the azienda's file; null for what no file gave (a cancellation asked with --cancel-missing). */
  readonly source: string | null;
  readonly row: number | null;
  readonly struttura: string;
  readonly dataset: 1 | 2;
  readonly codice: string;
  readonly descrizione: string;
  readonly specie: "scarto" | "anomalia";
  readonly campo: string | null;
  readonly idUpload: string | null;
  /** The same code came back for the same record in an earlier run. */
  readonly known: boolean;
}

/**
 * All that the Ministry rejected or marked in a run, whatever the receipts it came in, in the order of the sources.
 * @throws LEDGER_*
 */
export async function rigettatiDelRun({ store }: Ledger, run: number): Promise<readonly Rigettato[]> {
  const rows = await store.rows(
    `SELECT j.run, r.periodo, s.azienda, o.name, CASE WHEN j.dataset = 1 THEN s.row1 ELSE s.row2 END, s.struttura,
      j.dataset, j.codice, j.descrizione, j.specie, j.campo, f.id_upload,
      CASE WHEN EXISTS (SELECT 1 FROM rejection e WHERE e.key = j.key AND e.run < j.run AND e.codice = j.codice)
        THEN 1 ELSE 0 END
      FROM rejection j JOIN run r ON r.id = j.run JOIN sending s ON s.run = j.run AND s.seq = j.seq
      LEFT JOIN source o ON o.run = j.run AND o.idx = CASE WHEN j.dataset = 1 THEN s.source1 ELSE s.source2 END
      LEFT JOIN file f ON f.run = j.run AND f.dataset = j.dataset
        AND f.prog = CASE WHEN j.dataset = 1 THEN s.file1 ELSE s.file2 END
      WHERE j.run = ?1
      ORDER BY s.azienda, CASE WHEN j.dataset = 1 THEN s.source1 ELSE s.source2 END,
        CASE WHEN j.dataset = 1 THEN s.row1 ELSE s.row2 END, j.dataset, j.codice, j.n`,
    [run],
  );
  return rows.map(
    ([
      id,
      periodo,
      azienda,
      source,
      row,
      struttura,
      dataset,
      codice,
      descrizione,
      specie,
      campo,
      upload,
      known,
    ]) => ({
      run: Number(id),
      periodo: testo(periodo),
      azienda: testo(azienda),
      source: forse(source),
      row: typeof row === "number" ? row : null,
      struttura: testo(struttura),
      dataset: dataset === 1 ? 1 : 2,
      codice: testo(codice),
      descrizione: testo(descrizione),
      specie: specie === "anomalia" ? "anomalia" : "scarto",
      campo: forse(campo),
      idUpload: forse(upload),
      known: known === 1,
    }),
  );
}

function testo(value: Value | undefined): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

function forse(value: Value | undefined): string | null {
  return value === null || value === undefined ? null : testo(value);
}
