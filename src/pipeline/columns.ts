/**
 * What the settling needs of every record, as columns of typed arrays: about 90 bytes a record instead of an
 * object. Filled block by block by the workers, appended in order on the main thread.
 */
const KINDS = {
  /** Tag of the whole key (region, ASL, struttura, admission, Id_Rec). */
  keyHi: Uint32Array,
  keyLo: Uint32Array,
  /** Tag of the key without Id_Rec. */
  placeHi: Uint32Array,
  placeLo: Uint32Array,
  /** Tag of Id_Rec, or of the text it will be made from. */
  idHi: Uint32Array,
  idLo: Uint32Array,
  /** Tag of the person; 0, 0 when unknown or anonymous. */
  personHi: Uint32Array,
  personLo: Uint32Array,
  /** Tag of the local stay number where detail files join by it alone; else 0, 0. */
  localHi: Uint32Array,
  localLo: Uint32Array,
  /** Index in the run's list of strutture. */
  struttura: Uint32Array,
  /** Days since 1970; see the flags for what is readable. */
  amm: Int32Array,
  dim: Int32Array,
  flags: Uint16Array,
  anno: Uint16Array,
  /** Two letters as one number, 0 when blank. */
  cittad: Uint16Array,
  genere: Uint8Array,
  /** ASCII code of I, V or C; 0 when unreadable. */
  tipo: Uint8Array,
  /** What the ledger knows of the key: bits of STORIA. Set when all is read. */
  storia: Uint16Array,
  /** ASCII code of the operation each half goes with; 0 when it does not go. Set by the history rules. */
  tipo1: Uint8Array,
  tipo2: Uint8Array,
  file1: Uint16Array,
  line1: Uint32Array,
  file2: Uint16Array,
  line2: Uint32Array,
  /** Bytes of the record's fragment in dataset 1 and 2; 0 when it has none. */
  length1: Uint32Array,
  length2: Uint32Array,
} as const;

export type ColumnName = keyof typeof KINDS;
export type ColumnArrays = { readonly [K in ColumnName]: InstanceType<(typeof KINDS)[K]> };

export const FLAG = {
  /** Refused by a rule on its own row. */
  scarto: 1,
  segnalato: 2,
  /** mod_dim = 1. */
  deceduto: 4,
  /** mod_dim = 6: transferred to an acute hospital. */
  trasferito: 8,
  anagrafica: 16,
  ricovero: 32,
  /** The whole key could be read. */
  chiave: 64,
  /** data_amm could be read. */
  amm: 128,
  /** data_dim could be read or is blank. */
  dim: 256,
  /** data_dim is blank. */
  aperto: 512,
  /** Unknown to the ledger's comparison: its key could not be made. */
  senzaChiave: 1024,
} as const;

export function newColumns(capacity: number): ColumnArrays {
  const make = <K extends ColumnName>(name: K): [K, InstanceType<(typeof KINDS)[K]>] => [
    name,
    // TypeScript cannot see that KINDS[K] makes an InstanceType<KINDS[K]>.
    new KINDS[name](capacity) as InstanceType<(typeof KINDS)[K]>,
  ];
  return Object.fromEntries(COLUMN_NAMES.map(make)) as ColumnArrays;
}

export const COLUMN_NAMES = Object.keys(KINDS) as ColumnName[];

/** The whole run's columns, growing by doubling. */
export class Columns {
  #arrays = newColumns(1024);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  get arrays(): ColumnArrays {
    return this.#arrays;
  }

  /** Appends the first `count` rows of a block; returns the row number of its first. */
  append(block: ColumnArrays, count: number): number {
    const first = this.#length;
    this.#reserve(first + count);
    for (const name of COLUMN_NAMES) this.#arrays[name].set(block[name].subarray(0, count), first);
    this.#length += count;
    return first;
  }

  #reserve(needed: number): void {
    const capacity = this.#arrays.keyHi.length;
    if (needed <= capacity) return;
    const larger = newColumns(Math.max(needed, capacity * 2));
    for (const name of COLUMN_NAMES) larger[name].set(this.#arrays[name].subarray(0, this.#length));
    this.#arrays = larger;
  }
}
