import { EXIT, siocError } from "../../core/errors.ts";
import { isAccettato } from "../../core/calendario.ts";
import { MONITOR, type MonitorExit } from "../../core/monitor.ts";
import { parsePeriodo, type Periodo } from "../../core/periodo.ts";
import { printable } from "../../core/redact.ts";
import { runRegistrati, type OpenLedger } from "../../ledger/index.ts";
import { controlla, type Controllo } from "../../pipeline/controllo.ts";
import {
  leggiStato,
  periodiDi,
  quadri,
  rifiutatiAperti,
  vitaRun,
  type Attese,
  type QuadroPeriodo,
} from "../../pipeline/stato.ts";
import { readTables } from "../../pipeline/tables.ts";
import type { Context } from "../context.ts";
import { wordsOf } from "../errors.ts";
import { withLedger } from "../ledger.ts";
import { quadroLines, giorniLine, runsTable, situazioneLine } from "../present/stato.ts";
import { quadroJson, vitaJson } from "../present/stato-json.ts";
import { vitaLines } from "../present/vita.ts";
import type { Result } from "../result.ts";

/** Quarters shown to a person; the others are named. */
const SHOWN = 4;
/** Things to do shown at the end. */
const NEXT = 4;
/** Remarks in the line for monitoring. */
const SAID = 5;

/** What was received, sent and accepted, and what to do now; one run; or one line for monitoring. */
export function run(context: Context, args: readonly string[]): Promise<Result> {
  if (context.flags["check"] === true) return check(context);
  const [asked] = args;
  return withLedger(context, { create: false, lock: false }, (ledger) =>
    asked === undefined ? overview(context, ledger) : life(context, ledger, asked),
  );
}

async function overview(context: Context, ledger: OpenLedger): Promise<Result> {
  const { text, terminal, today } = context;
  const asked = periodoOf(context);
  const periodi = asked ? [asked] : periodiDi(await runRegistrati(ledger), today);
  const dati = await leggiStato(ledger, spanOf(periodi));
  const all = quadri(periodi, dati, today, { aziende: attese(context), posti: await posti(context) });
  const shown = all.slice(-SHOWN).toReversed();
  const older = all.slice(0, -SHOWN).map(({ stato }) => stato.periodo.code);
  const runs = shown.flatMap((quadro) => quadro.runs).sort((a, b) => a.id - b.id);
  return {
    exit: EXIT.ok,
    lines: [
      text("status.ledger", { where: ledger.store.where, regione: ledger.regione }),
      ...(dati.runs.length === 0 ? [text("status.empty")] : []),
      ...shown.flatMap((quadro) => ["", ...quadroLines(quadro, terminal, text)]),
      ...(runs.length === 0 ? [] : ["", terminal.color.bold(text("status.runs")), ...runsTable(runs, text)]),
      ...(older.length === 0
        ? []
        : ["", text("status.more", { count: older.length, codes: older.join(", ") })]),
    ],
    summary: {
      today,
      regione: ledger.regione,
      ledger: ledger.store.where,
      runs: dati.runs.length,
      open_rejections: all.flatMap(({ aziende }) => aziende).reduce((n, a) => n + a.daCorreggere, 0),
    },
    data: { quarters: all.map(quadroJson) },
    next: [...new Set(shown.flatMap(nextOf))].slice(0, NEXT),
  };
}

function spanOf(periodi: readonly Periodo[]): { dal: string; al: string } {
  return { dal: periodi[0]?.code ?? "", al: periodi.at(-1)?.code ?? "" };
}

/** --periodo of this command: the one of sioc.toml is for what is prepared. */
function periodoOf(context: Context): Periodo | undefined {
  if (context.flags["periodo"] === undefined) return undefined;
  const periodo = parsePeriodo(context.config().get("periodo") ?? "");
  if (!periodo) throw siocError("SETTING_INVALID", { name: "--periodo", allowed: "2026T1 …" });
  return periodo;
}

/** Who sioc.toml says delivers. */
function attese(context: Context): readonly string[] {
  return [...new Set(context.config().sources.map(({ azienda }) => azienda))];
}

/** The region's own strutture with beds, when the table is there. @throws TABLE_INVALID, SOURCE_* */
async function posti(context: Context): Promise<Attese["posti"]> {
  const { posti_letto: path } = context.config().tables;
  if (path === undefined) return [];
  const { posti_letto: rows = [] } = await readTables({ posti_letto: path }, context.text);
  const regione = context.config().get("regione") ?? "";
  return (rows as Attese["posti"]).filter(({ chiave }) => chiave.startsWith(regione));
}

/** What a person types now, the most urgent first. */
function nextOf({ stato, runs, aziende }: QuadroPeriodo): string[] {
  const { code } = stato.periodo;
  const of = (wanted: string): readonly number[] =>
    runs.filter((run) => run.stato === wanted).map(({ id }) => id);
  const open = stato.fase !== "futuro" && stato.fase !== "in_corso" && runs.length === 0;
  const correct = aziende.some(({ daCorreggere }) => daCorreggere > 0);
  const closed = runs.some((run) => isDone(run.stato) && run.purgedAt === null);
  return [
    ...[...of("unknown"), ...rifiutatiAperti(runs).map(({ id }) => id)].map((id) => `sioc status ${id}`),
    ...of("prepared").map((id) => `sioc sent ${id} --id-upload N`),
    ...(of("sent").length > 0 ? ["sioc outcomes FILE"] : []),
    ...((open || correct) && of("prepared").length === 0 ? [`sioc prepare --periodo ${code}`] : []),
    ...(closed ? ["sioc clean --dry-run"] : []),
  ];
}

function isDone(stato: string): boolean {
  return stato === "accepted" || stato === "partial";
}

/** @throws RUN_UNKNOWN */
async function life({ text, terminal }: Context, ledger: OpenLedger, asked: string): Promise<Result> {
  const vita = /^\d{1,9}$/.test(asked) ? await vitaRun(ledger, Number(asked)) : undefined;
  if (!vita) throw siocError("RUN_UNKNOWN", { run: printable(asked, 40) });
  const { id, periodo, stato } = vita.run;
  return {
    exit: EXIT.ok,
    lines: vitaLines(vita, terminal, text),
    summary: { run: id, periodo, state: stato, bundle: vita.run.bundle },
    data: vitaJson(vita),
    next: NEXT_OF[stato]?.(id) ?? ["sioc status"],
  };
}

const NEXT_OF: Readonly<Partial<Record<string, (id: number) => string[]>>> = {
  prepared: (id) => [`sioc sent ${id} --id-upload N`],
  sent: () => ["sioc outcomes FILE"],
  unknown: () => ["sioc outcomes FILE"],
  accepted: () => ["sioc clean --dry-run"],
  partial: () => ["sioc prepare"],
  refused: () => ["sioc prepare"],
};

/** Whatever happens, one line and a code of monitoring: what cannot be read is UNKNOWN, never a code of ours. */
async function check(context: Context): Promise<Result> {
  const { text, today } = context;
  try {
    return await withLedger(context, { create: false, lock: false }, async (ledger) => {
      const dati = await leggiStato(ledger);
      const asked = periodoOf(context);
      const periodi = asked ? [asked] : periodiDi(dati.runs, today);
      const all = quadri(periodi, dati, today, { aziende: attese(context), posti: [] });
      return checked(controlla(all, today), all, context);
    });
  } catch (error) {
    const { code, message } = wordsOf(error, text);
    const line = `SIOC UNKNOWN - ${oneLine(message)} [${code}]`;
    return monitored(MONITOR.UNKNOWN, line, { level: "UNKNOWN", code });
  }
}

function checked(controllo: Controllo, all: readonly QuadroPeriodo[], { text }: Context): Result {
  const { livello, rilievi, misure } = controllo;
  const said = rilievi.slice(0, SAID).map(({ message }) => text(message.key, message.data));
  const more = rilievi.length - said.length;
  const words = [
    ...(said.length > 0 ? said : quarters(all, text)),
    ...(more > 0 ? [text("status.check.more", { count: more })] : []),
  ];
  const measures = Object.entries(misure).map(([name, value]) => `${name}=${value}`);
  const line = `SIOC ${livello} - ${oneLine(words.join("; "))} | ${measures.join(" ")}`;
  const remarks = rilievi.map((r) => ({ level: r.livello, message: text(r.message.key, r.message.data) }));
  return monitored(MONITOR[livello], line, { level: livello, ...misure, remarks });
}

/** The last quarter the Ministry holds and the first it does not. */
function quarters(all: readonly QuadroPeriodo[], text: Context["text"]): string[] {
  const held = all.filter(({ stato }) => isAccettato(stato)).at(-1);
  const open = all.find(({ stato }) => !isAccettato(stato));
  return [held, open]
    .filter((quadro) => quadro !== undefined)
    .map((quadro) => {
      const giorni = giorniLine(quadro.stato, text);
      const data = { periodo: quadro.stato.periodo.code, stato: situazioneLine(quadro, text), giorni };
      return text(giorni === "" ? "status.check.quarter" : "status.check.days", data);
    });
}

function monitored(exit: MonitorExit, line: string, summary: Result["summary"]): Result {
  return { exit, lines: [line], summary, next: [] };
}

/** A bar begins the measures, a line end the long text: neither may come from a name. */
function oneLine(text: string): string {
  return printable(text.replace(/\s+/g, " ").replaceAll("|", "/"), 400);
}
