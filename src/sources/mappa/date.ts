import type { Abbinamento } from "./abbina.ts";
import { giorniDi, type Profilo } from "./profilo.ts";

/** Days that follow each other in every stay. */
const ORDINE = [
  ["data_rich", "data_amm"],
  ["data_amm", "data_dim"],
  ["sosp_ini", "sosp_fin"],
] as const;

/**
 * Where most rows have the days of two columns the wrong way round, the names deceived: the two change places and are
 * to be confirmed.
 */
export function inOrder(pairs: readonly Abbinamento[]): readonly Abbinamento[] {
  let ordered = pairs;
  for (const [first, second] of ORDINE) {
    const [a, b] = [first, second].map((name) => ordered.find(({ colonna }) => colonna === name));
    if (a === undefined || b === undefined || !isReversed(a.profilo, b.profilo)) continue;
    ordered = ordered.map((pair) =>
      pair === a
        ? { ...a, colonna: second, fiducia: "bassa" }
        : pair === b
          ? { ...b, colonna: first, fiducia: "bassa" }
          : pair,
    );
  }
  return ordered;
}

/** Times that stand after the day they belong to. */
const ORE = [
  ["data_amm", "ora_amm"],
  ["data_dim", "ora_dim"],
] as const;

/** A column of days with their time gives the time too, where no other column does. */
export function withTimes(
  pairs: readonly Abbinamento[],
  columns: ReadonlySet<string>,
): readonly Abbinamento[] {
  const found = new Set(pairs.map(({ colonna }) => colonna));
  const more = ORE.flatMap(([day, time]): readonly Abbinamento[] => {
    const pair = pairs.find(({ colonna }) => colonna === day);
    if (pair === undefined || found.has(time) || !columns.has(time)) return [];
    const { orari, filled } = pair.profilo;
    return orari > filled * 0.5 ? [{ ...pair, colonna: time }] : [];
  });
  return [...pairs, ...more];
}

function isReversed(before: Profilo, after: Profilo): boolean {
  const others = giorniDi(after);
  let [right, wrong] = [0, 0];
  for (const [i, day] of giorniDi(before).entries()) {
    const other = others[i] ?? "";
    if (day === "" || other === "") continue;
    if (day < other) right++;
    else if (day > other) wrong++;
  }
  return wrong > 5 && wrong > 4 * right;
}
