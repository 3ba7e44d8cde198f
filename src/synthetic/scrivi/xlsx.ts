import { openPart } from "../../core/atomic.ts";
import { isCalendarDay, toDay } from "../../core/dates.ts";
import { DATE } from "../colonne.ts";
import type { Forma } from "../forma.ts";
import { intestazioni, righe } from "./celle.ts";
import { righeDi, scriviIn, tabella, type Scrittore } from "./scrittore.ts";
import { CHUNK } from "./testo.ts";
import { apriZip } from "./zip.ts";
import {
  columnName,
  CONTENT_TYPES,
  RELS,
  sharedStrings,
  SHEET_TAIL,
  sheetHead,
  STILE,
  STYLES,
  textElement,
  workbook,
  WORKBOOK_RELS,
} from "./xlsx-parti.ts";

/** Rows a sheet can have, but for the header. */
export const MAX_RIGHE = 1_048_575;
const FOGLIO = "xl/worksheets/sheet1.xml";

/**
 * A workbook as Excel writes it: sheet of the stays and sheet that explains it, shared strings, days as numbers with
 * a date style, digits as numbers. `quante`: stays to come. @throws OUTPUT_UNWRITABLE, DISK
 */
export function apriXlsx(forma: Forma, path: string, quante: number): Scrittore {
  const part = openPart(path);
  const zip = apriZip(part);
  zip.add("[Content_Types].xml", CONTENT_TYPES);
  zip.add("_rels/.rels", RELS);
  zip.add("xl/workbook.xml", workbook([forma.tabelle.ricoveri ?? "Foglio1", "Legenda"]));
  zip.add("xl/_rels/workbook.xml.rels", WORKBOOK_RELS);
  const sheet = zip.stream(FOGLIO);
  const strings = new Condivise();
  const [role, columns] = forma.files[0] ?? ["ricoveri", []];
  const names = intestazioni(forma, role, columns);
  const ref = `A1:${columnName(names.length - 1)}${quante + 1}`;
  const outgoing = new Pezzi(sheetHead(ref) + titles(names, strings));
  let line = 1;
  const rowsOf = righe(forma, role, columns, {
    cell: (column) => cella(column, strings),
    row: (cells) => riga((line += 1), cells),
  });
  const table = tabella(role, rowsOf, (row) => {
    outgoing.add(row);
    if (outgoing.size >= CHUNK) sheet.write(outgoing.take());
  });
  return {
    write: (stay) => scriviIn([table], stay),
    pausa: () => sheet.pausa(),
    async commit() {
      sheet.end(outgoing.take() + SHEET_TAIL);
      zip.add("xl/worksheets/sheet2.xml", legenda(names, columns, strings));
      zip.add("xl/styles.xml", STYLES);
      zip.add("xl/sharedStrings.xml", sharedStrings(strings.texts, strings.uses));
      await zip.end();
      part.commit();
      return righeDi([table]);
    },
    posto: (_, row) => ({ line: row + 1 }),
    discard() {
      zip.discard();
      part.discard();
    },
  };
}

/** Text gathered before it is written. */
class Pezzi {
  size = 0;
  #pieces: string[] = [];

  constructor(first: string) {
    this.add(first);
  }

  add(piece: string): void {
    this.#pieces.push(piece);
    this.size += piece.length;
  }

  take(): string {
    const text = this.#pieces.join("");
    this.#pieces = [];
    this.size = 0;
    return text;
  }
}

/** Texts that come back, kept once. Bounded: what does not fit is written in its cell. */
class Condivise {
  uses = 0;
  readonly #index = new Map<string, number>();

  get texts(): readonly string[] {
    return [...this.#index.keys()];
  }

  /** Rest of a `c` element, after its `r`. */
  cell(text: string, stile = ""): string {
    const known = this.#index.get(text);
    if (known === undefined && this.#index.size >= MAX_CONDIVISE) return inline(text);
    if (known === undefined) this.#index.set(text, this.#index.size);
    this.uses += 1;
    return `${stile} t="s"><v>${known ?? this.#index.size - 1}</v></c>`;
  }
}
const MAX_CONDIVISE = 10_000;

/** Never twice the same: the shared table would grow with the file. */
const IN_CELLA: ReadonlySet<string> = new Set(["num_ric", "cod_ident"]);
/** Columns somebody formatted as text. */
const TESTO: ReadonlySet<string> = new Set(["num_ric", "cod_ident", "team", "ora_amm", "ora_dim"]);
/** What a spreadsheet takes for a number, and shows back as it was typed. */
const NUMERO = /^(?:0|[1-9]\d{0,9})(?:\.\d{0,8}[1-9])?$/;

function cella(column: string, strings: Condivise): (value: string) => string {
  if (IN_CELLA.has(column)) return inline;
  if (DATE.has(column)) return (value) => giorno(value) ?? testo(value, strings);
  if (TESTO.has(column)) return (value) => testo(value, strings);
  return (value) => (NUMERO.test(value) ? `><v>${value}</v></c>` : testo(value, strings));
}

function testo(value: string, strings: Condivise): string {
  return value === "" ? "" : strings.cell(value);
}

function inline(value: string): string {
  return value === "" ? "" : ` t="inlineStr"><is>${textElement(value)}</is></c>`;
}

/** Days from 1899-12-31, counting the 29 February 1900 that was not. A day that does not exist stays a text. */
function giorno(value: string): string | undefined {
  const [year = 0, month = 0, day = 0] = value.split("-").map(Number);
  if (!isCalendarDay(year, month, day)) return undefined;
  return ` s="${STILE.giorno}"><v>${toDay(value) + 25_569}</v></c>`;
}

function riga(line: number, cells: readonly string[]): string {
  const filled = cells.map((cell, i) => (cell === "" ? "" : `<c r="${nomeColonna(i)}${line}"${cell}`));
  return `<row r="${line}" spans="1:${cells.length}">${filled.join("")}</row>`;
}

const nomi: string[] = [];
function nomeColonna(index: number): string {
  return (nomi[index] ??= columnName(index));
}

function titles(names: readonly string[], strings: Condivise): string {
  return riga(
    1,
    names.map((name) => strings.cell(name, ` s="${STILE.titolo}"`)),
  );
}

/** What each column is, for who opens the workbook. */
function legenda(names: readonly string[], columns: readonly string[], strings: Condivise): string {
  const rows = names.map((name, i) =>
    riga(i + 2, [strings.cell(name), strings.cell(columns[i] ?? "non trasmessa")]),
  );
  const head = titles(["Colonna", "Campo del tracciato"], strings);
  return `${sheetHead(`A1:B${names.length + 1}`)}${head}${rows.join("")}${SHEET_TAIL}`;
}
