import { headerOf, type Forma } from "./forma.ts";
import { campiFissi } from "./larghezze.ts";

/** The mapping, as TOML, that reads this vendor's files back. */
export function mappaToml(
  forma: Forma,
  azienda: { readonly regione: string; readonly codAsl: string },
): string {
  const columns = [...new Set(forma.files.flatMap(([, names]) => names))];
  const given = { cod_reg: azienda.regione, cod_asl: azienda.codAsl };
  const lines = [
    `# Dati sintetici, forma ${forma.id}: nessuna persona reale.`,
    "",
    "[file]",
    ...fileLines(forma),
    ...tabelle(forma),
    ...fissi(forma),
    "",
    "[columns]",
    ...columns.map((column) => `${column} = ${quoted(headerOf(forma, column))}`),
  ];
  for (const [column, map] of Object.entries(forma.values)) {
    lines.push("", `[values.${column}]`);
    for (const [ours, theirs] of Object.entries(map)) lines.push(`${quoted(theirs)} = ${quoted(ours)}`);
  }
  lines.push("", "[defaults]", 'tipo = "I"');
  for (const column of forma.defaults) lines.push(`${column} = ${quoted(given[column])}`);
  return lines.join("\n") + "\n";
}

/** What of `[file]` says something for this kind of file. */
function fileLines(forma: Forma): readonly string[] {
  const values = [
    `date = ${quoted(forma.date)}`,
    `decimal = ${quoted(forma.decimal)}`,
    "pad_zeros = true",
    `icd_dot = ${forma.icdDot ? "true" : "false"}`,
  ];
  const encoding = `encoding = ${quoted(forma.encoding)}`;
  switch (forma.formato) {
    case "csv":
      return [
        encoding,
        `delimiter = ${quoted(forma.delimiter)}`,
        `quote = ${quoted(forma.quote)}`,
        ...values,
        "skip_lines = 0",
      ];
    case "postgres":
      return [encoding, 'dialect = "postgres"', ...values];
    case "mariadb":
      return [encoding, 'dialect = "mysql"', ...values];
    case "fisso":
      return [encoding, ...values];
    case "xlsx":
      return values;
  }
}

function tabelle({ tabelle: names }: Forma): readonly string[] {
  const lines = Object.entries(names).map(([role, name]) => `${role} = ${quoted(name)}`);
  return lines.length === 0 ? [] : ["", "[tables]", ...lines];
}

/** First character, from 1, and how many. */
function fissi(forma: Forma): readonly string[] {
  if (forma.formato !== "fisso") return [];
  const lines = campiFissi(forma).map(({ name, from, length }) => `${name} = [${from}, ${length}]`);
  return ["", "[fixed]", ...lines];
}

/** A TOML basic string: JSON's escapes are a part of TOML's. */
function quoted(text: string): string {
  return JSON.stringify(text);
}
