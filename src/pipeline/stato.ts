import {
  faseDi,
  periodiTra,
  PRIMO,
  statoPeriodo,
  type FattiPeriodo,
  type StatoPeriodo,
} from "../core/calendario.ts";
import { toDay, type IsoDate } from "../core/dates.ts";
import { giornoDi } from "../core/orologio.ts";
import { lastEndedPeriodo, shiftPeriodo, type Periodo } from "../core/periodo.ts";
import {
  aziendeDeiRun,
  esitiDeiRun,
  eventiDelRun,
  fileDelRun,
  ricevuteDelRun,
  runRegistrati,
  scartiAperti,
  strutturePresenti,
  type AziendaRun,
  type EsitiAzienda,
  type EventoRegistrato,
  type FileRegistrato,
  type Ledger,
  type RicevutaRegistrata,
  type RunRegistrato,
  type ScartiAperti,
  type StatoRun,
  type StrutturaPeriodo,
} from "../ledger/index.ts";
import type { RigaPosti } from "../rules/index.ts";

/** What was read from the ledger to tell the state. */
export interface DatiStato {
  readonly runs: readonly RunRegistrato[];
  readonly aziende: readonly AziendaRun[];
  readonly esiti: readonly EsitiAzienda[];
  readonly aperti: readonly ScartiAperti[];
  readonly strutture: readonly StrutturaPeriodo[];
}

/** An azienda in a quarter. Received: its last delivery. The rest: records (operations), over the runs. */
export interface AziendaPeriodo {
  readonly azienda: string;
  readonly righe: number;
  readonly ricoveri: number;
  readonly scartati: number;
  readonly preparati: number;
  readonly inviati: number;
  readonly accettati: number;
  readonly respinti: number;
  readonly inAttesa: number;
  /** Refused by the Ministry and not put right since. */
  readonly daCorreggere: number;
  /** Days the oldest of them has been waiting. */
  readonly daGiorni: number | null;
}

/** Fewer stays than in the quarter before, beyond {@link CALO}. */
export interface Calo {
  readonly azienda: string;
  readonly prima: number;
  readonly ora: number;
  /** Whole per cent lost. */
  readonly percento: number;
}

export interface QuadroPeriodo {
  readonly stato: StatoPeriodo;
  /** When the last accepted run was closed. */
  readonly accettatoIl: IsoDate | null;
  readonly idUpload: readonly string[];
  readonly runs: readonly RunRegistrato[];
  readonly aziende: readonly AziendaPeriodo[];
  /** Aziende and strutture of the last {@link MEMORIA} quarters that sent nothing to this one. */
  readonly aziendeMancanti: readonly string[];
  readonly struttureMancanti: readonly Omit<StrutturaPeriodo, "periodo">[];
  readonly cali: readonly Calo[];
}

/** Quarters before in which an azienda or a struttura must have been seen to be expected. */
export const MEMORIA = 4;
/** Share of stays lost against the quarter before that is worth saying. */
export const CALO = 0.3;

/** @throws LEDGER_*. Records are counted one by one only between `dal` and `al`. */
export async function leggiStato(
  ledger: Ledger,
  esiti?: { readonly dal: string; readonly al: string },
): Promise<DatiStato> {
  return {
    runs: await runRegistrati(ledger),
    aziende: await aziendeDeiRun(ledger),
    esiti: esiti ? await esitiDeiRun(ledger, esiti.dal, esiti.al) : [],
    aperti: await scartiAperti(ledger),
    strutture: await strutturePresenti(ledger),
  };
}

/** The quarters worth showing: from the first of the ledger, or the last that ended, to the newest of the two. */
export function periodiDi(runs: readonly RunRegistrato[], today: IsoDate): readonly Periodo[] {
  const ended = lastEndedPeriodo(today).code;
  const codes = [ended < PRIMO ? PRIMO : ended, ...runs.map(({ periodo }) => periodo)].sort();
  return periodiTra(codes[0] ?? PRIMO, codes.at(-1) ?? PRIMO);
}

/** Who is expected besides those the ledger has seen. */
export interface Attese {
  /** Aziende sioc.toml names: in the quarter that ended last, as an older one may be from before them. */
  readonly aziende: readonly string[];
  /** Strutture with beds, by the region's own table: in the quarters their row covers. */
  readonly posti: readonly RigaPosti[];
}

const NESSUNA_ATTESA: Attese = { aziende: [], posti: [] };

/** Everything there is to say of a quarter on a day. Pure. */
export function quadroPeriodo(
  periodo: Periodo,
  dati: DatiStato,
  today: IsoDate,
  attese: Attese = NESSUNA_ATTESA,
): QuadroPeriodo {
  const runs = dati.runs.filter((run) => run.periodo === periodo.code);
  const accettati = runs.filter(({ stato }) => stato === "accepted" || stato === "partial");
  const ultimo = accettati.at(-1);
  return {
    stato: statoPeriodo(periodo, fattiDi(runs), today),
    accettatoIl: ultimo ? (giornoDi(ultimo.closedAt ?? ultimo.sentAt ?? "") ?? null) : null,
    idUpload: ultimo?.idUpload ?? [],
    runs,
    aziende: aziendeDi(periodo, runs, dati, today),
    ...mancantiDi(periodo, dati, today, attese),
    cali: caliDi(periodo, dati),
  };
}

/** The runs of a quarter, counted. */
export function fattiDi(runs: readonly RunRegistrato[]): FattiPeriodo {
  const count = (stato: StatoRun): number => runs.filter((run) => run.stato === stato).length;
  return {
    accettati: count("accepted"),
    parziali: count("partial"),
    inviati: count("sent"),
    ignoti: count("unknown"),
    rifiutati: rifiutatiAperti(runs).length,
    preparati: count("prepared"),
  };
}

/** Refused runs of a quarter whose place no later run took. */
export function rifiutatiAperti(runs: readonly RunRegistrato[]): readonly RunRegistrato[] {
  const replaces: readonly StatoRun[] = ["prepared", "sent", "accepted", "partial"];
  return runs.filter(
    (run) =>
      run.stato === "refused" &&
      run.supersededBy === null &&
      !runs.some((later) => later.id > run.id && replaces.includes(later.stato)),
  );
}

/** Runs whose content still means something. */
function conta({ stato }: RunRegistrato): boolean {
  return stato !== "preparing" && stato !== "superseded" && stato !== "abandoned";
}

/** A refused run that was done again is history: its records are in the later one. */
function isVivo(runs: readonly RunRegistrato[]): (run: RunRegistrato) => boolean {
  const open = new Set(rifiutatiAperti(runs));
  return (run) => conta(run) && (run.stato !== "refused" || open.has(run));
}

function aziendeDi(
  periodo: Periodo,
  runs: readonly RunRegistrato[],
  dati: DatiStato,
  today: IsoDate,
): AziendaPeriodo[] {
  const vivi = new Map(runs.filter(isVivo(runs)).map((run) => [run.id, run]));
  const rows = dati.aziende.filter(({ run }) => vivi.has(run));
  const esiti = dati.esiti.filter(({ run }) => vivi.has(run));
  const aperti = dati.aperti.filter((each) => each.periodo === periodo.code);
  const nomi = [...new Set([...rows, ...aperti].map(({ azienda }) => azienda))].sort();
  return nomi.map((azienda) => {
    const sue = rows.filter((row) => row.azienda === azienda);
    const ultima = sue.at(-1);
    const suoi = aperti.find((each) => each.azienda === azienda);
    const dal = suoi && giornoDi(suoi.dal);
    const inStato = (prepared: boolean): number =>
      somma(sue.filter(({ run }) => (vivi.get(run)?.stato === "prepared") === prepared).map(operazioni));
    return {
      azienda,
      righe: ultima?.righe ?? 0,
      ricoveri: ultima?.ricoveri ?? 0,
      scartati: ultima?.scartati ?? 0,
      preparati: inStato(true),
      inviati: inStato(false),
      ...esitiDi(
        esiti.filter((row) => row.azienda === azienda),
        vivi,
      ),
      daCorreggere: suoi?.record ?? 0,
      daGiorni: dal === undefined ? null : toDay(today) - toDay(dal),
    };
  });
}

function operazioni({ inseriti, variati, cancellati }: AziendaRun): number {
  return inseriti + variati + cancellati;
}

/** A run refused whole has no outcome of its records: all were refused. One not sent waits for nothing. */
function esitiDi(
  rows: readonly EsitiAzienda[],
  runs: ReadonlyMap<number, RunRegistrato>,
): Pick<AziendaPeriodo, "accettati" | "respinti" | "inAttesa"> {
  const statoOf = ({ run }: EsitiAzienda): StatoRun | undefined => runs.get(run)?.stato;
  const sent = rows.filter((row) => statoOf(row) !== "prepared");
  return {
    accettati: somma(sent.map((row) => row.accettati)),
    respinti: somma(sent.map((row) => row.respinti + (statoOf(row) === "refused" ? row.inAttesa : 0))),
    inAttesa: somma(sent.map((row) => (statoOf(row) === "refused" ? 0 : row.inAttesa))),
  };
}

/** Nothing is missing of a quarter that is still running. */
function mancantiDi(
  periodo: Periodo,
  dati: DatiStato,
  today: IsoDate,
  { aziende: configurate, posti }: Attese,
): Pick<QuadroPeriodo, "aziendeMancanti" | "struttureMancanti"> {
  const fase = faseDi(periodo, today);
  if (fase === "futuro" || fase === "in_corso") return { aziendeMancanti: [], struttureMancanti: [] };
  const from = shiftPeriodo(periodo, -MEMORIA).code;
  const before = (code: string): boolean => code >= from && code < periodo.code;
  const consegne = consegneDi(dati);
  const here = new Set(consegne.get(periodo.code)?.keys());
  const attese = [
    ...[...consegne].filter(([code]) => before(code)).flatMap(([, by]) => [...by.keys()]),
    ...(periodo.code === lastEndedPeriodo(today).code ? configurate : []),
  ];
  const presenti = new Set(
    dati.strutture.filter((s) => s.periodo === periodo.code).map(({ struttura }) => struttura),
  );
  const viste = dati.strutture.filter((s) => before(s.periodo));
  const strutture = new Map(
    [...conPosti(posti, periodo), ...viste].map(({ azienda, struttura }) => [
      struttura,
      { azienda, struttura },
    ]),
  );
  return {
    aziendeMancanti: [...new Set(attese)].filter((azienda) => !here.has(azienda)).sort(),
    struttureMancanti: [...strutture.values()]
      .filter(({ struttura }) => !presenti.has(struttura))
      .sort((a, b) => (a.struttura < b.struttura ? -1 : 1)),
  };
}

/** The table knows the azienda by its code only (`cod_reg` + `cod_asl` + `cod_str`); the ledger by its name. */
function conPosti(
  posti: readonly RigaPosti[],
  { first, last }: Periodo,
): { azienda: string; struttura: string }[] {
  return posti
    .filter((row) => row.posti > 0 && row.dal <= last && row.al >= first && /^[0-9A-Z]{12}$/.test(row.chiave))
    .map(({ chiave }) => ({ azienda: chiave.slice(3, 6), struttura: chiave }));
}

/** Stays an azienda last delivered, by quarter. One that delivered none is not there. */
function consegneDi({ runs, aziende }: DatiStato): ReadonlyMap<string, ReadonlyMap<string, number>> {
  const periodoOf = new Map(runs.filter(conta).map(({ id, periodo }) => [id, periodo]));
  const consegne = new Map<string, Map<string, number>>();
  for (const { run, azienda, ricoveri } of aziende) {
    const periodo = periodoOf.get(run);
    if (periodo === undefined || ricoveri === 0) continue;
    consegne.set(periodo, (consegne.get(periodo) ?? new Map<string, number>()).set(azienda, ricoveri));
  }
  return consegne;
}

function caliDi(periodo: Periodo, dati: DatiStato): Calo[] {
  const consegne = consegneDi(dati);
  const before = consegne.get(shiftPeriodo(periodo, -1).code);
  return [...(consegne.get(periodo.code) ?? [])].flatMap(([azienda, ora]) => {
    const prima = before?.get(azienda) ?? 0;
    return ora < prima * (1 - CALO)
      ? [{ azienda, prima, ora, percento: Math.round((1 - ora / prima) * 100) }]
      : [];
  });
}

function somma(numbers: readonly number[]): number {
  return numbers.reduce((total, n) => total + n, 0);
}

/** The quarters given, each told in full. */
export function quadri(
  periodi: readonly Periodo[],
  dati: DatiStato,
  today: IsoDate,
  attese: Attese = NESSUNA_ATTESA,
): readonly QuadroPeriodo[] {
  return periodi.map((periodo) => quadroPeriodo(periodo, dati, today, attese));
}

/** No ledger: nothing is known. */
export const NESSUN_DATO: DatiStato = { runs: [], aziende: [], esiti: [], aperti: [], strutture: [] };

/** Everything that happened to one run. */
export interface VitaRun {
  readonly run: RunRegistrato;
  readonly aziende: readonly AziendaRun[];
  readonly esiti: readonly EsitiAzienda[];
  readonly files: readonly FileRegistrato[];
  readonly ricevute: readonly RicevutaRegistrata[];
  readonly eventi: readonly EventoRegistrato[];
}

/** undefined for a run the ledger does not know. @throws LEDGER_* */
export async function vitaRun(ledger: Ledger, id: number): Promise<VitaRun | undefined> {
  const run = (await runRegistrati(ledger)).find((each) => each.id === id);
  if (!run) return undefined;
  const own = <T extends { readonly run: number }>(rows: readonly T[]): readonly T[] =>
    rows.filter((row) => row.run === id);
  return {
    run,
    aziende: own(await aziendeDeiRun(ledger)),
    esiti: own(await esitiDeiRun(ledger, run.periodo, run.periodo)),
    files: await fileDelRun(ledger, id),
    ricevute: await ricevuteDelRun(ledger, id),
    eventi: await eventiDelRun(ledger, id),
  };
}
