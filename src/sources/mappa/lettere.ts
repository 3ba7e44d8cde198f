import type { Colonna } from "../../model/campi.ts";

/** The values of a column beside the one that is read. */
interface Accanto {
  /** All of them are there. */
  readonly has: (...values: readonly string[]) => boolean;
  /** One of them is there. */
  readonly any: (...values: readonly string[]) => boolean;
}

/** Value → code; "" when it decides nothing. */
type Lettere = Readonly<Record<string, string>>;

const livelli = ({ has, any }: Accanto): Lettere =>
  has("a") && any("p", "t", "d")
    ? { a: "1", p: "2", t: "3", d: has("t") ? "" : "3", r: "9" }
    : { a: "", p: "", t: "", d: "" };

const disturbi = ({ has }: Accanto): Lettere =>
  has("g", "m") ? { a: "1", l: "1", n: "1", m: "2", g: "3", r: "9" } : {};

/** Letters that mean one thing or another according to those beside them. */
const REGOLE: Readonly<Partial<Record<Colonna, (accanto: Accanto) => Lettere>>> = {
  val_mom: ({ has, any }) =>
    has("t0", "t1", "t2")
      ? { t0: "1", t1: "2", t2: "3" }
      : {
          i: any("a", "e") ? "2" : any("d", "f", "u") ? "1" : "",
          m: any("i") ? "2" : "",
          r: any("i", "a", "d") ? "2" : "",
          v: has("i", "d") ? "2" : "",
        },
  stato_civ: ({ has, any }) => ({
    c: has("n") && any("cg", "co", "con") ? "1" : "",
    n: any("c", "ce") ? "1" : "",
    s: "",
  }),
  auton: livelli,
  mobil: livelli,
  dist_cogn: disturbi,
  dist_comp: disturbi,
  supp_soc: ({ has, any }) => {
    if (has("p", "t")) return { p: "1", t: "2", a: "3" };
    return has("p") && any("s", "n") ? { s: "1", p: "2", n: "3", r: "9" } : { p: "" };
  },
  genere: () => ({ i: "9" }),
};

/** The code of a letter among the values beside it; "" when they decide nothing, undefined when it is no such letter. */
export function letterFor(colonna: Colonna, word: string, all: ReadonlySet<string>): string | undefined {
  const lettere = REGOLE[colonna]?.({
    has: (...values) => values.every((value) => all.has(value)),
    any: (...values) => values.some((value) => all.has(value)),
  });
  return lettere !== undefined && Object.hasOwn(lettere, word) ? lettere[word] : undefined;
}
