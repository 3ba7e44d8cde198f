import { existsSync, realpathSync } from "node:fs";
import { resolve } from "node:path";

import { writeWhole } from "../../core/atomic.ts";
import { EXIT, siocError } from "../../core/errors.ts";
import { looksLikeIdentifier, printable } from "../../core/redact.ts";
import { tabella } from "../../report/index.ts";
import {
  delimiterName,
  encodingName,
  mask,
  namesIn,
  openSource,
  parseMappa,
  proposeMappa,
  checkMappa,
  type Abbinamento,
  type Controllo,
  type OpenedSource,
  type Proposta,
} from "../../sources/index.ts";
import type { Text } from "../../text/index.ts";
import { caricaLayout, type Layout } from "../../tracciato/index.ts";
import { mappaFor } from "../../pipeline/mappa-ruolo.ts";
import type { Context } from "../context.ts";
import {
  carried,
  consegna,
  consegnaDi,
  FORME_FILE,
  guessForma,
  mandatory,
  noteColonne,
  type Consegna,
  type FormaFile,
} from "../map/forma.ts";
import { shellWord, shownPath } from "../present/paths.ts";
import type { Result } from "../result.ts";

/** Looks at a file and proposes how to read it, or tries a mapping that is there. No cell is shown, only its shape. */
export async function run(context: Context, args: readonly string[]): Promise<Result> {
  const { flags, cwd } = context;
  const path = resolve(cwd, args[0] ?? "");
  const config = context.config();
  const desk: Desk = {
    context,
    path,
    layout: caricaLayout(config.get("schema.folder")),
    conEsiti: config.get("identity.outcomes") !== undefined,
    declared: declaredOf(flags["role"]) ?? consegnaDi(path, config.sources),
  };
  return flags["check"] === undefined ? propose(desk) : check(desk, resolve(cwd, String(flags["check"])));
}

interface Desk {
  readonly context: Context;
  readonly path: string;
  readonly layout: Layout;
  /** val_ci comes from the outcomes file. */
  readonly conEsiti: boolean;
  /** By --role, or because sioc.toml names the file. */
  readonly declared: Consegna | undefined;
}

function declaredOf(role: Context["flags"][string]): Consegna | undefined {
  const forma = FORME_FILE.find((name) => name === role);
  return forma && consegna(forma);
}

/** @throws USAGE when what is to be written is what is to be read. */
function targetOf({ context: { text, flags, cwd }, path }: Desk): string | undefined {
  if (flags["write"] === undefined) return undefined;
  const target = resolve(cwd, String(flags["write"]));
  const name = shownPath(target, cwd);
  if (!existsSync(target)) return target;
  if (existsSync(path) && realpathSync(path) === realpathSync(target))
    throw siocError("USAGE", { problem: text("setup.same_file", { file: name }) });
  if (flags["force"] !== true) throw siocError("OUTPUT_EXISTS", { name });
  return target;
}

async function propose(desk: Desk): Promise<Result> {
  const { context, path, layout, declared } = desk;
  const { text, terminal, flags, cwd } = context;
  const target = targetOf(desk);
  const delivery = declared ?? consegna(await guessed(path, text));
  const { forma } = delivery;
  const obbligatorie = mandatory(delivery, layout, { text, conEsiti: desk.conEsiti });
  const proposta = await proposeMappa(path, { text, obbligatorie });
  const table = proposalLines(proposta, forma, text, terminal.columns);
  if (target !== undefined) writeWhole(target, proposta.toml);
  // Without --write stdout is the mapping itself, to be redirected; what was seen is told beside it.
  else if (flags["json"] !== true) for (const line of [...table, ""]) terminal.say(line);
  const { missing } = proposta;
  const file = shellWord(shownPath(path, cwd));
  const mappa = target === undefined ? `mappe/${azienda(proposta.source)}.toml` : shownPath(target, cwd);
  return {
    exit: missing.length > 0 ? EXIT.data : EXIT.ok,
    lines:
      target === undefined
        ? proposta.toml.trimEnd().split("\n")
        : [...table, "", text("setup.map.written", { file: shownPath(target, cwd) })],
    summary: {
      file: proposta.source.name,
      role: forma,
      rows: proposta.esame.rows,
      columns: proposta.source.header.length,
      matched: proposta.abbinamenti.length,
      missing,
      written: target ?? null,
    },
    data: proposalData(proposta),
    next: [
      ...(target === undefined ? [`sioc map ${file} --write ${shellWord(mappa)}`] : []),
      `sioc map ${file} --check ${shellWord(mappa)}`,
      ...validateNext(forma, file, mappa),
    ],
  };
}

async function guessed(path: string, text: Text): Promise<FormaFile> {
  const { abbinamenti } = await proposeMappa(path, { text });
  return guessForma(new Set(abbinamenti.map(({ colonna }) => colonna)));
}

/** A file that needs others is validated with them, as sioc.toml says. */
function validateNext(forma: FormaFile, file: string, mappa: string): string[] {
  return forma === "piatto" ? [`sioc validate ${file} --mapping ${shellWord(mappa)}`] : ["sioc validate"];
}

function azienda({ name }: OpenedSource): string {
  return name.replace(/\.[^.]*$/, "").replace(/[^A-Za-z0-9_-]/g, "") || "azienda";
}

function proposalLines(proposta: Proposta, forma: FormaFile, text: Text, columns: number): string[] {
  const { source, esame, abbinamenti, unused, missing } = proposta;
  const rows = abbinamenti.map(({ colonna, profilo, fiducia }) => [
    printable(profilo.header, 40),
    colonna,
    text(`sources.fiducia.${fiducia}`),
    `${percent(profilo.filled, profilo.rows)} %`,
    sample(profilo.shapes),
  ]);
  return [
    ...seenLines(source, esame, text),
    text(`setup.map.role.${forma}`),
    text("setup.map.dates", { dates: datesOf(abbinamenti) || "–" }),
    "",
    ...tabella(rows, {
      lingua: text.lingua,
      rientro: 2,
      intestazione: [
        text("setup.col.theirs"),
        text("setup.col.ours"),
        text("setup.col.trust"),
        text("setup.col.filled"),
        text("setup.col.sample"),
      ],
    }),
    ...list(
      text("setup.map.unused", { n: unused.length }),
      unused.map((name) => printable(name, 40)),
      columns,
    ),
    ...list(text("setup.map.missing", { n: missing.length }), missing, columns),
  ];
}

function seenLines(
  source: OpenedSource,
  { rows, bad, cut }: { readonly rows: number; readonly bad: number; readonly cut: boolean },
  text: Text,
): string[] {
  const facts = {
    file: source.name,
    encoding: encodingName(source.encoding),
    delimiter: delimiterName(source.format.delimiter),
    columns: source.header.length,
    rows,
  };
  return [
    text(cut ? "setup.map.seen_some" : "setup.map.seen_all", facts),
    ...source.notes.map(({ key, data }) => text(key, data)),
    ...(bad > 0 ? [text("setup.map.bad", { bad })] : []),
  ];
}

function list(title: string, names: readonly string[], columns: number): string[] {
  if (names.length === 0) return [];
  return [
    "",
    ...tabella([[title, names.join(", ")]], {
      lingua: "it",
      larghezza: Math.max(80, Math.min(columns, 120)),
    }),
  ];
}

function datesOf(abbinamenti: readonly Abbinamento[]): string {
  return [...new Set(abbinamenti.flatMap(({ profilo }) => [...profilo.dates.keys()]))].join(", ");
}

function percent(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.floor((part * 100) / whole);
}

/** The commonest shape: letters as A, digits as 9. */
function sample(shapes: ReadonlyMap<string, number>): string {
  const [commonest] = [...shapes].sort((a, b) => b[1] - a[1]);
  const shape = commonest === undefined ? "–" : mask(commonest[0]);
  // The shape of a codice fiscale would pass for one at the output guard.
  return looksLikeIdentifier(shape) ? shape.replace(/^(.{6})(.{5})/, "$1 $2 ") : shape;
}

function proposalData({ source, esame, abbinamenti, unused, missing, toml }: Proposta): unknown {
  return {
    ...sourceData(source),
    rows: esame.rows,
    bad: esame.bad,
    cut: esame.cut,
    columns: abbinamenti.map(({ colonna, profilo, fiducia }) => ({
      header: printable(profilo.header),
      column: colonna,
      confidence: fiducia,
      filled: percent(profilo.filled, profilo.rows),
      sample: sample(profilo.shapes),
      dates: [...profilo.dates.keys()],
    })),
    unused: unused.map((name) => printable(name)),
    missing,
    toml,
  };
}

function sourceData({ name, encoding, format }: OpenedSource): object {
  return { file: name, encoding, delimiter: format.delimiter };
}

async function check(desk: Desk, mappaPath: string): Promise<Result> {
  const { context, path, layout, declared } = desk;
  const { text, cwd, terminal } = context;
  const mappa = parseMappa(mappaPath, { text });
  const source = await openSource(path, { file: mappa.file, known: namesIn(mappa), text });
  const delivery = declared ?? consegna(guessForma(carried(source.header, mappa)));
  const { forma } = delivery;
  const note = noteColonne(delivery, layout);
  const columns = note.map(({ colonna }) => colonna);
  const controllo = await checkMappa(source, mappaFor(mappa, columns, source.header, layout), {
    text,
    columns: note,
  });
  const required = new Set(mandatory(delivery, layout, { text, conEsiti: desk.conEsiti }));
  const missing = controllo.missing.filter((colonna) => required.has(colonna));
  const unknown = controllo.columns.reduce((sum, column) => sum + column.unknown.length, 0);
  const good = missing.length === 0;
  return {
    exit: good ? EXIT.ok : EXIT.data,
    lines: [
      ...seenLines(source, controllo, text),
      text(`setup.map.role.${forma}`),
      "",
      ...checkTable(controllo, text, terminal.columns),
      ...list(
        text("setup.map.unused", { n: controllo.unused.length }),
        controllo.unused.map((name) => printable(name, 40)),
        terminal.columns,
      ),
      ...list(text("setup.map.missing", { n: missing.length }), missing, terminal.columns),
      "",
      text(good ? (unknown === 0 ? "setup.map.good" : "setup.map.good_unknown") : "setup.map.wrong", {
        n: missing.length,
        unknown,
      }),
    ],
    summary: { file: source.name, role: forma, rows: controllo.rows, missing, unknown_values: unknown },
    data: { ...sourceData(source), ...checkData(controllo), missing },
    next: good
      ? validateNext(forma, shellWord(shownPath(path, cwd)), shownPath(mappaPath, cwd))
      : [`sioc map ${shellWord(shownPath(path, cwd))}`],
  };
}

function checkTable({ columns }: Controllo, text: Text, width: number): string[] {
  const rows = columns.map(({ colonna, header, filled, dates, unknown }) => [
    printable(header, 40),
    colonna,
    `${Math.floor(filled * 100)} %`,
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
    larghezza: Math.max(100, width),
    intestazione: [
      text("setup.col.theirs"),
      text("setup.col.ours"),
      text("setup.col.filled"),
      text("setup.col.dates"),
      text("setup.col.unknown"),
    ],
  });
}

function checkData({ rows, bad, cut, columns, unused }: Controllo): object {
  return {
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
    unused: unused.map((name) => printable(name)),
  };
}
