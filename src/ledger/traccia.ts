import { createCipheriv, createDecipheriv, createHmac } from "node:crypto";

import type { SafeRecord } from "../model/record.ts";
import { canonico, IMPRONTE_BYTES, writeImpronte } from "./impronte.ts";
import { TAG_BYTES, tag16, type LedgerKeys } from "./keys.ts";

/** The key of a stay, as text. Whoever holds it can cancel the record: it is kept encrypted. */
export interface ChiaveRicovero {
  readonly cod_reg: string;
  readonly cod_asl: string;
  readonly cod_str: string;
  readonly data_amm: string;
  readonly id_rec: string;
}

/** Room for the key as `cod_reg|cod_asl|cod_str|data_amm|id_rec`: 114 characters, blanks after. */
const CHIAVE_BYTES = 120;
const BUSTA_BYTES = TAG_BYTES + CHIAVE_BYTES + IMPRONTE_BYTES;

/**
 * What the ledger is told of one record, packed: fixed places, so that a block of thousands is one parameter which
 * the database cuts (stage.ts). Tags are bytes, 0 where there is none; numbers are decimal text.
 */
export const TRACCIA = (() => {
  let at = 0;
  const place = (length: number): { readonly at: number; readonly length: number } => {
    const here = { at, length };
    at += length;
    return here;
  };
  return {
    key: place(TAG_BYTES),
    stay: place(TAG_BYTES),
    person: place(TAG_BYTES),
    content1: place(TAG_BYTES),
    content2: place(TAG_BYTES),
    busta: place(BUSTA_BYTES),
    struttura: place(12),
    aperto: place(1),
    deceduto: place(1),
    source1: place(5),
    row1: place(10),
    source2: place(5),
    row2: place(10),
  };
})();
export const TRACCIA_BYTES = TRACCIA.row2.at + TRACCIA.row2.length;

/** What of a record is not in the record any more. */
export interface Contorno {
  /** `azienda|cod_str|num_ric`, "" without a local number. */
  readonly stay: string;
  /** A person the rules may compare; false for anonymous and unknown ones. */
  readonly isSomebody: boolean;
}

export interface Tracer {
  /** Writes the trace of a record to be sent. */
  write(record: SafeRecord, contorno: Contorno, into: Uint8Array, at: number): void;
  /** Only the key: of a refused record, so that its stay does not look gone. */
  writeKey(chiave: ChiaveRicovero, into: Uint8Array, at: number): void;
}

export function keyTag(keys: LedgerKeys, chiave: ChiaveRicovero): Buffer {
  return tag16(keys.tags, "key", printed(chiave));
}

export function tracer(keys: LedgerKeys): Tracer {
  const put = (tag: Uint8Array, into: Uint8Array, at: number): void => {
    into.set(tag, at);
  };
  const writeKey: Tracer["writeKey"] = (chiave, into, at) => {
    put(keyTag(keys, chiave), into, at + TRACCIA.key.at);
    decimals(chiave.cod_reg + chiave.cod_asl + chiave.cod_str, TRACCIA.struttura, into, at);
  };
  return {
    writeKey,
    write(record, { stay, isSomebody }, into, at) {
      writeKey(record, into, at);
      if (stay !== "") put(tag16(keys.tags, "stay", stay), into, at + TRACCIA.stay.at);
      if (isSomebody) put(tag16(keys.tags, "person", record.cuni), into, at + TRACCIA.person.at);
      if ((record.parte & 1) !== 0)
        put(tag16(keys.content, "1", canonico(record, 1)), into, at + TRACCIA.content1.at);
      if ((record.parte & 2) !== 0)
        put(tag16(keys.content, "2", canonico(record, 2)), into, at + TRACCIA.content2.at);
      put(seal(keys, record), into, at + TRACCIA.busta.at);
      const { 1: a, 2: b } = record.at;
      decimals(record.data_dim === "" && (record.parte & 2) !== 0 ? "1" : "0", TRACCIA.aperto, into, at);
      decimals(record.mod_dim === "1" ? "1" : "0", TRACCIA.deceduto, into, at);
      decimals(String(a.file).padStart(5, "0"), TRACCIA.source1, into, at);
      decimals(String(a.line).padStart(10, "0"), TRACCIA.row1, into, at);
      decimals(String(b.file).padStart(5, "0"), TRACCIA.source2, into, at);
      decimals(String(b.line).padStart(10, "0"), TRACCIA.row2, into, at);
    },
  };
}

function decimals(
  text: string,
  { at, length }: { at: number; length: number },
  into: Uint8Array,
  base: number,
): void {
  if (text.length !== length) throw new Error(`a trace field has ${text.length} characters, not ${length}`);
  for (let i = 0; i < length; i++) into[base + at + i] = text.charCodeAt(i);
}

function printed({ cod_reg, cod_asl, cod_str, data_amm, id_rec }: ChiaveRicovero): string {
  return `${cod_reg}|${cod_asl}|${cod_str}|${data_amm}|${id_rec}`;
}

/** Key and fingerprints, encrypted; what comes out depends on what goes in only (a synthetic IV, as in RFC 5297). */
function seal(keys: LedgerKeys, record: SafeRecord): Uint8Array {
  const clear = Buffer.alloc(CHIAVE_BYTES + IMPRONTE_BYTES, 0x20);
  const key = printed(record);
  if (key.length > CHIAVE_BYTES) throw new Error("the key of a record is too long for its trace");
  clear.write(key, "latin1");
  clear.fill(0, CHIAVE_BYTES);
  writeImpronte(record, clear, CHIAVE_BYTES);
  const iv = createHmac("sha256", keys.envelope).update(clear).digest().subarray(0, TAG_BYTES);
  const cipher = createCipheriv("aes-256-ctr", keys.envelope, iv);
  return Buffer.concat([iv, cipher.update(clear)]);
}

/** An envelope opened. @throws Error when it was not closed with this key: a damaged ledger. */
export function openBusta(
  keys: LedgerKeys,
  busta: Uint8Array,
): { chiave: ChiaveRicovero; impronte: Uint8Array } {
  const iv = busta.subarray(0, TAG_BYTES);
  const clear = createDecipheriv("aes-256-ctr", keys.envelope, iv).update(busta.subarray(TAG_BYTES));
  const mac = createHmac("sha256", keys.envelope).update(clear).digest().subarray(0, TAG_BYTES);
  const [cod_reg = "", cod_asl = "", cod_str = "", data_amm = "", id_rec = ""] = clear
    .toString("latin1", 0, CHIAVE_BYTES)
    .trimEnd()
    .split("|");
  if (!mac.equals(iv)) throw new Error("an envelope of the ledger does not open");
  return { chiave: { cod_reg, cod_asl, cod_str, data_amm, id_rec }, impronte: clear.subarray(CHIAVE_BYTES) };
}
