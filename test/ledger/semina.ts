import type { Ledger } from "../../src/ledger/index.ts";

/** A run to put in the ledger by SQL, as prepare, sent and outcomes would leave it. */
export interface SeminaRun {
  readonly id: number;
  readonly periodo: string;
  readonly stato: string;
  readonly preparedOn?: string;
  readonly sentAt?: string;
  readonly closedAt?: string;
  readonly purgedAt?: string;
  readonly supersededBy?: number;
  readonly idUpload?: string;
  /** azienda → rows, stays, and how many of each operation. */
  readonly aziende?: Readonly<Record<string, SeminaAzienda>>;
}

export interface SeminaAzienda {
  readonly righe: number;
  readonly ricoveri: number;
  readonly inseriti?: number;
  readonly variati?: number;
  readonly strutture?: Readonly<Record<string, number>>;
}

export async function semina({ store }: Ledger, run: SeminaRun): Promise<void> {
  const bundle = `SIOC_030_${run.periodo}_${String(run.id).padStart(6, "0")}`;
  const on = run.preparedOn ?? "2026-05-04";
  await store.run(
    `INSERT INTO run (id, periodo, stato, bundle, folder, manifest_sha256, content, prepared_at, prepared_on, who,
      versions, key_check, id_rec, superseded_by, sent_at, closed_at, purged_at)
      VALUES (?1, ?2, ?3, ?4, 'uscita', '00', ?5, ?6, ?7, 'prova@macchina', '{}', 'AAAA-0000', 'x', ?8, ?9, ?10, ?11)`,
    [
      run.id,
      run.periodo,
      run.stato,
      bundle,
      Buffer.alloc(16),
      `${on}T08:00:00.000Z`,
      on,
      run.supersededBy ?? null,
      run.sentAt ?? null,
      run.closedAt ?? null,
      run.purgedAt ?? null,
    ],
  );
  for (const dataset of [1, 2])
    await store.run(
      `INSERT INTO file (run, name, dataset, prog, records, sha256, id_upload, sent_at, stato)
        VALUES (?1, ?2, ?3, 1, 10, '00', ?4, ?5, ?6)`,
      [
        run.id,
        `SIOC_030_${run.periodo}_${dataset}.xml.p7m`,
        dataset,
        run.idUpload ?? null,
        run.sentAt ?? null,
        run.stato === "superseded" ? "prepared" : run.stato,
      ],
    );
  for (const [azienda, a] of Object.entries(run.aziende ?? {})) {
    await store.run(`INSERT INTO run_azienda VALUES (?1, ?2, ?3, ?4, 1, 2, ?5, ?6, 0, 0, 0)`, [
      run.id,
      azienda,
      a.righe,
      a.ricoveri,
      a.inseriti ?? a.ricoveri,
      a.variati ?? 0,
    ]);
    for (const [struttura, record] of Object.entries(a.strutture ?? {}))
      await store.run(`INSERT INTO run_struttura VALUES (?1, ?2, ?3, ?4)`, [
        run.id,
        azienda,
        struttura,
        record,
      ]);
  }
}

/** One record sent; `esiti` of its two halves. */
export interface SeminaRecord {
  readonly run: number;
  readonly seq: number;
  readonly key: string;
  readonly stay?: string;
  readonly azienda: string;
  readonly esiti?: readonly [string | null, string | null];
}

export async function seminaRecord({ store }: Ledger, record: SeminaRecord): Promise<void> {
  const [esito1, esito2] = record.esiti ?? [null, null];
  await store.run(
    `INSERT INTO sending (run, seq, key, stay, busta, struttura, azienda, aperto, deceduto, tipo1, tipo2, esito1,
      esito2) VALUES (?1, ?2, ?3, ?4, ?5, '030001', ?6, 0, 0, 'I', 'I', ?7, ?8)`,
    [
      record.run,
      record.seq,
      tag(record.key),
      record.stay === undefined ? null : tag(record.stay),
      Buffer.alloc(8),
      record.azienda,
      esito1,
      esito2,
    ],
  );
}

/** The record as the Ministry holds it; `runs`: of the last operation accepted for each half, 0 for none. */
export async function seminaAccettato(
  { store }: Ledger,
  record: {
    readonly key: string;
    readonly stay?: string;
    readonly azienda: string;
    readonly periodo: string;
    readonly runs: readonly [number, number];
  },
): Promise<void> {
  const [run1, run2] = record.runs;
  await store.run(
    `INSERT INTO record (key, stay, busta, struttura, azienda, aperto, deceduto, stato1, stato2, tipo, periodo, run,
      run1, run2) VALUES (?1, ?2, ?3, '030001', ?4, 0, 0, ?5, ?6, 'I', ?7, ?8, ?9, ?10)`,
    [
      tag(record.key),
      record.stay === undefined ? null : tag(record.stay),
      Buffer.alloc(8),
      record.azienda,
      run1 > 0 ? 1 : 0,
      run2 > 0 ? 1 : 0,
      record.periodo,
      Math.max(run1, run2),
      run1,
      run2,
    ],
  );
}

export async function seminaScarto(
  { store }: Ledger,
  scarto: {
    readonly run: number;
    readonly seq: number;
    readonly key: string;
    readonly at: string;
    readonly dataset?: number;
    readonly n?: number;
    readonly specie?: string;
  },
): Promise<void> {
  await store.run(
    `INSERT INTO rejection (run, seq, dataset, codice, n, key, specie, descrizione, at)
      VALUES (?1, ?2, ?3, 'E01', ?4, ?5, ?6, 'inventato', ?7)`,
    [
      scarto.run,
      scarto.seq,
      scarto.dataset ?? 1,
      scarto.n ?? 1,
      tag(scarto.key),
      scarto.specie ?? "scarto",
      scarto.at,
    ],
  );
}

function tag(name: string): Buffer {
  return Buffer.from(name.padEnd(16, "."), "latin1");
}

/**
 * Two quarters, three aziende. 2026T1: run 1 refused whole, run 2 accepted with discards, of which one stays to be
 * corrected. 2026T2: run 3 sent, 302 halved, 303 silent.
 */
export async function seminaStoria(ledger: Ledger): Promise<void> {
  const t1 = {
    "301": { righe: 120, ricoveri: 100, strutture: { "030001": 60, "030002": 40 } },
    "302": { righe: 90, ricoveri: 80, strutture: { "030003": 80 } },
    "303": { righe: 30, ricoveri: 20, strutture: { "030004": 20 } },
  };
  await semina(ledger, {
    id: 1,
    periodo: "2026T1",
    stato: "refused",
    sentAt: "2026-05-05T09:00:00.000Z",
    closedAt: "2026-05-06T09:00:00.000Z",
    idUpload: "410000",
    aziende: t1,
  });
  await semina(ledger, {
    id: 2,
    periodo: "2026T1",
    stato: "partial",
    preparedOn: "2026-05-08",
    sentAt: "2026-05-09T09:00:00.000Z",
    closedAt: "2026-05-10T22:30:00.000Z",
    idUpload: "412233",
    aziende: t1,
  });
  await semina(ledger, {
    id: 3,
    periodo: "2026T2",
    stato: "sent",
    preparedOn: "2026-08-01",
    sentAt: "2026-08-02T09:00:00.000Z",
    idUpload: "420001",
    aziende: {
      "301": { righe: 130, ricoveri: 98, inseriti: 90, variati: 8, strutture: { "030001": 98 } },
      "302": { righe: 50, ricoveri: 40, strutture: { "030003": 40 } },
    },
  });
  await seminaRecord(ledger, { run: 1, seq: 1, key: "a", azienda: "301" });
  await seminaRecord(ledger, { run: 2, seq: 1, key: "a", azienda: "301", esiti: ["A", "A"] });
  await seminaRecord(ledger, { run: 2, seq: 2, key: "b", azienda: "301", esiti: ["A", "S"] });
  await seminaRecord(ledger, { run: 2, seq: 3, key: "c", stay: "s3", azienda: "302", esiti: ["S", "S"] });
  await seminaRecord(ledger, { run: 3, seq: 1, key: "d", azienda: "301" });
  const at = "2026-05-10T22:30:00.000Z";
  await seminaScarto(ledger, { run: 2, seq: 2, key: "b", dataset: 2, at });
  await seminaScarto(ledger, { run: 2, seq: 2, key: "b", dataset: 2, n: 2, at });
  await seminaScarto(ledger, { run: 2, seq: 3, key: "c", dataset: 1, at });
  await seminaScarto(ledger, { run: 2, seq: 1, key: "a", specie: "anomalia", at });
}
