import { isAccettato, type Situazione, type StatoPeriodo } from "../../core/calendario.ts";
import { giornoDi } from "../../core/orologio.ts";
import { printable } from "../../core/redact.ts";
import type { RunRegistrato } from "../../ledger/index.ts";
import type { QuadroPeriodo } from "../../pipeline/stato.ts";
import { tabella, type Cella } from "../../report/index.ts";
import { giorno, type Text } from "../../text/index.ts";
import type { Terminal } from "../terminal.ts";

/** Strutture named in one line; all are in the JSON. */
const NAMED = 6;

/** «accettata il 11/05/2026 (id 412233)» */
export function situazioneLine({ stato, accettatoIl, idUpload }: QuadroPeriodo, text: Text): string {
  const on = accettatoIl === null ? "—" : giorno(accettatoIl);
  const said = text(`deadlines.state.${stato.situazione}`, { on });
  return idUpload.length === 0
    ? said
    : text("deadlines.state.id", { stato: said, id: printable(idUpload.join(", "), 60) });
}

/** Days left or late; nothing once the Ministry holds the quarter. */
export function giorniLine(stato: StatoPeriodo, text: Text): string {
  const { fase, giorni, giorniUltimo } = stato;
  if (isAccettato(stato)) return "";
  if (fase === "scaduto") return text("deadlines.days.over", { giorni: -giorniUltimo });
  if (fase === "ulteriore")
    return text(giorniUltimo === 0 ? "deadlines.days.further_today" : "deadlines.days.further", {
      giorni: -giorni,
      ultimi: giorniUltimo,
    });
  if (giorni === 0) return text("deadlines.days.today");
  return giorni === 1 ? text("deadlines.days.left_one") : text("deadlines.days.left", { giorni });
}

/** One quarter: where it stands, azienda by azienda, and what is missing of it. */
export function quadroLines(quadro: QuadroPeriodo, terminal: Terminal, text: Text): string[] {
  const { color } = terminal;
  const head = [situazioneLine(quadro, text), giorniLine(quadro.stato, text)].filter((part) => part !== "");
  return [
    `${color.bold(quadro.stato.periodo.code)}  ${paint(quadro.stato, head.join(", "), terminal)}`,
    ...(quadro.aziende.length === 0 ? [`  ${text("status.nothing")}`] : aziendeTable(quadro, text)),
    ...avvisi(quadro, text).map((line) => `  ${color.yellow(line)}`),
  ];
}

const GUAI: readonly Situazione[] = ["rifiutato", "ignoto", "in_ritardo", "scaduto"];

function paint(stato: StatoPeriodo, words: string, { color }: Terminal): string {
  if (isAccettato(stato)) return color.green(words);
  return GUAI.includes(stato.situazione) ? color.red(words) : words;
}

function aziendeTable({ aziende }: QuadroPeriodo, text: Text): string[] {
  const open = aziende.some(({ daCorreggere }) => daCorreggere > 0);
  const rows = aziende.map((a): Cella[] => [
    printable(a.azienda),
    a.righe,
    a.ricoveri,
    a.preparati,
    a.inviati,
    a.accettati,
    a.respinti,
    a.inAttesa,
    ...(open ? [a.daCorreggere, a.daGiorni ?? ""] : []),
  ]);
  return tabella(rows, {
    lingua: text.lingua,
    rientro: 2,
    intestazione: [
      text("status.col.azienda"),
      text("status.col.righe"),
      text("status.col.ricoveri"),
      text("status.col.preparati"),
      text("status.col.inviati"),
      text("status.col.accettati"),
      text("status.col.respinti"),
      text("status.col.in_attesa"),
      ...(open ? [text("status.col.da_correggere"), text("status.col.da_giorni")] : []),
    ],
  });
}

function avvisi({ aziendeMancanti, struttureMancanti, cali }: QuadroPeriodo, text: Text): string[] {
  // A struttura of an azienda that sent nothing is already said.
  const strutture = struttureMancanti.filter(({ azienda }) => !aziendeMancanti.includes(azienda));
  return [
    ...(aziendeMancanti.length > 0
      ? [text("status.missing_aziende", { aziende: elenco(aziendeMancanti, text) })]
      : []),
    ...(strutture.length > 0
      ? [
          text("status.missing_strutture", {
            strutture: elenco(
              strutture.map(({ azienda, struttura }) =>
                text("status.of_azienda", { azienda, struttura: struttura.slice(-6) }),
              ),
              text,
            ),
          }),
        ]
      : []),
    ...cali.map((calo) => text("status.drop", { ...calo })),
  ];
}

/** The first few, and how many more. */
function elenco(nomi: readonly string[], text: Text): string {
  const first = nomi.slice(0, NAMED).map((nome) => printable(nome));
  const count = nomi.length - first.length;
  return count > 0 ? text("status.and_more", { elenco: first.join(", "), count }) : first.join(", ");
}

/** The runs, newest first. */
export function runsTable(runs: readonly RunRegistrato[], text: Text): string[] {
  const rows = runs
    .toReversed()
    .map((run): Cella[] => [
      String(run.id),
      run.periodo,
      runWord(run, text),
      printable(run.bundle),
      data(run.preparedOn),
      data(run.sentAt),
      data(run.closedAt),
      printable(run.idUpload.join(", "), 60),
    ]);
  return tabella(rows, {
    lingua: text.lingua,
    rientro: 2,
    intestazione: [
      text("status.col.run"),
      text("status.col.periodo"),
      text("status.col.stato"),
      text("status.col.bundle"),
      text("status.col.prepared"),
      text("status.col.sent"),
      text("status.col.closed"),
      text("status.col.upload"),
    ],
  });
}

export function runWord({ stato, supersededBy }: RunRegistrato, text: Text): string {
  return stato === "superseded" && supersededBy !== null
    ? text("status.run.superseded_by", { run: String(supersededBy) })
    : text(`status.run.${stato}`);
}

/** A day for people, of an instant or a date of the ledger; blank when there is none. */
export function data(instant: string | null): string {
  const on = giornoDi(instant ?? "");
  return on === undefined ? "" : giorno(on);
}
