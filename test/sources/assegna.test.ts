import fc from "fast-check";
import { expect, it } from "vitest";

import { assign } from "../../src/sources/mappa/assegna.ts";

/** The greatest sum, by trying everything. */
function best(weights: readonly (readonly number[])[], row = 0, used = new Set<number>()): number {
  const own = weights[row];
  if (own === undefined) return 0;
  const skipped = best(weights, row + 1, used);
  return own.reduce((most, weight, column) => {
    if (used.has(column)) return most;
    return Math.max(most, weight + best(weights, row + 1, new Set([...used, column])));
  }, skipped);
}

const matrix = fc
  .tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 }))
  .chain(([rows, columns]) =>
    fc.array(
      fc.array(fc.constantFrom(0, 0.1, 0.5, 0.7, 0.9, 1), { minLength: columns, maxLength: columns }),
      {
        minLength: rows,
        maxLength: rows,
      },
    ),
  );

it("finds the pairs with the greatest sum, each row and column once", () => {
  fc.assert(
    fc.property(matrix, (weights) => {
      const found = assign(weights);
      const columns = found.filter((column) => column >= 0);
      expect(new Set(columns).size).toBe(columns.length);
      const sum = found.reduce((all, column, row) => all + (weights[row]?.[column] ?? 0), 0);
      expect(sum).toBeCloseTo(best(weights), 9);
    }),
  );
});

it("pairs nothing with nothing", () => {
  expect(
    assign([
      [0, 0],
      [0, 0],
    ]),
  ).toEqual([-1, -1]);
  expect(assign([])).toEqual([]);
});
