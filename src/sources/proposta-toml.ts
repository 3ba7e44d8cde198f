import type { Text } from "../text/index.ts";
import { nameOf } from "./encoding.ts";
import { printable } from "../core/redact.ts";
import { mask, commonest, type Profilo } from "./profilo.ts";
import type { Abbinamento, Proposta } from "./proposta.ts";

/** The proposal as commented TOML. */
export function propostaToml(proposta: Omit<Proposta, "toml">, text: Text): string {
  return [...heading(proposta, text), "", ...fileTable(proposta, text), "", ...columnsTable(proposta, text)]
    .concat(valuesTables(proposta, text), defaultsTable(proposta, text), "")
    .join("\n");
}

function heading({ source, esame }: Omit<Proposta, "toml">, text: Text): readonly string[] {
  const facts = {
    file: source.name,
    encoding: nameOf(source.encoding),
    n: esame.rows,
    columns: source.header.length,
  };
  return [
    comment(text("sources.proposta.title", facts)),
    comment(text("sources.proposta.looked", facts)),
    comment(text("sources.proposta.confirm")),
  ];
}

function fileTable({ file }: Omit<Proposta, "toml">, text: Text): readonly string[] {
  return [
    "[file]",
    line("encoding", file.encoding, text("sources.proposta.encoding")),
    line("delimiter", file.delimiter),
    line("quote", file.quote),
    line("date", file.date, text("sources.proposta.date")),
    line("decimal", file.decimal),
    `pad_zeros = ${file.pad_zeros}  # ${text("sources.proposta.zeros")}`,
    `icd_dot = ${file.icd_dot}  # ${text("sources.proposta.icd")}`,
    `skip_lines = ${file.skip_lines}  # ${text("sources.proposta.skip")}`,
  ];
}

function columnsTable(
  { abbinamenti, unused, missing }: Omit<Proposta, "toml">,
  text: Text,
): readonly string[] {
  const names = unused.map((name) => comment(printable(name, 60)));
  return [
    comment(text("sources.proposta.columns")),
    "[columns]",
    ...abbinamenti.map((abbinamento) => columnLine(abbinamento, text)),
    ...missing.map((colonna) => `# ${colonna} = ""  # ${text("sources.proposta.missing")}`),
    ...(names.length > 0 ? ["", comment(text("sources.proposta.unused")), ...names] : []),
  ];
}

function columnLine({ colonna, profilo, fiducia }: Abbinamento, text: Text): string {
  const sure = text(`sources.fiducia.${fiducia}`);
  return line(colonna, profilo.header, `${sure} · ${looks(profilo, text)}`);
}

/** `98 % piene, AAAAAA99A99A999A` — the form of the cells, never their content. */
export function looks({ filled, rows, shapes }: Profilo, text: Text): string {
  const percent = rows === 0 ? 0 : Math.floor((filled / rows) * 100);
  const shape = commonest(shapes);
  return text("sources.proposta.looks", { percent, shape: shape === undefined ? "–" : mask(shape) });
}

function valuesTables({ valori }: Omit<Proposta, "toml">, text: Text): readonly string[] {
  return [...valori].flatMap(([colonna, values]) => [
    "",
    comment(text("sources.proposta.values", { column: colonna })),
    `[values.${colonna}]`,
    ...[...values].map(([word, code]) => `${quoted(word)} = ${quoted(code)}`),
  ]);
}

function defaultsTable({ missing }: Omit<Proposta, "toml">, text: Text): readonly string[] {
  const tipo = missing.includes("tipo") ? ['tipo = "I"'] : [];
  return ["", comment(text("sources.proposta.defaults")), "[defaults]", ...tipo];
}

const comment = (sentence: string): string => `# ${sentence.replace(/\s*\n\s*/g, " ")}`;

function line(key: string, value: string, remark?: string): string {
  return `${key} = ${quoted(value)}${remark === undefined ? "" : `  # ${remark}`}`;
}

/** A TOML basic string: JSON's escapes are TOML's, but for U+007F. */
function quoted(value: string): string {
  return JSON.stringify(value).replaceAll("\u007f", "\\u007f");
}
