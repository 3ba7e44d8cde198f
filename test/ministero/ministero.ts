import { createRng, type Rng } from "../../src/synthetic/prng.ts";
import { DATASET, testo, type Chiave, type Dataset, type RecordRicevuto } from "./leggi-xml.ts";

/** One uploaded file, opened and read. */
export interface FileRicevuto {
  readonly nome: string;
  readonly dataset: Dataset;
  readonly records: readonly RecordRicevuto[];
}

/** What the Ministry says of one record. */
export interface Rilievo {
  readonly specie: "S" | "A";
  readonly dataset: Dataset;
  readonly chiave: Chiave;
  readonly tipo: string;
  /** From 1: its place in the file. */
  readonly ordinale: number;
  readonly codice: string;
  readonly descrizione: string;
  /**
   * Whether who knew what the Ministry had accepted before this supply could have foreseen it. False for what the
   * Ministry decides by itself, and for what follows from such a decision within the same supply.
   */
  readonly prevedibile: boolean;
}

export interface EsitoFile {
  readonly nome: string;
  readonly dataset: Dataset;
  readonly idUpload: string;
  /** IF00, or why it was not taken. */
  readonly caricamento: "IF00" | "IF02";
  /** Absent when it was not taken. */
  readonly stato?: "MX11" | "MX20" | "MX21" | "MX22";
  readonly record: number;
  readonly rilievi: readonly Rilievo[];
  /** Operations that the sender's own history forbade, whether or not a whim hid them: `SIM-I-01 I`. */
  readonly imprevidenze: readonly string[];
}

/** Probabilities of what no history could foresee. */
export interface Capricci {
  readonly scarto: number;
  readonly anomalia: number;
  /** A whole file: MX11 or IF02. */
  readonly file: number;
}

export const NESSUNO: Capricci = { scarto: 0, anomalia: 0, file: 0 };
export const SOLITI: Capricci = { scarto: 0.05, anomalia: 0.03, file: 0.04 };

export interface Regole {
  /** I of dataset 2 wants dataset 1 accepted; C of dataset 1 wants dataset 2 gone with it. */
  readonly coppie: boolean;
}

/** What is at the Ministry: `1|key` and `2|key` → digest. */
export type Stato = ReadonlyMap<string, string>;

const PAROLE = {
  "SIM-D-01": "tipo trasmissione non ammesso",
  "SIM-I-01": "inserimento di una chiave gia' acquisita",
  "SIM-I-02": "ricovero senza anagrafica corrispondente acquisita",
  "SIM-V-01": "variazione di una chiave non acquisita",
  "SIM-C-01": "cancellazione di una chiave non acquisita",
  "SIM-C-02": "cancellazione in un solo dataset: chiave presente nell'altro",
  "SIM-X-09": "struttura non attiva alla data di ammissione",
  "SIM-A-01": "dato da verificare",
} as const;
type CodiceSim = keyof typeof PAROLE;

export function mezza(dataset: Dataset, chiave: string): string {
  return `${dataset}|${chiave}`;
}

/**
 * A Ministry that knows only what it received: it keeps keys and digests by the semantics of spec/rules.md (I new or
 * previously rejected, V and C of what was accepted, after C the key is free) and has whims of its own, seeded.
 */
export class Ministero {
  readonly #stato = new Map<string, string>();
  readonly #regole: Regole;
  readonly #rng: Rng;
  #uploads: number;

  constructor(seed: number, regole: Regole = { coppie: true }) {
    this.#rng = createRng(seed, 77);
    this.#regole = regole;
    this.#uploads = 700_000 + 1000 * (seed % 100);
  }

  get stato(): Stato {
    return this.#stato;
  }

  /** Takes a supply: all files of dataset 1 first, then those of dataset 2, record by record. */
  ricevi(files: readonly FileRicevuto[], capricci: Capricci = NESSUNO): EsitoFile[] {
    // What would be there if the Ministry had no whims in this supply: what the sender could count on.
    const ombra = new Map(this.#stato);
    const cancellati = new Set(
      files.flatMap(({ dataset, records }) =>
        records.filter(({ tipo }) => tipo === "C").map(({ chiave }) => mezza(dataset, testo(chiave))),
      ),
    );
    const ordered = DATASET.flatMap((n) => files.filter(({ dataset }) => dataset === n));
    return ordered.map((file) => this.#file(file, ombra, cancellati, capricci));
  }

  #file(
    { nome, dataset, records }: FileRicevuto,
    ombra: Map<string, string>,
    cancellati: ReadonlySet<string>,
    capricci: Capricci,
  ): EsitoFile {
    const idUpload = String((this.#uploads += 1));
    const common = { nome, dataset, idUpload, record: records.length, imprevidenze: [] as string[] };
    const refused = this.#rng.chance(capricci.file);
    const rilievi: Rilievo[] = [];
    records.forEach((record, i) => {
      const foreseen = this.#giudica(record, dataset, ombra, cancellati);
      if (foreseen === undefined) applica(record, dataset, ombra);
      else common.imprevidenze.push(`${foreseen} ${record.tipo} in dataset ${dataset}, record ${i + 1}`);
      if (refused) return;
      const say = (specie: "S" | "A", codice: CodiceSim): void => {
        const { chiave, tipo } = record;
        const prevedibile = foreseen === codice;
        const descrizione = PAROLE[codice];
        rilievi.push({ specie, dataset, chiave, tipo, ordinale: i + 1, codice, descrizione, prevedibile });
      };
      const code = this.#giudica(record, dataset, this.#stato, cancellati);
      if (code !== undefined) say("S", code);
      else if (this.#rng.chance(capricci.scarto)) say("S", "SIM-X-09");
      else {
        applica(record, dataset, this.#stato);
        if (this.#rng.chance(capricci.anomalia)) say("A", "SIM-A-01");
      }
    });
    if (refused && this.#rng.chance(0.5)) return { ...common, caricamento: "IF02", rilievi: [] };
    if (refused) return { ...common, caricamento: "IF00", stato: "MX11", rilievi: [] };
    const scarti = rilievi.some(({ specie }) => specie === "S");
    const stato = scarti ? "MX22" : rilievi.length > 0 ? "MX21" : "MX20";
    return { ...common, caricamento: "IF00", stato, rilievi };
  }

  #giudica(
    { tipo, chiave }: RecordRicevuto,
    dataset: Dataset,
    stato: Stato,
    cancellati: ReadonlySet<string>,
  ): CodiceSim | undefined {
    const key = testo(chiave);
    const there = stato.has(mezza(dataset, key));
    const other = mezza(dataset === 1 ? 2 : 1, key);
    switch (tipo) {
      case "I":
        if (there) return "SIM-I-01";
        return this.#regole.coppie && dataset === 2 && !stato.has(other) ? "SIM-I-02" : undefined;
      case "V":
        return there ? undefined : "SIM-V-01";
      case "C":
        if (!there) return "SIM-C-01";
        return this.#regole.coppie && dataset === 1 && stato.has(other) && !cancellati.has(other)
          ? "SIM-C-02"
          : undefined;
      default:
        return "SIM-D-01";
    }
  }
}

function applica(
  { tipo, chiave, impronta }: RecordRicevuto,
  dataset: Dataset,
  stato: Map<string, string>,
): void {
  if (tipo === "C") stato.delete(mezza(dataset, testo(chiave)));
  else stato.set(mezza(dataset, testo(chiave)), impronta);
}
