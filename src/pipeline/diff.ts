import { Spool } from "../core/spool.ts";
import { STORIA, type Impronta, type Vecchio } from "../ledger/index.ts";
import { absent, type Assenti } from "./cancellazioni.ts";
import type { ColumnArrays } from "./columns.ts";
import { examine, type Examined } from "./examine.ts";
import type { FonteConfig, FonteFailure } from "./inputs.ts";
import { loadCuniKey } from "./keys.ts";
import { buildInit, wholeFilesOf } from "./prepare.ts";
import { besideRegistro } from "./registro.ts";
import { positionOf } from "./rilievi.ts";
import type { Ambient, Setup } from "./setup.ts";
import { operazioneOf, type Bilancio } from "./storia.ts";
import type { Message } from "../text/index.ts";

export type Operazione = "I" | "V" | "C";

/** Why a record would go, as a key of the catalogue below `diff.why.`; `colonne` of a change. */
export type Motivo =
  "new" | "rejected" | "again" | "pair_new" | "pair_old" | "asked" | "gone" | "changed" | "half" | "declared";

/** One record that would go, or is gone from the exports. No value of it. */
export interface Voce {
  readonly operazione: Operazione;
  readonly motivo: Motivo;
  readonly azienda: string;
  readonly file: string;
  readonly riga: number;
  /** Cod_str. */
  readonly struttura: string;
  /** Columns in which it differs from what was accepted. */
  readonly colonne: readonly Impronta[];
  /** Quarter in which it was accepted, of what is in no row of this run. */
  readonly periodo?: string;
  /** True of what goes only with `--cancel-missing`. */
  readonly soloSuRichiesta: boolean;
}

export interface Differenze {
  readonly periodo: string;
  readonly bilancio: Bilancio;
  readonly scartati: number;
  readonly record: number;
  readonly conteggi: Readonly<Record<Operazione, number>>;
  readonly scomparsi: number;
  /** In the order of the run, what is gone last. */
  readonly voci: readonly Voce[];
  readonly failures: readonly FonteFailure[];
  readonly notes: readonly Message[];
}

export interface DiffOptions {
  readonly only?: Operazione;
  /** Records told of each operation. */
  readonly limit: number;
}

/** What `prepare` would send now, and why. Writes nothing: no list, no bundle, no line of the ledger. */
export function diff(
  setup: Setup,
  configs: readonly FonteConfig[],
  ambient: Ambient,
  options: DiffOptions,
): Promise<Differenze> {
  return besideRegistro(setup.config, ambient, async (ledger) => {
    const { cuni, notes } = await loadCuniKey(setup.config, ambient);
    const spool = new Spool(setup.outputFolder);
    const init = buildInit(setup, { cuni }, spool, ledger);
    const wholeFiles = await wholeFilesOf(setup);
    try {
      const examination = await examine(setup, configs, ambient, {
        init: { ...init, wholeFiles },
        spool,
        ledger,
      });
      try {
        const told = await tell(setup, examination.examined, options);
        return { ...told, notes: [...setup.notes, ...notes, ...told.notes] };
      } finally {
        await examination.dispose();
      }
    } finally {
      spool.close();
    }
  });
}

async function tell(setup: Setup, examined: Examined, options: DiffOptions): Promise<Differenze> {
  const { judged, confronto, record, scartati, failures, notes } = examined;
  if (!confronto) throw new Error("a comparison without its ledger");
  const columns = judged.columns.arrays;
  const none: Assenti = { coppie: [], scomparsi: [], incerte: [] };
  const assenti = setup.tipo === "auto" ? await absent(confronto, columns) : none;
  const conteggi = { I: 0, V: 0, C: assenti.coppie.length };
  const chosen: { row: number; operazione: Operazione }[] = [];
  const told = { I: 0, V: 0, C: 0 };
  for (let row = 0; row < record; row++) {
    const operazione = operazioneOf(columns, row);
    if (!operazione) continue;
    conteggi[operazione]++;
    const wanted = options.only === undefined || options.only === operazione;
    if (wanted && told[operazione]++ < options.limit) chosen.push({ row, operazione });
  }
  const changed = new Map<number, readonly Impronta[]>();
  const changedRows = chosen.filter(({ operazione }) => operazione === "V").map(({ row }) => row);
  await confronto.stage.changes(changedRows, (seq, colonne) => changed.set(seq, colonne));
  const newKeys = new Set(assenti.coppie.map(({ row }) => row));
  const voci = chosen.map(({ row, operazione }) => ({
    ...placeOf(examined, row),
    operazione,
    motivo: motivoOf(columns, row, operazione, newKeys),
    colonne: changed.get(row) ?? [],
    soloSuRichiesta: false,
  }));
  const wantsC = options.only === undefined || options.only === "C";
  const old = [
    ...assenti.coppie.map(({ old }) => oldVoce(old, "pair_old")),
    ...assenti.scomparsi.map((gone) => oldVoce(gone, "gone")),
  ].slice(0, options.limit);
  return {
    periodo: setup.periodo.code,
    bilancio: confronto.bilancio,
    scartati,
    record,
    conteggi,
    scomparsi: assenti.scomparsi.length,
    voci: [...voci, ...(wantsC ? old : [])],
    failures,
    notes,
  };
}

function motivoOf(
  columns: ColumnArrays,
  row: number,
  operazione: Operazione,
  newKeys: ReadonlySet<number>,
): Motivo {
  const storia = columns.storia[row] ?? 0;
  const has = (bits: number): boolean => (storia & bits) !== 0;
  if (operazione === "C") return "asked";
  if (operazione === "V") {
    const same1 = !has(STORIA.acquisito1) || has(STORIA.uguale1);
    const same2 = !has(STORIA.acquisito2) || has(STORIA.uguale2);
    return same1 && same2 ? "declared" : "changed";
  }
  if (newKeys.has(row)) return "pair_new";
  if (has(STORIA.acquisito1) || has(STORIA.acquisito2)) return "half";
  if (has(STORIA.cancellato1) || has(STORIA.cancellato2)) return "again";
  return has(STORIA.scartato) ? "rejected" : "new";
}

function placeOf(
  { files, judged }: Examined,
  row: number,
): Pick<Voce, "azienda" | "file" | "riga" | "struttura"> {
  const columns = judged.columns.arrays;
  const at = positionOf(columns, row, columns.line2[row] === 0 ? 1 : 2);
  const file = files[at.file];
  return {
    azienda: file?.azienda ?? "",
    file: file?.nome ?? "",
    riga: file?.source.place?.(at.line).line ?? at.line,
    struttura: (judged.strutture[columns.struttura[row] ?? 0] ?? "").slice(6),
  };
}

function oldVoce(old: Vecchio, motivo: "pair_old" | "gone"): Voce {
  return {
    operazione: "C",
    motivo,
    azienda: old.azienda,
    file: old.file,
    riga: old.row,
    struttura: old.struttura.slice(6),
    colonne: [],
    periodo: old.periodo,
    soloSuRichiesta: motivo === "gone",
  };
}
