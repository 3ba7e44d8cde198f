import type { Colonna } from "../../model/campi.ts";
import type { Connessione, TipoFonte } from "../../model/fonte.ts";
import type { Mappa } from "../../model/mappa.ts";
import type { Text } from "../../text/index.ts";
import type { Layout } from "../../tracciato/index.ts";
import { pair, type Abbinamento } from "./abbina.ts";
import { joined } from "./chiave.ts";
import { inOrder, withTimes } from "./date.ts";
import { byElimination } from "./esclusione.ts";
import { FORME_FILE, type FormaFile } from "./forme.ts";
import { MAPPA_VUOTA } from "./mappa.ts";
import { listsIn, type Lista } from "./decodifiche.ts";
import type { Esame } from "./profilo.ts";
import { defaultsFor, type Predefinito } from "./predefiniti.ts";
import { propostaToml } from "./proposta-toml.ts";
import { noteDi, rolesOf, type Regole } from "./ruoli.ts";
import { lookAt, type Veduta } from "./vedute.ts";
import type { OpenedSource } from "../source.ts";
import { takenAsOurs, valueLines, type RigheValori } from "./tabelle-valori.ts";
import { columnLines, fileFor, type RigaColonna } from "./unione.ts";

/** A file to look at, and what is known of it. */
export interface Ingresso {
  readonly path: string;
  readonly tipo?: TipoFonte;
  readonly connessione?: Connessione;
  /** What it holds, when the person or sioc.toml says. */
  readonly forma?: FormaFile;
  /** Said by the person: true also of a file that holds several tables, of which one is then looked for. */
  readonly certa?: boolean;
}

/** A table of interest, with what of it is ours. */
export interface TavolaProposta extends Veduta {
  readonly forma: FormaFile;
  readonly source: OpenedSource;
  readonly esame: Esame;
  readonly abbinamenti: readonly Abbinamento[];
  /** Headers nothing was proposed for. */
  readonly unused: readonly string[];
  /** Columns its rows must have and no header seems to carry. */
  readonly missing: readonly Colonna[];
}

/** A table, file or sheet left aside: none of ours, or not readable as a table. */
export interface TavolaEsclusa extends Veduta {
  readonly forma: undefined;
}

export interface Proposta {
  /** Commented mapping, ready to be written to a file. Holds header names and masked shapes, never a cell. */
  readonly toml: string;
  /** Everything that was looked at, in the order given. */
  readonly viste: readonly (TavolaProposta | TavolaEsclusa)[];
  /** Those of interest, stays first. */
  readonly tavole: readonly TavolaProposta[];
  readonly mappa: Pick<Mappa, "file" | "fixed">;
  /** The positions are our guess. */
  readonly indovinata: boolean;
  readonly colonne: readonly RigaColonna[];
  readonly valori: readonly RigheValori[];
  /** Columns whose codes are taken for ours as they are. */
  readonly uguali: readonly Colonna[];
  /** Columns given the same value for all, that the files lack. */
  readonly fisse: ReadonlyMap<string, Predefinito>;
  /** Mandatory columns that neither a header nor a value for all gives. */
  readonly missing: readonly Colonna[];
}

export interface PropostaOptions {
  readonly text: Text;
  readonly layout: Layout;
  readonly regole: Regole;
  /** What the user already declared: `[file]`, `[fixed]`, `[tables]`. */
  readonly declared?: Mappa;
  /** Lists of codes that came with the description of the record. */
  readonly liste?: readonly Lista[];
  /** Kinds of files that come with these and are not among them. */
  readonly accanto?: readonly string[];
  /** Region and azienda of the delivery, codes of three digits. */
  readonly regione?: string;
  readonly azienda?: string;
  /** Rows to look at in each table. */
  readonly maxRows?: number;
}

/** Looks at the files of an azienda and proposes one mapping for all. @throws as openSource. */
export async function proposeMappa(inputs: readonly Ingresso[], options: PropostaOptions): Promise<Proposta> {
  const declared = options.declared ?? MAPPA_VUOTA;
  const { vedute, fixed, skip, indovinata } = await lookAt(inputs, declared, options);
  const viste = withRoles(vedute, inputs, options, indovinata);
  const tavole = viste
    .flatMap((vista) => (vista.forma === undefined ? [] : [vista]))
    .sort((a, b) => FORME_FILE.indexOf(a.forma) - FORME_FILE.indexOf(b.forma));
  const fisse = new Map([...defaultsFor(tavole, options)].filter(([name]) => !declared.defaults.has(name)));
  const needed = new Set(tavole.flatMap(({ missing }) => missing));
  const lists = listsIn(viste.filter(({ forma }) => forma === undefined));
  const valori = valueLines(tavole, options.layout, [...(options.liste ?? []), ...lists]);
  const core = {
    viste,
    tavole,
    mappa: { file: fileFor(tavole, { ...declared.file, skip_lines: skip }, options.layout), fixed },
    indovinata,
    colonne: columnLines(tavole),
    valori,
    uguali: takenAsOurs(tavole, valori, options.layout),
    fisse,
    missing: [...needed].filter((colonna) => !fisse.has(colonna) && !declared.defaults.has(colonna)),
  };
  return { ...core, toml: propostaToml(core, options.text) };
}

/** A file that was pseudonymised already has the CUNI instead of the identifier. */
function isGiven(colonna: Colonna, carried: ReadonlySet<string>): boolean {
  return carried.has(colonna) || (colonna === "cod_ident" && carried.has("cuni"));
}

/** What each table is, by its columns and those of the others. */
function rolesFor(
  vedute: readonly Veduta[],
  inputs: readonly Ingresso[],
  { regole, layout }: PropostaOptions,
): readonly (FormaFile | undefined)[] {
  const tavole = vedute.map(({ nome, esame, input }) => {
    const unica = vedute.filter((other) => other.input === input).length === 1;
    const { forma: said, certa = false } = inputs[input] ?? {};
    const forma = unica || certa ? said : undefined;
    const tavola = { nome, profili: esame?.columns ?? [], gruppo: input, unica, sola: vedute.length === 1 };
    return { ...tavola, ...(forma && { forma }) };
  });
  return rolesOf(tavole, regole, layout);
}

function withRoles(
  vedute: readonly Veduta[],
  inputs: readonly Ingresso[],
  options: PropostaOptions,
  indovinata: boolean,
): readonly (TavolaProposta | TavolaEsclusa)[] {
  const { regole, accanto = [] } = options;
  const roles = rolesFor(vedute, inputs, options);
  const beside = FORME_FILE.filter((forma) => accanto.includes(forma));
  const present = new Set([...beside, ...roles.filter((forma) => forma !== undefined)]);
  const read = vedute.flatMap((veduta, i) => {
    const [forma, { source, esame }] = [roles[i], veduta];
    if (forma === undefined || source === undefined || esame === undefined) return [];
    const abbinamenti = pairsOf(esame, forma, present, options);
    return [{ veduta, forma, source, esame, profili: esame.columns, abbinamenti }];
  });
  const pairs = joined(read);
  return vedute.map((veduta) => {
    const at = read.findIndex((one) => one.veduta === veduta);
    const [table, found] = [read[at], pairs[at]];
    if (table === undefined || found === undefined) return { ...veduta, forma: undefined };
    const { forma, source, esame } = table;
    // Names of a layout guessed by us say nothing.
    const abbinamenti = indovinata ? found.map((one) => ({ ...one, fiducia: "bassa" as const })) : found;
    const used = new Set(abbinamenti.map(({ profilo }) => profilo.header));
    const carried = new Set(abbinamenti.map(({ colonna }) => colonna));
    const unused = source.header.filter((name) => name !== "" && !used.has(name));
    const missing = regole.obbligatorie(forma, present).filter((colonna) => !isGiven(colonna, carried));
    return { ...veduta, forma, source, esame, abbinamenti, unused, missing };
  });
}

function pairsOf(
  esame: Esame,
  forma: FormaFile,
  present: ReadonlySet<FormaFile>,
  { regole, layout }: PropostaOptions,
): readonly Abbinamento[] {
  const note = noteDi(regole, layout, forma, present);
  const columns = new Set(note.map(({ colonna }) => colonna));
  const order = new Map(esame.columns.map(({ header }, i) => [header, i]));
  const at = ({ profilo }: Abbinamento): number => order.get(profilo.header) ?? 0;
  const found = byElimination(pair(esame.columns, note, forma), esame.columns, forma);
  return [...withTimes(inOrder(found), columns)].sort((a, b) => at(a) - at(b));
}
