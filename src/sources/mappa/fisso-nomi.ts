import type { CampoFisso } from "../../model/mappa.ts";
import { dateCount, giorniDi, type Profilo } from "./profilo.ts";

/**
 * Names for the columns of a fixed-width file by what stands in them and in what order: there is no header to help.
 * The rest keep their number, to be given a name by hand.
 */
export function namesFor(
  fixed: readonly CampoFisso[],
  profili: readonly Profilo[],
): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const give = (at: number, name: string): void => {
    const { name: own } = fixed[at] ?? {};
    if (own !== undefined && ![...names.values()].includes(name) && !names.has(own)) names.set(own, name);
  };
  const dates = profili.flatMap((profilo, i) => (isDated(profilo) ? [i] : []));
  const amm = dates.find((i) => share(profili[i], profili[i]?.filled) > 0.95);
  for (const [i, profilo] of profili.entries()) {
    if (profilo.filled > 0 && profilo.fiscali / profilo.filled > 0.8) give(i, "cod_ident");
  }
  const reg = profili.findIndex((_, i) => isSender(profili, i));
  if (reg >= 0) for (const [i, name] of ["cod_reg", "cod_asl", "cod_str"].entries()) give(reg + i, name);
  if (amm === undefined) return names;
  give(amm, "data_amm");
  const follows = (i: number): boolean => i !== amm && compared(profili[amm], profili[i]) > 0.95;
  const precedes = (i: number): boolean => i !== amm && compared(profili[i], profili[amm]) > 0.95;
  const dim = dates.filter(follows).at(-1);
  const rich = dates.find((i) => precedes(i) && !follows(i));
  if (rich !== undefined) give(rich, "data_rich");
  if (dim !== undefined) give(dim, "data_dim");
  if (isTimed(profili[amm + 1])) give(amm + 1, "ora_amm");
  if (dim !== undefined && isTimed(profili[dim + 1])) give(dim + 1, "ora_dim");
  return names;
}

const isDated = (profilo: Profilo): boolean =>
  profilo.filled > 0 && dateCount(profilo) > 0.9 * profilo.filled;
const isTimed = (profilo: Profilo | undefined): boolean =>
  profilo !== undefined && profilo.filled > 0 && profilo.times > 0.9 * profilo.filled;
const share = (profilo: Profilo | undefined, n = 0): number => (profilo === undefined ? 0 : n / profilo.rows);

/** Codes of 3, 3 and 6 characters, of which the first two are always the same. */
function isSender(profili: readonly Profilo[], i: number): boolean {
  const codes = [3, 3, 6].every((length, j) => profili[i + j]?.longest === length);
  return codes && [0, 1].every((j) => profili[i + j]?.unici === 1 && isWhole(profili[i + j]));
}

const isWhole = (profilo: Profilo | undefined): boolean =>
  profilo !== undefined && profilo.filled === profilo.rows && profilo.digits === profilo.filled;

/** Share of the rows with both days in which the first is not after the second. */
function compared(first: Profilo | undefined, second: Profilo | undefined): number {
  const others = second === undefined ? [] : giorniDi(second);
  let [both, right] = [0, 0];
  for (const [row, day] of (first === undefined ? [] : giorniDi(first)).entries()) {
    const other = others[row] ?? "";
    if (day === "" || other === "") continue;
    both++;
    if (day <= other) right++;
  }
  return both === 0 ? 0 : right / both;
}
