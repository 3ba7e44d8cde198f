import type { ClearRecord, SafeRecord } from "../model/record.ts";
import type { ChiaveCuni } from "./chiave.ts";
import { cuniFunction, judgeShape, type CuniFunction, type EsitoHash } from "./cuni.ts";
import { compileIdRec, localIdentity, type IdRecSource } from "./id-rec.ts";
import { isBlank, isHashable, isWellFormed, normalise } from "./normalise.ts";

/**
 * The one CUNI of explicit anonymity (tipo_ci 98), published in the Ministry's SDK for the Diretta flow
 * (spec/cuni.md §3). That SIOC uses the same is not established: configurable.
 */
export const CUNI_ANONIMO =
  "TGIN+o+fB0m+hf4iyd2fYF6kjRqEpa6+TPiiNfAvE0M=9wmFXLxmSeuWHV0HIMjYtoyCAOT+Dms+s2mz2P3x90Y=";
/** Hashed for a person without any identifier (97, 99): the library's empty placeholder. */
export const SEGNAPOSTO_SCONOSCIUTO = "XXXXXXXXXXXXXXXX";

export interface PseudonymOptions {
  readonly key: ChiaveCuni;
  /** See id-rec.ts. */
  readonly idRecTemplate?: string;
  /** 88 characters are used as they are; anything shorter is a placeholder to hash. */
  readonly anonimo?: string;
  readonly sconosciuto?: string;
}

/** Everything prepared once a thread. */
export interface PseudonymDeps {
  readonly cuni: CuniFunction;
  /** undefined: Id_Rec comes with the input. */
  readonly idRec: IdRecSource | undefined;
  readonly cuniAnonimo: string;
  readonly cuniSconosciuto: string;
}

/** What the rules on the values to be sent need to know; holds no text of the record's. */
export interface Pseudonimo {
  readonly record: SafeRecord;
  /** OC-F-009 if `length`; OC-F-010 if `shape`, `checksum` or `mismatch` (differs from the CUNI of cod_ident). */
  readonly cuni: EsitoHash | "mismatch";
  readonly idRec: EsitoHash;
  /** The identifier had blanks around it or lower-case letters. */
  readonly normalised: boolean;
}

/** @throws ID_REC_COLUMN, ID_REC_TEMPLATE */
export function pseudonymDeps(options: PseudonymOptions): PseudonymDeps {
  const cuni = cuniFunction(options.key);
  const anonimo = options.anonimo ?? CUNI_ANONIMO;
  return {
    cuni,
    idRec: compileIdRec(options.idRecTemplate),
    cuniAnonimo: judgeShape(anonimo) === "ok" ? anonimo : cuni(anonimo),
    cuniSconosciuto: cuni(options.sconosciuto ?? SEGNAPOSTO_SCONOSCIUTO),
  };
}

/**
 * Replaces the identifier by CUNI and Id_Rec on the very object, so that no copy with the clear text outlives it:
 * after this, `record` must not be used as a ClearRecord. A CUNI or Id_Rec that came with the input is kept and
 * verified. An identifier that cannot be hashed leaves the CUNI empty, which OC-F-009 refuses.
 */
export function pseudonymise(record: ClearRecord, deps: PseudonymDeps): Pseudonimo {
  const { text: identifier, changed } = normalise(record.cod_ident);
  const [ownCuni, ownIdRec] = [record.cuni, record.id_rec];
  const made = makeCuni(record.tipo_ci, identifier, deps);
  // Before the CUNI is set: one that came with the input may be what Id_Rec is made from.
  const source = ownIdRec === "" ? idRecSource(record, identifier, deps.idRec) : "";
  record.cuni = ownCuni === "" ? made : ownCuni;
  record.id_rec = source === "" ? ownIdRec : deps.cuni(source);
  record.cod_ident = "";
  record.num_ric = "";
  return {
    record: record as unknown as SafeRecord,
    cuni: ownCuni === "" ? madeEsito(made) : givenEsito(ownCuni, made, deps),
    idRec: source === "" ? deps.cuni.verify(ownIdRec) : "ok",
    normalised: changed,
  };
}

/** "" when there is nothing that may be hashed. */
function makeCuni(tipoCi: string, identifier: string, deps: PseudonymDeps): string {
  if (tipoCi === "98") return deps.cuniAnonimo;
  if (isHashable(identifier)) return deps.cuni(identifier);
  return isBlank(identifier) && mayBeMissing(tipoCi) ? deps.cuniSconosciuto : "";
}

/**
 * What Id_Rec stands for, without a key: the text it is made from, or the Id_Rec that came with the input. Equal
 * texts are equal Id_Recs, so the cross-record rules compare tags of it. "" when there is nothing to make it from.
 * Holds the clear identifier: not to be kept.
 */
export function idRecText(record: ClearRecord, idRec: IdRecSource | undefined): string {
  if (record.id_rec !== "") return record.id_rec;
  return idRecSource(record, normalise(record.cod_ident).text, idRec);
}

/** The text to hash, "" when Id_Rec is not to be made. */
function idRecSource(record: ClearRecord, identifier: string, idRec: IdRecSource | undefined): string {
  if (idRec === undefined) return "";
  const who = identityOf(record, identifier);
  const source = who === "" ? "" : idRec(record, who);
  return isWellFormed(source) ? source : "";
}

/** Who the stay belongs to, as Id_Rec needs it: identifier, else the CUNI that came, else the local stay number. */
function identityOf(record: ClearRecord, identifier: string): string {
  if (record.tipo_ci === "98") return localIdentity(record);
  if (isHashable(identifier)) return isPlaceholder(identifier) ? localIdentity(record) : identifier;
  if (record.cuni !== "") return record.cuni;
  return isBlank(identifier) && mayBeMissing(record.tipo_ci) ? localIdentity(record) : "";
}

function madeEsito(cuni: string): EsitoHash {
  return cuni === "" ? "length" : "ok";
}

function givenEsito(cuni: string, made: string, deps: PseudonymDeps): EsitoHash | "mismatch" {
  // The constant is verified by being itself: its checksum fits the Ministry's key, not a test key.
  if (cuni === deps.cuniAnonimo || cuni === CUNI_ANONIMO) return "ok";
  const esito = deps.cuni.verify(cuni);
  if (esito !== "ok" || made === "" || made === deps.cuniSconosciuto) return esito;
  return cuni === made ? "ok" : "mismatch";
}

function mayBeMissing(tipoCi: string): boolean {
  return tipoCi === "97" || tipoCi === "99";
}

/** Every unknown person shares it, so it cannot tell two stays apart. */
function isPlaceholder(identifier: string): boolean {
  return /^(?:X{16}|X{20})$/.test(identifier);
}
