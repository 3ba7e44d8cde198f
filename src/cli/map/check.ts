import { resolve } from "node:path";

import { EXIT, SiocError } from "../../core/errors.ts";
import { printable } from "../../core/redact.ts";
import type { Colonna } from "../../model/campi.ts";
import type { Mappa } from "../../model/mappa.ts";
import { RUOLI_CONFIG, type Ruolo } from "../../model/ruolo.ts";
import { mappaFor } from "../../pipeline/mappa-ruolo.ts";
import { tabella } from "../../report/index.ts";
import {
  checkMappa,
  namesIn,
  openSource,
  parseMappa,
  shownHeaders,
  surveySource,
  type Controllo,
  type FormaFile,
  type Ingresso,
  type OpenedSource,
  type OpenOptions,
} from "../../sources/index.ts";
import type { Text } from "../../text/index.ts";
import { wordsOf } from "../errors.ts";
import { shellWord, shownPath } from "../present/paths.ts";
import type { Result } from "../result.ts";
import { typed, type Desk } from "./desk.ts";
import { carried, consegna, consegnaDi, guessForma, mandatory, noteColonne, type Consegna } from "./forma.ts";
import { named, percent, seenLines, shortName, sourceData, wrapped } from "./screen.ts";

/** A table the mapping is to be tried on. */
interface Prova {
  readonly input: Ingresso;
  readonly ruolo?: Ruolo;
  readonly source: OpenedSource;
}

/** How the mapping did on a table. */
interface Esito {
  readonly forma: FormaFile;
  readonly source: OpenedSource;
  readonly controllo: Controllo;
  readonly missing: readonly Colonna[];
  readonly unknown: number;
}

/** Tries a mapping on every table of every file it is for. */
export async function check(desk: Desk): Promise<Result> {
  const { context, inputs } = desk;
  const { text, cwd, terminal } = context;
  const mappaPath = resolve(cwd, String(context.flags["check"]));
  const mappa = parseMappa(mappaPath, { text });
  const prove: Prova[] = [];
  for (const input of inputs) prove.push(...(await provesOf(input, mappa, text)));
  const forme = formeOf(prove, mappa, desk);
  const esiti: (Esito | SiocError)[] = [];
  for (const [i, prova] of prove.entries()) {
    const delivery = deliveryOf(prova, forme[i] ?? "piatto", new Set(forme), desk);
    esiti.push(await tried(prova, delivery, mappa, desk, prove.length === 1));
  }
  return resultOf(esiti, prove, { desk, mappa: shownPath(mappaPath, cwd), columns: terminal.columns });
}

/** The tables `[tables]` names, of a file that holds several; else the file. @throws SOURCE_* */
async function provesOf(input: Ingresso, mappa: Mappa, text: Text): Promise<readonly Prova[]> {
  const { path, tipo, connessione } = input;
  const open: OpenOptions = {
    file: mappa.file,
    fixed: mappa.fixed,
    known: namesIn(mappa),
    mayBeEmpty: true,
    text,
    ...(tipo !== undefined && { tipo }),
    ...(connessione && { connessione }),
  };
  const survey = await surveySource(path, open);
  if (survey === undefined || mappa.tables.size === 0) {
    return [{ input, source: await openSource(path, { ...open, mayBeEmpty: false }) }];
  }
  const prove: Prova[] = [];
  for (const ruolo of RUOLI_CONFIG) {
    const table = mappa.tables.get(ruolo);
    if (table === undefined) continue;
    prove.push({ input, ruolo, source: await openSource(path, { ...open, table, ruolo }) });
  }
  return prove;
}

/** What each table is: by the mapping, by --role or sioc.toml, else by the columns the mapping finds in it. */
function formeOf(prove: readonly Prova[], mappa: Mappa, { config }: Desk): readonly FormaFile[] {
  const apart =
    prove.some(({ ruolo }) => ruolo === "anagrafica") || (config?.files.anagrafica ?? []).length > 0;
  const first = prove.map(({ ruolo, source, input }): FormaFile => {
    if (ruolo !== undefined) return ruolo === "ricoveri" ? (apart ? ruolo : "piatto") : toForma(ruolo);
    return input.forma ?? guessForma(carried(source.header, mappa));
  });
  const stays = first.includes("anagrafica") ? "ricoveri" : "piatto";
  return first.map((forma, i) => (forma === "piatto" && prove[i]?.input.certa !== true ? stays : forma));
}

const toForma = (ruolo: Ruolo): FormaFile => (ruolo === "esiti" ? "anagrafica" : ruolo);

/** Which columns go where depends on the files that come together. */
function deliveryOf(
  { input, ruolo }: Prova,
  forma: FormaFile,
  accanto: ReadonlySet<FormaFile>,
  { config, inputs }: Desk,
): Consegna {
  const known = config && inputs.length === 1 && ruolo === undefined && consegnaDi(input.path, [config]);
  if (known && input.certa !== true) return known;
  return consegna(forma, accanto);
}

async function tried(
  { source }: Prova,
  delivery: Consegna,
  mappa: Mappa,
  { layout, conEsiti, context: { text } }: Desk,
  alone: boolean,
): Promise<Esito | SiocError> {
  const note = noteColonne(delivery, layout);
  const columns = note.map(({ colonna }) => colonna);
  try {
    const mine = mappaFor(mappa, columns, source.header, layout);
    const controllo = await checkMappa(source, mine, { text, columns: note });
    const required = new Set(mandatory(delivery, layout, { text, conEsiti }));
    const missing = controllo.missing.filter((colonna) => required.has(colonna));
    const unknown = controllo.columns.reduce((sum, column) => sum + column.unknown.length, 0);
    return { forma: delivery.forma, source, controllo, missing, unknown };
  } catch (error) {
    // What is wrong with one table must not keep the others from being tried.
    if (alone || !(error instanceof SiocError)) throw error;
    return error;
  }
}

interface Show {
  readonly desk: Desk;
  readonly mappa: string;
  readonly columns: number;
}

function resultOf(esiti: readonly (Esito | SiocError)[], prove: readonly Prova[], show: Show): Result {
  const { context } = show.desk;
  const { text } = context;
  const done = esiti.filter((esito): esito is Esito => !(esito instanceof SiocError));
  const failed = esiti.find((esito) => esito instanceof SiocError);
  const [main] = done;
  const good = failed === undefined && done.every(({ missing }) => missing.length === 0);
  const files = typed(show.desk);
  const told = new Set<string>();
  return {
    exit: good ? EXIT.ok : (failed?.exit ?? EXIT.data),
    lines: [
      ...esiti.flatMap((esito, i) => [
        ...(i > 0 ? [""] : []),
        ...(esito instanceof SiocError
          ? wrapped(errorLines(esito, prove[i]?.source, text), show.columns)
          : esitoLines(esito, text, show.columns, told)),
      ]),
      ...(esiti.length > 1 ? ["", text(good ? "setup.map.good_all" : "setup.map.wrong_some")] : []),
    ],
    summary: {
      file: main?.source.name ?? prove[0]?.source.name,
      role: main?.forma,
      rows: main?.controllo.rows ?? 0,
      missing: done.flatMap(({ missing }) => missing),
      unknown_values: done.reduce((sum, { unknown }) => sum + unknown, 0),
      tables: esiti.length,
    },
    data: {
      ...(main && checkData(main)),
      tables: esiti.map((esito, i) =>
        esito instanceof SiocError
          ? { ...nameOf(prove[i]?.source), error: esito.code }
          : { role: esito.forma, ...checkData(esito) },
      ),
    },
    next: good ? validateNext(done, show) : [`sioc map ${files}`],
  };
}

const nameOf = (source: OpenedSource | undefined): object => (source === undefined ? {} : sourceData(source));

/** A file that needs others is validated with them, as sioc.toml says. */
function validateNext([first, ...others]: readonly Esito[], { desk, mappa }: Show): string[] {
  const flat = first?.forma === "piatto" && others.length === 0 && desk.config === undefined;
  return flat ? [`sioc validate ${typed(desk)} --mapping ${shellWord(mappa)}`] : ["sioc validate"];
}

function errorLines(error: SiocError, source: OpenedSource | undefined, text: Text): string[] {
  const { message, hint } = wordsOf(error, text);
  const table = source?.table === undefined ? "" : `[${source.table}] `;
  return [text("setup.map.table_error", { message: table + message }), `  ${text("cli.remedy")}  ${hint}`];
}

function esitoLines(
  { forma, source, controllo, missing, unknown }: Esito,
  text: Text,
  columns: number,
  told: Set<string>,
): string[] {
  const good = missing.length === 0;
  const verdict = good ? (unknown === 0 ? "setup.map.good" : "setup.map.good_unknown") : "setup.map.wrong";
  return [
    ...seenLines(source, controllo, text, columns, told),
    text(`setup.map.role.${forma}`),
    "",
    ...checkTable(controllo, text, columns),
    ...named(
      text("setup.map.unused", { n: controllo.unused.length }),
      shownHeaders(controllo.unused, controllo.columns.length > 0, 40),
      columns,
    ),
    ...named(text("setup.map.missing", { n: missing.length }), missing, columns),
    "",
    ...wrapped([text(verdict, { n: missing.length, unknown })], columns),
  ];
}

/** Of a row of the table: what stands between their name and the values. */
const ALTRE = 56;

function checkTable({ columns }: Controllo, text: Text, width: number): string[] {
  const rows = columns.map(({ colonna, header, filled, dates, unknown }) => [
    shortName(header, width, ALTRE),
    colonna,
    `${percent(filled, 1)} %`,
    [...dates.keys()].join(", "),
    unknown
      .slice(0, 4)
      .map(({ shown, rows: n }) => `${shown} (${n})`)
      .concat(unknown.length > 4 ? [text("setup.map.more", { n: unknown.length - 4 })] : [])
      .join(", "),
  ]);
  return tabella(rows, {
    lingua: text.lingua,
    rientro: 2,
    larghezza: Math.max(80, width),
    intestazione: [
      text("setup.map.col.theirs"),
      text("setup.map.col.ours"),
      text("setup.col.filled"),
      text("setup.col.dates"),
      text("setup.map.col.unknown"),
    ],
  });
}

function checkData({ source, missing, controllo: { rows, bad, cut, columns, unused } }: Esito): object {
  return {
    ...sourceData(source),
    rows,
    bad,
    cut,
    columns: columns.map(({ colonna, header, filled, dates, unknown }) => ({
      header: printable(header),
      column: colonna,
      filled: Math.floor(filled * 100),
      dates: [...dates.keys()],
      unknown: unknown.map(({ shown, masked, rows: n }) => ({ value: shown, masked, rows: n })),
    })),
    unused: shownHeaders(unused, columns.length > 0, 80),
    missing,
  };
}
