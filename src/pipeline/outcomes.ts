import { TagIndex, type Tag } from "../core/tag.ts";
import type { OutcomesBlock } from "./jobs.ts";

/** val_ci or tipo_ci not given by the outcomes file. */
export const NON_DATO = 255;

/** What the TS/ANA check answered, by identifier (its 64-bit tag, never its text). */
export interface SharedOutcomes {
  readonly index: SharedArrayBuffer;
  readonly validita: Uint8Array<SharedArrayBuffer>;
  readonly tipologia: Uint8Array<SharedArrayBuffer>;
}

export class OutcomesBuilder {
  readonly #blocks: OutcomesBlock[] = [];
  #count = 0;

  add(block: OutcomesBlock): void {
    this.#blocks.push(block);
    this.#count += block.count;
  }

  /** An identifier answered twice keeps its last answer. */
  build(): SharedOutcomes {
    const index = TagIndex.withRoomFor(this.#count);
    const validita = new Uint8Array(new SharedArrayBuffer(this.#count)).fill(NON_DATO);
    const tipologia = new Uint8Array(new SharedArrayBuffer(this.#count)).fill(NON_DATO);
    const tag: Tag = { hi: 0, lo: 0 };
    let next = 0;
    for (const block of this.#blocks.splice(0)) {
      for (let i = 0; i < block.count; i++) {
        tag.hi = block.hi[i] ?? 0;
        tag.lo = block.lo[i] ?? 0;
        const known = index.add(tag, next);
        const row = known === -1 ? next++ : known;
        validita[row] = block.validita[i] ?? NON_DATO;
        tipologia[row] = block.tipologia[i] ?? NON_DATO;
      }
    }
    return { index: index.memory, validita, tipologia };
  }
}

/** The answer for an identifier; "" where there is none. */
export function answerFor(outcomes: SharedOutcomes, tag: Readonly<Tag>): { val_ci: string; tipo_ci: string } {
  const row = TagIndex.over(outcomes.index).get(tag);
  const text = (value: number | undefined): string =>
    value === undefined || value === NON_DATO ? "" : String(value);
  return { val_ci: text(outcomes.validita[row]), tipo_ci: text(outcomes.tipologia[row]) };
}
