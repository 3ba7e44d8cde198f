import { createHash } from "node:crypto";

import { packSeqs } from "./cutting.ts";
import { impronteDiverse, type Impronta } from "./impronte.ts";
import { TAG_BYTES, type LedgerKeys } from "./keys.ts";
import type { Ledger } from "./ledger.ts";
import * as sql from "./stage-sql.ts";
import { raccolta } from "./storia.ts";
import type { Row, Store, Value } from "./store/store.ts";
import { openBusta, type ChiaveRicovero } from "./traccia.ts";

/** What an export says something of: a quarter, and the aziende it came from. */
export interface Scope {
  /** `2026T1` */
  readonly periodo: string;
  readonly aziende: readonly string[];
  /** Those of them with rows whose key could not be read: a stay of theirs may be in one of these. */
  readonly incerte?: readonly string[];
}

/** A record the ledger remembers. */
export interface Vecchio {
  readonly key: Buffer;
  readonly chiave: ChiaveRicovero;
  readonly azienda: string;
  readonly struttura: string;
  /** Name of the file it was read from, "" when that is forgotten. */
  readonly file: string;
  readonly row: number;
  readonly periodo: string;
  readonly run: number;
  readonly stato1: number;
  readonly stato2: number;
  readonly aperto: boolean;
}

/** A cancellation the program adds for a key of the ledger, beyond the rows read. */
export interface Cancellazione {
  readonly old: Vecchio;
  /** Its own, after the staged rows. */
  readonly seq: number;
  readonly tipo1: "C" | null;
  readonly tipo2: "C" | null;
  readonly file1: number;
  readonly ord1: number;
  readonly file2: number;
  readonly ord2: number;
}

/**
 * What was read, beside what the ledger remembers. Everything is appended first; then it is compared, which says which
 * runs count; then the rest is asked. Nothing of it is written to the ledger: {@link beginRun} does.
 */
export interface Stage {
  /**
   * Packed traces (TRACCIA_BYTES each) of `count` records, numbered from `firstSeq` in the order of the run. A row
   * whose key is all zeros is left out; a tag of zeros is none.
   */
  append(firstSeq: number, count: number, traces: Uint8Array): Promise<void>;
  /**
   * What the ledger knows (bits of STORIA) of each staged row it knows something of, in order of key. `replaced`: runs
   * this one will supersede, whose records are not in flight, here and in what is asked after.
   */
  compare(
    options: { readonly replaced: readonly number[] },
    take: (seq: number, storia: number) => void,
  ): Promise<void>;
  /** Rows of a person whose death is accepted in another record, and its periodo. After `pairs`. */
  deaths(take: (seq: number, periodo: string) => void): Promise<void>;
  /**
   * A new key whose stay is known under another, which was expected here and is not: the same number of the azienda;
   * where one of the two has no number, the same person and struttura. One new and one old, or none.
   */
  pairs(scope: Scope): Promise<readonly { readonly seq: number; readonly old: Vecchio }[]>;
  /** At the Ministry, of this periodo and these aziende, not staged. Old keys of the pairs included. */
  gone(scope: Scope): Promise<readonly Vecchio[]>;
  /** OC-H-004: accepted open in an earlier periodo, not staged. */
  dormant(scope: Scope): Promise<readonly Vecchio[]>;
  /** OC-H-008: refused by the Ministry, neither sent again nor staged. */
  unsent(scope: Scope): Promise<readonly Vecchio[]>;
  /** Columns in which a staged row differs from what was accepted, in order of seq. */
  changes(seqs: readonly number[], take: (seq: number, colonne: readonly Impronta[]) => void): Promise<void>;
  /**
   * What was decided, DECISO_BYTES of ASCII a row: tipo1, tipo2 (`I`, `V`, `C`, or `-` for not sent), file1 (3 digits,
   * prog of the dataset file), ord1 (7, from 1), file2, ord2. Told again, it replaces what was told.
   */
  decide(firstSeq: number, count: number, packed: Uint8Array): Promise<void>;
  /** SHA-256 over key, tipo and content of each half that goes: the same in whatever order the rows came. */
  digest(extra: readonly Cancellazione[]): Promise<Buffer>;
  close(): Promise<void>;
}

/** @throws LEDGER_* */
export async function openStage(ledger: Ledger): Promise<Stage> {
  const { store, keys } = ledger;
  await all(store, [...sql.DROP, ...sql.CREATE]);
  await leaveOut(store, []);
  const appendSql = sql.appendSql(store);
  const decideSql = sql.decideSql(store);
  let isIndexed = false;
  const ready = async (): Promise<void> => {
    if (isIndexed) return;
    await store.run(sql.INDEX);
    isIndexed = true;
  };
  const olds = async (statement: string, scope: Scope): Promise<readonly Vecchio[]> => {
    await ready();
    await within(store, scope);
    return vecchi(store, keys, statement, [scope.periodo]);
  };
  return {
    async append(firstSeq, count, traces) {
      if (count > 0) await store.run(appendSql, [traces, firstSeq, count, Buffer.alloc(TAG_BYTES)]);
    },
    async compare({ replaced }, take) {
      await ready();
      await leaveOut(store, replaced);
      const told = raccolta(take);
      const [live] = await store.rows("SELECT run FROM vivo LIMIT 1");
      await store.each(live ? sql.COMPARE_LIVE : sql.COMPARE, [], ([seq, storia, operazione]) => {
        told.add(Number(seq), Number(storia), Number(operazione));
      });
      told.end();
    },
    async deaths(take) {
      await ready();
      await store.each(sql.DEATHS, [], ([seq, periodo]) => {
        take(Number(seq), String(periodo));
      });
    },
    async pairs(scope) {
      await ready();
      await within(store, scope);
      return findPairs(store, keys, scope);
    },
    gone: (scope) => olds(sql.GONE, scope),
    dormant: (scope) => olds(sql.DORMANT, scope),
    unsent: (scope) => olds(sql.UNSENT, scope),
    async changes(seqs, take) {
      await choose(store, seqs);
      await store.each(sql.CHANGES, [], ([seq, staged, known]) => {
        const [now, then] = [openBusta(keys, bytes(staged)), openBusta(keys, bytes(known))];
        take(Number(seq), impronteDiverse(now.impronte, then.impronte));
      });
    },
    async decide(firstSeq, count, packed) {
      await store.run("DELETE FROM deciso WHERE seq >= ?1 AND seq < ?2", [firstSeq, firstSeq + count]);
      if (count > 0) await store.run(decideSql, [packed, firstSeq, count]);
    },
    digest: (extra) => digestOf(store, extra),
    close: () => all(store, sql.DROP),
  };
}

async function all(store: Store, statements: readonly string[]): Promise<void> {
  for (const statement of statements) await store.run(statement);
}

/** Which runs do not count, and which have anything to say. */
async function leaveOut(store: Store, replaced: readonly number[]): Promise<void> {
  await all(store, ["DELETE FROM fuori", "DELETE FROM vivo"]);
  await store.run(
    "INSERT INTO fuori (run) SELECT id FROM run WHERE stato IN ('preparing', 'superseded', 'abandoned')",
  );
  for (const run of replaced)
    await store.run("INSERT INTO fuori (run) VALUES (?1) ON CONFLICT (run) DO NOTHING", [run]);
  await store.run(sql.LIVE_RUNS);
}

async function within(store: Store, { aziende, incerte = [] }: Scope): Promise<void> {
  const lists = [
    ["ambito", aziende],
    ["incerta", incerte],
  ] as const;
  for (const [table, list] of lists) {
    await store.run(`DELETE FROM ${table}`);
    for (const azienda of new Set(list))
      await store.run(`INSERT INTO ${table} (azienda) VALUES (?1)`, [azienda]);
  }
}

async function choose(store: Store, seqs: readonly number[]): Promise<void> {
  await store.run("DELETE FROM scelta");
  const statement = sql.chooseSql(store);
  for (const params of packSeqs([...new Set(seqs)])) await store.run(statement, params);
}

async function vecchi(
  store: Store,
  keys: LedgerKeys,
  statement: string,
  params: readonly Value[],
): Promise<readonly Vecchio[]> {
  const found: Vecchio[] = [];
  await store.each(statement, params, (row) => found.push(vecchio(keys, row)));
  return found;
}

function vecchio(keys: LedgerKeys, row: Row): Vecchio {
  const [key, busta, azienda, struttura, file, line, periodo, run, stato1, stato2, aperto] = row;
  return {
    key: bytes(key),
    chiave: openBusta(keys, bytes(busta)).chiave,
    azienda: String(azienda),
    struttura: String(struttura),
    file: String(file),
    row: Number(line),
    periodo: String(periodo),
    run: Number(run),
    stato1: Number(stato1),
    stato2: Number(stato2),
    aperto: aperto === 1,
  };
}

type Match = readonly [seq: number, key: Buffer];

async function findPairs(
  store: Store,
  keys: LedgerKeys,
  { periodo }: Scope,
): Promise<readonly { readonly seq: number; readonly old: Vecchio }[]> {
  await all(store, ["DELETE FROM perso", "DELETE FROM coppia"]);
  if ((await store.run(sql.LOST, [periodo])) === 0) return [];
  const byStay = single(await sameStay(store, keys, periodo));
  const taken = new Set(byStay.flatMap(([seq, key]) => [String(seq), key.toString("hex")]));
  const rest = (await matches(store, sql.SAME_PERSON)).filter(
    ([seq, key]) => !taken.has(String(seq)) && !taken.has(key.toString("hex")),
  );
  const pairs = [...byStay, ...single(rest)];
  for (const [, key] of pairs) await store.run("INSERT INTO coppia (key) VALUES (?1)", [key]);
  const found = await vecchi(store, keys, sql.OLD_OF_PAIRS, []);
  const old = new Map(found.map((one) => [one.key.toString("hex"), one]));
  return pairs
    .flatMap(([seq, key]) => {
      const one = old.get(key.toString("hex"));
      return one ? [{ seq, old: one }] : [];
    })
    .sort((a, b) => a.seq - b.seq);
}

/**
 * Numbers begin again: an open stay of an earlier quarter is the same only if its person or its admission is, since one
 * of the two at a time is corrected.
 */
async function sameStay(store: Store, keys: LedgerKeys, periodo: string): Promise<readonly Match[]> {
  const found: Match[] = [];
  await store.each(sql.SAME_STAY, [], ([seq, key, of, samePerson, staged, known]) => {
    const admitted = (busta: Value | undefined): string => openBusta(keys, bytes(busta)).chiave.data_amm;
    if (of === periodo || samePerson === 1 || admitted(staged) === admitted(known))
      found.push([Number(seq), bytes(key)]);
  });
  return found;
}

async function matches(store: Store, statement: string): Promise<readonly Match[]> {
  const found: Match[] = [];
  await store.each(statement, [], ([seq, key]) => found.push([Number(seq), bytes(key)]));
  return found;
}

/** Those whose two ends meet nobody else. */
function single(found: readonly Match[]): readonly Match[] {
  const times = new Map<string, number>();
  const ends = ([seq, key]: Match): readonly string[] => [String(seq), key.toString("hex")];
  for (const match of found) for (const end of ends(match)) times.set(end, (times.get(end) ?? 0) + 1);
  return found.filter((match) => ends(match).every((end) => times.get(end) === 1));
}

async function digestOf(store: Store, extra: readonly Cancellazione[]): Promise<Buffer> {
  const hash = createHash("sha256");
  const half = (key: Buffer, dataset: "1" | "2", tipo: Value | undefined, content: Buffer): void => {
    if (typeof tipo !== "string") return;
    hash.update(key).update(dataset + tipo, "latin1");
    hash.update(content);
  };
  const nothing = Buffer.alloc(TAG_BYTES);
  const waiting = [...extra].sort((a, b) => Buffer.compare(b.old.key, a.old.key));
  const before = (key: Buffer | undefined): void => {
    for (let next = waiting.at(-1); next; next = waiting.at(-1)) {
      if (key && Buffer.compare(next.old.key, key) > 0) return;
      half(next.old.key, "1", next.tipo1, nothing);
      half(next.old.key, "2", next.tipo2, nothing);
      waiting.pop();
    }
  };
  await store.each(sql.GOING, [], ([key, tipo1, content1, tipo2, content2]) => {
    before(bytes(key));
    half(bytes(key), "1", tipo1, content1 instanceof Uint8Array ? bytes(content1) : nothing);
    half(bytes(key), "2", tipo2, content2 instanceof Uint8Array ? bytes(content2) : nothing);
  });
  before(undefined);
  return hash.digest();
}

/** @throws Error for a cell that holds none: a defect of a statement. */
function bytes(cell: Value | undefined): Buffer {
  if (Buffer.isBuffer(cell)) return cell;
  if (cell instanceof Uint8Array) return Buffer.from(cell);
  throw new Error("a cell of the ledger holds no bytes");
}
