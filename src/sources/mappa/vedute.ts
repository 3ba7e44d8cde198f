import { SiocError } from "../../core/errors.ts";
import { printable } from "../../core/redact.ts";
import type { CampoFisso, Mappa } from "../../model/mappa.ts";
import type { Message } from "../../text/index.ts";
import { openSource } from "../open.ts";
import { DEFAULT_FILE, type OpenedSource, type OpenOptions } from "../source.ts";
import { surveySource, type Survey, type TableSeen } from "../survey.ts";
import { fileSeen } from "./codifica.ts";
import { guessFixed } from "./fisso.ts";
import { namesFor } from "./fisso-nomi.ts";
import { namesIn } from "./mappa.ts";
import { emptyProfile, examine, type Esame } from "./profilo.ts";
import type { Ingresso, PropostaOptions } from "./proposta.ts";
import { votes } from "./ruoli.ts";
import { skipping } from "./salto.ts";

/** A table, sheet or file that was looked at. */
export interface Veduta {
  /** Index of the file among those given. */
  readonly input: number;
  /** Base name of the file, printable. */
  readonly file: string;
  /** As people see it: the file's base name, or the table's. */
  readonly nome: string;
  /** As `[tables]` names it; absent where the file is its only table. */
  readonly table?: string;
  readonly columns: number;
  readonly rows: number;
  /** Absent for a table that was not opened, or could not be. */
  readonly source?: OpenedSource;
  readonly esame?: Esame;
  /** Why it could not be read. */
  readonly error?: Message;
}

export interface Vedute {
  readonly vedute: readonly Veduta[];
  readonly fixed: readonly CampoFisso[];
  /** Lines before the header. */
  readonly skip: number;
  /** `fixed` is our guess. */
  readonly indovinata: boolean;
}

const MAX_ROWS = 20_000;
/** Tables of a dump that are opened; of a whole hospital's the others are left aside by their columns alone. */
const MAX_TABLES = 40;

/** Opens every table of every file and looks at its first rows. @throws as openSource */
export async function lookAt(
  inputs: readonly Ingresso[],
  declared: Mappa,
  options: PropostaOptions,
): Promise<Vedute> {
  const vedute: Veduta[] = [];
  let { fixed } = declared;
  let skip = declared.file.skip_lines;
  for (const [i, input] of inputs.entries()) {
    const asked = openOptions(input, declared, inputs.length > 1, options);
    const isFile = input.connessione === undefined;
    const open = isFile ? await seenAs(input.path, asked, options) : asked;
    skip = Math.max(skip, open.file?.skip_lines ?? 0);
    const survey = await surveySource(input.path, open);
    if (survey !== undefined) {
      vedute.push(...(await tablesOf(input.path, i, survey, open, options)));
      continue;
    }
    const found = await alone(input, open, inputs.length === 1, options);
    fixed = found.fixed ?? fixed;
    vedute.push({ input: i, ...found.veduta });
  }
  return { vedute, fixed, skip, indovinata: fixed !== declared.fixed };
}

/** With what only the wizard finds out: an old encoding, titles above the header. */
async function seenAs(path: string, open: OpenOptions, options: PropostaOptions): Promise<OpenOptions> {
  const decoded = { ...open, file: await fileSeen(path, open) };
  return { ...decoded, file: await skipping(path, decoded, options) };
}

function openOptions(
  { tipo, connessione }: Ingresso,
  { file, fixed, columns }: Mappa,
  mayBeEmpty: boolean,
  { text }: PropostaOptions,
): OpenOptions {
  return {
    file,
    fixed,
    known: namesIn({ columns, fixed }),
    mayBeEmpty,
    text,
    ...(tipo !== undefined && { tipo }),
    ...(connessione && { connessione }),
  };
}

/** What a file that has no header is refused with when it is taken for one that has. */
const SENZA_INTESTAZIONE: ReadonlySet<string> = new Set([
  "SOURCE_DELIMITER",
  "SOURCE_HEADER",
  "SOURCE_FIXED",
]);

interface Alone {
  readonly veduta: Omit<Veduta, "input">;
  readonly fixed?: readonly CampoFisso[];
}

/** A file that is its only table; of fixed width, perhaps, with columns to be guessed. */
async function alone(
  { path, tipo }: Ingresso,
  open: OpenOptions,
  mayGuess: boolean,
  options: PropostaOptions,
): Promise<Alone> {
  const canGuess =
    mayGuess && (open.fixed ?? []).length === 0 && tipo !== "csv" && open.connessione === undefined;
  try {
    const veduta = await view(path, open, options);
    if (!canGuess || isSound(veduta)) return { veduta };
    return (await guessedView(path, open, options)) ?? { veduta };
  } catch (error) {
    const isDoubtful = error instanceof SiocError && SENZA_INTESTAZIONE.has(error.code);
    const found = isDoubtful && canGuess ? await guessedView(path, open, options) : undefined;
    if (found === undefined) throw error;
    return found;
  }
}

/** Rows as long as their header: where most are not, what cuts them is a delimiter by chance. */
function isSound({ esame }: Omit<Veduta, "input">): boolean {
  return esame === undefined || esame.bad <= esame.rows;
}

async function guessedView(
  path: string,
  open: OpenOptions,
  options: PropostaOptions,
): Promise<Alone | undefined> {
  const spans = await guessFixed(path, open.file ?? DEFAULT_FILE, open);
  if (spans === undefined) return undefined;
  const first = await view(path, { ...open, fixed: spans }, options);
  const names = namesFor(spans, first.esame?.columns ?? []);
  const fixed = spans.map((campo) => ({ ...campo, name: names.get(campo.name) ?? campo.name }));
  return { veduta: await view(path, { ...open, fixed }, options), fixed };
}

async function view(
  path: string,
  open: OpenOptions,
  { maxRows = MAX_ROWS }: PropostaOptions,
): Promise<Omit<Veduta, "input">> {
  const source = await openSource(path, open);
  const esame = await examine(source, maxRows);
  return {
    file: source.name,
    nome: source.name,
    columns: source.header.length,
    rows: esame.rows,
    source,
    esame,
  };
}

/** The tables of a dump, the sheets of a workbook. One that cannot be read does not stop the others. */
async function tablesOf(
  path: string,
  input: number,
  { name: file, tables }: Survey,
  open: OpenOptions,
  options: PropostaOptions,
): Promise<readonly Veduta[]> {
  const worth = likely(tables, options);
  const vedute: Veduta[] = [];
  for (const table of tables) {
    const { name, columns, rows } = table;
    const plain: Veduta = { input, file, nome: printable(name), table: name, columns: columns.length, rows };
    if (!worth.has(table)) vedute.push(plain);
    else vedute.push({ ...plain, ...(await tableView(path, table, open, options)) });
  }
  return vedute;
}

async function tableView(
  path: string,
  { name }: TableSeen,
  open: OpenOptions,
  options: PropostaOptions,
): Promise<Pick<Veduta, "source" | "esame" | "error">> {
  try {
    const { source, esame } = await view(path, { ...open, table: name, mayBeEmpty: true }, options);
    return { ...(source && { source }), ...(esame && { esame }) };
  } catch (error) {
    if (!(error instanceof SiocError)) throw error;
    return { error: { key: `error.${error.code}`, data: error.data } };
  }
}

/** Of very many tables, those whose columns have names like ours. */
function likely(tables: readonly TableSeen[], { regole, layout }: PropostaOptions): ReadonlySet<TableSeen> {
  if (tables.length <= MAX_TABLES) return new Set(tables);
  const scored = tables.map((table) => {
    const profili = table.columns.map((header) => emptyProfile(header));
    const [best] = votes({ nome: table.name, profili, gruppo: 0, unica: false, sola: false }, regole, layout);
    return { table, score: best?.score ?? 0 };
  });
  scored.sort((a, b) => b.score - a.score);
  return new Set(scored.slice(0, MAX_TABLES).map(({ table }) => table));
}
