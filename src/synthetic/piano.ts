/** Where the errors go: decided before a row is written, so that a million rows need not be held. */
import { ERRORI, type Errore } from "./errori.ts";
import { FORME, isPiatta, type Forma } from "./forma.ts";
import { formaDi } from "./forme.ts";
import { shuffled, type Rng } from "./prng.ts";

/** A total, spread over all kinds, or how many of each code. */
export type ErroriChiesti = number | Readonly<Record<string, number>>;

export interface Posto {
  readonly errore: Errore;
  /** The second stay of a pair (see Errore.seguito). */
  readonly seguito: boolean;
}

/** Row number in the azienda → what to do there. */
export type Piano = ReadonlyMap<number, Posto>;

export interface Capienza {
  readonly forma: Forma;
  readonly ricoveri: number;
}

/** A file of each kind, for errors that all must be able to hold. */
export function tutteLeForme(): readonly Forma[] {
  return FORME.map((id) => formaDi(id, 3));
}

/**
 * One plan an azienda. `ovunque`: shapes that must all be able to hold an error, besides the one that gets it. Errors that no file can hold, or that find no free row, are left out: the answer key lists
 * those that were written. @throws RangeError for a code that cannot be planted (see CODICI_PIANTABILI).
 */
export function pianifica(
  chiesti: ErroriChiesti,
  aziende: readonly Capienza[],
  rng: Rng,
  ovunque: readonly Forma[] = [],
): readonly Piano[] {
  const plans = aziende.map(() => new Map<number, Posto>());
  const order = shuffled(
    aziende.map((_, i) => i),
    rng,
  );
  let turn = 0;
  const wanted = elenco(chiesti, aziende, rng, ovunque).filter((errore) => inTutte(errore, ovunque));
  for (const errore of wanted) {
    for (let tried = 0; tried < order.length; tried += 1) {
      const which = order[(turn + tried) % order.length] ?? 0;
      const [azienda, plan] = [aziende[which], plans[which]];
      if (azienda && plan && entra(errore, azienda.forma) && place(errore, plan, azienda.ricoveri, rng))
        break;
    }
    turn += 1;
  }
  return plans;
}

function elenco(
  chiesti: ErroriChiesti,
  aziende: readonly Capienza[],
  rng: Rng,
  ovunque: readonly Forma[],
): Errore[] {
  if (typeof chiesti !== "number") {
    return Object.entries(chiesti).flatMap(([code, n]) => Array.from({ length: n }, () => erroreDi(code)));
  }
  const possible = shuffled(
    ERRORI.filter((errore) => inTutte(errore, ovunque) && aziende.some(({ forma }) => entra(errore, forma))),
    rng,
  );
  return Array.from({ length: chiesti }, (_, i) => possible[i % possible.length]).filter(
    (e) => e !== undefined,
  );
}

function erroreDi(code: string): Errore {
  const errore = ERRORI.find((one) => one.code === code);
  if (errore === undefined) throw new RangeError(`cannot plant ${code}`);
  return errore;
}

function inTutte(errore: Errore, forme: readonly Forma[]): boolean {
  return forme.every((forma) => entra(errore, forma));
}

function entra(errore: Errore, forma: Forma): boolean {
  const piatta = isPiatta(forma);
  if (errore.soloPiatto && !piatta) return false;
  if (errore.formato !== undefined && errore.formato !== forma.formato) return false;
  if (errore.nonGiorno && forma.giorniVeri) return false;
  if (errore.code === "OC-F-015" && forma.zeriPersi) return false;
  const columns = new Set(forma.files.flatMap(([, names]) => names));
  // A child file has no numbered columns: every row is an occurrence.
  return errore.colonne.every((name) => columns.has(piatta ? name : name.replace(/_2$/, "")));
}

function place(errore: Errore, plan: Map<number, Posto>, rows: number, rng: Rng): boolean {
  const width = errore.seguito === undefined ? 1 : 2;
  if (rows < width) return false;
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const row = rng.below(rows - width + 1);
    if (plan.has(row) || (width === 2 && plan.has(row + 1))) continue;
    plan.set(row, { errore, seguito: false });
    if (width === 2) plan.set(row + 1, { errore, seguito: true });
    return true;
  }
  return false;
}
