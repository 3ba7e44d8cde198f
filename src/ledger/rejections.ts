import type { RigaScarto } from "../model/ricevuta.ts";
import { instant, type Ledger } from "./ledger.ts";
import type { Spedito } from "./scarti.ts";
import type { Value } from "./store/store.ts";

/** A row of a list joined to the record it refuses, in the dataset file it refuses it in. */
export interface Respinto {
  readonly riga: RigaScarto;
  readonly spedito: Spedito;
  readonly dataset: 1 | 2;
  readonly prog: number;
}

/** A refusal or an anomaly, with the row of the azienda it comes from. */
export interface ScartoTrovato {
  readonly seq: number;
  readonly azienda: string;
  /** Name of the source, "" for a cancellation the program added. */
  readonly source: string;
  readonly row: number;
  readonly struttura: string;
  readonly dataset: 1 | 2;
  readonly codice: string;
  readonly descrizione: string;
  readonly campo?: string;
  readonly specie: RigaScarto["specie"];
  /** The same code was given to the same record by an earlier run. */
  readonly known: boolean;
}

/** Writes what is not there yet. @returns all of them. @throws LEDGER_* */
export async function keepRejections(
  ledger: Ledger,
  run: number,
  respinti: readonly Respinto[],
): Promise<readonly ScartoTrovato[]> {
  if (respinti.length === 0) return [];
  const { store } = ledger;
  const there = new Map<string, number>();
  await store.each(
    "SELECT seq, dataset, codice FROM rejection WHERE run = ?1",
    [run],
    ([seq, dataset, codice]) => {
      count(there, `${String(seq)} ${String(dataset)} ${String(codice)}`);
    },
  );
  const seen = new Map<string, number>();
  const rows: Value[][] = [];
  for (const { riga, spedito, dataset } of respinti) {
    const place = `${spedito.seq} ${dataset} ${riga.codice}`;
    const n = count(seen, place);
    if (n <= (there.get(place) ?? 0)) continue;
    const { codice, specie, descrizione, campo = null } = riga;
    rows.push([
      run,
      spedito.seq,
      dataset,
      codice,
      n,
      spedito.key,
      specie,
      descrizione,
      campo,
      instant(ledger),
    ]);
  }
  for (let at = 0; at < rows.length; at += AT_ONCE) await insert(ledger, rows.slice(at, at + AT_ONCE));
  return named(ledger, run, respinti);
}

function count(times: Map<string, number>, of: string): number {
  const n = (times.get(of) ?? 0) + 1;
  times.set(of, n);
  return n;
}

/** Rows of one statement. */
const AT_ONCE = 100;
const COLUMNS = "run, seq, dataset, codice, n, key, specie, descrizione, campo, at";
const WIDTH = COLUMNS.split(",").length;

async function insert({ store }: Ledger, rows: readonly (readonly Value[])[]): Promise<void> {
  const places = rows.map(
    (_, r) => `(${Array.from({ length: WIDTH }, (__, i) => `?${r * WIDTH + i + 1}`).join(", ")})`,
  );
  await store.run(`INSERT INTO rejection (${COLUMNS}) VALUES ${places.join(", ")}`, rows.flat());
}

async function named(
  { store }: Ledger,
  run: number,
  respinti: readonly Respinto[],
): Promise<readonly ScartoTrovato[]> {
  const names = new Map<number, string>();
  await store.each("SELECT idx, name FROM source WHERE run = ?1", [run], ([idx, name]) => {
    names.set(Number(idx), String(name));
  });
  const known = new Set<string>();
  await store.each(KNOWN, [run], ([seq, dataset, codice]) => {
    known.add(`${String(seq)} ${String(dataset)} ${String(codice)}`);
  });
  return respinti.map(({ riga, spedito, dataset }) => {
    const half = spedito.source[dataset] === null ? (dataset === 1 ? 2 : 1) : dataset;
    return {
      seq: spedito.seq,
      azienda: spedito.azienda,
      source: names.get(spedito.source[half] ?? -1) ?? "",
      row: spedito.row[half] ?? 0,
      struttura: spedito.struttura,
      dataset,
      codice: riga.codice,
      descrizione: riga.descrizione,
      ...(riga.campo !== undefined && { campo: riga.campo }),
      specie: riga.specie,
      known: known.has(`${spedito.seq} ${dataset} ${riga.codice}`),
    };
  });
}

const KNOWN = `SELECT DISTINCT j.seq, j.dataset, j.codice FROM rejection j JOIN rejection k
  ON k.key = j.key AND k.dataset = j.dataset AND k.codice = j.codice AND k.run < j.run WHERE j.run = ?1`;
