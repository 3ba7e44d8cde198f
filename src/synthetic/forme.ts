/**
 * Five invented vendors, each with its own way of writing the same facts, and the mapping that undoes it.
 * The shapes of landscape.md: what the aziende's systems really give.
 */
import type { DateFormat, Encoding } from "../model/mappa.ts";
import {
  AMMISSIONE,
  ANAGRAFICA,
  colonnePiatte,
  DIMISSIONE,
  PRESTAZIONE,
  SOSPENSIONE,
  splitName,
  VALUTAZIONE,
} from "./colonne.ts";
import type { Dove } from "./errori.ts";
import type { RicoveroSintetico } from "./ricovero.ts";

export const FORME = ["a", "b", "c", "d", "e"] as const;
export type FormaId = (typeof FORME)[number];

export interface Forma {
  readonly id: FormaId;
  readonly estensione: "csv" | "txt";
  readonly encoding: Exclude<Encoding, "auto">;
  readonly bom: boolean;
  readonly delimiter: string;
  /** "" writes no quotes at all; otherwise every cell has them. */
  readonly quote: "" | '"';
  readonly eol: "\n" | "\r\n";
  readonly date: Exclude<DateFormat, "auto">;
  readonly decimal: "." | ",";
  readonly icdDot: boolean;
  /** A spreadsheet took the leading zeros away: every row earns OC-F-015. */
  readonly zeriPersi: boolean;
  /** Files by role and their columns; a flat shape has "ricoveri" alone. */
  readonly files: readonly (readonly [Dove, readonly string[]])[];
  /** Column → header, without the suffix of later occurrences. */
  readonly headers: Readonly<Record<string, string>>;
  /** Headers of columns not listed above. */
  readonly upper: boolean;
  /** Column → ours → theirs. */
  readonly values: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Columns the file lacks, the same for a whole azienda: the mapping gives them. */
  readonly defaults: readonly ("cod_reg" | "cod_asl")[];
  /** Columns the tracciato does not know. */
  readonly estranee: readonly (readonly [string, (stay: RicoveroSintetico) => string])[];
}

/** `prestazioni`: groups of service columns in the flat shapes, 1–3. */
export function formaDi(id: FormaId, prestazioni: number): Forma {
  const piatte = colonnePiatte(prestazioni);
  const flat = [["ricoveri", piatte]] as const;
  switch (id) {
    case "a":
      return { ...BASE, id, files: flat };
    case "b":
      return {
        ...BASE,
        ...GESTIONALE,
        id,
        files: [["ricoveri", piatte.filter((c) => c !== "cod_reg" && c !== "cod_asl")]],
      };
    case "c":
      return { ...BASE, ...SEPARATI, id };
    case "d":
      return {
        ...BASE,
        id,
        files: flat,
        bom: true,
        delimiter: ",",
        eol: "\r\n",
        date: "gg/mm/aaaa",
        zeriPersi: true,
      };
    case "e":
      return {
        ...BASE,
        id,
        files: flat,
        estensione: "txt",
        encoding: "utf-16le",
        bom: true,
        delimiter: "~",
        eol: "\r\n",
        upper: true,
      };
  }
}

const BASE: Omit<Forma, "id"> = {
  estensione: "csv",
  encoding: "utf-8",
  bom: false,
  delimiter: ";",
  quote: "",
  eol: "\n",
  date: "aaaa-mm-gg",
  decimal: ".",
  icdDot: false,
  zeriPersi: false,
  files: [],
  headers: {},
  upper: false,
  values: {},
  defaults: [],
  estranee: [],
};

/** A ward system of the nineties: Windows, quotes, its own words, names beside the codes. */
const GESTIONALE: Partial<Forma> = {
  encoding: "windows-1252",
  quote: '"',
  eol: "\r\n",
  date: "gg/mm/aaaa",
  decimal: ",",
  icdDot: true,
  defaults: ["cod_reg", "cod_asl"],
  values: {
    genere: { "1": "M", "2": "F" },
    caregiver: { "1": "S", "2": "N" },
    pian_cond: { "1": "S", "2": "N" },
    supp_soc: { "1": "SÌ", "2": "PARZIALE", "3": "NO", "9": "N.R." },
  },
  headers: {
    num_ric: "N. CARTELLA",
    cod_str: "PRESIDIO",
    data_amm: "DATA RICOVERO",
    cod_ident: "CODICE FISCALE",
    val_ci: "ESITO VERIFICA TS",
    tipo_ci: "TIPO CODICE",
    team: "ISTITUZIONE TEAM",
    anno_nasc: "ANNO DI NASCITA",
    genere: "SESSO",
    cittad: "CITTADINANZA",
    stato_civ: "STATO CIVILE",
    resp_gen: "RESPONSABILITÀ GENITORIALE",
    tit_stud: "TITOLO DI STUDIO",
    cond_prof: "PROFESSIONE",
    reg_res: "REGIONE RESIDENZA",
    asl_res: "ASL RESIDENZA",
    com_res: "COMUNE RESIDENZA",
    stato_est: "STATO ESTERO",
    nucleo: "CONVIVENTI",
    caregiver: "CAREGIVER (S/N)",
    supp_soc: "SUPPORTO SOCIALE",
    ora_amm: "ORA RICOVERO",
    sogg_rich: "RICHIEDENTE",
    data_rich: "DATA RICHIESTA",
    prov: "PROVENIENZA",
    str_prov: "STRUTTURA DI PROVENIENZA",
    motivo: "MOTIVO",
    tipo_acc: "MODALITÀ DI ACCESSO",
    diag_pri: "DIAGNOSI PRINCIPALE",
    diag_con1: "DIAGNOSI 2",
    diag_con2: "DIAGNOSI 3",
    diag_con3: "DIAGNOSI 4",
    diag_con4: "DIAGNOSI 5",
    diag_con5: "DIAGNOSI 6",
    perc_ssn: "% A CARICO SSN",
    pian_cond: "PIANO CONDIVISO (S/N)",
    val_data: "DATA VALUTAZIONE",
    val_mom: "MOMENTO VALUTAZIONE",
    auton: "AUTONOMIA",
    mobil: "MOBILITÀ",
    dist_cogn: "DISTURBI COGNITIVI",
    dist_comp: "DISTURBI COMPORTAMENTO",
    scala: "SCALA",
    punt: "PUNTEGGIO",
    pre_data: "DATA PRESTAZIONE",
    pre_oper: "OPERATORE",
    pre_tipo: "PRESTAZIONE",
    pre_qta: "QUANTITÀ",
    sosp_ini: "INIZIO SOSPENSIONE",
    sosp_fin: "FINE SOSPENSIONE",
    sosp_mot: "MOTIVO SOSPENSIONE",
    data_dim: "DATA DIMISSIONE",
    ora_dim: "ORA DIMISSIONE",
    mod_dim: "MODALITÀ DIMISSIONE",
    str_dest: "STRUTTURA DI DESTINAZIONE",
    mot_trasf: "MOTIVO TRASFERIMENTO",
    diag_dim: "DIAGNOSI DIMISSIONE",
  },
  estranee: [
    ["COGNOME", (stay) => stay.persona.cognome],
    ["NOME", (stay) => stay.persona.nome],
    ["NOTE", (stay) => (stay.mod_dim === "6" ? 'avvisati i familiari; "urgente", già in reparto' : "")],
  ],
};

const CHIAVE = ["num_ric", "cod_reg", "cod_asl", "cod_str", "data_amm"];
const LEGAME = ["num_ric", "cod_str"];

/** A data warehouse: one table a file. */
const SEPARATI: Partial<Forma> = {
  estensione: "txt",
  delimiter: "|",
  date: "aaaammgg",
  values: {
    genere: { "1": "M", "2": "F" },
    val_mom: { "1": "A", "2": "I", "3": "D" },
  },
  headers: {
    num_ric: "NOSOLOGICO",
    cod_str: "STS11",
    data_amm: "DT_AMMISSIONE",
    data_dim: "DT_DIMISSIONE",
    cod_ident: "ID_ASSISTITO",
    genere: "SESSO",
    diag_pri: "ICD9_PRINCIPALE",
    diag_dim: "ICD9_DIMISSIONE",
    val_data: "DT_VALUTAZIONE",
    pre_data: "DT_PRESTAZIONE",
    sosp_ini: "DT_INIZIO",
    sosp_fin: "DT_FINE",
  },
  upper: true,
  files: [
    ["anagrafica", ["num_ric", ...ANAGRAFICA]],
    ["ricoveri", [...CHIAVE, ...AMMISSIONE, ...DIMISSIONE]],
    ["valutazioni", [...LEGAME, ...VALUTAZIONE]],
    ["prestazioni", [...LEGAME, ...PRESTAZIONE]],
    ["sospensioni", [...LEGAME, ...SOSPENSIONE]],
  ],
};

export function isPiatta(forma: Forma): boolean {
  return forma.files.length === 1;
}

/** The header of a column in this vendor's file; of later occurrences, followed by their number. */
export function headerOf(forma: Forma, column: string): string {
  const { base, n } = splitName(column);
  const own = forma.headers[base];
  if (own !== undefined) return n === 1 ? own : `${own} (${n})`;
  return forma.upper ? column.toUpperCase() : column;
}

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
    `encoding = ${quoted(forma.encoding)}`,
    `delimiter = ${quoted(forma.delimiter)}`,
    `quote = ${quoted(forma.quote)}`,
    `date = ${quoted(forma.date)}`,
    `decimal = ${quoted(forma.decimal)}`,
    "pad_zeros = true",
    `icd_dot = ${forma.icdDot ? "true" : "false"}`,
    "skip_lines = 0",
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

/** A TOML basic string: JSON's escapes are a part of TOML's. */
function quoted(text: string): string {
  return JSON.stringify(text);
}
