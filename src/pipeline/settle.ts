import { fromDay } from "../core/dates.ts";
import { TagIndex, type Tag } from "../core/tag.ts";
import type { Periodo } from "../core/periodo.ts";
import { STORIA } from "../ledger/index.ts";
import type { Position } from "../model/record.ts";
import type { Tabelle } from "../model/tabelle.ts";
import { FLAG, type ColumnArrays } from "./columns.ts";
import { hitter, positionOf, type Hit, type RunColumns } from "./rilievi.ts";

/** The whole run's columns, after the last block; `storia` filled, where there is a ledger. */
export interface SettleInput extends RunColumns {
  /** How a sentence about `from` calls the row `at`: `301.csv:482`. */
  readonly placeOf: (at: Position, from: Position) => string;
  readonly periodo: Periodo;
  readonly regione: string;
  readonly tabelle: Tabelle;
}

/** Earlier stays of a person each stay is compared with, besides the one that ends last. */
const LOOK_BACK = 64;

const OPEN_ENDED = Number.POSITIVE_INFINITY;

/**
 * The X rules: what only the whole run can show. Looks at every record whose compared fields could be read, also
 * at those already refused, so that one run tells all there is to correct; a refused record never refuses
 * another as its duplicate. Marks refused records in `columns.flags`.
 */
export function settle(input: SettleInput): void {
  const run = new Settling(input);
  run.duplicates();
  run.halves();
  run.idRec();
  run.people();
  run.beds();
}

class Settling {
  readonly #in: SettleInput;
  readonly #c: ColumnArrays;
  readonly #hit: Hit;

  constructor(input: SettleInput) {
    this.#in = input;
    this.#c = input.columns;
    this.#hit = hitter(input);
  }

  /** OC-X-001, OC-X-002. The first sound record of a key stays; if none is sound, the first. */
  duplicates(): void {
    const groups = this.#groups("keyHi", "keyLo", (row) => this.#has(row, FLAG.chiave));
    groups.forEachShared((rows) => {
      const kept = rows.find((row) => !this.#has(row, FLAG.scarto)) ?? rows[0] ?? 0;
      for (const row of rows) {
        if (row === kept) continue;
        // Two stays that share one row of the anagrafica are one registry record, not two.
        if (this.#has(row, FLAG.anagrafica) && !this.#sameAnagrafica(row, kept))
          this.#hit("OC-X-001", row, 1);
        if (this.#has(row, FLAG.ricovero)) this.#hit("OC-X-002", row, 2);
      }
    });
  }

  /** OC-X-003, OC-X-004: the other half in this run, or at the Ministry already. */
  halves(): void {
    const both = FLAG.anagrafica | FLAG.ricovero;
    for (let row = 0; row < this.#in.count; row++) {
      const flags = this.#flags(row) & both;
      const storia = this.#c.storia[row] ?? 0;
      if (flags === both || this.#c.tipo[row] !== "I".charCodeAt(0)) continue;
      if (flags === FLAG.ricovero && (storia & STORIA.acquisito1) === 0) this.#hit("OC-X-003", row, 2);
      if (flags === FLAG.anagrafica && (storia & STORIA.acquisito2) === 0) this.#hit("OC-X-004", row, 1);
    }
  }

  /** OC-X-005. */
  idRec(): void {
    const readable = (row: number): boolean => this.#has(row, FLAG.chiave);
    const { placeHi, placeLo, idHi, idLo, personHi, personLo } = this.#c;
    this.#groups("idHi", "idLo", readable).forEachShared((rows) => {
      const first = rows[0] ?? 0;
      for (const row of rows.slice(1))
        if (differ(placeHi, placeLo, row, first)) this.#hit("OC-X-005", row, 1);
    });
    this.#groups("placeHi", "placeLo", (row) => readable(row) && this.#isSomebody(row)).forEachShared(
      (rows) => {
        const seen: number[] = [];
        for (const row of rows) {
          const twin = seen.find((other) => !differ(personHi, personLo, row, other));
          if (twin === undefined) seen.push(row);
          else if (differ(idHi, idLo, row, twin)) this.#hit("OC-X-005", row, 1);
        }
      },
    );
  }

  /** OC-X-006 … OC-X-009: the stays of one person, in order of admission. */
  people(): void {
    // A cancelled stay is no stay: only X-001, 002 and 005 concern it.
    const readable = (row: number): boolean =>
      !this.#isCancelled(row) &&
      this.#isSomebody(row) &&
      this.#has(row, FLAG.amm) &&
      this.#has(row, FLAG.dim);
    this.#groups("personHi", "personLo", readable).forEachShared((rows) => {
      const stays = [...rows].sort((a, b) => this.#amm(a) - this.#amm(b) || a - b);
      const deaths = stays
        .filter((row) => this.#has(row, FLAG.deceduto))
        .sort((a, b) => this.#end(a) - this.#end(b));
      let longest = -1;
      stays.forEach((row, i) => {
        // The stay that ends last, and the latest few: a code used for everybody must not cost the square of its rows.
        const earlier = stays.slice(Math.max(0, i - LOOK_BACK), i);
        this.#overlap(row, longest === -1 ? earlier : [longest, ...earlier]);
        this.#afterDeath(row, deaths.slice(0, 2));
        this.#split(row, earlier);
        if (longest === -1 || this.#end(row) > this.#end(longest)) longest = row;
      });
      this.#registry(rows);
    });
  }

  /** OC-X-006, said of the later stay, once. Touching days are allowed. */
  #overlap(row: number, earlier: readonly number[]): void {
    const other = earlier.find(
      (a) =>
        this.#isStay(a) &&
        this.#amm(a) < this.#end(row) &&
        this.#amm(row) < this.#end(a) &&
        !this.#isDuplicate(row, a),
    );
    if (other !== undefined && this.#isStay(row)) this.#hit("OC-X-006", row, 2, this.#altro(row, other));
  }

  /** OC-X-007. */
  #afterDeath(row: number, stays: readonly number[]): void {
    const death = stays.find(
      (a) => a !== row && this.#has(a, FLAG.deceduto) && this.#amm(row) > this.#end(a),
    );
    if (death !== undefined) this.#hit("OC-X-007", row, 2, this.#altro(row, death));
  }

  /** OC-X-009: discharged and admitted again in the same struttura by the next day, not through a hospital. */
  #split(row: number, earlier: readonly number[]): void {
    const { struttura } = this.#c;
    const before = earlier.find((a) => {
      const gap = this.#amm(row) - this.#end(a);
      return struttura[a] === struttura[row] && gap >= 0 && gap <= 1 && !this.#has(a, FLAG.trasferito);
    });
    if (before !== undefined && !this.#has(before, FLAG.deceduto))
      this.#hit("OC-X-009", row, 2, this.#altro(row, before));
  }

  /** OC-X-008, against the person's first record. */
  #registry(rows: readonly number[]): void {
    const known = rows.filter((row) => this.#has(row, FLAG.anagrafica));
    const [first] = known;
    if (first === undefined) return;
    const { anno, genere, cittad } = this.#c;
    const unknown = "X".charCodeAt(0) * 257;
    const other = (column: Uint8Array | Uint16Array, row: number, skip: number): boolean => {
      const [a, b] = [column[first] ?? 0, column[row] ?? 0];
      return a !== b && a !== 0 && b !== 0 && a !== skip && b !== skip;
    };
    for (const row of known.slice(1)) {
      if (other(anno, row, 0) || other(genere, row, 0) || other(cittad, row, unknown))
        this.#hit("OC-X-008", row, 1, {
          altro: this.#in.placeOf(positionOf(this.#c, first, 1), positionOf(this.#c, row, 1)),
        });
    }
  }

  /** OC-X-010: the first day on which a struttura has more stays than beds, said of the last admitted by then. */
  beds(): void {
    const posti = this.#in.tabelle.posti_letto;
    if (!posti) return;
    const byStruttura = new Map<number, number[]>();
    for (let row = 0; row < this.#in.count; row++) {
      if (
        this.#isCancelled(row) ||
        !this.#isStay(row) ||
        !this.#has(row, FLAG.amm) ||
        !this.#has(row, FLAG.dim)
      )
        continue;
      const key = this.#c.struttura[row] ?? 0;
      const rows = byStruttura.get(key);
      if (rows) rows.push(row);
      else byStruttura.set(key, [row]);
    }
    for (const rows of byStruttura.values()) this.#crowded(rows, (day) => this.#bedsOf(rows, day));
  }

  #bedsOf(rows: readonly number[], day: number): number | undefined {
    const code = this.#in.strutture[this.#c.struttura[rows[0] ?? 0] ?? 0] ?? "";
    return this.#in.tabelle.posti_letto?.posti(code, fromDay(day));
  }

  #crowded(rows: number[], posti: (day: number) => number | undefined): void {
    rows.sort((a, b) => this.#amm(a) - this.#amm(b) || a - b);
    let ends: number[] = [];
    for (const row of rows) {
      const day = this.#amm(row);
      // The day of discharge frees the bed.
      ends = ends.filter((end) => end > day);
      ends.push(this.#end(row));
      const beds = posti(day);
      if (beds === undefined || ends.length <= beds) continue;
      this.#hit("OC-X-010", row, 2, { giorno: fromDay(day), presenti: ends.length, posti: beds });
      return;
    }
  }

  /** How the other stay is called, in a sentence about this one. */
  #altro(row: number, other: number): { readonly altro: string } {
    return { altro: this.#in.placeOf(positionOf(this.#c, other, 2), positionOf(this.#c, row, 2)) };
  }

  #flags(row: number): number {
    return this.#c.flags[row] ?? 0;
  }

  #has(row: number, flag: number): boolean {
    return (this.#flags(row) & flag) !== 0;
  }

  #isSomebody(row: number): boolean {
    return this.#c.personLo[row] !== 0;
  }

  #isCancelled(row: number): boolean {
    return this.#c.tipo[row] === "C".charCodeAt(0);
  }

  #isStay(row: number): boolean {
    return this.#has(row, FLAG.ricovero);
  }

  #amm(row: number): number {
    return this.#c.amm[row] ?? 0;
  }

  #end(row: number): number {
    return this.#has(row, FLAG.aperto) ? OPEN_ENDED : (this.#c.dim[row] ?? 0);
  }

  #sameAnagrafica(a: number, b: number): boolean {
    const { file1, line1 } = this.#c;
    return file1[a] === file1[b] && line1[a] === line1[b];
  }

  /** The same stay twice is X-001, not an overlap with itself. */
  #isDuplicate(a: number, b: number): boolean {
    return !differ(this.#c.keyHi, this.#c.keyLo, a, b);
  }

  #groups(
    hi: "keyHi" | "idHi" | "placeHi" | "personHi",
    lo: "keyLo" | "idLo" | "placeLo" | "personLo",
    wanted: (row: number) => boolean,
  ): Groups {
    return groupBy(this.#c[hi], this.#c[lo], this.#in.count, wanted);
  }
}

function differ(hi: Uint32Array, lo: Uint32Array, a: number, b: number): boolean {
  return hi[a] !== hi[b] || lo[a] !== lo[b];
}

interface Groups {
  /** Calls with the rows of each group of two or more, rows in file order, groups by their first row. */
  forEachShared(visit: (rows: number[]) => void): void;
}

/** Rows with equal tags, as linked lists in two typed arrays: no object for the rows that stand alone. */
export function groupBy(
  hi: Uint32Array,
  lo: Uint32Array,
  count: number,
  wanted: (row: number) => boolean,
): Groups {
  const index = TagIndex.withRoomFor(count);
  const next = new Int32Array(count).fill(-1);
  const last = new Int32Array(count).fill(-1);
  const tag: Tag = { hi: 0, lo: 0 };
  const shared: number[] = [];
  for (let row = 0; row < count; row++) {
    if (!wanted(row)) continue;
    tag.hi = hi[row] ?? 0;
    tag.lo = lo[row] ?? 0;
    const first = index.add(tag, row);
    if (first === -1) continue;
    const tail = last[first] ?? -1;
    if (tail === -1) shared.push(first);
    next[tail === -1 ? first : tail] = row;
    last[first] = row;
  }
  return {
    forEachShared(visit) {
      for (const first of shared.sort((a, b) => a - b)) {
        const rows: number[] = [];
        for (let row = first; row !== -1; row = next[row] ?? -1) rows.push(row);
        visit(rows);
      }
    },
  };
}
