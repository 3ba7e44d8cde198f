import {
  openStage,
  replaceable,
  type Ledger,
  type Scope,
  type Stage,
  type Vecchio,
} from "../ledger/index.ts";
import type { Finding } from "../model/finding.ts";
import { esitoDi, regolaDi } from "../rules/index.ts";
import { FLAG, type Columns } from "./columns.ts";
import type { Fonte } from "./inputs.ts";
import type { Judged } from "./judge.ts";
import type { RunColumns } from "./rilievi.ts";
import type { Setup } from "./setup.ts";
import { judgeDeath } from "./storia.ts";

/** A run beside what the ledger remembers of its quarter and its aziende. */
export interface Confronto {
  readonly stage: Stage;
  readonly scope: Scope;
  /** Prepared and never sent: the bundle of this run takes their place. */
  readonly replaced: readonly number[];
}

/** New keys of stays known under another: asked once, before the deaths, which must not count an old key's. */
export type Coppie = Awaited<ReturnType<Stage["pairs"]>>;

export async function openConfronto(
  ledger: Ledger,
  { periodo }: Setup,
  aziende: readonly string[],
): Promise<Confronto> {
  const scope = { periodo: periodo.code, aziende: [...new Set(aziende)] };
  const replaced = await replaceable(ledger, scope.periodo, scope.aziende);
  return { stage: await openStage(ledger), scope, replaced };
}

/** Aziende with rows of stays whose key could not be read: what of theirs is not here may be in one of them. */
export function uncertain(fonti: readonly Fonte[], { columns, counts }: Judged): readonly string[] {
  const aziende = new Map(
    fonti.flatMap(({ azienda, files }) => files.map(({ spec }) => [spec.index, azienda] as const)),
  );
  const found = new Set<string>();
  for (const { azienda, files } of fonti)
    for (const { spec } of files)
      if (spec.ruolo === "ricoveri" && (counts.get(spec.index)?.bad ?? 0) > 0) found.add(azienda);
  const { flags, file1, file2 } = columns.arrays;
  for (let row = 0; row < columns.length; row++) {
    const flag = flags[row] ?? 0;
    if ((flag & FLAG.senzaChiave) === 0) continue;
    found.add(aziende.get(((flag & FLAG.ricovero) === 0 ? file1 : file2)[row] ?? -1) ?? "");
  }
  return [...found];
}

/** Writes what the ledger knows of each record into its column. */
export async function fillStoria({ stage, replaced }: Confronto, columns: Columns): Promise<void> {
  const { storia } = columns.arrays;
  await stage.compare({ replaced }, (seq, bits) => {
    storia[seq] = bits;
  });
}

/** OC-X-007 with the deaths of earlier quarters. */
export async function judgeDeaths({ stage }: Confronto, run: RunColumns): Promise<void> {
  await stage.deaths((seq, periodo) => {
    judgeDeath(run, seq, periodo);
  });
}

/** OC-H-004 and OC-H-008: what should have come and did not. Said of the azienda's first file, as a whole. */
export async function judgeAbsent(
  { stage, scope }: Confronto,
  fileOf: (azienda: string) => number,
  { severities, report }: Pick<RunColumns, "severities" | "report">,
): Promise<void> {
  const tell = (code: string, old: Vecchio): void => {
    const finding: Finding = {
      code,
      esito: esitoDi(code, severities),
      at: { file: fileOf(old.azienda), line: 0 },
      campi: regolaDi(code)?.campi ?? [],
      params: { periodo: old.periodo, altro: `${old.file}:${old.row}` },
      struttura: old.struttura.slice(6),
    };
    report(finding);
  };
  for (const old of await stage.dormant(scope)) tell("OC-H-004", old);
  for (const old of await stage.unsent(scope)) tell("OC-H-008", old);
}
