import { printable } from "../../core/redact.ts";
import type { Colonna } from "../../model/campi.ts";
import type { Text, TextKey } from "../../text/index.ts";
import type { OpenedSource } from "../source.ts";
import type { Abbinamento, Fiducia } from "./abbina.ts";
import { shownHeaders } from "./intestazioni.ts";
import { sampleOf, type Profilo } from "./profilo.ts";
import type { Proposta, TavolaProposta } from "./proposta.ts";
import type { RigheValori } from "./tabelle-valori.ts";
import type { RigaColonna } from "./unione.ts";

type Corpo = Omit<Proposta, "toml">;

/** The proposal as commented TOML, in the order in which a person checks it: what is in doubt before what is not. */
export function propostaToml(proposta: Corpo, text: Text): string {
  const parts = [
    heading(proposta, text),
    fileTable(proposta, text),
    tablesTable(proposta, text),
    fixedTable(proposta, text),
    columnsTable(proposta, text),
    ...proposta.valori.map((values) => valuesTable(values, text)),
    proposta.uguali.length === 0
      ? []
      : comments(text("sources.proposta.asOurs", { columns: proposta.uguali.join(", ") })),
    defaultsTable(proposta, text),
  ];
  return parts
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.join("\n")}\n`)
    .join("\n");
}

function heading({ viste }: Corpo, text: Text): readonly string[] {
  const files = [...new Set(viste.map(({ file }) => file))];
  const one = viste.length === 1 ? viste[0] : undefined;
  const seen = viste.map(({ nome, rows, columns, forma }) =>
    comment(
      `  ${text("sources.proposta.table", { table: nome, rows, columns, role: text(`sources.forma.${forma ?? "nessuna"}`) })}`,
    ),
  );
  const looked = one && {
    columns: one.columns,
    n: one.esame?.rows ?? one.rows,
    what: whatOf(one.source, text),
  };
  return [
    comment(text("sources.proposta.title", { file: files.slice(0, 5).join(", ") })),
    ...(looked
      ? [comment(text("sources.proposta.looked", looked))]
      : [comment(text("sources.proposta.tables")), ...seen]),
    ...comments(text("sources.proposta.confirm")),
  ];
}

function whatOf(source: OpenedSource | undefined, text: Text): string {
  return source === undefined ? "" : text(source.what.key, source.what.data);
}

function fileTable({ mappa: { file }, tavole }: Corpo, text: Text): readonly string[] {
  const tipi = new Set(tavole.map(({ source }) => source.tipo));
  const has = (...names: readonly OpenedSource["tipo"][]): boolean => names.some((name) => tipi.has(name));
  return [
    "[file]",
    ...(has("csv", "fixed", "sql")
      ? [line("encoding", file.encoding, text("sources.proposta.encoding"))]
      : []),
    ...(has("csv") ? [line("delimiter", file.delimiter), line("quote", file.quote)] : []),
    ...(has("sql") ? [line("dialect", file.dialect, text("sources.proposta.dialect"))] : []),
    line("date", file.date, text("sources.proposta.date")),
    line("decimal", file.decimal),
    `pad_zeros = ${file.pad_zeros}  # ${text("sources.proposta.zeros")}`,
    `icd_dot = ${file.icd_dot}  # ${text("sources.proposta.icd")}`,
    ...(has("csv", "fixed", "xlsx")
      ? [`skip_lines = ${file.skip_lines}  # ${text("sources.proposta.skip")}`]
      : []),
  ];
}

/** A table for each role; of files that are their own tables there is nothing to say. */
function tablesTable({ tavole }: Corpo, text: Text): readonly string[] {
  const named = tavole.flatMap(({ table, forma }) =>
    table === undefined ? [] : [line(forma === "piatto" ? "ricoveri" : forma, table)],
  );
  return named.length === 0 ? [] : [comment(text("sources.proposta.roles")), "[tables]", ...new Set(named)];
}

function fixedTable({ mappa: { fixed }, indovinata, tavole }: Corpo, text: Text): readonly string[] {
  if (fixed.length === 0) return [];
  const profili = new Map(
    tavole.flatMap(({ esame }) => esame.columns.map((profilo) => [profilo.header, profilo] as const)),
  );
  const ours = new Map(
    tavole.flatMap(({ abbinamenti }) => abbinamenti.map(({ colonna, profilo }) => [profilo.header, colonna])),
  );
  const lines = fixed.map(({ name, from, length }) => {
    const profilo = profili.get(name);
    const remark = profilo === undefined ? "" : `  # ${looks(profilo, text)}`;
    const shown = indovinata ? (ours.get(name) ?? name) : name;
    return `${bare(shown)} = [${from}, ${length}]${remark}`;
  });
  return [
    ...comments(text(indovinata ? "sources.proposta.guessed" : "sources.proposta.fixed")),
    "[fixed]",
    ...lines,
  ];
}

function columnsTable(proposta: Corpo, text: Text): readonly string[] {
  const { colonne, missing, tavole, indovinata } = proposta;
  const sure = colonne.filter((riga) => trust(riga) === "alta");
  const doubtful = colonne.filter((riga) => trust(riga) !== "alta");
  const several = tavole.length > 1;
  const section = (title: TextKey, lines: readonly string[]): readonly string[] =>
    lines.length === 0 ? [] : ["", ...comments(text(title)), ...lines];
  const lines = (rows: readonly RigaColonna[]): readonly string[] =>
    indovinata ? [] : rows.map((riga) => columnLine(riga, several, text));
  return [
    comment(text("sources.proposta.columns")),
    "[columns]",
    ...section(
      "sources.proposta.missing",
      missing
        .filter((colonna) => !FISSE.includes(colonna))
        .map((colonna) => `# ${colonna} = ""${why(colonna, text)}`),
    ),
    ...section("sources.proposta.doubtful", lines(doubtful)),
    ...section("sources.proposta.sure", lines(sure)),
    ...tavole.flatMap((tavola) => unusedOf(tavola, several, indovinata, text)),
  ];
}

/** Where else it may come from. */
const why = (colonna: Colonna, text: Text): string =>
  colonna === "val_ci" ? `  # ${text("sources.proposta.missing.val_ci")}` : "";

function unusedOf(
  { unused, nome, abbinamenti }: TavolaProposta,
  several: boolean,
  indovinata: boolean,
  text: Text,
): readonly string[] {
  if (unused.length === 0 || indovinata) return [];
  const title = several
    ? text("sources.proposta.unusedOf", { table: nome })
    : text("sources.proposta.unused");
  return ["", comment(title), ...shownHeaders(unused, abbinamenti.length > 0, 60).map(comment)];
}

const GRADI: readonly Fiducia[] = ["bassa", "media", "alta"];

/** The least of its tables. */
function trust({ abbinamenti }: RigaColonna): Fiducia {
  return GRADI.find((grado) => abbinamenti.some(({ fiducia }) => fiducia === grado)) ?? "bassa";
}

function columnLine(riga: RigaColonna, several: boolean, text: Text): string {
  const { colonna, names, abbinamenti, contese } = riga;
  const value = names.length === 1 ? quoted(names[0] ?? "") : `[${names.map(quoted).join(", ")}]`;
  const anche = [...new Set(abbinamenti.flatMap((pair) => pair.anche))].map(
    (name) => `«${printable(name, 40)}»`,
  );
  const remarks = [
    trust(riga) === "alta" ? "" : text(`sources.fiducia.${trust(riga)}`),
    abbinamenti.length > 1 && several ? "" : seen(abbinamenti[0], text),
    anche.length > 0 ? text("sources.proposta.also", { names: anche.join(", ") }) : "",
    contese.length > 0 ? text("sources.proposta.contested", { tables: contese.join(", ") }) : "",
  ].filter((remark) => remark !== "");
  return `${colonna} = ${value}${remarks.length === 0 ? "" : `  # ${remarks.join(" · ")}`}`;
}

const seen = (pair: Abbinamento | undefined, text: Text): string =>
  pair === undefined ? "" : looks(pair.profilo, text);

/** `98 % piene, AAAAAA99A99A999A` — the form of the cells, never their content. */
function looks(profilo: Profilo, text: Text): string {
  const { filled, rows } = profilo;
  const percent = rows === 0 ? 0 : Math.floor((filled / rows) * 100);
  return text("sources.proposta.looks", { percent, shape: sampleOf(profilo) });
}

function valuesTable(
  { colonna, parole, incerte, ignoti, nascosti }: RigheValori,
  text: Text,
): readonly string[] {
  const unknown = [...ignoti].sort((a, b) => b[1] - a[1]);
  return [
    comment(text("sources.proposta.values", { column: colonna })),
    `[values.${colonna}]`,
    ...[...parole].sort(byCode).map(([word, code]) => `${quoted(word)} = ${quoted(code)}`),
    ...[...incerte]
      .sort(byCode)
      .map(([word, code]) => `${quoted(word)} = ${quoted(code)}  # ${text("sources.fiducia.media")}`),
    ...unknown.map(
      ([value, rows]) => `# ${quoted(value)} = ""  # ${text("sources.proposta.unknown", { rows })}`,
    ),
    ...(nascosti > 0 ? [comment(text("sources.proposta.hidden", { n: nascosti }))] : []),
  ];
}

const byCode = ([a, x]: readonly [string, string], [b, y]: readonly [string, string]): number =>
  x === y ? (a < b ? -1 : 1) : x.padStart(3).localeCompare(y.padStart(3), "it");

/** Columns that are the same for a whole azienda. */
const FISSE: readonly Colonna[] = ["tipo", "cod_reg", "cod_asl", "cod_str"];

function defaultsTable({ missing, fisse }: Corpo, text: Text): readonly string[] {
  const toFill = FISSE.filter((colonna) => missing.includes(colonna));
  return [
    comment(text("sources.proposta.defaults")),
    "[defaults]",
    ...[...fisse].map(([name, { value, why: reason }]) => line(name, value, text(reason))),
    ...(toFill.length > 0 ? comments(text("sources.proposta.toFill")) : []),
    ...toFill.map((colonna) => (colonna === "tipo" ? 'tipo = "I"' : `# ${colonna} = ""`)),
  ];
}

/** One line, whatever the name of a file or table holds. */
const comment = (sentence: string): string => `# ${sentence.replace(/[\t\n\r]+/g, " ")}`;

/** A sentence on as many lines as it takes. */
function comments(sentence: string): readonly string[] {
  const lines: string[] = [];
  for (const word of sentence.split(" ")) {
    const last = lines.at(-1);
    if (last === undefined || last.length + word.length > WIDTH) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines.map(comment);
}

const WIDTH = 96;

function line(key: string, value: string, remark?: string): string {
  return `${key} = ${quoted(value)}${remark === undefined ? "" : `  # ${remark}`}`;
}

const bare = (key: string): string => (/^[\w-]+$/.test(key) ? key : quoted(key));

/** A TOML basic string: JSON's escapes are TOML's, but for U+007F. */
function quoted(value: string): string {
  return JSON.stringify(value).replaceAll("\u007f", "\\u007f");
}
