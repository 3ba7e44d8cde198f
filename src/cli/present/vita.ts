import { giornoEOra } from "../../core/orologio.ts";
import { parsePeriodo } from "../../core/periodo.ts";
import { printable } from "../../core/redact.ts";
import type { Motivo } from "../../ledger/index.ts";
import type { VitaRun } from "../../pipeline/stato.ts";
import { tabella, type Cella } from "../../report/index.ts";
import { giorno, type Text, type TextKey } from "../../text/index.ts";
import type { Terminal } from "../terminal.ts";
import { data, runWord } from "./stato.ts";

/** The life of one run: what it was made of, what became of its files, what was done and by whom. */
export function vitaLines(vita: VitaRun, terminal: Terminal, text: Text): string[] {
  const { run } = vita;
  const { color } = terminal;
  const width = Math.min(110, Math.max(72, terminal.columns));
  const section = (title: TextKey, columns: readonly TextKey[], rows: readonly Cella[][]): string[] =>
    rows.length === 0
      ? []
      : [
          "",
          color.bold(text(title)),
          ...tabella(rows, {
            lingua: text.lingua,
            rientro: 2,
            larghezza: width,
            intestazione: columns.map((key) => text(key)),
          }),
        ];
  const head = { run: String(run.id), periodo: run.periodo, stato: runWord(run, text) };
  return [
    color.bold(text("status.one.head", head)),
    ...tabella(facts(vita, text), { lingua: text.lingua, rientro: 2, larghezza: width }),
    ...section("status.one.aziende", AZIENDE, aziende(vita)),
    ...section("status.one.files", FILES, files(vita, text)),
    ...section("status.one.receipts", RICEVUTE, ricevute(vita, text)),
    ...section("status.one.events", EVENTI, eventi(vita)),
  ];
}

function facts({ run }: VitaRun, text: Text): string[][] {
  const periodo = parsePeriodo(run.periodo);
  const rows: [TextKey, string][] = [
    ["status.one.bundle", printable(run.bundle)],
    ["status.one.prepared", text("status.one.by", { on: data(run.preparedOn), who: printable(run.who) })],
    ["status.one.sent", data(run.sentAt)],
    ["status.col.upload", printable(run.idUpload.join(", "), 100)],
    ["status.one.closed", data(run.closedAt)],
    ["status.one.purged", data(run.purgedAt)],
    [
      "status.one.deadline",
      periodo
        ? text("status.one.deadlines", { termine: giorno(periodo.termine), ultimo: giorno(periodo.ultimo) })
        : "",
    ],
  ];
  return rows.filter(([, value]) => value !== "").map(([key, value]) => [text(key), value]);
}

const AZIENDE = [
  "status.col.azienda",
  "status.col.righe",
  "status.col.ricoveri",
  "status.one.scartati",
  "status.one.inseriti",
  "status.one.variati",
  "status.one.cancellati",
  "status.one.invariati",
  "status.col.accettati",
  "status.col.respinti",
] as const;

function aziende({ aziende: rows, esiti }: VitaRun): Cella[][] {
  return rows.map((a) => {
    const esito = esiti.find(({ azienda }) => azienda === a.azienda);
    return [
      printable(a.azienda),
      a.righe,
      a.ricoveri,
      a.scartati,
      a.inseriti,
      a.variati,
      a.cancellati,
      a.invariati,
      esito?.accettati ?? 0,
      esito?.respinti ?? 0,
    ];
  });
}

const FILES = [
  "status.one.file",
  "status.one.records",
  "status.col.stato",
  "status.one.codice",
  "status.col.upload",
  "status.col.sent",
  "status.col.closed",
] as const;

const STATI_FILE = ["prepared", "sent", "pending", "accepted", "partial", "refused"] as const;

function files({ files: rows }: VitaRun, text: Text): Cella[][] {
  return rows.map((file) => [
    printable(file.name),
    file.records,
    text(`status.file.${STATI_FILE.find((stato) => stato === file.stato) ?? "unknown"}`),
    printable(file.codice ?? ""),
    printable(file.idUpload ?? ""),
    data(file.sentAt),
    data(file.esitoAt),
  ]);
}

const RICEVUTE = [
  "status.one.at",
  "status.one.specie",
  "status.one.file",
  "status.one.codice",
  "status.one.verdetto",
  "status.one.motivo",
] as const;

const VERDETTI = ["applied", "duplicate", "quarantined"] as const;
const MOTIVI: readonly Motivo[] = [
  "unknown_upload",
  "unknown_code",
  "late",
  "contradictory",
  "foreign",
  "incomplete_list",
  "empty_list",
  "unmatched_rows",
];

/** Codes of the ledger in the words of `sioc outcomes`; one that is not known stays. */
function ricevute({ ricevute: rows }: VitaRun, text: Text): Cella[][] {
  return rows.map((r) => {
    const verdetto = VERDETTI.find((code) => code === r.verdetto);
    const motivo = MOTIVI.find((code) => code === r.motivo);
    return [
      giornoEOra(r.at),
      printable(r.specie),
      printable(r.name),
      printable(r.codice ?? ""),
      verdetto ? text(`outcomes.verdict.${verdetto}`) : printable(r.verdetto),
      motivo ? text(`outcomes.motivo.${motivo}`) : printable(r.motivo ?? "", 200),
    ];
  });
}

const EVENTI = ["status.one.at", "status.one.who", "status.one.what", "status.one.data"] as const;

function eventi({ eventi: rows }: VitaRun): Cella[][] {
  return rows.map((event) => [
    giornoEOra(event.at),
    printable(event.who),
    printable(event.what),
    dettagli(event.data),
  ]);
}

/** `{"files":2}` → `files 2`. As it stands when it is not what we write. */
function dettagli(json: string): string {
  try {
    const data: unknown = JSON.parse(json);
    const entries = Object.entries(data ?? {}).map(([key, value]) => `${key} ${String(value)}`);
    return printable(entries.join(", "), 300);
  } catch {
    return printable(json, 300);
  }
}
