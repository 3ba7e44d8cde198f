import type { Judged, StayBlockAt } from "./judge.ts";
import type { SealPiece } from "./seal-job.ts";

/** The records of one dataset file, and where they lie in the spool. */
export interface DatasetFilePlan {
  readonly dataset: 1 | 2;
  /** From 1, within the dataset. */
  readonly prog: number;
  readonly records: number;
  readonly byTipo: Record<"I" | "V" | "C", number>;
  readonly byFile: ReadonlyMap<number, number>;
  readonly pieces: readonly SealPiece[];
}

/**
 * Splits what goes into files of at most `maxRecords`, in input order. `placed` is told where each record comes to
 * stand: number of the file and place in it, both from 1.
 */
export function planFiles(
  judged: Judged,
  dataset: 1 | 2,
  maxRecords: number,
  placed?: (row: number, file: number, place: number) => void,
): DatasetFilePlan[] {
  const plans: Building[] = [];
  let current: Building | undefined;
  const lengths = dataset === 1 ? judged.columns.arrays.length1 : judged.columns.arrays.length2;
  const tipi = dataset === 1 ? judged.columns.arrays.tipo1 : judged.columns.arrays.tipo2;
  for (const block of judged.blocks) {
    const from = dataset === 1 ? 0 : sum(judged.columns.arrays.length1, block);
    const own = lengths.slice(block.firstRow, block.firstRow + block.count);
    let piece: SealPiece | undefined;
    for (let i = 0; i < block.count; i++) {
      const row = block.firstRow + i;
      if (own[i] === 0 || tipi[row] === 0) continue;
      if (!current || current.records === maxRecords) {
        plans.push((current = startFile(dataset, plans.length + 1)));
        piece = undefined;
      }
      if (!piece) current.pieces.push((piece = startPiece(block, from, own)));
      piece.tipi[i] = tipi[row] ?? 0;
      countRecord(current, judged, row, dataset);
      placed?.(row, current.prog, current.records);
    }
  }
  return plans;
}

type Building = { -readonly [K in keyof DatasetFilePlan]: DatasetFilePlan[K] } & {
  pieces: SealPiece[];
  byFile: Map<number, number>;
};

function startFile(dataset: 1 | 2, prog: number): Building {
  return { dataset, prog, records: 0, byTipo: { I: 0, V: 0, C: 0 }, byFile: new Map(), pieces: [] };
}

function startPiece(
  { blockNumber, offset, count }: StayBlockAt,
  from: number,
  lengths: Uint32Array,
): SealPiece {
  return { blockNumber, offset, from, lengths, tipi: new Uint8Array(count) };
}

function countRecord(plan: Building, judged: Judged, row: number, dataset: 1 | 2): void {
  const { tipo1, tipo2, file1, file2 } = judged.columns.arrays;
  const letter = String.fromCharCode((dataset === 1 ? tipo1 : tipo2)[row] ?? 0);
  if (letter === "I" || letter === "V" || letter === "C") plan.byTipo[letter]++;
  const file = (dataset === 1 ? file1 : file2)[row] ?? 0;
  plan.byFile.set(file, (plan.byFile.get(file) ?? 0) + 1);
  plan.records++;
}

function sum(lengths: Uint32Array, { firstRow, count }: StayBlockAt): number {
  let total = 0;
  for (let row = firstRow; row < firstRow + count; row++) total += lengths[row] ?? 0;
  return total;
}
