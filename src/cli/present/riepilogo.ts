import { basename } from "node:path";

import type { FonteFailure } from "../../pipeline/inputs.ts";
import { raggruppa, tabella, type Riepilogo } from "../../report/index.ts";
import type { Message, Text } from "../../text/index.ts";
import { printable } from "../../core/redact.ts";
import { wordsOf } from "../errors.ts";
import type { Terminal } from "../terminal.ts";
import { labelled } from "./avvolto.ts";

/** Codes shown in full; the others are counted in one line, and all are in the lists. */
const SHOWN = 8;

/** What was read and judged, for a person: files, codes, totals by azienda. */
export function riepilogoLines(riepilogo: Riepilogo, terminal: Terminal, text: Text): string[] {
  const { color } = terminal;
  const width = Math.min(100, Math.max(72, terminal.columns));
  const codici = [...riepilogo.codici].sort(
    (a, b) => Number(b.esito === "scarto") - Number(a.esito === "scarto") || b.count - a.count,
  );
  const blocks = codici.slice(0, SHOWN).flatMap((codice) => {
    const [head = "", ...rest] = raggruppa(codice, text, {
      larghezza: width,
      aziende: riepilogo.aziende.length > 1,
    });
    const paint = codice.esito === "scarto" ? color.red : color.yellow;
    const word = text(`report.esito.${codice.esito}`);
    return [head.replace(word, paint(word)), ...rest, ""];
  });
  const hidden = codici.length - SHOWN;
  return [
    ...filesTable(riepilogo, text),
    "",
    ...blocks,
    ...(hidden > 0 ? [text("cli.summary.more_codes", { count: hidden }), ""] : []),
    ...aziendeTable(riepilogo, text),
  ];
}

function filesTable(riepilogo: Riepilogo, text: Text): string[] {
  const rows = riepilogo.files.map((file) => [
    file.azienda,
    file.nome,
    file.ruolo,
    file.righe,
    file.scartate,
  ]);
  return tabella(rows, {
    lingua: text.lingua,
    intestazione: [
      text("cli.col.azienda"),
      text("cli.col.file"),
      text("cli.col.ruolo"),
      text("cli.col.righe"),
      text("cli.col.illeggibili"),
    ],
  });
}

function aziendeTable(riepilogo: Riepilogo, text: Text): string[] {
  const rows = riepilogo.aziende.map((a) => [
    a.azienda,
    a.record,
    a.record - a.scartati,
    a.scartati,
    a.segnalati,
    a.worklist ?? "—",
  ]);
  return tabella(rows, {
    lingua: text.lingua,
    intestazione: [
      text("cli.col.azienda"),
      text("cli.col.ricoveri"),
      text("cli.col.da_inviare"),
      text("cli.col.scartati"),
      text("cli.col.segnalati"),
      text("cli.col.elenco"),
    ],
  });
}

/** Said on stderr: what was assumed or detected, and the aziende that could not be read. */
export function sayNotes(
  notes: readonly Message[],
  riepilogo: Riepilogo,
  failures: readonly FonteFailure[],
  terminal: Terminal,
  text: Text,
): void {
  for (const file of riepilogo.files) {
    for (const note of file.note) sayNote(`${file.azienda} ${file.nome}: ${note.text}`, terminal, text);
  }
  sayMessages(notes, terminal, text);
  sayFailures(failures, terminal, text);
}

function sayNote(sentence: string, terminal: Terminal, text: Text): void {
  terminal.say(labelled(text("cli.note"), " ", sentence, terminal, terminal.colorErr.dim));
}

export function sayMessages(notes: readonly Message[], terminal: Terminal, text: Text): void {
  for (const { key, data } of notes) sayNote(text(key, data), terminal, text);
}

/** The aziende left out, each with its error. */
export function sayFailures(failures: readonly FonteFailure[], terminal: Terminal, text: Text): void {
  const { colorErr: paint } = terminal;
  for (const { azienda, file, error } of failures) {
    const { message, hint, code } = wordsOf(error, text);
    const left = text("cli.azienda_left_out", { azienda, file: printable(basename(file)) });
    terminal.complain(
      labelled(text("cli.error"), " ", `${left}: ${message}   [${code}]`, terminal, paint.red),
    );
    terminal.complain(labelled(`  ${text("cli.remedy")}`, "  ", hint, terminal));
  }
}
