/** What the ledger knows of quarters, aziende and runs: counts, dates, names of files of ours. It only reads. */
import type { Ledger } from "./ledger.ts";
import type { Value } from "./store/store.ts";

const STATI_RUN = [
  "preparing",
  "prepared",
  "sent",
  "accepted",
  "partial",
  "refused",
  "unknown",
  "superseded",
  "abandoned",
] as const;
export type StatoRun = (typeof STATI_RUN)[number];

export interface RunRegistrato {
  readonly id: number;
  readonly periodo: string;
  readonly stato: StatoRun;
  readonly bundle: string;
  readonly folder: string;
  readonly preparedOn: string;
  readonly preparedAt: string;
  readonly who: string;
  readonly sentAt: string | null;
  readonly closedAt: string | null;
  readonly purgedAt: string | null;
  readonly supersededBy: number | null;
  /** Identifiers of the uploads of its files, each once. */
  readonly idUpload: readonly string[];
}

/** What an azienda delivered to a run and what of it was prepared. */
export interface AziendaRun {
  readonly run: number;
  readonly azienda: string;
  readonly righe: number;
  /** Stays read. */
  readonly ricoveri: number;
  readonly scartati: number;
  readonly segnalati: number;
  readonly inseriti: number;
  readonly variati: number;
  readonly cancellati: number;
  readonly invariati: number;
}

/** What came back of the records of an azienda in a run. A record is refused when one of its halves is. */
export interface EsitiAzienda {
  readonly run: number;
  readonly azienda: string;
  readonly accettati: number;
  readonly respinti: number;
  readonly inAttesa: number;
}

/** Records the Ministry refused and nothing accepted since has put right. */
export interface ScartiAperti {
  readonly periodo: string;
  readonly azienda: string;
  readonly record: number;
  /** ISO instant of the oldest. */
  readonly dal: string;
}

export interface StrutturaPeriodo {
  readonly periodo: string;
  readonly azienda: string;
  readonly struttura: string;
}

export interface FileRegistrato {
  readonly name: string;
  readonly dataset: number;
  readonly prog: number;
  readonly records: number;
  readonly stato: string;
  readonly idUpload: string | null;
  readonly codice: string | null;
  readonly sentAt: string | null;
  readonly esitoAt: string | null;
}

export interface RicevutaRegistrata {
  readonly at: string;
  readonly specie: string;
  readonly name: string;
  readonly file: string | null;
  readonly idUpload: string | null;
  readonly codice: string | null;
  readonly verdetto: string;
  readonly motivo: string | null;
}

export interface EventoRegistrato {
  readonly seq: number;
  readonly at: string;
  readonly who: string;
  readonly what: string;
  /** JSON, as the log keeps it: counts and fingerprints. */
  readonly data: string;
}

/** Runs that have a bundle, first to last. @throws LEDGER_* */
export async function runRegistrati({ store }: Ledger): Promise<readonly RunRegistrato[]> {
  const uploads = new Map<number, string[]>();
  const files = await store.rows(
    `SELECT run, id_upload, min(prog) AS first FROM file WHERE id_upload IS NOT NULL
      GROUP BY run, id_upload ORDER BY run, first, id_upload`,
  );
  for (const [run, id] of files) uploads.set(intero(run), [...(uploads.get(intero(run)) ?? []), testo(id)]);
  const rows = await store.rows(
    `SELECT id, periodo, stato, bundle, folder, prepared_on, prepared_at, who, sent_at, closed_at, purged_at,
      superseded_by FROM run WHERE stato <> 'preparing' ORDER BY id`,
  );
  return rows.map(([id, periodo, stato, bundle, folder, on, at, who, sent, closed, purged, by]) => ({
    id: intero(id),
    periodo: testo(periodo),
    stato: statoRun(stato),
    bundle: testo(bundle),
    folder: testo(folder),
    preparedOn: testo(on),
    preparedAt: testo(at),
    who: testo(who),
    sentAt: forse(sent),
    closedAt: forse(closed),
    purgedAt: forse(purged),
    supersededBy: by === null || by === undefined ? null : intero(by),
    idUpload: uploads.get(intero(id)) ?? [],
  }));
}

/** @throws LEDGER_* */
export async function aziendeDeiRun({ store }: Ledger): Promise<readonly AziendaRun[]> {
  const rows = await store.rows(
    `SELECT run, azienda, righe, record, scartati, segnalati, inseriti, variati, cancellati, invariati
      FROM run_azienda ORDER BY run, azienda`,
  );
  return rows.map(([run, azienda, righe, record, scartati, segnalati, i, v, c, invariati]) => ({
    run: intero(run),
    azienda: testo(azienda),
    righe: intero(righe),
    ricoveri: intero(record),
    scartati: intero(scartati),
    segnalati: intero(segnalati),
    inseriti: intero(i),
    variati: intero(v),
    cancellati: intero(c),
    invariati: intero(invariati),
  }));
}

/** Of the runs of some quarters: every record is looked at, so ask only for what is shown. @throws LEDGER_* */
export async function esitiDeiRun(
  { store }: Ledger,
  dal: string,
  al: string,
): Promise<readonly EsitiAzienda[]> {
  const rows = await store.rows(
    `SELECT run, azienda, CAST(sum(CASE WHEN bad = 0 AND waits = 0 THEN 1 ELSE 0 END) AS INTEGER),
      CAST(sum(bad) AS INTEGER), CAST(sum(CASE WHEN bad = 0 THEN waits ELSE 0 END) AS INTEGER)
      FROM (SELECT s.run AS run, s.azienda AS azienda,
        CASE WHEN s.esito1 = 'S' OR s.esito2 = 'S' THEN 1 ELSE 0 END AS bad,
        CASE WHEN (s.tipo1 IS NOT NULL AND s.esito1 IS NULL) OR (s.tipo2 IS NOT NULL AND s.esito2 IS NULL)
          THEN 1 ELSE 0 END AS waits
        FROM sending s JOIN run r ON r.id = s.run
        WHERE r.periodo >= ?1 AND r.periodo <= ?2 AND r.stato NOT IN ('preparing', 'superseded', 'abandoned')) t
      GROUP BY run, azienda ORDER BY run, azienda`,
    [dal, al],
  );
  return rows.map(([run, azienda, accettati, respinti, inAttesa]) => ({
    run: intero(run),
    azienda: testo(azienda),
    accettati: intero(accettati),
    respinti: intero(respinti),
    inAttesa: intero(inAttesa),
  }));
}

/**
 * A refusal is over when the same stay (its key, or the local number if the key was corrected) was accepted by a later
 * run. @throws LEDGER_*
 */
export async function scartiAperti({ store }: Ledger): Promise<readonly ScartiAperti[]> {
  const rows = await store.rows(
    `SELECT periodo, azienda, CAST(count(*) AS INTEGER), min(at)
      FROM (SELECT r.periodo AS periodo, s.azienda AS azienda, j.key AS key, min(j.at) AS at
        FROM rejection j JOIN run r ON r.id = j.run JOIN sending s ON s.run = j.run AND s.seq = j.seq
        WHERE j.specie = 'scarto' AND NOT EXISTS (
          SELECT 1 FROM record c WHERE c.key = j.key
            AND CASE WHEN j.dataset = 1 THEN c.run1 ELSE c.run2 END > j.run)
        AND NOT EXISTS (
          SELECT 1 FROM record c WHERE c.stay = s.stay AND c.key <> j.key
            AND CASE WHEN j.dataset = 1 THEN c.run1 ELSE c.run2 END > j.run)
        GROUP BY r.periodo, s.azienda, j.key) t
      GROUP BY periodo, azienda ORDER BY periodo, azienda`,
  );
  return rows.map(([periodo, azienda, record, dal]) => ({
    periodo: testo(periodo),
    azienda: testo(azienda),
    record: intero(record),
    dal: testo(dal),
  }));
}

/** Strutture that delivered something to a run that counts, quarter by quarter. @throws LEDGER_* */
export async function strutturePresenti({ store }: Ledger): Promise<readonly StrutturaPeriodo[]> {
  const rows = await store.rows(
    `SELECT DISTINCT r.periodo, t.azienda, t.struttura FROM run_struttura t JOIN run r ON r.id = t.run
      WHERE t.record > 0 AND r.stato IN ('accepted', 'partial', 'sent', 'prepared', 'unknown')
      ORDER BY r.periodo, t.azienda, t.struttura`,
  );
  return rows.map(([periodo, azienda, struttura]) => ({
    periodo: testo(periodo),
    azienda: testo(azienda),
    struttura: testo(struttura),
  }));
}

/** @throws LEDGER_* */
export async function fileDelRun({ store }: Ledger, run: number): Promise<readonly FileRegistrato[]> {
  const rows = await store.rows(
    `SELECT name, dataset, prog, records, stato, id_upload, codice, sent_at, esito_at FROM file WHERE run = ?1
      ORDER BY prog, dataset, name`,
    [run],
  );
  return rows.map(([name, dataset, prog, records, stato, idUpload, codice, sentAt, esitoAt]) => ({
    name: testo(name),
    dataset: intero(dataset),
    prog: intero(prog),
    records: intero(records),
    stato: testo(stato),
    idUpload: forse(idUpload),
    codice: forse(codice),
    sentAt: forse(sentAt),
    esitoAt: forse(esitoAt),
  }));
}

/** @throws LEDGER_* */
export async function ricevuteDelRun({ store }: Ledger, run: number): Promise<readonly RicevutaRegistrata[]> {
  const rows = await store.rows(
    `SELECT at, specie, name, file, id_upload, codice, verdetto, motivo FROM receipt WHERE run = ?1 ORDER BY id`,
    [run],
  );
  return rows.map(([at, specie, name, file, idUpload, codice, verdetto, motivo]) => ({
    at: testo(at),
    specie: testo(specie),
    name: testo(name),
    file: forse(file),
    idUpload: forse(idUpload),
    codice: forse(codice),
    verdetto: testo(verdetto),
    motivo: forse(motivo),
  }));
}

/** @throws LEDGER_* */
export async function eventiDelRun({ store }: Ledger, run: number): Promise<readonly EventoRegistrato[]> {
  const rows = await store.rows(`SELECT seq, at, who, what, data FROM event WHERE run = ?1 ORDER BY seq`, [
    run,
  ]);
  return rows.map(([seq, at, who, what, data]) => ({
    seq: intero(seq),
    at: testo(at),
    who: testo(who),
    what: testo(what),
    data: testo(data),
  }));
}

/** A column that is a text by the schema. */
function testo(value: Value | undefined): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

function forse(value: Value | undefined): string | null {
  return value === null || value === undefined ? null : testo(value);
}

function intero(value: Value | undefined): number {
  return typeof value === "number" ? value : Number(testo(value));
}

/** A later version of sioc may know more: what is not known is shown as such. */
function statoRun(value: Value | undefined): StatoRun {
  return STATI_RUN.find((stato) => stato === value) ?? "unknown";
}
