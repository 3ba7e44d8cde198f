/** Clinical content of the synthetic stays: real codes, invented combinations. */
import { weighted } from "./prng.ts";

/**
 * ICD-9-CM codes without dot, common in community hospitals. None begins with 0: a spreadsheet that drops zeros
 * must not turn one diagnosis into another.
 */
export const DIAGNOSI = (
  "4280 4289 42731 4019 40290 41400 41401 4139 4254 4359 43491 43820 43811 4402 4439 45341 " +
  "25000 25002 25040 2724 2765 27651 2768 2859 2809 2449 " +
  "486 4829 49121 496 5118 51881 51883 " +
  "5990 5849 5859 5939 78820 " +
  "5715 5712 5789 56400 56210 78720 " +
  "2900 29410 3310 3320 311 34590 3569 " +
  "82009 82021 8208 81341 8054 73300 73313 71536 71596 " +
  "70703 70707 6826 6827 99859 " +
  "1629 1749 1539 185 1970 1985 20280 " +
  "7802 78079 7812 7993 V5789 V5481 V667 V5861"
).split(" ");

/** Operator and service that go together (tables D and E), and the largest number of times a day. */
export const PRESTAZIONI: readonly (readonly [oper: string, tipo: string, max: number])[] = weighted([
  [["1", "1", 1], 10],
  [["6", "1", 1], 2],
  [["4", "1", 1], 3],
  [["4", "3", 1], 2],
  [["3", "1", 3], 12],
  [["3", "2", 2], 8],
  [["3", "4", 1], 5],
  [["3", "6", 3], 8],
  [["3", "7", 3], 8],
  [["3", "10", 2], 4],
  [["3", "11", 3], 2],
  [["3", "13", 2], 4],
  [["3", "14", 2], 4],
  [["3", "16", 2], 8],
  [["3", "17", 2], 5],
  [["3", "22", 2], 4],
  [["10", "15", 4], 12],
  [["10", "28", 6], 8],
  [["8", "19", 2], 10],
  [["9", "20", 1], 1],
  [["11", "1", 1], 1],
  [["12", "4", 1], 3],
  [["7", "5", 1], 2],
  [["13", "21", 1], 1],
]);

/** Where from, who asked, why: consistent with OC-C-028. */
export const PROVENIENZE: readonly (readonly [
  prov: string,
  sogg: readonly string[],
  motivo: readonly string[],
])[] = weighted([
  [["1", ["2", "6", "11", "15", "16"], ["1", "3"]], 24],
  [["2", ["3", "4", "16"], ["2", "3", "4"]], 44],
  [["3", ["3", "4", "11"], ["2", "4"]], 10],
  [["4", ["14"], ["1", "2"]], 8],
  [["5", ["5", "2", "11"], ["1", "3"]], 8],
  [["6", ["10"], ["3", "9"]], 1],
  [["7", ["9", "16"], ["2", "9"]], 3],
  [["9", ["9", "11"], ["9"]], 2],
]);
export const PROV_CON_STRUTTURA: ReadonlySet<string> = new Set(["2", "3", "4", "7"]);

/** Table F. */
export const DIMISSIONI = weighted([
  ["2", 36],
  ["9", 22],
  ["3", 14],
  ["6", 8],
  ["1", 6],
  ["8", 4],
  ["10", 3],
  ["11", 2],
  ["12", 2],
  ["5", 2],
  ["99", 1],
] as const);
export const DIM_CON_STRUTTURA: ReadonlySet<string> = new Set(["6", "8", "11", "12"]);
/** OC-O-010: these ask for an assessment at discharge. */
export const DIM_CON_VALUTAZIONE: ReadonlySet<string> = new Set(["2", "3", "8", "9", "10", "11", "12"]);

interface Misure {
  /** Lowest and highest, in fives (coherent with OC-C-030). */
  readonly barthel: readonly [number, number];
  readonly katz: readonly [number, number];
  readonly mobilita: readonly string[];
}

/** What goes with a degree of autonomy. */
export const AUTONOMIA: Readonly<Record<Autonomia, Misure>> = {
  "1": { barthel: [15, 20], katz: [5, 6], mobilita: ["1", "1", "2"] },
  "2": { barthel: [7, 15], katz: [2, 4], mobilita: ["2", "2", "1"] },
  "3": { barthel: [0, 7], katz: [0, 1], mobilita: ["3", "3", "2"] },
};
export type Autonomia = "1" | "2" | "3";
