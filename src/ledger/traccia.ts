import { createCipheriv, createDecipheriv, hash, randomBytes } from "node:crypto";

import type { SafeRecord } from "../model/record.ts";
import { DIGEST_BYTES, keyedHmac, type KeyedHmac } from "../core/hmac.ts";
import { IMPRONTE_BYTES, readImpronte } from "./impronte.ts";
import { TAG_BYTES, type LedgerKeys } from "./keys.ts";

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
/** First bytes of the key's tag, inside: an envelope of another key, or damaged, is recognised. */
const CHECK_BYTES = 4;
const IV_BYTES = 16;
const CLEAR_BYTES = CHECK_BYTES + CHIAVE_BYTES + IMPRONTE_BYTES;
/** Whole cipher blocks, so that the envelopes of a block of records are one stretch of key stream. */
const SEALED_BYTES = Math.ceil(CLEAR_BYTES / 16) * 16;
const BUSTA_BYTES = IV_BYTES + SEALED_BYTES;

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

/** The traces of a block of records being made. The envelopes are closed all together, at the end: nothing before. */
export interface Tracer {
  /** The trace of a record to be sent. */
  write(record: SafeRecord, contorno: Contorno, row: number): void;
  /** Of a refused record only the key and the azienda's number (`stay`): its stay is not gone. */
  writeKey(chiave: ChiaveRicovero, stay: string, row: number): void;
  /** All the rows, packed, TRACCIA_BYTES each; zeros where nothing was written. */
  finish(): Uint8Array<ArrayBuffer>;
}

export function keyTag(keys: LedgerKeys, chiave: ChiaveRicovero): Buffer {
  const tag = Buffer.alloc(TAG_BYTES);
  tagger(keys)("key", printed(chiave), tag, 0);
  return tag;
}

/** As `tag16`, with the key set once. */
function tagger({ tags }: LedgerKeys): (label: string, text: string, into: Uint8Array, at: number) => void {
  const hmac: KeyedHmac = keyedHmac(tags);
  const digest = new Uint8Array(DIGEST_BYTES);
  return (label, text, into, at) => {
    hmac(Buffer.from(`${label}\n${text}`, "utf8"), digest);
    into.set(digest.subarray(0, TAG_BYTES), at);
  };
}

export function tracer(keys: LedgerKeys, count: number): Tracer {
  const bytes = Buffer.alloc(count * TRACCIA_BYTES);
  const tag = tagger(keys);
  // Keyed by what stands before the text: cut to half its length, the digest cannot be carried on by who lacks it.
  const contentKey = Buffer.from(keys.content).toString("hex");
  const content = (half: string, at: number): void => {
    bytes.set(hash("sha256", contentKey + half, "buffer").subarray(0, TAG_BYTES), at);
  };
  const text = (value: string, place: { at: number; length: number }, at: number): void => {
    if (value.length !== place.length)
      throw new Error(`a trace field has ${value.length} characters, not ${place.length}`);
    bytes.write(value, at + place.at, "latin1");
  };
  const writeKey: Tracer["writeKey"] = (chiave, stay, row) => {
    const at = row * TRACCIA_BYTES;
    if (stay !== "") tag("stay", stay, bytes, at + TRACCIA.stay.at);
    tag("key", printed(chiave), bytes, at + TRACCIA.key.at);
    text(chiave.cod_reg + chiave.cod_asl + chiave.cod_str, TRACCIA.struttura, at);
  };
  return {
    writeKey,
    write(record, { stay, isSomebody }, row) {
      const at = row * TRACCIA_BYTES;
      writeKey(record, stay, row);
      if (isSomebody) tag("person", record.cuni, bytes, at + TRACCIA.person.at);
      const { uno, due } = writeClear(record, bytes, at);
      if ((record.parte & 1) !== 0) content(`1\n${uno}`, at + TRACCIA.content1.at);
      if ((record.parte & 2) !== 0) content(`2\n${due}`, at + TRACCIA.content2.at);
      const { 1: a, 2: b } = record.at;
      text(record.data_dim === "" && (record.parte & 2) !== 0 ? "1" : "0", TRACCIA.aperto, at);
      text(record.mod_dim === "1" ? "1" : "0", TRACCIA.deceduto, at);
      text(String(a.file).padStart(5, "0"), TRACCIA.source1, at);
      text(String(a.line).padStart(10, "0"), TRACCIA.row1, at);
      text(String(b.file).padStart(5, "0"), TRACCIA.source2, at);
      text(String(b.line).padStart(10, "0"), TRACCIA.row2, at);
    },
    finish() {
      sealAll(keys, bytes, count);
      return bytes;
    },
  };
}

function printed({ cod_reg, cod_asl, cod_str, data_amm, id_rec }: ChiaveRicovero): string {
  return `${cod_reg}|${cod_asl}|${cod_str}|${data_amm}|${id_rec}`;
}

/** Key and fingerprints into the place of the envelope, still to be closed. */
function writeClear(record: SafeRecord, bytes: Buffer, at: number): { uno: string; due: string } {
  const clear = at + TRACCIA.busta.at + IV_BYTES;
  const key = printed(record);
  if (key.length > CHIAVE_BYTES) throw new Error("the key of a record is too long for its trace");
  bytes.copy(bytes, clear, at + TRACCIA.key.at, at + TRACCIA.key.at + CHECK_BYTES);
  bytes.write(key.padEnd(CHIAVE_BYTES), clear + CHECK_BYTES, "latin1");
  return readImpronte(record, bytes, clear + CHECK_BYTES + CHIAVE_BYTES);
}

/**
 * Closes the envelopes of a block with one cipher: AES-256-CTR from a random start, each row at its own count of it.
 * Twelve random bytes a block: two blocks share key stream once in 2⁴⁸ blocks or so.
 */
function sealAll(keys: LedgerKeys, bytes: Buffer, count: number): void {
  const iv = Buffer.alloc(IV_BYTES);
  randomBytes(12).copy(iv);
  const cipher = createCipheriv("aes-256-ctr", keys.envelope, iv);
  for (let row = 0; row < count; row++) {
    const at = row * TRACCIA_BYTES + TRACCIA.busta.at;
    const clear = bytes.subarray(at + IV_BYTES, at + BUSTA_BYTES);
    const sealed = cipher.update(clear);
    if (clear[CHECK_BYTES] === 0) {
      // Refused, or left out: no envelope.
      continue;
    }
    iv.writeUInt32BE((row * SEALED_BYTES) / 16, 12);
    iv.copy(bytes, at);
    sealed.copy(bytes, at + IV_BYTES);
  }
}

/** An envelope opened. @throws Error when it was not closed with this key: a damaged ledger. */
export function openBusta(
  keys: LedgerKeys,
  busta: Uint8Array,
): { chiave: ChiaveRicovero; impronte: Uint8Array } {
  const iv = busta.subarray(0, IV_BYTES);
  const clear = createDecipheriv("aes-256-ctr", keys.envelope, iv).update(busta.subarray(IV_BYTES));
  const [cod_reg = "", cod_asl = "", cod_str = "", data_amm = "", id_rec = ""] = clear
    .toString("latin1", CHECK_BYTES, CHECK_BYTES + CHIAVE_BYTES)
    .trimEnd()
    .split("|");
  const chiave = { cod_reg, cod_asl, cod_str, data_amm, id_rec };
  if (!keyTag(keys, chiave).subarray(0, CHECK_BYTES).equals(clear.subarray(0, CHECK_BYTES)))
    throw new Error("an envelope of the ledger does not open");
  return { chiave, impronte: clear.subarray(CHECK_BYTES + CHIAVE_BYTES, CLEAR_BYTES) };
}
