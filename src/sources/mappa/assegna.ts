/**
 * Pairs rows with columns, each at most once, so that the sum of the weights is greatest (Hungarian method with
 * potentials, rows × columns² steps). Weights are 0 or more; a pair of weight 0 is no pair.
 * @returns for each row its column, -1 for none
 */
export function assign(weights: readonly (readonly number[])[]): readonly number[] {
  const rows = weights.length;
  const columns = Math.max(rows, weights[0]?.length ?? 0);
  const cost = (row: number, column: number): number => -(weights[row - 1]?.[column - 1] ?? 0);
  const u = new Float64Array(rows + 1);
  const v = new Float64Array(columns + 1);
  /** Column → its row, from 1; 0 for none. */
  const owner = new Int32Array(columns + 1);
  for (let row = 1; row <= rows; row++) place(row, { u, v, owner, columns, cost });
  const found = new Array<number>(rows).fill(-1);
  for (let column = 1; column <= columns; column++) {
    const row = owner[column] ?? 0;
    if (row > 0 && cost(row, column) < 0) found[row - 1] = column - 1;
  }
  return found;
}

interface State {
  readonly u: Float64Array;
  readonly v: Float64Array;
  readonly owner: Int32Array;
  readonly columns: number;
  readonly cost: (row: number, column: number) => number;
}

/** Finds room for one row more along the cheapest chain of moves. */
function place(row: number, { u, v, owner, columns, cost }: State): void {
  const least = new Float64Array(columns + 1).fill(Infinity);
  const from = new Int32Array(columns + 1);
  const used = new Uint8Array(columns + 1);
  owner[0] = row;
  let at = 0;
  do {
    used[at] = 1;
    const mine = owner[at] ?? 0;
    let [delta, next] = [Infinity, 0];
    for (let column = 1; column <= columns; column++) {
      if (used[column] === 1) continue;
      const reduced = cost(mine, column) - (u[mine] ?? 0) - (v[column] ?? 0);
      if (reduced < (least[column] ?? 0)) {
        least[column] = reduced;
        from[column] = at;
      }
      if ((least[column] ?? 0) < delta) [delta, next] = [least[column] ?? 0, column];
    }
    for (let column = 0; column <= columns; column++) {
      if (used[column] === 1) {
        u[owner[column] ?? 0] = (u[owner[column] ?? 0] ?? 0) + delta;
        v[column] = (v[column] ?? 0) - delta;
      } else least[column] = (least[column] ?? 0) - delta;
    }
    at = next;
  } while ((owner[at] ?? 0) !== 0);
  while (at !== 0) {
    const before = from[at] ?? 0;
    owner[at] = owner[before] ?? 0;
    at = before;
  }
}
