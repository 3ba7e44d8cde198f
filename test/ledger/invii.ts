import { beginRun, nextRunId, openStage, publishRun, tracer } from "../../src/ledger/index.ts";
import type { Cancellazione, Ledger, RunInfo, Stage } from "../../src/ledger/index.ts";
import { IMPRONTE } from "../../src/ledger/impronte.ts";
import type { IsoDate } from "../../src/core/dates.ts";
import type { SafeRecord } from "../../src/model/record.ts";

/** A row as a test speaks of it; what is not said is the same for all. */
export interface Riga {
  /** Of the key: the same name is the same stay. */
  readonly id: string;
  readonly str?: string;
  readonly amm?: string;
  /** The azienda's number of the stay. */
  readonly num?: string;
  readonly persona?: string;
  /** Anything of dataset 1 and of dataset 2. */
  readonly uno?: string;
  readonly due?: string;
  readonly dim?: string;
  readonly mod?: string;
  readonly parte?: 1 | 2 | 3;
  readonly file?: number;
  readonly line?: number;
  /** Only its key is staged. */
  readonly refused?: boolean;
  /** What it goes with: `I`, `V`, `C`, or `-`, one for each half. */
  readonly tipo?: string;
}

export const AZIENDA = "ATS-A";

export function recordOf(riga: Riga): SafeRecord {
  const blank = Object.fromEntries(IMPRONTE.map((name) => [name, ""]));
  const at = { file: riga.file ?? 0, line: riga.line ?? 2 };
  return {
    ...blank,
    cod_reg: "030",
    cod_asl: "301",
    cod_str: (riga.str ?? "1").padStart(6, "0"),
    data_amm: riga.amm ?? "2026-07-01",
    id_rec: riga.id.padEnd(88, "="),
    cuni: riga.persona ?? `persona-${riga.id}`,
    stato_civ: riga.uno ?? "1",
    motivo: riga.due ?? "1",
    data_dim: riga.dim ?? "2026-07-20",
    mod_dim: riga.mod ?? "2",
    parte: riga.parte ?? 3,
    at: { 1: at, 2: at },
    valutazioni: [],
    prestazioni: [],
    sospensioni: [],
  } as unknown as SafeRecord;
}

export function tracesOf({ keys }: Ledger, righe: readonly Riga[]): Uint8Array {
  const made = tracer(keys, righe.length);
  righe.forEach((riga, i) => {
    const record = recordOf(riga);
    const stay = riga.num === undefined ? "" : `${AZIENDA}|${record.cod_str}|${riga.num}`;
    if (riga.refused) made.writeKey(record, stay, i);
    else made.write(record, { stay, isSomebody: riga.persona !== "" }, i);
  });
  return made.finish();
}

export async function staged(ledger: Ledger, righe: readonly Riga[], firstSeq = 0): Promise<Stage> {
  const stage = await openStage(ledger);
  await stage.append(firstSeq, righe.length, tracesOf(ledger, righe));
  return stage;
}

/** One dataset file for each half, places in the order of the rows. */
export function packed(righe: readonly Riga[]): Uint8Array {
  const text = righe.map(({ tipo = "II", parte = 3, refused }, i) => {
    const [one, two] = refused ? "--" : tipo.padEnd(2, tipo[0]);
    const tipi = `${(parte & 1) !== 0 ? (one ?? "-") : "-"}${(parte & 2) !== 0 ? (two ?? "-") : "-"}`;
    const ord = String(i + 1).padStart(7, "0");
    return `${tipi}001${ord}001${ord}`;
  });
  return Buffer.from(text.join(""), "latin1");
}

export function infoOf(id: number, given: Partial<RunInfo> = {}): RunInfo {
  return {
    id,
    periodo: "2026T3",
    bundle: `SIOC_030_2026T3_${id}`,
    folder: "/uscita",
    manifestSha256: "ab".repeat(32),
    content: Buffer.alloc(32, id),
    preparedOn: "2026-11-22" as IsoDate,
    versions: { sioc: "0.2.0", layout: "1" },
    keyCheck: "A1B2-C3D4",
    idRec: "{num_ric}",
    files: ([1, 2] as const).map((dataset) => ({
      name: nameOf(id, dataset),
      dataset,
      prog: 1,
      records: 10,
      sha256: "cd".repeat(32),
    })),
    sources: [
      { idx: 0, azienda: AZIENDA, ruolo: "ricoveri", name: `r${id}.csv`, sha256: "ef".repeat(32), rows: 9 },
      { idx: 1, azienda: "ATS-B", ruolo: "ricoveri", name: `b${id}.csv`, sha256: "ef".repeat(32), rows: 9 },
    ],
    aziende: [AZIENDA].map((azienda) => ({
      azienda,
      righe: 9,
      record: 9,
      scartati: 0,
      segnalati: 0,
      inseriti: 9,
      variati: 0,
      cancellati: 0,
      invariati: 0,
      inAttesa: 0,
    })),
    strutture: [{ azienda: AZIENDA, struttura: "030301000001", record: 9 }],
    replaced: [],
    ...given,
  };
}

export function nameOf(run: number, dataset: 1 | 2): string {
  return `SIOC${dataset}_${run}.xml.p7m`;
}

/** A run prepared and published: what `prepare` does once everything is decided. */
export async function invia(
  ledger: Ledger,
  righe: readonly Riga[],
  given: Partial<RunInfo> = {},
  cancellazioni: readonly Cancellazione[] = [],
): Promise<number> {
  const stage = await staged(ledger, righe);
  await stage.decide(0, righe.length, packed(righe));
  const id = await nextRunId(ledger);
  const content = await stage.digest(cancellazioni);
  await beginRun(ledger, stage, infoOf(id, { content, ...given }), cancellazioni);
  await publishRun(ledger, id);
  await stage.close();
  return id;
}

/** Bits of each row, by its place. */
export async function storie(
  stage: Stage,
  replaced: readonly number[] = [],
): Promise<ReadonlyMap<number, number>> {
  const found = new Map<number, number>();
  await stage.compare({ replaced }, (seq, storia) => {
    if (found.has(seq)) throw new Error("a row was told of twice");
    found.set(seq, storia);
  });
  return found;
}
