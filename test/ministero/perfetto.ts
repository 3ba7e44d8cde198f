import { DATASET, testo, type Dataset, type RecordRicevuto } from "./leggi-xml.ts";
import type { Conti, Mittente, Passo, Preparato } from "./anno.ts";
import { mezza, type EsitoFile, type FileRicevuto } from "./ministero.ts";

/** Ways of being wrong, each of which the year must notice. */
export type Guasto =
  | "V after a rejection"
  | "forgets the old key"
  | "halves apart"
  | "believes what it sent"
  | "never cancels"
  | "I of everything"
  | "cancels one half"
  | "forgets that a key is free again"
  | "loses a row"
  | "sends what did not change"
  | "sends what it must discard";

interface Memoria {
  readonly impronta: string;
  readonly chiave: RecordRicevuto["chiave"];
}

/** Dataset, record, and what to remember if it is accepted. */
interface Operazione {
  readonly dataset: Dataset;
  readonly record: RecordRicevuto;
  readonly memoria: Memoria;
}

/**
 * The trivial right sender: in memory, told by the truth which rows are valid, its own account of I, V and C. It
 * proves that year and Ministry agree with each other, and, with a fault, that they notice.
 */
export class Perfetto implements Mittente {
  readonly #guasto: Guasto | undefined;
  readonly #acquisite = new Map<string, Memoria>();
  readonly #tentate = new Set<string>();
  readonly #cancellate = new Set<string>();
  #partite: readonly Operazione[] = [];

  constructor(guasto?: Guasto) {
    this.#guasto = guasto;
  }

  prepara(passo: Passo): Promise<Preparato> {
    const righe = passo.consegne.flatMap((consegna) => consegna.righe.map((riga) => ({ riga, consegna })));
    const conti = { righe: righe.length, inviate: 0, scartate: 0, invariate: 0, inAttesa: 0 };
    const lost = this.#is("loses a row") ? righe.length - 1 : -1;
    const rows = righe.flatMap((row, i): Operazione[] => {
      if (!row.riga.valida && !this.#is("sends what it must discard")) {
        conti.scartate += 1;
        return [];
      }
      const made = i === lost ? [] : this.#riga(row);
      conti[made.length > 0 ? "inviate" : "invariate"] += 1;
      return made;
    });
    this.#partite = [...this.#cancellazioni(passo), ...rows];
    return Promise.resolve({ files: this.#files(), conti: conti satisfies Conti });
  }

  inviato(): Promise<void> {
    return Promise.resolve();
  }

  esiti(esiti: readonly EsitoFile[]): Promise<void> {
    for (const { dataset, caricamento, stato, rilievi } of esiti) {
      const whole = caricamento !== "IF00" || stato === "MX11";
      const refused = new Set(rilievi.flatMap((r) => (r.specie === "S" ? [r.ordinale] : [])));
      this.#partite
        .filter((op) => op.dataset === dataset)
        .forEach(({ record, memoria }, i) => {
          const key = mezza(dataset, testo(record.chiave));
          this.#tentate.add(key);
          if ((whole || refused.has(i + 1)) && !this.#is("believes what it sent")) return;
          if (record.tipo === "C") {
            this.#acquisite.delete(key);
            this.#cancellate.add(key);
          } else this.#acquisite.set(key, memoria);
        });
    }
    return Promise.resolve();
  }

  #is(guasto: Guasto): boolean {
    return this.#guasto === guasto;
  }

  #files(): FileRicevuto[] {
    return DATASET.flatMap((dataset) => {
      const records = this.#partite.filter((op) => op.dataset === dataset).map(({ record }) => record);
      return records.length === 0 ? [] : [{ nome: `${dataset}.xml`, dataset, records }];
    });
  }

  #riga({ riga: { atteso } }: Riga): Operazione[] {
    const { chiave } = atteso;
    const made = DATASET.map((dataset) => {
      const known = this.#acquisite.get(mezza(dataset, testo(chiave)));
      const { impronta } = atteso[dataset];
      const record = { tipo: this.#tipo(dataset, testo(chiave)), chiave, impronta };
      const memoria = { impronta, chiave };
      return { op: { dataset, record, memoria }, same: known?.impronta === impronta };
    });
    if (made.every(({ same }) => same) && !this.#is("sends what did not change")) return [];
    return made.filter(({ same }) => !(same && this.#is("halves apart"))).map(({ op }) => op);
  }

  #tipo(dataset: Dataset, key: string): "I" | "V" {
    const half = mezza(dataset, key);
    if (this.#is("I of everything")) return "I";
    if (this.#is("V after a rejection") && this.#tentate.has(half)) return "V";
    if (this.#is("forgets that a key is free again") && this.#cancellate.has(half)) return "V";
    return this.#acquisite.has(half) ? "V" : "I";
  }

  #cancellazioni({ assenti: { coppie, sparite, concordate } }: Passo): Operazione[] {
    const gone = [
      ...(this.#is("forgets the old key") ? [] : coppie),
      ...(this.#is("never cancels") || !concordate ? [] : sparite),
    ];
    return gone.flatMap((key) =>
      DATASET.flatMap((dataset): Operazione[] => {
        const memoria = this.#acquisite.get(mezza(dataset, key));
        if (memoria === undefined || (dataset === 2 && this.#is("cancels one half"))) return [];
        return [{ dataset, memoria, record: { tipo: "C", chiave: memoria.chiave, impronta: "" } }];
      }),
    );
  }
}

interface Riga {
  readonly riga: Passo["consegne"][number]["righe"][number];
  readonly consegna: Passo["consegne"][number];
}
