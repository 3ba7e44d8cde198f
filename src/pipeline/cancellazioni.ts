import type { Vecchio } from "../ledger/index.ts";
import { siocError, type SiocError } from "../core/errors.ts";
import { PARTE, type Parte } from "../model/record.ts";
import type { ColumnArrays } from "./columns.ts";
import type { Confronto, Coppie } from "./confronto.ts";
import type { DaCancellare } from "./jobs.ts";

/** What of the Ministry's is not in this run any more. */
export interface Assenti {
  /** The stay is here under another key (identifier or date corrected): the old is cancelled, the new is inserted. */
  readonly coppie: readonly { readonly row: number; readonly old: Vecchio }[];
  /** Of this quarter and these aziende, and nowhere in what they sent: cancelled only when asked for. */
  readonly scomparsi: readonly Vecchio[];
  /** Aziende of which it cannot be said: rows of theirs have a key that could not be read. */
  readonly incerte: readonly string[];
}

const LETTER_I = "I".charCodeAt(0);

export async function absent(
  {
    stage,
    scope,
    coppie: pairs,
    incerte,
  }: Confronto & { readonly coppie: Coppie; readonly incerte: readonly string[] },
  columns: ColumnArrays,
): Promise<Assenti> {
  const known = new Set(pairs.map(({ old }) => old.key.toString("hex")));
  const goes = (row: number): boolean => columns.tipo1[row] === LETTER_I || columns.tipo2[row] === LETTER_I;
  return {
    // A new key that does not go now (refused, or waiting) keeps its old one for the next run.
    coppie: pairs.filter(({ seq }) => goes(seq)).map(({ seq, old }) => ({ row: seq, old })),
    scomparsi: (await stage.gone(scope)).filter(({ key }) => !known.has(key.toString("hex"))),
    incerte,
  };
}

/** More changed keys than these, of a hundred records, are rather a changed CUNI key or template than corrections. */
const ORDINARY_PERCENT = 5;
const ORDINARY_FEW = 20;

export interface Consenso {
  /** `--cancel-missing`. */
  readonly cancelMissing: boolean;
  /** `--confirm`: how many cancellations were looked at; asked for when somebody is there. */
  readonly confirm: (count: number) => Promise<boolean>;
}

/**
 * The cancellations to send: the pairs' old keys, and with `--cancel-missing` what has gone. Or why none may go:
 * RUN_UNREADABLE when what has gone may be in a row that could not be read, RUN_CONFIRM when a number that must be
 * confirmed was not.
 */
export async function agreed(
  { coppie, scomparsi, incerte }: Assenti,
  records: number,
  { cancelMissing, confirm }: Consenso,
): Promise<readonly Vecchio[] | SiocError> {
  const gone = cancelMissing ? scomparsi : [];
  const doubtful = new Set(gone.map(({ azienda }) => azienda).filter((azienda) => incerte.includes(azienda)));
  if (doubtful.size > 0) return siocError("RUN_UNREADABLE", { aziende: [...doubtful].join(", ") });
  const many = coppie.length > Math.max(ORDINARY_FEW, (records * ORDINARY_PERCENT) / 100);
  const list = [...coppie.map(({ old }) => old), ...gone];
  if ((gone.length > 0 || many) && !(await confirm(list.length)))
    return siocError("RUN_CONFIRM", { count: list.length });
  return list;
}

export function toCancel(old: Vecchio, fileOf: (azienda: string) => number): DaCancellare {
  return { chiave: old.chiave, parte: halvesAtTheMinistry(old), file: fileOf(old.azienda) };
}

function halvesAtTheMinistry({ stato1, stato2 }: Vecchio): Parte {
  if (stato1 === 1) return stato2 === 1 ? PARTE.entrambe : PARTE.anagrafica;
  return PARTE.ricovero;
}
