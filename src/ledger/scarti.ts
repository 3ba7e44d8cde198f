import type { RigaScarto } from "../model/ricevuta.ts";
import { cutting, packTags, slice } from "./cutting.ts";
import { TAG_BYTES } from "./keys.ts";
import type { Ledger } from "./ledger.ts";
import type { FileRow } from "./runs.ts";
import type { Row, Value } from "./store/store.ts";
import { keyTag, openBusta, type ChiaveRicovero } from "./traccia.ts";

/** What was sent of a record, to be named by a refusal. */
export interface Spedito {
  readonly seq: number;
  readonly key: Buffer;
  readonly azienda: string;
  readonly struttura: string;
  readonly source: Readonly<Record<1 | 2, number | null>>;
  readonly row: Readonly<Record<1 | 2, number | null>>;
  /** `prog` of the dataset file each half went in; null when it did not go. */
  readonly file: Readonly<Record<1 | 2, number | null>>;
  readonly ord: Readonly<Record<1 | 2, number | null>>;
}

const PARTI = ["cod_reg", "cod_asl", "cod_str", "data_amm", "id_rec"] as const;
const SPEDITO = `x.seq, x.key, x.azienda, x.struttura, x.source1, x.row1, x.source2, x.row2, x.file1, x.ord1, x.file2,
  x.ord2`;

/**
 * The records each row of a list may mean, by its place in the list: by the whole key; else by the parts of the key it
 * gives, which takes opening every envelope of the run; else by the place in the dataset file. @throws LEDGER_*
 */
export async function candidates(
  ledger: Ledger,
  run: number,
  righe: readonly RigaScarto[],
): Promise<ReadonlyMap<number, readonly Spedito[]>> {
  const found = new Map<number, Spedito[]>();
  const add = (index: number, one: Spedito): void => {
    const list = found.get(index);
    if (!list) found.set(index, [one]);
    // A place without a dataset is met in both halves of the same record.
    else if (list.at(-1)?.seq !== one.seq) list.push(one);
  };
  const whole = righe.flatMap(({ chiave }, index) => (isWhole(chiave) ? [{ index, chiave }] : []));
  await byKey(ledger, run, whole, add);
  if (whole.length < righe.length) await byScan(ledger, run, righe, add);
  return found;
}

function isWhole(chiave: RigaScarto["chiave"]): chiave is ChiaveRicovero {
  return PARTI.every((name) => (chiave[name] ?? "") !== "");
}

type Add = (index: number, one: Spedito) => void;

async function byKey(
  { store, keys }: Ledger,
  run: number,
  whole: readonly { readonly index: number; readonly chiave: ChiaveRicovero }[],
  add: Add,
): Promise<void> {
  const cut = cutting([`${slice(TAG_BYTES, 0, TAG_BYTES)} AS key`]);
  const sql = `SELECT cut.seq, ${SPEDITO} FROM (${cut}) AS cut JOIN sending x ON x.key = cut.key AND x.run = ?4`;
  const tags = whole.map(({ chiave }) => keyTag(keys, chiave));
  for (const params of packTags(tags, TAG_BYTES))
    await store.each(sql, [...params, run], ([at, ...rest]) => {
      const index = whole[Number(at)]?.index;
      if (index !== undefined) add(index, spedito(rest));
    });
}

async function byScan(
  { store, keys }: Ledger,
  run: number,
  righe: readonly RigaScarto[],
  add: Add,
): Promise<void> {
  const parts = byParts(righe);
  const places = byPlace(righe);
  await store.each(`SELECT ${SPEDITO}, x.busta FROM sending x WHERE x.run = ?1`, [run], (row) => {
    const one = spedito(row);
    for (const d of [1, 2] as const)
      for (const index of places.get(`${d}:${one.ord[d] ?? "-"}`) ?? []) add(index, one);
    if (parts.length === 0) return;
    const { chiave } = openBusta(keys, blob(row[12]));
    for (const { names, wanted } of parts)
      for (const index of wanted.get(joined(chiave, names)) ?? []) add(index, one);
  });
}

type Parte = (typeof PARTI)[number];
interface Wanted {
  readonly names: readonly Parte[];
  readonly wanted: ReadonlyMap<string, readonly number[]>;
}

/** Rows that give some parts of a key, together with those that give the same parts. */
function byParts(righe: readonly RigaScarto[]): readonly Wanted[] {
  const groups = new Map<string, { names: readonly Parte[]; wanted: Map<string, number[]> }>();
  righe.forEach(({ chiave }, index) => {
    const names = PARTI.filter((name) => (chiave[name] ?? "") !== "");
    if (names.length === 0 || names.length === PARTI.length) return;
    const group = groups.get(names.join()) ?? { names, wanted: new Map<string, number[]>() };
    groups.set(names.join(), group);
    const value = joined(chiave, names);
    group.wanted.set(value, [...(group.wanted.get(value) ?? []), index]);
  });
  return [...groups.values()];
}

function joined(chiave: RigaScarto["chiave"], names: readonly Parte[]): string {
  return names.map((name) => chiave[name] ?? "").join("|");
}

/** Rows that give no part of a key, by `dataset:place`; without a dataset, of either. */
function byPlace(righe: readonly RigaScarto[]): ReadonlyMap<string, readonly number[]> {
  const places = new Map<string, number[]>();
  righe.forEach(({ chiave, dataset, ordinale }, index) => {
    if (ordinale === undefined || PARTI.some((name) => (chiave[name] ?? "") !== "")) return;
    for (const d of dataset === undefined ? ([1, 2] as const) : [dataset]) {
      const place = `${d}:${ordinale}`;
      places.set(place, [...(places.get(place) ?? []), index]);
    }
  });
  return places;
}

/** The one record of a file that a row means; undefined when it is none of that file, or may be several. */
export function theOne(
  riga: RigaScarto,
  found: readonly Spedito[],
  { dataset, prog }: Pick<FileRow, "dataset" | "prog">,
): Spedito | undefined {
  if (riga.dataset !== undefined && riga.dataset !== dataset) return undefined;
  const placed = PARTI.every((name) => (riga.chiave[name] ?? "") === "");
  const here = found.filter(
    (one) => one.file[dataset] === prog && (!placed || one.ord[dataset] === riga.ordinale),
  );
  const [first, second] = here;
  if (second === undefined || riga.ordinale === undefined) return second === undefined ? first : undefined;
  const there = here.filter((one) => one.ord[dataset] === riga.ordinale);
  return there.length === 1 ? there[0] : undefined;
}

function spedito(row: Row): Spedito {
  const [seq, key, azienda, struttura, source1, row1, source2, row2, file1, ord1, file2, ord2] = row;
  return {
    seq: Number(seq),
    key: blob(key),
    azienda: String(azienda),
    struttura: String(struttura),
    source: { 1: number(source1), 2: number(source2) },
    row: { 1: number(row1), 2: number(row2) },
    file: { 1: number(file1), 2: number(file2) },
    ord: { 1: number(ord1), 2: number(ord2) },
  };
}

function number(cell: Value | undefined): number | null {
  return typeof cell === "number" ? cell : null;
}

function blob(cell: Value | undefined): Buffer {
  return Buffer.from(cell instanceof Uint8Array ? cell : []);
}
