import { toDay } from "../core/dates.ts";
import { parsePeriodo } from "../core/periodo.ts";
import { STORIA } from "../ledger/index.ts";
import { FLAG, type ColumnArrays } from "./columns.ts";
import { hitter, type Hit, type RunColumns } from "./rilievi.ts";
import type { Tipo } from "./setup.ts";

const [I, V, C] = ["I", "V", "C"].map((letter) => letter.charCodeAt(0)) as [number, number, number];

/**
 * The H rules, and the operation each half of each record goes with. `auto`: what is new is I, what differs from the
 * last accepted is V, what is equal stays; a stay whose outcome is still awaited waits too. Both halves move together.
 */
export function decideTipi(input: RunColumns, mode: Tipo): void {
  const hit = hitter(input);
  for (let row = 0; row < input.count; row++) {
    const flags = input.columns.flags[row] ?? 0;
    if ((flags & FLAG.scarto) === 0) decide(input.columns, row, mode, hit);
  }
}

function decide(c: ColumnArrays, row: number, mode: Tipo, hit: Hit): void {
  const storia = c.storia[row] ?? 0;
  if ((storia & STORIA.inVolo) !== 0) return;
  const declared = c.tipo[row] ?? 0;
  const tipi =
    declared === C ? cancelled(c, row, hit) : mode === "auto" ? chosen(c, row) : judged(c, row, hit);
  c.tipo1[row] = tipi[0];
  c.tipo2[row] = tipi[1];
  if (tipi[1] === V) judgeDischarge(c, row, hit);
}

type Tipi = readonly [number, number];
const NONE: Tipi = [0, 0];

/** Which halves the record has. */
function halves(c: ColumnArrays, row: number): readonly [boolean, boolean] {
  const flags = c.flags[row] ?? 0;
  return [(flags & FLAG.anagrafica) !== 0, (flags & FLAG.ricovero) !== 0];
}

function accepted(c: ColumnArrays, row: number): readonly [boolean, boolean] {
  const storia = c.storia[row] ?? 0;
  return [(storia & STORIA.acquisito1) !== 0, (storia & STORIA.acquisito2) !== 0];
}

function isUnchanged(c: ColumnArrays, row: number): boolean {
  const storia = c.storia[row] ?? 0;
  const [one, two] = halves(c, row);
  const [has1, has2] = accepted(c, row);
  return (
    (!one || (has1 && (storia & STORIA.uguale1) !== 0)) && (!two || (has2 && (storia & STORIA.uguale2) !== 0))
  );
}

function chosen(c: ColumnArrays, row: number): Tipi {
  if (isUnchanged(c, row)) return NONE;
  const [one, two] = halves(c, row);
  const [has1, has2] = accepted(c, row);
  return [one ? (has1 ? V : I) : 0, two ? (has2 ? V : I) : 0];
}

/** What the row says, as far as the Ministry can take it: OC-H-001 … 003. */
function judged(c: ColumnArrays, row: number, hit: Hit): Tipi {
  const declared = c.tipo[row] ?? 0;
  const [one, two] = halves(c, row);
  const [has1, has2] = accepted(c, row);
  if (declared === I && ((one && has1) || (two && has2))) hit("OC-H-001", row, has2 ? 2 : 1);
  if (declared === V && ((one && !has1) || (two && !has2))) hit("OC-H-002", row, two ? 2 : 1);
  else if (declared === V && isUnchanged(c, row)) hit("OC-H-003", row, two ? 2 : 1);
  return [one ? declared : 0, two ? declared : 0];
}

/** A cancellation the azienda asks for: of the halves the Ministry has. OC-H-002, OC-H-006. */
function cancelled(c: ColumnArrays, row: number, hit: Hit): Tipi {
  const [one, two] = halves(c, row);
  const [has1, has2] = accepted(c, row);
  const storia = c.storia[row] ?? 0;
  // Done already: the azienda goes on exporting what it asked to cancel.
  if (!has1 && !has2 && (storia & (STORIA.cancellato1 | STORIA.cancellato2)) !== 0) return NONE;
  if (!(one && has1) && !(two && has2)) hit("OC-H-002", row, two ? 2 : 1);
  else if ((has1 && !one) || (has2 && !two)) hit("OC-H-006", row, two ? 2 : 1);
  return [one && has1 ? C : 0, two && has2 ? C : 0];
}

/** OC-H-005. */
function judgeDischarge(c: ColumnArrays, row: number, hit: Hit): void {
  const storia = c.storia[row] ?? 0;
  const flags = c.flags[row] ?? 0;
  if ((storia & STORIA.aperto) !== 0) return;
  const reopened = (flags & FLAG.aperto) !== 0;
  const died = (flags & FLAG.deceduto) !== 0;
  if (reopened || died !== ((storia & STORIA.deceduto) !== 0)) hit("OC-H-005", row, 2);
}

/** OC-X-007 against the deaths of earlier quarters; their day is not remembered, their quarter is. */
export function judgeDeath(input: RunColumns, row: number, periodo: string): void {
  const { columns: c } = input;
  const last = parsePeriodo(periodo)?.last;
  if (last === undefined || ((c.flags[row] ?? 0) & FLAG.amm) === 0 || c.tipo[row] === C) return;
  if ((c.amm[row] ?? 0) > toDay(last)) hitter(input)("OC-X-007", row, 2, { altro: periodo });
}

/** A stay of which one half is new and the other known is told as an insertion. */
export function operazioneOf({ tipo1, tipo2 }: ColumnArrays, row: number): "I" | "V" | "C" | undefined {
  const tipi = [tipo1[row], tipo2[row]];
  if (tipi.includes(C)) return "C";
  if (tipi.includes(I)) return "I";
  return tipi.includes(V) ? "V" : undefined;
}

/** Records by what becomes of them; `record = scartati + inviati + invariati + inAttesa`. */
export interface Bilancio {
  /** Of those that go, how many with each operation. */
  readonly operazioni: Record<"I" | "V" | "C", number>;
  inviati: number;
  invariati: number;
  inAttesa: number;
}

/** After every rule has spoken: a refused record goes with no operation. Counts what goes and what stays. */
export function settleTipi({ columns: c, count }: RunColumns): Bilancio {
  const bilancio = { operazioni: { I: 0, V: 0, C: 0 }, inviati: 0, invariati: 0, inAttesa: 0 };
  for (let row = 0; row < count; row++) {
    if (((c.flags[row] ?? 0) & FLAG.scarto) !== 0) c.tipo1[row] = c.tipo2[row] = 0;
    const operazione = operazioneOf(c, row);
    if (operazione) {
      bilancio.inviati++;
      bilancio.operazioni[operazione]++;
    } else if (((c.flags[row] ?? 0) & FLAG.scarto) !== 0) continue;
    else if (((c.storia[row] ?? 0) & STORIA.inVolo) !== 0) bilancio.inAttesa++;
    else bilancio.invariati++;
  }
  return bilancio;
}
