import type { Abbinamento } from "./abbina.ts";
import type { FormaFile } from "./forme.ts";
import { nameScore, readName } from "./nome.ts";
import { dateCount, type Profilo } from "./profilo.ts";

/** A table whose role is known, with what was paired in it. */
export interface Unita {
  readonly forma: FormaFile;
  readonly profili: readonly Profilo[];
  readonly abbinamenti: readonly Abbinamento[];
}

/** Share of the keys of a detail table that the stays must have. */
const ENOUGH = 0.8;

/**
 * The stay number is what the tables have in common: where the columns paired by name do not meet, those that do are
 * taken instead, under whatever names (`id` here, `ricovero_id` there).
 */
export function joined(tables: readonly Unita[]): readonly (readonly Abbinamento[])[] {
  const pairs = tables.map(({ abbinamenti }) => abbinamenti);
  const home = tables.findIndex(({ forma }) => forma === "piatto" || forma === "ricoveri");
  const stays = tables[home];
  if (stays === undefined || tables.length < 2) return pairs;
  const others = tables.flatMap((table, i) => (i === home ? [] : [{ table, i }]));
  const [best] = stays.profili
    .filter(isKey)
    .map((key) => ({ key, ends: others.map(({ table }) => bestEnd(key, table)) }))
    .map(({ key, ends }) => ({ key, ends, score: total(key, ends) }))
    .sort((a, b) => b.score - a.score);
  if (best === undefined || best.ends.every((end) => end === undefined)) return pairs;
  const chosen = [...pairs];
  chosen[home] = withKey(pairs[home] ?? [], best.key);
  best.ends.forEach((end, j) => {
    const at = others[j]?.i ?? -1;
    if (end !== undefined) chosen[at] = withKey(pairs[at] ?? [], end.profilo);
  });
  return chosen;
}

interface End {
  readonly profilo: Profilo;
  readonly score: number;
}

/** One value a stay, short, and neither a day nor a person. */
function isKey(profilo: Profilo): boolean {
  return couldJoin(profilo) && profilo.unici > 0.95 * profilo.unicoSu;
}

function couldJoin(profilo: Profilo): boolean {
  const { filled, rows, fiscali, longest } = profilo;
  return (
    filled > 0.95 * rows && rows > 0 && fiscali === 0 && longest <= 40 && dateCount(profilo) < 0.5 * filled
  );
}

const asKey = (header: string): number =>
  Math.max(nameScore("num_ric", readName(header), "ricoveri"), idLike(header));
const idLike = (header: string): number => (/(?:^|_)id(?:_|$)|^pk|^fk|_fk$/i.test(header) ? 0.4 : 0);

/** The column of a table whose values are best found among the stays' keys. */
function bestEnd(key: Profilo, { profili }: Unita): End | undefined {
  const ends = profili.filter(couldJoin).flatMap((profilo): readonly End[] => {
    const name = asKey(profilo.header);
    const shared = [...profilo.distinti].filter((value) => key.distinti.has(value)).length;
    const share = shared / Math.max(1, profilo.unici);
    // Small numbers are found among all numbers: a column must look like the key, by its name or by its many values.
    const telling = name >= 0.4 || profilo.unici > 0.5 * key.unici;
    return share >= ENOUGH && telling ? [{ profilo, score: share * (0.4 + 0.6 * name) }] : [];
  });
  return ends.sort((a, b) => b.score - a.score)[0];
}

const total = ({ header }: Profilo, ends: readonly (End | undefined)[]): number =>
  ends.reduce((sum, end) => sum + (end?.score ?? 0), 0) + 0.5 * asKey(header);

/** The pairs with num_ric read from that column; it loses what it was taken for. */
function withKey(pairs: readonly Abbinamento[], profilo: Profilo): readonly Abbinamento[] {
  const own = pairs.find(({ colonna }) => colonna === "num_ric");
  if (own?.profilo === profilo) return pairs.map((pair) => (pair === own ? { ...own, anche: [] } : pair));
  const rest = pairs.filter((pair) => pair.colonna !== "num_ric" && pair.profilo !== profilo);
  return [{ colonna: "num_ric", profilo, fiducia: "media", score: 0.8, anche: [], named: false }, ...rest];
}
