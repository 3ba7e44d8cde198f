import { existsSync, realpathSync } from "node:fs";
import { basename, resolve } from "node:path";

import { writeWhole } from "../../core/atomic.ts";
import { EXIT, siocError } from "../../core/errors.ts";
import { printable } from "../../core/redact.ts";
import type { Mappa } from "../../model/mappa.ts";
import { tabella } from "../../report/index.ts";
import {
  MAPPA_VUOTA,
  parseMappa,
  proposeMappa,
  readRecord,
  sampleOf,
  shownHeaders,
  type Proposta,
  type TavolaProposta,
  type TracciatoRecord,
} from "../../sources/index.ts";
import type { Text } from "../../text/index.ts";
import { shellWord, shownPath, tomlPath } from "../present/paths.ts";
import type { Result } from "../result.ts";
import { typed, type Desk } from "./desk.ts";
import { regoleDi } from "./forma.ts";
import { named, newNotes, percent, seenLines, shortName, sourceData, withNames, wrapped } from "./screen.ts";

/** Looks at the files and proposes one mapping for them all. */
export async function propose(desk: Desk): Promise<Result> {
  const { context, inputs, azienda, config } = desk;
  const { text, terminal, flags, cwd } = context;
  const target = targetOf(desk);
  const regione = context.config().get("regione");
  const proposta = await proposeMappa(inputs, {
    text,
    layout: desk.layout,
    regole: regoleDi(desk.layout, { text, conEsiti: desk.conEsiti }),
    accanto: configured(desk),
    ...(await declaredBy(desk)),
    ...(regione !== undefined && { regione }),
    ...(azienda !== undefined && { azienda }),
  });
  const [main] = proposta.tavole;
  if (main === undefined) throw siocError("MAP_NOTHING", { file: nameOf(desk) });
  const screen = proposalLines(proposta, text, terminal.columns);
  if (target !== undefined) writeWhole(target, proposta.toml);
  // Without --write stdout is the mapping itself, to be redirected; what was seen is told beside it.
  else if (flags["json"] !== true) for (const line of [...screen, ""]) terminal.say(line);
  const mappa = target === undefined ? `mappe/${labelOf(desk)}.toml` : shownPath(target, cwd);
  return {
    exit: proposta.missing.length > 0 ? EXIT.data : EXIT.ok,
    lines:
      target === undefined
        ? proposta.toml.trimEnd().split("\n")
        : [
            ...screen,
            "",
            ...wrapped([text("setup.map.written", { file: mappa })], terminal.columns),
            ...(config === undefined ? configLines(desk, proposta, mappa) : []),
          ],
    summary: summaryOf(proposta, main, target),
    data: proposalData(proposta, main),
    next: nextOf(desk, proposta, target, mappa),
  };
}

/** @throws USAGE when what is to be written is what is to be read. */
function targetOf({ context: { text, flags, cwd }, inputs }: Desk): string | undefined {
  if (flags["write"] === undefined) return undefined;
  const target = resolve(cwd, String(flags["write"]));
  const name = shownPath(target, cwd);
  if (!existsSync(target)) return target;
  const real = realpathSync(target);
  if (inputs.some(({ path }) => existsSync(path) && realpathSync(path) === real))
    throw siocError("USAGE", { problem: text("setup.same_file", { file: name }) });
  if (flags["force"] !== true) throw siocError("OUTPUT_EXISTS", { name });
  return target;
}

/** What a mapping that is already there says of the file, and the columns and codes of a record that is described. */
async function declaredBy({
  context: { flags, cwd, text },
}: Desk): Promise<{ readonly declared: Mappa; readonly liste?: TracciatoRecord["liste"] }> {
  const [mapping, record] = [flags["mapping"], flags["record"]];
  const mappa = mapping === undefined ? MAPPA_VUOTA : parseMappa(resolve(cwd, String(mapping)), { text });
  if (record === undefined) return { declared: mappa };
  const { fixed, liste } = await readRecord(resolve(cwd, String(record)), text);
  return { declared: { ...mappa, fixed }, liste };
}

const nameOf = ({ inputs: [first] }: Desk): string => printable(basename(first?.path ?? ""));

/** Roles that have files of their own in sioc.toml. */
function configured({ config }: Desk): readonly string[] {
  return Object.entries(config?.files ?? {}).flatMap(([ruolo, files]) => (files.length > 0 ? [ruolo] : []));
}

function labelOf(desk: Desk): string {
  const { azienda } = desk;
  if (azienda !== undefined) return azienda;
  return (
    nameOf(desk)
      .replace(/\.[^.]*$/, "")
      .replace(/[^A-Za-z0-9_-]/g, "") || "azienda"
  );
}

function summaryOf(
  { colonne, missing, viste, tavole }: Proposta,
  main: TavolaProposta,
  target: string | undefined,
): Result["summary"] {
  return {
    file: main.source.name,
    role: main.forma,
    rows: main.esame.rows,
    columns: main.source.header.length,
    matched: colonne.length,
    missing,
    written: target ?? null,
    tables: viste.length,
    of_interest: tavole.length,
  };
}

function nextOf(desk: Desk, { tavole }: Proposta, target: string | undefined, mappa: string): string[] {
  const files = typed(desk);
  // A file that needs others is validated with them, as sioc.toml says.
  const flat = tavole.length === 1 && tavole[0]?.forma === "piatto" && tavole[0].source.tipo !== "sqlite";
  return [
    ...(target === undefined ? [`sioc map ${files} --write ${shellWord(mappa)}`] : []),
    `sioc map ${files} --check ${shellWord(mappa)}`,
    flat && desk.config === undefined
      ? `sioc validate ${files} --mapping ${shellWord(mappa)}`
      : "sioc validate",
  ];
}

/** What is to be added to sioc.toml for files that need each other. */
function configLines({ inputs, context, azienda }: Desk, { tavole }: Proposta, mappa: string): string[] {
  const { text, cwd } = context;
  if (tavole.length === 1 && tavole[0]?.forma === "piatto") return [];
  const roles = new Map<string, string[]>();
  for (const { forma, input, table } of tavole) {
    const path = inputs[input]?.path;
    const ruolo = forma === "piatto" ? "ricoveri" : forma;
    // Tables of a dump or workbook are named by the mapping: the file itself is given once.
    if (path === undefined || (table !== undefined && ruolo !== "ricoveri")) continue;
    roles.set(ruolo, [...(roles.get(ruolo) ?? []), JSON.stringify(tomlPath(path, cwd))]);
  }
  const line = (ruolo: string, paths: readonly string[]): string =>
    `  ${ruolo} = ${paths.length === 1 ? (paths[0] ?? "") : `[${paths.join(", ")}]`}`;
  return [
    "",
    text("setup.map.in_config"),
    "  [[source]]",
    `  azienda = ${JSON.stringify(azienda ?? "…")}`,
    ...[...roles].map(([ruolo, paths]) => line(ruolo, paths)),
    `  mapping = ${JSON.stringify(mappa)}`,
  ];
}

function proposalLines(proposta: Proposta, text: Text, columns: number): string[] {
  const { viste, tavole, missing, indovinata } = proposta;
  const several = viste.length > 1;
  const told = new Set<string>();
  return [
    ...(several ? tablesLines(proposta, text, columns, told) : []),
    ...tavole.flatMap((tavola, i) => [
      ...(several || i > 0 ? [""] : []),
      ...tableLines(indovinata ? { ...tavola, unused: [] } : tavola, text, columns, told),
    ]),
    ...(indovinata ? ["", ...wrapped([text("setup.map.guessed")], columns)] : []),
    ...named(text("setup.map.as_ours", { n: proposta.uguali.length }), proposta.uguali, columns),
    ...named(text("setup.map.missing", { n: missing.length }), missing, columns),
  ];
}

/** How the files that hold several tables were read: once a file. */
function filesLines({ tavole }: Proposta, text: Text, columns: number, told: Set<string>): string[] {
  const firsts = tavole.filter(
    ({ input, table }, i) => table !== undefined && tavole.findIndex((other) => other.input === input) === i,
  );
  return firsts.flatMap(({ source }) => [
    ...wrapped(
      [`${source.name}: ${text(source.what.key, source.what.data)}`, ...newNotes(source, text, told)],
      columns,
    ),
    "",
  ]);
}

/** Everything the files hold, with what it seems to be. */
function tablesLines(proposta: Proposta, text: Text, columns: number, told: Set<string>): string[] {
  const { viste } = proposta;
  const rows = viste.map(({ nome, rows: n, columns: width, forma, error }) => [
    shortName(nome, columns, 50),
    n,
    width,
    error === undefined ? text(`sources.forma.${forma ?? "nessuna"}`) : text("setup.map.unreadable"),
  ]);
  const table = tabella(rows, {
    lingua: text.lingua,
    rientro: 2,
    larghezza: columns,
    intestazione: [
      text("setup.map.col.table"),
      text("setup.map.col.rows"),
      text("setup.map.col.columns"),
      text("setup.map.col.role"),
    ],
  });
  return [...filesLines(proposta, text, columns, told), ...table];
}

function tableLines(tavola: TavolaProposta, text: Text, columns: number, told: Set<string>): string[] {
  const { abbinamenti, unused } = tavola;
  const rows = abbinamenti.map(({ colonna, profilo, fiducia }) => [
    colonna,
    text(`setup.map.trust.${fiducia}`),
    `${percent(profilo.filled, profilo.rows)} %`,
    sampleOf(profilo),
  ]);
  const titles = [
    text("setup.map.col.ours"),
    text("setup.col.trust"),
    text("setup.col.filled"),
    text("setup.map.col.sample"),
  ];
  const names = abbinamenti.map(({ profilo }) => profilo.header);
  const dates = new Set(abbinamenti.flatMap(({ profilo }) => [...profilo.dates.keys()]));
  return [
    ...headLines(tavola, text, columns, told),
    ...(dates.size === 0 ? [] : [text("setup.map.dates", { dates: [...dates].join(", ") })]),
    "",
    ...withNames(names, rows, titles, text, columns),
    ...named(
      text("setup.map.unused", { n: unused.length }),
      shownHeaders(unused, abbinamenti.length > 0, 40),
      columns,
    ),
  ];
}

/** Of a table of a file already told: what it is, and what of its rows could not be read. */
function headLines(
  { source, esame, forma, table, nome, rows }: TavolaProposta,
  text: Text,
  columns: number,
  told: Set<string>,
): string[] {
  if (table === undefined)
    return [...seenLines(source, esame, text, columns, told), text(`setup.map.role.${forma}`)];
  const facts = { table: nome, role: text(`sources.forma.${forma}`), columns: source.header.length, rows };
  return wrapped(
    [
      text("sources.proposta.table", facts),
      ...newNotes(source, text, told),
      ...(esame.cut ? [text("setup.map.first", { rows: esame.rows })] : []),
      ...(esame.bad > 0 ? [text("setup.map.bad", { bad: esame.bad })] : []),
    ],
    columns,
  );
}

/** The fields of the first table stand at the top, as they always did; `tables` has them all. */
function proposalData(proposta: Proposta, main: TavolaProposta): object {
  const { viste, missing, toml } = proposta;
  return {
    ...tableData(main),
    missing,
    toml,
    tables: viste.map((vista) => ({
      name: vista.nome,
      role: vista.forma ?? null,
      rows: vista.rows,
      width: vista.columns,
      ...(vista.forma === undefined ? {} : tableData(vista)),
    })),
  };
}

function tableData({ source, esame, abbinamenti, unused }: TavolaProposta): object {
  return {
    ...sourceData(source),
    rows: esame.rows,
    bad: esame.bad,
    cut: esame.cut,
    columns: abbinamenti.map(({ colonna, profilo, fiducia, anche }) => ({
      header: printable(profilo.header),
      column: colonna,
      confidence: fiducia,
      also: anche.map((name) => printable(name)),
      filled: percent(profilo.filled, profilo.rows),
      sample: sampleOf(profilo),
      dates: [...profilo.dates.keys()],
    })),
    unused: shownHeaders(unused, abbinamenti.length > 0, 80),
  };
}
