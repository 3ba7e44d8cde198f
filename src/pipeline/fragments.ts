import { siocError } from "../core/errors.ts";
import { blockCipher } from "../core/spool.ts";
import type { Finding } from "../model/finding.ts";
import type { Esito } from "../model/finding.ts";
import { PARTE, type SafeRecord } from "../model/record.ts";
import type { Layout } from "../tracciato/index.ts";
import {
  compilePlan,
  compileSchema,
  fill,
  miniDocument,
  validateMiniDocument,
  type MiniDocument,
  type Plan,
  type Schema,
} from "../xml/index.ts";
import type { BlockRows } from "./block-rows.ts";

/** Builds the fragments of a block, has the schema judge every byte, and closes them for the spool. */
export interface FragmentBuilder {
  /** `identifier` is what must not be found in the record's own XML (OC-F-014). */
  add(record: SafeRecord, row: number, identifier: string): void;
  /** The block's fragments, dataset 1 then 2, encrypted. Records the schema refuses are left out (OC-F-016). */
  finish(blockNumber: number, report: (finding: Finding) => void, rows: BlockRows): Uint8Array<ArrayBuffer>;
}

export interface BuilderDeps {
  readonly spoolKey: Uint8Array;
  readonly esitoDi: (code: string) => Esito;
  /** Datasets whose schema cannot judge records apart from each other. */
  readonly wholeFiles: readonly (1 | 2)[];
}

const DATASETS = [1, 2] as const;
/** Shorter texts than a provisional code are no identifier of ours: a TEAM number may be "1" or a date. */
const SEARCHED = 11;

/** OC-F-014: a value equal to the record's own identifier, as text or as attribute. */
function holdsValue(fragment: string, identifier: string): boolean {
  return fragment.includes(`>${identifier}<`) || fragment.includes(`"${identifier}"`);
}

export async function openFragmentBuilder(layout: Layout, deps: BuilderDeps): Promise<FragmentBuilder> {
  const halves = await Promise.all(
    DATASETS.map(async (numero) => {
      const dataset = layout.dataset[numero];
      const schema = deps.wholeFiles.includes(numero) ? undefined : await compileSchema(dataset.xsd);
      return new Half(numero, compilePlan(dataset), schema);
    }),
  );
  return {
    add(record, row, identifier) {
      for (const half of halves) half.add(record, row, identifier);
    },
    finish(blockNumber, report, rows) {
      const refused = new Set(halves.flatMap((half) => half.judge(rows, report, deps.esitoDi)));
      const parts = halves.map((half) => half.take(refused, rows));
      return sealed(Buffer.concat(parts), deps.spoolKey, blockNumber);
    },
  };
}

/** The fragments of one dataset while a block is read. */
class Half {
  readonly #numero: 1 | 2;
  readonly #plan: Plan;
  /** Absent when the schema has to see the whole file: then sealing judges (seal-job.ts). */
  readonly #schema: Schema | undefined;
  #fragments: string[] = [];
  #rows: number[] = [];
  #document: MiniDocument | undefined;

  constructor(numero: 1 | 2, plan: Plan, schema: Schema | undefined) {
    this.#numero = numero;
    this.#plan = plan;
    this.#schema = schema;
  }

  add(record: SafeRecord, row: number, identifier: string): void {
    if ((record.parte & (this.#numero === 1 ? PARTE.anagrafica : PARTE.ricovero)) === 0) return;
    const fragment = fill(this.#plan, record);
    if (identifier.length >= SEARCHED && holdsValue(fragment, identifier)) {
      throw siocError("CLEAR_IDENTIFIER", { campo: "*" });
    }
    this.#fragments.push(fragment);
    this.#rows.push(row);
  }

  /** Rows the schema refuses, each with its finding. */
  judge(rows: BlockRows, report: (finding: Finding) => void, esitoDi: (code: string) => Esito): number[] {
    if (this.#fragments.length === 0) return [];
    this.#document = miniDocument(this.#plan, this.#fragments);
    if (!this.#schema) return [];
    const problems = validateMiniDocument(this.#schema, this.#plan, this.#fragments, this.#document);
    const refused = [...problems.keys()].map((i) => this.#rows[i] ?? -1);
    for (const row of refused) {
      const at = rows.positionOf(row, this.#numero);
      report({ code: "OC-F-016", esito: esitoDi("OC-F-016"), at, campi: [], ...rows.luogoOf(row) });
      rows.amend(row, true);
    }
    return refused;
  }

  /** The bytes of what stays; a record refused in one dataset leaves both. Starts afresh. */
  take(refused: ReadonlySet<number>, rows: BlockRows): Uint8Array {
    const lengths = this.#numero === 1 ? rows.columns.length1 : rows.columns.length2;
    const kept: string[] = [];
    this.#fragments.forEach((fragment, i) => {
      const row = this.#rows[i] ?? 0;
      if (refused.has(row)) return;
      kept.push(fragment);
      lengths[row] = Buffer.byteLength(fragment, "utf8");
    });
    const whole = kept.length === this.#fragments.length ? this.#document : undefined;
    this.#fragments = [];
    this.#rows = [];
    this.#document = undefined;
    // The very bytes the schema judged, unless it refused some of them.
    return whole?.body ?? Buffer.from(kept.join(""), "utf8");
  }
}

/** Encrypted for the spool, in memory of its own: it goes to another thread. */
function sealed(bytes: Uint8Array, key: Uint8Array, blockNumber: number): Uint8Array<ArrayBuffer> {
  const encrypted = blockCipher(key, blockNumber).update(bytes);
  const own = new Uint8Array(encrypted.length);
  own.set(encrypted);
  return own;
}
