import type { Colonna } from "../../model/campi.ts";
import type { Abbinamento } from "./abbina.ts";
import type { FormaFile } from "./forme.ts";
import { readName } from "./nome.ts";
import { dateCount, giorniDi, type Profilo } from "./profilo.ts";

/** Days of each kind of detail, in their order. */
const GIORNI: Readonly<Partial<Record<FormaFile, readonly Colonna[]>>> = {
  valutazioni: ["val_data"],
  prestazioni: ["pre_data"],
  sospensioni: ["sosp_ini", "sosp_fin"],
};

/**
 * A table of details that has as many columns of days left as it lacks has them there, whatever they are called: who
 * wrote the row and when aside.
 */
export function byElimination(
  pairs: readonly Abbinamento[],
  profili: readonly Profilo[],
  forma: FormaFile,
): readonly Abbinamento[] {
  const wanted = GIORNI[forma] ?? [];
  const lacking = wanted.filter((colonna) => !pairs.some((pair) => pair.colonna === colonna));
  const taken = new Set(pairs.map(({ profilo }) => profilo));
  const days = profili.filter((profilo) => !taken.has(profilo) && isDay(profilo) && !isTrace(profilo));
  if (lacking.length === 0 || days.length !== lacking.length) return pairs;
  const [first, second] = days;
  const reversed = first !== undefined && second !== undefined && comesAfter(first, second);
  const ordered = reversed ? [second, first] : days;
  const found = lacking.flatMap((colonna, i): readonly Abbinamento[] => {
    const profilo = ordered[i];
    return profilo === undefined
      ? []
      : [{ colonna, profilo, fiducia: "bassa", score: 0.5, anche: [], named: false }];
  });
  return [...pairs, ...found];
}

const isDay = (profilo: Profilo): boolean =>
  dateCount(profilo) > 0.8 * (profilo.filled - profilo.zeri) && profilo.filled > 0;

/** When the row was written or changed. */
function isTrace({ header }: Profilo): boolean {
  const [words = []] = readName(header).ways[0] ?? [];
  return words.some((word) =>
    /^(?:created?|updated?|ins|inserimento|mod|modifica|agg|aggiornamento|ult|log)$/.test(word),
  );
}

function comesAfter(first: Profilo, second: Profilo): boolean {
  const others = giorniDi(second);
  const pairs = giorniDi(first).map((day, i) => [day, others[i] ?? ""] as const);
  const after = pairs.filter(([a, b]) => a !== "" && b !== "" && a > b).length;
  return after > pairs.filter(([a, b]) => a !== "" && b !== "" && a < b).length;
}
