import { isAccettato, statoPeriodo, NESSUN_FATTO } from "../core/calendario.ts";
import { toDay, type IsoDate } from "../core/dates.ts";
import { peggiore, type Livello } from "../core/monitor.ts";
import { giornoDi } from "../core/orologio.ts";
import { periodoAt } from "../core/periodo.ts";
import type { Message, TextData } from "../text/index.ts";
import { rifiutatiAperti, type QuadroPeriodo } from "./stato.ts";

/** Days. In docs/monitoring.md, and held to it by a test. */
export const SOGLIE = {
  /** Before the ordinary deadline: from here on what is missing is said. */
  vicino: 14,
  /** Since a run was sent without an outcome. */
  attesa: 7,
  /** Age of the refusals not put right. */
  elenchi: 14,
  /** After the last deadline a quarter is no longer looked at. */
  memoria: 365,
} as const;

export interface Rilievo {
  readonly livello: Exclude<Livello, "OK" | "UNKNOWN">;
  readonly message: Message;
}

export interface Controllo {
  readonly livello: Livello;
  /** Worst first. */
  readonly rilievi: readonly Rilievo[];
  /** For the graphs. `days_left`: to the ordinary deadline of the first quarter the Ministry does not hold. */
  readonly misure: Readonly<Record<"days_left" | "open" | "waiting" | "missing", number>>;
}

/** What monitoring must be told of the quarters on a day. Pure. */
export function controlla(quadri: readonly QuadroPeriodo[], today: IsoDate): Controllo {
  const seen = quadri.filter(({ stato }) => stato.giorniUltimo >= -SOGLIE.memoria);
  const rilievi = seen
    .flatMap((quadro) => rilieviDi(quadro, today))
    .sort((a, b) => Number(b.livello === "CRITICAL") - Number(a.livello === "CRITICAL"));
  return {
    livello: peggiore(rilievi.map(({ livello }) => livello)),
    rilievi,
    misure: {
      days_left: giorniAlTermine(seen, today),
      open: sommaDi(seen, ({ aziende }) => aziende.reduce((n, a) => n + a.daCorreggere, 0)),
      waiting: sommaDi(seen, ({ runs }) => runs.filter((run) => run.stato === "sent").length),
      missing: sommaDi(seen, ({ aziendeMancanti }) => aziendeMancanti.length),
    },
  };
}

function rilieviDi(quadro: QuadroPeriodo, today: IsoDate): Rilievo[] {
  return [...gravi(quadro), ...termine(quadro), ...attese(quadro, today), ...elenchi(quadro)];
}

/** Runs a person must look at whatever the date. */
function gravi({ stato, runs }: QuadroPeriodo): Rilievo[] {
  const data = (run: number): TextData => ({ periodo: stato.periodo.code, run: String(run) });
  const unknown = runs.filter((run) => run.stato === "unknown");
  return [
    ...unknown.map(({ id }) => critical({ key: "status.check.unknown", data: data(id) })),
    ...rifiutatiAperti(runs).map(({ id }) => critical({ key: "status.check.refused", data: data(id) })),
  ];
}

/** What the calendar asks: something accepted by the ordinary deadline, nobody left out. */
function termine({ stato, aziendeMancanti, runs }: QuadroPeriodo): Rilievo[] {
  const { giorni, fase } = stato;
  const periodo = stato.periodo.code;
  if (fase === "futuro" || fase === "in_corso" || giorni > SOGLIE.vicino) return [];
  if (!isAccettato(stato) && giorni < 0)
    return [critical({ key: "status.check.late", data: { periodo, giorni: -giorni } })];
  const sent = isAccettato(stato) || runs.some((run) => run.stato === "sent");
  const missing = fase !== "scaduto" && aziendeMancanti.length > 0;
  return [
    ...(sent ? [] : [warning({ key: "status.check.near", data: { periodo, giorni } })]),
    ...(missing
      ? [warning({ key: "status.check.missing", data: { periodo, aziende: aziendeMancanti.join(", ") } })]
      : []),
  ];
}

function attese({ stato, runs }: QuadroPeriodo, today: IsoDate): Rilievo[] {
  return runs.flatMap((run) => {
    const on = run.stato === "sent" && run.sentAt !== null ? giornoDi(run.sentAt) : undefined;
    const giorni = on === undefined ? 0 : toDay(today) - toDay(on);
    const data = { periodo: stato.periodo.code, run: String(run.id), giorni };
    return giorni > SOGLIE.attesa ? [warning({ key: "status.check.waiting", data })] : [];
  });
}

function elenchi({ stato, aziende }: QuadroPeriodo): Rilievo[] {
  const old = aziende.filter(({ daGiorni }) => daGiorni !== null && daGiorni > SOGLIE.elenchi);
  if (old.length === 0) return [];
  const data = {
    periodo: stato.periodo.code,
    aziende: old.map(({ azienda }) => azienda).join(", "),
    giorni: Math.max(...old.map(({ daGiorni }) => daGiorni ?? 0)),
  };
  return [warning({ key: "status.check.worklists", data })];
}

function giorniAlTermine(quadri: readonly QuadroPeriodo[], today: IsoDate): number {
  const first = quadri.find(({ stato }) => !isAccettato(stato))?.stato;
  return (first ?? statoPeriodo(periodoAt(today), NESSUN_FATTO, today)).giorni;
}

function sommaDi(quadri: readonly QuadroPeriodo[], count: (quadro: QuadroPeriodo) => number): number {
  return quadri.reduce((total, quadro) => total + count(quadro), 0);
}

const critical = (message: Message): Rilievo => ({ livello: "CRITICAL", message });
const warning = (message: Message): Rilievo => ({ livello: "WARNING", message });
