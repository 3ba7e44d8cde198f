/** Thousands of rows as one parameter, which the database cuts: fixed places, one statement. */
import type { Store, Value } from "./store/store.ts";

/** Rows of the packed parameter ?1, from seq ?2, ?3 of them: `seq`, and what `columns` cut out with {@link slice}. */
export function cutting(columns: readonly string[]): string {
  return `WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < CAST(?3 AS INTEGER))
    SELECT CAST(?2 AS INTEGER) + i AS seq, ${columns.join(", ")} FROM n`;
}

/** Bytes `at`…`at + length` of each row of `width`. */
export function slice(width: number, at: number, length: number): string {
  return `substr(CAST(?1 AS BLOB), i * ${width} + ${at + 1}, ${length})`;
}

/** Digits of a packed number. */
const SEQ_BYTES = 10;
/** Rows of one statement: bounds its memory. */
const AT_ONCE = 50_000;

/** The numbers packed by {@link packSeqs}. */
export function chosenSeqs(store: Store): string {
  const cut = cutting([`${store.text(slice(SEQ_BYTES, 0, SEQ_BYTES))} AS chosen`]);
  return `SELECT CAST(chosen AS INTEGER) FROM (${cut}) AS cut`;
}

/** Parameters ?1, ?2, ?3 for each part of a list of numbers. */
export function* packSeqs(seqs: readonly number[]): Iterable<readonly Value[]> {
  for (let at = 0; at < seqs.length; at += AT_ONCE) {
    const some = seqs.slice(at, at + AT_ONCE);
    const packed = some.map((seq) => String(seq).padStart(SEQ_BYTES, "0")).join("");
    yield [Buffer.from(packed, "latin1"), 0, some.length];
  }
}

/** Parameters ?1, ?2, ?3 for each part of a list of tags of `width` bytes; ?2 is the place of the first. */
export function* packTags(tags: readonly Uint8Array[], width: number): Iterable<readonly Value[]> {
  for (let at = 0; at < tags.length; at += AT_ONCE) {
    const some = tags.slice(at, at + AT_ONCE);
    yield [Buffer.concat(some, some.length * width), at, some.length];
  }
}
