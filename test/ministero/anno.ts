import type { IsoDate } from "../../src/core/dates.ts";
import type { Periodo } from "../../src/core/periodo.ts";
import { DATASET, testo } from "./leggi-xml.ts";
import {
  mezza,
  Ministero,
  NESSUNO,
  type Capricci,
  type EsitoFile,
  type FileRicevuto,
  type Stato,
} from "./ministero.ts";
import type { Azienda, Consegna, RigaEsportata, Verita } from "./verita.ts";

/** What a sender is given for one run. */
export interface Passo {
  readonly periodo: Periodo;
  readonly oggi: IsoDate;
  readonly consegne: readonly Consegna[];
  readonly assenti: Assenti;
}

/** Keys at the Ministry that the exports, which should have held them, do not hold. */
export interface Assenti {
  /** Their stay is there under another key: cancelled with the insertion of that. */
  readonly coppie: readonly string[];
  /** Nowhere: cancelled if `concordate`. */
  readonly sparite: readonly string[];
  /** A person looked at the list, and every stay in it is truly gone. */
  readonly concordate: boolean;
}

export interface Conti {
  readonly righe: number;
  readonly inviate: number;
  readonly scartate: number;
  readonly invariate: number;
  readonly inAttesa: number;
}

export interface Preparato {
  /** None when there was nothing to send. */
  readonly files: readonly FileRicevuto[];
  readonly conti: Conti;
}

/** Whoever is between the aziende and the Ministry: the program, or one of ours that may be wrong on purpose. */
export interface Mittente {
  prepara(passo: Passo): Promise<Preparato>;
  /** The bundle was uploaded, and these identifiers were given. */
  inviato(esiti: readonly EsitoFile[], passo: Passo): Promise<void>;
  /** This came back. */
  esiti(esiti: readonly EsitoFile[], passo: Passo): Promise<void>;
}

/** What the region knows to be at the Ministry about one key. */
interface Acquisita {
  readonly azienda: string;
  readonly riga: RigaEsportata;
  /** Whether dataset 2 was last accepted without a discharge. */
  readonly aperto: boolean;
  /** Quarter of the run in which an operation on it was last accepted. */
  readonly periodo: string;
}

interface RigaDi {
  readonly riga: RigaEsportata;
  readonly azienda: Azienda;
}

/** What one run must have done, seen from the truth. */
interface Previsione {
  /** Half → digest it must have, undefined where it must be gone. Halves not named must not move. */
  readonly mete: ReadonlyMap<string, string | undefined>;
  readonly righe: ReadonlyMap<string, RigaDi>;
  readonly assenti: Assenti;
  readonly conti: Conti;
}

const NIENTE: Assenti = { coppie: [], sparite: [], concordate: false };

export interface OpzioniPasso {
  readonly oggi: IsoDate;
  readonly aziende: readonly Azienda[];
  readonly capricci?: Capricci;
}

/** A year as it goes: the truth, the Ministry, who sends; and after every run what must hold. */
export class Anno {
  readonly verita: Verita;
  readonly ministero: Ministero;
  readonly mittente: Mittente;
  #inViaggio: { readonly esiti: readonly EsitoFile[]; readonly passo: Passo } | undefined;
  readonly #acquisite = new Map<string, Acquisita>();

  constructor(verita: Verita, ministero: Ministero, mittente: Mittente) {
    this.verita = verita;
    this.ministero = ministero;
    this.mittente = mittente;
  }

  /** Export, prepare, upload, outcomes. Returns what is wrong: empty when every invariant holds. */
  async passo(periodo: Periodo, options: OpzioniPasso): Promise<string[]> {
    const wrong = await this.spedisci(periodo, options);
    await this.riscuoti();
    return wrong;
  }

  /** Export, prepare, upload: the Ministry has it, and the region does not know yet what became of it. */
  async spedisci(periodo: Periodo, { oggi, aziende, capricci = NESSUNO }: OpzioniPasso): Promise<string[]> {
    const consegne = aziende
      .map((azienda) => this.verita.esporta(azienda, periodo))
      .filter(({ righe }) => righe.length > 0);
    const before: Stato = new Map(this.ministero.stato);
    const previsione = this.#prevedi(periodo, consegne, before);
    const passo = { periodo, oggi, consegne, assenti: previsione.assenti };
    const { files, conti } = await this.mittente.prepara(passo);
    const esiti = this.ministero.ricevi(files, capricci);
    await this.mittente.inviato(esiti, passo);
    const hit = colpite(files, esiti);
    this.#ricorda(periodo, previsione, files, hit);
    this.#inViaggio = { esiti, passo };
    return [
      ...imprevidenze(esiti),
      ...divise(files, before),
      ...differenze(attese(before, previsione.mete, hit), this.ministero.stato),
      ...contiDiversi(previsione.conti, conti),
    ].map((what) => `${periodo.code} ${oggi}: ${what}`);
  }

  /** The answers arrive. */
  async riscuoti(): Promise<void> {
    const answer = this.#inViaggio;
    this.#inViaggio = undefined;
    if (answer) await this.mittente.esiti(answer.esiti, answer.passo);
  }

  /** Prepares once more while the answers are awaited: what is on its way must not go twice. */
  async intanto(): Promise<Preparato> {
    if (this.#inViaggio === undefined) throw new Error("nothing is on its way");
    return this.mittente.prepara({ ...this.#inViaggio.passo, assenti: NIENTE });
  }

  /** After a clean round: everything valid is at the Ministry, and nothing else. */
  chiusura(): string[] {
    const wanted = new Map<string, string>();
    for (const stay of this.verita.ricoveri) {
      if (!stay.presente || stay.difetto) continue;
      const { chiave, ...halves } = this.verita.atteso(stay);
      for (const n of DATASET) wanted.set(mezza(n, testo(chiave)), halves[n].impronta);
    }
    return differenze(wanted, this.ministero.stato).map((what) => `at the end: ${what}`);
  }

  #prevedi(periodo: Periodo, consegne: readonly Consegna[], before: Stato): Previsione {
    const righe = new Map(
      consegne.flatMap(({ azienda, righe }) =>
        righe.map((riga) => [testo(riga.atteso.chiave), { riga, azienda }] as const),
      ),
    );
    const mete = new Map<string, string | undefined>();
    const conti = { righe: righe.size, inviate: 0, scartate: 0, invariate: 0, inAttesa: 0 };
    for (const [key, { riga }] of righe) {
      if (!riga.valida) {
        conti.scartate += 1;
        continue;
      }
      const same = DATASET.every((n) => before.get(mezza(n, key)) === riga.atteso[n].impronta);
      conti[same ? "invariate" : "inviate"] += 1;
      for (const n of DATASET) mete.set(mezza(n, key), riga.atteso[n].impronta);
    }
    const assenti = this.#assenti(periodo, consegne, righe, before);
    const { coppie, sparite, concordate } = assenti;
    for (const key of [...coppie, ...(concordate ? sparite : [])])
      for (const n of DATASET) mete.set(mezza(n, key), undefined);
    return { mete, righe, assenti, conti };
  }

  #assenti(
    periodo: Periodo,
    consegne: readonly Consegna[],
    righe: Previsione["righe"],
    before: Stato,
  ): Assenti {
    const missing = [...this.#acquisite].filter(
      ([key, { azienda }]) => !righe.has(key) && consegne.some((one) => one.azienda.codice === azienda),
    );
    const expected = missing.filter(
      ([, known]) => known.periodo === periodo.code || (known.periodo < periodo.code && known.aperto),
    );
    const fresh = [...righe].filter(
      ([key, { riga }]) => riga.valida && DATASET.every((n) => !before.has(mezza(n, key))),
    );
    const pairs = expected.flatMap(([old, known]) =>
      fresh.filter(([, row]) => stesso(known, row)).map(([key]) => ({ old, key })),
    );
    const coppie = pairs.filter(alone).map(({ old }) => old);
    const sparite = missing.flatMap(([key, known]) =>
      known.periodo === periodo.code && !coppie.includes(key) && !inSospeso(known, righe, before)
        ? [[key, known] as const]
        : [],
    );
    const gone = sparite.filter(([key]) => !this.#vive(key));
    return {
      coppie,
      sparite: sparite.map(([key]) => key),
      concordate: gone.length > 0 && gone.length === sparite.length,
    };
  }

  #vive(key: string): boolean {
    return this.verita.ricoveri.some(
      (stay) => stay.presente && testo(this.verita.atteso(stay).chiave) === key,
    );
  }

  /** From what was sent and not refused, as a region that keeps a ledger would. */
  #ricorda(
    periodo: Periodo,
    { righe }: Previsione,
    files: readonly FileRicevuto[],
    hit: ReadonlySet<string>,
  ): void {
    for (const { dataset, records } of files) {
      for (const { tipo, chiave } of records) {
        const key = testo(chiave);
        const before = this.#acquisite.get(key);
        const row = righe.get(key);
        const riga = tipo === "C" ? before?.riga : row?.riga;
        const azienda = tipo === "C" ? before?.azienda : row?.azienda.codice;
        if (hit.has(mezza(dataset, key)) || riga === undefined || azienda === undefined) continue;
        const aperto = dataset === 1 ? (before?.aperto ?? false) : tipo !== "C" && riga.aperto;
        this.#acquisite.set(key, { azienda, riga, aperto, periodo: periodo.code });
      }
    }
    for (const key of this.#acquisite.keys())
      if (DATASET.every((n) => !this.ministero.stato.has(mezza(n, key)))) this.#acquisite.delete(key);
  }
}

/** The azienda's own number says so; without one, the same person in the same struttura. */
function stesso({ azienda, riga }: Acquisita, other: RigaDi): boolean {
  if (azienda !== other.azienda.codice) return false;
  if (other.azienda.numeri) return riga.id === other.riga.id;
  return (
    riga.persona === other.riga.persona && riga.atteso.chiave.cod_str === other.riga.atteso.chiave.cod_str
  );
}

/** One old key and one new, or it is not told which became which. */
function alone<T extends { readonly old: string; readonly key: string }>(
  pair: T,
  _: number,
  all: readonly T[],
): boolean {
  return all.filter(({ old, key }) => old === pair.old || key === pair.key).length === 1;
}

/** The stay is in the export under a new key, in a row to be corrected first: the old one is listed, and not gone. */
function inSospeso({ riga, azienda }: Acquisita, righe: Previsione["righe"], before: Stato): boolean {
  return [...righe].some(
    ([key, row]) =>
      row.azienda.codice === azienda &&
      row.azienda.numeri &&
      row.riga.id === riga.id &&
      !row.riga.valida &&
      DATASET.every((n) => !before.has(mezza(n, key))),
  );
}

/** Halves on which the Ministry had its way: refused by itself, or in a file it did not take. */
function colpite(files: readonly FileRicevuto[], esiti: readonly EsitoFile[]): ReadonlySet<string> {
  const hit = new Set<string>();
  for (const { nome, dataset, caricamento, stato, rilievi } of esiti) {
    const whole = caricamento !== "IF00" || stato === "MX11";
    const lost = whole
      ? (files.find((file) => file.nome === nome)?.records ?? [])
      : rilievi.filter(({ specie, prevedibile }) => specie === "S" && !prevedibile);
    for (const { chiave } of lost) hit.add(mezza(dataset, testo(chiave)));
  }
  return hit;
}

function attese(before: Stato, mete: Previsione["mete"], hit: ReadonlySet<string>): Stato {
  const after = new Map(before);
  for (const [half, digest] of mete) {
    if (hit.has(half)) continue;
    if (digest === undefined) after.delete(half);
    else after.set(half, digest);
  }
  return after;
}

function imprevidenze(esiti: readonly EsitoFile[]): string[] {
  return esiti.flatMap((esito) => esito.imprevidenze.map((what) => `history could have foreseen ${what}`));
}

/** The halves of a stay move together: a cancellation of those that are there, the rest of both. */
function divise(files: readonly FileRicevuto[], before: Stato): string[] {
  const sent = new Set<string>();
  for (const { dataset, records } of files)
    for (const { chiave } of records) sent.add(mezza(dataset, testo(chiave)));
  return files.flatMap(({ dataset, records }) =>
    records.flatMap(({ tipo, chiave }, i) => {
      const twin = mezza(dataset === 1 ? 2 : 1, testo(chiave));
      const alone = !sent.has(twin) && (tipo !== "C" || before.has(twin));
      return alone ? [`${tipo} of one half only, dataset ${dataset}, record ${i + 1}`] : [];
    }),
  );
}

/** Keys are shown by their last characters: enough to tell them apart. */
function differenze(wanted: Stato, found: Stato): string[] {
  const out: string[] = [];
  const brief = (half: string): string => `${half.slice(0, 1)}|${half.slice(10, 27)}|…${half.slice(-6)}`;
  for (const [half, digest] of wanted) {
    const there = found.get(half);
    if (there === undefined) out.push(`missing at the Ministry: ${brief(half)}`);
    else if (there !== digest) out.push(`different at the Ministry: ${brief(half)}`);
  }
  for (const half of found.keys())
    if (!wanted.has(half)) out.push(`at the Ministry and should not: ${brief(half)}`);
  return out;
}

function contiDiversi(wanted: Conti, found: Conti): string[] {
  const { righe, inviate, scartate, invariate, inAttesa } = found;
  const out: string[] = [];
  if (righe !== inviate + scartate + invariate + inAttesa)
    out.push(`rows do not add up: ${JSON.stringify(found)}`);
  if (JSON.stringify(wanted) !== JSON.stringify(found))
    out.push(`counts ${JSON.stringify(found)}, expected ${JSON.stringify(wanted)}`);
  return out;
}
