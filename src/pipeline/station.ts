import type { LedgerKeys } from "../ledger/index.ts";
import { esitoDi } from "../rules/index.ts";
import { caricaLayout, type Layout } from "../tracciato/index.ts";
import { compileChildReader, type ChildReader } from "./child-rows.ts";
import { openFragmentBuilder, type FragmentBuilder } from "./fragments.ts";
import { makeJudge, type Judge } from "./judge-record.ts";
import { type FileSpec, type FonteContext, type Job, type JobResult, type StationInit } from "./jobs.ts";
import { GRUPPO_DI } from "../model/ruolo.ts";
import { readOutcomes } from "./outcome-rows.ts";
import { readRegistry } from "./registry-rows.ts";
import { seal } from "./seal-job.ts";
import { compileStays, type StayReader } from "./stay-rows.ts";

/** Does the jobs of one thread: a worker's, or the main thread's own for small inputs and tests. */
export interface Station {
  handle(job: Job): Promise<JobResult>;
}

export async function openStation(init: StationInit): Promise<Station> {
  const layout = caricaLayout(init.layoutFolder);
  const builder =
    init.build &&
    (await openFragmentBuilder(layout, {
      spoolKey: init.build.spoolKey,
      wholeFiles: init.build.wholeFiles,
      esitoDi: (code) => esitoDi(code, init.severities),
    }));
  return new Bench(layout, makeJudge(init), builder, init.build?.ledgerKeys);
}

class Bench implements Station {
  readonly #layout: Layout;
  readonly #judge: Judge;
  readonly #builder: FragmentBuilder | undefined;
  readonly #ledgerKeys: LedgerKeys | undefined;
  readonly #children = new Map<number, ChildReader>();
  #context: FonteContext = { azienda: "", files: [], children: {} };
  #stays: StayReader | undefined;

  constructor(
    layout: Layout,
    judge: Judge,
    builder: FragmentBuilder | undefined,
    ledgerKeys: LedgerKeys | undefined,
  ) {
    this.#layout = layout;
    this.#judge = judge;
    this.#builder = builder;
    this.#ledgerKeys = ledgerKeys;
  }

  async handle(job: Job): Promise<JobResult> {
    switch (job.kind) {
      case "context":
        this.#context = job.context;
        this.#stays = undefined;
        return { kind: "context" };
      case "stays":
        return this.#stayReader().read(this.#file(job.file), job.block, job.blockNumber);
      case "leftovers":
        return this.#stayReader().readLeftovers(job.from, job.to, job.blockNumber);
      case "cancel":
        return this.#stayReader().cancel(job.records, job.blockNumber);
      case "children":
        return this.#childReader(this.#file(job.file)).read(job.block, this.#judge.collector());
      case "registry":
        return readRegistry(this.#layout, this.#file(job.file), job.block);
      case "outcomes":
        return readOutcomes(this.#layout, this.#file(job.file), job.block, this.#judge.collector());
      case "seal":
        return { kind: "seal", sealed: await seal(job.job) };
    }
  }

  #stayReader(): StayReader {
    this.#stays ??= compileStays(this.#layout, this.#context, this.#judge, this.#builder, this.#ledgerKeys);
    return this.#stays;
  }

  #childReader(file: FileSpec): ChildReader {
    let reader = this.#children.get(file.index);
    if (!reader) {
      const gruppo = Object.entries(GRUPPO_DI).find(([ruolo]) => ruolo === file.ruolo)?.[1];
      if (!gruppo) throw new Error(`${file.ruolo} is not a child file`);
      this.#children.set(file.index, (reader = compileChildReader(this.#layout, file, gruppo)));
    }
    return reader;
  }

  #file(index: number): FileSpec {
    const file = this.#context.files.find((f) => f.index === index);
    if (!file) throw new Error(`file ${index} is not of this azienda`);
    return file;
  }
}
