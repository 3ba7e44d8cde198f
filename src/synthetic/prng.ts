/** Seeded random numbers: same seed, same sequence, on every machine. Not for secrets. */
export interface Rng {
  /** 0 … 2³²−1 */
  next(): number;
  /** 0 … n−1 */
  below(n: number): number;
  /** low … high, both included */
  between(low: number, high: number): number;
  chance(probability: number): boolean;
  pick<T>(list: readonly T[]): T;
}

/** xoshiro128** (Blackman and Vigna, public domain), its state filled by splitmix32 from seed and stream. */
export function createRng(seed: number, stream = 0): Rng {
  let mix = (seed ^ Math.imul(stream + 1, 0x9e3779b9)) | 0;
  const fill = (): number => {
    mix = (mix + 0x9e3779b9) | 0;
    let z = Math.imul(mix ^ (mix >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return z ^ (z >>> 15);
  };
  let [a, b, c, d] = [fill(), fill(), fill(), fill()];
  const next = (): number => {
    const result = Math.imul(rotate(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotate(d, 11);
    return result;
  };
  // A 32-bit number scaled down: the bias is below n / 2³², of no matter here.
  const below = (n: number): number => Math.floor((next() / 4294967296) * n);
  return {
    next,
    below,
    between: (low, high) => low + below(high - low + 1),
    chance: (probability) => next() < probability * 4294967296,
    pick: (list) => at(list, below(list.length)),
  };
}

/** A list in which each value stands as often as its weight, to {@link Rng.pick} from. */
export function weighted<T>(weights: readonly (readonly [T, number])[]): readonly T[] {
  return weights.flatMap(([value, weight]) => Array.from({ length: weight }, () => value));
}

/** The seed's own order of a list (Fisher–Yates). */
export function shuffled<T>(list: readonly T[], rng: Rng): T[] {
  const copy = [...list];
  for (let i = copy.length - 1; i > 0; i -= 1) {
    const j = rng.below(i + 1);
    const swap = at(copy, i);
    copy[i] = at(copy, j);
    copy[j] = swap;
  }
  return copy;
}

function at<T>(list: readonly T[], index: number): T {
  const value = list[index];
  if (value === undefined) throw new RangeError(`empty list, or no element ${index}`);
  return value;
}

function rotate(x: number, bits: number): number {
  return (x << bits) | (x >>> (32 - bits));
}
