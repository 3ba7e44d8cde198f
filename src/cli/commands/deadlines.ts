import { existsSync } from "node:fs";
import { resolve } from "node:path";

import { writeWhole } from "../../core/atomic.ts";
import { periodiFino } from "../../core/calendario.ts";
import { EXIT, SiocError, siocError, type ExitCode } from "../../core/errors.ts";
import { iCalendar, type Scadenza } from "../../core/icalendar.ts";
import { lastEndedPeriodo, type Periodo } from "../../core/periodo.ts";
import { leggiStato, NESSUN_DATO, quadri, type DatiStato, type QuadroPeriodo } from "../../pipeline/stato.ts";
import { tabella } from "../../report/index.ts";
import { giorno, type Text } from "../../text/index.ts";
import type { Context } from "../context.ts";
import { sayError } from "../errors.ts";
import { withLedger } from "../ledger.ts";
import { shellWord, shownPath } from "../present/paths.ts";
import { giorniLine, situazioneLine } from "../present/stato.ts";
import type { Result } from "../result.ts";

/** Days before each deadline a calendar reminds at. */
const AVVISI = [14, 7, 1] as const;

/** The calendar of art. 5, with the state of each quarter where there is a ledger; `--ics` for other programs. */
export async function run(context: Context): Promise<Result> {
  const { flags, text } = context;
  if (flags["ics"] === true) return ics(context);
  if (flags["file"] !== undefined)
    throw siocError("USAGE", { problem: text("cli.usage.missing_option", { name: "--ics" }) });
  const { dati, exit } = await datiOf(context);
  return {
    exit,
    ...table(quadri(periodiFino(context.today), dati ?? NESSUN_DATO, context.today), dati, context),
  };
}

/** Dates are dates also without a ledger: one that is there and cannot be read is said, and the exit code is its own. */
async function datiOf(context: Context): Promise<{ dati?: DatiStato; exit: ExitCode }> {
  if (context.config().get("regione") === undefined) return { exit: EXIT.ok };
  try {
    const dati = await withLedger(context, { create: false, lock: false }, (ledger) => leggiStato(ledger));
    return { dati, exit: EXIT.ok };
  } catch (error) {
    if (!(error instanceof SiocError)) throw error;
    if (error.code === "LEDGER_ABSENT") return { exit: EXIT.ok };
    sayError(error, context.terminal, context.text, false);
    return { exit: error.exit };
  }
}

function table(
  rows: readonly QuadroPeriodo[],
  dati: DatiStato | undefined,
  { text, today }: Context,
): Omit<Result, "exit"> {
  const lines = tabella(
    rows.map((quadro) => [
      quadro.stato.periodo.code,
      giorno(quadro.stato.periodo.termine),
      giorno(quadro.stato.periodo.ultimo),
      giorniLine(quadro.stato, text),
      situazioneLine(quadro, text),
    ]),
    {
      lingua: text.lingua,
      intestazione: [
        text("deadlines.col.periodo"),
        text("deadlines.col.termine"),
        text("deadlines.col.ultimo"),
        text("deadlines.col.giorni"),
        text("deadlines.col.stato"),
      ],
    },
  );
  const current = rows.find(({ stato }) => stato.periodo.code === lastEndedPeriodo(today).code);
  return {
    lines: [...lines, "", text("deadlines.note"), ...(dati ? [] : [text("deadlines.no_ledger")])],
    summary: {
      today,
      ledger: dati !== undefined,
      periodo: current?.stato.periodo.code ?? null,
      days_left: current?.stato.giorni ?? null,
      state: current?.stato.situazione ?? null,
    },
    data: { quarters: rows.map(quarterJson) },
    next: dati ? ["sioc status"] : ["sioc deadlines --ics --file scadenze.ics"],
  };
}

function quarterJson({ stato, accettatoIl, idUpload }: QuadroPeriodo): Readonly<Record<string, unknown>> {
  const { periodo, situazione, fase, giorni, giorniUltimo, sperimentale } = stato;
  return {
    periodo: periodo.code,
    first: periodo.first,
    last: periodo.last,
    ordinary_deadline: periodo.termine,
    last_deadline: periodo.ultimo,
    days_left: giorni,
    days_left_last: giorniUltimo,
    phase: fase,
    state: situazione,
    accepted_on: accettatoIl,
    id_upload: idUpload,
    experimental: sperimentale,
  };
}

/** To stdout as it is, or to a file. Only dates: a calendar is shared with who may not read the ledger. */
function ics({ text, today, now, flags, cwd }: Context): Result {
  const events = periodiFino(today).flatMap((periodo) => scadenzeDi(periodo, text));
  const prodId = `-//sioc//deadlines//${text.lingua.toUpperCase()}`;
  const lines = iCalendar(events, { prodId, now, avvisi: AVVISI });
  const path = flags["file"] === undefined ? undefined : resolve(cwd, String(flags["file"]));
  const summary = { events: events.length, file: path ?? null };
  if (path === undefined)
    // The terminal ends each line with LF.
    return { exit: EXIT.ok, lines: lines.map((line) => `${line}\r`), summary, data: { lines }, next: [] };
  const file = shownPath(path, cwd);
  if (existsSync(path) && flags["force"] !== true) throw siocError("OUTPUT_EXISTS", { name: file });
  writeWhole(path, lines.map((line) => `${line}\r\n`).join(""));
  return {
    exit: EXIT.ok,
    lines: [text("deadlines.written", { file: shellWord(file), count: events.length })],
    summary,
    next: ["sioc deadlines"],
  };
}

function scadenzeDi(periodo: Periodo, text: Text): Scadenza[] {
  const { code, first, last, termine, ultimo } = periodo;
  const descrizione = text("deadlines.ics.description", {
    dal: giorno(first),
    al: giorno(last),
    termine: giorno(termine),
    ultimo: giorno(ultimo),
    conta: text(periodo.anno === 2026 ? "deadlines.ics.experimental" : "deadlines.ics.counts"),
  });
  const one = (kind: "termine" | "ultimo", on: Scadenza["giorno"]): Scadenza => ({
    uid: `${code.toLowerCase()}-${kind}@sioc.invalid`,
    giorno: on,
    titolo: text(`deadlines.ics.${kind}`, { periodo: code }),
    descrizione,
  });
  return [one("termine", termine), one("ultimo", ultimo)];
}
