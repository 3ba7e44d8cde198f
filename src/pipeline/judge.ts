import type { Gruppo } from "../model/campi.ts";
import { GRUPPO_DI, type Ruolo } from "../model/ruolo.ts";
import type { Finding } from "../model/finding.ts";
import { siocError } from "../core/errors.ts";
import type { Spool } from "../core/spool.ts";
import type { Stage } from "../ledger/index.ts";
import { PARTE } from "../model/record.ts";
import type { Block } from "../sources/index.ts";
import { ChildrenBuilder, type SharedChildren } from "./children.ts";
import { Columns, FLAG } from "./columns.ts";
import type { Fonte, InputFile } from "./inputs.ts";
import { type BlockReading, type DaCancellare, type FonteContext, type Job, type StayBlock } from "./jobs.ts";
import { OutcomesBuilder, type SharedOutcomes } from "./outcomes.ts";
import { inOrder, type Pool } from "./pool.ts";
import { groupBy } from "./settle.ts";
import { RegistryBuilder, type SharedRegistry } from "./registry.ts";

/** Rows of one file: `rows = good + bad`. */
export interface FileCounts {
  rows: number;
  bad: number;
  blank: number;
}

/** What the first stage leaves for the settling and the sealing. */
export interface Judged {
  readonly columns: Columns;
  /** First row and place in the spool of each block of stays. */
  readonly blocks: readonly StayBlockAt[];
  readonly strutture: readonly string[];
  readonly numRicOf: (row: number) => string;
  /** By file index. */
  readonly counts: ReadonlyMap<number, FileCounts>;
  /** Detail rows no stay asked for, by file index. */
  readonly orphans: ReadonlyMap<number, number>;
  readonly normalised: number;
  readonly guessed: number;
  readonly province: ReadonlySet<string>;
  /** Adds cancellations of what no row holds any more: rows after the last, in this order. */
  cancel(records: readonly DaCancellare[]): Promise<void>;
}

export interface StayBlockAt {
  readonly blockNumber: number;
  readonly firstRow: number;
  readonly count: number;
  /** Offset in the spool. */
  readonly offset: number;
}

export interface JudgeDeps {
  readonly pool: Pool;
  readonly report: (finding: Finding) => void;
  /** Absent when nothing is built. */
  readonly spool?: Spool;
  /** Where the traces go; absent when nothing is compared with the ledger. */
  readonly stage?: Pick<Stage, "append">;
  /** Called after each block. */
  readonly progress: (rows: number, bytes: number) => void;
  readonly signal: AbortSignal;
}

const LETTER_C = "C".charCodeAt(0);

/** Rows of anagrafica without a stay are judged in runs of this many. */
const LEFTOVER_RUN = 2000;

/** Stage 1: every row read, typed, judged; what may go is pseudonymised, built and put in the spool. */
export async function judge(
  fonti: readonly Fonte[],
  outcomes: InputFile | undefined,
  deps: JudgeDeps,
): Promise<Judged> {
  const run = new JudgeRun(deps);
  const shared = outcomes && (await run.outcomes(outcomes));
  for (const fonte of fonti) await run.fonte(fonte, shared);
  return run.result();
}

class JudgeRun {
  readonly #deps: JudgeDeps;
  readonly #columns = new Columns();
  readonly #blocks: StayBlockAt[] = [];
  readonly #strutture = new Map<string, number>();
  readonly #numeri: string[] = [];
  readonly #counts = new Map<number, FileCounts>();
  readonly #orphans = new Map<number, number>();
  readonly #province = new Set<string>();
  /** The block whose numbers were asked for last. */
  #split: { at: number; numeri: readonly string[] } = { at: -1, numeri: [] };
  #blockNumber = 0;
  #normalised = 0;
  #guessed = 0;
  #rows = 0;
  #bytes = 0;

  constructor(deps: JudgeDeps) {
    this.#deps = deps;
  }

  async fonte({ azienda, files }: Fonte, outcomes: SharedOutcomes | undefined): Promise<void> {
    const { pool } = this.#deps;
    const specs = files.map((file) => file.spec);
    let context: FonteContext = { azienda, files: specs, children: {}, ...(outcomes && { outcomes }) };
    await pool.tellAll({ kind: "context", context });
    const children = await this.#children(files);
    const registry = await this.#registry(files);
    context = { ...context, children, ...(registry && { registry }) };
    await pool.tellAll({ kind: "context", context });
    const firstRow = this.#columns.length;
    for (const file of byRole(files, "ricoveri")) await this.#stays(file);
    if (registry) await this.#leftovers(registry);
    this.#refuseAmbiguous(firstRow);
    for (const shared of Object.values(children)) this.#refuseOrphans(shared);
  }

  async outcomes(file: InputFile): Promise<SharedOutcomes> {
    const builder = new OutcomesBuilder();
    const context = { azienda: file.azienda, files: [file.spec], children: {} };
    await this.#deps.pool.tellAll({ kind: "context", context });
    await inOrder<"outcomes">(
      this.#deps.pool,
      this.#jobs(file, (block) => ({ kind: "outcomes", file: file.spec.index, block })),
      (result) => {
        this.#count(file, result);
        result.findings.forEach(this.#deps.report);
        builder.add(result);
      },
    );
    return builder.build();
  }

  async #children(files: readonly InputFile[]): Promise<Partial<Record<Gruppo, SharedChildren>>> {
    const shared: Partial<Record<Gruppo, SharedChildren>> = {};
    for (const [ruolo, gruppo] of Object.entries(GRUPPO_DI)) {
      const mine = byRole(files, ruolo as Ruolo);
      if (mine.length === 0) continue;
      const builder = new ChildrenBuilder();
      for (const file of mine) {
        const { index } = file.spec;
        await inOrder<"children">(
          this.#deps.pool,
          this.#jobs(file, (block) => ({ kind: "children", file: index, block })),
          (result) => {
            this.#count(file, result);
            result.findings.forEach(this.#deps.report);
            builder.add(index, result);
          },
        );
      }
      shared[gruppo] = builder.build(
        gruppo,
        mine.every((file) => file.spec.conStruttura),
      );
    }
    return shared;
  }

  async #registry(files: readonly InputFile[]): Promise<SharedRegistry | undefined> {
    const mine = byRole(files, "anagrafica");
    if (mine.length === 0) return undefined;
    const builder = new RegistryBuilder();
    for (const file of mine) {
      const { index } = file.spec;
      await inOrder<"registry">(
        this.#deps.pool,
        this.#jobs(file, (block) => ({ kind: "registry", file: index, block })),
        (result) => {
          this.#count(file, result);
          builder.add(index, result);
        },
      );
    }
    return builder.build();
  }

  async #stays(file: InputFile): Promise<void> {
    const { index } = file.spec;
    const jobs = this.#jobs(file, (block) => ({
      kind: "stays",
      file: index,
      block,
      blockNumber: this.#blockNumber++,
    }));
    await inOrder<"stays">(this.#deps.pool, jobs, async (result) => {
      this.#count(file, result);
      await this.#take(result);
    });
  }

  async #leftovers(registry: SharedRegistry): Promise<void> {
    const total = registry.taken.length;
    const nextNumber = (): number => this.#blockNumber++;
    async function* jobs(): AsyncGenerator<Extract<Job, { kind: "leftovers" }>> {
      for (let from = 0; from < total; from += LEFTOVER_RUN) {
        const to = Math.min(total, from + LEFTOVER_RUN);
        yield await Promise.resolve({ kind: "leftovers", from, to, blockNumber: nextNumber() });
      }
    }
    await inOrder<"leftovers">(this.#deps.pool, jobs(), (result) => this.#take(result));
  }

  async *#jobs<J extends Job>(file: InputFile, make: (block: Block) => J): AsyncGenerator<J> {
    const before = this.#bytes;
    for await (const block of file.source.blocks()) {
      if (this.#deps.signal.aborted) throw siocError("INTERRUPTED");
      this.#bytes = before + file.source.consumed();
      yield make(block);
    }
  }

  async #cancel(records: readonly DaCancellare[]): Promise<void> {
    const firstRow = this.#columns.length;
    for (let from = 0; from < records.length; from += LEFTOVER_RUN) {
      const blockNumber = this.#blockNumber++;
      const part = records.slice(from, from + LEFTOVER_RUN);
      const built = await this.#deps.pool.run<"cancel">({ kind: "cancel", records: part, blockNumber });
      if (built.findings.some(({ esito }) => esito === "scarto"))
        throw new Error("a cancellation of ours breaks the rules");
      // Rows of the ledger, not of this run: no trace of them is staged.
      await this.#take({ ...built, findings: [], traces: new Uint8Array(0) });
    }
    const { tipo1, tipo2 } = this.#columns.arrays;
    records.forEach(({ parte }, i) => {
      tipo1[firstRow + i] = (parte & PARTE.anagrafica) === 0 ? 0 : LETTER_C;
      tipo2[firstRow + i] = (parte & PARTE.ricovero) === 0 ? 0 : LETTER_C;
    });
  }

  async #take(block: StayBlock): Promise<void> {
    block.findings.forEach(this.#deps.report);
    const remap = block.strutture.map((code) => this.#struttura(code));
    block.columns.struttura.forEach((local, row) => {
      if (row < block.count) block.columns.struttura[row] = remap[local] ?? 0;
    });
    const firstRow = this.#columns.append(block.columns, block.count);
    if (block.traces.length > 0) await this.#deps.stage?.append(firstRow, block.count, block.traces);
    const offset = this.#deps.spool?.append(block.sealed) ?? 0;
    this.#blocks.push({ blockNumber: block.blockNumber, firstRow, count: block.count, offset });
    this.#numeri.push(block.numeri);
    this.#normalised += block.normalised;
    this.#guessed += block.guessed;
    for (const provincia of block.province) this.#province.add(provincia);
  }

  #struttura(code: string): number {
    let known = this.#strutture.get(code);
    if (known === undefined) this.#strutture.set(code, (known = this.#strutture.size));
    return known;
  }

  #count(file: InputFile, reading: BlockReading): void {
    const counts = this.#counts.get(file.spec.index) ?? { rows: 0, bad: 0, blank: 0 };
    counts.rows += reading.rows;
    counts.bad += reading.bad.length;
    counts.blank += reading.blank;
    this.#counts.set(file.spec.index, counts);
    for (const { line, code, params } of reading.bad) {
      this.#deps.report({
        code,
        esito: "scarto",
        at: { file: file.spec.index, line },
        campi: [],
        params: { n: params.n, m: params.m },
      });
    }
    this.#rows += reading.rows;
    this.#deps.progress(this.#rows, this.#bytes);
  }

  /**
   * OC-S-002: two stays that would share detail rows or an anagrafica row, because their stay number (and struttura,
   * where the other files name it) is the same. The same stay written twice is OC-X-002's to say.
   */
  #refuseAmbiguous(firstRow: number): void {
    const { localHi, localLo, keyHi, keyLo } = this.#columns.arrays;
    const isHere = (row: number): boolean => row >= firstRow && localLo[row] !== 0;
    groupBy(localHi, localLo, this.#columns.length, isHere).forEachShared((rows) => {
      const [first = 0] = rows;
      if (rows.every((row) => keyHi[row] === keyHi[first] && keyLo[row] === keyLo[first])) return;
      for (const row of rows) this.#refuse("OC-S-002", row);
    });
  }

  #refuse(code: string, row: number): void {
    const { file2, line2, flags } = this.#columns.arrays;
    const at = { file: file2[row] ?? 0, line: line2[row] ?? 0 };
    this.#deps.report({ code, esito: "scarto", at, campi: ["num_ric"], numRic: this.#numRicOf(row) });
    flags[row] = (flags[row] ?? 0) | FLAG.scarto | FLAG.segnalato;
  }

  /** OC-S-001: detail rows whose stay is nowhere in the azienda's files. */
  #refuseOrphans(shared: SharedChildren): void {
    shared.taken.forEach((taken, group) => {
      if (taken === 1) return;
      for (let i = shared.starts[group] ?? 0; i < (shared.starts[group + 1] ?? 0); i++) {
        const row = shared.order[i] ?? 0;
        const file = shared.files[row] ?? 0;
        this.#orphans.set(file, (this.#orphans.get(file) ?? 0) + 1);
        this.#deps.report({
          code: "OC-S-001",
          esito: "scarto",
          at: { file, line: shared.lines[row] ?? 0 },
          campi: ["num_ric"],
        });
      }
    });
  }

  #numRicOf(row: number): string {
    const at = this.#blocks.findLastIndex((block) => block.firstRow <= row);
    if (this.#split.at !== at) this.#split = { at, numeri: this.#numeri[at]?.split("\n") ?? [] };
    return this.#split.numeri[row - (this.#blocks[at]?.firstRow ?? 0)] ?? "";
  }

  result(): Judged {
    return {
      columns: this.#columns,
      blocks: this.#blocks,
      strutture: [...this.#strutture.keys()],
      numRicOf: (row) => this.#numRicOf(row),
      counts: this.#counts,
      orphans: this.#orphans,
      normalised: this.#normalised,
      guessed: this.#guessed,
      province: this.#province,
      cancel: (records) => this.#cancel(records),
    };
  }
}

function byRole(files: readonly InputFile[], ruolo: Ruolo): InputFile[] {
  return files.filter((file) => file.spec.ruolo === ruolo);
}
