import { join } from "node:path";

import { writeWhole } from "../core/atomic.ts";
import { toDay } from "../core/dates.ts";
import type { Periodo } from "../core/periodo.ts";
import type { Dove } from "./errori.ts";
import { fileOf, FORME_CSV, isPiatta, isUnica, type Forma, type FormaId } from "./forma.ts";
import { formaDi } from "./forme.ts";
import { isRegione } from "./luoghi.ts";
import { mappaToml } from "./mappa.ts";
import { creaPersona, type Contesto, type Persona } from "./persona.ts";
import { pianifica, tutteLeForme, type ErroriChiesti, type Piano, type Posto } from "./piano.ts";
import { createRng, type Rng } from "./prng.ts";
import { creaRicovero, type Reparto, type RicoveroSintetico, type Vincoli } from "./ricovero.ts";
import { apriScrittore } from "./scrivi.ts";
import type { Righe } from "./scrivi/scrittore.ts";
import { MAX_RIGHE } from "./scrivi/xlsx.ts";

export interface GenerateOptions {
  /** Stays in all, shared out evenly. */
  readonly ricoveri: number;
  /** 1–99 */
  readonly aziende: number;
  readonly seed: number;
  readonly periodo: Periodo;
  readonly regione: string;
  readonly errors: ErroriChiesti;
  /** One an azienda, in turn; the delimited five if absent. */
  readonly shapes?: readonly FormaId[];
  /** Rows of services a stay in child files (5–15 in shape c if absent, else 1–3); flat files hold up to 3. */
  readonly prestazioniPerRicovero?: number;
  /** Nothing that some shape could not hold: the same seed gives the same stays and errors in whatever shapes. */
  readonly raffrontabili?: boolean;
  /** Told of every clear identifier and name written: for the tests that search for them afterwards. */
  readonly onIdentificativo?: (text: string) => void;
  /** Told now and then how many stays are written. */
  readonly onProgress?: (ricoveri: number) => void;
}

/** Beyond this many persons an identifier would come back (persona.ts). */
const MAX_RICOVERI = 3_000_000;

/** One finding the files must give. Holds no identifier. */
export interface Atteso {
  /** Path from the output folder, with `/`. */
  readonly file: string;
  /** Physical line; of a sheet, its row. */
  readonly line: number;
  /** The nth row that begins on that line, where it holds more than one. */
  readonly posto?: number;
  readonly code: string;
  /** Codes the same defect may raise besides. */
  readonly anche?: readonly string[];
  /** Not planted: a sound stay that a rule remarks on (long, or of a minor). */
  readonly naturale?: true;
}

export interface AziendaGenerata {
  readonly codAsl: string;
  readonly forma: FormaId;
  readonly cartella: string;
  /** Role → path; of a dump that holds every role, under ricoveri alone. */
  readonly files: Readonly<Partial<Record<Dove, string>>>;
  readonly mappa: string;
  readonly ricoveri: number;
  /** Rows of each role, header not counted. */
  readonly righe: Readonly<Righe>;
  /** Every row earns OC-F-015, being written without its leading zeros. */
  readonly zeriPersi: boolean;
}

export interface Generated {
  readonly aziende: readonly AziendaGenerata[];
  /** The answer key, also written to `attesi.json`. */
  readonly attesi: readonly Atteso[];
  readonly attesiFile: string;
}

/**
 * Writes synthetic exports into a folder: one sub-folder an azienda, and `attesi.json`. Same options, same bytes.
 * @throws OUTPUT_UNWRITABLE, DISK; RangeError for options out of range.
 */
export async function generate(options: GenerateOptions, outFolder: string): Promise<Generated> {
  check(options);
  const jobs = aziendeDi(options, outFolder);
  const rng = createRng(options.seed, 1_000_003);
  const plans = pianifica(options.errors, jobs, rng, options.raffrontabili ? tutteLeForme() : []);
  const attesi: Atteso[] = [];
  const aziende: AziendaGenerata[] = [];
  let done = 0;
  for (const [i, job] of jobs.entries()) {
    aziende.push(await writeAzienda(job, plans[i] ?? new Map(), options, attesi, done));
    done += job.ricoveri;
  }
  const attesiFile = join(outFolder, "attesi.json");
  writeWhole(attesiFile, answerKey(attesi, aziende));
  return { aziende, attesi, attesiFile };
}

function check({ ricoveri, aziende, regione, shapes }: GenerateOptions): void {
  if (!isRegione(regione)) throw new RangeError("regione: one of the 21 codes");
  if (!Number.isInteger(aziende) || aziende < 1 || aziende > 99) throw new RangeError("aziende: 1–99");
  if (!Number.isInteger(ricoveri) || ricoveri < aziende || ricoveri > MAX_RICOVERI) {
    throw new RangeError("ricoveri: at least one an azienda, at most 3,000,000");
  }
  if (shapes?.length === 0) throw new RangeError("shapes: at least one");
}

interface Azienda {
  readonly numero: number;
  readonly ricoveri: number;
  readonly forma: Forma;
  readonly reparto: Reparto;
  readonly cartella: string;
  readonly contesto: Contesto;
}

function aziendeDi(options: GenerateOptions, outFolder: string): readonly Azienda[] {
  const { ricoveri, aziende, periodo, regione, shapes = FORME_CSV } = options;
  const asl = Array.from({ length: aziende }, (_, i) => String(101 + i));
  const services = options.prestazioniPerRicovero;
  return asl.map((codAsl, i) => {
    const forma = formaDi(shapes[i % shapes.length] ?? "a", Math.min(3, Math.max(1, services ?? 3)));
    const ampia = forma.ampia && options.raffrontabili !== true;
    const most = isPiatta(forma) || options.raffrontabili === true ? 3 : Infinity;
    const strutture = Array.from(
      { length: 2 + (i % 3) },
      (_, n) => `${regione.slice(0, 2)}${due(i + 1)}${due(n + 1)}`,
    );
    const prestazioni = services === undefined ? (ampia ? TANTE : POCHE) : fixed(services, most);
    const quanti = Math.floor(ricoveri / aziende) + (i < ricoveri % aziende ? 1 : 0);
    if (forma.formato === "xlsx" && quanti > MAX_RIGHE)
      throw new RangeError(`shape h: up to ${MAX_RIGHE} rows`);
    return {
      numero: i,
      ricoveri: quanti,
      forma,
      reparto: { periodo, regione, codAsl, strutture, prestazioni, intermedie: ampia },
      cartella: join(outFolder, `azienda-${codAsl}`),
      contesto: { regione, anno: periodo.anno, asl },
    };
  });
}

type Intervallo = readonly [fewest: number, most: number];

/** What a flat row has room for, and what a data warehouse holds. */
const POCHE: Intervallo = [1, 3];
const TANTE: Intervallo = [5, 15];

function fixed(services: number, most: number): Intervallo {
  const n = Math.max(1, Math.min(most, services));
  return [n, n];
}

async function writeAzienda(
  job: Azienda,
  plan: Piano,
  options: GenerateOptions,
  attesi: Atteso[],
  before: number,
): Promise<AziendaGenerata> {
  const { forma, cartella, reparto, ricoveri } = job;
  const pathOf = (role: Dove): string => join(cartella, fileOf(forma, role));
  const roles = isUnica(forma) ? (["ricoveri"] as const) : forma.files.map(([role]) => role);
  const files = Object.fromEntries(roles.map((role) => [role, pathOf(role)]));
  const mappa = join(cartella, "mappa.toml");
  const scrittore = apriScrittore(forma, pathOf, ricoveri);
  const noted: Notato[] = [];
  try {
    const nextStay = staysOf(job, plan, createRng(options.seed, job.numero), before);
    for (let row = 0; row < ricoveri; row += 1) {
      const stay = nextStay(row);
      tell(stay, options.onIdentificativo);
      note(noted, stay, scrittore.write(stay), plan.get(row), forma);
      const pausa = scrittore.pausa();
      if (pausa !== undefined) {
        options.onProgress?.(before + row + 1);
        await pausa;
      }
    }
    const righe = await scrittore.commit();
    for (const { role, row, ...rest } of noted) {
      const file = `azienda-${reparto.codAsl}/${fileOf(forma, role)}`;
      attesi.push({ file, ...scrittore.posto(role, row), ...rest });
    }
    writeWhole(mappa, mappaToml(forma, reparto));
    return {
      codAsl: reparto.codAsl,
      forma: forma.id,
      cartella,
      files,
      mappa,
      ricoveri,
      righe,
      zeriPersi: forma.zeriPersi,
    };
  } catch (error) {
    scrittore.discard();
    throw error;
  }
}

/** One stay after the other; few people come back, and then their second stay is the next row. */
function staysOf(
  job: Azienda,
  plan: Piano,
  rng: Rng,
  firstPersona: number,
): (row: number) => RicoveroSintetico {
  const { reparto, contesto } = job;
  const last = toDay(reparto.periodo.last);
  let previous: RicoveroSintetico | undefined;
  let back: { readonly persona: Persona; readonly vincoli: Vincoli } | undefined;
  return (row) => {
    const posto = plan.get(row);
    const planned = posto && plantedStay(posto, previous, row, job, rng, firstPersona);
    const returning = planned ? undefined : back;
    const stay =
      planned ??
      creaRicovero(
        returning?.persona ?? creaPersona(firstPersona + row, contesto, rng),
        row + 1,
        reparto,
        rng,
        returning?.vincoli,
      );
    back = planned || returning ? undefined : comesBack(stay, last, rng);
    previous = stay;
    return stay;
  };
}

/** Two clear days between the stays, so that they neither overlap nor look like one that was split. */
function comesBack(
  stay: RicoveroSintetico,
  last: number,
  rng: Rng,
): { persona: Persona; vincoli: Vincoli } | undefined {
  const known = stay.tipo_ci !== "98" && stay.tipo_ci !== "99";
  if (!known || stay.data_dim === "" || stay.mod_dim === "1" || !rng.chance(0.06)) return undefined;
  const earliest = toDay(stay.data_dim) + 3;
  if (earliest >= last) return undefined;
  return {
    persona: stay.persona,
    vincoli: { amm: rng.between(earliest, last - 1), durata: rng.between(2, 18) },
  };
}

function plantedStay(
  { errore, seguito }: Posto,
  previous: RicoveroSintetico | undefined,
  row: number,
  { reparto, contesto }: Azienda,
  rng: Rng,
  firstPersona: number,
): RicoveroSintetico {
  const base: Vincoli = { breve: true, stato: "chiuso", modDim: "2" };
  if (!seguito || previous === undefined) {
    const persona = creaPersona(firstPersona + row, contesto, rng, errore.persona ?? "italia");
    const stay = creaRicovero(persona, row + 1, reparto, rng, { ...base, ...errore.vincoli?.(reparto) });
    if (errore.seguito === undefined) errore.applica(stay, reparto);
    return stay;
  }
  const { copia, ...vincoli } = errore.seguito?.(previous, reparto) ?? {};
  if (copia) return previous;
  const stay = creaRicovero(previous.persona, row + 1, reparto, rng, { ...base, ...vincoli });
  errore.applica(stay, reparto);
  return stay;
}

function tell(stay: RicoveroSintetico, listener: ((text: string) => void) | undefined): void {
  if (listener === undefined) return;
  for (const text of [stay.cod_ident, stay.persona.cognome, stay.persona.nome])
    if (text !== "") listener(text);
}

/** An expected finding whose place is not known before the file is whole. */
interface Notato extends Pick<Atteso, "code" | "anche" | "naturale"> {
  readonly role: Dove;
  /** Of the table, from 1. */
  readonly row: number;
}

/** Adds to the answer key what this stay's rows must raise. */
function note(
  noted: Notato[],
  stay: RicoveroSintetico,
  rows: Righe,
  posto: Posto | undefined,
  forma: Forma,
): void {
  const add = (dove: Dove, code: string, rest: Partial<Notato>): void => {
    const role = isPiatta(forma) ? "ricoveri" : dove;
    noted.push({ role, row: (rows[role] ?? 0) + offset(stay, code), code, ...rest });
  };
  const errore = posto && (posto.seguito || posto.errore.seguito === undefined) ? posto.errore : undefined;
  if (errore) add(errore.dove, errore.code, errore.anche ? { anche: errore.anche } : {});
  for (const code of stay.naturali) {
    if (code !== errore?.code) add(code === "OC-C-008" ? "anagrafica" : "ricoveri", code, { naturale: true });
  }
  /** OC-C-021 stands in the discharge assessment; in child files that is a row below the first. */
  function offset(of: RicoveroSintetico, code: string): number {
    return code === "OC-C-021" && !isPiatta(forma) ? of.valutazioni.length - 1 : 0;
  }
}

function answerKey(attesi: readonly Atteso[], aziende: readonly AziendaGenerata[]): string {
  const zeri = aziende
    .filter(({ zeriPersi }) => zeriPersi)
    .map(({ codAsl, forma }) => `azienda-${codAsl}/${fileOf(formaDi(forma, 1), "ricoveri")}`);
  const rows = attesi.map((atteso) => `    ${JSON.stringify(atteso)}`).join(",\n");
  return `{\n  "suOgniRiga": ${JSON.stringify(zeri.map((file) => ({ file, code: "OC-F-015" })))},\n  "attesi": [\n${rows}\n  ]\n}\n`;
}

function due(n: number): string {
  return n < 10 ? `0${n}` : String(n);
}
